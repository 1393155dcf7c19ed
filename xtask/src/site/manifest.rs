//! Which files belong to a build.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use super::assets::{Asset, short_hash};

const FILE: &str = "manifest.json";

/// `site/manifest.json`: what the server reads once at its start.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Changes whenever any of the assets changes.
    pub build: String,
    /// Logical name (`aftercare.css`) -> path (`/pkg/aftercare.HASH.css`).
    pub assets: BTreeMap<String, String>,
    /// The assets of the build before, kept for pages that were opened with it.
    #[serde(default)]
    pub previous: BTreeMap<String, String>,
}

impl Manifest {
    /// The manifest of a build, with nothing before it.
    pub fn of(assets: &[Asset]) -> Self {
        let assets: BTreeMap<_, _> =
            assets.iter().map(|asset| (asset.logical_name(), format!("/pkg/{}", asset.file_name()))).collect();
        let paths: Vec<&str> = assets.values().map(String::as_str).collect();
        Self { build: short_hash(paths.join("\n").as_bytes()), assets, previous: BTreeMap::new() }
    }

    /// Keeps the assets of the build before. Building the same again does not count as a build.
    pub fn following(mut self, before: Option<Self>) -> Self {
        if let Some(before) = before {
            self.previous = if before.build == self.build { before.previous } else { before.assets };
        }
        self
    }

    /// Reads the manifest in a site folder.
    pub fn read(site: &Path) -> Result<Self> {
        let path = site.join(FILE);
        let text = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        serde_json::from_slice(&text).with_context(|| format!("cannot parse {}", path.display()))
    }

    /// Writes `manifest.json`, and `hash.txt` for people who use `cargo leptos`.
    pub fn write(&self, site: &Path, assets: &[Asset]) -> Result<()> {
        let hashes: Vec<_> = assets
            .iter()
            .filter(|asset| asset.logical_name().starts_with("aftercare."))
            .map(|asset| format!("{}: {}\n", asset.extension(), asset.hash()))
            .collect();
        fs::write(site.join("hash.txt"), hashes.concat()).context("cannot write hash.txt")?;
        // Renamed into place: a server that starts meanwhile reads the old one or the new one.
        let unfinished = site.join(format!("{FILE}.new"));
        fs::write(&unfinished, serde_json::to_string_pretty(self)? + "\n")
            .and_then(|()| fs::rename(&unfinished, site.join(FILE)))
            .with_context(|| format!("cannot write {FILE} in {}", site.display()))
    }

    /// Removes what belongs neither to this build nor to the one before.
    pub fn remove_others(&self, pkg: &Path) -> Result<()> {
        let kept: BTreeSet<&str> =
            self.assets.values().chain(self.previous.values()).filter_map(|path| path.strip_prefix("/pkg/")).collect();
        for entry in fs::read_dir(pkg)? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let plain = name.strip_suffix(".br").or(name.strip_suffix(".gz")).unwrap_or(&name);
            if !kept.contains(plain) {
                fs::remove_file(entry.path())?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest(css: &str) -> Manifest {
        Manifest::of(&[Asset::new("aftercare", "css", css.as_bytes().to_vec())])
    }

    #[test]
    fn one_earlier_build_is_kept() {
        let first = manifest("a{}");
        let second = manifest("b{}").following(Some(first.clone()));
        assert_eq!(second.previous, first.assets);
        let again = manifest("b{}").following(Some(second.clone()));
        assert_eq!(again, second, "the same build twice must not push out the one before");
        let third = manifest("c{}").following(Some(second.clone()));
        assert_eq!(third.previous, second.assets);
    }
}
