//! Live segments whose heads are not in memory, of an earlier run or of this one: read back, to be sealed like
//! any other.

use std::path::Path;

use crate::historian::store::{Frozen, read_head};

/// Reads one; what was wrong with it is told. `None` if nothing could be read from it: it is put aside.
pub(super) fn read(path: &Path, remarks: &mut Vec<String>) -> Option<Frozen> {
    if std::fs::metadata(path).is_ok_and(|found| found.len() == 0) {
        // Its process ended before anything had reached the disk: there is nothing in it to keep.
        let _ = std::fs::remove_file(path);
        return None;
    }
    let name = path.display();
    match read_head(path) {
        Ok((frozen, damage)) => {
            remarks.extend(damage.into_iter().map(|what| format!("{name}: {what}")));
            Some(frozen)
        }
        Err(error) => {
            remarks.push(format!("{error}; it is kept as {name}.damaged"));
            let _ = std::fs::rename(path, path.with_extension("mcap.damaged"));
            None
        }
    }
}
