//! Where the sources are and where results go.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// How the browser's and the server's code are compiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Build {
    /// Quick to build, with debug assertions.
    Debug,
    /// Small and fast, as shipped.
    Release,
}

impl Build {
    /// The build that a `--release` flag asks for.
    pub fn from_flag(release: bool) -> Self {
        if release { Self::Release } else { Self::Debug }
    }
}

/// The two folders every command works with.
#[derive(Clone, Debug)]
pub struct Paths {
    /// The workspace: the folder with the first `Cargo.toml`.
    pub root: PathBuf,
    /// Cargo's target folder; nothing is written anywhere else.
    pub target: PathBuf,
}

impl Paths {
    /// Finds both folders from the running program.
    pub fn find() -> Result<Self> {
        // Cargo sets the variable at run time too. That one is right even when clones share a
        // target folder; the compiled-in one is for a program that was started by hand.
        let package = std::env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = package.parent().context("xtask has no parent folder")?.to_path_buf();
        // The program is <target>/<profile>/xtask, wherever the configuration put <target>.
        let program = std::env::current_exe().context("cannot find the running program")?;
        let target = program.ancestors().nth(2).context("the running program is not in a target folder")?.to_path_buf();
        Ok(Self { root, target })
    }

    /// The folder with the Node packages, browser tests and screenshots.
    pub fn end2end(&self) -> PathBuf {
        self.root.join("end2end")
    }

    /// What the server serves: for a release build it lies beside the program, as in the archive
    /// that `cargo xtask dist` makes.
    pub fn site(&self, build: Build) -> PathBuf {
        match build {
            Build::Debug => self.target.join("site"),
            Build::Release => self.target.join("release").join("site"),
        }
    }

    /// The server program.
    pub fn server(&self, build: Build) -> PathBuf {
        self.target
            .join(match build {
                Build::Debug => "debug",
                Build::Release => "release",
            })
            .join(format!("aftercare{}", std::env::consts::EXE_SUFFIX))
    }

    /// A folder that is empty afterwards, for data that no later run needs.
    pub fn fresh_folder(&self, name: &str) -> Result<PathBuf> {
        let folder = self.target.join("tmp").join(format!("{name}-{}", std::process::id()));
        remove_folder(&folder)?;
        std::fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
        Ok(folder)
    }
}

/// Removes a folder; one that does not exist is fine.
pub fn remove_folder(folder: &Path) -> Result<()> {
    match std::fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("cannot remove {}", folder.display()))
        }
        _ => Ok(()),
    }
}
