//! Recorded samples one after the other, in order of time, for who judges them anew.

use std::ops::ControlFlow;
use std::sync::Arc;

use crate::historian::export::pieces::walk;
use crate::historian::export::{ExportError, Failed, tags};
use crate::historian::{QualityCode, Store};
use crate::tag::Value;
use crate::time::Span;

/// A recorded sample of one of the tags asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Recorded {
    /// Microseconds since 1970, UTC.
    pub time: i64,
    /// Place in the list of tags asked for.
    pub tag: usize,
    /// Its value, if it has one.
    pub value: Option<Value>,
    /// Its quality.
    pub code: QualityCode,
}

/// Visits all samples of some tags in a span, in order of time and then of tags, each id once. They are read
/// piece by piece: a year costs no more memory than an hour. How many were visited.
pub fn visit(
    store: &Store,
    ids: &[Arc<str>],
    span: Span,
    visit: &mut dyn FnMut(Recorded) -> ControlFlow<()>,
) -> Result<u64, ExportError> {
    let tags = tags(store, ids)?;
    let mut samples = 0;
    let walked = walk(store, &tags, span, &|| false, &mut |piece| {
        for row in &piece.rows {
            let (value, code) = piece.sample(*row);
            samples += 1;
            let recorded = Recorded { time: row.time, tag: row.tag as usize, value, code };
            if visit(recorded).is_break() {
                return Err(Failed::Stopped);
            }
        }
        Ok(())
    });
    match walked {
        Ok(()) | Err(Failed::Stopped) => Ok(samples),
        Err(Failed::Io(reason)) => Err(ExportError::Io { path: std::path::PathBuf::new(), reason }),
        Err(Failed::Picture) => Err(ExportError::Picture),
    }
}
