//! What a store or a recording holds and whether it is whole: for people, and for scripts that check backups.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use sha2::{Digest as _, Sha256};

use crate::historian::manifest::hex;
use crate::historian::sealed::Sealed;
use crate::historian::store::{Opened, Part, PartKind, open};
use crate::historian::{Manifest, OpenError, SegmentLine, Store};
use crate::time::{Span, Timestamp, Zone};

/// Time without any sample that counts as a gap: more than this, microseconds.
const GAP_MIN_US: i64 = 60_000_000;
/// Stretches without a gap that are told apart; beyond them gaps are counted no further.
const STRETCHES_MAX: usize = 1_000_000;

/// How closely to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verify {
    /// What opening shows: manifest, indexes, tag lists, block times.
    Quick,
    /// Every byte: checksums of all parts, SHA-256 of all files, all columns unpacked.
    Full,
}

/// What a store holds.
#[derive(Clone, Debug)]
pub struct Survey {
    /// The plant's zone.
    pub zone: Zone,
    /// From the first to the last sample.
    pub span: Option<Span>,
    /// Recorded tags.
    pub tags: usize,
    /// Samples.
    pub samples: u64,
    /// Bytes of all recordings.
    pub bytes: u64,
    /// Its files, in order of time.
    pub files: Vec<SurveyFile>,
    /// Stretches of more than a minute without any sample, in order.
    pub gaps: Vec<Span>,
    /// Head of the manifest's chain; `None` for a single file.
    pub chain: Option<String>,
    /// What is wrong with the store as a whole, in words.
    pub remarks: Vec<String>,
}

/// One file of a store.
#[derive(Clone, Debug)]
pub struct SurveyFile {
    /// Where it is.
    pub path: PathBuf,
    /// What it is, in a few words, such as `sealed, generation 1`.
    pub kind: String,
    /// Its bytes.
    pub bytes: u64,
    /// First to last sample.
    pub span: Option<Span>,
    /// Samples.
    pub samples: u64,
    /// What is wrong with it, in words.
    pub damage: Vec<String>,
}

impl Survey {
    /// Looks at a folder or a file; nothing in it is changed. `progress` is told each file before it is read.
    pub fn of(path: &Path, verify: Verify, progress: &mut dyn FnMut(&Path)) -> Result<Self, OpenError> {
        let Opened { store, parts, remarks, chain } = open(path)?;
        let mut stretches = Stretches::default();
        let mut files = Vec::new();
        for part in parts {
            progress(&part.path);
            if let Some(file) = look(&store, part, verify, &mut stretches) {
                files.push(file);
            }
        }
        memory_times(&store, &mut stretches);
        files.sort_by(|a, b| (a.span, &a.path).cmp(&(b.span, &b.path)));
        Ok(Self {
            zone: store.zone(),
            span: store.span(),
            tags: store.ids_of_all().len(),
            samples: files.iter().map(|file| file.samples).sum(),
            bytes: files.iter().map(|file| file.bytes).sum(),
            files,
            gaps: stretches.gaps(),
            chain,
            remarks,
        })
    }

    /// Whether nothing is wrong.
    pub fn is_whole(&self) -> bool {
        self.remarks.is_empty() && self.files.iter().all(|file| file.damage.is_empty())
    }
}

/// Looks at a file; `None` for one that the station merged or removed while this was under way.
fn look(store: &Store, part: Part, verify: Verify, stretches: &mut Stretches) -> Option<SurveyFile> {
    let Part { path, kind, bytes, ends, rows, mut damage } = part;
    let kind = match kind {
        PartKind::Live { finished: true } => "live, finished".to_owned(),
        PartKind::Live { finished: false } => "live".to_owned(),
        PartKind::Exported => "exported".to_owned(),
        PartKind::Sealed { line, listed } => {
            let Some(sealed) = store.sealed(&line) else { return gone(&path, &line, &damage) };
            damage.extend(sealed.visit_times(&mut |times| stretches.take(times)));
            if verify == Verify::Full {
                damage.extend(sealed.verify().iter().map(ToString::to_string));
                damage.extend(listed.then(|| wrong_hash(&path, &line)).flatten());
                damage.extend(tags_damage(&sealed));
            }
            let listed = if listed { "" } else { ", not in the manifest" };
            format!("sealed, generation {}{listed}", line.generation)
        }
    };
    damage.sort();
    damage.dedup();
    let span =
        ends.map(|(from, to)| Span { from: Timestamp::from_micros(from), to: Timestamp::from_micros(to) });
    Some(SurveyFile { path, kind, bytes, span, samples: rows, damage })
}

/// A segment that cannot be opened any more: only lost if the manifest of now still has it.
fn gone(path: &Path, line: &SegmentLine, damage: &[String]) -> Option<SurveyFile> {
    let folder = path.parent()?;
    if !path.exists() && !Manifest::read(folder).segments().contains_key(&line.file) {
        return None;
    }
    let mut damage = damage.to_vec();
    damage.push("it cannot be opened any more".to_owned());
    let path = path.to_owned();
    Some(SurveyFile { path, kind: "sealed".to_owned(), bytes: 0, span: None, samples: 0, damage })
}

