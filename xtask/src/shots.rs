//! `cargo xtask shots`: every page in three sizes and two themes.

use anyhow::{Context, Result, bail};

use crate::paths::{Build, Paths, remove_folder};
use crate::people::SIGN_INS;
use crate::process::{program, run};
use crate::run::build_all;
use crate::serve::{Server, Start};
use crate::tools;

/// What `cargo xtask shots` can be told.
#[derive(clap::Args)]
pub struct Arguments {
    /// Only these pages, by the names in end2end/support/pages.ts
    #[arg(long, value_delimiter = ',')]
    pages: Vec<String>,
    /// A running server with demo content; without it, one is built and started
    #[arg(long, requires = "sign_ins")]
    base: Option<String>,
    /// With --base: the server's demo-sign-ins.json
    #[arg(long)]
    sign_ins: Option<std::path::PathBuf>,
}

/// Takes the pictures and writes `index.html` beside them.
pub fn command(paths: &Paths, arguments: &Arguments) -> Result<()> {
    tools::ensure_node_packages(paths)?;
    let chromium = tools::chromium(paths)?;
    let folder = paths.target.join("shots");
    if arguments.pages.is_empty() {
        remove_folder(&folder)?;
    }
    std::fs::create_dir_all(&folder)?;

    let data = paths.fresh_folder("shots")?;
    let (server, base, sign_ins) = if let Some(base) = &arguments.base {
        let sign_ins = arguments.sign_ins.clone().context("--base needs --sign-ins")?;
        (None, base.clone(), std::path::absolute(sign_ins)?)
    } else {
        build_all(paths, Build::Debug)?;
        let server = Server::start(&Start {
            program: &paths.server(Build::Debug),
            data: &data,
            site: Some(&paths.site(Build::Debug)),
            demo: true,
            log: folder.join("server.log"),
        })?;
        let base = server.base.clone();
        (Some(server), base, data.join(SIGN_INS))
    };
    if !sign_ins.is_file() {
        bail!("{} is missing: nobody can sign in", sign_ins.display());
    }
    let taken = run(program(tools::node_tool(paths, "playwright"), &paths.end2end())
        .args(["test", "--config", "shots/playwright.config.ts"])
        .env("CHROMIUM", chromium)
        .env("BASE_URL", base)
        .env("SIGN_INS", sign_ins)
        .env("SHOTS", &folder)
        .env("PAGES", arguments.pages.join(",")));
    drop(server);
    remove_folder(&data)?;
    println!("{}", folder.join("index.html").display());
    taken.context("some pages could not be photographed")
}
