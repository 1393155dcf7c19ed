//! A working day in a few minutes: people read, answer and report at the same time.

use std::time::{Duration, Instant};

use anyhow::Result;

use super::actions::{Reporter, reply};
use super::sample::Samples;
use crate::http::Client;

const READERS: usize = 3;
/// Between two requests of one person; with five people about a hundred requests a second.
const PAUSE: Duration = Duration::from_millis(40);
/// Writers wait longer: about one request in ten writes.
const WRITE_PAUSE: Duration = Duration::from_millis(400);

/// What came of it.
#[derive(Default)]
pub struct Mixed {
    /// All requests that succeeded.
    pub times: Samples,
    /// How many did not.
    pub failed: f64,
}

impl Mixed {
    fn note(&mut self, outcome: Result<Duration>) {
        match outcome {
            Ok(took) => self.times.add(took),
            Err(error) => {
                if self.failed < 5.0 {
                    eprintln!("mixed load: {error:#}");
                }
                self.failed += 1.0;
            }
        }
    }
}

/// Reads inbox and tickets on several connections while one replies and one reports.
pub fn run(agent: &Client, member: &Client, keys: &[String], length: Duration) -> Result<Mixed> {
    println!("mixed load for {:.1} min", length.as_secs_f64() / 60.0);
    let end = Instant::now() + length;
    let mut reporter = Reporter::new(member.twin())?;
    Ok(std::thread::scope(|scope| {
        let mut people = Vec::new();
        for reader in 0..READERS {
            people.push(scope.spawn(move || read(agent.twin(), reader, keys, end)));
        }
        people.push(scope.spawn(move || {
            let mut client = agent.twin();
            repeat(end, WRITE_PAUSE, |n| reply(&mut client, &keys[(n * 7) % keys.len()], n))
        }));
        people.push(scope.spawn(move || repeat(end, WRITE_PAUSE, |n| reporter.report(n))));
        people.into_iter().fold(Mixed::default(), |mut all, person| {
            let one = person.join().expect("a person of the mixed load does not panic");
            all.times.append(one.times);
            all.failed += one.failed;
            all
        })
    }))
}

/// Half of the pages are the inbox, half are tickets far apart from each other.
fn read(mut client: Client, reader: usize, keys: &[String], end: Instant) -> Mixed {
    repeat(end, PAUSE, |n| {
        let began = Instant::now();
        if n % 2 == 0 {
            client.page("/inbox")?;
        } else {
            client.page(&format!("/tickets/{}", keys[(n * 31 + reader * 101) % keys.len()]))?;
        }
        Ok(began.elapsed())
    })
}

fn repeat(end: Instant, pause: Duration, mut act: impl FnMut(usize) -> Result<Duration>) -> Mixed {
    let mut mixed = Mixed::default();
    for n in 0.. {
        if Instant::now() >= end {
            break;
        }
        mixed.note(act(n));
        std::thread::sleep(pause);
    }
    mixed
}
