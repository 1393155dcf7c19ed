//! What Lighthouse says of some pages: as a phone sees them, with its default throttling, the median of several runs.
//! `end2end/lighthouse.mjs` runs it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context, Result};
use serde::Deserialize;
use serde_json::json;

use super::actions::collect_ticket_keys;
use super::report::{Bar, Report};
use super::rest;
use crate::http::Client;
use crate::paths::{Build, Paths, remove_folder};
use crate::people::{self, Person};
use crate::process::{output_of, program};
use crate::serve::{Server, Start};
use crate::tools;

const RUNS: usize = 5;
/// The categories with the score, of 100, that each page must reach.
const BARS: [(&str, f64); 3] = [("performance", 95.0), ("accessibility", 100.0), ("best-practices", 100.0)];
/// What an audit may cost without being named, in points of 100.
const UNNAMED: f64 = 0.5;

/// What the machine must have; found before anything takes long.
pub struct Tools {
    /// The browser's program.
    pub chromium: PathBuf,
}

impl Tools {
    /// Finds or installs them.
    pub fn find(paths: &Paths) -> Result<Self> {
        tools::ensure_node_packages(paths)?;
        Ok(Self { chromium: tools::chromium(paths)? })
    }
}

/// A page to look at.
struct Page {
    name: &'static str,
    address: String,
    /// Who looks; nobody is signed in without it.
    viewer: Option<Client>,
}

/// What the script says of a page.
#[derive(Deserialize)]
struct Looked {
    name: String,
    runs: Vec<Run>,
}

#[derive(Deserialize)]
struct Run {
    /// By name.
    #[serde(flatten)]
    categories: BTreeMap<String, Category>,
    /// What would make the page faster.
    advice: Vec<Advice>,
}

#[derive(Deserialize)]
struct Category {
    /// Of 100.
    score: f64,
    costs: Vec<Cost>,
}

/// An audit that costs points.
#[derive(Deserialize)]
struct Cost {
    title: String,
    /// What was measured, if it is a measurement.
    value: String,
    /// Of 100.
    points: f64,
    /// Selectors of the first elements it is about.
    elements: Vec<String>,
}

#[derive(Deserialize)]
struct Advice {
    id: String,
    value: String,
    /// In milliseconds, or for the layout in its own unit.
    savings: String,
}

/// Adds a row for each page and category, and names the audits that cost points.
pub fn measure(paths: &Paths, tools: &Tools, folder: &Path, report: &mut Report) -> Result<()> {
    let data = paths.fresh_folder("lighthouse")?;
    let server = Server::start(&Start {
        program: &paths.server(Build::Release),
        data: &data,
        site: Some(&paths.site(Build::Release)),
        demo: true,
        log: folder.join("lighthouse-server.log"),
    })?;
    // Filling the folder is not what a page's speed should be about.
    rest::wait(server.id())?;
    let mut answering = Vec::new();
    for page in pages(&server.base, &people::read(&data)?)? {
        let status = page.client(&server.base)?.get(&page.address)?.status;
        if status == 200 {
            answering.push(page);
            continue;
        }
        let name = format!("Lighthouse: {}", page.name);
        report.score(&name, 0.0, 0, Bar::AtLeast(BARS[0].1));
        report.note(format!("{name}: not measured, because {} answers {status}.", page.address));
    }
    for looked in look(paths, tools, &server.base, &answering)? {
        add(report, &looked);
    }
    drop(server);
    remove_folder(&data)
}

impl Page {
    fn client(&self, base: &str) -> Result<Client> {
        self.viewer.as_ref().map_or_else(|| Client::new(base), |viewer| Ok(viewer.twin()))
    }
}

