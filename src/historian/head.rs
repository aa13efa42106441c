//! The head: what was recorded since the last segment was sealed, in memory, so that the present can be drawn
//! at once. Bounded by its rows: the one who fills it seals it when it is full.

use std::sync::Arc;

use crate::historian::{Dictionary, Kind, QualityCode, Series};
use crate::journal::Entry;
use crate::tag::Value;

/// Rows at which a head is sealed: about 32 MiB.
pub(super) const ROWS_MAX: usize = 2_000_000;
/// Events at which a head is sealed.
pub(super) const EVENTS_MAX: usize = 50_000;

/// What was recorded since the last segment was sealed.
#[derive(Clone, Debug)]
pub struct Head {
    dictionary: Arc<Dictionary>,
    tails: Vec<Tail>,
    events: Vec<Entry>,
    rows: usize,
    ends: Option<(i64, i64)>,
    late: bool,
}

/// One tag's rows. Nearly always one part; a tag whose values change their kind begins another.
#[derive(Clone, Debug, Default)]
struct Tail {
    parts: Vec<Part>,
}

#[derive(Clone, Debug)]
struct Part {
    kind: Kind,
    times: Vec<i64>,
    bits: Vec<u64>,
    qualities: Vec<(u32, QualityCode)>,
    texts: Vec<Arc<str>>,
}

/// What became of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pushed {
    /// It is the newest of its tag.
    Newest,
    /// It is older than others of its tag and was put in its place.
    Late,
    /// The same row was there already.
    Duplicate,
    /// There is no such tag.
    Unknown,
}

impl Head {
    /// An empty head.
    pub fn new(dictionary: Arc<Dictionary>) -> Self {
        let tails = vec![Tail::default(); dictionary.tags.len()];
        Self { dictionary, tails, events: Vec::new(), rows: 0, ends: None, late: false }
    }

    /// What its tag numbers mean.
    pub const fn dictionary(&self) -> &Arc<Dictionary> {
        &self.dictionary
    }

    /// How many rows.
    pub const fn rows(&self) -> usize {
        self.rows
    }

    /// Whether nothing was recorded.
    pub const fn is_empty(&self) -> bool {
        self.rows == 0 && self.events.is_empty()
    }

    /// Whether it should be sealed for its size.
    pub const fn is_full(&self) -> bool {
        self.rows >= ROWS_MAX || self.events.len() >= EVENTS_MAX
    }

    /// Whether a row came after later ones of its tag.
    pub const fn has_late_rows(&self) -> bool {
        self.late
    }

    /// First and last time of its rows, microseconds.
    pub const fn ends(&self) -> Option<(i64, i64)> {
        self.ends
    }

    /// What happened, in order of arrival.
    pub fn events(&self) -> &[Entry] {
        &self.events
    }

    /// Takes something that happened.
    pub fn event(&mut self, entry: Entry) {
        self.events.push(entry);
    }

    /// Time of a tag's newest row.
    pub fn newest(&self, tag: u32) -> Option<i64> {
        self.tails.get(tag as usize)?.parts.last()?.times.last().copied()
    }

    /// Takes one row.
    pub fn push(&mut self, tag: u32, time: i64, value: Option<&Value>, code: QualityCode) -> Pushed {
        let Some(tail) = self.tails.get_mut(tag as usize) else { return Pushed::Unknown };
        let pushed = tail.push(time, value, code);
        if pushed != Pushed::Duplicate {
            self.rows += 1;
            let (from, to) = self.ends.unwrap_or((time, time));
            self.ends = Some((from.min(time), to.max(time)));
            self.late |= pushed == Pushed::Late;
        }
        pushed
    }

    /// All rows of a tag.
    pub fn series(&self, tag: u32) -> Vec<Series> {
        self.rows_of(tag, i64::MIN, i64::MAX)
    }

    /// The rows of a tag from one time to another, with the last one before.
    pub fn rows_of(&self, tag: u32, from: i64, to: i64) -> Vec<Series> {
        let Some(tail) = self.tails.get(tag as usize) else { return Vec::new() };
        let mut found: Vec<Series> = Vec::new();
        for part in &tail.parts {
            let begin = part.times.partition_point(|time| *time < from);
            let end = part.times.partition_point(|time| *time <= to);
            if begin > 0 {
                // This part has a later row before the span than the parts before it.
                found.clear();
            }
            let begin = begin.saturating_sub(1);
            if begin < end {
                found.push(part.cut(begin, end));
            }
        }
        found
    }

