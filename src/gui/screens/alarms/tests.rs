//! The alarms as an operator works with them.

use std::sync::Arc;
use std::time::Duration;

use egui::Key;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::alarm::{Action, Occurrence, Picture, Priority, ShelveFor, State};
use crate::gui::fixture::alarms::{alarm, flood, many, picture, rich, row};
use crate::gui::fixture::{Bench, LEVEL, STATE, notice, start};
use crate::gui::text::alarms;
use crate::gui::theme::ThemeMode;
use crate::gui::{Options, text};
use crate::message::{NoticeKind, Request};

fn has(bench: &Bench, words: &str) -> bool {
    bench.harness.query_all_by_label_contains(words).next().is_some()
}

fn click(bench: &mut Bench, name: &str) {
    bench.harness.get_by_label(name).click();
    bench.steps();
}

fn show(bench: &mut Bench, picture: Picture) {
    bench.change(|snapshot| snapshot.alarms = Arc::new(picture));
}

/// At the summary, with these alarms.
fn summary(picture: Picture) -> Bench {
    let mut bench = Bench::new();
    click(&mut bench, alarms::ALARM_SUMMARY);
    show(&mut bench, picture);
    bench
}

/// Presses a row of the list; the strip has its own.
fn choose(bench: &mut Bench, words: &str) {
    let found = bench.harness.query_all_by_label_contains(words);
    let in_list = |label: &str| !label.starts_with("Strip") && !label.contains("Ack ");
    let row =
        found.into_iter().find(|node| node.accesskit_node().label().is_some_and(|label| in_list(&label)));
    row.unwrap_or_else(|| panic!("no row {words}")).click();
    bench.steps();
}

fn actions(bench: &Bench) -> Vec<Action> {
    let actions = bench.asked().into_iter().map(|request| {
        let Request::Alarm { action, by } = request else { panic!("{request:?}") };
        assert_eq!(&*by.0, "operator");
        action
    });
    actions.collect()
}

fn acknowledges(alarm: &str, occurrence: u64) -> Action {
    Action::Acknowledge([(alarm.into(), Occurrence(occurrence))].into())
}

/// The ids of the list from top to bottom.
fn listed(bench: &Bench) -> Vec<String> {
    let rows = bench.harness.query_all_by_role(egui::accesskit::Role::Row);
    let id = |label: String| {
        label.split(", ").find(|part| part.contains('.') || part.starts_with("FAL")).map(str::to_owned)
    };
    rows.filter_map(|row| row.accesskit_node().label()).filter_map(id).collect()
}

#[test]
fn the_strip_shows_what_waits_first_and_counts_what_has_no_room() {
    let mut bench = Bench::new();
    assert!(has(&bench, alarms::NO_ALARMS_DEFINED));
    show(&mut bench, rich());
    for words in [
        "Strip: Urgent Returned, AIT-502.low_low",
        "Strip: High New, P-104.trip",
        "Strip: Low New, RTU-7.down",
    ] {
        assert!(has(&bench, words), "{words}");
    }
    assert!(!has(&bench, "Strip: Medium Acknowledged"));
    assert!(has(&bench, "5 active \u{b7} 3 to ack, 1 returned \u{b7} 2 shelved, Rate 3 in 10 min"));
    assert!(has(&bench, &alarms::summary_button(3)));
    assert!(has(&bench, "High: 1 to acknowledge, 1 active"));
    assert!(has(&bench, alarms::WHILE_DOWN));
}

#[test]
fn acknowledges_exactly_the_occurrence_that_was_drawn() {
    let mut bench = Bench::new();
    show(&mut bench, rich());
    click(&mut bench, "Strip: Ack P-104.trip");
    assert_eq!(actions(&bench), [acknowledges("P-104.trip", 7)]);
    // The alarm is raised anew between press and frame: the press was about the one before.
    let at = bench.harness.get_by_label("Strip: Ack P-104.trip").rect().center();
    let press = |bench: &mut Bench, pressed| {
        let button = egui::PointerButton::Primary;
        bench.harness.event(egui::Event::PointerMoved(at));
        bench.harness.event(egui::Event::PointerButton {
            pos: at,
            button,
            pressed,
            modifiers: egui::Modifiers::NONE,
        });
    };
    press(&mut bench, true);
    bench.steps();
    press(&mut bench, false);
    let trip = alarm(("P-104.trip", STATE), ("P-104", "Tripped: motor overload", "Intake"), Priority::High);
    show(&mut bench, picture(vec![row(trip, State::Unacknowledged, 8, 1)]));
    assert_eq!(actions(&bench), []);
    click(&mut bench, "Strip: Ack P-104.trip");
    assert_eq!(actions(&bench), [acknowledges("P-104.trip", 8)]);
}

