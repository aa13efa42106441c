//! What was typed, before anyone asks what it means: one tree for TOML tables and CSV rows.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::layout::source::At;

/// A value with its place.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    /// Where it stands.
    pub(crate) at: At,
    /// What it is.
    pub(crate) content: Content,
}

/// What a value is.
#[derive(Clone, Debug)]
pub(crate) enum Content {
    /// Text.
    Text(Arc<str>),
    /// A whole number.
    Whole(i64),
    /// A number with a point.
    Number(f64),
    /// true or false.
    Flag(bool),
    /// Anything no key takes: dates, whole numbers beyond 64 bits.
    Other(&'static str),
    /// A list.
    List(Vec<Node>),
    /// A table.
    Table(Table),
    /// A cell of a CSV file: it becomes what its column asks for.
    Cell(Arc<str>),
}

/// Keys with their values.
#[derive(Clone, Debug, Default)]
pub(crate) struct Table {
    /// Where it starts.
    pub(crate) at: At,
    /// By key.
    pub(crate) entries: BTreeMap<Arc<str>, Entry>,
}

/// One key with its value.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    /// Where the key stands.
    pub(crate) key_at: At,
    /// The value.
    pub(crate) node: Node,
}

impl Content {
    /// What it is, with its article.
    pub(crate) const fn kind(&self) -> &'static str {
        match self {
            Self::Text(_) => "a text",
            Self::Whole(_) => "a whole number",
            Self::Number(_) => "a number",
            Self::Flag(_) => "true or false",
            Self::Other(what) => what,
            Self::List(_) => "a list",
            Self::Table(_) => "a table",
            Self::Cell(_) => "a cell",
        }
    }
}

impl Node {
    /// The text of a text or cell.
    pub(crate) const fn text(&self) -> Option<&Arc<str>> {
        if let Content::Text(text) | Content::Cell(text) = &self.content { Some(text) } else { None }
    }

    /// The text of a cell.
    pub(crate) const fn cell(&self) -> Option<&Arc<str>> {
        if let Content::Cell(text) = &self.content { Some(text) } else { None }
    }

    /// The items of a list.
    pub(crate) fn items(&self) -> Option<&[Self]> {
        if let Content::List(items) = &self.content { Some(items) } else { None }
    }

    /// The keys of a table.
    pub(crate) const fn table(&self) -> Option<&Table> {
        if let Content::Table(table) = &self.content { Some(table) } else { None }
    }
}
