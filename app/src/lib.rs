//! The user interface of Aftercare.
//!
//! Pages are pure functions from a view model to the text of an HTML document; handlers in `server` load first and
//! call them last, so that a status code is known before a byte is sent.
//!
//! # Layout
//! - [`model`]: what pages are drawn from
//! - [`islands`]: what runs in the browser; [`actions`]: server functions they call
//! - [`drawn`]: HTML that server and browser draw alike
//! - `pages`: one function per page; `components`: what pages share; `shell`: the document around them
//! - `render`: from view to text

pub mod actions;
pub mod drawn;
pub mod islands;
pub mod model;

#[cfg(feature = "ssr")]
pub mod components;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
pub mod render;
#[cfg(feature = "ssr")]
pub mod shell;
