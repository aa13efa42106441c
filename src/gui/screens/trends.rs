//! The trend screen: up to six pens over one time span, live or paused.

mod bar;
mod gaps;
mod moving;
mod pens;
mod plot;
mod readout;
mod scale;
mod table;
mod window;

use std::collections::BTreeMap;
use std::sync::Arc;

use egui::{Align2, Rect, Ui, UiBuilder, pos2, vec2};

use crate::gui::app::{Asks, State, View};
use crate::gui::controls::{said, words};
use crate::gui::screens::trends::pens::Pen;
use crate::gui::screens::trends::window::Window;
use crate::gui::shell::Shape;
use crate::gui::text;
use crate::gui::theme::face;
use crate::time::Timestamp;
use crate::trend::TrendReply;

/// Pens that can be told apart.
pub(super) const PENS_MAX: usize = 6;

/// What is chosen on the trend screen.
#[derive(Debug, Default)]
pub struct TrendsState {
    /// Tags drawn, by id, in pen order.
    pens: Vec<Arc<str>>,
    /// Whether the first pens were chosen.
    begun: bool,
    window: Window,
    /// Where the cursor was put.
    cursor: Option<Timestamp>,
    /// What is being typed to add a pen.
    adding: String,
    /// Whether keys belong to that field in this frame.
    keyed: bool,
    /// The last answer of each pen, shown until a newer one is there.
    kept: BTreeMap<Arc<str>, Arc<TrendReply>>,
}

impl TrendsState {
    /// One more pen, if there is room and it is not there yet.
    pub fn add(&mut self, tag: Arc<str>) {
        self.begun = true;
        if self.pens.len() < PENS_MAX && !self.pens.contains(&tag) {
            self.pens.push(tag);
        }
    }

    fn remove(&mut self, tag: &str) {
        self.pens.retain(|pen| &**pen != tag);
        self.kept.remove(tag);
    }

    /// The key trends of the first display that has some are a good beginning.
    fn begin(&mut self, view: &View<'_>) {
        if !self.begun {
            self.begun = true;
            let display = view.plant().displays.iter().find(|display| !display.key_trends.is_empty());
            let trends = display.map(|display| &display.key_trends[..]).unwrap_or_default();
            let tags = trends.iter().filter_map(|trend| view.plant().tag(trend.tag));
            self.pens = tags.map(|tag| tag.id.clone()).take(PENS_MAX).collect();
        }
        self.pens.retain(|pen| view.plant().tags_by_id.contains_key(pen));
    }
}

pub(super) fn trends_ui(ui: &mut Ui, view: &View<'_>, state: &mut State, asks: &mut Asks) {
    let trends = &mut state.trends;
    trends.begin(view);
    let margin = if view.shape == Shape::Touch { vec2(10.0, 6.0) } else { vec2(20.0, 10.0) };
    let area = ui.max_rect().shrink2(margin);
    let bar_height = view.target().max(36.0);
    let bar = area.with_max_y(area.top() + bar_height);
    let rest = area.with_min_y(bar.bottom() + 10.0);
    let rows = (trends.pens.len() as f32 + 1.0) * table::ROW + 12.0;
    let table_height = rows.min(rest.height() * 0.42);
    let card = rest.with_max_y(rest.bottom() - table_height - 10.0);
    let table = rest.with_min_y(card.bottom() + 10.0);
    let pens = pens::gather(view, trends, card.width(), asks);
    part(ui, "bar", bar, |ui| bar::bar_ui(ui, view, trends));
    ui.painter().rect_filled(card, 6.0, view.tokens.card);
    if pens.is_empty() {
        words(ui, text::NO_PENS, face::DIALOG, card.center(), Align2::CENTER_CENTER, view.tokens.ink2);
        said(ui, "no pens", card, text::NO_PENS);
    } else {
        part(ui, "plot", card, |ui| plot::plot_ui(ui, view, trends, &pens));
        part(ui, "table", table, |ui| table::table_ui(ui, view, trends, &pens));
    }
    bar::hits_ui(ui, view, trends, pos2(bar.right(), bar.bottom()));
}

fn part(ui: &mut Ui, salt: &str, rect: Rect, add: impl FnOnce(&mut Ui)) {
    let mut child = ui.new_child(UiBuilder::new().id_salt(salt).max_rect(rect));
    add(&mut child);
}

/// What stands at a time in a pen's answer; `None` in a gap and outside.
fn column_at(pen: &Pen<'_>, time: Timestamp) -> Option<crate::trend::Column> {
    let reply = pen.reply.as_ref()?;
    let span = reply.to.nanos().saturating_sub(reply.from.nanos()).max(1);
    let offset = time.nanos().saturating_sub(reply.from.nanos());
    let at = i128::from(offset) * reply.columns.len() as i128 / i128::from(span);
    reply.columns.get(usize::try_from(at).ok()?).copied().flatten()
}
