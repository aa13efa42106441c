//! Derived values and conditions over tags, where quality flows through: bad in, bad out.
//!
//! `[LIT-301] < 2.4 and not [P-601.Running]`. Tags stand in square brackets, since their names may hold
//! dashes and dots. Operators by rising strength: `or`, `and`, `not`, comparisons (`== != < <= > >=`),
//! `+ -`, `* /`, unary minus. Functions: `min`, `max`, `abs`, `if(condition, then, else)`.

mod parse;
mod range;

use std::sync::Arc;

use crate::tag::{Bad, Quality, TagIndex, Value};

/// A parsed expression with the text it came from.
#[derive(Clone, Debug, PartialEq)]
pub struct Expression {
    text: Arc<str>,
    root: Node,
}

/// What is wrong with an expression, and at which character (from 0) of it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ExpressionError {
    /// Character offset.
    pub at: usize,
    /// In words.
    pub message: String,
}

#[derive(Clone, Debug, PartialEq)]
enum Node {
    Number(f64),
    Tag(TagIndex),
    Negate(Box<Node>),
    Not(Box<Node>),
    Binary(Operator, Box<Node>, Box<Node>),
    Call(Function, Vec<Node>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operator {
    Or,
    And,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Add,
    Subtract,
    Multiply,
    Divide,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Function {
    Min,
    Max,
    Abs,
    If,
}

/// The outcome of an expression: a number (1 and 0 for true and false) and what it is worth.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Outcome {
    /// `None` where a part has no value or the arithmetic has none.
    pub number: Option<f64>,
    /// The worst quality of the parts that took part.
    pub quality: Quality,
}

impl Expression {
    /// Reads an expression; `resolve` finds tags by id.
    pub fn parse(text: &str, resolve: &dyn Fn(&str) -> Option<TagIndex>) -> Result<Self, ExpressionError> {
        parse::parse(text, resolve).map(|root| Self { text: text.into(), root })
    }

    /// As it was typed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The tags it looks at, in order of appearance, each once.
    pub fn tags(&self) -> Vec<TagIndex> {
        let mut tags = Vec::new();
        self.root.collect_tags(&mut tags);
        tags
    }

    /// Its value now; `lookup` gives each tag's value and quality at this moment.
    pub fn evaluate(&self, lookup: &dyn Fn(TagIndex) -> (Option<Value>, Quality)) -> Outcome {
        let mut quality = Quality::GOOD;
        let number = self.root.evaluate(lookup, &mut quality).filter(|number| number.is_finite());
        if number.is_none() && quality.is_good() {
            quality = Quality::Bad(Bad::NotAValue);
        }
        Outcome { number, quality }
    }
}

impl Node {
    fn collect_tags(&self, tags: &mut Vec<TagIndex>) {
        match self {
            Self::Number(_) => {}
            Self::Tag(tag) => {
                if !tags.contains(tag) {
                    tags.push(*tag);
                }
            }
            Self::Negate(inner) | Self::Not(inner) => inner.collect_tags(tags),
            Self::Binary(_, left, right) => {
                left.collect_tags(tags);
                right.collect_tags(tags);
            }
            Self::Call(_, arguments) => arguments.iter().for_each(|argument| argument.collect_tags(tags)),
        }
    }

    fn evaluate(
        &self,
        lookup: &dyn Fn(TagIndex) -> (Option<Value>, Quality),
        quality: &mut Quality,
    ) -> Option<f64> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Tag(tag) => {
                let (value, told) = lookup(*tag);
                *quality = quality.worse(told);
                value?.number()
            }
            Self::Negate(inner) => inner.evaluate(lookup, quality).map(|number| -number),
            Self::Not(inner) => inner.evaluate(lookup, quality).map(|number| truth(number == 0.0)),
            Self::Binary(operator, left, right) => {
                // Both sides are evaluated always: a bad part makes the whole bad, whichever side decides.
                let left = left.evaluate(lookup, quality);
                let right = right.evaluate(lookup, quality);
                Some(operator.apply(left?, right?))
            }
            Self::Call(function, arguments) => {
                let arguments: Vec<_> =
                    arguments.iter().map(|argument| argument.evaluate(lookup, quality)).collect();
                function.apply(&arguments)
            }
        }
    }
}

