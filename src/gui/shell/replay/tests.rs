//! A replay in the window: what is there, what is absent, and what its keys and places ask for.

use std::sync::Arc;
use std::time::Duration;

use egui::Key;
use egui_kittest::kittest::Queryable as _;

use crate::gui::fixture::{Bench, start};
use crate::gui::{Options, text};
use crate::message::{
    Bookmark, BookmarkWish, Bookmarks, Density, Direction, LayoutChoice, LayoutUsed, Mode, Playback, Search,
    SearchState, Snapshot, Step, Transport,
};
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
        choice: None,
        bookmarks: Arc::default(),
        search: None,
        missed: None,
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
        for speed in ["0.1", "1\u{d7}", "20", "1000"] {
            let place = bench.harness.get_by_label(speed).rect();
            assert!(place.width() >= 36.0, "{speed} is {} wide at {size:?}", place.width());
        }
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
        (Key::M, Transport::Step(Step::Bookmark, Direction::Forward)),
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

/// The bookmarks of a replay.
fn marked(snapshot: &mut Snapshot, list: &[Bookmark]) {
    replayed(snapshot);
    let mut playback = (**snapshot.replay.as_ref().unwrap()).clone();
    let list = list.iter().cloned().map(Arc::new).collect();
    playback.bookmarks = Arc::new(Bookmarks { list, trouble: "".into() });
    snapshot.replay = Some(Arc::new(playback));
}

#[test]
fn a_bookmark_is_kept_at_once_named_chosen_removed_and_put_back() {
    let mut bench = Bench::new();
    bench.change(replayed);
    let here = start().utc.before(Duration::from_secs(300));
    bench.harness.key_press(Key::B);
    bench.steps();
    let kept = asked(&bench);
    let [Transport::Bookmark(BookmarkWish::Put(bookmark))] = &kept[..] else { panic!("{kept:?}") };
    assert_eq!((bookmark.at, &*bookmark.title), (here, ""));
    bench.change(|snapshot| marked(snapshot, std::slice::from_ref(bookmark)));
    // Its title has the keyboard: letters are no keys of the replay now.
    bench.harness.get_by_label(text::REPLAY_TITLE).type_text("Trip");
    bench.steps();
    bench.harness.key_press(Key::Enter);
    bench.steps();
    let named = Bookmark { title: "Trip".into(), ..bookmark.clone() };
    assert_eq!(asked(&bench), [Transport::Bookmark(BookmarkWish::Put(named.clone()))]);
    bench.change(|snapshot| marked(snapshot, std::slice::from_ref(&named)));
    bench.harness.get_by_label(text::REPLAY_REMOVE).click();
    bench.steps();
    assert_eq!(asked(&bench), [Transport::Bookmark(BookmarkWish::Remove(named.id.clone()))]);
    bench.change(|snapshot| marked(snapshot, &[]));
    bench.harness.get_by_label_contains("Put back").click();
    bench.steps();
    assert_eq!(asked(&bench), [Transport::Bookmark(BookmarkWish::Put(named.clone()))]);
    bench.change(|snapshot| marked(snapshot, std::slice::from_ref(&named)));
    bench.harness.get_by_label_contains("Trip").click();
    bench.steps();
    assert_eq!(asked(&bench), [Transport::Pause, Transport::Seek(here)]);
    // A second one at the same time is the same one.
    bench.harness.get_by_label(text::REPLAY_BOOKMARK_HERE).click();
    bench.steps();
    assert_eq!(asked(&bench), []);
    assert!(bench.asked().is_empty());
}

#[test]
fn a_condition_is_searched_for_both_ways_and_its_outcome_told() {
    let mut bench = Bench::new();
    bench.change(replayed);
    bench.harness.get_by_label_contains(text::REPLAY_FIND_AFTER).click();
    bench.steps();
    assert_eq!(asked(&bench), [], "there is no condition");
    bench.harness.get_by_label(text::REPLAY_CONDITION).focus();
    bench.steps();
    bench.harness.get_by_label(text::REPLAY_CONDITION).type_text("LIT-301 < 2");
    bench.steps();
    bench.harness.key_press(Key::Enter);
    bench.steps();
    assert_eq!(asked(&bench), [Transport::Find("LIT-301 < 2".into(), Direction::Forward)]);
    bench.harness.get_by_label(text::REPLAY_FIND_BEFORE).click();
    bench.steps();
    assert_eq!(asked(&bench), [Transport::Find("LIT-301 < 2".into(), Direction::Backward)]);
    let before = bench.harness.get_by_label(text::REPLAY_FIND_AFTER).rect();
    bench.change(|snapshot| {
        replayed(snapshot);
        snapshot.alarms = Arc::new(crate::gui::fixture::alarms::many(9));
        let mut playback = (**snapshot.replay.as_ref().unwrap()).clone();
        let state = SearchState::Under(playback.span.from);
        let condition = "LIT-301 < 2".into();
        playback.search = Some(Arc::new(Search { condition, way: Direction::Backward, state }));
        playback.missed = Some((Step::Alarm, Direction::Forward));
        snapshot.replay = Some(Arc::new(playback));
    });
    assert!(has(&bench, "Searching LIT-301 < 2"));
    let place = bench.harness.get_by_label(text::REPLAY_FIND_AFTER).rect();
    assert_eq!(place, before, "nothing moves under the hand while a search begins or alarms come");
    assert!(has(&bench, "No further alarm"));
    bench.harness.get_by_label(text::REPLAY_FIND_STOP).click();
    bench.steps();
    assert_eq!(asked(&bench), [Transport::FindNoMore]);
}

