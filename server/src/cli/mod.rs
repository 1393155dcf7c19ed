//! The command line. Each command is a file with `run`, which answers with the exit code.
//!
//! # Layout
//! - `serve`, `init`, `link`: running and setting up; `load_demo`, `doctor`, `sla`: measuring and checking
//! - `healthcheck`, `show_config`: for containers and for people who configure

mod doctor;
mod healthcheck;
mod init;
mod link;
mod load_demo;
mod serve;
mod show_config;
mod sla;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use anyhow::Context;
use domain::people::Email;
use store::Store;
use store::access::Person;

use crate::config::{Config, Flags, load};
use crate::telemetry;

/// `aftercare`
#[derive(Debug, Parser)]
#[command(name = "aftercare", version, about = "The desk a software supplier runs for its clients, from go-live on.")]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the desk
    Serve(serve::Arguments),
    /// Set up an empty data folder: the provider and its first admin
    Init(init::Arguments),
    /// Print a one-time link with which a person sets a password
    Link(link::Arguments),
    /// Fill an empty data folder with generated tickets, for measuring
    LoadDemo(load_demo::Arguments),
    /// Check the data, and repair what is derived
    Doctor(doctor::Arguments),
    /// Look into SLA clocks
    Sla(sla::Arguments),
    /// Ask a running server whether it is well
    Healthcheck(Place),
    /// Print every configuration key, its default and what is refused
    Config,
}

/// Which configuration and which data: every command takes these.
#[derive(Debug, Clone, Args)]
pub struct Place {
    /// The configuration file; without it aftercare.toml is read when it is there
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// The data folder
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// The port on which the server listens
    #[arg(long, value_name = "N")]
    port: Option<u16>,
}

impl Place {
    fn flags(&self) -> Flags {
        Flags { config: self.config.clone(), data: self.data.clone(), port: self.port, ..Flags::default() }
    }

    fn load(&self) -> anyhow::Result<Config> {
        start(&self.flags())
    }
}

/// Reads the configuration and starts the log.
fn start(flags: &Flags) -> anyhow::Result<Config> {
    let config = load(flags)?;
    telemetry::start(&config);
    Ok(config)
}

fn read_email(text: &str) -> anyhow::Result<Email> {
    Email::parse(text).map_err(|problem| anyhow::anyhow!(problem.message))
}

async fn person_of(store: &Store, email: &Email) -> anyhow::Result<Person> {
    let known = store.person_by_email(email).await?;
    known.map(|known| known.person).with_context(|| format!("nobody signs in with {}", email.as_str()))
}

/// Runs the command; a failure is one sentence on standard error.
pub async fn run(arguments: Arguments) -> ExitCode {
    let outcome = match arguments.command {
        Command::Serve(arguments) => serve::run(arguments).await,
        Command::Init(arguments) => init::run(arguments).await,
        Command::Link(arguments) => link::run(arguments).await,
        Command::LoadDemo(arguments) => load_demo::run(arguments).await,
        Command::Doctor(arguments) => doctor::run(arguments).await,
        Command::Sla(arguments) => sla::run(arguments).await,
        Command::Healthcheck(place) => healthcheck::run(&place).await,
        Command::Config => show_config::run(),
    };
    outcome.unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        ExitCode::FAILURE
    })
}
