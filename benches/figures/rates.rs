//! Rates: how much the whole path carries, and what it costs.

use std::time::{Duration, Instant};

use pilothouse::message::Snapshot;
use pilothouse::station::{Options, Station};
use tokio_modbus::client::Reader as _;

use crate::cpu::{Share, pass, resident_mib};
use crate::plants;
use crate::server::Device;

const SPAN: Duration = Duration::from_secs(10);

/// Full blocks as fast as they go: wire to snapshot against tokio-modbus alone, by turns on one server.
pub(crate) fn against_the_bare_codec() {
    const REGISTERS: usize = 125 * 40;
    let mut ours = Vec::new();
    let mut bare = Vec::new();
    for _ in 0..3 {
        let device = Device::start(Duration::ZERO);
        bare.push(bare_loop(device.port, Duration::from_secs(3)));
        // A period that cannot be kept: the schedule asks again as soon as it may.
        let (_folder, plant) = plants::rows(device.port, REGISTERS - 3, "10 ms");
        let mut plant = pilothouse::plant::Plant::clone(&plant);
        for source in &mut plant.sources {
            source.period = Duration::from_millis(1);
        }
        let plant = std::sync::Arc::new(plant);
        let mut station = Station::start(&plant, Options::default()).unwrap();
        let first = wait_good(&station);
        let before = answers(&first);
        let started = Instant::now();
        pass(Duration::from_secs(3));
        let after = answers(&station.snapshot().unwrap());
        ours.push((after - before) as f64 * 125.0 / started.elapsed().as_secs_f64());
        station.stop();
    }
    let best = |values: &[f64]| values.iter().copied().fold(0.0, f64::max);
    println!(
        "codec: {:.0} registers/s wire to snapshot, {:.0} bare codec loop, ratio {:.2} (aim >= 0.9)",
        best(&ours),
        best(&bare),
        best(&ours) / best(&bare)
    );
}

fn bare_loop(port: u16, span: Duration) -> f64 {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let socket = tokio::net::TcpStream::connect(("127.0.0.1", port)).await.unwrap();
        socket.set_nodelay(true).unwrap();
        let mut context = tokio_modbus::client::tcp::attach_slave(socket, tokio_modbus::Slave(1));
        let started = Instant::now();
        let mut registers = 0;
        let mut block = 0;
        while started.elapsed() < span {
            registers += context.read_holding_registers(block * 125, 125).await.unwrap().unwrap().len();
            block = (block + 1) % 40;
        }
        registers as f64 / started.elapsed().as_secs_f64()
    })
}

/// 5,000 tags at 100 ms from one device that answers in 1 ms.
pub(crate) fn five_thousand_tags() {
    let device = Device::start(Duration::from_millis(1));
    let (_folder, plant) = plants::rows(device.port, 5_000, "100 ms");
    let mut station = Station::start(&plant, Options::default()).unwrap();
    wait_good(&station);
    pass(Duration::from_secs(1));
    let before = station.snapshot().unwrap();
    let share = Share::start(&["acquisition", "engine"]);
    pass(SPAN);
    let after = station.snapshot().unwrap();
    let span = after.at.age_of(before.at).as_secs_f64();
    let blocks = after.devices[0].blocks.len();
    let read = answers(&after) - answers(&before);
    let values = read as f64 * plant.sources.len() as f64 / blocks as f64 / span;
    let overruns = after.devices[0].statistics.overruns - before.devices[0].statistics.overruns;
    let oldest = |snapshot: &Snapshot| {
        let now = station.clock().now();
        snapshot.samples.iter().take(5_000).map(|(_, sample)| sample.age(now)).max().unwrap_or_default()
    };
    println!(
        "rate: {values:.0} values/s of 5,000 tags at 100 ms ({blocks} blocks, device answers in 1 ms), \
         {overruns} slots missed, oldest value on the snapshot {:.0} ms, {:.0} % of a core (aim 50,000, 0)",
        oldest(&station.snapshot().unwrap()).as_secs_f64() * 1e3,
        share.percent()
    );
    station.stop();
}

/// 1,000 tags at 100 ms, all shown: CPU and memory of everything but software rendering.
pub(crate) fn a_thousand_tags() {
    let device = Device::start(Duration::from_millis(1));
    let (_folder, plant) = plants::rows(device.port, 1_000, "100 ms");
    let mut station = Station::start(&plant, Options::default()).unwrap();
    wait_good(&station);
    let mut screen = crate::frames::Screen::new(&station, "all");
    let share = Share::start(&[]);
    let frames = screen.run(SPAN);
    println!(
        "load: 1,000 tags at 100 ms all shown at {:.1} frames/s: {:.1} % of a core, {:.0} MiB (aim 20 %, 150 MiB)",
        frames as f64 / SPAN.as_secs_f64(),
        share.percent(),
        resident_mib()
    );
    station.stop();
}

/// 10,000 tags at 1 s: what acquisition costs.
pub(crate) fn ten_thousand_tags() {
    let device = Device::start(Duration::from_millis(1));
    let (_folder, plant) = plants::rows(device.port, 10_000, "1 s");
    let mut station = Station::start(&plant, Options::default()).unwrap();
    wait_good(&station);
    let acquisition = Share::start(&["acquisition"]);
    let both = Share::start(&["acquisition", "engine"]);
    pass(SPAN);
    println!(
        "acquisition: 10,000 tags at 1 s: {:.1} % of a core, {:.1} % with the engine (aim 30 %)",
        acquisition.percent(),
        both.percent()
    );
    station.stop();
}

/// Answers of the only unit so far, from the status that the driver tells twice a second.
fn answers(snapshot: &Snapshot) -> u64 {
    snapshot.devices[0].statistics.units.values().map(|unit| unit.answers).sum()
}

/// Waits until every value is good.
pub(crate) fn wait_good(station: &Station) -> std::sync::Arc<Snapshot> {
    let all_good =
        |snapshot: &Snapshot| snapshot.counts.total > 0 && snapshot.counts.good == snapshot.counts.total;
    station.latest().wait_until(Duration::from_secs(20), all_good).expect("all values good within 20 s")
}
