//! Accepting connections, and finishing them when the server stops.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

/// How long a connection may take to say what it wants; also how long an unused one is kept.
const HEAD_TIMEOUT: Duration = Duration::from_mins(1);
/// The system is out of file descriptors or memory; others have to end first.
const AFTER_FAILURE: Duration = Duration::from_millis(100);

/// Serves until `stopping`, then lets running requests finish for at most `patience`.
///
/// Not `axum::serve`: that has no limit on connections and none on how slowly a request may begin.
pub async fn listen(
    listener: TcpListener,
    service: Router,
    connections: usize,
    stopping: &CancellationToken,
    patience: Duration,
) {
    let permits = Arc::new(Semaphore::new(connections));
    let mut open = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            () = stopping.cancelled() => break,
            accepted = accept(&listener, &permits) => accepted,
            Some(_) = open.join_next(), if !open.is_empty() => continue,
        };
        match accepted {
            Some((stream, permit)) => {
                open.spawn(converse(stream, permit, service.clone(), stopping.clone()));
            }
            None => tokio::time::sleep(AFTER_FAILURE).await,
        }
    }
    // New connections are refused from here on, so that a balancer looks elsewhere.
    drop(listener);
    let finished = tokio::time::timeout(patience, async { while open.join_next().await.is_some() {} }).await;
    if finished.is_err() {
        tracing::warn!(connections = open.len(), "connections were cut off at the end of the shutdown time");
    }
}

async fn accept(listener: &TcpListener, permits: &Arc<Semaphore>) -> Option<(TcpStream, OwnedSemaphorePermit)> {
    let permit = permits.clone().acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, _)) => Some((stream, permit)),
        Err(error) => {
            tracing::debug!(%error, "a connection could not be accepted");
            None
        }
    }
}

async fn converse(stream: TcpStream, permit: OwnedSemaphorePermit, service: Router, stopping: CancellationToken) {
    let _permit = permit;
    // Small answers must not wait for an acknowledgement.
    let _ = stream.set_nodelay(true);
    let service = service.map_request(|request: hyper::Request<Incoming>| request.map(Body::new));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(service));
    tokio::pin!(connection);
    let outcome = tokio::select! {
        outcome = connection.as_mut() => outcome,
        () = stopping.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = outcome {
        tracing::debug!(%error, "a connection ended early");
    }
}
