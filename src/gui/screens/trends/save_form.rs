//! What is typed and asked to save the trend that is shown, and what became of it. Pure.

use std::sync::Arc;
use std::time::Duration;

use crate::gui::screens::trends::state::TrendsState;
use crate::gui::text;
use crate::message::{TrendSaved, TrendToSave};
use crate::plant::{Plant, TREND_TITLE_MAX};
use crate::time::Moment;

/// The longest span a layout can hold.
const SPAN_MAX: Duration = Duration::from_secs(366 * 86_400);
/// After so long without a word the disk hangs, and the operator may ask again.
const PATIENCE: Duration = Duration::from_secs(10);

/// What is typed and asked.
#[derive(Debug, Default)]
pub(super) struct SaveForm {
    /// The name being typed.
    pub(super) name: String,
    /// The id of the named trend that is shown.
    pub(super) opened: Option<Arc<str>>,
    /// The name exists, and whether it may be replaced was asked: its id.
    pub(super) replacing: Option<Arc<str>>,
    /// The number of the end known when the last saving was asked, and when that was.
    asked: Option<(u64, Moment)>,
    /// The number of the end that was taken over.
    taken: u64,
}

impl SaveForm {
    /// Notes that a saving was asked for.
    pub(super) fn sent(&mut self, last: Option<&TrendSaved>, now: Moment) {
        self.asked = Some((last.map_or(0, |saved| saved.number), now));
        self.replacing = None;
    }

    /// Takes over a new end: what was saved is the trend that is shown from now on.
    pub(super) fn follow(&mut self, last: Option<&TrendSaved>) {
        let Some((before, _)) = self.asked else { return };
        let Some(saved) = last.filter(|saved| saved.number > before && saved.number > self.taken) else {
            return;
        };
        self.taken = saved.number;
        if let Ok(file) = &saved.result {
            let id = file.strip_prefix("trends/").and_then(|name| name.strip_suffix(".toml"));
            self.opened = id.map(Arc::from);
            self.name.clear();
        }
    }

    /// Whether the end of a saving is still to come.
    pub(super) fn waits(&self, last: Option<&TrendSaved>, now: Moment) -> bool {
        self.open(last) && self.asked.is_some_and(|(_, at)| now.age_of(at) < PATIENCE)
    }

    fn open(&self, last: Option<&TrendSaved>) -> bool {
        self.asked.is_some_and(|(before, _)| last.is_none_or(|saved| saved.number <= before))
    }

    /// How the last saving asked here ended, in words; `None` before one was asked.
    pub(super) fn outcome(&self, last: Option<&TrendSaved>, now: Moment) -> Option<String> {
        self.asked?;
        if self.waits(last, now) {
            return Some(text::SAVING.to_owned());
        }
        if self.open(last) {
            return Some(text::SAVE_SILENT.to_owned());
        }
        last.map(|saved| match &saved.result {
            Ok(file) => text::trend_saved(file),
            Err(why) => text::trend_not_saved(why),
        })
    }
}

/// Why what is shown cannot be saved, if it cannot.
pub(super) fn fault(plant: &Plant, trends: &TrendsState) -> Option<String> {
    if trends.pens.is_empty() {
        return Some(text::NO_PENS.to_owned());
    }
    if trends.window.span > SPAN_MAX {
        return Some(text::SAVE_TOO_LONG.to_owned());
    }
    let gone = trends.pens.iter().find(|pen| !plant.tags_by_id.contains_key(&pen.tag));
    gone.map(|pen| text::save_without(&pen.tag))
}

/// The id of the named trend with a name, large letters or small.
pub(super) fn existing(plant: &Plant, name: &str) -> Option<Arc<str>> {
    let name = name.trim().to_lowercase();
    plant.trends.iter().find(|named| named.title.trim().to_lowercase() == name).map(|named| named.id.clone())
}

/// What is shown, as it is to be saved: pens, span, and the scales set by hand for units of its pens.
pub(super) fn wish(plant: &Plant, trends: &TrendsState, title: &str, over: Option<Arc<str>>) -> TrendToSave {
    let pens: Vec<Arc<str>> = trends.pens.iter().map(|pen| pen.tag.clone()).collect();
    let units = pens.iter().filter_map(|id| Some(&plant.tag(plant.find(id)?)?.unit)).collect::<Vec<_>>();
    let axes = trends
        .ranges
        .iter()
        .filter(|(unit, (low, high))| !unit.is_empty() && units.contains(unit) && low < high)
        .map(|(unit, (low, high))| (unit.clone(), [*low, *high]))
        .collect();
    TrendToSave {
        title: title.trim().chars().take(TREND_TITLE_MAX).collect::<String>().into(),
        replaces: over,
        span: whole(trends.window.span),
        pens,
        axes,
    }
}

/// A span in whole seconds, or milliseconds below a minute: a zoomed one has digits that nobody chose.
fn whole(span: Duration) -> Duration {
    if span >= Duration::from_secs(60) {
        Duration::from_secs(span.as_secs_f64().round() as u64)
    } else {
        Duration::from_millis((span.as_secs_f64() * 1000.0).round().max(1.0) as u64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> Moment {
        Moment { steady: crate::time::Steady::from_millis(seconds * 1000), ..Moment::default() }
    }

    #[test]
    fn waits_for_a_new_end_and_says_so_when_none_comes() {
        let mut form = SaveForm::default();
        let end = |number, result| TrendSaved { number, title: "x".into(), result, at: at(1) };
        let old = end(4, Err("the disk is full".into()));
        assert_eq!(form.outcome(Some(&old), at(1)), None, "what others asked is not told here");
        form.sent(Some(&old), at(1));
        assert!(form.waits(Some(&old), at(2)));
        assert_eq!(form.outcome(Some(&old), at(60)).as_deref(), Some(text::SAVE_SILENT));
        let new = end(5, Ok("trends/night.toml".into()));
        form.follow(Some(&new));
        assert!(!form.waits(Some(&new), at(2)));
        assert_eq!(form.opened.as_deref(), Some("night"));
    }

    #[test]
    fn a_zoomed_span_is_saved_without_digits_that_nobody_chose() {
        assert_eq!(whole(Duration::from_secs_f64(437.123_456)), Duration::from_secs(437));
        assert_eq!(whole(Duration::from_secs_f64(1.234_567)), Duration::from_millis(1_235));
    }
}
