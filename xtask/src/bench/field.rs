//! The field workspace on a slow phone: how long a tick takes to be seen, a pull to be kept, and the page to open when
//! the server is gone. `end2end/field.mjs` measures it, on one engagement with many checklists.

use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use serde_json::Value;

use super::lighthouse::Tools;
use super::report::{Bar, Report};
use super::rest;
use super::sample::Samples;
use crate::html;
use crate::http::{Body, Client};
use crate::paths::{Build, Paths, remove_folder};
use crate::people;
use crate::process::{output_of, program};
use crate::serve::{Server, Start};

const LISTS: usize = 60;
const SECTIONS: usize = 5;
const ITEMS: usize = 9;
const NAME: &str = "Launch of a site";

/// What the script found; times in milliseconds.
#[derive(Deserialize)]
struct Found {
    pulls: Vec<Pull>,
    /// From the finger's lifting to the frame with the checked box, with the server answering.
    answering: Vec<f64>,
    /// The same with the server gone.
    gone: Vec<f64>,
    opening: Opening,
}

/// A first pull of the engagement.
#[derive(Deserialize)]
struct Pull {
    /// As sent.
    bytes: f64,
    /// Without compression.
    plain: f64,
    /// From the last byte until everything is kept.
    kept: f64,
    /// The same until the list is shown too.
    applied: f64,
}

/// From the navigation to the frame with the whole list, without a server.
#[derive(Deserialize)]
struct Opening {
    /// At this machine's speed.
    full: Vec<f64>,
    /// As the phone.
    slow: Vec<f64>,
}

/// Adds the figures of the field workspace.
pub fn measure(paths: &Paths, tools: &Tools, folder: &std::path::Path, report: &mut Report) -> Result<()> {
    let data = paths.fresh_folder("field")?;
    let server = Server::start(&Start {
        program: &paths.server(Build::Release),
        data: &data,
        site: Some(&paths.site(Build::Release)),
        demo: true,
        log: folder.join("field-server.log"),
    })?;
    let people = people::read(&data)?;
    let admin = people::sign_in(&server.base, people::with_role(&people, "admin")?)?;
    let mut agent = people::sign_in(&server.base, people::with_role(&people, "agent")?)?;
    let engagement = own_engagement(&mut agent)?;
    begin_lists(&mut admin.twin(), &engagement)?;
    rest::wait(server.id())?;

    let mut command = program("node", &paths.end2end());
    command
        .arg("field.mjs")
        .env("BASE_URL", &server.base)
        .env("CHROMIUM", &tools.chromium)
        .env("COOKIE", agent.cookie())
        .env("ENGAGEMENT", &engagement)
        .env("LISTS", LISTS.to_string())
        // The script takes the server away.
        .env("SERVER", server.id().to_string())
        .stderr(Stdio::inherit());
    let output = output_of(&mut command)?;
    let found = serde_json::from_slice(&output.stdout).context("cannot understand what field.mjs printed")?;
    add(report, &found);
    drop(server);
    remove_folder(&data)
}

/// The first engagement that a person's device keeps without being asked to.
fn own_engagement(client: &mut Client) -> Result<String> {
    let workspace: Value = serde_json::from_str(&client.page("/api/v1/sync/workspace")?)?;
    let all = workspace["engagements"].as_array().context("the workspace names no engagements")?;
    let own = all.iter().find(|one| one["is_own"] == true).context("the agent is named on no engagement")?;
    Ok(own["id"].as_str().context("the engagement has no id")?.to_owned())
}

/// Makes a template of 45 items and begins many checklists from it.
fn begin_lists(client: &mut Client, engagement: &str) -> Result<()> {
    let created = client.send("POST", "/checklists/templates/new", &Body::Form(&template()))?;
    let address = created.header("location").unwrap_or_default().to_owned();
    if created.status != 303 {
        bail!("the template was answered {}:\n{}", created.status, created.text());
    }
    let id = address.rsplit('/').next().unwrap_or_default();
    let path = format!("/checklists/new?engagement={engagement}&template={id}");
    for number in 1..=LISTS {
        let forms = html::forms(&client.page(&path)?);
        let form = forms.iter().find(|form| form.action == "/checklists").context("no form to begin a checklist")?;
        let mut fields = form.filled(|_| String::new());
        fields.retain(|(name, _)| name == "id");
        for (name, value) in [("engagement", engagement), ("template", id), ("name", &format!("{NAME} {number}"))] {
            fields.push((name.to_owned(), value.to_owned()));
        }
        let begun = client.send("POST", "/checklists", &Body::Form(&fields))?;
        if begun.status != 303 {
            bail!("beginning a checklist was answered {}:\n{}", begun.status, begun.text());
        }
    }
    Ok(())
}

