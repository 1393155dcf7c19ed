//! Ways to break the protocol on purpose: a simulation proves something only when it notices each of them.

/// What is done wrongly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The server writes an operation without looking whether it has it already.
    CountsTwice,
    /// The server marks a ticket's operation in a transaction of its own, after the effect.
    MarkApart,
    /// The server lets a note replace whatever stands.
    NoteIgnoresBase,
    /// The server reads no further when it refuses an operation.
    RefusedEndsBatch,
    /// The phone sends nothing that is behind a refused operation.
    RefusedHoldsQueue,
    /// The phone forgets operations when it has sent them.
    ForgetsAtSending,
    /// The phone takes that a pull holds everything that it has sent before.
    ForgetsAtPull,
    /// The phone counts in memory, from 1 after each start.
    SeqNotDurable,
    /// The phone replaces its copy by whatever arrives last.
    TakesOlderPull,
    /// The phone writes down that something was answered without keeping what was answered.
    RefusedIsForgotten,
}

/// What must hold in every schedule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Invariant {
    /// Whoever has everything shows the same.
    NoDivergence,
    /// An operation counts at most once.
    NoDoubleEffect,
    /// What a person did counts, or waits on their phone, or was given up by them; every text is to be read.
    NothingLost,
    /// Every operation gets an answer, whatever was refused before it.
    NoBlockedQueue,
    /// What a phone has read does not go back, and what its person did is shown until it is answered.
    NeverBack,
}

/// An invariant that does not hold.
#[derive(Debug)]
pub struct Broken {
    pub invariant: Invariant,
    pub what: String,
}

pub type Checked = Result<(), Broken>;

impl Invariant {
    /// Fails with a sentence unless the invariant holds.
    pub fn holds(self, holds: bool, what: impl FnOnce() -> String) -> Checked {
        if holds { Ok(()) } else { Err(Broken { invariant: self, what: what() }) }
    }
}

impl Fault {
    /// Each with the invariant that notices it.
    pub const ALL: [(Self, Invariant); 10] = [
        (Self::CountsTwice, Invariant::NoDoubleEffect),
        (Self::MarkApart, Invariant::NoDoubleEffect),
        (Self::NoteIgnoresBase, Invariant::NothingLost),
        (Self::RefusedEndsBatch, Invariant::NoBlockedQueue),
        (Self::RefusedHoldsQueue, Invariant::NoBlockedQueue),
        (Self::ForgetsAtSending, Invariant::NothingLost),
        (Self::ForgetsAtPull, Invariant::NeverBack),
        (Self::SeqNotDurable, Invariant::NothingLost),
        (Self::TakesOlderPull, Invariant::NeverBack),
        (Self::RefusedIsForgotten, Invariant::NothingLost),
    ];
}
