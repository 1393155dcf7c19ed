//! An engagement's form: what it shows, what it sends, and what somebody else changed meanwhile.

use app::model::admin::{EngagementModel, OwnerGroup, RecordForm};
use app::model::{Options, SelectOption};
use domain::engagement::{Engagement, Phase};
use domain::ids::{ClientId, EngagementId, PersonId, PlanId};
use domain::people::Side;
use domain::ticket::Lane;
use store::Directory;
use store::access::Person;
use store::directory::{EngagementDraft, Plan};
use store::tickets::LaneCounts;

use super::call::Call;
use super::engagements::missing;
use super::links;
use super::saved::differences;
use crate::http::fields::Fields;

pub(super) fn draft(form: &Fields) -> EngagementDraft {
    let text = |name: &str| form.get(name).to_owned();
    EngagementDraft {
        client: text("client"),
        product: text("product"),
        phase: text("phase"),
        go_live: text("go_live"),
        plan: text("plan"),
        policy: text("policy"),
        calendar: text("calendar"),
        supplier_owner: text("supplier_owner"),
        buyer_owner: text("buyer_owner"),
    }
}

/// An engagement as its form shows it. A policy or calendar that is the plan's is left to the plan.
pub(super) fn draft_of(directory: &Directory, engagement: &Engagement) -> EngagementDraft {
    let plan = directory.plan(&engagement.plan);
    let follows_policy = plan.is_some_and(|plan| plan.policy == engagement.policy);
    let follows_calendar = plan.is_some_and(|plan| plan.calendar == engagement.calendar);
    let id = |id: &Option<PersonId>| id.as_ref().map_or_else(String::new, ToString::to_string);
    EngagementDraft {
        client: engagement.client.to_string(),
        product: engagement.product.to_string(),
        phase: engagement.phase.as_str().to_owned(),
        go_live: engagement.go_live.clone().unwrap_or_default(),
        plan: engagement.plan.to_string(),
        policy: if follows_policy { String::new() } else { engagement.policy.to_string() },
        calendar: if follows_calendar { String::new() } else { engagement.calendar.to_string() },
        supplier_owner: id(&engagement.supplier_owner),
        buyer_owner: id(&engagement.buyer_owner),
    }
}

pub(super) fn model(call: &Call, form: RecordForm, draft: &EngagementDraft, tally: LaneCounts) -> EngagementModel {
    let directory = &call.directory;
    let plan = directory.plan(&PlanId::new(draft.plan.clone()));
    let phases = Phase::ALL.into_iter().map(|phase| SelectOption::new(phase.as_str(), phase.label()));
    let is_new = form.is_new();
    let id = form.id.clone().map(EngagementId::new);
    let team = directory
        .people(&call.scope())
        .into_iter()
        .filter(|person| id.as_ref().is_some_and(|id| person.engagements.contains(id)));
    EngagementModel {
        clients: links::client_options(directory, &call.scope(), &draft.client),
        products: links::product_options(directory, &draft.product),
        phases: Options::new(phases, draft.phase.clone()),
        go_live: draft.go_live.clone(),
        plans: links::plan_options(directory, &draft.plan),
        policies: links::policy_options(directory, call.now(), &draft.policy),
        plan_policy: plan.map(|plan| policy_name(call, plan)).unwrap_or_default(),
        calendars: links::calendar_options(directory, &draft.calendar),
        plan_calendar: plan.map(|plan| calendar_name(call, plan)).unwrap_or_default(),
        supplier_owners: supplier_owners(call, &draft.supplier_owner),
        buyer_owners: buyer_owners(call, draft, is_new),
        buyer_owner: draft.buyer_owner.clone(),
        team: links::people(team, |person| if person.disabled { "Disabled".to_owned() } else { person.title.clone() }),
        repairs: id.as_ref().map_or_else(Vec::new, |id| call.view().repairs(|one| one.id == *id)),
        missing: missing(call),
        open: tally.open(),
        overdue: tally.get(Lane::Overdue),
        form,
    }
}

fn policy_name(call: &Call, plan: &Plan) -> String {
    call.directory.policy_at(&plan.policy, call.now()).map_or_else(String::new, |policy| policy.name.clone())
}

