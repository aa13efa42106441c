//! Asks a table for its keys: what is there is read as what it should be, and everything else is a finding.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;
use std::sync::Arc;
use std::time::Duration;

use crate::layout::csv;
use crate::layout::duration;
use crate::layout::node::{Content, Node, Table};
use crate::layout::report::Report;
use crate::layout::source::{At, Located};
use crate::layout::suggest::did_you_mean;

/// Longer texts are no title, id or expression.
pub(crate) const TEXT_CHARS_MAX: usize = 2_000;

/// A table while it is read. [`Fields::finish`] tells about keys nobody asked for.
#[derive(Debug)]
pub(crate) struct Fields<'a> {
    /// Where findings go.
    pub(crate) report: &'a Report,
    /// What the table is, for messages: `a tag`.
    pub(crate) what: &'static str,
    table: &'a Table,
    asked: BTreeSet<&'static str>,
}

impl<'a> Fields<'a> {
    /// Starts reading a table.
    pub(crate) const fn new(report: &'a Report, table: &'a Table, what: &'static str) -> Self {
        Self { report, what, table, asked: BTreeSet::new() }
    }

    /// Where the table starts.
    pub(crate) const fn at(&self) -> At {
        self.table.at
    }

    /// The value of a key, whatever it is.
    pub(crate) fn node(&mut self, key: &'static str) -> Option<&'a Node> {
        self.asked.insert(key);
        self.table.entries.get(key).map(|entry| &entry.node)
    }

    /// Where a key stands; the table's own place if it is not there.
    pub(crate) fn key_at(&self, key: &str) -> At {
        self.table.entries.get(key).map_or(self.table.at, |entry| entry.key_at)
    }

    /// A key that must be there.
    pub(crate) fn need(&mut self, key: &'static str) -> bool {
        self.asked.insert(key);
        let there = self.table.entries.contains_key(key);
        if !there {
            self.report.error(self.table.at, "missing-key", format!("{} needs `{key}`", self.what));
        }
        there
    }

    /// Text; an empty one is none.
    pub(crate) fn text(&mut self, key: &'static str) -> Option<Located<Arc<str>>> {
        let node = self.node(key)?;
        text(self.report, key, node).filter(|text| !text.value.is_empty())
    }

    /// Text that must be there.
    pub(crate) fn need_text(&mut self, key: &'static str) -> Option<Located<Arc<str>>> {
        self.need(key);
        self.text(key)
    }

    /// A whole number within bounds.
    pub(crate) fn whole<T: TryFrom<i64>>(
        &mut self,
        key: &'static str,
        bounds: RangeInclusive<i64>,
    ) -> Option<Located<T>> {
        let node = self.node(key)?;
        let whole = whole(self.report, key, node)?;
        match T::try_from(whole.value) {
            Ok(value) if bounds.contains(&whole.value) => Some(Located::new(value, whole.at)),
            Ok(_) | Err(_) => {
                let (low, high) = bounds.into_inner();
                self.bad(whole.at, key, &format!("is {}, which is not within {low} to {high}", whole.value));
                None
            }
        }
    }

    /// A finite number.
    pub(crate) fn number(&mut self, key: &'static str) -> Option<Located<f64>> {
        let node = self.node(key)?;
        number(self.report, key, node)
    }

    /// true or false.
    pub(crate) fn flag(&mut self, key: &'static str) -> Option<Located<bool>> {
        let node = self.node(key)?;
        let flag = match (&node.content, node.cell()) {
            (Content::Flag(flag), _) => Some(*flag),
            (_, Some(cell)) if cell.eq_ignore_ascii_case("true") => Some(true),
            (_, Some(cell)) if cell.eq_ignore_ascii_case("false") => Some(false),
            _ => None,
        };
        if flag.is_none() {
            wrong_type(self.report, key, node, "true or false");
        }
        flag.map(|flag| Located::new(flag, node.at))
    }

    /// A span of time.
    pub(crate) fn span(&mut self, key: &'static str) -> Option<Located<Duration>> {
        let text = self.text(key)?;
        let span = duration::parse(&text.value);
        if span.is_none() {
            let message = format!("`{key}` is `{}`, which is no span of time", text.value);
            let hint = "a number and ms, s, min, h or d, such as \"250 ms\"";
            self.report.error_hint(text.at, "bad-value", message, hint);
        }
        span.map(|span| Located::new(span, text.at))
    }

    /// A span of time that is not zero.
    pub(crate) fn span_above_zero(&mut self, key: &'static str) -> Option<Located<Duration>> {
        let span = self.span(key)?;
        if span.value.is_zero() {
            self.bad(span.at, key, "must be longer than zero");
            return None;
        }
        Some(span)
    }

    /// Two numbers.
    pub(crate) fn pair(&mut self, key: &'static str) -> Option<Located<[f64; 2]>> {
        let node = self.node(key)?;
        let items = list(self.report, key, node)?;
        if let [low, high] = items.as_slice() {
            let low = number(self.report, key, low);
            let high = number(self.report, key, high);
            return Some(Located::new([low?.value, high?.value], node.at));
        }
        self.bad(node.at, key, &format!("has {} numbers instead of two", items.len()));
        None
    }

    /// One of some words.
    pub(crate) fn choice<T: Copy>(
        &mut self,
        key: &'static str,
        words: &[(&'static str, T)],
    ) -> Option<Located<T>> {
        let text = self.text(key)?;
        let found = words.iter().find(|(word, _)| *word == &*text.value);
        if found.is_none() {
            let all: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            let hint = did_you_mean(&text.value, all.iter().copied())
                .unwrap_or_else(|| format!("there are {}", all.join(", ")));
            let message = format!("`{key}` is `{}`, which is not known", text.value);
            self.report.error_hint(text.at, "bad-value", message, hint);
        }
        found.map(|(_, value)| Located::new(*value, text.at))
    }

    /// A list of anything; empty if the key is not there.
    pub(crate) fn list(&mut self, key: &'static str) -> Vec<Node> {
        let Some(node) = self.node(key) else { return Vec::new() };
        list(self.report, key, node).unwrap_or_default()
    }

    /// A list of texts.
    pub(crate) fn texts(&mut self, key: &'static str) -> Vec<Located<Arc<str>>> {
        self.list(key).iter().filter_map(|node| text(self.report, key, node)).collect()
    }

    /// A list of whole numbers.
    pub(crate) fn wholes(&mut self, key: &'static str) -> Vec<Located<i64>> {
        self.list(key).iter().filter_map(|node| whole(self.report, key, node)).collect()
    }

    /// A table in this one.
    pub(crate) fn table(&mut self, key: &'static str, what: &'static str) -> Option<Self> {
        let node = self.node(key)?;
        let table = node.table();
        if table.is_none() {
            wrong_type(self.report, key, node, "a table");
        }
        table.map(|table| Self::new(self.report, table, what))
    }

    /// A list of tables in this one.
    pub(crate) fn tables(&mut self, key: &'static str, what: &'static str) -> Vec<Self> {
        let Some(node) = self.node(key) else { return Vec::new() };
        let Some(items) = node.items() else {
            wrong_type(self.report, key, node, "a list of tables");
            return Vec::new();
        };
        let mut tables = Vec::new();
        for item in items {
            if let Some(table) = item.table() {
                tables.push(Self::new(self.report, table, what));
            } else {
                wrong_type(self.report, key, item, "a table");
            }
        }
        tables
    }

    /// A finding about the value of a key.
    pub(crate) fn bad(&self, at: At, key: &str, wrong: &str) {
        self.report.error(at, "bad-value", format!("`{key}` {wrong}"));
    }

    /// Tells about keys that nobody asked for.
    pub(crate) fn finish(self) {
        for (key, entry) in &self.table.entries {
            if self.asked.contains(&**key) {
                continue;
            }
            let hint = did_you_mean(key, self.asked.iter().copied()).unwrap_or_else(|| {
                format!("{} takes {}", self.what, self.asked.iter().copied().collect::<Vec<_>>().join(", "))
            });
            let message = format!("{} has no key `{}`", self.what, key.escape_debug());
            self.report.error_hint(entry.key_at, "unknown-key", message, hint);
        }
    }
}

fn wrong_type(report: &Report, key: &str, node: &Node, wanted: &str) {
    let found = node.cell().map_or_else(|| node.content.kind().to_owned(), |cell| format!("`{cell}`"));
    report.error(node.at, "wrong-type", format!("`{key}` must be {wanted}, not {found}"));
}

/// A text of bearable length.
pub(crate) fn text(report: &Report, key: &str, node: &Node) -> Option<Located<Arc<str>>> {
    let Some(text) = node.text() else {
        if let Content::Whole(_) | Content::Number(_) = node.content {
            let message = format!("`{key}` must be a text, not {}", node.content.kind());
            report.error_hint(node.at, "wrong-type", message, "put it in quotes");
        } else {
            wrong_type(report, key, node, "a text");
        }
        return None;
    };
    if text.chars().count() > TEXT_CHARS_MAX {
        report.error(node.at, "bad-value", format!("`{key}` is longer than {TEXT_CHARS_MAX} characters"));
        return None;
    }
    if let Some(control) = text.chars().find(|c| c.is_control()) {
        let control = control.escape_debug();
        report.error(node.at, "bad-value", format!("`{key}` holds the control character `{control}`"));
        return None;
    }
    Some(Located::new(Arc::clone(text), node.at))
}

/// A whole number.
pub(crate) fn whole(report: &Report, key: &str, node: &Node) -> Option<Located<i64>> {
    let whole = match (&node.content, node.cell()) {
        (Content::Whole(whole), _) => Some(*whole),
        (_, Some(cell)) => cell.parse().ok(),
        _ => None,
    };
    if whole.is_none() {
        wrong_type(report, key, node, "a whole number");
    }
    whole.map(|whole| Located::new(whole, node.at))
}

/// A finite number.
pub(crate) fn number(report: &Report, key: &str, node: &Node) -> Option<Located<f64>> {
    let number = match (&node.content, node.cell()) {
        (Content::Whole(whole), _) => Some(*whole as f64),
        (Content::Number(number), _) => Some(*number),
        (_, Some(cell)) => cell.parse().ok(),
        _ => None,
    };
    match number {
        Some(number) if number.is_finite() => Some(Located::new(number, node.at)),
        Some(number) => {
            report.error(node.at, "bad-value", format!("`{key}` is {number}, which is no value of a plant"));
            None
        }
        None => {
            wrong_type(report, key, node, "a number");
            None
        }
    }
}

fn list(report: &Report, key: &str, node: &Node) -> Option<Vec<Node>> {
    if let Some(items) = node.items() {
        return Some(items.to_vec());
    }
    if let Some(cell) = node.cell() {
        let item = |item: String| Node { at: node.at, content: Content::Cell(item.into()) };
        return Some(csv::items(cell).into_iter().map(item).collect());
    }
    wrong_type(report, key, node, "a list");
    None
}
