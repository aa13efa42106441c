//! What an expression can be while its tags are within ranges: a search leaves out what cannot hold.

use crate::expression::{Expression, Function, Node, Operator};
use crate::tag::TagIndex;

/// From the smallest to the largest number that is possible.
type Range = (f64, f64);

const ANY: Range = (f64::NEG_INFINITY, f64::INFINITY);
const FALSE: Range = (0.0, 0.0);
const TRUE: Range = (1.0, 1.0);
const EITHER: Range = (0.0, 1.0);

impl Expression {
    /// Whether it can be anything but 0 while each tag is within its range; `None` is a tag without a value.
    /// Says no only where that is certain.
    pub fn can_hold(&self, range: &dyn Fn(TagIndex) -> Option<(f64, f64)>) -> bool {
        self.root.range(range).is_some_and(|range| range != FALSE)
    }
}

impl Node {
    fn range(&self, of: &dyn Fn(TagIndex) -> Option<Range>) -> Option<Range> {
        Some(match self {
            Self::Number(number) => (*number, *number),
            Self::Tag(tag) => of(*tag)?,
            Self::Negate(inner) => {
                let (low, high) = inner.range(of)?;
                (-high, -low)
            }
            Self::Not(inner) => not(inner.range(of)?),
            Self::Binary(operator, left, right) => operator.range(left.range(of)?, right.range(of)?),
            Self::Call(function, arguments) => {
                let arguments: Vec<_> = arguments.iter().map(|argument| argument.range(of)).collect();
                function.range(&arguments)?
            }
        })
    }
}

impl Operator {
    fn range(self, left: Range, right: Range) -> Range {
        match self {
            Self::Or => not(both(not(left), not(right))),
            Self::And => both(left, right),
            Self::Equal => equal(left, right),
            Self::NotEqual => not(equal(left, right)),
            Self::Less => less(left, right),
            Self::GreaterOrEqual => not(less(left, right)),
            Self::Greater => less(right, left),
            Self::LessOrEqual => not(less(right, left)),
            Self::Add => corners(left, right, |a, b| a + b),
            Self::Subtract => corners(left, right, |a, b| a - b),
            Self::Multiply => corners(left, right, |a, b| a * b),
            Self::Divide if right.0 <= 0.0 && right.1 >= 0.0 => ANY,
            Self::Divide => corners(left, right, |a, b| a / b),
        }
    }
}

impl Function {
    fn range(self, arguments: &[Option<Range>]) -> Option<Range> {
        match (self, arguments) {
            (Self::Abs, [one]) => one.map(|(low, high)| {
                let most = low.abs().max(high.abs());
                (if low <= 0.0 && high >= 0.0 { 0.0 } else { low.abs().min(high.abs()) }, most)
            }),
            (Self::If, [condition, then, otherwise]) => {
                let condition = (*condition)?;
                match (*then, *otherwise) {
                    (_, otherwise) if condition == FALSE => otherwise,
                    (then, _) if certain(condition) => then,
                    (Some(a), Some(b)) => Some((a.0.min(b.0), a.1.max(b.1))),
                    (one, other) => one.or(other),
                }
            }
            (Self::Min, [first, rest @ ..]) => rest.iter().try_fold((*first)?, |least, next| {
                next.map(|next| (least.0.min(next.0), least.1.min(next.1)))
            }),
            (Self::Max, [first, rest @ ..]) => rest
                .iter()
                .try_fold((*first)?, |most, next| next.map(|next| (most.0.max(next.0), most.1.max(next.1)))),
            (Self::Abs | Self::If | Self::Min | Self::Max, _) => None,
        }
    }
}

/// Whether 0 is not within it: as a condition it holds whatever it is.
fn certain((low, high): Range) -> bool {
    low > 0.0 || high < 0.0
}

fn not(range: Range) -> Range {
    match range {
        FALSE => TRUE,
        range if certain(range) => FALSE,
        _ => EITHER,
    }
}

fn both(left: Range, right: Range) -> Range {
    if left == FALSE || right == FALSE {
        FALSE
    } else if certain(left) && certain(right) {
        TRUE
    } else {
        EITHER
    }
}

