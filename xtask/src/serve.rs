//! An `aftercare` server that is started for a while.

use std::fs::File;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::http::Client;
use crate::process::program;

/// A debug build fills an empty folder with demo content first, on a slow machine.
const START_LIMIT: Duration = Duration::from_mins(3);
const STOP_LIMIT: Duration = Duration::from_secs(20);

/// What a server is started with.
pub struct Start<'a> {
    /// The `aftercare` program.
    pub program: &'a Path,
    /// Its data folder.
    pub data: &'a Path,
    /// What it serves to browsers; `None` leaves it to the server to find that.
    pub site: Option<&'a Path>,
    /// Whether it fills an empty data folder with demo content.
    pub demo: bool,
    /// Where it logs to.
    pub log: PathBuf,
}

/// A running server. It ends, by its own process id, when this value goes.
pub struct Server {
    child: Child,
    /// Its address, `http://127.0.0.1:PORT`.
    pub base: String,
    /// From the start of the process to the first healthy answer.
    pub started_in: Duration,
    log: PathBuf,
}

/// The command line of a server. This is the only place that knows it.
pub fn command(server: &Path, folder: &Path, data: &Path, site: Option<&Path>, port: u16, demo: bool) -> Command {
    let mut command = program(server, folder);
    command.arg("serve").arg("--data").arg(data).args(["--port", &port.to_string()]);
    if let Some(site) = site {
        command.arg("--site").arg(site);
    }
    if demo {
        command.arg("--demo");
    }
    command
}

/// A port that nobody listens on at the moment.
pub fn free_port() -> Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}

/// Hides the owner's own configuration of a server, which is not for tests. (Its file is in the
/// workspace; servers of tests run elsewhere.)
pub fn isolate(command: &mut Command) {
    for (variable, _) in std::env::vars_os() {
        if variable.to_string_lossy().starts_with("AFTERCARE_") {
            command.env_remove(variable);
        }
    }
}

impl Server {
    /// Starts a server on a free port and waits until it is healthy.
    pub fn start(start: &Start) -> Result<Self> {
        let port = free_port()?;
        let log = File::create(&start.log).with_context(|| format!("cannot create {}", start.log.display()))?;
        let began = Instant::now();
        let folder = start.data.parent().unwrap_or(start.data);
        let mut command = command(start.program, folder, start.data, start.site, port, start.demo);
        isolate(&mut command);
        // A test is its own push service.
        command.env("AFTERCARE_PUSH_LOCAL", "true");
        let child = command
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()
            .with_context(|| format!("cannot start {}", start.program.display()))?;
        let mut server = Self {
            child,
            base: format!("http://127.0.0.1:{port}"),
            started_in: Duration::ZERO,
            log: start.log.clone(),
        };
        server.wait_until_healthy(began)?;
        server.started_in = began.elapsed();
        Ok(server)
    }

    fn wait_until_healthy(&mut self, began: Instant) -> Result<()> {
        while began.elapsed() < START_LIMIT {
            if let Some(status) = self.child.try_wait()? {
                bail!("the server ended with {status}\n{}", self.log_text());
            }
            let health = Client::new(&self.base)?.get("/healthz");
            if health.is_ok_and(|response| response.status == 200) {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(4));
        }
        bail!("the server was not healthy after {START_LIMIT:?}\n{}", self.log_text())
    }

    /// What it has printed so far.
    pub fn log_text(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Ends it without warning, as a power cut would.
    pub fn kill(mut self) -> Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }

    fn stop(&mut self) -> Result<()> {
        if self.child.try_wait()?.is_some() {
            return Ok(());
        }
        // The standard library can only kill; a server should be asked to finish first.
        Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status()?;
        let asked = Instant::now();
        while asked.elapsed() < STOP_LIMIT {
            if self.child.try_wait()?.is_some() {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        eprintln!("the server did not end {STOP_LIMIT:?} after SIGTERM and is killed");
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Err(error) = self.stop() {
            eprintln!("cannot end the server (process {}): {error:#}", self.child.id());
        }
    }
}
