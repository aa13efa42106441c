//! The plant in a box: process models, signals, scripted faults and the Modbus servers that expose them.
//!
//! It speaks real Modbus over loopback and knows nothing of the station's own driver or engine.

mod noise;
mod process;
mod water_works;

pub use process::{Process, Verdict, built_in};
pub use water_works::WaterWorks;
