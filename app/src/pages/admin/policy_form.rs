//! The form of a policy's next version, or of a new policy: a part for each priority, then pauses and rules.

use domain::sla::Metric;
use domain::sla::policy_draft::{ASKED, KINDS, PauseDraft, PriorityDraft};
use leptos::prelude::*;

use super::frame::{Section, section_view};
use super::version_form::{VersionForm, version_form};
use crate::components::escalation;
use crate::components::icon::icon;
use crate::model::admin::ChainEditor;
use crate::model::admin::version::PolicyFormModel;
use crate::model::{FormErrors, PageContext};

/// The form as HTML.
pub fn policy_form(cx: &PageContext, model: &PolicyFormModel) -> String {
    let what = VersionForm {
        form: &model.form,
        name: &model.draft.name,
        list: "/policies",
        list_name: "SLA policies",
        one: "the policy",
        new: "New SLA policy",
        add: "Add policy",
        enctype: None,
    };
    version_form(cx, &what, || None, || body(model))
}

fn body(model: &PolicyFormModel) -> AnyView {
    let (draft, errors) = (&model.draft, &model.form.errors);
    let section = |title, text, body| section_view(&Section { title, text, entries: Vec::new() }, body);
    let line = |name: &str, label: &str, hint: &str, value: &str| {
        row(errors, name, label, hint, text(errors, name, hint, value))
    };
    let name = view! {
        <div class="rows-of">
            {line("name", "Name", "Up to 80 characters.", &draft.name)}
            {fallback(errors, &draft.priorities, &draft.fallback)}
        </div>
    };
    let priorities =
        draft.priorities.iter().enumerate().map(|(index, row)| priority(errors, index, row)).collect_view();
    let pauses = draft.pauses.iter().enumerate().map(|(index, row)| pause(errors, index, row)).collect_view();
    let rules = view! {
        <div class="rows-of">
            {line("grace", "Grace after a change", "Granted when a new target is already past.", &draft.grace)}
            {line("reopen_within", "Reopened within", "The resolution goes on where it stood; later it begins anew.", &draft.reopen_within)}
            {line("max_next_update", "Next update at the latest", "The longest an author may promise. Empty: never later than the target.", &draft.max_next_update)}
            {line("warn_share", "Due soon with a share left", "In per cent of the target.", &draft.warn_share)}
            {line("warn_at_least", "Due soon at the latest", "With so much left.", &draft.warn_at_least)}
            {line("warn_at_most", "Due soon at the earliest", "With so much left.", &draft.warn_at_most)}
        </div>
    };
    let begins = (!model.form.is_new()).then(|| {
        let zone = format!("In {}. Empty: ten minutes after you look at what would change.", model.zone);
        let typed = |name: &str, label: &str, hint: &str, value: &str, kind: &'static str| {
            row(errors, name, label, hint, input(errors, name, hint, value, kind))
        };
        let fields = view! {
            <div class="rows-of">
                {typed("effective_date", "First date", &zone, &draft.effective_date, "date")}
                {typed("effective_time", "Time", "Empty: from the beginning of that date.", &draft.effective_time, "time")}
            </div>
        };
        let text = "New tickets get it from then on. Open tickets keep theirs unless you choose to move them.";
        section("From when it counts", text, fields.into_any())
    });
    let chain = ChainEditor::typed(draft, model.staff.clone(), errors.clone());
    let called = "People are asked one level after the other, until somebody of the team takes the ticket, answers the client, or moves it on. A priority that you add is listed here once you have looked at what would change.";
    let lengths = "Lengths like 30 min, 4 h, 1 h 30 min, 2 days. The last part is empty: fill it in to add a priority.";
    let moving = model.moving.iter().map(|(name, value)| {
        view! { <input type="hidden" name=name.clone() value=value.clone()/> }
    });
    view! {
        {moving.collect_view()}
        {section("Policy", "", name.into_any())}
        {section("Priorities, worst first", lengths, view! { <div class="policy-priorities">{priorities}</div> }.into_any())}
        {section("Why clocks may stand still", "Each reason with its longest length. The last row is empty: fill it in to add one.", view! { <div class="rows-of policy-pauses">{pauses}</div> }.into_any())}
        {section("Rules", "", rules.into_any())}
        {section("Escalation", called, view! { <div class="card">{escalation::editor(&chain)}</div> }.into_any())}
        {begins}
    }
    .into_any()
}

