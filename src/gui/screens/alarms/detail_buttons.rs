//! What can be done with the chosen alarm.

use egui::{Rect, Ui, pos2};

use crate::alarm::{Action, Mark, Row, State as AlarmState};
use crate::device::Device;
use crate::gui::app::{Asks, Go, State, Subject, View};
use crate::gui::controls::{Button, Kind, button_at, wide};
use crate::gui::painter::Icon;
use crate::gui::screens::alarms::row::to_acknowledge;
use crate::gui::shell::Shape;
use crate::gui::text;
use crate::gui::text::alarms;
use crate::gui::theme::face;

/// One button of the panel.
#[derive(Clone, Copy, PartialEq)]
enum Press {
    Close,
    Trend,
    Replay,
    Display,
    Ack,
    Shelve,
    Unshelve,
    TakeOut,
    PutBack,
    Reset,
}

/// From right to left.
fn presses(row: &Row, replays: bool) -> Vec<Press> {
    let mut all = vec![Press::Close, Press::Display, Press::Trend];
    if replays {
        all.push(Press::Replay);
    }
    match row.mark() {
        Mark::OutOfService(_) => all.push(Press::PutBack),
        Mark::Shelved(_) => all.extend([Press::TakeOut, Press::Unshelve]),
        Mark::Suppressed(_) | Mark::Shown(..) => all.extend([Press::TakeOut, Press::Shelve]),
        Mark::Nothing => {}
    }
    if matches!(row.kept.axes.state, AlarmState::LatchedAcknowledged | AlarmState::LatchedUnacknowledged) {
        all.push(Press::Reset);
    }
    if to_acknowledge(row) {
        all.push(Press::Ack);
    }
    all
}

const fn words(press: Press) -> &'static str {
    match press {
        Press::Close => "",
        Press::Trend => alarms::TREND,
        Press::Replay => alarms::REPLAY,
        Press::Display => alarms::GO_TO_DISPLAY,
        Press::Ack => alarms::ACK,
        Press::Shelve => alarms::SHELVE_MORE,
        Press::Unshelve => alarms::UNSHELVE,
        Press::TakeOut => alarms::OUT_OF_SERVICE_MORE,
        Press::PutBack => alarms::BACK_IN_SERVICE,
        Press::Reset => alarms::RESET,
    }
}

/// Paints the buttons and tells their left edge.
pub(super) fn buttons_ui(
    ui: &Ui,
    view: &View<'_>,
    head: Rect,
    row: &Row,
    state: &mut State,
    asks: &mut Asks,
) -> f32 {
    let high = if view.shape == Shape::Touch { 52.0 } else { 30.0 };
    let id = &row.alarm.id;
    let mut right = head.right() - 10.0;
    let replayed = view.replay().is_some();
    for press in
        presses(row, view.replays && !replayed).into_iter().filter(|press| !replayed || looks(*press))
    {
        let says = words(press);
        let own = if press == Press::Close { high } else { wide(ui, says, face::BODY_MEDIUM) + 22.0 };
        let y = head.center().y;
        let rect = Rect::from_min_max(pos2(right - own, y - high / 2.0), pos2(right, y + high / 2.0));
        right = rect.left() - 8.0;
        let name = match press {
            Press::Close => alarms::CLOSE_DETAIL.to_owned(),
            Press::Ack => alarms::about(alarms::ACK_SHOWN, id),
            Press::Trend
            | Press::Replay
            | Press::Display
            | Press::Shelve
            | Press::Unshelve
            | Press::TakeOut
            | Press::PutBack
            | Press::Reset => alarms::about(says, id),
        };
        let (sign, kind) =
            if press == Press::Close { (Some(Icon::Close), Kind::Bare) } else { (None, Kind::Plain) };
        let wish =
            Button { icon: sign, kind, name: &name, disabled: why(view, row, press), ..Button::new(says) };
        let salt = ("detail", says, id, row.kept.occurrence.0);
        if button_at(ui, view.tokens, rect, salt, wish).clicked() {
            carry_out(view, row, press, state, asks);
        }
    }
    right + 8.0
}

/// Whether it asks nothing of the plant, so that it is there in a replay too.
const fn looks(press: Press) -> bool {
    match press {
        Press::Close | Press::Trend | Press::Display => true,
        Press::Replay
        | Press::Ack
        | Press::Shelve
        | Press::Unshelve
        | Press::TakeOut
        | Press::PutBack
        | Press::Reset => false,
    }
}

fn why(view: &View<'_>, row: &Row, press: Press) -> Option<&'static str> {
    match press {
        Press::Close | Press::Trend | Press::Replay => None,
        Press::Display => {
            let none = view.alarms.display_of(&row.alarm).is_none() && device(view, row).is_none();
            none.then_some(alarms::NO_DISPLAY)
        }
        Press::Ack | Press::Shelve | Press::Unshelve | Press::TakeOut | Press::PutBack | Press::Reset => {
            (!view.updated).then_some(text::NO_ACTION_WHILE_OLD)
        }
    }
}

fn carry_out(view: &View<'_>, row: &Row, press: Press, state: &mut State, asks: &mut Asks) {
    let id = row.alarm.id.clone();
    match press {
        Press::Close => state.alarms.selected = None,
        Press::Trend => {
            if let Some(tag) = view.plant().tag(row.alarm.tag) {
                asks.go(Go::TrendAt {
                    tag: Some(tag.id.clone()),
                    at: row.kept.raised.unwrap_or(view.now.utc),
                });
            }
        }
        Press::Replay => asks.go(Go::ReplayAt(row.kept.raised.unwrap_or(view.now.utc))),
        Press::Display => show(view, row, asks),
        Press::Ack => asks.alarm(Action::Acknowledge([(id, row.kept.occurrence)].into())),
        Press::Shelve => state.alarms.shelve(id),
        Press::Unshelve => asks.alarm(Action::Unshelve(id)),
        Press::TakeOut => state.alarms.take_out(id),
        Press::PutBack => asks.alarm(Action::InService(id)),
        Press::Reset => asks.alarm(Action::Reset(id)),
    }
}

/// The device that an alarm about a link or unit is about.
fn device(view: &View<'_>, row: &Row) -> Option<std::sync::Arc<str>> {
    let id = view.plant().tag(row.alarm.tag)?.id.strip_prefix("sys.")?;
    let is = |device: &&Device| id.strip_prefix(&*device.id).is_some_and(|rest| rest.starts_with('.'));
    view.plant().devices.iter().find(is).map(|device| device.id.clone())
}

/// Opens the display and marks what the alarm is about; without a display, the summary.
pub(crate) fn show(view: &View<'_>, row: &Row, asks: &mut Asks) {
    let plant = view.plant();
    let owner = row.alarm.equipment.clone().filter(|id| plant.equipment.contains_key(id));
    let tag = plant.tag(row.alarm.tag).map(|tag| Subject::Tag(tag.id.clone()));
    if let (None, Some(device)) = (&row.alarm.display, device(view, row)) {
        asks.go(Go::Device(device));
        return;
    }
    match (view.alarms.display_of(&row.alarm), owner.map(Subject::Equipment).or(tag)) {
        (Some(display), Some(subject)) => asks.go(Go::Mark(display, subject)),
        (_, _) => asks.go(Go::Alarm(row.alarm.id.clone())),
    }
}
