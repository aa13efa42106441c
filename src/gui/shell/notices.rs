//! The strip where alarms will stand: until they exist, what the operator must know about the station.

use egui::{Align2, CornerRadius, Rect, ScrollArea, Sense, Stroke, Ui, UiBuilder, pos2, vec2};

use crate::gui::app::{Asks, Go, Screen, State, View};
use crate::gui::controls::{Button, button, said, words, words_within};
use crate::gui::shell::Shape;
use crate::gui::text;
use crate::gui::theme::{Tokens, face, size};
use crate::message::{Notice, NoticeKind};
use crate::time::short;

pub(super) fn notices_ui(ui: &mut Ui, view: &View<'_>, state: &State, asks: &mut Asks) {
    let strip = ui.max_rect();
    let tokens = view.tokens;
    if !view.updated {
        not_updated_ui(ui, view, strip);
        return;
    }
    ui.painter().rect_filled(strip, CornerRadius::ZERO, tokens.chrome);
    ui.painter().hline(strip.x_range(), strip.top() + 0.5, Stroke::new(1.0, tokens.divider));
    let notices = newest_first(&view.snapshot.notices);
    let head = match view.shape {
        Shape::Desk => 208.0,
        Shape::Rail => 184.0,
        Shape::Touch => 0.0,
    };
    if head > 0.0 {
        head_ui(ui, view, strip.with_max_x(strip.left() + head), notices.len());
    }
    let list =
        strip.with_min_x(strip.left() + head + 8.0).with_max_x(strip.right() - 12.0).shrink2(vec2(4.0, 3.0));
    let mut child = ui.new_child(UiBuilder::new().id_salt("rows").max_rect(list));
    if let Some(trouble) = state.trouble {
        let row = list.with_max_y(list.top() + row_height(view));
        ui.painter().rect_filled(row, CornerRadius::same(4), tokens.ink);
        let room = row.with_min_x(row.left() + 12.0);
        words_within(ui, trouble, face::TAG, room, Align2::LEFT_CENTER, tokens.ground);
        said(ui, "trouble", row, trouble);
    } else if notices.is_empty() {
        let at = list.with_max_y(list.top() + row_height(view)).with_min_x(list.left() + 12.0);
        words_within(ui, text::NO_NOTICES, face::BODY, at, Align2::LEFT_CENTER, tokens.ink2);
        said(ui, "none", at, text::NO_NOTICES);
    } else {
        ScrollArea::vertical().id_salt("rows").auto_shrink([false, false]).show(&mut child, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            for (at, notice) in notices.iter().enumerate() {
                row_ui(ui, view, at, notice, asks);
            }
        });
    }
}

fn newest_first(notices: &[Notice]) -> Vec<&Notice> {
    let mut sorted: Vec<&Notice> = notices.iter().collect();
    sorted.sort_by_key(|notice| std::cmp::Reverse(notice.since.utc));
    sorted
}

fn row_height(view: &View<'_>) -> f32 {
    if view.shape == Shape::Touch { 58.0 } else { size::ALARM_ROW }
}

fn not_updated_ui(ui: &Ui, view: &View<'_>, strip: Rect) {
    let tokens = view.tokens;
    ui.painter().rect_filled(strip, CornerRadius::ZERO, tokens.ink);
    let age = view.age;
    let left = strip.left() + 24.0;
    let middle = strip.center().y;
    let line = text::not_updated_since(&short(age), &view.clock(view.snapshot.at.utc));
    words(ui, text::NOT_UPDATED, face::CLOCK, pos2(left, middle - 12.0), Align2::LEFT_CENTER, tokens.ground);
    words(ui, &line, face::BODY, pos2(left, middle + 13.0), Align2::LEFT_CENTER, tokens.ground);
    said(ui, "not updated", strip, text::NOT_UPDATED);
}

fn head_ui(ui: &Ui, view: &View<'_>, head: Rect, count: usize) {
    let tokens = view.tokens;
    let left = head.left() + 20.0;
    let top = head.top();
    words(ui, text::NOTICES, face::TAG, pos2(left, top + 20.0), Align2::LEFT_CENTER, tokens.ink);
    let counted = text::notice_count(count);
    words(ui, &counted, face::SMALL, pos2(left, top + 42.0), Align2::LEFT_CENTER, tokens.ink2);
    let note = Rect::from_min_size(pos2(left, top + 53.0), vec2(head.width() - 24.0, 18.0));
    words_within(ui, text::NO_ALARMS_YET, face::SMALL, note, Align2::LEFT_CENTER, tokens.ink2);
    ui.painter().vline(head.right(), head.y_range().shrink(8.0), Stroke::new(1.0, tokens.divider));
}

fn row_ui(ui: &mut Ui, view: &View<'_>, at: usize, notice: &Notice, asks: &mut Asks) {
    let tokens = view.tokens;
    let (row, _) = ui.allocate_exact_size(vec2(ui.available_width(), row_height(view)), Sense::hover());
    if !ui.is_rect_visible(row) {
        return;
    }
    let body = row.shrink2(vec2(0.0, 1.0));
    if at == 0 {
        ui.painter().rect_filled(body, CornerRadius::same(4), tokens.raised);
    }
    mark(ui, tokens, pos2(row.left() + 16.0, row.center().y));
    let column = |x0: f32, x1: f32| body.with_min_x(row.left() + x0).with_max_x(row.left() + x1);
    let put =
        |rect: Rect, text: &str, face, anchor, colour| words_within(ui, text, face, rect, anchor, colour);
    put(column(38.0, 106.0), &view.clock(notice.since.utc), face::BODY, Align2::LEFT_CENTER, tokens.ink);
    let age = short(view.now.age_of(notice.since));
    put(column(106.0, 180.0), &age, face::BODY, Align2::RIGHT_CENTER, tokens.ink2);
    let kind = text::notice_kind(notice.kind);
    put(column(200.0, 276.0), kind, face::TAG, Align2::LEFT_CENTER, tokens.ink);
    let target = target(notice.kind);
    let end = row.width() - if target.is_some() { 96.0 } else { 8.0 };
    put(column(284.0, end), &notice.text, face::BODY, Align2::LEFT_CENTER, tokens.ink);
    said(ui, &format!("notice {at}"), column(38.0, end), &format!("{kind}. {}", notice.text))
        .on_hover_text(&*notice.text);
    if let Some(screen) = target {
        let height = (row.height() - 4.0).min(44.0);
        let place = Rect::from_center_size(pos2(row.right() - 44.0, row.center().y), vec2(76.0, height));
        let mut child = ui.new_child(UiBuilder::new().id_salt(("show", at)).max_rect(place));
        let name = text::show_notice(&notice.text);
        let wish = Button { text: text::SHOW, name: &name, size: place.size(), ..Button::default() };
        if button(&mut child, tokens, wish).clicked() {
            asks.go(Go::To(screen));
        }
    }
}

/// A mark without a priority: the shape of no alarm.
fn mark(ui: &Ui, tokens: &Tokens, centre: egui::Pos2) {
    let stroke = Stroke::new(tokens.strokes.symbol, tokens.edge);
    ui.painter().circle_stroke(centre, 7.0, stroke);
    words(ui, "i", face::PLATE, centre, Align2::CENTER_CENTER, tokens.ink2);
}

/// Where more is told about it.
fn target(kind: NoticeKind) -> Option<Screen> {
    match kind {
        NoticeKind::Link | NoticeKind::Overrun => Some(Screen::Devices),
        NoticeKind::Layout | NoticeKind::Horn => None,
        NoticeKind::Journal | NoticeKind::Recording | NoticeKind::Command => Some(Screen::Journal),
    }
}
