//! When the next frame is painted: on news, at most so often, and once a second for the clock.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crate::time::{Clock, Steady};

/// One wake-up costs one frame only if it asks for a moment in the future.
const SOON: Duration = Duration::from_millis(2);

/// Two frames are never closer than this.
const APART: Duration = Duration::from_millis(30);

/// When the next frame may be painted, shared with the thread that brings news.
///
/// One frame an interval on average, with one in hand: a frame for something else in between, as the status
/// of a device, must not hold up the one that shows the next scan.
#[derive(Clone, Debug)]
pub(super) struct Pace {
    painted: Arc<AtomicU64>,
    /// Until when all frames so far are paid for.
    paid_until: Arc<AtomicU64>,
    interval: Duration,
}

impl Pace {
    pub(super) fn new(interval: Duration) -> Self {
        Self { painted: Arc::default(), paid_until: Arc::default(), interval }
    }

    pub(super) fn painted(&self, now: Steady) {
        let paid = Steady::from_nanos(self.paid_until.load(Ordering::Relaxed)).max(now).after(self.interval);
        self.paid_until.store(paid.nanos(), Ordering::Relaxed);
        self.painted.store(now.nanos(), Ordering::Relaxed);
    }

    /// How long news must wait so that the cap holds.
    fn wait(&self, now: Steady) -> Duration {
        let painted = Steady::from_nanos(self.painted.load(Ordering::Relaxed));
        let paid_until = Steady::from_nanos(self.paid_until.load(Ordering::Relaxed));
        let in_hand = paid_until.since(now).saturating_sub(self.interval);
        in_hand.max(painted.after(APART).since(now)).max(SOON)
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
    fn news_waits_for_the_cap_with_one_frame_in_hand() {
        let at = Steady::from_millis;
        let pace = Pace::new(Duration::from_millis(100));
        pace.painted(at(1_000));
        assert_eq!(pace.wait(at(1_010)), Duration::from_millis(20), "never closer than that");
        pace.painted(at(1_060));
        assert_eq!(pace.wait(at(1_070)), Duration::from_millis(30), "the one in hand is spent");
        pace.painted(at(1_100));
        assert_eq!(pace.wait(at(1_100)), Duration::from_millis(100), "ten a second on average");
        assert_eq!(pace.wait(at(1_500)), SOON);
        assert_eq!(next_second(1_250_000_000), Duration::from_millis(752));
    }
}
