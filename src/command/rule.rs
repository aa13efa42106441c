//! What a layout says about writing a tag.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use crate::expression::Expression;
use crate::tag::TagIndex;

/// How a tag may be written, and how one sees that it was.
#[derive(Clone, Debug, PartialEq)]
pub struct WriteRule {
    /// The written tag.
    pub tag: TagIndex,
    /// Smallest value allowed, engineering units.
    pub minimum: f64,
    /// Largest value allowed, engineering units.
    pub maximum: f64,
    /// Largest change in one command, if limited.
    pub step_maximum: Option<f64>,
    /// The tag that shows what the device made of it; the written tag itself where that can be read.
    pub read_back: TagIndex,
    /// What the read-back shows for a commanded value, where it is not the same number.
    pub expect: BTreeMap<i64, i64>,
    /// How far the read-back may be from the commanded value.
    pub tolerance: f64,
    /// A command not sent by then, counted from its confirmation, expires.
    pub deadline: Duration,
    /// The read-back must agree within this time after the device accepted.
    pub settle_within: Duration,
    /// Whether confirming takes a hold on every input device, and a reason.
    pub critical: bool,
    /// What must be true at the moment of sending.
    pub permissives: Vec<PermissiveRule>,
}

/// One condition that must hold before a command may leave.
#[derive(Clone, Debug, PartialEq)]
pub struct PermissiveRule {
    /// What must be true, in words: `River level above 1.60 m`.
    pub title: Arc<str>,
    /// The condition over tags.
    pub condition: Arc<Expression>,
    /// The commanded values it guards; empty for all.
    pub for_values: Vec<i64>,
    /// Who can lift it, in words; empty where nobody can.
    pub lifted_by: Arc<str>,
}
