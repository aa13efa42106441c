//! The architecture as a test: reads `src/lib.rs` and the sources as text and fails with file, line and rule.
//!
//! Imports point down; only the modules that may name the outside world do; every file says what it is for
//! and is reached by a `mod` line; ARCHITECTURE.md follows `lib.rs`.

#![expect(clippy::unwrap_used, reason = "a test that cannot read the sources must fail")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// What of the outside world may be named, and by which modules. A path prefix names a part of a module.
const CAPABILITIES: &[(&str, &[&str], &[&str])] = &[
    ("the window", &["egui::", "eframe::", "egui_plot::", "rfd::"], &["gui"]),
    ("sockets", &["tokio::net", "tokio_modbus", "std::net::Tcp"], &["driver", "simulator", "station"]),
    ("async", &["tokio::"], &["driver", "simulator", "station"]),
    ("files", &["std::fs", "fs::", "File::"], &["layout", "historian", "station", "cli"]),
    ("threads", &["thread::spawn", "thread::Builder", "std::thread"], &["station"]),
    ("the system clock", &["Instant::now", "SystemTime::now"], &["time"]),
    // The horn plays through the system's own player: that spares a build dependency on its sound library. A
    // replay beside a running station is a process of its own: nothing of it can reach the station.
    ("processes", &["process::Command"], &["station"]),
];

/// Constructors of colours, which belong to the theme.
const COLOURS: &[&str] =
    &["Color32::from_", "Color32::WHITE", "Color32::BLACK", "Color32::RED", "Rgba::from_"];

