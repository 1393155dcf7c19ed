//! From what the store knows to what a page shows. Pure: no query, no clock.
//!
//! # Layout
//! - `view`: who looks, in which zone, and the names of things
//! - `times`, `clock`, `sentence`, `markdown`: small parts that many pages show
//! - `ticket`, `timeline`, `actions`, `composer`: the ticket page; `inbox`, `home`, `issues`, `why`, `what_if`,
//!   `report`, `plan`, `notifications`: the others; `kept`: what devices keep; `repairs`: what an admin has to repair; `checklists`, `checklist`, `checklist_item`: lists, a run, its items

pub mod actions;
pub mod checklist;
pub mod checklist_item;
pub mod checklists;
pub mod clock;
pub mod composer;
pub mod home;
pub mod inbox;
pub mod issues;
pub mod kept;
pub mod markdown;
pub mod notifications;
pub mod plan;
pub mod repairs;
pub mod report;
pub mod reports;
pub mod rows;
pub mod sentence;
pub mod ticket;
pub mod timeline;
pub mod times;
pub mod view;
pub mod what_if;
pub mod why;

pub use view::View;
