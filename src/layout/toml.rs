//! TOML to nodes with places; all syntax errors of a file, not the first.

use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::layout::node::{Content, Entry, Node, Table};
use crate::layout::report::Report;
use crate::layout::source::At;

/// Tables in tables beyond this are a mistake or an attack.
const DEPTH_MAX: usize = 16;
/// After this many syntax errors the rest follows from the first.
const SYNTAX_ERRORS_MAX: usize = 10;
/// Files up to this size are read on behind an error.
const RECOVERED_BYTES_MAX: usize = 1 << 20;

/// Reads a TOML file; what could be read of it, if anything is wrong.
pub(crate) fn read(report: &Report, file: u32) -> Table {
    let Some(source) = report.sources().get(file as usize) else { return Table::default() };
    let whole = At { file, ..At::default() };
    // A large file may hold millions of errors; it has to do with the first.
    let (document, errors) = if source.text.len() > RECOVERED_BYTES_MAX {
        match DeTable::parse(&source.text) {
            Ok(document) => (document, Vec::new()),
            Err(error) => (Spanned::new(0..0, DeTable::new()), vec![error]),
        }
    } else {
        DeTable::parse_recoverable(&source.text)
    };
    for error in errors.iter().take(SYNTAX_ERRORS_MAX) {
        let at = error.span().map_or(whole, |span| place(file, &span));
        report.broken(file);
        report.error(at, "syntax", format!("not TOML: {}", error.message().trim()));
    }
    Reader { report, file }.table(document.get_ref(), whole, 0)
}

struct Reader<'a> {
    report: &'a Report,
    file: u32,
}

fn place(file: u32, span: &std::ops::Range<usize>) -> At {
    let byte = |byte: usize| u32::try_from(byte).unwrap_or(u32::MAX);
    At { file, start: byte(span.start), end: byte(span.end), instance: 0 }
}

impl Reader<'_> {
    fn table(&self, table: &DeTable<'_>, at: At, depth: usize) -> Table {
        let entries = table
            .iter()
            .map(|(key, value)| {
                let key_at = place(self.file, &key.span());
                (Arc::from(key.get_ref().as_ref()), Entry { key_at, node: self.node(value, depth + 1) })
            })
            .collect();
        Table { at, entries }
    }

    fn node(&self, value: &Spanned<DeValue<'_>>, depth: usize) -> Node {
        let at = place(self.file, &value.span());
        if depth > DEPTH_MAX {
            self.report.error(at, "syntax", format!("nested deeper than {DEPTH_MAX}"));
            return Node { at, content: Content::Other("too deep") };
        }
        let content = match value.get_ref() {
            DeValue::String(text) => Content::Text(text.as_ref().into()),
            DeValue::Integer(digits) => i64::from_str_radix(digits.as_str(), digits.radix())
                .map_or(Content::Other("a number of more than 64 bits"), Content::Whole),
            DeValue::Float(digits) => {
                digits.as_str().parse().map_or(Content::Other("not a number"), Content::Number)
            }
            DeValue::Boolean(flag) => Content::Flag(*flag),
            DeValue::Datetime(_) => Content::Other("a date"),
            DeValue::Array(items) => {
                Content::List(items.iter().map(|item| self.node(item, depth + 1)).collect())
            }
            DeValue::Table(table) => Content::Table(self.table(table, at, depth)),
        };
        Node { at, content }
    }
}
