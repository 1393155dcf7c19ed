//! Running other programs: cargo, npm, wasm-opt, Playwright.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Output, Stdio};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result, bail};

/// A program in a folder, without the variables that `cargo run` sets for this one.
///
/// They would reach build scripts of a nested cargo and make it rebuild what is up to date.
pub fn program(name: impl AsRef<OsStr>, folder: &Path) -> Command {
    let mut command = Command::new(name);
    command.current_dir(folder);
    for (variable, _) in std::env::vars_os() {
        let name = variable.to_string_lossy();
        if name.starts_with("CARGO_PKG_")
            || name.starts_with("CARGO_MANIFEST_")
            || matches!(name.as_ref(), "CARGO" | "CARGO_BIN_NAME" | "CARGO_CRATE_NAME")
        {
            command.env_remove(&variable);
        }
    }
    command
}

/// Cargo in the workspace, building into the same target folder.
pub fn cargo(paths: &crate::paths::Paths) -> Command {
    let mut command = program("cargo", &paths.root);
    command.env("CARGO_TARGET_DIR", &paths.target);
    command
}

/// Runs a program with its output on the terminal; fails when it fails.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("cannot start {}", name_of(command)))?;
    if !status.success() {
        bail!("{} ended with {status}", name_of(command));
    }
    Ok(())
}

/// Runs a program and takes its output; fails, with what it printed, when it fails.
pub fn output_of(command: &mut Command) -> Result<Output> {
    let output = command.output().with_context(|| format!("cannot start {}", name_of(command)))?;
    if !output.status.success() {
        bail!(
            "{} ended with {}\n{}{}",
            name_of(command),
            output.status,
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
    }
    Ok(output)
}

/// Runs a program with its output on the terminal and keeps a copy of it.
pub fn run_and_keep(command: &mut Command) -> Result<(ExitStatus, String)> {
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot start {}", name_of(command)))?;
    let kept = Arc::new(Mutex::new(String::new()));
    let copies = [
        child.stdout.take().map(|from| copy_lines(from, std::io::stdout(), &kept)),
        child.stderr.take().map(|from| copy_lines(from, std::io::stderr(), &kept)),
    ];
    let status = child.wait()?;
    for copy in copies.into_iter().flatten() {
        // A copying thread only ends early when the terminal is gone.
        let _ = copy.join();
    }
    let text = std::mem::take(&mut *kept.lock().unwrap_or_else(PoisonError::into_inner));
    Ok((status, text))
}

fn copy_lines(
    from: impl Read + Send + 'static,
    mut to: impl Write + Send + 'static,
    kept: &Arc<Mutex<String>>,
) -> std::thread::JoinHandle<()> {
    let kept = Arc::clone(kept);
    std::thread::spawn(move || {
        let mut lines = BufReader::new(from);
        let mut line = Vec::new();
        while lines.read_until(b'\n', &mut line).is_ok_and(|read| read > 0) {
            // The copy is kept even when the terminal is gone.
            let _ = to.write_all(&line).and_then(|()| to.flush());
            kept.lock().unwrap_or_else(PoisonError::into_inner).push_str(&String::from_utf8_lossy(&line));
            line.clear();
        }
    })
}

/// The first program of that name on `PATH`.
pub fn find_on_path(name: &str) -> Option<PathBuf> {
    std::env::split_paths(&std::env::var_os("PATH")?).map(|folder| folder.join(name)).find(|program| program.is_file())
}

fn name_of(command: &Command) -> String {
    let mut name = command.get_program().to_string_lossy().into_owned();
    for argument in command.get_args().take(4) {
        name.push(' ');
        name.push_str(&argument.to_string_lossy());
    }
    name
}
