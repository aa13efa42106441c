//! The pyramid of what is not yet in a day's file, in memory, fed by rows as they come.

use std::collections::VecDeque;

use crate::historian::pyramid::compact::Buckets;
use crate::historian::pyramid::{Bucket, DAY_US, Folder, Level, TagDay, Taken, day_of};
use crate::historian::{DictionaryEntry, QualityCode};

/// Days a tag keeps: today and what was not yet taken out. Of more, the oldest goes.
const DAYS_MAX: i64 = 3;

/// One tag.
#[derive(Debug)]
struct LiveTag {
    folder: Folder,
    /// Levels below the day, by code.
    levels: [Buckets; 3],
    days: VecDeque<Bucket>,
    planned: bool,
}

/// The pyramid of all tags over the last days, at most three.
///
/// A tag of one row a second costs about 90 kB a day.
#[derive(Debug, Default)]
pub struct LivePyramid {
    tags: Vec<LiveTag>,
}

impl LivePyramid {
    /// For the tags of a dictionary, by their numbers.
    pub fn new<'e>(entries: impl IntoIterator<Item = &'e DictionaryEntry>) -> Self {
        let tags = entries.into_iter().map(|entry| LiveTag {
            folder: Folder::of(entry),
            levels: Default::default(),
            days: VecDeque::new(),
            planned: entry.period_us > 0,
        });
        Self { tags: tags.collect() }
    }

    /// Takes a row of a tag; `number` is `None` for text and where the row has no value. A tag that is not
    /// known and a row before the one before are late: their day has to be made again from its rows.
    pub fn push(&mut self, tag: u32, time: i64, number: Option<f64>, code: QualityCode) -> Taken {
        let Some(LiveTag { folder, levels, days, .. }) = self.tags.get_mut(tag as usize) else {
            return Taken::Late;
        };
        folder.push((time, number, code), &mut |level, bucket| keep(levels, days, level, &bucket))
    }

    /// No rows come any more before `time`: what stands is counted up to there. Call it before a day is
    /// taken out, so that what held at midnight is in it.
    pub fn advance(&mut self, time: i64) {
        for LiveTag { folder, levels, days, .. } in &mut self.tags {
            folder.advance(time, &mut |level, bucket| keep(levels, days, level, &bucket));
        }
    }

    /// Ends it at a time: what stands is counted up to there, and every bucket is closed as it is.
    pub fn end(&mut self, time: i64) {
        self.advance(time);
        for LiveTag { folder, levels, days, .. } in &mut self.tags {
            folder.close(&mut |level, bucket| keep(levels, days, level, &bucket));
        }
    }

    /// Goes on from where another of the same tags stands now: its last values hold until the first rows here.
    pub fn resume(&mut self, before: &Self) {
        for (tag, before) in self.tags.iter_mut().zip(&before.tags) {
            tag.folder.resume(&before.folder);
        }
    }

    /// The buckets of a level that meet the time from `from` to before `to`, the open one as it stands.
    /// `None` where the tag has no such level.
    pub fn buckets(&self, tag: u32, level: Level, from: i64, to: i64) -> Option<Vec<Bucket>> {
        let tag = self.tags.get(tag as usize).filter(|tag| tag.folder.finest() <= level)?;
        let from = level.start(from);
        let within = |bucket: &Bucket| from <= bucket.start && bucket.start < to;
        let mut buckets: Vec<_> = match tag.levels.get(usize::from(level.code())) {
            Some(buckets) => buckets.range(from, to).collect(),
            None => tag.days.iter().copied().filter(within).collect(),
        };
        buckets.extend(tag.folder.open(level).filter(within));
        Some(buckets)
    }

    /// Begin of the oldest bucket of a tag, the open ones included.
    pub fn oldest(&self, tag: u32) -> Option<i64> {
        let tag = self.tags.get(tag as usize)?;
        let kept = tag.levels.iter().filter_map(Buckets::oldest);
        let open = tag.folder.open(Level::Day).map(|bucket| bucket.start);
        kept.chain(tag.days.front().map(|bucket| bucket.start)).chain(open).min()
    }

    /// A finished day, tag by tag, for its file: those tags that have anything in it.
    pub fn day(&self, day: i64) -> impl Iterator<Item = (u32, TagDay)> {
        (0u32..).zip(&self.tags).filter_map(move |(number, tag)| Some((number, tag.day(day)?)))
    }

    /// Gives the room of a day and everything before it back.
    pub fn forget(&mut self, day: i64) {
        let end = day.saturating_add(1).saturating_mul(DAY_US);
        for tag in &mut self.tags {
            tag.forget_before(end);
        }
    }

    /// Takes a finished day out: what [`LivePyramid::day`] tells, and its room is given back.
    pub fn take_day(&mut self, day: i64) -> Vec<(u32, TagDay)> {
        let taken = self.day(day).collect();
        self.forget(day);
        taken
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        let heap = self.tags.iter().flat_map(|tag| &tag.levels).map(Buckets::bytes).sum::<usize>();
        heap + self.tags.capacity() * size_of::<LiveTag>()
    }
}

