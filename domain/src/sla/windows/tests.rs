use super::*;

fn at(unix: i64) -> Timestamp {
    Timestamp::from_unix(unix)
}
