//! The statistics of every device and unit as JSON, for `--stats`.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value, json};

use crate::alarm::{Picture, Priority};
use crate::device::{LinkState, RoundTrip, UnitState, UnitStatistics};
use crate::message::{DeviceStatus, Snapshot};

/// The whole document, with a line end.
pub fn statistics_json(snapshot: &Snapshot) -> String {
    let devices: BTreeMap<_, _> = snapshot
        .plant
        .devices
        .iter()
        .zip(&snapshot.devices)
        .map(|(device, status)| (device.id.to_string(), device_json(&device.host, device.port, status)))
        .collect();
    let counts = snapshot.counts;
    let document = json!({
        "time": snapshot.at.utc.rfc3339(),
        "plant": &*snapshot.plant.id,
        "layout": &*snapshot.plant.hash,
        "tags": {
            "total": counts.total, "good": counts.good, "stale": counts.stale,
            "uncertain": counts.uncertain, "bad": counts.bad, "waiting": counts.waiting,
        },
        "alarms": alarms_json(&snapshot.alarms),
        "devices": devices,
    });
    let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
    text.push('\n');
    text
}

fn alarms_json(picture: &Picture) -> Value {
    let by_priority: BTreeMap<_, _> = Priority::ALL
        .into_iter()
        .zip(&picture.counts)
        .map(|(priority, count)| {
            let count = json!({
                "to_acknowledge": count.to_acknowledge, "active": count.active, "shelved": count.shelved,
                "suppressed": count.suppressed, "out_of_service": count.out_of_service,
            });
            (priority.word(), count)
        })
        .collect();
    json!({
        "defined": picture.defined,
        "sounds": picture.sounds.map(Priority::word),
        "silenced": picture.silenced,
        "last_ten_minutes": picture.health.now,
        "by_priority": by_priority,
    })
}

fn device_json(host: &str, port: u16, status: &DeviceStatus) -> Value {
    let reason = match &status.link {
        LinkState::Waiting { reason, .. } => &**reason,
        LinkState::Idle | LinkState::Connecting | LinkState::Connected | LinkState::Silent => "",
    };
    let statistics = &status.statistics;
    let units: BTreeMap<_, _> = statistics
        .units
        .iter()
        .map(|(unit, counters)| {
            let state = status.units.iter().find(|known| known.unit == *unit).map(|known| &known.state);
            (unit.0.to_string(), unit_json(state, counters))
        })
        .collect();
    let blocks: Vec<_> = status
        .blocks
        .iter()
        .map(|block| {
            json!({
                "unit": block.unit.0,
                "table": format!("{:?}", block.table),
                "start": block.start,
                "count": block.count,
                "period_ms": millis(block.period),
                "tags": block.tags.len(),
                "bytes": block.bytes,
                "planned_ms": millis(block.planned),
                "actual_ms": block.actual.map(millis),
                "failure": block.failure.as_deref(),
                "refused": block.refused,
            })
        })
        .collect();
    json!({
        "address": format!("{host}:{port}"),
        "state": status.link.word(),
        "reason": reason,
        "since": status.link_since.utc.rfc3339(),
        "connects": statistics.connects,
        "connect_failures": statistics.connect_failures,
        "disconnects": statistics.disconnects,
        "reconnects": statistics.connects.saturating_sub(1),
        "stale_frames": statistics.stale_frames,
        "wrong_unit_frames": statistics.wrong_unit_frames,
        "broken_frames": statistics.broken_frames,
        "bytes_sent": statistics.bytes_sent,
        "bytes_received": statistics.bytes_received,
        "overruns": statistics.overruns,
        "duty": statistics.duty,
        "units": units,
        "blocks": blocks,
    })
}

fn unit_json(state: Option<&UnitState>, counters: &UnitStatistics) -> Value {
    let exceptions: BTreeMap<_, _> =
        counters.exceptions.iter().map(|(code, count)| (code.to_string(), *count)).collect();
    let last_error =
        counters.last_error.as_ref().map(|(at, text)| json!({ "time": at.utc.rfc3339(), "text": &**text }));
    let RoundTrip { p50, p95, p99, max, .. } = &counters.round_trip;
    json!({
        "state": state.map_or("unknown", UnitState::word),
        "requests": counters.requests,
        "answers": counters.answers,
        "timeouts": counters.timeouts,
        "broken_answers": counters.broken_answers,
        "exceptions": exceptions,
        "writes": counters.writes,
        "last_error": last_error,
        "last_answer": counters.last_answer.map(|at| at.utc.rfc3339()),
        "round_trip_ms": { "p50": millis(*p50), "p95": millis(*p95), "p99": millis(*p99), "max": millis(*max) },
    })
}

fn millis(span: Duration) -> f64 {
    (span.as_secs_f64() * 1e6).round() / 1e3
}
