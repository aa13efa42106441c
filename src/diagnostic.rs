//! A finding: what is wrong, where it stands, and what to do about it.
//!
//! Checking a layout yields the value *and all* findings, never just the first.

use std::fmt;
use std::path::PathBuf;

/// How serious a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Works, but a tired operator or the next engineer may be misled by it.
    Warning,
    /// The layout is refused.
    Error,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Warning => "warning",
            Self::Error => "error",
        })
    }
}

/// Where a finding stands. Line and column count from 1; 0 means the file as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Path as the user would type it, relative to where the layout was named.
    pub file: PathBuf,
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file.display(), self.line, self.column)
    }
}

/// One finding about one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Where.
    pub place: Place,
    /// How serious.
    pub severity: Severity,
    /// Stable short name of the rule, such as `unknown-key`.
    pub code: &'static str,
    /// What is wrong, in words.
    pub message: String,
    /// What to do about it, if that is known.
    pub hint: Option<String>,
}

impl Finding {
    /// An error at a place.
    pub fn error(place: Place, code: &'static str, message: impl Into<String>) -> Self {
        Self { place, severity: Severity::Error, code, message: message.into(), hint: None }
    }

    /// A warning at a place.
    pub fn warning(place: Place, code: &'static str, message: impl Into<String>) -> Self {
        Self { place, severity: Severity::Warning, code, message: message.into(), hint: None }
    }

    /// The same finding with advice.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

/// `file:line:column: error[code]: what is wrong`, and the hint on a second line.
impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}[{}]: {}", self.place, self.severity, self.code, self.message)?;
        if let Some(hint) = &self.hint {
            write!(f, "\n  hint: {hint}")?;
        }
        Ok(())
    }
}

/// Whether any finding refuses the layout.
pub fn has_errors(findings: &[Finding]) -> bool {
    findings.iter().any(|finding| finding.severity == Severity::Error)
}
