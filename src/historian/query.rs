//! The answers of history: lines, statistics and searches over whatever holds the rows.
//!
//! Every answer is the same from buckets and from rows, but for its grain; the tests hold it to that.

mod bands;
mod first_time;
mod line;
mod rows;
mod shelf;
mod state;
mod statistics;

pub use first_time::{Condition, first_time};
pub use line::{Grain, line};
pub use shelf::Shelf;
pub use state::LastRow;
pub use statistics::{Effort, statistics};

#[cfg(test)]
mod tests;
