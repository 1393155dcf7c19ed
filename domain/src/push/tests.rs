use super::*;
use crate::ids::{EngagementId, PersonId, TicketKey};
use crate::people::{Actor, PersonRef};
use crate::sla::zone::parse_zone;
use crate::sla::{Metric, templates};
use crate::ticket::{Report, report};
use crate::time::Seconds;

/// Mon 23 Nov 2026, 09:00 UTC.
const START: Timestamp = Timestamp::from_unix(1_795_424_400);

fn id(name: &str) -> PersonId {
    PersonId::new(name.to_lowercase())
}

fn person(name: &str) -> PersonRef {
    PersonRef { id: id(name), name: name.to_owned() }
}

fn staff(name: &str) -> Actor {
    Actor::Staff(person(name))
}

fn client(name: &str) -> Actor {
    Actor::Client(person(name))
}

/// A history, written event by event. Mira and Amal are the provider's, Ruth and Helen the client's.
struct Story {
    policy: Policy,
    events: Vec<Event>,
}

impl Story {
    fn begin(impact: &str) -> Self {
        let policy = templates::policies().into_iter().find(|policy| policy.id.as_str() == "hrm-route").unwrap();
        let form = Report {
            engagement: EngagementId::new("brimley-rota"),
            title: "Nobody on ward 4 can sign in".to_owned(),
            what_happens: "Session expired.".to_owned(),
            blocks: String::new(),
            impact: impact.to_owned(),
            reporter: person("Ruth"),
            reported_at: None,
            attachments: Vec::new(),
        };
        let kind = report(&form, &client("Ruth"), &policy, START).unwrap();
        Self { policy, events: vec![Event { seq: 1, at: START, by: client("Ruth"), kind }] }
    }

    fn then(&mut self, by: Actor, kind: EventKind) -> &mut Self {
        let seq = u32::try_from(self.events.len() + 1).unwrap();
        self.events.push(Event { seq, at: START + Seconds::minutes(i64::from(seq)), by, kind });
        self
    }

    fn given_to(&mut self, by: &str, to: &str) -> &mut Self {
        self.then(staff(by), EventKind::Assigned { to: Some(person(to)) })
    }

    fn writes(&mut self, by: Actor, visibility: Visibility) -> &mut Self {
        let kind = EventKind::MessageAdded {
            visibility,
            body: "Please try\n\nonce more".to_owned(),
            attachments: Vec::new(),
            next_update_at: None,
        };
        self.then(by, kind)
    }

    fn ticket(&self) -> Ticket {
        Ticket::fold(TicketKey::new("BRIM", 42).unwrap(), &self.events).unwrap()
    }

    fn told(&self) -> Vec<(String, Kind)> {
        let audience = Audience { staff: vec![id("mira"), id("amal")], clients: vec![id("ruth"), id("helen")] };
        let told = told_by(&self.events, &self.ticket(), &self.policy, &audience);
        told.into_iter().map(|(person, kind)| (person.as_str().to_owned(), kind)).collect()
    }

    fn says(&self, kind: Kind, side: Side) -> Option<Message> {
        let zone = parse_zone("Europe/Zagreb").unwrap();
        let reader = Reader { side, zone, now: START, client: "Brimley Care" };
        Message::of(kind, self.events.last().unwrap(), &self.ticket(), &self.policy, reader)
    }
}

fn told(names: &[&str], kind: Kind) -> Vec<(String, Kind)> {
    names.iter().map(|name| ((*name).to_owned(), kind)).collect()
}

#[test]
fn the_worst_priority_tells_all_of_the_team_and_any_other_nobody() {
    assert_eq!(Story::begin("stopped").told(), told(&["amal", "mira"], Kind::Urgent));
    assert_eq!(Story::begin("workaround").told(), []);
    let mut raised = Story::begin("workaround");
    let (from, to) = (raised.policy.priorities[1].key.clone(), raised.policy.priorities[0].key.clone());
    raised.then(staff("Mira"), EventKind::PriorityChanged { from, to, reason: "All wards".to_owned() });
    assert_eq!(raised.told(), told(&["amal"], Kind::Urgent), "not whoever raised it");
}

#[test]
fn who_is_given_a_ticket_is_told_but_not_who_takes_it() {
    assert_eq!(Story::begin("blocked").given_to("Mira", "Amal").told(), told(&["amal"], Kind::Assigned));
    assert_eq!(Story::begin("blocked").given_to("Amal", "Amal").told(), []);
    assert_eq!(Story::begin("blocked").given_to("Mira", "Former").told(), [], "who may no longer see it is not told");
}

#[test]
fn a_message_tells_the_other_side_and_a_note_nobody() {
    let mut story = Story::begin("blocked");
    assert_eq!(story.writes(client("Ruth"), Visibility::Public).told(), [], "nobody owns it");
    story.given_to("Mira", "Amal");
    assert_eq!(story.writes(client("Helen"), Visibility::Public).told(), told(&["amal"], Kind::Reply));
    assert_eq!(story.writes(staff("Amal"), Visibility::Public).told(), told(&["ruth"], Kind::Reply));
    assert_eq!(story.writes(staff("Mira"), Visibility::Internal).told(), []);
    story.then(client("Ruth"), EventKind::ParticipantAdded { person: person("Helen") });
    assert_eq!(story.writes(staff("Amal"), Visibility::Public).told(), told(&["helen", "ruth"], Kind::Reply));
    story.then(client("Ruth"), EventKind::ParticipantAdded { person: person("Carmel") });
    assert_eq!(
        story.writes(staff("Amal"), Visibility::Public).told(),
        told(&["helen", "ruth"], Kind::Reply),
        "another client's"
    );
}

