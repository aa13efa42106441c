//! `simulator.toml`: process model, signals and faults.

use std::sync::Arc;
use std::time::Duration;

use crate::device::UnitId;
use crate::layout::fields::Fields;
use crate::layout::names::Names;
use crate::layout::node::Table;
use crate::layout::plant_file::{format, unique};
use crate::layout::tag_text::check_id;
use crate::plant::{Fault, FaultKind, Signal, SignalKind, Simulation};

const SIGNALS: [(&str, &str); 5] = [
    ("constant", "constant"),
    ("counter", "counter"),
    ("ramp", "ramp"),
    ("sine", "sine"),
    ("square", "square"),
];
const FAULTS: [(&str, &str); 8] = [
    ("exception", "exception"),
    ("frozen", "frozen"),
    ("gone", "gone"),
    ("hung", "hung"),
    ("late", "late"),
    ("lost", "lost"),
    ("process", "process"),
    ("swapped_words", "swapped_words"),
];

/// Reads `simulator.toml`.
pub(crate) fn simulation(names: &Names<'_>, table: &Table) -> Simulation {
    let mut fields = Fields::new(names.report, table, "simulator.toml");
    format(&mut fields);
    let process = fields.text("process").map(|process| process.value);
    let seed = fields.whole("seed", 0..=i64::MAX).map_or(0, |seed| seed.value);
    let signals = fields.tables("signals", "a signal").into_iter();
    let signals = signals.filter_map(|table| signal(names, table)).collect();
    let mut ids = Vec::new();
    let mut faults = Vec::new();
    for mut table in fields.tables("faults", "a fault") {
        ids.extend(table.need_text("id"));
        faults.extend(fault(names, table));
    }
    unique(names.report, "the fault", &ids);
    fields.finish();
    Simulation { process, seed, signals, faults }
}

fn signal(names: &Names<'_>, mut fields: Fields<'_>) -> Option<Signal> {
    let tag = fields.need_text("tag").and_then(|word| names.tag(&word));
    fields.need("kind");
    let kind = fields.choice("kind", &SIGNALS)?.value;
    let between = |fields: &mut Fields<'_>| {
        for key in ["minimum", "maximum"] {
            fields.need(key);
        }
        let (minimum, maximum) = (fields.number("minimum"), fields.number("maximum"));
        let period = period(fields);
        Some((minimum?.value, maximum?.value, period?))
    };
    let kind = match kind {
        "constant" => {
            fields.need("value");
            fields.number("value").map(|value| SignalKind::Constant(value.value))
        }
        "sine" => between(&mut fields).map(|(minimum, maximum, period)| SignalKind::Sine {
            minimum,
            maximum,
            period,
        }),
        "ramp" => between(&mut fields).map(|(minimum, maximum, period)| SignalKind::Ramp {
            minimum,
            maximum,
            period,
        }),
        "square" => period(&mut fields).map(|period| SignalKind::Square { period }),
        _ => period(&mut fields).map(|period| SignalKind::Counter { period }),
    };
    fields.finish();
    Some(Signal { tag: tag?, kind: kind? })
}

fn period(fields: &mut Fields<'_>) -> Option<Duration> {
    fields.need("period");
    fields.span_above_zero("period").map(|period| period.value)
}

fn fault(names: &Names<'_>, mut fields: Fields<'_>) -> Option<Fault> {
    let id = fields.text("id");
    if let Some(id) = &id {
        check_id(&fields, id);
    }
    let title = fields.need_text("title");
    let device = fields.need_text("device").and_then(|word| names.device(&word));
    let unit = fields.whole("unit", 0..=255).map(|unit| UnitId(unit.value));
    fields.need("kind");
    let word = fields.choice("kind", &FAULTS)?.value;
    let kind = match word {
        "late" => {
            fields.need("by");
            fields.span("by").map(|by| FaultKind::Late(by.value))
        }
        "lost" => {
            fields.need("share");
            let share = fields.number("share");
            if let Some(share) = share.as_ref().filter(|share| !(0.0..=1.0).contains(&share.value)) {
                fields.bad(share.at, "share", &format!("is {}, which is not within 0 to 1", share.value));
            }
            share.map(|share| FaultKind::Lost(share.value))
        }
        "exception" => {
            fields.need("code");
            fields.whole("code", 1..=255).map(|code| FaultKind::Exception(code.value))
        }
        "frozen" => {
            let tags = fields.texts("tags");
            Some(FaultKind::Frozen(tags.iter().filter_map(|word| names.tag(word)).collect()))
        }
        "process" => {
            fields.need_text("name").map(|name| FaultKind::Process { name: Arc::clone(&name.value) })
        }
        "gone" => Some(FaultKind::Gone),
        "hung" => Some(FaultKind::Hung),
        _ => Some(FaultKind::SwappedWords),
    };
    let active = fields.flag("active").is_some_and(|flag| flag.value);
    fields.finish();
    Some(Fault { id: id?.value, title: title?.value, device: device?, unit, kind: kind?, active })
}
