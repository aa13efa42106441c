//! Tags from their texts: definition, source, and what is left for expressions and writes.

use std::sync::Arc;
use std::time::Duration;

use crate::device::{Encoding, Source};
use crate::layout::build::{Builder, source};
use crate::layout::tag_text::TagText;
use crate::tag::{Bands, Scaling, Tag, TagIndex};

/// Where no scan class is known, something has to stand.
const PERIOD: Duration = Duration::from_secs(1);

/// A tag and where it lives.
pub(crate) fn tag(builder: &Builder<'_>, index: TagIndex, text: &TagText) -> (Tag, Option<Source>) {
    let (period, stale_after) = times(builder, text);
    let scaling = source::scaling(builder.report, text);
    let source = polled(builder, index, text, period);
    let fraction = !matches!(scaling, Scaling::None)
        || source.as_ref().is_none_or(|source| matches!(source.encoding, Encoding::F32 | Encoding::F64));
    let tag = Tag {
        id: Arc::clone(&text.id.value),
        title: Arc::clone(&text.title.as_ref().unwrap_or(&text.id).value),
        formerly: text.formerly.iter().flat_map(|ids| ids.value.split_whitespace()).map(Arc::from).collect(),
        equipment: text.equipment.clone(),
        area: builder.names.area(text.area.as_ref()),
        unit: text.eng_unit.as_ref().map(|unit| Arc::clone(&unit.value)).unwrap_or_default(),
        decimals: text.decimals.as_ref().map_or(if fraction { 2 } else { 0 }, |decimals| decimals.value),
        range: text.range.as_ref().map(|range| range.value),
        bands: Bands {
            normal: text.bands.normal.as_ref().map(|normal| normal.value),
            low_low: text.bands.low_low.as_ref().map(|limit| limit.value),
            low: text.bands.low.as_ref().map(|limit| limit.value),
            high: text.bands.high.as_ref().map(|limit| limit.value),
            high_high: text.bands.high_high.as_ref().map(|limit| limit.value),
        },
        states: text.states.iter().map(|state| state.value.clone()).collect(),
        scaling,
        period,
        stale_after,
    };
    (tag, source)
}

fn times(builder: &Builder<'_>, text: &TagText) -> (Duration, Duration) {
    let scan = match (&text.scan, builder.scans) {
        (Some(id), scans) => builder.names.scan(id).and_then(|at| scans.get(at)),
        (None, [only]) => Some(only),
        (None, _) => {
            if text.expression.is_none() && text.sound {
                builder.report.error(text.place(), "missing-key", "a tag needs `scan`");
            }
            None
        }
    };
    let period = scan.map_or(PERIOD, |scan| scan.period);
    let stale = scan.map_or(PERIOD * 3, |scan| scan.stale_after);
    (period, text.stale_after.as_ref().map_or(stale, |stale| stale.value))
}

/// A polled tag has a device and an address; a derived one has neither.
fn polled(builder: &Builder<'_>, index: TagIndex, text: &TagText, period: Duration) -> Option<Source> {
    if text.expression.is_some() {
        for (key, word) in [("device", &text.device), ("at", &text.address), ("type", &text.encoding)] {
            if let Some(word) = word {
                let message = format!("a tag with `expression` is calculated; `{key}` does not belong to it");
                builder.report.error(word.at, "bad-value", message);
            }
        }
        return None;
    }
    if text.address.is_none() && text.sound {
        builder.report.error(text.place(), "missing-key", "a tag needs `at`, or `expression`");
    }
    let Some(device) = &text.device else {
        if text.sound {
            let message = format!("`{}` names no device", text.id.value);
            let hint = "add `device`, or `expression`";
            builder.report.error_hint(text.place(), "tag-without-device", message, hint);
        }
        return None;
    };
    let device = builder.names.device(device)?;
    source::source(builder, index, text, device, period)
}
