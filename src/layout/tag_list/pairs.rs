//! A tag as keys and values, every key in its canonical place.

use crate::layout::alarm_text::LimitText;
use crate::layout::duration;
use crate::layout::source::Located;
use crate::layout::tag_text::{TagText, WRITE_FUNCTIONS, Word};
use crate::tag::StateText;

/// A key, nested ones joined by dots, with its value if it has one.
pub(super) type Pair = (String, Option<Plain>);

/// A value without its place.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Plain {
    Text(String),
    Whole(i64),
    Number(f64),
    Flag(bool),
    List(Vec<Self>),
}

fn text(word: Option<&Word>) -> Option<Plain> {
    word.map(|word| Plain::Text(word.value.to_string()))
}

fn number(number: Option<&Located<f64>>) -> Option<Plain> {
    number.map(|number| Plain::Number(number.value))
}

fn whole(number: Option<&Located<u8>>) -> Option<Plain> {
    number.map(|number| Plain::Whole(number.value.into()))
}

fn pair(pair: Option<&Located<[f64; 2]>>) -> Option<Plain> {
    pair.map(|pair| Plain::List(pair.value.map(Plain::Number).to_vec()))
}

fn span(span: Option<&Located<std::time::Duration>>) -> Option<Plain> {
    span.map(|span| Plain::Text(duration::write(span.value)))
}

fn flag(flag: Option<&Located<bool>>) -> Option<Plain> {
    flag.map(|flag| Plain::Flag(flag.value))
}

fn set(flag: bool) -> Option<Plain> {
    flag.then_some(Plain::Flag(true))
}

fn list(items: Vec<Plain>) -> Option<Plain> {
    (!items.is_empty()).then_some(Plain::List(items))
}

fn state(state: &StateText) -> Plain {
    let (active, unusual) = (if state.active { "*" } else { "" }, if state.normal { "" } else { "!" });
    Plain::Text(format!("{} {}{active}{unusual}", state.value, state.text))
}

/// All keys of a tag, in canonical order; those of conditions and alarms, which are counted, stand at the end.
pub(super) fn pairs(tag: &TagText) -> Vec<Pair> {
    let (bands, scale) = (&tag.bands, tag.scale.as_ref());
    let function = tag.write_function.as_ref().and_then(|function| {
        let (word, _) = WRITE_FUNCTIONS.iter().find(|(_, known)| *known == function.value)?;
        Some(Plain::Text((*word).to_owned()))
    });
    let own = [
        ("id", text(Some(&tag.id))),
        ("title", text(tag.title.as_ref())),
        ("formerly", text(tag.formerly.as_ref())),
        ("area", text(tag.area.as_ref())),
        ("device", text(tag.device.as_ref())),
        ("unit", whole(tag.unit.as_ref())),
        ("at", text(tag.address.as_ref())),
        ("type", text(tag.encoding.as_ref())),
        ("order", text(tag.order.as_ref())),
        ("scan", text(tag.scan.as_ref())),
        ("eng_unit", text(tag.eng_unit.as_ref())),
        ("decimals", whole(tag.decimals.as_ref())),
        ("range", pair(tag.range.as_ref())),
        ("bands.normal", pair(bands.normal.as_ref())),
        ("bands.low_low", number(bands.low_low.as_ref())),
        ("bands.low", number(bands.low.as_ref())),
        ("bands.high", number(bands.high.as_ref())),
        ("bands.high_high", number(bands.high_high.as_ref())),
        ("states", list(tag.states.iter().map(|item| state(&item.value)).collect())),
        ("gain", number(tag.gain.as_ref())),
        ("offset", number(tag.offset.as_ref())),
        ("scale.raw", pair(scale.map(|scale| &scale.raw))),
        ("scale.eng", pair(scale.map(|scale| &scale.eng))),
        ("scale.clamp", scale.and_then(|scale| set(scale.clamp))),
        ("scale.current_loop", scale.and_then(|scale| set(scale.current_loop))),
        ("exponent_at", text(tag.exponent_at.as_ref())),
        ("not_implemented", text(tag.not_implemented.as_ref())),
        ("stale_after", span(tag.stale_after.as_ref())),
        ("expression", text(tag.expression.as_ref())),
        ("write_function", function),
    ];
    own.into_iter().map(|(key, value)| (key.to_owned(), value)).chain(write(tag)).chain(alarms(tag)).collect()
}

