//! Which layout a recording is shown with: the one it was recorded with, read from memory, or one that was
//! named. A session may have known several; each is read once.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostic::{Severity, has_errors};
use crate::historian::LayoutError;
use crate::layout;
use crate::message::{LayoutChoice, LayoutUsed};
use crate::plant::Plant;
use crate::replay::Recording;

/// Layouts that are kept; a session with more reads them again.
const KEPT_MAX: usize = 16;

/// Why a recording cannot be shown.
#[derive(Debug, thiserror::Error)]
pub enum ReplayError {
    /// It holds no samples.
    #[error("the recording holds no samples: there is nothing to show")]
    Empty,
    /// Its layout is not there.
    #[error(transparent)]
    Layout(#[from] LayoutError),
    /// Its layout is refused.
    #[error("the layout that came with the recording is refused: {0}; --with-layout FOLDER names another")]
    Refused(String),
}

/// A layout, and how it came to be used.
#[derive(Clone, Debug)]
pub struct Shown {
    /// The layout.
    pub plant: Arc<Plant>,
    /// Why this one.
    pub used: LayoutUsed,
}

/// The layouts of a recording.
#[derive(Debug, Default)]
pub struct Layouts {
    today: Option<Arc<Plant>>,
    choice: LayoutChoice,
    known: BTreeMap<Arc<str>, Shown>,
}

impl Layouts {
    /// Those the recording carries, and today's beside them where one was named; which of them to begin with.
    pub const fn new(today: Option<Arc<Plant>>, choice: LayoutChoice) -> Self {
        Self { today, choice, known: BTreeMap::new() }
    }

    /// Chooses; without a second layout there is nothing to choose.
    pub const fn choose(&mut self, choice: LayoutChoice) {
        self.choice = choice;
    }

    /// What was chosen, where there are two to choose from at the time of a hash.
    pub fn choice(&self, hash: &str) -> Option<LayoutChoice> {
        self.today.as_ref().filter(|today| *today.hash != *hash).map(|_| self.choice)
    }

    /// The layout for a hash.
    pub fn get(&mut self, recording: &dyn Recording, hash: &Arc<str>) -> Result<Shown, ReplayError> {
        if let Some(plant) = self.today.as_ref().filter(|_| self.choice == LayoutChoice::Today) {
            let used = if plant.hash == *hash { LayoutUsed::Recorded } else { LayoutUsed::Named };
            return Ok(Shown { plant: Arc::clone(plant), used });
        }
        if let Some(shown) = self.known.get(hash) {
            return Ok(shown.clone());
        }
        let files = recording.layout_files(hash)?;
        let loaded = layout::load_files("recording", &files);
        let Some(plant) = loaded.plant.filter(|_| !has_errors(&loaded.findings)) else {
            let first = loaded.findings.iter().find(|finding| finding.severity == Severity::Error);
            return Err(ReplayError::Refused(first.map_or_else(String::new, ToString::to_string)));
        };
        let used = if plant.hash == *hash { LayoutUsed::Recorded } else { LayoutUsed::Attached };
        let shown = Shown { plant, used };
        if self.known.len() >= KEPT_MAX {
            self.known.clear();
        }
        self.known.insert(Arc::clone(hash), shown.clone());
        Ok(shown)
    }
}
