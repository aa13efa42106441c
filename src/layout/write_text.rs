//! `[tags.write]` as it is typed.

use std::time::Duration;

use crate::layout::fields::Fields;
use crate::layout::source::{At, Located};
use crate::layout::tag_text::{Word, whole_pairs};

/// How a tag may be written, as typed.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct WriteText {
    pub(crate) at: Located<()>,
    pub(crate) minimum: Option<Located<f64>>,
    pub(crate) maximum: Option<Located<f64>>,
    pub(crate) step_maximum: Option<Located<f64>>,
    pub(crate) read_back: Option<Word>,
    pub(crate) expect: Vec<Located<(i64, i64)>>,
    pub(crate) tolerance: Option<Located<f64>>,
    pub(crate) deadline: Option<Located<Duration>>,
    pub(crate) settle_within: Option<Located<Duration>>,
    pub(crate) critical: Option<Located<bool>>,
    pub(crate) shared_register: Option<Located<bool>>,
    pub(crate) permissives: Vec<PermissiveText>,
}

/// A condition of a write, as typed.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct PermissiveText {
    pub(crate) title: Option<Word>,
    pub(crate) condition: Option<Word>,
    pub(crate) for_values: Vec<Located<i64>>,
    pub(crate) lifted_by: Option<Word>,
}

impl WriteText {
    /// Reads `[tags.write]`.
    pub(crate) fn read(mut fields: Fields<'_>) -> Self {
        let write = Self {
            at: Located::new((), fields.at()),
            minimum: fields.number("minimum"),
            maximum: fields.number("maximum"),
            step_maximum: fields.number("step_maximum"),
            read_back: fields.text("read_back"),
            expect: whole_pairs(&mut fields, "expect"),
            tolerance: fields.number("tolerance"),
            deadline: fields.span_above_zero("deadline"),
            settle_within: fields.span_above_zero("settle_within"),
            critical: fields.flag("critical"),
            shared_register: fields.flag("shared_register"),
            permissives: fields
                .tables("permissives", "[[tags.write.permissives]]")
                .into_iter()
                .map(PermissiveText::read)
                .collect(),
        };
        for (key, number) in [("step_maximum", &write.step_maximum), ("tolerance", &write.tolerance)] {
            if let Some(number) = number.as_ref().filter(|number| number.value < 0.0) {
                fields.bad(number.at, key, &format!("is {}, which is below zero", number.value));
            }
        }
        fields.finish();
        write
    }

    /// Where it starts.
    pub(crate) const fn place(&self) -> At {
        self.at.at
    }
}

impl PermissiveText {
    fn read(mut fields: Fields<'_>) -> Self {
        let permissive = Self {
            title: fields.need_text("title"),
            condition: fields.need_text("condition"),
            for_values: fields.wholes("for_values"),
            lifted_by: fields.text("lifted_by"),
        };
        fields.finish();
        permissive
    }
}
