//! Formatting, lints and tests of the Rust code.
//!
//! Every command works on the default members. `--workspace` would add `frontend` and `field` and so turn on
//! leptos' `ssr`, `hydrate` and `csr` together, with which none of them works.

use anyhow::Result;

use super::counts::Counts;
use crate::paths::Paths;
use crate::process::{cargo, find_on_path, run, run_and_keep};
use crate::tools;

/// `cargo fmt --check`
pub fn format(paths: &Paths) -> Result<Counts> {
    run(cargo(paths).args(["fmt", "--all", "--", "--check"]))?;
    Ok(Counts::default())
}

/// Clippy on everything that is built for this machine.
pub fn lint(paths: &Paths) -> Result<Counts> {
    run(cargo(paths).args(["clippy", "--all-targets", "--", "-D", "warnings"]))?;
    Ok(Counts::default())
}

/// Clippy on `frontend`, and on `app` and `domain` as it uses them; on `field`.
pub fn lint_wasm(paths: &Paths) -> Result<Counts> {
    tools::ensure_wasm_target(paths)?;
    // One after the other: together they would share leptos' features, and each has its own.
    for crates in [&["-p", "frontend", "-p", "app", "--features", "app/hydrate"][..], &["-p", "field"]] {
        let how = ["--target", "wasm32-unknown-unknown", "--", "-D", "warnings"];
        run(cargo(paths).arg("clippy").args(crates).args(how))?;
    }
    Ok(Counts::default())
}

/// The tests, by nextest where it is installed.
pub fn unit_tests(paths: &Paths, rest: &[String]) -> Result<Counts> {
    tests_of(paths, &[], rest)
}

/// The tests of `field`, which is not a default member.
pub fn field_tests(paths: &Paths, rest: &[String]) -> Result<Counts> {
    tests_of(paths, &["-p", "field"], rest)
}

fn tests_of(paths: &Paths, what: &[&str], rest: &[String]) -> Result<Counts> {
    let nextest = find_on_path("cargo-nextest").is_some();
    let mut command = cargo(paths);
    if nextest {
        command.args(["nextest", "run", "--no-fail-fast", "--no-tests=pass"]).args(what).args(rest);
    } else {
        command.args(["test", "--lib", "--bins", "--tests", "--no-fail-fast"]).args(what).arg("--").args(rest);
    }
    let (status, text) = run_and_keep(&mut command)?;
    let counts = if nextest { Counts::from_nextest(&text) } else { Counts::from_cargo_test(&text) };
    Ok(counts.with_status(status.success()))
}

/// The examples in `domain`'s documentation.
pub fn doc_tests(paths: &Paths) -> Result<Counts> {
    let (status, text) =
        run_and_keep(cargo(paths).args(["test", "--doc", "-p", "domain", "--features", "domain/native"]))?;
    Ok(Counts::from_cargo_test(&text).with_status(status.success()))
}

/// Builds the debug server together with the tests: built alone it would use its dependencies
/// with fewer features, and `SurrealDB` would be compiled a second time.
pub fn build_server(paths: &Paths) -> Result<()> {
    run(cargo(paths).args(["build", "--bins", "--tests"]))
}
