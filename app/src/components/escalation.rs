//! A policy's escalation: as people read it, and the fields that edit it (to stand inside a form of the policy).

use domain::sla::escalation::{LevelForm, Recipient, Trigger};
use leptos::prelude::*;

use super::badge;
use super::field::{self, Field};
use super::icon::icon;
use crate::model::admin::escalation::{ChainEditor, ChainWords};
use crate::model::{FormErrors, Options};

/// The fields' ids are their names, so that the error summary of the policy's form leads to them.
const PREFIX: &str = "";

/// The chain as a card of the policy's page.
pub fn card(words: Option<&ChainWords>) -> AnyView {
    let Some(words) = words else {
        return view! { <section class="card"><h2>"Escalation"</h2><p class="muted small">"Nobody is called when a ticket waits: it only stands in the inbox."</p></section> }.into_any();
    };
    let begins = words
        .begins
        .iter()
        .map(|(priority, when)| view! { <li>{badge::priority(priority)}<span>"When "{when.clone()}</span></li> });
    let levels = words.levels.iter().map(
        |(who, wait)| view! { <li><span class="two-lines"><b>{who.clone()}</b><span class="small muted">{wait.clone()}</span></span></li> },
    );
    view! {
        <section class="card escalation">
            <h2>"Escalation"</h2>
            <p class="muted small">"People are asked one level after the other, until somebody of the team takes the ticket, answers the client, or moves it on."</p>
            <ul class="begins">{begins.collect_view()}</ul>
            <ol class="levels">{levels.collect_view()}</ol>
            <dl class="lines">
                <div><dt>"After that"</dt><dd>{words.after.clone()}</dd></div>
                <div><dt>"Quiet hours"</dt><dd>{words.quiet.clone()}</dd></div>
            </dl>
        </section>
    }
    .into_any()
}

/// The names of each level's fields: who, person, wait, and the level's heading.
const LEVELS: [(&str, &str, &str, &str); 3] = [
    ("escalation_who_1", "escalation_person_1", "escalation_wait_1", "Level 1"),
    ("escalation_who_2", "escalation_person_2", "escalation_wait_2", "Level 2"),
    ("escalation_who_3", "escalation_person_3", "escalation_wait_3", "Level 3"),
];

/// The fields of a chain, for a form; [`domain::sla::escalation::ChainForm`] reads them back.
pub fn editor(editor: &ChainEditor) -> AnyView {
    let ChainEditor { form, errors, .. } = editor;
    let switch = Field::new(PREFIX, "escalation", "Call people when nobody takes a ticket", errors).sometimes();
    let levels = LEVELS.into_iter().zip(&form.levels).map(|(names, level)| self::level(names, level, editor));
    let repeats = Field::new(PREFIX, "escalation_repeats", "Begins again", errors)
        .hint("How often it begins with level 1 once more when nobody of the last level answers, 0 to 5")
        .sometimes();
    let from = Field::new(PREFIX, "escalation_quiet_from", "Quiet from", errors)
        .hint("Like 22:00. Empty for no quiet hours. The worst priority knows none.")
        .sometimes();
    let to = Field::new(PREFIX, "escalation_quiet_to", "Quiet until", errors)
        .hint("Like 07:00, where the engagement's calendar is")
        .sometimes();
    view! {
        <div class="escalation-editor">
            {field::checkbox(switch, form.is_on)}
            {begins(editor)}
            {errors.of("escalation_levels").map(|message| view! { <p class="error" id="escalation_levels" tabindex="-1">{icon("alert")}<span>{message}</span></p> })}
            <div class="level-fields">{levels.collect_view()}</div>
            <div class="field-row">
                {field::text_input(repeats, form.repeats.clone(), "text", "off")}
                {field::text_input(from, form.quiet_from.clone(), "text", "off")}
                {field::text_input(to, form.quiet_to.clone(), "text", "off")}
            </div>
        </div>
    }
    .into_any()
}

