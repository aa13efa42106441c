//! Alarms from their texts: every name looked up, defaults put in, and those that nobody has to type.

mod areas;
mod built_in;
mod condition;
mod shown;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use crate::alarm::{Alarm, Condition, Level, Priority};
use crate::layout::alarm_rules::AlarmRules;
use crate::layout::alarm_text::AlarmText;
use crate::layout::build::Builder;
use crate::layout::build::alarms::areas::Areas;
use crate::layout::build::alarms::shown::ShownOn;
use crate::layout::build::derived::expression;
use crate::layout::gather::Gathered;
use crate::layout::plant_file::unique;
use crate::layout::source::Located;
use crate::layout::suggest::did_you_mean;
use crate::layout::tag_text::Word;
use crate::plant::Plant;
use crate::tag::{Tag, TagIndex};

/// Share of its range that a value must come back before an alarm without a deadband returns.
const DEADBAND_SHARE: f64 = 0.01;
/// How long a value must be bad before that is an alarm: a device that is only just dialled has none.
const QUALITY_ON_DELAY: Duration = Duration::from_secs(10);
/// How long a device may be away before that is an alarm.
const DOWN_ON_DELAY: Duration = Duration::from_secs(10);

/// What the making of alarms looks at.
struct Maker<'a> {
    builder: &'a Builder<'a>,
    gathered: &'a Gathered,
    plant: &'a Plant,
    rules: &'a AlarmRules,
    areas: Areas,
    shown_on: ShownOn,
}

/// An alarm that was typed, where it was typed, and what it became.
#[derive(Debug)]
pub(crate) struct Typed<'a> {
    pub(crate) text: &'a AlarmText,
    pub(crate) alarm: Arc<Alarm>,
}

/// Makes all alarms of a plant whose tags, writes and displays are made: the typed ones first.
pub(crate) fn alarms<'a>(
    builder: &Builder<'_>,
    gathered: &'a Gathered,
    plant: &Plant,
) -> (Vec<Typed<'a>>, Vec<Arc<Alarm>>) {
    let maker = Maker {
        builder,
        gathered,
        plant,
        rules: &gathered.plant.alarms,
        areas: Areas::of(plant),
        shown_on: ShownOn::of(plant),
    };
    let texts = texts(builder, gathered);
    let mut ids: Vec<Word> = Vec::new();
    let mut typed = Vec::new();
    for (tag, index, text) in texts {
        let Some(id) = text.id_at(tag) else { continue };
        ids.push(Located::new(Arc::clone(&id), text.id.as_ref().map_or(text.place(), |id| id.at)));
        text.check_needs(builder.report);
        let alarm = index.and_then(|index| maker.alarm(id, index, text));
        typed.extend(alarm.filter(|_| !text.off()).map(|alarm| Typed { text, alarm: Arc::new(alarm) }));
    }
    unique(builder.report, "the alarm", &ids);
    let taken: BTreeSet<Arc<str>> = ids.into_iter().map(|id| id.value).collect();
    let mut all: Vec<Arc<Alarm>> = typed.iter().map(|typed| Arc::clone(&typed.alarm)).collect();
    if maker.rules.built_in {
        let built_in = maker.built_in().into_iter().filter(|alarm| !taken.contains(&alarm.id));
        all.extend(built_in.map(Arc::new));
    }
    (typed, all)
}

/// All that was typed, in the order of the layout: at tags, in lists, in types' lists.
fn texts<'a>(
    builder: &Builder<'_>,
    gathered: &'a Gathered,
) -> Vec<(&'a str, Option<TagIndex>, &'a AlarmText)> {
    let mut texts = Vec::new();
    for (index, tag) in (0u32..).map(TagIndex).zip(&gathered.tags) {
        texts.extend(tag.alarms.iter().map(|alarm| (tag.id(), Some(index), alarm)));
    }
    let of_types = gathered.instances.iter().flat_map(|instance| &instance.alarms);
    for item in gathered.alarms.iter().chain(of_types) {
        texts.push((&*item.tag.value, builder.names.tag(&item.tag), &item.alarm));
    }
    texts
}

