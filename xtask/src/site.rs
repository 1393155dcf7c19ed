//! `cargo xtask site`: everything the browser loads, in one folder.
//!
//! ```text
//! site/manifest.json      logical name -> path, and the id of the build
//! site/hash.txt           the same hashes in the form leptos reads
//! site/pkg/NAME.HASH.EXT  never changes, may be cached for ever; the previous build's stay
//! site/...                the other files of public/, under their own names
//! ```
//! Beside each file that gains from it lie its `.br` and `.gz`.

mod assets;
mod compress;
mod css;
mod javascript;
mod manifest;
mod public;
pub mod wasm;

use std::fs;
use std::time::Instant;

use anyhow::{Context, Result};

use crate::paths::{Build, Paths};
use crate::tools;
use assets::Asset;
pub use manifest::Manifest;

/// What `cargo xtask site` can be told.
#[derive(clap::Args)]
pub struct Arguments {
    /// As small as possible; needs Node
    #[arg(long)]
    release: bool,
}

/// Builds the site and says where it is.
pub fn command(paths: &Paths, arguments: &Arguments) -> Result<()> {
    let build = Build::from_flag(arguments.release);
    let manifest = build_site(paths, build)?;
    println!("{}", paths.site(build).display());
    for (name, path) in &manifest.assets {
        println!("  {name:<16} {path}");
    }
    Ok(())
}

/// Builds what has changed since the last time and answers with the manifest.
pub fn build_site(paths: &Paths, build: Build) -> Result<Manifest> {
    let started = Instant::now();
    tools::ensure_wasm_target(paths)?;
    if build == Build::Release {
        tools::ensure_node_packages(paths)?;
    }
    let islands = wasm::build(paths, wasm::ISLANDS, build)?;
    let field = wasm::build(paths, wasm::FIELD, build)?;
    let public = paths.root.join("public");
    let script = |name: &str| javascript::minify(paths, build, read(&public.join(name))?);
    // One file of four: the service worker and the page load all of them or none.
    let outbox = ["store.js", "kept.js", "pull.js", "send.js"].map(|name| read(&public.join("outbox").join(name)));
    let outbox = outbox.into_iter().collect::<Result<Vec<_>>>()?.concat();
    let assets = [
        Asset::new("aftercare", "js", islands.js),
        Asset::new("aftercare", "wasm", islands.wasm),
        Asset::new("field", "js", field.js),
        Asset::new("field", "wasm", field.wasm),
        Asset::new("aftercare", "css", css::bundle(&paths.root.join("style/main.css"))?),
        Asset::new("boot", "js", script("boot.js")?),
        Asset::new("installed", "js", script("installed.js")?),
        Asset::new("push", "js", script("push.js")?),
        Asset::new("outbox", "js", javascript::minify(paths, build, outbox)?),
        Asset::new("icons", "svg", read(&public.join("icons.svg"))?),
    ];

    let site = paths.site(build);
    let pkg = site.join("pkg");
    fs::create_dir_all(&pkg).with_context(|| format!("cannot create {}", pkg.display()))?;
    for asset in &assets {
        asset.write(&pkg, build)?;
    }
    public::copy(&public, &site, build)?;
    // Under its own name: browsers ask for it again and again to learn of a new build.
    fs::write(site.join("sw.js"), script("sw.js")?).context("cannot write sw.js")?;
    let manifest = Manifest::of(&assets).following(manifest::Manifest::read(&site).ok());
    manifest.remove_others(&pkg)?;
    // Last, because a server that starts now must find every file the manifest names.
    manifest.write(&site, &assets)?;
    println!("site {} ready in {:.1} s", manifest.build, started.elapsed().as_secs_f32());
    Ok(manifest)
}

fn read(path: &std::path::Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}
