//! Icons of the shell: strokes of 2 px in a box of 16, in the language of the symbols.

use std::f32::consts::TAU;

use egui::{Color32, Pos2, vec2};

use crate::gui::painter::Canvas;

/// What an icon stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    /// Plant overview.
    House,
    /// Trends.
    Trend,
    /// Alarms.
    Bell,
    /// Journal.
    Journal,
    /// Devices.
    Devices,
    /// Recordings.
    Recording,
    /// Element gallery.
    Grid,
    /// Search.
    Search,
    /// Horn that can be silenced.
    Horn,
    /// Silenced horn.
    HornOff,
    /// Operator.
    User,
    /// Close.
    Close,
    /// Open to the right.
    ChevronRight,
    /// Back.
    ChevronLeft,
    /// Fold out.
    ChevronDown,
    /// Fold in.
    ChevronUp,
    /// Done, passed.
    Check,
    /// Failed, refused.
    Cross,
    /// More.
    Plus,
    /// Less.
    Minus,
    /// Play.
    Play,
    /// Pause.
    Pause,
    /// The product's sign.
    Wheel,
}

impl Icon {
    /// All icons, in the order of the gallery.
    pub const ALL: [Self; 23] = [
        Self::House,
        Self::Trend,
        Self::Bell,
        Self::Journal,
        Self::Devices,
        Self::Recording,
        Self::Grid,
        Self::Search,
        Self::Horn,
        Self::HornOff,
        Self::User,
        Self::Close,
        Self::ChevronRight,
        Self::ChevronLeft,
        Self::ChevronDown,
        Self::ChevronUp,
        Self::Check,
        Self::Cross,
        Self::Plus,
        Self::Minus,
        Self::Play,
        Self::Pause,
        Self::Wheel,
    ];
}

/// Draws an icon around a centre; `size` is the side of its box, 16 as a rule.
pub fn icon(canvas: &mut Canvas<'_>, what: Icon, centre: Pos2, size: f32, colour: Color32) {
    let pen = &mut Pen { canvas, centre, scale: size / 16.0, width: (size / 8.0).clamp(1.5, 3.0), colour };
    match what {
        Icon::House => house(pen),
        Icon::Trend => trend(pen),
        Icon::Bell => bell(pen),
        Icon::Journal => journal(pen),
        Icon::Devices => devices(pen),
        Icon::Recording => {
            pen.arc(0.0, 0.0, 6.5, 0.0, 1.0);
            pen.dot(0.0, 0.0, 3.0);
        }
        Icon::Grid => grid(pen),
        Icon::Search => {
            pen.arc(-1.5, -1.5, 4.5, 0.0, 1.0);
            pen.line(&[[1.9, 1.9], [6.0, 6.0]]);
        }
        Icon::Horn => horn(pen, true),
        Icon::HornOff => horn(pen, false),
        Icon::User => {
            pen.arc(0.0, -3.5, 3.0, 0.0, 1.0);
            pen.arc(0.0, 7.0, 6.0, 0.5, 0.5);
        }
        Icon::Close | Icon::Cross => {
            pen.line(&[[-4.5, -4.5], [4.5, 4.5]]);
            pen.line(&[[4.5, -4.5], [-4.5, 4.5]]);
        }
        Icon::ChevronRight => pen.line(&[[-2.0, -5.0], [3.0, 0.0], [-2.0, 5.0]]),
        Icon::ChevronLeft => pen.line(&[[2.0, -5.0], [-3.0, 0.0], [2.0, 5.0]]),
        Icon::ChevronDown => pen.line(&[[-5.0, -2.0], [0.0, 3.0], [5.0, -2.0]]),
        Icon::ChevronUp => pen.line(&[[-5.0, 2.0], [0.0, -3.0], [5.0, 2.0]]),
        Icon::Check => pen.line(&[[-5.5, 0.5], [-1.5, 4.5], [5.5, -4.0]]),
        Icon::Plus => {
            pen.line(&[[-5.5, 0.0], [5.5, 0.0]]);
            pen.line(&[[0.0, -5.5], [0.0, 5.5]]);
        }
        Icon::Minus => pen.line(&[[-5.5, 0.0], [5.5, 0.0]]),
        Icon::Play => pen.solid(&[[-4.0, -6.0], [6.0, 0.0], [-4.0, 6.0]]),
        Icon::Pause => {
            pen.line(&[[-3.0, -5.5], [-3.0, 5.5]]);
            pen.line(&[[3.0, -5.5], [3.0, 5.5]]);
        }
        Icon::Wheel => {
            pen.arc(0.0, 0.0, 7.0, 0.0, 1.0);
            pen.line(&[[-7.0, 0.0], [-2.5, 0.0], [-1.0, 2.5], [1.0, 2.5], [2.5, 0.0], [7.0, 0.0]]);
        }
    }
}

