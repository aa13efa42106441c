//! Starting named threads, and ending them without waiting for ever.

use std::thread::{Builder, JoinHandle};
use std::time::Duration;

use crossbeam_channel::{Receiver, bounded};

/// A running thread with a sign that it has ended.
#[derive(Debug)]
pub(super) struct Running {
    handle: JoinHandle<()>,
    ended: Receiver<()>,
    patience: Duration,
}

/// A thread that was told to end is waited for this long.
const PATIENCE: Duration = Duration::from_millis(450);

/// Starts a thread with a name that shows in every process list.
pub(super) fn spawn(name: &str, body: impl FnOnce() + Send + 'static) -> std::io::Result<Running> {
    let (alive, ended) = bounded::<()>(1);
    let handle = Builder::new().name(name.to_owned()).spawn(move || {
        // Dropped when the thread ends, however it ends.
        let _alive = alive;
        body();
    })?;
    Ok(Running { handle, ended, patience: PATIENCE })
}

impl Running {
    /// One that has work to do at the end, and is waited for longer.
    pub(super) const fn patient(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// Joins it if it ends in time; a thread that hangs in the system is left behind.
    pub(super) fn join(self) {
        use crossbeam_channel::RecvTimeoutError::{Disconnected, Timeout};
        match self.ended.recv_timeout(self.patience) {
            Ok(()) | Err(Disconnected) => {
                let _ = self.handle.join();
            }
            Err(Timeout) => {}
        }
    }
}

/// The runtime of a thread that waits on sockets: one thread, no worker pool.
pub(super) fn runtime() -> std::io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_current_thread().enable_all().build()
}
