//! A deliberately naive second opinion on the SLA rules, written from SLA.md: it walks minute by minute (or
//! second by second where the zone's offset has odd seconds) and shares no code with the engine. Both answer
//! the same generated cases and must agree.
//!
//! `SLA_ORACLE_CASES` sets the number of cases (default: a few seconds' worth), `SLA_ORACLE_SEED` the seed.
#![cfg(feature = "native")]

mod compare;
mod generate;
mod naive_calendar;
mod naive_ticket;
mod random;
mod story;
mod zones;

use random::Random;

const DEFAULT_SEED: u64 = 0x5EED_0F5A;
const DEFAULT_CASES: u64 = 4_000;

fn setting(name: &str, default: u64) -> u64 {
    match std::env::var(name) {
        Ok(text) => text.parse().unwrap_or_else(|_| panic!("{name} must be a whole number, not {text:?}")),
        Err(_) => default,
    }
}

/// Each setting is one zone, one stretch of time and one calendar; many questions and tickets share it.
#[test]
fn engine_and_oracle_agree_on_generated_cases() {
    let seed = setting("SLA_ORACLE_SEED", DEFAULT_SEED);
    let wanted = setting("SLA_ORACLE_CASES", DEFAULT_CASES);
    println!("SLA_ORACLE_SEED={seed} SLA_ORACLE_CASES={wanted}");
    let mut tally = compare::Tally::default();
    let mut round = 0_u64;
    while tally.cases() < wanted {
        let mut random = Random::new(seed.wrapping_add(round));
        let zone = zones::ZONES[usize::try_from(round).unwrap() % zones::ZONES.len()];
        let setting = generate::setting(&mut random, zone);
        let place = format!("seed {seed}, round {round}, zone {zone}");
        compare::questions(&mut random, &setting, &place, &mut tally);
        compare::tickets(&mut random, &setting, &place, &mut tally);
        round += 1;
    }
    println!("{tally:?}");
    tally.assert_varied(wanted);
}
