//! Alarms in the engine: what changes a sample makes the book judge, what the book says goes to the journal
//! and to the picture, and what alarms tell is not told again as a notice.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use crate::alarm::{Action, Actor, Axes, Change, Condition, Kept, Occurrence, sentence};
use crate::device::{DeviceIndex, UnitId};
use crate::engine::samples::current;
use crate::engine::{Engine, Output, entry};
use crate::journal::{Entry, EntryKind};
use crate::message::{Notice, NoticeKind, Record};
use crate::plant::{Measure, Plant};
use crate::tag::TagIndex;
use crate::time::Moment;

/// A refusal is shown this long.
const REFUSAL_SHOWN: Duration = Duration::from_secs(10);
/// What was noticed about kept alarms at the start is shown this long; the journal has it for good.
const REMARK_SHOWN: Duration = Duration::from_secs(600);

/// What an earlier run left of the alarms.
#[derive(Clone, Debug, Default)]
pub struct KeptAlarms {
    /// Whether a station ran here before. At a first start nobody can say what happened before it.
    pub ran_before: bool,
    /// By id: every alarm that was ever raised, or that something hides.
    pub kept: BTreeMap<Arc<str>, Kept>,
    /// Changes of the last 30 days, oldest first, for the health figures.
    pub remembered: Vec<Change>,
    /// What was wrong with what was kept, in words.
    pub remarks: Vec<Arc<str>>,
}

/// Which troubles of the station an alarm of the layout tells: those need no notice.
#[derive(Debug, Default)]
pub(super) struct Covered {
    links: BTreeSet<(DeviceIndex, Option<UnitId>)>,
    overruns: BTreeSet<DeviceIndex>,
    recording: bool,
    journal: bool,
}

impl Covered {
    pub(super) fn new(plant: &Plant) -> Self {
        let judged: BTreeSet<TagIndex> = plant
            .alarms
            .iter()
            .filter(|alarm| !matches!(alarm.condition, Condition::Quality { .. }))
            .map(|alarm| alarm.tag)
            .collect();
        let mut covered = Self::default();
        for system in plant.system.iter().filter(|system| judged.contains(&system.tag)) {
            match (system.measure, system.device) {
                (Measure::Connected | Measure::Online, Some(device)) => {
                    covered.links.insert((device, system.unit));
                }
                (Measure::Overruns, Some(device)) => {
                    covered.overruns.insert(device);
                }
                (Measure::Recording, _) => covered.recording = true,
                (Measure::Journal, _) => covered.journal = true,
                (
                    Measure::Connected
                    | Measure::Online
                    | Measure::Overruns
                    | Measure::Connects
                    | Measure::StaleFrames
                    | Measure::Duty
                    | Measure::Requests
                    | Measure::Timeouts
                    | Measure::Exceptions
                    | Measure::BrokenAnswers
                    | Measure::RoundTrip
                    | Measure::Disk,
                    _,
                ) => {}
            }
        }
        covered
    }

    pub(super) fn link(&self, device: DeviceIndex, unit: Option<UnitId>) -> bool {
        self.links.contains(&(device, unit))
    }

    pub(super) fn overrun(&self, device: DeviceIndex) -> bool {
        self.overruns.contains(&device)
    }

    pub(super) const fn recording(&self) -> bool {
        self.recording
    }

    pub(super) const fn journal(&self) -> bool {
        self.journal
    }
}

impl Engine {
    /// Takes back what an earlier run kept; before [`Engine::start`].
    pub fn restore(&mut self, now: Moment, kept: KeptAlarms, out: &mut Vec<Output>) {
        for change in &kept.remembered {
            self.alarms.remember(change);
        }
        let count = kept.kept.values().filter(|kept| kept.axes != Axes::default()).count();
        if kept.ran_before || !kept.kept.is_empty() {
            self.alarms.restore(kept.kept);
        }
        for remark in &kept.remarks {
            self.note(entry(now, EntryKind::System, "station", "alarms", remark, []), out);
        }
        if count > 0 {
            let text = format!("alarms taken back as the station left them: {count} not normal, or hidden");
            self.note(entry(now, EntryKind::System, "station", "alarms", &text, []), out);
        }
        self.alarm_remarks = kept.remarks.into_iter().map(|remark| (remark, now)).collect();
    }

    /// Judges the alarms whose tags have new samples.
    pub(super) fn judge_alarms(&mut self, now: Moment, out: &mut Vec<Output>) {
        let plant = Arc::clone(&self.plant);
        let samples = &self.samples;
        let changes = self.alarms.judge(now, &|tag| current(&plant, samples, tag, now));
        self.tell_alarms(&plant, &changes, out);
    }

