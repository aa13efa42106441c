//! Layouts as files: good ones load, bad ones say exactly what is wrong.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::fs;
use std::path::{Path, PathBuf};

use pilothouse::layout::load;

/// Folders below `tests/layouts/<kind>`, by name.
fn layouts(kind: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(format!("tests/layouts/{kind}")).unwrap();
    let mut folders: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    folders
}

/// All findings as they are printed, with paths from the layout's folder on.
fn told(folder: &Path) -> String {
    let text: Vec<String> = load(folder).findings.iter().map(|finding| format!("{finding}\n")).collect();
    text.concat().replace(&format!("{}/", folder.display()), "")
}

#[test]
fn good_layouts_load_without_a_word() {
    for folder in layouts("good").into_iter().chain([PathBuf::from("layouts/water-works")]) {
        assert_eq!(told(&folder), "", "{}", folder.display());
        assert!(load(&folder).plant.is_some(), "{}", folder.display());
    }
}

#[test]
fn bad_layouts_say_exactly_what_is_wrong() {
    for folder in layouts("bad") {
        let expected = folder.join("expected.txt");
        if std::env::var_os("BLESS").is_some() {
            fs::write(&expected, told(&folder)).unwrap();
        }
        assert_eq!(told(&folder), fs::read_to_string(&expected).unwrap(), "{}", folder.display());
    }
}
