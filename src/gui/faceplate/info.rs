//! Where values come from: device, unit, address as typed and as stored, type, times, round trip, errors.

use egui::{Align2, Sense, Ui, WidgetInfo, vec2};

use crate::device::{ByteOrder, Encoding, Source, Table};
use crate::gui::app::{Asks, Go, Subject, View};
use crate::gui::controls::{focus_ring, label, words, words_within};
use crate::gui::faceplate::limits::row_ui;
use crate::gui::faceplate::rows::value_words;
use crate::gui::text;
use crate::gui::theme::face;
use crate::tag::{Tag, TagIndex};
use crate::time::short;

/// Quality, age and source time in words.
pub(super) fn truth_ui(ui: &mut Ui, view: &View<'_>, tag: TagIndex) {
    let Some((_, sample)) = view.tag(tag) else { return };
    row_ui(ui, view, text::QUALITY, &view.quality(tag).to_string());
    if sample.value().is_some() {
        row_ui(ui, view, text::AGE, &short(sample.age(view.now)));
        row_ui(ui, view, text::SOURCE_TIME, &view.clock_millis(sample.source().utc));
    }
}

/// Everything about one tag's way to the screen.
pub(super) fn tag_info_ui(ui: &mut Ui, view: &View<'_>, tag: TagIndex) {
    let Some((definition, _)) = view.tag(tag) else { return };
    ui.add_space(4.0);
    row_ui(ui, view, text::STALE_AFTER, &short(definition.stale_after));
    match view.plant().source(tag) {
        Some(source) => source_ui(ui, view, definition, source),
        None => derived_ui(ui, view, tag),
    }
}

fn source_ui(ui: &mut Ui, view: &View<'_>, tag: &Tag, source: &Source) {
    let Some(device) = view.plant().device(source.device) else { return };
    row_ui(ui, view, text::SCAN_PERIOD, &text::period(source.period));
    row_ui(ui, view, text::DEVICE, &text::device_line(&device.id, &device.title));
    row_ui(ui, view, text::ENDPOINT, &text::endpoint(&device.host, device.port));
    row_ui(ui, view, text::UNIT, &source.unit.0.to_string());
    row_ui(
        ui,
        view,
        text::ADDRESS,
        &text::address(
            &source.address.typed,
            table_words(source.address.table),
            source.address.offset,
            source.address.bits,
        ),
    );
    row_ui(ui, view, text::RAW_TYPE, &type_words(source.encoding, source.order));
    row_ui(ui, view, text::SCALING, &text::scaling(&tag.scaling));
    let status = view.snapshot.devices.get(source.device.slot());
    let Some(unit) = status.and_then(|status| status.statistics.units.get(&source.unit)) else { return };
    let trip = &unit.round_trip;
    row_ui(ui, view, text::ROUND_TRIP, &text::round_trip(&short(trip.p50), &short(trip.p99)));
    let error = unit.last_error.as_ref().map(|(at, error)| text::error_at(&view.clock(at.utc), error));
    row_ui(ui, view, text::LAST_ERROR, error.as_deref().unwrap_or(text::NO_ERROR));
}

fn derived_ui(ui: &mut Ui, view: &View<'_>, tag: TagIndex) {
    let derived = view.plant().derived.iter().find(|derived| derived.tag == tag);
    match derived {
        Some(derived) => {
            row_ui(ui, view, text::SOURCE, text::CALCULATED);
            label(ui, derived.expression.text(), face::MONO, view.tokens.ink2);
        }
        None => row_ui(ui, view, text::SOURCE, text::OWN_TAG),
    }
}

/// All tags of a machine; each leads to its own faceplate.
pub(super) fn tags_ui(ui: &mut Ui, view: &View<'_>, tags: &[TagIndex], asks: &mut Asks) {
    label(ui, text::TAGS_HINT, face::SMALL, view.tokens.ink2);
    ui.spacing_mut().item_spacing.y = 2.0;
    for tag in tags {
        let Some((definition, _)) = view.tag(*tag) else { continue };
        let height = view.target().max(40.0);
        let (row, response) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::click());
        let (_, value) = value_words(view, *tag);
        let spoken = format!("{} {value}", definition.id);
        response.widget_info(|| WidgetInfo::labeled(egui::accesskit::Role::Button, true, &spoken));
        if response.hovered() {
            ui.painter().rect_filled(row, 4.0, view.tokens.button);
        }
        let inner = row.shrink2(vec2(6.0, 0.0));
        let (upper, lower) = inner.split_top_bottom_at_fraction(0.5);
        let shown = words(
            ui,
            &value,
            face::BODY_MEDIUM,
            upper.right_center() + vec2(0.0, 1.0),
            Align2::RIGHT_CENTER,
            view.tokens.ink,
        );
        let room = upper.with_max_x(shown.left() - 8.0).translate(vec2(0.0, 1.0));
        words_within(ui, &definition.id, face::TAG, room, Align2::LEFT_CENTER, view.tokens.ink);
        let below = match view.plant().source(*tag) {
            Some(source) => {
                let device = view.plant().device(source.device).map_or("", |device| &device.id);
                text::joined(&[&definition.title, device, &source.address.typed])
            }
            None => definition.title.to_string(),
        };
        words_within(
            ui,
            &below,
            face::SMALL,
            lower.translate(vec2(0.0, -1.0)),
            Align2::LEFT_CENTER,
            view.tokens.ink2,
        );
        focus_ring(ui, view.tokens, &response);
        if response.clicked() {
            asks.go(Go::Open(Subject::Tag(definition.id.clone())));
        }
    }
}

/// A table in words.
pub(crate) const fn table_words(table: Table) -> &'static str {
    match table {
        Table::Coil => "coil",
        Table::DiscreteInput => "discrete input",
        Table::InputRegister => "input register",
        Table::HoldingRegister => "holding register",
    }
}

/// A raw type and its byte order in words.
pub(crate) fn type_words(encoding: Encoding, order: ByteOrder) -> String {
    let (name, wide) = match encoding {
        Encoding::Bit => ("bit", false),
        Encoding::BitField => ("bit field", false),
        Encoding::U8High => ("unsigned 8, high byte", false),
        Encoding::U8Low => ("unsigned 8, low byte", false),
        Encoding::I8High => ("signed 8, high byte", false),
        Encoding::I8Low => ("signed 8, low byte", false),
        Encoding::U16 => ("unsigned 16", false),
        Encoding::I16 => ("signed 16", false),
        Encoding::U32 => ("unsigned 32", true),
        Encoding::I32 => ("signed 32", true),
        Encoding::U64 => ("unsigned 64", true),
        Encoding::I64 => ("signed 64", true),
        Encoding::F32 => ("float 32", true),
        Encoding::F64 => ("float 64", true),
        Encoding::SignMagnitude16 => ("sign and magnitude 16", false),
        Encoding::SignMagnitude32 => ("sign and magnitude 32", true),
        Encoding::Bcd16 => ("BCD, 4 digits", false),
        Encoding::Bcd32 => ("BCD, 8 digits", true),
        Encoding::Text { registers } => return format!("text, {registers} registers"),
        Encoding::Epoch32 => ("seconds since 1970", true),
    };
    let order = match order {
        ByteOrder::Abcd => "ABCD",
        ByteOrder::Cdab => "CDAB",
        ByteOrder::Badc => "BADC",
        ByteOrder::Dcba => "DCBA",
    };
    if wide { format!("{name}, {order}") } else { name.to_owned() }
}
