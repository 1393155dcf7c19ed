//! Properties that hold for any opening hours and any ticket.

use domain::ids::PolicyId;
use domain::sla::clock::ClockState;
use domain::sla::explain::{Context, IntervalKind};
use domain::sla::policy::{PauseReason, PolicyBook, Targets, Warning};
use domain::sla::windows::Opening;
use domain::sla::{
    Basis, ClockChip, Metric, OpenWindows, Policy, PriorityKey, PriorityRule, SlaEvent, SlaEventKind as Kind, Target,
    evaluate, face,
};
use domain::time::{Seconds, Timestamp};
use proptest::prelude::*;

const HORIZON: i64 = 2_000_000;

fn at(unix: i64) -> Timestamp {
    Timestamp::from_unix(unix)
}

prop_compose! {
    /// Gaps and lengths by turns, from the horizon's beginning.
    fn hours()(steps in prop::collection::vec((1_i64..40_000, 1_i64..40_000), 1..40)) -> OpenWindows {
        let mut cursor = 0;
        let mut openings = Vec::new();
        for (gap, length) in steps {
            let open = cursor + gap;
            cursor = open + length;
            openings.push(Opening { open: at(open), close: at(cursor), day: at(open - gap / 2) });
        }
        OpenWindows::new(at(0), at(HORIZON), openings)
    }
}

fn kind() -> impl Strategy<Value = Kind> {
    prop_oneof![
        Just(Kind::ClientMessage),
        Just(Kind::PublicReply),
        Just(Kind::InternalNote),
        Just(Kind::Acknowledged),
        Just(Kind::Triaged),
        (1_i64..90_000).prop_map(|max| Kind::Paused { reason: "wait".to_owned(), max: Seconds::new(max) }),
        Just(Kind::Resumed),
        prop::sample::select(vec!["high", "low"]).prop_map(|key| Kind::PriorityChanged { to: PriorityKey::new(key) }),
        Just(Kind::Resolved),
        Just(Kind::Reopened),
        (0_i64..400_000).prop_map(|when| Kind::NextUpdatePromised { at: at(when) }),
    ]
}

prop_compose! {
    /// A ticket from instant 1,000 on, with events at strictly later, different instants.
    fn events()(steps in prop::collection::vec((1_i64..30_000, kind()), 0..12)) -> Vec<SlaEvent> {
        let policy = policy().reference();
        let kind = Kind::Reported { reported_at: None, policy, priority: PriorityKey::new("high") };
        let mut events = vec![SlaEvent { at: at(1_000), by: None, kind }];
        let mut when = 1_000;
        for (step, kind) in steps {
            when += step;
            events.push(SlaEvent { at: at(when), by: Some("Mira".to_owned()), kind });
        }
        events
    }
}

fn policy() -> Policy {
    let within = |hours, basis| Target::Within { target: Seconds::hours(hours), basis };
    let rule = |key: &str, factor: i64| PriorityRule {
        key: PriorityKey::new(key),
        name: key.to_owned(),
        short: key.to_owned(),
        meaning: String::new(),
        targets: Targets {
            acknowledge: within(factor, Basis::Calendar),
            triage: Target::SAME_BUSINESS_DAY,
            first_response: within(2 * factor, Basis::Business),
            next_update: within(3 * factor, Basis::Business),
            resolution: within(8 * factor, Basis::Business),
        },
        pausable: true,
        answer_every_message: false,
        requires: Vec::new(),
        requires_before_triaged: Vec::new(),
        requires_before_queued: Vec::new(),
        requires_before_shipped: Vec::new(),
        escalation: None,
        only_during_active_plan: false,
    };
    Policy {
        id: PolicyId::new("p"),
        version: 1,
        name: "p".to_owned(),
        effective_from: at(0),
        priorities: vec![rule("high", 1), rule("low", 4)],
        fallback_priority: PriorityKey::new("high"),
        pause_reasons: vec![PauseReason { key: "wait".to_owned(), name: "Waiting".to_owned(), max: Seconds::days(1) }],
        grace: Seconds::minutes(15),
        reopen_within: Seconds::days(14),
        warning: Warning::default(),
        max_next_update: Some(Seconds::days(2)),
        escalation_chain: None,
    }
}

