//! Figures of reports: what is kept equals what the histories say, for the right people, and nothing is lost or doubled.

use std::ops::Bound;
use std::sync::atomic::Ordering;

use domain::ids::{CalendarId, ClientId, ProductId, TicketKey};
use domain::insight::{Figures, Month, MonthRange, Outcome, Settled, outcomes};
use domain::sla::zone::{Tz, parse_zone, tz_database_version};
use domain::sla::{Metric, PriorityKey};
use domain::ticket::{Command, Facts, Lane, StateChange, TicketState};
use domain::time::{Seconds, Timestamp};
use surrealdb::types::{RecordId, RecordIdKey, Value, array, vars};

use crate::Store;
use crate::doctor::{Finding, RowFault};
use crate::insight::ReportFilter;
use crate::record::{IDS, record, records_from};
use crate::tests::{ACME_HRM, ACME_WEB, BRIM_HRM, act, minutes, note, reply, report, scope, start, store};
use crate::tickets::OutcomeRow;

fn zone() -> Tz {
    parse_zone("Europe/Berlin").unwrap()
}

/// Months around the tests' present.
fn range() -> MonthRange {
    let month = Month::of(start(), zone());
    MonthRange::read(&month.plus(-2).to_string(), &month.plus(3).to_string(), start(), zone()).unwrap()
}

pub(crate) async fn figures(store: &Store, who: &str, filter: &ReportFilter) -> Figures {
    store.figures(&scope(store, who), filter, range(), zone()).await.unwrap()
}

/// Compares the figures of everybody's tickets with those computed from the histories; says how many outcomes count.
pub(crate) async fn figures_equal_their_histories(store: &Store, keys: &[TicketKey], now: Timestamp) -> usize {
    let (mut computed, mut counted) = (Figures::default(), 0);
    for key in keys {
        let detail = store.detail(&scope(store, "ada"), key, now).await.unwrap().unwrap();
        for outcome in outcomes(&detail.events, &detail.clocks, &detail.windows) {
            let month = Month::of(outcome.at, zone());
            let settled = Settled { key: key.clone(), engagement: detail.engagement.id.clone(), outcome };
            computed.add(&settled, month);
            counted += 1;
        }
    }
    let stored = figures(store, "ada", &ReportFilter::default()).await;
    // Durations are read in another order.
    for metric in Figures::TIMED {
        let (stored, computed) = (stored.times_of(metric), computed.times_of(metric));
        assert_eq!(stored.in_all.mean(), computed.in_all.mean());
        assert_eq!(stored.on_the_clock.median(), computed.on_the_clock.median());
        assert_eq!(stored.in_all.count(), computed.in_all.count());
    }
    assert_eq!(stored.cells, computed.cells);
    assert_eq!(stored.taken_out.totals(), computed.taken_out.totals());
    counted
}

fn to(state: TicketState) -> Command {
    let facts = Facts { workaround: "Paper".to_owned(), ..Facts::default() };
    Command::ChangeState(StateChange { facts, reason: "Because".to_owned(), ..StateChange::to(state) })
}

pub(crate) async fn outcome_ids(store: &Store) -> Vec<RecordId> {
    let all = records_from("outcome", Bound::Excluded(RecordIdKey::Array(array![""])));
    store.db.read(IDS, vars! { range: all, limit: 1000 }).await.unwrap()
}

