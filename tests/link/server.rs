//! A scripted Modbus server on the loopback: answers what a test says, byte by byte, and remembers what it
//! was asked.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::task::{AbortHandle, JoinSet};

/// What the server does about a request.
pub(crate) enum Act {
    /// Sends these bytes.
    Send(Vec<u8>),
    /// Sends these bytes later.
    SendAfter(Duration, Vec<u8>),
    /// Closes the connection.
    Close,
}

/// A request as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Asked {
    /// Counted from 1.
    pub(crate) connection: usize,
    /// The whole frame.
    pub(crate) frame: Vec<u8>,
}

impl Asked {
    pub(crate) fn unit(&self) -> u8 {
        self.frame[6]
    }

    /// Function and what follows.
    pub(crate) fn pdu(&self) -> &[u8] {
        &self.frame[7..]
    }

    pub(crate) fn is_write(&self) -> bool {
        matches!(self.frame[7], 5 | 6 | 15 | 16)
    }

    /// First address of any request.
    pub(crate) fn start(&self) -> u16 {
        u16::from_be_bytes([self.frame[8], self.frame[9]])
    }

    /// Count of a read.
    pub(crate) fn count(&self) -> u16 {
        u16::from_be_bytes([self.frame[10], self.frame[11]])
    }

    /// A frame with this one's transaction id and unit.
    pub(crate) fn framed(&self, pdu: &[u8]) -> Vec<u8> {
        let mut frame = vec![self.frame[0], self.frame[1], 0, 0, 0, pdu.len() as u8 + 1, self.frame[6]];
        frame.extend_from_slice(pdu);
        frame
    }

    /// The answer of a device whose register n holds n, whose odd bits are on, and that takes every write.
    pub(crate) fn proper(&self) -> Vec<u8> {
        let (start, count) = (self.start(), self.count());
        let mut pdu = vec![self.frame[7]];
        match self.frame[7] {
            1 | 2 => {
                pdu.push(count.div_ceil(8) as u8);
                let bit = |at: u16| u8::from(at < count && (start + at) % 2 == 1);
                pdu.extend(
                    (0..count.div_ceil(8))
                        .map(|byte| (0..8).fold(0, |bits, place| bits | bit(byte * 8 + place) << place)),
                );
            }
            3 | 4 => {
                pdu.push((count * 2) as u8);
                pdu.extend((start..start + count).flat_map(u16::to_be_bytes));
            }
            _ => pdu.extend_from_slice(&self.frame[8..12]),
        }
        self.framed(&pdu)
    }

    pub(crate) fn exception(&self, code: u8) -> Vec<u8> {
        self.framed(&[self.frame[7] | 0x80, code])
    }
}

type Script = Box<dyn FnMut(&Asked) -> Vec<Act> + Send>;

/// A running server.
pub(crate) struct Server {
    pub(crate) port: u16,
    shared: Arc<Shared>,
    accepting: AbortHandle,
}

struct Shared {
    script: Mutex<Script>,
    asked: Mutex<Vec<Asked>>,
    connections: Mutex<usize>,
}

impl Server {
    pub(crate) async fn start(script: impl FnMut(&Asked) -> Vec<Act> + Send + 'static) -> Self {
        Self::on_port(0, script).await
    }

    /// On a port that another server left.
    pub(crate) async fn on_port(port: u16, script: impl FnMut(&Asked) -> Vec<Act> + Send + 'static) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", port)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let shared = Arc::new(Shared {
            script: Mutex::new(Box::new(script)),
            asked: Mutex::default(),
            connections: Mutex::default(),
        });
        let accepting = tokio::spawn(accept(listener, shared.clone())).abort_handle();
        Self { port, shared, accepting }
    }

    /// A proper device.
    pub(crate) async fn proper() -> Self {
        Self::start(|asked| vec![Act::Send(asked.proper())]).await
    }

    /// Does something else from now on.
    pub(crate) fn now(&self, script: impl FnMut(&Asked) -> Vec<Act> + Send + 'static) {
        *self.shared.script.lock().unwrap() = Box::new(script);
    }

    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.shared.asked.lock().unwrap().clone()
    }

    pub(crate) fn writes(&self) -> Vec<Asked> {
        self.asked().into_iter().filter(Asked::is_write).collect()
    }

    pub(crate) fn connections(&self) -> usize {
        *self.shared.connections.lock().unwrap()
    }

    /// Closes the port and all connections.
    pub(crate) fn kill(&self) {
        self.accepting.abort();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    // Dropped with this task, and every connection with it.
    let mut connections = JoinSet::new();
    loop {
        let (stream, _) = listener.accept().await.unwrap();
        let connection = {
            let mut count = shared.connections.lock().unwrap();
            *count += 1;
            *count
        };
        connections.spawn(serve(stream, connection, shared.clone()));
    }
}

async fn serve(stream: TcpStream, connection: usize, shared: Arc<Shared>) {
    stream.set_nodelay(true).unwrap();
    let (mut reader, mut writer) = stream.into_split();
    let (later, mut due) = mpsc::channel::<Vec<u8>>(1_024);
    loop {
        let mut header = [0; 6];
        tokio::select! {
            biased;
            bytes = due.recv() => {
                if writer.write_all(&bytes.unwrap()).await.is_err() {
                    return;
                }
                continue;
            }
            read = reader.read_exact(&mut header) => if read.is_err() {
                return;
            }
        }
        let length = u16::from_be_bytes([header[4], header[5]]);
        let mut frame = header.to_vec();
        frame.resize(6 + usize::from(length), 0);
        if reader.read_exact(&mut frame[6..]).await.is_err() {
            return;
        }
        let asked = Asked { connection, frame };
        shared.asked.lock().unwrap().push(asked.clone());
        let acts = (shared.script.lock().unwrap())(&asked);
        for act in acts {
            match act {
                Act::Send(bytes) => later.send(bytes).await.unwrap(),
                Act::SendAfter(span, bytes) => {
                    let later = later.clone();
                    tokio::spawn(async move {
                        tokio::time::sleep(span).await;
                        let _ = later.send(bytes).await;
                    });
                }
                Act::Close => return,
            }
        }
    }
}
