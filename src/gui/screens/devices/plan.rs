//! The poll plan of one unit: each block planned against actual.

use std::time::Duration;

use egui::{Align2, Rect, ScrollArea, Sense, Stroke, StrokeKind, Ui, pos2, vec2};

use crate::device::BlockStatus;
use crate::gui::app::View;
use crate::gui::controls::{label, said, sketch, words, words_within};
use crate::gui::faceplate::table_words;
use crate::gui::painter::Area;
use crate::gui::screens::devices::unit::UnitView;
use crate::gui::text;
use crate::gui::theme::face;

const ROW: f32 = 34.0;
/// Where the columns begin or end, and which of both.
const COLUMNS: [(f32, Align2); 8] = [
    (14.0, Align2::LEFT_CENTER),
    (44.0, Align2::LEFT_CENTER),
    (160.0, Align2::LEFT_CENTER),
    (314.0, Align2::RIGHT_CENTER),
    (386.0, Align2::RIGHT_CENTER),
    (440.0, Align2::RIGHT_CENTER),
    (494.0, Align2::RIGHT_CENTER),
    (552.0, Align2::RIGHT_CENTER),
];
/// Where the bars begin.
const BARS: f32 = 584.0;

pub(super) fn plan_ui(ui: &mut Ui, view: &View<'_>, unit: &UnitView<'_>) {
    let card = ui.max_rect();
    ui.painter().rect_filled(card, 6.0, view.tokens.card);
    let blocks = unit.blocks();
    ui.spacing_mut().item_spacing.y = 0.0;
    head_ui(ui, view, unit, &blocks);
    if blocks.is_empty() {
        ui.horizontal(|ui| {
            ui.add_space(14.0);
            label(ui, text::NO_BLOCKS, face::BODY, view.tokens.ink2);
        });
        return;
    }
    // One scale for all rows, so that they can be compared.
    let longest =
        blocks.iter().map(|block| end_of(block)).max().unwrap_or_default().max(Duration::from_millis(10));
    let (row, _) = ui.allocate_exact_size(vec2(ui.available_width(), 24.0), Sense::hover());
    columns_ui(ui, view, row, longest);
    ScrollArea::vertical().id_salt("blocks").auto_shrink([false, false]).show(ui, |ui| {
        for (at, block) in blocks.iter().enumerate() {
            row_ui(ui, view, at, block, longest);
        }
    });
}

/// What its bars need of the scale.
fn end_of(block: &BlockStatus) -> Duration {
    block.planned.max(block.actual.unwrap_or_default())
}

fn head_ui(ui: &mut Ui, view: &View<'_>, unit: &UnitView<'_>, blocks: &[&BlockStatus]) {
    let (row, _) = ui.allocate_exact_size(vec2(ui.available_width(), 38.0), Sense::hover());
    let title = text::plan_of(&unit.name());
    let at = words(
        ui,
        &title,
        face::TITLE,
        row.left_center() + vec2(14.0, 2.0),
        Align2::LEFT_CENTER,
        view.tokens.ink,
    );
    let values: usize = blocks.iter().map(|block| block.tags.len()).sum();
    let bytes: u32 = blocks.iter().map(|block| block.bytes).sum();
    let (planned, actual) = unit.load();
    let line = text::plan_line(blocks.len(), values, bytes, planned, actual);
    let room = row.with_min_x(at.right() + 16.0).with_max_x(row.right() - 12.0).translate(vec2(0.0, 2.0));
    words_within(ui, &line, face::BODY, room, Align2::LEFT_CENTER, view.tokens.ink2);
    said(ui, "plan", row, &format!("{title}, {line}"));
}

fn columns_ui(ui: &Ui, view: &View<'_>, row: Rect, longest: Duration) {
    let put = |text: &str, x: f32, anchor| {
        words(ui, text, face::SMALL, pos2(row.left() + x, row.center().y), anchor, view.tokens.ink2);
    };
    for (name, (x, anchor)) in text::PLAN_COLUMNS.iter().zip(COLUMNS) {
        put(name, x, anchor);
    }
    let width = row.width() - BARS - 60.0;
    if width > 80.0 {
        // Where five times do not fit beside each other, two do.
        let step = if width < 320.0 { 4 } else { 1 };
        for division in (0..=4_u32).step_by(step) {
            let share = f64::from(division) / 4.0;
            let millis = longest.as_secs_f64() * 1000.0 * share;
            let at = BARS + width * share as f32;
            put(&text::took(Duration::from_secs_f64(millis / 1000.0)), at, Align2::CENTER_CENTER);
        }
    }
}