#[test]
fn a_warning_tells_the_owner_and_who_was_called_and_its_first_call_not_again() {
    let mut story = Story::begin("blocked");
    let (metric, due) = (Metric::FirstResponse, START + Seconds::hours(1));
    let warned = EventKind::ClockWarned { metric, cycle: 1, due };
    let escalated = |to: &[&str], level| EventKind::Escalated {
        cause: Cause::Warned { metric, due },
        level,
        round: 1,
        to: to.iter().map(|name| person(name)).collect(),
        told: vec![person("Ruth")],
        waited: None,
    };
    assert_eq!(story.then(Actor::System, warned.clone()).told(), [], "nobody owns it, nobody was called");
    story.given_to("Amal", "Amal");
    assert_eq!(story.then(Actor::System, warned.clone()).told(), told(&["amal"], Kind::Due));
    assert_eq!(story.then(Actor::System, escalated(&["Amal", "Mira"], 1)).told(), told(&["mira"], Kind::Due));
    assert_eq!(story.then(Actor::System, warned).told(), told(&["amal", "mira"], Kind::Due));
    assert_eq!(story.then(Actor::System, escalated(&["Amal"], 2)).told(), told(&["amal"], Kind::Due));
}

#[test]
fn a_message_is_short_names_the_ticket_and_tells_a_client_only_what_clients_read() {
    let mut story = Story::begin("stopped");
    let says = story.says(Kind::Urgent, Side::Staff).unwrap();
    assert_eq!(
        (says.title.as_str(), says.body.as_str()),
        ("BRIM-42 Nobody on ward 4 can sign in", "P0, reported by Ruth of Brimley Care.")
    );
    story.writes(staff("Amal"), Visibility::Public);
    assert_eq!(story.says(Kind::Reply, Side::Client).unwrap().body, "Amal: Please try once more");
    story.writes(staff("Amal"), Visibility::Internal);
    assert_eq!(story.says(Kind::Reply, Side::Client), None);
    let warned = EventKind::ClockWarned { metric: Metric::FirstResponse, cycle: 1, due: START + Seconds::hours(1) };
    story.then(Actor::System, warned);
    assert_eq!(story.says(Kind::Due, Side::Staff).unwrap().body, "First response is due Mon 11:00.");
    assert_eq!(story.says(Kind::Due, Side::Client), None);
    let body = "a b ".repeat(500);
    story.then(
        client("Ruth"),
        EventKind::MessageAdded { visibility: Visibility::Public, body, attachments: Vec::new(), next_update_at: None },
    );
    let says = story.says(Kind::Reply, Side::Staff).unwrap();
    assert!(says.body.ends_with('…') && says.body.chars().count() < 180, "{}", says.body);
}

#[test]
fn quiet_hours_hold_back_everything_but_the_worst_priority() {
    let zone = parse_zone("Europe/Zagreb").unwrap();
    let wishes = Preferences::read(Side::Staff, ["urgent", "reply"], "22:00", "07:00").unwrap();
    assert_eq!(wishes.off, BTreeSet::from([Kind::Assigned, Kind::Due]));
    // 23:00 in Zagreb; the morning is eight hours later.
    let night = START + Seconds::hours(13);
    assert_eq!(wishes.send_at(zone, false, night), night + Seconds::hours(8));
    assert_eq!(wishes.send_at(zone, true, night), night);
    assert_eq!(wishes.send_at(zone, false, START), START);
    assert_eq!(Preferences::default().send_at(zone, false, night), night);
}

#[test]
fn quiet_hours_that_are_none_are_refused_by_field() {
    let fields = |from, to| {
        let problems = Preferences::read(Side::Client, [], from, to).unwrap_err();
        problems.into_iter().map(|problem| problem.field).collect::<Vec<_>>()
    };
    assert_eq!(fields("22:00", ""), ["quiet_to"]);
    assert_eq!(fields("late", "25:00"), ["quiet_from", "quiet_to"]);
    assert_eq!(fields("24:00", "07:00"), ["quiet_from"]);
    assert_eq!(fields("07:00", "07:00"), ["quiet_to"]);
    assert_eq!(Preferences::read(Side::Client, ["reply"], " ", "").unwrap(), Preferences::default());
}

#[test]
fn what_was_held_back_is_not_said_when_it_has_been_dealt_with() {
    let mut story = Story::begin("blocked");
    story.given_to("Mira", "Amal");
    let is_stale =
        |story: &Story, kind, since: usize| is_stale(kind, &id("amal"), &story.ticket(), &story.events[since..]);
    assert!(!is_stale(&story, Kind::Assigned, 2) && !is_stale(&story, Kind::Urgent, 2));
    story.writes(staff("Mira"), Visibility::Public);
    assert!(is_stale(&story, Kind::Urgent, 2), "Mira has answered");
    assert!(!is_stale(&story, Kind::Assigned, 2) && !is_stale(&story, Kind::Due, 2));
    story.given_to("Mira", "Mira");
    assert!(is_stale(&story, Kind::Assigned, 2));
    story.writes(staff("Amal"), Visibility::Public);
    assert!(is_stale(&story, Kind::Reply, 2) && is_stale(&story, Kind::Due, 2));
}

#[test]
fn every_kind_is_read_back_and_a_client_has_one_switch() {
    for kind in Kind::ALL {
        assert_eq!(Kind::from_name(kind.as_str()), Some(kind));
    }
    assert_eq!(Kind::of(Side::Client), [Kind::Reply]);
}
