//! The `.br` and `.gz` beside a file, so that the server never compresses it again.

use std::ffi::OsString;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::paths::Build;

/// Whether both compressed forms are there.
pub fn is_done(path: &Path) -> bool {
    beside(path, "br").exists() && beside(path, "gz").exists()
}

/// Writes both compressed forms: as small as possible for a release, quickly otherwise.
pub fn write_beside(path: &Path, bytes: &[u8], build: Build) -> Result<()> {
    let (quality, level) = match build {
        Build::Debug => (5, Compression::new(5)),
        Build::Release => (11, Compression::best()),
    };
    write(&beside(path, "br"), &brotli(bytes, quality)?)?;
    write(&beside(path, "gz"), &gzip(bytes, level)?)
}

/// Brotli with the largest window every browser accepts.
fn brotli(bytes: &[u8], quality: i32) -> Result<Vec<u8>> {
    let parameters =
        brotli::enc::BrotliEncoderParams { quality, lgwin: 22, size_hint: bytes.len(), ..Default::default() };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut &bytes[..], &mut compressed, &parameters)?;
    Ok(compressed)
}

fn gzip(bytes: &[u8], level: Compression) -> Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), level);
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}

fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    fs::write(path, bytes).with_context(|| format!("cannot write {}", path.display()))
}

/// `NAME.EXT` -> `NAME.EXT.suffix`
fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(".");
    name.push(suffix);
    PathBuf::from(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compressed_forms_hold_the_same_bytes() {
        let bytes: Vec<u8> = (0..50_000_u32).flat_map(|n| (n / 7).to_le_bytes()).collect();
        for quality in [5, 11] {
            let mut plain = Vec::new();
            let compressed = brotli(&bytes, quality).unwrap();
            assert!(compressed.len() < bytes.len() / 2);
            brotli::BrotliDecompress(&mut &compressed[..], &mut plain).unwrap();
            assert_eq!(plain, bytes);
        }
        let mut plain = Vec::new();
        let compressed = gzip(&bytes, Compression::best()).unwrap();
        std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(&compressed[..]), &mut plain).unwrap();
        assert_eq!(plain, bytes);
    }
}
