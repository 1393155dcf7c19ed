//! `cargo xtask bench`: what the release server does with many tickets, what Lighthouse says of its pages, and how fast the
//! field workspace is on a slow phone; with `--only sla`, how fast the SLA engine is.
//!
//! Times are taken at the client, over one kept-alive loopback connection, from the first byte
//! sent to the last byte received: an upper bound of the server's own time. Bars are held against it. For a report,
//! whose bar is close, the time that the server itself logs stands beside it.

mod actions;
mod field;
mod fsync;
mod lighthouse;
mod mix;
mod report;
mod rest;
mod sample;
mod server_log;
mod sla;

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::budgets::load_demo;
use crate::paths::{Build, Paths};
use crate::people::{self, Person};
use crate::run::build_all;
use crate::serve::{Server, Start};
use actions::{Reporter, collect_ticket_keys};
use fsync::FsyncProbe;
use report::{Bar, Report};
use sample::{Samples, concurrently};

const WARM_UP: usize = 30;
const REQUESTS: usize = 400;
const REPORTS: usize = 200;
const CLIENTS: usize = 4;
const MEGABYTE: f64 = 1e6;

/// What `cargo xtask bench` can be told.
#[derive(clap::Args)]
pub struct Arguments {
    /// Only this part; the server, Lighthouse and the field workspace without it
    #[arg(long, value_enum)]
    only: Option<Part>,
    /// How long the mixed load lasts
    #[arg(long, default_value_t = 5.0)]
    minutes: f64,
    /// How many tickets the data folder holds
    #[arg(long, default_value_t = 100_000)]
    tickets: usize,
}

/// What can be measured alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Part {
    /// The release server on many tickets
    Server,
    /// Lighthouse on the release server's pages, as a phone sees them, with demo content
    Lighthouse,
    /// The field workspace of a slow phone: ticks, pulls, opening without a server
    Field,
    /// The SLA engine, native and as WASM, beside published libraries
    Sla,
}

/// Measures, prints a table with the bars, and writes it as JSON.
pub fn command(paths: &Paths, arguments: &Arguments) -> Result<()> {
    if arguments.only == Some(Part::Sla) {
        return sla::command(paths);
    }
    let tools = if arguments.only == Some(Part::Server) { None } else { Some(lighthouse::Tools::find(paths)?) };
    build_all(paths, Build::Release)?;
    let folder = paths.target.join("bench");
    fs::create_dir_all(&folder)?;
    let is_wanted = |part: Part| arguments.only.is_none_or(|only| only == part);
    let with_server = is_wanted(Part::Server);
    let mut report = Report::new(with_server.then_some(arguments.tickets));
    if with_server {
        measure_server(paths, &folder, arguments, &mut report)?;
    }
    if let Some(tools) = tools {
        if is_wanted(Part::Lighthouse) {
            lighthouse::measure(paths, &tools, &folder, &mut report)?;
        }
        if is_wanted(Part::Field) {
            field::measure(paths, &tools, &folder, &mut report)?;
        }
    }
    report.print();
    let file = report.write(&folder)?;
    println!("{}", file.display());
    if report.any_missed() {
        bail!("a bar was missed");
    }
    Ok(())
}

