//! `frontend` compiled for the browser, and the JavaScript that loads it.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use wasm_bindgen_cli_support::Bindgen;

use super::assets::short_hash;
use super::javascript;
use crate::paths::{Build, Paths};
use crate::process::{cargo, program, run};
use crate::tools::node_tool;

/// What rustc emits for WASM today. Named one by one, because the section that lists them does
/// not survive stripping.
const WASM_FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// Counts the changes of the steps below, so that their cached results are made anew.
const RECIPE: u32 = 1;

/// The two files that islands need.
pub struct Bindings {
    /// The glue: a module whose default export takes the address of the WASM.
    pub js: Vec<u8>,
    /// The code.
    pub wasm: Vec<u8>,
}

/// Compiles what has changed. The steps after the compiler are skipped when it made the same.
pub fn build(paths: &Paths, build: Build) -> Result<Bindings> {
    let compiled = compile(paths, build)?;
    let bytes = fs::read(&compiled).with_context(|| format!("cannot read {}", compiled.display()))?;
    let cache = paths.target.join("site-build").join(match build {
        Build::Debug => "debug",
        Build::Release => "release",
    });
    let stamp = format!("{} {RECIPE} {WASM_FEATURES:?}", short_hash(&bytes));
    if let Some(bindings) = cached(&cache, &stamp) {
        return Ok(bindings);
    }
    fs::create_dir_all(&cache).with_context(|| format!("cannot create {}", cache.display()))?;
    // Without a stamp the files below count for nothing, should a step fail.
    let _ = fs::remove_file(cache.join("stamp"));
    let mut bindings = bind("aftercare", bytes, build)?;
    if build == Build::Release {
        bindings.wasm = optimise(paths, &cache, &bindings.wasm)?;
    }
    bindings.js = javascript::minify(paths, build, bindings.js)?;
    fs::write(cache.join("aftercare.js"), &bindings.js)?;
    fs::write(cache.join("aftercare.wasm"), &bindings.wasm)?;
    fs::write(cache.join("stamp"), stamp)?;
    Ok(bindings)
}

fn compile(paths: &Paths, build: Build) -> Result<PathBuf> {
    let mut command = cargo(paths);
    command.args(["build", "-p", "frontend", "--lib", "--target", "wasm32-unknown-unknown"]);
    let profile = match build {
        Build::Debug => {
            // Browsers do not read line tables; without them the file is a fraction of the size.
            command.args(["--config", "profile.dev.debug=false"]);
            "debug"
        }
        Build::Release => {
            command.args(["--profile", "wasm-release"]);
            "wasm-release"
        }
    };
    run(&mut command)?;
    Ok(paths.target.join("wasm32-unknown-unknown").join(profile).join("frontend.wasm"))
}

fn cached(cache: &Path, stamp: &str) -> Option<Bindings> {
    if fs::read_to_string(cache.join("stamp")).ok()? != stamp {
        return None;
    }
    let js = fs::read(cache.join("aftercare.js")).ok()?;
    let wasm = fs::read(cache.join("aftercare.wasm")).ok()?;
    Some(Bindings { js, wasm })
}

/// The glue of a compiled library.
pub fn bind(name: &str, bytes: Vec<u8>, build: Build) -> Result<Bindings> {
    let mut bindgen = Bindgen::new();
    let release = build == Build::Release;
    let mut output = bindgen
        .input_bytes(name, bytes)
        .web(true)?
        .typescript(false)
        // boot.js passes the hashed address; a default would be one that does not exist.
        .omit_default_module_path(true)
        .remove_name_section(release)
        .remove_producers_section(release)
        .generate_output()
        .context("wasm-bindgen")?;
    let own: Vec<_> = output.snippets().iter().filter(|(_, files)| !files.is_empty()).collect();
    if !own.is_empty() || !output.local_modules().is_empty() {
        // They would be files of their own, imported by names without a hash.
        bail!("the site build has no place for a crate's own JavaScript: {own:?}");
    }
    Ok(Bindings { js: output.js().as_bytes().to_vec(), wasm: output.wasm_mut().emit_wasm() })
}

/// As small as it can be made; works in the folder `cache`.
pub fn optimise(paths: &Paths, cache: &Path, wasm: &[u8]) -> Result<Vec<u8>> {
    let (before, after) = (cache.join("bound.wasm"), cache.join("optimised.wasm"));
    fs::write(&before, wasm)?;
    run(program(node_tool(paths, "wasm-opt"), &paths.root)
        .arg(&before)
        .args(["-Oz", "--strip-debug", "--strip-producers"])
        .args(WASM_FEATURES)
        .arg("-o")
        .arg(&after))?;
    fs::read(&after).with_context(|| format!("cannot read {}", after.display()))
}
