//! A tag as it is typed in a layout, before its words are looked up.

use std::sync::Arc;
use std::time::Duration;

use crate::device::WriteFunction;
use crate::layout::alarm_text::AlarmText;
use crate::layout::fields::{Fields, number, text};
use crate::layout::node::Node;
use crate::layout::source::{At, Located};
use crate::layout::write_text::WriteText;
use crate::tag::StateText;

/// A text with its place.
pub(crate) type Word = Located<Arc<str>>;

/// A tag as it is typed: what a row of `tags.csv` or a `[[tags]]` holds.
#[derive(Clone, Debug, PartialEq)]
pub struct TagText {
    /// Where it starts.
    pub(crate) at: Located<()>,
    /// Whether all that was typed could be read; if not, what it lacks is no finding of its own.
    pub(crate) sound: bool,
    /// The equipment instance it was made for, if any; not typed.
    pub(crate) equipment: Option<Arc<str>>,
    pub(crate) id: Word,
    pub(crate) title: Option<Word>,
    /// Ids it had before, with blanks between them.
    pub(crate) formerly: Option<Word>,
    pub(crate) area: Option<Word>,
    pub(crate) device: Option<Word>,
    pub(crate) unit: Option<Located<u8>>,
    pub(crate) address: Option<Word>,
    pub(crate) encoding: Option<Word>,
    pub(crate) order: Option<Word>,
    pub(crate) scan: Option<Word>,
    pub(crate) eng_unit: Option<Word>,
    pub(crate) decimals: Option<Located<u8>>,
    pub(crate) range: Option<Located<[f64; 2]>>,
    pub(crate) bands: BandsText,
    pub(crate) states: Vec<Located<StateText>>,
    pub(crate) gain: Option<Located<f64>>,
    pub(crate) offset: Option<Located<f64>>,
    pub(crate) scale: Option<ScaleText>,
    pub(crate) exponent_at: Option<Word>,
    pub(crate) not_implemented: Option<Word>,
    pub(crate) stale_after: Option<Located<Duration>>,
    pub(crate) expression: Option<Word>,
    pub(crate) write_function: Option<Located<WriteFunction>>,
    pub(crate) write: Option<WriteText>,
    pub(crate) alarms: Vec<AlarmText>,
}

/// Bands as typed.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct BandsText {
    pub(crate) normal: Option<Located<[f64; 2]>>,
    pub(crate) low_low: Option<Located<f64>>,
    pub(crate) low: Option<Located<f64>>,
    pub(crate) high: Option<Located<f64>>,
    pub(crate) high_high: Option<Located<f64>>,
}

/// Scaling by two points as typed.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ScaleText {
    pub(crate) raw: Located<[f64; 2]>,
    pub(crate) eng: Located<[f64; 2]>,
    pub(crate) clamp: bool,
    pub(crate) current_loop: bool,
}

/// Words of `write_function`.
pub(crate) const WRITE_FUNCTIONS: [(&str, WriteFunction); 2] =
    [("single", WriteFunction::Single), ("multiple", WriteFunction::Multiple)];

impl TagText {
    /// Its id.
    pub fn id(&self) -> &str {
        &self.id.value
    }

    /// The equipment instance it was made for; `None` for one that stands in a tag list itself.
    pub fn equipment(&self) -> Option<&str> {
        self.equipment.as_deref()
    }

    /// Reads one; `None` without an id, since nothing could be said about it.
    pub(crate) fn read(mut fields: Fields<'_>, equipment: Option<Arc<str>>) -> Option<Self> {
        let told = fields.report.told();
        let id = fields.need_text("id");
        let mut tag = Self {
            sound: true,
            at: Located::new((), fields.at()),
            equipment,
            title: fields.text("title"),
            formerly: fields.text("formerly"),
            area: fields.text("area"),
            device: fields.text("device"),
            unit: fields.whole("unit", 0..=255),
            address: fields.text("at"),
            encoding: fields.text("type"),
            order: fields.text("order"),
            scan: fields.text("scan"),
            eng_unit: fields.text("eng_unit"),
            decimals: fields.whole("decimals", 0..=9),
            range: fields.pair("range"),
            bands: bands(&mut fields),
            states: states(&mut fields),
            gain: fields.number("gain"),
            offset: fields.number("offset"),
            scale: scale(&mut fields),
            exponent_at: fields.text("exponent_at"),
            not_implemented: fields.text("not_implemented"),
            stale_after: fields.span_above_zero("stale_after"),
            expression: fields.text("expression"),
            write_function: fields.choice("write_function", &WRITE_FUNCTIONS),
            write: fields.table("write", "[tags.write]").map(WriteText::read),
            alarms: Vec::new(),
            id: id.clone().unwrap_or_else(|| Located::new(Arc::from(""), fields.at())),
        };
        if let Some(id) = &id {
            check_id(&fields, id);
        }
        tag.sound = fields.report.told() == told;
        let alarms = fields.tables("alarms", "an alarm");
        tag.alarms = alarms.into_iter().filter_map(AlarmText::read).collect();
        fields.finish();
        id.map(|_| tag)
    }

