//! What can be done to a ticket without a network.

use serde::{Deserialize, Serialize};

use crate::ids::OpId;
use crate::problem::Problem;
use crate::sla::{OpenWindows, Policy};
use crate::ticket::{Command, Facts, Ticket, latest_next_update};
use crate::time::{Seconds, Timestamp};

/// The longest span that a late promise keeps where the policy knows no longest one: a device's clock may be anywhere.
const UPDATE_SPAN_MAX: Seconds = Seconds::days(7);

/// One change, as the device says it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketOp {
    /// Made on the device (UUID version 7): sent twice it counts once.
    pub id: OpId,
    /// When the person did it, by the device's clock. For its reader: a promise counts from when the server has it.
    pub at: Timestamp,
    /// What they did.
    #[serde(flatten)]
    pub deed: TicketDeed,
}

/// What a person does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum TicketDeed {
    /// Write to the other side, or to the own team only.
    Comment {
        /// The text.
        text: String,
        /// Only the provider's people see it.
        #[serde(default)]
        internal: bool,
    },
    /// Tell both sides how an incident stands, and promise when the next word follows.
    IncidentUpdate {
        /// The text.
        text: String,
        /// When the next update follows.
        next_update_at: Timestamp,
    },
    /// Accept it in triage.
    Accept {
        /// The version that the person had seen.
        base: u32,
        /// How the client can work until it is solved, where the policy asks for it.
        #[serde(default)]
        workaround: String,
    },
    /// Hide it from the inbox for a while.
    Snooze {
        /// The version that the person had seen.
        base: u32,
        /// When it comes back.
        until: Timestamp,
    },
}

impl TicketOp {
    /// The same as a command at the moment at which the server has it. A promised update whose time has passed on the way
    /// counts from now with the span that was promised, as long as the policy accepts: the words must get through. What
    /// was promised into the past when it was made is left as it is.
    ///
    /// # Errors
    /// For a snooze that is over by now: there is nothing left to do, now or later.
    pub fn arrived(
        &self,
        ticket: &Ticket,
        policy: &Policy,
        hours: &OpenWindows,
        now: Timestamp,
    ) -> Result<Command, Vec<Problem>> {
        let mut command = self.deed.command();
        match &mut command {
            Command::Reply { next_update_at: Some(at), .. } if *at <= now && *at > self.at => {
                let promised = *at - self.at;
                let latest = latest_next_update(ticket, policy, hours, now).unwrap_or(now + UPDATE_SPAN_MAX);
                *at = latest.min(now + promised);
            }
            Command::Snooze { until } if *until <= now => {
                let message = "The time until which it was to be out of the way has passed before this arrived. Nothing was changed, and sending it again changes nothing.";
                return Err(vec![Problem::new("until", message)]);
            }
            _ => {}
        }
        Ok(command)
    }
}

impl TicketDeed {
    /// The same as a command, as it was made. What counts is [`TicketOp::arrived`].
    pub fn command(&self) -> Command {
        match self {
            Self::Comment { text, internal: false } => {
                Command::Reply { body: text.clone(), attachments: Vec::new(), next_update_at: None }
            }
            Self::Comment { text, internal: true } => Command::Note { body: text.clone(), attachments: Vec::new() },
            Self::IncidentUpdate { text, next_update_at } => {
                Command::Reply { body: text.clone(), attachments: Vec::new(), next_update_at: Some(*next_update_at) }
            }
            Self::Accept { workaround, .. } => {
                Command::Accept(Facts { workaround: workaround.clone(), ..Facts::default() })
            }
            Self::Snooze { until, .. } => Command::Snooze { until: *until },
        }
    }

    /// The version of the ticket that the person had decided by; texts stand whatever happened.
    pub fn base(&self) -> Option<u32> {
        match self {
            Self::Comment { .. } | Self::IncidentUpdate { .. } => None,
            Self::Accept { base, .. } | Self::Snooze { base, .. } => Some(*base),
        }
    }

    /// What was typed; empty for what is only pressed.
    pub fn text(&self) -> &str {
        match self {
            Self::Comment { text, .. } | Self::IncidentUpdate { text, .. } => text,
            Self::Accept { workaround, .. } => workaround,
            Self::Snooze { .. } => "",
        }
    }
}
