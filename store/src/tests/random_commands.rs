//! Whatever people do in whatever order: counters, rows and histories agree, and clients see nothing internal.

use domain::ids::TicketKey;
use domain::people::PersonRef;
use domain::sla::PriorityKey;
use domain::ticket::{Command, Facts, Relation, Split, StateChange, TicketState};
use domain::time::{Seconds, Timestamp};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

use crate::Store;
use crate::tests::insight::{figures_equal_their_histories, outcome_ids};
use crate::tests::{
    ACME_HRM, ACME_WEB, BRIM_HRM, actor, edit_engagement, note, person, reply, report, scope, start, store,
};
use crate::tickets::CommandError;

const PEOPLE: [&str; 6] = ["ada", "amir", "bea", "cora", "carl", "dora"];
const SECRET: &str = "canary-of-a-note";

fn any_command(random: &mut StdRng, people: &[PersonRef], keys: &[TicketKey], now: Timestamp) -> Command {
    let somebody = people[random.random_range(0..people.len())].clone();
    let other = keys[random.random_range(0..keys.len())].clone();
    let facts = Facts {
        workaround: if random.random_bool(0.5) { "Use paper".to_owned() } else { String::new() },
        business_impact: if random.random_bool(0.5) { SECRET.to_owned() } else { String::new() },
        target_window: if random.random_bool(0.3) { "release 2.4".to_owned() } else { String::new() },
        owner: random.random_bool(0.5).then(|| somebody.clone()),
    };
    match random.random_range(0..14) {
        0 | 1 => reply("A message"),
        2 => note(SECRET),
        3 => Command::Take,
        4 => Command::Accept(facts),
        5 => Command::Assign { to: random.random_bool(0.7).then_some(somebody) },
        6 => {
            let to = ["critical", "high", "medium", "low"][random.random_range(0..4)];
            Command::ChangePriority { to: PriorityKey::new(to), reason: "Chance".to_owned() }
        }
        7..=9 => {
            let to = TicketState::ALL[random.random_range(0..TicketState::ALL.len())];
            Command::ChangeState(StateChange {
                facts,
                duplicate_of: Some(other),
                reason: "Chance".to_owned(),
                ..StateChange::to(to)
            })
        }
        10 => Command::Snooze { until: now + Seconds::minutes(random.random_range(1..600)) },
        11 => Command::Link { other, relation: Relation::Related },
        12 => Command::Confirm,
        _ => Command::Reopen { body: "Still there".to_owned() },
    }
}

/// Gives an engagement another calendar: what counts stays, and nothing is missed by it.
async fn another_calendar(random: &mut StdRng, store: &Store, now: Timestamp) {
    // What is due by now is written first: it was missed by the old calendar.
    for due in store.watch_due(&store.system(), now, 500).await.unwrap() {
        store.watch_one(&store.system(), &due.key, now).await.unwrap();
    }
    let before = outcome_ids(store).await;
    let engagement = [ACME_HRM, ACME_WEB, BRIM_HRM][random.random_range(0..3)];
    let calendar = ["always-open", "business-week"][random.random_range(0..2)];
    edit_engagement(store, engagement, now, |draft| draft.calendar = calendar.to_owned()).await;
    store.roll_out(&store.system(), now).await.unwrap();
    assert_eq!(outcome_ids(store).await, before);
}

/// Merges one ticket into the other, or splits something off; the new ticket's key.
async fn two_tickets(
    random: &mut StdRng,
    store: &Store,
    who: &str,
    key: &TicketKey,
    other: &TicketKey,
    now: Timestamp,
) -> Result<Option<TicketKey>, CommandError> {
    let (scope, by) = (scope(store, who), actor(store, who));
    if random.random_bool(0.6) {
        return store.merge(&scope, &by, key, other, None, "Chance", now).await.map(|_| None);
    }
    let message = random.random_range(1..8);
    let draft = Split { message, title: "Chance".to_owned(), impact: "blocked".to_owned() };
    store.split(&scope, &by, key, &draft, None, now).await.map(Some)
}

#[tokio::test(flavor = "multi_thread")]
async fn after_any_commands_the_doctor_finds_nothing_and_clients_saw_nothing_internal() {
    for seed in [1_u64, 20_261_122, 77] {
        run(seed).await;
    }
}

