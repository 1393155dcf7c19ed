//! Administration: what each form accepts, refuses and keeps; who may send it; what happens when two people save.

mod access;
mod calendars;
mod clients;
mod engagements;
mod many_tickets;
mod other_promises;
mod people;
mod plan_in_words;
mod plans;
mod policies;
mod reading;
mod settings;

use reqwest::header::LOCATION;
use reqwest::{Response, StatusCode};

use super::support::Browser;

/// Where an answer leads.
fn location(response: &Response) -> &str {
    response.headers().get(LOCATION).map_or("", |value| value.to_str().unwrap())
}

/// Sends a form that must be accepted and says where it leads.
async fn accepted(browser: &mut Browser, path: &str, fields: &[(&str, &str)]) -> String {
    let response = browser.post(path, fields).await;
    let status = response.status();
    let to = location(&response).to_owned();
    assert_eq!(status, StatusCode::SEE_OTHER, "POST {path} {fields:?}: {}", response.text().await.unwrap());
    to
}

/// Sends a form that must be refused with a status, and returns its page.
async fn answered(browser: &mut Browser, status: StatusCode, path: &str, fields: &[(&str, &str)]) -> String {
    let response = browser.post(path, fields).await;
    assert_eq!(response.status(), status, "POST {path} {fields:?}");
    response.text().await.unwrap()
}

/// The fields whose problem a page names, in the order of the form.
fn refused_fields(html: &str) -> Vec<String> {
    let ends = html.split("-error\"").collect::<Vec<_>>();
    let ids = ends[..ends.len() - 1].iter().filter_map(|part| part.rsplit_once("id=\"").map(|(_, id)| id.to_owned()));
    ids.filter(|id| id.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')).collect()
}

/// The value of a hidden field or a text field.
fn value_of(html: &str, name: &str) -> String {
    let tag = html.split('<').find(|tag| tag.starts_with("input") && tag.contains(&format!("name=\"{name}\"")));
    let tag = tag.unwrap_or_else(|| panic!("no field {name}"));
    tag.split_once("value=\"").map_or("", |(_, rest)| rest.split('"').next().unwrap_or_default()).to_owned()
}

/// The revision a form carries.
async fn rev_of(browser: &Browser, path: &str) -> String {
    value_of(&browser.page(path).await, "rev")
}

/// The fields that a preview sends along.
fn hidden(page: &str) -> Vec<(String, String)> {
    let inputs = page.split('<').filter(|tag| tag.starts_with("input type=\"hidden\""));
    let part = |tag: &str, name: &str| {
        let value = tag.split_once(&format!("{name}=\"")).map_or("", |(_, rest)| rest.split('"').next().unwrap());
        value.replace("&#x27;", "'").replace("&amp;", "&")
    };
    inputs.map(|tag| (part(tag, "name"), part(tag, "value"))).filter(|(name, _)| name != "return").collect()
}

fn pairs(fields: &[(String, String)]) -> Vec<(&str, &str)> {
    fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}
