//! `cargo xtask bench --only sla`: the SLA engine, native and as WASM in Node, and published business-time libraries on
//! the same cases. The bars are those of SLA.md's last section.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use crate::paths::Paths;
use crate::process::{cargo, find_on_path, output_of, program, run};
use crate::twin;

const NPM: &str = "moment-business-time@2.0.0";
const PYPI: &str = "businesstimedelta==1.0.1";
/// How much slower than native WASM may be.
const WASM_AT_MOST: f64 = 3.0;

/// Nanoseconds for each operation.
#[derive(Deserialize)]
struct Engine {
    due: f64,
    elapsed: f64,
    ticket: f64,
    sweep: f64,
}

/// Nanoseconds for each operation of a library, and in how many of the cases it agrees with the engine.
#[derive(Deserialize)]
struct Library {
    due: f64,
    elapsed: f64,
    due_agrees: u32,
    elapsed_agrees: u32,
}

#[derive(Deserialize)]
struct InNode {
    wasm: Engine,
    other: Library,
}

#[derive(Deserialize)]
struct Cases {
    zone: String,
    starts: Vec<i64>,
}

/// Measures and prints the table; fails when a bar is not held.
pub fn command(paths: &Paths) -> Result<()> {
    let folder = paths.target.join("bench-sla");
    fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
    let python = install_python_library(paths, &folder)?;
    install_node_library(&folder)?;
    twin::build(paths)?;
    run(cargo(paths)
        .args(["bench", "-p", "domain", "--features", "domain/native", "--bench", "table"])
        .env("BENCH_FOLDER", &folder))?;
    let cases: Cases = read(&folder, "cases.json")?;
    run(twin::node(paths, "time.mjs").arg(&folder).env("TZ", &cases.zone))?;
    run(program(python, &folder)
        .arg(paths.root.join("twin/python/time.py"))
        .arg(&folder)
        .env("PYTHONPATH", folder.join("pip")))?;
    let native: Engine = read(&folder, "native.json")?;
    let node: InNode = read(&folder, "node.json")?;
    let python: Library = read(&folder, "python.json")?;
    let is_held = print_engine(&native, &node.wasm);
    print_libraries(cases.starts.len(), &native, [(NPM, &node.other), (PYPI, &python)]);
    if is_held { Ok(()) } else { bail!("over a bar") }
}

fn print_engine(native: &Engine, wasm: &Engine) -> bool {
    println!("\n{:<44} {:>12} {:>10} {:>12} {:>7}", "SLA engine", "native", "bar", "WASM, Node", "times");
    let rows = [
        ("due in a two-year calendar", native.due, 100.0, wasm.due),
        ("elapsed in a two-year calendar", native.elapsed, 100.0, wasm.elapsed),
        ("a ticket of 20 events, 5 metrics", native.ticket, 2_000.0, wasm.ticket),
        ("one of 1,000,000 open tickets swept", native.sweep, 1_000.0, wasm.sweep),
    ];
    let mut is_held = true;
    for (name, native, bar, wasm) in rows {
        let times = wasm / native;
        let good = native <= bar && times <= WASM_AT_MOST;
        is_held &= good;
        let word = if good { "" } else { "  OVER" };
        println!("{name:<44} {native:>9.1} ns {bar:>7.0} ns {wasm:>9.1} ns {times:>6.2}x{word}");
    }
    println!("bars: the third column, and WASM at most {WASM_AT_MOST} times native");
    is_held
}

fn print_libraries(cases: usize, native: &Engine, libraries: [(&str, &Library); 2]) {
    println!(
        "\n{:<32} {:>14} {:>9} {:>8} {:>14} {:>9} {:>8}",
        "the same cases elsewhere", "due", "", "same", "elapsed", "", "same"
    );
    for (name, library) in libraries {
        println!(
            "{name:<32} {:>11.0} ns {:>8.0}x {:>3} of {cases} {:>11.0} ns {:>8.0}x {:>3} of {cases}",
            library.due,
            library.due / native.due,
            library.due_agrees,
            library.elapsed,
            library.elapsed / native.elapsed,
            library.elapsed_agrees,
        );
    }
    println!("x: times our native figure; same: cases in which the library answers as our engine does");
}

/// Answers with the Python to use.
fn install_python_library(paths: &Paths, folder: &Path) -> Result<&'static str> {
    let Some(python) = ["python3", "python"].into_iter().find(|name| find_on_path(name).is_some()) else {
        bail!("this bench also times the PyPI package {PYPI}: install Python 3 with pip");
    };
    let target = folder.join("pip");
    if target.join("businesstimedelta").is_dir() {
        return Ok(python);
    }
    output_of(program(python, &paths.root).args(["-m", "pip", "--version"]))
        .with_context(|| format!("this bench also times the PyPI package {PYPI}: install pip for {python}"))?;
    run(program(python, &paths.root)
        .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", PYPI, "--target"])
        .arg(target))?;
    Ok(python)
}

fn install_node_library(folder: &Path) -> Result<()> {
    let target = folder.join("npm");
    if target.join("node_modules/moment-business-time").is_dir() {
        return Ok(());
    }
    fs::create_dir_all(&target)?;
    // Without a package of its own, npm would install into a folder above.
    fs::write(target.join("package.json"), "{\"private\":true}")?;
    run(program("npm", &target).args(["install", "--no-audit", "--no-fund", NPM]))
        .with_context(|| format!("this bench also times the npm package {NPM}: install Node with npm"))
}

fn read<T: for<'a> Deserialize<'a>>(folder: &Path, name: &str) -> Result<T> {
    let file = folder.join(name);
    let text = fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
    serde_json::from_slice(&text).with_context(|| format!("cannot understand {}", file.display()))
}
