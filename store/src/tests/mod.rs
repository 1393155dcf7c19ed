//! Tests of the whole crate, on a small made-up world.

mod access;
mod checklists;
mod commands;
mod directory;
mod doctor;
mod durability;
mod escalating;
mod insight;
mod lists;
mod merging;
mod opening;
mod outbox;
mod plans_of_queries;
mod push;
mod random_commands;
mod reports;
mod splitting;
mod switching;
mod sync;
mod sync_push;
mod tenancy;
mod versions;
mod watching;

use std::sync::{Arc, LazyLock, RwLock};

use domain::engagement::{Engagement, Phase};
use domain::ids::{ArticleId, CalendarId, ClientId, EngagementId, PersonId, PlanId, PolicyId, ProductId, TicketKey};
use domain::people::{Actor, Email, Role};
use domain::sla::templates;
use domain::ticket::{Command, Report};
use domain::time::{Seconds, Timestamp};

use crate::access::{Person, Scope};
use crate::directory::{Client, EngagementDraft, KnownIssue, Plan, Product, Provider, World, WorldPerson};
use crate::{Store, StoreConfig};

/// Two clients; Ada is admin, Amir works for ACME's HRM only, Bea for the HRM of both.
pub(crate) const ACME_HRM: &str = "acme-hrm";
pub(crate) const ACME_WEB: &str = "acme-web";
pub(crate) const BRIM_HRM: &str = "brim-hrm";

/// The moment at which tests begin, the same in a whole run: calendars are expanded around the present. Ten in the
/// morning UTC, so that no test meets quiet hours at some hours of the day only.
pub(crate) fn start() -> Timestamp {
    static START: LazyLock<Timestamp> = LazyLock::new(|| {
        let day = Seconds::days(1).get();
        Timestamp::from_unix((crate::clock::wall_clock().unix() / day - 2) * day) + Seconds::hours(10)
    });
    *START
}

pub(crate) fn minutes(count: i64) -> Seconds {
    Seconds::minutes(count)
}

/// An empty database in memory.
pub(crate) async fn empty() -> Store {
    Store::open(&StoreConfig::new("mem://")).await.unwrap()
}

/// The world in memory.
pub(crate) async fn store() -> Store {
    let store = empty().await;
    store.import_world(&store.system(), &world()).await.unwrap();
    store
}

/// Another process on the same database: it has a directory of its own.
pub(crate) async fn another(store: &Store) -> Store {
    let directory = crate::directory::load(&store.db).await.unwrap();
    Store {
        db: store.db.clone(),
        directory: Arc::new(RwLock::new(Arc::new(directory))),
        reloading: Arc::default(),
        sessions: Arc::default(),
        numbers: Arc::default(),
        has_all_outcomes: Arc::clone(&store.has_all_outcomes),
    }
}

pub(crate) fn person(store: &Store, id: &str) -> Person {
    store.directory().person(&PersonId::new(id)).cloned().unwrap()
}

pub(crate) fn scope(store: &Store, id: &str) -> Scope {
    Scope::of(&person(store, id))
}

pub(crate) fn actor(store: &Store, id: &str) -> Actor {
    person(store, id).actor()
}

/// A report by the owner of the engagement's client.
pub(crate) fn draft(store: &Store, engagement: &str, title: &str) -> Report {
    let reporter = if engagement == BRIM_HRM { "dora" } else { "cora" };
    Report {
        engagement: EngagementId::new(engagement),
        title: title.to_owned(),
        what_happens: "Nothing happens when I press the button.".to_owned(),
        blocks: String::new(),
        impact: "blocked".to_owned(),
        reporter: person(store, reporter).reference(),
        reported_at: None,
        attachments: Vec::new(),
    }
}

/// Reports an issue as the client's owner.
pub(crate) async fn report(store: &Store, engagement: &str, title: &str, now: Timestamp) -> TicketKey {
    let draft = draft(store, engagement, title);
    let reporter = draft.reporter.id.to_string();
    store.report(&scope(store, &reporter), &actor(store, &reporter), draft, None, now).await.unwrap()
}

