//! The trend screen as an engineer drives it, by its accessible names, on a history that is a function of time.

use std::sync::Arc;

use egui::{Key, Modifiers, PointerButton, Pos2};
use egui_kittest::kittest::Queryable as _;

use crate::gui::fixture::{Bench, FakeHistory, start};
use crate::gui::screens::TrendsState;
use crate::gui::text;
use crate::message::{Request, TrendSaved};
use crate::plant::NamedTrend;
use crate::time::{Span, Timestamp};
use crate::trend::ExportFormat;

fn open() -> (Bench, Arc<FakeHistory>) {
    let (mut bench, history) = Bench::with_history();
    click(&mut bench, text::TRENDS);
    (bench, history)
}

fn click(bench: &mut Bench, name: &str) {
    bench.harness.get_by_label(name).click();
    bench.steps();
}

fn has(bench: &Bench, words: &str) -> bool {
    bench.harness.query_all_by_label_contains(words).next().is_some()
}

fn trends(bench: &Bench) -> &TrendsState {
    &bench.harness.state().as_ref().unwrap().state().trends
}

fn add(bench: &mut Bench, tag: &str) {
    type_into(bench, text::ADD_PEN, tag);
    bench.harness.key_press(Key::Enter);
    bench.steps();
}

fn type_into(bench: &mut Bench, field: &str, typed: &str) {
    bench.harness.get_by_label(field).focus();
    bench.steps();
    bench.harness.get_by_label(field).type_text(typed);
    bench.steps();
}

fn key(bench: &mut Bench, key: Key) {
    bench.harness.key_press(key);
    bench.steps();
}

fn plot(bench: &Bench) -> egui::Rect {
    bench.harness.get_by_label(text::TREND_KEYS).rect()
}

/// Presses and lets go at a share of the plot's width, after enough time not to be a double press.
fn press(bench: &mut Bench, share: f32, button: PointerButton, modifiers: Modifiers) {
    let rect = plot(bench);
    let pos = Pos2::new(rect.left() + rect.width() * share, rect.center().y);
    bench.harness.run_steps(40);
    bench.harness.event(egui::Event::PointerMoved(pos));
    bench.steps();
    bench.harness.event(egui::Event::ModifiersChanged(modifiers));
    for pressed in [true, false] {
        bench.harness.event(egui::Event::PointerButton { pos, button, pressed, modifiers });
        bench.harness.run_steps(1);
    }
    bench.harness.event(egui::Event::ModifiersChanged(Modifiers::NONE));
    bench.steps();
}

fn press_twice(bench: &mut Bench, pos: Pos2) {
    bench.harness.run_steps(40);
    bench.harness.event(egui::Event::PointerMoved(pos));
    bench.harness.run_steps(1);
    // Both within the time of a double press: a step is a quarter of a second.
    for _ in 0..2 {
        let (button, modifiers) = (PointerButton::Primary, Modifiers::NONE);
        let event = |pressed| egui::Event::PointerButton { pos, button, pressed, modifiers };
        bench.harness.input_mut().events.extend([event(true), event(false)]);
        bench.harness.run_steps(1);
    }
    bench.steps();
}

fn seconds(time: Option<Timestamp>) -> f64 {
    (time.unwrap().nanos() - start().utc.nanos()) as f64 / 1e9
}

#[test]
fn asks_history_for_the_window_and_keeps_the_older_answer_until_the_newer_is_there() {
    let (mut bench, history) = open();
    let last = history.desk().asked.last().cloned().unwrap();
    assert_eq!((last.asker, last.lines.len(), last.statistics.len()), (0, 1, 1));
    assert_eq!(&*last.lines[0].tag, "LIT-301");
    assert!(!has(&bench, text::REFINING));
    let count = history.desk().asked.len();
    bench.steps();
    assert_eq!(history.desk().asked.len(), count, "the same is not asked twice");
    history.desk().busy = true;
    click(&mut bench, "7 d");
    assert!(has(&bench, text::REFINING));
    let kept = trends(&bench).answers.line(&"LIT-301".into(), false).unwrap();
    assert_eq!(kept.to.since(kept.from).as_secs(), 600, "the older answer stays");
    history.desk().busy = false;
    bench.wait(400_000);
    assert!(!has(&bench, text::REFINING));
    history.desk().coarse = true;
    click(&mut bench, "8 h");
    assert!(has(&bench, text::REFINING), "a coarse answer is told");
}

