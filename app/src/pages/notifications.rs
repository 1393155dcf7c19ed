//! What a person was asked or told, newest first, with "I take it" beside what still waits.

use leptos::prelude::*;

use crate::components::empty::empty;
use crate::components::head::head;
use crate::components::icon::icon;
use crate::components::time::time;
use crate::components::{avatar, badge};
use crate::model::inbox::encode;
use crate::model::notifications::NotificationRow;
use crate::model::{NotificationsModel, PageContext};
use crate::shell::{Meta, page};

const PATH: &str = "/notifications";

/// The list as HTML.
pub fn notifications(cx: &PageContext, model: &NotificationsModel) -> String {
    page(cx, Meta::new("Notifications", "notifications"), || {
        let context = match cx.counts.unread {
            0 => "Nothing unread".to_owned(),
            count if count >= 100 => "More than 99 unread".to_owned(),
            count => format!("{count} unread"),
        };
        let context = view! { <span id="unread" data-live>{context}</span> };
        let all = view! { <div id="read-all" data-live>{model.has_unread.then(read_all)}</div> };
        view! {
            {head("Notifications", context, all)}
            <div class="content notifications">
                <section class="card rows-card flat" aria-label="Notifications">
                    <div id="list" data-live>{list(cx, model)}</div>
                </section>
            </div>
        }
        .into_any()
    })
}

fn read_all() -> AnyView {
    view! {
        <form method="post" action="/notifications/read" data-enhance>
            <input type="hidden" name="all" value="yes"/>
            <button class="btn">{icon("check")}<span>"Mark all as read"</span></button>
        </form>
    }
    .into_any()
}

fn list(cx: &PageContext, model: &NotificationsModel) -> AnyView {
    if model.rows.is_empty() && !model.is_continued {
        let (text, href, label) = if model.is_staff {
            (
                "When a ticket must not wait and nobody takes it, the people named by its policy are asked here, one after the other.",
                "/inbox",
                "Go to the inbox",
            )
        } else {
            (
                "When something is so serious that your support plan names you, or an issue of yours goes on in another one, you are told here at once.",
                "/home",
                "Go to the start page",
            )
        };
        return empty("bell", "Nobody has called you", text, view! { <a class="btn" href=href>{label}</a> });
    }
    let here = cx.path.clone();
    let rows = model.rows.iter().map(|row| self::row(row, &here)).collect_view();
    let first = model.is_continued.then(|| view! { <a class="btn quiet" href=PATH>"Back to the newest"</a> });
    let next = model.next.as_deref().map(
        |cursor| view! { <a class="btn" rel="next" href=format!("{PATH}?after={}", encode(cursor))>"Show more"</a> },
    );
    let pager = (first.is_some() || next.is_some())
        .then(|| view! { <nav class="pager" aria-label="Pages">{first}{next}</nav> });
    view! { <ul class="calls">{rows}</ul>{pager} }.into_any()
}

fn row(row: &NotificationRow, here: &str) -> AnyView {
    let key = row.key.to_string();
    let class = match (row.settled.is_empty(), row.is_unread) {
        (true, _) if row.may_take => "call waits",
        (_, true) => "call unread",
        _ => "call",
    };
    let unread =
        row.is_unread.then(|| view! { <span class="dot"></span><span class="visually-hidden">"Unread: "</span> });
    let level = (!row.level.is_empty()).then(|| view! { <span class="tag">{row.level.clone()}</span> });
    let others = (!row.others.is_empty()).then(|| {
        view! { <span class="call-others"><span class="tiny muted">"also asked"</span>{row.others.iter().map(avatar::avatar).collect_view()}</span> }
    });
    let settled = (!row.settled.is_empty())
        .then(|| view! { <p class="call-settled">{icon("done")}<span>{row.settled.clone()}</span></p> });
    let take = row.may_take.then(|| {
        view! {
            <form method="post" action=format!("/tickets/{key}/take") data-enhance>
                <input type="hidden" name="return" value=here.to_owned()/>
                <button class="btn primary">{icon("hand")}<span>"I take it"</span><span class="visually-hidden">{format!(": {key}")}</span></button>
            </form>
        }
    });
    let read = row.is_unread.then(|| {
        view! {
            <form method="post" action="/notifications/read" data-enhance>
                <input type="hidden" name="key" value=key.clone()/>
                <input type="hidden" name="call" value=row.call/>
                <input type="hidden" name="return" value=here.to_owned()/>
                <button class="btn quiet">"Mark as read"<span class="visually-hidden">{format!(": {key}")}</span></button>
            </form>
        }
    });
    let actions = (row.may_take || row.is_unread).then(|| view! { <div class="call-do">{take}{read}</div> });
    view! {
        <li class=class data-key=format!("{key}-{}", row.call)>
            <div class="call-in">
                <p class="call-title">{unread}<a href=format!("/tickets/{key}")>{row.title.clone()}</a></p>
                <p class="call-line">{badge::priority(&row.priority)}<span class="key">{key.clone()}</span><span class="muted">{row.client.clone()}</span>{level}</p>
                <p class="call-text">{row.text.clone()}</p>
                {settled}
                <p class="call-when tiny muted">{row.ago.clone()}{time(&row.at)}{others}</p>
            </div>
            {actions}
        </li>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Moment, Priority};
    use crate::render::render;

    fn waiting() -> NotificationRow {
        NotificationRow {
            key: "BRIM-42".parse().unwrap(),
            call: 3,
            title: "</a><script>alert(1)</script>".into(),
            priority: Priority::new("p0", "P0", 0),
            client: "Brimley Care".into(),
            text: "You are asked to take it: nobody acknowledged within 5 min.".into(),
            level: "Level 2".into(),
            at: Moment::default(),
            ago: "4 min ago, ".into(),
            others: vec![],
            settled: String::new(),
            is_unread: true,
            may_take: true,
        }
    }

    #[test]
    fn what_waits_can_be_taken_and_read_without_script_and_what_people_wrote_is_escaped() {
        let html = render(|| row(&waiting(), "/notifications"));
        for part in ["action=\"/tickets/BRIM-42/take\"", "name=\"call\" value=\"3\"", "I take it", "Unread: "] {
            assert!(html.contains(part), "{part} is missing in {html}");
        }
        assert!(!html.contains("<script>"), "{html}");
    }

    #[test]
    fn what_is_settled_says_how_and_asks_for_nothing() {
        let settled = NotificationRow {
            settled: "Mira Kovač took it 3 min later".into(),
            is_unread: false,
            may_take: false,
            ..waiting()
        };
        let html = render(|| row(&settled, "/notifications"));
        assert!(html.contains("took it 3 min later") && !html.contains("<form"), "{html}");
    }
}
