//! Administration: lists and forms of the small, slow-changing records. Admins edit, agents read.
//!
//! # Layout
//! - `frame`: what every list and every form looks like; `control`: one field, to edit or to read
//! - `clients`, `products`, `plans`, `engagements`, `people`: a list and a form each
//! - `policies`, `calendars`: read-only; `week`: opening hours as a picture

mod calendars;
mod clients;
mod control;
mod engagements;
mod frame;
mod people;
mod plans;
mod policies;
mod products;
mod week;
mod welcome_link;

pub use calendars::{calendar, calendars};
pub use clients::{client, clients};
pub use engagements::{engagement, engagements};
pub use people::{people, person};
pub use plans::{plan, plans};
pub use policies::{policies, policy};
pub use products::{product, products};
pub use welcome_link::welcome_link;
