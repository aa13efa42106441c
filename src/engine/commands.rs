//! Commands in the engine: drafting, the guard at every look, one order for one confirmation, and what the
//! device and the feedback said to it. Every step is journalled.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use crate::command::{
    Command, CommandId, CommandStatus, Draft, Happening, Lookup, Stage, Verdict, WriteOutcome, WriteRule,
    examine, in_words,
};
use crate::device::Encoding;
use crate::engine::links::LinkBook;
use crate::engine::{Engine, Output, entry};
use crate::journal::EntryKind;
use crate::message::{Notice, NoticeKind, Order, Record, WriteOrder};
use crate::plant::Plant;
use crate::tag::{Sample, SampleTable, Scaling, Tag, TagIndex, Value};
use crate::time::Moment;

/// Ended commands kept for the screen.
const ENDED_SHOWN: usize = 64;
/// Drafts and commands under way at once; more are refused.
const OPEN_MAX: usize = 256;
/// A command that did not end as asked is a notice for so long.
const NOTICE_SHOWN: Duration = Duration::from_secs(60);

#[derive(Debug)]
pub(super) struct Commands {
    next: u64,
    known: BTreeMap<CommandId, Known>,
    /// Read-back tags seen since they were last looked at.
    seen: BTreeSet<TagIndex>,
    watched: BTreeSet<TagIndex>,
    shown: Vec<Arc<CommandStatus>>,
}

#[derive(Debug)]
struct Known {
    command: Command,
    rule: Option<WriteRule>,
    shown: Arc<CommandStatus>,
    /// When its write ended on the wire: feedback read before that says nothing.
    ended_at: Option<Moment>,
}

/// What the guard may look at, taken from the engine's parts.
struct Plantview<'a> {
    plant: &'a Plant,
    samples: &'a SampleTable,
    links: &'a LinkBook,
    commands: &'a Commands,
    asking: Option<CommandId>,
}

impl Lookup for Plantview<'_> {
    fn sample(&self, tag: TagIndex) -> Option<(&Tag, &Sample)> {
        Some((self.plant.tag(tag)?, self.samples.get(tag)?))
    }

    fn link_trouble(&self, tag: TagIndex) -> Option<Arc<str>> {
        match self.plant.source(tag) {
            Some(source) => self.links.trouble(source.device, source.unit),
            None => Some("it lives in no device".into()),
        }
    }

    fn occupied(&self, tag: TagIndex) -> Option<Arc<str>> {
        let busy = self.commands.known.values().find(|known| {
            let status = &known.command.status;
            status.stage.under_way() && status.draft.tag == tag && Some(status.id) != self.asking
        })?;
        let status = &busy.command.status;
        Some(format!("{} is {}", status.id, status.stage.word()).into())
    }
}

impl Commands {
    pub(super) const fn new(first: u64) -> Self {
        Self {
            next: first,
            known: BTreeMap::new(),
            seen: BTreeSet::new(),
            watched: BTreeSet::new(),
            shown: Vec::new(),
        }
    }

    pub(super) fn shown(&self) -> Vec<Arc<CommandStatus>> {
        self.shown.clone()
    }

    /// Notes that a read-back tag was read, if any command waits for it.
    pub(super) fn feedback_seen(&mut self, tag: TagIndex) {
        if self.watched.contains(&tag) {
            self.seen.insert(tag);
        }
    }

    /// For each command whose feedback was read since its write ended: whether it agrees, and what it shows.
    pub(super) fn read_back(
        &mut self,
        plant: &Plant,
        samples: &SampleTable,
    ) -> Vec<(CommandId, bool, Arc<str>)> {
        if self.seen.is_empty() {
            return Vec::new();
        }
        let seen = std::mem::take(&mut self.seen);
        let waiting = self.known.values().filter_map(|known| {
            let rule = known.rule.as_ref().filter(|rule| seen.contains(&rule.read_back))?;
            let ended = known.ended_at?;
            let sample = samples.get(rule.read_back)?;
            let tag = plant.tag(rule.read_back)?;
            let fresh = sample.quality().is_good() && sample.source().steady >= ended.steady;
            let value = sample.value().filter(|_| fresh)?;
            let agrees = agrees(plant, rule, known.command.value(), value);
            Some((known.command.status.id, agrees, words(tag, Some(value)).into()))
        });
        waiting.collect()
    }

