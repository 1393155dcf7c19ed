//! `aftercare link EMAIL`: a new one-time link, for somebody whose first one was lost.

use std::process::ExitCode;

use anyhow::bail;
use clap::Args;
use domain::people::Email;
use store::access::{LinkPurpose, WELCOME_LINK_LIFE};

use super::Place;
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
    let email = Email::parse(&arguments.email).map_err(|problem| anyhow::anyhow!(problem.message))?;
    let config = arguments.place.load()?;
    let store = open_store(&config).await?;
    let Some(known) = store.person_by_email(&email).await? else { bail!("nobody signs in with {}", email.as_str()) };
    if known.person.disabled {
        bail!("{} may not sign in any more", known.person.name);
    }
    let token = store.issue_link(&known.person.id, LinkPurpose::Welcome, Clock::default().now()).await?;
    store.close().await?;
    println!("{} can set a password here, once, for {} hours:\n", known.person.name, WELCOME_LINK_LIFE.get() / 3600);
    println!("  {}/welcome/{}", config.public_url, token.reveal());
    Ok(ExitCode::SUCCESS)
}
