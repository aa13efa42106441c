//! Tag lists out: the one canonical writing of tags as CSV and as TOML. What is written reads back alike.

mod pairs;

use std::fmt::Write as _;

use crate::layout::csv;
use crate::layout::tag_list::pairs::{Pair, Plain, pairs};
use crate::layout::tag_text::TagText;

/// Tags as CSV: a header with the columns that any of them needs, and a row each.
pub fn write_tags_csv<'a>(tags: impl IntoIterator<Item = &'a TagText>) -> String {
    let rows: Vec<Vec<Pair>> = tags.into_iter().map(pairs).collect();
    // Every row has the same keys in the same order but for what is counted: conditions, then alarms.
    let alarms = |row: &Vec<Pair>| row.iter().filter(|(key, _)| key.starts_with("alarms.")).count();
    let most_conditions = rows.iter().max_by_key(|row| row.len() - alarms(row));
    let most_alarms = rows.iter().max_by_key(|row| alarms(row));
    let keys = |row: Option<&'_ Vec<Pair>>, of_alarms: bool| -> Vec<String> {
        let keys = row.into_iter().flatten().map(|(key, _)| key);
        keys.filter(|key| key.starts_with("alarms.") == of_alarms).cloned().collect()
    };
    let mut all = keys(most_conditions, false);
    all.extend(keys(most_alarms, true));
    let needed = |key: &str| key == "id" || rows.iter().any(|row| value(row, key).is_some());
    let columns: Vec<&str> = all.iter().map(String::as_str).filter(|key| needed(key)).collect();
    let mut text = columns.join(",") + "\n";
    for row in &rows {
        let cells = columns.iter().map(|key| value(row, key).map(|value| quoted_cell(&cell(value))));
        text.push_str(&cells.map(Option::unwrap_or_default).collect::<Vec<_>>().join(","));
        text.push('\n');
    }
    text
}

/// Tags as TOML: a `[[tags]]` each.
pub fn write_tags_toml<'a>(tags: impl IntoIterator<Item = &'a TagText>) -> String {
    let tables: Vec<String> = tags.into_iter().map(|tag| table(&pairs(tag))).collect();
    tables.join("\n")
}

fn value<'a>(row: &'a [Pair], key: &str) -> Option<&'a Plain> {
    row.iter().find(|(known, _)| known == key).and_then(|(_, value)| value.as_ref())
}

fn cell(value: &Plain) -> String {
    match value {
        Plain::Text(text) => text.clone(),
        Plain::Whole(whole) => whole.to_string(),
        Plain::Number(number) => number.to_string(),
        Plain::Flag(flag) => flag.to_string(),
        Plain::List(items) => csv::join(&items.iter().map(cell).collect::<Vec<_>>()),
    }
}

fn quoted_cell(cell: &str) -> String {
    let plain = cell.trim() == cell && !cell.contains([',', ';', '\t', '"', '\r', '\n']);
    if plain { cell.to_owned() } else { format!("\"{}\"", cell.replace('"', "\"\"")) }
}

/// One tag: its own keys, then tables of one line, then the write with its conditions, then alarms.
fn table(pairs: &[Pair]) -> String {
    let mut text = String::from("[[tags]]\n");
    let mut lines = String::new();
    let mut write = String::new();
    let mut condition = "";
    let (mut alarms, mut alarm) = (String::new(), "");
    let mut inline: Vec<(&str, Vec<String>)> = Vec::new();
    for (key, value) in pairs.iter().filter_map(|(key, value)| Some((key, toml_value(value.as_ref()?)))) {
        match key.split_once('.') {
            None => {
                let _ = writeln!(text, "{key} = {value}");
            }
            Some(("write", key)) => {
                if let Some((count, key)) =
                    key.strip_prefix("permissives.").and_then(|key| key.split_once('.'))
                {
                    if count != condition {
                        write.push_str("[[tags.write.permissives]]\n");
                        condition = count;
                    }
                    let _ = writeln!(write, "{key} = {value}");
                    continue;
                }
                if write.is_empty() {
                    write.push_str("[tags.write]\n");
                }
                let _ = writeln!(write, "{key} = {value}");
            }
            Some(("alarms", counted)) => {
                let Some((count, key)) = counted.split_once('.') else { continue };
                if count != alarm {
                    alarms.push_str("[[tags.alarms]]\n");
                    alarm = count;
                }
                let _ = writeln!(alarms, "{key} = {value}");
            }
            Some((outer, key)) => {
                let item = format!("{key} = {value}");
                match inline.last_mut().filter(|(last, _)| *last == outer) {
                    Some((_, items)) => items.push(item),
                    None => inline.push((outer, vec![item])),
                }
            }
        }
    }
    for (key, items) in inline {
        let _ = writeln!(lines, "{key} = {{ {} }}", items.join(", "));
    }
    text + &lines + &write + &alarms
}

fn toml_value(value: &Plain) -> String {
    match value {
        Plain::Text(text) => toml_text(text),
        Plain::Whole(whole) => whole.to_string(),
        // With a point even where it is whole, so that a number stays one.
        Plain::Number(number) => format!("{number:?}"),
        Plain::Flag(flag) => flag.to_string(),
        Plain::List(items) => {
            format!("[{}]", items.iter().map(toml_value).collect::<Vec<_>>().join(", "))
        }
    }
}

/// A text in quotes, as TOML has it.
pub(crate) fn toml_text(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            c if c.is_control() => {
                let _ = write!(quoted, "\\u{:04X}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted + "\""
}

#[cfg(test)]
mod tests;
