//! One field of a record: a control for those who may change it, its value in words for those who may not.

use leptos::prelude::*;

use crate::components::field::{self, Field};
use crate::components::icon::icon;
use crate::model::admin::OwnerGroup;
use crate::model::{FormErrors, Options, SelectOption};

/// What a field is filled in with.
pub(super) enum Control<'a> {
    /// One line: value, the input's type, its `autocomplete` token.
    Text(&'a str, &'static str, &'static str),
    /// One line with suggestions.
    Suggested(&'a str, &'a [String]),
    /// Several lines.
    Area(&'a str, u8),
    /// One of a list; the blank entry stands for none.
    Select(&'a Options, Option<&'a str>),
    /// A person of one of several clients; nobody is the blank entry.
    Grouped(&'a [OwnerGroup], &'a str),
    /// One of a few, each with what it means.
    Radios(&'a Options),
    /// Any of a list: all of them, the chosen values.
    Checks(&'a [SelectOption], &'a [String]),
    /// Cannot be changed any more; sent along unseen.
    Fixed(&'a Options),
}

/// One field.
pub(super) struct Entry<'a> {
    pub name: &'static str,
    pub label: &'static str,
    pub hint: &'a str,
    pub is_optional: bool,
    /// Needed in some cases only: neither asked for by the browser nor marked as optional.
    pub is_sometimes: bool,
    pub control: Control<'a>,
}

impl<'a> Entry<'a> {
    pub fn new(name: &'static str, label: &'static str, control: Control<'a>) -> Self {
        Self { name, label, hint: "", is_optional: false, is_sometimes: false, control }
    }

    pub fn hint(mut self, hint: &'a str) -> Self {
        self.hint = hint;
        self
    }

    pub fn optional(mut self) -> Self {
        self.is_optional = true;
        self
    }

    pub fn sometimes(mut self) -> Self {
        self.is_sometimes = true;
        self
    }

    /// The control with label, hint and problem.
    pub fn edit(&self, errors: &FormErrors) -> AnyView {
        let field = Field::new("", self.name, self.label, errors).hint(self.hint);
        let field = if self.is_optional { field.optional() } else { field };
        let field = if self.is_sometimes { field.sometimes() } else { field };
        match &self.control {
            Control::Text(value, kind, autocomplete) => field::text_input(field, *value, kind, autocomplete),
            Control::Suggested(value, suggestions) => field::suggested_input(field, *value, suggestions),
            Control::Area(value, rows) => field::text_area(field, *value, *rows, None),
            Control::Select(options, blank) => {
                select(field, option_list(options, *blank), blank.is_some() && !self.is_optional)
            }
            Control::Grouped(groups, current) => select(field, grouped(groups, current), false),
            Control::Radios(options) => radios(field, options),
            Control::Checks(options, chosen) => checks(field, options, chosen),
            Control::Fixed(options) => {
                let words = options.current_label().unwrap_or(&options.current).to_owned();
                view! {
                    <div class="field" data-field=self.name>
                        <p class="field-label">{self.label}</p>
                        <p class="fixed" id=field.id()>{icon("lock")}<span>{words}</span></p>
                        <input type="hidden" name=self.name value=options.current.clone()/>
                        {field.hint_view()}{field.error_view()}
                    </div>
                }
                .into_any()
            }
        }
    }

    /// The value in words.
    pub fn show(&self) -> AnyView {
        let words = match &self.control {
            Control::Text(value, ..) | Control::Suggested(value, _) | Control::Area(value, _) => (*value).to_owned(),
            Control::Select(options, blank) => match options.current_label() {
                Some(label) if !options.current.is_empty() => label.to_owned(),
                _ => blank.unwrap_or_default().to_owned(),
            },
            Control::Radios(options) | Control::Fixed(options) => {
                options.current_label().unwrap_or_default().to_owned()
            }
            Control::Grouped(groups, current) => {
                let mut people = groups.iter().flat_map(|group| &group.people);
                people.find(|person| person.value == **current).map_or_else(String::new, |person| person.label.clone())
            }
            Control::Checks(options, chosen) => {
                let labels =
                    options.iter().filter(|option| chosen.contains(&option.value)).map(|option| option.label.as_str());
                labels.collect::<Vec<_>>().join(", ")
            }
        };
        let value =
            if words.is_empty() { view! { <span class="muted">"Not set"</span> }.into_any() } else { words.into_any() };
        view! { <div class="field"><dt>{self.label}</dt><dd>{value}</dd></div> }.into_any()
    }
}

fn described_by(field: &Field) -> Option<String> {
    let hint = (!field.hint.is_empty()).then(|| format!("{}-hint", field.id()));
    let error = field.errors.of(field.name).map(|_| format!("{}-error", field.id()));
    let ids: Vec<_> = hint.into_iter().chain(error).collect();
    (!ids.is_empty()).then(|| ids.join(" "))
}

fn select(field: Field, options: AnyView, is_required: bool) -> AnyView {
    let invalid = field.errors.of(field.name).map(|_| "true");
    field.around(
        view! {
            <span class="select">
                <select id=field.id() name=field.name required=is_required aria-invalid=invalid aria-describedby=described_by(&field)>{options}</select>
                {icon("chevron")}
            </span>
        }
        .into_any(),
    )
}

fn option_list(options: &Options, blank: Option<&str>) -> AnyView {
    let blank =
        blank.map(|label| view! { <option value="" selected=options.current.is_empty()>{label.to_owned()}</option> });
    view! { {blank}{field::option_views(options, None)} }.into_any()
}

fn grouped(groups: &[OwnerGroup], current: &str) -> AnyView {
    let groups = groups.iter().map(|group| {
        let people = group.people.iter().map(|person| {
            view! { <option value=person.value.clone() selected=person.value == current>{person.label.clone()}</option> }
        });
        view! { <optgroup label=group.label.clone()>{people.collect_view()}</optgroup> }
    });
    view! { <option value="" selected=current.is_empty()>"Nobody yet"</option>{groups.collect_view()} }.into_any()
}

/// A group of radio buttons; each label is `Name: what it means`.
fn radios(field: Field, options: &Options) -> AnyView {
    let items = options.all.iter().enumerate().map(|(index, option)| {
        let (name, meaning) = option.label.split_once(": ").unwrap_or((&option.label, ""));
        let (name, meaning) = (name.to_owned(), meaning.to_owned());
        // The first one carries the field's id, so that the error summary leads to the group.
        let id = (index == 0).then(|| field.id());
        let invalid = (index == 0).then(|| field.errors.of(field.name).map(|_| "true")).flatten();
        view! {
            <label><input type="radio" id=id name=field.name value=option.value.clone() checked=option.value == options.current required aria-invalid=invalid/>
                <span><span class="option-name">{name}</span><span class="tiny muted">{meaning}</span></span></label>
        }
    });
    group(field, view! { <div class="choices">{items.collect_view()}</div> }.into_any())
}

fn checks(field: Field, options: &[SelectOption], chosen: &[String]) -> AnyView {
    if options.is_empty() {
        return group(field, view! { <p class="muted small">"There is none yet."</p> }.into_any());
    }
    let items = options.iter().enumerate().map(|(index, option)| {
        let id = (index == 0).then(|| field.id());
        view! { <label><input type="checkbox" id=id name=field.name value=option.value.clone() checked=chosen.contains(&option.value)/><span>{option.label.clone()}</span></label> }
    });
    group(field, view! { <div class="choices">{items.collect_view()}</div> }.into_any())
}

fn group(field: Field, controls: AnyView) -> AnyView {
    let optional = field.is_marked_optional.then(|| view! { <span class="muted optional">" optional"</span> });
    view! {
        <fieldset class="field" data-field=field.name aria-describedby=described_by(&field)>
            <legend>{field.label}{optional}</legend>
            {field.hint_view()}{controls}{field.error_view()}
        </fieldset>
    }
    .into_any()
}
