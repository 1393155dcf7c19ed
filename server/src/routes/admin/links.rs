//! Records that belong to another one, as links; and choices for selects.

use app::model::admin::RelatedLink;
use app::model::{Options, SelectOption};
use domain::engagement::Engagement;
use domain::time::Timestamp;
use store::Directory;
use store::access::{Person, Scope};

/// `Brimley Care: Rota HRM`.
pub(in crate::routes) fn engagement_name(directory: &Directory, engagement: &Engagement) -> String {
    format!("{}: {}", client_name(directory, engagement), product_name(directory, engagement))
}

/// The buyer's name.
pub(super) fn client_name(directory: &Directory, engagement: &Engagement) -> String {
    directory.client(&engagement.client).map_or_else(String::new, |client| client.name.clone())
}

/// The product's name.
pub(super) fn product_name(directory: &Directory, engagement: &Engagement) -> String {
    directory.product(&engagement.product).map_or_else(String::new, |product| product.name.clone())
}

/// The engagements that the viewer sees and that satisfy a condition, each under a name.
pub(super) fn engagements(
    directory: &Directory,
    scope: &Scope,
    wanted: impl Fn(&Engagement) -> bool,
    name: impl Fn(&Engagement) -> String,
) -> Vec<RelatedLink> {
    let seen = directory.engagements(scope).into_iter().filter(|engagement| wanted(engagement));
    let mut links: Vec<_> = seen
        .map(|engagement| {
            RelatedLink::new(format!("/engagements/{}", engagement.id), name(engagement), engagement.phase.label())
        })
        .collect();
    links.sort_by(|a, b| a.label.cmp(&b.label));
    links
}

/// People as links, with a word about each.
pub(super) fn people<'a>(
    people: impl Iterator<Item = &'a Person>,
    detail: impl Fn(&Person) -> String,
) -> Vec<RelatedLink> {
    people
        .map(|person| RelatedLink::new(format!("/people/{}", person.id), person.name.clone(), detail(person)))
        .collect()
}

/// A person's role, or that they are disabled.
pub(super) fn role_or_disabled(person: &Person) -> String {
    if person.disabled { "Disabled".to_owned() } else { person.role.label().to_owned() }
}

/// Clients as choices.
pub(super) fn client_options(directory: &Directory, scope: &Scope, current: &str) -> Options {
    let all =
        directory.clients(scope).into_iter().map(|client| SelectOption::new(client.id.as_str(), client.name.clone()));
    Options::new(all, current)
}

/// Products as choices.
pub(super) fn product_options(directory: &Directory, current: &str) -> Options {
    let all =
        directory.products().into_iter().map(|product| SelectOption::new(product.id.as_str(), product.name.clone()));
    Options::new(all, current)
}

/// Plans as choices.
pub(super) fn plan_options(directory: &Directory, current: &str) -> Options {
    let all = directory.plans().into_iter().map(|plan| SelectOption::new(plan.id.as_str(), plan.name.clone()));
    Options::new(all, current)
}

/// SLA policies as choices.
pub(super) fn policy_options(directory: &Directory, now: Timestamp, current: &str) -> Options {
    let all =
        directory.policies(now).into_iter().map(|policy| SelectOption::new(policy.id.as_str(), policy.name.clone()));
    Options::new(all, current)
}

/// Calendars as choices.
pub(super) fn calendar_options(directory: &Directory, current: &str) -> Options {
    let all = directory
        .calendars()
        .into_iter()
        .map(|calendar| SelectOption::new(calendar.id.as_str(), format!("{} ({})", calendar.name, calendar.zone)));
    Options::new(all, current)
}

/// The words of a choice; empty when there is none.
pub(super) fn chosen(options: &Options) -> String {
    options.current_label().unwrap_or_default().to_owned()
}
