//! A client's own issues.

use app::model::IssuesModel;
use app::model::issues::IssuesTab;
use store::tickets::{IssuesPage, LaneCounts, StateFilter};

use super::View;

/// The views of the list: the value in the address, the words, what the store narrows by.
pub const TABS: [(&str, &str, StateFilter); 4] = [
    ("open", "Open", StateFilter::Open),
    ("yours", "Your turn", StateFilter::YourTurn),
    ("done", "Done", StateFilter::Ended),
    ("", "All", StateFilter::All),
];

/// The filter of a view; an unknown one shows all.
pub fn filter(state: &str) -> StateFilter {
    TABS.iter().find(|(value, ..)| *value == state).map_or(StateFilter::All, |(.., filter)| *filter)
}

impl View {
    /// The page's model.
    pub fn issues(&mut self, state: &str, is_continued: bool, page: &IssuesPage, counts: &LaneCounts) -> IssuesModel {
        let client = self.session.person.client.as_ref().and_then(|id| self.directory.client(id));
        IssuesModel {
            client: client.map_or_else(String::new, |client| client.name.clone()),
            tabs: TABS
                .iter()
                .map(|(value, label, filter)| IssuesTab {
                    value: (*value).to_owned(),
                    label: (*label).to_owned(),
                    count: (*filter == StateFilter::Open).then(|| u32::try_from(counts.open()).unwrap_or(u32::MAX)),
                })
                .collect(),
            current: state.to_owned(),
            rows: page.rows.iter().filter_map(|row| self.client_row(row)).collect(),
            next: page.next.as_ref().map(ToString::to_string),
            is_continued,
        }
    }
}
