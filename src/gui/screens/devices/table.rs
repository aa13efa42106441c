//! All units in a table.

use egui::accesskit::Role;
use egui::{
    Align2, CornerRadius, Pos2, Rect, ScrollArea, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2,
};

use crate::gui::app::View;
use crate::gui::controls::{focus_ring, sketch, words, words_within};
use crate::gui::painter::{Area, Dash};
use crate::gui::screens::devices::unit::UnitView;
use crate::gui::text;
use crate::gui::theme::face;
use crate::time::short;

/// Height of the header.
pub(super) const HEADER: f32 = 36.0;
/// Height of a row.
pub(super) const ROW: f32 = 44.0;

/// Shares of the width: where columns begin (name, address, bars, line) or end (period, p50, p99, errors, last).
struct Columns {
    name: f32,
    address: f32,
    period: f32,
    bars: (f32, f32),
    line: Option<(f32, f32)>,
    p50: f32,
    p99: f32,
    errors: f32,
    last: f32,
}

impl Columns {
    fn of(row: Rect) -> Self {
        let x = |share: f32| row.left() + row.width() * share;
        let last = row.right() - 14.0;
        if row.width() < 860.0 {
            // Without room for the small line the numbers keep theirs.
            return Self {
                name: row.left() + 38.0,
                address: x(0.25),
                period: x(0.55),
                bars: (x(0.57), x(0.70)),
                line: None,
                p50: x(0.765),
                p99: x(0.84),
                errors: x(0.905),
                last,
            };
        }
        Self {
            name: row.left() + 38.0,
            address: x(0.23),
            period: x(0.43),
            bars: (x(0.45), x(0.575)),
            line: Some((x(0.595), x(0.725))),
            p50: x(0.785),
            p99: x(0.845),
            errors: x(0.905),
            last,
        }
    }
}

/// Paints the table and tells which row was pressed.
pub(super) fn table_ui(ui: &mut Ui, view: &View<'_>, units: &[UnitView<'_>], shown: usize) -> Option<usize> {
    let card = ui.max_rect();
    ui.painter().rect_filled(card, 6.0, view.tokens.card);
    ui.spacing_mut().item_spacing.y = 0.0;
    header_ui(ui, view);
    let mut pressed = None;
    ScrollArea::vertical().id_salt("units").auto_shrink([false, false]).show(ui, |ui| {
        for (at, unit) in units.iter().enumerate() {
            if row_ui(ui, view, unit, at == shown) {
                pressed = Some(at);
            }
        }
    });
    pressed
}

fn header_ui(ui: &mut Ui, view: &View<'_>) {
    let (row, _) = ui.allocate_exact_size(vec2(ui.available_width(), HEADER), Sense::hover());
    let columns = Columns::of(row);
    let put = |text: &str, x: f32, anchor| {
        words(ui, text, face::SMALL, pos2(x, row.center().y), anchor, view.tokens.ink2);
    };
    let [device, address, period, bars, line, p50, p99, errors, last] = text::DEVICE_COLUMNS;
    put(device, columns.name, Align2::LEFT_CENTER);
    put(address, columns.address, Align2::LEFT_CENTER);
    put(period, columns.period, Align2::RIGHT_CENTER);
    put(bars, columns.bars.0, Align2::LEFT_CENTER);
    if let Some((left, _)) = columns.line {
        put(line, left, Align2::LEFT_CENTER);
    }
    put(p50, columns.p50, Align2::RIGHT_CENTER);
    put(p99, columns.p99, Align2::RIGHT_CENTER);
    put(errors, columns.errors, Align2::RIGHT_CENTER);
    put(last, columns.last, Align2::RIGHT_CENTER);
    let line = Stroke::new(1.0, view.tokens.divider);
    ui.painter().hline(row.x_range().shrink(12.0), row.bottom() - 0.5, line);
}

fn row_ui(ui: &mut Ui, view: &View<'_>, unit: &UnitView<'_>, chosen: bool) -> bool {
    let tokens = view.tokens;
    let (row, _) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
    let hit = row.shrink2(vec2(6.0, 1.0));
    let name = unit.name();
    let response = ui.interact(hit, ui.scope_id().with(("unit", &name)), Sense::click());
    let trouble = unit.trouble(view);
    let state = trouble.as_ref().map_or_else(|| text::CONNECTED.to_owned(), text::trouble);
    let spoken = format!("{name} {}, {state}", unit.title);
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, chosen, &spoken));
    if chosen {
        let stroke = Stroke::new(1.0, tokens.accent);
        ui.painter().rect(hit, CornerRadius::same(4), tokens.selection, stroke, StrokeKind::Inside);
    } else if response.hovered() {
        ui.painter().rect_filled(hit, CornerRadius::same(4), tokens.raised);
    }
    let columns = Columns::of(row);
    lamp(ui, view, pos2(row.left() + 22.0, row.center().y), trouble.is_none());
    let (up, down) = (row.center().y - 9.0, row.center().y + 9.0);
    let at = |x0: f32, x1: f32, y: f32| Rect::from_min_max(pos2(x0, y - 9.0), pos2(x1, y + 9.0));
    let left = Align2::LEFT_CENTER;
    let name_end = columns.address - 8.0;
    words_within(ui, &name, face::TAG, at(columns.name, name_end, up), left, tokens.ink);
    words_within(ui, &unit.title, face::SMALL, at(columns.name, name_end, down), left, tokens.ink2);
    let address = text::endpoint(&unit.device.host, unit.device.port);
    let address_end = columns.period - 44.0;
    words_within(ui, &address, face::BODY, at(columns.address, address_end, up), left, tokens.ink);
    let below = text::tcp_unit(unit.unit.0);
    words_within(ui, &below, face::SMALL, at(columns.address, address_end, down), left, tokens.ink2);
    bars(ui, view, columns.bars, row, unit);
    if let Some(place) = columns.line {
        line(ui, view, place, row, unit);
    }
    numbers(ui, view, &columns, row.center().y, unit);
    focus_ring(ui, tokens, &response);
    response.clicked()
}

