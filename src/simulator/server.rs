//! One Modbus/TCP server a device: concurrent connections, late answers, ports that close and come back.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::device::DeviceIndex;
use crate::simulator::frame::{Asked, Front, front};
use crate::simulator::world::{Reply, World};
use crate::time::Clock;

/// Connections a device takes at once; more are closed as they come.
const CONNECTIONS_MOST: usize = 64;
/// Late answers a connection remembers; more requests get none.
const LATE_MOST: usize = 1_024;
/// Rest before a port that could not be opened again is tried once more.
const REOPEN: Duration = Duration::from_millis(100);

/// What all servers share.
#[derive(Clone, Debug)]
pub(crate) struct Shared {
    pub(crate) world: Arc<Mutex<World>>,
    pub(crate) clock: Arc<dyn Clock>,
}

impl Shared {
    /// With the world, for as long as `look` takes; nothing here waits while it is held.
    pub(crate) fn with<T>(&self, look: impl FnOnce(&mut World) -> T) -> T {
        look(&mut self.world.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn reply(&self, device: DeviceIndex, asked: &Asked) -> Reply {
        let now = self.clock.now();
        self.with(|world| world.reply(device, asked, now))
    }
}

/// Serves one device until it is dropped. While `gone` says so, the port is closed and connections are cut.
pub(crate) async fn serve(
    shared: Shared,
    device: DeviceIndex,
    address: SocketAddr,
    listener: TcpListener,
    mut gone: watch::Receiver<bool>,
) {
    let mut listener = Some(listener);
    let mut connections = JoinSet::new();
    loop {
        if *gone.borrow_and_update() {
            listener = None;
            connections.shutdown().await;
            if gone.changed().await.is_err() {
                return;
            }
            continue;
        }
        let Some(open) = &listener else {
            match TcpListener::bind(address).await {
                Ok(opened) => listener = Some(opened),
                Err(_) => tokio::time::sleep(REOPEN).await,
            }
            continue;
        };
        tokio::select! {
            changed = gone.changed() => {
                if changed.is_err() {
                    return;
                }
            }
            accepted = open.accept() => match accepted {
                Ok((stream, _)) if connections.len() < CONNECTIONS_MOST => {
                    connections.spawn(connection(shared.clone(), device, stream));
                }
                Ok(_) => {}
                Err(_) => tokio::time::sleep(REOPEN).await,
            },
            Some(_) = connections.join_next(), if !connections.is_empty() => {}
        }
    }
}

/// Serves one connection until its peer leaves or talks nonsense.
async fn connection(shared: Shared, device: DeviceIndex, mut stream: TcpStream) {
    // Without it the answer to a second request would wait for the peer's acknowledgement.
    let _ = stream.set_nodelay(true);
    let mut buffer = Vec::with_capacity(512);
    let mut late: JoinSet<Vec<u8>> = JoinSet::new();
    loop {
        match front(&buffer) {
            Front::Frame(asked, length) => {
                buffer.drain(..length);
                match shared.reply(device, &asked) {
                    Reply::Now(frame) => {
                        if stream.write_all(&frame).await.is_err() {
                            return;
                        }
                    }
                    Reply::Late(by, frame) if late.len() < LATE_MOST => {
                        late.spawn(async move {
                            tokio::time::sleep(by).await;
                            frame
                        });
                    }
                    Reply::Late(..) | Reply::Silence => {}
                }
                continue;
            }
            Front::Incomplete => {}
            Front::Broken => return,
        }
        tokio::select! {
            read = stream.read_buf(&mut buffer) => {
                if !matches!(read, Ok(1..)) {
                    return;
                }
            }
            Some(Ok(frame)) = late.join_next(), if !late.is_empty() => {
                if stream.write_all(&frame).await.is_err() {
                    return;
                }
            }
        }
    }
}
