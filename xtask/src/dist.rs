//! `cargo xtask dist`: one archive that runs on a machine without the sources.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;

use crate::html;
use crate::http::Client;
use crate::paths::{Build, Paths, remove_folder};
use crate::run::build_all;
use crate::serve::{Server, Start};

const DOCUMENTS: [&str; 4] = ["README.md", "CHANGELOG.md", "LICENSE-MIT", "LICENSE-APACHE"];

/// Builds as shipped, packs, and tries what came out.
pub fn command(paths: &Paths) -> Result<()> {
    build_all(paths, Build::Release)?;
    let archive = pack(paths)?;
    check(paths, &archive)?;
    let size = fs::metadata(&archive)?.len();
    println!("{} ({} kB)", archive.display(), size / 1000);
    Ok(())
}

fn name() -> String {
    let (system, machine) = (std::env::consts::OS, std::env::consts::ARCH);
    format!("aftercare-{}-{machine}-{system}", env!("CARGO_PKG_VERSION"))
}

fn pack(paths: &Paths) -> Result<PathBuf> {
    let folder = paths.target.join("dist");
    fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
    let archive = folder.join(format!("{}.tar.gz", name()));
    let file = File::create(&archive).with_context(|| format!("cannot create {}", archive.display()))?;
    let mut tar = tar::Builder::new(GzEncoder::new(file, Compression::best()));
    let inside = PathBuf::from(name());
    tar.append_path_with_name(paths.server(Build::Release), inside.join("aftercare"))
        .context("cannot pack the server")?;
    tar.append_dir_all(inside.join("site"), paths.site(Build::Release)).context("cannot pack the site")?;
    for document in DOCUMENTS {
        tar.append_path_with_name(paths.root.join(document), inside.join(document))
            .with_context(|| format!("cannot pack {document}"))?;
    }
    tar.append_dir_all(inside.join("licences"), paths.root.join("licences")).context("cannot pack licences")?;
    tar.into_inner()?.finish()?;
    Ok(archive)
}

/// Unpacks the archive where nothing else is and visits the server that is in it.
fn check(paths: &Paths, archive: &Path) -> Result<()> {
    // Outside the workspace, so that nothing of it can be found by walking up.
    let folder = std::env::temp_dir().join(format!("aftercare-dist-{}", std::process::id()));
    remove_folder(&folder)?;
    fs::create_dir_all(&folder)?;
    tar::Archive::new(GzDecoder::new(File::open(archive)?))
        .unpack(&folder)
        .with_context(|| format!("cannot unpack {}", archive.display()))?;
    let unpacked = folder.join(name());
    let server = Server::start(&Start {
        program: &unpacked.join("aftercare"),
        data: &folder.join("data"),
        site: None,
        demo: true,
        log: paths.target.join("dist/check.log"),
    })?;
    let mut client = Client::new(&server.base)?;
    let page = client.page("/sign-in")?;
    let sheet = html::tags(&page)
        .into_iter()
        .find(|tag| tag.attribute("rel") == Some("stylesheet"))
        .and_then(|tag| tag.attribute("href").map(str::to_owned))
        .context("the sign-in page names no style sheet")?;
    let response = client.get(&sheet)?;
    let kind = response.header("content-type").unwrap_or_default();
    if response.status != 200 || !kind.starts_with("text/css") || response.body.is_empty() {
        bail!("GET {sheet} answered {} {kind}", response.status);
    }
    println!("the archive's server starts by itself: /healthz, /sign-in and {sheet} are fine");
    drop(server);
    remove_folder(&folder)
}
