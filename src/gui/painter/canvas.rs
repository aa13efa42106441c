//! The surface elements are drawn on: grid pixels in, screen shapes out, handed over in one go.

use std::time::Duration;

use egui::{Align2, Color32, CornerRadius, Painter, Pos2, Rect, Shape, Stroke, StrokeKind, Vec2, pos2};

use crate::gui::painter::rounded::rounded;
use crate::gui::painter::{Laid, TextCache};
use crate::gui::theme::{Face, Tokens};
use crate::tag::Value;
use crate::time::Timestamp;

/// Where a display stands on the screen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Frame {
    /// Its upper left corner on the screen.
    pub origin: Pos2,
    /// Screen points per grid pixel.
    pub zoom: f32,
}

impl Frame {
    /// Fits a display of this size into a rectangle, centred across, at the top.
    pub fn fit(size: [f32; 2], into: Rect) -> Self {
        let [width, height] = size;
        let zoom = (into.width() / width.max(1.0)).min(into.height() / height.max(1.0)).max(0.05);
        Self { origin: pos2(into.left() + (into.width() - width * zoom) / 2.0, into.top()), zoom }
    }

    /// A rectangle in grid pixels, on the screen.
    pub fn rect(&self, rect: Rect) -> Rect {
        Rect::from_min_max(self.pos(rect.min), self.pos(rect.max))
    }

    /// A point in grid pixels, on the screen.
    pub fn pos(&self, pos: Pos2) -> Pos2 {
        self.origin + pos.to_vec2() * self.zoom
    }
}

/// How new alarms stand now. All flash in phase, 500 ms on and 500 ms off, by the clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Flash {
    /// In their filled form.
    #[default]
    On,
    /// In the form of acknowledged ones.
    Off,
    /// Nothing moves: filled, with a double frame.
    Still,
}

/// Half a period of the flash.
const FLASH_MILLIS: i64 = 500;

impl Flash {
    /// At a moment.
    pub const fn at(time: Timestamp) -> Self {
        if (time.nanos() / 1_000_000 / FLASH_MILLIS) % 2 == 0 { Self::On } else { Self::Off }
    }

    /// How long until it changes.
    pub const fn rest(time: Timestamp) -> Duration {
        let millis = (time.nanos() / 1_000_000).rem_euclid(FLASH_MILLIS);
        Duration::from_millis((FLASH_MILLIS - millis).unsigned_abs())
    }
}

/// Collects the shapes of one display. Everything is in grid pixels.
pub struct Canvas<'a> {
    painter: Painter,
    /// The colours and strokes in use.
    pub tokens: &'static Tokens,
    frame: Frame,
    texts: &'a mut TextCache,
    shapes: Vec<Shape>,
    /// What can be seen, in grid pixels.
    pub visible: Rect,
    /// How new alarms stand at this half second.
    pub flash: Flash,
}

impl<'a> Canvas<'a> {
    /// A surface over `painter`, with texts kept in `texts`.
    pub fn new(painter: &Painter, tokens: &'static Tokens, frame: Frame, texts: &'a mut TextCache) -> Self {
        texts.begin(painter, frame.zoom);
        let clip = painter.clip_rect();
        let back = |pos: Pos2| ((pos - frame.origin) / frame.zoom).to_pos2();
        Self {
            painter: painter.clone(),
            tokens,
            frame,
            texts,
            shapes: Vec::new(),
            visible: Rect::from_min_max(back(clip.min), back(clip.max)),
            flash: Flash::On,
        }
    }

    /// Hands everything to egui.
    pub fn finish(self) {
        self.painter.extend(self.shapes);
    }

    /// Where the display stands.
    pub const fn frame(&self) -> Frame {
        self.frame
    }

    /// Texts that follow belong to this element.
    pub fn element(&mut self, index: usize) {
        self.texts.row(index);
    }

    /// A stroke at this zoom; never thinner than a pixel.
    pub fn stroke(&self, width: f32, colour: Color32) -> Stroke {
        Stroke::new((width * self.frame.zoom).max(1.0), colour)
    }

    fn radius(&self, radius: f32) -> CornerRadius {
        CornerRadius::same((radius * self.frame.zoom).round() as u8)
    }

    pub(super) fn push(&mut self, shape: Shape) {
        self.shapes.push(shape);
    }

    pub(super) fn shapes(&mut self) -> &mut Vec<Shape> {
        &mut self.shapes
    }