#[test]
fn keys_move_zoom_show_all_and_go_live_again() {
    let (mut bench, _history) = open();
    key(&mut bench, Key::ArrowLeft);
    assert_eq!(seconds(trends(&bench).window.to), -60.0);
    key(&mut bench, Key::Plus);
    assert_eq!(trends(&bench).window.span.as_secs(), 480);
    key(&mut bench, Key::End);
    assert_eq!(trends(&bench).window.to, None);
    key(&mut bench, Key::Home);
    assert_eq!(trends(&bench).window.span.as_secs(), 30 * 86_400);
}

#[test]
fn presses_set_a_and_b_and_the_table_tells_what_is_between() {
    let (mut bench, history) = open();
    click(&mut bench, text::PAUSED);
    press(&mut bench, 0.25, PointerButton::Primary, Modifiers::NONE);
    assert!((seconds(trends(&bench).cursors.a) + 450.0).abs() < 1.0);
    let asked = history.desk().asked.last().cloned().unwrap();
    assert!(asked.statistics[1].span.length().is_zero(), "A alone is asked for as a moment");
    press(&mut bench, 0.75, PointerButton::Primary, Modifiers::SHIFT);
    assert!((seconds(trends(&bench).cursors.b) + 150.0).abs() < 1.0);
    press(&mut bench, 0.5, PointerButton::Secondary, Modifiers::NONE);
    assert!((seconds(trends(&bench).cursors.b) + 300.0).abs() < 1.0);
    let asked = history.desk().asked.last().cloned().unwrap();
    assert_eq!(asked.statistics.len(), 1);
    assert!((asked.statistics[0].span.length().as_secs_f64() - 150.0).abs() < 1.0);
    assert!(has(&bench, "Cursor B"));
    for column in ["At A ", "At B ", "B \u{2212} A ", "Mean ", "Std dev ", "m\u{b7}h"] {
        assert!(has(&bench, column), "{column}");
    }
    key(&mut bench, Key::Escape);
    assert_eq!(trends(&bench).cursors.a, None);
}

#[test]
fn shift_may_be_up_again_before_the_frame_that_sees_the_press() {
    let (mut bench, _history) = open();
    click(&mut bench, text::PAUSED);
    let pos = plot(&bench).center();
    let button = PointerButton::Primary;
    let event = |pressed, modifiers| egui::Event::PointerButton { pos, button, pressed, modifiers };
    bench.harness.event(egui::Event::PointerMoved(pos));
    bench.steps();
    // A slow panel takes press, release and the key's release in one frame.
    let (down, up) = (Modifiers::SHIFT, Modifiers::NONE);
    bench.harness.input_mut().events.extend([event(true, down), event(false, down)]);
    bench.steps();
    assert_eq!(trends(&bench).cursors.a, None);
    assert!((seconds(trends(&bench).cursors.b) + 300.0).abs() < 1.0);
    // Pressed with Shift, let go without; then pressed without, and it is A again.
    key(&mut bench, Key::Escape);
    for (first, which) in [(down, "b"), (up, "a")] {
        bench.harness.run_steps(40);
        for event in [event(true, first), event(false, up)] {
            bench.harness.input_mut().events.push(event);
            bench.harness.run_steps(1);
        }
        bench.steps();
        let cursors = trends(&bench).cursors;
        assert_eq!((cursors.a.is_some(), cursors.b.is_some()), (which == "a", true));
    }
}