    /// Delays, shelves and refusals have their time.
    pub(super) fn tick_alarms(&mut self, now: Moment, out: &mut Vec<Output>) {
        let plant = Arc::clone(&self.plant);
        let samples = &self.samples;
        let changes = self.alarms.tick(now, &|tag| current(&plant, samples, tag, now));
        self.tell_alarms(&plant, &changes, out);
        let over = |since: Moment, shown| now.steady.since(since.steady) >= shown;
        if self.alarm_refused.as_ref().is_some_and(|(_, since)| over(*since, REFUSAL_SHOWN)) {
            self.alarm_refused = None;
        }
        self.alarm_remarks.retain(|(_, since)| !over(*since, REMARK_SHOWN));
    }

    /// What an operator asks for.
    pub(super) fn alarm_action(&mut self, now: Moment, action: &Action, by: &Actor, out: &mut Vec<Output>) {
        match self.alarms.act(now, action, by) {
            Ok(changes) => {
                let plant = Arc::clone(&self.plant);
                self.tell_alarms(&plant, &changes, out);
            }
            Err(refused) => self.alarm_refused = Some((refused.0, now)),
        }
    }

    /// What a script asks for; it is answered in the events.
    pub(super) fn script_alarm_action(
        &mut self,
        now: Moment,
        action: &Action,
        requester_id: Arc<str>,
        out: &mut Vec<Output>,
    ) {
        let action = self.present_ones(now, action);
        let answer = match self.alarms.act(now, &action, &Actor("script".into())) {
            Ok(changes) => {
                let plant = Arc::clone(&self.plant);
                self.tell_alarms(&plant, &changes, out);
                Record::LineDone { requester_id, changes: changes.len(), at: now }
            }
            Err(refused) => Record::LineRefused { requester_id, why: refused.0, at: now },
        };
        out.push(Output::Record(answer));
    }

    /// A script that names no occurrence means the one that is.
    fn present_ones(&mut self, now: Moment, action: &Action) -> Action {
        let Action::Acknowledge(seen) = action else { return action.clone() };
        let picture = self.alarms.picture(now);
        let present = |id: &Arc<str>| picture.rows.iter().find(|row| row.alarm.id == *id);
        let seen = seen.iter().map(|(id, occurrence)| {
            let row = present(id).filter(|_| *occurrence == Occurrence::default());
            (Arc::clone(id), row.map_or(*occurrence, |row| row.kept.occurrence))
        });
        Action::Acknowledge(seen.collect())
    }

    /// The book goes on with another layout; what that removes is told by the words of the old one.
    pub(super) fn reload_alarms(&mut self, now: Moment, old: &Plant, out: &mut Vec<Output>) {
        let plant = Arc::clone(&self.plant);
        self.covered = Covered::new(&plant);
        let removed = self.alarms.reload(&plant.alarms, plant.tags.len(), now);
        self.tell_alarms(old, &removed, out);
        self.judge_alarms(now, out);
    }

    pub(super) fn take_horn_trouble(&mut self, now: Moment, trouble: Arc<str>) {
        self.horn_trouble = (!trouble.is_empty()).then_some((trouble, now));
    }

    pub(super) fn alarm_notices(&self) -> impl Iterator<Item = Notice> {
        let horn = self.horn_trouble.iter().map(|told| (NoticeKind::Horn, told));
        let remarks = self.alarm_remarks.iter().map(|told| (NoticeKind::Journal, told));
        horn.chain(remarks).map(|(kind, (text, since))| Notice {
            kind,
            text: Arc::clone(text),
            since: *since,
        })
    }

    /// Each change is one journal entry that holds all of it: the journal alone proves every state.
    fn tell_alarms(&mut self, plant: &Plant, changes: &[Change], out: &mut Vec<Output>) {
        for change in changes {
            self.note(alarm_entry(plant, change), out);
        }
    }
}

fn alarm_entry(plant: &Plant, change: &Change) -> Entry {
    let alarm = plant.alarm(change.index).filter(|alarm| alarm.id == change.alarm);
    let tag = alarm.and_then(|alarm| plant.tag(alarm.tag));
    let (unit, decimals) = tag.map_or(("", 0), |tag| (&*tag.unit, tag.decimals));
    let text = sentence(change, alarm.map(|alarm| &**alarm), unit, decimals);
    Entry {
        time: change.at,
        kind: EntryKind::Alarm,
        source: Arc::clone(&change.by),
        subject: Arc::clone(&change.alarm),
        text: text.into(),
        details: change.entry_details(),
    }
}

#[cfg(test)]
mod tests;
