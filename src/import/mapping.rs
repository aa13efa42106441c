//! Which column becomes which tag: made from a survey, written as a file that people edit, and read again.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::import::names;
use crate::import::survey::{Column, ColumnKind, Survey};
use crate::import::time_format::TimeFormat;
use crate::plant::Plant;
use crate::tag::Tag;

/// Which column becomes which tag.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// Of this file: 1.
    pub format: u32,
    /// Title of the recording.
    #[serde(default)]
    pub title: String,
    /// Zone of times that tell none.
    #[serde(default)]
    pub time_zone: String,
    /// How times are written; found from the files without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_format: Option<TimeFormat>,
    /// One for each column.
    #[serde(default)]
    pub tags: Vec<MappedTag>,
}

/// One column and its tag.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MappedTag {
    /// Name of the column, or of the tag in a long table.
    pub source: String,
    /// The tag's id.
    pub id: String,
    /// Its title.
    #[serde(default)]
    pub title: String,
    /// Its engineering unit.
    #[serde(default)]
    pub eng_unit: String,
    /// Digits behind the point.
    #[serde(default)]
    pub decimals: u8,
    /// Value = number in the file x gain + offset.
    #[serde(default = "one")]
    pub gain: f64,
    /// See `gain`.
    #[serde(default)]
    pub offset: f64,
    /// Whether it is left out.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub skip: bool,
}

const fn one() -> f64 {
    1.0
}

/// What is wrong with a mapping.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MappingError {
    /// It cannot be read.
    #[error("the mapping cannot be read: {0}")]
    Unreadable(String),
    /// Of another version.
    #[error("the mapping has format {0}; this program reads 1")]
    Format(u32),
    /// Two columns cannot be one tag.
    #[error("the mapping gives the id {0} to two columns: give each its own, or skip one")]
    Twice(String),
    /// A tag that is not in the layout.
    #[error("the mapping names the tag {0}, which the layout does not have: correct its id, or skip it")]
    NoTag(String),
    /// A gain or offset that is no number to count with.
    #[error("gain and offset of {0} must be finite, and its gain not 0")]
    Gain(String),
}

impl Mapping {
    /// From what was found; with a layout only columns that are tags of it, by id, former id or title.
    pub fn of(survey: &Survey, plant: Option<&Plant>, title: &str, zone: &str) -> Self {
        let mut taken = BTreeSet::new();
        let mut used = BTreeSet::new();
        let tags = survey.columns.iter().map(|column| {
            let own = names::id(&column.title, &mut taken);
            let tag = plant.map(|plant| find(plant, column).filter(|tag| used.insert(tag.id.to_string())));
            match tag {
                None => mapped(column, own, column.kind == ColumnKind::Empty),
                Some(None) => mapped(column, own, true),
                Some(Some(tag)) => MappedTag {
                    title: tag.title.to_string(),
                    eng_unit: tag.unit.to_string(),
                    decimals: tag.decimals,
                    ..mapped(column, tag.id.to_string(), column.kind == ColumnKind::Empty)
                },
            }
        });
        let tags = tags.collect();
        Self { format: 1, title: title.to_owned(), time_zone: zone.to_owned(), time_format: None, tags }
    }

    /// As it stands in a file.
    pub fn to_toml(&self) -> String {
        let text = toml::to_string(self).unwrap_or_default();
        format!(
            "# What becomes of each column: change id, title, eng_unit, decimals, gain and offset, or add\n\
             # `skip = true`; then import with `--map` and this file.\n{text}"
        )
    }

    /// From a file.
    pub fn from_toml(text: &str) -> Result<Self, MappingError> {
        let mapping: Self =
            toml::from_str(text).map_err(|error| MappingError::Unreadable(error.to_string()))?;
        if mapping.format != 1 {
            return Err(MappingError::Format(mapping.format));
        }
        let mut ids = BTreeSet::new();
        for tag in mapping.tags.iter().filter(|tag| !tag.skip) {
            if !ids.insert(tag.id.as_str()) {
                return Err(MappingError::Twice(tag.id.clone()));
            }
            if !tag.gain.is_finite() || !tag.offset.is_finite() || tag.gain == 0.0 {
                return Err(MappingError::Gain(tag.id.clone()));
            }
        }
        Ok(mapping)
    }

    /// The tags that are imported, by the name of their column.
    pub(super) fn by_source(&self) -> BTreeMap<&str, &MappedTag> {
        self.tags.iter().filter(|tag| !tag.skip).map(|tag| (tag.source.as_str(), tag)).collect()
    }
}

fn mapped(column: &Column, id: String, skip: bool) -> MappedTag {
    MappedTag {
        source: column.source.clone(),
        id,
        title: column.title.clone(),
        eng_unit: column.unit.clone(),
        decimals: column.decimals,
        gain: 1.0,
        offset: 0.0,
        skip,
    }
}

/// The tag of a layout that a column means.
fn find<'p>(plant: &'p Plant, column: &Column) -> Option<&'p Tag> {
    let names = [column.source.trim(), column.title.as_str()];
    let same = |text: &str| names.iter().any(|name| name.eq_ignore_ascii_case(text));
    let tags = || plant.tags.iter().filter(|tag| !tag.id.starts_with("sys."));
    tags()
        .find(|tag| same(&tag.id))
        .or_else(|| tags().find(|tag| tag.formerly.iter().any(|id| same(id))))
        .or_else(|| tags().find(|tag| same(&tag.title)))
}
