//! Playwright against a debug server with demo content and the site as shipped.

use std::fs;

use anyhow::{Context, Result};

use super::counts::Counts;
use super::rust::build_server;
use crate::paths::{Build, Paths, remove_folder};
use crate::people::SIGN_INS;
use crate::process::{program, run};
use crate::serve::{Server, Start};
use crate::{site, tools};

/// Runs every spec in every project of `playwright.config.ts` that it is meant for.
pub fn tests(paths: &Paths, rest: &[String]) -> Result<Counts> {
    tools::ensure_node_packages(paths)?;
    let chromium = tools::chromium(paths)?;
    run(program(tools::node_tool(paths, "tsc"), &paths.end2end()).arg("--noEmit"))?;
    site::build_site(paths, Build::Release)?;
    build_server(paths)?;

    let results = paths.target.join("playwright");
    remove_folder(&results)?;
    fs::create_dir_all(&results)?;
    let report = results.join("report.json");
    let data = paths.fresh_folder("browser-tests")?;
    let server = Server::start(&Start {
        program: &paths.server(Build::Debug),
        data: &data,
        site: Some(&paths.site(Build::Release)),
        demo: true,
        log: results.join("server.log"),
    })?;
    println!("server at {}, its log and all results in {}", server.base, results.display());
    let status = program(tools::node_tool(paths, "playwright"), &paths.end2end())
        .arg("test")
        .args(rest)
        .env("CHROMIUM", chromium)
        .env("BASE_URL", &server.base)
        .env("SIGN_INS", data.join(SIGN_INS))
        // For tests that kill a server: one of their own.
        .env("SERVER", paths.server(Build::Debug))
        .env("SITE", paths.site(Build::Release))
        .env("RESULTS", &results)
        .env("PLAYWRIGHT_JSON_OUTPUT_FILE", &report)
        .status()
        .context("cannot start Playwright")?;
    drop(server);
    remove_folder(&data)?;
    let report = fs::read(&report).context("Playwright wrote no report")?;
    Ok(Counts::from_playwright(&report)?.with_status(status.success()))
}
