//! Makes JavaScript small for a release.

use std::io::Write;
use std::process::Stdio;

use anyhow::{Context, Result, bail};

use crate::paths::{Build, Paths};
use crate::process::program;
use crate::tools::node_tool;

/// Minifies one module for a release; a debug build keeps it readable and needs no Node.
pub fn minify(paths: &Paths, build: Build, source: Vec<u8>) -> Result<Vec<u8>> {
    if build == Build::Debug {
        return Ok(source);
    }
    let mut child = program(node_tool(paths, "esbuild"), &paths.root)
        .args(["--minify", "--format=esm", "--target=es2022", "--log-level=warning"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .context("cannot start esbuild")?;
    if let Some(mut input) = child.stdin.take() {
        input.write_all(&source).context("cannot write to esbuild")?;
    }
    let output = child.wait_with_output()?;
    if !output.status.success() {
        bail!("esbuild ended with {}", output.status);
    }
    Ok(output.stdout)
}
