//! Tells a screen of each new snapshot, from a thread of its own.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use crate::message::Snapshot;
use crate::station::latest::Latest;
use crate::station::spawn_named;

/// The thread that wakes a screen looks this often whether the station has stopped.
const WAKE_PATIENCE: Duration = Duration::from_millis(500);

/// Calls this after each new snapshot that looks different: a screen that hangs holds up that thread, never
/// the one that makes snapshots, and a plant that stands still costs no frames.
pub(super) fn start(
    latest: Arc<Latest>,
    stopped: watch::Receiver<bool>,
    wake: Arc<dyn Fn() + Send + Sync>,
) -> std::io::Result<()> {
    spawn_named("wake", move || {
        let mut shown: Option<Arc<Snapshot>> = None;
        while !*stopped.borrow() && stopped.has_changed().is_ok() {
            let seen = shown.as_ref().map_or(0, |snapshot| snapshot.sequence);
            let newer = latest.wait_until(WAKE_PATIENCE, |snapshot| snapshot.sequence > seen);
            let Some(newer) = newer else { continue };
            let same = shown.as_ref().is_some_and(|before| newer.looks_like(before));
            shown = Some(newer);
            if !same {
                wake();
            }
        }
    })
}
