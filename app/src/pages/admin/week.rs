//! Opening hours as a picture: seven tracks from midnight to midnight. The words beside them say the same.

use domain::sla::Weekday;
use leptos::prelude::*;

use crate::model::admin::calendar::WeekDay;

/// The week. `today` is marked.
pub fn week(days: &[WeekDay], today: Weekday) -> AnyView {
    let rows = days.iter().map(|day| {
        let class = if day.day == today { "week-day today" } else { "week-day" };
        let class = if day.bars.is_empty() { format!("{class} shut") } else { class.to_owned() };
        let mark = (day.day == today).then(|| view! { <span class="visually-hidden">", today"</span> });
        view! { <li class=class><span class="week-name">{day.day.short_name()}{mark}</span>{track(day)}<span class="week-hours">{day.hours.clone()}</span></li> }
    });
    view! {
        <div class="week">
            <ul>{rows.collect_view()}</ul>
            <div class="week-day" aria-hidden="true"><div class="week-scale num tiny muted"><span>"00"</span><span>"06"</span><span>"12"</span><span>"18"</span><span>"24"</span></div></div>
        </div>
    }
    .into_any()
}

fn track(day: &WeekDay) -> AnyView {
    let bars = day.bars.iter().map(|bar| {
        let class = if bar.is_overnight { "open overnight" } else { "open" };
        view! { <rect class=class x=bar.from y="0" width=bar.to - bar.from height="24" rx="6"/> }
    });
    let lines = [360, 720, 1_080].map(|x| view! { <line x1=x x2=x y1="0" y2="24"/> });
    view! {
        <svg class="week-track" viewBox="0 0 1440 24" preserveAspectRatio="none" aria-hidden="true">{bars.collect_view()}{lines.collect_view()}</svg>
    }
    .into_any()
}
