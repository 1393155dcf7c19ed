//! Lengths of time as the data files write them: `2h 5m`, `8m 41s`, `-14m`, `34d`.

use std::str::FromStr;

use domain::time::Seconds;
use serde::Deserialize;
use thiserror::Error;

/// A length of time read from a data file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub struct Span(pub Seconds);

/// The text is not a length of time.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("“{0}” is not a length of time; write numbers with d, h, m or s, largest first, like “2h 5m” or “-14m”")]
pub struct SpanError(String);

impl FromStr for Span {
    type Err = SpanError;

    fn from_str(text: &str) -> Result<Self, SpanError> {
        let refused = || SpanError(text.to_owned());
        let (sign, rest) = match text.strip_prefix('-') {
            Some(rest) => (-1, rest),
            None => (1, text),
        };
        let mut total = 0;
        let mut previous_unit = i64::MAX;
        for part in rest.split(' ') {
            let unit = part.chars().last().and_then(|letter| match letter {
                'd' => Some(86_400),
                'h' => Some(3_600),
                'm' => Some(60),
                's' => Some(1),
                _ => None,
            });
            let unit = unit.filter(|unit| *unit < previous_unit).ok_or_else(refused)?;
            let number: u16 = part[..part.len() - 1].parse().map_err(|_| refused())?;
            total += i64::from(number) * unit;
            previous_unit = unit;
        }
        Ok(Self(Seconds::new(sign * total)))
    }
}

impl TryFrom<String> for Span {
    type Error = SpanError;
    fn try_from(text: String) -> Result<Self, SpanError> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_read_with_units_in_falling_order() {
        for (text, seconds) in
            [("4m", 240), ("2h 5m", 7_500), ("8m 41s", 521), ("-14m", -840), ("1d 2h", 93_600), ("0s", 0)]
        {
            assert_eq!(text.parse(), Ok(Span(Seconds::new(seconds))), "{text}");
        }
    }

    #[test]
    fn what_is_not_a_span_is_named() {
        for bad in ["", "5", "m", "5 m", "5m 2h", "2h 2h", "--5m", "5w", "1.5h", "5m ", "99999d"] {
            assert!(bad.parse::<Span>().unwrap_err().to_string().contains(bad), "{bad}");
        }
    }
}
