//! Form fields: label, hint, control, problem. Each is described by its hint and its problem.

use domain::sla::local::parse_moment;
use domain::sla::{LocalDate, LocalTime};
use leptos::prelude::*;

use super::icon::icon;
use crate::model::{FormErrors, Options};

/// What every field has.
#[derive(Debug, Clone, Copy)]
pub struct Field<'a> {
    /// Prefix of the id, to tell apart forms of one page; also the form's prefix in its error summary.
    pub prefix: &'static str,
    /// Name as it is sent.
    pub name: &'static str,
    /// Visible label.
    pub label: &'static str,
    /// What helps to fill it in. Empty: nothing.
    pub hint: &'a str,
    /// Whether the browser asks for it before sending.
    pub is_required: bool,
    /// Whether the label says "optional".
    pub is_marked_optional: bool,
    /// Most characters accepted, where there is a limit.
    pub max: Option<usize>,
    /// Problems of the form.
    pub errors: &'a FormErrors,
}

impl<'a> Field<'a> {
    /// A required field without a hint.
    pub fn new(prefix: &'static str, name: &'static str, label: &'static str, errors: &'a FormErrors) -> Self {
        Self { prefix, name, label, hint: "", is_required: true, is_marked_optional: false, max: None, errors }
    }

    /// Adds a hint.
    #[must_use]
    pub fn hint(mut self, hint: &'a str) -> Self {
        self.hint = hint;
        self
    }

    /// Limits its length in characters; an island says how much room is left near the end.
    #[must_use]
    pub fn max(mut self, characters: usize) -> Self {
        self.max = Some(characters);
        self
    }

    /// Marks it as optional.
    #[must_use]
    pub fn optional(mut self) -> Self {
        self.is_required = false;
        self.is_marked_optional = true;
        self
    }

    /// Leaves the check to the server: the field is needed in some cases only.
    #[must_use]
    pub fn sometimes(mut self) -> Self {
        self.is_required = false;
        self
    }

    /// The control's id.
    pub fn id(&self) -> String {
        format!("{}{}", self.prefix, self.name)
    }

    pub(crate) fn described_by(&self) -> Option<String> {
        let hint = (!self.hint.is_empty()).then(|| format!("{}-hint", self.id()));
        let error = self.errors.of(self.name).map(|_| format!("{}-error", self.id()));
        let ids: Vec<_> = hint.into_iter().chain(error).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }

    pub(crate) fn invalid(&self) -> Option<&'static str> {
        self.errors.of(self.name).map(|_| "true")
    }

    /// Wraps a control of the given [`Field::id`] with label, hint and problem.
    pub fn around(&self, control: AnyView) -> AnyView {
        let optional = self.is_marked_optional.then(|| view! { <span class="muted optional">" optional"</span> });
        view! {
            <div class="field" data-field=self.name>
                <label for=self.id()>{self.label}{optional}</label>
                {self.hint_view()}{control}{self.error_view()}
            </div>
        }
        .into_any()
    }

    /// The hint, with the id that controls refer to.
    pub fn hint_view(&self) -> Option<AnyView> {
        (!self.hint.is_empty())
            .then(|| view! { <p class="hint" id=format!("{}-hint", self.id())>{self.hint.to_owned()}</p> }.into_any())
    }

    /// The problem, with the id that controls refer to.
    pub fn error_view(&self) -> Option<AnyView> {
        self.errors.of(self.name).map(|message| {
            view! { <p class="error" id=format!("{}-error", self.id())>{icon("alert")}<span>{message}</span></p> }
                .into_any()
        })
    }
}

