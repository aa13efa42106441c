//! The status bar: what the station does, and the beat that proves it.

use egui::{Align2, Color32, CornerRadius, Rect, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use crate::device::LinkState;
use crate::gui::app::{Options, State, View};
use crate::gui::controls::{focus_ring, said, wide, words};
use crate::gui::text;
use crate::gui::theme::{Face, face};
use crate::message::{NoticeKind, Playback};
use crate::time::short;

/// Cells of the beat.
const BEAT: u64 = 8;
/// Zooms that are tested.
const ZOOMS: [f32; 4] = [1.0, 1.25, 1.5, 2.0];
/// Most cells shown for links; beyond that the count alone speaks.
const LINKS_MAX: usize = 24;

/// The colours of the bar: inverted when the display is not updated.
#[derive(Clone, Copy)]
struct Inks {
    ground: Color32,
    label: Color32,
    value: Color32,
}

impl Inks {
    fn of(view: &View<'_>) -> Self {
        let tokens = view.tokens;
        if view.updated {
            Self { ground: tokens.chrome, label: tokens.ink2, value: tokens.ink }
        } else {
            Self { ground: tokens.ink, label: tokens.ground, value: tokens.ground }
        }
    }
}

pub(super) fn status_bar_ui(ui: &mut Ui, view: &View<'_>, options: &Options, state: &mut State) {
    let bar = ui.max_rect();
    let inks = Inks::of(view);
    ui.painter().rect_filled(bar, CornerRadius::ZERO, inks.ground);
    ui.painter().hline(bar.x_range(), bar.top() + 0.5, Stroke::new(1.0, view.tokens.divider));
    let right = right_ui(ui, view, state, bar, inks);
    let mut line = Line { left: bar.left() + 20.0, end: right - 16.0, middle: bar.center().y, inks };
    if !view.updated {
        line.words(ui, text::NOT_UPDATED, face::TAG, inks.value);
        line.divider(ui, view);
    }
    if let Some(playback) = view.replay() {
        replay_ui(ui, view, playback, &mut line);
        return;
    }
    line.pair(ui, text::STATION, &options.station);
    line.divider(ui, view);
    links_ui(ui, view, &mut line);
    line.divider(ui, view);
    recording_ui(ui, view, &mut line);
    let journal = journal(view);
    line.pair(ui, text::JOURNAL, &journal);
    line.divider(ui, view);
    let age = short(view.age);
    if line.room(ui, text::DATA_BEAT) {
        line.words(ui, text::DATA_BEAT, face::SMALL, inks.label);
        let cells = Rect::from_min_size(pos2(line.left, line.middle - 4.0), vec2(76.0, 8.0));
        beat_ui(ui, view, cells, inks.value);
        line.left = cells.right() + 10.0;
        line.words(ui, &age, face::SMALL_MEDIUM, inks.value);
    }
    let said_text = text::status_said(&options.station, &journal, &age, view.updated);
    said(ui, "status", bar.with_max_x(line.left), &said_text);
}

/// One run of words from the left.
struct Line {
    left: f32,
    end: f32,
    middle: f32,
    inks: Inks,
}

impl Line {
    fn room(&self, ui: &Ui, text: &str) -> bool {
        self.left + wide(ui, text, face::SMALL) + 90.0 < self.end
    }

    fn words(&mut self, ui: &Ui, text: &str, face: Face, colour: Color32) {
        let rect = words(ui, text, face, pos2(self.left, self.middle), Align2::LEFT_CENTER, colour);
        self.left = rect.right() + 8.0;
    }

    fn pair(&mut self, ui: &Ui, label: &str, value: &str) {
        if self.left + wide(ui, label, face::SMALL) + wide(ui, value, face::SMALL_MEDIUM) + 24.0 > self.end {
            return;
        }
        self.words(ui, label, face::SMALL, self.inks.label);
        self.words(ui, value, face::SMALL_MEDIUM, self.inks.value);
    }

    fn divider(&mut self, ui: &Ui, view: &View<'_>) {
        if self.left + 40.0 > self.end {
            return;
        }
        let x = self.left + 8.0;
        let stroke = Stroke::new(1.0, view.tokens.divider);
        ui.painter().vline(x, (self.middle - 6.0)..=(self.middle + 6.0), stroke);
        self.left = x + 16.0;
    }
}

fn links_ui(ui: &Ui, view: &View<'_>, line: &mut Line) {
    let devices = &view.snapshot.devices;
    let good = devices.iter().filter(|device| device.link == LinkState::Connected).count();
    // In a replay a link of which nothing is known is one that was not recorded, as of an imported session.
    let known = devices.iter().any(|device| device.link != LinkState::Idle);
    let counted = if view.snapshot.replay.is_some() && !known {
        text::LINKS_NOT_RECORDED.to_owned()
    } else {
        text::links_good(good, devices.len())
    };
    let cells = devices.len().min(LINKS_MAX) as f32 * 8.0;
    if line.left + cells + wide(ui, &counted, face::SMALL_MEDIUM) + 60.0 > line.end {
        return;
    }
    line.words(ui, text::LINKS, face::SMALL, line.inks.label);
    for (at, device) in devices.iter().enumerate().take(LINKS_MAX) {
        let left = line.left + at as f32 * 8.0;
        let cell = Rect::from_min_size(pos2(left, line.middle - 6.0), vec2(6.0, 12.0));
        if device.link == LinkState::Connected {
            ui.painter().rect_filled(cell, CornerRadius::same(1), line.inks.label);
        } else {
            let stroke = Stroke::new(1.5, line.inks.value);
            ui.painter().rect_stroke(cell, CornerRadius::same(1), stroke, StrokeKind::Inside);
        }
    }
    line.left += cells + 8.0;
    line.words(ui, &counted, face::SMALL_MEDIUM, line.inks.value);
}

/// What is replayed, with which layout, and that nothing can be written.
fn replay_ui(ui: &Ui, view: &View<'_>, playback: &Playback, line: &mut Line) {
    let begin = line.left;
    let session = text::replay_session(playback);
    let layout = text::replay_layout(playback.layout, &view.plant().hash);
    line.pair(ui, text::REPLAY_SESSION, &session);
    line.divider(ui, view);
    line.pair(ui, text::REPLAY_LAYOUT, &layout);
    line.divider(ui, view);
    line.pair(ui, text::REPLAY_WRITES, text::REPLAY_NO_WRITES);
    line.divider(ui, view);
    links_ui(ui, view, line);
    let place = Rect::from_min_max(pos2(begin, line.middle - 9.0), pos2(line.left, line.middle + 9.0));
    let spoken = format!(
        "{session}. {} {layout}. {} {}",
        text::REPLAY_LAYOUT,
        text::REPLAY_WRITES,
        text::REPLAY_NO_WRITES
    );
    said(ui, "status", place, &spoken);
}

/// How recording is getting on; nothing before the historian has said so.
fn recording_ui(ui: &Ui, view: &View<'_>, line: &mut Line) {
    let Some(recording) = &view.snapshot.recording else { return };
    let says = text::recording(recording, view.now.utc);
    let before = line.left;
    line.pair(ui, text::RECORDING, &says);
    if line.left > before {
        let place = Rect::from_min_max(pos2(before, line.middle - 9.0), pos2(line.left, line.middle + 9.0));
        let spoken = format!("{} {says}", text::RECORDING);
        said(ui, "recording", place, &spoken).on_hover_text(text::recording_details(recording));
        line.divider(ui, view);
    }
}

fn journal(view: &View<'_>) -> String {
    let trouble = view.snapshot.notices.iter().any(|notice| notice.kind == NoticeKind::Journal);
    match (trouble, view.snapshot.journal.last()) {
        (true, _) => text::JOURNAL_TROUBLE.to_owned(),
        (false, Some(entry)) => text::journal_last(&view.clock(entry.time)),
        (false, None) => text::JOURNAL_EMPTY.to_owned(),
    }
}

/// Eight cells, one bright, moved by the data alone.
pub(super) fn beat_ui(ui: &Ui, view: &View<'_>, rect: Rect, bright: Color32) {
    let width = rect.width() / BEAT as f32;
    let lit = view.snapshot.beat % BEAT;
    for at in 0..BEAT {
        let left = rect.left() + at as f32 * width;
        let cell = Rect::from_min_size(pos2(left, rect.top()), vec2(width - 2.5, rect.height()));
        let colour = if at == lit { bright } else { view.tokens.idle };
        ui.painter().rect_filled(cell, CornerRadius::same(1), colour);
    }
}

/// Age and beat, one above the other, for the touch shell.
pub(super) fn beat_block_ui(ui: &Ui, view: &View<'_>, rect: Rect) {
    let age = text::data_age(&short(view.age));
    let at = pos2(rect.left(), rect.center().y - 10.0);
    words(ui, &age, face::SMALL, at, Align2::LEFT_CENTER, view.tokens.ink2);
    let cells = Rect::from_min_size(pos2(rect.left(), rect.center().y + 6.0), vec2(64.0, 8.0));
    beat_ui(ui, view, cells, view.tokens.ink);
    said(ui, "beat", rect, &age);
}

/// Frame, layout and zoom at the right end; tells their left edge.
fn right_ui(ui: &Ui, view: &View<'_>, state: &mut State, bar: Rect, inks: Inks) -> f32 {
    let middle = bar.center().y;
    let zoom_text = text::zoom(state.zoom);
    let width = wide(ui, &zoom_text, face::SMALL) + 16.0;
    let zoom = Rect::from_min_max(
        pos2(bar.right() - 12.0 - width, bar.top() + 2.0),
        bar.right_bottom() - vec2(12.0, 0.0),
    );
    let response = ui.interact(zoom, ui.scope_id().with("zoom"), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(egui::accesskit::Role::Button, true, &zoom_text));
    if response.hovered() && view.updated {
        ui.painter().rect_filled(zoom, CornerRadius::same(4), view.tokens.button);
    }
    words(ui, &zoom_text, face::SMALL, zoom.center(), Align2::CENTER_CENTER, inks.label);
    focus_ring(ui, view.tokens, &response);
    if response.on_hover_text(text::ZOOM_HINT).clicked() {
        let at = ZOOMS.iter().position(|zoom| *zoom > state.zoom + 0.01).unwrap_or(0);
        state.zoom = ZOOMS.get(at).copied().unwrap_or(1.0);
    }
    let hash: String = view.plant().hash.chars().take(6).collect();
    let rest = text::frame_and_layout(state.frame_millis, &hash);
    if wide(ui, &rest, face::SMALL) > bar.width() * 0.4 {
        return zoom.left();
    }
    words(ui, &rest, face::SMALL, pos2(zoom.left() - 4.0, middle), Align2::RIGHT_CENTER, inks.label).left()
}
