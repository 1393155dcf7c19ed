//! A person's form: what it shows, what it sends, and what somebody else changed meanwhile.

use app::model::admin::{PersonModel, PersonStatus, RecordForm};
use app::model::{Options, SelectOption};
use domain::ids::{ClientId, EngagementId};
use domain::people::Role;
use store::access::{Person, PersonDraft};

use super::call::Call;
use super::people::role_meaning;
use super::saved::differences;
use super::{links, zones};
use crate::http::fields::Fields;

/// What was sent. Whether the person is disabled is not the form's to say.
pub(super) fn draft(form: &Fields, disabled: bool) -> PersonDraft {
    let text = |name: &str| form.get(name).to_owned();
    PersonDraft {
        name: text("name"),
        email: text("email"),
        role: text("role"),
        client: text("client"),
        title: text("title"),
        zone: text("zone"),
        disabled,
        engagements: form.all("engagements").map(str::to_owned).collect(),
    }
}

pub(super) fn model(call: &Call, form: RecordForm, draft: &PersonDraft, status: PersonStatus) -> PersonModel {
    let (directory, scope) = (&call.directory, call.scope());
    let roles = Role::ALL
        .into_iter()
        .map(|role| SelectOption::new(role.as_str(), format!("{}: {}", role.label(), role_meaning(role))));
    let mut engagements: Vec<_> = directory
        .engagements(&scope)
        .into_iter()
        .map(|engagement| SelectOption::new(engagement.id.as_str(), links::engagement_name(directory, engagement)))
        .collect();
    engagements.sort_by(|a, b| a.label.cmp(&b.label));
    PersonModel {
        name: draft.name.clone(),
        email: draft.email.clone(),
        title: draft.title.clone(),
        zone: draft.zone.clone(),
        zones: zones::suggestions(directory, &scope),
        roles: Options::new(roles, draft.role.clone()),
        clients: links::client_options(directory, &scope, &draft.client),
        engagements,
        chosen: draft.engagements.clone(),
        status,
        is_self: form.id.as_deref() == Some(call.session.person.id.as_str()),
        form,
    }
}

/// What somebody else saved and differs from what was typed.
pub(super) fn changes(call: &Call, saved: &Person, typed: &PersonDraft) -> Vec<String> {
    let directory = &call.directory;
    let saved = PersonDraft::of(saved);
    let role = |name: &str| Role::from_name(name).map_or_else(String::new, |role| role.label().to_owned());
    let client =
        |id: &str| directory.client(&ClientId::new(id)).map_or_else(|| "none".to_owned(), |client| client.name.clone());
    let engagements = |ids: &[String]| {
        let known = ids.iter().filter_map(|id| directory.engagement(&EngagementId::new(id.clone())));
        let mut names: Vec<_> = known.map(|engagement| links::engagement_name(directory, engagement)).collect();
        names.sort();
        names.join(", ")
    };
    let mut changes = differences(&[
        ("Full name", saved.name.clone(), typed.name.clone()),
        ("E-mail", saved.email.clone(), typed.email.to_lowercase()),
        ("Job title", saved.title.clone(), typed.title.clone()),
        ("Time zone", saved.zone.clone(), typed.zone.clone()),
        ("Role", role(&saved.role), role(&typed.role)),
        ("Client", client(&saved.client), client(&typed.client)),
        ("Engagements", engagements(&saved.engagements), engagements(&typed.engagements)),
    ]);
    if saved.disabled != typed.disabled {
        changes.push(
            if saved.disabled { "The person is disabled now." } else { "The person is enabled again." }.to_owned(),
        );
    }
    changes
}
