//! One ticket, as one side may see it. Internal notes are left out by the server for clients, not hidden here.

use domain::ids::TicketKey;
use domain::people::Side;
use domain::ticket::TicketState;

use super::{Actions, Clock, FailedAction, FormErrors, Moment, Options, Person, Priority};

/// A file on a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// As the person named it.
    pub name: String,
    /// `/attachments/{id}`.
    pub href: String,
    /// `240 kB`.
    pub size: String,
    /// Whether a browser may show it inline.
    pub is_image: bool,
}

/// A public reply or an internal note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Anchor: `m-…`.
    pub id: String,
    /// Who wrote it.
    pub author: Person,
    /// When.
    pub at: Moment,
    /// Only the provider's people see it.
    pub is_note: bool,
    /// Sanitised HTML.
    pub html: String,
    /// Files.
    pub attachments: Vec<Attachment>,
    /// Where staff make an issue of its own of it.
    pub split: Option<String>,
}

/// One appended fact about the ticket, in a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventLine {
    /// The icon's name in the sprite.
    pub icon: &'static str,
    /// `Raised to P0 by Mira: “sign-in down for a whole ward”`.
    pub text: String,
    /// When.
    pub at: Moment,
    /// Whether a promise was missed with it.
    pub is_breach: bool,
}

/// One entry of the timeline, oldest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    /// Somebody wrote.
    Message(Message),
    /// Something happened.
    Event(EventLine),
    /// A new day begins: `Monday 23 November`.
    Day(String),
}

/// Another ticket this one is linked to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    /// Which.
    pub key: TicketKey,
    /// Its title.
    pub title: String,
    /// `blocks`, `caused by`.
    pub relation: String,
    /// Where it stands.
    pub state: TicketState,
}

/// The ticket in which this one goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoesOn {
    /// Which.
    pub key: TicketKey,
    /// Its title.
    pub title: String,
    /// Where it stands.
    pub state: TicketState,
}

/// A labelled text of the facts column: workaround, business impact, target window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// Its name.
    pub label: String,
    /// What is known.
    pub text: String,
}

/// The place where people write.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Composer {
    /// Whether "Internal note" is chosen.
    pub is_note: bool,
    /// Text kept from a rejected try.
    pub body: String,
    /// What this showing of the form calls itself, so that sending it twice writes one message.
    pub draft: String,
    /// `Ruth and 2 others`.
    pub recipients: String,
    /// What sending does to the clocks: `Resets the next-update clock to 1 h.` Empty: nothing.
    pub effect: String,
    /// Earlier promises the author may make; the first is the policy's own. Empty: none to make.
    pub promises: Options,
    /// What was wrong with the try. Fields `body`, `files`, `promise`.
    pub errors: FormErrors,
}

/// Somebody else changed the ticket first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// Who.
    pub by: String,
    /// What they changed, a sentence each: `Priority is now P0: “whole ward down”.`
    pub changes: Vec<String>,
}

/// What a client may do besides writing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ClientActions {
    /// A resolved ticket may be confirmed.
    pub may_confirm: bool,
    /// A resolved or closed ticket may be reopened; says how the clock goes on.
    pub reopen: Option<String>,
    /// What was wrong with a reopening try. Field `body`.
    pub errors: FormErrors,
    /// Text kept from a rejected reopening try.
    pub reopen_body: String,
}

/// People were asked to take the ticket, and nobody has.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Calling {
    /// Who was asked: `Mira Kovač was asked to take it at 10:42.`
    pub asked: String,
    /// What comes next: `At 10:47 level 2 is asked.` Empty when nothing does.
    pub next: String,
}

/// One ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TicketModel {
    /// What people call it.
    pub key: TicketKey,
    /// Version at reading; every form carries it.
    pub version: u64,
    /// One line.
    pub title: String,
    /// Where it stands.
    pub state: TicketState,
    /// Its priority.
    pub priority: Priority,
    /// Why it has this priority: the policy's sentence or a person's.
    pub priority_reason: String,
    /// Whose it is.
    pub client: String,
    /// What it is about.
    pub product: String,
    /// `Hypercare, day 3`.
    pub phase: String,
    /// Who looks.
    pub side: Side,
    /// When it was reported.
    pub reported: Moment,
    /// Who reported it.
    pub reporter: Person,
    /// Every clock, the one that ends first in front.
    pub clocks: Vec<Clock>,
    /// Oldest first.
    pub timeline: Vec<Entry>,
    /// The provider's owner.
    pub assignee: Option<Person>,
    /// The client's owner of the engagement.
    pub client_owner: Option<Person>,
    /// Others who follow it.
    pub participants: Vec<Person>,
    /// It was merged into another one, where people write now.
    pub goes_on: Option<GoesOn>,
    /// Linked tickets.
    pub related: Vec<Related>,
    /// Workaround, impact, target window and the like.
    pub facts: Vec<Fact>,
    /// What staff may do; none for clients.
    pub actions: Option<Actions>,
    /// A refused try of one of the forms, on either side.
    pub failed: Option<FailedAction>,
    /// What clients may do.
    pub client_actions: ClientActions,
    /// People who may be added as participants.
    pub addable: Vec<super::SelectOption>,
    /// Where one writes.
    pub composer: Composer,
    /// Somebody is called to take it; only the team sees this.
    pub calling: Option<Calling>,
    /// Somebody was quicker.
    pub conflict: Option<Conflict>,
    /// It was reported a moment ago by the viewer: show the promises large.
    pub is_just_reported: bool,
    /// Where forms lead back to: the ticket or the inbox with its filters.
    pub return_to: String,
}

impl TicketModel {
    /// The refused try of one form.
    pub fn failed_action(&self, action: &str) -> Option<&FailedAction> {
        self.failed.as_ref().filter(|failed| failed.action == action)
    }

    /// What a field of a form starts with: typed before, known, or nothing.
    pub fn start(&self, action: &str, field: &str) -> String {
        match self.failed_action(action) {
            Some(failed) => failed.value(field),
            None => self.actions.as_ref().and_then(|actions| actions.known.get(field)).cloned().unwrap_or_default(),
        }
    }

    /// `/tickets/ACME-42` plus a tail.
    pub fn href(&self, tail: &str) -> String {
        format!("/tickets/{}{tail}", self.key)
    }

    /// The clock that ends first, if one runs.
    pub fn first_clock(&self) -> Option<&Clock> {
        self.clocks.iter().find(|clock| clock.tone.is_live())
    }
}