    /// A filled rectangle.
    pub fn fill(&mut self, rect: Rect, radius: f32, colour: Color32) {
        let (rect, radius) = (self.frame.rect(rect), radius * self.frame.zoom);
        let shape = if radius > 0.5 && rect.is_positive() {
            Shape::mesh(rounded(rect, radius, colour))
        } else {
            Shape::rect_filled(rect, 0.0, colour)
        };
        self.shapes.push(shape);
    }

    /// An outline inside a rectangle.
    pub fn outline(&mut self, rect: Rect, radius: f32, width: f32, colour: Color32) {
        let stroke = self.stroke(width, colour);
        let (rect, radius) = (self.frame.rect(rect), self.radius(radius));
        self.shapes.push(Shape::rect_stroke(rect, radius, stroke, StrokeKind::Inside));
    }

    /// A straight line.
    pub fn line(&mut self, a: Pos2, b: Pos2, width: f32, colour: Color32) {
        let stroke = self.stroke(width, colour);
        self.shapes.push(Shape::line_segment([self.frame.pos(a), self.frame.pos(b)], stroke));
    }

    /// A line through points.
    pub fn polyline(&mut self, points: &[Pos2], width: f32, colour: Color32) {
        let stroke = self.stroke(width, colour);
        let points = points.iter().map(|point| self.frame.pos(*point)).collect();
        self.shapes.push(Shape::line(points, stroke));
    }

    /// A convex polygon with an outline along its edge.
    pub fn polygon(&mut self, points: &[Pos2], fill: Color32, width: f32, edge: Color32) {
        let stroke = if edge == Color32::TRANSPARENT { Stroke::NONE } else { self.stroke(width, edge) };
        let points = points.iter().map(|point| self.frame.pos(*point)).collect();
        self.shapes.push(Shape::convex_polygon(points, fill, stroke));
    }

    /// A filled circle.
    pub fn disc(&mut self, centre: Pos2, radius: f32, fill: Color32) {
        self.shapes.push(Shape::circle_filled(self.frame.pos(centre), radius * self.frame.zoom, fill));
    }

    /// A circle's outline; the stroke lies inside the radius.
    pub fn ring(&mut self, centre: Pos2, radius: f32, width: f32, colour: Color32) {
        let stroke = self.stroke(width, colour);
        let radius = (radius * self.frame.zoom - stroke.width / 2.0).max(0.5);
        self.shapes.push(Shape::circle_stroke(self.frame.pos(centre), radius, stroke));
    }

    /// Lays out words without painting them.
    pub fn lay(&mut self, text: &str, face: Face) -> Laid {
        self.texts.words(&self.painter, text, face, f32::INFINITY)
    }

    /// Lays out words that end in an ellipsis where they are wider than this.
    pub fn lay_within(&mut self, text: &str, face: Face, width: f32) -> Laid {
        self.texts.words(&self.painter, text, face, width.max(0.0))
    }

    /// Lays out a value; where it is wider than this it becomes `####`.
    pub fn lay_value(&mut self, value: &Value, decimals: u8, face: Face, width: f32) -> Laid {
        self.texts.value(&self.painter, value, decimals, face, width)
    }

    /// Paints laid-out text with this corner, edge or centre of it at a point.
    pub fn put(&mut self, laid: &Laid, pos: Pos2, anchor: Align2, colour: Color32) -> Rect {
        let rect = anchor.anchor_size(pos, laid.size);
        let shape = Shape::galley(self.frame.pos(rect.min), laid.galley.clone(), colour);
        self.shapes.push(shape);
        rect
    }

    /// Lays out and paints words.
    pub fn text(&mut self, text: &str, face: Face, pos: Pos2, anchor: Align2, colour: Color32) -> Rect {
        let laid = self.lay(text, face);
        self.put(&laid, pos, anchor, colour)
    }

    /// Lays out and paints words that end in an ellipsis where they are too wide.
    pub fn text_within(
        &mut self,
        text: &str,
        face: Face,
        rect: Rect,
        anchor: Align2,
        colour: Color32,
    ) -> Rect {
        let laid = self.lay_within(text, face, rect.width());
        let pos = anchor.pos_in_rect(&rect);
        self.put(&laid, pos, anchor, colour)
    }

    /// A rectangle around a centre.
    pub fn around(centre: Pos2, size: Vec2) -> Rect {
        Rect::from_center_size(centre, size)
    }
}
