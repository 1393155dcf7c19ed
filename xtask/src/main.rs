//! The build tool of Aftercare: `cargo xtask --help`.
//!
//! # Layout
//! - `site`: the files the browser loads (WASM, JavaScript, CSS), hashed and compressed
//! - `run`, `test`, `dist`, `shots`, `bench`: one command each
//! - `same_bytes`: the SLA engine native and as WASM; `twin`: that WASM; `mutants`: what the tests would not notice
//! - `budgets`: how many bytes a first visit may cost, and the check
//! - `serve`: starts and ends an `aftercare` server for the commands above
//! - `http`, `html`, `people`: a browser's part in those commands, as far as they need one
//! - `tools`: finds or installs the WASM target, the Node packages and Chromium
//! - `paths`, `process`: where things are, and how other programs are run

mod bench;
mod budgets;
mod dist;
mod html;
mod http;
mod mutants;
mod paths;
mod people;
mod process;
mod run;
mod same_bytes;
mod serve;
mod shots;
mod site;
mod test;
mod tools;
mod twin;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::paths::Paths;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Builds, runs and tests Aftercare.")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Build what the browser loads
    Site(site::Arguments),
    /// Build everything and serve it with demo content
    Run(run::Arguments),
    /// Run everything that must pass before a change is merged
    Test(test::Arguments),
    /// Make one archive with the server and everything it serves
    Dist,
    /// Photograph every page in three sizes and two themes
    Shots(shots::Arguments),
    /// Measure the release server on many tickets, or the SLA engine
    Bench(bench::Arguments),
    /// Let the SLA engine answer generated cases natively, in Node and in Chromium, and compare the bytes
    SameBytes(same_bytes::Arguments),
    /// Change the SLA rules in every small way and see whether a test notices; takes hours
    Mutants(mutants::Arguments),
}

fn main() -> ExitCode {
    let command = Arguments::parse().command;
    let outcome = Paths::find().and_then(|paths| match command {
        Command::Site(arguments) => site::command(&paths, &arguments),
        Command::Run(arguments) => run::command(&paths, &arguments),
        Command::Test(arguments) => test::command(&paths, &arguments),
        Command::Dist => dist::command(&paths),
        Command::Shots(arguments) => shots::command(&paths, &arguments),
        Command::Bench(arguments) => bench::command(&paths, &arguments),
        Command::SameBytes(arguments) => same_bytes::command(&paths, &arguments),
        Command::Mutants(arguments) => mutants::command(&paths, &arguments),
    });
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
