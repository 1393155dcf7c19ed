//! What pages share. Each file has its stylesheet of the same name under `style/components/`.
//!
//! # Layout
//! - [`icon`], [`avatar`], [`badge`], [`time`], [`clock`]: the smallest parts
//! - [`field`], [`form`], [`forms`], [`menu`]: forms that work without JavaScript, popovers that hold them
//! - [`head`], [`nav`], [`flash`], [`empty`], [`table`]: the frame and its furniture
//! - [`row`], [`filters`], [`keys`]: the inbox; [`timeline`], [`facts`], [`composer`], [`actions`], [`notices`], [`ticket`]: a ticket
//! - [`checklist_item`], [`progress`]: checklists; [`known`]: known issues; [`escalation`]: whom a policy asks; [`repairs`]: settings that an admin has to repair
//! - [`islands`]: the one place where islands are put into pages

pub mod actions;
pub mod avatar;
pub mod badge;
pub mod chart;
pub mod checklist_item;
pub mod clock;
pub mod composer;
pub mod data_table;
pub mod empty;
pub mod escalation;
pub mod facts;
pub mod field;
pub mod filters;
pub mod flash;
pub mod form;
pub mod forms;
pub mod head;
pub mod icon;
pub mod islands;
pub mod keys;
pub mod known;
pub mod menu;
pub mod nav;
pub mod notices;
pub mod progress;
pub mod repairs;
pub mod row;
pub mod table;
pub mod ticket;
pub mod time;
pub mod timeline;

/// Whether a heading opens a page or stands inside one; keeps headings in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// The page's own heading is `<h1>`.
    Page,
    /// The page has an `<h1>` already.
    Pane,
}
