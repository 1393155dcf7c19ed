//! The files of `public/` that keep their names.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use super::compress;
use crate::paths::Build;

/// Made by `site.rs`, so not copied.
const MADE: [&str; 6] = ["boot.js", "icons.svg", "installed.js", "outbox", "push.js", "sw.js"];
const WORTH_COMPRESSING: [&str; 7] = ["svg", "js", "css", "txt", "webmanifest", "json", "xml"];

/// Copies what has changed, folder by folder.
pub fn copy(from: &Path, site: &Path, build: Build) -> Result<()> {
    copy_folder(from, site, build, &MADE)
}

fn copy_folder(from: &Path, to: &Path, build: Build, except: &[&str]) -> Result<()> {
    fs::create_dir_all(to).with_context(|| format!("cannot create {}", to.display()))?;
    for entry in fs::read_dir(from).with_context(|| format!("cannot read {}", from.display()))? {
        let source = entry?.path();
        let Some(name) = source.file_name() else {
            continue;
        };
        if except.iter().any(|except| name == *except) {
            continue;
        }
        let target = to.join(name);
        if source.is_dir() {
            copy_folder(&source, &target, build, &[])?;
        } else {
            copy_file(&source, &target, build)?;
        }
    }
    Ok(())
}

fn copy_file(source: &Path, target: &Path, build: Build) -> Result<()> {
    let bytes = fs::read(source).with_context(|| format!("cannot read {}", source.display()))?;
    let compressed =
        source.extension().is_some_and(|extension| WORTH_COMPRESSING.iter().any(|worth| extension == *worth));
    if fs::read(target).is_ok_and(|old| old == bytes) && (!compressed || compress::is_done(target)) {
        return Ok(());
    }
    if compressed {
        compress::write_beside(target, &bytes, build)?;
    }
    fs::write(target, bytes).with_context(|| format!("cannot write {}", target.display()))
}
