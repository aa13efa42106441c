//! Navigation: level 1, level 2, tools, and what all values are worth at the foot.

use std::sync::Arc;

use egui::accesskit::Role;
use egui::{Align2, CornerRadius, Rect, ScrollArea, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use crate::gui::app::{Asks, Go, Screen, State, View};
use crate::gui::controls::{dropped_tag, focus_ring, mark_at, said, sketch, tag_over, words, words_within};
use crate::gui::painter::{AlarmSign, Icon, icon};
use crate::gui::shell::Shape;
use crate::gui::text;
use crate::gui::theme::face;

/// Height of an entry.
const ENTRY: f32 = 36.0;
/// Height of the foot.
const FOOT: f32 = 76.0;

/// One entry of the navigation.
pub(super) struct Entry {
    /// As it stands there.
    pub(super) title: Arc<str>,
    /// Where it leads.
    pub(super) screen: Screen,
    /// Its sign, if it has one.
    pub(super) icon: Option<Icon>,
    /// The heading it stands under.
    pub(super) group: String,
}

/// All entries in order.
pub(super) fn entries(view: &View<'_>) -> Vec<Entry> {
    let mut entries: Vec<Entry> = view
        .plant()
        .displays
        .iter()
        .map(|display| Entry {
            title: display.title.clone(),
            screen: Screen::Display(display.id.clone()),
            icon: (display.level == 1).then_some(Icon::House),
            group: text::level(display.level),
        })
        .collect();
    let tool = |title: &str, screen, icon| Entry {
        title: title.into(),
        screen,
        icon: Some(icon),
        group: text::TOOLS.into(),
    };
    entries.push(tool(text::TRENDS, Screen::Trends, Icon::Trend));
    entries.push(tool(text::alarms::ALARMS, Screen::Alarms, Icon::Bell));
    entries.push(tool(text::JOURNAL, Screen::Journal, Icon::Journal));
    entries.push(tool(text::DEVICES, Screen::Devices, Icon::Devices));
    if view.simulated() {
        entries.push(tool(text::SIMULATOR, Screen::Simulator, Icon::Recording));
    }
    entries.push(tool(text::GALLERY, Screen::Gallery, Icon::Grid));
    entries
}

pub(super) fn navigation_ui(ui: &mut Ui, view: &View<'_>, state: &State, asks: &mut Asks) {
    let area = ui.max_rect();
    let tokens = view.tokens;
    ui.painter().rect_filled(area, CornerRadius::ZERO, tokens.chrome);
    let rail = view.shape == Shape::Rail;
    let foot = if rail { 0.0 } else { FOOT };
    let list = area.with_max_y((area.bottom() - foot).max(area.top()));
    let mut child = ui.new_child(egui::UiBuilder::new().id_salt("entries").max_rect(list));
    ScrollArea::vertical().id_salt("entries").auto_shrink([false, false]).show(&mut child, |ui| {
        ui.spacing_mut().item_spacing = vec2(0.0, 0.0);
        ui.add_space(10.0);
        let mut group = String::new();
        for entry in entries(view) {
            if entry.group != group {
                group.clone_from(&entry.group);
                group_ui(ui, view, &group, rail);
            }
            entry_ui(ui, view, state, asks, &entry);
        }
    });
    if !rail {
        counts_ui(ui, view, area.with_min_y(area.bottom() - foot));
    }
}

fn group_ui(ui: &mut Ui, view: &View<'_>, group: &str, rail: bool) {
    let height = if rail { 12.0 } else { 36.0 };
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
    if rail {
        let stroke = Stroke::new(1.0, view.tokens.divider);
        ui.painter().hline((rect.left() + 12.0)..=(rect.right() - 12.0), rect.center().y, stroke);
    } else {
        let at = pos2(rect.left() + 20.0, rect.center().y + 2.0);
        words(ui, &group.to_uppercase(), face::PLATE, at, Align2::LEFT_CENTER, view.tokens.ink2);
    }
}

fn entry_ui(ui: &mut Ui, view: &View<'_>, state: &State, asks: &mut Asks, entry: &Entry) {
    let tokens = view.tokens;
    let rail = view.shape == Shape::Rail;
    let (row, _) = ui.allocate_exact_size(vec2(ui.available_width(), ENTRY), Sense::hover());
    let rect = row.shrink2(vec2(8.0, 2.0));
    let response =
        ui.interact(rect, ui.scope_id().with(("entry", &entry.title, &entry.group)), Sense::click());
    let chosen = state.navigation.screen() == &entry.screen;
    let sign = sign_of(view, &entry.screen);
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, chosen, &*entry.title));
    if let Some(sign) = sign {
        let spoken = text::alarms::mark_of(&entry.title, sign);
        said(ui, &spoken, Rect::from_center_size(rect.right_center(), vec2(2.0, 2.0)), &spoken);
    }
    let radius = CornerRadius::same(4);
    if chosen {
        ui.painter().rect_filled(rect, radius, tokens.selection);
        let bar = Rect::from_min_size(rect.left_top() + vec2(0.0, 4.0), vec2(3.0, rect.height() - 8.0));
        ui.painter().rect_filled(bar, CornerRadius::same(1), tokens.ink);
    } else if response.hovered() {
        ui.painter().rect_filled(rect, radius, tokens.card);
    }
    if entry.screen == Screen::Trends {
        // A value let go here becomes a pen.
        if tag_over(&response) {
            ui.painter().rect_stroke(rect, radius, Stroke::new(2.0, tokens.accent), StrokeKind::Inside);
        }
        if let Some(tag) = dropped_tag(&response) {
            asks.go(Go::Pen(tag));
        }
    }
    let ink = if chosen || response.hovered() { tokens.ink } else { tokens.ink2 };
    let weight = if chosen { face::BODY_MEDIUM } else { face::BODY };
    if rail {
        match entry.icon {
            Some(sign) => sketch(ui.painter(), tokens, |canvas| icon(canvas, sign, rect.center(), 16.0, ink)),
            None => {
                words(ui, &initials(&entry.title), face::TAG, rect.center(), Align2::CENTER_CENTER, ink);
            }
        }
    } else {
        let mut left = rect.left() + 12.0;
        if let Some(icon_of) = entry.icon {
            let at = pos2(left + 8.0, rect.center().y);
            sketch(ui.painter(), tokens, |canvas| icon(canvas, icon_of, at, 14.0, ink));
            left += 28.0;
        }
        let room = rect.with_min_x(left).with_max_x(rect.right() - if sign.is_some() { 34.0 } else { 6.0 });
        words_within(ui, &entry.title, weight, room, Align2::LEFT_CENTER, ink);
    }
    if let Some(sign) = sign {
        let (at, size) = if rail {
            (rect.right_top() + vec2(-7.0, 8.0), 14.0)
        } else {
            (pos2(rect.right() - 16.0, rect.center().y), 18.0)
        };
        mark_at(ui, view, sign, at, size);
    }
    focus_ring(ui, tokens, &response);
    if response.clicked() {
        asks.go(Go::To(entry.screen.clone()));
    }
    if rail {
        response.on_hover_text(&*entry.title);
    }
}