    pub(super) fn notices(&self, plant: &Plant, now: Moment) -> Vec<Notice> {
        let failed = self.known.values().map(|known| &known.command.status).filter(|status| {
            matches!(status.stage, Stage::Failed | Stage::Expired)
                && !status
                    .history
                    .iter()
                    .all(|(stage, _)| matches!(stage, Stage::Draft | Stage::Checked | Stage::Expired))
                && now.age_of(status.stage_since) < NOTICE_SHOWN
        });
        failed
            .map(|status| Notice {
                kind: NoticeKind::Command,
                text: format!(
                    "{} {} {}: {}",
                    status.id,
                    name(plant, status.draft.tag),
                    status.stage.word(),
                    status.detail
                )
                .into(),
                since: status.stage_since,
            })
            .collect()
    }

    fn publish(&mut self, id: CommandId) {
        if let Some(known) = self.known.get_mut(&id)
            && *known.shown != known.command.status
        {
            known.shown = Arc::new(known.command.status.clone());
        }
        let ended: Vec<_> = self
            .known
            .iter()
            .filter(|(_, known)| known.command.status.stage.ended())
            .map(|(id, _)| *id)
            .collect();
        for old in ended.iter().take(ended.len().saturating_sub(ENDED_SHOWN)) {
            self.known.remove(old);
        }
        self.shown = self.known.values().map(|known| Arc::clone(&known.shown)).collect();
        self.watched = self
            .known
            .values()
            .filter(|known| known.ended_at.is_some() && known.command.status.stage != Stage::Settled)
            .filter_map(|known| Some(known.rule.as_ref()?.read_back))
            .collect();
    }

    /// Ids of drafts that can still be confirmed.
    pub(super) fn drafts(&self) -> Vec<CommandId> {
        let drafts = self
            .known
            .iter()
            .filter(|(_, known)| matches!(known.command.status.stage, Stage::Draft | Stage::Checked));
        drafts.map(|(id, _)| *id).collect()
    }

    /// Gives commands their tags' new numbers after a reload.
    pub(super) fn renumber(&mut self, plant: &Plant, old: &Plant) {
        let moved = |tag: TagIndex| plant.find(&old.tag(tag)?.id);
        for known in self.known.values_mut() {
            let Some(tag) = moved(known.command.status.draft.tag) else {
                known.rule = None;
                continue;
            };
            known.command.status.draft.tag = tag;
            known.rule = known.rule.take().and_then(|mut rule| {
                rule.tag = tag;
                rule.read_back = moved(rule.read_back)?;
                rule.permissives.clear();
                Some(rule)
            });
            known.shown = Arc::new(known.command.status.clone());
        }
        self.seen.clear();
        self.publish(CommandId(0));
    }
}

impl Engine {
    pub(super) fn draft(&mut self, now: Moment, draft: Draft, out: &mut Vec<Output>) {
        let id = CommandId(self.commands.next);
        self.commands.next += 1;
        let rule = self.plant.write_rules.get(&draft.tag).cloned();
        let from = rule.as_ref().and_then(|rule| {
            Some(words(self.plant.tag(rule.read_back)?, self.samples.get(rule.read_back)?.value()))
        });
        let critical = rule.as_ref().is_some_and(|rule| rule.critical);
        let command = Command::new(id, draft, critical, from.unwrap_or_default().into(), now);
        let shown = Arc::new(command.status.clone());
        let open = self.commands.known.values().filter(|known| !known.command.status.stage.ended()).count();
        let writable = rule.is_some();
        self.commands.known.insert(id, Known { command, rule, shown, ended_at: None });
        self.tell_command(id, now, out);
        if !writable {
            self.refuse(id, "this tag may not be written", now, out);
        } else if open >= OPEN_MAX {
            self.refuse(id, "too many commands are open", now, out);
        } else {
            self.examine(id, now, out);
        }
    }

