//! Saving a trend by name: looked at here, written by the thread of the layout's files, its end told and
//! journalled.

use std::sync::Arc;
use std::time::Duration;

use crate::engine::{Engine, Output, entry};
use crate::journal::EntryKind;
use crate::message::{Notice, NoticeKind, TrendSaved, TrendToSave};
use crate::plant::{NamedTrend, PENS_MAX, TREND_TITLE_MAX};
use crate::time::{Moment, short};

/// A trend that was not saved is a notice for so long.
const NOTICE_SHOWN: Duration = Duration::from_secs(60);

impl Engine {
    /// Passes a trend on to be saved, or tells at once why that cannot be.
    pub(super) fn save_trend(&mut self, now: Moment, wish: &TrendToSave, out: &mut Vec<Output>) {
        let title: Arc<str> = wish.title.trim().chars().take(TREND_TITLE_MAX).collect::<String>().into();
        match self.trend_of(&title, wish) {
            Ok(trend) => {
                let way = wish.replaces.as_ref().map_or_else(String::new, |id| format!(" in place of {id}"));
                let text = format!("asked to save the trend \u{201c}{title}\u{201d}{way}");
                let details = [("pens", wish.pens.join(", ")), ("span", short(wish.span))];
                self.note(entry(now, EntryKind::Layout, "operator", &title, &text, details), out);
                out.push(Output::SaveTrend { plant: Arc::clone(&self.plant), trend });
            }
            Err(why) => self.trend_saved(now, title, Err(why.into()), out),
        }
    }

    fn trend_of(&self, title: &Arc<str>, wish: &TrendToSave) -> Result<NamedTrend, String> {
        if title.is_empty() {
            return Err("it has no name; type one".into());
        }
        if wish.pens.is_empty() || wish.pens.len() > PENS_MAX {
            return Err(format!("it has {} pens; 1 to {PENS_MAX} can be saved", wish.pens.len()));
        }
        let mut pens = Vec::with_capacity(wish.pens.len());
        for id in &wish.pens {
            let gone = || format!("{id} is not in this layout; remove that pen, then save again");
            pens.push(self.plant.find(id).ok_or_else(gone)?);
        }
        let id = match &wish.replaces {
            Some(id) if self.plant.trends.iter().all(|known| known.id != *id) => {
                return Err(format!("the trend {id} is not there any more; save it under a new name"));
            }
            Some(id) => Arc::clone(id),
            None => Arc::from(""),
        };
        Ok(NamedTrend { id, title: Arc::clone(title), span: wish.span, pens, axes: wish.axes.clone() })
    }

    /// Takes the end of a saving: shown, and journalled.
    pub(super) fn trend_saved(
        &mut self,
        now: Moment,
        title: Arc<str>,
        result: Result<Arc<str>, Arc<str>>,
        out: &mut Vec<Output>,
    ) {
        let text = match &result {
            Ok(file) => format!("trend \u{201c}{title}\u{201d} saved as {file}"),
            Err(why) => not_saved(&title, why),
        };
        self.note(entry(now, EntryKind::Layout, "station", &title, &text, []), out);
        let number = self.trend_saved.as_ref().map_or(1, |saved| saved.number + 1);
        self.trend_saved = Some(Arc::new(TrendSaved { number, title, result, at: now }));
    }

    /// A saving that failed a short while ago.
    pub(super) fn trend_notice(&self, now: Moment) -> Option<Notice> {
        let saved = self.trend_saved.as_ref().filter(|saved| now.age_of(saved.at) < NOTICE_SHOWN)?;
        let why = saved.result.as_ref().err()?;
        Some(Notice { kind: NoticeKind::Layout, text: not_saved(&saved.title, why).into(), since: saved.at })
    }
}

fn not_saved(title: &str, why: &str) -> String {
    format!("trend \u{201c}{title}\u{201d} was not saved: {why}")
}