#[test]
fn the_cursor_button_is_enough_for_a_panel_without_a_second_button() {
    let (mut bench, _history) = open();
    click(&mut bench, text::PAUSED);
    click(&mut bench, text::CURSORS);
    assert_eq!(trends(&bench).cursors.span().unwrap().length().as_secs(), 200);
    press(&mut bench, 0.1, PointerButton::Primary, Modifiers::NONE);
    press(&mut bench, 0.2, PointerButton::Primary, Modifiers::NONE);
    let span = trends(&bench).cursors.span().unwrap();
    assert!((span.length().as_secs_f64() - 60.0).abs() < 1.0);
    click(&mut bench, text::CURSORS);
    assert_eq!(trends(&bench).cursors.span(), None);
}

#[test]
fn pens_are_added_by_enter_hidden_moved_and_removed() {
    let (mut bench, history) = open();
    add(&mut bench, "P-104.Current");
    add(&mut bench, "OLD-1");
    assert_eq!(
        history.desk().asked.last().unwrap().lines.len(),
        3,
        "a removed tag has a history all the same"
    );
    assert!(has(&bench, "Pen 3 OLD-1"));
    assert!(has(&bench, "Axis m, automatic") && has(&bench, "Axis A, automatic"));
    click(&mut bench, "Hide pen P-104.Current");
    assert!(trends(&bench).pens[1].hidden);
    click(&mut bench, "Show pen P-104.Current");
    click(&mut bench, "Move pen LIT-301 down");
    assert_eq!(&*trends(&bench).pens[0].tag, "P-104.Current");
    click(&mut bench, "Remove pen OLD-1");
    assert_eq!(trends(&bench).pens.len(), 2);
}

#[test]
fn states_gaps_and_markers_stand_in_lanes() {
    let (mut bench, _history) = open();
    click(&mut bench, "30 min");
    add(&mut bench, "P-104.State");
    assert!(has(&bench, "States of P-104.State, last"));
    assert!(has(&bench, "LIT-301 no communication"));
    assert!(has(&bench, "P-104 Start, settled in 3.4 s"));
    assert!(has(&bench, "Note: left for inspection"));
    assert!(has(&bench, "LIT-301 low limit"));
    assert!(has(&bench, "2 events"), "what is too close stands together");
}

#[test]
fn a_note_is_pinned_by_a_key_to_cursor_a() {
    let (mut bench, _history) = open();
    click(&mut bench, text::PAUSED);
    press(&mut bench, 0.5, PointerButton::Primary, Modifiers::NONE);
    key(&mut bench, Key::N);
    assert!(has(&bench, "Pinned to cursor A"));
    type_into(&mut bench, text::NOTE_FIELD, "Valve greased");
    click(&mut bench, text::PIN_NOTE);
    let asked = bench.asked();
    let [Request::Note { at, text }] = &asked[..] else { panic!("{asked:?}") };
    assert_eq!(&**text, "Valve greased");
    assert!((seconds(Some(*at)) + 300.0).abs() < 1.0);
}

#[test]
fn a_range_is_typed_in_plant_time_and_what_cannot_be_read_is_refused() {
    let (mut bench, _history) = open();
    click(&mut bench, text::RANGE_OPEN);
    type_into(&mut bench, text::RANGE_FROM, "2027-01-14 06:00");
    type_into(&mut bench, text::RANGE_TO, "nonsense");
    assert!(has(&bench, "cannot be read"));
    assert!(has(&bench, "UTC+00:00"));
    bench.harness.get_by_label(&format!("{}. {}", text::SHOW_RANGE, text::RANGE_INCOMPLETE));
    for _ in 0..8 {
        bench.harness.key_press(Key::Backspace);
    }
    bench.steps();
    bench.harness.get_by_label(text::RANGE_TO).type_text("2027-01-14 07:00");
    bench.steps();
    click(&mut bench, text::SHOW_RANGE);
    let window = trends(&bench).window;
    assert_eq!(window.to, Timestamp::parse("2027-01-14T07:00:00Z"));
    assert_eq!(window.span.as_secs(), 3600);
}