#[test]
fn the_way_back_to_live_is_there_where_a_live_window_stands_beside() {
    for size in [[1920.0, 1080.0], [1280.0, 800.0], [640.0, 400.0]] {
        let options = Options { beside_live: true, ..Options::default() };
        let mut bench = Bench::sized(size, options);
        bench.change(replayed);
        let place = bench.harness.get_by_label(text::REPLAY_LIVE).rect();
        // The clock on the banner; the scrubber below tells it too.
        let clocks = bench.harness.query_all_by_label_contains("Recorded time ").map(|clock| clock.rect());
        let clock = clocks.min_by(|one, other| one.top().total_cmp(&other.top())).unwrap();
        assert!(place.right() <= clock.left() + 1.0 || place.left() >= clock.right(), "{place} {clock}");
    }
    let mut bench = Bench::new();
    bench.change(replayed);
    assert!(!has(&bench, text::REPLAY_LIVE), "there is no live window to go back to");
}

#[test]
fn a_panel_opens_its_column_and_has_every_step_and_the_loop_by_touch() {
    let options = Options { display: Some("treatment".into()), ..Options::default() };
    let mut bench = Bench::sized([1280.0, 800.0], options);
    bench.change(replayed);
    assert!(!has(&bench, text::REPLAY_BOOKMARKS));
    bench.harness.get_by_label(text::REPLAY_COLUMN).click();
    bench.steps();
    assert!(has(&bench, text::REPLAY_BOOKMARKS));
    let here = start().utc.before(Duration::from_secs(300));
    let span = playback(start()).span;
    for (name, wish) in [
        (text::REPLAY_LOOP_FROM, Transport::Loop(Some(Span { from: here, to: span.to }))),
        (text::REPLAY_LOOP_TO, Transport::Loop(Some(Span { from: span.from, to: here }))),
        (text::REPLAY_BOOKMARK_AFTER, Transport::Step(Step::Bookmark, Direction::Forward)),
        (text::REPLAY_COMMAND_BEFORE, Transport::Step(Step::Command, Direction::Backward)),
        (text::REPLAY_SAMPLE_AFTER, Transport::Step(Step::Sample, Direction::Forward)),
    ] {
        let place = bench.harness.get_by_label(name);
        assert!(place.rect().height() >= 59.0, "{name} is a target for a gloved finger");
        place.scroll_to_me();
        bench.steps();
        bench.harness.get_by_label(name).click();
        bench.steps();
        assert_eq!(asked(&bench), [wish], "{name}");
    }
    bench.harness.get_by_label(text::REPLAY_COLUMN).click();
    bench.steps();
    assert!(!has(&bench, text::REPLAY_BOOKMARKS));
}

#[test]
fn a_flood_of_the_time_is_told_with_the_alarm_that_came_first() {
    let mut bench = Bench::new();
    bench.change(replayed);
    assert!(!has(&bench, "Flood"));
    let flooded = crate::gui::fixture::alarms::flood();
    let first = Arc::clone(&flooded.first_out);
    let change = |ended| {
        let flood = crate::alarm::Flood { ended, ..flooded.clone() };
        move |snapshot: &mut Snapshot| {
            let mut picture = (*snapshot.alarms).clone();
            picture.flood = Some(Arc::new(flood));
            snapshot.alarms = Arc::new(picture);
        }
    };
    bench.change(change(None));
    assert!(has(&bench, "Flood: "), "{first}");
    assert!(has(&bench, "First out "));
    bench.change(change(Some(start().utc)));
    assert!(!has(&bench, "Flood: "), "one that ended is over");
}

#[test]
fn the_layout_is_chosen_in_the_column_and_another_than_the_recorded_one_is_said_in_the_banner() {
    let mut bench = Bench::new();
    bench.change(replayed);
    assert!(!has(&bench, text::REPLAY_LAYOUT_TODAY), "there is nothing to choose from");
    let with = |layout, choice| {
        move |snapshot: &mut Snapshot| {
            let before = snapshot.replay.as_ref().unwrap();
            let playback = Playback { layout, choice: Some(choice), ..(**before).clone() };
            snapshot.replay = Some(Arc::new(playback));
        }
    };
    bench.change(with(LayoutUsed::Recorded, LayoutChoice::Recorded));
    assert!(!has(&bench, text::REPLAY_WITH_TODAYS));
    bench.harness.get_by_label(text::REPLAY_LAYOUT_TODAY).click();
    bench.harness.run_steps(3);
    assert_eq!(asked(&bench), [Transport::Layout(LayoutChoice::Today)]);
    bench.change(with(LayoutUsed::Named, LayoutChoice::Today));
    assert!(has(&bench, text::REPLAY_WITH_TODAYS));
    bench.harness.get_by_label(text::REPLAY_LAYOUT_RECORDED).click();
    bench.harness.run_steps(3);
    assert_eq!(asked(&bench), [Transport::Layout(LayoutChoice::Recorded)]);
}
