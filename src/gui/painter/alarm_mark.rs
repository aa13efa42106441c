//! Alarm marks and frames: colour, shape and digit say the priority, the form says the state.

use egui::{Align2, Color32, Pos2, Rect, vec2};

use crate::alarm::{Annunciation, Mark, Priority};
use crate::gui::painter::{Canvas, Dash, Flash};
use crate::gui::theme::{AlarmColours, Face, Weight};

/// State of an alarm, worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AlarmState {
    /// Active, not acknowledged.
    New,
    /// Gone, not acknowledged.
    Returned,
    /// Active, acknowledged.
    Acknowledged,
    /// Hidden by an operator for a time.
    Shelved,
    /// Suppressed by design.
    Suppressed,
    /// Taken out of service.
    OutOfService,
}

/// What a mark shows. Ordered worst first: state before priority.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AlarmSign {
    /// Its state.
    pub state: AlarmState,
    /// Its priority.
    pub priority: Priority,
}

impl Priority {
    /// The digit on the mark.
    pub const fn digit(self) -> &'static str {
        match self {
            Self::Urgent => "1",
            Self::High => "2",
            Self::Medium => "3",
            Self::Low => "4",
        }
    }

    /// In words, as screens write it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Urgent => "Urgent",
            Self::High => "High",
            Self::Medium => "Medium",
            Self::Low => "Low",
        }
    }
}

impl AlarmSign {
    /// The sign of what the engine says; none where there is nothing to show.
    pub const fn of(mark: Mark) -> Option<Self> {
        let (state, priority) = match mark {
            Mark::Shown(Annunciation::New, priority) => (AlarmState::New, priority),
            Mark::Shown(Annunciation::Returned, priority) => (AlarmState::Returned, priority),
            Mark::Shown(Annunciation::Seen, priority) => (AlarmState::Acknowledged, priority),
            Mark::Shelved(priority) => (AlarmState::Shelved, priority),
            Mark::Suppressed(priority) => (AlarmState::Suppressed, priority),
            Mark::OutOfService(priority) => (AlarmState::OutOfService, priority),
            Mark::Shown(Annunciation::None, _) | Mark::Nothing => return None,
        };
        Some(Self { state, priority })
    }
}

impl AlarmState {
    /// In words.
    pub const fn name(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Returned => "returned",
            Self::Acknowledged => "acknowledged",
            Self::Shelved => "shelved",
            Self::Suppressed => "suppressed",
            Self::OutOfService => "out of service",
        }
    }

    /// Whether an element in this state is framed.
    pub const fn framed(self) -> bool {
        matches!(self, Self::New | Self::Returned | Self::Acknowledged)
    }
}

impl Canvas<'_> {
    /// The colours of a priority.
    pub fn alarm(&self, priority: Priority) -> AlarmColours {
        let [urgent, high, medium, low] = self.tokens.alarms;
        match priority {
            Priority::Urgent => urgent,
            Priority::High => high,
            Priority::Medium => medium,
            Priority::Low => low,
        }
    }

    /// A new alarm stands in the acknowledged form every other half second.
    fn shown(&self, state: AlarmState) -> AlarmState {
        if state == AlarmState::New && self.flash == Flash::Off { AlarmState::Acknowledged } else { state }
    }
}

