//! The client's home: who looks after you, what is open, what we owe you next.

use domain::ids::TicketKey;
use domain::ticket::TicketState;

use super::{Clock, Person, Priority};

/// A ticket in a client's list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientRow {
    /// What people call it.
    pub key: TicketKey,
    /// One line.
    pub title: String,
    /// What it is about.
    pub product: String,
    /// Its priority.
    pub priority: Priority,
    /// Where it stands.
    pub state: TicketState,
    /// Who works on it.
    pub assignee: Option<Person>,
    /// The clock that ends first.
    pub clock: Option<Clock>,
    /// `Updated 12 min ago`, `Resolved on Fri 20 Nov`.
    pub activity: String,
}

/// Something the provider owes, soonest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owed {
    /// `Update on BRIM-42`.
    pub what: String,
    /// Where to look.
    pub href: Option<String>,
    /// A running clock ...
    pub clock: Option<Clock>,
    /// ... or a date: `by Mon 30 Nov`.
    pub when: String,
}

/// One product and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EngagementCard {
    /// The product's name.
    pub product: String,
    /// `Hypercare, day 3`.
    pub phase: String,
    /// `Live since Fri 20 Nov`, `Go-live on Mon 14 Dec, in 22 days`.
    pub go_live: String,
    /// The plan's name: `Standard support`.
    pub plan: String,
    /// `Mon to Fri, 08:00 to 18:00`.
    pub hours: String,
    /// Where the plan is told in words.
    pub plan_href: String,
    /// The provider's owner.
    pub owner: Option<Person>,
}

/// The client's home.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HomeModel {
    /// `Good morning, Ruth.`
    pub greeting: String,
    /// Who looks after the viewer.
    pub owner: Option<Person>,
    /// `looks after you and is at her desk until 18:00.` Follows the owner's name.
    pub owner_note: String,
    /// Open tickets, the clock that ends first in front; at most ten.
    pub open: Vec<ClientRow>,
    /// How many are open in all.
    pub open_total: u32,
    /// Tickets that wait for the client: a question, or a solution to confirm.
    pub your_turn: Vec<ClientRow>,
    /// What the provider owes next.
    pub owed: Vec<Owed>,
    /// The client's engagements.
    pub engagements: Vec<EngagementCard>,
}
