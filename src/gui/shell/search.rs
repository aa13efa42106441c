//! Search over displays, equipment, tags and devices.

use std::sync::Arc;

use egui::accesskit::Role;
use egui::{
    Align2, Area, Context, CornerRadius, Id, Key, Modifiers, Order, Rect, Sense, Stroke, StrokeKind, Ui,
};
use egui::{WidgetInfo, pos2, vec2};

use crate::gui::app::{Asks, Go, Screen, State, Subject, View};
use crate::gui::controls::{drag_tag, field, words, words_within};
use crate::gui::shell::Shape;
use crate::gui::text;
use crate::gui::theme::face;
use crate::plant::Plant;

/// Most results shown.
const HITS_MAX: usize = 12;
/// Height of a result.
const ROW: f32 = 36.0;

/// What is being searched.
#[derive(Debug, Default)]
pub struct SearchState {
    text: String,
    chosen: usize,
    wants_focus: bool,
    /// Shown over the title where the bar has no room for it otherwise.
    pub(super) open: bool,
    field: Option<Rect>,
    /// Whether keys belong to the search in this frame.
    keyed: bool,
}

impl SearchState {
    /// Puts the cursor into the field with the next frame.
    pub const fn focus(&mut self) {
        self.open = true;
        self.wants_focus = true;
    }

    fn close(&mut self, ctx: &Context) {
        self.text.clear();
        self.open = false;
        self.chosen = 0;
        ctx.memory_mut(|memory| memory.surrender_focus(field_id()));
    }
}

/// Something found.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// What kind of thing it is, in words.
    pub kind: &'static str,
    /// Its id.
    pub id: Arc<str>,
    /// What it is, in words.
    pub title: Arc<str>,
    /// Where it leads.
    pub go: Go,
}

/// What a text finds, best first: ids that begin with it, then words that begin with it, then the rest.
pub fn find(plant: &Plant, text: &str, most: usize) -> Vec<Hit> {
    let wanted = text.trim().to_lowercase();
    if wanted.is_empty() {
        return Vec::new();
    }
    let mut hits: Vec<(u8, Hit)> = all(plant)
        .filter_map(|hit| {
            let (id, title) = (hit.id.to_lowercase(), hit.title.to_lowercase());
            let rank = if id == wanted {
                0
            } else if id.starts_with(&wanted) {
                1
            } else if title.split_whitespace().any(|word| word.starts_with(&wanted))
                || title.starts_with(&wanted)
            {
                2
            } else if id.contains(&wanted) || title.contains(&wanted) {
                3
            } else {
                return None;
            };
            Some((rank, hit))
        })
        .collect();
    hits.sort_by_key(|(rank, _)| *rank);
    hits.into_iter().take(most).map(|(_, hit)| hit).collect()
}

fn all(plant: &Plant) -> impl Iterator<Item = Hit> + '_ {
    let displays = plant.displays.iter().map(|display| Hit {
        kind: text::KIND_DISPLAY,
        id: display.id.clone(),
        title: display.title.clone(),
        go: Go::To(Screen::Display(display.id.clone())),
    });
    let equipment = plant.equipment.values().map(|equipment| Hit {
        kind: text::KIND_EQUIPMENT,
        id: equipment.id.clone(),
        title: equipment.title.clone(),
        go: Go::Open(Subject::Equipment(equipment.id.clone())),
    });
    let devices = plant.devices.iter().map(|device| Hit {
        kind: text::KIND_DEVICE,
        id: device.id.clone(),
        title: device.title.clone(),
        go: Go::Device(device.id.clone()),
    });
    let tags = plant.tags.iter().map(|tag| Hit {
        kind: text::KIND_TAG,
        id: tag.id.clone(),
        title: tag.title.clone(),
        go: Go::Open(Subject::Tag(tag.id.clone())),
    });
    displays.chain(equipment).chain(devices).chain(tags)
}

fn field_id() -> Id {
    Id::unique("search field")
}

pub(super) fn field_ui(ui: &mut Ui, view: &View<'_>, state: &mut State, rect: Rect) {
    let search = &mut state.search;
    let (width, height) = (rect.width(), rect.height());
    let hint = if view.shape == Shape::Touch { text::SEARCH_HINT_TOUCH } else { text::SEARCH_HINT };
    let names = (text::SEARCH, hint);
    // Arrow keys and Enter belong to the list while the field has the focus.
    let before = search.text.clone();
    let response = field(ui, view.tokens, field_id(), &mut search.text, names, (width, height, face::BODY));
    if search.text != before {
        search.chosen = 0;
    }
    // Enter takes the focus away in the very frame in which it is meant for the list.
    search.keyed = response.has_focus() || response.lost_focus();
    if response.lost_focus() && search.text.is_empty() {
        search.open = false;
    }
    if std::mem::take(&mut search.wants_focus) {
        ui.memory_mut(|memory| memory.request_focus(field_id()));
    }
    search.field = Some(rect);
}