impl Operator {
    fn apply(self, left: f64, right: f64) -> f64 {
        match self {
            Self::Or => truth(left != 0.0 || right != 0.0),
            Self::And => truth(left != 0.0 && right != 0.0),
            Self::Equal => truth(left == right),
            Self::NotEqual => truth(left != right),
            Self::Less => truth(left < right),
            Self::LessOrEqual => truth(left <= right),
            Self::Greater => truth(left > right),
            Self::GreaterOrEqual => truth(left >= right),
            Self::Add => left + right,
            Self::Subtract => left - right,
            Self::Multiply => left * right,
            Self::Divide => left / right,
        }
    }
}

impl Function {
    fn apply(self, arguments: &[Option<f64>]) -> Option<f64> {
        match (self, arguments) {
            (Self::Abs, [one]) => one.map(f64::abs),
            (Self::If, [condition, then, otherwise]) => {
                if (*condition)? == 0.0 {
                    *otherwise
                } else {
                    *then
                }
            }
            (Self::Min, [first, rest @ ..]) => {
                rest.iter().try_fold((*first)?, |least, next| next.map(|next| least.min(next)))
            }
            (Self::Max, [first, rest @ ..]) => {
                rest.iter().try_fold((*first)?, |most, next| next.map(|next| most.max(next)))
            }
            (Self::Abs | Self::If | Self::Min | Self::Max, _) => None,
        }
    }

    const fn takes(self, count: usize) -> bool {
        match self {
            Self::Abs => count == 1,
            Self::If => count == 3,
            Self::Min | Self::Max => count >= 1,
        }
    }
}

fn truth(holds: bool) -> f64 {
    f64::from(u8::from(holds))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tag::QualityLevel;

    fn resolve(id: &str) -> Option<TagIndex> {
        ["LIT-301", "P-601.Running", "BAD"]
            .iter()
            .position(|known| *known == id)
            .map(|at| TagIndex(at as u32))
    }

    fn lookup(tag: TagIndex) -> (Option<Value>, Quality) {
        match tag.0 {
            0 => (Some(Value::Float(2.31)), Quality::GOOD),
            1 => (Some(Value::Bool(true)), Quality::GOOD),
            _ => (Some(Value::Float(9.0)), Quality::Bad(Bad::NoCommunication)),
        }
    }

    fn check(text: &str, expected: f64) {
        let outcome = Expression::parse(text, &resolve).unwrap().evaluate(&lookup);
        assert_eq!(outcome.number, Some(expected), "{text}");
        assert!(outcome.quality.is_good(), "{text}");
    }

    #[test]
    fn evaluates_by_strength() {
        check("1 + 2 * 3", 7.0);
        check("(1 + 2) * -3", -9.0);
        check("[LIT-301] < 2.4 and not [P-601.Running] == 0", 1.0);
        check("not 0 or 0", 1.0);
        check("if([P-601.Running], max(1, 5, 3), 2) - abs(-1)", 4.0);
        check("10 / 4 / 5", 0.5);
    }

    #[test]
    fn bad_in_is_bad_out_whichever_side_decides() {
        let outcome = Expression::parse("[P-601.Running] or [BAD] > 1", &resolve).unwrap().evaluate(&lookup);
        assert_eq!(outcome.quality.level(), QualityLevel::Bad);
        let outcome = Expression::parse("1 / 0", &resolve).unwrap().evaluate(&lookup);
        assert_eq!(outcome.number, None);
        assert_eq!(outcome.quality.level(), QualityLevel::Bad);
    }

    #[test]
    fn says_what_is_wrong_and_where() {
        let wrong = |text: &str| {
            let error = Expression::parse(text, &resolve).unwrap_err();
            (error.at, error.message)
        };
        assert_eq!(wrong("[LIT-999] > 1"), (0, "no tag is called `LIT-999`".into()));
        assert_eq!(wrong("1 +"), (3, "a value is missing at the end".into()));
        assert_eq!(wrong("1 2"), (2, "`2` does not belong here".into()));
        assert_eq!(wrong("abs(1, 2)"), (0, "`abs` does not take 2 arguments".into()));
        assert!(wrong(&"(".repeat(1000)).1.contains("nested"));
    }
}
