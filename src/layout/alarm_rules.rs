//! `[alarms]` of `plant.toml`: classes, the longest shelving, defaults by unit, whether built-in alarms are made.

use std::time::Duration;

use crate::alarm::Priority;
use crate::layout::fields::Fields;
use crate::layout::plant_file::unique;
use crate::layout::source::{At, Located};
use crate::layout::tag_text::Word;

/// Without a word: the more urgent an alarm, the shorter it may be out of sight.
const SHELVE_AT_MOST: [Duration; 4] = [
    Duration::from_secs(3_600),
    Duration::from_secs(2 * 3_600),
    Duration::from_secs(8 * 3_600),
    Duration::from_secs(8 * 3_600),
];

/// What holds for all alarms of a plant.
#[derive(Clone, Debug)]
pub(crate) struct AlarmRules {
    /// Where it stands; `None` without an `[alarms]`.
    pub(crate) at: Option<At>,
    /// Whether devices, units and the station's own tags have alarms without a word.
    pub(crate) built_in: bool,
    /// Classes of the plant's alarm philosophy.
    pub(crate) classes: Vec<Word>,
    /// By priority, most urgent first.
    pub(crate) shelve_at_most: [Duration; 4],
    /// By engineering unit; one without a unit holds for the others.
    pub(crate) defaults: Vec<UnitDefaults>,
}

/// Deadband and delays of alarms that name none, for tags of one engineering unit.
#[derive(Clone, Debug)]
pub(crate) struct UnitDefaults {
    at: At,
    eng_unit: Option<Word>,
    /// In the tag's unit; not negative.
    pub(crate) deadband: Option<f64>,
    pub(crate) on_delay: Option<Duration>,
    pub(crate) off_delay: Option<Duration>,
}

impl Default for AlarmRules {
    fn default() -> Self {
        Self {
            at: None,
            built_in: true,
            classes: Vec::new(),
            shelve_at_most: SHELVE_AT_MOST,
            defaults: Vec::new(),
        }
    }
}

impl AlarmRules {
    /// Reads `[alarms]`.
    pub(crate) fn read(mut fields: Fields<'_>) -> Self {
        let mut rules = Self { at: Some(fields.at()), ..Self::default() };
        rules.built_in = fields.flag("built_in").is_none_or(|flag| flag.value);
        rules.classes = fields.texts("classes");
        unique(fields.report, "the class", &rules.classes);
        if let Some(mut table) = fields.table("shelve_at_most", "shelve_at_most") {
            for priority in Priority::ALL {
                if let (Some(span), Some(slot)) =
                    (table.span_above_zero(priority.word()), rules.shelve_at_most.get_mut(priority.slot()))
                {
                    *slot = span.value;
                }
            }
            table.finish();
        }
        let defaults = fields.tables("defaults", "[[alarms.defaults]]");
        rules.defaults = defaults.into_iter().map(UnitDefaults::read).collect();
        let units = rules.defaults.iter().map(|defaults| {
            defaults.eng_unit.clone().unwrap_or_else(|| Located::new("any unit".into(), defaults.at))
        });
        unique(fields.report, "the default for", &units.collect::<Vec<_>>());
        fields.finish();
        rules
    }

    /// The longest time an alarm of a priority may be shelved for at once.
    pub(crate) fn shelve_at_most(&self, priority: Priority) -> Duration {
        self.shelve_at_most.get(priority.slot()).copied().unwrap_or_default()
    }

    /// What holds for tags of an engineering unit.
    pub(crate) fn defaults(&self, eng_unit: &str) -> Option<&UnitDefaults> {
        let named = |defaults: &&UnitDefaults| {
            defaults.eng_unit.as_ref().is_some_and(|unit| &*unit.value == eng_unit)
        };
        let any = || self.defaults.iter().find(|defaults| defaults.eng_unit.is_none());
        self.defaults.iter().find(named).or_else(any)
    }
}

impl UnitDefaults {
    fn read(mut fields: Fields<'_>) -> Self {
        let deadband = fields.number("deadband");
        if let Some(deadband) = deadband.as_ref().filter(|deadband| deadband.value < 0.0) {
            fields.bad(deadband.at, "deadband", &format!("is {}, which is below zero", deadband.value));
        }
        let defaults = Self {
            at: fields.at(),
            eng_unit: fields.text("eng_unit"),
            deadband: deadband.map(|deadband| deadband.value),
            on_delay: fields.span("on_delay").map(|span| span.value),
            off_delay: fields.span("off_delay").map(|span| span.value),
        };
        fields.finish();
        defaults
    }
}
