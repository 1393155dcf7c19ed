//! `aftercare doctor`: compares what is derived with what it is derived from.

use std::process::ExitCode;

use clap::Args;

use super::Place;
use crate::server::open_store;
use crate::state::Clock;

#[derive(Debug, Args)]
pub struct Arguments {
    #[command(flatten)]
    place: Place,
    /// Repair what can be derived again
    #[arg(long)]
    rebuild: bool,
}

pub async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let config = arguments.place.load()?;
    let store = open_store(&config).await?;
    // What a newer program wants to know of older tickets is not damage.
    store.fill_outcomes(&store.system()).await?;
    let report = store.doctor(&store.system(), arguments.rebuild, Clock::default().now()).await?;
    store.close().await?;
    for finding in &report.findings {
        println!("{finding}");
    }
    println!(
        "{} tickets and {} events looked at: {} findings, {} repaired",
        report.tickets,
        report.events,
        report.findings.len(),
        report.repaired
    );
    if !report.is_healthy() && report.findings.iter().any(store::doctor::Finding::is_repairable) && !arguments.rebuild {
        println!("`aftercare doctor --rebuild` repairs what can be derived from the history");
    }
    Ok(if report.is_healthy() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
