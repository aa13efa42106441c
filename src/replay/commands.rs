//! Commands as they stood at a time: from the steps that the journal tells of each.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::command::{CommandId, CommandStatus, DRAFT_LIFETIME, Draft, Origin, Stage};
use crate::journal::{Entry, EntryKind};
use crate::plant::Plant;
use crate::replay::moment;
use crate::tag::Value;
use crate::time::Timestamp;

/// Ended commands that are shown, as live.
const ENDED_SHOWN: usize = 64;

/// Commands under way and the last ended ones, by number. `journal` holds the entries up to the time, oldest
/// first. One without an end that has not moved for twice the lifetime of a draft ended with its station.
pub(super) fn commands(plant: &Plant, journal: &[Entry], at: Timestamp) -> Vec<Arc<CommandStatus>> {
    let mut known: BTreeMap<CommandId, CommandStatus> = BTreeMap::new();
    for entry in journal.iter().filter(|entry| entry.kind == EntryKind::Command) {
        let Some((stage, status)) = step(plant, entry) else { continue };
        let since = status.stage_since;
        match known.get_mut(&status.id) {
            // A number that begins anew is of another run.
            Some(before) if !before.stage.ended() => {
                let mut history = std::mem::take(&mut before.history);
                history.push((stage, since));
                *before = CommandStatus { history, ..status };
            }
            Some(_) | None => {
                known.insert(status.id, status);
            }
        }
    }
    let alive = |status: &CommandStatus| {
        status.stage.ended() || at.since(status.stage_since.utc) <= DRAFT_LIFETIME * 2
    };
    known.retain(|_, status| alive(status));
    let ended = known.values().filter(|status| status.stage.ended()).count();
    let mut too_many = ended.saturating_sub(ENDED_SHOWN);
    let mut shown = Vec::with_capacity(known.len());
    for status in known.into_values() {
        if too_many > 0 && status.stage.ended() {
            too_many -= 1;
            continue;
        }
        shown.push(Arc::new(status));
    }
    shown
}

/// One step; `None` where the entry is no step of a command on a tag that the layout has.
fn step(plant: &Plant, entry: &Entry) -> Option<(Stage, CommandStatus)> {
    let id = CommandId(entry.subject.strip_prefix("C-")?.parse().ok()?);
    let detail = |name: &str| entry.details.get(name).map_or_else(|| Arc::from(""), Arc::clone);
    let stage = Stage::parse(entry.details.get("stage")?)?;
    let tag = plant.find(entry.details.get("tag")?)?;
    let value = value(entry.details.get("value")?);
    let origin = if &*entry.source == Origin::Script.word() { Origin::Script } else { Origin::Operator };
    let since = moment(entry.time);
    let status = CommandStatus {
        id,
        draft: Draft { tag, value, origin, requester_id: "".into() },
        stage,
        stage_since: since,
        checks: Vec::new(),
        from: detail("from"),
        actual: "".into(),
        deadline: None,
        critical: false,
        reason: detail("reason"),
        detail: detail("detail"),
        history: vec![(stage, since)],
    };
    Some((stage, status))
}

/// A value as the journal writes it.
fn value(text: &str) -> Value {
    if let Ok(int) = text.parse() {
        return Value::Int(int);
    }
    if let Ok(int) = text.parse() {
        return Value::UInt(int);
    }
    match text.parse::<f64>() {
        Ok(float) if float.is_finite() => Value::Float(float),
        Ok(_) | Err(_) => Value::Text(text.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tag::TagIndex;

    fn entry(second: i64, id: &str, stage: &str, value: &str) -> Entry {
        let details =
            [("stage", stage), ("tag", "SP"), ("value", value), ("reason", "demand"), ("from", "5.2 bar")];
        Entry {
            time: Timestamp::from_micros(second * 1_000_000),
            kind: EntryKind::Command,
            source: "operator".into(),
            subject: id.into(),
            text: "".into(),
            details: details.into_iter().map(|(name, word)| (name.into(), word.into())).collect(),
        }
    }

    fn shown(journal: &[Entry], second: i64) -> Vec<(u64, Stage, Value, usize)> {
        let mut plant = Plant::default();
        plant.tags_by_id.insert("SP".into(), TagIndex(0));
        let up_to = journal.partition_point(|entry| entry.time.micros() <= second * 1_000_000);
        let found = commands(&plant, &journal[..up_to], Timestamp::from_micros(second * 1_000_000));
        found.iter().map(|c| (c.id.0, c.stage, c.draft.value.clone(), c.history.len())).collect()
    }

    #[test]
    fn a_command_stands_at_each_time_at_its_step() {
        let journal = [
            entry(10, "C-1", "draft", "5.6"),
            entry(11, "C-1", "confirmed", "5.6"),
            entry(12, "C-2", "draft", "1"),
            entry(13, "C-1", "settled", "5.6"),
        ];
        assert_eq!(shown(&journal, 9), []);
        assert_eq!(shown(&journal, 10), [(1, Stage::Draft, Value::Float(5.6), 1)]);
        assert_eq!(
            shown(&journal, 12),
            [(1, Stage::Confirmed, Value::Float(5.6), 2), (2, Stage::Draft, Value::Int(1), 1)]
        );
        assert_eq!(shown(&journal, 13)[0], (1, Stage::Settled, Value::Float(5.6), 3));
        // What has an end stays; what has none ended with its station.
        assert_eq!(shown(&journal, 1_000), [(1, Stage::Settled, Value::Float(5.6), 3)]);
    }

    #[test]
    fn what_is_no_step_of_a_command_shows_nothing_and_few_ended_ones_are_shown() {
        let mut wrong =
            vec![entry(1, "17", "draft", "1"), entry(2, "C-x", "draft", "1"), entry(3, "C-1", "done", "1")];
        let mut gone = entry(4, "C-2", "draft", "1");
        gone.details.insert("tag".into(), "GONE".into());
        wrong.push(gone);
        assert_eq!(shown(&wrong, 10), []);
        let many: Vec<Entry> = (0..200).map(|n| entry(n, &format!("C-{n}"), "refused", "NaN")).collect();
        let shown = shown(&many, 300);
        assert_eq!((shown.len(), shown[0].0, shown[63].0), (64, 136, 199));
    }
}
