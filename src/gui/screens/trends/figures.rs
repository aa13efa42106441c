//! The figures of a pen as they stand in its row and in the copied table. Pure.

use std::time::Duration;

use crate::gui::faceplate::state_or_number;
use crate::gui::painter::{format_value, plain_value};
use crate::gui::screens::trends::pens::Pen;
use crate::gui::screens::trends::state::TrendsState;
use crate::gui::text;
use crate::tag::{Tag, Value};
use crate::time::Timestamp;
use crate::trend::{Reading, Statistics};

/// What a row tells, in the order of its columns.
pub(super) const COUNT: usize = 8;

/// What a pen's row tells.
pub(super) struct Figures {
    /// At A, at B, B − A, minimum, maximum, mean, standard deviation, integral.
    pub(super) texts: [String; COUNT],
    /// How much of the span was good, 0 to 1.
    pub(super) good: f32,
    /// B − A of the compared period.
    pub(super) then: Option<String>,
}

/// How a number is written.
type Write = fn(&Value, u8) -> String;

/// For the screen.
pub(super) fn figures(pen: &Pen<'_>, trends: &TrendsState) -> Figures {
    gather(pen, trends, format_value, text::NO_DATA)
}

/// For the clipboard: plain digits, empty where there is nothing.
pub(super) fn plain(pen: &Pen<'_>, trends: &TrendsState) -> Figures {
    gather(pen, trends, plain_value, "")
}

fn gather(pen: &Pen<'_>, trends: &TrendsState, write: Write, nothing: &str) -> Figures {
    let tag = &*pen.tag;
    let said = |value: &Option<Value>| match value {
        Some(value) if tag.states.is_empty() => write(value, tag.decimals),
        Some(value) => state_or_number(tag, value),
        None => nothing.to_owned(),
    };
    let number = |value: Option<f64>, more: u8| match value {
        Some(value) if tag.states.is_empty() => {
            write(&Value::Float(value), tag.decimals.saturating_add(more))
        }
        Some(_) | None => String::new(),
    };
    let at = |cursor: Option<Timestamp>, told: Option<Value>| match cursor {
        Some(_) => said(&told),
        None => String::new(),
    };
    let (a, b) = at_cursors(pen, trends);
    let difference = difference(a.as_ref(), b.as_ref());
    let known = pen.figures.as_ref().map(|(_, figures)| figures);
    let (min, max) = known.map_or_else(|| pen.extent().unzip(), |known| (known.min, known.max));
    let least = if min.is_some() || !tag.states.is_empty() { number(min, 0) } else { nothing.to_owned() };
    let texts = [
        at(trends.cursors.a, a),
        at(trends.cursors.b, b),
        number(difference, 0),
        least,
        number(max, 0),
        number(known.and_then(|known| known.mean), 0),
        number(known.and_then(|known| known.deviation), 1),
        integral(tag, known.and_then(|known| known.integral), write),
    ];
    let told = pen.figures.as_ref();
    let good = told.map_or_else(|| pen.good_share(), |(span, known)| share(known, span.length()));
    let then = pen.figures_then.as_ref().and_then(|(_, known)| change(known)).map(|by| number(Some(by), 0));
    Figures { texts, good, then: then.filter(|_| trends.cursors.span().is_some()) }
}

/// The integral with its unit: of a rate the amount, of anything else times hours.
fn integral(tag: &Tag, value: Option<f64>, write: Write) -> String {
    let (Some(value), true) = (value, tag.states.is_empty()) else { return String::new() };
    let (factor, unit) = integral_unit(&tag.unit);
    let value = value / factor;
    let decimals = if value.abs() >= 100.0 { 0 } else { tag.decimals.max(1) };
    let text = write(&Value::Float(value), decimals);
    format!("{text} {unit}").trim_end().to_owned()
}

