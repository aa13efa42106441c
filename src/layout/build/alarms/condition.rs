//! What an alarm judges, from its text and its tag.

use std::time::Duration;

use crate::alarm::{Condition, Level, Limit};
use crate::command::WriteRule;
use crate::device::Encoding;
use crate::layout::alarm_text::{AlarmText, Kind, LimitText};
use crate::layout::build::alarms::Maker;
use crate::layout::source::Located;
use crate::layout::tag_text::TagText;
use crate::tag::{Bands, Tag, TagIndex};

/// The span over which a rate is judged, and an overrun holds, without a word.
const OVER: Duration = Duration::from_secs(60);
/// A longer span is a trend.
const OVER_MAX: Duration = Duration::from_secs(86_400);

impl Maker<'_> {
    /// The tag that is judged, and how; `None` where something is wrong, which is told.
    pub(super) fn condition(&self, index: TagIndex, text: &AlarmText) -> Option<(TagIndex, Condition)> {
        let tag = self.plant.tag(index)?;
        let kind = text.kind.as_ref()?;
        if self.is_text(index) && kind.value != Kind::Quality {
            let message = format!("`{}` is text; only its quality can be an alarm", tag.id);
            self.builder.report.error(kind.at, "bad-value", message);
            return None;
        }
        let over = text.over.as_ref().map_or(OVER, |over| over.value);
        if let Some(over) = text.over.as_ref().filter(|over| over.value > OVER_MAX) {
            self.builder.report.error(over.at, "bad-value", "`over` is longer than a day");
        }
        let condition = match kind.value {
            Kind::Limit(level) => Condition::Limit { level, limit: self.level(index, tag, level, text)? },
            Kind::Deviation => Condition::Deviation {
                from: self.limit(index, text.from.as_ref()?)?,
                limit: self.limit(index, text.limit.as_ref()?)?,
            },
            Kind::Rate => Condition::Rate {
                limit: self.limit(index, text.limit.as_ref()?)?,
                per: text.per.as_ref()?.value,
                over,
            },
            Kind::Discrete => Condition::Discrete { states: self.states(index, tag, text) },
            Kind::Quality => {
                Condition::Quality { bad_only: text.bad_only.as_ref().is_some_and(|flag| flag.value) }
            }
            Kind::Mismatch => return self.mismatch(index, tag, kind),
            Kind::DeviceDown => Condition::DeviceDown,
            Kind::Overrun => Condition::Overrun { over },
            Kind::Disk => Condition::Disk,
        };
        self.check_own_tag(tag, kind);
        Some((index, condition))
    }

    fn is_text(&self, index: TagIndex) -> bool {
        self.plant.source(index).is_some_and(|source| matches!(source.encoding, Encoding::Text { .. }))
    }

    /// A limit as typed, or the one that the tag's bands say.
    fn level(&self, index: TagIndex, tag: &Tag, level: Level, text: &AlarmText) -> Option<Limit> {
        if let Some(limit) = &text.limit {
            return self.limit(index, limit);
        }
        let of_bands = band(&tag.bands, level);
        if of_bands.is_none() && text.sound {
            let word = Kind::Limit(level).word();
            let message = format!("an alarm of kind `{word}` needs `limit`, or `bands.{word}` at its tag");
            self.builder.report.error(text.place(), "missing-key", message);
        }
        of_bands.map(Limit::Fixed)
    }

    fn limit(&self, index: TagIndex, typed: &Located<LimitText>) -> Option<Limit> {
        match &typed.value {
            LimitText::Number(number) => Some(Limit::Fixed(*number)),
            LimitText::Tag(id) => {
                let tag = self.builder.names.tag(&Located::new(id.clone(), typed.at))?;
                if tag == index {
                    let message = format!("`{id}` is compared with itself");
                    self.builder.report.error(typed.at, "bad-value", message);
                    return None;
                }
                Some(Limit::Tag(tag))
            }
        }
    }

    /// Abnormal states; each must be one the tag can have.
    fn states(&self, index: TagIndex, tag: &Tag, text: &AlarmText) -> Vec<i64> {
        let bit = self.plant.source(index).is_some_and(|source| source.encoding == Encoding::Bit);
        for state in &text.states {
            let known = if tag.states.is_empty() {
                !bit || (0..=1).contains(&state.value)
            } else {
                tag.states.iter().any(|known| known.value == state.value)
            };
            if !known {
                let message = format!("`{}` has no state {}", tag.id, state.value);
                let states = tag.states.iter().map(|state| format!("{} {}", state.value, state.text));
                let states: Vec<String> = states.collect();
                let hint = if states.is_empty() { "a bit is 0 or 1".into() } else { states.join(", ") };
                self.builder.report.error_hint(state.at, "unknown-state", message, hint);
            }
        }
        text.states.iter().map(|state| state.value).collect()
    }

    /// The command's tag carries the alarm, its read-back is judged.
    fn mismatch(&self, index: TagIndex, tag: &Tag, kind: &Located<Kind>) -> Option<(TagIndex, Condition)> {
        let report = self.builder.report;
        let Some(rule) = self.plant.write_rules.get(&index) else {
            if self.gathered.tags.get(index.slot()).is_none_or(|text: &TagText| text.write.is_none()) {
                let message = format!("`{}` cannot be written, so that nothing can differ from it", tag.id);
                let hint = "a mismatch stands at the tag that holds the command";
                report.error_hint(kind.at, "bad-value", message, hint);
            }
            return None;
        };
        if rule.read_back == index {
            let message = format!("`{}` is its own read-back, so that nothing can differ from it", tag.id);
            report.error(kind.at, "bad-value", message);
            return None;
        }
        let Some(expect) = expected(rule, tag) else {
            let message = format!("`{}` is commanded by number, not by state", tag.id);
            let hint = "for numbers `deviation` is the kind, with `from` naming the commanded tag";
            report.error_hint(kind.at, "bad-value", message, hint);
            return None;
        };
        Some((rule.read_back, Condition::Mismatch { commanded: index, expect }))
    }

    /// Kinds that judge the station's own tags make no sense at others.
    fn check_own_tag(&self, tag: &Tag, kind: &Located<Kind>) {
        let (wanted, fits) = match kind.value {
            Kind::DeviceDown => (
                "`sys.<device>.connected` or `sys.<device>.<unit>.online`",
                tag.id.ends_with(".connected") || tag.id.ends_with(".online"),
            ),
            Kind::Overrun => ("`sys.<device>.overruns`", tag.id.ends_with(".overruns")),
            Kind::Disk => ("a tag `sys.station.…`", tag.id.starts_with("sys.station.")),
            Kind::Limit(_)
            | Kind::Deviation
            | Kind::Rate
            | Kind::Discrete
            | Kind::Quality
            | Kind::Mismatch => return,
        };
        if !(fits && tag.id.starts_with("sys.")) {
            let message =
                format!("an alarm of kind `{}` stands at {wanted}, not at `{}`", kind.value.word(), tag.id);
            self.builder.report.error(kind.at, "bad-value", message);
        }
    }
}

/// The limit that a tag's bands name.
fn band(bands: &Bands, level: Level) -> Option<f64> {
    match level {
        Level::HighHigh => bands.high_high,
        Level::High => bands.high,
        Level::Low => bands.low,
        Level::LowLow => bands.low_low,
    }
}

/// Commanded value and the state it stands for: as the write says, or the same number.
fn expected(rule: &WriteRule, tag: &Tag) -> Option<Vec<(i64, i64)>> {
    let same = |value: i64| (value, value);
    if !rule.expect.is_empty() {
        Some(rule.expect.iter().map(|(commanded, shown)| (*commanded, *shown)).collect())
    } else if !tag.states.is_empty() {
        Some(tag.states.iter().map(|state| same(state.value)).collect())
    } else if (rule.minimum, rule.maximum) == (0.0, 1.0) {
        Some(vec![same(0), same(1)])
    } else {
        None
    }
}
