//! `cargo xtask mutants`: changes the SLA rules in every small way and runs the tests of `domain` on each. A change that no
//! test notices is a hole in the tests; `domain/MUTANTS.md` lists those that are left, with the reason.
//!
//! Two passes: most changes to the engine are noticed by the tests in `domain/tests`, which build in half the time; what those
//! miss, and all other files, is tried with the tests beside the code, the oracle and the rules. The results stay in the target folder,
//! and a run that was interrupted goes on there.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::paths::Paths;
use crate::process::{cargo, output_of, program};

const VERSION: &str = "27.1.0";
/// The share of changes that the tests must notice, in percent.
const WANTED: usize = 95;
/// Where the tests in `domain/tests` notice most: what computes, not what reads forms or writes texts.
const ENGINE: [&str; 13] = [
    "calendar.rs",
    "cases.rs",
    "cases/**",
    "clock.rs",
    "evaluate.rs",
    "evaluate/**",
    "local.rs",
    "policy.rs",
    "policy/**",
    "windows.rs",
    "windows/**",
    "zone.rs",
    "zone/**",
];
/// The tests in `domain/tests` that take less than a second together.
const QUICK: [&str; 4] = ["sla_bad_input", "sla_cases", "sla_properties", "sla_rules"];
/// A build of one crate keeps about one core busy; more than this and their memory counts.
const MOST_JOBS: usize = 4;

/// What `cargo xtask mutants` can be told.
#[derive(clap::Args)]
pub struct Arguments {
    /// Only files that match, e.g. domain/src/sla/windows.rs; may be repeated
    #[arg(long)]
    file: Vec<String>,
    /// Forget earlier results
    #[arg(long)]
    fresh: bool,
    /// Passed on to cargo-mutants
    #[arg(last = true)]
    rest: Vec<String>,
}

/// Runs both passes, prints what no test noticed, and fails when that is too much.
pub fn command(paths: &Paths, arguments: &Arguments) -> Result<()> {
    let tool = install(paths)?;
    let folder = paths.target.join("mutants");
    if arguments.fresh {
        crate::paths::remove_folder(&folder)?;
    }
    fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
    let mut results = Results::before(&folder)?;
    let everything = ["domain/src/sla/**/*.rs".to_owned()];
    // What was noticed in code that has changed since says nothing.
    let listed = list(&tool, paths, &everything)?;
    results.noticed.retain(|name| listed.contains(name));
    let quick = QUICK.map(|name| format!("--test={name}"));
    let slow = ["--lib", "--test=sla_oracle", "--test=sla_rules"].map(str::to_owned);
    let engine = ENGINE.map(|file| format!("domain/src/sla/{file}"));
    for (tests, files) in [(&quick[..], &engine[..]), (&slow, &everything)] {
        let files = if arguments.file.is_empty() { files } else { &arguments.file };
        pass(&tool, paths, &folder, tests, files, &arguments.rest)?;
        results.add(&folder)?;
    }
    // The results of other files are kept and not counted.
    if !arguments.file.is_empty() {
        let asked = list(&tool, paths, &arguments.file)?;
        results.noticed.retain(|name| asked.contains(name));
    }
    for missed in &results.missed {
        println!("missed: {missed}");
    }
    let noticed = results.noticed.len();
    println!("{noticed} of {} changes were noticed", noticed + results.missed.len());
    if !results.are_enough() {
        bail!("less than {WANTED} % of the changes were noticed");
    }
    Ok(())
}

/// One pass of these tests over what no earlier pass noticed in these files. It ends with an error status when something is
/// missed; the files of its results count.
fn pass(tool: &Path, paths: &Paths, folder: &Path, tests: &[String], files: &[String], rest: &[String]) -> Result<()> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let status = mutants(tool, paths, files)
        .args(["--test-package", "domain", "--features", "domain/native", "--profile", "mutants", "--iterate"])
        // A changed loop may never end; the tests take some seconds.
        .args(["--timeout", "20"])
        .arg(format!("--jobs={}", cores.min(MOST_JOBS)))
        .args(tests.iter().map(|test| format!("--cargo-arg={test}")))
        .arg("--output")
        .arg(folder)
        .args(rest)
        .status()
        .context("cannot start cargo-mutants")?;
    // 2 and 3: some changes were not noticed, or made the tests run too long.
    match status.code() {
        Some(0 | 2 | 3) => Ok(()),
        _ => bail!("cargo-mutants ended with {status}"),
    }
}

