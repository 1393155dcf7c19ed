//! `aftercare init`: from an empty folder to a first sign-in.

use std::io::{BufRead, Write};
use std::process::ExitCode;

use anyhow::bail;
use clap::Args;
use domain::problem::text;
use domain::sla::zone::parse_zone;
use store::access::{LinkPurpose, WELCOME_LINK_LIFE};
use store::directory::{Provider, WorldPerson};

use super::Place;
use crate::push;
use crate::seed;
use crate::server::open_store;
use crate::state::Clock;

#[derive(Debug, Args)]
pub struct Arguments {
    #[command(flatten)]
    place: Place,
    /// The organisation that runs this instance
    #[arg(long, value_name = "NAME")]
    provider: Option<String>,
    /// Its time zone, such as Europe/Berlin
    #[arg(long, value_name = "ZONE")]
    zone: Option<String>,
    /// The first admin's name
    #[arg(long, value_name = "NAME")]
    admin: Option<String>,
    /// The first admin's e-mail address
    #[arg(long, value_name = "ADDRESS")]
    email: Option<String>,
}

pub async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let config = arguments.place.load()?;
    seed::refuse_unfinished(&config.data_dir)?;
    let store = open_store(&config).await?;
    if let Some(provider) = store.directory().provider() {
        bail!(
            "{} is set up already, for {}. `aftercare link EMAIL` prints a new link for a person",
            config.data_dir.display(),
            provider.name
        );
    }
    let name = given(arguments.provider, "Name of your organisation")?;
    let zone = given(arguments.zone, "Its time zone, such as Europe/Berlin")?;
    let admin = given(arguments.admin, "Your name")?;
    let email = given(arguments.email, "Your e-mail address")?;
    let name =
        text("provider", "The organisation's name", &name, 80).map_err(|problem| anyhow::anyhow!(problem.message))?;
    parse_zone(zone.trim())?;
    let person = seed::first_admin(&admin, &email)?;
    let id = person.id.clone();
    let mut world = seed::templates(Provider { name, zone: zone.trim().to_owned(), rev: 1 });
    world.people.push(WorldPerson { person, password_hash: None });
    push::create_key(&config.data_dir)?;
    store.import_world(&store.system(), &world).await?;
    let token = store.issue_link(&id, LinkPurpose::Welcome, Clock::default().now()).await?;
    store.close().await?;
    println!("\nAlmost done. Start the server with `aftercare serve`, then set your password here:\n");
    println!("  {}/welcome/{}\n", config.public_url, token.reveal());
    println!("The link works once, for {} hours.", WELCOME_LINK_LIFE.get() / 3600);
    Ok(ExitCode::SUCCESS)
}

/// What was said on the command line, or what is typed now.
fn given(flag: Option<String>, question: &str) -> anyhow::Result<String> {
    if let Some(text) = flag {
        return Ok(text);
    }
    print!("{question}: ");
    std::io::stdout().flush()?;
    let mut line = String::new();
    if std::io::stdin().lock().read_line(&mut line)? == 0 {
        bail!("{question} is missing. Give --provider, --zone, --admin and --email, or answer here");
    }
    Ok(line.trim().to_owned())
}
