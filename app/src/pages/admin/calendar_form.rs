//! The form of a calendar's next version, or of a new calendar.

use domain::sla::Weekday;
use leptos::prelude::*;

use super::control::{Control, Entry};
use super::frame::{Section, section_view};
use super::version_form::{VersionForm, version_form};
use crate::components::field::{self, Field};
use crate::components::icon::icon;
use crate::model::PageContext;
use crate::model::admin::version::CalendarFormModel;

const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// The form as HTML.
pub fn calendar_form(cx: &PageContext, model: &CalendarFormModel) -> String {
    let what = VersionForm {
        form: &model.form,
        name: &model.draft.name,
        list: "/calendars",
        list_name: "calendars",
        one: "the calendar",
        new: "New calendar",
        add: "Add calendar",
        enctype: Some("multipart/form-data"),
    };
    let import = match &model.form.id {
        Some(id) => format!("/calendars/{id}/import"),
        None => "/calendars/import".to_owned(),
    };
    let imported = || {
        model.imported.as_ref().map(|sentence| {
            view! { <p class="read-only" role="status">{icon("done")}<span>{sentence.clone()}</span></p> }.into_any()
        })
    };
    version_form(cx, &what, imported, || sections(model, import))
}

fn sections(model: &CalendarFormModel, import: String) -> AnyView {
    let (draft, errors) = (&model.draft, &model.form.errors);
    let entries = |entries: Vec<Entry<'_>>| {
        let rows = entries.iter().map(|entry| entry.edit(errors)).collect_view();
        view! { <div class="rows-of">{rows}</div> }.into_any()
    };
    let section = |title, text, body| section_view(&Section { title, text, entries: Vec::new() }, body);
    let zone_hint = if model.changes.is_empty() {
        "An IANA name like Europe/Berlin. Its clocks do not change in the coming years.".to_owned()
    } else {
        format!("An IANA name like Europe/Berlin. Next: {}.", model.changes.join("; "))
    };
    let name = entries(vec![
        Entry::new("name", "Name", Control::Text(&draft.name, "text", "off"))
            .hint("Clients read it. Up to 80 characters."),
        Entry::new("zone", "Time zone", Control::Suggested(&draft.zone, &model.zones)).hint(&zone_hint),
    ]);
    let days = Weekday::ALL.into_iter().zip(DAYS).zip(&draft.weekly).map(|((day, label), typed)| {
        let hint = if day == Weekday::Mon { "Like 09:00-12:00, 13:00-17:00. Empty is closed." } else { "" };
        Entry::new(day.key(), label, Control::Text(typed, "text", "off")).sometimes().hint(hint)
    });
    let week = view! {
        {entries(days.collect())}
        {field::checkbox(Field::new("", "always_open", "Always open, day and night", errors)
            .hint("Then there are no hours, holidays and exceptions to fill in.").sometimes(), draft.always_open)}
    };
    let special = view! {
        {entries(vec![
            Entry::new("holidays", "Holidays", Control::Area(&draft.holidays, 4))
                .optional()
                .hint("One a line: 2026-12-25 Christmas Day. Each closes its date."),
            Entry::new("overrides", "Other hours on a date", Control::Area(&draft.overrides, 3))
                .optional()
                .hint("One a line: 2026-12-24 09:00-12:00, or 2026-12-31 closed. They replace the day's hours."),
        ])}
        <div class="rows-of import">
            {import_field(model, import)}
        </div>
    };
    let begins = (!model.form.is_new()).then(|| {
        let body = entries(vec![
            Entry::new("effective_date", "First date", Control::Text(&draft.effective_date, "date", "off"))
                .optional()
                .hint("In the calendar's zone. Empty: ten minutes after you look at what would change."),
            Entry::new("effective_time", "Time", Control::Text(&draft.effective_time, "time", "off"))
                .optional()
                .hint("Empty: from the beginning of that date."),
        ]);
        let text = "Until then the present version counts. A version never begins in the past.";
        section("From when it counts", text, body)
    });
    let hours =
        "22:00-06:00 runs over midnight and belongs to the day on which it begins; 24:00 is the end of the day.";
    view! {
        {section("Calendar", "", name)}
        {section("A week", hours, week.into_any())}
        {section("Holidays and exceptions", "", special.into_any())}
        {begins}
    }
    .into_any()
}

/// A file of holidays: read into the field above, nothing is saved by it.
fn import_field(model: &CalendarFormModel, action: String) -> AnyView {
    let field = Field::new("", "ics", "Holidays from a file", &model.form.errors)
        .hint("An .ics file, as public holidays are offered. They are added to the field above, where you can look through them.")
        .optional();
    field.around(
        view! {
            <div class="import-file">
                <input class="files" id="ics" name="ics" type="file" accept=".ics,text/calendar"
                    aria-invalid=field.invalid() aria-describedby=field.described_by()/>
                <button class="btn" formaction=action formnovalidate>{icon("calendar")}<span>"Read the file"</span></button>
            </div>
        }
        .into_any(),
    )
}
