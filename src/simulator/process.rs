//! What a built-in process model is: something that moves with time, obeys writes, and tells its values
//! by the ids of the layout's tags.

use std::fmt;
use std::time::Duration;

use crate::simulator::water_works::WaterWorks;
use crate::tag::Value;

/// A process model. Pure, seeded and deterministic: the same steps and writes give the same values.
pub trait Process: fmt::Debug + Send {
    /// Moves on by `dt`, at most a second at a time.
    fn step(&mut self, dt: Duration);

    /// The present engineering value of a tag; `None` for tags the model does not know.
    fn value(&self, id: &str) -> Option<Value>;

    /// What the controller would say to a write, without doing it.
    fn accepts(&self, id: &str, value: f64) -> Verdict;

    /// Does a write that was accepted.
    fn write(&mut self, id: &str, value: f64);

    /// Switches one of the model's own faults, such as `trip P-103`; false where it has none of that name.
    fn set_fault(&mut self, name: &str, active: bool) -> bool;
}

/// What a controller says to a write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It does it.
    Accepted,
    /// It does not take this value: exception 3.
    OutOfRange,
    /// There is nothing to be written: exception 2.
    ReadOnly,
    /// The model does not know the tag.
    Unknown,
}

/// A built-in process model by its name in `simulator.toml`.
pub fn built_in(name: &str, seed: u64) -> Option<Box<dyn Process>> {
    match name {
        "water_works" => Some(Box::new(WaterWorks::new(seed))),
        _ => None,
    }
}
