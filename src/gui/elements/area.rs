//! The tile of an area on level 1: its key values as rows, its machines as lamps. A click opens its display.

use egui::{Align2, Rect, pos2, vec2};

use crate::display::Orientation;
use crate::gui::elements::bar::{Bar, paint_bar};
use crate::gui::elements::body::Painted;
use crate::gui::elements::lamp::small_lamp;
use crate::gui::elements::sign::{NumberSlot, backed, number, sign};
use crate::gui::elements::truth::{Condition, Sign, Truth};
use crate::gui::painter::{AlarmSign, AlarmState, Area, Canvas, Flash, alarm_mark};
use crate::gui::theme::{face, size};

/// What an area tile is drawn from.
#[derive(Debug)]
pub(super) struct AreaTile<'a> {
    pub(super) title: &'a str,
    /// The worst alarm of the area and of what the tile shows.
    pub(super) alarm: Option<AlarmSign>,
    /// Words and value of each row.
    pub(super) rows: Vec<(&'a str, Truth<'a>)>,
    pub(super) lamps: Vec<Truth<'a>>,
}

const ROW: f32 = 26.0;

/// Paints the tile.
pub(super) fn area(canvas: &mut Canvas<'_>, tile: &AreaTile<'_>, rect: Rect) -> Painted {
    let tokens = canvas.tokens;
    canvas.fill(rect, size::RADIUS_CARD, tokens.card);
    if let Some(edge) = tokens.card_edge {
        canvas.outline(rect, size::RADIUS_CARD, 1.0, edge);
    }
    let (left, right) = (rect.left() + 16.0, rect.right() - 16.0);
    if let Some(alarm) = tile.alarm {
        if alarm.state == AlarmState::New && canvas.flash != Flash::Off {
            let stripe = Rect::from_min_max(rect.min, pos2(rect.left() + 5.0, rect.bottom()));
            let fill = canvas.alarm(alarm.priority).fill;
            canvas.fill(stripe, 0.0, fill);
        }
        alarm_mark(canvas, alarm, pos2(right - 9.0, rect.top() + 20.0), 18.0, None);
    }
    let head = Rect::from_min_max(pos2(left, rect.top() + 10.0), pos2(right - 28.0, rect.top() + 30.0));
    canvas.text_within(tile.title, face::TITLE, head, Align2::LEFT_CENTER, tokens.ink);
    for (index, (words, truth)) in tile.rows.iter().enumerate() {
        let y = rect.top() + 50.0 + index as f32 * ROW;
        if y + ROW / 2.0 < rect.bottom() - 30.0 {
            row(
                canvas,
                words,
                truth,
                Rect::from_min_max(pos2(left, y - ROW / 2.0), pos2(right, y + ROW / 2.0)),
            );
        }
    }
    foot(canvas, tile, rect);
    Painted::cell(rect)
}

fn row(canvas: &mut Canvas<'_>, words: &str, truth: &Truth<'_>, rect: Rect) {
    let tokens = canvas.tokens;
    let y = rect.center().y;
    if truth.condition == Condition::Stale {
        canvas.hatch(Area::Rect(rect.expand2(vec2(8.0, 0.0))), tokens.hatch);
    }
    let unit_left = rect.right() - 38.0;
    let bar_left = rect.left() + rect.width() * 0.42;
    let bar_rect = Rect::from_min_max(pos2(bar_left, y - 4.0), pos2(bar_left + 44.0, y + 4.0));
    let room = Rect::from_min_max(rect.min, pos2(bar_left - 6.0, rect.bottom()));
    let laid = canvas.lay_within(words, face::BODY, room.width());
    backed(canvas, truth, Align2::LEFT_CENTER.anchor_size(room.left_center(), laid.size), tokens.card);
    canvas.put(&laid, room.left_center(), Align2::LEFT_CENTER, tokens.ink2);
    if truth.tag().is_some_and(|tag| tag.range.is_some()) {
        let bar = Bar {
            truth,
            setpoint: None,
            orientation: Orientation::Horizontal,
            letters: false,
            triangle: false,
        };
        paint_bar(canvas, &bar, bar_rect);
    }
    let slot = NumberSlot {
        right: pos2(unit_left - 6.0, y),
        face: face::VALUE_SMALL,
        width: unit_left - bar_rect.right() - 8.0,
        ink: tokens.ink,
        backing: tokens.card,
        boxed: false,
    };
    number(canvas, truth, slot);
    let at = pos2(unit_left, y);
    if matches!(truth.sign(), Sign::Plate(_) | Sign::Padlock) {
        sign(canvas, truth, at, Align2::LEFT_CENTER, tokens.card);
        return;
    }
    let unit = canvas.lay(truth.unit(), face::SMALL);
    backed(canvas, truth, Align2::LEFT_CENTER.anchor_size(at, unit.size), tokens.card);
    canvas.put(&unit, at, Align2::LEFT_CENTER, tokens.ink2);
}

/// Lamps and what they say together; stale values come first, since they put all of it in doubt.
fn foot(canvas: &mut Canvas<'_>, tile: &AreaTile<'_>, rect: Rect) {
    let tokens = canvas.tokens;
    let (left, right) = (rect.left() + 16.0, rect.right() - 16.0);
    let line = rect.bottom() - 42.0;
    canvas.line(pos2(left, line), pos2(right, line), tokens.strokes.thin, tokens.divider);
    let y = rect.bottom() - 21.0;
    let mut x = left + 6.0;
    for truth in &tile.lamps {
        small_lamp(canvas, truth, pos2(x, y), 6.5);
        x += 17.0;
    }
    let text_left = if tile.lamps.is_empty() { left } else { x + 4.0 };
    let words = summary(tile);
    let room = Rect::from_min_max(pos2(text_left, y - 9.0), pos2(right, y + 9.0));
    canvas.text_within(&words, face::SMALL, room, Align2::LEFT_CENTER, tokens.ink2);
}

fn summary(tile: &AreaTile<'_>) -> String {
    let all = tile.rows.iter().map(|(_, truth)| truth).chain(&tile.lamps);
    let (mut stale, mut bad) = (0, 0);
    for truth in all {
        match truth.condition {
            Condition::Stale => stale += 1,
            Condition::Bad => bad += 1,
            Condition::Good | Condition::Substituted | Condition::Uncertain | Condition::Waiting => {}
        }
    }
    let mut parts = Vec::new();
    if stale > 0 {
        parts.push(format!("{stale} stale"));
    }
    if bad > 0 {
        parts.push(format!("{bad} bad"));
    }
    if !tile.lamps.is_empty() {
        let known = tile.lamps.iter().filter(|lamp| matches!(lamp.condition, Condition::Good));
        let running = known.clone().filter(|lamp| lamp.active()).count();
        let resting = known.count() - running;
        parts.push(match resting {
            0 => format!("{running} run"),
            _ => format!("{running} run, {resting} not"),
        });
    }
    parts.join(", ")
}
