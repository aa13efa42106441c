//! What stands in a store's folder, held against its manifest: half-written files go, segments that the
//! manifest does not know yet are entered, missing ones are told.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use crate::historian::archivist::line_of;
use crate::historian::manifest::hex;
use crate::historian::writer::begun;
use crate::historian::{Manifest, Sealed, SealedSummary};

/// Entries of a folder that are looked at.
const FILES_MAX: usize = 1_000_000;

/// Puts folder and manifest in agreement; gives the live segments of earlier runs, the oldest
/// first.
pub(super) fn scan(folder: &Path, manifest: &mut Manifest, remarks: &mut Vec<String>) -> Vec<PathBuf> {
    let mut live = Vec::new();
    let mut present = BTreeSet::new();
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => {
            remarks.push(format!("{} cannot be read: {error}", folder.display()));
            return live;
        }
    };
    let mut strange = Vec::new();
    for entry in entries.take(FILES_MAX).flatten() {
        let path = entry.path();
        let Some(name) = path.file_name().and_then(|name| name.to_str()).map(str::to_owned) else { continue };
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        if ending == "partial" {
            let _ = std::fs::remove_file(&path);
        } else if begun(&path).is_some() && ending == "mcap" {
            if manifest.is_done_with(&name) {
                // It was sealed just before a crash.
                let _ = std::fs::remove_file(&path);
            } else {
                live.push(path);
            }
        } else if ending == "mcap" {
            if !manifest.segments().contains_key(&name) {
                strange.push(path);
            }
            present.insert(name);
        }
    }
    missing(folder, manifest, &present, remarks);
    for path in strange {
        take_in(&path, manifest, remarks);
    }
    live.sort();
    live
}

fn missing(folder: &Path, manifest: &mut Manifest, present: &BTreeSet<String>, remarks: &mut Vec<String>) {
    let gone: Vec<String> =
        manifest.segments().keys().filter(|file| !present.contains(*file)).cloned().collect();
    for file in gone {
        remarks.push(format!("{} is missing: its samples are lost", folder.join(&file).display()));
        let _ = manifest.removed(&file, "missing");
    }
}

/// A segment that the manifest does not know: sealed just before a crash, or already merged into another.
fn take_in(path: &Path, manifest: &mut Manifest, remarks: &mut Vec<String>) {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    if manifest.is_done_with(name) {
        let _ = std::fs::remove_file(path);
        return;
    }
    match Sealed::open(path).map_err(|error| error.to_string()).and_then(|sealed| summary(path, &sealed)) {
        Ok(summary) => {
            let line = line_of(path, &summary, 0);
            if let Err(error) = manifest.sealed(line, Vec::new()) {
                remarks.push(format!("the manifest cannot be written: {error}"));
            }
        }
        Err(error) => remarks.push(format!("{} is left alone: {error}", path.display())),
    }
}

/// What a segment holds, from the segment itself.
fn summary(path: &Path, sealed: &Sealed) -> Result<SealedSummary, String> {
    let mut file = File::open(path).map_err(|error| error.to_string())?;
    let mut hash = Sha256::new();
    let mut piece = vec![0; 1 << 16];
    loop {
        let read = file.read(&mut piece).map_err(|error| error.to_string())?;
        let Some(read) = piece.get(..read).filter(|read| !read.is_empty()) else { break };
        hash.update(read);
    }
    let blocks = sealed.tags().flat_map(|tag| sealed.blocks(tag));
    Ok(SealedSummary {
        bytes: sealed.bytes(),
        sha256: hex(&hash.finalize()),
        span: sealed.span(),
        rows: blocks.map(|block| u64::from(block.rows)).sum(),
        ..SealedSummary::default()
    })
}
