//! `aftercare link EMAIL`: a new one-time link, for somebody whose first one was lost.

use std::process::ExitCode;

use anyhow::bail;
use clap::Args;
use store::access::{LinkPurpose, WELCOME_LINK_LIFE};

use super::{Place, person_of, read_email};
use crate::server::open_store;
use crate::state::Clock;

#[derive(Debug, Args)]
pub struct Arguments {
    #[command(flatten)]
    place: Place,
    /// What the person signs in with
    email: String,
}

pub async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let email = read_email(&arguments.email)?;
    let config = arguments.place.load()?;
    let store = open_store(&config).await?;
    let person = person_of(&store, &email).await?;
    if person.disabled {
        bail!("{} may not sign in any more", person.name);
    }
    let token = store.issue_link(&person.id, LinkPurpose::Welcome, Clock::default().now()).await?;
    store.close().await?;
    println!("{} can set a password here, once, for {} hours:\n", person.name, WELCOME_LINK_LIFE.get() / 3600);
    println!("  {}/welcome/{}", config.public_url, token.reveal());
    Ok(ExitCode::SUCCESS)
}
