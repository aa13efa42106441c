//! The thread `alarms`: writes the file, at most once a second and at the end. A disk that stalls holds up
//! this thread and nothing else: the journal has everything.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crossbeam_channel::{Receiver, Sender, bounded};

use crate::message::Request;
use crate::station::alarm_memory::{Saved, state_file};
use crate::station::threads::{self, Running};
use crate::time::Clock;

/// How long the end of a station waits until what it knew last is taken over.
const END_PATIENCE: Duration = Duration::from_millis(400);

/// Where the recorder hands on what is to be saved: one at a time. Full: it keeps what it has and tries again.
#[derive(Debug)]
pub(in crate::station) struct Saver {
    to: Sender<Saved>,
}

impl Saver {
    /// Tells whether it was taken.
    pub(in crate::station) fn save(&self, saved: Saved) -> bool {
        self.to.try_send(saved).is_ok()
    }

    /// The last one.
    pub(in crate::station) fn end(self, saved: Saved) {
        let _ = self.to.send_timeout(saved, END_PATIENCE);
    }
}

/// Starts the thread; it ends when its [`Saver`] is dropped.
pub(super) fn start(
    folder: PathBuf,
    requests: Sender<Request>,
    clock: Arc<dyn Clock>,
) -> std::io::Result<(Saver, Running)> {
    let (to, from): (_, Receiver<Saved>) = bounded(1);
    let running = threads::spawn("alarms", move || {
        let mut trouble = String::new();
        for saved in from {
            let now = match state_file::write(&folder, &state_file::text(&saved, clock.now().utc)) {
                Ok(()) => String::new(),
                Err(error) => {
                    let path = folder.join(state_file::NAME);
                    format!(
                        "{} cannot be written: {error}; after a restart the journal alone tells the alarms",
                        path.display()
                    )
                }
            };
            // Told once; told again when it was well in between.
            if now != trouble
                && (now.is_empty() || requests.try_send(Request::StoreRemark(now.as_str().into())).is_ok())
            {
                trouble = now;
            }
        }
    })?;
    Ok((Saver { to }, running))
}
