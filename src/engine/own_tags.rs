//! How the station itself is, as tags: alarms judge it and recordings hold it like anything of the plant.

use std::sync::Arc;
use std::time::Duration;

use crate::engine::{Engine, Output};
use crate::plant::Measure;
use crate::tag::{Quality, Sample, Value};
use crate::time::Moment;

/// With no change they are told again this often: they must not grow stale.
const TOLD_EVERY: Duration = Duration::from_secs(1);

/// What was told last, and when.
#[derive(Debug, Default)]
pub(super) struct OwnTags {
    told: Option<(Moment, [Option<bool>; 3])>,
}

impl OwnTags {
    /// Tells them anew, as after a reload that may have numbered them differently.
    pub(super) fn forget(&mut self) {
        self.told = None;
    }
}

impl Engine {
    /// Sets the station's own tags where one changed, and about each second.
    pub(super) fn tell_own_tags(&mut self, now: Moment, out: &mut Vec<Output>) {
        let states = Measure::OF_STATION.map(|measure| self.own_state(measure, now));
        let fresh = self
            .own_tags
            .told
            .as_ref()
            .is_some_and(|(at, told)| *told == states && now.steady.since(at.steady) < TOLD_EVERY);
        if fresh {
            return;
        }
        self.own_tags.told = Some((now, states));
        let plant = Arc::clone(&self.plant);
        let own = plant.system.iter().filter(|system| system.device.is_none());
        let samples = own.filter_map(|system| {
            let (_, state) =
                Measure::OF_STATION.into_iter().zip(states).find(|(m, _)| *m == system.measure)?;
            Some((system.tag, Sample::new(Value::Bool(state?), Quality::GOOD, now, now)))
        });
        let samples: Vec<_> = samples.collect();
        if !samples.is_empty() {
            self.take_samples(now, samples, out);
        }
    }

    /// Whether that is well; `None` where nobody can tell.
    fn own_state(&self, measure: Measure, now: Moment) -> Option<bool> {
        match measure {
            Measure::Recording => {
                self.recording.as_ref()?;
                Some(self.recording_trouble(now).is_none())
            }
            Measure::Journal => Some(self.journal_trouble.is_none()),
            Measure::Disk => self.recording.as_ref()?.room,
            Measure::Connected
            | Measure::Connects
            | Measure::Overruns
            | Measure::StaleFrames
            | Measure::Duty
            | Measure::Online
            | Measure::Requests
            | Measure::Timeouts
            | Measure::Exceptions
            | Measure::BrokenAnswers
            | Measure::RoundTrip => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{Input, Options};
    use crate::message::{Recording, Request};
    use crate::plant::{Plant, SystemTag};
    use crate::tag::{Bands, Scaling, Tag, TagIndex};
    use crate::time::{Steady, Timestamp};

    fn at(millis: u64) -> Moment {
        let utc = Timestamp::from_millis(1_800_000_000_000 + millis as i64);
        Moment { utc, steady: Steady::from_millis(millis) }
    }

    fn plant() -> Arc<Plant> {
        let tag = |measure: Measure| Tag {
            id: format!("sys.station.{}", measure.word()).into(),
            title: "Station".into(),
            formerly: Vec::new(),
            equipment: None,
            area: "".into(),
            unit: "".into(),
            decimals: 0,
            range: None,
            bands: Bands::default(),
            states: Vec::new(),
            scaling: Scaling::None,
            period: TOLD_EVERY,
            stale_after: TOLD_EVERY * 3,
        };
        let system = Measure::OF_STATION.into_iter().zip(0u32..).map(|(measure, tag)| SystemTag {
            tag: TagIndex(tag),
            device: None,
            unit: None,
            measure,
        });
        Arc::new(Plant {
            tags: Measure::OF_STATION.map(tag).into(),
            system: system.collect(),
            ..Plant::default()
        })
    }

    fn states(engine: &Engine, now: Moment) -> Vec<Option<bool>> {
        let samples = engine.samples().iter().take(3);
        samples
            .map(|(_, sample)| {
                let Some(Value::Bool(state)) = sample.value() else { return None };
                (sample.quality_at(now, TOLD_EVERY * 3) == Quality::GOOD).then_some(*state)
            })
            .collect()
    }

    #[test]
    fn recording_journal_and_disk_are_tags_that_follow_at_once_and_never_grow_stale() {
        let mut engine = Engine::new(plant(), Options::default(), at(0));
        let mut out = Vec::new();
        engine.handle(at(100), Input::Tick, &mut out);
        assert_eq!(states(&engine, at(100)), [None, Some(true), None]);

        let mut say = |engine: &mut Engine, now, trouble: &str, room| {
            let recording = Recording { trouble: trouble.into(), room, ..Recording::default() };
            engine.handle(now, Input::Request(Request::Recording(Arc::new(recording))), &mut out);
        };
        say(&mut engine, at(200), "", Some(true));
        assert_eq!(states(&engine, at(200)), [Some(true); 3]);
        say(&mut engine, at(900), "the disk is full", Some(false));
        assert_eq!(states(&engine, at(900)), [Some(false), Some(true), Some(false)]);
        say(&mut engine, at(1_600), "", Some(true));

        // The historian falls silent: its tag says so, all go on being told.
        let mut out = Vec::new();
        engine.handle(at(1_700), Input::Request(Request::JournalTrouble("full".into())), &mut out);
        for millis in (1_800..9_000).step_by(100) {
            engine.handle(at(millis), Input::Tick, &mut out);
        }
        assert_eq!(states(&engine, at(9_000)), [Some(false), Some(false), Some(true)]);
    }
}