    /// The last row of a tag at or before a time.
    pub fn last_before(&self, tag: u32, time: i64) -> Option<Series> {
        let parts = self.tails.get(tag as usize)?.parts.iter().rev();
        let mut ends = parts.map(|part| (part, part.times.partition_point(|at| *at <= time)));
        let (part, end) = ends.find(|(_, end)| *end > 0)?;
        Some(part.cut(end - 1, end))
    }

    /// Time of a tag's oldest row.
    pub fn oldest(&self, tag: u32) -> Option<i64> {
        self.tails.get(tag as usize)?.parts.first()?.times.first().copied()
    }
}

impl Tail {
    fn push(&mut self, time: i64, value: Option<&Value>, code: QualityCode) -> Pushed {
        // A row without a value is of whatever kind its neighbours are.
        let kind = value.map(Kind::of).or(self.parts.last().map(|part| part.kind)).unwrap_or(Kind::Float);
        let fits = self.parts.last().is_some_and(|part| part.kind == kind);
        // Rows that came before any value take the kind of the first value.
        let untold = self.parts.last().is_some_and(|part| part.qualities.iter().all(|(_, c)| !c.has_value()));
        let late = self.parts.last().and_then(|part| part.times.last()).is_some_and(|last| *last > time);
        if !fits
            && untold
            && let Some(part) = self.parts.last_mut()
        {
            part.kind = kind;
        } else if !fits && !late {
            self.parts.push(Part::new(kind));
        }
        // A late row goes to the part whose time it falls into, if it is of that part's kind.
        let home = self.parts.iter().rposition(|part| {
            part.kind == kind && (!late || part.times.first().is_some_and(|first| *first <= time))
        });
        let home = home.or_else(|| self.parts.iter().position(|part| part.kind == kind));
        match home.and_then(|home| self.parts.get_mut(home)) {
            Some(part) => part.push(time, value, code),
            None => Pushed::Unknown,
        }
    }
}

impl Part {
    const fn new(kind: Kind) -> Self {
        Self { kind, times: Vec::new(), bits: Vec::new(), qualities: Vec::new(), texts: Vec::new() }
    }

    fn push(&mut self, time: i64, value: Option<&Value>, code: QualityCode) -> Pushed {
        let bits = match value {
            Some(value) => self.bits_of(value),
            None => self.bits.last().copied().unwrap_or(0),
        };
        let newest = self.times.last().is_none_or(|last| *last <= time);
        if newest {
            let same = self.times.last() == Some(&time)
                && self.bits.last() == Some(&bits)
                && self.qualities.last().is_some_and(|(_, last)| *last == code);
            if same {
                return Pushed::Duplicate;
            }
            if self.qualities.last().is_none_or(|(_, last)| *last != code) {
                self.qualities.push((self.times.len() as u32, code));
            }
            self.times.push(time);
            self.bits.push(bits);
            return Pushed::Newest;
        }
        let at = self.times.partition_point(|other| *other <= time);
        let mut row = at;
        while let Some(before) = row.checked_sub(1).filter(|before| self.times.get(*before) == Some(&time)) {
            if self.bits.get(before) == Some(&bits) && self.code(before) == code {
                return Pushed::Duplicate;
            }
            row = before;
        }
        self.insert(at, time, bits, code);
        Pushed::Late
    }

    /// Puts a row in its place; the stretches of quality are made anew.
    fn insert(&mut self, at: usize, time: i64, bits: u64, code: QualityCode) {
        let mut codes: Vec<QualityCode> = (0..self.times.len()).map(|row| self.code(row)).collect();
        codes.insert(at, code);
        self.times.insert(at, time);
        self.bits.insert(at, bits);
        self.qualities.clear();
        for (row, code) in (0u32..).zip(codes) {
            if self.qualities.last().is_none_or(|(_, last)| *last != code) {
                self.qualities.push((row, code));
            }
        }
    }

