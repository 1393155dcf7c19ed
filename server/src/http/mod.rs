//! What every request passes through. The order is in `app.rs`.
//!
//! # Layout
//! - `trace`: request id and log line; `headers`: security and caching headers; `compress`: HTML and JSON
//! - `error_pages`: designed pages for what went wrong, also after a panic
//! - `load`: how many at once and how long; `body`: how much
//! - `csrf`: changes are asked for by this site only
//! - `fields`: a submitted form; `cookies`: reading and writing cookies; `flash`: one sentence after a redirect

pub mod body;
pub mod compress;
pub mod cookies;
pub mod csrf;
pub mod error_pages;
pub mod fields;
pub mod flash;
pub mod headers;
pub mod load;
pub mod trace;
