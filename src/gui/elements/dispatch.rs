//! From a display's element to the function that paints it.

use egui::{Pos2, Rect, pos2};

use crate::display::{AreaRow, Element, ElementKind};
use crate::gui::elements::area::{AreaTile, area};
use crate::gui::elements::bar::{Bar, bar_element};
use crate::gui::elements::body::Painted;
use crate::gui::elements::breaker::breaker;
use crate::gui::elements::button::{Press, button};
use crate::gui::elements::kpi::{Kpi, kpi};
use crate::gui::elements::lamp::lamp;
use crate::gui::elements::mini_trend::mini_trend;
use crate::gui::elements::motor::motor;
use crate::gui::elements::pipe::pipe;
use crate::gui::elements::place::{place_rect, symbol_box};
use crate::gui::elements::pump::{Pump, pump};
use crate::gui::elements::setpoint::setpoint;
use crate::gui::elements::sparkline::sparkline;
use crate::gui::elements::state::state_text;
use crate::gui::elements::tank::{Tank, tank};
use crate::gui::elements::trend_card::trend_card;
use crate::gui::elements::truth::Truth;
use crate::gui::elements::value::value_cell;
use crate::gui::elements::valve::{Valve, valve};
use crate::gui::elements::words::{heading, label};
use crate::gui::elements::{ElementSource, TrendLine};
use crate::gui::painter::Canvas;
use crate::tag::TagIndex;
use crate::time::Zone;

/// The truth about a tag.
pub(super) fn truth(source: &dyn ElementSource, tag: TagIndex) -> Truth<'_> {
    Truth::new(source.reading(tag), source.control(tag))
}

/// Paints an element. `None` where it is nothing that can be clicked.
pub(super) fn paint(
    canvas: &mut Canvas<'_>,
    source: &dyn ElementSource,
    element: &Element,
    truth: &Truth<'_>,
    press: Press,
) -> Option<Painted> {
    let rect = place_rect(element);
    let given = element.label.as_deref();
    let tag_name = || given.unwrap_or_else(|| truth.tag().map_or("", |tag| &tag.id));
    let setpoint_of =
        |tag: &Option<TagIndex>| tag.map(|tag| self::truth(source, tag)).as_ref().and_then(Truth::number);
    let line = |tag: TagIndex, span| TrendLine::until(source.line(tag, span), source.now().utc, span);
    Some(match &element.kind {
        ElementKind::Value { size, .. } => value_cell(canvas, truth, rect, tag_name(), *size),
        ElementKind::Bar { setpoint, orientation, .. } => {
            let setpoint = setpoint_of(setpoint);
            let bar = Bar { truth, setpoint, orientation: *orientation, letters: true, triangle: true };
            bar_element(canvas, &bar, rect, given)
        }
        ElementKind::Sparkline { tag, span } => sparkline(canvas, truth, &line(*tag, *span), rect),
        ElementKind::MiniTrend { tag, span } => {
            mini_trend(canvas, truth, &line(*tag, *span), rect, tag_name())
        }
        ElementKind::Tank { media, .. } => {
            let vessel = Tank { truth, name: name(element, truth), labelled: given.is_some(), media: *media };
            tank(canvas, &vessel, rect, source.zone())
        }
        ElementKind::StateText { .. } => state_text(canvas, truth, rect, element.place.w <= 0.0),
        ElementKind::Setpoint { .. } => setpoint(canvas, truth, rect, press),
        ElementKind::Button { text, .. } => button(canvas, truth, rect, text, press),
        ElementKind::Heading { text } => Painted::cell(heading(canvas, rect, text)),
        ElementKind::Label { text } => Painted::cell(label(canvas, rect, text)),
        ElementKind::Kpi { tag, span, setpoint } => {
            let tile = Kpi {
                truth,
                line: line(*tag, *span),
                setpoint: setpoint.map(|tag| self::truth(source, tag)),
                title: given.unwrap_or_else(|| truth.tag().map_or("", |tag| &tag.title)),
            };
            kpi(canvas, &tile, rect)
        }
        ElementKind::Area { text, rows, lamps, .. } => {
            let alarm = truth.control.alarm;
            let tile = AreaTile { alarm, ..area_tile(source, text, rows, lamps) };
            area(canvas, &tile, rect)
        }
        ElementKind::Trend { tag, span } => {
            trend_card(canvas, truth, &line(*tag, *span), rect, source.zone())
        }
        ElementKind::Pipe { points, flow, kind, arrow } => {
            let points: Vec<Pos2> = points.iter().map(|[x, y]| pos2(*x, *y)).collect();
            return pipe(canvas, flow.map(|_| truth), &points, *kind, *arrow);
        }
        ElementKind::Pump { direction, size, mode, value, .. } => {
            let (symbol, words) = symbol_box(element);
            let machine = Pump {
                truth,
                name: name(element, truth),
                direction: *direction,
                size: *size,
                mode: mode.map(|tag| self::truth(source, tag)),
                value: value.map(|tag| self::truth(source, tag)),
            };
            pump(canvas, &machine, symbol, words, source.zone())
        }
        ElementKind::Valve { orientation, control, .. } => {
            let (symbol, words) = symbol_box(element);
            let fitting = Valve { truth, orientation: *orientation, control: *control };
            valve(canvas, &fitting, symbol, words.then(|| name(element, truth)), source.zone())
        }
        ElementKind::Motor { .. } => plain_symbol(canvas, source, element, truth, motor),
        ElementKind::Breaker { .. } => plain_symbol(canvas, source, element, truth, breaker),
        ElementKind::Lamp { .. } => plain_symbol(canvas, source, element, truth, lamp),
    })
}

fn area_tile<'t>(
    source: &'t dyn ElementSource,
    title: &'t str,
    rows: &'t [AreaRow],
    lamps: &[TagIndex],
) -> AreaTile<'t> {
    AreaTile {
        title,
        alarm: None,
        rows: rows.iter().map(|row| (&*row.text, truth(source, row.tag))).collect(),
        lamps: lamps.iter().map(|tag| truth(source, *tag)).collect(),
    }
}

/// Paints a symbol that is nothing but its state.
type PlainSymbol = fn(&mut Canvas<'_>, &Truth<'_>, Rect, Option<&str>, &Zone) -> Painted;

fn plain_symbol(
    canvas: &mut Canvas<'_>,
    source: &dyn ElementSource,
    element: &Element,
    truth: &Truth<'_>,
    symbol: PlainSymbol,
) -> Painted {
    let (place, words) = symbol_box(element);
    symbol(canvas, truth, place, words.then(|| name(element, truth)), source.zone())
}

/// Words of a symbol: its label, its equipment, its tag.
fn name<'n>(element: &'n Element, truth: &Truth<'n>) -> &'n str {
    let tag = truth.tag();
    element
        .label
        .as_deref()
        .or(element.equipment.as_deref())
        .or_else(|| tag.and_then(|tag| tag.equipment.as_deref()))
        .or_else(|| tag.map(|tag| &*tag.id))
        .unwrap_or("")
}
