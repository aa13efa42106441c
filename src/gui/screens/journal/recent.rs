//! Where no journal is kept on a disk, the last entries of the snapshot are searched in its place.

use std::sync::Arc;

use crate::gui::app::View;
use crate::journal::{Entry, JournalReply, Listed, Query, RowId};

/// The last answer and what it was made from.
#[derive(Debug, Default)]
pub(super) struct Recent {
    made: Option<(Arc<[Entry]>, Query, Arc<JournalReply>)>,
}

impl Recent {
    /// The answer, made anew only where the entries or the question are others.
    pub(super) fn answer(&mut self, view: &View<'_>, query: &Query) -> Arc<JournalReply> {
        let entries = &view.snapshot.journal;
        if let Some((of, asked, reply)) = &self.made
            && Arc::ptr_eq(of, entries)
            && asked == query
        {
            return Arc::clone(reply);
        }
        let (search, zone) = (query.compile(), &view.plant().zone);
        let rows: Arc<[Arc<Listed>]> = entries
            .iter()
            .enumerate()
            .rev()
            .filter(|(_, entry)| search.finds(entry, zone))
            .map(|(row, entry)| {
                let row = row as u64;
                let (hash, file) = ("".into(), "".into());
                Arc::new(Listed { row: RowId(row), sequence: 0, hash, file, entry: entry.clone() })
            })
            .collect();
        let (found, searched) = (rows.len(), entries.len());
        let reply = Arc::new(JournalReply { found, searched, rows, ..JournalReply::default() });
        self.made = Some((Arc::clone(entries), query.clone(), Arc::clone(&reply)));
        reply
    }
}
