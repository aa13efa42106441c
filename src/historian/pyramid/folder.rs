//! Rows of one tag in, buckets of all its levels out.

use crate::historian::pyramid::{Bucket, Level, Part};
use crate::historian::{DictionaryEntry, QualityCode};
use crate::tag::QualityLevel;

/// What nobody vouched for longer than this does not hold, whatever the tag says: seven days.
const HOLD_MAX_US: i64 = 7 * 86_400_000_000;

/// Times that can be folded: 1970 to the year 6000, so that no sum of two of them overflows.
pub(crate) const TIME_MAX_US: i64 = 127_000_000_000_000_000;

/// How long a value of a tag holds at most without another row, microseconds.
pub fn hold_limit_us(entry: &DictionaryEntry) -> i64 {
    entry.gap_us().clamp(0, HOLD_MAX_US)
}

/// Whether a row was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// It was.
    InOrder,
    /// It lies before the last row, or has no possible time: its day has to be made again from its rows.
    Late,
}

/// The value of the last row, which holds until the next one.
#[derive(Clone, Copy, Debug)]
struct Standing {
    number: f64,
    code: QualityCode,
    /// When it came.
    time: i64,
}

/// The buckets of one tag in the making. The finest level is folded from rows, the others from the level below.
#[derive(Clone, Debug)]
pub struct Folder {
    finest: Level,
    hold_limit: i64,
    /// The open bucket of each level, without what is still open below it.
    open: [Option<Part>; 4],
    standing: Option<Standing>,
    /// Up to when everything is known and accounted for.
    known: i64,
}

/// The number of a row as it counts: bad ones and impossible ones have none.
pub(crate) fn usable(number: Option<f64>, code: QualityCode) -> Option<f64> {
    let level = code.quality().level();
    number.filter(|number| number.is_finite() && code.has_value() && level < QualityLevel::Bad)
}

impl Folder {
    /// For a tag whose finest level is `finest` and whose values hold at most `hold_limit` microseconds.
    pub const fn new(finest: Level, hold_limit: i64) -> Self {
        Self { finest, hold_limit, open: [None; 4], standing: None, known: i64::MIN }
    }

    /// For a tag as its dictionary has it.
    pub fn of(entry: &DictionaryEntry) -> Self {
        Self::new(Level::finest(entry.period_us), hold_limit_us(entry))
    }

    /// The finest level it folds.
    pub const fn finest(&self) -> Level {
        self.finest
    }

    /// Takes a row, in order of time; buckets that are over by then go to `out`, the finer before the coarser.
    pub fn push(
        &mut self,
        (time, number, code): (i64, Option<f64>, QualityCode),
        out: &mut impl FnMut(Level, Bucket),
    ) -> Taken {
        if time < self.known || !(0..TIME_MAX_US).contains(&time) {
            return Taken::Late;
        }
        self.settle(time, out);
        let number = usable(number, code);
        if let Some(part) = self.part(time, out) {
            part.row(number, code);
        }
        self.standing = number.map(|number| Standing { number, code, time });
        Taken::InOrder
    }

    /// No more rows come before `time`: the last value is counted up to there, as long as it holds.
    pub fn advance(&mut self, time: i64, out: &mut impl FnMut(Level, Bucket)) {
        if time > self.known && (0..TIME_MAX_US).contains(&time) {
            self.settle(time, out);
            self.close_before(time, out);
        }
    }

    /// The open bucket of a level as it stands.
    pub fn open(&self, level: Level) -> Option<Bucket> {
        let mut parts = self.open.iter().zip(Level::ALL).rev().filter(|(_, at)| *at <= level);
        let mut whole: Option<Part> = None;
        for part in parts.by_ref().filter_map(|(part, _)| part.as_ref()) {
            let start = level.start(part.start());
            whole.get_or_insert(Part::new(start)).add(part);
        }
        (level >= self.finest).then_some(whole)?.map(|part| part.bucket())
    }

    /// Ends it: all open buckets go to `out`, the last value counted up to `time`.
    pub fn finish(mut self, time: i64, out: &mut impl FnMut(Level, Bucket)) {
        self.advance(time, out);
        self.close_before(i64::MAX, out);
    }

    /// Closes every bucket as it stands; what stood is forgotten.
    pub(super) fn close(&mut self, out: &mut impl FnMut(Level, Bucket)) {
        self.close_before(i64::MAX, out);
        self.standing = None;
    }

    /// Goes on from where another of the same tag ended: its last value stands until the first row here.
    pub(super) const fn resume(&mut self, before: &Self) {
        self.standing = before.standing;
        self.known = before.known;
    }

    /// Counts the standing value up to `time`, and draws it there where no gap has begun by then.
    fn settle(&mut self, time: i64, out: &mut impl FnMut(Level, Bucket)) {
        let known = std::mem::replace(&mut self.known, time);
        let Some(standing) = self.standing else { return };
        let (good, near) = (standing.code.is_good(), time - standing.time <= self.hold_limit);
        let end = time.min(standing.time.saturating_add(self.hold_limit));
        let mut at = known;
        while at < end && (good || near) {
            let begin = self.finest.start(at);
            let until = end.min(begin.saturating_add(self.finest.micros()));
            if let Some(part) = self.part(at, out) {
                if near && begin > standing.time {
                    part.stood(standing.number, standing.code);
                }
                if good {
                    part.held(standing.number, until - at);
                }
            }
            at = until;
        }
    }

    /// The open bucket of the finest level at a time, with all that are over closed.
    fn part(&mut self, time: i64, out: &mut impl FnMut(Level, Bucket)) -> Option<&mut Part> {
        self.close_before(time, out);
        let start = self.finest.start(time);
        self.open.get_mut(usize::from(self.finest.code())).map(|part| part.get_or_insert(Part::new(start)))
    }

    /// Closes every bucket that ends at or before a time, the finest first.
    fn close_before(&mut self, time: i64, out: &mut impl FnMut(Level, Bucket)) {
        for level in Level::ALL {
            let slot = usize::from(level.code());
            let over = |part: &Part| part.start().saturating_add(level.micros()) <= time;
            let Some(part) = self.open.get_mut(slot).and_then(|part| part.take_if(|part| over(part))) else {
                continue;
            };
            out(level, part.bucket());
            if let Some(coarser) = level.coarser()
                && let Some(above) = self.open.get_mut(slot + 1)
            {
                above.get_or_insert(Part::new(coarser.start(part.start()))).add(&part);
            }
        }
    }
}
