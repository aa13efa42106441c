//! The frame of a faceplate: title, close, tabs, and a body that scrolls.

use egui::{Align2, CornerRadius, Rect, ScrollArea, Stroke, StrokeKind, Ui, UiBuilder, pos2, vec2};

use crate::gui::app::{Asks, Go, State, View};
use crate::gui::controls::{Button, Kind, button, said, tabs, words_within};
use crate::gui::faceplate::alarms;
use crate::gui::painter::Icon;
use crate::gui::shell::Shape;
use crate::gui::text;
use crate::gui::theme::{face, size};
use crate::tag::TagIndex;

/// The pages of a faceplate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tab {
    /// Values and commands.
    #[default]
    Operate,
    /// Trends of its tags.
    Trend,
    /// What its commands depend on.
    Interlocks,
    /// Ranges and limits.
    Limits,
    /// Where its values come from.
    Info,
}

impl Tab {
    /// All pages in order.
    pub const ALL: [Self; 5] = [Self::Operate, Self::Trend, Self::Interlocks, Self::Limits, Self::Info];
}

/// Height of title and subtitle.
const HEAD: f32 = 58.0;

pub(super) fn frame_ui(
    ui: &mut Ui,
    view: &View<'_>,
    (title, below, tags): (&str, &str, &[TagIndex]),
    state: &mut State,
    asks: &mut Asks,
    pinned: impl FnOnce(&mut Ui, &State),
    body: impl FnOnce(&mut Ui, &mut State, &mut Asks),
) {
    let tokens = view.tokens;
    let panel = ui.max_rect();
    let radius = CornerRadius::same(size::RADIUS_PANEL as u8);
    ui.painter().rect(panel, radius, tokens.raised, Stroke::new(1.0, tokens.edge), StrokeKind::Inside);
    let inner = panel.shrink2(vec2(16.0, 0.0));
    let head = inner.with_max_y(panel.top() + HEAD);
    let close = view.target().min(44.0);
    let title_room =
        Rect::from_min_size(head.left_top() + vec2(0.0, 10.0), vec2(head.width() - close - 8.0, 26.0));
    let shown = words_within(ui, title, face::CLOCK, title_room, Align2::LEFT_CENTER, tokens.ink);
    said(ui, "faceplate", shown, &text::faceplate_of(title));
    let below_room =
        Rect::from_min_size(pos2(head.left(), head.top() + 37.0), vec2(title_room.width(), 18.0));
    words_within(ui, below, face::SMALL, below_room, Align2::LEFT_CENTER, tokens.ink2);
    let at = Rect::from_min_size(pos2(inner.right() - close + 6.0, panel.top() + 8.0), vec2(close, close));
    let mut corner = ui.new_child(UiBuilder::new().id_salt("close").max_rect(at));
    let wish = Button {
        icon: Some(Icon::Close),
        kind: Kind::Bare,
        name: text::CLOSE_FACEPLATE,
        size: at.size(),
        ..Button::default()
    };
    if button(&mut corner, tokens, wish).clicked() {
        asks.go(Go::Close);
    }
    let tab_height = if view.shape == Shape::Touch { 44.0 } else { 34.0 };
    let rest =
        Rect::from_min_max(pos2(inner.left(), head.bottom()), pos2(inner.right(), panel.bottom() - 2.0));
    let mut child = ui.new_child(UiBuilder::new().id_salt("body").max_rect(rest));
    child.spacing_mut().item_spacing = vec2(8.0, 8.0);
    let chosen = Tab::ALL.iter().position(|tab| *tab == state.tab).unwrap_or(0);
    if let Some(pressed) = tabs(&mut child, tokens, &text::TABS, chosen, tab_height) {
        state.tab = Tab::ALL.get(pressed).copied().unwrap_or_default();
    }
    alarms::alarms_ui(&mut child, view, tags, state, asks);
    pinned(&mut child, state);
    ScrollArea::vertical()
        .id_salt((title, state.tab as u8))
        .auto_shrink([false, false])
        .content_margin(egui::Margin { left: 4, right: 6, top: 6, bottom: 12 })
        .show(&mut child, |ui| {
            ui.set_width(ui.available_width());
            body(ui, state, asks);
        });
}
