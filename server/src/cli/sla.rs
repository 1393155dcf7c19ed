//! `aftercare sla`: checks the engine against case files, explains a ticket's clocks.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::{Args, Subcommand};

#[derive(Debug, Args)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run a case file in the format sla-cases/1 and print one JSON line per case
    Cases {
        /// The file
        file: PathBuf,
    },
}

pub async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    match arguments.command {
        Command::Cases { file } => cases(&file).await,
    }
}

async fn cases(file: &std::path::Path) -> anyhow::Result<ExitCode> {
    let text = tokio::fs::read_to_string(file).await.with_context(|| format!("cannot read {}", file.display()))?;
    let report = domain::sla::cases::run(&text).with_context(|| format!("cannot check {}", file.display()))?;
    for line in &report.lines {
        println!("{line}");
    }
    println!("{}", report.summary());
    Ok(if report.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
