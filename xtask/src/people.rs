//! The people of the demo and of the measuring data, and how they sign in.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use crate::html;
use crate::http::{Body, Client};

/// Where the server writes the sign-ins of generated people, inside the data folder.
pub const SIGN_INS: &str = "demo-sign-ins.json";

/// Somebody who can sign in.
#[derive(Clone, Debug, Deserialize)]
pub struct Person {
    /// Full name.
    pub name: String,
    /// What is typed into the first field.
    pub email: String,
    /// What is typed into the second.
    pub password: String,
    /// `admin`, `agent`, `client_owner` or `client_member`.
    pub role: String,
}

/// Reads the sign-ins of a data folder.
pub fn read(data: &Path) -> Result<Vec<Person>> {
    let path = data.join(SIGN_INS);
    let text = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
    serde_json::from_slice(&text).with_context(|| format!("cannot parse {}", path.display()))
}

/// The first person whose role begins like that.
pub fn with_role<'a>(people: &'a [Person], role: &str) -> Result<&'a Person> {
    let found = people.iter().find(|person| person.role.starts_with(role));
    found.with_context(|| {
        let roles: Vec<_> = people.iter().map(|person| person.role.as_str()).collect();
        format!("nobody has the role {role}, only {}", roles.join(", "))
    })
}

/// Signs a person in through the page's own form.
pub fn sign_in(base: &str, person: &Person) -> Result<Client> {
    const PAGE: &str = "/sign-in";
    let mut client = Client::new(base)?;
    let forms = html::forms(&client.page(PAGE)?);
    let form = forms
        .iter()
        .find(|form| form.field("password").is_some())
        .context("the sign-in page has no form with a password")?;
    let fields =
        form.filled(|field| if field.kind == "password" { person.password.clone() } else { person.email.clone() });
    let action = if form.action.is_empty() { PAGE } else { &form.action };
    let response = client.send("POST", action, &Body::Form(&fields))?;
    if !matches!(response.status, 302 | 303) {
        bail!("{} <{}> could not sign in: {}", person.name, person.email, response.status);
    }
    Ok(client)
}
