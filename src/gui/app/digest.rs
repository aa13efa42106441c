//! What screens need of the alarms besides the picture itself: made once a picture, not once a frame.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::alarm::{Alarm, Annunciation, Mark, Picture, Priority, Row};
use crate::gui::elements::tags_of;
use crate::gui::painter::AlarmSign;
use crate::plant::Plant;
use crate::tag::TagIndex;

/// Rows the strip can show at most.
pub(crate) const STRIP_ROWS: usize = 3;

/// What follows from one picture of one plant.
#[derive(Debug, Default)]
pub struct AlarmDigest {
    picture: Arc<Picture>,
    plant: Arc<Plant>,
    /// Tags of each display, by its id.
    display_tags: Arc<BTreeMap<Arc<str>, BTreeSet<TagIndex>>>,
    equipment: BTreeMap<Arc<str>, AlarmSign>,
    displays: BTreeMap<Arc<str>, AlarmSign>,
    /// The worst sign of each priority, most urgent first.
    pub(crate) priorities: [Option<AlarmSign>; 4],
    /// The rows that matter most, in their order; at most [`STRIP_ROWS`].
    pub(crate) first: Vec<Arc<Row>>,
    /// Rows that are annunciated.
    pub(crate) shown: usize,
    /// Of them, those that returned and wait to be acknowledged.
    pub(crate) returned: usize,
}

impl AlarmDigest {
    /// The same while neither picture nor plant changed, else what follows from the new ones.
    pub(super) fn follow(old: &Arc<Self>, picture: &Arc<Picture>, plant: &Arc<Plant>) -> Arc<Self> {
        let same_plant = Arc::ptr_eq(&old.plant, plant);
        if same_plant && Arc::ptr_eq(&old.picture, picture) {
            return old.clone();
        }
        let display_tags = if same_plant { old.display_tags.clone() } else { Arc::new(display_tags(plant)) };
        let mut digest =
            Self { picture: picture.clone(), plant: plant.clone(), display_tags, ..Self::default() };
        digest.marks();
        digest.rows();
        Arc::new(digest)
    }

    fn marks(&mut self) {
        for (tag, mark) in self.picture.by_tag.iter() {
            let Some(sign) = AlarmSign::of(*mark) else { continue };
            let owner = self.plant.tag(*tag).and_then(|tag| tag.equipment.clone());
            if let Some(owner) = owner {
                self.equipment.entry(owner).and_modify(|worst| *worst = sign.min(*worst)).or_insert(sign);
            }
        }
        for (display, tags) in self.display_tags.iter() {
            let marks = tags.iter().filter_map(|tag| self.picture.by_tag.get(tag));
            if let Some(worst) = marks.filter_map(|mark| AlarmSign::of(*mark)).min() {
                self.displays.insert(display.clone(), worst);
            }
        }
    }

    fn rows(&mut self) {
        let mut first: Vec<Arc<Row>> = Vec::with_capacity(STRIP_ROWS + 1);
        for row in self.picture.rows.iter() {
            let Mark::Shown(annunciation, priority) = row.mark() else { continue };
            self.shown += 1;
            self.returned += usize::from(annunciation == Annunciation::Returned);
            if let (Some(sign), Some(worst)) =
                (AlarmSign::of(row.mark()), self.priorities.get_mut(priority.slot()))
            {
                *worst = Some(worst.map_or(sign, |worst| worst.min(sign)));
            }
            let at = first.partition_point(|other| urgency(other) <= urgency(row));
            if at < STRIP_ROWS {
                first.insert(at, row.clone());
                first.truncate(STRIP_ROWS);
            }
        }
        self.first = first;
    }

    /// The worst alarm of an equipment's tags.
    pub(crate) fn equipment(&self, id: &str) -> Option<AlarmSign> {
        self.equipment.get(id).copied()
    }

    /// The worst alarm of what a display shows.
    pub(crate) fn display(&self, id: &str) -> Option<AlarmSign> {
        self.displays.get(id).copied()
    }

    /// The worst of all.
    pub(crate) fn worst(&self) -> Option<AlarmSign> {
        self.priorities.iter().flatten().min().copied()
    }

    /// The display that tells most about an alarm: its own, else the most detailed one that shows its tag or
    /// its equipment.
    pub(crate) fn display_of(&self, alarm: &Alarm) -> Option<Arc<str>> {
        if let Some(own) = alarm.display.as_ref().filter(|id| self.plant.display(id).is_some()) {
            return Some(own.clone());
        }
        let owner = alarm.equipment.as_ref();
        let about = |tag: &TagIndex| {
            *tag == alarm.tag
                || owner.is_some() && self.plant.tag(*tag).is_some_and(|tag| tag.equipment.as_ref() == owner)
        };
        let shows = |id: &Arc<str>| self.display_tags.get(id).is_some_and(|tags| tags.iter().any(about));
        let displays = self.plant.displays.iter().filter(|display| shows(&display.id));
        displays.max_by_key(|display| display.level).map(|display| display.id.clone())
    }
}

/// To be acknowledged first, highest priority first, newest first.
pub(crate) fn urgency(row: &Row) -> (bool, Priority, Reverse<Option<crate::time::Timestamp>>) {
    let seen = !row.kept.axes.state.to_acknowledge();
    (seen, row.alarm.priority, Reverse(row.kept.raised))
}

fn display_tags(plant: &Plant) -> BTreeMap<Arc<str>, BTreeSet<TagIndex>> {
    let tags = |display: &crate::display::Display| {
        let shown = display.elements.iter().flat_map(|element| tags_of(&element.kind));
        let trends = display.key_trends.iter().map(|trend| trend.tag);
        // A machine's symbol stands for all its tags.
        let owners: BTreeSet<Arc<str>> =
            display.elements.iter().filter_map(|element| owner(plant, element)).collect();
        let own = (0..).map(TagIndex).zip(&plant.tags).filter_map(|(at, tag)| {
            tag.equipment.as_ref().is_some_and(|owner| owners.contains(owner)).then_some(at)
        });
        shown.chain(trends).chain(own).collect()
    };
    plant.displays.iter().map(|display| (display.id.clone(), tags(display))).collect()
}

fn owner(plant: &Plant, element: &crate::display::Element) -> Option<Arc<str>> {
    use crate::display::ElementKind as Kind;
    let symbol = match &element.kind {
        Kind::Pump { tag, .. }
        | Kind::Motor { tag }
        | Kind::Valve { tag, .. }
        | Kind::Breaker { tag }
        | Kind::Lamp { tag }
        | Kind::Tank { tag, .. } => *tag,
        Kind::Heading { .. }
        | Kind::Label { .. }
        | Kind::Value { .. }
        | Kind::Bar { .. }
        | Kind::Sparkline { .. }
        | Kind::MiniTrend { .. }
        | Kind::Pipe { .. }
        | Kind::StateText { .. }
        | Kind::Setpoint { .. }
        | Kind::Button { .. }
        | Kind::Kpi { .. }
        | Kind::Area { .. }
        | Kind::Trend { .. } => return None,
    };
    element.equipment.clone().or_else(|| plant.tag(symbol).and_then(|tag| tag.equipment.clone()))
}