/// Carries out a command that must succeed.
pub(crate) async fn act(
    store: &Store,
    who: &str,
    key: &TicketKey,
    command: Command,
    now: Timestamp,
) -> crate::tickets::Applied {
    store.command(&scope(store, who), &actor(store, who), key, None, command, now).await.unwrap()
}

/// Saves an engagement with another policy or calendar, or whatever else is edited.
pub(crate) async fn edit_engagement(
    store: &Store,
    engagement: &str,
    now: Timestamp,
    edit: impl FnOnce(&mut EngagementDraft),
) {
    let id = EngagementId::new(engagement);
    let mut draft = watching::draft_of(store, &id);
    edit(&mut draft);
    let rev = store.directory().engagement_rev(&id);
    store.update_engagement(&scope(store, "ada"), &actor(store, "ada"), &id, rev, &draft, now).await.unwrap();
}

pub(crate) fn reply(body: &str) -> Command {
    Command::Reply { body: body.to_owned(), attachments: Vec::new(), next_update_at: None }
}

pub(crate) fn note(body: &str) -> Command {
    Command::Note { body: body.to_owned(), attachments: Vec::new() }
}

pub(crate) fn world() -> World {
    let engagement = |id: &str, client: &str, product: &str| Engagement {
        id: EngagementId::new(id),
        client: ClientId::new(client),
        product: ProductId::new(product),
        phase: Phase::Run,
        go_live: Some("2026-02-02".to_owned()),
        plan: PlanId::new("care"),
        policy: PolicyId::new("standard"),
        calendar: CalendarId::new("always-open"),
        supplier_owner: Some(PersonId::new("ada")),
        buyer_owner: None,
    };
    let human = |id: &str, role: Role, client: Option<&str>, engagements: &[&str]| WorldPerson {
        person: Person {
            id: PersonId::new(id),
            name: id.to_owned(),
            email: Email::parse(&[id, "@people.example"].concat()).unwrap(),
            role,
            client: client.map(ClientId::new),
            title: String::new(),
            zone: String::new(),
            disabled: false,
            engagements: engagements.iter().copied().map(EngagementId::new).collect(),
            by_owning: Vec::new(),
            rev: 1,
        },
        password_hash: Some(["hash of ", id].concat()),
    };
    let client = |id: &str, prefix: &str| Client {
        id: ClientId::new(id),
        name: id.to_owned(),
        prefix: prefix.to_owned(),
        zone: "Europe/Berlin".to_owned(),
        rev: 1,
    };
    let product =
        |id: &str| Product { id: ProductId::new(id), name: id.to_owned(), policy: PolicyId::new("standard"), rev: 1 };
    World {
        provider: Some(Provider { name: "Fernfeld Software".to_owned(), zone: "Europe/Berlin".to_owned(), rev: 1 }),
        policies: templates::policies(),
        calendars: vec![templates::business_week("Europe/Berlin"), templates::always_open("Europe/Berlin")],
        products: vec![product("hrm"), product("web")],
        plans: vec![Plan {
            id: PlanId::new("care"),
            name: "Care".to_owned(),
            policy: PolicyId::new("standard"),
            calendar: CalendarId::new("always-open"),
            description: "Round the clock".to_owned(),
            cadence: "Weekly".to_owned(),
            rev: 1,
        }],
        clients: vec![client("acme", "ACME"), client("brim", "BRIM")],
        engagements: vec![
            engagement(ACME_HRM, "acme", "hrm"),
            engagement(ACME_WEB, "acme", "web"),
            engagement(BRIM_HRM, "brim", "hrm"),
        ],
        people: vec![
            human("ada", Role::Admin, None, &[]),
            human("amir", Role::Agent, None, &[ACME_HRM]),
            human("bea", Role::Agent, None, &[ACME_HRM, BRIM_HRM]),
            human("cora", Role::ClientOwner, Some("acme"), &[]),
            human("carl", Role::ClientMember, Some("acme"), &[]),
            human("dora", Role::ClientOwner, Some("brim"), &[]),
        ],
        known_issues: vec![KnownIssue {
            id: ArticleId::new("login"),
            product: None,
            area: "authentication".to_owned(),
            problem: Some("Cannot log in".to_owned()),
            cause: Some("password".to_owned()),
            check: None,
            fix: Some("reset the password".to_owned()),
            steps: Vec::new(),
        }],
    }
}
