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

/// Conditions and derived values over tags; quality flows through.
pub mod expression;

/// Alarms by the book: definition, states, shelving, health; pure.
pub mod alarm;

/// The guard, the rule of a write, and the life of a command.
pub mod command;
/// Endpoints, units, registers, poll plan, retry, link state, statistics; pure.
pub mod device;
/// Displays, elements, equipment and faceplates, as the layout defines them.
pub mod display;
/// Journal entries and their hash chain.
pub mod journal;
/// Trend queries, replies and the live memory behind them.
pub mod trend;

/// The checked model of one installation.
pub mod plant;

/// From a folder of TOML and CSV files to the checked model, with all findings.
pub mod layout;
/// All traffic between threads.
pub mod message;

/// Drivers: what speaks to devices, one task an endpoint.
pub mod driver;
/// The one consistent picture of the plant, and every decision; pure.
pub mod engine;
/// The store of everything: segments, pyramid, manifest, queries, export.
pub mod historian;
/// Process models, signals, scripted faults, and the Modbus servers that expose them.
pub mod simulator;

/// Foreign tables and messages become recordings; what they are read from is given.
pub mod import;
/// A recorded session as a picture at any time, and the player that moves the time; pure.
pub mod replay;

/// Threads and channels: the only place that wires the parts.
pub mod station;

/// The window: shell, screens, elements, faceplates; sees messages and the pure models only.
#[cfg(feature = "gui")]
pub mod gui;

/// What was typed and what it means: one file a subcommand.
pub mod cli;
