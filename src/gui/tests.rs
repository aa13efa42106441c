//! The screens as an operator drives them, by their accessible names, without a window.

use egui::Key;
use egui_kittest::kittest::Queryable as _;

use crate::command::{CommandStatus, Draft, Stage};
use crate::gui::fixture::{Bench, check, drafted, fault, notice, start};
use crate::gui::theme::ThemeMode;
use crate::gui::{Options, text};
use crate::message::{Mode, NoticeKind, Request};
use crate::tag::Value;

fn has(bench: &Bench, words: &str) -> bool {
    bench.harness.query_all_by_label_contains(words).next().is_some()
}

fn click(bench: &mut Bench, name: &str) {
    bench.harness.get_by_label(name).click();
    bench.steps();
}

/// Opens P-104 through the search field.
fn open_pump(bench: &mut Bench) {
    bench.harness.key_press_modifiers(egui::Modifiers::COMMAND, Key::K);
    bench.steps();
    bench.harness.get_by_label("Search").type_text("P-104");
    bench.steps();
    bench.harness.key_press(Key::Enter);
    bench.steps();
}

/// Presses Start and answers the draft as the engine would.
fn draft_start(bench: &mut Bench, met: bool) -> Draft {
    open_pump(bench);
    click(bench, "Draft: Start P-104");
    let asked = bench.asked();
    let [Request::Draft(draft)] = &asked[..] else { panic!("{asked:?}") };
    let draft = draft.clone();
    let checks = vec![check("Mode is MAN", true), check("Under 3 starts an hour", met)];
    let command = drafted(draft.clone(), checks, start());
    bench.change(|snapshot| snapshot.commands = vec![command.into()]);
    draft
}

fn confirms(requests: &[Request]) -> usize {
    requests.iter().filter(|request| matches!(request, Request::Confirm { .. })).count()
}

fn restage(bench: &mut Bench, stage: Stage, detail: &str) {
    bench.change(|snapshot| {
        let mut command: CommandStatus = (*snapshot.commands[0]).clone();
        command.stage = stage;
        command.stage_since = snapshot.at;
        command.detail = detail.into();
        command.history.push((stage, snapshot.at));
        snapshot.commands = vec![command.into()];
    });
}

#[test]
fn a_click_on_an_element_opens_its_faceplate_and_commands_nothing() {
    let mut bench = Bench::new();
    assert!(!has(&bench, "Faceplate"));
    let name = "P-104.Current 41.5 A good";
    bench.harness.get_by_label(name).click();
    bench.steps();
    assert!(has(&bench, "Faceplate P-104"));
    assert!(bench.asked().is_empty());
}

#[test]
fn a_failed_check_closes_the_final_button_and_is_named() {
    let mut bench = Bench::new();
    let draft = draft_start(&mut bench, false);
    assert_eq!(draft.value, Value::Int(1));
    assert!(has(&bench, "Not met. Under 3 starts an hour"));
    assert!(has(&bench, "May be lifted by: shift supervisor"));
    let button = bench.harness.get_by_label("Start P-104. Blocked: Under 3 starts an hour");
    button.click();
    bench.wait(1_000);
    bench.harness.get_by_label_contains("Start P-104. Blocked").click();
    bench.steps();
    assert!(bench.asked().is_empty());
}

#[test]
fn one_click_after_it_was_seen_confirms_once() {
    let mut bench = Bench::new();
    draft_start(&mut bench, true);
    click(&mut bench, "Start P-104");
    assert_eq!(confirms(&bench.asked()), 0, "pressed before it was seen");
    bench.wait(500);
    bench.harness.get_by_label("Start P-104").click();
    bench.harness.get_by_label("Start P-104").click();
    bench.steps();
    bench.wait(50);
    assert_eq!(confirms(&bench.asked()), 1);
    assert!(has(&bench, text::CONFIRMED_WAIT));
}

#[test]
fn enter_twice_confirms_and_a_critical_command_wants_a_reason() {
    let mut bench = Bench::new();
    draft_start(&mut bench, true);
    bench.wait(500);
    bench.harness.get_by_label("Start P-104").focus();
    bench.steps();
    bench.harness.key_press(Key::Enter);
    bench.steps();
    assert!(has(&bench, text::SECOND_ENTER));
    assert_eq!(confirms(&bench.asked()), 0);
    bench.wait(300);
    bench.harness.key_press(Key::Enter);
    bench.steps();
    assert_eq!(confirms(&bench.asked()), 1);

    let mut bench = Bench::new();
    draft_start(&mut bench, true);
    bench.change(|snapshot| {
        let mut command = (*snapshot.commands[0]).clone();
        command.critical = true;
        snapshot.commands = vec![command.into()];
    });
    assert!(has(&bench, "Start P-104. This command needs a reason"));
    bench.harness.get_by_label("Reason").focus();
    bench.steps();
    bench.harness.get_by_label("Reason").type_text("P-103 tripped");
    bench.steps();
    assert!(has(&bench, "Hold to start P-104"));
}

#[test]
fn escape_takes_a_draft_back_and_never_a_sent_command() {
    let mut bench = Bench::new();
    draft_start(&mut bench, true);
    bench.harness.key_press(Key::Escape);
    bench.steps();
    bench.harness.key_press(Key::Escape);
    bench.steps();
    let asked = bench.asked();
    assert!(matches!(asked[..], [Request::Cancel(_)]), "{asked:?}");
    restage(&mut bench, Stage::Sent, "");
    bench.harness.key_press(Key::Escape);
    bench.steps();
    assert!(bench.asked().is_empty());
}

