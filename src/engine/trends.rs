//! The trends on screen: asked once, answered again whenever a column's time has passed.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use crate::time::Moment;
use crate::trend::{Memory, TrendQuery, TrendReply};

/// Trends on screen at once; more are not answered.
const QUERIES_MAX: usize = 256;

/// A moving trend is not answered more often than this.
const REFRESH_MIN: Duration = Duration::from_millis(200);

#[derive(Debug, Default)]
pub(super) struct Trends {
    replies: BTreeMap<TrendQuery, (Moment, Option<Arc<TrendReply>>)>,
}

impl Trends {
    /// Replaces the questions; answers already there are kept.
    pub(super) fn ask(&mut self, queries: &[TrendQuery]) {
        let mut before = std::mem::take(&mut self.replies);
        for query in queries.iter().take(QUERIES_MAX) {
            let reply = before.remove(query).unwrap_or((Moment::default(), None));
            self.replies.insert(*query, reply);
        }
    }

    /// Answers what is due.
    pub(super) fn refresh(&mut self, memory: &Memory, now: Moment) {
        for (query, (answered, reply)) in &mut self.replies {
            let every = (query.span / u32::from(query.columns.max(1))).max(REFRESH_MIN);
            if reply.is_none() || now.steady.since(answered.steady) >= every {
                *reply = Some(Arc::new(memory.answer(query, now.utc)));
                *answered = now;
            }
        }
    }

    pub(super) fn shown(&self) -> BTreeMap<TrendQuery, Arc<TrendReply>> {
        let answered = self.replies.iter();
        answered.filter_map(|(query, (_, reply))| Some((*query, Arc::clone(reply.as_ref()?)))).collect()
    }

    /// Forgets everything, as tag numbers changed.
    pub(super) fn clear(&mut self) {
        self.replies.clear();
    }
}
