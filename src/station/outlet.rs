//! One way out of the engine's thread for records: it never waits. What finds the queue full is put off, but
//! for samples, which are counted as a gap and told.

use std::collections::VecDeque;
use std::time::Duration;

use crossbeam_channel::{Sender, TrySendError};

use crate::message::Record;

/// Records that wait while their reader is behind; samples are never among them.
const BACKLOG_MAX: usize = 65_536;

pub(super) struct Outlet {
    to: Sender<Record>,
    /// Whether its reader wants samples at all.
    samples: bool,
    backlog: VecDeque<Record>,
    samples_lost: u64,
}

impl Outlet {
    pub(super) const fn new(to: Sender<Record>, samples: bool) -> Self {
        Self { to, samples, backlog: VecDeque::new(), samples_lost: 0 }
    }

    /// Tells whether it was taken: its reader will see it.
    pub(super) fn send(&mut self, record: Record) -> bool {
        if !self.samples && matches!(record, Record::Samples(_)) {
            return false;
        }
        if !self.backlog.is_empty() {
            return self.put_off(record);
        }
        match self.to.try_send(record) {
            Ok(()) => true,
            Err(TrySendError::Full(record) | TrySendError::Disconnected(record)) => self.put_off(record),
        }
    }

    fn put_off(&mut self, record: Record) -> bool {
        match record {
            Record::Samples(samples) => self.samples_lost += samples.len() as u64,
            record if self.backlog.len() < BACKLOG_MAX => {
                self.backlog.push_back(record);
                return true;
            }
            Record::Link { .. }
            | Record::Command { .. }
            | Record::Journal(_)
            | Record::LineDone { .. }
            | Record::LineRefused { .. }
            | Record::End
            | Record::Reloaded(_)
            | Record::SamplesLost(_) => self.samples_lost += 1,
        }
        false
    }

    /// Hands on what was put off, as far as there is room.
    pub(super) fn drain(&mut self) {
        if self.samples_lost > 0 && self.to.try_send(Record::SamplesLost(self.samples_lost)).is_ok() {
            self.samples_lost = 0;
        }
        while let Some(record) = self.backlog.pop_front() {
            if let Err(TrySendError::Full(record) | TrySendError::Disconnected(record)) =
                self.to.try_send(record)
            {
                self.backlog.push_front(record);
                break;
            }
        }
    }

    /// Says that nothing follows; whatever still waits is worth so long.
    pub(super) fn end(&mut self, patience: Duration) {
        while let Some(record) = self.backlog.pop_front() {
            if self.to.send_timeout(record, patience).is_err() {
                break;
            }
        }
        let _ = self.to.send_timeout(Record::End, patience);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tag::{Sample, TagIndex};
    use crate::time::Moment;

    #[test]
    fn samples_are_counted_and_everything_else_waits_when_the_reader_is_behind() {
        let (to, from) = crossbeam_channel::bounded(1);
        let mut outlet = Outlet::new(to, true);
        let samples = || Record::Samples([(TagIndex(0), Sample::waiting(Moment::default()))].into());
        let _ = outlet.send(samples());
        let _ = outlet.send(samples());
        let _ = outlet.send(samples());
        let refused =
            Record::LineRefused { requester_id: "1".into(), why: "x".into(), at: Moment::default() };
        outlet.send(refused);
        assert!(matches!(from.try_recv(), Ok(Record::Samples(_))));
        outlet.drain();
        assert!(matches!(from.try_recv(), Ok(Record::SamplesLost(2))));
        outlet.drain();
        assert!(matches!(from.try_recv(), Ok(Record::LineRefused { .. })));
    }
}