#[test]
fn another_period_is_asked_for_told_and_ended_by_one_press() {
    let (mut bench, history) = open();
    click(&mut bench, text::PAUSED);
    click(&mut bench, text::CURSORS);
    click(&mut bench, text::COMPARE);
    click(&mut bench, text::YESTERDAY);
    let asked = history.desk().asked.last().cloned().unwrap();
    assert_eq!(asked.lines.len(), 2);
    assert_eq!(asked.lines[0].span.to.since(asked.lines[1].span.to).as_secs(), 86_400);
    assert_eq!(asked.statistics.len(), 2);
    assert!(has(&bench, "Yesterday, "));
    assert!(trends(&bench).answers.line(&"LIT-301".into(), true).is_some());
    click(&mut bench, text::COMPARE_OFF);
    assert_eq!(history.desk().asked.last().unwrap().lines.len(), 1);
    assert!(trends(&bench).answers.line(&"LIT-301".into(), true).is_none());
}

#[test]
fn an_export_says_what_where_and_how_it_ended() {
    let (mut bench, history) = open();
    click(&mut bench, text::PAUSED);
    click(&mut bench, text::CURSORS);
    click(&mut bench, text::EXPORT);
    click(&mut bench, text::EXPORT_SPANS[1]);
    click(&mut bench, text::EXPORT_KINDS[1]);
    click(&mut bench, text::EXPORT_WRITE);
    {
        let desk = history.desk();
        let export = desk.exports.last().unwrap();
        assert!(matches!(export.format, ExportFormat::Mcap));
        assert_eq!(export.span, trends(&bench).cursors.span().unwrap());
        assert_eq!(export.path.to_string_lossy(), "northfield-2027-01-15-0753-to-0756.mcap");
        assert_eq!(export.tags.len(), 1);
    }
    bench.steps();
    assert!(has(&bench, "Written: /exports/northfield-2027-01-15-0753-to-0756.mcap, 1234 samples"));
}

#[test]
fn a_picture_is_taken_after_the_panel_is_gone() {
    let (mut bench, _history) = open();
    click(&mut bench, text::EXPORT);
    click(&mut bench, text::EXPORT_KINDS[2]);
    bench.harness.get_by_label(text::EXPORT_WRITE).click();
    let mut taken = false;
    for _ in 0..4 {
        bench.harness.step();
        let output = bench.harness.output();
        let commands = output.viewport_output.values().flat_map(|viewport| &viewport.commands);
        let shot =
            commands.filter(|command| matches!(command, egui::ViewportCommand::Screenshot(_))).count() > 0;
        if shot {
            assert!(!has(&bench, text::EXPORT_WRITE), "the panel is not in the picture");
            taken = true;
        }
    }
    assert!(taken);
}

#[test]
fn the_table_is_copied_with_tabs() {
    let (mut bench, _history) = open();
    bench.harness.get_by_label(text::COPY_TABLE).click();
    let mut copied = String::new();
    for _ in 0..3 {
        bench.harness.step();
        for command in &bench.harness.output().platform_output.commands {
            if let egui::OutputCommand::CopyText(text) = command {
                copied.clone_from(text);
            }
        }
    }
    let lines: Vec<&str> = copied.lines().collect();
    assert_eq!(lines.len(), 2, "{copied}");
    assert!(lines[0].starts_with("Tag\tDescription\tUnit\tNow\t"));
    assert_eq!(lines[0].matches('\t').count(), lines[1].matches('\t').count());
    assert!(lines[1].starts_with("LIT-301\tClearwell level\tm\t2.31\t"));
}

#[test]
fn a_wheel_over_an_axis_zooms_it_and_a_double_press_fits_it_again() {
    let (mut bench, _history) = open();
    let axis = bench.harness.get_by_label("Axis m, automatic").rect();
    bench.harness.event(egui::Event::PointerMoved(axis.center()));
    bench.harness.event(egui::Event::MouseWheel {
        unit: egui::MouseWheelUnit::Point,
        delta: egui::vec2(0.0, 120.0),
        phase: egui::TouchPhase::Move,
        source: egui::MouseWheelSource::Wheel,
        modifiers: Modifiers::NONE,
    });
    bench.harness.run_steps(8);
    assert!(has(&bench, "Axis m, set by hand"));
    let span = trends(&bench).window.span;
    assert_eq!(span.as_secs(), 600, "the window is not zoomed");
    press_twice(&mut bench, axis.center());
    assert!(has(&bench, "Axis m, automatic"));
}

