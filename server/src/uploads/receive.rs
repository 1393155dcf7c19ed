//! Reads a form with files. What was typed is kept, whatever becomes of the files.

use std::path::Path;

use axum::extract::Multipart;
use axum::extract::multipart::Field;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::problem::Problem;
use domain::ticket::Attachment;
use sha2::{Digest, Sha256};
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
    /// The files that were received, also after they were handed over.
    chosen: Vec<Chosen>,
    text_bytes: usize,
}

/// A file as a person chose it. What is kept of it may have another name, and a picture is drawn anew.
#[derive(Debug)]
struct Chosen {
    name: String,
    /// Of the bytes as they came.
    digest: String,
}

impl Submitted {
    /// The files as the ticket's event names them. They stay on disk from now on; call [`Uploads::discard`] when
    /// the store refuses the command.
    pub fn hand_over_files(&mut self) -> Vec<Attachment> {
        self.files.drain(..).map(StoredUpload::hand_over).collect()
    }

    /// What tells the files of one form from those of another: the name and a digest of each, as they were chosen.
    pub fn chosen(&self) -> impl Iterator<Item = &str> {
        self.chosen.iter().flat_map(|file| [file.name.as_str(), file.digest.as_str()])
    }

    /// Makes the problems ready for the form that is shown again: names the files that must be chosen again, because no
    /// browser keeps them, and puts all that is wrong with one field into one text, because a field shows one.
    pub fn note_lost_files(&mut self) {
        self.problems.extend(choose_again(&self.chosen).map(|message| Problem::new(FIELD, message)));
        self.problems = joined(std::mem::take(&mut self.problems));
    }
}

fn choose_again(chosen: &[Chosen]) -> Option<String> {
    let names: Vec<String> = chosen.iter().map(|file| format!("“{}”", name::shown(&file.name))).collect();
    let (last, others) = names.split_last()?;
    Some(if others.is_empty() {
        format!("{last} was not kept: choose it again.")
    } else {
        format!("{} and {last} were not kept: choose them again.", others.join(", "))
    })
}

/// One problem for each field, with all its sentences. What is wrong with the form as a whole stays as it is.
fn joined(problems: Vec<Problem>) -> Vec<Problem> {
    let mut joined: Vec<Problem> = Vec::new();
    for problem in problems {
        match joined.iter_mut().find(|known| !known.field.is_empty() && known.field == problem.field) {
            Some(known) => known.message = format!("{} {}", known.message, problem.message),
            None => joined.push(problem),
        }
    }
    joined
}

/// What became of one file.
enum Received {
    Stored(StoredUpload, Chosen),
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
                Received::Stored(file, chosen) => {
                    submitted.files.push(file);
                    submitted.chosen.push(chosen);
                }
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
        let (mut size, mut sum) = (0, Sha256::new());
        loop {
            match field.chunk().await {
                Ok(Some(chunk)) => {
                    size += chunk.len() as u64;
                    // The rest is read and thrown away, so that the fields behind it arrive.
                    if size <= self.limits.file {
                        sum.update(&chunk);
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
        let chosen = Chosen { name: given.to_owned(), digest: URL_SAFE_NO_PAD.encode(sum.finalize()) };
        let uploads = self.clone();
        let settle = move || {
            let _permit = permit;
            uploads.check_and_settle(&arriving.0, chosen)
        };
        tokio::task::spawn_blocking(settle).await.map_err(std::io::Error::other)?
    }

    fn check_and_settle(&self, arrived: &Path, chosen: Chosen) -> std::io::Result<Received> {
        let shown = name::shown(&chosen.name);
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
        let name = name::safe(&chosen.name, kind);
        let attachment = Attachment { id, name, media_type: kind.media_type().to_owned(), size };
        Ok(Received::Stored(StoredUpload { attachment, path: Some(path) }, chosen))
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

    fn chosen(names: &[&str]) -> Vec<Chosen> {
        names.iter().map(|name| Chosen { name: (*name).to_owned(), digest: String::new() }).collect()
    }

    #[test]
    fn the_files_that_must_be_chosen_again_are_named_beside_what_is_wrong_with_another_one() {
        let mut submitted = Submitted {
            problems: vec![
                Problem::new("title", "Too long."),
                Problem::new("", "It has ended."),
                Problem::new(FIELD, "“bad.png” is damaged."),
                Problem::new("title", "Not a sentence."),
                Problem::new("", "It is late."),
            ],
            chosen: chosen(&["C:\\logs\\good.log"]),
            ..Submitted::default()
        };
        submitted.note_lost_files();
        let told: Vec<_> =
            submitted.problems.iter().map(|problem| (problem.field.as_str(), problem.message.as_str())).collect();
        assert_eq!(
            told,
            [
                ("title", "Too long. Not a sentence."),
                ("", "It has ended."),
                (FIELD, "“bad.png” is damaged. “good.log” was not kept: choose it again."),
                ("", "It is late."),
            ]
        );
        let several = choose_again(&chosen(&["a.log", "b.log", "c.log"]));
        assert_eq!(several.as_deref(), Some("“a.log”, “b.log” and “c.log” were not kept: choose them again."));
        assert_eq!(choose_again(&[]), None);
    }
}
