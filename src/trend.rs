//! Trends: what is asked of history, what comes back, and the live memory behind it.

mod memory;
mod query;

pub use memory::Memory;
pub use query::{Column, TrendQuery, TrendReply};
