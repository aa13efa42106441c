//! The gallery as text: what a screen reader hears is what the tests look for.

use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

use super::*;
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