fn begins(editor: &ChainEditor) -> AnyView {
    let ChainEditor { form, priorities, errors, .. } = editor;
    let heads = Trigger::ALL.map(|trigger| view! { <th scope="col">{format!("When {}", trigger.label())}</th> });
    let rows = priorities.iter().map(|(key, priority)| {
        let boxes = Trigger::ALL.map(|trigger| {
            let value = format!("{key}:{}", trigger.as_str());
            let checked = form.on.contains(&value);
            let label = format!("{}: when {}", priority.label, trigger.label());
            let short = format!("When {}", trigger.label());
            view! { <td data-label=short><input type="checkbox" name="escalation_on" value=value checked=checked aria-label=label/></td> }
        });
        view! { <tr><th scope="row">{badge::priority(priority)}</th>{boxes.collect_view()}</tr> }
    });
    let error = problem("escalation_on", errors);
    view! {
        <fieldset class="field" id="escalation_on" tabindex="-1" aria-describedby=described("escalation_on", errors)>
            <legend>"What begins it"</legend>
            <table class="matrix ticks"><thead><tr><td></td>{heads.collect_view()}</tr></thead><tbody>{rows.collect_view()}</tbody></table>
            {error}
        </fieldset>
    }
    .into_any()
}

/// What describes a group of boxes: its problem.
fn described(name: &str, errors: &FormErrors) -> Option<String> {
    errors.of(name).map(|_| format!("{name}-error"))
}

fn problem(name: &'static str, errors: &FormErrors) -> Option<AnyView> {
    Field::new(PREFIX, name, "", errors).error_view()
}

fn level(
    (who, person, wait, title): (&'static str, &'static str, &'static str, &'static str),
    form: &LevelForm,
    editor: &ChainEditor,
) -> AnyView {
    let errors = &editor.errors;
    let roles = Recipient::ROLES.map(|role| {
        let name = role.as_str();
        let checked = form.who.iter().any(|one| one == name);
        view! { <label><input type="checkbox" name=who value=name checked=checked/><span>{role.label()}</span></label> }
    });
    let people = Options { all: editor.staff.clone(), current: form.person.clone() };
    let named = Field::new(PREFIX, person, "A named person", errors).sometimes();
    let wait = Field::new(PREFIX, wait, "Minutes to acknowledge", errors).sometimes();
    view! {
        <fieldset class="card level" id=who tabindex="-1" aria-describedby=described(who, errors)>
            <legend>{title}</legend>
            <div class="choices">{roles.collect_view()}</div>
            {problem(who, errors)}
            {field::select(named, &people, Some("Nobody in particular"))}
            {field::text_input(wait, form.wait.clone(), "text", "off")}
        </fieldset>
    }
    .into_any()
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use domain::problem::Problem;
    use domain::sla::templates::policy_by_key;

    use super::*;
    use crate::model::SelectOption;
    use crate::render::render;

    #[test]
    fn the_fields_show_the_chain_and_each_problem_at_its_field() {
        let policy = policy_by_key("hrm-route").unwrap();
        let mut editor = ChainEditor::of(&policy, vec![SelectOption::new("mira", "Mira Kovač")]);
        let html = render(|| super::editor(&editor));
        for part in [
            "value=\"p0:new\" checked",
            "value=\"buyer_owner\" checked",
            "value=\"5\"",
            "value=\"22:00\"",
            "Mira Kovač",
        ] {
            assert!(html.contains(part), "{part} is missing in {html}");
        }
        assert!(!html.contains("aria-invalid"));
        let wrong =
            ["escalation_on", "escalation_levels", "escalation_who_1", "escalation_wait_2", "escalation_quiet_to"];
        editor.errors = wrong.map(|field| Problem::new(field, format!("wrong {field}"))).to_vec().into();
        let html = render(|| super::editor(&editor));
        for field in wrong {
            assert!(html.contains(&format!("wrong {field}")) && html.contains(&format!("id=\"{field}\"")), "{field}");
        }
    }

    #[test]
    fn a_policy_without_a_chain_says_so() {
        assert!(render(|| card(None)).contains("Nobody is called"));
    }
}
