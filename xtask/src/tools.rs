//! What the machine must have besides Rust and a C compiler; found, installed, or asked for.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::paths::Paths;
use crate::process::{find_on_path, output_of, program, run};

const WASM: &str = "wasm32-unknown-unknown";
const NODE_MAJOR: u32 = 20;

/// Makes sure that Rust can compile for the browser.
pub fn ensure_wasm_target(paths: &Paths) -> Result<()> {
    let sysroot = output_of(program("rustc", &paths.root).args(["--print", "sysroot"]))?;
    let sysroot = PathBuf::from(String::from_utf8_lossy(&sysroot.stdout).trim());
    if sysroot.join("lib/rustlib").join(WASM).is_dir() {
        return Ok(());
    }
    if find_on_path("rustup").is_none() {
        bail!("this Rust cannot compile for {WASM} and there is no rustup: install that target");
    }
    run(program("rustup", &paths.root).args(["target", "add", WASM]))
}

/// Makes sure that Node is there and that the packages of `end2end` are those of its lock file.
pub fn ensure_node_packages(paths: &Paths) -> Result<()> {
    let wanted = format!("install Node {NODE_MAJOR} or newer, with npm");
    let version = output_of(program("node", &paths.root).arg("--version"))
        .with_context(|| format!("tests and release builds need Node: {wanted}"))?;
    let version = String::from_utf8_lossy(&version.stdout).trim().to_owned();
    let major = version.trim_start_matches('v').split('.').next().and_then(|n| n.parse().ok());
    if major.is_none_or(|major: u32| major < NODE_MAJOR) {
        bail!("found Node {version}: {wanted}");
    }

    let folder = paths.end2end();
    let lock = fs::read(folder.join("package-lock.json")).context("end2end/package-lock.json")?;
    let installed = folder.join("node_modules/.installed-from-lock.json");
    if fs::read(&installed).is_ok_and(|seen| seen == lock) {
        return Ok(());
    }
    run(program("npm", &folder)
        .args(["ci", "--no-audit", "--no-fund"])
        // Chromium is the machine's own, see `chromium`.
        .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"))?;
    fs::write(&installed, lock).with_context(|| format!("cannot write {}", installed.display()))
}

/// A program that came with the Node packages.
pub fn node_tool(paths: &Paths, name: &str) -> PathBuf {
    paths.end2end().join("node_modules/.bin").join(name)
}

/// Finds Chromium: `CHROMIUM`, then `PATH`, then Playwright's own; on Debian, root installs it.
pub fn chromium(paths: &Paths) -> Result<PathBuf> {
    if let Some(named) = std::env::var_os("CHROMIUM").map(PathBuf::from) {
        if !named.is_file() {
            bail!("CHROMIUM is {}, which is not a file", named.display());
        }
        return Ok(named);
    }
    if let Some(found) = installed_chromium() {
        return Ok(found);
    }
    if find_on_path("apt-get").is_some() && is_root(paths) {
        println!("Chromium is missing: installing Debian's.");
        let install = "apt-get update && apt-get install -y --no-install-recommends chromium";
        run(program("sh", &paths.root).args(["-c", install]).env("DEBIAN_FRONTEND", "noninteractive"))?;
        if let Some(found) = installed_chromium() {
            return Ok(found);
        }
    }
    bail!(
        "browser tests need Chromium: install your system's package, or run \
         `npx playwright install chromium` in end2end, or set CHROMIUM to the program"
    )
}

fn installed_chromium() -> Option<PathBuf> {
    ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
        .into_iter()
        .find_map(find_on_path)
        .or_else(playwright_chromium)
}

/// The newest browser in Playwright's cache, whatever its folder's revision is called.
fn playwright_chromium() -> Option<PathBuf> {
    let cache = std::env::var_os("PLAYWRIGHT_BROWSERS_PATH").map_or_else(
        || std::env::home_dir().map(|home| home.join(".cache/ms-playwright")),
        |path| Some(PathBuf::from(path)),
    )?;
    let mut revisions: Vec<_> = fs::read_dir(cache)
        .ok()?
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.file_name().is_some_and(|n| n.to_string_lossy().starts_with("chromium-")))
        .collect();
    revisions.sort();
    revisions.iter().rev().find_map(|revision| program_in(revision))
}

fn program_in(revision: &Path) -> Option<PathBuf> {
    ["chrome-linux64/chrome", "chrome-linux/chrome", "chrome-mac/Chromium.app/Contents/MacOS/Chromium"]
        .into_iter()
        .map(|name| revision.join(name))
        .find(|path| path.is_file())
}

fn is_root(paths: &Paths) -> bool {
    output_of(program("id", &paths.root).arg("-u")).is_ok_and(|id| id.stdout.trim_ascii() == b"0")
}
