//! Puts an instance's parameters into the texts of its equipment type.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::layout::fields::TEXT_CHARS_MAX;
use crate::layout::node::{Content, Entry, Node, Table};
use crate::layout::report::Report;
use crate::layout::source::At;
use crate::layout::suggest::did_you_mean;

/// Keys whose texts name a tag, so that `.Running` is short for `{id}.Running`.
const TAG_KEYS: [&str; 9] =
    ["command", "id", "mode", "read_back", "rows", "setpoints", "state", "tag", "trend"];
/// Keys whose texts hold tags in brackets.
const EXPRESSION_KEYS: [&str; 5] = ["condition", "expression", "from", "limit", "suppressed_while"];

/// One instance's parameters, and which of them its type made use of.
#[derive(Debug)]
pub(crate) struct Parameters<'a> {
    /// Where findings go.
    pub(crate) report: &'a Report,
    /// The instance's number in the report.
    pub(crate) instance: u32,
    /// The instance's id.
    pub(crate) id: Arc<str>,
    /// By name.
    pub(crate) values: BTreeMap<Arc<str>, Content>,
    /// Names that were met.
    pub(crate) used: BTreeSet<Arc<str>>,
}

impl Parameters<'_> {
    /// A table with the parameters put in.
    pub(crate) fn table(&mut self, table: &Table) -> Table {
        let entries = table
            .entries
            .iter()
            .map(|(key, entry)| {
                let node = self.node(key, &entry.node);
                (Arc::clone(key), Entry { key_at: self.mark(entry.key_at), node })
            })
            .collect();
        Table { at: self.mark(table.at), entries }
    }

    fn mark(&self, at: At) -> At {
        At { instance: self.instance, ..at }
    }

    fn node(&mut self, key: &str, node: &Node) -> Node {
        let at = self.mark(node.at);
        let content = match &node.content {
            Content::Text(text) => self.text(key, text, at),
            Content::List(items) => Content::List(items.iter().map(|item| self.node(key, item)).collect()),
            Content::Table(table) => Content::Table(self.table(table)),
            Content::Whole(_)
            | Content::Number(_)
            | Content::Flag(_)
            | Content::Other(_)
            | Content::Cell(_) => node.content.clone(),
        };
        Node { at, content }
    }

    fn text(&mut self, key: &str, text: &Arc<str>, at: At) -> Content {
        if let Some(inner) = text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'))
            && !inner.contains(['{', '}'])
        {
            // Like a cell, it becomes what its key asks for.
            return match self.value(inner, at) {
                Some(Content::Text(text)) => Content::Cell(text),
                Some(Content::Whole(whole)) => Content::Cell(whole.to_string().into()),
                Some(Content::Number(number)) => Content::Cell(number.to_string().into()),
                Some(Content::Flag(flag)) => Content::Cell(flag.to_string().into()),
                Some(other) => other,
                None => Content::Text(Arc::from("")),
            };
        }
        let text = self.filled(text, at);
        if TAG_KEYS.contains(&key) && text.starts_with('.') {
            Content::Text(format!("{}{text}", self.id).into())
        } else if EXPRESSION_KEYS.contains(&key) && text.contains("[.") {
            Content::Text(text.replace("[.", &format!("[{}.", self.id)).into())
        } else {
            Content::Text(text)
        }
    }

    fn filled(&mut self, text: &Arc<str>, at: At) -> Arc<str> {
        if !text.contains('{') {
            return Arc::clone(text);
        }
        let mut filled = String::new();
        let mut rest = &**text;
        while let Some((before, behind)) = rest.split_once('{') {
            filled.push_str(before);
            let Some((inner, after)) = behind.split_once('}') else {
                self.report.error(at, "unknown-parameter", format!("`{{` is never closed in `{text}`"));
                return Arc::from("");
            };
            let Some(value) = self.value(inner, at) else { return Arc::from("") };
            filled.push_str(&plain(&value));
            rest = after;
            if filled.len() > TEXT_CHARS_MAX * 4 {
                self.report.error(at, "bad-value", format!("longer than {TEXT_CHARS_MAX} characters"));
                return Arc::from("");
            }
        }
        filled.push_str(rest);
        filled.into()
    }

    /// The value of what stands between braces: a parameter, or a sum of whole numbers.
    fn value(&mut self, typed: &str, at: At) -> Option<Content> {
        if !typed.contains(['+', '-']) {
            return self.parameter(typed.trim(), at);
        }
        let mut sum = 0i64;
        let mut sign = 1;
        for term in typed.split_inclusive(['+', '-']) {
            let next = if term.ends_with('-') { -1 } else { 1 };
            let word = term.trim_end_matches(['+', '-']).trim();
            let number = word.parse().ok().map(Content::Whole);
            let content = if let Some(number) = number { number } else { self.parameter(word, at)? };
            let Content::Whole(value) = content else {
                let message = format!("`{word}` is {}; only whole numbers can be added", content.kind());
                self.report.error(at, "bad-value", message);
                return None;
            };
            let Some(total) = value.checked_mul(sign).and_then(|value| sum.checked_add(value)) else {
                self.report.error(at, "bad-value", format!("`{typed}` is too large"));
                return None;
            };
            (sum, sign) = (total, next);
        }
        if typed.trim_end().ends_with(['+', '-']) {
            self.report.error(at, "bad-value", format!("a number is missing at the end of `{typed}`"));
            return None;
        }
        Some(Content::Whole(sum))
    }

    fn parameter(&mut self, name: &str, at: At) -> Option<Content> {
        let found = self.values.get_key_value(name).map(|(name, value)| (Arc::clone(name), value.clone()));
        if let Some((name, value)) = found {
            self.used.insert(name);
            return Some(value);
        }
        let known = self.values.keys().map(|name| &**name);
        let hint = did_you_mean(name, known).unwrap_or_else(|| {
            format!("there are {}", self.values.keys().map(|name| &**name).collect::<Vec<_>>().join(", "))
        });
        self.report.error_hint(at, "unknown-parameter", format!("there is no parameter `{name}`"), hint);
        None
    }
}

