//! What an earlier run left: the file first, then the journal after its place.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::Path;

use crate::alarm::{Change, PERIOD_HEALTH};
use crate::engine::KeptAlarms;
use crate::journal::{Chain, Chained, EntryKind};
use crate::station::alarm_memory::{AlarmMemory, Saved, change_of, state_file};
use crate::station::journal_file::{JournalFile, Place};
use crate::time::Timestamp;

/// Changes remembered for the health figures; older ones are left out.
const REMEMBERED_MAX: usize = 100_000;
/// Bytes of an earlier journal that are read after the file's place.
const TAIL_MAX: u64 = 64 << 20;
/// What an alarm entry's line holds.
const MARK: &str = "\"kind\":\"alarm\"";

/// Reads what an earlier run left in a folder whose journal is open. Gives it for the engine, and as what the
/// recorder goes on with.
pub(super) fn recover(folder: &Path, journal: &mut JournalFile, now: Timestamp) -> (KeptAlarms, AlarmMemory) {
    let text = journal.take_text();
    let mut remarks = Vec::new();
    let saved = read_file(folder, &mut remarks);
    let ran_before = saved.is_some() || !text.is_empty();
    let current = journal.place().unwrap_or_default();
    let (mut memory, after) = match saved {
        None => (AlarmMemory::default(), After::Beginning),
        Some((Saved { place, mut memory }, at)) => match standing(&place, &current, &text) {
            Standing::Holds => (memory, After::Line(place.sequence)),
            Standing::Contradicts => {
                let why = "it does not belong to this journal";
                remarks.push(put_away(folder, why));
                (AlarmMemory::default(), After::Beginning)
            }
            Standing::Elsewhere => {
                if let Err(why) = read_tail(folder, &place, &mut memory) {
                    remarks.push(format!(
                        "{} was not read after the place that {} knows: {why}",
                        folder.join(&place.file).display(),
                        state_file::NAME
                    ));
                }
                (memory, After::Time(at))
            }
        },
    };
    let remembered = read_journal(&text, after, now, &mut memory, &mut remarks);
    let remarks = remarks.into_iter().map(Into::into).collect();
    (KeptAlarms { ran_before, kept: memory.kept(), remembered, remarks }, memory)
}

/// From where on the present journal is news.
enum After {
    Beginning,
    /// After this line, from 1.
    Line(u64),
    /// After this time.
    Time(Timestamp),
}

/// How the file's place stands to the present journal.
enum Standing {
    /// It is a place in it.
    Holds,
    /// The journal has another entry there: the file belongs to another one.
    Contradicts,
    /// It is a place in an earlier journal, or in one that was taken away.
    Elsewhere,
}

fn standing(place: &Place, current: &Place, text: &str) -> Standing {
    if place.file != current.file || place.sequence > current.sequence {
        return Standing::Elsewhere;
    }
    if place.sequence == 0 {
        return Standing::Holds;
    }
    let line = usize::try_from(place.sequence - 1).ok().and_then(|at| text.lines().nth(at));
    let chained = line.and_then(|line| serde_json::from_str::<Chained>(line).ok());
    if chained.is_some_and(|chained| chained.hash == place.hash) {
        Standing::Holds
    } else {
        Standing::Contradicts
    }
}

fn read_file(folder: &Path, remarks: &mut Vec<String>) -> Option<(Saved, Timestamp)> {
    match state_file::read(folder) {
        Ok(saved) => saved,
        Err(why) => {
            remarks.push(put_away(folder, &why.to_string()));
            None
        }
    }
}

fn put_away(folder: &Path, why: &str) -> String {
    let path = folder.join(state_file::NAME);
    let done = match state_file::set_aside(folder) {
        Ok(aside) => format!("it was set aside as {}", aside.display()),
        Err(error) => format!("it could not be set aside: {error}"),
    };
    format!("{} is not used: {why}; {done}; the alarms were taken from the journal", path.display())
}

/// Takes what an earlier journal holds after a place; it must go on from there as a chain.
fn read_tail(folder: &Path, place: &Place, memory: &mut AlarmMemory) -> Result<(), String> {
    let name = Path::new(&place.file);
    if name.components().count() != 1 || !place.file.starts_with("journal") {
        return Err("that is not a journal's name".to_owned());
    }
    // A journal that was taken away on purpose is no trouble: the file alone counts.
    let Ok(mut file) = File::open(folder.join(name)) else { return Ok(()) };
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(place.bytes)).map_err(|error| error.to_string())?;
    file.take(TAIL_MAX).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    let whole = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
    bytes.truncate(whole);
    let text = String::from_utf8(bytes).map_err(|_| "it is not UTF-8".to_owned())?;
    let mut chain = Chain::after(place.sequence, &place.hash);
    for (at, line) in text.lines().enumerate() {
        let chained = chain.follow(at + 1, line).map_err(|error| error.to_string())?;
        if let Some(entry) = chained.entry() {
            memory.take(&entry);
        }
    }
    Ok(())
}

/// Takes what the present journal holds; gives the changes for the health figures.
fn read_journal(
    text: &str,
    after: After,
    now: Timestamp,
    memory: &mut AlarmMemory,
    remarks: &mut Vec<String>,
) -> Vec<Change> {
    let mut remembered = VecDeque::new();
    let mut unread = 0_usize;
    for (number, line) in (1_u64..).zip(text.lines()) {
        if !line.contains(MARK) {
            continue;
        }
        let entry = serde_json::from_str::<Chained>(line).ok().and_then(|chained| chained.entry());
        let Some(entry) = entry.filter(|entry| entry.kind == EntryKind::Alarm) else {
            continue;
        };
        let news = match after {
            After::Beginning => true,
            After::Line(last) => number > last,
            After::Time(last) => entry.time > last,
        };
        let change = if news { memory.take(&entry) } else { change_of(&entry) };
        let Some(change) = change else {
            unread += 1;
            continue;
        };
        if now.since(change.at) <= PERIOD_HEALTH {
            if remembered.len() >= REMEMBERED_MAX {
                remembered.pop_front();
            }
            remembered.push_back(change);
        }
    }
    if unread > 0 {
        remarks.push(format!("{unread} alarm entries of the journal could not be read"));
    }
    remembered.into()
}
