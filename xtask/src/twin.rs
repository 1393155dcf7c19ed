//! The SLA engine as WASM of its own (crate `twin`), for Node and Chromium.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use crate::paths::{Build, Paths};
use crate::process::{cargo, program, run};
use crate::site::wasm::{bind, optimise};
use crate::tools;

/// Builds it like the code that is shipped and puts `twin.mjs` and `twin.wasm` into the target folder's `twin`.
pub fn build(paths: &Paths) -> Result<PathBuf> {
    tools::ensure_wasm_target(paths)?;
    tools::ensure_node_packages(paths)?;
    run(cargo(paths)
        .args(["build", "-p", "twin", "--lib", "--target", "wasm32-unknown-unknown"])
        .args(["--profile", "wasm-release"]))?;
    let compiled = paths.target.join("wasm32-unknown-unknown/wasm-release/twin.wasm");
    let bytes = fs::read(&compiled).with_context(|| format!("cannot read {}", compiled.display()))?;
    let folder = paths.target.join("twin");
    fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
    let bindings = bind("twin", bytes, Build::Release)?;
    fs::write(folder.join("twin.mjs"), &bindings.js)?;
    fs::write(folder.join("twin.wasm"), optimise(paths, &folder, &bindings.wasm)?)?;
    Ok(folder)
}

/// Node on one of the scripts in `twin/node`, with the folder of [`build`] and that of the Node packages.
pub fn node(paths: &Paths, script: &str) -> Command {
    let mut command = program("node", &paths.root);
    command
        .arg(paths.root.join("twin/node").join(script))
        .env("TWIN", paths.target.join("twin"))
        .env("NODE_PACKAGES", paths.end2end());
    command
}
