//! The versions of a calendar or policy as a list.

use app::model::admin::version::VersionLine;
use domain::time::Timestamp;
use store::directory::Saved;

use super::super::call::Call;

/// One version: number, from when it counts, who saved it.
pub(in super::super) struct Version<'a> {
    pub number: u32,
    pub begins: Timestamp,
    pub saved: Option<&'a Saved>,
}

/// The list, newest first; `current` is the one that counts now.
pub(in super::super) fn lines<'a>(
    call: &Call,
    versions: impl DoubleEndedIterator<Item = Version<'a>>,
    current: u32,
) -> Vec<VersionLine> {
    let times = call.view().times;
    let line = |version: Version<'_>| {
        let begins = version.begins;
        let when = if begins <= Timestamp::from_unix(0) {
            "since the beginning".to_owned()
        } else if begins > call.now() {
            format!("begins {}", times.moment(begins).local)
        } else {
            format!("since {}", times.moment(begins).local)
        };
        let saved = version.saved.map(|saved| {
            let by = saved.by.as_ref().map_or("Aftercare", |person| person.name.as_str());
            format!("Saved by {by}, {}", times.moment(saved.at).local)
        });
        VersionLine {
            name: format!("Version {}", version.number),
            when,
            saved: saved.unwrap_or_default(),
            is_current: version.number == current,
        }
    };
    versions.rev().map(line).collect()
}
