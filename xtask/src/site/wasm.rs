//! `frontend` and `field` compiled for the browser, and the JavaScript that loads them.

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

/// A crate that is compiled for the browser.
#[derive(Clone, Copy)]
pub struct Module {
    /// The crate.
    pub name: &'static str,
    /// What its files are called.
    pub stem: &'static str,
    /// How a release of it is compiled.
    profile: &'static str,
}

/// The islands of all pages.
pub const ISLANDS: Module = Module { name: "frontend", stem: "aftercare", profile: "wasm-release" };
/// The field workspace.
pub const FIELD: Module = Module { name: "field", stem: "field", profile: "wasm-small" };

/// Compiles what has changed. The steps after the compiler are skipped when it made the same.
pub fn build(paths: &Paths, module: Module, build: Build) -> Result<Bindings> {
    let compiled = compile(paths, module, build)?;
    let bytes = fs::read(&compiled).with_context(|| format!("cannot read {}", compiled.display()))?;
    let folder = paths.target.join("site-build").join(module.stem);
    let cache = folder.join(match build {
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
    let mut bindings = bind(module.stem, bytes, build)?;
    if build == Build::Release {
        bindings.wasm = optimise(paths, &cache, &bindings.wasm)?;
    }
    bindings.js = javascript::minify(paths, build, bindings.js)?;
    fs::write(cache.join("module.js"), &bindings.js)?;
    fs::write(cache.join("module.wasm"), &bindings.wasm)?;
    fs::write(cache.join("stamp"), stamp)?;
    Ok(bindings)
}

fn compile(paths: &Paths, module: Module, build: Build) -> Result<PathBuf> {
    let mut command = cargo(paths);
    // One crate at a time: together they would share leptos' features, and each has its own.
    command.args(["build", "-p", module.name, "--lib", "--target", "wasm32-unknown-unknown"]);
    let profile = match build {
        Build::Debug => {
            // Browsers do not read line tables; without them the file is a fraction of the size.
            command.args(["--config", "profile.dev.debug=false"]);
            "debug"
        }
        Build::Release => {
            command.args(["--profile", module.profile]);
            module.profile
        }
    };
    run(&mut command)?;
    Ok(paths.target.join("wasm32-unknown-unknown").join(profile).join([module.name, ".wasm"].concat()))
}

fn cached(cache: &Path, stamp: &str) -> Option<Bindings> {
    if fs::read_to_string(cache.join("stamp")).ok()? != stamp {
        return None;
    }
    let js = fs::read(cache.join("module.js")).ok()?;
    let wasm = fs::read(cache.join("module.wasm")).ok()?;
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