/// The worst alarm of what a screen shows.
pub(super) fn sign_of(view: &View<'_>, screen: &Screen) -> Option<AlarmSign> {
    match screen {
        Screen::Display(id) => view.alarms.display(id).filter(|sign| sign.state.framed()),
        Screen::Alarms => view.alarms.worst(),
        Screen::Trends | Screen::Journal | Screen::Devices | Screen::Simulator | Screen::Gallery => None,
    }
}

/// Two letters for the rail.
fn initials(title: &str) -> String {
    let mut words = title.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric));
    let first = words.next().unwrap_or_default();
    match words.next() {
        Some(second) => {
            first.chars().take(1).chain(second.chars().take(1)).collect::<String>().to_uppercase()
        }
        None => first.chars().take(2).collect(),
    }
}

fn counts_ui(ui: &Ui, view: &View<'_>, foot: Rect) {
    let tokens = view.tokens;
    let counts = view.snapshot.counts;
    let line = Stroke::new(1.0, tokens.divider);
    ui.painter().hline((foot.left() + 20.0)..=(foot.right() - 20.0), foot.top() + 8.0, line);
    let all = text::values(counts.total);
    let rest = if view.updated { text::qualities(&counts) } else { text::NOT_UPDATED.to_owned() };
    let room = |y: f32| Rect::from_min_size(pos2(foot.left() + 20.0, foot.top() + y), vec2(172.0, 18.0));
    words_within(ui, &all, face::SMALL, room(17.0), Align2::LEFT_CENTER, tokens.ink2);
    words_within(ui, &rest, face::SMALL, room(37.0), Align2::LEFT_CENTER, tokens.ink2);
    let place = room(17.0).union(room(37.0));
    said(ui, "counts", place, &format!("{all}. {rest}")).on_hover_text(text::quality_details(&counts));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rail_has_room_for_two_letters() {
        assert_eq!(initials("Treatment train"), "TT");
        assert_eq!(initials("Network & reservoirs"), "NR");
        assert_eq!(initials("Intake"), "In");
    }
}
