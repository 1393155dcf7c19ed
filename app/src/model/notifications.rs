//! What a person was asked or told about tickets.

use domain::ids::TicketKey;

use super::{Moment, Person, Priority};

/// One notification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotificationRow {
    /// The ticket.
    pub key: TicketKey,
    /// Which of the ticket's calls of this person it is, from 1: names the notification within the ticket.
    pub call: usize,
    /// The ticket's title.
    pub title: String,
    /// The ticket's priority.
    pub priority: Priority,
    /// Whose it is; for clients the product.
    pub client: String,
    /// What it is about: `You are asked to take it: nobody acknowledged within 5 min.`
    pub text: String,
    /// Which level asked: `Level 2`; empty for clients.
    pub level: String,
    /// When.
    pub at: Moment,
    /// `4 min ago, `, in front of the instant; empty for what is old.
    pub ago: String,
    /// Others who were asked by the same step.
    pub others: Vec<Person>,
    /// How it ended: `Mira Kovač took it 3 min later`. Empty while somebody is still needed.
    pub settled: String,
    /// Whether the person has not read it.
    pub is_unread: bool,
    /// Whether the person can take the ticket from here.
    pub may_take: bool,
}

/// A page of notifications.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NotificationsModel {
    /// Newest first.
    pub rows: Vec<NotificationRow>,
    /// Whether any of all is unread.
    pub has_unread: bool,
    /// Cursor of the next page.
    pub next: Option<String>,
    /// Whether this is not the first page.
    pub is_continued: bool,
    /// Whether the viewer is one of the provider's people.
    pub is_staff: bool,
}
