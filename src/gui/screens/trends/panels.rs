//! The panels over the plot: one frame for all of them, and what they have in common.

use egui::{Align2, Area, CornerRadius, Id, Key, Modifiers, Order, Rect, Sense, Stroke, StrokeKind, Ui};
use egui::{UiBuilder, pos2, vec2};

use crate::gui::app::{Asks, View};
use crate::gui::controls::{Button, Kind, button, field, label, segments, words};
use crate::gui::painter::Icon;
use crate::gui::screens::trends::pens::Pen;
use crate::gui::screens::trends::state::{Panel, TrendsState};
use crate::gui::screens::trends::when::{When, read};
use crate::gui::screens::trends::{compare_panel, export_panel, named_panel, note_panel, range_panel};
use crate::gui::shell::Shape;
use crate::gui::text;
use crate::gui::theme::face;
use crate::time::Timestamp;

const WIDE: f32 = 420.0;

/// Height of a button, a field or segments in a panel: as high as a gloved finger needs on touch.
pub(super) fn row(view: &View<'_>) -> f32 {
    if view.shape == Shape::Touch { 56.0 } else { 34.0 }
}

/// Paints the panel that is open, if one is, below the bar.
pub(super) fn panels_ui(
    ui: &Ui,
    view: &View<'_>,
    trends: &mut TrendsState,
    pens: &[Pen<'_>],
    below: Rect,
    asks: &mut Asks,
) {
    let Some(panel) = trends.panel else { return };
    if panel == Panel::Note && view.replay().is_some() {
        trends.panel = None;
        return;
    }
    let (title, left) = match panel {
        Panel::Range => (text::RANGE_TITLE, true),
        Panel::Compare => (text::COMPARE_TITLE, false),
        Panel::Export => (text::EXPORT_TITLE, false),
        Panel::Note => (text::NOTE_TITLE, false),
        Panel::Named => (text::NAMED_TITLE, false),
    };
    let left = if left { below.left() + 200.0 } else { below.right() - WIDE };
    // What the rows are taller by on touch comes on top.
    let more = |rows: f32| rows * (row(view) - 34.0);
    let tall = match panel {
        Panel::Range => 352.0 + more(4.0),
        Panel::Compare => 270.0 + more(3.0),
        Panel::Export => 420.0 + more(1.0),
        Panel::Note => 190.0 + more(2.0),
        Panel::Named => 58.0 + named_panel::height(view, trends),
    };
    let size = vec2(WIDE, tall);
    let closed = Area::new(Id::unique("trend panel"))
        .order(Order::Foreground)
        .fixed_pos(pos2(left.max(below.left()), below.bottom() + 6.0))
        .show(ui.ctx(), |ui| {
            let (rect, _) = ui.allocate_exact_size(size, Sense::click_and_drag());
            frame_ui(ui, view, rect, title, |ui| match panel {
                Panel::Range => range_panel::range_ui(ui, view, trends),
                Panel::Compare => compare_panel::compare_ui(ui, view, trends),
                Panel::Export => export_panel::export_ui(ui, view, trends, pens),
                Panel::Note => note_panel::note_ui(ui, view, trends, asks),
                Panel::Named => named_panel::named_ui(ui, view, trends, asks),
            })
        });
    let escape = ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
    if closed.inner || escape {
        trends.panel = None;
    }
}

/// Body, title and the way out; whether that was taken.
pub(in crate::gui::screens) fn frame_ui(
    ui: &mut Ui,
    view: &View<'_>,
    rect: Rect,
    title: &str,
    add: impl FnOnce(&mut Ui),
) -> bool {
    let tokens = view.tokens;
    let soft = rect.expand(6.0).with_max_y(rect.bottom() + 14.0);
    ui.painter().rect_filled(soft, CornerRadius::same(12), tokens.soft_layer());
    let stroke = Stroke::new(tokens.strokes.thin, tokens.edge);
    ui.painter().rect(rect, CornerRadius::same(8), tokens.raised, stroke, StrokeKind::Inside);
    words(ui, title, face::TITLE, rect.min + vec2(16.0, 22.0), Align2::LEFT_CENTER, tokens.ink);
    let close = if view.shape == Shape::Touch { 56.0 } else { 28.0 };
    let place =
        Rect::from_min_size(rect.right_top() + vec2(-12.0 - close, 8.0), vec2(close, close.min(40.0)));
    let mut child = ui.new_child(UiBuilder::new().id_salt("close").max_rect(place));
    let wish = Button {
        icon: Some(Icon::Close),
        kind: Kind::Bare,
        name: text::CLOSE_PANEL,
        size: place.size(),
        ..Button::default()
    };
    let closed = button(&mut child, tokens, wish).clicked();
    let inner = rect.shrink2(vec2(16.0, 14.0)).with_min_y(rect.top() + 44.0);
    let mut child = ui.new_child(UiBuilder::new().id_salt("body").max_rect(inner));
    child.spacing_mut().item_spacing = vec2(8.0, 8.0);
    add(&mut child);
    closed
}

/// A field for a time, with what it means or why it cannot be read below it. Of an hour that happens twice
/// the operator says which.
pub(in crate::gui::screens) fn time_ui(
    ui: &mut Ui,
    view: &View<'_>,
    name: &str,
    typed: &mut String,
    second: &mut Option<bool>,
) -> Option<Timestamp> {
    let zone = &view.plant().zone;
    let before = typed.clone();
    // The field itself tells its name to those who listen.
    let (line, _) = ui.allocate_exact_size(vec2(ui.available_width(), 14.0), Sense::hover());
    words(ui, name, face::SMALL, line.left_center(), Align2::LEFT_CENTER, view.tokens.ink2);
    let wide = ui.available_width();
    let names = (name, text::WHEN_HINT);
    field(ui, view.tokens, Id::unique(name), typed, names, (wide, row(view), face::BODY));
    if *typed != before {
        *second = None;
    }
    let means = |time: Timestamp| time.format(zone, "%a %-d %b %Y %H:%M:%S UTC%:z");
    match read(typed, zone, view.now.utc) {
        Ok(When::At(time)) => {
            label(ui, &means(time), face::SMALL, view.tokens.ink2);
            Some(time)
        }
        Ok(when @ When::Twice(first, last)) => {
            let names = [first, last].map(|time| time.format(zone, "%H:%M UTC%:z"));
            label(ui, text::WHEN_TWICE, face::SMALL, view.tokens.ink);
            let [a, b] = &names;
            let chosen = second.map(usize::from);
            if let Some(at) = segments(ui, view.tokens, &[a, b], chosen, (wide, row(view)), None) {
                *second = Some(at == 1);
            }
            when.chosen(*second)
        }
        Err(why) => {
            let ink = if typed.is_empty() { view.tokens.ink2 } else { view.tokens.ink };
            label(ui, &why, face::SMALL, ink);
            None
        }
    }
}
