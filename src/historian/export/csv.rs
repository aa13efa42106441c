//! CSV: one line a sample time, a column a tag and one for its quality.

use std::io::Write;

use crate::historian::export::pieces::{Piece, Row, walk};
use crate::historian::export::{Failed, sample};
use crate::historian::{DictionaryEntry, Store};
use crate::time::{Span, Timestamp};

/// Writes the lines; how many samples they hold.
pub(super) fn write(
    store: &Store,
    tags: &[DictionaryEntry],
    span: Span,
    out: &mut dyn Write,
    stop: &dyn Fn() -> bool,
) -> Result<u64, Failed> {
    let mut lines = csv::WriterBuilder::new().from_writer(out);
    lines.write_field("time").map_err(failed)?;
    for tag in tags {
        lines.write_field(&*tag.id).map_err(failed)?;
        lines.write_field(format!("{}.quality", tag.id)).map_err(failed)?;
    }
    lines.write_record(None::<&[u8]>).map_err(failed)?;
    let mut samples = 0;
    walk(store, tags, span, stop, &mut |piece| {
        let mut rest = piece.rows.as_slice();
        while let Some((line, others)) = take_line(rest) {
            write_line(&mut lines, piece, tags.len(), line)?;
            samples += line.len() as u64;
            rest = others;
        }
        Ok(())
    })?;
    lines.flush()?;
    Ok(samples)
}

/// The rows of the next line: one time, and each tag at most once, so that a second sample of the same time
/// makes a second line.
fn take_line(rows: &[Row]) -> Option<(&[Row], &[Row])> {
    let first = rows.first()?;
    let alike =
        |pair: &[Row]| matches!(pair, [before, row] if row.time == first.time && row.tag > before.tag);
    let more = rows.windows(2).take_while(|pair| alike(pair)).count();
    rows.split_at_checked(more + 1)
}

fn write_line(
    lines: &mut csv::Writer<&mut dyn Write>,
    piece: &Piece,
    tags: usize,
    mut line: &[Row],
) -> Result<(), Failed> {
    let time = line.first().map_or(0, |row| row.time);
    lines.write_field(Timestamp::from_micros(time).rfc3339()).map_err(failed)?;
    for tag in 0..tags {
        match line.split_first() {
            Some((row, rest)) if row.tag as usize == tag => {
                let (value, code) = piece.sample(*row);
                lines
                    .write_field(value.map_or_else(String::new, |value| value.to_string()))
                    .map_err(failed)?;
                lines.write_field(sample::quality_word(code)).map_err(failed)?;
                line = rest;
            }
            _ => {
                lines.write_field("").map_err(failed)?;
                lines.write_field("").map_err(failed)?;
            }
        }
    }
    lines.write_record(None::<&[u8]>).map_err(failed)
}

fn failed(error: csv::Error) -> Failed {
    Failed::Io(error.into())
}
