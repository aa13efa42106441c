//! When the next frame is painted: on news, at most so often, and once a second for the clock.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crate::time::{Clock, Steady};

/// One wake-up costs one frame only if it asks for a moment in the future.
const SOON: Duration = Duration::from_millis(2);

/// When the last frame was painted, shared with the thread that brings news.
#[derive(Clone, Debug)]
pub(super) struct Pace {
    painted: Arc<AtomicU64>,
    interval: Duration,
}

impl Pace {
    pub(super) fn new(interval: Duration) -> Self {
        Self { painted: Arc::new(AtomicU64::new(0)), interval }
    }

    pub(super) fn painted(&self, now: Steady) {
        self.painted.store(now.nanos(), Ordering::Relaxed);
    }

    /// How long news must wait so that the cap holds.
    fn wait(&self, now: Steady) -> Duration {
        let since = now.since(Steady::from_nanos(self.painted.load(Ordering::Relaxed)));
        self.interval.saturating_sub(since).max(SOON)
    }

    /// What the thread that brings news calls after each batch.
    pub(super) fn hook(&self, ctx: &egui::Context, clock: Arc<dyn Clock>) -> Box<dyn Fn() + Send + Sync> {
        let (pace, ctx) = (self.clone(), ctx.clone());
        Box::new(move || ctx.request_repaint_after(pace.wait(clock.now().steady)))
    }
}

/// How long until the clock on screen shows the next second.
pub(super) fn next_second(nanos: i64) -> Duration {
    let within = nanos.rem_euclid(1_000_000_000) as u64;
    Duration::from_nanos(1_000_000_000 - within) + SOON
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn news_waits_for_the_cap_and_no_longer() {
        let pace = Pace::new(Duration::from_millis(100));
        pace.painted(Steady::from_millis(1_000));
        assert_eq!(pace.wait(Steady::from_millis(1_030)), Duration::from_millis(70));
        assert_eq!(pace.wait(Steady::from_millis(1_500)), SOON);
        assert_eq!(next_second(1_250_000_000), Duration::from_millis(752));
    }
}
