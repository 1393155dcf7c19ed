//! A small generator of numbers that are the same for the same seed, on every machine and in every version.

/// `SplitMix64` (Steele, Lea and Flood, 2014): one addition and a mix of bits for each number. Good enough for choosing
/// words; never for secrets.
#[derive(Debug, Clone)]
pub(super) struct Seeded(u64);

impl Seeded {
    /// The sequence of one item within a seed, independent of the items before it.
    pub fn item(seed: u64, item: u64) -> Self {
        let mut mixed = Self(seed ^ item.wrapping_mul(0xD6E8_FEB8_6659_FD93));
        mixed.next();
        mixed
    }

    /// The next number.
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 up to but not including `bound`; 0 for a bound of 0.
    pub fn below(&mut self, bound: u64) -> u64 {
        // The upper half of a wide product: without the bias and the division of a remainder.
        u64::try_from((u128::from(self.next()) * u128::from(bound)) >> 64).unwrap_or(0)
    }

    /// A number of seconds in `[low, high)`, small ones more often: lengths of work and of silence spread over
    /// magnitudes.
    pub fn span(&mut self, low: i64, high: i64) -> i64 {
        let width = u64::try_from(high - low).unwrap_or(0);
        let first = self.below(width);
        let both = self.below(first.max(1));
        low + i64::try_from(both).unwrap_or(0)
    }

    /// Whether something that happens in `per_mille` of 1000 cases happens now.
    pub fn chance(&mut self, per_mille: u64) -> bool {
        self.below(1_000) < per_mille
    }

    /// A place in a list of so many entries; 0 for an empty one.
    pub fn index(&mut self, length: usize) -> usize {
        usize::try_from(self.below(length as u64)).unwrap_or(0)
    }

    /// One of several.
    ///
    /// # Panics
    /// When there is none to choose from; the lists are constants.
    pub fn pick<'a, T>(&mut self, choices: &'a [T]) -> &'a T {
        &choices[self.index(choices.len())]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_gives_the_published_numbers() {
        let mut seeded = Seeded(1_234_567);
        let first: Vec<_> = (0..3).map(|_| seeded.next()).collect();
        assert_eq!(first, [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]);
    }

    #[test]
    fn choices_stay_in_bounds_and_reach_both_ends() {
        let mut seeded = Seeded(7);
        let drawn: std::collections::BTreeSet<_> = (0..200).map(|_| seeded.below(5)).collect();
        assert_eq!(drawn.into_iter().collect::<Vec<_>>(), [0, 1, 2, 3, 4]);
        assert!((0..1_000).all(|_| (60..3_600).contains(&seeded.span(60, 3_600))));
        assert_eq!(seeded.below(0), 0);
    }
}