#[test]
fn a_double_press_on_the_plot_is_live_again_and_puts_no_cursor() {
    let (mut bench, _history) = open();
    click(&mut bench, text::PAUSED);
    let pos = plot(&bench).center();
    press_twice(&mut bench, pos);
    assert_eq!(trends(&bench).window.to, None);
    assert_eq!(trends(&bench).cursors.a, None);
}

#[test]
fn panning_makes_no_line_anew_while_the_answer_is_the_same() {
    let (mut bench, history) = open();
    click(&mut bench, text::PAUSED);
    history.desk().busy = true;
    let made = trends(&bench).lines.made;
    key(&mut bench, Key::ArrowLeft);
    key(&mut bench, Key::ArrowLeft);
    assert_eq!(trends(&bench).lines.made, made);
    assert_eq!(
        trends(&bench).window.ends(start().utc).length(),
        Span::default().to.after(trends(&bench).window.span).since(Timestamp::default())
    );
}

#[test]
fn a_value_dropped_on_the_trends_entry_becomes_a_pen() {
    let (mut bench, _history) = Bench::with_history();
    let from = bench.harness.get_by_label("P-104.Current 41.5 A good").rect().center();
    let to = bench.harness.get_by_label(text::TRENDS).rect().center();
    let (button, modifiers) = (PointerButton::Primary, Modifiers::NONE);
    bench.harness.event(egui::Event::PointerMoved(from));
    bench.steps();
    bench.harness.event(egui::Event::PointerButton { pos: from, button, pressed: true, modifiers });
    bench.steps();
    for pos in [from + egui::vec2(40.0, 0.0), to] {
        bench.harness.event(egui::Event::PointerMoved(pos));
        bench.steps();
    }
    bench.harness.event(egui::Event::PointerButton { pos: to, button, pressed: false, modifiers });
    bench.steps();
    assert!(has(&bench, "Pen 1 P-104.Current"));
    assert!(bench.asked().is_empty(), "dragging commands nothing");
}

#[test]
fn a_named_trend_opens_with_its_pens_span_and_scales() {
    let (mut bench, _history) = open();
    bench.change(|snapshot| {
        let mut plant = (*snapshot.plant).clone();
        let pens = ["P-104.Current", "LIT-301"].map(|id| plant.find(id).unwrap());
        plant.trends.push(NamedTrend {
            id: "night".into(),
            title: "Night trip".into(),
            span: std::time::Duration::from_secs(1_800),
            pens: pens.to_vec(),
            axes: vec![("A".into(), [0.0, 80.0])],
        });
        snapshot.plant = Arc::new(plant);
    });
    click(&mut bench, text::PAUSED);
    click(&mut bench, text::NAMED);
    click(&mut bench, "Night trip");
    let state = trends(&bench);
    let pens: Vec<_> = state.pens.iter().map(|pen| (pen.number, &*pen.tag)).collect();
    assert_eq!(pens, [(0, "P-104.Current"), (1, "LIT-301")]);
    assert_eq!((state.window.to, state.window.span.as_secs()), (None, 1_800));
    assert!(has(&bench, "Axis A, set by hand") && has(&bench, "Axis m, automatic"));
    assert!(!has(&bench, text::NAMED_TITLE) && !has(&bench, "Night trip"), "the list is closed");
}

#[test]
fn the_status_bar_says_how_recording_gets_on() {
    let (mut bench, _history) = open();
    assert!(!has(&bench, "Recording"));
    bench.change(|snapshot| {
        let recording =
            crate::message::Recording { trouble: "the disk is full".into(), ..Default::default() };
        snapshot.recording = Some(Arc::new(recording));
    });
    assert!(has(&bench, "Recording stopped: the disk is full"));
}