/// The fields of the template's form: titles and instructions as long as people write them.
fn template() -> Vec<(String, String)> {
    let mut fields = vec![("name".to_owned(), NAME.to_owned()), ("kind".to_owned(), "launch_day".to_owned())];
    let mut put = |name: &str, value: String| fields.push((name.to_owned(), value));
    let things =
        ["accounts", "shift plans", "contracts", "time clocks", "holidays", "printers", "exports", "roles", "alarms"];
    let places = ["ward office", "reception", "night desk", "kitchen", "payroll"];
    for (section, place) in places.iter().enumerate().take(SECTIONS) {
        let id = format!("019aafe0b1c27d4{section}90b35e6f1a2c{section:04x}");
        put("part", format!("section:{id}"));
        put(&format!("title-{id}"), format!("At the {place}"));
        for (item, thing) in things.iter().enumerate().take(ITEMS) {
            let id = format!("019aafe0b1c3{:04x}a1b2c3d4e5f6{item:04x}", 0x7000 + section * 97 + item * 5);
            put("part", format!("item:{id}"));
            put(&format!("title-{id}"), format!("Go through the {thing} of the {place} with whoever is on duty"));
            let how = format!(
                "Compare the {thing} on the screen with the list from the migration, line {item}{section}; \
                 what differs is written into the note, with the name of the person who knows."
            );
            put(&format!("instructions-{id}"), how);
            put(&format!("owner-{id}"), "both".to_owned());
            put(&format!("minutes-{id}"), (5 + item).to_string());
        }
    }
    fields
}

fn add(report: &mut Report, found: &Found) {
    for (name, times) in [("field: tick to paint", &found.answering), ("field: tick, server gone", &found.gone)] {
        let samples = samples(times);
        report.times(name, &samples, Bar::None);
        report.bar(&format!("{name}, p75"), "ms", samples.percentile(75.0), Bar::AtMost(50.0));
    }
    let each = |pick: fn(&Pull) -> f64| found.pulls.iter().map(pick).collect::<Vec<_>>();
    report.bar("field: pull as sent", "kB", median(&each(|pull| pull.bytes)) / 1e3, Bar::AtMost(150.0));
    report.fact("field: pull, plain", "kB", median(&each(|pull| pull.plain)) / 1e3);
    report.times("field: pull to kept", &samples(&each(|pull| pull.kept)), Bar::None);
    report.times("field: pull to kept and shown", &samples(&each(|pull| pull.applied)), Bar::AtMost(300.0));
    report.times("field: opening, server gone", &samples(&found.opening.full), Bar::AtMost(1000.0));
    report.times("field: the same on a slow phone", &samples(&found.opening.slow), Bar::AtMost(1000.0));
}

fn samples(milliseconds: &[f64]) -> Samples {
    let mut samples = Samples::default();
    for time in milliseconds {
        samples.add(Duration::from_secs_f64(time.max(0.0) / 1e3));
    }
    samples
}

fn median(figures: &[f64]) -> f64 {
    let mut sorted = figures.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_template_has_as_many_items_as_are_promised() {
        let parts: Vec<_> = template().into_iter().filter(|(name, _)| name == "part").map(|(_, value)| value).collect();
        let mut items: Vec<_> = parts.iter().filter(|part| part.starts_with("item:")).collect();
        items.sort();
        items.dedup();
        assert_eq!((items.len(), parts.len()), (45, 50));
    }

    #[test]
    fn ticks_are_judged_by_their_slowest_quarter() {
        let found = |tick| Found {
            pulls: vec![Pull { bytes: 1.0, plain: 1.0, kept: 1.0, applied: 1.0 }],
            answering: vec![1.0, 1.0, tick, tick],
            gone: vec![1.0],
            opening: Opening { full: vec![1.0], slow: vec![1.0] },
        };
        for (tick, is_missed) in [(51.0, true), (50.0, false)] {
            let mut report = Report::new(None);
            add(&mut report, &found(tick));
            assert_eq!(report.any_missed(), is_missed);
        }
    }
}
