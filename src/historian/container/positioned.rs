//! Reads at a place without moving anything: the one spot where operating systems differ.

use std::fs::File;
use std::io;

/// So many bytes at an offset, all of them or an error. The caller has checked the length against the file.
#[cfg(unix)]
pub(super) fn read_exact_at(file: &File, length: usize, offset: u64) -> io::Result<Vec<u8>> {
    use std::os::unix::fs::FileExt as _;
    let mut bytes = vec![0; length];
    file.read_exact_at(&mut bytes, offset)?;
    Ok(bytes)
}

/// So many bytes at an offset, all of them or an error. The caller has checked the length against the file.
#[cfg(windows)]
pub(super) fn read_exact_at(file: &File, length: usize, offset: u64) -> io::Result<Vec<u8>> {
    use std::os::windows::fs::FileExt as _;
    let mut bytes = vec![0; length];
    let mut done = 0;
    while let Some(rest) = bytes.get_mut(done..).filter(|rest| !rest.is_empty()) {
        match file.seek_read(rest, offset + done as u64)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            read => done += read,
        }
    }
    Ok(bytes)
}
