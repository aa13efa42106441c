//! From the name of a foreign column to id, title and unit of a tag.

use std::collections::BTreeSet;

/// Letters of an id and of a title.
const ID_MAX: usize = 60;
const TITLE_MAX: usize = 80;

/// Title and unit: a unit stands behind the name, in brackets.
pub(super) fn title_and_unit(name: &str) -> (String, String) {
    let name: String = name.trim().chars().filter(|letter| !letter.is_control()).collect();
    for (open, close) in [('[', ']'), ('(', ')')] {
        if let Some(inner) = name.strip_suffix(close)
            && let Some((title, unit)) = inner.rsplit_once(open)
            && !title.trim().is_empty()
            && unit.trim().chars().count() <= 12
            // A number there is a place in a list.
            && unit.trim().parse::<f64>().is_err()
        {
            return (cut(title.trim(), TITLE_MAX), unit.trim().to_owned());
        }
    }
    (cut(&name, TITLE_MAX), String::new())
}

/// An id that no other tag has, made from a title.
pub(super) fn id(title: &str, taken: &mut BTreeSet<String>) -> String {
    let mut id = String::new();
    for letter in title.chars() {
        if letter.is_alphanumeric() || matches!(letter, '.' | '-' | '_' | '/' | '#' | '%' | '+') {
            id.push(letter);
        } else if !id.ends_with('_') {
            id.push('_');
        }
    }
    let mut id = cut(id.trim_matches('_'), ID_MAX);
    if id.is_empty() || id.starts_with("sys.") {
        id = format!("tag_{id}");
    }
    let mut unique = id.clone();
    let mut number = 2;
    while !taken.insert(unique.clone()) {
        unique = format!("{id}-{number}");
        number += 1;
    }
    unique
}

fn cut(text: &str, letters: usize) -> String {
    text.chars().take(letters).collect()
}

/// Bytes as a checksum is written.
pub(super) fn hex(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from_digit(u32::from(value), 16).unwrap_or('0');
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}