/// The type of an input that shows a value. A browser empties a field for a date or a time whose value it cannot read;
/// as text, what was typed stays.
pub fn kind_showing(kind: &'static str, value: &str) -> &'static str {
    let is_readable = match kind {
        "datetime-local" => parse_moment(value).is_some(),
        "date" => value.parse::<LocalDate>().is_ok(),
        "time" => value.parse::<LocalTime>().is_ok_and(|time| time < LocalTime::END_OF_DAY),
        _ => true,
    };
    if is_readable || value.is_empty() { kind } else { "text" }
}

/// A one-line text. `kind` is the input's type, `autocomplete` its token (`off` when none fits).
pub fn text_input(field: Field, value: impl Into<String>, kind: &'static str, autocomplete: &'static str) -> AnyView {
    let value = value.into();
    let kind = kind_showing(kind, &value);
    field.around(
        view! {
            <input id=field.id() name=field.name type=kind value=value autocomplete=autocomplete maxlength=field.max.map(|max| max.to_string())
                required=field.is_required aria-invalid=field.invalid() aria-describedby=field.described_by()/>
        }
        .into_any(),
    )
}

/// A text of several lines. `draft` names it for drafts kept in the browser.
pub fn text_area(field: Field, value: impl Into<String>, rows: u8, draft: Option<String>) -> AnyView {
    let value = value.into();
    field.around(
        view! {
            <textarea id=field.id() name=field.name rows=rows data-draft=draft maxlength=field.max.map(|max| max.to_string()) required=field.is_required
                aria-invalid=field.invalid() aria-describedby=field.described_by()>{raw_text(&value)}</textarea>
        }
        .into_any(),
    )
}

/// What stands between `<textarea>` and its end. Leptos writes such children as they are, so that `</textarea>` in a
/// text would end the field and begin markup: it is escaped here. The first line break is eaten by HTML and doubled.
pub fn raw_text(text: &str) -> String {
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;");
    if escaped.starts_with(['\n', '\r']) { format!("\n{escaped}") } else { escaped }
}

/// A choice from a list. `blank` is the first entry, sent as an empty value.
pub fn select(field: Field, options: &Options, blank: Option<&'static str>) -> AnyView {
    field.around(
        view! {
            <span class="select">
                <select id=field.id() name=field.name required=field.is_required && blank.is_some()
                    aria-invalid=field.invalid() aria-describedby=field.described_by()>
                    {option_views(options, blank)}
                </select>
                {icon("chevron")}
            </span>
        }
        .into_any(),
    )
}

/// The `<option>`s of a select.
pub fn option_views(options: &Options, blank: Option<&'static str>) -> AnyView {
    let has_blank = blank.is_some();
    let blank = blank.map(|label| view! { <option value="" selected=options.current.is_empty()>{label}</option> });
    let all = options.all.iter().map(|option| {
        let selected = option.value == options.current && !(option.value.is_empty() && has_blank);
        view! { <option value=option.value.clone() selected=selected>{option.label.clone()}</option> }
    });
    view! { {blank}{all.collect_view()} }.into_any()
}

/// A one-line text with suggestions (`<datalist>`): a person may write what is not on offer.
pub fn suggested_input(field: Field, value: impl Into<String>, suggestions: &[String]) -> AnyView {
    let list = format!("{}-list", field.id());
    let value = value.into();
    let options = suggestions.iter().map(|text| view! { <option value=text.clone()></option> }).collect_view();
    field.around(
        view! {
            <input id=field.id() name=field.name type="text" value=value list=list.clone() autocomplete="off"
                required=field.is_required aria-invalid=field.invalid() aria-describedby=field.described_by()/>
            <datalist id=list>{options}</datalist>
        }
        .into_any(),
    )
}

/// Files. `accept` is the input's accept list.
pub fn file_input(field: Field, accept: &'static str) -> AnyView {
    field.around(
        view! {
            <input class="files" id=field.id() name=field.name type="file" multiple accept=accept
                aria-invalid=field.invalid() aria-describedby=field.described_by()/>
        }
        .into_any(),
    )
}

/// A yes or no, label beside the box.
pub fn checkbox(field: Field, is_checked: bool) -> AnyView {
    view! {
        <div class="field check-field" data-field=field.name>
            <label><input type="checkbox" id=field.id() name=field.name value="yes" checked=is_checked
                aria-invalid=field.invalid() aria-describedby=field.described_by()/><span>{field.label}</span></label>
            {field.hint_view()}{field.error_view()}
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::render;

    #[test]
    fn what_is_no_date_is_shown_as_the_text_it_is() {
        assert_eq!(kind_showing("datetime-local", "soon"), "text");
        assert_eq!(kind_showing("datetime-local", "2026-11-22T08:30"), "datetime-local");
        assert_eq!(kind_showing("date", "22.11."), "text");
        assert_eq!(kind_showing("time", "24:00"), "text");
        assert_eq!(kind_showing("time", ""), "time");
        assert_eq!(kind_showing("text", "soon"), "text");
    }

    #[test]
    fn what_was_typed_into_a_text_area_stays_text() {
        let nasty = "</textarea><script>alert('&')</script>";
        let none = FormErrors::none();
        let html = render(|| text_area(Field::new("x-", "body", "Body", &none), nasty, 3, None));
        assert!(!html.contains("<script>"), "{html}");
        assert!(html.contains(">&lt;/textarea>&lt;script>alert('&amp;')&lt;/script></textarea>"), "{html}");
    }

    #[test]
    fn an_empty_text_area_stays_empty_and_a_leading_line_break_survives() {
        let none = FormErrors::none();
        let area = |text: &'static str| render(|| text_area(Field::new("x-", "body", "Body", &none), text, 3, None));
        assert!(area("").contains("></textarea>"), "{}", area(""));
        assert!(area("\nsecond line").contains(">\n\nsecond line</textarea>"), "{}", area("\nsecond line"));
    }
}
