//! What the link costs beside tokio-modbus alone: `cargo test --release --test link -- --ignored speed`.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use pilothouse::device::Encoding;
use pilothouse::message::FieldMessage;
use pilothouse::time::{Clock as _, SystemClock};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio_modbus::client::tcp;
use tokio_modbus::prelude::Reader as _;

use crate::rig::{Rig, Row, plant};

const SPAN: Duration = Duration::from_secs(3);

/// Answers reads of 125 holding registers on a thread of its own, after a delay, and counts them.
fn serve(delay: Duration) -> (u16, Arc<AtomicU64>) {
    let (told, port) = crossbeam_channel::bounded(1);
    let count = Arc::new(AtomicU64::new(0));
    let counted = count.clone();
    tokio::task::spawn_blocking(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            told.send(listener.local_addr().unwrap().port()).unwrap();
            let (mut stream, _) = listener.accept().await.unwrap();
            stream.set_nodelay(true).unwrap();
            let mut request = [0; 12];
            let mut answer = vec![0; 9 + 250];
            while stream.read_exact(&mut request).await.is_ok() {
                answer[..2].copy_from_slice(&request[..2]);
                answer[4..9].copy_from_slice(&[0, 253, request[6], request[7], 250]);
                if !delay.is_zero() {
                    tokio::time::sleep(delay).await;
                }
                if stream.write_all(&answer).await.is_err() {
                    return;
                }
                counted.fetch_add(1, Ordering::Relaxed);
            }
        });
    });
    (port.recv().unwrap(), count)
}

/// Time this thread has run, in microseconds (Linux).
fn cpu_micros() -> f64 {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    told.split(' ').next().and_then(|nanos| nanos.parse().ok()).unwrap_or(0.0) / 1e3
}

/// Requests a second, and the processor time of one in microseconds.
async fn bare(delay: Duration) -> (f64, f64) {
    let (port, _) = serve(delay);
    let stream = tokio::net::TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    stream.set_nodelay(true).unwrap();
    let mut client = tcp::attach_slave(stream, tokio_modbus::Slave(1));
    let clock = SystemClock::start();
    let mut count = 0u32;
    let cpu = cpu_micros();
    while clock.now().steady.nanos() < SPAN.as_nanos() as u64 {
        client.read_holding_registers(0, 125).await.unwrap().unwrap();
        count += 1;
    }
    (f64::from(count) / SPAN.as_secs_f64(), (cpu_micros() - cpu) / f64::from(count))
}

/// What was measured of 5,000 tags in 40 blocks.
struct Measured {
    reads_per_second: f64,
    values_per_second: f64,
    cpu_micros_per_read: f64,
    overruns: u64,
}

async fn link(period_millis: u64, delay: Duration) -> Measured {
    let (port, count) = serve(delay);
    let rows: Vec<String> = (0..5_000).map(|at| format!("holding:{at}")).collect();
    let rows: Vec<Row<'_>> = rows.iter().map(|at| (1, at.as_str(), Encoding::U16, period_millis)).collect();
    let mut rig = Rig::start(plant(port, &rows));
    while count.load(Ordering::Relaxed) < 80 {
        while rig.field.try_recv().is_ok() {}
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    let field = rig.field.clone();
    let taking = tokio::task::spawn_blocking(move || {
        let (mut samples, mut overruns) = (0, 0);
        while let Ok(message) = field.recv() {
            match message {
                FieldMessage::Samples { samples: told, .. } => samples += told.len(),
                FieldMessage::Status { status, .. } => overruns = status.statistics.overruns,
                _ => {}
            }
        }
        (samples, overruns)
    });
    let (from, before, cpu) = (rig.now(), count.load(Ordering::Relaxed), cpu_micros());
    tokio::time::sleep(SPAN).await;
    let seconds = rig.now().steady.since(from.steady).as_secs_f64();
    let (reads, cpu) = (count.load(Ordering::Relaxed) - before, cpu_micros() - cpu);
    rig.stop.send(true).unwrap();
    (&mut rig.task).await.unwrap();
    let (samples, overruns) = taking.await.unwrap();
    Measured {
        reads_per_second: reads as f64 / seconds,
        values_per_second: samples as f64 / seconds,
        cpu_micros_per_read: cpu / reads as f64,
        overruns,
    }
}

#[tokio::test]
#[ignore = "a measurement"]
async fn speed() {
    for delay in [Duration::ZERO, Duration::from_millis(1)] {
        let mut shares = Vec::new();
        for _ in 0..3 {
            let (bare, bare_cpu) = bare(delay).await;
            let link = link(1, delay).await;
            shares.push(link.reads_per_second / bare);
            println!(
                "answers in {delay:?}: bare {bare:.0}/s at {bare_cpu:.1} us, link {:.0}/s at {:.1} us, {:.0} values/s",
                link.reads_per_second, link.cpu_micros_per_read, link.values_per_second
            );
        }
        shares.sort_by(f64::total_cmp);
        println!("answers in {delay:?}: share {:.2}", shares[1]);
        assert!(delay.is_zero() || shares[1] >= 0.9, "{shares:?}");
    }
    let link = link(100, Duration::from_millis(1)).await;
    println!(
        "5,000 tags at 100 ms, answers in 1 ms: {:.0} reads/s, {:.0} values/s, {} overruns",
        link.reads_per_second, link.values_per_second, link.overruns
    );
    assert!(link.values_per_second >= 49_000.0, "{}", link.values_per_second);
}
