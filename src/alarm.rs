//! Alarms by the book (designed to ISA-18.2 / IEC 62682): what an alarm is, its states, what hides it and for
//! how long, the book of all of them, and the health of the whole.
//!
//! Pure. An alarm is a function of its tags' samples, of time and of what operators did: the same samples and
//! actions give the same changes, live, in a replay and in a what-if. The station's own troubles are tags too.

mod action;
mod book;
mod definition;
mod health;
mod judge;
mod kept;
mod picture;
mod record;
mod register;
mod sentence;
mod state;
#[cfg(test)]
mod trial;

pub use action::{Action, Actor, Occurrence, Refused, ShelveFor};
pub use book::{APART, Book, Lookup};
pub use definition::{Alarm, AlarmIndex, Condition, Level, Limit, Priority};
pub use health::{Frequent, Health, PERIOD_HEALTH, TEN_MINUTES};
pub use kept::{Change, Happening, Kept};
pub use picture::{Flood, FloodArea, Mark, Picture, PriorityCount, Row};
pub use sentence::sentence;
pub use state::{Annunciation, Axes, Event, Shelving, State, next};
