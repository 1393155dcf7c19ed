//! What the forms of a next version have in common: from where, to where, and what was refused.

use leptos::prelude::*;

use super::frame::conflict;
use crate::components::form::error_summary;
use crate::components::head::head_with_back;
use crate::model::PageContext;
use crate::model::admin::RecordForm;
use crate::shell::{Meta, page};

/// What differs from one kind of record to the other.
pub(super) struct VersionForm<'a> {
    pub form: &'a RecordForm,
    /// The record's name as typed.
    pub name: &'a str,
    /// The list: where new ones are sent to.
    pub list: &'static str,
    /// The list on screen: `calendars`.
    pub list_name: &'static str,
    /// One of them: `the calendar`.
    pub one: &'static str,
    /// The title of a new one.
    pub new: &'static str,
    /// The button that adds a new one.
    pub add: &'static str,
    /// How it is sent, when it may bring a file.
    pub enctype: Option<&'static str>,
}

/// The page. `before` stands above the form, `body` is in it.
pub(super) fn version_form(
    cx: &PageContext,
    what: &VersionForm<'_>,
    before: impl FnOnce() -> Option<AnyView>,
    body: impl FnOnce() -> AnyView,
) -> String {
    let VersionForm { form, list, .. } = *what;
    let is_new = form.is_new();
    let title = if is_new { what.new.to_owned() } else { format!("{}: new version", what.name.trim()) };
    page(cx, Meta::new(title.clone(), "admin-record"), || {
        let (back, action, submit) = match &form.id {
            Some(id) => {
                ((format!("{list}/{id}"), what.one.to_owned()), format!("{list}/{id}/preview"), "See what would change")
            }
            None => ((list.to_owned(), what.list_name.to_owned()), list.to_owned(), what.add),
        };
        let cancel = back.0.clone();
        let context = if is_new { String::new() } else { format!("Follows version {}", form.rev) };
        let rev = (!is_new).then(|| view! { <input type="hidden" name="rev" value=form.rev/> });
        view! {
            {head_with_back(back, title, context, ())}
            <div class="content record alone">
                <div class="record-main">
                    {error_summary(&form.errors, "")}
                    {conflict(form)}
                    {before()}
                    <form method="post" action=action enctype=what.enctype class="record-form" data-form>
                        {rev}
                        {body()}
                        <div class="form-end">
                            <button class="btn primary">{submit}</button>
                            <a class="btn quiet" href=cancel>"Cancel"</a>
                        </div>
                    </form>
                </div>
            </div>
        }
        .into_any()
    })
}
