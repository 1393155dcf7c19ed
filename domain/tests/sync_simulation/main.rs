//! Work without a network, simulated: phones, people at desks, a server, and a network that loses, doubles, delays and
//! reorders; phones that crash between any two of their writes; a server that restarts in the middle of a batch. The
//! server judges with the rules of `domain`, and everything goes through its wire format as text. Everything that
//! happens is drawn from one seed.
//!
//! `SYNC_SCHEDULES` sets the number of schedules, `SYNC_SEED` the seed of the first one. A failure prints the seed of
//! its schedule and what happened in it; `SYNC_SEED=x SYNC_SCHEDULES=1` repeats it.
//!
//! # Layout
//! - `scene`: who is there; `acts`: what they do
//! - `phone`: a phone; `server`, `jobs`: the server; `world`: a schedule; `trouble`: what goes wrong
//! - `check`: what must hold; `fault`: ways to break it, each of which must be noticed; `tally`: what happened how often
#![cfg(feature = "native")]

mod acts;
mod check;
mod fault;
mod jobs;
mod phone;
#[path = "../sla_oracle/random.rs"]
mod random;
mod scene;
mod server;
mod tally;
mod trouble;
mod world;

use std::thread;

use fault::{Broken, Fault};
use tally::Tally;
use world::World;

const DEFAULT_SEED: u64 = 1;
const DEFAULT_SCHEDULES: u64 = 2_000;
/// From so many schedules on everything must have happened.
const VARIED_FROM: u64 = 2_000;
/// Schedules in which each fault must be noticed.
const NOTICED_WITHIN: u64 = 400;

fn setting(name: &str, default: u64) -> u64 {
    match std::env::var(name) {
        Ok(text) => text.parse().unwrap_or_else(|_| panic!("{name} must be a whole number, not {text:?}")),
        Err(_) => default,
    }
}

/// What happened in a schedule, or what did not hold in it.
fn play(seed: u64, fault: Option<Fault>) -> Result<Tally, Broken> {
    let _named = Named(seed);
    let mut world = World::new(seed, fault, false);
    world.run().map(|()| world.tally)
}

/// Says which schedule it was when something panics in it.
struct Named(u64);

impl Drop for Named {
    fn drop(&mut self) {
        if thread::panicking() {
            eprintln!("SYNC_SEED={} SYNC_SCHEDULES=1 repeats this", self.0);
        }
    }
}

/// Plays a schedule again and says everything that happens in it.
fn retell(seed: u64) -> String {
    let mut world = World::new(seed, None, true);
    let broken = world.run().expect_err("it failed a moment ago");
    let trace = world.trace.unwrap_or_default().join("\n");
    format!("{trace}\n{:?}: {}\nSYNC_SEED={seed} SYNC_SCHEDULES=1 repeats this", broken.invariant, broken.what)
}

#[test]
fn phones_that_worked_without_a_network_and_the_server_agree_in_the_end() {
    let seed = setting("SYNC_SEED", DEFAULT_SEED);
    let schedules = setting("SYNC_SCHEDULES", DEFAULT_SCHEDULES);
    println!("SYNC_SEED={seed} SYNC_SCHEDULES={schedules}");
    let threads = thread::available_parallelism().map_or(1, |threads| threads.get() as u64);
    let share = |first: u64| -> Result<Tally, u64> {
        let mut all = Tally::default();
        for schedule in (first..schedules).step_by(usize::try_from(threads).unwrap()) {
            let seed = seed.wrapping_add(schedule);
            all.add(play(seed, None).map_err(|_| seed)?);
        }
        Ok(all)
    };
    let shares: Vec<Result<Tally, u64>> = thread::scope(|scope| {
        let running: Vec<_> = (0..threads).map(|first| scope.spawn(move || share(first))).collect();
        running.into_iter().map(|running| running.join().expect("a schedule panicked")).collect()
    });
    let mut tally = Tally::default();
    for share in shares {
        tally.add(share.unwrap_or_else(|seed| panic!("{}", retell(seed))));
    }
    println!("{tally}");
    if schedules >= VARIED_FROM {
        tally.assert_varied();
    }
}

#[test]
fn each_way_to_break_it_is_noticed() {
    for (fault, expected) in Fault::ALL {
        let broken = (1..=NOTICED_WITHIN).find_map(|seed| Some((seed, play(seed, Some(fault)).err()?)));
        let (seed, broken) = broken.unwrap_or_else(|| panic!("{fault:?} was not noticed"));
        println!("{fault:?}: noticed in schedule {seed} by {:?}: {}", broken.invariant, broken.what);
        assert_eq!(broken.invariant, expected, "{fault:?}: {}", broken.what);
    }
}
