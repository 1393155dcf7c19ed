//! How long to wait before trying again.

/// The longest wait, in milliseconds.
const LONGEST: u32 = 30_000;

/// The wait before try number `attempt` (from 0), in milliseconds: doubling from one second to half a
/// minute, of which a random half (`random` in `0.0..1.0`), so that a restarted server is not met by
/// everyone at once.
pub fn wait(attempt: u32, random: f64) -> u32 {
    let longest = 1_000_u32.saturating_mul(1 << attempt.min(5)).min(LONGEST);
    let half = longest / 2;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and half a minute")]
    let jitter = (f64::from(half) * random.clamp(0.0, 1.0)) as u32;
    half + jitter
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_half_a_minute_and_are_spread() {
        assert_eq!(wait(0, 0.0), 500);
        assert_eq!(wait(0, 1.0), 1_000);
        assert_eq!(wait(3, 0.5), 6_000);
        assert_eq!(wait(5, 1.0), 30_000);
        assert_eq!(wait(400, 0.0), 15_000);
    }
}
