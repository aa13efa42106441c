//! Reads alarms from tables: which keys there are, which of them belong to which kind.

use std::sync::Arc;

use crate::alarm::Priority;
use crate::layout::alarm_text::{AlarmText, KINDS, Kind, LimitText, ListedAlarm};
use crate::layout::fields::{Fields, number};
use crate::layout::report::Report;
use crate::layout::source::Located;
use crate::layout::tag_text::{Word, check_characters};

/// Words of `priority`.
pub(crate) const PRIORITIES: [(&str, Priority); 4] = [
    (Priority::Urgent.word(), Priority::Urgent),
    (Priority::High.word(), Priority::High),
    (Priority::Medium.word(), Priority::Medium),
    (Priority::Low.word(), Priority::Low),
];

/// Characters of an id: a tag's, a dot and more words.
const ID_CHARS_MAX: usize = 128;
/// Characters of what stands in a row of the alarm list.
const LINE_CHARS_MAX: usize = 120;
/// Characters of what is read at leisure.
const PARAGRAPH_CHARS_MAX: usize = 1_000;

impl AlarmText {
    /// Reads one that is whole; `None` without a kind, since nothing could be said about it.
    pub(crate) fn read(mut fields: Fields<'_>) -> Option<Self> {
        let told = fields.report.told();
        fields.need("kind");
        let kind = fields.choice("kind", &KINDS);
        let mut alarm = Self::keys(&mut fields);
        if let Some(kind) = &kind {
            alarm.check_kind(&fields, kind.value);
        }
        alarm.kind = kind;
        alarm.sound = fields.report.told() == told;
        fields.finish();
        alarm.kind.is_some().then_some(alarm)
    }

    /// Reads what an instance changes of its type's alarm; `None` without the alarm's id.
    pub(crate) fn read_change(mut fields: Fields<'_>) -> Option<(Word, Self)> {
        let told = fields.report.told();
        fields.need("id");
        let mut alarm = Self::keys(&mut fields);
        alarm.sound = fields.report.told() == told;
        fields.finish();
        Some((alarm.id.clone()?, alarm))
    }

    /// All keys but `kind`.
    fn keys(fields: &mut Fields<'_>) -> Self {
        let alarm = Self {
            at: Located::new((), fields.at()),
            sound: true,
            kind: None,
            id: fields.text("id"),
            enabled: fields.flag("enabled"),
            limit: limit(fields, "limit"),
            from: limit(fields, "from"),
            per: fields.span_above_zero("per"),
            over: fields.span_above_zero("over"),
            states: fields.wholes("states"),
            bad_only: fields.flag("bad_only"),
            deadband: fields.number("deadband"),
            on_delay: fields.span("on_delay"),
            off_delay: fields.span("off_delay"),
            priority: fields.choice("priority", &PRIORITIES),
            latching: fields.flag("latching"),
            class: short(fields, "class", LINE_CHARS_MAX),
            title: short(fields, "title", LINE_CHARS_MAX),
            text: short(fields, "text", LINE_CHARS_MAX),
            cause: short(fields, "cause", PARAGRAPH_CHARS_MAX),
            consequence: short(fields, "consequence", PARAGRAPH_CHARS_MAX),
            response: short(fields, "response", PARAGRAPH_CHARS_MAX),
            time_to_respond: fields.span_above_zero("time_to_respond"),
            display: fields.text("display"),
            suppressed_while: fields.text("suppressed_while"),
            shelve_at_most: fields.span_above_zero("shelve_at_most"),
        };
        if let Some(id) = &alarm.id {
            check_characters(fields, id, ID_CHARS_MAX);
        }
        if let Some(deadband) = alarm.deadband.as_ref().filter(|deadband| deadband.value < 0.0) {
            fields.bad(deadband.at, "deadband", &format!("is {}, which is below zero", deadband.value));
        }
        alarm
    }

    /// Tells about keys that mean nothing to its kind.
    fn check_kind(&self, fields: &Fields<'_>, kind: Kind) {
        let level = matches!(kind, Kind::Limit(_));
        let (deviation, rate) = (kind == Kind::Deviation, kind == Kind::Rate);
        let keys = [
            ("limit", self.limit.is_some(), level || deviation || rate),
            ("from", self.from.is_some(), deviation),
            ("per", self.per.is_some(), rate),
            ("over", self.over.is_some(), rate || kind == Kind::Overrun),
            ("states", !self.states.is_empty(), kind == Kind::Discrete),
            ("bad_only", self.bad_only.is_some(), kind == Kind::Quality),
            ("deadband", self.deadband.is_some(), level || deviation || rate),
        ];
        for (key, there, belongs) in keys {
            if there && !belongs {
                let wrong = format!("does not belong to an alarm of kind `{}`", kind.word());
                fields.bad(fields.key_at(key), key, &wrong);
            }
        }
    }

    /// Tells what its kind needs and what is not there, once an instance has had its say.
    pub(crate) fn check_needs(&self, report: &Report) {
        let Some(kind) = self.kind.as_ref().filter(|_| self.sound) else { return };
        let (deviation, rate) = (kind.value == Kind::Deviation, kind.value == Kind::Rate);
        let needs = [
            ("limit", self.limit.is_some(), deviation || rate, "a number, or a tag in brackets"),
            ("from", self.from.is_some(), deviation, "what it is compared with, such as \"[SP-301]\""),
            ("per", self.per.is_some(), rate, "what the limit is per, such as \"1 h\""),
            ("states", !self.states.is_empty(), kind.value == Kind::Discrete, "such as [2]"),
        ];
        for (key, there, needed, hint) in needs {
            if needed && !there {
                let message = format!("an alarm of kind `{}` needs `{key}`", kind.value.word());
                report.error_hint(self.place(), "missing-key", message, hint);
            }
        }
        if let Some(limit) = self.limit.as_ref().filter(|_| deviation || rate)
            && matches!(limit.value, LimitText::Number(number) if number < 0.0)
        {
            report.error(limit.at, "bad-value", "`limit` is below zero; it holds for either direction");
        }
    }
}

impl ListedAlarm {
    /// Reads an `[[alarms]]`.
    pub(crate) fn read(mut fields: Fields<'_>) -> Option<Self> {
        let tag = fields.need_text("tag");
        let alarm = AlarmText::read(fields);
        Some(Self { tag: tag?, alarm: alarm? })
    }
}

/// A number, or a tag in brackets.
fn limit(fields: &mut Fields<'_>, key: &'static str) -> Option<Located<LimitText>> {
    let node = fields.node(key)?;
    let Some(typed) = node.text().filter(|text| node.cell().is_none() || text.starts_with('[')) else {
        let number = number(fields.report, key, node)?;
        return Some(Located::new(LimitText::Number(number.value), number.at));
    };
    let inner = typed.trim().strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    if let Some(id) = inner.filter(|id| !id.is_empty() && !id.contains(['[', ']'])) {
        return Some(Located::new(LimitText::Tag(Arc::from(id)), node.at));
    }
    let message = format!("`{key}` is `{typed}`, which is neither a number nor a tag in brackets");
    fields.report.error_hint(node.at, "bad-value", message, "such as 4.2, or \"[SP-301]\"");
    None
}

/// A text of a length that its place on the screen bears.
fn short(fields: &mut Fields<'_>, key: &'static str, chars_max: usize) -> Option<Word> {
    let text = fields.text(key)?;
    if text.value.chars().count() > chars_max {
        fields.bad(text.at, key, &format!("is longer than {chars_max} characters"));
        return None;
    }
    Some(text)
}
