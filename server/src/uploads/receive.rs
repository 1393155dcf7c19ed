//! Reads a form with files. What was typed is kept, whatever becomes of the files.

use std::path::Path;

use axum::extract::Multipart;
use axum::extract::multipart::Field;
use domain::problem::Problem;
use domain::ticket::Attachment;
use tokio::io::AsyncWriteExt;
use uuid::Uuid;

use super::kind::detect;
use super::picture::{MAX_PIXELS, PictureError};
use super::{StoredUpload, Uploads, folder, name, picture};
use crate::http::fields::Fields;

/// The form field that files come in; problems with them are shown there.
const FIELD: &str = "files";
/// Bytes of all text fields together; the rules for their content are the domain's.
const TEXT_MAX: usize = 256 * 1024;
const MIB: u64 = 1024 * 1024;

/// A form as it was sent.
#[derive(Debug, Default)]
pub struct Submitted {
    /// What was typed and chosen.
    pub fields: Fields,
    /// What is wrong with the form so far, each naming the file or the field. Other rules may find more.
    pub problems: Vec<Problem>,
    files: Vec<StoredUpload>,
    text_bytes: usize,
}

impl Submitted {
    /// The files as the ticket's event names them. They stay on disk from now on; call [`Uploads::discard`] when
    /// the store refuses the command.
    pub fn hand_over_files(&mut self) -> Vec<Attachment> {
        self.files.drain(..).map(StoredUpload::hand_over).collect()
    }

    /// Adds a note to the problems that files must be chosen again: no browser keeps them in a form shown again.
    pub fn note_lost_files(&mut self) {
        if !self.files.is_empty() && !self.problems.iter().any(|problem| problem.field == FIELD) {
            self.problems.push(Problem::new(FIELD, "Choose the files again: they were not kept."));
        }
    }
}

/// What became of one file.
enum Received {
    Stored(StoredUpload),
    Refused(String),
}

impl Uploads {
    /// Reads a form to its end. Files that are refused do not stop it.
    pub async fn read(&self, mut form: Multipart) -> Submitted {
        let mut submitted = Submitted::default();
        let mut count = 0;
        loop {
            let field = match form.next_field().await {
                Ok(Some(field)) => field,
                Ok(None) => return submitted,
                Err(error) => {
                    submitted.problems.push(self.broken(&error));
                    return submitted;
                }
            };
            let field_name = field.name().unwrap_or_default().to_owned();
            let Some(given) = field.file_name().map(str::to_owned) else {
                submitted.text(field_name, field).await;
                continue;
            };
            if given.is_empty() && field_name == FIELD {
                // An empty file field is sent as a file without a name.
                drain(field).await;
                continue;
            }
            count += 1;
            let received = if count > self.limits.files {
                drain(field).await;
                Received::Refused(format!(
                    "“{}” is one file too many. Send up to {} with one message.",
                    name::shown(&given),
                    self.limits.files
                ))
            } else {
                self.file(field, &given).await.unwrap_or_else(|error| {
                    tracing::error!(%error, "a file could not be stored");
                    Received::Refused(format!(
                        "“{}” could not be stored: {error}. Send the text without it, or try again later.",
                        name::shown(&given)
                    ))
                })
            };
            match received {
                Received::Stored(file) => submitted.files.push(file),
                Received::Refused(message) => submitted.problems.push(Problem::new(FIELD, message)),
            }
        }
    }

    fn broken(&self, error: &axum::extract::multipart::MultipartError) -> Problem {
        tracing::debug!(%error, "a form with files broke off");
        let megabytes = self.limits.file / MIB;
        let message = if error.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE {
            format!("The files are too large together. Send up to {} of {megabytes} MB each.", self.limits.files)
        } else {
            "The connection broke before everything had arrived. Choose the files again and send it once more."
                .to_owned()
        };
        Problem::new(FIELD, message)
    }

