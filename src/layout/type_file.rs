//! `types/*.toml`: equipment types, and their instances.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::device::UnitId;
use crate::layout::alarm_text::{AlarmText, ListedAlarm};
use crate::layout::fields::Fields;
use crate::layout::node::{Content, Node, Table};
use crate::layout::plant_file::{EquipmentText, format, tables, unique};
use crate::layout::report::Report;
use crate::layout::source::Located;
use crate::layout::substitute::Parameters;
use crate::layout::suggest::did_you_mean;
use crate::layout::tag_text::{TagText, Word};

/// Parameters that every instance has.
const OWN: [&str; 5] = ["area", "device", "id", "title", "unit"];

/// An equipment type before its parameters are put in.
#[derive(Clone, Debug)]
pub(crate) struct TypeFile {
    pub(crate) id: Word,
    parameters: Vec<Word>,
    defaults: Table,
    tags: Vec<Table>,
    alarms: Vec<Table>,
    faceplate: Option<Table>,
}

/// An instance with its tags and its faceplate as typed.
#[derive(Clone, Debug)]
pub(crate) struct Instance {
    pub(crate) equipment: EquipmentText,
    pub(crate) type_id: Arc<str>,
    pub(crate) tags: Vec<TagText>,
    /// Those that name their tag; the others stand at their tags.
    pub(crate) alarms: Vec<ListedAlarm>,
    pub(crate) faceplate: Option<Table>,
}

impl TypeFile {
    /// Reads one; `None` without an id.
    pub(crate) fn read(report: &Report, table: &Table) -> Option<Self> {
        let mut fields = Fields::new(report, table, "an equipment type");
        format(&mut fields);
        let id = fields.need_text("id");
        let parameters = fields.texts("parameters");
        let mut table_of = |key| {
            let node: Option<&Node> = fields.node(key);
            if let Some(node) = node.filter(|node| node.table().is_none()) {
                report.error(node.at, "wrong-type", format!("`{key}` must be a table"));
            }
            node.and_then(Node::table).cloned()
        };
        let (defaults, faceplate) = (table_of("defaults").unwrap_or_default(), table_of("faceplate"));
        let (tags, alarms) = (tables(&mut fields, "tags"), tables(&mut fields, "alarms"));
        fields.finish();
        for (name, at) in parameters
            .iter()
            .map(|name| (&name.value, name.at))
            .chain(defaults.entries.iter().map(|(name, entry)| (name, entry.key_at)))
        {
            if OWN.contains(&&**name) {
                report.error(at, "bad-value", format!("the parameter `{name}` is there already"));
            }
        }
        Some(Self { id: id?, parameters, defaults, tags, alarms, faceplate })
    }

    /// Tags an instance has.
    pub(crate) const fn tag_count(&self) -> usize {
        self.tags.len()
    }

    /// Alarms an instance has.
    pub(crate) fn alarm_count(&self) -> usize {
        let at_tag = |tag: &Table| {
            tag.entries.get("alarms").and_then(|entry| entry.node.items()).map_or(0, <[Node]>::len)
        };
        self.tags.iter().map(at_tag).fold(self.alarms.len(), usize::saturating_add)
    }

    /// Makes an instance. `unit` is the device's own, for an instance that names none.
    pub(crate) fn instance(
        &self,
        report: &Report,
        equipment: &EquipmentText,
        unit: Option<UnitId>,
        used: &mut BTreeSet<Arc<str>>,
    ) -> Instance {
        let mut parameters = Parameters {
            report,
            instance: report.instance(Arc::clone(&equipment.id.value)),
            id: Arc::clone(&equipment.id.value),
            values: self.values(report, equipment, unit),
            used: BTreeSet::new(),
        };
        let mut tags = Vec::new();
        for table in &self.tags {
            let told = report.told();
            let table = parameters.table(table);
            let sound = report.told() == told;
            let id = Arc::clone(&equipment.id.value);
            let Some(mut tag) = TagText::read(Fields::new(report, &table, "a tag"), Some(id)) else {
                continue;
            };
            if tag.device.is_none() && tag.expression.is_none() {
                tag.device.clone_from(&equipment.device);
                tag.unit = tag.unit.or_else(|| equipment.unit.clone());
            }
            tag.sound &= sound;
            tag.area = tag.area.or_else(|| equipment.area.clone());
            tags.push(tag);
        }
        let faceplate = self.faceplate.as_ref().map(|faceplate| parameters.table(faceplate));
        let listed: Vec<Table> = self.alarms.iter().map(|table| parameters.table(table)).collect();
        let listed = listed.iter().map(|table| Fields::new(report, table, "an alarm"));
        let mut alarms: Vec<ListedAlarm> = listed.filter_map(ListedAlarm::read).collect();
        let changes: Vec<Table> = equipment.alarms.iter().map(|table| parameters.table(table)).collect();
        change_alarms(report, &changes, &mut tags, &mut alarms);
        used.extend(parameters.used);
        Instance {
            equipment: equipment.clone(),
            type_id: Arc::clone(&self.id.value),
            tags,
            alarms,
            faceplate,
        }
    }

