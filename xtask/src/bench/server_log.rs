//! Times as the server itself takes and logs them.

use std::time::Duration;

use anyhow::{Context, Result};

use super::sample::Samples;

/// How long the server worked on each of the last `count` requests of that kind: from the head of the request to the
/// answer, before its bytes leave. The page is the template of the route, such as `/tickets/{key}`.
///
/// # Errors
/// When the log tells of fewer such requests, or a line has no time.
pub fn last_times(log: &str, method: &str, page: &str, count: usize) -> Result<Samples> {
    let kind = format!(" method={method} path=\"{page}\" ");
    let lines: Vec<&str> = log.lines().filter(|line| line.contains(&kind)).collect();
    let first = lines.len().checked_sub(count);
    let first = first.with_context(|| format!("the log has {} lines of {method} {page}, not {count}", lines.len()))?;
    let mut samples = Samples::default();
    for line in &lines[first..] {
        let milliseconds: f64 = line
            .split_once("duration_ms=")
            .and_then(|(_, rest)| rest.split_whitespace().next()?.parse().ok())
            .with_context(|| format!("no time in the log's line {line}"))?;
        samples.add(Duration::from_secs_f64(milliseconds / 1e3));
    }
    Ok(samples)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_requests_of_a_kind_are_found() {
        let line = |method: &str, path: &str, ms: &str| {
            format!("now INFO request: answered method={method} path=\"{path}\" status=303 duration_ms={ms} id=\"x\"\n")
        };
        let log = [
            line("POST", "/report", "9.5"),
            line("GET", "/report", "7"),
            line("POST", "/report", "1.25"),
            line("POST", "/reports", "7"),
            line("POST", "/report", "3"),
        ]
        .concat();
        let times = last_times(&log, "POST", "/report", 2).unwrap();
        assert_eq!(times.len(), 2);
        assert!((times.percentile(50.0) - 1.25).abs() < 1e-9 && (times.percentile(100.0) - 3.0).abs() < 1e-9);
        assert!(last_times(&log, "POST", "/report", 4).is_err());
        assert!(last_times(&log.replace("duration_ms", "took"), "GET", "/report", 1).is_err());
    }
}
