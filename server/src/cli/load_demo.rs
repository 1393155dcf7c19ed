//! `aftercare load-demo`: many generated tickets, for measuring.

use std::process::ExitCode;
use std::time::Instant;

use anyhow::bail;
use clap::Args;
use serde_json::json;

use super::Place;
use crate::auth::password::hash_now;
use crate::demo::load;
use crate::seed;
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
    let began = Instant::now();
    let store = open_store(&config).await?;
    if store.directory().provider().is_some() {
        bail!("{} is not empty. Name an empty folder with --data", config.data_dir.display());
    }
    let now = Clock::default().now();
    let world = load::world(arguments.seed, now)?;
    let scope = store.system();
    store.import_world(&scope, &seed::directory_of(&world, &hash_now(&world.password)?)).await?;
    let mut failure = None;
    let generated = load::tickets(arguments.seed, arguments.tickets, now)?;
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
    store.close().await?;
    let seconds = began.elapsed().as_secs_f64();
    println!("{}", json!({ "tickets": loaded, "seconds": seconds, "sign_ins": sign_ins }));
    Ok(ExitCode::SUCCESS)
}
