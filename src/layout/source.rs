//! One file of a layout as text, and places in it.

use std::path::PathBuf;

use crate::diagnostic::Place;

/// A file that was read: bounded in size, UTF-8, without a byte order mark.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    /// Path as the user would type it.
    pub(crate) shown: PathBuf,
    /// Path below the layout's folder, with `/` between its parts.
    pub(crate) relative: String,
    /// Its text.
    pub(crate) text: String,
    line_starts: Vec<u32>,
}

/// A stretch of a file in bytes, and the equipment instance it was read for.
///
/// It is turned into line and column only when a finding needs them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct At {
    /// Which file.
    pub(crate) file: u32,
    /// First byte.
    pub(crate) start: u32,
    /// One after the last byte.
    pub(crate) end: u32,
    /// Which equipment instance, from 1; 0 for none.
    pub(crate) instance: u32,
}

/// Something that was typed, and where.
#[derive(Clone, Debug)]
pub(crate) struct Located<T> {
    /// What was typed.
    pub(crate) value: T,
    /// Where.
    pub(crate) at: At,
}

/// Two things typed alike are alike, wherever they stand.
impl<T: PartialEq> PartialEq for Located<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<T> Located<T> {
    /// Something at a place.
    pub(crate) const fn new(value: T, at: At) -> Self {
        Self { value, at }
    }
}

impl Source {
    /// A file with its line starts found.
    pub(crate) fn new(shown: PathBuf, relative: String, text: String) -> Self {
        let after_breaks = text.bytes().zip(1u32..).filter(|(byte, _)| *byte == b'\n').map(|(_, next)| next);
        let line_starts = std::iter::once(0).chain(after_breaks).collect();
        Self { shown, relative, text, line_starts }
    }

    /// Line and column of a byte.
    pub(crate) fn place(&self, byte: u32) -> Place {
        let line = self.line_starts.partition_point(|start| *start <= byte);
        let start = line.checked_sub(1).and_then(|line| self.line_starts.get(line)).copied().unwrap_or(0);
        let before = self.text.get(start as usize..byte as usize).unwrap_or_default();
        Place {
            file: self.shown.clone(),
            line: u32::try_from(line).unwrap_or(u32::MAX),
            column: u32::try_from(before.chars().count()).unwrap_or(u32::MAX).saturating_add(1),
        }
    }

    /// The byte at which character `offset` of a quoted text stands, if the text is `value` as it was typed.
    ///
    /// A text that was changed on the way, such as by a parameter, has no such byte.
    pub(crate) fn inside(&self, at: At, value: &str, offset: usize) -> Option<u32> {
        let raw = self.text.get(at.start as usize..at.end as usize)?;
        let quote = raw.chars().next().filter(|first| matches!(first, '"' | '\''));
        let lead = quote.map_or(0, |_| 1);
        let inner = raw.get(lead..raw.len().checked_sub(lead)?)?;
        let mut decoded = value.chars();
        let mut bytes = inner.char_indices();
        let mut place = None;
        for count in 0..=offset {
            let Some((byte, first)) = bytes.next() else {
                // One behind the last character is a place too: where something is missing at the end.
                place = (count == offset).then_some(inner.len());
                break;
            };
            place = Some(byte);
            let typed = match (quote, first) {
                (Some('"'), '\\') => escape(&mut bytes),
                (Some('"'), '"') => bytes.next().map(|(_, second)| second),
                _ => Some(first),
            };
            if decoded.next() != typed {
                return None;
            }
        }
        u32::try_from(place? + lead).ok().map(|byte| at.start.saturating_add(byte))
    }
}

/// The character an escape stands for; the backslash itself is already taken.
fn escape(bytes: &mut std::str::CharIndices<'_>) -> Option<char> {
    let (_, letter) = bytes.next()?;
    let digits = match letter {
        'b' => return Some('\u{8}'),
        't' => return Some('\t'),
        'n' => return Some('\n'),
        'f' => return Some('\u{c}'),
        'r' => return Some('\r'),
        'e' => return Some('\u{1b}'),
        'x' => 2,
        'u' => 4,
        'U' => 8,
        other => return Some(other),
    };
    let mut code = 0u32;
    for _ in 0..digits {
        code = code.checked_mul(16)?.checked_add(bytes.next()?.1.to_digit(16)?)?;
    }
    char::from_u32(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, value: &str, offset: usize, expected: Option<u32>) {
        let source = Source::new(PathBuf::new(), String::new(), text.into());
        let at = At { end: text.len() as u32, ..At::default() };
        assert_eq!(source.inside(at, value, offset), expected, "{text}");
    }

    #[test]
    fn finds_a_character_inside_a_text() {
        check("\"abc\"", "abc", 1, Some(2));
        check("'abc'", "abc", 3, Some(4));
        check("abc", "abc", 2, Some(2));
        check(r#""\u00e4b\n!""#, "äb\n!", 3, Some(10));
        check("\"{id}c\"", "P-1c", 3, None);
        check("\"abc\"", "abc", 4, None);
    }

    #[test]
    fn columns_count_characters() {
        let source = Source::new(PathBuf::new(), String::new(), "a\näöü=1\n".into());
        let place = source.place(8);
        assert_eq!((place.line, place.column), (2, 4));
    }
}
