//! Checklists: templates, their runs on engagements, and what people do to the items.
//!
//! A run is its [`Plan`], which never changes, and the operations that were accepted. An [`Op`] is made where a person
//! acts, in a page or on a phone without a network, with an id of its own. The server judges it ([`decide`]) when it
//! arrives and gives it its number; [`Run::fold`] makes the state out of the accepted ones.
//!
//! # Rules of merging
//! - State is a function of the *set* of accepted operations: folded in the order of their numbers. So whoever has the
//!   same operations has the same state, in whatever order they came. Those without a number wait on one device, which
//!   folds them last, in the order in which they were made: it counts them, because its clock may be set back.
//! - An operation counts once, however often it is sent.
//! - Mark, person and due date: the last to arrive wins, field by field. An earlier one stays in the history.
//! - Notes: a text names the texts it was written against ([`Deed::Note`]'s `base`) and replaces those only. When
//!   somebody else wrote meanwhile, both are kept: theirs stands, the other one stands beside it until somebody who has
//!   seen both writes again.
//! - Evidence and added items: everything is kept.
//! - Nothing that was typed is dropped: every operation stays in the item's history.
//!
//! # Layout
//! - `plan`: templates, sections, items; `draft`: a template while it is edited; `check`: what a template must be
//! - `op`: operations; `decide`: who may do what, and why not; `run`: the log and its
//!   fold; `state`: items and sections as they stand
//! - `templates` (feature `native`): the templates that ship, made from the facts file

mod check;
mod decide;
pub mod draft;
mod op;
mod plan;
mod run;
mod state;
#[cfg(feature = "native")]
pub mod templates;
#[cfg(test)]
mod tests;

pub use check::{INSTRUCTIONS_MAX, ITEM_MAX, ITEMS_MAX, MINUTES_MAX, NAME_MAX, SECTIONS_MAX, TITLE_MAX};
pub use decide::{NOTE_MAX, REASON_MAX, RUN_ITEMS_MAX, decide, may_sign, may_work_on};
pub use op::{Answer, Deed, Entry, Op};
pub use plan::{Item, Kind, Owner, Plan, Section, Template, TemplateRef};
pub use run::Run;
pub use state::{Evidence, ItemState, Mark, Notes, Progress, SectionState, Stamp, Written};
