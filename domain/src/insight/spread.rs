//! Mean and median of durations.

use crate::time::Seconds;

/// Durations of one group. Means and medians are rounded up to whole seconds: to the worse side (SLA.md rule 5).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Spread(Vec<i64>);

impl Spread {
    /// Takes in one duration; a negative one counts as none.
    pub fn add(&mut self, duration: Seconds) {
        self.0.push(duration.get().max(0));
    }

    /// Takes in all of another group.
    pub fn extend(&mut self, other: &Self) {
        self.0.extend_from_slice(&other.0);
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// The mean; none of nothing.
    pub fn mean(&self) -> Option<Seconds> {
        let sum: i128 = self.0.iter().copied().map(i128::from).sum();
        halves_up(sum, i128::try_from(self.0.len()).ok()?)
    }

    /// The middle one, or the mean of the middle two; none of nothing.
    pub fn median(&self) -> Option<Seconds> {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        let middle = sorted.len() / 2;
        let upper = i128::from(*sorted.get(middle)?);
        if sorted.len() % 2 == 1 {
            return halves_up(upper, 1);
        }
        let lower = i128::from(*sorted.get(middle.checked_sub(1)?)?);
        halves_up(lower + upper, 2)
    }
}

fn halves_up(sum: i128, count: i128) -> Option<Seconds> {
    if count == 0 {
        return None;
    }
    i64::try_from((sum + count - 1) / count).ok().map(Seconds::new)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spread(seconds: &[i64]) -> Spread {
        let mut spread = Spread::default();
        for seconds in seconds {
            spread.add(Seconds::new(*seconds));
        }
        spread
    }

    #[test]
    fn nothing_has_neither_mean_nor_median() {
        assert_eq!((spread(&[]).count(), spread(&[]).mean(), spread(&[]).median()), (0, None, None));
    }

    #[test]
    fn one_forgotten_ticket_moves_the_mean_and_not_the_median() {
        let times = spread(&[60, 90, 30, 60, 90_000]);
        assert_eq!(times.mean(), Some(Seconds::new(18_048)));
        assert_eq!(times.median(), Some(Seconds::new(60)));
    }

    #[test]
    fn the_median_of_an_even_number_lies_between_the_middle_two_rounded_up() {
        assert_eq!(spread(&[10, 1, 4, 100]).median(), Some(Seconds::new(7)));
        assert_eq!(spread(&[4, 5]).median(), Some(Seconds::new(5)));
        assert_eq!(spread(&[4, 5, 5]).mean(), Some(Seconds::new(5)));
        assert_eq!(spread(&[-5, 1]).mean(), Some(Seconds::new(1)));
    }
}
