//! Notices of the station: what the operator must know that is no alarm.

use egui::{Align2, Key, Modifiers, Rect, ScrollArea, Sense, Stroke, Ui, UiBuilder, pos2, vec2};

use crate::gui::app::{Asks, Go, Screen, State, View};
use crate::gui::controls::{Button, button_at, floating, said, words, words_within};
use crate::gui::text;
use crate::gui::text::alarms;
use crate::gui::theme::{Tokens, face};
use crate::message::{Notice, NoticeKind};
use crate::time::short;

const ROW: f32 = 36.0;

pub(super) fn newest_first(notices: &[Notice]) -> Vec<&Notice> {
    let mut sorted: Vec<&Notice> = notices.iter().collect();
    sorted.sort_by_key(|notice| std::cmp::Reverse(notice.since.utc));
    sorted
}

/// All notices in a panel above the strip; Esc and its button close it.
pub(in crate::gui::shell) fn panel_ui(
    ui: &Ui,
    view: &View<'_>,
    strip: Rect,
    state: &mut State,
    asks: &mut Asks,
) {
    let notices = newest_first(&view.snapshot.notices);
    if !state.notices_open || !view.updated {
        return;
    }
    let escape = ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
    if notices.is_empty() || escape {
        state.notices_open = false;
        return;
    }
    let high = (ROW * notices.len() as f32 + 44.0).min((strip.top() - 80.0).max(ROW + 44.0));
    let wide = 860.0_f32.min(strip.width() - 16.0);
    let corner = pos2(strip.right() - wide - 8.0, strip.top() - high - 8.0);
    let panel = Rect::from_min_size(corner.round(), vec2(wide, high));
    floating(ui, view.tokens, "station notices", panel, |ui| {
        let head = pos2(panel.left() + 16.0, panel.top() + 20.0);
        words(ui, alarms::STATION_NOTICES, face::TAG, head, Align2::LEFT_CENTER, view.tokens.ink);
        let body = panel.with_min_y(panel.top() + 36.0).shrink2(vec2(8.0, 4.0));
        let mut child = ui.new_child(UiBuilder::new().id_salt("all notices").max_rect(body));
        ScrollArea::vertical().id_salt("all notices").auto_shrink([false, false]).show(&mut child, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            for notice in notices {
                let (row, _) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
                row_ui(ui, view, row, notice, asks);
            }
        });
    });
}

/// One notice, in the strip or in the panel.
pub(super) fn row_ui(ui: &Ui, view: &View<'_>, row: Rect, notice: &Notice, asks: &mut Asks) {
    let tokens = view.tokens;
    let body = row.shrink2(vec2(0.0, 1.0));
    mark(ui, tokens, pos2(row.left() + 18.0, row.center().y));
    let column = |x0: f32, x1: f32| body.with_min_x(row.left() + x0).with_max_x(row.left() + x1);
    let put =
        |rect: Rect, text: &str, face, anchor, colour| words_within(ui, text, face, rect, anchor, colour);
    put(column(38.0, 104.0), &view.clock(notice.since.utc), face::BODY, Align2::LEFT_CENTER, tokens.ink);
    let age = short(view.now.age_of(notice.since));
    put(column(104.0, 178.0), &age, face::BODY, Align2::RIGHT_CENTER, tokens.ink2);
    let kind = text::notice_kind(notice.kind);
    put(column(200.0, 282.0), kind, face::TAG, Align2::LEFT_CENTER, tokens.ink);
    let target = target(notice.kind);
    let end = row.width() - if target.is_some() { 96.0 } else { 8.0 };
    put(column(298.0, end), &notice.text, face::BODY, Align2::LEFT_CENTER, tokens.ink);
    said(ui, &notice.text, column(38.0, end), &format!("{kind}. {}", notice.text))
        .on_hover_text(&*notice.text);
    if let Some(screen) = target {
        let height = (row.height() - 4.0).min(44.0);
        let place = Rect::from_center_size(pos2(row.right() - 48.0, row.center().y), vec2(80.0, height));
        let name = text::show_notice(&notice.text);
        let wish = Button { name: &name, ..Button::new(text::SHOW) };
        if button_at(ui, tokens, place, ("show", &notice.text), wish).clicked() {
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