async fn run(seed: u64) {
    let (mut random, mut other) = (StdRng::seed_from_u64(seed), StdRng::seed_from_u64(seed + 1));
    let store = store().await;
    let people: Vec<PersonRef> = PEOPLE.iter().map(|id| person(&store, id).reference()).collect();
    let mut now = start();
    let mut keys = Vec::new();
    for engagement in [ACME_HRM, ACME_WEB, BRIM_HRM] {
        keys.push(report(&store, engagement, "Chance", now).await);
    }
    let (mut carried_out, mut of_two) = (0, 0);
    for step in 0..200 {
        now = now + Seconds::minutes(random.random_range(0..45));
        if random.random_bool(0.12) {
            let engagement = [ACME_HRM, ACME_WEB, BRIM_HRM][random.random_range(0..3)];
            keys.push(report(&store, engagement, "Chance", now).await);
        }
        if random.random_bool(0.2) {
            for due in store.watch_due(&store.system(), now, 50).await.unwrap() {
                store.watch_one(&store.system(), &due.key, now).await.unwrap();
            }
        }
        if other.random_bool(0.05) {
            another_calendar(&mut other, &store, now).await;
        }
        let who = PEOPLE[random.random_range(0..PEOPLE.len())];
        if random.random_bool(0.2) {
            // Young ones, of which some are still open, and mostly by people who may.
            let young = &keys[keys.len().saturating_sub(4)..];
            let [key, other] = [0, 1].map(|_| young[random.random_range(0..young.len())].clone());
            let who = ["ada", "ada", "bea", "amir", who][random.random_range(0..5)];
            let outcome = two_tickets(&mut random, &store, who, &key, &other, now).await;
            (carried_out, of_two) = (carried_out + usize::from(outcome.is_ok()), of_two + usize::from(outcome.is_ok()));
            match outcome {
                Ok(born) => keys.extend(born),
                Err(CommandError::NotFound | CommandError::Refused(_)) => {}
                Err(error) => panic!("seed {seed} step {step}: {who} {key} {other}: {error:?}"),
            }
            continue;
        }
        let key = &keys[random.random_range(0..keys.len())];
        let command = any_command(&mut random, &people, &keys, now);
        let asked = format!("seed {seed} step {step}: {who} {key} {command:?}");
        match store.command(&scope(&store, who), &actor(&store, who), key, None, command, now).await {
            Ok(_) => carried_out += 1,
            Err(CommandError::NotFound | CommandError::Refused(_)) => {}
            Err(other) => panic!("{asked}: {other:?}"),
        }
    }
    assert!(of_two > 2, "seed {seed}: only {of_two} merges and splits were possible");
    assert!(carried_out > 30, "seed {seed}: only {carried_out} commands were possible");

    // A merge may have been written a second ahead of the moment.
    now = now + Seconds::minutes(1);
    for due in store.watch_due(&store.system(), now, 500).await.unwrap() {
        store.watch_one(&store.system(), &due.key, now).await.unwrap();
    }
    let found = store.doctor(&store.system(), false, now).await.unwrap();
    assert_eq!(found.findings, Vec::new(), "seed {seed}");
    assert_eq!(found.tickets, keys.len() as u64);
    let counted = figures_equal_their_histories(&store, &keys, now).await;
    assert!(counted > 20, "seed {seed}: only {counted} outcomes");
    for key in &keys {
        let client = if key.prefix() == "ACME" { "cora" } else { "dora" };
        let detail = store.detail(&scope(&store, client), key, now).await.unwrap().unwrap();
        let shown = format!("{:?} {:?}", detail.ticket, detail.events);
        assert!(!shown.contains(SECRET), "seed {seed} {key}: {shown}");
        let foreign = if key.prefix() == "ACME" { "BRIM-" } else { "ACME-" };
        assert!(!shown.contains(foreign), "seed {seed} {key}: {shown}");
        // The client's copy leaves the clocks as they are.
        let whole = store.detail(&scope(&store, "ada"), key, now).await.unwrap().unwrap();
        let brief = |clocks: &[domain::sla::Clock]| -> Vec<_> {
            clocks
                .iter()
                .map(|clock| (clock.metric, clock.cycle, clock.state.clone(), clock.due, clock.elapsed))
                .collect()
        };
        assert_eq!(brief(&detail.clocks), brief(&whole.clocks), "seed {seed} {key}");
    }
}