    async fn file(&self, mut field: Field<'_>, given: &str) -> std::io::Result<Received> {
        let arriving = Arriving(folder::incoming(&self.folder).join(Uuid::new_v4().simple().to_string()));
        let mut file = tokio::io::BufWriter::new(tokio::fs::File::create(&arriving.0).await?);
        let mut size = 0;
        loop {
            match field.chunk().await {
                Ok(Some(chunk)) => {
                    size += chunk.len() as u64;
                    // The rest is read and thrown away, so that the fields behind it arrive.
                    if size <= self.limits.file {
                        file.write_all(&chunk).await?;
                    }
                }
                Ok(None) => break,
                // The form's end is broken too; it is told there.
                Err(error) => return Err(std::io::Error::other(error.body_text())),
            }
        }
        file.flush().await?;
        let shown = name::shown(given);
        if size > self.limits.file {
            let (is, most) = (megabytes(size), self.limits.file / MIB);
            return Ok(Received::Refused(format!("“{shown}” has {is} MB. Up to {most} MB are accepted.")));
        }
        if size == 0 {
            return Ok(Received::Refused(format!("“{shown}” is empty.")));
        }
        let permit = self.pictures.clone().acquire_owned().await.map_err(std::io::Error::other)?;
        let (uploads, given) = (self.clone(), given.to_owned());
        let settle = move || {
            let _permit = permit;
            uploads.check_and_settle(&arriving.0, &given)
        };
        tokio::task::spawn_blocking(settle).await.map_err(std::io::Error::other)?
    }

    fn check_and_settle(&self, arrived: &Path, given: &str) -> std::io::Result<Received> {
        let shown = name::shown(given);
        let Some(mut kind) = detect(arrived)? else {
            return Ok(Received::Refused(format!(
                "“{shown}” is not a file of an accepted kind. Send pictures (PNG, JPEG, WebP), PDF, or text and logs in UTF-8."
            )));
        };
        let redrawn = Arriving(arrived.with_extension("redrawn"));
        let mut finished = arrived;
        if kind.is_picture() {
            kind = match picture::redraw(arrived, &redrawn.0, kind, self.limits.file) {
                Ok(kind) => kind,
                Err(PictureError::Io(error)) => return Err(error),
                Err(PictureError::TooLarge { width, height }) => {
                    let most = MAX_PIXELS / 1_000_000;
                    return Ok(Received::Refused(format!(
                        "“{shown}” has {width} x {height} pixels. Make it smaller: up to {most} million pixels are accepted."
                    )));
                }
                Err(PictureError::Damaged(error)) => {
                    tracing::debug!(%error, "a picture was refused");
                    return Ok(Received::Refused(format!(
                        "“{shown}” is damaged or not the picture its beginning says. Save it again and send the new file."
                    )));
                }
            };
            finished = &redrawn.0;
        }
        let id = folder::random_id();
        let size = std::fs::metadata(finished)?.len();
        let path = folder::settle(&self.folder, finished, &id)?;
        let attachment =
            Attachment { id, name: name::safe(given, kind), media_type: kind.media_type().to_owned(), size };
        Ok(Received::Stored(StoredUpload { attachment, path: Some(path) }))
    }
}

impl Submitted {
    async fn text(&mut self, name: String, mut field: Field<'_>) {
        let mut bytes = Vec::new();
        let mut is_too_long = false;
        // An error shows again, and is told, when the next field is asked for.
        while let Ok(Some(chunk)) = field.chunk().await {
            let taken = chunk.len().min(TEXT_MAX - self.text_bytes);
            is_too_long |= taken < chunk.len();
            self.text_bytes += taken;
            bytes.extend_from_slice(&chunk[..taken]);
        }
        if is_too_long {
            self.problems.push(Problem::new(&*name, "This text is far too long. Attach it as a text file instead."));
        }
        self.fields.push(name, &String::from_utf8_lossy(&bytes));
    }
}

/// Reads a form to its end and keeps nothing of it: an answer that comes before the end looks like a broken network.
pub async fn discard_form(mut form: Multipart) {
    while let Ok(Some(field)) = form.next_field().await {
        drain(field).await;
    }
}

async fn drain(mut field: Field<'_>) {
    while let Ok(Some(_)) = field.chunk().await {}
}

/// Megabytes with one digit, rounded up, so that a file just over the limit does not look right.
fn megabytes(bytes: u64) -> String {
    let tenths = (bytes * 10).div_ceil(MIB);
    format!("{}.{}", tenths / 10, tenths % 10)
}

/// A file that is removed however receiving it ends. Moved away, there is nothing to remove.
struct Arriving(std::path::PathBuf);

impl Drop for Arriving {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_just_over_the_limit_does_not_look_right() {
        assert_eq!(megabytes(10 * MIB), "10.0");
        assert_eq!(megabytes(10 * MIB + 1), "10.1");
        assert_eq!(megabytes(11 * MIB), "11.0");
    }
}
