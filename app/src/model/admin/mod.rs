//! What the administration pages are drawn from: the small, slow-changing records.
//!
//! # Layout
//! - [`record`]: what every list and every form of a record has in common
//! - [`client`], [`product`], [`plan`], [`engagement`], [`person`]: lists and forms
//! - [`policy`], [`calendar`]: drawn from the rules of `domain`; `version`: their next versions
//! - [`escalation`]: whom a policy asks, in words and as a form
//! - [`settings`]: one's own sessions and the index of the above

pub mod calendar;
pub mod client;
pub mod engagement;
pub mod escalation;
pub mod person;
pub mod plan;
pub mod policy;
pub mod product;
pub mod record;
pub mod settings;
#[cfg(feature = "ssr")]
pub mod version;

pub use calendar::{CalendarModel, CalendarRow, CalendarsModel};
pub use client::{ClientModel, ClientRow, ClientsModel};
pub use engagement::{EngagementModel, EngagementRow, EngagementsModel, Missing, OwnerGroup, PhaseGroup};
pub use escalation::{ChainEditor, ChainWords};
pub use person::{PeopleGroup, PeopleModel, PersonModel, PersonRow, PersonStatus, WelcomeLinkModel};
pub use plan::{PlanModel, PlanRow, PlansModel};
pub use policy::{PoliciesModel, PolicyModel, PolicyRow};
pub use product::{ProductModel, ProductRow, ProductsModel};
pub use record::{Access, RecordForm, RelatedLink};
pub use settings::{PushDevice, PushModel, PushSwitch, SessionRow, SettingsLink, SettingsModel};
