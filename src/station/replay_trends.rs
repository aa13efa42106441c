//! The trends on the displays of a replay: they end at the time it shows, and come from the store.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use crate::historian::{Grain, Store, line};
use crate::plant::Plant;
use crate::time::{Clock, Span, Timestamp};
use crate::trend::{LineQuery, TrendQuery, TrendReply};

/// Trends on screen at once; more are not answered.
const QUERIES_MAX: usize = 256;
/// So long trends may hold up a picture; the rest is answered with the next one.
const BUDGET: Duration = Duration::from_millis(40);

/// The trends asked for and their answers.
#[derive(Debug, Default)]
pub(super) struct ReplayTrends {
    replies: BTreeMap<TrendQuery, Option<Arc<TrendReply>>>,
    /// Which was answered last, so that each has its turn.
    turn: usize,
}

impl ReplayTrends {
    /// Replaces the questions; answers already there are kept.
    pub(super) fn ask(&mut self, queries: &[TrendQuery]) {
        let mut before = std::mem::take(&mut self.replies);
        for query in queries.iter().take(QUERIES_MAX) {
            let reply = before.remove(query).flatten();
            self.replies.insert(*query, reply);
        }
    }

    /// Forgets all answers, as tag numbers changed.
    pub(super) fn clear(&mut self) {
        self.replies.clear();
    }

    /// Answers for a time, as far as there is time for it; whether all are answered. While it moves, a line may
    /// lag a tenth of its span; what lags more is not shown at all.
    pub(super) fn refresh(
        &mut self,
        (plant, store): (&Plant, &Store),
        now: Timestamp,
        moving: bool,
        clock: &dyn Clock,
    ) -> bool {
        let began = clock.now();
        let count = self.replies.len();
        let first = self.turn;
        let queries: Vec<TrendQuery> = self.replies.keys().copied().collect();
        for (done, query) in queries.iter().cycle().skip(first).take(count).enumerate() {
            let Some(reply) = self.replies.get_mut(query) else { continue };
            let to = query.to.unwrap_or(now);
            let lag = reply.as_ref().map(|reply| Span::between(reply.to, to).length());
            if lag.is_some_and(|lag| lag < query.span / u32::from(query.columns.max(1))) {
                continue;
            }
            if clock.now().steady.since(began.steady) > BUDGET {
                if lag.is_some_and(|lag| !moving || lag > query.span / 10) {
                    *reply = None;
                }
                self.turn = (first + done) % count.max(1);
                self.drop_lagging(now, moving);
                return false;
            }
            let Some(tag) = plant.tag(query.tag) else { continue };
            let span = Span { from: to.before(query.span), to };
            let asked = LineQuery { tag: Arc::clone(&tag.id), span, columns: query.columns };
            *reply = line(store, &asked, Grain::Fine).map(Arc::new);
        }
        true
    }

    /// No line of another time is left over.
    fn drop_lagging(&mut self, now: Timestamp, moving: bool) {
        for (query, reply) in &mut self.replies {
            let to = query.to.unwrap_or(now);
            let most = if moving { query.span / 10 } else { query.span / u32::from(query.columns.max(1)) };
            if reply.as_ref().is_some_and(|reply| Span::between(reply.to, to).length() > most) {
                *reply = None;
            }
        }
    }

    pub(super) fn shown(&self) -> BTreeMap<TrendQuery, Arc<TrendReply>> {
        let answered = self.replies.iter();
        answered.filter_map(|(query, reply)| Some((*query, Arc::clone(reply.as_ref()?)))).collect()
    }
}
