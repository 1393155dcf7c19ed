//! Another ticket goes on in this one: of two promises of one metric the sooner one goes on, so that no merge makes
//! anything later.

use super::run::{Fixed, Merged, Run};
use super::timeline::Timeline;
use crate::sla::clock::{Excluded, StartedBy};
use crate::sla::event::{Carried, CarriedGap};
use crate::time::Timestamp;

impl Timeline<'_> {
    /// Takes over what was still owed on another ticket. `event` is the index of the merge.
    pub(super) fn merge(&mut self, at: Timestamp, carried: &[Carried], unanswered: Option<Timestamp>, event: u32) {
        self.unanswered_since = self.unanswered_since.into_iter().chain(unanswered).min();
        if self.is_ended {
            return;
        }
        self.merged_at = Some(at);
        for one in carried {
            self.take_over(at, one, event);
        }
    }

    /// A promise that is sooner than this ticket's own replaces it, with its start and its pauses; one of a metric that
    /// does not run here begins a new cycle.
    fn take_over(&mut self, at: Timestamp, carried: &Carried, event: u32) {
        let index = carried.metric as usize;
        let Some(rule) = self.rule else { return };
        let (mut run, old) = match self.open[index].take() {
            Some(run) => {
                let due = self.due_of(&run, at);
                (run, due)
            }
            None => (self.new_run(carried.metric, carried.started_at, StartedBy::Merge, rule), None),
        };
        if old.is_none_or(|due| carried.due < due) {
            run.go_on_from(carried, at, event);
            run.replaced(at, old, Some(carried.due));
            self.anchors[index] = self.anchors[index].min(carried.started_at);
        }
        self.open[index] = Some(run);
    }
}

impl Run<'_> {
    fn go_on_from(&mut self, carried: &Carried, at: Timestamp, event: u32) {
        let gap = |gap: &CarriedGap| Excluded { from: gap.from, to: gap.to, event, is_pause: gap.reason.is_some() };
        self.start = carried.started_at;
        self.started_by = StartedBy::Merge;
        self.fixed = Some(Fixed::of_merged(carried.due, at));
        self.due_without_grace = None;
        self.merged = Some(Merged { at, excluded: carried.excluded.iter().map(gap).collect() });
    }

    /// From when what happens on this ticket concerns the run.
    pub(super) fn begun_here(&self) -> Timestamp {
        self.merged.as_ref().map_or(self.start, |merged| merged.at)
    }
}
