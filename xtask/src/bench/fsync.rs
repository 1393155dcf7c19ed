//! The disk's own part of a durable write.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

const BLOCK: usize = 4096;

/// Appends to a file and waits for the disk, as a database's log does.
pub struct FsyncProbe {
    file: File,
    path: PathBuf,
}

impl FsyncProbe {
    /// A probe on the disk of that folder.
    pub fn new(folder: &Path) -> Result<Self> {
        let path = folder.join("fsync.tmp");
        let file = File::create(&path).with_context(|| format!("cannot create {}", path.display()))?;
        Ok(Self { file, path })
    }

    /// One write of 4 kB and one fsync.
    pub fn measure(&mut self) -> Result<Duration> {
        let began = Instant::now();
        self.file.write_all(&[0x5a; BLOCK])?;
        self.file.sync_all()?;
        Ok(began.elapsed())
    }
}

impl Drop for FsyncProbe {
    fn drop(&mut self) {
        // A file that stays behind is overwritten by the next run.
        let _ = std::fs::remove_file(&self.path);
    }
}