impl Maker<'_> {
    fn alarm(&self, id: Arc<str>, index: TagIndex, text: &AlarmText) -> Option<Alarm> {
        let (names, rules) = (&self.builder.names, self.rules);
        let class = text.class.as_ref().map(|class| self.class(class)).unwrap_or_default();
        let display = text.display.as_ref().map(|display| names.display(display));
        let suppressed_while =
            text.suppressed_while.as_ref().and_then(|condition| expression(names, condition));
        let (judged, condition) = self.condition(index, text)?;
        let (of, tag) = (self.plant.tag(index)?, self.plant.tag(judged)?);
        let word = |word: &Option<Word>| word.as_ref().map(|word| Arc::clone(&word.value));
        let span = |span: &Option<Located<Duration>>| span.as_ref().map(|span| span.value);
        let priority = text.priority.as_ref().map_or(Priority::Low, |priority| priority.value);
        let (on_delay, off_delay) = self.delays(index, of, &condition);
        Some(Alarm {
            id,
            tag: judged,
            title: word(&text.title).unwrap_or_else(|| Arc::clone(&of.title)),
            text: word(&text.text).unwrap_or_else(|| words(tag, &condition)),
            area: self.areas.area(tag),
            equipment: of.equipment.clone(),
            deadband: text
                .deadband
                .as_ref()
                .map_or_else(|| self.deadband(tag, &condition), |band| band.value),
            condition,
            on_delay: span(&text.on_delay).unwrap_or(on_delay),
            off_delay: span(&text.off_delay).unwrap_or(off_delay),
            priority,
            latching: text.latching.as_ref().is_some_and(|latching| latching.value),
            class,
            cause: word(&text.cause).unwrap_or_default(),
            consequence: word(&text.consequence).unwrap_or_default(),
            response: word(&text.response).unwrap_or_default(),
            time_to_respond: span(&text.time_to_respond),
            display: display.unwrap_or_else(|| self.shown_on.display(judged, index, of.equipment.as_ref())),
            suppressed_while,
            shelve_at_most: span(&text.shelve_at_most).unwrap_or_else(|| rules.shelve_at_most(priority)),
        })
    }

    /// A class of the plant's list.
    fn class(&self, class: &Word) -> Arc<str> {
        let known = || self.rules.classes.iter().map(|class| &*class.value);
        if !known().any(|known| known == &*class.value) {
            let message = format!("no class is called `{}`", class.value);
            let hint = did_you_mean(&class.value, known())
                .unwrap_or_else(|| "name it in `classes` of [alarms] in plant.toml".into());
            self.builder.report.error_hint(class.at, "unknown-class", message, hint);
        }
        Arc::clone(&class.value)
    }

    /// Without a word: what holds for the tag's unit, or a hundredth of its range.
    fn deadband(&self, tag: &Tag, condition: &Condition) -> f64 {
        if !matches!(condition, Condition::Limit { .. } | Condition::Deviation { .. }) {
            return 0.0;
        }
        let of_unit = self.rules.defaults(&tag.unit).and_then(|defaults| defaults.deadband);
        let of_range = || tag.range.map_or(0.0, |[low, high]| (high - low).abs() * DEADBAND_SHARE);
        of_unit.unwrap_or_else(of_range)
    }

    /// On-delay and off-delay without a word.
    fn delays(&self, index: TagIndex, tag: &Tag, condition: &Condition) -> (Duration, Duration) {
        match condition {
            Condition::Limit { .. } | Condition::Deviation { .. } => {
                let of_unit = self.rules.defaults(&tag.unit);
                let on = of_unit.and_then(|defaults| defaults.on_delay);
                let off = of_unit.and_then(|defaults| defaults.off_delay);
                (on.unwrap_or_default(), off.unwrap_or_default())
            }
            Condition::Quality { .. } => (QUALITY_ON_DELAY, Duration::ZERO),
            Condition::DeviceDown | Condition::Disk => (DOWN_ON_DELAY, Duration::ZERO),
            // A machine may take as long as its command may take.
            Condition::Mismatch { .. } => {
                let rule = self.plant.write_rules.get(&index);
                (rule.map(|rule| rule.settle_within).unwrap_or_default(), Duration::ZERO)
            }
            Condition::Rate { .. } | Condition::Discrete { .. } | Condition::Overrun { .. } => {
                (Duration::ZERO, Duration::ZERO)
            }
        }
    }
}

/// What is wrong, where nobody said it.
fn words(tag: &Tag, condition: &Condition) -> Arc<str> {
    let text = match condition {
        Condition::Limit { level: Level::HighHigh, .. } => "High-high limit",
        Condition::Limit { level: Level::High, .. } => "High limit",
        Condition::Limit { level: Level::Low, .. } => "Low limit",
        Condition::Limit { level: Level::LowLow, .. } => "Low-low limit",
        Condition::Deviation { .. } => "Deviation",
        Condition::Rate { .. } => "Changes too fast",
        Condition::Discrete { states } => {
            let texts: BTreeMap<i64, &Arc<str>> =
                tag.states.iter().map(|state| (state.value, &state.text)).collect();
            let texts: Vec<&str> =
                states.iter().filter_map(|state| texts.get(state)).map(|text| &***text).collect();
            return if texts.is_empty() { "Abnormal state".into() } else { texts.join(", ").into() };
        }
        Condition::Quality { .. } => "Bad quality",
        Condition::Mismatch { .. } => "Command not carried out",
        Condition::DeviceDown => "Does not answer",
        Condition::Overrun { .. } => "Read less often than planned",
        Condition::Disk => "Trouble with the station's disk",
    };
    text.into()
}

#[cfg(test)]
mod tests;