fn equal(left: Range, right: Range) -> Range {
    if left.1 < right.0 || right.1 < left.0 {
        FALSE
    } else if left.0 == left.1 && left == right {
        TRUE
    } else {
        EITHER
    }
}

fn less(left: Range, right: Range) -> Range {
    if left.1 < right.0 {
        TRUE
    } else if left.0 >= right.1 {
        FALSE
    } else {
        EITHER
    }
}

/// Of an operation that rises or falls steadily in both: its ends lie at the ends. What has no number there,
/// such as infinity less infinity, can be anything.
fn corners(left: Range, right: Range, apply: fn(f64, f64) -> f64) -> Range {
    let all =
        [apply(left.0, right.0), apply(left.0, right.1), apply(left.1, right.0), apply(left.1, right.1)];
    if all.iter().any(|number| number.is_nan()) {
        return ANY;
    }
    (all.into_iter().fold(f64::INFINITY, f64::min), all.into_iter().fold(f64::NEG_INFINITY, f64::max))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tag::{Quality, Value};
    use proptest::prelude::*;

    const TEXTS: [&str; 14] = [
        "[A] < 2",
        "[A] >= [B]",
        "not ([A] < 2) and [B] > 1",
        "[A] == 2 or [B] != 0",
        "[A] + [B] > 3",
        "[A] - [B] <= -3",
        "[A] * [B] > 8",
        "[A] / [B] > 2",
        "abs([A]) < 1",
        "min([A], [B]) > 1",
        "max([A], [B], 0) < 1",
        "if([A] > 0, [B], -[B]) > 2",
        "[A]",
        "not [A]",
    ];

    fn parsed(text: &str) -> Expression {
        let resolve = |id: &str| match id {
            "A" => Some(TagIndex(0)),
            "B" => Some(TagIndex(1)),
            _ => None,
        };
        Expression::parse(text, &resolve).unwrap()
    }

    #[test]
    fn what_cannot_hold_is_known() {
        let can = |text: &str, a: Option<Range>, b: Option<Range>| {
            parsed(text).can_hold(&|tag| if tag == TagIndex(0) { a } else { b })
        };
        assert!(!can("[A] < 2", Some((2.0, 5.0)), None));
        assert!(can("[A] < 2", Some((1.9, 5.0)), None));
        assert!(!can("[A] < 2", None, None), "what has no value fulfils nothing");
        assert!(!can("[A] < 2 and [B] > 1", Some((0.0, 5.0)), Some((0.0, 1.0))));
        assert!(can("[A] / [B] > 2", Some((1.0, 1.0)), Some((-1.0, 1.0))));
        assert!(!can("[A] * [B] > 8", Some((-2.0, 2.0)), Some((-4.0, 4.0))));
        assert!(can("if([A] > 0, [B], 3) > 2", Some((0.0, 1.0)), None), "the other branch can");
    }

    proptest! {
        #[test]
        fn nothing_that_holds_is_ever_left_out(
            which in 0..TEXTS.len(),
            (a, b) in (-5i32..6, -5i32..6),
            wider in prop::array::uniform4(0i32..4),
        ) {
            let expression = parsed(TEXTS[which]);
            let values = [f64::from(a), f64::from(b)];
            let held = expression.evaluate(&|tag| {
                (Some(Value::Float(values[tag.0 as usize])), Quality::GOOD)
            });
            let ranges = [
                (values[0] - f64::from(wider[0]), values[0] + f64::from(wider[1])),
                (values[1] - f64::from(wider[2]), values[1] + f64::from(wider[3])),
            ];
            let can = expression.can_hold(&|tag| Some(ranges[tag.0 as usize]));
            if held.number.is_some_and(|number| number != 0.0) {
                prop_assert!(can, "{} at {values:?} in {ranges:?}", TEXTS[which]);
            }
            let point = expression.can_hold(&|tag| Some((values[tag.0 as usize], values[tag.0 as usize])));
            let certain = held.number.is_some_and(|number| number != 0.0);
            // A division by a range with 0 in it can be anything; everything else is exact at a point.
            if !TEXTS[which].contains('/') {
                prop_assert_eq!(point, certain, "{} at {:?}", TEXTS[which], values);
            }
        }
    }
}