fn keep(levels: &mut [Buckets; 3], days: &mut VecDeque<Bucket>, level: Level, bucket: &Bucket) {
    if let Some(buckets) = levels.get_mut(usize::from(level.code())) {
        buckets.push(bucket);
        return;
    }
    days.push_back(*bucket);
    let oldest = day_of(bucket.start).saturating_sub(DAYS_MAX - 1).saturating_mul(DAY_US);
    days.retain(|day| day.start >= oldest);
    for buckets in levels {
        buckets.forget_before(oldest);
    }
}

impl LiveTag {
    fn day(&self, day: i64) -> Option<TagDay> {
        let start = day.checked_mul(DAY_US)?;
        let totals = *self.days.iter().find(|bucket| bucket.start == start)?;
        let level = |level: Level| {
            let buckets: Vec<_> =
                self.levels.get(usize::from(level.code()))?.range(start, start + DAY_US).collect();
            let kept = self.planned || Level::worthwhile(totals.rows(), buckets.len());
            (kept && level >= self.folder.finest()).then_some((level, buckets))
        };
        let levels = Level::ALL.into_iter().filter_map(level).collect();
        Some(TagDay { totals, levels })
    }

    fn forget_before(&mut self, time: i64) {
        self.days.retain(|day| day.start >= time);
        for buckets in &mut self.levels {
            buckets.forget_before(time);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: i64 = 1_000_000;

    fn entry(period_us: u64) -> DictionaryEntry {
        DictionaryEntry { id: "A".into(), period_us, ..DictionaryEntry::default() }
    }

    #[test]
    fn a_day_of_one_row_a_second_has_all_its_buckets_and_little_memory() {
        let mut live = LivePyramid::new([&entry(1_000_000)]);
        for second in 0..86_400 {
            assert_eq!(live.push(0, second * SECOND, Some(second as f64), QualityCode::GOOD), Taken::InOrder);
        }
        assert_eq!(live.push(0, 5, Some(1.0), QualityCode::GOOD), Taken::Late);
        assert!(live.bytes() < 150_000, "{}", live.bytes());
        let open = live.buckets(0, Level::Hour, 0, DAY_US).unwrap();
        assert_eq!((open.len(), open[23].max), (24, 86_399.0));
        live.advance(DAY_US);
        let taken = live.take_day(0);
        let day = &taken[0].1;
        let counts: Vec<_> = day.levels.iter().map(|(level, buckets)| (*level, buckets.len())).collect();
        assert_eq!(counts, [(Level::Minute, 1440), (Level::TenMinutes, 144), (Level::Hour, 24)]);
        assert_eq!((day.totals.good, day.totals.held, day.totals.mean), (86_400, DAY_US, 43_199.5));
        assert!(live.buckets(0, Level::Minute, 0, DAY_US).unwrap().is_empty());
    }

    #[test]
    fn a_slow_tag_has_its_hours_only_and_one_without_a_plan_what_its_rows_are_worth() {
        let mut live = LivePyramid::new([&entry(60_000_000), &entry(0)]);
        for minute in 0..1440 {
            live.push(0, minute * 60 * SECOND, Some(1.0), QualityCode::GOOD);
            live.push(1, minute * 60 * SECOND, Some(1.0), QualityCode::GOOD);
        }
        live.advance(DAY_US);
        assert_eq!(live.buckets(0, Level::Minute, 0, DAY_US), None);
        for (_, day) in live.day(0) {
            let levels: Vec<_> = day.levels.iter().map(|(level, _)| *level).collect();
            assert_eq!(levels, [Level::Hour]);
        }
    }
}
