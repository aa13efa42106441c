//! Stand-in.
use crate::historian::container::Damage;
use crate::historian::{Dictionary, QualityCode};
use crate::journal::Entry;
use crate::tag::Value;
use crate::time::Timestamp;
use std::path::Path;
/// A row.
#[derive(Clone, Debug, PartialEq)]
pub struct LiveRow {
    /// Tag.
    pub tag: u32,
    /// Time.
    pub time: i64,
    /// Code.
    pub code: QualityCode,
    /// Value.
    pub value: Option<Value>,
}
/// Writer.
#[derive(Debug)]
pub struct LiveWriter;
impl LiveWriter {
    /// x
    pub fn create(_: &Path, _: &Dictionary, _: Timestamp) -> std::io::Result<Self> {
        Ok(Self)
    }
    /// x
    pub fn samples(&mut self, _: &[LiveRow]) {}
    /// x
    pub fn event(&mut self, _: &Entry) {}
    /// x
    pub fn sync(&mut self) -> std::io::Result<()> {
        Ok(())
    }
    /// x
    pub const fn bytes(&self) -> u64 {
        0
    }
    /// x
    pub const fn lost(&self) -> u64 {
        0
    }
    /// x
    pub fn finish(self) -> std::io::Result<()> {
        Ok(())
    }
}
/// x
#[derive(Debug)]
pub enum LiveItem {
    /// x
    Row(LiveRow),
    /// x
    Event(Entry),
}
/// x
#[derive(Debug)]
pub struct LiveSummary {
    /// x
    pub dictionary: Dictionary,
    /// x
    pub damage: Vec<Damage>,
}
/// x
pub fn read_live(_: &Path, _: &mut dyn FnMut(LiveItem)) -> Result<LiveSummary, std::io::Error> {
    Err(std::io::Error::other("stand-in"))
}