/// What a unit times seconds is divided by, and the unit that gives.
fn integral_unit(unit: &str) -> (f64, String) {
    for (per, seconds) in [("/h", 3600.0), ("/min", 60.0), ("/s", 1.0), ("/d", 86_400.0)] {
        if let Some(amount) = unit.strip_suffix(per) {
            return (seconds, amount.to_owned());
        }
    }
    match unit {
        "" => (3600.0, "h".to_owned()),
        "W" | "kW" | "MW" => (3600.0, format!("{unit}h")),
        _ => (3600.0, format!("{unit}\u{b7}h")),
    }
}

fn share(figures: &Statistics, span: Duration) -> f32 {
    if span.is_zero() {
        0.0
    } else {
        (figures.good.as_secs_f64() / span.as_secs_f64()).clamp(0.0, 1.0) as f32
    }
}

fn value(reading: Option<&Reading>) -> Option<Value> {
    reading?.value.clone()
}

fn change(figures: &Statistics) -> Option<f64> {
    difference(value(figures.at_from.as_ref()).as_ref(), value(figures.at_to.as_ref()).as_ref())
}

fn difference(a: Option<&Value>, b: Option<&Value>) -> Option<f64> {
    Some(b?.number()? - a?.number()?)
}

/// What a pen was at A and at B: as history tells it, or as its line does.
pub(super) fn at_cursors(pen: &Pen<'_>, trends: &TrendsState) -> (Option<Value>, Option<Value>) {
    let cursors = &trends.cursors;
    let (a, b) = (cursors.a, cursors.b);
    let told = |cursor: Option<Timestamp>| {
        let cursor = cursor?;
        let ends = |(span, known): &(crate::time::Span, Statistics)| {
            if span.from == cursor {
                Some(value(known.at_from.as_ref()))
            } else if span.to == cursor {
                Some(value(known.at_to.as_ref()))
            } else {
                None
            }
        };
        let known = pen.at_a.as_ref().and_then(ends).or_else(|| pen.figures.as_ref().and_then(ends));
        known.unwrap_or_else(|| on_line(pen, cursor))
    };
    (told(a), told(b))
}

/// What a pen's line shows at a time; nothing in a gap and outside.
pub(super) fn on_line(pen: &Pen<'_>, time: Timestamp) -> Option<Value> {
    let reply = pen.reply.as_ref()?;
    let span = reply.to.nanos().saturating_sub(reply.from.nanos()).max(1);
    let offset = time.nanos().saturating_sub(reply.from.nanos());
    let at = i128::from(offset) * reply.columns.len() as i128 / i128::from(span);
    let column = reply.columns.get(usize::try_from(at).ok()?).copied().flatten()?;
    Some(Value::Float(column.last))
}

/// All rows for the clipboard: cells apart by tabs, as tables take them.
pub(super) fn table(pens: &[Pen<'_>], trends: &TrendsState, now: impl Fn(&Pen<'_>) -> String) -> String {
    let mut lines = vec![text::COPIED_COLUMNS.join("\t")];
    for pen in pens {
        let figures = plain(pen, trends);
        let good = format!("{:.1}", figures.good * 100.0);
        let mut cells =
            vec![pen.tag.id.to_string(), pen.tag.title.to_string(), pen.tag.unit.to_string(), now(pen)];
        cells.extend(figures.texts);
        cells.push(good);
        lines.push(cells.iter().map(|cell| cell.replace(['\t', '\n'], " ")).collect::<Vec<_>>().join("\t"));
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_integral_of_a_rate_is_an_amount_and_of_a_level_level_hours() {
        for (unit, factor, of) in [
            ("m\u{b3}/h", 3600.0, "m\u{b3}"),
            ("l/s", 1.0, "l"),
            ("l/min", 60.0, "l"),
            ("kW", 3600.0, "kWh"),
            ("m", 3600.0, "m\u{b7}h"),
            ("", 3600.0, "h"),
        ] {
            assert_eq!(integral_unit(unit), (factor, of.to_owned()), "{unit}");
        }
    }

    #[test]
    fn good_is_a_share_of_the_span() {
        let figures = Statistics { good: Duration::from_secs(19), ..Statistics::default() };
        assert_eq!(share(&figures, Duration::from_secs(100)), 0.19);
        assert_eq!(share(&figures, Duration::ZERO), 0.0);
    }
}