/// A mark around a centre; `ring` clears the ground around it where it stands on a symbol.
pub fn alarm_mark(canvas: &mut Canvas<'_>, sign: AlarmSign, centre: Pos2, size: f32, ring: Option<Color32>) {
    let tokens = canvas.tokens;
    let colours = canvas.alarm(sign.priority);
    let shape = MarkShape { priority: sign.priority, centre, size };
    if let Some(ground) = ring {
        shape.fill(canvas, 3.0, ground);
    }
    let digit = Face { size: shape.digit_size(), weight: Weight::SemiBold };
    let digit_at = centre + shape.digit_offset();
    let hollow = tokens.ground;
    let grey = tokens.ink3;
    match canvas.shown(sign.state) {
        AlarmState::New => {
            let keyline = tokens.alarm_edge.map(|edge| (1.0, edge));
            let urgent = (sign.priority == Priority::Urgent).then_some((1.5, tokens.ink));
            if let Some((width, edge)) = keyline.or(urgent) {
                shape.fill(canvas, width, edge);
            }
            shape.fill(canvas, 0.0, colours.fill);
            canvas.text(sign.priority.digit(), digit, digit_at, Align2::CENTER_CENTER, colours.ink);
        }
        AlarmState::Acknowledged => {
            if let Some(edge) = tokens.alarm_edge {
                shape.fill(canvas, 1.0, edge);
            }
            shape.fill(canvas, 0.0, colours.fill);
            if let Some(edge) = tokens.alarm_edge {
                shape.fill(canvas, -1.8, edge);
                shape.fill(canvas, -2.6, hollow);
            } else {
                shape.fill(canvas, -2.0, hollow);
            }
            canvas.text(sign.priority.digit(), digit, digit_at, Align2::CENTER_CENTER, tokens.ink);
        }
        AlarmState::Returned => {
            shape.fill(canvas, 0.0, hollow);
            if let Some(edge) = tokens.alarm_edge {
                shape.dashed(canvas, 2.8, edge);
            }
            let width = if tokens.alarm_edge.is_some() { 1.6 } else { 2.0 };
            shape.dashed(canvas, width, colours.fill);
            canvas.text(sign.priority.digit(), digit, digit_at, Align2::CENTER_CENTER, tokens.ink);
        }
        AlarmState::Shelved => {
            shape.outlined(canvas, hollow, 1.5, grey);
            let hub = digit_at;
            canvas.polyline(
                &[hub + vec2(0.0, -size * 0.22), hub, hub + vec2(size * 0.2, size * 0.1)],
                1.5,
                grey,
            );
        }
        AlarmState::Suppressed => {
            shape.outlined(canvas, hollow, 1.5, grey);
            let reach = vec2(-size * 0.5, size * 0.5);
            canvas.line(centre + reach, centre - reach, 1.5, grey);
        }
        AlarmState::OutOfService => {
            shape.outlined(canvas, hollow, 1.5, grey);
            let arm = size * 0.16;
            canvas.line(digit_at + vec2(-arm, -arm), digit_at + vec2(arm, arm), 1.5, grey);
            canvas.line(digit_at + vec2(-arm, arm), digit_at + vec2(arm, -arm), 1.5, grey);
        }
    }
}

/// The bare shape of a priority with its digit: for counts and lists in which nothing is in alarm.
pub fn priority_shape(canvas: &mut Canvas<'_>, priority: Priority, centre: Pos2, size: f32) {
    let tokens = canvas.tokens;
    let shape = MarkShape { priority, centre, size };
    shape.outlined(canvas, tokens.ground, 1.5, tokens.ink3);
    let digit = Face { size: shape.digit_size(), weight: Weight::SemiBold };
    let at = centre + shape.digit_offset();
    canvas.text(priority.digit(), digit, at, Align2::CENTER_CENTER, tokens.ink2);
}

/// The frame around an element in alarm; it stands outside of `rect` and never moves what is in it.
pub fn alarm_frame(canvas: &mut Canvas<'_>, sign: AlarmSign, rect: Rect, radius: f32) {
    let tokens = canvas.tokens;
    let colour = canvas.alarm(sign.priority).fill;
    let (width, dashed) = match canvas.shown(sign.state) {
        AlarmState::New => (tokens.strokes.frame, false),
        AlarmState::Acknowledged => (tokens.strokes.bold, false),
        AlarmState::Returned => (tokens.strokes.bold, true),
        AlarmState::Shelved | AlarmState::Suppressed | AlarmState::OutOfService => return,
    };
    let outer = rect.expand(width);
    let edge = tokens.alarm_edge;
    if dashed {
        if let Some(edge) = edge {
            canvas.dashed_outline(outer.expand(1.0), radius + 1.0, Dash::FRAME, width + 2.0, edge);
        }
        canvas.dashed_outline(outer, radius, Dash::FRAME, width, colour);
    } else {
        if let Some(edge) = edge {
            canvas.outline(outer.expand(1.0), radius + 1.0, width + 2.0, edge);
        }
        canvas.outline(outer, radius, width, colour);
    }
    // Without motion a second frame says what the flash would.
    if canvas.flash == Flash::Still && sign.state == AlarmState::New {
        canvas.outline(outer.expand(width + 2.0), radius + width + 2.0, tokens.strokes.bold, colour);
    }
}