/// Opens the panel and saves under a name; what was asked of the engine.
fn save_as(bench: &mut Bench, name: &str) -> Vec<Request> {
    type_into(bench, text::SAVE_NAME, name);
    click(bench, text::SAVE_AS);
    bench.asked()
}

fn ended(bench: &mut Bench, number: u64, result: Result<&str, &str>) {
    let result = result.map(Arc::from).map_err(Arc::from);
    bench.change(|snapshot| {
        let saved = TrendSaved { number, title: "Night".into(), result, at: snapshot.at };
        snapshot.trend_saved = Some(Arc::new(saved));
    });
}

#[test]
fn what_is_shown_is_saved_under_a_name_and_its_end_is_told() {
    let (mut bench, _history) = open();
    click(&mut bench, text::NAMED);
    assert!(has(&bench, text::SAVE_UNNAMED), "without a name nothing is saved");
    let asked = save_as(&mut bench, " Night ");
    let [Request::SaveTrend(wish)] = &asked[..] else { panic!("{asked:?}") };
    assert_eq!((&*wish.title, &wish.replaces, wish.span.as_secs()), ("Night", &None, 600));
    assert_eq!(wish.pens, ["LIT-301".into()]);
    assert!(has(&bench, text::SAVING));
    ended(&mut bench, 1, Err("cannot write trends: read-only; give the right"));
    assert!(has(&bench, "Not saved: cannot write trends: read-only; give the right"));
    click(&mut bench, text::SAVE_AS);
    assert_eq!(bench.asked().len(), 1, "the name stays, and may be tried again");
    ended(&mut bench, 2, Ok("trends/night.toml"));
    assert!(has(&bench, "Saved as trends/night.toml"));
}

#[test]
fn an_existing_name_is_replaced_only_after_asking_and_an_opened_trend_is_saved_over() {
    let (mut bench, _history) = open();
    bench.change(|snapshot| {
        let mut plant = (*snapshot.plant).clone();
        let pens = vec![plant.find("LIT-301").unwrap()];
        let span = std::time::Duration::from_secs(1_800);
        let axes = vec![("m".into(), [0.0, 5.0])];
        plant.trends.push(NamedTrend { id: "n-1".into(), title: "Night".into(), span, pens, axes });
        snapshot.plant = Arc::new(plant);
    });
    click(&mut bench, text::NAMED);
    assert!(save_as(&mut bench, "nIGHT").is_empty());
    click(&mut bench, text::SAVE_KEEP_OLD);
    assert!(bench.asked().is_empty());
    click(&mut bench, text::SAVE_AS);
    click(&mut bench, text::SAVE_REPLACE);
    let asked = bench.asked();
    let [Request::SaveTrend(wish)] = &asked[..] else { panic!("{asked:?}") };
    assert_eq!((wish.replaces.as_deref(), &wish.axes[..]), (Some("n-1"), &[][..]));
    ended(&mut bench, 1, Ok("trends/n-1.toml"));
    click(&mut bench, "Night");
    click(&mut bench, text::NAMED);
    click(&mut bench, &text::save_over("Night"));
    let asked = bench.asked();
    let [Request::SaveTrend(wish)] = &asked[..] else { panic!("{asked:?}") };
    assert_eq!((&*wish.title, wish.replaces.as_deref(), wish.span.as_secs()), ("Night", Some("n-1"), 1_800));
    assert_eq!(wish.axes, [("m".into(), [0.0, 5.0])]);
}

#[test]
fn a_pen_that_the_layout_has_no_more_is_not_saved() {
    let (mut bench, _history) = open();
    add(&mut bench, "OLD-1");
    click(&mut bench, text::NAMED);
    assert!(has(&bench, "OLD-1 is not in this layout: remove that pen to save."));
    type_into(&mut bench, text::SAVE_NAME, "Night");
    bench.harness.key_press(Key::Enter);
    bench.steps();
    assert!(bench.asked().is_empty());
}