struct Source {
    path: PathBuf,
    /// `engine/links.rs` gives `engine`.
    module: String,
    /// Text without comments, strings kept, tests cut off.
    code: Vec<(usize, String)>,
    text: String,
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn rust_files(folder: &Path, files: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            rust_files(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

fn sources() -> Vec<Source> {
    let src = root().join("src");
    let mut files = Vec::new();
    rust_files(&src, &mut files);
    files
        .into_iter()
        .map(|path| {
            let text = fs::read_to_string(&path).unwrap();
            let relative = path.strip_prefix(&src).unwrap();
            let first = relative.components().next().unwrap().as_os_str().to_string_lossy().into_owned();
            Source { module: first.trim_end_matches(".rs").to_owned(), code: code(&text), text, path }
        })
        .collect()
}

/// The lines that are code: without comments and without the tests at the end of a file.
fn code(text: &str) -> Vec<(usize, String)> {
    let mut lines = Vec::new();
    for (at, line) in text.lines().enumerate() {
        if line.trim() == "#[cfg(test)]"
            && text.lines().nth(at + 1).is_some_and(|next| next.contains("mod tests"))
        {
            break;
        }
        let bare = line.split("//").next().unwrap_or_default();
        if !bare.trim().is_empty() {
            lines.push((at + 1, bare.to_owned()));
        }
    }
    lines
}

/// Module to layer, from the blank lines of `lib.rs`.
fn layers(lib: &str) -> BTreeMap<String, usize> {
    let mut layers = BTreeMap::new();
    let mut layer = 0;
    for line in lib.lines() {
        if line.trim().is_empty() {
            layer += 1;
        }
        if let Some(name) = line.trim().strip_prefix("pub mod ").and_then(|rest| rest.strip_suffix(';')) {
            layers.insert(name.to_owned(), layer);
        }
    }
    layers
}

/// Modules named by `crate::` on a line, those of a braced import included.
fn named_modules(line: &str) -> Vec<String> {
    let mut names = Vec::new();
    for (at, _) in line.match_indices("crate::") {
        let rest = &line[at + "crate::".len()..];
        let group = rest.strip_prefix('{').map(|inner| inner.split('}').next().unwrap_or_default());
        let parts: Vec<&str> = match group {
            Some(inner) => inner.split(',').collect(),
            None => vec![rest],
        };
        for part in parts {
            let name: String =
                part.trim().chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
            if !name.is_empty() {
                names.push(name);
            }
        }
    }
    names
}

fn import_faults(sources: &[Source], layers: &BTreeMap<String, usize>) -> Vec<String> {
    let mut faults = Vec::new();
    for source in sources {
        let Some(own) = layers.get(&source.module) else { continue };
        for (line, code) in &source.code {
            for name in named_modules(code) {
                let Some(layer) = layers.get(&name) else { continue };
                if name != source.module && layer >= own {
                    faults.push(format!(
                        "{}:{line}: {} imports {name}, which is not in a layer above its own line in lib.rs",
                        source.path.display(),
                        source.module
                    ));
                }
            }
        }
    }
    faults
}

fn capability_faults(sources: &[Source]) -> Vec<String> {
    let mut faults = Vec::new();
    for source in sources {
        for (line, code) in &source.code {
            for (what, words, allowed) in CAPABILITIES {
                let named = words.iter().any(|word| names_path(code, word));
                if named && !allowed.contains(&source.module.as_str()) {
                    faults.push(format!(
                        "{}:{line}: {} names {what}; only {allowed:?} may",
                        source.path.display(),
                        source.module
                    ));
                }
            }
            let theme = source.path.to_string_lossy().contains("/gui/theme");
            if !theme && COLOURS.iter().any(|word| code.contains(word)) {
                faults.push(format!("{}:{line}: a colour outside gui/theme", source.path.display()));
            }
        }
    }
    faults
}

/// Whether a path stands on a line, not as the end of a longer word.
fn names_path(code: &str, word: &str) -> bool {
    code.match_indices(word).any(|(at, _)| {
        !code[..at].chars().next_back().is_some_and(|before| before.is_ascii_alphanumeric() || before == '_')
    })
}

fn assert_none(faults: &[String]) {
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn imports_point_down() {
    let lib = fs::read_to_string(root().join("src/lib.rs")).unwrap();
    let layers = layers(&lib);
    assert!(layers.len() > 8, "lib.rs was not understood: {layers:?}");
    assert_none(&import_faults(&sources(), &layers));
}

#[test]
fn only_the_named_modules_touch_the_outside_world() {
    assert_none(&capability_faults(&sources()));
}

/// What a replay may not name: everything that leads to a device, and what decides about writes.
const NOT_IN_A_REPLAY: &[&str] = &[
    "crate::driver",
    "crate::engine",
    // What was recorded of commands may be shown; nothing that makes or examines one.
    "Command::new",
    "Verdict",
    "examine",
    "Order",
    "GuardPass",
    "acquisition",
    "tokio::net",
    "std::net",
    "Modbus",
];

fn replay_faults(sources: &[Source]) -> Vec<String> {
    let mut faults = Vec::new();
    for source in sources {
        let path = source.path.to_string_lossy().replace('\\', "/");
        let of_replay = source.module == "replay" || path.contains("station/replay");
        for (line, code) in source.code.iter().filter(|_| of_replay) {
            // Of atomics, which are no orders.
            let code = code.replace("Ordering", "");
            for word in NOT_IN_A_REPLAY.iter().filter(|word| code.contains(**word)) {
                faults.push(format!("{path}:{line}: a replay names {word}"));
            }
        }
    }
    faults
}

#[test]
fn a_replay_has_no_way_to_a_device() {
    let all = sources();
    let of_replay = all.iter().filter(|source| source.path.to_string_lossy().contains("replay"));
    assert!(of_replay.count() > 8, "the sources of the replay were not found");
    assert_none(&replay_faults(&all));
    let hostile = Source {
        path: PathBuf::from("src/station/replay.rs"),
        module: "station".to_owned(),
        code: code("//! R.\nuse crate::message::Order;\n"),
        text: String::new(),
    };
    assert_eq!(replay_faults(&[hostile]).len(), 1, "the scanner sees what it must");
}

#[test]
fn every_file_says_what_it_is_for() {
    let without: Vec<_> = sources()
        .iter()
        .filter(|source| !source.text.starts_with("//!"))
        .map(|source| format!("{}:1: does not open with //!", source.path.display()))
        .collect();
    assert_none(&without);
}

#[test]
fn every_file_is_reached_by_a_mod_line() {
    let all = sources();
    let mut faults = Vec::new();
    for source in &all {
        let name = source.path.file_stem().unwrap().to_string_lossy().into_owned();
        let folder = source.path.parent().unwrap();
        if ["lib", "main"].contains(&name.as_str()) {
            continue;
        }
        let parents = if folder.ends_with("src") {
            vec![folder.join("lib.rs")]
        } else {
            vec![folder.with_extension("rs"), folder.join("mod.rs")]
        };
        let line = format!("mod {name};");
        let reached =
            all.iter().filter(|other| parents.contains(&other.path)).any(|p| p.text.contains(&line));
        if !reached {
            faults.push(format!("{}:1: no parent has `{line}`", source.path.display()));
        }
    }
    assert_none(&faults);
}

#[test]
fn the_architecture_page_follows_lib_rs() {
    let lib = fs::read_to_string(root().join("src/lib.rs")).unwrap();
    let declared: Vec<_> = lib
        .lines()
        .filter_map(|line| line.trim().strip_prefix("pub mod ")?.strip_suffix(';'))
        .map(str::to_owned)
        .collect();
    let page = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let described: Vec<_> = page
        .lines()
        .filter_map(|line| line.strip_prefix("### `")?.strip_suffix('`'))
        .map(str::to_owned)
        .collect();
    assert_eq!(
        described, declared,
        "the `### \\`module\\`` headings of ARCHITECTURE.md, in the order of lib.rs"
    );
}

#[test]
fn the_scanner_sees_what_it_must() {
    let layers = layers("/// a\npub mod time;\n\npub mod tag;\n\npub mod gui;\n");
    let source = |module: &str, text: &str| Source {
        path: PathBuf::from(format!("src/{module}.rs")),
        module: module.to_owned(),
        code: code(text),
        text: text.to_owned(),
    };
    let up = source("time", "//! T.\nuse crate::tag::Sample;\n");
    let group = source("tag", "//! T.\nuse crate::{gui::App, time::Moment};\n");
    let fine = source("gui", "//! T.\nuse crate::tag::Sample;\n// crate::gui is fine in words\n");
    assert_eq!(import_faults(&[up, group, fine], &layers).len(), 2);

    let clock = source("engine", "//! E.\nlet now = std::time::Instant::now();\n");
    let window = source("engine", "//! E.\nuse egui::Ui;\n");
    let colour = source("gui", "//! G.\nlet red = egui::Color32::from_rgb(255, 0, 0);\n");
    let tests = source("engine", "//! E.\n#[cfg(test)]\nmod tests {\n    use std::fs;\n}\n");
    let faults = capability_faults(&[clock, window, colour, tests]);
    assert_eq!(faults.len(), 3, "{faults:?}");
}
