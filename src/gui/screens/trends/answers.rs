//! What is asked of history and what came back. An older answer stays until the newer one is there.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use crate::gui::app::{Asks, View};
use crate::gui::screens::trends::state::TrendsState;
use crate::time::{Span, Timestamp};
use crate::trend::{
    HistoryReply, HistoryRequest, LineQuery, Marker, Statistics, StatisticsQuery, TrendQuery, TrendReply,
};

/// Requests whose answers can still be told apart.
const SENT_MAX: usize = 16;
/// A window that follows the present asks at most so often.
const LIVE_GRAIN: Duration = Duration::from_millis(500);

/// What a stretch of statistics is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum About {
    /// From A to B, or the window.
    Span,
    /// Cursor A alone.
    AtA,
    /// The compared period.
    Then,
}

/// What is known so far.
#[derive(Debug, Default)]
pub(super) struct Answers {
    serial: u64,
    sent: VecDeque<HistoryRequest>,
    taken: Option<Arc<HistoryReply>>,
    /// The newest line of a tag, and that of the compared period.
    lines: BTreeMap<(Arc<str>, bool), Arc<TrendReply>>,
    figures: BTreeMap<(Arc<str>, About), (Span, Statistics)>,
    /// What happened.
    pub(super) markers: Arc<[Marker]>,
    /// How many more happened.
    pub(super) left_out: usize,
    /// What could not be read.
    pub(super) trouble: Arc<str>,
    /// Whether the newest answer is still to be refined, or not there at all.
    pub(super) refining: bool,
}

impl Answers {
    /// The newest line of a tag; of the compared period if `then`.
    pub(super) fn line(&self, tag: &Arc<str>, then: bool) -> Option<Arc<TrendReply>> {
        self.lines.get(&(tag.clone(), then)).cloned()
    }

    /// Statistics of a tag, with the span they are about.
    pub(super) fn figures(&self, tag: &Arc<str>, about: About) -> Option<&(Span, Statistics)> {
        self.figures.get(&(tag.clone(), about))
    }

    fn take(&mut self, reply: Arc<HistoryReply>) {
        if self.taken.as_ref().is_some_and(|taken| Arc::ptr_eq(taken, &reply)) {
            return;
        }
        // An answer to what this screen never asked, or forgot, cannot be told apart: it is left.
        let Some(request) = self.sent.iter().find(|request| request.serial == reply.serial) else { return };
        let count = request.lines.len();
        let mut seen = BTreeSet::new();
        for (query, line) in request.lines.iter().zip(&reply.lines) {
            // The second line of a tag is the compared period's.
            let then = !seen.insert(query.tag.clone());
            if let Some(line) = line {
                self.lines.insert((query.tag.clone(), then), line.clone());
            }
        }
        let pens = seen.len().max(1);
        for (at, (query, figures)) in request.statistics.iter().zip(&reply.statistics).enumerate() {
            let about = match at / pens {
                0 => About::Span,
                _ if query.span.from == query.span.to => About::AtA,
                _ => About::Then,
            };
            if let Some(figures) = figures {
                self.figures.insert((query.tag.clone(), about), (query.span, figures.clone()));
            }
        }
        self.lines.retain(|(tag, then), _| seen.contains(tag) && (!then || count > seen.len()));
        self.figures.retain(|(tag, _), _| seen.contains(tag));
        self.markers = reply.markers.clone();
        self.left_out = reply.markers_left_out;
        self.trouble = reply.trouble.clone();
        self.refining = !reply.complete || reply.serial != self.serial;
        self.taken = Some(reply);
    }
}

/// Asks for what the screen shows, and takes over what came back since the last frame. Never waits.
pub(super) fn follow(view: &View<'_>, trends: &mut TrendsState, columns: u16, asks: &mut Asks) {
    match view.history {
        Some(history) => {
            let wished = request(view, trends, columns);
            let answers = &mut trends.answers;
            let same = answers.sent.back().is_some_and(|last| {
                let mut last = last.clone();
                last.serial = 0;
                last == wished
            });
            if !same {
                answers.serial += 1;
                answers.refining = true;
                let request = HistoryRequest { serial: answers.serial, ..wished };
                if answers.sent.len() >= SENT_MAX {
                    answers.sent.pop_front();
                }
                answers.sent.push_back(request.clone());
                history.ask(request);
            }
            if let Some(reply) = history.answer(0) {
                answers.take(reply);
            }
        }
        None => from_memory(view, trends, columns, asks),
    }
}

/// The window in whole columns, so that a slow drag does not ask anew for every pixel.
fn in_columns(view: &View<'_>, trends: &TrendsState, columns: u16) -> Span {
    let window = trends.window;
    let column = (window.span.as_nanos() as i64 / i64::from(columns)).max(1);
    let live = (LIVE_GRAIN.as_nanos() as i64 / column + 1).saturating_mul(column);
    let to = match window.to {
        Some(to) => to.nanos().div_euclid(column).saturating_add(1).saturating_mul(column),
        None => view.now.utc.nanos().div_euclid(live).saturating_mul(live),
    };
    let to = Timestamp::from_nanos(to);
    Span { from: to.before(window.span), to }
}

fn request(view: &View<'_>, trends: &TrendsState, columns: u16) -> HistoryRequest {
    let span = in_columns(view, trends, columns);
    let shift = trends.compare.shift(span);
    let of_pens = |span: Span| trends.pens.iter().map(move |pen| (pen.tag.clone(), span));
    let mut lines: Vec<_> = of_pens(span).collect();
    let figures_span = trends.cursors.span().unwrap_or(span);
    let mut statistics: Vec<_> = of_pens(figures_span).collect();
    if let (Some(at), None) = (trends.cursors.a, trends.cursors.span()) {
        statistics.extend(of_pens(Span { from: at, to: at }));
    }
    if let Some(shift) = shift {
        lines.extend(of_pens(shift.back(span)));
        statistics.extend(of_pens(shift.back(figures_span)));
    }
    HistoryRequest {
        asker: 0,
        serial: 0,
        lines: lines.into_iter().map(|(tag, span)| LineQuery { tag, span, columns }).collect(),
        statistics: statistics.into_iter().map(|(tag, span)| StatisticsQuery { tag, span }).collect(),
        markers: Some(span),
    }
}

/// Without a store the engine's memory answers, line by line.
fn from_memory(view: &View<'_>, trends: &mut TrendsState, columns: u16, asks: &mut Asks) {
    let span = in_columns(view, trends, columns.min(2048));
    let shift = trends.compare.shift(span);
    let columns = columns.min(2048);
    for pen in &trends.pens {
        let Some(tag) = view.plant().find(&pen.tag) else { continue };
        let now =
            TrendQuery { tag, to: trends.window.to.map(|_| span.to), span: trends.window.span, columns };
        let then = shift.map(|shift| TrendQuery { to: Some(shift.back(span).to), ..now });
        for (query, then) in [(Some(now), false), (then, true)] {
            let key = (pen.tag.clone(), then);
            match query {
                Some(query) => {
                    asks.trends.insert(query);
                    if let Some(reply) = view.snapshot.trends.get(&query) {
                        trends.answers.lines.insert(key, reply.clone());
                    }
                }
                None => _ = trends.answers.lines.remove(&key),
            }
        }
    }
    let pens = &trends.pens;
    trends.answers.lines.retain(|(tag, _), _| pens.iter().any(|pen| pen.tag == *tag));
}
