//! Files that people attach: checked by content, kept under random names (SECURITY.md, Content).
//!
//! # Layout
//! - this file: [`Uploads`], [`StoredUpload`]
//! - `kind`: what a file is, from its bytes; `picture`: pictures are drawn anew, which drops everything else in them
//! - `name`: what a file may be called; `folder`: where it lies, and the sweep of remains
//! - `receive`: a multipart form, file by file, without ever holding one in memory
//! - `waiting`: files that nothing names yet, so many of each person and no more

mod folder;
mod kind;
mod name;
mod picture;
mod receive;
mod waiting;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use domain::ids::AttachmentId;
use domain::ticket::Attachment;
use tokio::sync::Semaphore;

use crate::config::UploadLimits;

pub use kind::Kind;
pub use name::disposition;
pub use receive::{Submitted, discard_form};
pub use waiting::WAITING_MAX;

/// Receives, keeps and finds attached files.
#[derive(Debug, Clone)]
pub struct Uploads {
    folder: Arc<Path>,
    limits: UploadLimits,
    /// One picture at a time: a decoded one may take 160 MB.
    pictures: Arc<Semaphore>,
}

impl Uploads {
    /// Files under `folder`, which is created.
    ///
    /// # Errors
    /// When the folder cannot be created.
    pub fn open(folder: &Path, limits: UploadLimits) -> std::io::Result<Self> {
        std::fs::create_dir_all(folder::incoming(folder))?;
        Ok(Self { folder: folder.into(), limits, pictures: Arc::new(Semaphore::new(1)) })
    }

    /// The limits, for the hint beside the file field.
    pub fn limits(&self) -> UploadLimits {
        self.limits
    }

    /// Where a file lies.
    pub fn path(&self, id: &AttachmentId) -> Option<PathBuf> {
        folder::path(&self.folder, id.as_str())
    }

    /// A file that a device names, as it lies here: of what the device says only the name is taken, made safe. `None` when
    /// there is no such file.
    pub async fn confirm(&self, named: &Attachment) -> Option<Attachment> {
        let path = self.path(&named.id)?;
        let named = named.clone();
        let look = move || {
            let size = std::fs::metadata(&path).ok()?.len();
            let kind = kind::detect(&path).ok()??;
            let name = name::safe(&named.name, kind);
            Some(Attachment { id: named.id, name, media_type: kind.media_type().to_owned(), size })
        };
        tokio::task::spawn_blocking(look).await.ok().flatten()
    }

    /// Removes files that the store has refused. A failure is left to the sweep.
    pub async fn discard(&self, files: &[Attachment]) {
        for path in files.iter().filter_map(|file| self.path(&file.id)) {
            if let Err(error) = tokio::fs::remove_file(&path).await {
                tracing::warn!(%error, path = %path.display(), "a refused file could not be removed");
            }
        }
    }
}

/// A file that lies in the folder and belongs to no ticket yet. Dropped, it is removed.
#[derive(Debug)]
pub struct StoredUpload {
    attachment: Attachment,
    path: Option<PathBuf>,
}

impl StoredUpload {
    /// How the ticket's event names it. From now on the file stays: whoever asked may be gone before the store has
    /// answered, and a file without a ticket is swept while a ticket without its file is a loss.
    pub fn hand_over(mut self) -> Attachment {
        self.path = None;
        self.attachment.clone()
    }
}

impl Drop for StoredUpload {
    fn drop(&mut self) {
        if let Some(path) = self.path.take() {
            // Gone or not, the sweep looks again.
            let _ = std::fs::remove_file(path);
        }
    }
}
