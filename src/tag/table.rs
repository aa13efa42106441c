//! The current sample of every tag, in chunks that are shared until they change.

use std::sync::Arc;

use crate::tag::{Sample, TagIndex};
use crate::time::Moment;

/// Samples a chunk: small enough that one poll block touches few, large enough that a copy is cheap.
const CHUNK: usize = 128;

/// The current sample of every tag. Cloning is cheap: chunks are shared and copied only when written.
#[derive(Clone, Debug, Default)]
pub struct SampleTable {
    chunks: Vec<Arc<Vec<Sample>>>,
    count: usize,
}

impl SampleTable {
    /// All tags waiting for their first value.
    pub fn waiting(count: usize, now: Moment) -> Self {
        let chunks = (0..count)
            .step_by(CHUNK)
            .map(|start| Arc::new(vec![Sample::waiting(now); CHUNK.min(count - start)]))
            .collect();
        Self { chunks, count }
    }

    /// How many tags.
    pub const fn len(&self) -> usize {
        self.count
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The current sample of a tag.
    pub fn get(&self, tag: TagIndex) -> Option<&Sample> {
        self.chunks.get(tag.slot() / CHUNK)?.get(tag.slot() % CHUNK)
    }

    /// Puts a newer sample in; a tag that is not there is ignored.
    pub fn set(&mut self, tag: TagIndex, sample: Sample) {
        if let Some(chunk) = self.chunks.get_mut(tag.slot() / CHUNK)
            && let Some(slot) = Arc::make_mut(chunk).get_mut(tag.slot() % CHUNK)
        {
            *slot = sample;
        }
    }

    /// All samples in tag order.
    pub fn iter(&self) -> impl Iterator<Item = (TagIndex, &Sample)> {
        (0u32..).map(TagIndex).zip(self.chunks.iter().flat_map(|chunk| chunk.iter()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tag::{Quality, Value};

    #[test]
    fn a_clone_keeps_what_it_saw() {
        let mut table = SampleTable::waiting(300, Moment::default());
        let before = table.clone();
        let sample = Sample::new(Value::UInt(7), Quality::GOOD, Moment::default(), Moment::default());
        table.set(TagIndex(299), sample);
        assert_eq!(before.get(TagIndex(299)).unwrap().value(), None);
        assert_eq!(table.get(TagIndex(299)).unwrap().value(), Some(&Value::UInt(7)));
        assert_eq!(table.iter().count(), 300);
        assert!(table.get(TagIndex(300)).is_none());
    }
}