    pub(super) fn confirm(&mut self, now: Moment, id: CommandId, reason: Arc<str>, out: &mut Vec<Output>) {
        let Some(known) = self.commands.known.get(&id) else { return };
        // One confirmation, one frame: a second click finds it beyond its draft.
        if !matches!(known.command.status.stage, Stage::Draft | Stage::Checked) {
            return;
        }
        let Some(rule) = known.rule.clone() else { return };
        if rule.critical && reason.trim().is_empty() {
            return self.refuse(id, "a critical command needs a reason", now, out);
        }
        let Some(verdict) = self.examine(id, now, out) else { return };
        let Some(proof) = verdict.pass() else {
            return self.happen(id, Happening::Confirmed, now, out);
        };
        let Some(known) = self.commands.known.get_mut(&id) else { return };
        let value = known.command.value().clone();
        known.command.arm(now.after(rule.deadline), reason);
        let (Some(tag), Some(source)) = (self.plant.tag(rule.tag), self.plant.source(rule.tag)) else {
            return;
        };
        let Some(device) = self.plant.device(source.device) else { return };
        let request = source.write_request(tag, &value, None, None, &device.limits);
        let order = match request {
            Ok(request) => WriteOrder {
                command: id,
                device: source.device,
                unit: source.unit,
                request,
                read_back: rule.read_back,
                deadline: now.after(rule.deadline),
                proof,
            },
            Err(error) => return self.refuse(id, &error.to_string(), now, out),
        };
        let device = source.device;
        self.happen(id, Happening::Confirmed, now, out);
        out.push(Output::Order(device, Order::Write(order)));
    }

    pub(super) fn cancel(&mut self, now: Moment, id: CommandId, out: &mut Vec<Output>) {
        self.happen(id, Happening::Cancelled, now, out);
    }

    pub(super) fn write_sent(&mut self, id: CommandId, at: Moment, out: &mut Vec<Output>) {
        self.happen(id, Happening::Sent, at, out);
    }

    pub(super) fn write_ended(
        &mut self,
        id: CommandId,
        outcome: WriteOutcome,
        at: Moment,
        out: &mut Vec<Output>,
    ) {
        if let Some(known) = self.commands.known.get_mut(&id) {
            known.ended_at = Some(at);
        }
        self.happen(id, Happening::Ended(outcome), at, out);
    }

    /// Looks at every draft again, and at every deadline.
    pub(super) fn tick_commands(&mut self, now: Moment, out: &mut Vec<Output>) {
        for id in self.commands.drafts() {
            self.examine(id, now, out);
        }
        let open: Vec<_> = self
            .commands
            .known
            .iter()
            .filter(|(_, known)| !known.command.status.stage.ended())
            .map(|(id, _)| *id)
            .collect();
        for id in open {
            self.happen(id, Happening::Tick, now, out);
        }
    }

    pub(super) fn happen(&mut self, id: CommandId, happening: Happening, now: Moment, out: &mut Vec<Output>) {
        let Some(known) = self.commands.known.get_mut(&id) else { return };
        let settle_within = known.rule.as_ref().map_or(Duration::ZERO, |rule| rule.settle_within);
        let changed = known.command.happen(happening, settle_within, now).is_some();
        if changed {
            self.tell_command(id, now, out);
        }
        self.commands.publish(id);
    }

    fn examine(&mut self, id: CommandId, now: Moment, out: &mut Vec<Output>) -> Option<Verdict> {
        let known = self.commands.known.get(&id)?;
        let rule = known.rule.as_ref()?;
        let view = Plantview {
            plant: &self.plant,
            samples: &self.samples,
            links: &self.links,
            commands: &self.commands,
            asking: Some(id),
        };
        let verdict = examine(rule, known.command.value(), &view, now);
        self.happen(id, Happening::Examined(verdict.clone()), now, out);
        Some(verdict)
    }

