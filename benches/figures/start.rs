//! The water works: how soon its first live frame is there, what it costs when idle, what memory it takes.

use std::path::Path;
use std::time::{Duration, Instant};

use pilothouse::layout;
use pilothouse::message::Snapshot;
use pilothouse::station::{Options, Station};

use crate::cpu::{Share, resident_mib};
use crate::frames::Screen;

pub(crate) fn water_works() {
    let started = Instant::now();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("layouts/water-works");
    let plant = layout::load(&folder).plant.expect("the shipped layout is good");
    let options = Options { simulated: true, ..Options::default() };
    let mut station = Station::start(&plant, options).unwrap();
    let live =
        |snapshot: &Snapshot| snapshot.counts.good * 2 > snapshot.counts.total && snapshot.counts.total > 0;
    station.latest().wait_until(Duration::from_secs(10), live).expect("live data");
    let data = started.elapsed();
    let mut screen = Screen::new(&station, "overview");
    let frame = started.elapsed();
    println!(
        "start: layout to live data {:.0} ms, to the first frame with it {:.0} ms, window apart (aim 500 ms)",
        data.as_secs_f64() * 1e3,
        frame.as_secs_f64() * 1e3
    );
    let all = Share::start(&[]);
    let frames = screen.run(Duration::from_secs(10));
    println!(
        "start: water works with its simulated devices at {:.1} frames/s: {:.1} % of a core, {:.0} MiB (aim 150 MB)",
        frames as f64 / 10.0,
        all.percent(),
        resident_mib()
    );
    let share = Share::start(&["acquisition", "engine", "recorder", "simulator"]);
    std::thread::sleep(Duration::from_secs(10));
    println!("start: station and simulated devices without a screen: {:.1} % of a core", share.percent());
    station.stop();
}
