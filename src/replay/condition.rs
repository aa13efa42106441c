//! A condition to search a recording for: `LT-101 < 2 m`, or any expression over recorded tags.

use std::sync::Arc;
use std::time::Duration;

use crate::expression::Expression;
use crate::historian::DictionaryEntry;
use crate::tag::TagIndex;

/// Letters of a condition at most.
const LETTERS_MAX: usize = 1_000;
/// Letters of a number at most.
const NUMBER_MAX: usize = 40;
/// Tags in a condition at most.
const TAGS_MAX: usize = 32;
/// A value counts for so long at least, or for three periods of its tag: after that, nothing says that it
/// still stood, as no station recorded it.
const HELD_LEAST: Duration = Duration::from_secs(60);

/// What is searched for.
#[derive(Clone, Debug)]
pub struct Condition {
    pub(super) expression: Expression,
    pub(super) tags: Vec<Asked>,
}

/// A tag of a condition.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub(super) id: Arc<str>,
    /// For how long a recorded value counts.
    pub(super) held: Duration,
}

/// Why something is no condition.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConditionError {
    /// Nothing, or far too much.
    #[error("a condition is 1 to {LETTERS_MAX} letters long, such as LT-101 < 2")]
    Length,
    /// It is no expression.
    #[error(
        "`{text}` is no condition at letter {at}: {why}; write LT-101 < 2 or [LT-101] < 2 and [P-101] == 1"
    )]
    Syntax {
        /// As it was typed.
        text: String,
        /// Letter, from 1.
        at: usize,
        /// In words.
        why: String,
    },
    /// A tag of it was never recorded.
    #[error("{0} was not recorded; `pilothouse info` and the search field tell what was")]
    Unknown(String),
    /// A number in another unit than the tag's.
    #[error("{tag} was recorded in `{recorded}`, not in `{asked}`: write the number in `{recorded}`")]
    Unit {
        /// By id.
        tag: String,
        /// As it was typed.
        asked: String,
        /// As recorded.
        recorded: String,
    },
    /// It looks at no tag, or at too many.
    #[error("a condition looks at 1 to {TAGS_MAX} tags")]
    Tags,
}

impl Condition {
    /// Reads what was typed. `entry` knows the recorded tags.
    pub fn parse(
        text: &str,
        entry: &dyn Fn(&str) -> Option<DictionaryEntry>,
    ) -> Result<Self, ConditionError> {
        let text = text.trim();
        if text.is_empty() || text.chars().count() > LETTERS_MAX {
            return Err(ConditionError::Length);
        }
        let expression = if text.contains('[') { text.to_owned() } else { plain(text, entry)? };
        let ids = std::cell::RefCell::new(Vec::<Arc<str>>::new());
        let unknown = std::cell::RefCell::new(None);
        let resolve = |id: &str| {
            let Some(found) = entry(id) else {
                unknown.borrow_mut().get_or_insert_with(|| id.to_owned());
                return None;
            };
            let mut ids = ids.borrow_mut();
            let place = ids.iter().position(|known| *known == found.id).unwrap_or_else(|| {
                ids.push(Arc::clone(&found.id));
                ids.len() - 1
            });
            u32::try_from(place).ok().map(TagIndex)
        };
        let parsed = Expression::parse(&expression, &resolve);
        if let Some(id) = unknown.into_inner() {
            return Err(ConditionError::Unknown(id));
        }
        let expression = parsed.map_err(|error| ConditionError::Syntax {
            text: expression.clone(),
            at: error.at + 1,
            why: error.message,
        })?;
        let ids = ids.into_inner();
        if ids.is_empty() || ids.len() > TAGS_MAX {
            return Err(ConditionError::Tags);
        }
        let tags = ids.into_iter().map(|id| {
            let period = entry(&id).map_or(Duration::ZERO, |entry| Duration::from_micros(entry.period_us));
            Asked { id, held: HELD_LEAST.max(period.saturating_mul(3)) }
        });
        Ok(Self { expression, tags: tags.collect() })
    }

    /// As it is understood.
    pub fn text(&self) -> &str {
        self.expression.text()
    }
}

/// `LT-101 < 2 m`: one tag without brackets, a comparison, a number and, if one likes, its unit. Names of tags
/// may hold dashes and dots, so anything longer needs the brackets.
fn plain(text: &str, entry: &dyn Fn(&str) -> Option<DictionaryEntry>) -> Result<String, ConditionError> {
    let syntax = |at: usize, why: &str| ConditionError::Syntax {
        text: text.to_owned(),
        at: at + 1,
        why: why.to_owned(),
    };
    let Some(begin) = text.find(['<', '>', '=', '!']) else {
        // A tag alone holds while it is not 0.
        return match entry(text) {
            Some(_) => Ok(format!("[{text}]")),
            None => Err(ConditionError::Unknown(text.to_owned())),
        };
    };
    let (tag, rest) = text.split_at(begin);
    let tag = tag.trim();
    let Some(found) = entry(tag) else { return Err(ConditionError::Unknown(tag.to_owned())) };
    let operator: String = rest.chars().take_while(|letter| "<>=!".contains(*letter)).collect();
    let known = match operator.as_str() {
        "=" | "==" => "==",
        "!=" | "<>" => "!=",
        "<" => "<",
        "<=" => "<=",
        ">" => ">",
        ">=" => ">=",
        _ => return Err(syntax(begin, "a comparison is one of < <= > >= == !=")),
    };
    let right = rest.get(operator.len()..).unwrap_or_default().trim();
    let word = right.to_ascii_lowercase();
    if matches!(word.as_str(), "true" | "on") {
        return Ok(format!("[{tag}] {known} 1"));
    } else if matches!(word.as_str(), "false" | "off") {
        return Ok(format!("[{tag}] {known} 0"));
    }
    let Some((number, unit)) = number_and_unit(right) else {
        let at = text.chars().count() - right.chars().count();
        return Err(syntax(at, "a number must follow, with a point before its decimals"));
    };
    if !unit.is_empty() && unit != &*found.unit {
        return Err(ConditionError::Unit {
            tag: tag.to_owned(),
            asked: unit.to_owned(),
            recorded: found.unit.to_string(),
        });
    }
    // Written out, as expressions have no powers of ten.
    Ok(format!("[{tag}] {known} {number}"))
}

/// The longest number at the begin, and what follows it.
fn number_and_unit(text: &str) -> Option<(f64, &str)> {
    let ends = text.char_indices().map(|(at, letter)| at + letter.len_utf8()).take(NUMBER_MAX);
    let numbers = ends.filter_map(|end| {
        let (number, unit) = text.split_at_checked(end)?;
        let begins = number.starts_with(|letter: char| letter.is_ascii_digit() || "+-.".contains(letter));
        let number = number.trim_end().parse::<f64>().ok().filter(|number| begins && number.is_finite())?;
        Some((number, unit.trim()))
    });
    numbers.last()
}
