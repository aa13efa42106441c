//! The key figure of level 1: big number, sparkline, bar, and what it is measured against.

use egui::{Align2, Rect, pos2};

use crate::display::Orientation;
use crate::gui::elements::bar::{Bar, paint_bar};
use crate::gui::elements::body::Painted;
use crate::gui::elements::curve::TrendLine;
use crate::gui::elements::sign::{NumberSlot, backed, number, sign};
use crate::gui::elements::sparkline::spark;
use crate::gui::elements::truth::{Condition, Truth};
use crate::gui::elements::value::cell_ground;
use crate::gui::painter::{Canvas, alarm_mark, format_value};
use crate::gui::theme::{face, size};
use crate::tag::Value;

/// What a key figure is drawn from.
#[derive(Debug)]
pub(super) struct Kpi<'a> {
    pub(super) truth: &'a Truth<'a>,
    pub(super) line: TrendLine<'a>,
    pub(super) setpoint: Option<Truth<'a>>,
    pub(super) title: &'a str,
}

/// Paints the tile.
pub(super) fn kpi(canvas: &mut Canvas<'_>, kpi: &Kpi<'_>, rect: Rect) -> Painted {
    let tokens = canvas.tokens;
    let truth = kpi.truth;
    canvas.fill(rect, size::RADIUS_CARD, tokens.card);
    if truth.condition == Condition::Stale {
        cell_ground(canvas, truth, rect);
    } else if let Some(edge) = tokens.card_edge {
        canvas.outline(rect, size::RADIUS_CARD, 1.0, edge);
    }
    let left = rect.left() + 16.0;
    let inner_right = rect.right() - 16.0;
    head(canvas, kpi, rect);

    let height = rect.height();
    let number_y = rect.top() + height * 0.39;
    let laid_right = big_number(canvas, truth, pos2(left, number_y), rect.width() * 0.5);
    let unit_at = pos2(laid_right + 10.0, number_y + 5.0);
    let unit = canvas.lay(truth.unit(), face::BODY);
    backed(canvas, truth, Align2::LEFT_CENTER.anchor_size(unit_at, unit.size), tokens.card);
    let unit = canvas.put(&unit, unit_at, Align2::LEFT_CENTER, tokens.ink2);

    let plot_left = (inner_right - 80.0).max(unit.right() + 12.0);
    if truth.condition != Condition::Waiting && inner_right - plot_left >= 40.0 {
        let plot =
            Rect::from_min_max(pos2(plot_left, number_y - 20.0), pos2(inner_right - 3.0, number_y + 20.0));
        backed(canvas, truth, plot, tokens.card);
        spark(canvas, truth, &kpi.line, plot, false);
    }

    let setpoint = kpi.setpoint.as_ref().and_then(Truth::number);
    let bar_y = rect.top() + height * 0.68;
    let body = Rect::from_min_max(pos2(left, bar_y), pos2(inner_right, bar_y + size::BAR_LIST));
    let bar = Bar { truth, setpoint, orientation: Orientation::Horizontal, letters: false, triangle: true };
    paint_bar(canvas, &bar, body);
    notes(
        canvas,
        kpi,
        Rect::from_min_max(pos2(left, rect.bottom() - 28.0), pos2(inner_right, rect.bottom() - 8.0)),
    );
    if let Some(alarm) = truth.control.alarm.filter(|alarm| alarm.state.framed()) {
        crate::gui::painter::alarm_frame(canvas, alarm, rect, size::RADIUS_CARD + 2.0);
    }
    Painted::cell(rect)
}