#[test]
fn ack_visible_takes_what_can_be_seen_and_nothing_below() {
    let mut bench = summary(many(400));
    let says = bench.harness.get_by_label_contains("Ack visible").accesskit_node().label().unwrap();
    let count: usize = says.trim_start_matches("Ack visible ").parse().unwrap();
    assert!((10..30).contains(&count), "{says}");
    click(&mut bench, &says);
    let asked = actions(&bench);
    let [Action::Acknowledge(list)] = &asked[..] else { panic!("{asked:?}") };
    assert_eq!(list.len(), count);
    let shown = listed(&bench);
    assert!(list.iter().all(|(id, _)| shown.iter().any(|row| **row == **id)), "{shown:?}");
}

#[test]
fn an_area_is_acknowledged_as_a_whole_once_it_is_chosen() {
    let mut bench = summary(many(400));
    bench.change(|snapshot| {
        let mut picture = (*snapshot.alarms).clone();
        picture.flood = Some(Arc::new(flood()));
        snapshot.alarms = Arc::new(picture);
    });
    click(&mut bench, "Show Intake");
    assert!(has(&bench, alarms::NO_ALARM_MATCHES));
    show(&mut bench, many(400));
    click(&mut bench, alarms::CLEAR_FILTER);
    click(&mut bench, "Area All areas");
    click(&mut bench, "Area 3");
    click(&mut bench, "Ack Area 3 40");
    let asked = actions(&bench);
    let [Action::Acknowledge(list)] = &asked[..] else { panic!("{asked:?}") };
    assert!(list.len() == 40 && list.iter().all(|(id, _)| id.ends_with("3.high")), "{list:?}");
}

#[test]
fn f8_silences_and_f9_acknowledges_what_is_chosen_and_on_screen() {
    let mut bench = Bench::new();
    bench.harness.key_press(Key::F8);
    bench.steps();
    assert_eq!(actions(&bench), [], "nothing sounds");
    show(&mut bench, rich());
    bench.harness.key_press(Key::F8);
    bench.harness.key_press(Key::F9);
    bench.steps();
    assert_eq!(actions(&bench), [Action::Silence], "nothing is chosen");
    bench.harness.get_by_label_contains("Strip: High New, P-104.trip").click();
    bench.steps();
    bench.harness.key_press(Key::F9);
    bench.steps();
    assert_eq!(actions(&bench), [acknowledges("P-104.trip", 7)]);
    bench.wait_in_silence(2_500);
    bench.harness.key_press(Key::F9);
    bench.steps();
    assert_eq!(actions(&bench), [], "an old picture acknowledges nothing");
}

#[test]
fn shelves_for_a_span_the_alarm_allows_with_reason_and_note_and_tells_when_it_returns() {
    let mut bench = summary(rich());
    click(&mut bench, "Shelve PDIT-404.high");
    assert!(has(&bench, "at most 8 h for Low"));
    assert!(bench.harness.query_by_label("8 h").is_some() && bench.harness.query_by_label("12 h").is_none());
    click(&mut bench, "2 h");
    let until = start().utc.after(Duration::from_secs(7200));
    let until = until.format(&crate::time::Zone::default(), "%H:%M:%S");
    assert!(has(&bench, &alarms::comes_back(&until)));
    click(&mut bench, &format!("Reason {}", alarms::SHELVE_REASONS[0]));
    click(&mut bench, alarms::SHELVE_REASONS[1]);
    bench.harness.get_by_label(alarms::NOTE).focus();
    bench.steps();
    bench.harness.get_by_label(alarms::NOTE).type_text("after F-5");
    bench.steps();
    click(&mut bench, "Shelve for 2 h");
    let reason = format!("{}: after F-5", alarms::SHELVE_REASONS[1]).into();
    let duration = ShelveFor::Time(Duration::from_secs(7200));
    assert_eq!(actions(&bench), [Action::Shelve { alarm: "PDIT-404.high".into(), duration, reason }]);
    assert!(!has(&bench, alarms::GOES_INTO_JOURNAL), "the dialog closes");
    click(&mut bench, "Unshelve TT-612.high");
    assert_eq!(actions(&bench), [Action::Unshelve("TT-612.high".into())]);
}

#[test]
fn escape_leaves_a_dialog_without_a_trace_and_once_is_offered() {
    let mut bench = summary(rich());
    click(&mut bench, "Shelve PDIT-404.high");
    bench.harness.key_press(Key::Escape);
    bench.steps();
    assert!(!has(&bench, alarms::GOES_INTO_JOURNAL));
    click(&mut bench, "Shelve PDIT-404.high");
    click(&mut bench, alarms::ONCE);
    assert!(has(&bench, alarms::COMES_BACK_ONCE));
    click(&mut bench, alarms::SHELVE_ONCE);
    let asked = actions(&bench);
    assert!(matches!(&asked[..], [Action::Shelve { duration: ShelveFor::Once, .. }]), "{asked:?}");
}

