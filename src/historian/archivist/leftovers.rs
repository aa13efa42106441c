//! Live segments that an earlier run left: read back into a head, to be sealed like any other.

use std::path::Path;
use std::sync::Arc;

use crate::historian::store::Frozen;
use crate::historian::writer::fold;
use crate::historian::{Head, LiveItem, read_live};

/// Reads one; what was wrong with it is told. `None` if nothing could be read from it: it is put aside.
pub(super) fn read(path: &Path, remarks: &mut Vec<String>) -> Option<Frozen> {
    if std::fs::metadata(path).is_ok_and(|found| found.len() == 0) {
        // Its process ended before anything had reached the disk: there is nothing in it to keep.
        let _ = std::fs::remove_file(path);
        return None;
    }
    let mut rows = Vec::new();
    let mut events = Vec::new();
    let summary = read_live(path, &mut |item| match item {
        LiveItem::Row(row) => rows.push(row),
        LiveItem::Event(entry) => events.push(entry),
    });
    let name = path.display();
    match summary {
        Ok(summary) => {
            for damage in &summary.damage {
                remarks.push(format!("{name}: {damage}"));
            }
            let mut head = Head::new(Arc::new(summary.dictionary));
            for row in rows {
                head.push(row.tag, row.time, row.value.as_ref(), row.code);
            }
            for entry in events {
                head.event(entry);
            }
            let pyramid = fold(&head);
            Some(Frozen::new(head, pyramid, Some(path.to_owned())))
        }
        Err(error) => {
            remarks.push(format!("{error}; it is kept as {name}.damaged"));
            let _ = std::fs::rename(path, path.with_extension("mcap.damaged"));
            None
        }
    }
}
