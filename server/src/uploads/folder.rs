//! Where files lie: `attachments/ab/cdef...`, random names, `attachments/incoming` while they arrive, and
//! `attachments/waiting` for what is noted of those that nothing names yet (`waiting`).

use std::fs::{DirEntry, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use domain::ids::AttachmentId;
use uuid::Uuid;

use super::Uploads;

/// Younger files may belong to a form that is being sent right now.
const OLD: Duration = Duration::from_hours(1);
/// Younger files may belong to a change on a device that lost its network between sending the file and the change.
pub(super) const NAMED_BY_THEN: Duration = Duration::from_hours(7 * 24);

/// Where files lie while they arrive. In the same file system, so that moving them is one step.
pub fn incoming(folder: &Path) -> PathBuf {
    folder.join("incoming")
}

/// A name nobody can guess; it is the attachment's id too.
pub fn random_id() -> AttachmentId {
    AttachmentId::new(Uuid::new_v4().simple().to_string())
}

/// The place of a file, for ids that this program makes and no others.
pub fn path(folder: &Path, id: &str) -> Option<PathBuf> {
    let is_ours = id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
    is_ours.then(|| folder.join(&id[..2]).join(&id[2..]))
}

pub(super) fn is_older(than: Duration, file: &DirEntry, now: SystemTime) -> io::Result<bool> {
    Ok(now.duration_since(file.metadata()?.modified()?).is_ok_and(|age| age > than))
}

/// Moves a finished file to its place. When this returns, it survives a power cut.
///
/// # Errors
/// The disk's.
pub fn settle(folder: &Path, arrived: &Path, id: &AttachmentId) -> io::Result<PathBuf> {
    let path = path(folder, id.as_str()).ok_or_else(|| io::Error::other("not an attachment id"))?;
    let parent = path.parent().unwrap_or(folder);
    if !parent.is_dir() {
        std::fs::create_dir_all(parent)?;
        File::open(folder)?.sync_all()?;
    }
    File::open(arrived)?.sync_all()?;
    std::fs::rename(arrived, &path)?;
    File::open(parent)?.sync_all()?;
    Ok(path)
}

impl Uploads {
    /// Files in their places that are older than any form or change on its way: those that belong to nothing are remains.
    ///
    /// # Errors
    /// The disk's.
    pub fn settled_before(&self, now: SystemTime) -> io::Result<Vec<AttachmentId>> {
        let mut found = Vec::new();
        for shelf in std::fs::read_dir(&self.folder)? {
            let folder = shelf?;
            let prefix = folder.file_name().to_string_lossy().into_owned();
            if prefix.len() != 2 || !folder.file_type()?.is_dir() {
                continue;
            }
            for file in std::fs::read_dir(folder.path())? {
                let file = file?;
                let id = format!("{prefix}{}", file.file_name().to_string_lossy());
                if is_older(NAMED_BY_THEN, &file, now)? && path(&self.folder, &id).is_some() {
                    found.push(AttachmentId::new(id));
                }
            }
        }
        Ok(found)
    }

    /// Removes files that belong to no ticket.
    ///
    /// # Errors
    /// The disk's.
    pub fn remove(&self, ids: &[AttachmentId]) -> io::Result<()> {
        ids.iter().filter_map(|id| self.path(id)).try_for_each(std::fs::remove_file)
    }

    /// Removes the remains of uploads that were interrupted, and answers how many.
    ///
    /// # Errors
    /// The disk's.
    pub fn sweep(&self, now: SystemTime) -> io::Result<usize> {
        let mut removed = self.sweep_notes(now)?;
        for file in std::fs::read_dir(incoming(&self.folder))? {
            let file = file?;
            if is_older(OLD, &file, now)? {
                std::fs::remove_file(file.path())?;
                removed += 1;
            }
        }
        Ok(removed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::UploadLimits;

    #[test]
    fn only_our_own_ids_have_a_place() {
        let folder = Path::new("/data");
        let id = "0123456789abcdef0123456789abcdef";
        assert_eq!(path(folder, id), Some(PathBuf::from("/data/01/23456789abcdef0123456789abcdef")));
        for bad in [
            "",
            "../../../../etc/passwd00000000000",
            "0123456789ABCDEF0123456789ABCDEF",
            "01/3456789abcdef0123456789abcdef",
        ] {
            assert_eq!(path(folder, bad), None, "{bad}");
        }
    }

    #[test]
    fn the_sweep_takes_only_old_remains() {
        let folder = tempfile::tempdir().unwrap();
        let uploads = Uploads::open(folder.path(), UploadLimits { file: 1, files: 1 }).unwrap();
        let arrived = incoming(folder.path()).join("x");
        std::fs::write(&arrived, "text").unwrap();
        let id = random_id();
        let settled = settle(folder.path(), &arrived, &id).unwrap();
        assert_eq!(uploads.path(&id), Some(settled.clone()));
        let half = incoming(folder.path()).join("half");
        std::fs::write(&half, "te").unwrap();
        assert_eq!(uploads.sweep(SystemTime::now()).unwrap(), 0);
        let later = SystemTime::now() + OLD + Duration::from_secs(1);
        assert_eq!(uploads.sweep(later).unwrap(), 1);
        assert!(settled.exists() && !half.exists());
    }
}