    fn code(&self, row: usize) -> QualityCode {
        let at = self.qualities.partition_point(|(from, _)| *from as usize <= row);
        at.checked_sub(1).and_then(|at| self.qualities.get(at)).map_or(QualityCode::GOOD, |(_, code)| *code)
    }

    fn bits_of(&mut self, value: &Value) -> u64 {
        match value {
            Value::Bool(bit) => u64::from(*bit),
            Value::Int(int) => int.cast_unsigned(),
            Value::UInt(int) => *int,
            Value::Float(float) => float.to_bits(),
            Value::Text(text) => {
                let known = self.texts.iter().rposition(|known| known == text);
                let place = known.unwrap_or_else(|| {
                    self.texts.push(Arc::clone(text));
                    self.texts.len() - 1
                });
                place as u64
            }
        }
    }

    fn cut(&self, begin: usize, end: usize) -> Series {
        let mut qualities = vec![(0, self.code(begin))];
        let inside = self.qualities.iter().filter(|(row, _)| (begin + 1..end).contains(&(*row as usize)));
        qualities.extend(inside.map(|(row, code)| (row - begin as u32, *code)));
        Series {
            kind: self.kind,
            times: self.times.get(begin..end).unwrap_or_default().into(),
            bits: self.bits.get(begin..end).unwrap_or_default().to_vec(),
            qualities,
            texts: self.texts.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::historian::DictionaryEntry;
    use crate::tag::Quality;

    fn head() -> Head {
        let tag = DictionaryEntry { id: "A".into(), ..DictionaryEntry::default() };
        Head::new(Arc::new(Dictionary::new("".into(), "UTC".into(), vec![tag]).unwrap()))
    }

    fn times(head: &Head) -> Vec<i64> {
        head.series(0).iter().flat_map(|series| series.times.to_vec()).collect()
    }

    #[test]
    fn keeps_rows_in_order_of_time_whenever_they_come() {
        let mut head = head();
        let stale = QualityCode::new(Quality::STALE, true);
        for (time, code) in [(10, QualityCode::GOOD), (20, stale), (30, QualityCode::GOOD)] {
            assert_eq!(head.push(0, time, Some(&Value::Float(1.0)), code), Pushed::Newest);
        }
        assert_eq!(head.push(0, 25, Some(&Value::Float(9.0)), QualityCode::GOOD), Pushed::Late);
        assert_eq!(head.push(0, 25, Some(&Value::Float(9.0)), QualityCode::GOOD), Pushed::Duplicate);
        assert_eq!(head.push(0, 30, Some(&Value::Float(1.0)), QualityCode::GOOD), Pushed::Duplicate);
        assert_eq!(times(&head), [10, 20, 25, 30]);
        let series = &head.series(0)[0];
        assert_eq!(series.quality(1), Quality::STALE);
        assert_eq!(series.quality(2), Quality::GOOD);
        assert_eq!(head.rows(), 4);
        assert_eq!(head.ends(), Some((10, 30)));
    }

    #[test]
    fn gives_the_row_before_a_span_with_it() {
        let mut head = head();
        for time in [10, 20, 30, 40] {
            head.push(0, time, Some(&Value::Int(time)), QualityCode::GOOD);
        }
        assert_eq!(&*head.rows_of(0, 25, 35)[0].times, [20, 30]);
        assert_eq!(&*head.last_before(0, 39).unwrap().times, [30]);
        assert!(head.last_before(0, 9).is_none());
    }

    #[test]
    fn a_tag_that_changes_its_kind_begins_another_part() {
        let mut head = head();
        let waiting = QualityCode::new(Quality::WAITING, false);
        head.push(0, 5, None, waiting);
        head.push(0, 10, Some(&Value::Int(1)), QualityCode::GOOD);
        head.push(0, 20, Some(&Value::Text("on".into())), QualityCode::GOOD);
        let series = head.series(0);
        assert_eq!(series.len(), 2);
        assert_eq!((series[0].kind, series[0].len()), (Kind::Int, 2));
        assert_eq!(series[1].value(0), Some(Value::Text("on".into())));
        assert_eq!(head.rows_of(0, 15, 30).len(), 2);
        assert_eq!(head.rows_of(0, 21, 30).len(), 1);
    }
}
