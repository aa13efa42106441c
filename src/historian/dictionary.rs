//! The tag list of a segment: what its numbers mean. Each segment carries its own, so that it stands alone and
//! a tag that was renamed, rescaled or removed since keeps the meaning it had.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::plant::Plant;
use crate::tag::{CurrentLoop, Scaling, Tag};

/// Tags a dictionary may hold.
pub const TAGS_MAX: usize = 1_000_000;

/// The tag list of a segment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Dictionary {
    /// SHA-256 of the layout it was made from; empty for an import.
    pub layout: Arc<str>,
    /// Name of the plant's zone.
    pub zone: Arc<str>,
    /// Tags; a tag's number is its place.
    pub tags: Vec<Entry>,
    numbers: BTreeMap<Arc<str>, u32>,
}

/// One tag of a segment.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Unique in its dictionary.
    pub id: Arc<str>,
    /// What it is, in words.
    #[serde(default)]
    pub title: Arc<str>,
    /// Area of the plant.
    #[serde(default)]
    pub area: Arc<str>,
    /// Ids it had before it was renamed: their history is its own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub formerly: Vec<Arc<str>>,
    /// Engineering unit.
    #[serde(default)]
    pub unit: Arc<str>,
    /// Digits after the point.
    #[serde(default)]
    pub decimals: u8,
    /// Engineering range.
    #[serde(default)]
    pub range: Option<[f64; 2]>,
    /// Planned period of its samples, microseconds; 0 where there is none.
    #[serde(default)]
    pub period_us: u64,
    /// Older than this is stale, microseconds; 0 where that is not known.
    #[serde(default)]
    pub stale_us: u64,
    /// Texts of its states by value.
    #[serde(default)]
    pub states: BTreeMap<i64, Arc<str>>,
    /// How its registers became a value: a hint for packing, values are stored as they were shown.
    #[serde(default)]
    pub scale: Option<Scale>,
}

/// A straight line from counts to engineering units.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Scale {
    /// `counts * gain + offset`.
    Linear {
        /// Units a count.
        gain: f64,
        /// Units at 0 counts.
        offset: f64,
    },
    /// `low + (counts - raw_low) / (raw_high - raw_low) * (high - low)`.
    TwoPoint {
        /// Counts at both ends.
        raw: [f64; 2],
        /// Units at both ends.
        units: [f64; 2],
    },
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    layout: Arc<str>,
    zone: Arc<str>,
    tags: Vec<Entry>,
}

/// Why a dictionary cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DictionaryError {
    /// Not the JSON of a dictionary.
    #[error("the tag list cannot be read: {0}")]
    Unreadable(String),
    /// The same tag stands in it twice.
    #[error("the tag list names {0} twice")]
    Twice(Arc<str>),
    /// More tags than can be true.
    #[error("the tag list names {0} tags, more than {TAGS_MAX}")]
    TooMany(usize),
}

impl Dictionary {
    /// From a list of tags.
    pub fn new(layout: Arc<str>, zone: Arc<str>, tags: Vec<Entry>) -> Result<Self, DictionaryError> {
        if tags.len() > TAGS_MAX {
            return Err(DictionaryError::TooMany(tags.len()));
        }
        let mut numbers = BTreeMap::new();
        for (number, tag) in (0u32..).zip(&tags) {
            if numbers.insert(Arc::clone(&tag.id), number).is_some() {
                return Err(DictionaryError::Twice(Arc::clone(&tag.id)));
            }
        }
        Ok(Self { layout, zone, tags, numbers })
    }

    /// Of a plant: numbers are those of its tag list.
    pub fn of(plant: &Plant) -> Self {
        let tags: Vec<_> = plant.tags.iter().map(Entry::of).collect();
        let numbers = (0u32..).zip(&tags).map(|(number, tag)| (Arc::clone(&tag.id), number)).collect();
        Self { layout: Arc::clone(&plant.hash), zone: plant.zone.name().into(), tags, numbers }
    }

    /// A tag's number.
    pub fn number(&self, id: &str) -> Option<u32> {
        self.numbers.get(id).copied()
    }

    /// A tag by its number.
    pub fn tag(&self, number: u32) -> Option<&Entry> {
        self.tags.get(number as usize)
    }

    /// As it stands in a file.
    pub fn to_json(&self) -> Vec<u8> {
        let text =
            Text { layout: Arc::clone(&self.layout), zone: Arc::clone(&self.zone), tags: self.tags.clone() };
        serde_json::to_vec(&text).unwrap_or_default()
    }

    /// From a file.
    pub fn from_json(json: &[u8]) -> Result<Self, DictionaryError> {
        let text: Text =
            serde_json::from_slice(json).map_err(|error| DictionaryError::Unreadable(error.to_string()))?;
        Self::new(text.layout, text.zone, text.tags)
    }
}

impl Entry {
    fn of(tag: &Tag) -> Self {
        Self {
            id: Arc::clone(&tag.id),
            title: Arc::clone(&tag.title),
            area: Arc::clone(&tag.area),
            formerly: tag.formerly.clone(),
            unit: Arc::clone(&tag.unit),
            decimals: tag.decimals,
            range: tag.range,
            period_us: tag.period.as_micros() as u64,
            stale_us: tag.stale_after.as_micros() as u64,
            states: tag.states.iter().map(|state| (state.value, Arc::clone(&state.text))).collect(),
            scale: Scale::of(&tag.scaling),
        }
    }

    /// Longer than this between two samples is a gap, microseconds: three planned periods, and never less
    /// than the stale limit.
    pub fn gap_us(&self) -> i64 {
        let limit = self.stale_us.max(self.period_us.saturating_mul(3));
        if limit == 0 { i64::MAX } else { i64::try_from(limit).unwrap_or(i64::MAX) }
    }
}

impl Scale {
    fn of(scaling: &Scaling) -> Option<Self> {
        match scaling {
            Scaling::Linear { gain, offset } => Some(Self::Linear { gain: *gain, offset: *offset }),
            Scaling::TwoPoint {
                raw,
                engineering,
                clamp: _,
                current_loop: None | Some(CurrentLoop { .. }),
            } => Some(Self::TwoPoint { raw: *raw, units: *engineering }),
            Scaling::None | Scaling::Exponent => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comes_back_from_its_file_and_refuses_what_cannot_be() {
        let tag = |id: &str| Entry { id: id.into(), period_us: 1_000_000, ..Entry::default() };
        let dictionary = Dictionary::new("ab".into(), "UTC".into(), vec![tag("A"), tag("B")]).unwrap();
        assert_eq!(Dictionary::from_json(&dictionary.to_json()), Ok(dictionary.clone()));
        assert_eq!(dictionary.number("B"), Some(1));
        let twice = Dictionary::new("".into(), "".into(), vec![tag("A"), tag("A")]);
        assert_eq!(twice, Err(DictionaryError::Twice("A".into())));
        assert!(Dictionary::from_json(b"{}").is_err());
    }
}
