//! Write rules: limits, read-back and conditions of tags that may be written.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use crate::command::{PermissiveRule, WriteRule};
use crate::device::{Encoding, Source};
use crate::layout::build::Builder;
use crate::layout::build::derived::expression;
use crate::layout::tag_text::TagText;
use crate::tag::{Scaling, Tag, TagIndex};

/// A command not sent by then expires.
const DEADLINE: Duration = Duration::from_secs(3);
/// The read-back must agree within this time.
const SETTLE_WITHIN: Duration = Duration::from_secs(5);

/// The rule of one tag, if its read-back and limits are known.
pub(crate) fn rule(
    builder: &Builder<'_>,
    tags: &[Tag],
    sources: &BTreeMap<TagIndex, Source>,
    index: TagIndex,
    text: &TagText,
) -> Option<WriteRule> {
    let write = text.write.as_ref()?;
    let tag = tags.get(index.slot())?;
    let limits = limits(builder, tag, sources.get(&index), text);
    let read_back = read_back(builder, index, text);
    let permissives = write
        .permissives
        .iter()
        .filter_map(|permissive| {
            let (title, condition) = (permissive.title.as_ref()?, permissive.condition.as_ref()?);
            Some(PermissiveRule {
                title: Arc::clone(&title.value),
                condition: expression(&builder.names, condition)?,
                for_values: permissive.for_values.iter().map(|value| value.value).collect(),
                lifted_by: permissive
                    .lifted_by
                    .as_ref()
                    .map(|who| Arc::clone(&who.value))
                    .unwrap_or_default(),
            })
        })
        .collect();
    let expect: BTreeMap<i64, i64> = write.expect.iter().map(|pair| pair.value).collect();
    if expect.len() < write.expect.len()
        && let Some(first) = write.expect.first()
    {
        builder.report.error(first.at, "bad-value", "`expect` holds a commanded value twice");
    }
    let (minimum, maximum) = limits?;
    let read_back = read_back?;
    let tolerance = write.tolerance.as_ref().map(|tolerance| tolerance.value);
    let resolution = |tag: TagIndex| resolution(tags.get(tag.slot()), sources.get(&tag), maximum - minimum);
    Some(WriteRule {
        tag: index,
        minimum,
        maximum,
        step_maximum: write.step_maximum.as_ref().map(|step| step.value),
        read_back,
        expect,
        tolerance: tolerance.unwrap_or_else(|| resolution(index).max(resolution(read_back))),
        deadline: write.deadline.as_ref().map_or(DEADLINE, |span| span.value),
        settle_within: write.settle_within.as_ref().map_or(SETTLE_WITHIN, |span| span.value),
        critical: write.critical.as_ref().is_some_and(|flag| flag.value),
        permissives,
    })
}

/// Smallest and largest value: as typed, or 0 and 1 of a bit, or the first and last state.
fn limits(builder: &Builder<'_>, tag: &Tag, source: Option<&Source>, text: &TagText) -> Option<(f64, f64)> {
    let write = text.write.as_ref()?;
    let states = || tag.states.iter().map(|state| state.value as f64);
    let natural = if !tag.states.is_empty() {
        Some((states().fold(f64::INFINITY, f64::min), states().fold(f64::NEG_INFINITY, f64::max)))
    } else if source.is_some_and(|source| source.encoding == Encoding::Bit) {
        Some((0.0, 1.0))
    } else {
        None
    };
    let minimum = write.minimum.as_ref().map(|limit| limit.value).or(natural.map(|(low, _)| low));
    let maximum = write.maximum.as_ref().map(|limit| limit.value).or(natural.map(|(_, high)| high));
    for (key, limit) in [("minimum", minimum), ("maximum", maximum)] {
        if limit.is_none() && text.sound {
            let message = format!("a tag that may be written needs `write.{key}`");
            builder.report.error(write.place(), "missing-key", message);
        }
    }
    let (minimum, maximum) = (minimum?, maximum?);
    if minimum > maximum {
        let at = write.minimum.as_ref().or(write.maximum.as_ref()).map_or(write.place(), |limit| limit.at);
        let message = format!("`minimum` {minimum} is above `maximum` {maximum}");
        builder.report.error(at, "write-limits", message);
        return None;
    }
    Some((minimum, maximum))
}

fn read_back(builder: &Builder<'_>, index: TagIndex, text: &TagText) -> Option<TagIndex> {
    let write = text.write.as_ref()?;
    match &write.read_back {
        Some(word) if &*word.value == "self" => Some(index),
        Some(word) => builder.names.tag(word),
        None if !text.sound => None,
        None => {
            let message = "a tag that may be written needs `write.read_back`";
            let hint = "the tag that shows what the device made of it; \"self\" for the tag itself";
            builder.report.error_hint(write.place(), "write-without-read-back", message, hint);
            None
        }
    }
}

/// What the read-back may differ by for its resolution alone: half a count, or a float's last digits.
fn resolution(tag: Option<&Tag>, source: Option<&Source>, span: f64) -> f64 {
    let (Some(tag), Some(source)) = (tag, source) else { return 0.0 };
    match &tag.scaling {
        _ if matches!(source.encoding, Encoding::F32 | Encoding::F64) => span * 1.0e-6,
        Scaling::None => 0.0,
        Scaling::Linear { gain, .. } => gain.abs() / 2.0,
        Scaling::TwoPoint { raw: [raw_low, raw_high], engineering: [low, high], .. } => {
            ((high - low) / (raw_high - raw_low)).abs() / 2.0
        }
        Scaling::Exponent => span * 1.0e-3,
    }
}
