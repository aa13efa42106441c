//! Every queue of a station with its bound, and what happens when it is full.

use crossbeam_channel::{Receiver, Sender, bounded};

use crate::journal::Entry;
use crate::message::{FieldMessage, Record, Request};

/// Driver to engine. Full: the driver waits; acquisition slows down, which its statistics show.
const FIELD: usize = 8_192;
/// Screens and scripts to engine. Full: the screen keeps its request and tries again.
const REQUESTS: usize = 1_024;
/// Engine to recorder. Full: samples are counted as a gap and told; everything else waits in the engine's
/// thread, which never waits itself.
const RECORDS: usize = 16_384;
/// Engine to historian. Full: as above. Smaller, since it is meant to be full of samples.
const HISTORY: usize = 4_096;
/// Historian to recorder, at the end. One word is all there is.
const LAST_WORDS: usize = 1;
/// Orders to one driver. Full: the write is told as not sent.
pub(super) const ORDERS: usize = 64;

pub(super) struct Channels {
    pub(super) field_in: Sender<FieldMessage>,
    pub(super) field_out: Receiver<FieldMessage>,
    pub(super) requests_in: Sender<Request>,
    pub(super) requests_out: Receiver<Request>,
    pub(super) records_in: Sender<Record>,
    pub(super) records_out: Receiver<Record>,
    pub(super) history_in: Sender<Record>,
    pub(super) history_out: Receiver<Record>,
    pub(super) last_words_in: Sender<Entry>,
    pub(super) last_words_out: Receiver<Entry>,
}

impl Channels {
    pub(super) fn new() -> Self {
        let (field_in, field_out) = bounded(FIELD);
        let (requests_in, requests_out) = bounded(REQUESTS);
        let (records_in, records_out) = bounded(RECORDS);
        let (history_in, history_out) = bounded(HISTORY);
        let (last_words_in, last_words_out) = bounded(LAST_WORDS);
        Self {
            field_in,
            field_out,
            requests_in,
            requests_out,
            records_in,
            records_out,
            history_in,
            history_out,
            last_words_in,
            last_words_out,
        }
    }
}
