//! One file under `site/pkg`, named for its content.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use super::compress;
use crate::paths::Build;

/// A file whose name changes with its content.
pub struct Asset {
    stem: &'static str,
    extension: &'static str,
    bytes: Vec<u8>,
    hash: String,
}

impl Asset {
    /// An asset that pages ask for as `stem.extension`.
    pub fn new(stem: &'static str, extension: &'static str, bytes: Vec<u8>) -> Self {
        let hash = short_hash(&bytes);
        Self { stem, extension, bytes, hash }
    }

    /// What pages call it, e.g. `aftercare.css`.
    pub fn logical_name(&self) -> String {
        format!("{}.{}", self.stem, self.extension)
    }

    /// What the file is called, e.g. `aftercare.0123456789abcdef.css`.
    pub fn file_name(&self) -> String {
        format!("{}.{}.{}", self.stem, self.hash, self.extension)
    }

    /// The kind of file, e.g. `css`.
    pub fn extension(&self) -> &str {
        self.extension
    }

    /// The first half of the content's SHA-256, in hexadecimal.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// Writes the file and its compressed forms, unless an earlier build left them.
    pub fn write(&self, pkg: &Path, build: Build) -> Result<()> {
        let path = pkg.join(self.file_name());
        if path.exists() && compress::is_done(&path) {
            return Ok(());
        }
        compress::write_beside(&path, &self.bytes, build)?;
        fs::write(&path, &self.bytes).with_context(|| format!("cannot write {}", path.display()))
    }
}

/// Sixteen hexadecimal digits of the content's SHA-256: enough to tell builds apart.
pub fn short_hash(bytes: &[u8]) -> String {
    use std::fmt::Write;
    Sha256::digest(bytes)[..8].iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}"); // writing to a String cannot fail
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn name_follows_content() {
        let one = Asset::new("aftercare", "css", b"a{color:red}".to_vec());
        let other = Asset::new("aftercare", "css", b"a{color:tan}".to_vec());
        assert_eq!(one.logical_name(), other.logical_name());
        assert_ne!(one.file_name(), other.file_name());
        // SHA-256 of "abc" from FIPS 180-2, appendix B.1.
        assert_eq!(short_hash(b"abc"), "ba7816bf8f01cfea");
    }
}
