//! How long to wait before the next attempt: growing, bounded, and not in step with the other devices.

use std::time::Duration;

/// The first pause, before its jitter: with it at most 0.96 s.
const FIRST: Duration = Duration::from_millis(800);

/// No pause is longer.
pub const RETRY_PAUSE_MAX: Duration = Duration::from_secs(30);

/// Pauses between attempts: 0.8 s, doubled each time up to a bound, 20 % shorter or longer by chance. The
/// chance is seeded, so that a run can be repeated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backoff {
    pause: Duration,
    chance: u64,
}

impl Backoff {
    /// With a seed from ids: devices that fail together must not come back together.
    pub fn seeded(id: &str, unit: Option<u8>) -> Self {
        // FNV-1a: any spreading hash will do.
        let bytes = id.bytes().chain(unit);
        let chance = bytes.fold(0xCBF2_9CE4_8422_2325, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
        });
        Self { pause: FIRST, chance: chance | 1 }
    }

    /// The next pause, at most `longest` and at most [`RETRY_PAUSE_MAX`].
    pub fn next_pause(&mut self, longest: Duration) -> Duration {
        let longest = longest.min(RETRY_PAUSE_MAX);
        let pause = self.pause.min(longest).mul_f64(0.8 + 0.4 * self.share());
        self.pause = self.pause.saturating_mul(2).min(RETRY_PAUSE_MAX);
        pause.min(longest)
    }

    /// The next pause is a first one again.
    pub const fn reset(&mut self) {
        self.pause = FIRST;
    }

    /// 0 to 1 (xorshift64).
    fn share(&mut self) -> f64 {
        self.chance ^= self.chance << 13;
        self.chance ^= self.chance >> 7;
        self.chance ^= self.chance << 17;
        (self.chance >> 11) as f64 / (1u64 << 53) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_down_for_five_minutes_is_tried_ten_to_forty_times() {
        for device in 0..50 {
            let mut backoff = Backoff::seeded(&format!("PLC-{device}"), None);
            let first = backoff.next_pause(RETRY_PAUSE_MAX);
            assert!(first < Duration::from_secs(1), "{first:?}");
            let (mut elapsed, mut attempts) = (first, 1);
            while elapsed < Duration::from_secs(300) {
                let pause = backoff.next_pause(RETRY_PAUSE_MAX);
                assert!(pause <= RETRY_PAUSE_MAX);
                elapsed += pause;
                attempts += 1;
            }
            assert!((10..=40).contains(&attempts), "{attempts}");
        }
    }

    #[test]
    fn devices_do_not_come_back_in_step_and_a_run_can_be_repeated() {
        let pauses = |id: &str| {
            let mut backoff = Backoff::seeded(id, Some(1));
            (0..6).map(|_| backoff.next_pause(RETRY_PAUSE_MAX)).collect::<Vec<_>>()
        };
        assert_eq!(pauses("PLC-1"), pauses("PLC-1"));
        assert_ne!(pauses("PLC-1"), pauses("PLC-2"));
    }
}
