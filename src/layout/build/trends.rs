//! `trends/*.toml`: named trends, each a choice of pens and a span.

use std::sync::Arc;

use crate::layout::build::displays::SPAN;
use crate::layout::fields::Fields;
use crate::layout::names::Names;
use crate::layout::node::Table;
use crate::layout::plant_file::{format, unique};
use crate::layout::source::Located;
use crate::plant::{NamedTrend, PENS_MAX};
use crate::tag::{Tag, TagIndex};

/// Reads a named trend.
pub(crate) fn trend(names: &Names<'_>, tags: &[Tag], id: Arc<str>, table: &Table) -> NamedTrend {
    let mut fields = Fields::new(names.report, table, "a named trend");
    format(&mut fields);
    let title = fields.need_text("title").map_or_else(|| Arc::clone(&id), |title| title.value);
    let span = fields.span_above_zero("span").map_or(SPAN, |span| span.value);
    let pens = pens(names, &mut fields);
    let axes = axes(names, tags, &pens, &mut fields);
    fields.finish();
    NamedTrend { id, title, span, pens, axes }
}

fn pens(names: &Names<'_>, fields: &mut Fields<'_>) -> Vec<TagIndex> {
    let there = fields.need("pens");
    let words = fields.texts("pens");
    if there && words.is_empty() {
        fields.bad(fields.key_at("pens"), "pens", "names no tag");
    }
    if let Some(word) = words.get(PENS_MAX) {
        fields.bad(word.at, "pens", &format!("has {} tags; a trend has at most {PENS_MAX}", words.len()));
    }
    unique(names.report, "the pen", &words);
    words.iter().take(PENS_MAX).filter_map(|word| names.tag(word)).collect()
}

fn axes(
    names: &Names<'_>,
    tags: &[Tag],
    pens: &[TagIndex],
    fields: &mut Fields<'_>,
) -> Vec<(Arc<str>, [f64; 2])> {
    let (mut units, mut axes) = (Vec::new(), Vec::new());
    for mut axis in fields.tables("axes", "[[axes]]") {
        axis.need("range");
        let (unit, range) = (axis.need_text("unit"), axis.pair("range"));
        let (Some(unit), Some(range)) = (unit, range) else {
            axis.finish();
            continue;
        };
        let [low, high] = range.value;
        if low >= high {
            axis.bad(range.at, "range", &format!("goes from {low} to {high}; the low end stands first"));
        }
        let mut drawn = pens.iter().filter_map(|pen| tags.get(pen.slot()));
        if !drawn.any(|tag| tag.unit == unit.value) {
            axis.bad(unit.at, "unit", &format!("is `{}`, which is the unit of no pen", unit.value));
        }
        axes.push((Arc::clone(&unit.value), range.value));
        units.push(Located::new(unit.value, unit.at));
        axis.finish();
    }
    unique(names.report, "the axis", &units);
    axes
}
