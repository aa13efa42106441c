//! Latencies: from a changed register to the frame that shows it, from a click to the wire.

use std::time::{Duration, Instant};

use pilothouse::command::{Draft, Origin, Stage};
use pilothouse::message::Request;
use pilothouse::station::{Options, Station};
use pilothouse::tag::Value;

use crate::cpu::{pass, percentile};
use crate::frames::Screen;
use crate::plants;
use crate::rates::wait_good;
use crate::server::{Device, micros};

/// A register holds the moment of its change; each frame that first shows it tells how long that took.
pub(crate) fn change_to_frame() {
    let device = Device::start(Duration::from_millis(1));
    let (_folder, plant) = plants::rows(device.port, 1_000, "100 ms");
    let mut station = Station::start(&plant, Options::default()).unwrap();
    wait_good(&station);
    let stamp = plant.find("STAMP").unwrap();
    let mut screen = Screen::new(&station, "all");
    let mut seen = None;
    let mut millis = Vec::new();
    let started = Instant::now();
    while started.elapsed() < Duration::from_secs(40) {
        screen.next_frame();
        let Some(snapshot) = screen.shown() else { continue };
        let Some(Value::UInt(moment)) = snapshot.samples.get(stamp).and_then(|sample| sample.value()) else {
            continue;
        };
        if seen.replace(*moment).is_some_and(|before| before != *moment) {
            millis.push(f64::from(micros().wrapping_sub(*moment as u32)) / 1e3);
        }
    }
    println!(
        "change: {} changes, register to frame p50 {:.0} ms, p99 {:.0} ms (aim 60, 120)",
        millis.len(),
        percentile(&mut millis, 0.5),
        percentile(&mut millis, 0.99)
    );
    station.stop();
}

/// Confirmed commands while 5,000 tags are polled: request to the write's arrival at the device.
pub(crate) fn click_to_wire() {
    const CLICKS: u64 = 200;
    let mut device = Device::start(Duration::from_millis(1));
    let (_folder, plant) = plants::rows(device.port, 5_000, "100 ms");
    let mut station = Station::start(&plant, Options::default()).unwrap();
    wait_good(&station);
    let tag = plant.find("SP").unwrap();
    let mut millis = Vec::new();
    let (mut lost, mut claimed) = (0, 0);
    for click in 0..CLICKS {
        let draft =
            Draft { tag, value: Value::UInt(click), origin: Origin::Operator, requester_id: "".into() };
        station.requests().send(Request::Draft(draft)).unwrap();
        let drafted = station.latest().wait_until(Duration::from_secs(2), |snapshot| {
            snapshot.commands.iter().any(|c| c.draft.value == Value::UInt(click) && c.stage == Stage::Checked)
        });
        let snapshot = drafted.expect("a draft is checked");
        let command = snapshot.commands.last().unwrap().id;
        let clicked = micros();
        station.requests().send(Request::Confirm { command, reason: "".into() }).unwrap();
        let line = device.lines.next().unwrap().unwrap();
        let [_, value, arrived] = line.split(' ').collect::<Vec<_>>()[..] else { unreachable!("{line}") };
        if value == click.to_string() {
            millis.push(f64::from(arrived.parse::<u32>().unwrap().wrapping_sub(clicked)) / 1e3);
        } else {
            lost += 1;
        }
        let ended = station.latest().wait_until(Duration::from_secs(7), |snapshot| {
            snapshot.commands.iter().any(|c| c.id == command && c.stage.ended())
        });
        let settled = ended.is_some_and(|snapshot| {
            snapshot.commands.iter().any(|c| c.id == command && c.stage == Stage::Settled)
        });
        claimed += u64::from(settled && value != click.to_string());
        pass(Duration::from_millis(7));
    }
    println!(
        "click: {} clicks with 5,000 tags polling, to the wire p50 {:.1} ms, p99 {:.1} ms, {lost} lost, \
         {claimed} claimed (aim 5, 20, 0, 0)",
        CLICKS,
        percentile(&mut millis, 0.5),
        percentile(&mut millis, 0.99),
    );
    station.stop();
}
