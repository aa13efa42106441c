//! Quality with its reason (OPC UA part 8) and the NAMUR NE 107 letter that stands for it on a screen.

use std::fmt;

/// What a value is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Quality {
    /// Fit for use.
    Good(Good),
    /// To be looked at twice.
    Uncertain(Uncertain),
    /// Not to be trusted.
    Bad(Bad),
}

/// Kinds of Good.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Good {
    /// Nothing to add.
    Plain,
    /// Entered by hand in place of the sensor.
    Substituted,
}

/// Reasons for Uncertain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Uncertain {
    /// Older than its stale limit: the last usable value.
    Stale,
    /// The sensor says that it is not accurate.
    SensorNotAccurate,
    /// Outside the engineering range, or a 4-20 mA loop beyond its normal span.
    RangeExceeded,
    /// Derived from a value that is itself uncertain.
    UncertainSource,
}

/// Reasons for Bad.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Bad {
    /// Nothing has arrived since start.
    WaitingForFirstValue,
    /// The link to the device is down.
    NotConnected,
    /// The device or unit does not answer.
    NoCommunication,
    /// The device answered with this exception.
    DeviceException(u8),
    /// The device broke the protocol: wrong length, wrong echo, wrong function.
    BrokenAnswer,
    /// The device says that it has no such value, or the register holds its not-implemented mark.
    NotImplemented,
    /// The sensor or its loop has failed.
    SensorFailure,
    /// The register's content is not a value of the tag's type.
    NotAValue,
    /// The layout is wrong about this tag.
    ConfigurationError,
    /// Taken out of service.
    OutOfService,
    /// A part of a derived value is bad.
    BadSource,
    /// A replay has no word of it at this time.
    NotRecorded,
}

/// The three levels without their reasons.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum QualityLevel {
    /// Fit for use.
    Good,
    /// To be looked at twice.
    Uncertain,
    /// Not to be trusted.
    Bad,
}

impl Quality {
    /// Plain Good.
    pub const GOOD: Self = Self::Good(Good::Plain);
    /// What every tag starts as.
    pub const WAITING: Self = Self::Bad(Bad::WaitingForFirstValue);
    /// What a tag is in a replay at a time of which nothing was recorded.
    pub const NOT_RECORDED: Self = Self::Bad(Bad::NotRecorded);
    /// Older than the stale limit.
    pub const STALE: Self = Self::Uncertain(Uncertain::Stale);

    /// The level without its reason.
    pub const fn level(self) -> QualityLevel {
        match self {
            Self::Good(_) => QualityLevel::Good,
            Self::Uncertain(_) => QualityLevel::Uncertain,
            Self::Bad(_) => QualityLevel::Bad,
        }
    }

    /// Whether it is Good.
    pub const fn is_good(self) -> bool {
        matches!(self, Self::Good(_))
    }

    /// The worse of two, for derived values; of equals the first.
    #[must_use]
    pub fn worse(self, other: Self) -> Self {
        if other.level() > self.level() { other } else { self }
    }

    /// The level as the stable word of the headless contract.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Good(_) => "good",
            Self::Uncertain(_) => "uncertain",
            Self::Bad(_) => "bad",
        }
    }

    /// The reason in words, stable for scripts; empty for plain Good.
    pub fn reason(self) -> String {
        match self {
            Self::Good(Good::Plain) => String::new(),
            Self::Good(Good::Substituted) => "substituted".into(),
            Self::Uncertain(Uncertain::Stale) => "stale".into(),
            Self::Uncertain(Uncertain::SensorNotAccurate) => "sensor not accurate".into(),
            Self::Uncertain(Uncertain::RangeExceeded) => "range exceeded".into(),
            Self::Uncertain(Uncertain::UncertainSource) => "uncertain source".into(),
            Self::Bad(Bad::WaitingForFirstValue) => "waiting for first value".into(),
            Self::Bad(Bad::NotConnected) => "not connected".into(),
            Self::Bad(Bad::NoCommunication) => "no communication".into(),
            Self::Bad(Bad::DeviceException(code)) => format!("device exception {code}"),
            Self::Bad(Bad::BrokenAnswer) => "broken answer".into(),
            Self::Bad(Bad::NotImplemented) => "not implemented".into(),
            Self::Bad(Bad::SensorFailure) => "sensor failure".into(),
            Self::Bad(Bad::NotAValue) => "not a value".into(),
            Self::Bad(Bad::ConfigurationError) => "configuration error".into(),
            Self::Bad(Bad::OutOfService) => "out of service".into(),
            Self::Bad(Bad::BadSource) => "bad source".into(),
            Self::Bad(Bad::NotRecorded) => "not recorded".into(),
        }
    }
}

impl fmt::Display for Quality {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let reason = self.reason();
        if reason.is_empty() { f.write_str(self.word()) } else { write!(f, "{}, {reason}", self.word()) }
    }
}
