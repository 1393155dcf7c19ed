//! Administration: lists and forms of the small, slow-changing records. Admins edit, agents read.
//!
//! # Layout
//! - `frame`: what every list and every form looks like; `control`: one field, to edit or to read
//! - `clients`, `products`, `plans`, `engagements`, `people`: a list and a form each
//! - `policies`, `calendars`: read; `week`: opening hours as a picture
//! - `calendar_form`, `policy_form`: their next versions; `version_form`: what both have in common; `preview`: what a version would change

mod calendar_form;
mod calendars;
mod clients;
mod control;
mod engagements;
mod frame;
mod people;
mod plans;
mod policies;
mod policy_form;
mod preview;
mod products;
mod version_form;
mod week;
mod welcome_link;

pub use calendar_form::calendar_form;
pub(super) use calendars::special as special_days;
pub use calendars::{calendar, calendars};
pub use clients::{client, clients};
pub use engagements::{engagement, engagements};
pub use people::{people, person};
pub use plans::{plan, plans};
pub(super) use policies::{matrix as promised, waiting};
pub use policies::{policies, policy};
pub use policy_form::policy_form;
pub use preview::preview;
pub use products::{product, products};
pub(super) use week::week;
pub use welcome_link::welcome_link;