/// Times, sizes and failures of the release server with many tickets.
fn measure_server(paths: &Paths, folder: &Path, arguments: &Arguments, report: &mut Report) -> Result<()> {
    let data = folder.join(format!("data-{}", arguments.tickets));
    let people = ready_data(paths, &data, arguments.tickets)?;
    let start = Start {
        program: &paths.server(Build::Release),
        data: &data,
        site: Some(&paths.site(Build::Release)),
        demo: false,
        log: folder.join("server.log"),
    };
    let server = Server::start(&start)?;
    report.fact("start", "s", server.started_in.as_secs_f64());
    report.fact("resident after start", "MB", resident_megabytes(&server)?);
    report.fact("caught up after", "s", rest::wait(server.id())?.as_secs_f64());
    let agent = people::sign_in(&server.base, people::with_role(&people, "admin")?)?;
    let keys = collect_ticket_keys(&mut agent.twin())?;
    println!("{} ticket pages to choose from", keys.len());

    let inbox = |client: &mut crate::http::Client, _: usize| client.page("/inbox").map(drop);
    let ticket = |client: &mut crate::http::Client, n: usize| {
        client.page(&format!("/tickets/{}", keys[n % keys.len()])).map(drop)
    };
    for (name, bar, action) in [
        ("inbox", Bar::AtMost(8.0), &inbox as &actions::Action),
        ("ticket", Bar::AtMost(8.0), &ticket as &actions::Action),
    ] {
        concurrently(&agent, 1, WARM_UP, action)?;
        report.times(name, &concurrently(&agent, 1, REQUESTS, action)?, bar);
        let parallel = concurrently(&agent, CLIENTS, REQUESTS / CLIENTS, action)?;
        report.times(&format!("{name}, {CLIENTS} clients at once"), &parallel, Bar::None);
    }

    let member = people::sign_in(&server.base, people::with_role(&people, "client")?)?;
    let (reports, fsyncs) = reports_beside_fsync(folder, &mut Reporter::new(member.twin())?)?;
    report.times("fsync of 4 kB", &fsyncs, Bar::None);
    let in_server = server_log::last_times(&server.log_text(), "POST", "/report", REPORTS)?;
    report.times("report an issue", &reports, Bar::AtMost(4.0 * fsyncs.percentile(50.0)));
    report.times("report an issue, in the server", &in_server, Bar::None);
    for (name, times) in [("report", &reports), ("report in the server", &in_server)] {
        let ratio = times.percentile(50.0) / fsyncs.percentile(50.0);
        report.fact(&format!("{name} p50 / fsync p50"), "x", ratio);
    }

    server.kill()?;
    let server = Server::start(&start)?;
    report.bar("reopen after kill -9", "s", server.started_in.as_secs_f64(), Bar::AtMost(2.0));
    // Sessions are in the database: who was signed in before the kill still is.
    let (agent, member) = (agent.at(&server.base)?, member.at(&server.base)?);
    agent.twin().page("/inbox").context("a session did not survive kill -9")?;

    let length = Duration::from_secs_f64(arguments.minutes * 60.0);
    let mixed = mix::run(&agent, &member, &keys, length)?;
    report.times("mixed load", &mixed.times, Bar::None);
    report.bar("mixed load, failed", "requests", mixed.failed, Bar::AtMost(0.0));
    let resident = resident_megabytes(&server)?;
    report.bar("resident after mixed load", "MB", resident, Bar::AtMost(300.0));
    Ok(())
}

/// Fills the folder unless an earlier run finished doing so.
fn ready_data(paths: &Paths, data: &Path, tickets: usize) -> Result<Vec<Person>> {
    // Written last: without it the folder counts as unfinished.
    let finished = data.with_extension("finished");
    if finished.exists() {
        println!("using the tickets in {}", data.display());
        return people::read(data);
    }
    crate::paths::remove_folder(data)?;
    println!("generating {tickets} tickets in {}", data.display());
    let began = Instant::now();
    let people = load_demo(paths, Build::Release, data, &tickets.to_string())?;
    println!("generated in {:.0} s", began.elapsed().as_secs_f32());
    fs::write(&finished, "").with_context(|| format!("cannot write {}", finished.display()))?;
    Ok(people)
}

/// Takes turns, so that both see the same disk.
fn reports_beside_fsync(folder: &Path, reporter: &mut Reporter) -> Result<(Samples, Samples)> {
    let mut probe = FsyncProbe::new(folder)?;
    let (mut reports, mut fsyncs) = (Samples::default(), Samples::default());
    for n in 0..WARM_UP + REPORTS {
        let fsync = probe.measure()?;
        let report = reporter.report(n)?;
        if n >= WARM_UP {
            fsyncs.add(fsync);
            reports.add(report);
        }
    }
    Ok((reports, fsyncs))
}

/// `VmRSS` of the server's process.
fn resident_megabytes(server: &Server) -> Result<f64> {
    let path = format!("/proc/{}/status", server.id());
    let status = fs::read_to_string(&path).with_context(|| format!("cannot read {path}"))?;
    let kibibytes: f64 = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))
        .and_then(|rest| rest.trim().trim_end_matches(" kB").parse().ok())
        .with_context(|| format!("{path} has no VmRSS"))?;
    Ok(kibibytes * 1024.0 / MEGABYTE)
}
