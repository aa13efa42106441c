//! What is chosen on the trend screen: pens, window, scales, cursors, the period compared with.

use std::collections::BTreeMap;
use std::sync::Arc;

use egui::Rect;

use crate::gui::app::View;
use crate::gui::screens::trends::answers::Answers;
use crate::gui::screens::trends::compare::{Compare, With};
use crate::gui::screens::trends::cursors::{Cursors, Which};
use crate::gui::screens::trends::export::ExportForm;
use crate::gui::screens::trends::lines::LineCache;
use crate::gui::screens::trends::range::RangeForm;
use crate::gui::screens::trends::save_form::SaveForm;
use crate::gui::screens::trends::window::Window;
use crate::plant::{NamedTrend, PENS_MAX};
use crate::time::{Span, Timestamp};

/// One pen as it was chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Slot {
    /// The tag's id; it may be one the layout has no more.
    pub(super) tag: Arc<str>,
    /// 0 to 11: colour and dash go by it, and stay when pens change places.
    pub(super) number: usize,
    /// In the table, but not in the plot.
    pub(super) hidden: bool,
}

/// A panel over the plot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Panel {
    Range,
    Compare,
    Export,
    Note,
    Named,
}

/// What is chosen on the trend screen.
#[derive(Debug, Default)]
pub struct TrendsState {
    /// Pens in the order of the table.
    pub(super) pens: Vec<Slot>,
    /// Whether the first pens were chosen.
    begun: bool,
    pub(super) window: Window,
    pub(super) cursors: Cursors,
    /// Scales set by hand, by unit; others fit what is drawn.
    pub(super) ranges: BTreeMap<Arc<str>, (f64, f64)>,
    /// What is being typed to add a pen.
    pub(super) adding: String,
    /// Where that field stands.
    pub(super) adding_at: Option<Rect>,
    /// Whether keys belong to that field in this frame.
    pub(super) keyed: bool,
    /// The panel that is open.
    pub(super) panel: Option<Panel>,
    pub(super) range: RangeForm,
    pub(super) compare: Compare,
    pub(super) export: ExportForm,
    pub(super) save: SaveForm,
    /// The note being typed.
    pub(super) note: String,
    /// Time of the marker that is pointed at.
    pub(super) pointed: Option<Timestamp>,
    /// Where the screen stood, for its picture.
    pub(super) place: Option<Rect>,
    pub(super) answers: Answers,
    pub(super) lines: LineCache,
}

impl TrendsState {
    /// One more pen, if there is room and it is not there yet.
    pub fn add(&mut self, tag: Arc<str>) {
        self.begun = true;
        let free = (0..PENS_MAX).find(|number| self.pens.iter().all(|pen| pen.number != *number));
        if let Some(number) = free
            && self.pens.iter().all(|pen| pen.tag != tag)
        {
            self.pens.push(Slot { tag, number, hidden: false });
        }
    }

    /// Shows a time in the middle of the window, with cursor A on it; one more pen if a tag is given.
    pub fn show_at(&mut self, tag: Option<Arc<str>>, at: Timestamp, now: Timestamp) {
        if let Some(tag) = tag {
            if self.full() && self.pens.iter().all(|pen| pen.tag != tag) {
                self.pens.pop();
            }
            self.add(tag);
        }
        let half = self.window.span / 2;
        self.window.show(Span { from: at.before(half), to: at.after(half) }, now);
        self.cursors.set(Which::A, at);
    }

    /// Shows a named trend, live; what was chosen before is gone.
    pub(super) fn open(&mut self, view: &View<'_>, named: &NamedTrend) {
        self.pens.clear();
        for tag in named.pens.iter().filter_map(|pen| view.plant().tag(*pen)) {
            self.add(tag.id.clone());
        }
        self.window = Window { to: None, span: self.window.span };
        self.window.stretch(named.span);
        self.ranges = named.axes.iter().map(|(unit, [low, high])| (unit.clone(), (*low, *high))).collect();
        self.cursors = Cursors::default();
        self.compare.with = With::Nothing;
        self.save.opened = Some(named.id.clone());
    }

    /// Whether all pens are taken.
    pub(super) const fn full(&self) -> bool {
        self.pens.len() >= PENS_MAX
    }

    pub(super) fn remove(&mut self, tag: &str) {
        self.pens.retain(|pen| &*pen.tag != tag);
    }

    pub(super) fn hide(&mut self, tag: &str) {
        for pen in self.pens.iter_mut().filter(|pen| &*pen.tag == tag) {
            pen.hidden = !pen.hidden;
        }
    }

    /// Moves a pen up or down in the table.
    pub(super) fn shift(&mut self, tag: &str, down: bool) {
        let Some(at) = self.pens.iter().position(|pen| &*pen.tag == tag) else { return };
        let other = if down { at + 1 } else { at.wrapping_sub(1) };
        if other < self.pens.len() {
            self.pens.swap(at, other);
        }
    }

    /// Opens a panel, or closes it where it is open.
    pub(super) fn toggle(&mut self, panel: Panel) {
        self.panel = if self.panel == Some(panel) { None } else { Some(panel) };
    }

    /// The key trends of the first display that has some are a good beginning.
    pub(super) fn begin(&mut self, view: &View<'_>) {
        if !self.begun {
            let display = view.plant().displays.iter().find(|display| !display.key_trends.is_empty());
            let trends = display.map(|display| &display.key_trends[..]).unwrap_or_default();
            for tag in trends.iter().filter_map(|trend| view.plant().tag(trend.tag)).take(6) {
                self.add(tag.id.clone());
            }
            self.begun = true;
        }
        // Without a store there is nothing behind a tag that the layout has no more.
        if view.history.is_none() {
            self.pens.retain(|pen| view.plant().tags_by_id.contains_key(&pen.tag));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(state: &TrendsState) -> Vec<(usize, &str)> {
        state.pens.iter().map(|pen| (pen.number, &*pen.tag)).collect()
    }

    #[test]
    fn an_alarm_is_shown_with_its_pen_at_its_time_and_one_of_now_is_live() {
        let at = |seconds: i64| Timestamp::from_millis(seconds * 1000);
        let mut state = TrendsState::default();
        for tag in 0..PENS_MAX {
            state.add(format!("T{tag}").into());
        }
        state.show_at(Some("LIT-301".into()), at(1_000), at(100_000));
        assert!(state.full() && order(&state).iter().any(|(_, tag)| *tag == "LIT-301"));
        let window = state.window.ends(at(100_000));
        assert!(window.from < at(1_000) && at(1_000) < window.to && window.to < at(2_000));
        assert_eq!(state.cursors.a, Some(at(1_000)));
        state.show_at(Some("LIT-301".into()), at(99_990), at(100_000));
        assert_eq!(state.window.to, None);
    }

    #[test]
    fn a_pen_keeps_its_number_when_it_moves_and_a_free_number_is_given_again() {
        let mut state = TrendsState::default();
        for tag in ["A", "B", "C", "B"] {
            state.add(tag.into());
        }
        state.shift("C", false);
        state.shift("A", false);
        assert_eq!(order(&state), [(0, "A"), (2, "C"), (1, "B")]);
        state.remove("A");
        state.add("D".into());
        assert_eq!(order(&state), [(2, "C"), (1, "B"), (0, "D")]);
        for tag in 0..20 {
            state.add(format!("T{tag}").into());
        }
        assert_eq!(state.pens.len(), PENS_MAX);
        assert!(state.full());
    }
}