/// The names of all changes in these files as they are now.
fn list(tool: &Path, paths: &Paths, files: &[String]) -> Result<BTreeSet<String>> {
    let listed = output_of(mutants(tool, paths, files).arg("--list"))?;
    Ok(String::from_utf8_lossy(&listed.stdout).lines().map(str::to_owned).collect())
}

/// cargo-mutants on these files of `domain`, without those that only test.
fn mutants(tool: &Path, paths: &Paths, files: &[String]) -> Command {
    let mut command = program(tool, &paths.root);
    command
        // In one target folder the jobs would wait for each other: each has that of its own copy.
        .env_remove("CARGO_TARGET_DIR")
        // Without the modules that only use the rules: most of the time goes into building, not into testing.
        .env("RUSTFLAGS", "--cfg mutants")
        .args(["mutants", "--package", "domain", "--exclude", "**/tests.rs", "--exclude", "**/tests/**"])
        .args(files.iter().flat_map(|file| ["--file", file]));
    command
}

/// Puts cargo-mutants into the target folder, once.
fn install(paths: &Paths) -> Result<PathBuf> {
    let root = paths.target.join("tools");
    let tool = root.join("bin").join(format!("cargo-mutants{}", std::env::consts::EXE_SUFFIX));
    if !tool.is_file() {
        crate::process::run(
            cargo(paths)
                .args(["install", "cargo-mutants", "--locked", "--version", VERSION, "--root"])
                .arg(&root)
                .arg("--target-dir")
                .arg(root.join("build")),
        )?;
    }
    Ok(tool)
}

/// What came of all passes.
struct Results {
    noticed: BTreeSet<String>,
    missed: Vec<String>,
}

impl Results {
    /// The file in which every noticed change is kept: the tool itself lists only those of its last pass.
    const KEPT: &str = "noticed.txt";

    /// What earlier runs noticed.
    fn before(folder: &Path) -> Result<Self> {
        let kept = folder.join(Self::KEPT);
        let noticed = if kept.is_file() { lines(&kept)?.into_iter().collect() } else { BTreeSet::new() };
        let mut results = Self { noticed, missed: Vec::new() };
        // A run that was interrupted has not kept its last pass.
        if folder.join("mutants.out/caught.txt").is_file() {
            results.add(folder)?;
        }
        Ok(results)
    }

    /// Adds the pass that has just ended.
    fn add(&mut self, folder: &Path) -> Result<()> {
        let pass = folder.join("mutants.out");
        // A test that never ends notices a change, too.
        self.noticed.extend(lines(&pass.join("caught.txt"))?);
        self.noticed.extend(lines(&pass.join("timeout.txt"))?);
        self.missed = lines(&pass.join("missed.txt"))?;
        let text = self.noticed.iter().fold(String::new(), |text, line| text + line + "\n");
        fs::write(folder.join(Self::KEPT), text)?;
        Ok(())
    }

    fn are_enough(&self) -> bool {
        let all = self.noticed.len() + self.missed.len();
        all > 0 && self.noticed.len() * 100 >= all * WANTED
    }
}

fn lines(file: &Path) -> Result<Vec<String>> {
    let text = fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    Ok(text.lines().map(str::to_owned).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn enough_is_what_the_bar_says_and_nothing_tried_is_not_enough() {
        let results = |noticed, missed| Results {
            noticed: (0..noticed).map(|number: u32| number.to_string()).collect(),
            missed: vec![String::new(); missed],
        };
        assert!(results(95, 5).are_enough() && !results(94, 6).are_enough());
        assert!(!results(0, 0).are_enough());
    }
}
