//! What can go wrong.
//!
//! [`StoreError`] is the database's own trouble and never the person's fault (a page answers 500 or 503).
//! [`SaveError`] and [`crate::tickets::CommandError`] tell a person's mistake, another person's change and a
//! missing or foreign record apart.

use domain::problem::Problem;
use thiserror::Error;

/// The database could not do what was asked. Nothing has been changed.
#[derive(Debug, Error)]
pub enum StoreError {
    /// The database refused or failed.
    #[error("the database failed: {0}")]
    Database(Box<surrealdb::Error>),
    /// Other writers changed the same records again and again.
    #[error("the database stayed busy: the same records were changed by others {attempts} times in a row; try again")]
    Busy {
        /// How often it was tried.
        attempts: u32,
    },
    /// Stored data cannot be read back; `aftercare doctor` tells more.
    #[error("damaged data in {place}: {what}")]
    Damaged {
        /// Which record.
        place: String,
        /// What is wrong with it.
        what: String,
    },
    /// The engine did not end in order.
    #[error("the database was interrupted: {0}")]
    Interrupted(String),
}

impl StoreError {
    /// Damaged data at a place.
    pub(crate) fn damaged(place: impl Into<String>, what: impl ToString) -> Self {
        Self::Damaged { place: place.into(), what: what.to_string() }
    }

    /// The text of a `THROW` in a block, if this is one.
    pub(crate) fn thrown(&self) -> Option<&str> {
        match self {
            Self::Database(error) if error.is_thrown() => {
                let message = error.message();
                Some(message.strip_prefix("An error occurred: ").unwrap_or(message))
            }
            _ => None,
        }
    }

    /// Whether a record or a value of a UNIQUE index exists already.
    pub(crate) fn is_taken(&self) -> bool {
        match self {
            Self::Database(error) => error.is_already_exists() || error.message().contains("already contains"),
            _ => false,
        }
    }
}

impl From<surrealdb::Error> for StoreError {
    fn from(error: surrealdb::Error) -> Self {
        Self::Database(Box::new(error))
    }
}

/// Why a directory record (a client, a person, a plan, ...) was not saved. Nothing has been changed.
#[derive(Debug, Error)]
pub enum SaveError {
    /// It does not exist, or is not yours to see: 404.
    #[error("there is no such record")]
    NotFound,
    /// Only an admin may change it: 403.
    #[error("only an admin may change this")]
    Forbidden,
    /// Somebody else saved it first: 409.
    #[error("somebody else saved this record first; look at it again")]
    Conflict,
    /// What was typed is not accepted: 422.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Refused(Vec<Problem>),
    /// The database's own trouble: 500.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl SaveError {
    /// One problem with one field.
    pub(crate) fn refused(field: &str, message: impl Into<String>) -> Self {
        Self::Refused(vec![Problem::new(field, message)])
    }
}
