//! The running order under faults, in time that only this file moves.

use std::time::Duration;

use super::*;
use crate::device::poll_plan::tests::{device, source};
use crate::device::{Encoding, Limits};

/// What a simulated line does with a request: how long it takes and how it ends.
type Line<'a> = &'a dyn Fn(&Read, Moment) -> (u64, Result<(), Failure>);

struct Rig {
    schedule: Schedule,
    now: Moment,
    /// Each request with the time it was sent.
    sent: Vec<(u64, Read)>,
    bad: Vec<(u64, u32, Bad)>,
    units: Vec<(u64, u8, &'static str)>,
}

impl Rig {
    fn new(sources: &[Source]) -> Self {
        let now = at(1_000);
        let limits = Limits { gap_registers: 0, ..Limits::default() };
        let mut schedule = Schedule::new(DeviceIndex(0), &device(limits), sources, now);
        schedule.connected(now);
        Self { schedule, now, sent: Vec::new(), bad: Vec::new(), units: Vec::new() }
    }

    fn millis(&self) -> u64 {
        self.now.steady.nanos() / 1_000_000
    }

    fn run_until(&mut self, millis: u64, line: Line<'_>) {
        while self.millis() < millis {
            match self.schedule.next(self.now) {
                Next::Read(read) => {
                    self.sent.push((self.millis(), read));
                    let (took, ended) = line(&read, self.now);
                    self.now = self.now.after(Duration::from_millis(took));
                    let effects = match ended {
                        Ok(()) => self.schedule.answered(&read, self.now),
                        Err(failure) => self.schedule.failed(&read, &failure, &Arc::from("why"), self.now),
                    };
                    let millis = self.millis();
                    for (tags, bad) in effects.bad {
                        self.bad.extend(tags.iter().map(|tag| (millis, tag.0, bad)));
                    }
                    self.units.extend(effects.units.iter().map(|(id, state)| (millis, id.0, state.word())));
                }
                Next::Idle(until) => {
                    let until = until.map_or(millis, |until| until.nanos().div_ceil(1_000_000)).min(millis);
                    self.now =
                        self.now.after(Duration::from_millis(until.max(self.millis() + 1) - self.millis()));
                }
            }
        }
    }

