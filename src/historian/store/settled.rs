//! Reads over a store that changes meanwhile: what is sealed or merged while it is read is read again from its
//! new place, so that nothing is told twice, left out or taken for damage.

use std::path::Path;
use std::sync::Arc;

use crate::historian::store::{Parts, Store};
use crate::historian::{Manifest, SegmentLine};

/// A read is begun anew at most so often; merges are minutes apart, so that the first time nearly always does.
const TRIES: usize = 5;

impl Store {
    /// Reads the parts of the store; once more when they became others meanwhile.
    pub(in crate::historian) fn settled<R>(&self, mut read: impl FnMut(&Parts) -> R) -> R {
        let mut tries = TRIES;
        loop {
            let parts = self.parts();
            let found = read(&parts);
            tries -= 1;
            if tries == 0 || self.still(&parts) {
                return found;
            }
        }
    }

    fn still(&self, before: &Parts) -> bool {
        let now = self.parts();
        let heads = || now.frozen.iter().zip(&before.frozen).all(|(a, b)| Arc::ptr_eq(a, b));
        let lists = Arc::ptr_eq(&now.sealed, &before.sealed)
            && Arc::ptr_eq(&now.bygone, &before.bygone)
            && Arc::ptr_eq(&now.aside, &before.aside);
        lists && now.frozen.len() == before.frozen.len() && heads()
    }

    /// Whether a segment that cannot be opened has left the store in good order. A store that is only read
    /// learns that from the manifest and takes what the manifest lists now.
    pub(super) fn has_left(&self, line: &SegmentLine, path: &Path) -> bool {
        if self.lists(line) && self.attached().is_err() && !path.exists() {
            self.renew(line, path);
        }
        !self.lists(line)
    }

    fn lists(&self, line: &SegmentLine) -> bool {
        self.parts().sealed.iter().any(|listed| listed.file == line.file)
    }

    fn renew(&self, line: &SegmentLine, path: &Path) {
        let Some(folder) = path.parent() else { return };
        let manifest = Manifest::read(folder);
        if !manifest.is_done_with(&line.file) {
            return;
        }
        let strange = |line: &&SegmentLine| {
            !manifest.segments().contains_key(&line.file) && !manifest.is_done_with(&line.file)
        };
        let mut lines: Vec<SegmentLine> = self.parts().sealed.iter().filter(strange).cloned().collect();
        lines.extend(manifest.segments().values().cloned());
        self.replace(lines, None);
    }
}
