//! What the tokens are called and what each is for.

use egui::Color32;

use crate::gui::theme::ThemeMode;

/// All colours and strokes of one mode.
#[derive(Clone, Debug, PartialEq)]
pub struct Tokens {
    /// The mode these belong to.
    pub mode: ThemeMode,
    /// Bars and navigation.
    pub chrome: Color32,
    /// Display background.
    pub ground: Color32,
    /// Value cells, tiles, tables.
    pub card: Color32,
    /// Outline of a card where its fill does not show.
    pub card_edge: Option<Color32>,
    /// Dialogs, rows of new alarms, command card.
    pub raised: Color32,
    /// Bar background.
    pub trough: Color32,
    /// Trend background.
    pub plot: Color32,
    /// Text entry.
    pub field: Color32,
    /// Empty part of a tank.
    pub vessel: Color32,
    /// Level; also the body of a stale symbol that was bright.
    pub liquid: Color32,
    /// Normal band in a bar.
    pub band: Color32,
    /// Normal band and cursor span in a trend.
    pub trend_band: Color32,
    /// Decoration only.
    pub divider: Color32,
    /// Outlines that carry meaning.
    pub edge: Color32,
    /// Pipe with flow.
    pub pipe: Color32,
    /// Pipe without flow.
    pub idle: Color32,
    /// Values, titles, pointers.
    pub ink: Color32,
    /// Labels and units.
    pub ink2: Color32,
    /// Ticks, hints, disabled.
    pub ink3: Color32,
    /// Fill of a symbol that runs, is open or conducts.
    pub run: Color32,
    /// Its outline.
    pub run_edge: Color32,
    /// What is drawn on it.
    pub on_run: Color32,
    /// Fill of a symbol that stands or is shut.
    pub stop: Color32,
    /// What is drawn on it.
    pub on_stop: Color32,
    /// Whether the triangle on a standing pump is filled rather than outlined.
    pub stop_glyph_filled: bool,
    /// Button.
    pub button: Color32,
    /// Second button, hovered button.
    pub button2: Color32,
    /// Pressed button.
    pub pressed: Color32,
    /// Chosen segment, final button, hold fill.
    pub primary: Color32,
    /// Text on it.
    pub primary_ink: Color32,
    /// Selection fill.
    pub selection: Color32,
    /// Selection outline.
    pub accent: Color32,
    /// Keyboard focus, and the element whose faceplate is open.
    pub focus: Color32,
    /// Stale hatch; on liquid and symbols `edge` is used.
    pub hatch: Color32,
    /// Replay frame and banner only.
    pub replay: Color32,
    /// Text on it.
    pub replay_ink: Color32,
    /// Soft layer under floating panels, and stripes.
    pub shade: Color32,
    /// How much of the soft layer shows.
    pub shade_alpha: f32,
    /// Trend pens 1 to 6; trends only.
    pub pens: [Color32; 6],
    /// Alarm colours by priority: Urgent, High, Medium, Low.
    pub alarms: [AlarmColours; 4],
    /// Keyline around every alarm fill, where the mode needs one.
    pub alarm_edge: Option<Color32>,
    /// Stroke widths.
    pub strokes: Strokes,
}

/// The colours of one alarm priority, the same in all modes. Never a text colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AlarmColours {
    /// Fill of marks and frames.
    pub fill: Color32,
    /// The digit on it.
    pub ink: Color32,
}

/// Stroke widths in pixels at zoom 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Strokes {
    /// Outlines and grid.
    pub thin: f32,
    /// Symbols and plates.
    pub symbol: f32,
    /// Tanks, level lines, setpoint pens, icons, acknowledged frames.
    pub bold: f32,
    /// New-alarm frames and chemical pipes.
    pub frame: f32,
    /// Process pipes.
    pub pipe: f32,
}

impl Tokens {
    /// The translucent layer under floating panels.
    pub fn soft_layer(&self) -> Color32 {
        self.shade.gamma_multiply(self.shade_alpha)
    }

    /// No colour at all.
    pub const CLEAR: Color32 = Color32::TRANSPARENT;
}
