//! Pilothouse: a native operator station for plants that speak Modbus.
//!
//! This file is the architecture: modules stand bottom-up, a blank line starts the next layer, and a module
//! imports only from layers above its own line. `tests/architecture.rs` holds everyone to it.

/// A finding: file, line, column, what is wrong and what to do.
pub mod diagnostic;
/// UTC stamps, steady readings, clocks and zones.
pub mod time;

/// Tags, values, quality, samples, scaling and the table of current samples.
pub mod tag;

/// Decimated history of one value, as trends draw it.
pub mod trend;

/// Displays, elements, equipment and faceplates, as the layout defines them.
pub mod display;

/// The window: theme, painter, elements, screens. It sees messages and the pure models only.
#[cfg(feature = "gui")]
pub mod gui;
