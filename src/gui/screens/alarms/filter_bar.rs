//! The line of filters: words, area, priority, state.

use std::collections::BTreeSet;
use std::sync::Arc;

use egui::{Id, Popup, Rect, Ui, UiBuilder, pos2, vec2};

use crate::alarm::Priority;
use crate::gui::app::{State, View};
use crate::gui::controls::{Button, Kind, button, button_at, field, segments};
use crate::gui::painter::Icon;
use crate::gui::screens::alarms::filter::{Filter, Wanted};
use crate::gui::shell::Shape;
use crate::gui::text;
use crate::gui::text::alarms;
use crate::gui::theme::face;

const GAP: f32 = 10.0;

fn line(view: &View<'_>) -> f32 {
    if view.shape == Shape::Touch { 44.0 } else { 32.0 }
}

/// Lines the bar takes: words and area, then what can be chosen, as far as they fit beside one another.
fn lines(width: f32) -> usize {
    if width >= 1420.0 {
        1
    } else if width >= 860.0 {
        2
    } else {
        3
    }
}

/// Height of the bar.
pub(super) fn height(view: &View<'_>, width: f32) -> f32 {
    let count = lines(width) as f32;
    count * line(view) + (count - 1.0) * GAP
}

pub(super) fn filter_ui(ui: &mut Ui, view: &View<'_>, state: &mut State) {
    let bar = ui.max_rect();
    let high = line(view);
    let filter = &mut state.alarms.filter;
    let field_wide = (bar.width() - 200.0 - high - 3.0 * GAP).clamp(120.0, 320.0);
    let place = |left: f32, wide: f32| Rect::from_min_size(pos2(left, bar.top()), vec2(wide, high));
    let words = place(bar.left(), field_wide);
    let mut child = ui.new_child(UiBuilder::new().id_salt("words").max_rect(words));
    let names = (alarms::FILTER_FIELD, text::FILTER_HINT);
    let id = Id::unique("alarm filter");
    field(&mut child, view.tokens, id, &mut filter.text, names, (field_wide, high, face::BODY));
    let area = place(words.right() + GAP, 200.0);
    area_ui(ui, view, filter, area);
    let clear = place(area.right() + GAP, high);
    if filter.narrows() {
        let wish = Button { icon: Some(Icon::Close), name: alarms::CLEAR_FILTER, ..Button::default() };
        if button_at(ui, view.tokens, clear, "clear", wish).on_hover_text(alarms::CLEAR_FILTER).clicked() {
            *filter = Filter::default();
        }
    }
    let count = lines(bar.width());
    let (left, top) =
        if count == 1 { (clear.right() + GAP, bar.top()) } else { (bar.left(), bar.top() + high + GAP) };
    let rest = Rect::from_min_max(pos2(left, top), bar.max);
    let mut child = ui.new_child(UiBuilder::new().id_salt("segments").max_rect(rest));
    child.spacing_mut().item_spacing = vec2(GAP, GAP);
    if count < 3 {
        child.horizontal(|ui| choices_ui(ui, view, filter, high));
    } else {
        choices_ui(&mut child, view, filter, high);
    }
}

fn choices_ui(ui: &mut Ui, view: &View<'_>, filter: &mut Filter, high: f32) {
    let mut names = vec![alarms::ALL_PRIORITIES];
    names.extend(Priority::ALL.map(Priority::name));
    let chosen = filter.priority.map_or(0, |priority| priority.slot() + 1);
    if let Some(pressed) = segments(ui, view.tokens, &names, Some(chosen), (0.0, high), None) {
        filter.priority = pressed.checked_sub(1).and_then(|at| Priority::ALL.get(at).copied());
    }
    let names = [alarms::ALL_STATES, alarms::STATE_NEW, "Returned", "Acknowledged"];
    let chosen = filter.state.and_then(|state| Wanted::ALL.iter().position(|other| *other == state));
    let chosen = chosen.map_or(0, |at| at + 1);
    if let Some(pressed) = segments(ui, view.tokens, &names, Some(chosen), (0.0, high), None) {
        filter.state = pressed.checked_sub(1).and_then(|at| Wanted::ALL.get(at).copied());
    }
}

/// The areas in the order of the layout, then those that only alarms name.
fn areas(view: &View<'_>) -> Vec<Arc<str>> {
    let mut all = view.plant().areas.clone();
    let known: BTreeSet<Arc<str>> = all.iter().cloned().collect();
    let defined = view.plant().alarms.iter().map(|alarm| &alarm.area);
    let named = defined.chain(view.snapshot.alarms.by_area.keys());
    let others: BTreeSet<Arc<str>> = named.filter(|area| !known.contains(*area)).cloned().collect();
    all.extend(others);
    all
}

fn area_ui(ui: &Ui, view: &View<'_>, filter: &mut Filter, rect: Rect) {
    let says = filter.area.as_deref().unwrap_or(alarms::ALL_AREAS);
    let kind = if filter.area.is_some() { Kind::Chosen } else { Kind::Plain };
    let name = alarms::about("Area", says);
    let wish = Button { icon: Some(Icon::ChevronDown), kind, name: &name, ..Button::new(says) };
    let response = button_at(ui, view.tokens, rect, "area", wish);
    Popup::menu(&response).width(rect.width()).show(|ui| {
        egui::ScrollArea::vertical().max_height(360.0).show(ui, |ui| {
            let size = vec2(rect.width() - 12.0, view.target().min(48.0));
            let kind = |chosen| if chosen { Kind::Chosen } else { Kind::Bare };
            let wish = Button { kind: kind(filter.area.is_none()), size, ..Button::new(alarms::ALL_AREAS) };
            if button(ui, view.tokens, wish).clicked() {
                filter.area = None;
            }
            for area in areas(view) {
                let chosen = filter.area.as_ref() == Some(&area);
                let wish = Button { kind: kind(chosen), size, ..Button::new(&area) };
                if button(ui, view.tokens, wish).clicked() {
                    filter.area = Some(area);
                }
            }
        });
    });
}