proptest! {
    #[test]
    fn due_and_elapsed_are_inverse(hours in hours(), start in 0..HORIZON, budget in 1_i64..200_000) {
        if let Some(due) = hours.due(at(start), Seconds::new(budget)) {
            prop_assert_eq!(hours.elapsed(at(start), due), Some(Seconds::new(budget)));
            let second_before = hours.elapsed(at(start), due - Seconds::new(1));
            prop_assert_eq!(second_before, Some(Seconds::new(budget - 1)), "the earliest such instant");
        } else {
            prop_assert!(hours.elapsed(at(start), at(HORIZON)) < Some(Seconds::new(budget)));
        }
    }

    #[test]
    fn elapsed_adds_up(hours in hours(), mut cuts in prop::array::uniform3(0..HORIZON)) {
        cuts.sort_unstable();
        let [a, b, c] = cuts.map(at);
        let parts = hours.elapsed(a, b).unwrap() + hours.elapsed(b, c).unwrap();
        prop_assert_eq!(hours.elapsed(a, c), Some(parts));
    }

    #[test]
    fn the_next_opening_is_open_and_everything_before_it_closed(hours in hours(), start in 0..HORIZON) {
        if let Some(open) = hours.next_open(at(start)) {
            prop_assert_eq!(hours.is_open(open), Some(true));
            prop_assert_eq!(hours.elapsed(at(start), open), Some(Seconds::ZERO));
        }
    }

    #[test]
    fn the_text_form_is_lossless(hours in hours(), mut cuts in prop::array::uniform2(0..HORIZON)) {
        cuts.sort_unstable();
        let [from, to] = cuts.map(at);
        prop_assert_eq!(OpenWindows::decode(&String::from(hours.clone())), Some(hours.clone()));
        let part = OpenWindows::decode(&hours.encode(from, to)).unwrap();
        prop_assert_eq!(part.elapsed(from, to), hours.elapsed(from, to));
    }

    #[test]
    fn a_long_budget_is_found_like_a_short_one(hours in hours(), start in 0..HORIZON, budgets in prop::collection::vec(1_i64..60_000, 1..30)) {
        // Step by step over many openings, or in one leap: the same instant.
        let mut cursor = Some(at(start));
        for budget in &budgets {
            cursor = cursor.and_then(|from| hours.due(from, Seconds::new(*budget)));
        }
        prop_assert_eq!(hours.due(at(start), Seconds::new(budgets.iter().sum())), cursor);
    }

    #[test]
    fn decoding_never_panics(text in "(v1|24x7)?[ 0-9a-z.*-]{0,60}") {
        let _ = OpenWindows::decode(&text);
    }

    #[test]
    fn the_order_in_which_events_are_stored_does_not_matter(hours in hours(), events in events(), now in 1_000_i64..500_000) {
        let book = PolicyBook::new(policy());
        let sorted = evaluate(&events, &book, &hours, at(now));
        let reversed: Vec<_> = events.iter().rev().cloned().collect();
        let mut other = evaluate(&reversed, &book, &hours, at(now));
        let last = u32::try_from(events.len()).unwrap() - 1;
        for excluded in other.iter_mut().flat_map(|clock| &mut clock.excluded) {
            excluded.event = last - excluded.event;
        }
        prop_assert_eq!(sorted, other);
    }

    #[test]
    fn an_explanation_has_no_holes_and_adds_up(hours in hours(), events in events(), now in 1_000_i64..500_000) {
        let book = PolicyBook::new(policy());
        let policy = policy();
        let context = Context { events: &events, windows: &hours, holidays: &[], policy: Some(&policy) };
        for clock in evaluate(&events, &book, &hours, at(now)) {
            let explanation = clock.explain(&context, at(now));
            let end = clock.stopped_at.unwrap_or(at(now)).max(clock.started_at);
            let mut cursor = clock.started_at;
            for interval in &explanation.intervals {
                prop_assert_eq!(interval.from, cursor);
                prop_assert!(interval.from < interval.to);
                cursor = interval.to;
            }
            prop_assert_eq!(cursor, end);
            prop_assert_eq!(explanation.counted, clock.elapsed);
            let has_pause = explanation.intervals.iter().any(|one| matches!(one.kind, IntervalKind::Paused { .. }));
            prop_assert!(has_pause || clock.paused_total == Seconds::ZERO);
        }
    }

    #[test]
    fn a_stopped_clock_never_changes_unless_reopened(hours in hours(), events in events(), now in 1_000_i64..400_000, later in 1_i64..100_000) {
        let events: Vec<_> = events.into_iter().filter(|event| event.kind != Kind::Reopened).collect();
        let book = PolicyBook::new(policy());
        let before = evaluate(&events, &book, &hours, at(now));
        let after = evaluate(&events, &book, &hours, at(now + later));
        for clock in before.iter().filter(|clock| !clock.is_open()) {
            prop_assert!(after.contains(clock), "{clock:#?}");
        }
    }

    #[test]
    fn the_verdict_is_the_due_to_the_second(hours in hours(), events in events(), now in 1_000_i64..500_000) {
        for clock in evaluate(&events, &PolicyBook::new(policy()), &hours, at(now)) {
            if let (Some(due), Some(stopped)) = (clock.due, clock.stopped_at) {
                prop_assert_eq!(clock.state == ClockState::Missed, stopped > due);
            }
            if let (Some(due), Some(remaining), None) = (clock.due, clock.remaining, clock.stopped_at) {
                prop_assert_eq!(remaining < Seconds::ZERO, at(now) > due);
                prop_assert_eq!(clock.is_overdue(at(now)), at(now) > due);
            }
            prop_assert!(clock.warn_at.is_none_or(|warn| Some(warn) <= clock.due));
        }
    }

    #[test]
    fn a_chip_ticks_to_what_the_server_would_show(hours in hours(), events in events(), now in 1_000_i64..400_000, later in 0_i64..40_000) {
        // No events lie between: the browser's clock, ticking alone, equals a fresh page.
        let events: Vec<_> = events.into_iter().filter(|event| event.at <= at(now)).collect();
        let book = PolicyBook::new(policy());
        let old = evaluate(&events, &book, &hours, at(now));
        let new = evaluate(&events, &book, &hours, at(now + later));
        for (old, new) in old.iter().zip(&new) {
            let same_state = std::mem::discriminant(&old.state) == std::mem::discriminant(&new.state);
            let resumed = matches!((&old.state, &new.state), (ClockState::Paused { .. }, ClockState::Running));
            let ticked = face(&ClockChip::from(old), &hours, at(now + later));
            let fresh = face(&ClockChip::from(new), &hours, at(now + later));
            if (same_state || resumed) && old.metric != Metric::Triage {
                prop_assert_eq!(&ticked.words, &fresh.words, "{:#?} {:#?}", old, new);
                prop_assert!(resumed || ticked.tone == fresh.tone);
            }
        }
    }
}
