//! CSV to nodes with places. Own reader, since a finding needs the line and column of its cell.

use std::sync::Arc;

use crate::layout::node::{Content, Entry, Node, Table};
use crate::layout::report::Report;
use crate::layout::source::At;

/// More columns than this are not a tag list.
const COLUMNS_MAX: usize = 256;
/// Deeper keys than this are not a column.
const KEY_PARTS_MAX: usize = 5;

/// A cell with its quotes taken off.
#[derive(Clone, Debug)]
struct Cell {
    at: At,
    text: String,
}

/// Reads a CSV file: one table a row, with columns joined by dots as tables in tables.
///
/// The separator is the first of `,`, `;` and tab in the header, since spreadsheets differ by country.
pub(crate) fn read(report: &Report, file: u32) -> Vec<Table> {
    let Some(source) = report.sources().get(file as usize) else { return Vec::new() };
    let first_line = source.text.lines().next().unwrap_or_default();
    let separator = first_line.chars().find(|c| matches!(c, ',' | ';' | '\t')).unwrap_or(',');
    let mut cells = Cells { report, file, text: &source.text, separator, byte: 0 };
    let Some(header) = cells.row() else { return Vec::new() };
    if header.len() > COLUMNS_MAX {
        let at = header.get(COLUMNS_MAX).map(|cell| cell.at).unwrap_or_default();
        report.error(at, "syntax", format!("more than {COLUMNS_MAX} columns"));
        return Vec::new();
    }
    check_header(report, &header);
    let mut rows = Vec::new();
    while let Some(row) = cells.row() {
        if row.iter().all(|cell| cell.text.is_empty()) {
            continue;
        }
        if let Some(extra) = row.get(header.len()) {
            let message = format!("the row has more cells than the header's {}", header.len());
            report.error_hint(extra.at, "syntax", message, "put a cell that holds the separator in quotes");
        }
        rows.push(table(&header, &row));
    }
    rows
}

fn check_header(report: &Report, header: &[Cell]) {
    for (count, cell) in header.iter().enumerate() {
        if cell.text.split('.').count() > KEY_PARTS_MAX || cell.text.is_empty() {
            report.error(cell.at, "syntax", "the column has no proper name");
        } else if header.iter().take(count).any(|before| before.text == cell.text) {
            report.error(cell.at, "syntax", format!("the column `{}` stands there twice", cell.text));
        }
    }
}

struct Cells<'a> {
    report: &'a Report,
    file: u32,
    text: &'a str,
    separator: char,
    byte: usize,
}

impl Cells<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.byte..).unwrap_or_default()
    }

    fn at(&self, start: usize, end: usize) -> At {
        let byte = |byte: usize| u32::try_from(byte).unwrap_or(u32::MAX);
        At { file: self.file, start: byte(start), end: byte(end), instance: 0 }
    }

    /// The cells up to the line's end; `None` at the end of the file.
    fn row(&mut self) -> Option<Vec<Cell>> {
        if self.rest().is_empty() {
            return None;
        }
        let mut row = Vec::new();
        loop {
            row.push(self.cell());
            let rest = self.rest();
            if rest.starts_with(self.separator) {
                self.byte += self.separator.len_utf8();
                continue;
            }
            self.byte += match rest.as_bytes() {
                [b'\r', b'\n', ..] => 2,
                [b'\n' | b'\r', ..] => 1,
                _ => 0,
            };
            return Some(row);
        }
    }

    fn cell(&mut self) -> Cell {
        let rest = self.rest();
        let blanks = rest.len() - rest.trim_start_matches(' ').len();
        let start = self.byte + blanks;
        if self.text.get(start..).is_some_and(|rest| rest.starts_with('"')) {
            return self.quoted(start);
        }
        let separator = self.separator;
        let length = rest.find([separator, '\n', '\r']).unwrap_or(rest.len());
        let text = rest.get(..length).unwrap_or_default().trim().to_owned();
        self.byte += length;
        Cell { at: self.at(start.min(self.byte), self.byte), text }
    }

    fn quoted(&mut self, start: usize) -> Cell {
        let mut text = String::new();
        self.byte = start + 1;
        loop {
            let rest = self.rest();
            let Some(quote) = rest.find('"') else {
                let at = self.at(start, start + 1);
                self.report.broken(self.file);
                self.report.error(at, "syntax", "the quote is never closed");
                self.byte = self.text.len();
                return Cell { at, text: String::new() };
            };
            text.push_str(rest.get(..quote).unwrap_or_default());
            let doubled = rest.get(quote + 1..).is_some_and(|behind| behind.starts_with('"'));
            self.byte += quote + 1 + usize::from(doubled);
            if !doubled {
                break;
            }
            text.push('"');
        }
        let at = self.at(start, self.byte);
        let separator = self.separator;
        let rest = self.rest();
        let length = rest.find([separator, '\n', '\r']).unwrap_or(rest.len());
        if !rest.get(..length).unwrap_or_default().trim().is_empty() {
            self.report.error(
                self.at(self.byte, self.byte),
                "syntax",
                "text stands behind the closing quote",
            );
        }
        self.byte += length;
        Cell { at, text }
    }
}

