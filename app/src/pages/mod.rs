//! One function per page: from the page context and a view model to the text of an HTML document.

pub mod admin;
mod auth;
mod error;
mod home;
mod inbox;
mod issues;
mod knowledge;
mod notice;
mod notifications;
mod offline;
mod plan;
mod report;
mod reports;
mod settings;
mod ticket;
mod what_if;
mod why;

pub use auth::{SignInModel, WelcomeModel, sign_in, welcome};
pub use error::{Problem, error};
pub use home::home;
pub use inbox::inbox;
pub use issues::issues;
pub use knowledge::knowledge;
pub use notice::{Notice, notice};
pub use notifications::notifications;
pub use offline::offline;
pub use plan::plan;
pub use report::report;
pub use reports::reports;
pub use settings::settings;
pub use ticket::ticket;
pub use what_if::what_if;
pub use why::why;
