//! Text measured before it is painted, and kept from frame to frame.
//!
//! A display asks for the same texts in the same order every frame. So each element has a row in the cache
//! and the next text is compared with the one that stood there before: a value is formatted and laid out
//! only when it changes.

use std::sync::Arc;

use egui::text::{LayoutJob, TextWrapping};
use egui::{Color32, Galley, Vec2};

use crate::gui::painter::format_value;
use crate::gui::theme::{Face, face};
use crate::tag::Value;

/// Text that is laid out and measured, ready to be painted in any colour.
#[derive(Clone, Debug)]
pub struct Laid {
    pub(super) galley: Arc<Galley>,
    /// Size in grid pixels.
    pub size: Vec2,
}

/// What a cached text was made from.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Source {
    Words,
    Bits { kind: u8, bits: u64, decimals: u8 },
}

#[derive(Clone, Debug)]
struct Entry {
    source: Source,
    face: Face,
    width: f32,
    laid: Laid,
}

/// Texts of one display, kept between frames.
#[derive(Debug, Default)]
pub struct TextCache {
    rows: Vec<Vec<Entry>>,
    row: usize,
    next: usize,
    /// A text asked of egui every frame: when it comes back as another one, egui has dropped its glyphs
    /// and every text kept here points at nothing.
    witness: Option<Arc<Galley>>,
    zoom: f32,
}

impl TextCache {
    /// Before the first text of a frame.
    pub(super) fn begin(&mut self, painter: &egui::Painter, zoom: f32) {
        if self.rows.is_empty() {
            // Nothing is kept that could be out of date: most sketches have no text and end with the frame.
            self.witness = None;
            self.zoom = zoom;
            self.row(0);
            return;
        }
        let font = face::BODY.font(zoom);
        let now = painter.layout_no_wrap(String::from("Pilothouse"), font, Color32::PLACEHOLDER);
        let same = self.witness.as_ref().is_some_and(|before| Arc::ptr_eq(before, &now));
        if !same || self.zoom != zoom {
            self.rows.clear();
        }
        self.witness = Some(now);
        self.zoom = zoom;
        self.row(0);
    }

    /// The row of an element; its texts follow.
    pub(super) fn row(&mut self, row: usize) {
        if self.rows.len() <= row {
            self.rows.resize_with(row + 1, Vec::new);
        }
        self.row = row;
        self.next = 0;
    }

    pub(super) fn words(&mut self, painter: &egui::Painter, text: &str, face: Face, width: f32) -> Laid {
        self.entry(
            Source::Words,
            face,
            width,
            |laid| laid.galley.text() == text,
            |zoom| lay_out(painter, text.to_owned(), face, zoom, width),
        )
    }

    pub(super) fn value(
        &mut self,
        painter: &egui::Painter,
        value: &Value,
        decimals: u8,
        face: Face,
        width: f32,
    ) -> Laid {
        let (kind, bits) = match value {
            Value::Text(text) => return self.words(painter, text, face, width),
            Value::Bool(bit) => (0, u64::from(*bit)),
            Value::Int(int) => (1, *int as u64),
            Value::UInt(int) => (2, *int),
            Value::Float(float) => (3, float.to_bits()),
        };
        self.entry(
            Source::Bits { kind, bits, decimals },
            face,
            width,
            |_| true,
            |zoom| {
                let laid = lay_out(painter, format_value(value, decimals), face, zoom, f32::INFINITY);
                // A number is never cut: either all of it can be read or none of it.
                if laid.size.x <= width {
                    laid
                } else {
                    let hashes = || String::from("####");
                    let laid = lay_out(painter, hashes(), face, zoom, f32::INFINITY);
                    let share = (width / laid.size.x).clamp(0.2, 1.0);
                    lay_out(painter, hashes(), face.scaled(share), zoom, f32::INFINITY)
                }
            },
        )
    }

    fn entry(
        &mut self,
        source: Source,
        face: Face,
        width: f32,
        same_text: impl FnOnce(&Laid) -> bool,
        make: impl FnOnce(f32) -> Laid,
    ) -> Laid {
        let zoom = self.zoom;
        let next = self.next;
        self.next += 1;
        let Some(row) = self.rows.get_mut(self.row) else { return make(zoom) };
        if let Some(entry) = row.get(next)
            && entry.source == source
            && entry.face == face
            && entry.width == width
            && same_text(&entry.laid)
        {
            return entry.laid.clone();
        }
        let laid = make(zoom);
        let entry = Entry { source, face, width, laid: laid.clone() };
        if let Some(place) = row.get_mut(next) {
            *place = entry;
        } else {
            row.push(entry);
        }
        laid
    }
}

/// Words end in an ellipsis where they do not fit.
fn lay_out(painter: &egui::Painter, text: String, face: Face, zoom: f32, width: f32) -> Laid {
    let mut job = LayoutJob::simple_singleline(text, face.font(zoom), Color32::PLACEHOLDER);
    if width.is_finite() {
        // Half a pixel of grace: rounding must not cut a text that was measured to fit.
        job.wrap = TextWrapping::truncate_at_width(width * zoom + 0.5);
    }
    let galley = painter.layout_job(job);
    let size = galley.size() / zoom;
    Laid { galley, size }
}