pub(super) fn results_ui(ui: &Ui, view: &View<'_>, state: &mut State, asks: &mut Asks) {
    let search = &mut state.search;
    let Some(rect) = search.field else { return };
    if search.text.trim().is_empty() {
        return;
    }
    // The strip below stays uncovered.
    let room = ((ui.max_rect().bottom() - rect.bottom() - 160.0) / ROW).max(3.0) as usize;
    let hits = find(view.plant(), &search.text, HITS_MAX.min(room));
    let pressed = |key| search.keyed && ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    let (down, up) = (pressed(Key::ArrowDown), pressed(Key::ArrowUp));
    let (enter, escape) = (pressed(Key::Enter), pressed(Key::Escape));
    if down {
        search.chosen = (search.chosen + 1).min(hits.len().saturating_sub(1));
    }
    if up {
        search.chosen = search.chosen.saturating_sub(1);
    }
    let mut go = if enter { hits.get(search.chosen).map(|hit| hit.go.clone()) } else { None };
    let (clicked, panel) = list_ui(ui, view, rect, &hits, search.chosen);
    go = go.or(clicked);
    let elsewhere = ui.input(|input| {
        let outside = |at| !panel.contains(at) && !rect.contains(at);
        input.pointer.any_pressed() && input.pointer.interact_pos().is_some_and(outside)
    });
    if let Some(go) = go {
        search.close(ui.ctx());
        asks.go(go);
    } else if escape || elsewhere {
        search.close(ui.ctx());
    }
}

fn list_ui(ui: &Ui, view: &View<'_>, field: Rect, hits: &[Hit], chosen: usize) -> (Option<Go>, Rect) {
    let tokens = view.tokens;
    let width = 440.0_f32.min(ui.max_rect().width() - 16.0);
    let left = (field.right() - width).max(ui.max_rect().left() + 8.0);
    let mut go = None;
    let shown = Area::new(Id::unique("search results"))
        .order(Order::Foreground)
        .fixed_pos(pos2(left, field.bottom() + 6.0))
        .show(ui.ctx(), |ui| {
            let rows = hits.len().max(1) as f32;
            let (panel, _) = ui.allocate_exact_size(vec2(width, rows * ROW + 16.0), Sense::hover());
            let soft = panel.expand(6.0).with_max_y(panel.bottom() + 14.0);
            ui.painter().rect_filled(soft, CornerRadius::same(12), tokens.soft_layer());
            let stroke = Stroke::new(tokens.strokes.thin, tokens.edge);
            let radius = CornerRadius::same(8);
            ui.painter().rect(panel, radius, tokens.raised, stroke, StrokeKind::Inside);
            if hits.is_empty() {
                let at = pos2(panel.left() + 16.0, panel.center().y);
                words(ui, text::NOTHING_FOUND, face::BODY, at, Align2::LEFT_CENTER, tokens.ink2);
            }
            for (at, hit) in hits.iter().enumerate() {
                let top = panel.top() + 8.0 + at as f32 * ROW;
                let row = Rect::from_min_size(pos2(panel.left() + 8.0, top), vec2(width - 16.0, ROW));
                if hit_ui(ui, view, row, hit, at == chosen) {
                    go = Some(hit.go.clone());
                }
            }
        });
    (go, shown.response.rect)
}

fn hit_ui(ui: &Ui, view: &View<'_>, row: Rect, hit: &Hit, chosen: bool) -> bool {
    let tokens = view.tokens;
    let tag = hit.kind == text::KIND_TAG;
    let sense = if tag { Sense::click_and_drag() } else { Sense::click() };
    let response = ui.interact(row, ui.scope_id().with((hit.kind, &hit.id)), sense);
    if tag {
        drag_tag(&response, &hit.id);
    }
    let name = format!("{} {} {}", hit.kind, hit.id, hit.title);
    response.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, true, chosen, &name));
    if chosen || response.hovered() {
        ui.painter().rect_filled(row, CornerRadius::same(4), tokens.selection);
    }
    let (main, beside) =
        if hit.kind == text::KIND_DISPLAY { (&hit.title, "") } else { (&hit.id, &*hit.title) };
    let shown = words_within(
        ui,
        main,
        face::TAG,
        row.with_min_x(row.left() + 8.0).with_max_x(row.left() + 190.0),
        Align2::LEFT_CENTER,
        tokens.ink,
    );
    let room = row.with_min_x(shown.right() + 12.0).with_max_x(row.right() - 84.0);
    words_within(ui, beside, face::BODY, room, Align2::LEFT_CENTER, tokens.ink2);
    let at = pos2(row.right() - 8.0, row.center().y);
    words(ui, hit.kind, face::SMALL, at, Align2::RIGHT_CENTER, tokens.ink2);
    response.clicked()
}
