//! The elements a display is made of.

use std::sync::Arc;
use std::time::Duration;

use crate::tag::TagIndex;

/// One element in its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Element {
    /// Unique within the display.
    pub id: Arc<str>,
    /// Where it stands, in grid pixels of the display.
    pub place: Place,
    /// Words beside it; elements bound to a tag or equipment fall back to its id and title.
    pub label: Option<Arc<str>>,
    /// The equipment whose faceplate a click opens; elements with a tag fall back to the tag's.
    pub equipment: Option<Arc<str>>,
    /// What it is.
    pub kind: ElementKind,
}

/// A rectangle in grid pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Place {
    /// Left edge.
    pub x: f32,
    /// Upper edge.
    pub y: f32,
    /// Width; 0 lets the element choose its own.
    pub w: f32,
    /// Height; 0 lets the element choose its own.
    pub h: f32,
}

/// What an element is, with its bindings.
#[derive(Clone, Debug, PartialEq)]
pub enum ElementKind {
    /// Number with unit in a cell.
    Value {
        /// Shown tag.
        tag: TagIndex,
        /// Size of the number.
        size: ValueSize,
    },
    /// Moving indicator with normal band and limits.
    Bar {
        /// Shown tag.
        tag: TagIndex,
        /// Setpoint drawn as a hollow triangle on the other side.
        setpoint: Option<TagIndex>,
        /// Lying or upright.
        orientation: Orientation,
    },
    /// Small line without axes.
    Sparkline {
        /// Drawn tag.
        tag: TagIndex,
        /// How far back.
        span: Duration,
    },
    /// Cell with label, number and a small trend.
    MiniTrend {
        /// Drawn tag.
        tag: TagIndex,
        /// How far back.
        span: Duration,
    },
    /// Vessel filled to its level; the level tag's range is the vessel's.
    Tank {
        /// Level.
        tag: TagIndex,
        /// Whether the lower third is drawn as filter medium.
        media: bool,
    },
    /// Circle with a triangle to the discharge.
    Pump {
        /// State read back; its state texts say which states are bright.
        tag: TagIndex,
        /// Where it pumps to.
        direction: Direction,
        /// Normal or small.
        size: SymbolSize,
        /// Mode shown as a small word below.
        mode: Option<TagIndex>,
        /// A number shown beside the mode, such as the current.
        value: Option<TagIndex>,
    },
    /// Circle with M.
    Motor {
        /// State read back.
        tag: TagIndex,
    },
    /// Bow tie.
    Valve {
        /// State read back.
        tag: TagIndex,
        /// Whether it stands in an upright pipe.
        orientation: Orientation,
        /// Control valve (dome) rather than on/off (square), or no actuator.
        control: bool,
    },
    /// Square with a bar.
    Breaker {
        /// State read back.
        tag: TagIndex,
    },
    /// Circle.
    Lamp {
        /// State.
        tag: TagIndex,
    },
    /// Right-angled line; `place` is ignored.
    Pipe {
        /// Corners in grid pixels; at least two.
        points: Vec<[f32; 2]>,
        /// Bright while this is not zero; always bright without it.
        flow: Option<TagIndex>,
        /// Process or chemical.
        kind: PipeKind,
        /// Whether an arrow stands at the end.
        arrow: bool,
    },
    /// The text of a discrete state, or text from the device.
    StateText {
        /// Shown tag.
        tag: TagIndex,
    },
    /// Entry field for a writable tag.
    Setpoint {
        /// Written tag.
        tag: TagIndex,
    },
    /// Button that drafts a command.
    Button {
        /// Written tag.
        tag: TagIndex,
        /// Value asked for.
        value: f64,
        /// What it says, such as `Start`.
        text: Arc<str>,
    },
    /// Heading with a line to the right.
    Heading {
        /// Words.
        text: Arc<str>,
    },
    /// Plain words.
    Label {
        /// Words.
        text: Arc<str>,
    },
    /// Level 1 tile: big number, sparkline, bar, two notes.
    Kpi {
        /// Shown tag.
        tag: TagIndex,
        /// Sparkline span.
        span: Duration,
        /// Setpoint or plan.
        setpoint: Option<TagIndex>,
    },
    /// Level 1 tile of an area: rows of bar and number, a row of lamps; a click opens its display.
    Area {
        /// Heading.
        text: Arc<str>,
        /// Rows.
        rows: Vec<AreaRow>,
        /// States shown as lamps in the foot.
        lamps: Vec<TagIndex>,
        /// Display opened by a click.
        opens: Option<Arc<str>>,
    },
    /// Framed trend with axis, as in the context column.
    Trend {
        /// Drawn tag.
        tag: TagIndex,
        /// How far back.
        span: Duration,
    },
}

/// One row of an area tile.
#[derive(Clone, Debug, PartialEq)]
pub struct AreaRow {
    /// Words at the left.
    pub text: Arc<str>,
    /// Shown tag.
    pub tag: TagIndex,
}

/// Size of a value cell's number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ValueSize {
    /// 18 px in a cell 46 high.
    #[default]
    Normal,
    /// 24 px in a cell 52 high.
    Large,
    /// 28 px in a cell 58 high.
    Huge,
}

/// Lying or upright.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Orientation {
    /// Left to right.
    #[default]
    Horizontal,
    /// Bottom to top.
    Vertical,
}

/// Where a symbol points.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Direction {
    /// To the right.
    #[default]
    Right,
    /// To the left.
    Left,
    /// Upward.
    Up,
    /// Downward.
    Down,
}

/// Size of a symbol.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SymbolSize {
    /// Radius 21.
    #[default]
    Normal,
    /// Radius 17.
    Small,
}

/// What flows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PipeKind {
    /// 4 px.
    #[default]
    Process,
    /// 3 px.
    Chemical,
}