/// Two tickets of ACME and one of BRIM with something to count.
async fn filled() -> (Store, Vec<TicketKey>) {
    let store = store().await;
    let mut keys = Vec::new();
    for engagement in [ACME_HRM, ACME_WEB, BRIM_HRM] {
        let key = report(&store, engagement, "Counted", start()).await;
        act(&store, "ada", &key, reply("Looking"), start() + minutes(10)).await;
        act(&store, "ada", &key, to(TicketState::InProgress), start() + minutes(20)).await;
        act(&store, "ada", &key, to(TicketState::WaitingOnClient), start() + minutes(30)).await;
        act(&store, "ada", &key, to(TicketState::InProgress), start() + minutes(90)).await;
        act(&store, "ada", &key, to(TicketState::Resolved), start() + minutes(120)).await;
        keys.push(key);
    }
    (store, keys)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_kept_equals_what_the_histories_say() {
    let (store, keys) = filled().await;
    assert!(figures_equal_their_histories(&store, &keys, start() + minutes(121)).await >= 6);
    let all = figures(&store, "ada", &ReportFilter::default()).await;
    assert_eq!(all.of_metric(Metric::Resolution).met, 3);
    assert_eq!(all.of_metric(Metric::Resolution).paused, Seconds::hours(3));
    assert_eq!(all.times_of(Metric::Resolution).on_the_clock.mean(), Some(Seconds::hours(1)));
    assert_eq!(all.taken_out.totals()[0].tickets.len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn rule_15_an_outcome_is_kept_with_everything_that_it_was_computed_with() {
    let (store, keys) = filled().await;
    let rows: Vec<OutcomeRow> = store.db.read("SELECT * FROM outcome", vars! {}).await.unwrap();
    assert!(rows.len() >= 2 * keys.len(), "{rows:?}");
    for row in rows {
        let outcome: Outcome = serde_json::from_str(&row.document).unwrap();
        let directory = store.directory();
        let calendar = directory.calendar(&CalendarId::new(&row.calendar)).unwrap();
        assert!(calendar.versions.iter().any(|version| i64::from(version.version) == row.calendar_version), "{row:?}");
        assert_eq!(row.tz_database, tz_database_version());
        let policy = outcome.policy.expect("a policy promised it");
        let versions = directory.policy_versions(&policy);
        assert!(versions.iter().any(|one| one.version == outcome.policy_version), "{policy:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_ticket_and_a_note_write_no_outcome() {
    let store = store().await;
    let key = report(&store, ACME_HRM, "New", start()).await;
    act(&store, "ada", &key, note("Odd"), start() + minutes(1)).await;
    assert_eq!(outcome_ids(&store).await, Vec::new());
    assert!(figures(&store, "ada", &ReportFilter::default()).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_gets_the_figures_of_their_own_engagements_only() {
    let (store, _) = filled().await;
    let resolved = async |who: &str, filter: ReportFilter| {
        let all = figures(&store, who, &filter).await;
        let open = store.backlog(&scope(&store, who), &filter, start()).await.unwrap();
        assert_eq!(open.backlog.total().open, 0);
        all.of_metric(Metric::Resolution).met
    };
    let none = ReportFilter::default;
    let client = |id: &str| ReportFilter { client: Some(ClientId::new(id)), ..none() };
    for (who, own) in [("ada", 3), ("amir", 1), ("bea", 2), ("cora", 2), ("carl", 2), ("dora", 1)] {
        assert_eq!(resolved(who, none()).await, own, "{who}");
    }
    assert_eq!(resolved("cora", client("brim")).await, 0, "another client's figures");
    assert_eq!(resolved("dora", client("acme")).await, 0, "another client's figures");
    assert_eq!(resolved("amir", client("brim")).await, 0, "an agent without the engagement");
    assert_eq!(resolved("ada", client("brim")).await, 1);
    let web = ReportFilter { product: Some(ProductId::new("web")), ..none() };
    assert_eq!((resolved("ada", web.clone()).await, resolved("dora", web).await), (1, 0));
    let priority = |key: &str| ReportFilter { priority: Some(PriorityKey::new(key)), ..none() };
    assert_eq!((resolved("ada", priority("high")).await, resolved("ada", priority("low")).await), (3, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn months_outside_the_range_are_not_counted() {
    let (store, _) = filled().await;
    let before = Month::of(start(), zone()).plus(-1).to_string();
    let range = MonthRange::read(&before, &before, start(), zone()).unwrap();
    let figures = store.figures(&scope(&store, "ada"), &ReportFilter::default(), range, zone()).await.unwrap();
    assert!(figures.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_breach_counts_when_it_is_marked_and_a_reopened_resolution_is_taken_back() {
    let store = store().await;
    let key = report(&store, ACME_HRM, "Late", start()).await;
    let late = start() + Seconds::hours(25);
    store.watch_one(&store.system(), &key, late).await.unwrap();
    let response = async || figures(&store, "ada", &ReportFilter::default()).await.of_metric(Metric::FirstResponse);
    assert_eq!((response().await.missed, response().await.met), (1, 0));
    act(&store, "ada", &key, reply("Sorry"), late + minutes(1)).await;
    assert_eq!((response().await.missed, response().await.met), (1, 0), "it is not counted twice");

    let resolved = async || figures(&store, "ada", &ReportFilter::default()).await.of_metric(Metric::Resolution);
    act(&store, "ada", &key, to(TicketState::InProgress), late + minutes(2)).await;
    act(&store, "ada", &key, to(TicketState::Resolved), late + minutes(3)).await;
    assert_eq!(resolved().await.counted(), 1);
    act(&store, "cora", &key, Command::Reopen { body: "Still there".to_owned() }, late + minutes(4)).await;
    assert_eq!(resolved().await.counted(), 0);
    act(&store, "ada", &key, to(TicketState::Resolved), late + minutes(5)).await;
    assert_eq!(resolved().await.counted(), 1);
    figures_equal_their_histories(&store, &[key], late + minutes(6)).await;
    let found = store.doctor(&store.system(), false, late + minutes(6)).await.unwrap();
    assert_eq!(found.findings, Vec::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_doctor_finds_lost_forged_and_stray_outcomes_and_makes_them_right() {
    let (store, keys) = filled().await;
    let (system, now) = (store.system(), start() + minutes(121));
    assert_eq!(store.doctor(&system, false, now).await.unwrap().findings, Vec::new());
    let ids = outcome_ids(&store).await;
    let spoil = async |sql: &'static str, id: RecordId| {
        store.db.write::<Value>(sql, vars! { id: id }).await.unwrap();
    };
    spoil("DELETE $id", ids[0].clone()).await;
    spoil("UPDATE $id SET document = '{}'", ids[1].clone()).await;
    let stray = array![ACME_HRM, 1_i64, "ACME-1", "resolution", 7_i64, 1_i64];
    let stray = RecordId::new("outcome", RecordIdKey::Array(stray));
    spoil("CREATE $id CONTENT { document: '{}', calendar: '', calendar_version: 1, tz_database: '' }", stray).await;
    spoil("UPDATE $id SET outcomes = NONE", record("ticket", &keys[2].to_string())).await;

    let found = store.doctor(&system, true, now).await.unwrap();
    let faults: Vec<RowFault> = found
        .findings
        .iter()
        .filter_map(|finding| match finding {
            Finding::Outcome { fault, .. } => Some(*fault),
            _ => None,
        })
        .collect();
    for fault in [RowFault::Missing, RowFault::Differs, RowFault::Unknown] {
        assert_eq!(faults.iter().filter(|found| **found == fault).count(), 1, "{found:?}");
    }
    let list = Finding::Projection { key: keys[2].clone(), fields: vec!["outcomes"] };
    assert!(found.findings.contains(&list) && found.is_healthy(), "{found:?}");
    assert_eq!(store.doctor(&system, false, now).await.unwrap().findings, Vec::new());
    figures_equal_their_histories(&store, &keys, now).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_doctor_says_of_an_outcome_that_cannot_be_computed_any_more_that_it_is_lost() {
    let (store, keys) = filled().await;
    let (system, now) = (store.system(), start() + minutes(121));
    // A miss that was counted by rules of then: the clock's end is the same, so it stands; its row is gone.
    let ticket = record("ticket", &keys[0].to_string());
    let listed: Option<String> =
        store.db.read("SELECT VALUE outcomes FROM ONLY $ticket", vars! { ticket: ticket.clone() }).await.unwrap();
    let lost = format!("[{},\"resolution\",1,0]", (start() + minutes(1)).unix());
    let listed = listed.unwrap().replacen('[', &format!("[{lost},"), 1);
    let vars = vars! { ticket: ticket, listed: listed };
    store.db.write::<Value>("UPDATE ONLY $ticket SET outcomes = $listed", vars).await.unwrap();
    for rebuild in [true, false] {
        let found = store.doctor(&system, rebuild, now).await.unwrap();
        let lost: Vec<_> =
            found.findings.iter().filter(|finding| matches!(finding, Finding::LostOutcome { .. })).collect();
        assert_eq!(lost.len(), 1, "{found:?}");
        assert!(!lost[0].is_repairable() && lost[0].to_string().contains("restore it from a backup"));
        assert!(!found.is_healthy(), "nothing was repaired by saying so");
        assert!(!found.findings.iter().any(|finding| matches!(finding, Finding::Outcome { .. })), "{found:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_reads_only_the_months_that_are_asked_for() {
    let (store, keys) = filled().await;
    let before = figures(&store, "ada", &ReportFilter::default()).await;
    // Whoever read these would stumble.
    let spoilt = |at: Timestamp| {
        RecordId::new("outcome", RecordIdKey::Array(array![ACME_HRM, at.unix(), keys[0].to_string(), "triage", 9, 0]))
    };
    let (from, to) = range().bounds(zone());
    for at in [from - Seconds::new(1), to] {
        let sql = "CREATE $id CONTENT { document: 'x', calendar: '', calendar_version: 1, tz_database: '' }";
        store.db.write::<Value>(sql, vars! { id: spoilt(at) }).await.unwrap();
    }
    assert_eq!(figures(&store, "ada", &ReportFilter::default()).await.cells, before.cells);
    let month = Month::of(start(), zone());
    let wider = MonthRange::read(&month.plus(-3).to_string(), &month.to_string(), start(), zone()).unwrap();
    let found = store.figures(&scope(&store, "ada"), &ReportFilter::default(), wider, zone()).await;
    assert!(found.is_err(), "the test's record can be stumbled over");
}

#[tokio::test(flavor = "multi_thread")]
async fn tickets_of_an_older_program_are_counted_by_the_next_one() {
    let (store, keys) = filled().await;
    let as_before = "{
        UPDATE ticket SET outcomes = NONE, reported_at = NONE RETURN NONE;
        DELETE outcome RETURN NONE; DELETE chore RETURN NONE; RETURN NONE;
    }";
    store.db.write::<Value>(as_before, vars! {}).await.unwrap();
    store.look_for_outcomes().await.unwrap();
    assert!(!store.has_all_outcomes(), "a report says that figures are missing");
    assert!(figures(&store, "ada", &ReportFilter::default()).await.is_empty());
    store.fill_outcomes(&store.system()).await.unwrap();
    assert!(store.has_all_outcomes());
    figures_equal_their_histories(&store, &keys, start() + minutes(121)).await;
    let found = store.doctor(&store.system(), false, start() + minutes(121)).await.unwrap();
    assert_eq!(found.findings, Vec::new());
    // Done once: what is spoiled afterwards is the doctor's.
    store.db.write::<Value>("{ DELETE outcome RETURN NONE; RETURN NONE; }", vars! {}).await.unwrap();
    store.has_all_outcomes.store(false, Ordering::Relaxed);
    store.look_for_outcomes().await.unwrap();
    store.fill_outcomes(&store.system()).await.unwrap();
    assert_eq!(outcome_ids(&store).await, Vec::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_backlog_is_every_open_ticket_by_age_and_lane() {
    let store = store().await;
    let old = report(&store, ACME_HRM, "Old", start() - Seconds::days(10)).await;
    report(&store, ACME_WEB, "New", start()).await;
    report(&store, BRIM_HRM, "Theirs", start()).await;
    store.watch_one(&store.system(), &old, start()).await.unwrap();
    let now = start() + minutes(1);
    let backlog =
        async |who: &str| store.backlog(&scope(&store, who), &ReportFilter::default(), now).await.unwrap().backlog;
    let of_acme = backlog("cora").await;
    assert_eq!((of_acme.total().open, of_acme.total().overdue), (2, 1));
    assert_eq!((of_acme.bands[0].open, of_acme.bands[3].open), (1, 1));
    let oldest = of_acme.oldest.unwrap();
    assert_eq!((oldest.key, oldest.lane), (old.clone(), Lane::Overdue));
    assert_eq!((backlog("dora").await.total().open, backlog("ada").await.total().open), (1, 3));
    act(&store, "ada", &old, to(TicketState::InProgress), now).await;
    act(&store, "ada", &old, to(TicketState::Resolved), now).await;
    assert_eq!(backlog("cora").await.total().open, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_writer_who_was_overtaken_takes_nothing_back() {
    let store = store().await;
    let key = report(&store, ACME_HRM, "Overtaken", start()).await;
    act(&store, "ada", &key, reply("We are on it"), start() + minutes(5)).await;
    let answered = figures(&store, "ada", &ReportFilter::default()).await;
    // Each began before the answer and writes after it.
    act(&store, "bea", &key, note("Seen too"), start() + minutes(4)).await;
    store.watch_one(&store.system(), &key, start() + minutes(3)).await.unwrap();
    let after = figures(&store, "ada", &ReportFilter::default()).await;
    assert_eq!(after.cells, answered.cells, "the answer is still counted");
    let now = start() + minutes(6);
    assert!(figures_equal_their_histories(&store, std::slice::from_ref(&key), now).await > 0);
    let report = store.doctor(&store.system(), false, now).await.unwrap();
    assert!(report.is_healthy(), "{:?}", report.findings);
}