    fn refuse(&mut self, id: CommandId, why: &str, now: Moment, out: &mut Vec<Output>) {
        let Some(known) = self.commands.known.get_mut(&id) else { return };
        known.command.refuse(why.into(), now);
        self.tell_command(id, now, out);
        self.commands.publish(id);
    }

    /// Journals a command's new stage and tells whoever asked for it.
    fn tell_command(&mut self, id: CommandId, now: Moment, out: &mut Vec<Output>) {
        let Some(known) = self.commands.known.get(&id) else { return };
        let status = &known.command.status;
        let tag = self.plant.tag(status.draft.tag);
        let name = tag.map_or_else(|| "a tag that is gone".to_owned(), |tag| tag.id.to_string());
        let value = tag.map_or_else(String::new, |tag| words(tag, Some(&status.draft.value)));
        let mut text = format!("{}: set {name} from {} to {value}", status.stage.word(), status.from);
        if !status.detail.is_empty() {
            text = format!("{text}; {}", status.detail);
        }
        let details = [
            ("checks", checks(status)),
            ("detail", status.detail.to_string()),
            ("from", status.from.to_string()),
            ("reason", status.reason.to_string()),
            ("stage", status.stage.word().to_owned()),
            ("tag", name),
            ("value", status.draft.value.to_string()),
        ];
        let origin = status.draft.origin.word();
        let entry = entry(now, EntryKind::Command, origin, &id.to_string(), &text, details);
        out.push(Output::Record(Record::Command {
            requester_id: Arc::clone(&status.draft.requester_id),
            command: id,
            stage: status.stage,
            detail: Arc::clone(&status.detail),
            at: now,
        }));
        self.note(entry, out);
    }
}

/// The checks as one line for the journal: the same words the operator saw.
fn checks(status: &CommandStatus) -> String {
    let line = status.checks.iter().map(|check| {
        let sign = if check.met { "ok" } else { "NOT MET" };
        format!("{sign} {} ({})", check.title, check.value)
    });
    line.collect::<Vec<_>>().join("; ")
}

fn name(plant: &Plant, tag: TagIndex) -> &str {
    plant.tag(tag).map_or("?", |tag| &tag.id)
}

/// A value as the operator reads it.
fn words(tag: &Tag, value: Option<&Value>) -> String {
    value.map_or_else(|| "no value".to_owned(), |value| in_words(tag, value))
}

/// Whether the feedback shows what was commanded, within the tolerance or what its registers can tell.
fn agrees(plant: &Plant, rule: &WriteRule, commanded: &Value, shown: &Value) -> bool {
    let expected = commanded
        .whole()
        .and_then(|whole| rule.expect.get(&i64::try_from(whole).ok()?))
        .map_or_else(|| commanded.clone(), |expected| Value::Int(*expected));
    shown.matches(&expected, rule.tolerance.max(resolution(plant, rule.read_back, &expected)))
}

/// Half of the smallest step the feedback's registers can show near a value.
fn resolution(plant: &Plant, tag: TagIndex, near: &Value) -> f64 {
    let Some(definition) = plant.tag(tag) else { return 0.0 };
    let half_count = match &definition.scaling {
        Scaling::None | Scaling::Exponent => 0.0,
        Scaling::Linear { gain, .. } => gain.abs() * 0.500_001,
        Scaling::TwoPoint { raw: [low, high], engineering: [from, to], .. } => {
            ((to - from) / (high - low)).abs() * 0.500_001
        }
    };
    let single = plant.source(tag).is_some_and(|source| source.encoding == Encoding::F32);
    let rounding = if single { near.number().unwrap_or(0.0).abs() * 1e-6 } else { 0.0 };
    half_count.max(rounding)
}