fn row_ui(ui: &mut Ui, view: &View<'_>, at: usize, block: &BlockStatus, longest: Duration) {
    let tokens = view.tokens;
    let (row, _) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
    let middle = row.center().y;
    let last = u32::from(block.start) + u32::from(block.count.max(1)) - 1;
    let range = text::range(block.start, last);
    let cells = [
        (at + 1).to_string(),
        table_words(block.table).to_owned(),
        range.clone(),
        text::period(block.period),
        block.started_in_period.map_or_else(|| text::NOTHING.to_owned(), text::millis),
        block.tags.len().to_string(),
        block.bytes.to_string(),
        text::millis(block.planned),
    ];
    for (cell, (x, anchor)) in cells.iter().zip(COLUMNS) {
        words(ui, cell, face::BODY, pos2(row.left() + x, middle), anchor, tokens.ink);
    }
    bars_ui(ui, view, row, block, longest);
    let failure = block.failure.as_deref().unwrap_or("");
    let refused = text::refused_addresses(&block.refused);
    let said_text =
        text::joined(&[&format!("Block {}", at + 1), table_words(block.table), &range, failure, &refused]);
    said(ui, &format!("block {at}"), row, &said_text).on_hover_text(said_text);
}

fn bars_ui(ui: &Ui, view: &View<'_>, row: Rect, block: &BlockStatus, longest: Duration) {
    let tokens = view.tokens;
    let left = row.left() + BARS;
    let width = row.width() - BARS - 60.0;
    if width < 80.0 {
        return;
    }
    let x = |span: Duration| left + width * (span.as_secs_f64() / longest.as_secs_f64()).min(1.0) as f32;
    let start = Duration::ZERO;
    let middle = row.center().y;
    let line = Stroke::new(1.0, tokens.divider);
    for division in 0..=4_u8 {
        let at = left + width * f32::from(division) / 4.0;
        ui.painter().vline(at, row.y_range(), line);
    }
    let bar = |from: Duration, long: Duration, y: f32| {
        Rect::from_min_max(pos2(x(from), y), pos2(x(from + long).max(x(from) + 2.0), y + 6.0))
    };
    let planned = bar(start, block.planned, middle - 8.0);
    ui.painter().rect_filled(planned, 1.0, tokens.band);
    let after = match (block.actual, &block.failure) {
        (Some(actual), None) => {
            let done = bar(start, actual, middle + 1.0);
            ui.painter().rect_filled(done, 1.0, tokens.primary);
            let at = pos2(done.right() + 8.0, middle + 4.0);
            let took = text::took(actual);
            words(ui, &took, face::TICK, at, Align2::LEFT_CENTER, tokens.ink2).right_center()
                + vec2(10.0, 0.0)
        }
        (_, failure) => {
            let tried = bar(start, block.planned, middle + 1.0);
            sketch(ui.painter(), tokens, |canvas| canvas.hatch(Area::Rect(tried), tokens.hatch));
            ui.painter().rect_stroke(tried, 0.0, Stroke::new(1.0, tokens.edge), StrokeKind::Inside);
            let says = failure.as_deref().unwrap_or(text::NOT_READ_YET);
            let room = Rect::from_min_max(
                pos2(tried.right() + 8.0, middle - 5.0),
                pos2(row.right() - 8.0, middle + 13.0),
            );
            words_within(ui, says, face::SMALL, room, Align2::LEFT_CENTER, tokens.ink);
            return;
        }
    };
    if !block.refused.is_empty() {
        let room = Rect::from_min_max(after - vec2(0.0, 9.0), pos2(row.right() - 8.0, after.y + 9.0));
        words_within(
            ui,
            &text::refused_addresses(&block.refused),
            face::SMALL,
            room,
            Align2::LEFT_CENTER,
            tokens.ink,
        );
    }
}
