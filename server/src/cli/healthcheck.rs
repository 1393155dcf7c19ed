//! `aftercare healthcheck`: for containers, which may have no other client inside.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, bail};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::Place;
use crate::config::load;

const PATIENCE: Duration = Duration::from_secs(3);

pub async fn run(place: &Place) -> anyhow::Result<ExitCode> {
    let config = load(&place.flags())?;
    // A server that listens everywhere is asked on this machine.
    let address = match config.address {
        IpAddr::V4(address) if address.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(address) if address.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        address => address,
    };
    let address = SocketAddr::new(address, config.port);
    let answer = tokio::time::timeout(PATIENCE, ask(address))
        .await
        .with_context(|| format!("{address} did not answer in {PATIENCE:?}"))??;
    if answer.starts_with("HTTP/1.1 200") {
        println!("ok");
        Ok(ExitCode::SUCCESS)
    } else {
        bail!("{address} answered {}", answer.lines().next().unwrap_or_default())
    }
}

async fn ask(address: SocketAddr) -> anyhow::Result<String> {
    let mut stream = TcpStream::connect(address).await.with_context(|| format!("nothing listens on {address}"))?;
    stream
        .write_all(format!("GET /healthz HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").as_bytes())
        .await?;
    let mut answer = String::new();
    stream.take(4096).read_to_string(&mut answer).await?;
    Ok(answer)
}
