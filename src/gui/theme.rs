//! The theme: every colour and size of the station, in three modes, and how they are given to egui.
//!
//! No other module makes a colour. Values stand in `tokens`; what they mean stands in `palette`.

mod apply;
mod palette;
mod tokens;
mod typeface;

#[cfg(test)]
mod colour_math;

pub use apply::{apply, mode, ready, tokens};
pub use palette::{AlarmColours, Strokes, Tokens};
pub use tokens::size;
pub use typeface::{Face, Weight, face};

/// Which set of tokens is used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ThemeMode {
    /// For dim control rooms.
    #[default]
    Dark,
    /// For bright rooms.
    Light,
    /// For weak eyes and direct sun.
    HighContrast,
}

impl ThemeMode {
    /// All modes, in the order of the switch.
    pub const ALL: [Self; 3] = [Self::Dark, Self::Light, Self::HighContrast];

    /// As the switch says it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Dark => "Dark",
            Self::Light => "Light",
            Self::HighContrast => "High contrast",
        }
    }

    /// The tokens of this mode.
    pub const fn tokens(self) -> &'static Tokens {
        match self {
            Self::Dark => &tokens::DARK,
            Self::Light => &tokens::LIGHT,
            Self::HighContrast => &tokens::HIGH_CONTRAST,
        }
    }
}
