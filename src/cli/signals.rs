//! Signals: SIGTERM and SIGINT end, SIGUSR1 asks for the statistics.

use crossbeam_channel::{Receiver, bounded};
use signal_hook::consts::{SIGINT, SIGTERM, SIGUSR1};
use signal_hook::iterator::Signals;

use crate::station;

/// What a signal asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    /// End cleanly.
    End,
    /// Write the statistics now.
    Statistics,
}

/// Listens from now on.
pub(super) fn listen() -> std::io::Result<Receiver<Asked>> {
    let mut signals = Signals::new([SIGINT, SIGTERM, SIGUSR1])?;
    let (asked, receiver) = bounded(16);
    station::spawn_named("signals", move || {
        for signal in signals.forever() {
            let what = if signal == SIGUSR1 { Asked::Statistics } else { Asked::End };
            if asked.send(what).is_err() {
                return;
            }
        }
    })?;
    Ok(receiver)
}
