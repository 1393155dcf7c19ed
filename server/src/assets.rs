//! The built files: where they are, under which names, and how they are served. The service worker among them is filled
//! in with their names.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;

use anyhow::{Context, bail};
use app::model::Assets;
use axum::Router;
use axum::extract::Request;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::Deserialize;
use tower_http::services::{ServeDir, ServeFile};

use crate::http::headers::IMMUTABLE;

/// The built files that pages name, each with the name it has before its hash.
pub const NAMES: [&str; 10] = [
    "aftercare.css",
    "boot.js",
    "aftercare.js",
    "aftercare.wasm",
    "icons.svg",
    "installed.js",
    "push.js",
    "field.js",
    "field.wasm",
    "outbox.js",
];
const MANIFEST: &str = "manifest.json";
const WORKER: &str = "sw.js";

/// `manifest.json` as `cargo xtask site` writes it: logical name to path.
#[derive(Deserialize)]
struct Manifest {
    build: String,
    assets: BTreeMap<String, String>,
}

/// Reads the names of the built files.
///
/// # Errors
/// A sentence that names the missing file or entry.
pub fn read(site: &Path) -> anyhow::Result<Assets> {
    let path = site.join(MANIFEST);
    let manifest = manifest(&path)?;
    worker(site)?;
    let find = |name: &str| -> anyhow::Result<String> {
        let Some(address) = manifest.assets.get(name) else {
            bail!("{} has no {name}; run `cargo xtask site` again", path.display())
        };
        if !site.join(address.trim_start_matches('/')).is_file() {
            bail!("{} names {address}, which is not there; run `cargo xtask site` again", path.display());
        }
        Ok(address.clone())
    };
    Ok(Assets {
        css: find("aftercare.css")?,
        boot: find("boot.js")?,
        glue: find("aftercare.js")?,
        wasm: find("aftercare.wasm")?,
        icons: find("icons.svg")?,
        installed: find("installed.js")?,
        push: find("push.js")?,
        field_glue: find("field.js")?,
        field_wasm: find("field.wasm")?,
        outbox: find("outbox.js")?,
    })
}

fn manifest(path: &Path) -> anyhow::Result<Manifest> {
    let text =
        std::fs::read(path).with_context(|| format!("cannot read {}; `cargo xtask site` makes it", path.display()))?;
    serde_json::from_slice(&text).with_context(|| format!("cannot parse {}", path.display()))
}

/// The icons, but not the pictures for the dialog that installs.
fn is_icon(name: &str) -> bool {
    name.starts_with("icon") || name.starts_with("favicon")
}

/// The service worker, with the build it belongs to and the files it keeps.
fn worker(site: &Path) -> anyhow::Result<String> {
    let manifest = manifest(&site.join(MANIFEST))?;
    let path = site.join(WORKER);
    let text = std::fs::read_to_string(&path)
        .with_context(|| format!("cannot read {}; run `cargo xtask site` again", path.display()))?;
    let outbox = manifest.assets.get("outbox.js").cloned().unwrap_or_default();
    let icons = own_names(site).into_iter().filter(|name| is_icon(name));
    let files: Vec<String> = manifest.assets.into_values().chain(icons.map(|name| format!("/{name}"))).collect();
    // Whatever a device keeps changes the name of the build: the files, and the pages of this program.
    let mut hasher = DefaultHasher::new();
    env!("CARGO_PKG_VERSION").hash(&mut hasher);
    for icon in own_names(site).iter().filter(|name| is_icon(name)) {
        std::fs::read(site.join(icon))?.hash(&mut hasher);
    }
    let build = format!("{}-{:x}", manifest.build, hasher.finish());
    Ok(text
        .replace("{{outbox}}", &outbox)
        .replace("{{build}}", &build)
        .replace("\"{{files}}\"", &serde_json::to_string(&files)?))
}

/// Serves `/pkg/*` for ever and the few files with names of their own for a day. What is missing is a plain 404, not
/// a page: a script must never be answered with HTML.
pub fn router<S: Clone + Send + Sync + 'static>(site: &Path) -> Router<S> {
    let folder =
        ServeDir::new(site.join("pkg")).append_index_html_on_directories(false).precompressed_br().precompressed_gzip();
    let mut router = Router::new().nest_service("/pkg", folder);
    for name in own_names(site) {
        let file = ServeFile::new(site.join(&name)).precompressed_br().precompressed_gzip();
        router = router.route_service(&format!("/{name}"), file);
    }
    router = router.layer(from_fn(cache));
    let Ok(worker) = worker(site) else { return router };
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("text/javascript; charset=utf-8")),
        // Whoever is offered a new version must not get the old one from a cache.
        (CACHE_CONTROL, HeaderValue::from_static("no-cache")),
    ];
    router.route("/sw.js", get(async move || (headers, worker)))
}

/// The files beside `pkg` that browsers ask for by name, such as the favicon.
fn own_names(site: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(site) else { return Vec::new() };
    let names = entries
        .flatten()
        .filter(|entry| entry.path().is_file())
        .map(|entry| entry.file_name().to_string_lossy().into_owned());
    let is_public = |name: &String| {
        let ending = Path::new(name).extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        matches!(ending, "svg" | "png" | "ico" | "webmanifest") || name == "robots.txt"
    };
    names.filter(is_public).collect()
}

async fn cache(request: Request, next: Next) -> Response {
    let is_hashed = request.uri().path().starts_with("/pkg/");
    let mut response = next.run(request).await;
    let status = response.status();
    if status.is_client_error() || status.is_server_error() {
        return (status, [(CONTENT_TYPE, "text/plain; charset=utf-8")], status.canonical_reason().unwrap_or_default())
            .into_response();
    }
    if status.is_success() || status == StatusCode::NOT_MODIFIED {
        let value = if is_hashed { IMMUTABLE } else { HeaderValue::from_static("public, max-age=86400") };
        response.headers_mut().insert(CACHE_CONTROL, value);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_that_names_a_missing_file_is_refused() {
        let site = tempfile::tempdir().unwrap();
        assert!(read(site.path()).unwrap_err().to_string().contains("cargo xtask site"));
        std::fs::create_dir(site.path().join("pkg")).unwrap();
        let assets: BTreeMap<_, _> = NAMES.iter().map(|name| (*name, format!("/pkg/{name}"))).collect();
        std::fs::write(site.path().join(MANIFEST), serde_json::json!({ "build": "x", "assets": assets }).to_string())
            .unwrap();
        assert!(read(site.path()).unwrap_err().to_string().contains("sw.js"));
        std::fs::write(site.path().join(WORKER), "const BUILD = \"{{build}}\"; const FILES = \"{{files}}\";").unwrap();
        for name in NAMES {
            assert!(read(site.path()).unwrap_err().to_string().contains(name), "{name}");
            std::fs::write(site.path().join("pkg").join(name), "x").unwrap();
        }
        assert_eq!(read(site.path()).unwrap().css, "/pkg/aftercare.css");
        let worker = worker(site.path()).unwrap();
        assert!(
            worker.starts_with("const BUILD = \"x-") && worker.contains("; const FILES = [\"/pkg/aftercare.css\""),
            "{worker}"
        );
    }
}
