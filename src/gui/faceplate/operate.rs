//! The page to operate from.

use egui::{Ui, vec2};

use crate::display::{Element, ElementKind, Equipment, Faceplate, Orientation, Place, ValueSize};
use crate::gui::app::{Asks, State, View};
use crate::gui::command_card::card_ui;
use crate::gui::controls::{said, words};
use crate::gui::faceplate::{buttons, info, mode, rows, setpoint, trend};
use crate::gui::painter::Frame;
use crate::gui::screens::draw_elements;
use crate::gui::shell::Shape;
use crate::gui::text;
use crate::gui::theme::face;
use crate::tag::TagIndex;

/// Values, trend, mode, commands, setpoints, card; commanded and actual stand above, where nothing scrolls.
/// A touch panel has room for half of it: there the controls come first, since a gloved hand scrolls badly.
pub(super) fn operate_ui(
    ui: &mut Ui,
    view: &View<'_>,
    equipment: &Equipment,
    state: &mut State,
    asks: &mut Asks,
) {
    let plate = &equipment.faceplate;
    ui.spacing_mut().item_spacing.y = 6.0;
    if view.replay().is_some() {
        values_ui(ui, view, plate, state, asks);
        for tag in plate.mode.iter().chain(&plate.setpoints) {
            rows::row_ui(ui, view, *tag, state, asks);
        }
        no_controls_ui(ui, view);
        return;
    }
    adopt_card(view, equipment, state);
    if view.shape == Shape::Touch {
        controls_ui(ui, view, plate, state, asks);
        values_ui(ui, view, plate, state, asks);
    } else {
        values_ui(ui, view, plate, state, asks);
        controls_ui(ui, view, plate, state, asks);
    }
}

fn values_ui(ui: &mut Ui, view: &View<'_>, plate: &Faceplate, state: &mut State, asks: &mut Asks) {
    for tag in &plate.rows {
        rows::row_ui(ui, view, *tag, state, asks);
    }
    if let Some(tag) = plate.trend {
        trend::trend_ui(ui, view, tag, 100.0, state, asks);
    }
}

fn controls_ui(ui: &mut Ui, view: &View<'_>, plate: &Faceplate, state: &mut State, asks: &mut Asks) {
    if let Some(tag) = plate.mode {
        mode::mode_ui(ui, view, tag, asks);
    }
    if !plate.buttons.is_empty() {
        buttons::buttons_ui(ui, view, &plate.buttons, asks);
    }
    for tag in &plate.setpoints {
        setpoint::setpoint_ui(ui, view, *tag, state, asks);
    }
    card_ui(ui, view, state, asks);
}

/// A command of this machine that is under way belongs on its faceplate, whoever opened it.
fn adopt_card(view: &View<'_>, equipment: &Equipment, state: &mut State) {
    if state.card.awaiting() || state.card.shown(view.snapshot).is_some() {
        return;
    }
    let plate = &equipment.faceplate;
    let mine = |tag: TagIndex| {
        plate.command == Some(tag)
            || plate.mode == Some(tag)
            || plate.setpoints.contains(&tag)
            || plate.buttons.iter().any(|button| button.tag == tag)
    };
    let commands = view.snapshot.commands.iter().rev();
    if let Some(command) =
        commands.into_iter().find(|command| command.stage.under_way() && mine(command.draft.tag))
    {
        state.card.show(command.id);
    }
}

/// A plain tag: its value large, where it stands, and what can be written.
pub(super) fn tag_operate_ui(
    ui: &mut Ui,
    view: &View<'_>,
    tag: TagIndex,
    state: &mut State,
    asks: &mut Asks,
) {
    let Some((definition, _)) = view.tag(tag) else { return };
    let width = ui.available_width();
    let numeric = definition.states.is_empty();
    let kind = if numeric {
        ElementKind::Value { tag, size: ValueSize::Huge }
    } else {
        ElementKind::StateText { tag }
    };
    let height = if numeric { 58.0 } else { 46.0 };
    element_ui(ui, view, kind, vec2(width, height), state, asks);
    if numeric && definition.range.is_some() {
        let kind = ElementKind::Bar { tag, setpoint: None, orientation: Orientation::Horizontal };
        element_ui(ui, view, kind, vec2(width, 26.0), state, asks);
    }
    info::truth_ui(ui, view, tag);
    if view.replay().is_some() {
        no_controls_ui(ui, view);
    } else if let Some(rule) = view.plant().write_rules.get(&tag) {
        if definition.states.is_empty() {
            setpoint::setpoint_ui(ui, view, tag, state, asks);
        } else {
            mode::states_ui(ui, view, tag, rule, asks);
        }
        card_ui(ui, view, state, asks);
    }
    if numeric {
        trend::trend_ui(ui, view, tag, 130.0, state, asks);
    }
    info::tag_info_ui(ui, view, tag);
}

/// Where the controls would stand.
fn no_controls_ui(ui: &mut Ui, view: &View<'_>) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 40.0), egui::Sense::hover());
    let stroke = egui::Stroke::new(1.0, view.tokens.divider);
    ui.painter().rect_stroke(rect, 4.0, stroke, egui::StrokeKind::Inside);
    let line = text::REPLAY_NO_CONTROLS;
    words(ui, line, face::BODY, rect.center(), egui::Align2::CENTER_CENTER, view.tokens.ink2);
    said(ui, "no controls", rect, line);
}

/// One element of the displays, in the flow of a panel.
pub(super) fn element_ui(
    ui: &mut Ui,
    view: &View<'_>,
    kind: ElementKind,
    size: egui::Vec2,
    state: &mut State,
    asks: &mut Asks,
) {
    let (rect, _) = ui.allocate_exact_size(size, egui::Sense::hover());
    let place = Place { x: 0.0, y: 0.0, w: size.x, h: size.y };
    let element = Element { id: "faceplate".into(), place, label: None, equipment: None, kind };
    ui.push_id((rect.top() as i32, "element"), |ui| {
        draw_elements(ui, view, &[element], Frame { origin: rect.min, zoom: 1.0 }, state, asks);
    });
}
