//! Type: four weights, and the sizes that may be used.

use std::sync::LazyLock;

use egui::{FontFamily, FontId};

/// A font file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// 400.
    Regular,
    /// 500.
    Medium,
    /// 600.
    SemiBold,
    /// Fixed pitch, for bytes, addresses and ids.
    Mono,
}

/// Family names allocate, so they are made once.
static MEDIUM: LazyLock<FontFamily> = LazyLock::new(|| FontFamily::Name("Medium".into()));
static SEMI_BOLD: LazyLock<FontFamily> = LazyLock::new(|| FontFamily::Name("SemiBold".into()));

impl Weight {
    /// The family egui knows it by.
    pub fn family(self) -> FontFamily {
        match self {
            Self::Regular => FontFamily::Proportional,
            Self::Medium => MEDIUM.clone(),
            Self::SemiBold => SEMI_BOLD.clone(),
            Self::Mono => FontFamily::Monospace,
        }
    }
}

/// Size in pixels at zoom 1, and weight.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Face {
    /// Size in pixels.
    pub size: f32,
    /// Weight.
    pub weight: Weight,
}

impl Face {
    const fn new(size: f32, weight: Weight) -> Self {
        Self { size, weight }
    }

    /// For egui, at a zoom.
    pub fn font(self, zoom: f32) -> FontId {
        FontId::new(self.size * zoom, self.weight.family())
    }

    /// The same weight at another share of the size, for struck-out values.
    #[must_use]
    pub fn scaled(self, factor: f32) -> Self {
        Self { size: self.size * factor, weight: self.weight }
    }
}

/// The faces in use. No other size or weight exists.
pub mod face {
    use super::{Face, Weight};

    /// Axis ticks and limit letters.
    pub const TICK: Face = Face::new(11.0, Weight::Regular);
    /// Plates and mode words.
    pub const PLATE: Face = Face::new(11.0, Weight::SemiBold);
    /// Units, labels on cells, status bar.
    pub const SMALL: Face = Face::new(12.0, Weight::Regular);
    /// Ages in cells.
    pub const SMALL_MEDIUM: Face = Face::new(12.0, Weight::Medium);
    /// Body and tables.
    pub const BODY: Face = Face::new(13.0, Weight::Regular);
    /// States that are not the usual one, buttons.
    pub const BODY_MEDIUM: Face = Face::new(13.0, Weight::Medium);
    /// Tags beside symbols.
    pub const TAG: Face = Face::new(13.0, Weight::SemiBold);
    /// Small values.
    pub const VALUE_SMALL: Face = Face::new(14.0, Weight::Medium);
    /// Titles of regions.
    pub const TITLE: Face = Face::new(14.0, Weight::SemiBold);
    /// Dialog lines and breadcrumb.
    pub const DIALOG: Face = Face::new(16.0, Weight::SemiBold);
    /// Values in cells.
    pub const VALUE: Face = Face::new(18.0, Weight::Medium);
    /// Clock and values that are read from afar.
    pub const CLOCK: Face = Face::new(20.0, Weight::Medium);
    /// Large value of a cell.
    pub const VALUE_LARGE: Face = Face::new(24.0, Weight::Medium);
    /// The value a display is about.
    pub const VALUE_HUGE: Face = Face::new(28.0, Weight::Medium);
    /// Key figures.
    pub const KPI: Face = Face::new(32.0, Weight::Medium);
    /// Keypad entry.
    pub const KEYPAD: Face = Face::new(44.0, Weight::Medium);
    /// Bytes, addresses and ids.
    pub const MONO: Face = Face::new(12.0, Weight::Mono);
}
