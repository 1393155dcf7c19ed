//! `aftercare serve`

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::bail;
use clap::Args;

use super::{Place, start};
use crate::config::Flags;
use crate::seed::{self, SignIn};
use crate::server::{Server, asked_to_stop, open_store};
use crate::state::Clock;

#[derive(Debug, Args)]
pub struct Arguments {
    #[command(flatten)]
    place: Place,
    /// Fill an empty data folder with a demo provider and print its sign-ins
    #[arg(long)]
    demo: bool,
    /// The folder with styles and scripts
    #[arg(long, value_name = "DIR")]
    site: Option<PathBuf>,
    /// The address to listen on
    #[arg(long, value_name = "ADDRESS")]
    address: Option<String>,
}

pub async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let flags = Flags { site: arguments.site, address: arguments.address, ..arguments.place.flags() };
    let config = start(&flags)?;
    let data_dir = config.data_dir.clone();
    if !arguments.demo {
        seed::refuse_unfinished(&data_dir)?;
    } else if seed::is_unfinished(&data_dir) {
        tracing::warn!("filling of the data folder was cut off; it begins again");
        seed::wipe(&data_dir)?;
    }
    let store = open_store(&config).await?;
    let clock = Clock::default();
    let is_empty = store.directory().provider().is_none();
    if is_empty && !arguments.demo {
        store.close().await?;
        bail!(
            "the data folder {0} is empty. `aftercare init --data {0}` sets it up; `aftercare serve --demo` fills it with an example",
            data_dir.display()
        );
    }
    if is_empty {
        seed::demo(&store, &config, clock.now()).await?;
    } else if seed::is_unfinished(&data_dir) {
        store.close().await?;
        bail!(
            "filling of the database was cut off half-way, and database_url names one outside the data folder {}, which \
             is not removed by itself. Empty it, then start again",
            data_dir.display()
        );
    }
    let server = Server::start(config, store, clock).await?;
    let address = server.state().public_url().to_string();
    println!("Aftercare is ready at {address}");
    if let Some(sign_ins) = seed::read_sign_ins(&data_dir).filter(|_| arguments.demo) {
        print_sign_ins(&sign_ins);
    }
    let stopping = server.state().stopping().clone();
    tokio::spawn(async move {
        asked_to_stop().await;
        tracing::info!("asked to stop: finishing what is running");
        stopping.cancel();
    });
    server.run().await?;
    tracing::info!("stopped");
    Ok(ExitCode::SUCCESS)
}

fn print_sign_ins(sign_ins: &[SignIn]) {
    /// A folder for measuring has many people of each role.
    const SHOWN: usize = 12;
    let width = |text: fn(&SignIn) -> &str| {
        sign_ins.iter().take(SHOWN).map(|one| text(one).chars().count()).max().unwrap_or_default()
    };
    let (names, emails) = (width(|one| &one.name), width(|one| &one.email));
    println!("\nDemo sign-ins (all in {}):\n", seed::SIGN_INS);
    for SignIn { name, email, password, role } in sign_ins.iter().take(SHOWN) {
        println!("  {name:<names$}  {:<13}  {email:<emails$}  {password}", role.replace('_', " "));
    }
    println!();
}
