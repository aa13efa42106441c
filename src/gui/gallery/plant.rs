//! The plant of the gallery: one set of tags for each state, each truthfully in that state.

use std::time::Duration;

use crate::alarm::Priority;
use crate::display::Equipment;
use crate::gui::elements::{Asked, Control, ElementSource, Reading};
use crate::gui::gallery::tags::{asked, before, sample, tag};
use crate::gui::painter::{AlarmSign, AlarmState};
use crate::tag::{QualityLevel, Sample, Tag, TagIndex};
use crate::time::{Moment, Zone};
use crate::trend::Column;

/// What a set of tags shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Show {
    Good,
    Waiting,
    Uncertain,
    Stale,
    Bad,
    Substituted,
    Interlocked,
    Differs,
    Pending,
    Maintenance,
    Alarm(Priority, AlarmState),
}

/// All sets; a tag's index is set times [`SET`] plus its role.
pub(super) const SHOWS: [Show; 20] = [
    Show::Good,
    Show::Waiting,
    Show::Uncertain,
    Show::Stale,
    Show::Bad,
    Show::Substituted,
    Show::Interlocked,
    Show::Differs,
    Show::Alarm(Priority::Low, AlarmState::New),
    Show::Alarm(Priority::Medium, AlarmState::New),
    Show::Alarm(Priority::High, AlarmState::New),
    Show::Alarm(Priority::Urgent, AlarmState::New),
    Show::Alarm(Priority::High, AlarmState::Acknowledged),
    Show::Alarm(Priority::High, AlarmState::Returned),
    Show::Alarm(Priority::High, AlarmState::Shelved),
    Show::Alarm(Priority::High, AlarmState::Suppressed),
    Show::Pending,
    Show::Maintenance,
    Show::Alarm(Priority::High, AlarmState::OutOfService),
    Show::Alarm(Priority::Urgent, AlarmState::Returned),
];

/// The tags of a set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Level,
    Tank,
    Pump,
    Motor,
    Valve,
    Flow,
    Breaker,
    Lamp,
    Setpoint,
    Outstation,
    Mode,
    Current,
}

const ROLES: [Role; 12] = [
    Role::Level,
    Role::Tank,
    Role::Pump,
    Role::Motor,
    Role::Valve,
    Role::Flow,
    Role::Breaker,
    Role::Lamp,
    Role::Setpoint,
    Role::Outstation,
    Role::Mode,
    Role::Current,
];

/// Tags in a set.
const SET: u32 = ROLES.len() as u32;

/// The tag of a role in a set.
pub(super) fn tag_of(show: Show, role: Role) -> TagIndex {
    let set = SHOWS.iter().position(|other| *other == show).unwrap_or_default() as u32;
    let place = ROLES.iter().position(|other| *other == role).unwrap_or_default() as u32;
    TagIndex(set * SET + place)
}

/// Tags, samples and lines of the gallery at one moment.
#[derive(Debug)]
pub(super) struct Plant {
    start: Moment,
    now: Moment,
    zone: Zone,
    tags: Vec<Tag>,
    samples: Vec<Sample>,
    lines: Vec<Vec<Option<Column>>>,
}

/// How old stale values are when the gallery opens.
pub(super) const STALE_AT_START: Duration = Duration::from_secs(74);
/// How long commands have been under way when it opens.
const ASKED_BEFORE: Duration = Duration::from_secs(8);
/// How far the lines reach back.
pub(super) const SPAN: Duration = Duration::from_hours(2);

impl Plant {
    pub(super) fn new(start: Moment) -> Self {
        let start = start.after(Duration::from_secs(100_000));
        let tags = SHOWS.iter().flat_map(|show| ROLES.iter().map(|role| tag(*role, *show))).collect();
        Self { start, now: start, zone: Zone::default(), tags, samples: Vec::new(), lines: Vec::new() }
            .refreshed()
    }

    /// The same plant later.
    pub(super) fn at(mut self, now: Moment) -> Self {
        let now = now.after(Duration::from_secs(100_000));
        if self.now == now {
            return self;
        }
        self.now = now;
        self.refreshed()
    }

    fn refreshed(mut self) -> Self {
        let (start, now) = (self.start, self.now);
        let sets = SHOWS.iter();
        self.samples =
            sets.clone().flat_map(|show| ROLES.iter().map(|role| sample(*role, *show, start, now))).collect();
        self.lines = sets.map(|show| line(*show, now)).collect();
        self
    }

    fn show(tag: TagIndex) -> Option<Show> {
        SHOWS.get((tag.0 / SET) as usize).copied()
    }
}

/// Columns of a line; enough for the widest element of the gallery.
const COLUMNS: usize = 90;

/// A made-up afternoon: a few slow waves with a saw on top.
fn line(show: Show, now: Moment) -> Vec<Option<Column>> {
    let pitch = SPAN / COLUMNS as u32;
    (1..=COLUMNS)
        .map(|place| {
            let share = place as f64 / COLUMNS as f64;
            let wave = (share * 9.0).sin() * 0.35 + (share * 23.0).sin() * 0.12 + (share * 61.0).sin() * 0.06;
            let last = 2.6 + wave - (share - 0.8).max(0.0) * 1.4;
            let silent = matches!(show, Show::Stale | Show::Bad) && share > 0.78;
            if silent || show == Show::Waiting {
                return None;
            }
            let by_hand = show == Show::Substituted && share > 0.75;
            let unsure = show == Show::Uncertain && share > 0.75;
            let last = if by_hand { 2.4 } else { last };
            let level = if by_hand || unsure { QualityLevel::Uncertain } else { QualityLevel::Good };
            let time = now.utc.before(pitch * (COLUMNS - place) as u32);
            Some(Column { time, min: last - 0.01, max: last + 0.01, last, level })
        })
        .collect()
}

impl ElementSource for Plant {
    fn now(&self) -> Moment {
        self.now
    }

    fn zone(&self) -> &Zone {
        &self.zone
    }

    fn reading(&self, tag: TagIndex) -> Option<Reading<'_>> {
        let (tag, sample) = (self.tags.get(tag.slot())?, self.samples.get(tag.slot())?);
        Some(Reading { tag, sample, now: self.now })
    }

    fn control(&self, tag: TagIndex) -> Control {
        let mut control = Control::default();
        let role = ROLES.get((tag.0 % SET) as usize).copied().unwrap_or(Role::Level);
        let asked = || Some(Asked { text: asked(role).into(), since: before(self.start, ASKED_BEFORE) });
        match Self::show(tag) {
            Some(Show::Interlocked) => control.interlocked = Some("1 of 6".into()),
            Some(Show::Differs) => control.differs = asked(),
            Some(Show::Pending) => control.pending = asked(),
            Some(Show::Maintenance) => control.maintenance = Some("calibration due".into()),
            Some(Show::Alarm(priority, state)) => control.alarm = Some(AlarmSign { state, priority }),
            _ => {}
        }
        control
    }

    fn line(&self, tag: TagIndex, _span: Duration) -> &[Option<Column>] {
        self.lines.get((tag.0 / SET) as usize).map_or(&[], Vec::as_slice)
    }

    fn equipment(&self, _id: &str) -> Option<&Equipment> {
        None
    }
}
