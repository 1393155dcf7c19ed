//! When a ticket begins: at a set age, beside another ticket, or so that one of its clocks shows a wanted time now.

use domain::sla::evaluate;
use domain::ticket::sla_events;
use domain::time::{Seconds, Timestamp};

use super::data::{Aim, TicketData};
use super::pace;
use super::play::{Scene, length};
use super::types::WorldError;

/// How far back the search for an aimed start goes. Longer than any closed stretch plus the longest aimed target.
const FARTHEST: Seconds = Seconds::days(28);
/// What a just reported ticket is old at least.
const YOUNGEST: Seconds = Seconds::minutes(1);
/// How old an aimed ticket is where its clock leaves a choice, as with "same business day".
const USUAL: Seconds = Seconds::minutes(35);

impl Scene<'_> {
    /// The instant at which `data` begins; `beside` knows the starts of other tickets.
    pub fn start(
        &self,
        data: &TicketData,
        beside: impl Fn(&str) -> Option<Timestamp>,
    ) -> Result<Timestamp, WorldError> {
        let incomplete = |what: &str| WorldError::Ticket {
            slug: data.slug.clone(),
            step: "start".to_owned(),
            what: what.to_owned(),
        };
        match (data.ago, data.aim, &data.beside) {
            (Some(ago), None, None) => {
                let about = self.now - ago.0;
                let Some(at) = data.at else { return Ok(about) };
                let stage = self.cast.stage(&data.on)?;
                Ok(pace::at_time_of_day(stage, about, at)?)
            }
            (None, Some(aim), None) => self.aimed(data, aim),
            (None, None, Some(other)) => {
                let start = beside(&other.ticket)
                    .ok_or_else(|| incomplete("the ticket beside it must begin at an age or aim"))?;
                Ok(start + other.after.0)
            }
            _ => Err(incomplete("give exactly one of ago, aim and beside")),
        }
    }

    /// Searches the start for which the aimed clock has about the wanted time left.
    ///
    /// The time left never shrinks when a ticket begins later, so a binary search finds it. A clock that jumps (all
    /// reports of one day share a due time) gets the nearest value on the wanted side: an overdue one is always overdue.
    fn aimed(&self, data: &TicketData, aim: Aim) -> Result<Timestamp, WorldError> {
        let latest = self.now - length(data) - YOUNGEST;
        let earliest = latest - FARTHEST;
        let wanted = aim.left.0;
        if wanted < Seconds::ZERO {
            // The latest start whose clock is over by at least so much.
            let after = self.first_start(data, aim, earliest, latest, |left| left > wanted)?;
            return Ok((after - Seconds::new(1)).max(earliest));
        }
        let first = self.first_start(data, aim, earliest, latest, |left| left >= wanted)?;
        let reached = self.left(data, aim, first)?;
        let after = self.first_start(data, aim, first, latest, |left| left > reached)?;
        Ok((after - Seconds::new(1)).min(latest - USUAL).max(first))
    }

    /// The earliest start in `[low, high]` for which `holds`; `high` when there is none before it.
    fn first_start(
        &self,
        data: &TicketData,
        aim: Aim,
        mut low: Timestamp,
        mut high: Timestamp,
        holds: impl Fn(Seconds) -> bool,
    ) -> Result<Timestamp, WorldError> {
        while low < high {
            let middle = low + Seconds::new((high - low).get() / 2);
            if holds(self.left(data, aim, middle)?) {
                high = middle;
            } else {
                low = middle + Seconds::new(1);
            }
        }
        Ok(low)
    }

    /// The real time left now on the aimed clock of a ticket that begins at `start`.
    fn left(&self, data: &TicketData, aim: Aim, start: Timestamp) -> Result<Seconds, WorldError> {
        let stage = self.cast.stage(&data.on)?;
        let events = self.play(data, start)?;
        let clocks = evaluate(&sla_events(&events), &stage.book, &stage.windows, self.now);
        let clock = clocks.iter().find(|clock| clock.metric == aim.metric && clock.is_open());
        let due = clock.and_then(|clock| clock.due).ok_or_else(|| WorldError::Ticket {
            slug: data.slug.clone(),
            step: "aim".to_owned(),
            what: format!("the clock “{}” is not running", aim.metric.name()),
        })?;
        Ok(due - self.now)
    }
}
