//! Trends: what is asked of history, what comes back, and the live memory behind it.

mod history;
mod memory;
mod query;

pub use history::{
    ExportFormat, ExportOutcome, ExportRequest, History, HistoryReply, HistoryRequest, LineQuery, Marker,
    MarkerKind, Picture, Reading, Statistics, StatisticsQuery,
};
pub use memory::Memory;
pub use query::{Band, Column, TrendQuery, TrendReply};
