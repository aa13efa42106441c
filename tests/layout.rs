//! Layouts as files: good ones load, bad ones say exactly what is wrong.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::path::Path;

use pilothouse::layout::load;

#[test]
fn the_water_works_load() {
    let loaded = load(Path::new("layouts/water-works"));
    let told: Vec<String> = loaded.findings.iter().map(ToString::to_string).collect();
    assert!(told.is_empty(), "{}", told.join("\n"));
    assert!(loaded.plant.unwrap().tags.len() > 100);
}
