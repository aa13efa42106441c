//! The window. It draws from one snapshot per frame and sends what was asked; it decides nothing.

/// Colours, sizes and fonts: their one home.
pub mod theme;

/// Primitives in the house language: dashes, hatch, plates, marks, icons, text.
pub mod painter;

/// Display elements: a value is drawn with its truth or not at all.
pub mod elements;

/// Every element in every state: the manual and the picture test.
pub mod gallery;
