//! What the promises came to: figures over many tickets, from the outcomes of their clocks.
//!
//! # Layout
//! - [`outcome`]: one ticket's clocks -> what counts of them, and at which instant
//! - [`month`]: months of a zone, and ranges of them
//! - [`figures`]: outcomes -> attainment, times, time taken out; [`attainment`], [`spread`], [`taken_out`]: their parts
//! - [`backlog`]: how old open tickets are
//! - [`csv`]: tables as files
//!
//! # Definitions
//! - **Attainment** is the share of promises that were kept among those that were met or missed. A promise counts when
//!   that is settled: kept, in the month in which its clock stopped; missed, in the month of the first second after
//!   its due instant, whether or not it has been made good since. Clocks that still run within their time do not count
//!   yet. Cancelled clocks (declined, duplicate, no longer promised) and clocks that could not be computed do not count
//!   and are said beside it.
//! - Of a **merged** ticket's promises each counts once: what was still owed goes on in the other ticket and is judged
//!   there, with its own due instant, so that what had been missed counts in the month in which it was missed. On the
//!   merged ticket it counts no longer; what had ended there before stays as it was counted.
//! - A share is rounded down, so that 99.96 % never reads as 100 %, and decides nothing (SLA.md rule 5).
//! - **MTTA** is the mean time to acknowledge, **MTTR** the mean time to resolution: over the clocks that were stopped
//!   by the deed in a month, late or not. "On the clock" is the time that counted; "in all" is the time that passed,
//!   day and night, with pauses. The median stands beside each mean, because one forgotten ticket moves a mean far.
//! - **Excluded time** is what pauses, and the time between resolved and reopened, took out of clocks that were stopped
//!   by the deed, in the month of the stop. It is measured in the clock's own time: a pause while the doors are closed
//!   takes nothing out (SLA.md rule 7). A pause that several clocks shared is listed once.
//! - A resolution that is reopened within the policy's days goes on (SLA.md rule 9), so what was counted for it is
//!   taken back: besides a merge the one case in which a month that has been read may change.
//! - The **backlog** is every open ticket now, by the time since it was reported.
//! - Months are those of the provider's zone.

pub mod attainment;
pub mod backlog;
pub mod csv;
pub mod figures;
pub mod month;
pub mod outcome;
pub mod spread;
pub mod taken_out;

pub use attainment::{Attainment, Share};
pub use backlog::{AGE_BANDS, Backlog, OpenTicket};
pub use csv::Csv;
pub use figures::{Figures, Settled};
pub use month::{Month, MonthRange};
pub use outcome::{Excluded, Outcome, OutcomeKind, Part, outcomes};
pub use spread::Spread;
pub use taken_out::{TakenOut, TakenOutTotal};

#[cfg(test)]
mod tests;
