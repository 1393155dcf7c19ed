//! Time zones offered while typing. Any other IANA zone is accepted too.

use std::collections::BTreeSet;

use store::Directory;
use store::access::Scope;

/// Where many people live.
const COMMON: [&str; 20] = [
    "Africa/Johannesburg",
    "America/Chicago",
    "America/Denver",
    "America/Halifax",
    "America/Los_Angeles",
    "America/New_York",
    "America/Sao_Paulo",
    "America/Toronto",
    "Asia/Dubai",
    "Asia/Kolkata",
    "Asia/Singapore",
    "Asia/Tokyo",
    "Australia/Sydney",
    "Europe/Berlin",
    "Europe/Helsinki",
    "Europe/London",
    "Europe/Madrid",
    "Europe/Paris",
    "Europe/Vienna",
    "Pacific/Auckland",
];

/// The zones in use here, and common ones.
pub(super) fn suggestions(directory: &Directory, scope: &Scope) -> Vec<String> {
    let provider = directory.provider().map(|provider| provider.zone.as_str());
    let clients = directory.clients(scope).into_iter().map(|client| client.zone.as_str());
    let calendars = directory.calendars().into_iter().map(|calendar| calendar.zone.as_str());
    let all: BTreeSet<&str> = provider.into_iter().chain(clients).chain(calendars).chain(COMMON).collect();
    all.into_iter().map(str::to_owned).collect()
}
