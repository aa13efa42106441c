//! What is looked for in a journal, and the test of one entry against it, made ready once. Pure.

use std::collections::BTreeSet;

use crate::journal::{Entry, EntryKind};
use crate::time::{Timestamp, Zone};

/// Words of a query that count; a field holds no more letters anyway.
const WORDS_MAX: usize = 32;
/// Place of the subject among the lines of a haystack.
const SUBJECT_LINE: usize = 3;

/// What is looked for. Everything must hold; what is empty is not asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// Words in any column or detail, in whatever case and order; words in double quotes belong together.
    pub text: String,
    /// One of these kinds; all where it is empty.
    pub kinds: BTreeSet<EntryKind>,
    /// Not before this.
    pub from: Option<Timestamp>,
    /// Not after this.
    pub to: Option<Timestamp>,
    /// Exactly this subject, in whatever case.
    pub subject: String,
}

/// A query made ready.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Search {
    words: Vec<String>,
    /// A bit for each kind, by its place in [`EntryKind::ALL`].
    kinds: u8,
    from: Timestamp,
    to: Timestamp,
    subject: Option<String>,
}

impl Query {
    /// Makes it ready.
    pub fn compile(&self) -> Search {
        let kinds = if self.kinds.is_empty() {
            u8::MAX
        } else {
            self.kinds.iter().fold(0, |bits, kind| bits | bit(*kind))
        };
        let subject = self.subject.trim().to_lowercase();
        Search {
            words: words(&self.text),
            kinds,
            from: self.from.unwrap_or(Timestamp::from_nanos(i64::MIN)),
            to: self.to.unwrap_or(Timestamp::from_nanos(i64::MAX)),
            subject: (!subject.is_empty()).then_some(subject),
        }
    }

    /// Whether every entry is what it looks for.
    pub fn is_everything(&self) -> bool {
        self.compile() == Self::default().compile()
    }
}

impl Search {
    /// Whether an entry with this [`haystack`] is looked for.
    pub fn matches(&self, time: Timestamp, kind: EntryKind, haystack: &str) -> bool {
        self.kinds & bit(kind) != 0
            && self.from <= time
            && time <= self.to
            && self.subject.as_ref().is_none_or(|subject| {
                // Few rows have it at all: only those are taken apart.
                haystack.contains(subject.as_str())
                    && haystack.split('\n').nth(SUBJECT_LINE).is_some_and(|line| line == subject)
            })
            && self.words.iter().all(|word| haystack.contains(word.as_str()))
    }

    /// Whether an entry is looked for.
    pub fn finds(&self, entry: &Entry, zone: &Zone) -> bool {
        self.matches(entry.time, entry.kind, &haystack(entry, zone))
    }
}

/// All columns and details of an entry in small letters, a line each: time in the plant's zone, kind, source,
/// subject, text, and then each detail's name and text.
pub fn haystack(entry: &Entry, zone: &Zone) -> String {
    let mut all = entry.time.format(zone, "%Y-%m-%d %H:%M:%S%.3f");
    let mut add = |part: &str| {
        all.push('\n');
        // A line end within a part would pass for the end of a column.
        all.extend(part.chars().map(|letter| if letter == '\n' { ' ' } else { letter }));
    };
    for part in [entry.kind.word(), &entry.source, &entry.subject, &entry.text] {
        add(part);
    }
    for (name, text) in &entry.details {
        add(name);
        add(text);
    }
    all.to_lowercase()
}

const fn bit(kind: EntryKind) -> u8 {
    match kind {
        EntryKind::Alarm => 1,
        EntryKind::Command => 2,
        EntryKind::Link => 4,
        EntryKind::Layout => 8,
        EntryKind::Note => 16,
        EntryKind::System => 32,
    }
}

/// `red "main pump" 3` gives `red`, `main pump`, `3`. A quote that is not closed runs to the end.
fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (at, part) in text.to_lowercase().split('"').enumerate() {
        if at % 2 == 1 {
            words.push(part.to_owned());
        } else {
            words.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    words.retain(|word| !word.trim().is_empty());
    words.truncate(WORDS_MAX);
    words
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn entry() -> Entry {
        Entry {
            time: Timestamp::parse("2026-11-23T13:00:05.250Z").unwrap(),
            kind: EntryKind::Alarm,
            source: "Operator".into(),
            subject: "LIT-301.low".into(),
            text: "Clearwell level\nbelow Überlauf".into(),
            details: BTreeMap::from([("reason".into(), "Sensor is being CLEANED".into())]),
        }
    }

    fn check(query: &Query, found: bool) {
        let zone = Zone::named("Europe/Berlin").unwrap();
        assert_eq!(query.compile().finds(&entry(), &zone), found, "{query:?}");
    }

    #[test]
    fn words_are_found_in_any_column_and_detail_in_whatever_case() {
        for (text, found) in [
            ("", true),
            ("  ", true),
            ("\"\"", true),
            ("operator", true),
            ("LIT-301.LOW alarm", true),
            ("cleaned reason", true),
            ("ÜBERLAUF", true),
            ("14:00:05.250", true),
            ("2026-11-23", true),
            ("\"is being\" operator", true),
            ("\"being is\"", false),
            ("\"level below", true),
            ("operator missing", false),
            // Columns do not run into each other.
            ("alarmoperator", false),
            ("\"alarm operator\"", false),
        ] {
            check(&Query { text: text.into(), ..Query::default() }, found);
        }
    }

    #[test]
    fn kind_subject_and_time_must_hold_as_well() {
        let kinds =
            |kinds: &[EntryKind]| Query { kinds: kinds.iter().copied().collect(), ..Query::default() };
        check(&kinds(&[EntryKind::Alarm, EntryKind::Note]), true);
        check(&kinds(&[EntryKind::Command]), false);
        let subject = |subject: &str| Query { subject: subject.into(), ..Query::default() };
        check(&subject("lit-301.LOW"), true);
        check(&subject("LIT-301"), false);
        check(&subject("operator"), false);
        let time = entry().time;
        let later = Timestamp::from_nanos(time.nanos() + 1);
        check(&Query { from: Some(time), to: Some(time), ..Query::default() }, true);
        check(&Query { from: Some(later), ..Query::default() }, false);
        check(&Query { to: Some(Timestamp::from_nanos(time.nanos() - 1)), ..Query::default() }, false);
        check(&Query { text: "operator".into(), from: Some(later), ..Query::default() }, false);
    }

    #[test]
    fn every_kind_has_a_bit_of_its_own() {
        let bits = EntryKind::ALL.map(bit);
        assert_eq!(bits.iter().fold(0, |all, bit| all | bit).count_ones() as usize, bits.len());
        assert!(Query { text: " \"".into(), ..Query::default() }.is_everything());
        assert!(!Query { subject: "x".into(), ..Query::default() }.is_everything());
    }
}
