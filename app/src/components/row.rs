//! One ticket in a list. Lean on purpose: an inbox page has fifty of them.

use domain::people::Side;
use leptos::prelude::*;

use super::{avatar, badge, clock};
use crate::model::InboxRow;
use crate::model::home::ClientRow;

/// A row of the staff inbox (contract: `li.row[data-key][data-version]`, link, checkbox `keys` with `KEY:VERSION`).
pub fn inbox_row(row: &InboxRow, href: String, is_current: bool) -> AnyView {
    let key = row.key.to_string();
    let current = is_current.then_some("true");
    let owner = match &row.assignee {
        Some(person) => avatar::avatar(person),
        None => view! { <span class="no-owner">"No owner"</span> }.into_any(),
    };
    view! {
        <li class="row" data-key=key.clone() data-version=row.version aria-current=current>
            <input class="pick" type="checkbox" name="keys" value=format!("{key}:{}", row.version) form="bulk" aria-label=format!("Select {key}")/>
            <a href=href>
                <span class="t">{row.title.clone()}</span>
                <span class="m">{badge::priority(&row.priority)}<span class="key">{key.clone()}</span><span class="who">{row.client.clone()}</span></span>
                {row.clock.as_ref().map(clock::chip)}{owner}
            </a>
        </li>
    }
    .into_any()
}

/// A row of a client's list: state in words instead of the client's own name.
pub fn client_row(row: &ClientRow) -> AnyView {
    let key = row.key.to_string();
    let owner = row.assignee.as_ref().map(avatar::avatar);
    view! {
        <li class="row" data-key=key.clone()>
            <a href=format!("/tickets/{key}")>
                <span class="t">{row.title.clone()}</span>
                <span class="m">{badge::state(row.state, Side::Client)}<span class="key">{key.clone()}</span><span class="who">{row.activity.clone()}</span></span>
                {row.clock.as_ref().map(clock::chip)}{owner}
            </a>
        </li>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use domain::sla::Metric;
    use domain::ticket::TicketState;

    use super::*;
    use crate::model::{Clock, Priority, Tone};
    use crate::render::render;

    #[test]
    fn a_row_is_lean_carries_what_islands_look_for_and_escapes_what_people_wrote() {
        let clock = Clock {
            metric: Metric::NextUpdate,
            tone: Tone::Soon,
            words: "Next update in 8 min".into(),
            remaining: "8 min 41 s".into(),
            used: 16,
            due: None,
            data: "{}".into(),
        };
        let row = InboxRow {
            key: "BRIM-42".parse().unwrap(),
            version: 7,
            title: "</a><script>alert(1)</script>".into(),
            client: "Brimley Care".into(),
            priority: Priority::new("p0", "P0", 0),
            state: TicketState::New,
            assignee: None,
            clock: Some(clock),
        };
        let html = render(move || inbox_row(&row, "/inbox?t=BRIM-42".into(), true));
        for part in
            ["data-key=\"BRIM-42\"", "data-version=\"7\"", "aria-current=\"true\"", "data-clock=", "data-p=\"16\""]
        {
            assert!(html.contains(part), "{part} is missing in {html}");
        }
        assert!(!html.contains("<script>"), "{html}");
        assert!(html.len() < 900, "a row has {} bytes; fifty of them must fit into 22 kB compressed", html.len());
    }
}
