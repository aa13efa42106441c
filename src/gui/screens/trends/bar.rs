//! The bar above the plot: span, live or paused, what is shown, and a field to add pens.

use egui::accesskit::Role;
use egui::{
    Align2, Area, CornerRadius, Id, Key, Layout, Modifiers, Order, Pos2, Rect, Sense, Stroke, StrokeKind, Ui,
    WidgetInfo, pos2, vec2,
};

use crate::gui::app::View;
use crate::gui::controls::{field, said, segments, wide, words, words_within};
use crate::gui::screens::trends::window::SPANS;
use crate::gui::screens::trends::{PENS_MAX, TrendsState};
use crate::gui::shell::{Hit, find};
use crate::gui::text;
use crate::gui::theme::face;

/// Tags offered at once.
const HITS_MAX: usize = 8;
const ROW: f32 = 32.0;

pub(super) fn bar_ui(ui: &mut Ui, view: &View<'_>, trends: &mut TrendsState) {
    let bar = ui.max_rect();
    let now = view.now.utc;
    let height = view.target().max(32.0);
    ui.with_layout(Layout::left_to_right(egui::Align::Center), |ui| {
        ui.spacing_mut().item_spacing.x = 12.0;
        let chosen = SPANS.iter().position(|span| *span == trends.window.span);
        if let Some(at) = segments(ui, view.tokens, &text::SPANS, chosen, (0.0, height), None) {
            trends.window.span = SPANS.get(at).copied().unwrap_or(trends.window.span);
        }
        let live = usize::from(trends.window.to.is_some());
        if let Some(at) =
            segments(ui, view.tokens, &[text::LIVE, text::PAUSED], Some(live), (0.0, height), None)
        {
            trends.window.follow(at == 0, now);
        }
        let left = ui.cursor().left() + 4.0;
        let field_wide = 200.0_f32.min(bar.width() * 0.3);
        span_ui(ui, view, trends, bar.with_min_x(left).with_max_x(bar.right() - field_wide - 12.0));
        let place = Rect::from_min_max(pos2(bar.right() - field_wide, bar.top()), bar.max);
        let mut child = ui.new_child(egui::UiBuilder::new().id_salt("add").max_rect(place));
        let height = place.height().min(36.0);
        let hint = if trends.pens.len() < PENS_MAX { text::ADD_PEN_HINT } else { text::PENS_FULL };
        let names = (text::ADD_PEN, hint);
        field(
            &mut child,
            view.tokens,
            field_id(),
            &mut trends.adding,
            names,
            (place.width(), height, face::BODY),
        );
    });
}

fn field_id() -> Id {
    Id::unique("add pen field")
}

fn span_ui(ui: &Ui, view: &View<'_>, trends: &TrendsState, room: Rect) {
    let zone = &view.plant().zone;
    let (from, to) = trends.window.ends(view.now.utc);
    let pattern = if trends.window.span.as_secs() > 43_200 { "%-d %b %H:%M" } else { "%H:%M:%S" };
    let line =
        text::trend_span(&from.format(zone, pattern), &to.format(zone, pattern), &to.format(zone, "UTC%:z"));
    if room.width() > wide(ui, "00:00:00 to 00:00:00", face::BODY_MEDIUM) {
        words_within(ui, &line, face::BODY_MEDIUM, room, Align2::LEFT_CENTER, view.tokens.ink2);
        said(ui, "span", room, &line);
    }
}

/// What can be added, below the field.
pub(super) fn hits_ui(ui: &Ui, view: &View<'_>, trends: &mut TrendsState, corner: Pos2) {
    if trends.adding.trim().is_empty() {
        return;
    }
    let full = trends.pens.len() >= PENS_MAX;
    let hits: Vec<Hit> = find(view.plant(), &trends.adding, 200)
        .into_iter()
        .filter(|hit| hit.kind == text::KIND_TAG && !trends.pens.contains(&hit.id))
        .take(HITS_MAX)
        .collect();
    let pressed = |key| trends.keyed && ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    let (enter, escape) = (pressed(Key::Enter), pressed(Key::Escape));
    let mut chosen = if enter { hits.first().map(|hit| hit.id.clone()) } else { None };
    let width = 360.0_f32.min(ui.max_rect().width());
    let tokens = view.tokens;
    let shown = Area::new(Id::unique("pen hits"))
        .order(Order::Foreground)
        .fixed_pos(corner + vec2(-width, 4.0))
        .show(ui.ctx(), |ui| {
            let (panel, _) =
                ui.allocate_exact_size(vec2(width, hits.len().max(1) as f32 * ROW + 12.0), Sense::hover());
            let stroke = Stroke::new(tokens.strokes.thin, tokens.edge);
            ui.painter().rect(panel, CornerRadius::same(8), tokens.raised, stroke, StrokeKind::Inside);
            if full || hits.is_empty() {
                let says = if full { text::PENS_FULL } else { text::NOTHING_FOUND };
                let at = panel.left_center() + vec2(14.0, 0.0);
                words(ui, says, face::BODY, at, Align2::LEFT_CENTER, tokens.ink2);
                return;
            }
            for (at, hit) in hits.iter().enumerate() {
                let top = panel.top() + 6.0 + at as f32 * ROW;
                let row = Rect::from_min_size(pos2(panel.left() + 6.0, top), vec2(width - 12.0, ROW));
                let response = ui.interact(row, ui.scope_id().with(&hit.id), Sense::click());
                let name = format!("{} {}", hit.id, hit.title);
                response.widget_info(|| WidgetInfo::labeled(Role::ListBoxOption, true, &name));
                if at == 0 || response.hovered() {
                    ui.painter().rect_filled(row, CornerRadius::same(4), tokens.selection);
                }
                let inner = row.shrink2(vec2(8.0, 0.0));
                let id = words_within(ui, &hit.id, face::TAG, inner, Align2::LEFT_CENTER, tokens.ink);
                let room = inner.with_min_x(id.right() + 10.0);
                words_within(ui, &hit.title, face::BODY, room, Align2::LEFT_CENTER, tokens.ink2);
                if response.clicked() {
                    chosen = Some(hit.id.clone());
                }
            }
        });
    let panel = shown.response.rect;
    let elsewhere = ui.input(|input| {
        let outside = |at: Pos2| !panel.contains(at) && at.y > corner.y;
        input.pointer.any_pressed() && input.pointer.interact_pos().is_some_and(outside)
    });
    if let Some(id) = chosen {
        trends.add(id);
        trends.adding.clear();
    } else if escape || elsewhere {
        trends.adding.clear();
    }
}