fn plain(value: &Content) -> String {
    match value {
        Content::Text(text) | Content::Cell(text) => text.to_string(),
        Content::Whole(whole) => whole.to_string(),
        Content::Number(number) => number.to_string(),
        Content::Flag(flag) => flag.to_string(),
        Content::Other(_) | Content::List(_) | Content::Table(_) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(key: &str, text: &str, expected: Option<&str>) {
        let report = Report::new(Vec::new(), Vec::new());
        let values = BTreeMap::from([
            (Arc::from("id"), Content::Text("P-1".into())),
            (Arc::from("base"), Content::Whole(100)),
            (Arc::from("high"), Content::Number(8.5)),
        ]);
        let mut parameters =
            Parameters { report: &report, instance: 0, id: "P-1".into(), values, used: BTreeSet::new() };
        let node = Node { at: At::default(), content: Content::Text(text.into()) };
        let found = parameters.node(key, &node);
        let clean = report.findings().is_empty();
        assert_eq!(
            clean.then(|| found.text().map(ToString::to_string)).flatten().as_deref(),
            expected,
            "{text}"
        );
    }

    #[test]
    fn puts_parameters_into_texts() {
        check("title", "Pump {id}", Some("Pump P-1"));
        check("at", "holding:{base+3}", Some("holding:103"));
        check("at", "holding:{ base - 1 + base }", Some("holding:199"));
        check("high", "{high}", Some("8.5"));
        check("id", ".Running", Some("P-1.Running"));
        check("title", ".5 mm", Some(".5 mm"));
        check("expression", "[.A] + [.B]", Some("[P-1.A] + [P-1.B]"));
    }

    #[test]
    fn refuses_what_it_does_not_know() {
        for text in ["{bass}", "{base+high}", "a {base", "{base+}", "{9223372036854775807+base}", "{}"] {
            check("title", text, None);
        }
    }
}
