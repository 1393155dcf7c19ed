//! `aftercare load-demo`: many generated tickets, for measuring.

use std::process::ExitCode;
use std::time::Instant;

use anyhow::bail;
use clap::Args;
use serde_json::json;
use store::Store;

use super::Place;
use crate::auth::password::hash_now;
use crate::config::Config;
use crate::demo::load;
use crate::seed::{self, Seeding, SignIn};
use crate::server::open_store;
use crate::state::Clock;

#[derive(Debug, Args)]
pub struct Arguments {
    #[command(flatten)]
    place: Place,
    /// How many
    #[arg(long, value_name = "N")]
    tickets: u64,
    /// The same seed gives the same tickets
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
}

/// Prints `{"tickets":N,"seconds":S,"sign_ins":[...]}` on one line.
pub async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let config = arguments.place.load()?;
    seed::refuse_unfinished(&config.data_dir)?;
    let began = Instant::now();
    let store = open_store(&config).await?;
    let outcome = fill(&store, &config, &arguments).await;
    let closed = store.close().await;
    let (loaded, sign_ins) = outcome?;
    closed?;
    let seconds = began.elapsed().as_secs_f64();
    println!("{}", json!({ "tickets": loaded, "seconds": seconds, "sign_ins": sign_ins }));
    Ok(ExitCode::SUCCESS)
}

/// Answers how many tickets were loaded, and who can sign in.
async fn fill(store: &Store, config: &Config, arguments: &Arguments) -> anyhow::Result<(u64, Vec<SignIn>)> {
    if store.directory().provider().is_some() {
        bail!("{} is not empty. Name an empty folder with --data", config.data_dir.display());
    }
    let now = Clock::default().now();
    let world = load::world(arguments.seed, now)?;
    let generated = load::tickets(arguments.seed, arguments.tickets, now)?;
    let scope = store.system();
    let seeding = Seeding::begin(config)?;
    store.import_world(&scope, &seed::directory_of(&world, &hash_now(&world.password)?)).await?;
    let mut failure = None;
    let histories = generated.map_while(|ticket| match ticket {
        Ok(ticket) => Some(ticket.events),
        Err(error) => {
            failure = Some(error);
            None
        }
    });
    let loaded = store.bulk_load(&scope, histories, now).await?;
    if let Some(error) = failure {
        return Err(error.into());
    }
    let sign_ins = seed::sign_ins_of(&world);
    seed::write_sign_ins(&config.data_dir, &sign_ins)?;
    seeding.finish()?;
    Ok((loaded, sign_ins))
}
