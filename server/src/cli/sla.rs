//! `aftercare sla`: checks the engine against case files, explains a ticket's clocks.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use domain::ids::TicketKey;
use domain::sla::Metric;
use store::access::{Person, Session};
use store::{Directory, Store};

use super::{Place, person_of, read_email};
use crate::routes::explained;
use crate::server::open_store;
use crate::state::Clock;

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
    /// Say why each clock of a ticket shows what it shows, as the ticket's "Why this time?" does
    Explain {
        #[command(flatten)]
        place: Place,
        /// The ticket, like ACME-42
        ticket: String,
        /// Who reads it, by e-mail address: their zone, and what their side may see; without it an admin
        #[arg(long, value_name = "EMAIL")]
        reader: Option<String>,
    },
}

pub async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    match arguments.command {
        Command::Cases { file } => cases(&file).await,
        Command::Explain { place, ticket, reader } => explain(&place, &ticket, reader.as_deref()).await,
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

async fn explain(place: &Place, ticket: &str, reader: Option<&str>) -> anyhow::Result<ExitCode> {
    let Ok(key) = ticket.parse::<TicketKey>() else { bail!("{ticket:?} is no ticket: write its key, like ACME-42") };
    let config = place.load()?;
    let store = open_store(&config).await?;
    let outcome = explanations(&store, &key, reader).await;
    store.close().await?;
    println!("{}", outcome?.join("\n\n"));
    Ok(ExitCode::SUCCESS)
}

async fn explanations(store: &Store, key: &TicketKey, reader: Option<&str>) -> anyhow::Result<Vec<String>> {
    let now = Clock::default().now();
    let directory = store.directory();
    let session = Session::at_the_machine(&find_reader(store, &directory, reader).await?, now);
    let Some(detail) = store.detail(&session.scope(), key, now).await? else {
        bail!("there is no ticket {key} that {} sees", session.person.name);
    };
    let texts: Vec<String> =
        Metric::ALL.into_iter().flat_map(|metric| explained(&directory, &session, &detail, metric, now)).collect();
    if texts.is_empty() {
        bail!("{key} has no clocks: nothing is promised for it");
    }
    Ok(texts)
}

async fn find_reader(store: &Store, directory: &Directory, reader: Option<&str>) -> anyhow::Result<Person> {
    if let Some(text) = reader {
        return person_of(store, &read_email(text)?).await;
    }
    directory.admins().first().map(|admin| Person::clone(admin)).context("nobody is set up yet: run `aftercare init`")
}