fn pages(base: &str, people: &[Person]) -> Result<Vec<Page>> {
    let agent = people::sign_in(base, people::with_role(people, "agent")?)?;
    let client = people::sign_in(base, people::with_role(people, "client")?)?;
    let keys = collect_ticket_keys(&mut agent.twin())?;
    let ticket = format!("/tickets/{}", keys.first().context("the inbox shows no ticket")?);
    let page = |name, address: &str, viewer: Option<&Client>| Page {
        name,
        address: address.to_owned(),
        viewer: viewer.map(Client::twin),
    };
    Ok(vec![
        page("field", "/field", Some(&agent)),
        page("inbox", "/inbox", Some(&agent)),
        page("ticket", &ticket, Some(&agent)),
        page("report", "/report", Some(&client)),
        page("sign-in", "/sign-in", None),
    ])
}

fn look(paths: &Paths, tools: &Tools, base: &str, pages: &[Page]) -> Result<Vec<Looked>> {
    let list = pages.iter().map(|page| {
        let cookie = page.viewer.as_ref().map(Client::cookie);
        json!({ "name": page.name, "address": page.address, "cookie": cookie })
    });
    let list = serde_json::to_string(&list.collect::<Vec<_>>())?;
    let mut command = program("node", &paths.end2end());
    command
        .arg("lighthouse.mjs")
        .env("BASE_URL", base)
        .env("CHROMIUM", &tools.chromium)
        .env("PAGES", list)
        .env("RUNS", RUNS.to_string())
        // How far it is.
        .stderr(Stdio::inherit());
    let output = output_of(&mut command)?;
    serde_json::from_slice(&output.stdout).context("cannot understand what lighthouse.mjs printed")
}

fn add(report: &mut Report, looked: &Looked) {
    for (category, bar) in BARS {
        let Some(run) = median(&looked.runs, category) else { continue };
        let name = format!("Lighthouse: {}, {category}", looked.name);
        let Category { score, costs } = &run.categories[category];
        report.score(&name, *score, looked.runs.len(), Bar::AtLeast(bar));
        for cost in costs.iter().filter(|cost| cost.points >= UNNAMED) {
            let Cost { title, value, points, elements } = cost;
            let elements = elements.join(", ");
            report.note(format!("{name}: {points:.1} points for {title} {value} {elements}").trim_end().to_owned());
        }
        if category == "performance" && *score < bar {
            for Advice { id, value, savings } in &run.advice {
                report.note(format!("{name}: {id} would save {savings} ({value})"));
            }
        }
    }
}

/// The run whose score of a category is the median.
fn median<'a>(runs: &'a [Run], category: &str) -> Option<&'a Run> {
    let mut runs: Vec<&Run> = runs.iter().filter(|run| run.categories.contains_key(category)).collect();
    let score = |run: &Run| run.categories[category].score;
    runs.sort_by(|one, other| score(one).total_cmp(&score(other)));
    // Of an even number the worse of the two in the middle.
    runs.get(runs.len().saturating_sub(1) / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn looked(scores: [u32; 5]) -> Looked {
        let runs = scores.map(|score| {
            let cost = json!({ "title": "Layout", "value": "0.1", "points": 100 - score, "elements": ["main"] });
            let category = json!({ "score": score, "costs": [cost] });
            json!({ "performance": category, "accessibility": category, "best-practices": category, "advice": [] })
        });
        serde_json::from_value(json!({ "name": "inbox", "runs": runs })).unwrap()
    }

    #[test]
    fn the_median_of_the_runs_is_held_against_the_bar() {
        let looked = looked([100, 90, 97, 99, 91]);
        let run = median(&looked.runs, "performance").unwrap();
        assert!((run.categories["performance"].score - 97.0).abs() < f64::EPSILON);
        assert!(median(&[], "performance").is_none());
    }

    #[test]
    fn a_category_under_its_bar_is_a_missed_bar() {
        let missed = |scores| {
            let mut report = Report::new(None);
            add(&mut report, &looked(scores));
            report.any_missed()
        };
        assert!(missed([99; 5]), "accessibility must be perfect");
        assert!(!missed([100; 5]));
    }
}
