//! A deliberately naive second opinion on the SLA rules, written from SLA.md: it walks minute by minute (or
//! second by second where the zone's offset has odd seconds) and shares no code with the engine. Both answer
//! the same generated cases and must agree.
//!
//! The same generated cases are also written to files, for the engine on other machines: see `twin`.
//!
//! `SLA_ORACLE_CASES` sets the number of cases (default: a few seconds' worth), `SLA_ORACLE_SEED` the seed.
#![cfg(feature = "native")]

mod compare;
mod generate;
mod invent;
mod naive_calendar;
mod naive_ticket;
mod random;
mod story;
mod write;
mod zones;

use generate::Setting;
use random::Random;

const DEFAULT_SEED: u64 = 0x5EED_0F5A;
const DEFAULT_CASES: u64 = 4_000;

fn setting(name: &str, default: u64) -> u64 {
    match std::env::var(name) {
        Ok(text) => text.parse().unwrap_or_else(|_| panic!("{name} must be a whole number, not {text:?}")),
        Err(_) => default,
    }
}

/// The setting of a round: a zone, a stretch of time, a calendar; and the randomness for what is asked in it.
fn begin(seed: u64, round: u64) -> (Random, Setting, String) {
    let mut random = Random::new(seed.wrapping_add(round));
    let zone = zones::ZONES[usize::try_from(round).unwrap() % zones::ZONES.len()];
    let setting = generate::setting(&mut random, zone);
    (random, setting, format!("seed {seed}, round {round}, zone {zone}"))
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
        let (mut random, setting, place) = begin(seed, round);
        compare::questions(&mut random, &setting, &place, &mut tally);
        compare::tickets(&mut random, &setting, &place, &mut tally);
        round += 1;
    }
    println!("{tally:?}");
    tally.assert_varied(wanted);
}

/// Writes generated cases and what the engine says to them here to `cases.jsonl` and `native.jsonl` in the folder
/// `SLA_CASES_FOLDER`, from round `SLA_CASES_FROM` on. `cargo xtask same-bytes` lets WASM answer the same file.
#[test]
#[ignore = "writes files for cargo xtask same-bytes"]
fn write_cases_for_other_machines() {
    let folder = std::env::var_os("SLA_CASES_FOLDER").expect("SLA_CASES_FOLDER names a folder");
    let seed = setting("SLA_ORACLE_SEED", DEFAULT_SEED);
    let wanted = setting("SLA_ORACLE_CASES", DEFAULT_CASES);
    let first = setting("SLA_CASES_FROM", 0);
    let rounds = first..first + wanted.div_ceil(invent::QUESTIONS + invent::TICKETS);
    let cases = write::cases(rounds.map(|round| begin(seed, round)));
    let answers = twin::answers(&cases).expect("the engine reads its own cases");
    let folder = std::path::Path::new(&folder);
    std::fs::write(folder.join("cases.jsonl"), cases).expect("the folder takes files");
    std::fs::write(folder.join("native.jsonl"), answers).expect("the folder takes files");
}