fn numbers(ui: &Ui, view: &View<'_>, columns: &Columns, middle: f32, unit: &UnitView<'_>) {
    let tokens = view.tokens;
    let put = |text: &str, x: f32, ink| {
        words(ui, text, face::BODY_MEDIUM, pos2(x, middle), Align2::RIGHT_CENTER, ink);
    };
    let period = unit.period().map_or_else(|| text::NOTHING.to_owned(), text::period);
    put(&period, columns.period, tokens.ink);
    let trip = unit.statistics().map(|statistics| &statistics.round_trip);
    let answered = unit.statistics().is_some_and(|statistics| statistics.answers > 0);
    let millis = |span: Option<std::time::Duration>| match span.filter(|_| answered) {
        Some(span) => text::millis(span),
        None => text::NOTHING.to_owned(),
    };
    put(&millis(trip.map(|trip| trip.p50)), columns.p50, tokens.ink);
    put(&millis(trip.map(|trip| trip.p99)), columns.p99, tokens.ink);
    let errors = unit.errors();
    let ink = if errors.unwrap_or(0) > 0 { tokens.ink } else { tokens.ink3 };
    put(&errors.map_or_else(|| text::NOTHING.to_owned(), |errors| errors.to_string()), columns.errors, ink);
    let last = unit.last_good().map_or_else(|| text::NEVER.to_owned(), |at| short(view.now.age_of(at)));
    put(&last, columns.last, tokens.ink);
}

/// Bright while it answers, empty and dotted while it does not.
fn lamp(ui: &Ui, view: &View<'_>, centre: Pos2, well: bool) {
    let tokens = view.tokens;
    sketch(ui.painter(), tokens, |canvas| {
        if well {
            canvas.disc(centre, 5.5, tokens.run);
            canvas.ring(centre, 5.5, 1.0, tokens.run_edge);
        } else {
            canvas.dashed_ring(centre, 6.5, Dash { on: 2.0, off: 2.0 }, 1.5, tokens.ink);
            let cross = 2.5;
            canvas.line(centre - vec2(cross, cross), centre + vec2(cross, cross), 1.5, tokens.ink);
            canvas.line(centre - vec2(cross, -cross), centre + vec2(cross, -cross), 1.5, tokens.ink);
        }
    });
}

/// Planned above actual; the line at the right is all the time there is.
fn bars(ui: &Ui, view: &View<'_>, (left, right): (f32, f32), row: Rect, unit: &UnitView<'_>) {
    let tokens = view.tokens;
    let (planned, actual) = unit.load();
    let bar = |y: f32| Rect::from_min_max(pos2(left, y), pos2(right, y + 7.0));
    let (upper, lower) = (bar(row.center().y - 9.0), bar(row.center().y + 2.0));
    let filled =
        |bar: Rect, share: f64| bar.with_max_x(bar.left() + bar.width() * share.clamp(0.0, 1.0) as f32);
    sketch(ui.painter(), tokens, |canvas| {
        canvas.fill(upper, 1.0, tokens.trough);
        canvas.fill(lower, 1.0, tokens.trough);
        canvas.fill(filled(upper, planned), 1.0, tokens.band);
        match actual {
            Some(actual) => canvas.fill(filled(lower, actual), 1.0, tokens.primary),
            None => canvas.hatch(Area::Rect(lower), tokens.hatch),
        }
        let end = right + 0.5;
        canvas.line(pos2(end, upper.top() - 2.0), pos2(end, lower.bottom() + 2.0), 1.0, tokens.edge);
    });
}

/// Round trips; gaps where nothing answered.
fn line(ui: &Ui, view: &View<'_>, (left, right): (f32, f32), row: Rect, unit: &UnitView<'_>) {
    let Some(statistics) = unit.statistics() else { return };
    let points = &statistics.round_trip.line_millis;
    let most = points.iter().flatten().copied().fold(1.0_f32, f32::max) * 1.1;
    let (top, bottom) = (row.top() + 9.0, row.bottom() - 9.0);
    let step = (right - left) / points.len().saturating_sub(1).max(1) as f32;
    let at =
        |index: usize, millis: f32| pos2(left + step * index as f32, bottom - (bottom - top) * millis / most);
    let tokens = view.tokens;
    sketch(ui.painter(), tokens, |canvas| {
        let mut run: Vec<Pos2> = Vec::new();
        for (index, point) in points.iter().enumerate() {
            if let Some(millis) = point {
                run.push(at(index, *millis));
            } else {
                canvas.polyline(&std::mem::take(&mut run), 1.2, tokens.ink2);
                let gap = Rect::from_x_y_ranges(
                    (left + step * index as f32)..=(left + step * (index as f32 + 1.0)).min(right),
                    top..=bottom,
                );
                canvas.hatch(Area::Rect(gap), tokens.hatch);
            }
        }
        if let Some(last) = run.last().copied() {
            canvas.polyline(&run, 1.2, tokens.ink2);
            canvas.disc(last, 2.4, tokens.ink);
        }
    });
}
