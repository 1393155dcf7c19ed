//! Compression of pages and JSON. Built files come compressed already, live streams must not be held back.

use axum::http::header::CONTENT_TYPE;
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{And, Predicate, SizeAbove};

/// Below this size a response fits into the packets it needs anyway.
const FLOOR: u16 = 1024;

/// HTML and JSON only.
#[derive(Debug, Clone, Copy)]
pub struct PagesAndJson;

impl Predicate for PagesAndJson {
    fn should_compress<B>(&self, response: &axum::http::Response<B>) -> bool
    where
        B: axum::body::HttpBody,
    {
        let kind = response.headers().get(CONTENT_TYPE).map_or(&b""[..], |value| value.as_bytes());
        kind.starts_with(b"text/html") || kind.starts_with(b"application/json")
    }
}

/// The layer: brotli 4 is smaller and hardly slower than gzip.
pub fn layer() -> CompressionLayer<And<SizeAbove, PagesAndJson>> {
    CompressionLayer::new().quality(CompressionLevel::Precise(4)).compress_when(SizeAbove::new(FLOOR).and(PagesAndJson))
}
