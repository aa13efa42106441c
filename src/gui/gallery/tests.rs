//! The gallery as text: what a screen reader hears is what the tests look for.

use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

use super::*;
use crate::gui::elements::{ClickTarget, ElementClick, Gesture, elements_ui};
use crate::gui::gallery::plant::{Role, Show, tag_of};
use crate::time::{Steady, Timestamp};

fn harness(page: GalleryPage, mode: ThemeMode) -> Harness<'static, GalleryState> {
    let now = Moment { utc: Timestamp::from_millis(1_773_452_100_000), steady: Steady::from_millis(1_000) };
    let mut state = GalleryState::new(now);
    state.page = page;
    let mut harness = Harness::builder().with_size(egui::vec2(1920.0, 1080.0)).build_ui_state(
        move |ui, state: &mut GalleryState| {
            // The first pass of a context has no fonts of ours yet.
            if theme::ready(ui) {
                gallery_ui(ui, state);
            } else {
                theme::apply(ui, mode);
            }
        },
        state,
    );
    harness.run_steps(3);
    harness
}

#[test]
fn every_sheet_is_drawn_in_every_theme() {
    for page in GalleryPage::ALL {
        for mode in ThemeMode::ALL {
            harness(page, mode).run_steps(2);
        }
    }
}

#[test]
fn each_state_is_said_in_words() {
    let harness = harness(GalleryPage::Quality, ThemeMode::Dark);
    for expected in [
        "LIT-301 2.31 m good",
        "LIT-301 no value m bad, waiting for first value",
        "LIT-301 2.31 m uncertain, sensor not accurate",
        "LIT-301 2.31 m uncertain, stale 74 s old",
        "LIT-301 2.31 m bad, sensor failure",
        "LIT-301 2.31 m good, substituted",
        "LIT-301 2.31 m good locked 1 of 6",
        "LIT-301 2.31 m good differs from set 2.60",
        "P-101 Running good",
        "P-101 Stopped good differs from cmd Run, 8 s",
        "Setpoint AIC-502.SP 0.55 mg/L good",
        "Start P-101, locked",
        "RTU-7 4.90 bar good",
    ] {
        assert!(harness.query_all_by_label(expected).next().is_some(), "no element says {expected:?}");
    }
}

#[test]
fn alarms_are_said_with_priority_and_state() {
    let harness = harness(GalleryPage::Alarms, ThemeMode::Light);
    for expected in ["P-101 Running good alarm Urgent new", "P-101 Running good alarm High shelved"] {
        assert!(harness.query_all_by_label(expected).next().is_some(), "no element says {expected:?}");
    }
}

#[test]
fn the_theme_and_the_sheet_can_be_chosen() {
    let mut harness = harness(GalleryPage::Quality, ThemeMode::Dark);
    harness.get_by_label("Light").click();
    harness.get_by_label("Tiles and marks").click();
    harness.run_steps(3);
    assert_eq!(theme::mode(&harness.ctx), ThemeMode::Light);
    assert_eq!(harness.state().page, GalleryPage::Tiles);
}

/// Right edges of every text that reads like this, on the screen.
fn right_edges(harness: &Harness<'_, GalleryState>, words: &str, row: egui::Rangef) -> Vec<f32> {
    let shapes = harness.output().shapes.iter().map(|clipped| &clipped.shape);
    let mut edges = Vec::new();
    for shape in shapes {
        if let egui::Shape::Text(text) = shape
            && text.galley.text() == words
            && row.contains(text.pos.y)
        {
            edges.push(text.pos.x + text.galley.size().x);
        }
    }
    edges
}

#[test]
fn adding_a_state_never_moves_the_number() {
    let harness = harness(GalleryPage::Quality, ThemeMode::Dark);
    let value_row = egui::Rangef::new(94.0, 160.0);
    let edges = right_edges(&harness, "2.31", value_row);
    assert_eq!(edges.len(), 7, "every state but one keeps its number: {edges:?}");
    // Columns 0 and 2 to 7; the sheet is fitted to the window, so the pitch is measured.
    let (first, last) = (edges[0], edges[6]);
    let pitch = (last - first) / 7.0;
    for (edge, column) in edges.iter().zip([0.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]) {
        let expected = first + pitch * column;
        assert!((edge - expected).abs() < 0.6, "a number moved: {edge} instead of {expected}");
    }
}

#[test]
fn a_stale_reading_counts_its_age() {
    let mut harness = harness(GalleryPage::Quality, ThemeMode::Dark);
    harness.state_mut().now = harness.state().now.after(std::time::Duration::from_secs(5));
    harness.run_steps(2);
    assert!(harness.query_all_by_label("LIT-301 2.31 m uncertain, stale 79 s old").next().is_some());
}

/// One element of the gallery's plant, and what clicks on it ask for.
fn clicks(kind: crate::display::ElementKind, label: &str) -> Vec<ElementClick> {
    let plant = Plant::new(Moment::default());
    let element = sheet::element(kind, [40.0, 40.0, 0.0, 0.0]);
    let mut texts = TextCache::default();
    let mut harness = Harness::builder().with_size(egui::vec2(400.0, 200.0)).build_ui_state(
        move |ui, asked: &mut Vec<ElementClick>| {
            if !theme::ready(ui) {
                theme::apply(ui, ThemeMode::Dark);
                return;
            }
            let frame = Frame { origin: egui::Pos2::ZERO, zoom: 1.0 };
            let elements = std::slice::from_ref(&element);
            asked.extend(elements_ui(ui, frame, elements, &plant, &mut texts, None));
        },
        Vec::new(),
    );
    harness.run_steps(2);
    harness.get_by_label(label).click();
    harness.run_steps(3);
    harness.state().clone()
}

fn start(show: Show) -> crate::display::ElementKind {
    crate::display::ElementKind::Button { tag: tag_of(show, Role::Pump), value: 1.0, text: "Start".into() }
}

#[test]
fn a_button_drafts_and_a_locked_one_explains() {
    let tag = tag_of(Show::Good, Role::Pump);
    let target = ClickTarget::Command { tag, value: 1.0 };
    assert_eq!(clicks(start(Show::Good), "Start P-101"), [ElementClick { target, gesture: Gesture::Select }]);
    for show in [Show::Stale, Show::Bad, Show::Waiting, Show::Interlocked] {
        let target = ClickTarget::Tag(tag_of(show, Role::Pump));
        let expected = [ElementClick { target, gesture: Gesture::Select }];
        assert_eq!(clicks(start(show), "Start P-101, locked"), expected, "{show:?}");
    }
}