#[test]
fn a_station_that_is_busy_keeps_the_dialog_as_it_was_typed() {
    let mut bench = summary(rich());
    click(&mut bench, "Shelve PDIT-404.high");
    while bench.fill().is_ok() {}
    click(&mut bench, "Shelve for 15 min");
    assert!(has(&bench, text::STATION_BUSY) && has(&bench, "Shelve for 15 min"));
    let _ = bench.requests.try_iter().count();
    click(&mut bench, "Shelve for 15 min");
    assert_eq!(actions(&bench).len(), 1);
    assert!(bench.harness.query_by_label("Shelve for 15 min").is_none());
}

#[test]
fn orders_by_any_column_and_turns_it_round() {
    let mut bench = summary(rich());
    click(&mut bench, "To acknowledge  3");
    assert_eq!(listed(&bench), ["P-104.trip", "RTU-7.down", "AIT-502.low_low"], "newest first");
    click(&mut bench, "Order by Area");
    assert_eq!(listed(&bench), ["AIT-502.low_low", "P-104.trip", "RTU-7.down"]);
    click(&mut bench, "Order by Area");
    assert_eq!(listed(&bench), ["RTU-7.down", "P-104.trip", "AIT-502.low_low"]);
    click(&mut bench, "Order by Priority");
    assert_eq!(listed(&bench), ["AIT-502.low_low", "P-104.trip", "RTU-7.down"]);
}

#[test]
fn every_tab_lists_its_own_and_says_so_when_it_is_empty() {
    let mut bench = summary(rich());
    for (tab, ids) in [
        ("Shelved  2", vec!["TT-612.high", "LSH-820.mismatch"]),
        ("Suppressed  1", vec!["FAL-105"]),
        ("Out of service  1", vec!["P-604.trip"]),
        ("Came and went  0", vec![]),
    ] {
        click(&mut bench, tab);
        assert_eq!(listed(&bench), ids, "{tab}");
    }
    assert!(has(&bench, alarms::empty(5)));
}

#[test]
fn filters_by_words_priority_and_state() {
    let mut bench = summary(rich());
    click(&mut bench, alarms::FILTER_ALARMS);
    bench.harness.get_by_label(alarms::FILTER_FIELD).focus();
    bench.steps();
    bench.harness.get_by_label(alarms::FILTER_FIELD).type_text("DISINFECTION chlorine");
    bench.steps();
    assert_eq!(listed(&bench), ["AIT-502.low_low", "AIT-506.quality"]);
    click(&mut bench, "Low");
    assert_eq!(listed(&bench), ["AIT-506.quality"]);
    click(&mut bench, alarms::STATE_NEW);
    assert!(has(&bench, alarms::NO_ALARM_MATCHES));
    click(&mut bench, alarms::CLEAR_FILTER);
    assert_eq!(listed(&bench).len(), 10);
}

#[test]
fn the_detail_tells_cause_consequence_response_and_leads_to_trend_and_display() {
    let mut bench = summary(rich());
    choose(&mut bench, "Medium Acknowledged, LIT-301.low");
    for words in [
        "Cause. Filter bed loaded, or backwash overdue",
        "If nothing is done. Flow through F-4 falls",
        "Response. Backwash F-4",
        "2 h to consequence\nLimit 2.40 m, band 0.05, delay 30 s",
        "Raised 3 times in all",
        "Class process",
    ] {
        assert!(has(&bench, words), "{words}");
    }
    click(&mut bench, "Trend LIT-301.low");
    assert!(has(&bench, "LIT-301") && !has(&bench, "Cause."));
    click(&mut bench, alarms::ALARMS);
    click(&mut bench, "Go to display LIT-301.low");
    assert!(has(&bench, "Faceplate LIT-301"));
    assert!(has(&bench, "Faceplate: Shelve LIT-301.low"));
    assert_eq!(actions(&bench), []);
}

#[test]
fn takes_out_of_service_and_puts_back_and_resets_a_latch() {
    let mut bench = summary(rich());
    choose(&mut bench, "Low Acknowledged, PDIT-404.high");
    click(&mut bench, "Out of service\u{2026} PDIT-404.high");
    assert!(has(&bench, alarms::COMES_BACK_BY_HAND));
    click(&mut bench, alarms::TAKE_OUT);
    let reason = alarms::SERVICE_REASONS[0].into();
    assert_eq!(actions(&bench), [Action::OutOfService { alarm: "PDIT-404.high".into(), reason }]);
    choose(&mut bench, "P-604.trip, High-service pump 4");
    click(&mut bench, "Back in service P-604.trip");
    assert_eq!(actions(&bench), [Action::InService("P-604.trip".into())]);
    let level =
        alarm(("LIT-301.low", LEVEL), ("Clearwell level", "Low limit", "Clearwell"), Priority::Medium);
    show(&mut bench, picture(vec![row(level, State::LatchedAcknowledged, 3, 600)]));
    choose(&mut bench, "Medium Latched, acknowledged, LIT-301.low");
    click(&mut bench, "Reset LIT-301.low");
    assert_eq!(actions(&bench), [Action::Reset("LIT-301.low".into())]);
}

