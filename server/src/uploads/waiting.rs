//! Files that a device sent and that nothing names yet, noted for each person: `attachments/waiting/PERSON/FILE`, an
//! empty file each. They stay for a week (`folder`), so nobody may have any number of them.

use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use domain::ids::{AttachmentId, PersonId};

use super::{Uploads, folder};

/// Files of one person that nothing names; devices send one and name it before they send the next.
pub const WAITING_MAX: usize = 200;
/// Bytes of all of them.
const WAITING_BYTES_MAX: u64 = 200 << 20;

/// Where all notes lie. Longer than the two letters of a folder with files.
fn root(folder: &Path) -> PathBuf {
    folder.join("waiting")
}

impl Uploads {
    /// A person's notes. Their id may be any text, which a path must not be.
    fn notes(&self, person: &PersonId) -> PathBuf {
        let name: Vec<String> = person.as_str().bytes().map(|byte| format!("{byte:02x}")).collect();
        root(&self.folder).join(name.concat())
    }

    /// Notes that a file of this person waits to be named.
    ///
    /// # Errors
    /// The disk's.
    pub async fn note_waiting(&self, person: &PersonId, file: &AttachmentId) -> io::Result<()> {
        let notes = self.notes(person);
        tokio::fs::create_dir_all(&notes).await?;
        tokio::fs::write(notes.join(file.as_str()), []).await
    }

    /// Forgets the notes of files that something names now. One that stays makes the person's room smaller for a week.
    pub async fn named(&self, person: &PersonId, files: &[AttachmentId]) {
        let notes = self.notes(person);
        for file in files.iter().filter(|file| self.path(file).is_some()) {
            match tokio::fs::remove_file(notes.join(file.as_str())).await {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    tracing::warn!(%error, file = file.as_str(), "the note of a waiting file could not be removed");
                }
                _ => {}
            }
        }
    }

    /// Whether so many files of this person wait, or so large ones, that no more are taken. Notes of files that are gone
    /// are removed.
    ///
    /// # Errors
    /// The disk's.
    pub async fn has_too_many_waiting(&self, person: &PersonId) -> io::Result<bool> {
        let (uploads, notes) = (self.clone(), self.notes(person));
        let look = move || uploads.waiting(&notes).map(|(count, bytes)| is_too_much(count, bytes));
        tokio::task::spawn_blocking(look).await.map_err(io::Error::other)?
    }

    /// How many files wait, and their bytes.
    fn waiting(&self, notes: &Path) -> io::Result<(usize, u64)> {
        let (mut count, mut bytes) = (0, 0);
        let all = match std::fs::read_dir(notes) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok((0, 0)),
            all => all?,
        };
        for note in all {
            let note = note?;
            let file = AttachmentId::new(note.file_name().to_string_lossy());
            match self.path(&file).map(std::fs::metadata) {
                Some(Ok(found)) => {
                    count += 1;
                    bytes += found.len();
                }
                _ => std::fs::remove_file(note.path())?,
            }
        }
        Ok((count, bytes))
    }

    /// Removes notes that are older than files wait, and answers how many.
    pub(super) fn sweep_notes(&self, now: SystemTime) -> io::Result<usize> {
        let mut removed = 0;
        let all = match std::fs::read_dir(root(&self.folder)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(0),
            all => all?,
        };
        for person in all {
            for note in std::fs::read_dir(person?.path())? {
                let note = note?;
                if folder::is_older(folder::NAMED_BY_THEN, &note, now)? {
                    std::fs::remove_file(note.path())?;
                    removed += 1;
                }
            }
        }
        Ok(removed)
    }
}

fn is_too_much(count: usize, bytes: u64) -> bool {
    count >= WAITING_MAX || bytes >= WAITING_BYTES_MAX
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::config::UploadLimits;

    fn settled(uploads: &Uploads, text: &str) -> AttachmentId {
        let arrived = folder::incoming(&uploads.folder).join("x");
        std::fs::write(&arrived, text).unwrap();
        let id = folder::random_id();
        folder::settle(&uploads.folder, &arrived, &id).unwrap();
        id
    }

    #[test]
    fn as_much_as_the_limit_is_too_much_by_number_or_by_size() {
        assert!(!is_too_much(WAITING_MAX - 1, WAITING_BYTES_MAX - 1));
        assert!(is_too_much(WAITING_MAX, 0) && is_too_much(1, WAITING_BYTES_MAX));
    }

    #[tokio::test]
    async fn what_was_named_what_is_gone_and_what_is_old_waits_no_longer() {
        let folder = tempfile::tempdir().unwrap();
        let uploads = Uploads::open(folder.path(), UploadLimits { file: 1, files: 1 }).unwrap();
        let (amal, mira) = (PersonId::new("amal"), PersonId::new("../mira"));
        let count = |person: &PersonId| uploads.waiting(&uploads.notes(person)).unwrap();
        assert_eq!(count(&amal), (0, 0));
        assert_eq!(uploads.sweep_notes(SystemTime::now()).unwrap(), 0);
        let [named, gone, stays] = ["12", "345", "6789"].map(|text| settled(&uploads, text));
        for file in [&named, &gone, &stays] {
            uploads.note_waiting(&amal, file).await.unwrap();
        }
        uploads.note_waiting(&mira, &stays).await.unwrap();
        assert_eq!((count(&amal), count(&mira)), ((3, 9), (1, 4)));
        uploads.named(&amal, &[named.clone(), named, AttachmentId::new("../../x")]).await;
        uploads.remove(&[gone]).unwrap();
        assert_eq!(count(&amal), (1, 4));
        assert_eq!(uploads.sweep_notes(SystemTime::now()).unwrap(), 0);
        let later = SystemTime::now() + folder::NAMED_BY_THEN + Duration::from_secs(1);
        assert_eq!(uploads.sweep_notes(later).unwrap(), 2);
        assert_eq!((count(&amal), uploads.has_too_many_waiting(&amal).await.unwrap()), ((0, 0), false));
    }
}
