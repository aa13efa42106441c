//! The engine against the promises, by messages alone: no socket, no clock, no sleep.

#![expect(clippy::wildcard_enum_match_arm, reason = "tests pick the messages they look for")]

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use crate::command::{
    CommandId, CommandStatus, Draft, Origin, PermissiveRule, Stage, WriteOutcome, WriteRule,
};
use crate::device::{
    Address, ByteOrder, Device, DeviceIndex, Encoding, Limits, LinkState, NotImplemented, Source, Timing,
    UnitId, WriteFunction, WriteRequest,
};
use crate::engine::{Engine, Input, Options, Output};
use crate::expression::Expression;
use crate::message::{FieldMessage, NoticeKind, Order, Record, Request, TrendToSave, WriteOrder};
use crate::plant::{Derived, NamedTrend, Plant};
use crate::tag::{Bad, Bands, Quality, Sample, Scaling, Tag, TagIndex, Value};
use crate::time::{Moment, Steady, Timestamp};

const LEVEL: TagIndex = TagIndex(0);
const COMMAND: TagIndex = TagIndex(1);
const STATE: TagIndex = TagIndex(2);
const DOUBLE: TagIndex = TagIndex(3);
const DEVICE: DeviceIndex = DeviceIndex(0);

fn at(millis: u64) -> Moment {
    Moment {
        utc: Timestamp::from_millis(1_700_000_000_000 + millis as i64),
        steady: Steady::from_millis(millis),
    }
}

fn hash() -> Arc<str> {
    "before".into()
}

fn tag(id: &str) -> Tag {
    Tag {
        id: id.into(),
        title: id.into(),
        formerly: Vec::new(),
        equipment: None,
        area: "Intake".into(),
        unit: "m".into(),
        decimals: 2,
        range: None,
        bands: Bands::default(),
        states: Vec::new(),
        scaling: Scaling::None,
        period: Duration::from_secs(1),
        stale_after: Duration::from_secs(3),
    }
}

fn source(tag: TagIndex, address: &str) -> Source {
    Source {
        tag,
        device: DEVICE,
        unit: UnitId(1),
        address: Address::parse(address, false).unwrap(),
        encoding: Encoding::U16,
        order: ByteOrder::Abcd,
        not_implemented: NotImplemented::None,
        exponent: None,
        period: Duration::from_secs(1),
        write_function: WriteFunction::Single,
    }
}

fn plant() -> Arc<Plant> {
    let ids = ["LIT-100", "P-101.Command", "P-101.State", "LIT-100.Double"];
    let by_id: BTreeMap<Arc<str>, TagIndex> =
        ids.iter().zip(0u32..).map(|(id, at)| (Arc::from(*id), TagIndex(at))).collect();
    let expression =
        |text: &str| Arc::new(Expression::parse(text, &|id: &str| by_id.get(id).copied()).unwrap());
    let rule = WriteRule {
        tag: COMMAND,
        minimum: 0.0,
        maximum: 1.0,
        step_maximum: None,
        read_back: STATE,
        expect: BTreeMap::new(),
        tolerance: 0.0,
        deadline: Duration::from_secs(3),
        settle_within: Duration::from_secs(5),
        critical: false,
        permissives: vec![PermissiveRule {
            title: "River level above 1 m".into(),
            condition: expression("[LIT-100] > 1"),
            for_values: vec![1],
            lifted_by: "".into(),
        }],
    };
    let device = Device {
        id: "PLC-1".into(),
        title: "Intake".into(),
        host: "127.0.0.1".into(),
        port: 502,
        unit: UnitId(1),
        units: Vec::new(),
        order: ByteOrder::Abcd,
        limits: Limits::default(),
        timing: Timing::default(),
        ignore_transaction_id: false,
    };
    let derived = vec![Derived { tag: DOUBLE, expression: expression("[LIT-100] * 2") }];
    Arc::new(Plant {
        id: "test".into(),
        hash: hash(),
        tags: ids.iter().map(|id| tag(id)).collect(),
        devices: vec![device],
        sources: vec![source(LEVEL, "holding:0"), source(COMMAND, "holding:1"), source(STATE, "holding:2")],
        derived,
        write_rules: BTreeMap::from([(COMMAND, rule)]),
        tags_by_id: by_id,
        ..Plant::default()
    })
}

