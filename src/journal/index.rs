//! All entries of a journal in a form that can be searched in one go: a few bytes of place and one text in
//! small letters each. Bounded; what does not fit is left out from the oldest on, and counted. Pure.

use std::collections::VecDeque;

use crate::journal::{Chained, EntryKind, Search, haystack};
use crate::time::{Timestamp, Zone};

/// Entries that are held.
pub const ROWS_MAX: usize = 250_000;
/// Bytes of text that are held.
pub const BYTES_MAX: usize = 160 << 20;

/// The number of a row; counts up and is never given again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct RowId(pub u64);

/// Where an entry's line stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Which file, by its place in a list of files.
    pub file: u16,
    /// Where the line begins, bytes.
    pub offset: u64,
    /// How long it is without its line end, bytes.
    pub length: u32,
}

/// The rows, oldest first.
#[derive(Debug)]
pub struct Index {
    rows: VecDeque<Row>,
    /// The id of the oldest row held.
    first: u64,
    bytes: usize,
    rows_max: usize,
    bytes_max: usize,
}

#[derive(Debug)]
struct Row {
    time: Timestamp,
    kind: EntryKind,
    place: Place,
    haystack: Box<str>,
}

impl Default for Index {
    fn default() -> Self {
        Self::bounded(ROWS_MAX, BYTES_MAX)
    }
}

impl Index {
    /// An empty one with bounds of its own, rows and bytes of text.
    pub const fn bounded(rows_max: usize, bytes_max: usize) -> Self {
        Self { rows: VecDeque::new(), first: 0, bytes: 0, rows_max, bytes_max }
    }

    /// Takes a line as the newest row; `None` where it is no entry that this program knows.
    pub fn push(&mut self, chained: &Chained, place: Place, zone: &Zone) -> Option<RowId> {
        let entry = chained.entry()?;
        let haystack = haystack(&entry, zone).into_boxed_str();
        self.bytes += haystack.len();
        self.rows.push_back(Row { time: entry.time, kind: entry.kind, place, haystack });
        while self.rows.len() > self.rows_max || (self.bytes > self.bytes_max && self.rows.len() > 1) {
            let Some(oldest) = self.rows.pop_front() else { break };
            self.bytes -= oldest.haystack.len();
            self.first += 1;
        }
        Some(RowId(self.end() - 1))
    }

    /// How many rows are held.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether none is.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// How many rows were pushed and are not held any more.
    pub const fn left_out(&self) -> u64 {
        self.first
    }

    /// The id of the oldest row held.
    pub const fn oldest(&self) -> RowId {
        RowId(self.first)
    }

    /// The id the next row will get.
    pub fn end(&self) -> u64 {
        self.first + self.rows.len() as u64
    }

    /// When and what kind a row is and where its line stands, while the row is held.
    pub fn row(&self, row: RowId) -> Option<(Timestamp, EntryKind, Place)> {
        let at = usize::try_from(row.0.checked_sub(self.first)?).ok()?;
        self.rows.get(at).map(|row| (row.time, row.kind, row.place))
    }

    /// Appends what is looked for among the rows from `from` to before `to` to `found`, oldest first.
    pub fn search(&self, search: &Search, (from, to): (u64, u64), found: &mut VecDeque<RowId>) {
        let from = from.max(self.first);
        let (skip, count) = (from - self.first, to.saturating_sub(from));
        let rows = (from..).zip(self.rows.iter().skip(skip as usize)).take(count as usize);
        found.extend(
            rows.filter(|(_, row)| search.matches(row.time, row.kind, &row.haystack))
                .map(|(id, _)| RowId(id)),
        );
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::journal::{Chain, Entry, Query};

    fn filled(mut index: Index, count: u64) -> Index {
        let mut chain = Chain::default();
        for number in 0..count {
            let kind = if number % 3 == 0 { EntryKind::Alarm } else { EntryKind::Command };
            let entry = Entry {
                time: Timestamp::from_millis(number as i64 * 1_000),
                kind,
                source: "operator".into(),
                subject: format!("T-{}", number % 10).into(),
                text: format!("step {number}").into(),
                details: BTreeMap::new(),
            };
            let place = Place { file: 0, offset: number * 100, length: 100 };
            assert_eq!(index.push(&chain.append(&entry), place, &Zone::default()), Some(RowId(number)));
        }
        index
    }

    fn found(index: &Index, query: &Query) -> Vec<u64> {
        let mut found = VecDeque::new();
        index.search(&query.compile(), (0, index.end()), &mut found);
        found.into_iter().map(|row| row.0).collect()
    }

    #[test]
    fn finds_the_same_as_a_walk_over_all_entries() {
        let index = filled(Index::default(), 1_000);
        let everything: Vec<u64> = (0..1_000).collect();
        assert_eq!(found(&index, &Query::default()), everything);
        let alarms = Query { kinds: [EntryKind::Alarm].into(), subject: "t-3".into(), ..Query::default() };
        let wanted: Vec<u64> = (0..1_000).filter(|n| n % 3 == 0 && n % 10 == 3).collect();
        assert_eq!(found(&index, &alarms), wanted);
        let text = Query { text: "\"STEP 99\"".into(), ..Query::default() };
        assert_eq!(found(&index, &text), [99, 990, 991, 992, 993, 994, 995, 996, 997, 998, 999]);
        let mut later = VecDeque::new();
        index.search(&text.compile(), (991, 995), &mut later);
        assert_eq!(later, [991, 992, 993, 994].map(RowId));
    }

    #[test]
    fn the_oldest_go_first_and_are_counted() {
        let index = filled(Index::bounded(100, BYTES_MAX), 250);
        assert_eq!((index.len(), index.left_out(), index.oldest()), (100, 150, RowId(150)));
        assert_eq!(index.row(RowId(149)), None);
        assert_eq!(index.row(RowId(150)).map(|(.., place)| place.offset), Some(15_000));
        assert_eq!(found(&index, &Query::default()).first(), Some(&150));
        let tight = filled(Index::bounded(ROWS_MAX, 2_000), 250);
        assert!(tight.bytes <= 2_000 && tight.len() > 20, "{} rows", tight.len());
        assert_eq!(tight.left_out() + tight.len() as u64, 250);
    }

    #[test]
    fn a_line_of_an_unknown_kind_is_not_taken() {
        let mut index = Index::default();
        let mut chained = Chain::default().append(&Entry {
            time: Timestamp::from_millis(0),
            kind: EntryKind::Note,
            source: "".into(),
            subject: "".into(),
            text: "".into(),
            details: BTreeMap::new(),
        });
        chained.kind = "prophecy".into();
        let place = Place { file: 0, offset: 0, length: 1 };
        assert_eq!(index.push(&chained, place, &Zone::default()), None);
        assert!(index.is_empty());
    }
}