fn calendar_name(call: &Call, plan: &Plan) -> String {
    let calendar = call.directory.calendar(&plan.calendar).and_then(|calendar| calendar.versions.last());
    calendar.map_or_else(String::new, |calendar| calendar.name.clone())
}

/// Somebody who left is offered only where they are chosen already.
fn is_offered(person: &Person, chosen: &str) -> bool {
    !person.disabled || person.id.as_str() == chosen
}

fn supplier_owners(call: &Call, current: &str) -> Options {
    let people = call.directory.people(&call.scope()).into_iter();
    let staff = people.filter(|person| person.side() == Side::Staff && is_offered(person, current));
    Options::new(staff.map(|person| SelectOption::new(person.id.as_str(), person.name.clone())), current)
}

/// Once the client is fixed only its own people; before that, everybody by client.
fn buyer_owners(call: &Call, draft: &EngagementDraft, is_new: bool) -> Vec<OwnerGroup> {
    let client = ClientId::new(draft.client.clone());
    let is_fixed = !is_new || call.directory.client(&client).is_some_and(|_| draft.buyer_owner.is_empty());
    let clients = call.directory.clients(&call.scope()).into_iter().filter(|one| !is_fixed || one.id == client);
    let groups = clients.map(|client| {
        let people = call.directory.people(&call.scope()).into_iter();
        let own = people
            .filter(|person| person.client.as_ref() == Some(&client.id) && is_offered(person, &draft.buyer_owner));
        let people = own.map(|person| SelectOption::new(person.id.as_str(), person.name.clone())).collect();
        OwnerGroup { label: client.name.clone(), people }
    });
    groups.filter(|group| !group.people.is_empty()).collect()
}

/// The same as fields that are sent along unseen.
pub(super) fn hidden(draft: &EngagementDraft) -> Vec<(String, String)> {
    let fields = [
        ("client", &draft.client),
        ("product", &draft.product),
        ("phase", &draft.phase),
        ("go_live", &draft.go_live),
        ("plan", &draft.plan),
        ("policy", &draft.policy),
        ("calendar", &draft.calendar),
        ("supplier_owner", &draft.supplier_owner),
        ("buyer_owner", &draft.buyer_owner),
    ];
    fields.into_iter().map(|(name, value)| (name.to_owned(), value.clone())).collect()
}

/// What somebody else saved and differs from what was typed.
pub(super) fn changes(call: &Call, saved: &EngagementDraft, typed: &EngagementDraft) -> Vec<String> {
    differences(&fields(call, saved, typed))
}

/// What can be edited, as people read it: label, saved, typed.
pub(super) fn fields(
    call: &Call,
    saved: &EngagementDraft,
    typed: &EngagementDraft,
) -> Vec<(&'static str, String, String)> {
    let directory = &call.directory;
    let phase = |name: &str| Phase::from_name(name).map_or_else(String::new, |phase| phase.label().to_owned());
    let plan = |id: &str| links::chosen(&links::plan_options(directory, id));
    let followed = |name: String| if name.is_empty() { "as the plan says".to_owned() } else { name };
    let policy = |id: &str| followed(links::chosen(&links::policy_options(directory, call.now(), id)));
    let calendar = |id: &str| followed(links::chosen(&links::calendar_options(directory, id)));
    let person = |id: &str| {
        directory.person(&PersonId::new(id)).map_or_else(|| "nobody".to_owned(), |person| person.name.clone())
    };
    vec![
        ("Phase", phase(&saved.phase), phase(&typed.phase)),
        ("Go-live date", saved.go_live.clone(), typed.go_live.clone()),
        ("Plan", plan(&saved.plan), plan(&typed.plan)),
        ("SLA policy", policy(&saved.policy), policy(&typed.policy)),
        ("Calendar", calendar(&saved.calendar), calendar(&typed.calendar)),
        ("Owner on our side", person(&saved.supplier_owner), person(&typed.supplier_owner)),
        ("Owner on the client's side", person(&saved.buyer_owner), person(&typed.buyer_owner)),
    ]
}
