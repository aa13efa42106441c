//! The bookmarks: a press goes there, the chosen one can be named, noted and removed.

use std::sync::Arc;

use egui::{Id, Ui, vec2};

use crate::gui::app::{Asks, View};
use crate::gui::controls::{Button, Kind, button, button_at, field};
use crate::gui::shell::replay::column::{head_ui, line_ui, row_height, shares};
use crate::gui::shell::replay::state::ReplayState;
use crate::gui::text;
use crate::gui::theme::face;
use crate::message::{Bookmark, BookmarkWish, Playback, Transport};

/// Bookmarks that are listed: those around the time shown.
const LISTED: usize = 12;

pub(super) fn bookmarks_ui(
    ui: &mut Ui,
    view: &View<'_>,
    playback: &Playback,
    state: &mut ReplayState,
    asks: &mut Asks,
) {
    head_ui(ui, view, text::REPLAY_BOOKMARKS, text::REPLAY_BOOKMARK_KEY);
    let list = &playback.bookmarks.list;
    let here = view.snapshot.at.utc;
    let after = list.partition_point(|bookmark| bookmark.at <= here);
    let first = after.saturating_sub(LISTED / 2).min(list.len().saturating_sub(LISTED));
    for bookmark in list.iter().skip(first).take(LISTED) {
        let chosen = state.chosen.as_ref().is_some_and(|typed| typed.id == bookmark.id);
        row_ui(ui, view, bookmark, chosen, state, asks);
        if chosen {
            typed_ui(ui, view, bookmark, state, asks);
        }
    }
    if list.is_empty() {
        line_ui(ui, view, "no bookmarks", text::REPLAY_NO_BOOKMARKS);
    } else if list.len() > LISTED {
        line_ui(ui, view, "more bookmarks", &text::replay_more_bookmarks(list.len()));
    }
    if let Some(removed) = state.removed.clone() {
        let says = text::replay_bookmark_back(&named(view, &removed));
        let wish = Button { size: vec2(ui.available_width(), row_height(view)), ..Button::new(&says) };
        if button(ui, view.tokens, wish).clicked() {
            asks.transport(Transport::Bookmark(BookmarkWish::Put((*removed).clone())));
            state.removed = None;
        }
    }
    if !playback.bookmarks.trouble.is_empty() {
        line_ui(ui, view, "bookmark trouble", &playback.bookmarks.trouble);
    }
}

/// What a bookmark is called: its title, or that it has none.
fn named(view: &View<'_>, bookmark: &Bookmark) -> String {
    let title = if bookmark.title.is_empty() { text::REPLAY_UNTITLED } else { &bookmark.title };
    format!("{}  {title}", view.clock(bookmark.at))
}

fn row_ui(
    ui: &mut Ui,
    view: &View<'_>,
    bookmark: &Arc<Bookmark>,
    chosen: bool,
    state: &mut ReplayState,
    asks: &mut Asks,
) {
    let kind = if chosen { Kind::Chosen } else { Kind::Plain };
    let says = named(view, bookmark);
    let wish = Button { kind, size: vec2(ui.available_width(), row_height(view)), ..Button::new(&says) };
    let mut response = ui.push_id(&*bookmark.id, |ui| button(ui, view.tokens, wish)).inner;
    if !bookmark.note.is_empty() {
        response = response.on_hover_text(&*bookmark.note);
    }
    if response.clicked() {
        asks.transport(Transport::Pause);
        asks.transport(Transport::Seek(bookmark.at));
        state.choose(bookmark, asks);
    }
}

/// Title, note and removal of the chosen one. What was typed is kept when the field is left.
fn typed_ui(
    ui: &mut Ui,
    view: &View<'_>,
    bookmark: &Arc<Bookmark>,
    state: &mut ReplayState,
    asks: &mut Asks,
) {
    let Some(typed) = &mut state.chosen else { return };
    let (width, high) = (ui.available_width(), row_height(view));
    let size = (width, high, face::BODY);
    let names = (text::REPLAY_TITLE, text::REPLAY_TITLE_HINT);
    let title = field(ui, view.tokens, Id::unique("bookmark title"), &mut typed.title, names, size);
    if std::mem::take(&mut typed.fresh) {
        title.request_focus();
    }
    let names = (text::REPLAY_NOTE, text::REPLAY_NOTE_HINT);
    let note = field(ui, view.tokens, Id::unique("bookmark note"), &mut typed.note, names, size);
    if title.lost_focus() || note.lost_focus() {
        typed.keep(asks);
    }
    let places = shares(ui, view, 2);
    let [remove, close] = places.as_slice() else { return };
    if button_at(ui, view.tokens, *remove, "remove", Button::new(text::REPLAY_REMOVE)).clicked() {
        asks.transport(Transport::Bookmark(BookmarkWish::Remove(Arc::clone(&bookmark.id))));
        state.removed = Some(Arc::clone(bookmark));
        state.chosen = None;
    } else if button_at(ui, view.tokens, *close, "close", Button::new(text::REPLAY_DONE)).clicked() {
        typed.keep(asks);
        state.chosen = None;
    }
}