#[test]
fn leaving_a_draft_takes_it_back() {
    let mut bench = Bench::new();
    draft_start(&mut bench, true);
    bench.harness.key_press(Key::F1);
    bench.steps();
    assert!(matches!(bench.asked()[..], [Request::Cancel(_)]));
}

#[test]
fn every_end_is_told_in_words() {
    let mut bench = Bench::new();
    draft_start(&mut bench, true);
    restage(&mut bench, Stage::Refused, "device refused: device failure (exception 4)");
    assert!(has(&bench, "device refused: device failure (exception 4)"));
    restage(&mut bench, Stage::Failed, "unknown: no answer in 1.0 s; it may have been carried out");
    assert!(has(&bench, "Look at the plant before trying again: unknown"));
    restage(&mut bench, Stage::Expired, "not confirmed within 60 s");
    assert!(has(&bench, "Expired, nothing was sent: not confirmed within 60 s"));
    click(&mut bench, text::NEW_DRAFT);
    assert!(matches!(bench.asked()[..], [Request::Draft(_)]));
}

#[test]
fn an_unanswered_draft_is_told() {
    let mut bench = Bench::new();
    open_pump(&mut bench);
    click(&mut bench, "Draft: Start P-104");
    bench.wait(3_500);
    assert!(has(&bench, text::DRAFT_LOST));
}

#[test]
fn a_setpoint_out_of_range_is_refused_in_words_and_not_clipped() {
    let mut bench = Bench::new();
    bench.harness.get_by_label_contains("PIC-610.SP 5.55").click();
    bench.steps();
    let entry = "New setpoint PIC-610.SP";
    bench.harness.get_by_label(entry).focus();
    bench.steps();
    bench.harness.get_by_label(entry).type_text("99");
    bench.steps();
    assert!(has(&bench, "99.00 bar is above the largest allowed value, 6.50 bar"));
    bench.harness.key_press(Key::Enter);
    bench.steps();
    assert!(bench.asked().is_empty());
    for _ in 0..2 {
        bench.harness.get_by_label(entry).focus();
        bench.steps();
        bench.harness.key_press(Key::Backspace);
        bench.steps();
    }
    bench.harness.get_by_label(entry).type_text("5,6");
    bench.steps();
    click(&mut bench, "Draft: Set 5.60 bar\u{2026} PIC-610.SP");
    let asked = bench.asked();
    let [Request::Draft(draft)] = &asked[..] else { panic!("{asked:?}") };
    assert_eq!(draft.value, Value::Float(5.6));
}

#[test]
fn an_old_snapshot_says_so_and_stops_commands() {
    let mut bench = Bench::new();
    draft_start(&mut bench, true);
    assert!(!has(&bench, text::NOT_UPDATED));
    bench.wait_in_silence(2_100);
    assert!(has(&bench, text::NOT_UPDATED));
    assert!(has(&bench, "Start P-104. The display is not updated"));
    assert!(has(&bench, "LIT-301 2.31 m uncertain, stale"));
    click(&mut bench, "Draft: Stop P-104. The display is not updated");
    assert!(bench.asked().is_empty());
    bench.wait(10);
    assert!(!has(&bench, text::NOT_UPDATED));
}

#[test]
fn every_screen_opens_in_every_theme_and_size() {
    for theme in ThemeMode::ALL {
        for size in [[1920.0, 1080.0], [1440.0, 900.0], [1280.0, 800.0], [640.0, 400.0]] {
            let mut bench = Bench::sized(size, Options { theme, ..Options::default() });
            bench.change(|snapshot| {
                snapshot.mode = Mode::Simulated;
                snapshot.faults = vec![fault("p-104-trip", "P-104 trips")];
                snapshot.notices = vec![notice(NoticeKind::Link, "PLC-1 does not answer")];
            });
            for screen in [
                text::TRENDS,
                text::alarms::ALARMS,
                text::JOURNAL,
                text::DEVICES,
                text::SIMULATOR,
                text::GALLERY,
                "Treatment train",
            ] {
                let found = bench.harness.query_all_by_label(screen).last().map(|node| node.click());
                assert!(found.is_some(), "{screen} at {size:?}");
                bench.steps();
            }
            open_pump(&mut bench);
        }
    }
}

#[test]
fn a_fault_is_asked_for_by_its_button() {
    let mut bench = Bench::new();
    bench.change(|snapshot| {
        snapshot.mode = Mode::Simulated;
        snapshot.faults = vec![fault("p-104-trip", "P-104 trips")];
    });
    assert!(has(&bench, text::SIMULATION));
    click(&mut bench, text::SIMULATOR);
    click(&mut bench, "Raise P-104 trips");
    let asked = bench.asked();
    assert!(matches!(&asked[..], [Request::Fault { active: true, .. }]), "{asked:?}");
}

#[test]
fn keys_lead_to_the_overview_up_and_back() {
    let mut bench = Bench::new();
    let level = |bench: &Bench| has(bench, "Treatment train") && has(bench, "P-104.Current 41.5 A good");
    assert!(level(&bench));
    bench.harness.key_press(Key::F2);
    bench.steps();
    assert!(!level(&bench));
    bench.harness.key_press_modifiers(egui::Modifiers::ALT, Key::ArrowLeft);
    bench.steps();
    assert!(level(&bench));
}

#[test]
fn what_is_on_screen_is_told_to_the_station() {
    let bench = Bench::new();
    let mut watched = 0;
    let mut trends = 0;
    for request in bench.requests.try_iter() {
        if let Request::Watch(tags) = request {
            watched = tags.len();
        } else if let Request::Trends(queries) = request {
            trends = queries.len();
        } else {
            panic!("{request:?}");
        }
    }
    assert_eq!((watched, trends), (3, 1));
}