#[test]
fn a_flood_is_grouped_by_area_with_the_first_out_first_and_the_rest_counted() {
    let mut bench = Bench::new();
    let mut picture = many(400);
    picture.flood = Some(Arc::new(flood()));
    show(&mut bench, picture);
    for words in ["Intake, First out P-104.trip, 120 alarms", "Disinfection, First out", "Network, First out"]
    {
        assert!(has(&bench, words), "{words}");
    }
    assert!(has(&bench, &alarms::summary_button(1)), "the fourth area is counted");
    assert!(has(&bench, "Flood: 312 since") && has(&bench, "First out P-104.trip"));
    assert!(!has(&bench, "Strip: Urgent"));
}

#[test]
fn notices_of_the_station_never_take_the_place_of_an_alarm() {
    let mut bench = Bench::new();
    bench.change(|snapshot| snapshot.notices = vec![notice(NoticeKind::Layout, "tags.csv:41: no device")]);
    assert!(has(&bench, "Layout. tags.csv:41: no device"));
    show(&mut bench, rich());
    assert!(has(&bench, "Strip: Low New, RTU-7.down") && !has(&bench, "Layout. tags.csv:41"));
    click(&mut bench, "1 notice");
    assert!(has(&bench, "Layout. tags.csv:41: no device"));
    bench.change(|snapshot| snapshot.notices = vec![notice(NoticeKind::Horn, "no sound device")]);
    assert!(has(&bench, "Horn. no sound device"));
}

#[test]
fn a_refusal_is_told_in_words_and_goes_again() {
    let mut bench = summary(rich());
    bench.change(|snapshot| {
        let why = "PDIT-404.high cannot be shelved for longer than 8 h";
        snapshot.alarm_refused = Some((why.into(), snapshot.at));
    });
    assert!(has(&bench, "Refused: PDIT-404.high cannot be shelved"));
    assert!(has(&bench, &alarms::summary_button(4)), "the row it took is counted");
    bench.wait(16_000);
    assert!(!has(&bench, "cannot be shelved"));
}

#[test]
fn elements_navigation_and_machines_carry_the_worst_mark() {
    let mut bench = Bench::new();
    assert!(!has(&bench, "alarm High new"));
    show(&mut bench, rich());
    assert!(has(&bench, "LIT-301 2.31 m good alarm Medium acknowledged"));
    assert!(has(&bench, "Treatment train: alarm Low new"));
    assert!(has(&bench, "Plant overview: alarm Medium acknowledged"));
    bench.harness.get_by_label_contains("P-104.Current 41.5 A good alarm Low new").click();
    bench.steps();
    click(&mut bench, "Faceplate: Ack P-104.trip");
    assert_eq!(actions(&bench), [acknowledges("P-104.trip", 7)]);
}

#[test]
fn the_health_stands_against_its_targets() {
    let bench = summary(rich());
    for words in [
        "Per hour, mean 4.8 , target 6, limit 12, within target",
        "Top 10 share 41 %, target 1 to 5 %, over",
        "Chattering 1 , target 0, over",
        "actual Low 73 %",
        "TT-612.high  612",
    ] {
        assert!(has(&bench, words), "{words}");
    }
}

#[test]
fn what_is_drawn_does_not_grow_with_the_number_of_alarms() {
    let shapes = |count| summary(many(count)).harness.output().shapes.len();
    let (few, lots) = (shapes(60), shapes(5_000));
    assert!(lots <= few + 40, "{few} shapes with 60 alarms, {lots} with 5,000");
}

#[test]
fn the_summary_opens_in_every_theme_and_size() {
    for theme in ThemeMode::ALL {
        for size in [[1920.0, 1080.0], [1440.0, 900.0], [1280.0, 800.0], [1000.0, 700.0], [640.0, 400.0]] {
            let mut bench = Bench::sized(size, Options { theme, ..Options::default() });
            show(&mut bench, rich());
            let found = bench.harness.query_all_by_label(alarms::ALARMS).last().map(|node| node.click());
            assert!(found.is_some(), "{size:?}");
            bench.steps();
            choose(&mut bench, "High New, P-104.trip");
        }
    }
}
