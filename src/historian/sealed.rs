//! Stand-in.
use crate::historian::container::Damage;
use crate::historian::{Dictionary, Series};
use crate::journal::Entry;
use crate::time::Span;
use std::path::Path;
/// x
#[derive(Debug)]
pub struct SealedSummary {
    /// x
    pub bytes: u64,
    /// x
    pub sha256: String,
    /// x
    pub span: Span,
    /// x
    pub rows: u64,
}
/// x
#[derive(Debug)]
pub struct SealedWriter;
type E = std::io::Error;
impl SealedWriter {
    /// x
    pub fn create(_: &Path, _: &Dictionary, _: i32) -> std::io::Result<Self> {
        Err(E::other("stand-in"))
    }
    /// x
    pub fn series(&mut self, _: u32, _: &Series) -> Result<(), E> {
        Ok(())
    }
    /// x
    pub fn event(&mut self, _: &Entry) -> Result<(), E> {
        Ok(())
    }
    /// x
    pub fn finish(self) -> Result<SealedSummary, E> {
        Err(E::other("stand-in"))
    }
}
/// x
#[derive(Debug)]
pub struct Sealed(Dictionary);
impl Sealed {
    /// x
    pub fn open(_: &Path) -> Result<Self, E> {
        Err(E::other("stand-in"))
    }
    /// x
    pub const fn dictionary(&self) -> &Dictionary {
        &self.0
    }
    /// x
    pub fn series(&self, _: u32, _: i64, _: i64) -> (Vec<Series>, Vec<Damage>) {
        (vec![], vec![])
    }
    /// x
    pub fn last_before(&self, _: u32, _: i64) -> Result<Option<Series>, Damage> {
        Ok(None)
    }
    /// x
    pub fn events(&self, _: i64, _: i64, _: usize) -> Result<Vec<Entry>, Damage> {
        Ok(vec![])
    }
    /// x
    pub fn oldest(&self, _: u32) -> Option<i64> {
        None
    }
    /// x
    pub fn summary(&self) -> Result<SealedSummary, E> {
        Err(E::other("stand-in"))
    }
}
/// x
pub fn merge(_: &[&Sealed], _: &Path, _: i32) -> Result<SealedSummary, E> {
    Err(E::other("stand-in"))
}
