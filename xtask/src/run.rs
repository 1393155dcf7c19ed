//! `cargo xtask run`: from sources to a page in the browser.

use std::path::{Path, PathBuf};
use std::process::Child;
use std::time::{Duration, SystemTime};

use anyhow::{Context, Result, bail};

use crate::paths::{Build, Paths};
use crate::process::{cargo, run};
use crate::{serve, site};

const LOOK_EVERY: Duration = Duration::from_millis(500);
const WATCHED: [&str; 8] = ["app", "domain", "field", "frontend", "public", "server", "store", "style"];

/// What `cargo xtask run` can be told.
#[derive(clap::Args)]
pub struct Arguments {
    /// Build as shipped; needs Node
    #[arg(long)]
    release: bool,
    /// The port on 127.0.0.1
    #[arg(long, default_value_t = 3000)]
    port: u16,
    /// The data folder; an empty one is filled with demo content
    #[arg(long, default_value = "data")]
    data: PathBuf,
    /// Build and start again whenever a source file changes
    #[arg(long)]
    watch: bool,
}

/// Builds site and server and serves until it is interrupted.
pub fn command(paths: &Paths, arguments: &Arguments) -> Result<()> {
    let build = Build::from_flag(arguments.release);
    let start = || -> Result<Child> {
        build_all(paths, build)?;
        let data = paths.root.join(&arguments.data);
        let (program, site) = (paths.server(build), paths.site(build));
        serve::command(&program, &paths.root, &data, Some(&site), arguments.port, true)
            .spawn()
            .with_context(|| format!("cannot start {}", program.display()))
    };
    if arguments.watch {
        return watch(paths, start);
    }
    let status = start()?.wait()?;
    if !status.success() {
        bail!("the server ended with {status}");
    }
    Ok(())
}

/// Builds what browsers load and the server.
pub fn build_all(paths: &Paths, build: Build) -> Result<()> {
    site::build_site(paths, build)?;
    build_server(paths, build)
}

/// Builds the server alone.
pub fn build_server(paths: &Paths, build: Build) -> Result<()> {
    let mut command = cargo(paths);
    command.args(["build", "-p", "server", "--bin", "aftercare"]);
    if build == Build::Release {
        command.arg("--release");
    }
    run(&mut command)
}

fn watch(paths: &Paths, start: impl Fn() -> Result<Child>) -> Result<()> {
    let mut seen = newest_change(&paths.root);
    let mut server = start_or_report(&start);
    loop {
        std::thread::sleep(LOOK_EVERY);
        let changed = newest_change(&paths.root);
        if changed == seen {
            continue;
        }
        seen = changed;
        if let Some(mut running) = server.take() {
            running.kill().context("cannot end the server")?;
            running.wait()?;
        }
        server = start_or_report(&start);
    }
}

/// A mistake in a source file must not end the watching.
fn start_or_report(start: impl Fn() -> Result<Child>) -> Option<Child> {
    start().inspect_err(|error| eprintln!("error: {error:#}\nwaiting for the next change")).ok()
}

fn newest_change(root: &Path) -> Option<SystemTime> {
    WATCHED.iter().filter_map(|folder| newest_in(&root.join(folder))).max()
}

fn newest_in(path: &Path) -> Option<SystemTime> {
    let about = std::fs::metadata(path).ok()?;
    if about.is_file() {
        return about.modified().ok();
    }
    // A folder's own time tells of files that were removed.
    let entries = std::fs::read_dir(path).ok()?.flatten();
    entries.filter_map(|entry| newest_in(&entry.path())).chain(about.modified().ok()).max()
}
