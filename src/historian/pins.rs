//! Pinned spans: stretches of the store that are kept whatever their age, such as an incident.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::time::{Span, Timestamp};

/// The file in the store's folder.
const NAME: &str = "pins.json";
/// Larger than this is not read.
const BYTES_MAX: u64 = 1 << 20;

/// The pinned spans of a store.
#[derive(Clone, Debug, Default)]
pub struct Pins {
    path: PathBuf,
    spans: Vec<Span>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    from: String,
    to: String,
}

impl Pins {
    /// Those of a folder. A file that cannot be read pins everything: nothing goes that might matter.
    pub fn read(folder: &Path) -> Self {
        let path = folder.join(NAME);
        let everything = || {
            vec![Span { from: Timestamp::from_micros(i64::MIN / 2_000), to: Timestamp::from_nanos(i64::MAX) }]
        };
        let spans = match std::fs::metadata(&path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Vec::new(),
            Ok(found) if found.len() <= BYTES_MAX => {
                let text = std::fs::read_to_string(&path).unwrap_or_default();
                parse(&text).unwrap_or_else(everything)
            }
            Ok(_) | Err(_) => everything(),
        };
        Self { path, spans }
    }

    /// The spans.
    pub fn spans(&self) -> &[Span] {
        &self.spans
    }

    /// Pins one more span, or takes a pin that is equal to it away.
    pub fn set(&mut self, span: Span, pinned: bool) -> std::io::Result<()> {
        let mut spans = self.spans.clone();
        spans.retain(|other| *other != span);
        if pinned {
            spans.push(span);
        }
        let texts: Vec<Text> =
            spans.iter().map(|span| Text { from: span.from.rfc3339(), to: span.to.rfc3339() }).collect();
        let beside = self.path.with_extension("json.partial");
        std::fs::write(&beside, serde_json::to_vec_pretty(&texts)?)?;
        std::fs::rename(beside, &self.path)?;
        self.spans = spans;
        Ok(())
    }
}

fn parse(text: &str) -> Option<Vec<Span>> {
    let texts: Vec<Text> = serde_json::from_str(text).ok()?;
    let span = |text: &Text| Some(Span::between(Timestamp::parse(&text.from)?, Timestamp::parse(&text.to)?));
    texts.iter().map(span).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pins_come_back_and_a_broken_file_pins_everything() {
        let folder = tempfile::tempdir().unwrap();
        let span = Span { from: Timestamp::from_millis(1_000), to: Timestamp::from_millis(2_000) };
        let mut pins = Pins::read(folder.path());
        pins.set(span, true).unwrap();
        assert_eq!(Pins::read(folder.path()).spans(), [span]);
        pins.set(span, false).unwrap();
        assert_eq!(Pins::read(folder.path()).spans(), []);
        std::fs::write(folder.path().join(NAME), "{").unwrap();
        assert!(Pins::read(folder.path()).spans()[0].meets(span));
    }
}
