//! Watches the layout's files: a good change is taken over, a bad one is shown with its findings. Saves trends
//! that get a name.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use crossbeam_channel::Sender;
use tokio::sync::{mpsc, watch};

use crate::diagnostic::{Severity, has_errors};
use crate::layout;
use crate::message::Request;
use crate::plant::{NamedTrend, Plant};
use crate::station::simulation::Faults;
use crate::station::threads::{self, Running};

/// The files are looked at this often.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Trends that wait to be saved. Full: the operator is told.
const SAVES: usize = 8;

/// The way to the layout's files.
pub(super) struct Saver(mpsc::Sender<(Arc<Plant>, NamedTrend)>);

impl Saver {
    /// Hands over a trend to be saved; `false` where too many wait.
    pub(super) fn save(&self, plant: Arc<Plant>, trend: NamedTrend) -> bool {
        self.0.try_send((plant, trend)).is_ok()
    }
}

pub(super) fn start(
    folder: PathBuf,
    faults: Option<Faults>,
    requests: Sender<Request>,
    mut stopped: watch::Receiver<bool>,
) -> std::io::Result<(Running, Saver)> {
    let (saver, mut saves) = mpsc::channel::<(Arc<Plant>, NamedTrend)>(SAVES);
    let thread = threads::spawn("layout", move || {
        let Ok(runtime) = threads::runtime() else { return };
        runtime.block_on(async {
            let mut known = layout::fingerprint(&folder);
            loop {
                tokio::select! {
                    _ = stopped.wait_for(|stopped| *stopped) => break,
                    save = saves.recv() => {
                        // The engine is gone, and with it everyone who could want a layout.
                        let Some((plant, trend)) = save else { break };
                        let told = saved(&folder, &plant, &trend);
                        let _ = requests.send_timeout(told, LOOK_EVERY);
                    }
                    () = tokio::time::sleep(LOOK_EVERY) => {}
                }
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
                if requests.send_timeout(judged(&folder, faults.as_ref()), LOOK_EVERY).is_err() {
                    // The engine is behind: the change is still news at the next look.
                    known = layout::fingerprint(&PathBuf::new());
                }
            }
        });
    })?;
    Ok((thread, Saver(saver)))
}

/// Saves a trend, and how that ended.
fn saved(folder: &Path, plant: &Plant, trend: &NamedTrend) -> Request {
    let result = layout::save_trend(folder, plant, trend);
    let result = result.map(Arc::from).map_err(|error| error.to_string().into());
    Request::TrendSaved { title: Arc::clone(&trend.title), result }
}

/// The layout as it is now, good or refused.
fn judged(folder: &Path, faults: Option<&Faults>) -> Request {
    let loaded = layout::load(folder);
    match loaded.plant {
        Some(plant) if !has_errors(&loaded.findings) => {
            let served = faults.map(|faults| faults.relocated(&plant));
            Request::Reload(served.unwrap_or(plant))
        }
        _ => {
            let errors = loaded.findings.iter().filter(|f| f.severity == Severity::Error);
            let texts: Vec<_> = errors.take(100).map(ToString::to_string).collect();
            Request::ReloadRefused(Arc::from(texts))
        }
    }
}
