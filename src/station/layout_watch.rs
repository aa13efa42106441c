//! Watches the layout's files: a good change is taken over, a bad one is shown with its findings.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crossbeam_channel::Sender;
use tokio::sync::watch;

use crate::diagnostic::{Severity, has_errors};
use crate::layout;
use crate::message::Request;
use crate::station::simulation::Faults;
use crate::station::threads::{self, Running};

/// The files are looked at this often.
const LOOK_EVERY: Duration = Duration::from_secs(1);

pub(super) fn start(
    folder: PathBuf,
    faults: Option<Faults>,
    requests: Sender<Request>,
    mut stopped: watch::Receiver<bool>,
) -> std::io::Result<Running> {
    threads::spawn("layout", move || {
        let Ok(runtime) = threads::runtime() else { return };
        runtime.block_on(async {
            let mut known = layout::fingerprint(&folder);
            while tokio::time::timeout(LOOK_EVERY, stopped.wait_for(|stopped| *stopped)).await.is_err() {
                let seen = layout::fingerprint(&folder);
                if seen == known {
                    continue;
                }
                // An editor writes in several steps: what still moves is looked at again before it is judged.
                tokio::time::sleep(LOOK_EVERY / 5).await;
                if layout::fingerprint(&folder) != seen {
                    continue;
                }
                known = seen;
                let loaded = layout::load(&folder);
                let request = match loaded.plant {
                    Some(plant) if !has_errors(&loaded.findings) => {
                        let served = faults.as_ref().map(|faults| faults.relocated(&plant));
                        Request::Reload(served.unwrap_or(plant))
                    }
                    _ => {
                        let errors = loaded.findings.iter().filter(|f| f.severity == Severity::Error);
                        let texts: Vec<_> = errors.take(100).map(ToString::to_string).collect();
                        Request::ReloadRefused(Arc::from(texts))
                    }
                };
                if requests.send_timeout(request, LOOK_EVERY).is_err() {
                    // The engine is behind: the change is still news at the next look.
                    known = layout::fingerprint(&PathBuf::new());
                }
            }
        });
    })
}
