//! Pens: a tag, its answer, its scale.

use std::collections::BTreeMap;
use std::sync::Arc;

use egui::Color32;

use crate::gui::app::{Asks, View};
use crate::gui::screens::trends::TrendsState;
use crate::gui::screens::trends::scale::Scale;
use crate::tag::{QualityLevel, Tag, TagIndex};
use crate::time::Timestamp;
use crate::trend::{TrendQuery, TrendReply};

/// A pen of one frame.
pub(super) struct Pen<'v> {
    /// 0 to 5.
    pub(super) number: usize,
    /// What it draws.
    pub(super) index: TagIndex,
    /// Its definition.
    pub(super) tag: &'v Tag,
    /// The answer, the last one where the newest is not here yet.
    pub(super) reply: Option<Arc<TrendReply>>,
    /// Shared by pens of the same unit.
    pub(super) scale: Scale,
    /// 0 left, 1 right, others have no axis of their own.
    pub(super) axis: usize,
    /// Its colour.
    pub(super) colour: Color32,
}

impl Pen<'_> {
    /// Smallest and largest value on screen.
    pub(super) fn extent(&self) -> Option<(f64, f64)> {
        extent(self.reply.as_deref()?)
    }

    /// How much of the span is good, 0 to 1.
    pub(super) fn good_share(&self) -> f32 {
        let Some(reply) = &self.reply else { return 0.0 };
        let good = reply.columns.iter().flatten().filter(|column| column.level == QualityLevel::Good).count();
        good as f32 / reply.columns.len().max(1) as f32
    }
}

fn extent(reply: &TrendReply) -> Option<(f64, f64)> {
    reply.columns.iter().flatten().filter(|column| column.min.is_finite() && column.max.is_finite()).fold(
        None,
        |extent: Option<(f64, f64)>, column| match extent {
            Some((low, high)) => Some((low.min(column.min), high.max(column.max))),
            None => Some((column.min, column.max)),
        },
    )
}

/// All pens with their answers and scales; notes what has to be asked.
pub(super) fn gather<'v>(
    view: &View<'v>,
    trends: &mut TrendsState,
    width: f32,
    asks: &mut Asks,
) -> Vec<Pen<'v>> {
    let columns = ((width / 64.0).round() * 64.0).clamp(128.0, 2048.0) as u16;
    let window = trends.window;
    let query = |tag| {
        // Whole columns, so that a slow drag does not ask anew for every pixel.
        let grain = (window.span.as_nanos() as i64 / i64::from(columns)).max(1);
        let to = window.to.map(|to| Timestamp::from_nanos(to.nanos().div_euclid(grain) * grain));
        TrendQuery { tag, to, span: window.span, columns }
    };
    let mut found = Vec::new();
    for (number, id) in trends.pens.iter().enumerate() {
        let Some((index, tag)) =
            view.plant().find(id).and_then(|index| Some((index, view.plant().tag(index)?)))
        else {
            continue;
        };
        let query = query(index);
        asks.trends.insert(query);
        asks.watch.insert(index);
        if let Some(reply) = view.snapshot.trends.get(&query) {
            trends.kept.insert(id.clone(), reply.clone());
        }
        found.push((number, index, tag, trends.kept.get(id).cloned()));
    }
    let mut units: BTreeMap<&str, (usize, f64, f64, f64)> = BTreeMap::new();
    for (_, _, tag, reply) in &found {
        let (low, high) = reply.as_deref().and_then(extent).unwrap_or((f64::INFINITY, f64::NEG_INFINITY));
        let axis = units.len();
        let entry = units.entry(&tag.unit).or_insert((axis, low, high, 0.0));
        (entry.1, entry.2, entry.3) = (entry.1.min(low), entry.2.max(high), entry.3.max(least(tag)));
    }
    found
        .into_iter()
        .map(|(number, index, tag, reply)| {
            let (axis, low, high, least) = units.get(&*tag.unit).copied().unwrap_or((0, 0.0, 1.0, 0.0));
            let (low, high) = if low <= high { (low, high) } else { fallback(tag) };
            let colour = view.tokens.pens.get(number).copied().unwrap_or(view.tokens.ink);
            Pen { number, index, tag, reply, scale: Scale::around(low, high, least), axis, colour }
        })
        .collect()
}

fn fallback(tag: &Tag) -> (f64, f64) {
    tag.range.map_or((0.0, 1.0), |[low, high]| (low, high))
}

/// A fiftieth of the engineering range is the least that fills the plot.
fn least(tag: &Tag) -> f64 {
    tag.range.map_or(0.0, |[low, high]| (high - low).abs() / 50.0)
}
