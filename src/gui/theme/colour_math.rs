//! The colour rules as tests: contrast pairs of the design and chroma reserved for alarms.

use egui::Color32;

use crate::gui::theme::{ThemeMode, Tokens};

fn linear(channel: u8) -> f64 {
    let c = f64::from(channel) / 255.0;
    if c <= 0.040_45 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
}

/// WCAG 2 relative luminance.
fn luminance(colour: Color32) -> f64 {
    0.2126 * linear(colour.r()) + 0.7152 * linear(colour.g()) + 0.0722 * linear(colour.b())
}

/// WCAG 2 contrast.
fn contrast(a: Color32, b: Color32) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// OKLCH chroma.
fn chroma(colour: Color32) -> f64 {
    let (red, green, blue) = (linear(colour.r()), linear(colour.g()), linear(colour.b()));
    let cone = |share: [f64; 3]| (share[0] * red + share[1] * green + share[2] * blue).cbrt();
    let long = cone([0.412_221_470_8, 0.536_332_536_3, 0.051_445_992_9]);
    let medium = cone([0.211_903_498_2, 0.680_699_545_1, 0.107_396_956_6]);
    let short = cone([0.088_302_461_9, 0.281_718_837_6, 0.629_978_700_5]);
    let green_red = 1.977_998_495_1 * long - 2.428_592_205 * medium + 0.450_593_709_9 * short;
    let blue_yellow = 0.025_904_037_1 * long + 0.782_771_766_2 * medium - 0.808_675_766 * short;
    green_red.hypot(blue_yellow)
}

fn grounds(t: &Tokens) -> [Color32; 9] {
    [t.chrome, t.ground, t.card, t.raised, t.trough, t.button, t.button2, t.pressed, t.selection]
}

#[track_caller]
fn check(t: &Tokens, what: &str, need: f64, ink: Color32, grounds: &[Color32]) {
    for ground in grounds {
        let found = contrast(ink, *ground);
        assert!(found >= need, "{:?}: {what} on {ground:?} is {found:.2}, needs {need}", t.mode);
    }
}

#[test]
fn text_and_signs_have_the_contrast_of_the_design() {
    for mode in ThemeMode::ALL {
        let t = mode.tokens();
        check(t, "ink", 4.5, t.ink, &grounds(t));
        let labels = [t.chrome, t.ground, t.card, t.raised, t.trough, t.button, t.plot, t.field, t.vessel];
        check(t, "ink2", 4.5, t.ink2, &labels);
        check(t, "ink3", 4.5, t.ink3, &[t.chrome, t.ground, t.card, t.raised]);
        check(t, "ink", 4.5, t.ink, &[t.liquid, t.plot, t.field, t.vessel]);
        check(t, "solid plate", 4.5, t.ground, &[t.ink]);
        check(t, "edge", 3.0, t.edge, &[t.ground, t.card, t.chrome, t.trough, t.selection]);
        check(t, "pointer", 3.0, t.ink, &[t.band, t.trough]);
        check(t, "run", 3.0, t.run, &[t.stop]);
        check(t, "sign on run", 4.5, t.on_run, &[t.run]);
        check(t, "sign on stop", 3.0, t.on_stop, &[t.stop]);
        check(t, "primary ink", 4.5, t.primary_ink, &[t.primary]);
        check(t, "replay ink", 4.5, t.replay_ink, &[t.replay]);
        for pen in t.pens {
            check(t, "pen", 3.0, pen, &[t.plot]);
        }
        for alarm in t.alarms {
            check(t, "alarm digit", 4.5, alarm.ink, &[alarm.fill]);
            let outline = t.alarm_edge.unwrap_or(alarm.fill);
            check(t, "alarm outline", 3.0, outline, &[t.card, t.ground]);
        }
    }
}

#[test]
fn the_table_of_the_design_is_met_by_the_number() {
    let [dark, light] = [ThemeMode::Dark.tokens(), ThemeMode::Light.tokens()];
    for (found, stated) in [
        (contrast(dark.ink, dark.pressed), 6.07),
        (contrast(light.ink, light.trough), 9.69),
        (contrast(dark.ink2, dark.button), 5.35),
        (contrast(dark.ink, dark.liquid), 4.94),
        (contrast(light.ink2, light.card), 7.88),
        (contrast(dark.edge, dark.selection), 3.17),
        (contrast(light.edge, light.trough), 3.07),
        (contrast(dark.alarms[0].fill, dark.card), 3.12),
        (contrast(light.alarms[0].fill, light.card), 3.48),
        (contrast(dark.replay_ink, dark.replay), 5.07),
    ] {
        assert!((found - stated).abs() < 0.06, "{found:.2} instead of {stated}");
    }
}

#[test]
fn saturated_colour_means_an_alarm_and_nothing_else() {
    for mode in ThemeMode::ALL {
        let t = mode.tokens();
        for alarm in t.alarms {
            assert!(chroma(alarm.fill) >= 0.14, "{:?} is {:.3}", alarm.fill, chroma(alarm.fill));
        }
        let others = [
            t.chrome,
            t.ground,
            t.card,
            t.raised,
            t.trough,
            t.plot,
            t.field,
            t.vessel,
            t.liquid,
            t.band,
            t.trend_band,
            t.divider,
            t.edge,
            t.pipe,
            t.idle,
            t.ink,
            t.ink2,
            t.ink3,
            t.run,
            t.run_edge,
            t.on_run,
            t.stop,
            t.on_stop,
            t.button,
            t.button2,
            t.pressed,
            t.primary,
            t.primary_ink,
            t.selection,
            t.accent,
            t.focus,
            t.hatch,
            t.replay,
            t.replay_ink,
            t.shade,
        ];
        for colour in others.into_iter().chain(t.pens).chain(t.alarm_edge).chain(t.card_edge) {
            assert!(chroma(colour) <= 0.12, "{:?}: {colour:?} is {:.3}", t.mode, chroma(colour));
        }
    }
}