/// An engine with everything that came out of it.
struct Bench {
    engine: Engine,
    out: Vec<Output>,
}

impl Bench {
    /// Connected, with a level of 3 and a stopped pump read at 0.
    fn running() -> Self {
        let mut bench = Self::fresh();
        bench.link(LinkState::Connected, 0);
        bench.read(&[(LEVEL, 3), (COMMAND, 0), (STATE, 0)], 0);
        bench
    }

    fn fresh() -> Self {
        let options = Options { record_samples: true, ..Options::default() };
        Self { engine: Engine::new(plant(), options, at(0)), out: Vec::new() }
    }

    fn link(&mut self, state: LinkState, millis: u64) {
        let message = FieldMessage::Link { layout: hash(), device: DEVICE, state, at: at(millis) };
        self.field(message, millis);
    }

    fn read(&mut self, values: &[(TagIndex, u64)], millis: u64) {
        let samples = values
            .iter()
            .map(|(tag, value)| {
                (*tag, Sample::new(Value::UInt(*value), Quality::GOOD, at(millis), at(millis)))
            })
            .collect();
        self.field(FieldMessage::Samples { layout: hash(), device: DEVICE, samples }, millis);
    }

    fn field(&mut self, message: FieldMessage, millis: u64) {
        self.engine.handle(at(millis), Input::Field(message), &mut self.out);
    }

    fn ask(&mut self, request: Request, millis: u64) {
        self.engine.handle(at(millis), Input::Request(request), &mut self.out);
    }

    fn tick(&mut self, millis: u64) {
        self.engine.handle(at(millis), Input::Tick, &mut self.out);
    }

    fn draft(&mut self, value: f64, millis: u64) -> CommandId {
        let draft = Draft {
            tag: COMMAND,
            value: Value::Float(value),
            origin: Origin::Operator,
            requester_id: "".into(),
        };
        self.ask(Request::Draft(draft), millis);
        self.engine.snapshot(at(millis)).commands.last().unwrap().id
    }

    fn confirm(&mut self, command: CommandId, millis: u64) {
        self.ask(Request::Confirm { command, reason: "".into() }, millis);
    }

    fn command(&mut self, id: CommandId) -> Arc<CommandStatus> {
        let shown = self.engine.snapshot(at(0)).commands;
        Arc::clone(shown.iter().find(|command| command.id == id).unwrap())
    }

    fn quality(&self, tag: TagIndex) -> Quality {
        self.engine.samples().get(tag).unwrap().quality()
    }

    fn value(&self, tag: TagIndex) -> Option<Value> {
        self.engine.samples().get(tag).unwrap().value().cloned()
    }

    fn writes(&self) -> Vec<&WriteOrder> {
        let orders = self.out.iter().filter_map(|output| match output {
            Output::Order(_, Order::Write(order)) => Some(order),
            _ => None,
        });
        orders.collect()
    }

    fn journal(&self) -> Vec<String> {
        let entries = self.out.iter().filter_map(|output| match output {
            Output::Record(Record::Journal(entry)) => Some(entry.text.to_string()),
            _ => None,
        });
        entries.collect()
    }
}

#[test]
fn the_first_state_is_waiting_and_never_zero() {
    let bench = Bench::fresh();
    assert_eq!(bench.quality(LEVEL), Quality::WAITING);
    assert_eq!(bench.value(LEVEL), None);
}

#[test]
fn a_failed_tag_keeps_its_value_loses_its_good_and_its_age_never_resets() {
    let mut bench = Bench::running();
    for second in 1..10 {
        let lost =
            Sample::without_value(Quality::Bad(Bad::NoCommunication), at(second * 1000), at(second * 1000));
        bench.field(
            FieldMessage::Samples { layout: hash(), device: DEVICE, samples: vec![(LEVEL, lost)] },
            second * 1000,
        );
    }
    assert_eq!(bench.quality(LEVEL), Quality::Bad(Bad::NoCommunication));
    assert_eq!(bench.value(LEVEL), Some(Value::UInt(3)));
    assert_eq!(bench.engine.samples().get(LEVEL).unwrap().source(), at(0));
}

