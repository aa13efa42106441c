//! A quality as it stands in files: 16 bits, level, reason and detail. `docs/recording-format.md`, Quality.

use crate::tag::{Bad, Good, Quality, Uncertain};

/// Level in bits 14 and 15, "has no value" in bit 13, reason in bits 8 to 12, detail in bits 0 to 7.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct QualityCode(pub u16);

const NO_VALUE: u16 = 1 << 13;
const UNCERTAIN: u16 = 1 << 14;
const BAD: u16 = 2 << 14;

impl QualityCode {
    /// Plain Good, with a value.
    pub const GOOD: Self = Self(0);

    /// The code of a quality, for a sample with or without a value.
    pub fn new(quality: Quality, has_value: bool) -> Self {
        let reason = |reason: u16| reason << 8;
        let code = match quality {
            Quality::Good(Good::Plain) => 0,
            Quality::Good(Good::Substituted) => reason(1),
            Quality::Uncertain(why) => {
                UNCERTAIN
                    | reason(match why {
                        Uncertain::Stale => 0,
                        Uncertain::SensorNotAccurate => 1,
                        Uncertain::RangeExceeded => 2,
                        Uncertain::UncertainSource => 3,
                    })
            }
            Quality::Bad(why) => {
                BAD | match why {
                    Bad::WaitingForFirstValue => reason(0),
                    Bad::NotConnected => reason(1),
                    Bad::NoCommunication => reason(2),
                    Bad::DeviceException(code) => reason(3) | u16::from(code),
                    Bad::BrokenAnswer => reason(4),
                    Bad::NotImplemented => reason(5),
                    Bad::SensorFailure => reason(6),
                    Bad::NotAValue => reason(7),
                    Bad::ConfigurationError => reason(8),
                    Bad::OutOfService => reason(9),
                    Bad::BadSource => reason(10),
                    Bad::NotRecorded => reason(11),
                }
            }
        };
        Self(if has_value { code } else { code | NO_VALUE })
    }

    /// Whether the row carries a value.
    pub const fn has_value(self) -> bool {
        self.0 & NO_VALUE == 0
    }

    /// Whether it is Good, with a value.
    pub const fn is_good(self) -> bool {
        self.0 & (BAD | UNCERTAIN | NO_VALUE) == 0
    }

    /// The quality; a code of a newer writer is the nearest level's plainest reason, never Good.
    pub fn quality(self) -> Quality {
        let reason = self.0 >> 8 & 31;
        match self.0 >> 14 {
            0 if reason == 0 => Quality::GOOD,
            0 if reason == 1 => Quality::Good(Good::Substituted),
            0 | 1 => Quality::Uncertain(match reason {
                0 => Uncertain::Stale,
                1 => Uncertain::SensorNotAccurate,
                2 => Uncertain::RangeExceeded,
                _ => Uncertain::UncertainSource,
            }),
            _ => Quality::Bad(match reason {
                0 => Bad::WaitingForFirstValue,
                1 => Bad::NotConnected,
                2 => Bad::NoCommunication,
                3 => Bad::DeviceException(self.0 as u8),
                4 => Bad::BrokenAnswer,
                5 => Bad::NotImplemented,
                6 => Bad::SensorFailure,
                7 => Bad::NotAValue,
                8 => Bad::ConfigurationError,
                9 => Bad::OutOfService,
                11 => Bad::NotRecorded,
                _ => Bad::BadSource,
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_a_quality_and_every_quality_comes_back() {
        for code in 0..=u16::MAX {
            let code = QualityCode(code);
            let again = QualityCode::new(code.quality(), code.has_value());
            assert_eq!(again.quality(), code.quality());
            assert_eq!(again.has_value(), code.has_value());
        }
        let all = [
            Quality::GOOD,
            Quality::Good(Good::Substituted),
            Quality::STALE,
            Quality::Uncertain(Uncertain::RangeExceeded),
            Quality::Bad(Bad::DeviceException(11)),
            Quality::Bad(Bad::BadSource),
        ];
        for quality in all {
            assert_eq!(QualityCode::new(quality, true).quality(), quality);
        }
    }
}
