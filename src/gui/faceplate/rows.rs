//! Rows of name, number and bar.

use egui::{Align2, Rect, Sense, Ui, pos2, vec2};

use crate::display::{Element, ElementKind, Orientation, Place};
use crate::gui::app::{Asks, State, View};
use crate::gui::command_card::shown;
use crate::gui::controls::{said, sketch, wide, words, words_within};
use crate::gui::painter::{Area, Dash, Frame, Plate, format_value, plate};
use crate::gui::screens::draw_elements;
use crate::gui::theme::face;
use crate::tag::{Quality, QualityLevel, Tag, TagIndex};
use crate::time::short;

const ROW: f32 = 22.0;

/// The value as it is shown, without and with its unit or quality: never a bare number that is not good.
pub(crate) fn value_words(view: &View<'_>, tag: TagIndex) -> (String, String) {
    let Some((definition, sample)) = view.tag(tag) else { return (String::new(), String::new()) };
    let Some(value) = sample.value() else {
        return ("\u{2013} \u{2013} \u{2013}".into(), sample.quality().reason());
    };
    let bare = state_or_number(definition, value);
    let quality = view.quality(tag);
    let long = shown(definition, value);
    if quality.is_good() { (bare, long) } else { (bare, format!("{long}, {quality}")) }
}

/// A state in words, or the number.
pub(crate) fn state_or_number(tag: &Tag, value: &crate::tag::Value) -> String {
    let state = tag.states.iter().find(|state| Some(i128::from(state.value)) == value.whole());
    state.map_or_else(|| format_value(value, tag.decimals), |state| state.text.to_string())
}

/// A short name for a row: the title without the machine's own title before it.
pub(super) fn row_name(view: &View<'_>, tag: &Tag) -> String {
    let machine = tag.equipment.as_ref().and_then(|id| view.plant().equipment.get(id));
    let rest = machine.and_then(|machine| tag.title.strip_prefix(&*machine.title));
    let name = match rest.map(|rest| rest.trim_start_matches([',', ' '])) {
        Some(rest) if !rest.is_empty() => rest,
        Some(_) | None if tag.title.is_empty() => tag.id.rsplit('.').next().unwrap_or(&tag.id),
        Some(_) | None => &tag.title,
    };
    let mut signs = name.chars();
    signs.next().map_or_else(String::new, |first| first.to_uppercase().chain(signs).collect())
}

pub(super) fn row_ui(ui: &mut Ui, view: &View<'_>, tag: TagIndex, state: &mut State, asks: &mut Asks) {
    let Some((definition, sample)) = view.tag(tag) else { return };
    let tokens = view.tokens;
    let (row, _) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
    let quality = view.quality(tag);
    let number_right = row.left() + row.width() * 0.48;
    let (bare, long) = value_words(view, tag);
    let stale = quality == Quality::STALE;
    let bad = quality.level() == QualityLevel::Bad;
    if stale {
        let area = row.with_max_x(number_right + 40.0);
        sketch(ui.painter(), tokens, |canvas| canvas.hatch(Area::Rect(area), tokens.hatch));
    }
    let width = wide(ui, &bare, face::VALUE_SMALL);
    let number = Rect::from_min_max(pos2(number_right - width, row.top()), pos2(number_right, row.bottom()));
    if stale {
        ui.painter().rect_filled(number.expand2(vec2(4.0, 0.0)), 2.0, tokens.raised);
    }
    let ink = if quality.is_good() { tokens.ink } else { tokens.ink2 };
    words(
        ui,
        &bare,
        face::VALUE_SMALL,
        row.left_center() + vec2(number_right - row.left(), 0.0),
        Align2::RIGHT_CENTER,
        ink,
    );
    let name = row.with_max_x(number.left() - 8.0);
    words_within(ui, &row_name(view, definition), face::BODY, name, Align2::LEFT_CENTER, tokens.ink2);
    sketch(ui.painter(), tokens, |canvas| {
        if bad {
            canvas.line(
                number.left_center() - vec2(3.0, 0.0),
                number.right_center() + vec2(3.0, 0.0),
                1.5,
                tokens.ink,
            );
        } else if quality.level() == QualityLevel::Uncertain && !stale {
            let line = [number.left_bottom() - vec2(0.0, 3.0), number.right_bottom() - vec2(0.0, 3.0)];
            canvas.dashed(&line, Dash { on: 2.0, off: 2.0 }, 1.5, ink);
        }
    });
    let unit = pos2(number_right + 6.0, row.center().y);
    let after = words(ui, &definition.unit, face::SMALL, unit, Align2::LEFT_CENTER, tokens.ink2).right();
    let bar_left = (row.left() + row.width() * 0.61).max(after + 8.0);
    let bar = row.with_min_x(bar_left);
    if bad {
        let waiting = matches!(quality, Quality::WAITING | Quality::NOT_RECORDED);
        if !waiting {
            sketch(ui.painter(), tokens, |canvas| {
                let Plate { text, kind } = Plate::FAILURE;
                plate(canvas, text, kind, bar.left_center(), Align2::LEFT_CENTER);
            });
        }
        let at = bar.with_min_x(bar.left() + if waiting { 0.0 } else { 24.0 });
        words_within(ui, &quality.reason(), face::SMALL, at, Align2::LEFT_CENTER, tokens.ink);
    } else if stale {
        let age = format!("{} old", short(sample.age(view.now)));
        words_within(ui, &age, face::SMALL_MEDIUM, bar, Align2::LEFT_CENTER, tokens.ink);
    } else if definition.range.is_some() && definition.states.is_empty() {
        bar_ui(ui, view, tag, bar, state, asks);
    }
    said(ui, &definition.id, row, &format!("{} {long}", definition.id));
}

fn bar_ui(ui: &mut Ui, view: &View<'_>, tag: TagIndex, rect: Rect, state: &mut State, asks: &mut Asks) {
    let kind = ElementKind::Bar { tag, setpoint: None, orientation: Orientation::Horizontal };
    let place = Place { x: 0.0, y: 0.0, w: rect.width(), h: rect.height() };
    let element = Element { id: "bar".into(), place, label: Some("".into()), equipment: None, kind };
    ui.push_id(("row", tag.0), |ui| {
        draw_elements(ui, view, &[element], Frame { origin: rect.min, zoom: 1.0 }, state, asks);
    });
}
