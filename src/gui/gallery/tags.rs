//! The tags of the gallery and their samples: each truthfully in the state it shows.

use std::sync::Arc;
use std::time::Duration;

use crate::gui::gallery::plant::{Role, STALE_AT_START, Show};
use crate::tag::{Bad, Bands, Good, Quality, Sample, Scaling, StateText, Tag, Uncertain, Value};
use crate::time::Moment;

pub(super) fn before(moment: Moment, span: Duration) -> Moment {
    let nanos = u64::try_from(span.as_nanos()).unwrap_or(u64::MAX);
    Moment {
        utc: moment.utc.before(span),
        steady: crate::time::Steady::from_nanos(moment.steady.nanos().saturating_sub(nanos)),
    }
}

fn states(texts: &[(i64, &str, bool, bool)]) -> Vec<StateText> {
    texts
        .iter()
        .map(|(value, text, active, normal)| StateText {
            value: *value,
            text: Arc::from(*text),
            active: *active,
            normal: *normal,
        })
        .collect()
}

/// Id, title, unit, decimals and range of a role.
const fn words(role: Role) -> (&'static str, &'static str, &'static str, u8, Option<[f64; 2]>) {
    match role {
        Role::Level => ("LIT-301", "Clearwell level", "m", 2, Some([0.0, 5.0])),
        Role::Tank => ("CW-1", "Clearwell", "%", 0, Some([0.0, 100.0])),
        Role::Pump => ("P-101", "Raw water pump 1", "", 0, None),
        Role::Motor => ("M-820", "Thickener drive", "", 0, None),
        Role::Valve => ("XV-204", "Filter inlet", "", 0, None),
        Role::Flow => ("FS-110", "Raw water flows", "", 0, None),
        Role::Breaker => ("Q-1", "Grid breaker", "", 0, None),
        Role::Lamp => ("XL-12", "Door contact", "", 0, None),
        Role::Setpoint => ("AIC-502.SP", "Chlorine setpoint", "mg/L", 2, Some([0.0, 2.0])),
        Role::Outstation => ("RTU-7", "Hill reservoir", "bar", 2, Some([0.0, 10.0])),
        Role::Mode => ("P-101.Mode", "Mode", "", 0, None),
        Role::Current => ("P-101.Current", "Motor current", "A", 1, Some([0.0, 120.0])),
    }
}

pub(super) fn tag(role: Role, show: Show) -> Tag {
    let (id, title, unit, decimals, range) = words(role);
    let states = match role {
        Role::Pump | Role::Motor => {
            states(&[(0, "Stopped", false, false), (1, "Running", true, true), (2, "Tripped", false, false)])
        }
        Role::Valve => states(&[(0, "Shut", false, false), (1, "Open", true, true)]),
        Role::Breaker => states(&[(0, "Open", false, false), (1, "Closed", true, true)]),
        Role::Lamp => states(&[(0, "Off", false, true), (1, "On", true, true)]),
        Role::Mode => states(&[(0, "MAN", false, false), (1, "AUTO", true, true)]),
        Role::Level | Role::Tank | Role::Flow | Role::Setpoint | Role::Outstation | Role::Current => {
            Vec::new()
        }
    };
    let bands = if role == Role::Level {
        Bands {
            normal: Some([2.2, 3.0]),
            low_low: Some(0.8),
            low: Some(1.4),
            high: Some(4.0),
            high_high: Some(4.7),
        }
    } else if role == Role::Tank {
        Bands { low: Some(20.0), high: Some(90.0), ..Bands::default() }
    } else {
        Bands::default()
    };
    // A reservoir that fell silent goes stale; a sensor that fails does so at once.
    let stale_after =
        if show == Show::Stale { Duration::from_secs(3) } else { Duration::from_secs(1_000_000) };
    Tag {
        id: id.into(),
        title: title.into(),
        formerly: Vec::new(),
        equipment: None,
        area: "Gallery".into(),
        unit: unit.into(),
        decimals,
        range,
        bands,
        states,
        scaling: Scaling::default(),
        period: Duration::from_secs(1),
        stale_after,
    }
}

pub(super) fn sample(role: Role, show: Show, start: Moment, now: Moment) -> Sample {
    let alarmed = matches!(show, Show::Alarm(..));
    let on = i64::from(show != Show::Differs);
    let value = match role {
        Role::Level => Value::Float(if alarmed { 4.4 } else { 2.306 }),
        Role::Tank => Value::Float(55.0),
        Role::Pump | Role::Motor | Role::Valve | Role::Breaker | Role::Lamp => Value::Int(on),
        Role::Flow => Value::Bool(true),
        Role::Setpoint => Value::Float(0.55),
        Role::Outstation => Value::Float(4.9),
        Role::Mode => Value::Int(i64::from(show != Show::Interlocked)),
        Role::Current => Value::Float(if on == 1 { 62.1 } else { 0.0 }),
    };
    let fresh = |value, quality| Sample::new(value, quality, now, now);
    match show {
        Show::Waiting => Sample::waiting(start),
        Show::Stale => {
            let source = before(start, STALE_AT_START);
            Sample::new(value, Quality::GOOD, source, source)
        }
        Show::Uncertain => fresh(value, Quality::Uncertain(Uncertain::SensorNotAccurate)),
        Show::Bad => {
            let source = before(start, STALE_AT_START);
            let kept = Sample::new(value, Quality::GOOD, source, source);
            kept.degraded(Quality::Bad(Bad::SensorFailure), now)
        }
        Show::Substituted => Sample::new(value, Quality::Good(Good::Substituted), start, now),
        Show::Good
        | Show::Interlocked
        | Show::Differs
        | Show::Pending
        | Show::Maintenance
        | Show::Alarm(..) => fresh(value, Quality::GOOD),
    }
}

/// What was asked for, by role.
pub(super) const fn asked(role: Role) -> &'static str {
    match role {
        Role::Level => "2.60",
        Role::Tank => "60 %",
        Role::Pump | Role::Motor => "Run",
        Role::Valve => "Open",
        Role::Breaker => "Close",
        Role::Lamp | Role::Flow => "On",
        Role::Setpoint => "0.60",
        Role::Outstation => "5.20",
        Role::Mode => "AUTO",
        Role::Current => "62.0",
    }
}