fn write(tag: &TagText) -> Vec<Pair> {
    let write = tag.write.as_ref();
    let expect = write.map(|write| {
        let pair = |(commanded, shown)| Plain::Text(format!("{commanded} {shown}"));
        write.expect.iter().map(|item| pair(item.value)).collect()
    });
    let own = [
        ("minimum", number(write.and_then(|write| write.minimum.as_ref()))),
        ("maximum", number(write.and_then(|write| write.maximum.as_ref()))),
        ("step_maximum", number(write.and_then(|write| write.step_maximum.as_ref()))),
        ("read_back", text(write.and_then(|write| write.read_back.as_ref()))),
        ("expect", expect.and_then(list)),
        ("tolerance", number(write.and_then(|write| write.tolerance.as_ref()))),
        ("deadline", span(write.and_then(|write| write.deadline.as_ref()))),
        ("settle_within", span(write.and_then(|write| write.settle_within.as_ref()))),
        ("critical", flag(write.and_then(|write| write.critical.as_ref()))),
        ("shared_register", flag(write.and_then(|write| write.shared_register.as_ref()))),
    ];
    let mut pairs: Vec<Pair> = own.into_iter().map(|(key, value)| (format!("write.{key}"), value)).collect();
    for (count, permissive) in (1..).zip(write.map(|write| write.permissives.as_slice()).unwrap_or_default())
    {
        let values = permissive.for_values.iter().map(|value| Plain::Whole(value.value)).collect();
        let keys = [
            ("title", text(permissive.title.as_ref())),
            ("condition", text(permissive.condition.as_ref())),
            ("for_values", list(values)),
            ("lifted_by", text(permissive.lifted_by.as_ref())),
        ];
        pairs.extend(keys.map(|(key, value)| (format!("write.permissives.{count}.{key}"), value)));
    }
    pairs
}

fn alarms(tag: &TagText) -> Vec<Pair> {
    let mut pairs = Vec::new();
    for (count, alarm) in (1..).zip(&tag.alarms) {
        let states = alarm.states.iter().map(|state| Plain::Whole(state.value)).collect();
        let priority = alarm.priority.as_ref().map(|priority| Plain::Text(priority.value.word().to_owned()));
        let keys = [
            ("kind", alarm.kind.as_ref().map(|kind| Plain::Text(kind.value.word().to_owned()))),
            ("id", text(alarm.id.as_ref())),
            ("enabled", flag(alarm.enabled.as_ref())),
            ("limit", limit(alarm.limit.as_ref())),
            ("from", limit(alarm.from.as_ref())),
            ("per", span(alarm.per.as_ref())),
            ("over", span(alarm.over.as_ref())),
            ("states", list(states)),
            ("bad_only", flag(alarm.bad_only.as_ref())),
            ("deadband", number(alarm.deadband.as_ref())),
            ("on_delay", span(alarm.on_delay.as_ref())),
            ("off_delay", span(alarm.off_delay.as_ref())),
            ("priority", priority),
            ("latching", flag(alarm.latching.as_ref())),
            ("class", text(alarm.class.as_ref())),
            ("title", text(alarm.title.as_ref())),
            ("text", text(alarm.text.as_ref())),
            ("cause", text(alarm.cause.as_ref())),
            ("consequence", text(alarm.consequence.as_ref())),
            ("response", text(alarm.response.as_ref())),
            ("time_to_respond", span(alarm.time_to_respond.as_ref())),
            ("display", text(alarm.display.as_ref())),
            ("suppressed_while", text(alarm.suppressed_while.as_ref())),
            ("shelve_at_most", span(alarm.shelve_at_most.as_ref())),
        ];
        pairs.extend(keys.map(|(key, value)| (format!("alarms.{count}.{key}"), value)));
    }
    pairs
}

fn limit(limit: Option<&Located<LimitText>>) -> Option<Plain> {
    limit.map(|limit| match &limit.value {
        LimitText::Number(number) => Plain::Number(*number),
        LimitText::Tag(id) => Plain::Text(format!("[{id}]")),
    })
}
