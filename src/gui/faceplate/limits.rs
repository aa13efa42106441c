//! Ranges, bands and write limits of a machine's tags.

use egui::{Align2, Sense, Stroke, Ui, vec2};

use crate::gui::app::View;
use crate::gui::controls::{label, said, words, words_within};
use crate::gui::painter::format_value;
use crate::gui::text;
use crate::gui::theme::face;
use crate::tag::{Tag, TagIndex, Value};

pub(super) fn limits_ui(ui: &mut Ui, view: &View<'_>, tags: &[TagIndex]) {
    let mut any = false;
    for tag in tags {
        let Some(definition) = view.plant().tag(*tag) else { continue };
        let rows = rows(view, *tag, definition);
        if rows.is_empty() {
            continue;
        }
        any = true;
        ui.add_space(4.0);
        label(ui, &definition.id, face::TAG, view.tokens.ink);
        for (name, value) in rows {
            row_ui(ui, view, name, &value);
        }
        let (line, _) = ui.allocate_exact_size(vec2(ui.available_width(), 6.0), Sense::hover());
        ui.painter().hline(line.x_range(), line.center().y, Stroke::new(1.0, view.tokens.divider));
    }
    if !any {
        label(ui, text::NO_LIMITS, face::BODY, view.tokens.ink2);
    }
}

fn rows(view: &View<'_>, tag: TagIndex, definition: &Tag) -> Vec<(&'static str, String)> {
    let shown = |number: f64| {
        let text = format_value(&Value::Float(number), definition.decimals);
        format!("{text} {}", definition.unit).trim_end().to_owned()
    };
    let span = |[low, high]: [f64; 2]| text::from_to(&shown(low), &shown(high));
    let bands = &definition.bands;
    let mut rows = Vec::new();
    rows.extend(definition.range.map(|range| (text::RANGE, span(range))));
    rows.extend(bands.high_high.map(|limit| (text::HIGH_HIGH, shown(limit))));
    rows.extend(bands.high.map(|limit| (text::HIGH, shown(limit))));
    rows.extend(bands.normal.map(|range| (text::NORMAL, span(range))));
    rows.extend(bands.low.map(|limit| (text::LOW, shown(limit))));
    rows.extend(bands.low_low.map(|limit| (text::LOW_LOW, shown(limit))));
    if let Some(rule) = view.plant().write_rules.get(&tag) {
        rows.push((text::WRITABLE, span([rule.minimum, rule.maximum])));
        rows.extend(rule.step_maximum.map(|step| (text::STEP_MAXIMUM, shown(step))));
    }
    rows
}

/// Name left, value right.
pub(super) fn row_ui(ui: &mut Ui, view: &View<'_>, name: &str, value: &str) {
    let (row, _) = ui.allocate_exact_size(vec2(ui.available_width(), 20.0), Sense::hover());
    let left = words(ui, name, face::BODY, row.left_center(), Align2::LEFT_CENTER, view.tokens.ink2);
    let room = row.with_min_x(left.right() + 12.0);
    words_within(ui, value, face::BODY_MEDIUM, room, Align2::RIGHT_CENTER, view.tokens.ink);
    said(ui, &format!("{name}{}", row.top() as i32), row, &format!("{name} {value}"));
}