fn house(pen: &mut Pen<'_, '_>) {
    pen.line(&[[-7.0, 0.5], [0.0, -6.0], [7.0, 0.5]]);
    pen.line(&[[-4.5, 0.0], [-4.5, 6.0], [4.5, 6.0], [4.5, 0.0]]);
}

fn trend(pen: &mut Pen<'_, '_>) {
    pen.line(&[[-6.5, -6.5], [-6.5, 6.0], [7.0, 6.0]]);
    pen.line(&[[-3.5, 2.5], [-1.0, -1.5], [2.0, 0.5], [6.0, -5.0]]);
}

fn bell(pen: &mut Pen<'_, '_>) {
    pen.line(&[[-6.0, 3.5], [-4.0, 1.0], [-4.0, -2.0]]);
    pen.arc(0.0, -2.0, 4.0, 0.5, 0.5);
    pen.line(&[[4.0, -2.0], [4.0, 1.0], [6.0, 3.5], [-6.0, 3.5]]);
    pen.line(&[[-1.2, 6.2], [1.2, 6.2]]);
}

fn journal(pen: &mut Pen<'_, '_>) {
    pen.line(&[[-5.5, -6.5], [5.5, -6.5], [5.5, 6.5], [-5.5, 6.5], [-5.5, -7.4]]);
    for y in [-3.0, 0.0, 3.0] {
        pen.line(&[[-2.5, y], [2.5, y]]);
    }
}

fn devices(pen: &mut Pen<'_, '_>) {
    pen.line(&[[-6.0, -6.5], [6.0, -6.5], [6.0, -0.5], [-6.0, -0.5], [-6.0, -7.4]]);
    pen.line(&[[0.0, -0.5], [0.0, 5.0]]);
    pen.line(&[[-6.5, 6.0], [6.5, 6.0]]);
    pen.dot(-3.0, -3.5, 1.1);
}

fn grid(pen: &mut Pen<'_, '_>) {
    for (x, y) in [(-6.5, -6.5), (1.5, -6.5), (-6.5, 1.5), (1.5, 1.5)] {
        pen.line(&[[x, y], [x + 5.0, y], [x + 5.0, y + 5.0], [x, y + 5.0], [x, y - 0.9]]);
    }
}

fn horn(pen: &mut Pen<'_, '_>, sounding: bool) {
    pen.line(&[
        [-1.0, -5.5],
        [-4.0, -2.5],
        [-7.0, -2.5],
        [-7.0, 2.5],
        [-4.0, 2.5],
        [-1.0, 5.5],
        [-1.0, -5.5],
    ]);
    if sounding {
        pen.arc(0.0, 0.0, 3.5, -0.14, 0.28);
        pen.arc(0.0, 0.0, 7.0, -0.14, 0.28);
    } else {
        pen.line(&[[2.5, -2.5], [7.0, 2.5]]);
        pen.line(&[[7.0, -2.5], [2.5, 2.5]]);
    }
}

/// Draws in a box of 16 around the centre.
struct Pen<'p, 'a> {
    canvas: &'p mut Canvas<'a>,
    centre: Pos2,
    scale: f32,
    width: f32,
    colour: Color32,
}

impl Pen<'_, '_> {
    fn at(&self, [x, y]: [f32; 2]) -> Pos2 {
        self.centre + vec2(x, y) * self.scale
    }

    fn line(&mut self, points: &[[f32; 2]]) {
        let points: Vec<Pos2> = points.iter().map(|point| self.at(*point)).collect();
        self.canvas.polyline(&points, self.width, self.colour);
    }

    /// Part of a circle, from `start` for `share` of a turn, clockwise from the right.
    fn arc(&mut self, x: f32, y: f32, radius: f32, start: f32, share: f32) {
        let steps = (32.0 * share).ceil().max(4.0) as usize;
        let points: Vec<Pos2> = (0..=steps)
            .map(|step| {
                let angle = TAU * (start + share * step as f32 / steps as f32);
                self.at([x + radius * angle.cos(), y + radius * angle.sin()])
            })
            .collect();
        self.canvas.polyline(&points, self.width, self.colour);
    }

    fn dot(&mut self, x: f32, y: f32, radius: f32) {
        let centre = self.at([x, y]);
        self.canvas.disc(centre, radius * self.scale, self.colour);
    }

    fn solid(&mut self, points: &[[f32; 2]]) {
        let points: Vec<Pos2> = points.iter().map(|point| self.at(*point)).collect();
        self.canvas.polygon(&points, self.colour, 0.0, Color32::TRANSPARENT);
    }
}