/// Whether a segment has tags that its list does not name.
fn tags_damage(sealed: &Sealed) -> Option<String> {
    let strange = sealed.tags().filter(|tag| sealed.dictionary().tag(*tag).is_none()).count();
    (strange > 0).then(|| format!("{strange} tags have samples but no place in the tag list"))
}

fn wrong_hash(path: &Path, line: &SegmentLine) -> Option<String> {
    let hash = || -> std::io::Result<String> {
        let mut file = File::open(path)?;
        let mut hash = Sha256::new();
        let mut piece = vec![0; 1 << 16];
        loop {
            let read = file.read(&mut piece)?;
            match piece.get(..read) {
                None | Some([]) => return Ok(hex(&hash.finalize())),
                Some(bytes) => hash.update(bytes),
            }
        }
    };
    match hash() {
        Ok(found) if found == line.sha256 => None,
        Ok(_) => Some("its SHA-256 is not the one the manifest says: the file was changed".to_owned()),
        Err(error) => Some(format!("it cannot be read: {error}")),
    }
}

/// The times of what is held in memory, of live and exported files.
fn memory_times(store: &Store, stretches: &mut Stretches) {
    for frozen in &store.parts().frozen {
        for tag in 0..frozen.head.dictionary().tags.len() as u32 {
            for series in frozen.head.series(tag) {
                stretches.take(&series.times);
            }
        }
    }
}

/// Stretches of time without a gap: begin to end.
#[derive(Debug, Default)]
struct Stretches(BTreeMap<i64, i64>);

impl Stretches {
    /// Takes times that never fall.
    fn take(&mut self, times: &[i64]) {
        let (Some(first), Some(last)) = (times.first(), times.last()) else { return };
        let known = self.0.range(..=*first).next_back();
        if known.is_some_and(|(_, end)| last <= end) {
            return;
        }
        let mut begin = *first;
        let mut before = *first;
        for time in times.iter().chain([&i64::MAX]) {
            if time.saturating_sub(before) > GAP_MIN_US {
                self.add(begin, before);
                begin = *time;
            }
            before = *time;
        }
    }

    fn add(&mut self, mut begin: i64, mut end: i64) {
        let meets = |from: &i64, to: &i64| {
            from.saturating_sub(end) <= GAP_MIN_US && begin.saturating_sub(*to) <= GAP_MIN_US
        };
        let reach = end.saturating_add(GAP_MIN_US);
        let touched: Vec<(i64, i64)> = self
            .0
            .range(..=reach)
            .rev()
            .take_while(|(from, to)| meets(from, to))
            .map(|(from, to)| (*from, *to))
            .collect();
        for (from, to) in touched {
            self.0.remove(&from);
            begin = begin.min(from);
            end = end.max(to);
        }
        if self.0.len() < STRETCHES_MAX {
            self.0.insert(begin, end);
        }
    }

    fn gaps(&self) -> Vec<Span> {
        let next = self.0.iter().skip(1);
        let gap = |((_, end), (begin, _)): ((&i64, &i64), (&i64, &i64))| Span {
            from: Timestamp::from_micros(*end),
            to: Timestamp::from_micros(*begin),
        };
        self.0.iter().zip(next).map(gap).collect()
    }
}

/// The longest of the gaps, and how much all of them are.
pub fn gap_total(gaps: &[Span]) -> Duration {
    gaps.iter().map(|gap| gap.length()).fold(Duration::ZERO, Duration::saturating_add)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gaps(blocks: &[&[i64]]) -> Vec<(i64, i64)> {
        let mut stretches = Stretches::default();
        for block in blocks {
            let times: Vec<i64> = block.iter().map(|seconds| seconds * 1_000_000).collect();
            stretches.take(&times);
        }
        let seconds = |time: Timestamp| time.micros() / 1_000_000;
        stretches.gaps().iter().map(|gap| (seconds(gap.from), seconds(gap.to))).collect()
    }

    #[test]
    fn a_gap_is_where_no_tag_has_a_sample_for_more_than_a_minute() {
        assert_eq!(gaps(&[&[0, 60, 120]]), []);
        assert_eq!(gaps(&[&[0, 61]]), [(0, 61)]);
        assert_eq!(gaps(&[&[0, 100, 200], &[50, 150]]), []);
        assert_eq!(gaps(&[&[500, 510], &[0, 10, 400], &[100]]), [(10, 100), (100, 400), (400, 500)]);
        assert_eq!(gaps(&[&[0, 10], &[300, 310], &[5, 60, 120, 180, 240]]), []);
        assert_eq!(gaps(&[&[0, 1_000], &[0, 60, 1_000]]), [(60, 1_000)]);
    }
}
