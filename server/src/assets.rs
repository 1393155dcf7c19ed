//! The built files: where they are, under which names, and how they are served.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, bail};
use app::model::Assets;
use axum::Router;
use axum::extract::Request;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use tower_http::services::{ServeDir, ServeFile};

use crate::http::headers::IMMUTABLE;

const MANIFEST: &str = "manifest.json";

/// `manifest.json` as `cargo xtask site` writes it: logical name to path.
#[derive(Deserialize)]
struct Manifest {
    assets: BTreeMap<String, String>,
}

/// Reads the names of the built files.
///
/// # Errors
/// A sentence that names the missing file or entry.
pub fn read(site: &Path) -> anyhow::Result<Assets> {
    let path = site.join(MANIFEST);
    let text =
        std::fs::read(&path).with_context(|| format!("cannot read {}; `cargo xtask site` makes it", path.display()))?;
    let manifest: Manifest =
        serde_json::from_slice(&text).with_context(|| format!("cannot parse {}", path.display()))?;
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
    })
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
    router.layer(from_fn(cache))
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
        let names = ["aftercare.css", "boot.js", "aftercare.js", "aftercare.wasm", "icons.svg"];
        let assets: BTreeMap<_, _> = names.iter().map(|name| (*name, format!("/pkg/{name}"))).collect();
        std::fs::write(site.path().join(MANIFEST), serde_json::json!({ "build": "x", "assets": assets }).to_string())
            .unwrap();
        for name in names {
            assert!(read(site.path()).unwrap_err().to_string().contains(name), "{name}");
            std::fs::write(site.path().join("pkg").join(name), "x").unwrap();
        }
        assert_eq!(read(site.path()).unwrap().css, "/pkg/aftercare.css");
    }
}