#[test]
fn silence_makes_stale_once_and_a_derived_value_with_it() {
    let mut bench = Bench::running();
    assert_eq!(bench.value(DOUBLE), Some(Value::Float(6.0)));
    bench.out.clear();
    for tick in 0..60 {
        bench.tick(tick * 100);
        bench.read(&[(STATE, 0)], tick * 100);
    }
    assert_eq!(bench.quality(LEVEL), Quality::STALE);
    assert_eq!(bench.quality(DOUBLE), Quality::STALE);
    assert!(bench.quality(STATE).is_good(), "the living block beside it stays good");
    let told = bench.out.iter().filter_map(|output| match output {
        Output::Record(Record::Samples(samples)) => {
            Some(samples.iter().filter(|(tag, _)| *tag == LEVEL).count())
        }
        _ => None,
    });
    assert_eq!(told.sum::<usize>(), 1, "told once, not at every tick");
}

#[test]
fn an_overtaken_answer_never_turns_time_back() {
    let mut bench = Bench::running();
    bench.read(&[(LEVEL, 5)], 2000);
    bench.read(&[(LEVEL, 4)], 1000);
    assert_eq!(bench.value(LEVEL), Some(Value::UInt(5)));
}

#[test]
fn one_confirmation_makes_one_frame_however_often_it_is_clicked() {
    let mut bench = Bench::running();
    let id = bench.draft(1.0, 100);
    assert_eq!(bench.command(id).stage, Stage::Checked);
    for _ in 0..5 {
        bench.confirm(id, 200);
    }
    let writes = bench.writes();
    assert_eq!(writes.len(), 1);
    assert_eq!(writes[0].request, WriteRequest::Register { address: 1, content: 1 });
    assert_eq!(writes[0].deadline, at(3200));
}

#[test]
fn a_command_settles_only_by_feedback_read_after_the_write() {
    let mut bench = Bench::running();
    let id = bench.draft(1.0, 100);
    bench.confirm(id, 200);
    bench.field(FieldMessage::WriteSent { command: id, at: at(210) }, 210);
    bench.field(FieldMessage::WriteEnded { command: id, outcome: WriteOutcome::Done, at: at(220) }, 220);
    // Asked before the write ended: it says nothing, even though it agrees.
    bench.read(&[(STATE, 1)], 215);
    assert_eq!(bench.command(id).stage, Stage::Accepted);
    bench.read(&[(STATE, 0)], 300);
    assert_eq!(bench.command(id).stage, Stage::ReadBack);
    bench.read(&[(STATE, 1)], 1300);
    assert_eq!(bench.command(id).stage, Stage::Settled);
    let steps: Vec<_> = bench.journal().into_iter().filter(|text| text.contains("P-101")).collect();
    assert_eq!(steps.len(), 7, "{steps:#?}");
}

#[test]
fn a_failed_permissive_refuses_and_says_why_with_its_live_value() {
    let mut bench = Bench::running();
    bench.read(&[(LEVEL, 1)], 50);
    let id = bench.draft(1.0, 100);
    assert_eq!(bench.command(id).stage, Stage::Draft);
    bench.confirm(id, 200);
    assert!(bench.writes().is_empty());
    let status = bench.command(id);
    assert_eq!(status.stage, Stage::Refused);
    assert_eq!(&*status.detail, "River level above 1 m: 1 m");
    // Stopping is not guarded by it.
    let stop = bench.draft(0.0, 300);
    bench.confirm(stop, 400);
    assert_eq!(bench.writes().len(), 1);
}

#[test]
fn what_was_met_at_the_draft_is_checked_again_at_the_confirmation() {
    let mut bench = Bench::running();
    let id = bench.draft(1.0, 100);
    bench.read(&[(LEVEL, 0)], 150);
    bench.confirm(id, 160);
    assert!(bench.writes().is_empty());
    assert_eq!(bench.command(id).stage, Stage::Refused);
}

