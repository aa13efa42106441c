//! Pyramids beside segments, one file a segment and UTC day: from memory where a head was sealed, from rows
//! where segments were merged or a file is missing. One that cannot be written is no trouble: rows are read
//! instead.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::historian::store::Frozen;
use crate::historian::writer::{fold, fold_series};
use crate::historian::{
    DAY_US, Dictionary, Kind, Sealed, SegmentLine, Series, Shelf as _, Store, TagDay, day_of, write_pyramid,
};

/// Days of one segment that get a pyramid; a segment that claims more is read by its rows.
const DAYS_MAX: i64 = 4_000;

/// The pyramid's file of a segment's day.
pub(in crate::historian) fn pyramid_path(segment: &Path, day: i64) -> PathBuf {
    segment.with_extension(format!("{day}.pyramid"))
}

/// The days of a segment; none if they are too many to be true.
pub(in crate::historian) fn days(from_us: i64, to_us: i64) -> std::ops::RangeInclusive<i64> {
    let (first, last) = (day_of(from_us), day_of(to_us));
    #[expect(clippy::reversed_empty_ranges, reason = "a segment that claims too much has no days")]
    if last.saturating_sub(first) > DAYS_MAX { 1..=0 } else { first..=last }
}

/// Removes the pyramids of a segment.
pub(super) fn discard(segment: &Path, line: &SegmentLine) {
    for day in days(line.from_us, line.to_us) {
        let _ = std::fs::remove_file(pyramid_path(segment, day));
    }
}

/// Of a head that was just sealed.
pub(super) fn of_head(segment: &Path, frozen: &Frozen) {
    let Some((from, to)) = frozen.head.ends() else { return };
    // Rows that came late belong into buckets that were closed when they came.
    let again = frozen.head.has_late_rows().then(|| fold(&frozen.head));
    let pyramid = again.as_ref().unwrap_or(&frozen.pyramid);
    let dictionary = frozen.head.dictionary();
    for day in days(from, to) {
        let mut tags =
            pyramid.day(day).filter_map(|(number, tag)| Some((Arc::clone(&dictionary.tag(number)?.id), tag)));
        let _ = write_pyramid(&pyramid_path(segment, day), day, &mut tags);
    }
}

/// Of a sealed segment, tag by tag.
pub(super) fn of_segment(store: &Store, segment: &Path, sealed: &Sealed, line: &SegmentLine) {
    for day in days(line.from_us, line.to_us) {
        let _ = of_day(store, segment, sealed, day);
    }
}

fn of_day(store: &Store, segment: &Path, sealed: &Sealed, day: i64) -> Result<(), String> {
    let (from, to) = (day.saturating_mul(DAY_US), day.saturating_add(1).saturating_mul(DAY_US) - 1);
    let dictionary: &Dictionary = sealed.dictionary();
    // The last value counts up to where the segment ends: what follows stands in the next one.
    let until = sealed.span().map_or(to, |(_, last)| last.min(to.saturating_add(1)));
    let mut tags = (0u32..).zip(&dictionary.tags).filter_map(|(number, entry)| {
        let mut series = sealed.series(number, from, to).series;
        let begins = series.first().and_then(|series| series.times.first().copied());
        if begins.is_none_or(|begins| begins > from) {
            // What stood at the begin of the day was told before this segment.
            series.splice(0..0, store.last_before(&entry.id, from));
        }
        let tag = fold_day(entry, &series, day, until)?;
        Some((Arc::clone(&entry.id), tag))
    });
    write_pyramid(&pyramid_path(segment, day), day, &mut tags).map_err(|error| error.to_string())
}

fn fold_day(
    entry: &crate::historian::DictionaryEntry,
    series: &[Series],
    day: i64,
    until: i64,
) -> Option<TagDay> {
    if series.iter().all(|series| series.kind == Kind::Text) {
        return None;
    }
    let mut pyramid = crate::historian::LivePyramid::new([entry]);
    for series in series {
        // Blocks reach days beyond: a pyramid in memory would forget this day over them.
        fold_series(&mut pyramid, 0, series, day.saturating_add(1).saturating_mul(DAY_US) - 1);
    }
    pyramid.end(until);
    pyramid.take_day(day).pop().map(|(_, tag)| tag)
}

/// Makes the first pyramid that is missing; tells whether there was one.
pub(super) fn make_missing(
    store: &Store,
    folder: &Path,
    lines: &[SegmentLine],
    bare: &mut Vec<String>,
) -> bool {
    let missing = lines.iter().find_map(|line| {
        let segment = folder.join(&line.file);
        let lacks = |day: &i64| {
            let path = pyramid_path(&segment, *day);
            !path.exists() && !bare.contains(&path.display().to_string())
        };
        days(line.from_us, line.to_us).find(lacks).map(|day| (line, segment.clone(), day))
    });
    let Some((line, segment, day)) = missing else { return false };
    let made = match store.sealed(line) {
        Some(sealed) => of_day(store, &segment, &sealed, day),
        None => Err("the segment cannot be read".into()),
    };
    if made.is_err() {
        // Not tried again in this run; rows are read instead.
        bare.push(pyramid_path(&segment, day).display().to_string());
    }
    true
}
