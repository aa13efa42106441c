//! The way to the engine: bounded, in order, and waited for when it is full.

use std::time::Duration;

use crossbeam_channel::{Sender, TrySendError};
use tokio::sync::watch;

use crate::driver::modbus::endpoint::Ended;
use crate::message::FieldMessage;

/// How often a full channel is tried again.
const PAUSE: Duration = Duration::from_millis(1);

/// Once the endpoint is to stop, a full channel is tried for so many pauses more.
const TRIES_AFTER_STOP: u32 = 100;

/// Sends to the engine.
#[derive(Debug)]
pub(super) struct Outbox {
    field: Sender<FieldMessage>,
    stop: watch::Receiver<bool>,
}

impl Outbox {
    /// To the engine.
    pub(super) const fn new(field: Sender<FieldMessage>, stop: watch::Receiver<bool>) -> Self {
        Self { field, stop }
    }

    /// Whether the endpoint is to stop.
    pub(super) fn stopped(&self) -> bool {
        *self.stop.borrow() || self.stop.has_changed().is_err()
    }

    /// Sends, and waits while the engine is behind.
    pub(super) async fn send(&self, message: FieldMessage) -> Result<(), Ended> {
        let mut message = message;
        let mut tries_after_stop = 0;
        loop {
            match self.field.try_send(message) {
                Ok(()) => return Ok(()),
                Err(TrySendError::Disconnected(_)) => return Err(Ended::Stopped),
                Err(TrySendError::Full(back)) => message = back,
            }
            if self.stopped() {
                tries_after_stop += 1;
                if tries_after_stop > TRIES_AFTER_STOP {
                    return Err(Ended::Stopped);
                }
            }
            tokio::time::sleep(PAUSE).await;
        }
    }
}