/// The shape of a priority, growing and shrinking around one centre.
struct MarkShape {
    priority: Priority,
    centre: Pos2,
    size: f32,
}

impl MarkShape {
    /// Triangles have less room for their digit.
    fn digit_size(&self) -> f32 {
        match self.priority {
            Priority::Urgent | Priority::Low => (self.size * 0.69).max(9.0),
            Priority::High | Priority::Medium => (self.size * 0.54).max(8.0),
        }
    }

    /// Triangles carry their digit below or above the middle.
    fn digit_offset(&self) -> egui::Vec2 {
        match self.priority {
            Priority::Urgent | Priority::Low => vec2(0.0, 0.0),
            Priority::High => vec2(0.0, self.size * 0.15),
            Priority::Medium => vec2(0.0, -self.size * 0.15),
        }
    }

    /// Corners of a triangle that stands `grow` outside of the nominal one on all sides.
    fn corners(&self, grow: f32) -> [Pos2; 3] {
        // Drawn a little larger than the other shapes, which fill their box.
        let height = 1.1 * self.size;
        let half = 0.62 * height;
        let slant = half.hypot(height) / half;
        let (up, down) = (height / 2.0 + grow * slant, height / 2.0 + grow);
        let wide = (up + down) * half / height;
        let flip = if self.priority == Priority::High { 1.0 } else { -1.0 };
        [
            self.centre + vec2(0.0, -up) * flip,
            self.centre + vec2(wide, down) * flip,
            self.centre + vec2(-wide, down) * flip,
        ]
    }

    fn square(&self, grow: f32) -> Rect {
        Rect::from_center_size(self.centre, vec2(1.0, 1.0) * (self.size + 2.0 * grow))
    }

    fn fill(&self, canvas: &mut Canvas<'_>, grow: f32, colour: Color32) {
        match self.priority {
            Priority::Urgent => canvas.fill(self.square(grow), (2.0 + grow).max(0.0), colour),
            Priority::Low => canvas.disc(self.centre, self.size / 2.0 + grow, colour),
            Priority::High | Priority::Medium => {
                // The sharp corners of a grown triangle would reach far out: cut them to the same size.
                canvas.polygon(&self.corners(grow.min(1.5)), colour, 0.0, Color32::TRANSPARENT);
            }
        }
    }

    fn outlined(&self, canvas: &mut Canvas<'_>, fill: Color32, width: f32, colour: Color32) {
        self.fill(canvas, 0.0, colour);
        self.fill(canvas, -width, fill);
    }

    fn dashed(&self, canvas: &mut Canvas<'_>, width: f32, colour: Color32) {
        let shrink = -1.0;
        match self.priority {
            Priority::Urgent => {
                canvas.dashed_outline(self.square(shrink + width / 2.0), 1.0, Dash::MARK, width, colour);
            }
            Priority::Low => {
                let radius = self.size / 2.0 + shrink + width / 2.0;
                canvas.dashed_ring(self.centre, radius, Dash::MARK, width, colour);
            }
            Priority::High | Priority::Medium => {
                let [a, b, c] = self.corners(-0.3);
                canvas.dashed(&[a, b, c, a], Dash::MARK, width, colour);
            }
        }
    }
}

/// The size of marks in cells and on symbols.
pub const MARK: f32 = 16.0;
