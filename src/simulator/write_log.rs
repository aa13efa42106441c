//! What was written to the simulated devices: the proof for "one confirmation, one frame".

use std::collections::VecDeque;

use crate::device::{DeviceIndex, UnitId};
use crate::time::Moment;

/// Frames kept; older ones are forgotten.
const KEPT: usize = 10_000;

/// One write frame as it arrived, whatever became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WriteFrame {
    /// When it arrived.
    pub at: Moment,
    /// At which device.
    pub device: DeviceIndex,
    /// For which unit.
    pub unit: UnitId,
    /// Its transaction id.
    pub transaction: u16,
    /// Function code: 5, 6, 15, 16, or another that writes.
    pub function: u8,
    /// 0-based first address.
    pub address: u16,
    /// What follows the address: for functions 5 and 6 the content, for 15 and 16 count, length, contents.
    pub contents: Vec<u8>,
    /// The exception it was answered with; `None` where it was done or not answered.
    pub exception: Option<u8>,
}

/// The last write frames.
#[derive(Debug, Default)]
pub(crate) struct WriteLog {
    frames: VecDeque<WriteFrame>,
    /// Frames since start, forgotten ones included.
    count: u64,
}

impl WriteLog {
    pub(crate) fn push(&mut self, frame: WriteFrame) {
        if self.frames.len() == KEPT {
            self.frames.pop_front();
        }
        self.frames.push_back(frame);
        self.count += 1;
    }

    pub(crate) fn frames(&self) -> Vec<WriteFrame> {
        self.frames.iter().cloned().collect()
    }

    pub(crate) const fn count(&self) -> u64 {
        self.count
    }
}

/// Whether a function code writes, also those that are not served here (22, 23).
pub(crate) const fn writes(function: u8) -> bool {
    matches!(function, 5 | 6 | 15 | 16 | 21 | 22 | 23)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_the_last_ten_thousand() {
        let mut log = WriteLog::default();
        for address in 0..10_001 {
            log.push(WriteFrame {
                at: Moment::default(),
                device: DeviceIndex(0),
                unit: UnitId(1),
                transaction: 1,
                function: 6,
                address,
                contents: vec![0, 1],
                exception: None,
            });
        }
        let frames = log.frames();
        assert_eq!((frames.len(), frames[0].address, log.count()), (10_000, 1, 10_001));
    }
}
