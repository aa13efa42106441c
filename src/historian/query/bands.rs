//! Stretches that are not Good, gathered in order of time.

use crate::tag::{Quality, QualityLevel};
use crate::time::{Span, Timestamp};
use crate::trend::{Band, TrendReply};

/// The bands of one line.
#[derive(Debug)]
pub(super) struct Bands {
    from: i64,
    to: i64,
    /// A band is longer than this, microseconds.
    column: i64,
    done: Vec<(i64, i64, Quality)>,
    open: Option<(i64, i64, Quality)>,
}

impl Bands {
    /// For a span in columns of a length; all microseconds.
    pub(super) const fn new(from: i64, to: i64, column: i64) -> Self {
        Self { from, to, column, done: Vec::new(), open: None }
    }

    /// A stretch of some quality, no earlier than those before.
    pub(super) fn add(&mut self, from: i64, to: i64, quality: Quality) {
        let (from, to) = (from.max(self.from), to.min(self.to));
        if quality.level() == QualityLevel::Good || from >= to {
            return;
        }
        match &mut self.open {
            Some((_, end, same)) if *same == quality && from <= *end => *end = to.max(*end),
            open => {
                let before = open.replace((from, to, quality));
                self.keep(before);
            }
        }
    }

    /// What is no longer than a column is not told: so there are at most as many bands as columns.
    fn keep(&mut self, band: Option<(i64, i64, Quality)>) {
        self.done.extend(band.filter(|(from, to, _)| to - from > self.column));
    }

    /// The bands, oldest first; of too many the longest.
    pub(super) fn finish(mut self) -> Vec<Band> {
        let open = self.open.take();
        self.keep(open);
        if self.done.len() > TrendReply::BANDS_MAX {
            self.done.sort_by_key(|(from, to, _)| from - to);
            self.done.truncate(TrendReply::BANDS_MAX);
            self.done.sort_by_key(|(from, ..)| *from);
        }
        let time = Timestamp::from_micros;
        let band = |(from, to, quality)| Band { span: Span { from: time(from), to: time(to) }, quality };
        self.done.into_iter().map(band).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tag::Bad;

    const LOST: Quality = Quality::Bad(Bad::NoCommunication);

    #[test]
    fn neighbours_of_one_quality_are_one_band_and_short_ones_are_left_out() {
        let mut bands = Bands::new(0, 1000, 10);
        for (from, to, quality) in [
            (-50, 5, LOST),
            (5, 20, LOST),
            (20, 40, Quality::GOOD),
            (40, 50, LOST),
            (60, 2000, Quality::STALE),
        ] {
            bands.add(from, to, quality);
        }
        let told: Vec<_> =
            bands.finish().iter().map(|b| (b.span.from.micros(), b.span.to.micros(), b.quality)).collect();
        assert_eq!(told, [(0, 20, LOST), (60, 1000, Quality::STALE)]);
    }

    #[test]
    fn of_too_many_the_longest_are_told_in_order() {
        let mut bands = Bands::new(0, 1_000_000, 1);
        for at in 0..1000 {
            bands.add(at * 100, at * 100 + 2 + at % 2, LOST);
        }
        let told = bands.finish();
        assert_eq!(told.len(), TrendReply::BANDS_MAX);
        assert_eq!(told.iter().filter(|band| band.span.length().as_micros() == 3).count(), 500);
        assert!(told.is_sorted_by_key(|band| band.span.from));
    }
}