fn head(canvas: &mut Canvas<'_>, kpi: &Kpi<'_>, rect: Rect) {
    let tokens = canvas.tokens;
    let y = rect.top() + 20.0;
    let mut right = rect.right() - 16.0;
    if let Some(alarm) = kpi.truth.control.alarm {
        alarm_mark(canvas, alarm, pos2(right - 9.0, y), 18.0, None);
        right -= 28.0;
    }
    if let Some(sign) = sign(canvas, kpi.truth, pos2(right, y), Align2::RIGHT_CENTER, tokens.card) {
        right = sign.left() - 8.0;
    }
    let room = Rect::from_x_y_ranges(rect.left() + 16.0..=right, y - 8.0..=y + 8.0);
    let title = canvas.lay_within(kpi.title, face::BODY, room.width());
    let at = room.left_center();
    backed(canvas, kpi.truth, Align2::LEFT_CENTER.anchor_size(at, title.size), tokens.card);
    canvas.put(&title, at, Align2::LEFT_CENTER, tokens.ink2);
}

/// The number stands at the left here, since tiles are not read as a column. Returns its right edge.
fn big_number(canvas: &mut Canvas<'_>, truth: &Truth<'_>, left: egui::Pos2, width: f32) -> f32 {
    let decimals = truth.tag().map_or(0, |tag| tag.decimals);
    let size_x = match truth.value() {
        Some(value) if truth.condition != Condition::Waiting => {
            canvas.lay_value(value, decimals, face::KPI, width).size.x
        }
        _ => canvas.lay("\u{2013} \u{2013} \u{2013}", face::KPI).size.x,
    };
    let right = left.x + size_x;
    let slot = NumberSlot {
        right: pos2(right, left.y),
        face: face::KPI,
        width,
        ink: canvas.tokens.ink,
        backing: canvas.tokens.card,
        boxed: false,
    };
    number(canvas, truth, slot);
    right
}

/// Left: what it is held against. Right: how far it is from its nearest limit, or its share of the plan.
fn notes(canvas: &mut Canvas<'_>, kpi: &Kpi<'_>, room: Rect) {
    let tokens = canvas.tokens;
    let Some(tag) = kpi.truth.tag() else { return };
    let asked = kpi.setpoint.as_ref().and_then(|truth| Some((truth, truth.value()?)));
    let left = match (asked, tag.bands.normal) {
        (Some((truth, value)), _) => {
            format!("set {}", format_value(value, truth.tag().map_or(tag.decimals, |tag| tag.decimals)))
        }
        (None, Some([low, high])) => {
            let side = |number: f64| format_value(&Value::Float(number), tag.decimals);
            format!("normal {} to {}", side(low), side(high))
        }
        (None, None) => String::new(),
    };
    let laid = canvas.lay(&left, face::SMALL);
    let at = room.left_center();
    backed(canvas, kpi.truth, Align2::LEFT_CENTER.anchor_size(at, laid.size), tokens.card);
    canvas.put(&laid, at, Align2::LEFT_CENTER, tokens.ink2);
    let usable =
        matches!(kpi.truth.condition, Condition::Good | Condition::Substituted | Condition::Uncertain);
    let Some(number) = kpi.truth.number().filter(|_| usable) else { return };
    let right = match asked.and_then(|(_, value)| value.number()) {
        Some(plan) if plan.abs() > f64::EPSILON => format!("{:.0} % of set", 100.0 * number / plan),
        _ => margin(kpi.truth, number),
    };
    canvas.text(&right, face::SMALL, room.right_center(), Align2::RIGHT_CENTER, tokens.ink2);
}

/// The distance to the nearest limit ahead.
fn margin(truth: &Truth<'_>, number: f64) -> String {
    let Some(tag) = truth.tag() else { return String::new() };
    let above = tag.bands.high.map(|limit| (limit - number, "to H"));
    let below = tag.bands.low.map(|limit| (number - limit, "to L"));
    let nearest = match (above, below) {
        (Some(a), Some(b)) => Some(if a.0 <= b.0 { a } else { b }),
        (one, other) => one.or(other),
    };
    nearest.filter(|(distance, _)| *distance >= 0.0).map_or_else(String::new, |(distance, words)| {
        format!("{} {words}", format_value(&Value::Float(distance), tag.decimals))
    })
}
