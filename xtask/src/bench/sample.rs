//! Times and their percentiles.

use std::time::{Duration, Instant};

use anyhow::Result;

use super::actions::Action;
use crate::http::Client;

/// How long each of many requests took.
#[derive(Debug, Default)]
pub struct Samples {
    milliseconds: Vec<f64>,
}

impl Samples {
    /// Adds one.
    pub fn add(&mut self, took: Duration) {
        self.milliseconds.push(took.as_secs_f64() * 1e3);
    }

    /// Adds those of another.
    pub fn append(&mut self, other: Self) {
        self.milliseconds.extend(other.milliseconds);
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.milliseconds.len()
    }

    /// The nearest-rank percentile in milliseconds; 0 when there are no samples.
    pub fn percentile(&self, percent: f64) -> f64 {
        let mut sorted = self.milliseconds.clone();
        sorted.sort_by(f64::total_cmp);
        // At most a few hundred thousand samples: nothing is lost, and the rank is not negative.
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
        let rank = (percent / 100.0 * sorted.len() as f64).ceil() as usize;
        sorted.get(rank.saturating_sub(1)).copied().unwrap_or_default()
    }
}

/// Times an action `times` times on each of `clients` connections at once.
pub fn concurrently(signed_in: &Client, clients: usize, times: usize, action: &Action) -> Result<Samples> {
    let one_client = |offset: usize| -> Result<Samples> {
        let mut client = signed_in.twin();
        let mut samples = Samples::default();
        for n in 0..times {
            let began = Instant::now();
            action(&mut client, offset * times + n)?;
            samples.add(began.elapsed());
        }
        Ok(samples)
    };
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..clients).map(|offset| scope.spawn(move || one_client(offset))).collect();
        let mut all = Samples::default();
        for thread in threads {
            // A panic in a thread is a mistake here, not a result.
            all.append(thread.join().expect("a measuring thread does not panic")?);
        }
        Ok(all)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_of_the_nearest_rank() {
        let mut samples = Samples::default();
        assert!(samples.percentile(50.0).abs() < f64::EPSILON);
        for milliseconds in (1..=200).rev() {
            samples.add(Duration::from_millis(milliseconds));
        }
        let near = |percent: f64, expected: f64| {
            assert!((samples.percentile(percent) - expected).abs() < 1e-9, "p{percent}");
        };
        near(50.0, 100.0);
        near(90.0, 180.0);
        near(99.0, 198.0);
        near(100.0, 200.0);
    }
}
