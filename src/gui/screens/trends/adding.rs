//! The field that adds pens: tags of the layout by id or words, and old tags by their whole id.

use egui::accesskit::Role;
use egui::{
    Align2, Area, CornerRadius, Id, Key, Modifiers, Order, Pos2, Rect, Sense, Stroke, StrokeKind, Ui,
    UiBuilder, WidgetInfo, pos2, vec2,
};

use crate::gui::app::View;
use crate::gui::controls::{field, words, words_within};
use crate::gui::screens::trends::state::TrendsState;
use crate::gui::shell::{Hit, find};
use crate::gui::text;
use crate::gui::theme::face;

/// Tags offered at once.
const HITS_MAX: usize = 10;
const ROW: f32 = 32.0;

fn field_id() -> Id {
    Id::unique("add pen field")
}

pub(super) fn field_ui(ui: &mut Ui, view: &View<'_>, trends: &mut TrendsState, place: Rect) {
    let mut child = ui.new_child(UiBuilder::new().id_salt("add").max_rect(place));
    let hint = if trends.full() { text::PENS_FULL } else { text::ADD_PEN_HINT };
    let size = (place.width(), place.height(), face::BODY);
    let typed = &mut trends.adding;
    let response = field(&mut child, view.tokens, field_id(), typed, (text::ADD_PEN, hint), size);
    // Enter takes the focus away in the very frame in which it is meant for the list.
    trends.keyed = response.has_focus() || response.lost_focus();
    trends.adding_at = Some(place);
}

/// What can be added, below the field.
pub(super) fn hits_ui(ui: &Ui, view: &View<'_>, trends: &mut TrendsState) {
    let typed = trends.adding.trim().to_owned();
    let Some(place) = trends.adding_at.filter(|_| !typed.is_empty()) else { return };
    let hits: Vec<Hit> = find(view.plant(), &typed, 400)
        .into_iter()
        .filter(|hit| hit.kind == text::KIND_TAG && trends.pens.iter().all(|pen| pen.tag != hit.id))
        .take(HITS_MAX)
        .collect();
    let mut rows: Vec<(std::sync::Arc<str>, String)> =
        hits.iter().map(|hit| (hit.id.clone(), hit.title.to_string())).collect();
    // A tag that the layout has no more may have a history all the same.
    let known = view.plant().find(&typed).is_some() || trends.pens.iter().any(|pen| *pen.tag == *typed);
    if view.history.is_some() && !known {
        rows.push((typed.into(), text::AS_TYPED.to_owned()));
    }
    let pressed = |key| trends.keyed && ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    let (enter, escape) = (pressed(Key::Enter), pressed(Key::Escape));
    let mut chosen = if enter && !trends.full() { rows.first().map(|(id, _)| id.clone()) } else { None };
    let (clicked, panel) = list_ui(ui, view, trends.full(), &rows, place);
    chosen = chosen.or(clicked);
    let elsewhere = ui.input(|input| {
        let outside = |at: Pos2| !panel.contains(at) && !place.contains(at);
        input.pointer.any_pressed() && input.pointer.interact_pos().is_some_and(outside)
    });
    if let Some(id) = chosen {
        trends.add(id);
        trends.adding.clear();
        if enter {
            // The next pen can be typed at once.
            ui.memory_mut(|memory| memory.request_focus(field_id()));
        }
    } else if escape || elsewhere {
        trends.adding.clear();
    }
}

type Row = (std::sync::Arc<str>, String);

fn list_ui(
    ui: &Ui,
    view: &View<'_>,
    full: bool,
    rows: &[Row],
    field: Rect,
) -> (Option<std::sync::Arc<str>>, Rect) {
    let tokens = view.tokens;
    let width = 400.0_f32.min(ui.max_rect().width());
    let left = (field.right() - width).max(ui.max_rect().left());
    let mut chosen = None;
    let shown = Area::new(Id::unique("pen hits"))
        .order(Order::Foreground)
        .fixed_pos(pos2(left, field.bottom() + 4.0))
        .show(ui.ctx(), |ui| {
            let height = if full { 1 } else { rows.len().max(1) } as f32 * ROW + 12.0;
            let (panel, _) = ui.allocate_exact_size(vec2(width, height), Sense::hover());
            let stroke = Stroke::new(tokens.strokes.thin, tokens.edge);
            ui.painter().rect(panel, CornerRadius::same(8), tokens.raised, stroke, StrokeKind::Inside);
            if full || rows.is_empty() {
                let says = if full { text::PENS_FULL } else { text::NOTHING_FOUND };
                let at = panel.left_center() + vec2(14.0, 0.0);
                words(ui, says, face::BODY, at, Align2::LEFT_CENTER, tokens.ink2);
                return;
            }
            for (at, (id, title)) in rows.iter().enumerate() {
                let top = panel.top() + 6.0 + at as f32 * ROW;
                let row = Rect::from_min_size(pos2(panel.left() + 6.0, top), vec2(width - 12.0, ROW));
                let response = ui.interact(row, ui.scope_id().with(id), Sense::click());
                let name = format!("{id} {title}");
                response.widget_info(|| WidgetInfo::labeled(Role::ListBoxOption, true, &name));
                if at == 0 || response.hovered() {
                    ui.painter().rect_filled(row, CornerRadius::same(4), tokens.selection);
                }
                let inner = row.shrink2(vec2(8.0, 0.0));
                let shown = words_within(ui, id, face::TAG, inner, Align2::LEFT_CENTER, tokens.ink);
                let room = inner.with_min_x(shown.right() + 10.0);
                words_within(ui, title, face::BODY, room, Align2::LEFT_CENTER, tokens.ink2);
                if response.clicked() {
                    chosen = Some(id.clone());
                }
            }
        });
    (chosen, shown.response.rect)
}
