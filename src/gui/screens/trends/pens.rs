//! Pens: a tag, its answers, its scale.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use egui::Color32;

use crate::gui::app::{Asks, View};
use crate::gui::painter::Dash;
use crate::gui::screens::trends::answers::About;
use crate::gui::screens::trends::line_mesh::Style;
use crate::gui::screens::trends::scale::Scale;
use crate::gui::screens::trends::state::{Slot, TrendsState};
use crate::gui::text;
use crate::tag::{Bands, QualityLevel, Scaling, Tag, TagIndex};
use crate::time::Span;
use crate::trend::{Statistics, TrendReply};

/// Axes beside the plot: two left, two right.
pub(super) const AXES: usize = 4;

/// A pen of one frame.
pub(super) struct Pen<'v> {
    /// 0 to 11.
    pub(super) number: usize,
    /// In the table only.
    pub(super) hidden: bool,
    /// What it draws, where the layout still has it.
    pub(super) index: Option<TagIndex>,
    /// Its definition.
    pub(super) tag: Cow<'v, Tag>,
    /// The answer, the last one where the newest is not here yet.
    pub(super) reply: Option<Arc<TrendReply>>,
    /// That of the compared period.
    pub(super) then: Option<Arc<TrendReply>>,
    /// From A to B, or over the window.
    pub(super) figures: Option<(Span, Statistics)>,
    /// At A alone.
    pub(super) at_a: Option<(Span, Statistics)>,
    /// The compared period's.
    pub(super) figures_then: Option<(Span, Statistics)>,
    /// Shared by pens of the same unit.
    pub(super) scale: Scale,
    /// By unit, in order of appearance; those from [`AXES`] on have none beside the plot.
    pub(super) axis: usize,
    /// Its colour.
    pub(super) colour: Color32,
}

impl Pen<'_> {
    /// Whether it has states: those stand in lanes below the plot, not in it.
    pub(super) fn discrete(&self) -> bool {
        !self.tag.states.is_empty()
    }

    /// Whether it is a line in the plot.
    pub(super) fn drawn(&self) -> bool {
        !self.hidden && !self.discrete()
    }

    /// Smallest and largest value on screen.
    pub(super) fn extent(&self) -> Option<(f64, f64)> {
        extent(self.reply.as_deref()?)
    }

    /// How much of the answer is good, 0 to 1.
    pub(super) fn good_share(&self) -> f32 {
        let Some(reply) = &self.reply else { return 0.0 };
        let good = reply.columns.iter().flatten().filter(|column| column.level == QualityLevel::Good).count();
        good as f32 / reply.columns.len().max(1) as f32
    }

    /// How its line looks; that of the compared period is thinner and dashed.
    pub(super) fn style(&self, then: bool) -> Style {
        let dash = if then { Some(Dash { on: 5.0, off: 4.0 }) } else { dash(self.number) };
        let width = if then { 1.0 } else { 1.5 };
        Style { colour: self.colour, width, dash, scale: self.scale }
    }
}

/// Pens 4 and 5 are dashed, and the second six otherwise, so that colour is not alone.
const fn dash(number: usize) -> Option<Dash> {
    match number {
        3 => Some(Dash { on: 12.0, off: 5.0 }),
        4 => Some(Dash { on: 6.0, off: 3.0 }),
        9 => Some(Dash { on: 14.0, off: 8.0 }),
        10 => Some(Dash { on: 1.5, off: 5.0 }),
        0..6 => None,
        _ => Some(Dash { on: 3.0, off: 3.0 }),
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

/// All pens with their answers and scales.
pub(super) fn gather<'v>(view: &View<'v>, trends: &TrendsState, asks: &mut Asks) -> Vec<Pen<'v>> {
    let mut pens: Vec<Pen<'v>> = trends.pens.iter().map(|slot| pen(view, trends, slot)).collect();
    asks.watch.extend(pens.iter().filter_map(|pen| pen.index));
    let mut units: Vec<(Arc<str>, Scale)> = Vec::new();
    for at in 0..pens.len() {
        let Some(pen) = pens.get(at).filter(|pen| !pen.discrete()) else { continue };
        let unit = pen.tag.unit.clone();
        if units.iter().all(|(known, _)| *known != unit) {
            let scale = scale(trends, &unit, &pens);
            units.push((unit, scale));
        }
    }
    for pen in &mut pens {
        if let Some(axis) = units.iter().position(|(unit, _)| *unit == pen.tag.unit) {
            pen.axis = axis;
            pen.scale = units.get(axis).map_or(pen.scale, |(_, scale)| *scale);
        }
    }
    pens
}

fn pen<'v>(view: &View<'v>, trends: &TrendsState, slot: &Slot) -> Pen<'v> {
    let index = view.plant().find(&slot.tag);
    let tag = index.and_then(|index| view.plant().tag(index)).map(Cow::Borrowed);
    let answers = &trends.answers;
    let figures = |about| answers.figures(&slot.tag, about).cloned();
    let colours = &view.tokens.pens;
    Pen {
        number: slot.number,
        hidden: slot.hidden,
        index,
        tag: tag.unwrap_or_else(|| Cow::Owned(gone(&slot.tag))),
        reply: answers.line(&slot.tag, false),
        then: answers.line(&slot.tag, true),
        figures: figures(About::Span),
        at_a: figures(About::AtA),
        figures_then: figures(About::Then),
        scale: Scale::exact(0.0, 1.0),
        axis: usize::MAX,
        colour: colours.get(slot.number % colours.len()).copied().unwrap_or(view.tokens.ink),
    }
}

/// A tag that the layout has no more, but history may have.
fn gone(id: &Arc<str>) -> Tag {
    Tag {
        id: id.clone(),
        title: text::NOT_IN_LAYOUT.into(),
        formerly: Vec::new(),
        equipment: None,
        area: "".into(),
        unit: "".into(),
        decimals: 2,
        range: None,
        bands: Bands::default(),
        states: Vec::new(),
        scaling: Scaling::None,
        period: Duration::from_secs(1),
        stale_after: Duration::from_secs(3),
    }
}

/// The scale of a unit: as it was set by hand, or around all that is drawn in it.
fn scale(trends: &TrendsState, unit: &str, pens: &[Pen<'_>]) -> Scale {
    if let Some((low, high)) = trends.ranges.get(unit) {
        return Scale::exact(*low, *high);
    }
    let own = || pens.iter().filter(|pen| &*pen.tag.unit == unit && !pen.discrete());
    let replies = own().filter(|pen| !pen.hidden).flat_map(|pen| [&pen.reply, &pen.then]).flatten();
    let (low, high) = replies
        .filter_map(|reply| extent(reply))
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), extent| {
            (low.min(extent.0), high.max(extent.1))
        });
    let least = own().map(|pen| least(&pen.tag)).fold(0.0, f64::max);
    if low <= high {
        return Scale::around(low, high, least);
    }
    let [low, high] = own().find_map(|pen| pen.tag.range).unwrap_or([0.0, 1.0]);
    Scale::around(low, high, least)
}

/// A fiftieth of the engineering range is the least that fills the plot.
fn least(tag: &Tag) -> f64 {
    tag.range.map_or(0.0, |[low, high]| (high - low).abs() / 50.0)
}
