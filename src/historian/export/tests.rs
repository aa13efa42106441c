//! Exports that need no recording: pictures, requests that make no sense, empty spans.

use std::io::Cursor;

use super::*;
use crate::historian::Dictionary;
use crate::time::{Span, Timestamp};
use crate::trend::Picture;

fn request(format: ExportFormat, tags: &[&str]) -> ExportRequest {
    let span = Span { from: Timestamp::from_millis(0), to: Timestamp::from_millis(1_000) };
    let tags = tags.iter().map(|tag| Arc::from(*tag)).collect();
    ExportRequest { tags, span, format, path: PathBuf::new() }
}

fn store() -> Store {
    let tag = DictionaryEntry { id: "A".into(), ..DictionaryEntry::default() };
    Store::in_memory(Arc::new(Dictionary::new("".into(), "UTC".into(), vec![tag]).unwrap()))
}

#[test]
fn a_picture_comes_back_pixel_by_pixel() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("screen.png");
    let rgba: Arc<[u8]> = (0..24).collect();
    let picture = Picture { width: 3, height: 2, rgba: Arc::clone(&rgba) };
    assert_eq!(write(&store(), &request(ExportFormat::Png(picture), &[]), &path, &|| false).unwrap(), 0);
    let bytes = std::fs::read(&path).unwrap();
    let mut reader = png::Decoder::new(Cursor::new(bytes)).read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    reader.next_frame(&mut pixels).unwrap();
    assert_eq!(*pixels, *rgba);
}

#[test]
fn what_makes_no_sense_leaves_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    let check = |request: ExportRequest, expected: &str| {
        let error = write(&store(), &request, &path, &|| false).unwrap_err();
        assert_eq!(error.to_string(), expected);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    };
    let picture = Picture { width: u32::MAX, height: u32::MAX, rgba: [0; 4].into() };
    check(request(ExportFormat::Png(picture), &[]), "the picture has not as many pixels as it says");
    check(request(ExportFormat::Csv, &[]), "no tag is named: an export needs one at least");
    check(request(ExportFormat::Mcap, &["B"]), "B was never recorded; near it are A");
}

#[test]
fn an_empty_span_is_a_header_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.csv");
    assert_eq!(write(&store(), &request(ExportFormat::Csv, &["A"]), &path, &|| false).unwrap(), 0);
    assert_eq!(std::fs::read_to_string(path).unwrap(), "time,A,A.quality\n");
}
