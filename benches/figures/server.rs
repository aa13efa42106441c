//! A device in a process of its own: answers after a fixed time, changes a register at odd moments and writes
//! the moment into it, tells when a write arrived.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime};

/// Microseconds of the wall clock, cut to 32 bits: both processes read the same clock.
pub(crate) fn micros() -> u32 {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_micros() as u32
}

/// Registers 0 and 1 hold the moment of their last change; written ones what was written; others count.
pub(crate) fn serve(port: u16, delay_micros: u64) {
    let listener = TcpListener::bind(("127.0.0.1", port)).unwrap();
    println!("listening");
    let stamp = Arc::new(AtomicU32::new(micros()));
    let changed = Arc::clone(&stamp);
    std::thread::spawn(move || {
        let mut seed = 12_345_u64;
        loop {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            std::thread::sleep(Duration::from_millis(230 + (seed >> 33) % 240));
            changed.store(micros(), Ordering::Relaxed);
        }
    });
    let written = Arc::new(Mutex::new(BTreeMap::new()));
    for socket in listener.incoming() {
        let stamp = Arc::clone(&stamp);
        let written = Arc::clone(&written);
        let delay = Duration::from_micros(delay_micros);
        std::thread::spawn(move || answer(socket.unwrap(), &stamp, &written, delay));
    }
}

fn answer(mut socket: TcpStream, stamp: &AtomicU32, written: &Mutex<BTreeMap<u16, u16>>, delay: Duration) {
    socket.set_nodelay(true).unwrap();
    let mut request = [0_u8; 300];
    let mut count = 0_u16;
    while socket.read_exact(&mut request[..6]).is_ok() {
        let length = usize::from(u16::from_be_bytes([request[4], request[5]]));
        if socket.read_exact(&mut request[6..6 + length]).is_err() {
            return;
        }
        let arrived = Instant::now();
        count = count.wrapping_add(1);
        let function = request[7];
        let mut reply = request[..8].to_vec();
        if function == 6 {
            let (address, content) = (word(&request, 8), word(&request, 10));
            println!("write {content} {}", micros());
            written.lock().unwrap().insert(address, content);
            reply.extend_from_slice(&request[8..12]);
        } else {
            let (start, registers) = (word(&request, 8), word(&request, 10));
            reply.push((registers * 2) as u8);
            let moment = stamp.load(Ordering::Relaxed);
            for at in start..start + registers {
                let content = match at {
                    0 => (moment >> 16) as u16,
                    1 => moment as u16,
                    _ => count.wrapping_add(at),
                };
                reply.extend_from_slice(&content.to_be_bytes());
            }
            for (address, content) in written.lock().unwrap().range(start..start + registers) {
                let at = 9 + usize::from(address - start) * 2;
                reply[at..at + 2].copy_from_slice(&content.to_be_bytes());
            }
        }
        let body = (reply.len() - 6) as u16;
        reply[4..6].copy_from_slice(&body.to_be_bytes());
        // A sleep is cut off by the kernel's timer slack of 50 us; the rest is waited for by looking.
        if let Some(sleep) = delay.checked_sub(Duration::from_micros(100)) {
            std::thread::sleep(sleep);
        }
        while arrived.elapsed() < delay {
            std::hint::spin_loop();
        }
        if socket.write_all(&reply).is_err() {
            return;
        }
    }
}

fn word(frame: &[u8], at: usize) -> u16 {
    u16::from_be_bytes([frame[at], frame[at + 1]])
}

/// The server's process, seen from the measuring side.
pub(crate) struct Device {
    child: Child,
    pub(crate) port: u16,
    pub(crate) lines: std::io::Lines<BufReader<ChildStdout>>,
}

impl Device {
    pub(crate) fn start(delay: Duration) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["serve", &port.to_string(), &delay.as_micros().to_string()])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        assert_eq!(lines.next().unwrap().unwrap(), "listening");
        Self { child, port, lines }
    }
}

impl Drop for Device {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
