//! The opening hours of an engagement: its calendar's, and before it was given that one those of the calendars it had
//! (SLA.md rule 10).

use std::sync::Arc;

use domain::engagement::Engagement;
use domain::ids::CalendarId;
use domain::people::{Actor, PersonRef};
use domain::sla::zone::{ExpandError, Stint, expand_stints};
use domain::sla::{Calendar, HoursSince, OpenWindows};
use domain::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::saved::{EVER, horizon, never_open};
use super::{CalendarVersions, Directory};

/// An engagement was given another calendar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Switch {
    /// When.
    pub(crate) at: Timestamp,
    /// The calendar that had counted.
    from: CalendarId,
    /// Who gave it; `None` for the program itself.
    by: Option<PersonRef>,
}

/// Notes that a calendar no longer counts; `to` is the one that does.
pub(super) fn note_switch(
    switches: &mut Vec<Switch>,
    from: &CalendarId,
    to: &CalendarId,
    by: &Actor,
    now: Timestamp,
) -> Timestamp {
    let at = switches.last().map_or(now, |last| last.at.max(now));
    match switches.last() {
        // The one between has not counted for a second.
        Some(last) if last.at == at && last.from == *to => drop(switches.pop()),
        Some(last) if last.at == at => {}
        _ => switches.push(Switch { at, from: from.clone(), by: by.person().cloned() }),
    }
    at
}

/// A calendar that an engagement has or had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Given<'a> {
    /// Which.
    pub calendar: &'a CalendarId,
    /// From when on it counts; of the first one long before everything.
    pub since: Timestamp,
}

/// What each calendar brought from when on, through all calendars that were given one after the other.
fn layers<'a>(
    given: &[Given<'_>],
    calendar: impl Fn(&CalendarId) -> Option<&'a CalendarVersions>,
    loaded_at: Timestamp,
) -> Result<Vec<HoursSince>, ExpandError> {
    let (from, to) = horizon(loaded_at);
    let mut past: Vec<(Vec<Calendar>, Timestamp)> = Vec::new();
    let mut all = Vec::new();
    for (index, one) in given.iter().enumerate() {
        let known = calendar(one.calendar);
        let own = known.map_or(&[][..], |known| known.layers.as_slice());
        let ends = given.get(index + 1).map(|next| next.since);
        let first = own.iter().rev().find(|layer| layer.since <= one.since).or(own.first());
        let edits = own.iter().filter(|layer| layer.since > one.since && ends.is_none_or(|ends| layer.since <= ends));
        let mut versions = Vec::new();
        for (layer, is_first) in std::iter::once((first, true)).chain(edits.map(|layer| (Some(layer), false))) {
            let version = layer.map_or(0, |layer| layer.version);
            let every = known.map_or(&[][..], |known| known.versions.as_slice());
            versions = every.iter().filter(|one| one.version <= version).cloned().collect();
            let windows = match layer {
                Some(layer) if index == 0 => Arc::clone(&layer.windows),
                _ => {
                    let stints = past.iter().map(|(versions, since)| Stint { versions, since: *since });
                    let last = Stint { versions: &versions, since: one.since };
                    Arc::new(expand_stints(&stints.chain([last]).collect::<Vec<_>>(), from, to)?)
                }
            };
            let since = layer.filter(|_| !is_first).map_or(one.since, |layer| layer.since);
            let calendar = one.calendar.clone();
            all.push(HoursSince { calendar, version, since, is_switch: is_first && index > 0, windows });
        }
        past.push((versions, one.since));
    }
    Ok(all)
}

impl Directory {
    /// Every calendar that an engagement has had, in order; its present one is the last.
    pub fn given<'a>(&'a self, engagement: &'a Engagement) -> Vec<Given<'a>> {
        let switches = self.switches.get(&engagement.id).map_or(&[][..], Vec::as_slice);
        let calendars = switches.iter().map(|switch| &switch.from).chain([&engagement.calendar]);
        let since = std::iter::once(EVER).chain(switches.iter().map(|switch| switch.at));
        calendars.zip(since).map(|(calendar, since)| Given { calendar, since }).collect()
    }

    /// Who gave an engagement the calendar that it has since an instant.
    pub(crate) fn given_by(&self, engagement: &Engagement, at: Timestamp) -> Actor {
        let switch = self.switches.get(&engagement.id).and_then(|all| all.iter().find(|switch| switch.at == at));
        switch.and_then(|switch| switch.by.clone()).map_or(Actor::System, Actor::Staff)
    }

    /// What an engagement's business time is counted in, from when on; empty when its only calendar is missing.
    pub fn hours_of(&self, engagement: &Engagement) -> &[HoursSince] {
        match self.hours.get(&engagement.id) {
            Some(hours) => hours,
            None => self.calendars.get(&engagement.calendar).map_or(&[], |calendar| calendar.layers.as_slice()),
        }
    }

    /// The opening hours an engagement's business time is counted in; none open when its calendar is missing, which
    /// shows as misconfigured (SLA.md rule 12).
    pub fn windows_of(&self, engagement: &Engagement) -> Arc<OpenWindows> {
        self.hours_of(engagement).last().map_or_else(|| Arc::new(never_open()), |layer| Arc::clone(&layer.windows))
    }

    /// The calendar's hours are the engagement's own when it has had no other; then others with it share them.
    pub fn shares_hours(&self, engagement: &Engagement) -> bool {
        !self.hours.contains_key(&engagement.id)
    }

    /// A calendar as it would be with one more version, saved now.
    pub(crate) fn calendar_with(&self, next: &Calendar, now: Timestamp) -> Result<CalendarVersions, ExpandError> {
        self.calendars.get(&next.id).cloned().unwrap_or_default().with(next, self.loaded_at, now)
    }

    /// [`Directory::hours_of`] as it would be with one calendar of [`Directory::calendar_with`].
    pub(crate) fn hours_with(
        &self,
        engagement: &Engagement,
        id: &CalendarId,
        known: &CalendarVersions,
    ) -> Result<Vec<HoursSince>, ExpandError> {
        let calendar = |one: &CalendarId| if one == id { Some(known) } else { self.calendars.get(one) };
        layers(&self.given(engagement), calendar, self.loaded_at)
    }

    /// [`Directory::hours_of`] as it would be with another calendar, given now.
    pub(crate) fn hours_given(
        &self,
        engagement: &Engagement,
        calendar: &CalendarId,
        now: Timestamp,
    ) -> Result<Vec<HoursSince>, ExpandError> {
        let mut given = self.given(engagement);
        let since = given.last().map_or(now, |last| last.since.max(now));
        given.push(Given { calendar, since });
        layers(&given, |id| self.calendars.get(id), self.loaded_at)
    }

    /// Derives the hours of engagements that have had several calendars.
    pub(super) fn expand_switched(&mut self) -> Result<(), ExpandError> {
        let mut hours = std::collections::BTreeMap::new();
        let switched = self.switches.iter().filter(|(_, switches)| !switches.is_empty());
        for engagement in switched.filter_map(|(id, _)| self.engagements.get(id)) {
            let layers = layers(&self.given(engagement), |id| self.calendars.get(id), self.loaded_at)?;
            hours.insert(engagement.id.clone(), layers);
        }
        self.hours = hours;
        Ok(())
    }
}
