//! The pipe: right angles, bright where something flows, dashed where nobody knows.

use egui::{Color32, Pos2, Rect};

use crate::display::PipeKind;
use crate::gui::elements::body::{Painted, plate_at};
use crate::gui::elements::truth::{Condition, Sign, Truth};
use crate::gui::painter::{Canvas, Dash, MARK, alarm_mark, arrow_head, padlock};
use crate::tag::Value;

/// Paints the pipe along its corners; a pipe without a flow tag always carries.
pub(super) fn pipe(
    canvas: &mut Canvas<'_>,
    flow: Option<&Truth<'_>>,
    points: &[Pos2],
    kind: PipeKind,
    arrow: bool,
) -> Option<Painted> {
    let tokens = canvas.tokens;
    let width = match kind {
        PipeKind::Process => tokens.strokes.pipe,
        PipeKind::Chemical => tokens.strokes.frame,
    };
    let (colour, dashed) = look(canvas, flow);
    if dashed {
        canvas.dashed(points, Dash::PIPE, width, colour);
    } else {
        canvas.polyline(points, width, colour);
    }
    if arrow && let [.., before, end] = points {
        arrow_head(canvas, *end, (*end - *before).normalized(), colour);
    }
    let flow = flow?;
    let middle = middle_of_longest(points)?;
    sign_on_pipe(canvas, flow, middle);
    Some(Painted::cell(Rect::from_points(points).expand(4.0)))
}

fn look(canvas: &Canvas<'_>, flow: Option<&Truth<'_>>) -> (Color32, bool) {
    let tokens = canvas.tokens;
    let Some(flow) = flow else { return (tokens.pipe, false) };
    let flows = match flow.state() {
        Some(state) => state.active,
        None => flow.value().and_then(Value::truth).unwrap_or(false),
    };
    let colour = if flows { tokens.pipe } else { tokens.idle };
    match flow.condition {
        Condition::Good | Condition::Substituted | Condition::Uncertain => (colour, false),
        Condition::Stale => (colour, true),
        Condition::Waiting | Condition::Bad => (tokens.idle, true),
    }
}

/// The sign breaks the line, with ground around it.
fn sign_on_pipe(canvas: &mut Canvas<'_>, flow: &Truth<'_>, middle: Pos2) {
    let tokens = canvas.tokens;
    if let Some(alarm) = flow.control.alarm {
        alarm_mark(canvas, alarm, middle, MARK, Some(tokens.ground));
        return;
    }
    match flow.sign() {
        Sign::Plate(what) => {
            let gap = 16.0 + 7.0 * what.text.chars().count() as f32;
            canvas.fill(Canvas::around(middle, egui::vec2(gap, 20.0)), 0.0, tokens.ground);
            plate_at(canvas, what, middle);
        }
        Sign::Padlock => {
            canvas.fill(Canvas::around(middle, egui::vec2(22.0, 20.0)), 0.0, tokens.ground);
            padlock(canvas, middle - egui::vec2(0.0, 1.0), tokens.ink);
        }
        Sign::None | Sign::Waiting(_) | Sign::Age(_) => {}
    }
}

fn middle_of_longest(points: &[Pos2]) -> Option<Pos2> {
    points
        .iter()
        .zip(points.iter().skip(1))
        .max_by(|a, b| a.0.distance(*a.1).total_cmp(&b.0.distance(*b.1)))
        .map(|(a, b)| *a + (*b - *a) * 0.46)
}