fn table(header: &[Cell], row: &[Cell]) -> Table {
    let start = row.first().map(|cell| cell.at).unwrap_or_default();
    let mut table = Table { at: start, ..Table::default() };
    for (column, cell) in header.iter().zip(row).filter(|(_, cell)| !cell.text.is_empty()) {
        let parts: Vec<&str> = column.text.split('.').take(KEY_PARTS_MAX).collect();
        put(&mut table, &parts, column.at, cell);
    }
    table.entries.values_mut().for_each(|entry| numbered(&mut entry.node));
    table
}

fn put(table: &mut Table, parts: &[&str], key_at: At, cell: &Cell) {
    let Some((first, deeper)) = parts.split_first() else { return };
    let content = if deeper.is_empty() {
        Content::Cell(cell.text.as_str().into())
    } else {
        Content::Table(Table { at: cell.at, ..Table::default() })
    };
    let entry = table
        .entries
        .entry(Arc::from(*first))
        .or_insert_with(|| Entry { key_at, node: Node { at: cell.at, content } });
    if let Content::Table(inner) = &mut entry.node.content {
        put(inner, deeper, key_at, cell);
    }
}

/// Columns such as `write.permissives.1.title` are a list of tables.
fn numbered(node: &mut Node) {
    let Content::Table(table) = &mut node.content else { return };
    table.entries.values_mut().for_each(|entry| numbered(&mut entry.node));
    let mut items: Vec<(usize, Node)> = Vec::new();
    for (key, entry) in &table.entries {
        let Ok(number) = key.parse() else { return };
        items.push((number, entry.node.clone()));
    }
    items.sort_by_key(|(number, _)| *number);
    node.content = Content::List(items.into_iter().map(|(_, item)| item).collect());
}

/// The items of a list in one cell: joined by `;`, one that holds a `;` or quote in double quotes.
pub(crate) fn items(cell: &str) -> Vec<String> {
    let mut items = Vec::new();
    let mut rest = cell.trim();
    while !rest.is_empty() {
        let item;
        if let Some(quoted) = rest.strip_prefix('"') {
            let mut text = String::new();
            let mut behind = quoted;
            while let Some((before, after)) = behind.split_once('"') {
                text.push_str(before);
                behind = after;
                if !behind.starts_with('"') {
                    break;
                }
                text.push('"');
                behind = behind.get(1..).unwrap_or_default();
            }
            rest = behind.split_once(';').map_or("", |(_, rest)| rest).trim_start();
            item = text;
        } else {
            let (first, after) = rest.split_once(';').unwrap_or((rest, ""));
            rest = after.trim_start();
            item = first.trim().to_owned();
        }
        items.push(item);
    }
    items
}

/// Items as [`items`] reads them.
pub(crate) fn join(items: &[String]) -> String {
    let written: Vec<String> = items
        .iter()
        .map(|item| {
            let plain = !item.is_empty() && item.trim() == item && !item.contains([';', '"']);
            if plain { item.clone() } else { format!("\"{}\"", item.replace('"', "\"\"")) }
        })
        .collect();
    written.join("; ")
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::layout::source::Source;

    fn check(text: &str, expected: &[&str]) {
        let source = Source::new(PathBuf::from("tags.csv"), "tags.csv".into(), text.into());
        let report = Report::new(vec![source], Vec::new());
        let mut found: Vec<String> = read(&report, 0).iter().map(|row| format!("{:?}", cells(row))).collect();
        found.extend(report.findings().iter().map(ToString::to_string));
        assert_eq!(found, expected, "{text}");
    }

    fn cells(table: &Table) -> Vec<String> {
        table
            .entries
            .iter()
            .map(|(key, entry)| match (entry.node.cell(), entry.node.table()) {
                (Some(text), _) => format!("{key}={text}"),
                (_, Some(inner)) => format!("{key}{:?}", cells(inner)),
                _ => format!("{key} is {}", entry.node.content.kind()),
            })
            .collect()
    }

    #[test]
    fn reads_cells_quotes_and_line_ends() {
        check(
            "id,title\r\nA,\"x, \"\"y\"\"\"\r\n\r\n,\nB\n",
            &[r#"["id=A", "title=x, \"y\""]"#, r#"["id=B"]"#],
        );
        check("id;bands.low\nA; 1.5\n", &[r#"["bands[\"low=1.5\"]", "id=A"]"#]);
        check("id,p.1.t\nA,x", &[r#"["id=A", "p is a list"]"#]);
        check("", &[]);
    }

    #[test]
    fn says_where_a_row_is_broken() {
        check(
            "id,a\nA,b,c\n",
            &[
                r#"["a=b", "id=A"]"#,
                concat!(
                    "tags.csv:2:5: error[syntax]: the row has more cells than the header's 2\n",
                    "  hint: put a cell that holds the separator in quotes"
                ),
            ],
        );
        check("id,a\nA,\"b\n", &[r#"["id=A"]"#, "tags.csv:2:3: error[syntax]: the quote is never closed"]);
        check("id,id\n", &["tags.csv:1:4: error[syntax]: the column `id` stands there twice"]);
    }

    #[test]
    fn lists_in_cells_lose_nothing() {
        for list in [vec!["0 Off", "1 On; hot", "2 \"Local\"", " x ", ""], vec![], vec!["a"]] {
            let list: Vec<String> = list.into_iter().map(str::to_owned).collect();
            assert_eq!(items(&join(&list)), list);
        }
    }
}