    /// Where it starts, for findings about the whole tag.
    pub(crate) const fn place(&self) -> At {
        self.at.at
    }
}

/// A tag's or machine's id; `sys.` is taken.
pub(crate) fn check_id(fields: &Fields<'_>, id: &Word) {
    const LENGTH_MAX: usize = 64;
    if check_characters(fields, id, LENGTH_MAX) && id.value.starts_with("sys.") {
        fields.bad(id.at, "id", "starts with `sys.`, which is for the station's own tags");
    }
}

/// Ids stand in expressions, file names and system tags: no blanks, brackets, separators or quotes.
pub(crate) fn check_characters(fields: &Fields<'_>, id: &Word, chars_max: usize) -> bool {
    let bad = id.value.chars().find(|c| c.is_whitespace() || c.is_control() || "[]{}()\",;'`".contains(*c));
    if let Some(bad) = bad {
        fields.bad(
            id.at,
            "id",
            &format!("is `{}`, and `{}` cannot stand in one", id.value, bad.escape_debug()),
        );
    } else if id.value.chars().count() > chars_max {
        fields.bad(id.at, "id", &format!("is longer than {chars_max} characters"));
    } else {
        return true;
    }
    false
}

fn bands(fields: &mut Fields<'_>) -> BandsText {
    let Some(mut table) = fields.table("bands", "bands") else { return BandsText::default() };
    let bands = BandsText {
        normal: table.pair("normal"),
        low_low: table.number("low_low"),
        low: table.number("low"),
        high: table.number("high"),
        high_high: table.number("high_high"),
    };
    table.finish();
    bands
}

fn scale(fields: &mut Fields<'_>) -> Option<ScaleText> {
    let mut table = fields.table("scale", "scale")?;
    table.need("raw");
    table.need("eng");
    let (raw, eng) = (table.pair("raw"), table.pair("eng"));
    let clamp = table.flag("clamp").is_some_and(|flag| flag.value);
    let current_loop = table.flag("current_loop").is_some_and(|flag| flag.value);
    table.finish();
    Some(ScaleText { raw: raw?, eng: eng?, clamp, current_loop })
}

fn states(fields: &mut Fields<'_>) -> Vec<Located<StateText>> {
    let mut states: Vec<Located<StateText>> = Vec::new();
    for node in fields.list("states") {
        let Some(typed) = text(fields.report, "states", &node) else { continue };
        let Some(state) = parse_state(&typed.value) else {
            let message = format!("`states` holds `{}`, which is no value and text", typed.value);
            let hint = "such as \"1 Running*\": * is bright, ! is unusual";
            fields.report.error_hint(typed.at, "bad-value", message, hint);
            continue;
        };
        if states.iter().any(|before| before.value.value == state.value) {
            let message = format!("the state {} has two texts", state.value);
            fields.report.error(typed.at, "duplicate-state", message);
            continue;
        }
        states.push(Located::new(state, typed.at));
    }
    states
}

fn parse_state(typed: &str) -> Option<StateText> {
    let (value, text) = typed.trim().split_once(char::is_whitespace)?;
    let value = value.parse().ok()?;
    let (mut active, mut normal, mut text) = (false, true, text.trim());
    loop {
        if let Some(rest) = text.strip_suffix('*').filter(|_| !active) {
            (text, active) = (rest, true);
        } else if let Some(rest) = text.strip_suffix('!').filter(|_| normal) {
            (text, normal) = (rest, false);
        } else {
            break;
        }
    }
    let text = text.trim();
    (!text.is_empty()).then(|| StateText { value, text: text.into(), active, normal })
}

/// Pairs of whole numbers such as `expect = ["1 1"]`.
pub(crate) fn whole_pairs(fields: &mut Fields<'_>, key: &'static str) -> Vec<Located<(i64, i64)>> {
    let nodes = fields.list(key);
    let pair = |typed: &str| {
        let (first, second) = typed.trim().split_once(char::is_whitespace)?;
        Some((first.parse().ok()?, second.trim().parse().ok()?))
    };
    let mut pairs = Vec::new();
    for node in nodes {
        let Some(typed) = text(fields.report, key, &node) else { continue };
        if let Some(pair) = pair(&typed.value) {
            pairs.push(Located::new(pair, typed.at));
        } else {
            fields.bad(typed.at, key, &format!("holds `{}` instead of two whole numbers", typed.value));
        }
    }
    pairs
}

/// A pair of numbers that stands in a list by itself, such as a point of a pipe.
pub(crate) fn point(fields: &Fields<'_>, key: &str, node: &Node) -> Option<[f64; 2]> {
    let Some([x, y]) = node.items() else {
        fields.bad(node.at, key, "needs points of two numbers, such as [10, 20]");
        return None;
    };
    Some([number(fields.report, key, x)?.value, number(fields.report, key, y)?.value])
}
