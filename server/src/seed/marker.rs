//! A mark in the data folder while it is being filled. Filling takes many transactions; when it is cut off half-way, the
//! mark stays, and nobody takes the half for the whole.

use std::fs::{File, TryLockError};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use crate::config::Config;

/// The mark, inside the data folder. Its text lists the folders that filling made itself.
const MARKER: &str = "seeding";
/// It is written under this name first, so that there is never half a mark.
const NEW_MARKER: &str = "seeding.new";
const DATABASE: &str = "database";
const ATTACHMENTS: &str = "attachments";

/// Filling has begun; dropped without [`Seeding::finish`], the mark stays.
#[must_use = "the folder counts as half filled until `finish`"]
pub struct Seeding {
    marker: PathBuf,
}

impl Seeding {
    /// Marks the data folder. The database must be open and empty: then its folder may be removed if filling is cut off.
    /// A folder with files that is there already is somebody else's, and so is a database outside the data folder.
    ///
    /// # Errors
    /// The disk's.
    pub fn begin(config: &Config) -> anyhow::Result<Self> {
        let folder = &config.data_dir;
        let has_files = folder.join(ATTACHMENTS).exists();
        let made = [(DATABASE, config.has_own_database()), (ATTACHMENTS, !has_files)];
        let made: Vec<&str> = made.into_iter().filter_map(|(name, is_made)| is_made.then_some(name)).collect();
        let (new, marker) = (folder.join(NEW_MARKER), folder.join(MARKER));
        std::fs::create_dir_all(folder)
            .and_then(|()| std::fs::write(&new, made.join("\n")))
            .and_then(|()| File::open(&new)?.sync_all())
            .and_then(|()| std::fs::rename(&new, &marker))
            .with_context(|| format!("cannot write {}", marker.display()))?;
        Ok(Self { marker })
    }

    /// Everything is there: removes the mark.
    ///
    /// # Errors
    /// The disk's.
    pub fn finish(self) -> anyhow::Result<()> {
        std::fs::remove_file(&self.marker).with_context(|| format!("cannot remove {}", self.marker.display()))
    }
}

/// Whether filling of a data folder was begun and not finished.
pub fn is_unfinished(data_dir: &Path) -> bool {
    data_dir.join(MARKER).is_file()
}

/// Refuses a data folder that was filled half-way, with the ways on.
///
/// # Errors
/// That sentence.
pub fn refuse_unfinished(data_dir: &Path) -> anyhow::Result<()> {
    if is_unfinished(data_dir) {
        bail!(
            "the data folder {0} was being filled with example content, and that was cut off half-way. \
             `aftercare serve --demo --data {0}` removes the half and fills it again; for anything else name another \
             folder with --data, or remove this one",
            data_dir.display()
        );
    }
    Ok(())
}

/// Removes what the cut-off filling had made, and nothing else; the mark itself stays until the next one is finished.
///
/// # Errors
/// When a process has the database open, perhaps the one that is filling it; else the disk's.
pub fn wipe(data_dir: &Path) -> anyhow::Result<()> {
    let marker = data_dir.join(MARKER);
    let made = std::fs::read_to_string(&marker).with_context(|| format!("cannot read {}", marker.display()))?;
    let _locked = lock(&data_dir.join(DATABASE))?;
    for name in [DATABASE, ATTACHMENTS].into_iter().filter(|name| made.lines().any(|line| line == *name)) {
        let folder = data_dir.join(name);
        if folder.is_dir() {
            std::fs::remove_dir_all(&folder).with_context(|| format!("cannot remove {}", folder.display()))?;
        }
    }
    Ok(())
}

/// Takes the engine's own lock of its folder; nothing when there is no folder. The engine itself is not asked: what it
/// does when it is closed goes on for a moment, in a folder that is about to be removed.
fn lock(database: &Path) -> anyhow::Result<Option<File>> {
    let path = database.join("LOCK");
    match File::options().read(true).write(true).open(&path) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| format!("cannot open {}", path.display())),
        Ok(file) => match file.try_lock() {
            Ok(()) => Ok(Some(file)),
            Err(TryLockError::WouldBlock) => bail!(
                "the database {} is in use by another Aftercare process, perhaps filling it; wait for it or stop it",
                database.display()
            ),
            Err(TryLockError::Error(error)) => Err(error).with_context(|| format!("cannot lock {}", path.display())),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Flags, load};

    fn folder_with(names: &[&str]) -> (tempfile::TempDir, Config) {
        let folder = tempfile::tempdir().unwrap();
        for name in names {
            std::fs::create_dir(folder.path().join(name)).unwrap();
            std::fs::write(folder.path().join(name).join("file"), "text").unwrap();
        }
        let config = load(&Flags { data: Some(folder.path().to_owned()), ..Flags::default() }).unwrap();
        (folder, config)
    }

    #[test]
    fn a_folder_is_refused_from_the_first_write_until_everything_is_there() {
        let (folder, config) = folder_with(&[DATABASE]);
        refuse_unfinished(folder.path()).unwrap();
        let seeding = Seeding::begin(&config).unwrap();
        let sentence = refuse_unfinished(folder.path()).unwrap_err().to_string();
        assert!(sentence.contains("aftercare serve --demo --data") && sentence.contains("cut off"), "{sentence}");
        seeding.finish().unwrap();
        refuse_unfinished(folder.path()).unwrap();
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "the mark left something behind");
    }

    #[test]
    fn only_what_filling_made_is_removed() {
        let (folder, config) = folder_with(&[DATABASE, "mine"]);
        drop(Seeding::begin(&config).unwrap());
        std::fs::create_dir(folder.path().join(ATTACHMENTS)).unwrap();
        wipe(folder.path()).unwrap();
        assert!(!folder.path().join(DATABASE).exists() && !folder.path().join(ATTACHMENTS).exists());
        assert!(folder.path().join("mine/file").is_file() && is_unfinished(folder.path()));

        let (folder, config) = folder_with(&[DATABASE, ATTACHMENTS]);
        let elsewhere = Config { database_url: "surrealkv:///elsewhere".to_owned(), ..config };
        drop(Seeding::begin(&elsewhere).unwrap());
        wipe(folder.path()).unwrap();
        assert!(folder.path().join(DATABASE).is_dir(), "it is not this configuration's database");
        assert!(folder.path().join(ATTACHMENTS).is_dir(), "it was there before");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn nothing_is_removed_while_a_process_is_still_filling() {
        let (folder, config) = folder_with(&[]);
        let store = crate::server::open_store(&config).await.unwrap();
        drop(Seeding::begin(&config).unwrap());
        let refused = wipe(folder.path()).unwrap_err().to_string();
        assert!(refused.contains("in use by another Aftercare process"), "{refused}");
        assert!(folder.path().join(DATABASE).is_dir());
        store.close().await.unwrap();
    }
}