#[test]
fn stale_feedback_a_dead_link_and_a_second_command_each_stand_in_the_way() {
    let mut bench = Bench::running();
    let late = bench.draft(0.0, 5000);
    bench.confirm(late, 5000);
    assert!(bench.command(late).detail.contains("Feedback is good: 5.0 s old"));

    let mut bench = Bench::running();
    let reason = "connection refused by 127.0.0.1:502".into();
    bench.link(LinkState::Waiting { retry_at: at(2000), reason }, 50);
    let id = bench.draft(0.0, 100);
    bench.confirm(id, 100);
    assert!(bench.command(id).detail.contains("connection refused"));

    let mut bench = Bench::running();
    let first = bench.draft(0.0, 100);
    bench.confirm(first, 100);
    let second = bench.draft(1.0, 100);
    bench.confirm(second, 100);
    assert_eq!(&*bench.command(second).detail, "No other command under way: C-1 is confirmed");
    assert_eq!(bench.writes().len(), 1);
}

#[test]
fn a_read_only_tag_and_a_value_out_of_range_are_refused() {
    let mut bench = Bench::running();
    let draft = Draft { tag: LEVEL, value: Value::Int(1), origin: Origin::Script, requester_id: "7".into() };
    bench.ask(Request::Draft(draft), 10);
    let id = bench.engine.snapshot(at(10)).commands.last().unwrap().id;
    assert_eq!(&*bench.command(id).detail, "this tag may not be written");
    for value in [2.0, -1.0, f64::NAN, 0.4] {
        let id = bench.draft(value, 20);
        bench.confirm(id, 20);
        if value == 0.4 {
            continue;
        }
        assert_eq!(bench.command(id).stage, Stage::Refused, "{value}");
    }
    assert!(
        bench.writes().iter().all(|order| order.request == WriteRequest::Register { address: 1, content: 0 })
    );
}

#[test]
fn an_unknown_end_is_told_and_never_repeated() {
    let mut bench = Bench::running();
    let id = bench.draft(1.0, 100);
    bench.confirm(id, 100);
    bench.field(FieldMessage::WriteSent { command: id, at: at(110) }, 110);
    let outcome = WriteOutcome::Unknown("no answer in 1.0 s".into());
    bench.field(FieldMessage::WriteEnded { command: id, outcome, at: at(1110) }, 1110);
    for tick in 12..200 {
        bench.tick(tick * 100);
    }
    assert_eq!(bench.writes().len(), 1);
    let status = bench.command(id);
    assert_eq!(status.stage, Stage::Failed);
    assert!(status.detail.contains("it may have been carried out"));
    let notices = bench.engine.snapshot(at(2000)).notices;
    assert!(notices.iter().any(|notice| notice.kind == NoticeKind::Command));
}

#[test]
fn a_link_that_fails_again_and_again_is_told_once() {
    let mut bench = Bench::running();
    bench.out.clear();
    for attempt in 0..40 {
        let millis = 1000 + attempt * 1000;
        bench.link(LinkState::Connecting, millis);
        let reason = "connection refused by 127.0.0.1:502".into();
        bench.link(LinkState::Waiting { retry_at: at(millis + 500), reason }, millis);
    }
    assert_eq!(bench.journal().len(), 1, "{:?}", bench.journal());
}

#[test]
fn a_reload_keeps_the_samples_of_unchanged_tags_and_drops_drafts() {
    let mut bench = Bench::running();
    let id = bench.draft(1.0, 100);
    let mut changed = Plant::clone(&plant());
    changed.tags[LEVEL.slot()].scaling = Scaling::Linear { gain: 2.0, offset: 0.0 };
    bench.ask(Request::Reload(Arc::new(changed)), 200);
    assert_eq!(bench.command(id).stage, Stage::Cancelled);
    assert_eq!(bench.value(STATE), Some(Value::UInt(0)));
    assert_eq!(bench.quality(LEVEL), Quality::WAITING, "a rescaled tag must not show its old number");
    assert!(bench.writes().is_empty());
}

#[test]
fn samples_on_their_way_through_a_reload_reach_the_tag_they_were_read_for() {
    let mut bench = Bench::running();
    let mut changed = Plant::clone(&plant());
    // A tag put in front moves all numbers: what is under way goes by the old ones.
    changed.hash = "after".into();
    changed.tags.swap(LEVEL.slot(), STATE.slot());
    changed.tags_by_id.insert("LIT-100".into(), STATE);
    changed.tags_by_id.insert("P-101.State".into(), LEVEL);
    changed.sources =
        vec![source(LEVEL, "holding:2"), source(COMMAND, "holding:1"), source(STATE, "holding:0")];
    changed.derived.clear();
    bench.ask(Request::Reload(Arc::new(changed)), 1000);
    bench.read(&[(LEVEL, 4), (STATE, 1)], 1100);
    assert_eq!(bench.value(STATE), Some(Value::UInt(4)), "the level, by its new number");
    assert_eq!(bench.value(LEVEL), Some(Value::UInt(1)), "the state, by its new number");
}

