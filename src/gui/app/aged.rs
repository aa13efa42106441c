//! What becomes of a snapshot whose station stands still: it vouches for no value, and no trend reaches now.

use std::sync::Arc;

use crate::message::Snapshot;
use crate::tag::Quality;
use crate::time::Moment;
use crate::trend::TrendReply;

/// The snapshot as it may be shown at `now`: good values stale, trends ending where they ended.
pub(super) fn aged(snapshot: &Snapshot, now: Moment) -> Snapshot {
    let mut aged = snapshot.clone();
    let good = snapshot.samples.iter().filter(|(_, sample)| sample.quality().is_good());
    for (tag, sample) in good {
        aged.samples.set(tag, sample.degraded(Quality::STALE, sample.received()));
    }
    for (query, reply) in &mut aged.trends {
        if query.to.is_none() {
            *reply = Arc::new(moved_on(reply, now));
        }
    }
    aged
}

/// The same columns in a span that ends now: what was not received is a gap.
fn moved_on(reply: &TrendReply, now: Moment) -> TrendReply {
    let passed = now.utc.since(reply.to);
    let span = reply.to.since(reply.from).as_nanos().max(1);
    let count = reply.columns.len();
    let gone = (passed.as_nanos() * count as u128 / span).min(count as u128) as usize;
    let kept = reply.columns.iter().skip(gone).copied();
    TrendReply {
        from: reply.from.after(passed),
        to: reply.to.after(passed),
        columns: kept.chain(std::iter::repeat_n(None, gone)).collect(),
        bands: Vec::new(),
        oldest: reply.oldest,
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::gui::fixture::{LEVEL, snapshot, start};
    use crate::tag::QualityLevel;
    use crate::trend::{Column, TrendQuery};

    #[test]
    fn nothing_is_good_and_trends_end_where_they_ended() {
        let mut fresh = snapshot(start());
        let span = Duration::from_secs(10);
        let column = Column { time: start().utc, min: 1.0, max: 1.0, last: 1.0, level: QualityLevel::Good };
        let reply = TrendReply {
            from: start().utc.before(span),
            to: start().utc,
            columns: vec![Some(column); 10],
            bands: Vec::new(),
            oldest: None,
        };
        let query = TrendQuery { tag: LEVEL, to: None, span, columns: 10 };
        fresh.trends.insert(query, Arc::new(reply));
        let now = start().after(Duration::from_secs(3));
        let old = aged(&fresh, now);
        assert!(old.samples.iter().all(|(_, sample)| !sample.quality().is_good()));
        assert_eq!(old.samples.get(LEVEL).unwrap().source(), start());
        let moved = &old.trends[&query];
        assert_eq!((moved.columns.len(), moved.to), (10, now.utc));
        assert_eq!(moved.columns.iter().filter(|column| column.is_none()).count(), 3);
        assert!(moved.columns[9].is_none());
    }
}
