//! Opens the connection.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::{TcpSocket, TcpStream, lookup_host};

use crate::time::short;

/// Dials a host; an error is told in words, with the address last.
pub(super) async fn dial(host: Arc<str>, port: u16, timeout: Duration) -> Result<TcpStream, String> {
    match tokio::time::timeout(timeout, any_address(&host, port)).await {
        Ok(dialled) => dialled,
        Err(_) => Err(format!("no answer in {} from {host}:{port}", short(timeout))),
    }
}

/// The first address of the host that takes the connection, else why the last one did not.
async fn any_address(host: &str, port: u16) -> Result<TcpStream, String> {
    let addresses = lookup_host((host, port)).await.map_err(|_| format!("unknown host {host}"))?;
    let mut reason = format!("unknown host {host}");
    for address in addresses {
        match one_address(address).await {
            Ok(stream) => return Ok(stream),
            Err(error) => reason = format!("{} by {address}", error.kind()),
        }
    }
    Err(reason)
}

async fn one_address(address: SocketAddr) -> std::io::Result<TcpStream> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    // A peer that vanished without a word is noticed even while nothing is asked.
    socket.set_keepalive(true)?;
    let stream = socket.connect(address).await?;
    stream.set_nodelay(true)?;
    Ok(stream)
}
