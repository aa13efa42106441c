//! Faceplates: what one machine or one tag is, was and can be asked to do.

mod alarms;
mod buttons;
mod commanded;
mod frame;
mod info;
mod interlocks;
mod limits;
mod lookup;
mod mode;
mod number;
mod operate;
mod rows;
mod setpoint;
mod trend;

pub(crate) use buttons::value_for;
pub use frame::Tab;
pub(crate) use info::{table_words, type_words};
pub(crate) use rows::{state_or_number, value_words};

use egui::Ui;

use crate::display::Equipment;
use crate::gui::app::{Asks, State, View};
use crate::gui::text;
use crate::tag::TagIndex;

/// The faceplate of a machine.
pub(crate) fn equipment_ui(
    ui: &mut Ui,
    view: &View<'_>,
    equipment: &Equipment,
    state: &mut State,
    asks: &mut Asks,
) {
    let plate = &equipment.faceplate;
    let tags = equipment_tags(view, equipment);
    asks.watch.extend(tags.iter().copied());
    let below = text::joined(&[&equipment.title, &equipment.area]);
    let pinned = |ui: &mut Ui, state: &State| {
        if let (Tab::Operate, Some(actual)) = (state.tab, plate.state) {
            ui.add_space(8.0);
            commanded::commanded_ui(ui, view, actual, plate.command);
        }
    };
    frame::frame_ui(ui, view, (&equipment.id, &below, &tags), state, asks, pinned, |ui, state, asks| {
        match state.tab {
            Tab::Operate => operate::operate_ui(ui, view, equipment, state, asks),
            Tab::Trend => {
                let drawn: Vec<TagIndex> =
                    plate.trend.iter().chain(&plate.rows).chain(&plate.setpoints).copied().collect();
                trend::trends_ui(ui, view, &drawn, state, asks);
            }
            Tab::Interlocks => interlocks::interlocks_ui(ui, view, &plate.buttons, &tags),
            Tab::Limits => limits::limits_ui(ui, view, &tags),
            Tab::Info => info::tags_ui(ui, view, &tags, asks),
        }
    });
}

/// The faceplate of a tag that has no machine of its own.
pub(crate) fn tag_ui(ui: &mut Ui, view: &View<'_>, tag: TagIndex, state: &mut State, asks: &mut Asks) {
    let Some((definition, _)) = view.tag(tag) else { return };
    asks.watch.insert(tag);
    let below = text::joined(&[&definition.title, &definition.area]);
    frame::frame_ui(
        ui,
        view,
        (&definition.id, &below, &[tag]),
        state,
        asks,
        |_, _| {},
        |ui, state, asks| match state.tab {
            Tab::Operate => operate::tag_operate_ui(ui, view, tag, state, asks),
            Tab::Trend => trend::trends_ui(ui, view, &[tag], state, asks),
            Tab::Interlocks => interlocks::interlocks_ui(ui, view, &[], &[tag]),
            Tab::Limits => limits::limits_ui(ui, view, &[tag]),
            Tab::Info => info::tag_info_ui(ui, view, tag),
        },
    );
}

/// Every tag of a machine: those on its faceplate first, then the rest by name.
fn equipment_tags(view: &View<'_>, equipment: &Equipment) -> Vec<TagIndex> {
    let plate = &equipment.faceplate;
    let mut tags: Vec<TagIndex> =
        plate.state.iter().chain(&plate.command).chain(&plate.mode).copied().collect();
    tags.extend(plate.rows.iter().chain(&plate.setpoints).chain(&plate.trend));
    tags.extend(plate.buttons.iter().map(|button| button.tag));
    let belongs = |id: &Option<std::sync::Arc<str>>| id.as_ref().is_some_and(|id| *id == equipment.id);
    let others = view
        .plant()
        .tags_by_id
        .values()
        .filter(|tag| view.plant().tag(**tag).is_some_and(|definition| belongs(&definition.equipment)));
    tags.extend(others);
    let mut seen = std::collections::BTreeSet::new();
    tags.retain(|tag| seen.insert(*tag));
    tags
}