#[test]
fn a_layout_with_other_named_trends_alone_ends_no_draft() {
    let mut bench = Bench::running();
    let id = bench.draft(1.0, 100);
    let mut changed = Plant::clone(&plant());
    changed.hash = "after".into();
    changed.trends.push(night(&changed));
    bench.ask(Request::Reload(Arc::new(changed)), 200);
    assert_ne!(bench.command(id).stage, Stage::Cancelled);
    // What the driver read under the old layout still counts.
    bench.read(&[(LEVEL, 4)], 300);
    assert_eq!(bench.value(LEVEL), Some(Value::UInt(4)));
    bench.confirm(id, 400);
    assert_eq!(bench.writes().len(), 1);
    assert_eq!(bench.engine.snapshot(at(500)).plant.trends.len(), 1);
    assert!(bench.out.iter().any(|output| matches!(output, Output::Replan(_))));
}

fn night(plant: &Plant) -> NamedTrend {
    NamedTrend {
        id: "night".into(),
        title: "Night".into(),
        span: Duration::from_secs(60),
        pens: vec![plant.find("LIT-100").unwrap()],
        axes: Vec::new(),
    }
}

#[test]
fn saving_a_trend_is_passed_on_journalled_and_its_failure_told() {
    let mut bench = Bench::running();
    let wish = |pen: &str, replaces: Option<&str>| {
        Request::SaveTrend(TrendToSave {
            title: " Night ".into(),
            replaces: replaces.map(Arc::from),
            span: Duration::from_secs(60),
            pens: vec![pen.into()],
            axes: Vec::new(),
        })
    };
    let passed = |bench: &Bench| {
        let mut saves = bench.out.iter().filter_map(|output| match output {
            Output::SaveTrend { trend, .. } => Some(trend.clone()),
            _ => None,
        });
        saves.next_back()
    };
    bench.ask(wish("GONE", None), 100);
    bench.ask(wish("LIT-100", Some("never-there")), 110);
    assert_eq!(passed(&bench), None);
    bench.ask(wish("LIT-100", None), 120);
    assert_eq!(passed(&bench), Some(NamedTrend { id: "".into(), ..night(&plant()) }));
    let failed = Request::TrendSaved { title: "Night".into(), result: Err("the disk is full".into()) };
    bench.ask(failed, 200);
    let snapshot = bench.engine.snapshot(at(300));
    assert!(snapshot.notices.iter().any(|notice| notice.text.contains("the disk is full")));
    assert_eq!(snapshot.trend_saved.map(|saved| saved.number), Some(3));
    assert!(bench.engine.snapshot(at(90_000)).notices.iter().all(|notice| notice.kind != NoticeKind::Layout));
    let entries: Vec<_> = bench.engine.snapshot(at(90_000)).journal.iter().cloned().collect();
    let asked = entries.iter().find(|entry| &*entry.source == "operator").unwrap();
    assert_eq!(&*asked.text, "asked to save the trend \u{201c}Night\u{201d}");
    assert!(entries.last().unwrap().text.ends_with("was not saved: the disk is full"));
}

#[test]
fn the_same_messages_give_the_same_messages() {
    let run = || {
        let mut bench = Bench::running();
        let id = bench.draft(1.0, 100);
        bench.confirm(id, 200);
        bench.field(FieldMessage::WriteEnded { command: id, outcome: WriteOutcome::Done, at: at(220) }, 220);
        for step in 3..100 {
            bench.read(&[(LEVEL, step % 7), (STATE, step / 50)], step * 100);
            bench.tick(step * 100);
        }
        format!("{:?}{:?}", bench.out, bench.engine.snapshot(at(10_000)))
    };
    assert_eq!(run(), run());
}
