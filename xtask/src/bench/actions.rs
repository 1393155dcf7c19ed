//! What people do, as requests.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::html::{self, Form};
use crate::http::{Body, Client, Response};

/// Something a signed-in client does; the number tells repetitions apart.
pub type Action<'a> = dyn Fn(&mut Client, usize) -> Result<()> + Sync + 'a;

const REPORT: &str = "/report";
const ENOUGH_KEYS: usize = 300;
const PAGES: usize = 12;

/// Follows the inbox from page to page and collects the tickets it links to.
pub fn collect_ticket_keys(agent: &mut Client) -> Result<Vec<String>> {
    let mut keys: Vec<String> = Vec::new();
    let mut path = "/inbox".to_owned();
    for _ in 0..PAGES {
        let page = agent.page(&path)?;
        for key in html::ticket_keys(&page) {
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
        match next_page(&page) {
            Some(next) if keys.len() < ENOUGH_KEYS => path = next,
            _ => break,
        }
    }
    if keys.is_empty() {
        bail!("the inbox links to no ticket");
    }
    Ok(keys)
}

fn next_page(page: &str) -> Option<String> {
    let tags = html::tags(page);
    let next = tags.iter().find(|tag| tag.name == "a" && tag.attribute("rel") == Some("next"))?;
    let href = next.attribute("href")?;
    Some(if href.starts_with('?') { format!("/inbox{href}") } else { href.to_owned() })
}

/// A client member who reports one issue after the other.
pub struct Reporter {
    client: Client,
    form: Form,
}

impl Reporter {
    /// Opens the report page once and remembers its form.
    pub fn new(mut client: Client) -> Result<Self> {
        let forms = html::forms(&client.page(REPORT)?);
        let form = forms.into_iter().find(|form| form.multipart && form.field("textarea").is_some());
        let mut form = form.context("the report page has no form with files and a text area")?;
        if form.action.is_empty() {
            REPORT.clone_into(&mut form.action);
        }
        Ok(Self { client, form })
    }

    /// Reports an issue. The time is that of the request which stores it.
    pub fn report(&mut self, n: usize) -> Result<Duration> {
        let fields = self.form.filled(|field| match field.kind.as_str() {
            "text" | "textarea" => format!("Export {n} stops half-way: {} missing in the file for payroll", field.name),
            // A date or an address is optional here, and this would not be one.
            _ => String::new(),
        });
        let began = Instant::now();
        let response = post(&mut self.client, &self.form, &fields)?;
        let took = began.elapsed();
        if !matches!(response.status, 302 | 303) {
            bail!("a report was answered {}:\n{}", response.status, response.text());
        }
        Ok(took)
    }
}

/// Opens a ticket and replies with the page's own form. The time is that of the reply.
pub fn reply(client: &mut Client, key: &str, n: usize) -> Result<Duration> {
    let path = format!("/tickets/{key}");
    let forms = html::forms(&client.page(&path)?);
    let form = forms.into_iter().find(|form| form.action.ends_with("/messages"));
    let form = form.with_context(|| format!("{path} has no form for a message"))?;
    let fields = form.filled(|_| format!("We are looking into it, update {n} follows today."));
    let began = Instant::now();
    let response = post(client, &form, &fields)?;
    let took = began.elapsed();
    // 409: somebody else changed the ticket meanwhile, which the page tells its reader.
    if !matches!(response.status, 302 | 303 | 409) {
        bail!("a reply to {key} was answered {}:\n{}", response.status, response.text());
    }
    Ok(took)
}

fn post(client: &mut Client, form: &Form, fields: &[(String, String)]) -> Result<Response> {
    let body = if form.multipart { Body::Multipart(fields) } else { Body::Form(fields) };
    client.send("POST", &form.action, &body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn next_page_is_followed() {
        let page = r#"<a href="/inbox">1</a><a rel="next" href="?after=x&amp;state=new">Next</a>"#;
        assert_eq!(next_page(page).as_deref(), Some("/inbox?after=x&state=new"));
        assert_eq!(next_page(r#"<a href="/inbox">1</a>"#), None);
    }
}