    fn values(
        &self,
        report: &Report,
        equipment: &EquipmentText,
        unit: Option<UnitId>,
    ) -> BTreeMap<Arc<str>, Content> {
        let text = |word: &Option<Word>| word.as_ref().map(|word| Content::Text(Arc::clone(&word.value)));
        let unit = equipment.unit.as_ref().map(|unit| unit.value).or(unit.map(|unit| unit.0));
        let id = Content::Text(Arc::clone(&equipment.id.value));
        let own = [
            ("title", Some(text(&equipment.title).unwrap_or_else(|| id.clone()))),
            ("id", Some(id)),
            ("area", Some(text(&equipment.area).unwrap_or_else(|| Content::Text("".into())))),
            ("device", text(&equipment.device)),
            ("unit", unit.map(|unit| Content::Whole(unit.into()))),
        ];
        let mut values: BTreeMap<Arc<str>, Content> = BTreeMap::new();
        for (name, entry) in &self.defaults.entries {
            values.insert(Arc::clone(name), entry.node.content.clone());
        }
        for (name, entry) in &equipment.parameters.entries {
            let declared = self.parameters.iter().any(|known| known.value == *name);
            if !declared && !self.defaults.entries.contains_key(name) {
                let known = self.parameters.iter().map(|known| &*known.value);
                let known: Vec<&str> =
                    known.chain(self.defaults.entries.keys().map(|name| &**name)).collect();
                let hint = did_you_mean(name, known.iter().copied())
                    .unwrap_or_else(|| format!("it takes {}", known.join(", ")));
                let message = format!("the type `{}` has no parameter `{name}`", self.id.value);
                report.error_hint(entry.key_at, "unknown-parameter", message, hint);
            }
            values.insert(Arc::clone(name), entry.node.content.clone());
        }
        for name in &self.parameters {
            if !values.contains_key(&name.value) {
                let (id, of) = (&equipment.id.value, &self.id.value);
                let message = format!("`{id}` needs the parameter `{}` of the type `{of}`", name.value);
                report.error(equipment.at, "missing-parameter", message);
                // Told once; whatever is made of it is as good as any.
                values.insert(Arc::clone(&name.value), Content::Whole(0));
            }
        }
        values.extend(own.into_iter().filter_map(|(name, value)| Some((Arc::from(name), value?))));
        values
    }

    /// Tells about parameters that no text of the type holds.
    pub(crate) fn check_used(&self, report: &Report, used: &BTreeSet<Arc<str>>) {
        let defaults =
            self.defaults.entries.iter().map(|(name, entry)| Located::new(Arc::clone(name), entry.key_at));
        for name in self.parameters.iter().cloned().chain(defaults).filter(|name| !used.contains(&name.value))
        {
            let message = format!("the parameter `{}` is used nowhere", name.value);
            report.warning_hint(
                name.at,
                "unused-parameter",
                message,
                "remove it, or put it in braces where it belongs",
            );
        }
    }
}

/// Puts what an instance says about its type's alarms into them.
fn change_alarms(report: &Report, changes: &[Table], tags: &mut [TagText], listed: &mut [ListedAlarm]) {
    let read = |table| AlarmText::read_change(Fields::new(report, table, "[[equipment.alarms]]"));
    let changes: Vec<(Word, AlarmText)> = changes.iter().filter_map(read).collect();
    if changes.is_empty() {
        return;
    }
    unique(report, "the change of the alarm", changes.iter().map(|(id, _)| id));
    let mut alarms: BTreeMap<Arc<str>, &mut AlarmText> = BTreeMap::new();
    for tag in tags {
        let id = Arc::clone(&tag.id.value);
        alarms.extend(tag.alarms.iter_mut().filter_map(|alarm| Some((alarm.id_at(&id)?, alarm))));
    }
    alarms.extend(
        listed.iter_mut().filter_map(|item| Some((item.alarm.id_at(&item.tag.value)?, &mut item.alarm))),
    );
    for (id, change) in &changes {
        if let Some(alarm) = alarms.get_mut(&id.value) {
            alarm.change(change);
            continue;
        }
        let message = format!("the type has no alarm `{}`", id.value);
        let known: Vec<&str> = alarms.keys().map(|id| &**id).collect();
        let hint = did_you_mean(&id.value, known.iter().copied()).unwrap_or_else(|| match known.as_slice() {
            [] => "it has none; add [[tags.alarms]] to the type".into(),
            [..] => format!("there are {}", known.join(", ")),
        });
        report.error_hint(id.at, "unknown-alarm", message, hint);
    }
}
