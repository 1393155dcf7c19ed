//! Waits until a server has nothing of its own to do.
//!
//! After a stop the watcher first writes what became due meanwhile. In a folder that was filled an hour ago that are
//! thousands of tickets, and a request measured beside it is measured on half a machine.

use std::fs;
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

/// How long the processor time is looked at.
const SPAN: Duration = Duration::from_millis(500);
/// At rest a process uses less of a processor than this, in ticks of a hundredth of a second per span.
const RESTING_TICKS: u64 = 3;
const LONGEST: Duration = Duration::from_mins(5);

/// Waits until a process rests, and says how long that took.
///
/// # Errors
/// When it has not come to rest after five minutes, or is gone.
pub fn wait(process: u32) -> Result<Duration> {
    let began = Instant::now();
    let mut before = ticks(process)?;
    while began.elapsed() < LONGEST {
        sleep(SPAN);
        let now = ticks(process)?;
        if now - before <= RESTING_TICKS {
            return Ok(began.elapsed());
        }
        before = now;
    }
    bail!("the server was still busy after {} s without a request", LONGEST.as_secs())
}

/// Processor time of a process, in hundredths of a second.
fn ticks(process: u32) -> Result<u64> {
    let path = format!("/proc/{process}/stat");
    let stat = fs::read_to_string(&path).with_context(|| format!("cannot read {path}"))?;
    processor_time(&stat).with_context(|| format!("{path} has no times"))
}

/// Fields 14 and 15 of `stat`, counted behind the name, which may contain spaces.
fn processor_time(stat: &str) -> Option<u64> {
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    let (user, system) = (fields.next()?.parse::<u64>().ok()?, fields.next()?.parse::<u64>().ok()?);
    Some(user + system)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn processor_time_is_found_behind_any_name() {
        let stat = "7 (a ) b) S 1 7 7 0 -1 4194368 106 0 0 0 25 17 3 4 20 0 1 0 3213481";
        assert_eq!(processor_time(stat), Some(42));
        assert_eq!(processor_time("7 (a"), None);
    }

    #[test]
    fn a_process_that_is_gone_is_an_error() {
        assert!(wait(u32::MAX).is_err());
    }
}
