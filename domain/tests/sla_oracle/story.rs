//! A ticket's story as the oracle tells it.

pub const METRICS: usize = 5;
pub const ACKNOWLEDGE: usize = 0;
pub const TRIAGE: usize = 1;
pub const FIRST_RESPONSE: usize = 2;
pub const NEXT_UPDATE: usize = 3;
pub const RESOLUTION: usize = 4;
pub const GRACE: i64 = 900;
pub const REOPEN_WITHIN: i64 = 2 * 86_400;

/// What a metric promises.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Promise {
    Within { budget: i64, business: bool },
    SameDay { min_remaining: i64 },
}

#[derive(Debug, Clone)]
pub struct Priority {
    pub promises: [Option<Promise>; METRICS],
    pub pausable: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    Client,
    Reply,
    Note,
    Acknowledged,
    Triaged,
    Pause { listed: bool, max: i64 },
    Resume,
    Priority(usize),
    Promise(i64),
    Resolved,
    Declined,
    Reopened,
}

#[derive(Debug, Clone)]
pub struct Story {
    pub reported: i64,
    pub reported_at: Option<i64>,
    pub priorities: [Priority; 2],
    pub first: usize,
    pub pause_max: i64,
    pub max_next_update: Option<i64>,
    pub events: Vec<(i64, What)>,
    pub now: i64,
}
