//! The search for a condition: typed, forward or back from the time shown.

use egui::{Id, Key, Ui};

use crate::gui::app::{Asks, View};
use crate::gui::controls::{Button, Kind, button_at, field};
use crate::gui::painter::Icon;
use crate::gui::shell::replay::column::{head_ui, line_ui, row_height, shares};
use crate::gui::shell::replay::state::ReplayState;
use crate::gui::text;
use crate::gui::theme::face;
use crate::message::{Direction, Playback, SearchState, Transport};

pub(super) fn search_ui(
    ui: &mut Ui,
    view: &View<'_>,
    playback: &Playback,
    state: &mut ReplayState,
    asks: &mut Asks,
) {
    head_ui(ui, view, text::REPLAY_FIND, text::REPLAY_FIND_FROM);
    let size = (ui.available_width(), row_height(view), face::BODY);
    let names = (text::REPLAY_CONDITION, text::REPLAY_CONDITION_HINT);
    let typed = field(ui, view.tokens, Id::unique("condition"), &mut state.condition, names, size);
    let enter = typed.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
    let condition = state.condition.trim();
    let disabled = condition.is_empty().then_some(text::REPLAY_CONDITION_EMPTY);
    let search = playback.search.as_deref();
    let under = search.is_some_and(|search| matches!(search.state, SearchState::Under(_)));
    // Three always: a second press must not meet another button.
    let places = shares(ui, view, 3);
    let mut wanted = (enter && disabled.is_none()).then_some(Direction::Forward);
    for (place, (way, sign, word)) in places.iter().zip([
        (Direction::Backward, Icon::ChevronLeft, text::REPLAY_FIND_BEFORE),
        (Direction::Forward, Icon::ChevronRight, text::REPLAY_FIND_AFTER),
    ]) {
        let kind = if way == Direction::Forward { Kind::Final } else { Kind::Plain };
        let wish = Button { icon: Some(sign), kind, disabled, ..Button::new(word) };
        if button_at(ui, view.tokens, *place, word, wish).clicked() {
            wanted = Some(way);
        }
    }
    if let Some(way) = wanted {
        asks.transport(Transport::Find(condition.into(), way));
    }
    let disabled = (!under).then_some(text::REPLAY_FIND_NONE);
    let wish = Button { disabled, ..Button::new(text::REPLAY_FIND_STOP) };
    if let Some(place) = places.get(2)
        && button_at(ui, view.tokens, *place, "stop", wish).clicked()
    {
        asks.transport(Transport::FindNoMore);
    }
    let says = search.map(|search| text::replay_search(search, &view.plant().zone)).unwrap_or_default();
    line_ui(ui, view, "search", &says);
}
