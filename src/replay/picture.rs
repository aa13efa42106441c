//! Everything a screen shows of one time of a recording.

use std::sync::Arc;
use std::time::Duration;

use crate::alarm;
use crate::command::CommandStatus;
use crate::historian::LastRow;
use crate::journal::Entry;
use crate::message::{DeviceStatus, QualityCounts};
use crate::plant::Plant;
use crate::replay::Recording;
use crate::replay::ages::Ages;
use crate::replay::alarms::Alarms;
use crate::replay::commands::commands;
use crate::replay::devices;
use crate::replay::happened::Happened;
use crate::replay::recording::is_fresh;
use crate::tag::{Quality, Sample, SampleTable, TagIndex};
use crate::time::{Moment, Steady, Timestamp};

/// A station that runs records something at least this often; where nothing stands for longer, it did not run.
const SILENCE_MAX: Duration = Duration::from_secs(10);

/// Everything a screen shows of one time.
#[derive(Clone, Debug)]
pub struct Picture {
    /// The time as a moment of the recording.
    pub at: Moment,
    /// Every tag of the layout.
    pub samples: SampleTable,
    /// What they are worth.
    pub counts: QualityCounts,
    /// Devices in layout order.
    pub devices: Vec<Arc<DeviceStatus>>,
    /// The last journal entries, oldest first.
    pub journal: Arc<[Entry]>,
    /// Commands under way and the last ended ones, oldest first, as far as the last journal entries tell.
    pub commands: Vec<Arc<CommandStatus>>,
    /// The alarms as they stood.
    pub alarms: Arc<alarm::Picture>,
    /// Whether every change of an alarm before this time was read; the rest follows with the next pictures.
    pub alarms_complete: bool,
    /// Whether a station recorded at this time.
    pub recorded: bool,
}

/// Makes pictures; keeps what the next one can use.
#[derive(Debug, Default)]
pub struct Pictures {
    ages: Ages,
    alarms: Alarms,
    happened: Happened,
}

/// A time of a recording as a moment: there the two clocks are one.
pub fn moment(time: Timestamp) -> Moment {
    Moment { utc: time, steady: Steady::from_nanos(time.nanos().max(0).unsigned_abs()) }
}

impl Pictures {
    /// The picture of a time: nothing of another time is in it.
    pub fn at(&mut self, plant: &Plant, recording: &dyn Recording, time: Timestamp) -> Picture {
        let at = moment(time);
        let rows = recording.last_rows(time);
        let newest = rows.iter().map(|(_, row)| row.time).max();
        let silent = newest.map_or(Duration::MAX, |newest| time.since(newest));
        let nothing = Sample::without_value(Quality::NOT_RECORDED, at, at);
        let mut samples = SampleTable::waiting(plant.tags.len(), at);
        for tag in (0u32..).map(TagIndex).take(plant.tags.len()) {
            samples.set(tag, nothing.clone());
        }
        for (id, row) in rows {
            let Some(tag) = plant.find(&id) else { continue };
            // A tag that is sampled seldom is not gone because others are.
            if silent <= SILENCE_MAX.max(row.hold) {
                samples.set(tag, self.sample(recording, &id, row));
            }
        }
        let counts = counts(plant, &samples, at);
        let journal = self.happened.before(recording, time);
        let commands = commands(plant, &journal, time);
        let devices = devices::devices(plant, &samples, &journal, at);
        let (alarms, alarms_complete) = self.alarms.at(plant, recording, &samples, at);
        let recorded = silent <= SILENCE_MAX;
        Picture { at, samples, counts, devices, journal, commands, alarms, alarms_complete, recorded }
    }

    fn sample(&mut self, recording: &dyn Recording, id: &Arc<str>, row: LastRow) -> Sample {
        let received = moment(row.time);
        match row.value {
            None => Sample::without_value(row.quality, received, received),
            Some(value) if is_fresh(row.quality) => Sample::new(value, row.quality, received, received),
            Some(value) => {
                let source = moment(self.ages.source(recording, id, row.time));
                Sample::new(value, row.quality, source, received)
            }
        }
    }
}

/// As the engine counts: without the station's own tags.
fn counts(plant: &Plant, samples: &SampleTable, now: Moment) -> QualityCounts {
    let system: std::collections::BTreeSet<TagIndex> = plant.system.iter().map(|system| system.tag).collect();
    let mut counts = QualityCounts::default();
    for ((tag, sample), definition) in samples.iter().zip(&plant.tags) {
        if system.contains(&tag) {
            continue;
        }
        counts.add(sample.quality_at(now, definition.stale_after));
    }
    counts
}
