//! Server functions: what islands ask the server besides pages.
//!
//! Each has an endpoint of its own choosing, for the default one changes with the build and installed copies
//! of the page live for weeks. All are POST, so that the request check against other sites covers them.
//!
//! # Layout
//! - [`error`]: the one error, and what each kind means
//! - `backend` (feature `ssr`): what server functions need from the server
//! - one file per server function
//!
//! *Invariant:* server functions hold no rule and read no database. They check the size of their input and
//! hand it to the [`backend::DeskBackend`] of the request, which knows who is asking.

#[cfg(feature = "ssr")]
pub mod backend;
pub mod error;
pub mod suggest_known_issues;

#[cfg(feature = "ssr")]
pub use backend::{Answer, DeskBackend};
pub use error::ActionError;