fn priority(errors: &FormErrors, index: usize, row: &PriorityDraft) -> AnyView {
    let id = |part: &str| format!("p{index}_{part}");
    let field = |part: &str, label: &str, value: &str| stacked(errors, &id(part), label, value);
    let is_spare = row.is_blank();
    let title = if is_spare { "Another priority".to_owned() } else { row.name.clone() };
    let targets = Metric::ALL.into_iter().zip(&row.targets).map(|(metric, target)| {
        let name = id(metric.key());
        let kinds = KINDS.map(|(value, label)| {
            let is_chosen = value == target.kind || (target.kind.is_empty() && value == "none");
            view! { <option value=value selected=is_chosen>{label}</option> }
        });
        let (invalid, described) = states(errors, &name, "");
        view! {
            <div class="target" data-field=name.clone()>
                <label for=name.clone()>{metric.name()}</label>
                <input id=name.clone() name=name.clone() type="text" value=target.time.clone() autocomplete="off" aria-invalid=invalid aria-describedby=described/>
                <span class="select"><select name=format!("{name}_kind") aria-label=format!("{}: how it is counted", metric.name())>{kinds.collect_view()}</select>{icon("chevron")}</span>
                {error(errors, &name)}
            </div>
        }
    });
    let asked = ASKED.iter().zip(&row.asked).map(|((part, label), value)| field(part, label, value));
    let is_open = ["pausable", "escalation"].into_iter().any(|part| errors.of(&id(part)).is_some());
    let remove = (!is_spare).then(|| check(errors, &id("remove"), "Take this priority out", row.remove));
    view! {
        <fieldset class="card policy-priority">
            <legend>{title}</legend>
            <div class="three">{field("key", "Key", &row.key)}{field("name", "Name", &row.name)}{field("short", "On chips", &row.short)}</div>
            {field("meaning", "What kind of issue", &row.meaning)}
            <div class="targets">{targets.collect_view()}</div>
            <details class="more-of" open=is_open><summary>{icon("right")}<span>"What it asks for, who is told, pausing"</span></summary>
                <div class="more-in">
                    <p class="hint">"Several with commas between them."</p>
                    {asked.collect_view()}
                    {field("escalation", "Who is told at once", &row.escalation)}
                    {check(errors, &id("pausable"), "Clocks may stand still", row.pausable)}
                    {check(errors, &id("each"), "Each client message runs a response clock of its own", row.answer_every_message)}
                    {check(errors, &id("active"), "Offered only while the plan is active", row.only_during_active_plan)}
                    {remove}
                </div>
            </details>
        </fieldset>
    }
    .into_any()
}

fn pause(errors: &FormErrors, index: usize, row: &PauseDraft) -> AnyView {
    let id = |part: &str| format!("r{index}_{part}");
    let field = |part: &str, label: &str, value: &str| stacked(errors, &id(part), label, value);
    let remove = (!row.is_blank()).then(|| check(errors, &id("remove"), "Take out", row.remove));
    view! {
        <div class="pause-row" role="group" aria-label=if row.is_blank() { "Another reason".to_owned() } else { row.name.clone() }>
            {field("name", "Reason", &row.name)}{field("key", "Key", &row.key)}{field("max", "At most", &row.max)}{remove}
        </div>
    }
    .into_any()
}

fn fallback(errors: &FormErrors, rows: &[PriorityDraft], chosen: &str) -> AnyView {
    let options = rows.iter().filter(|row| !row.key.trim().is_empty()).map(|row| {
        let label = if row.name.is_empty() { row.key.clone() } else { row.name.clone() };
        view! { <option value=row.key.clone() selected=row.key == chosen>{label}</option> }
    });
    let is_known = rows.iter().any(|row| row.key == chosen);
    let blank = (!is_known).then(|| view! { <option value="" selected>"Choose one"</option> });
    let hint = "For tickets whose priority the policy does not know: never without a deadline.";
    let (invalid, described) = states(errors, "fallback", hint);
    let control = view! {
        <span class="select"><select id="fallback" name="fallback" aria-invalid=invalid aria-describedby=described>{blank}{options.collect_view()}</select>{icon("chevron")}</span>
    };
    row(errors, "fallback", "Fallback priority", hint, control.into_any())
}

/// A field whose label stands above it.
fn stacked(errors: &FormErrors, name: &str, label: &str, value: &str) -> AnyView {
    view! {
        <div class="field" data-field=name.to_owned()>
            <label for=name.to_owned()>{label.to_owned()}</label>
            {text(errors, name, "", value)}{error(errors, name)}
        </div>
    }
    .into_any()
}

/// A field whose label stands beside it.
fn row(errors: &FormErrors, name: &str, label: &str, hint: &str, control: AnyView) -> AnyView {
    view! {
        <div class="field" data-field=name.to_owned()>
            <label for=name.to_owned()>{label.to_owned()}</label>
            <p class="hint" id=format!("{name}-hint")>{hint.to_owned()}</p>
            {control}{error(errors, name)}
        </div>
    }
    .into_any()
}

fn text(errors: &FormErrors, name: &str, hint: &str, value: &str) -> AnyView {
    input(errors, name, hint, value, "text")
}

fn input(errors: &FormErrors, name: &str, hint: &str, value: &str, kind: &'static str) -> AnyView {
    let (invalid, described) = states(errors, name, hint);
    view! { <input id=name.to_owned() name=name.to_owned() type=kind value=value.to_owned() autocomplete="off" aria-invalid=invalid aria-describedby=described/> }.into_any()
}

fn states(errors: &FormErrors, name: &str, hint: &str) -> (Option<&'static str>, Option<String>) {
    let is_wrong = errors.of(name).is_some();
    let ids = [(!hint.is_empty()).then(|| format!("{name}-hint")), is_wrong.then(|| format!("{name}-error"))];
    let ids: Vec<_> = ids.into_iter().flatten().collect();
    (is_wrong.then_some("true"), (!ids.is_empty()).then(|| ids.join(" ")))
}

fn error(errors: &FormErrors, name: &str) -> Option<AnyView> {
    errors.of(name).map(|message| {
        view! { <p class="error" id=format!("{name}-error")>{icon("alert")}<span>{message}</span></p> }.into_any()
    })
}

fn check(errors: &FormErrors, name: &str, label: &'static str, is_checked: bool) -> AnyView {
    let (invalid, described) = states(errors, name, "");
    view! {
        <div class="check-field" data-field=name.to_owned()>
            <label><input id=name.to_owned() type="checkbox" name=name.to_owned() value="yes" checked=is_checked aria-invalid=invalid aria-describedby=described/><span>{label}</span></label>
            {error(errors, name)}
        </div>
    }
    .into_any()
}