    fn starts_of(&self, unit: u8) -> Vec<u64> {
        self.sent.iter().filter(|(_, read)| read.unit.0 == unit).map(|(millis, _)| *millis).collect()
    }
}

fn at(millis: u64) -> Moment {
    Moment::default().after(Duration::from_millis(millis))
}

fn fine(_: &Read, _: Moment) -> (u64, Result<(), Failure>) {
    (5, Ok(()))
}

#[test]
fn keeps_its_phase_without_drift() {
    let mut rig = Rig::new(&[source(0, 1, "holding:0", Encoding::U16, 100)]);
    rig.run_until(11_000, &fine);
    let starts = rig.starts_of(1);
    assert_eq!(starts.len(), 101 - 1);
    assert!(starts.iter().all(|start| start % 100 == 0), "{starts:?}");
    assert_eq!(rig.schedule.overruns(), 0);
}

#[test]
fn a_pause_of_the_process_brings_one_read_a_block_and_counts_what_was_missed() {
    let mut rig = Rig::new(&[
        source(0, 1, "holding:0", Encoding::U16, 1_000),
        source(1, 1, "holding:10", Encoding::U16, 1_000),
    ]);
    rig.run_until(5_000, &fine);
    let before = rig.sent.len();
    rig.now = rig.now.after(Duration::from_secs(60));
    rig.run_until(65_020, &fine);
    assert_eq!(rig.sent.len() - before, 2, "{:?}", &rig.sent[before..]);
    // 60 slots each fell into the pause; the first of each was served late, the others never.
    assert!((117..=120).contains(&rig.schedule.overruns()), "{}", rig.schedule.overruns());
    let rate = rig.sent.len();
    rig.run_until(70_020, &fine);
    assert_eq!(rig.sent.len() - rate, 10);
}

#[test]
fn what_is_on_screen_goes_first_and_starves_nobody() {
    let sources: Vec<Source> =
        (0..10).map(|at| source(at, 1, &format!("holding:{}", at * 10), Encoding::U16, 100)).collect();
    let mut rig = Rig::new(&sources);
    rig.schedule.watch(&[TagIndex(7), TagIndex(8)]);
    // Ten requests of 20 ms do not fit into 100 ms.
    rig.run_until(11_000, &|_, _| (20, Ok(())));
    let count = |start: u16| rig.sent.iter().filter(|(_, read)| read.start == start).count();
    assert_eq!(rig.sent[0].1.start, 70);
    assert!(count(70) >= 90 && count(80) >= 90, "{} {}", count(70), count(80));
    assert!(
        (0..7).all(|at| count(at * 10) >= 20),
        "{:?}",
        (0..10).map(|at| count(at * 10)).collect::<Vec<_>>()
    );
}

#[test]
fn a_refused_address_is_found_and_its_neighbours_are_good_within_three_periods() {
    let sources: Vec<Source> =
        (0..125).map(|at| source(at, 1, &format!("holding:{at}"), Encoding::U16, 1_000)).collect();
    let mut rig = Rig::new(&sources);
    let refuses_70 = |read: &Read, _: Moment| {
        let refused = (read.start..read.start + read.count).contains(&70);
        (10, if refused { Err(Failure::Exception(2)) } else { Ok(()) })
    };
    rig.run_until(4_000, &refuses_70);
    assert_eq!(
        rig.bad.iter().map(|(_, tag, bad)| (*tag, *bad)).collect::<Vec<_>>(),
        [(70, Bad::DeviceException(2))]
    );
    assert_eq!(rig.schedule.blocks()[0].refused, [70]);
    // After that two requests a period, and the refused address once a minute.
    rig.sent.clear();
    rig.run_until(124_000, &refuses_70);
    let asked = |start: u16, count: u16| {
        rig.sent.iter().filter(|(_, read)| (read.start, read.count) == (start, count)).count()
    };
    assert_eq!((asked(0, 70), asked(71, 54), asked(70, 1)), (120, 120, 2));
    assert_eq!(rig.sent.len(), 242);
    // Healed: good again within a minute, and read as one again.
    rig.run_until(190_000, &fine);
    rig.sent.clear();
    rig.run_until(200_000, &fine);
    assert_eq!(rig.sent.len(), 10);
    assert!(rig.schedule.blocks()[0].refused.is_empty());
}

#[test]
fn a_border_that_cannot_be_read_across_is_cut_for_good_without_a_storm() {
    let sources: Vec<Source> =
        (0..100).map(|at| source(at, 1, &format!("holding:{at}"), Encoding::U16, 1_000)).collect();
    let mut rig = Rig::new(&sources);
    let border_at_64 = |read: &Read, _: Moment| {
        let across = read.start < 64 && read.start + read.count > 64;
        (5, if across { Err(Failure::Exception(3)) } else { Ok(()) })
    };
    rig.run_until(10_000, &border_at_64);
    rig.sent.clear();
    rig.run_until(60_000, &border_at_64);
    assert!(rig.bad.is_empty());
    assert!(rig.sent.len() <= 50 * 8, "{}", rig.sent.len());
}

#[test]
fn two_live_units_keep_their_rate_beside_five_dead_ones() {
    for period in [100, 1_000] {
        let sources: Vec<Source> = (0u8..7)
            .map(|unit| source(u32::from(unit), unit + 1, "holding:0", Encoding::U16, period))
            .collect();
        let mut rig = Rig::new(&sources);
        let dead_from_3 = |read: &Read, now: Moment| {
            if read.unit.0 >= 3 && now.steady < at(301_000).steady {
                (1_000, Err(Failure::Timeout))
            } else {
                (10, Ok(()))
            }
        };
        rig.run_until(301_000, &dead_from_3);
        let ideal = 300_000 / period as usize;
        for live in [1, 2] {
            let rate = rig.starts_of(live).len();
            assert!(rate * 100 >= ideal * 80, "unit {live}: {rate} of {ideal}");
        }
        for dead in 3..=7 {
            let starts = rig.starts_of(dead);
            let longest = starts.windows(2).map(|pair| pair[1] - pair[0]).max().unwrap();
            assert!(longest <= 35_000, "unit {dead}: {longest}");
        }
        rig.run_until(336_000, &dead_from_3);
        let online = |unit: u8| {
            rig.units.iter().any(|(at, id, word)| *at > 301_000 && *id == unit && *word == "online")
        };
        assert!((3..=7).all(online), "{:?}", rig.units);
    }
}

#[test]
fn exceptions_mean_what_the_specification_says() {
    let one = [source(0, 1, "holding:0", Encoding::U16, 100)];
    let requests = |code: u8, seconds: u64| {
        let mut rig = Rig::new(&one);
        rig.run_until(1_000 + seconds * 1_000, &|_, _| (1, Err(Failure::Exception(code))));
        rig
    };
    // In trouble: asked slowly. Unknown numbers: bad, asked as ever. Both with their number.
    for (code, expected) in [(1, 2), (4, 2), (5, 2), (8, 2), (7, 100), (0x77, 100), (0, 100)] {
        let rig = requests(code, 10);
        assert_eq!(rig.sent.len(), expected, "exception {code}");
        assert_eq!(rig.bad.last().unwrap().2, Bad::DeviceException(code));
        assert_eq!(rig.units.last().unwrap().2, "online");
    }
    // Busy: asked again after 100 ms, three times, before it counts.
    let rig = requests(6, 10);
    let gaps: Vec<u64> = rig.sent.windows(2).map(|pair| pair[1].0 - pair[0].0).collect();
    assert_eq!(gaps[..3], [101, 101, 101]);
    assert_eq!(rig.bad[0].0 / 100, 13);
    // The unit, not its gateway, is away: the line itself is not silent.
    for code in [10, 11] {
        let rig = requests(code, 10);
        assert_eq!(rig.units.last().unwrap().2, "offline");
        assert!(!rig.schedule.silent());
        assert!(rig.sent.len() <= 8, "{}", rig.sent.len());
    }
}

#[test]
fn a_hung_device_is_silent_and_tried_every_three_seconds() {
    let mut rig = Rig::new(&[
        source(0, 1, "holding:0", Encoding::U16, 100),
        source(1, 1, "coil:0", Encoding::Bit, 100),
    ]);
    rig.run_until(2_000, &fine);
    rig.run_until(60_000, &|_, _| (1_000, Err(Failure::Timeout)));
    assert!(rig.schedule.silent());
    let given_up = rig.units.iter().find(|(_, _, word)| *word == "offline").unwrap().0;
    assert!(given_up <= 4_100, "{given_up}");
    let starts = rig.starts_of(1);
    assert!(starts.windows(2).all(|pair| pair[1] - pair[0] <= 3_000), "{starts:?}");
}

#[test]
fn a_late_device_is_not_given_up_while_it_is_heard() {
    let mut rig = Rig::new(&[source(0, 1, "holding:0", Encoding::U16, 1_000)]);
    rig.run_until(3_000, &fine);
    for end in (4_000..20_000).step_by(500) {
        rig.run_until(end, &|_, _| (1_000, Err(Failure::Timeout)));
        rig.schedule.heard(UnitId(1), rig.now);
    }
    let end = rig.millis();
    rig.run_until(end + 2_100, &fine);
    let good = rig.sent.iter().any(|(at, _)| *at >= end);
    assert!(good && !rig.schedule.silent(), "{:?}", rig.units);
}

#[test]
fn a_silent_block_does_not_slow_its_neighbours() {
    let mut rig = Rig::new(&[
        source(0, 1, "holding:0", Encoding::U16, 100),
        source(1, 1, "holding:500", Encoding::U16, 100),
    ]);
    rig.run_until(61_000, &|read, _| {
        if read.start == 500 { (1_000, Err(Failure::Timeout)) } else { (5, Ok(())) }
    });
    let good = rig.sent.iter().filter(|(_, read)| read.start == 0).count();
    assert!(good >= 480, "{good}");
    assert!(rig.units.iter().all(|(_, _, word)| *word == "online"), "{:?}", rig.units);
}

#[test]
fn a_read_back_goes_before_everything() {
    let sources: Vec<Source> =
        (0..5).map(|at| source(at, 1, &format!("holding:{}", at * 10), Encoding::U16, 1_000)).collect();
    let mut rig = Rig::new(&sources);
    rig.run_until(1_500, &fine);
    rig.schedule.urge(TagIndex(3), rig.now);
    let Next::Read(read) = rig.schedule.next(rig.now) else { panic!("nothing to read") };
    assert_eq!(read.start, 30);
}

#[test]
fn nothing_is_due_while_the_link_is_down_and_everything_once_it_is_up() {
    let mut rig = Rig::new(&[
        source(0, 1, "holding:0", Encoding::U16, 1_000),
        source(1, 2, "holding:0", Encoding::U16, 1_000),
    ]);
    rig.run_until(3_000, &fine);
    let effects = rig.schedule.disconnected();
    assert_eq!(effects.units.len(), 2);
    assert_eq!(rig.schedule.next(at(60_000)), Next::Idle(None));
    rig.now = at(60_000);
    rig.schedule.connected(rig.now);
    rig.sent.clear();
    rig.run_until(60_020, &fine);
    assert_eq!(rig.sent.len(), 2);
    assert_eq!(rig.schedule.overruns(), 0);
}

#[test]
fn a_changed_layout_keeps_units_and_history() {
    let mut rig = Rig::new(&[
        source(0, 1, "holding:0", Encoding::U16, 1_000),
        source(1, 2, "holding:0", Encoding::U16, 1_000),
    ]);
    rig.run_until(5_000, &|read, _| {
        if read.unit.0 == 2 { (1_000, Err(Failure::Timeout)) } else { (5, Ok(())) }
    });
    let changed = [
        source(0, 1, "holding:50", Encoding::U16, 1_000),
        source(1, 1, "holding:0", Encoding::U16, 1_000),
        source(2, 2, "holding:0", Encoding::U16, 1_000),
    ];
    rig.schedule = rig.schedule.replanned(DeviceIndex(0), &device(Limits::default()), &changed, rig.now);
    let words: Vec<_> = rig.schedule.units().iter().map(|unit| unit.state.word()).collect();
    assert_eq!(words, ["online", "offline"]);
    let kept: Vec<bool> = rig.schedule.blocks().iter().map(|block| block.last_good.is_some()).collect();
    assert_eq!(kept, [true, false, false]);
    rig.sent.clear();
    rig.run_until(6_100, &fine);
    // Both at once after the change, then their own slots: 6.000 s, and 5.025 and 6.025 s.
    assert_eq!(rig.sent.iter().filter(|(_, read)| read.unit.0 == 1).count(), 5);
}
