//! A replay in the window: what is there, what is absent, and what its keys and places ask for.

use std::sync::Arc;
use std::time::Duration;

use egui::Key;
use egui_kittest::kittest::Queryable as _;

use crate::gui::fixture::{Bench, start};
use crate::gui::{Options, text};
use crate::message::{Density, Direction, LayoutUsed, Mode, Playback, Snapshot, Step, Transport};
use crate::time::{Moment, Span};

fn playback(made: Moment) -> Playback {
    let span = Span { from: start().utc.before(Duration::from_secs(600)), to: start().utc };
    Playback {
        recording: "night.mcap".into(),
        span,
        playing: None,
        speed: 1.0,
        looped: None,
        recorded: true,
        layout: LayoutUsed::Recorded,
        trouble: "".into(),
        density: Arc::new(Density { counts: vec![1; Density::PARTS], ..Density::default() }),
        made,
    }
}

/// Makes a replay of a snapshot, at a time long before now.
fn replayed(snapshot: &mut Snapshot) {
    let made = snapshot.at;
    snapshot.mode = Mode::Replay;
    snapshot.at = crate::replay::moment(start().utc.before(Duration::from_secs(300)));
    for tag in (0..6).map(crate::tag::TagIndex) {
        let sample = snapshot.samples.get(tag).unwrap().clone();
        let value = sample.value().unwrap().clone();
        snapshot
            .samples
            .set(tag, crate::tag::Sample::new(value, crate::tag::Quality::GOOD, snapshot.at, snapshot.at));
    }
    snapshot.replay = Some(Arc::new(playback(made)));
}

fn has(bench: &Bench, label: &str) -> bool {
    bench.harness.query_all_by_label_contains(label).next().is_some()
}

fn asked(bench: &Bench) -> Vec<Transport> {
    bench.transports.try_iter().collect()
}

#[test]
fn a_replay_has_its_frame_and_banner_and_nothing_that_commands() {
    for size in [[1920.0, 1080.0], [1440.0, 900.0], [1280.0, 800.0], [640.0, 400.0]] {
        let options = Options { display: Some("treatment".into()), ..Options::default() };
        let mut bench = Bench::sized(size, options);
        bench.change(replayed);
        assert!(has(&bench, text::REPLAY), "{size:?}");
        assert!(has(&bench, "Recorded time "), "{size:?}");
        assert!(!has(&bench, text::alarms::STATION_NOTICES), "the live station's notices at {size:?}");
        assert!(!has(&bench, text::NOT_UPDATED), "{size:?}");
        assert!(has(&bench, text::REPLAY_PLAY), "{size:?}");
    }
    let mut bench = Bench::new();
    assert!(!has(&bench, text::REPLAY_PLAY));
    bench.harness.key_press_modifiers(egui::Modifiers::COMMAND, Key::K);
    bench.steps();
    bench.harness.get_by_label(text::SEARCH).type_text("P-104");
    bench.steps();
    bench.harness.key_press(Key::Enter);
    bench.steps();
    assert!(has(&bench, "Draft: Start P-104"));
    bench.change(replayed);
    assert!(!has(&bench, "Draft: "), "no button drafts");
    assert!(has(&bench, text::REPLAY_NO_CONTROLS));
    assert!(has(&bench, "night.mcap"));
    assert!(bench.asked().is_empty());
}

#[test]
fn keys_move_the_time_and_ask_the_station_for_nothing() {
    let mut bench = Bench::new();
    bench.harness.key_press(Key::Space);
    bench.steps();
    assert_eq!(asked(&bench), [], "a live plant has no transport");
    bench.change(replayed);
    let here = start().utc.before(Duration::from_secs(300));
    let span = playback(start()).span;
    let keys = [
        (Key::Space, Transport::Play(Direction::Forward)),
        (Key::ArrowLeft, Transport::Step(Step::Event, Direction::Backward)),
        (Key::ArrowRight, Transport::Step(Step::Event, Direction::Forward)),
        (Key::Comma, Transport::Step(Step::Sample, Direction::Backward)),
        (Key::Period, Transport::Step(Step::Sample, Direction::Forward)),
        (Key::A, Transport::Step(Step::Alarm, Direction::Forward)),
        (Key::C, Transport::Step(Step::Command, Direction::Forward)),
        (Key::P, Transport::Step(Step::Action, Direction::Forward)),
        (Key::Home, Transport::Seek(span.from)),
        (Key::I, Transport::Loop(Some(Span { from: here, to: span.to }))),
        (Key::O, Transport::Loop(Some(Span { from: span.from, to: here }))),
    ];
    for (key, wish) in keys {
        bench.harness.key_press(key);
        bench.steps();
        assert_eq!(asked(&bench), [wish], "{key:?}");
    }
    bench.harness.key_press_modifiers(egui::Modifiers::SHIFT, Key::A);
    bench.steps();
    assert_eq!(asked(&bench), [Transport::Step(Step::Alarm, Direction::Backward)]);
    bench.harness.get_by_label(text::REPLAY_ALARM_AFTER).click();
    bench.steps();
    assert_eq!(asked(&bench), [Transport::Step(Step::Alarm, Direction::Forward)]);
    bench.harness.get_by_label(text::REPLAY_ACTION_BEFORE).click();
    bench.steps();
    assert_eq!(asked(&bench), [Transport::Step(Step::Action, Direction::Backward)]);
    assert!(bench.asked().is_empty());
}

#[test]
fn buttons_and_speeds_ask_and_the_scrubber_goes_where_it_is_pressed() {
    let mut bench = Bench::new();
    bench.change(replayed);
    bench.harness.get_by_label("100").click();
    bench.steps();
    assert_eq!(asked(&bench), [Transport::Speed(100.0)]);
    bench.harness.get_by_label(text::REPLAY_REVERSE).click();
    bench.steps();
    assert_eq!(asked(&bench), [Transport::Play(Direction::Backward)]);
    let lane = bench.harness.get_by_role(egui::accesskit::Role::Slider).rect();
    bench.harness.hover_at(lane.center());
    bench.harness.drag_at(lane.center());
    bench.harness.drop_at(lane.center());
    bench.steps();
    let span = playback(start()).span;
    let middle = span.from.after(Duration::from_secs(300));
    let sought = asked(&bench);
    let [Transport::Seek(to), ..] = &sought[..] else { panic!("{sought:?}") };
    assert!(Span::between(*to, middle).length() < Duration::from_secs(5), "{sought:?}");
}

#[test]
fn a_replay_whose_thread_stands_still_says_so() {
    let mut bench = Bench::new();
    bench.change(replayed);
    assert!(!has(&bench, text::NOT_UPDATED));
    bench.wait_in_silence(2_100);
    assert!(has(&bench, text::NOT_UPDATED));
}
