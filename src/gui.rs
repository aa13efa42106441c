//! The window. It draws from one snapshot per frame and sends what was asked; it decides nothing.

/// Colours, sizes and fonts: their one home.
pub mod theme;

/// Primitives in the house language: dashes, hatch, plates, marks, icons, text.
pub mod painter;

/// Display elements: a value is drawn with its truth or not at all.
pub mod elements;

/// Every word an operator reads.
pub mod text;

/// What can be pressed, typed into and chosen.
pub mod controls;

/// The command card: from draft to settled, and when a confirmation counts.
pub mod command_card;

/// Faceplates.
pub mod faceplate;

/// The screens between the bars.
pub mod screens;

/// Bars, navigation, notices and the context column.
pub mod shell;

/// The app: logic and ui.
pub mod app;

#[cfg(test)]
mod fixture;
#[cfg(test)]
mod tests;
mod window;

pub use app::{App, Options};
pub use window::{Feed, ReplayFrom, run};

/// Every element in every state: the manual and the picture test.
pub mod gallery;
