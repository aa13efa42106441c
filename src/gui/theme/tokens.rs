//! The token file: every colour and every size of the station stands here and nowhere else.

use egui::Color32;

use crate::gui::theme::{AlarmColours, Strokes, ThemeMode, Tokens};

const fn hex(rgb: u32) -> Color32 {
    Color32::from_rgb((rgb >> 16) as u8, (rgb >> 8) as u8, rgb as u8)
}

const WHITE: Color32 = hex(0xFF_FF_FF);
const BLACK: Color32 = hex(0x00_00_00);

/// Urgent, High, Medium, Low.
const ALARMS: [AlarmColours; 4] = [
    AlarmColours { fill: hex(0xE5_22_2D), ink: WHITE },
    AlarmColours { fill: hex(0xF5_8B_22), ink: hex(0x14_17_1A) },
    AlarmColours { fill: hex(0xFF_F0_6A), ink: hex(0x14_17_1A) },
    AlarmColours { fill: hex(0x38_A0_EC), ink: hex(0x14_17_1A) },
];

const STROKES: Strokes = Strokes { thin: 1.0, symbol: 1.5, bold: 2.0, frame: 3.0, pipe: 4.0 };

const DARK_PENS: [Color32; 6] =
    [hex(0xB1_C8_F7), hex(0xBB_EC_B5), hex(0xA4_88_AF), hex(0xCD_B5_8B), hex(0x55_8F_8C), hex(0xE6_E9_EC)];

/// For dim control rooms.
pub(super) const DARK: Tokens = Tokens {
    mode: ThemeMode::Dark,
    chrome: hex(0x15_18_1B),
    ground: hex(0x1F_23_26),
    card: hex(0x27_2B_2F),
    card_edge: None,
    raised: hex(0x31_36_3B),
    trough: hex(0x14_17_1A),
    plot: hex(0x19_1C_1F),
    field: hex(0x14_17_1A),
    vessel: hex(0x19_1C_1F),
    liquid: hex(0x5B_68_74),
    band: hex(0x48_52_5C),
    trend_band: hex(0x2B_31_36),
    divider: hex(0x36_3B_41),
    edge: hex(0x7F_88_91),
    pipe: hex(0x7F_88_91),
    idle: hex(0x4A_50_57),
    ink: hex(0xEC_EF_F1),
    ink2: hex(0xB3_BA_C1),
    ink3: hex(0x9A_A2_AB),
    run: hex(0xD8_DD_E2),
    run_edge: hex(0xD8_DD_E2),
    on_run: hex(0x14_17_1A),
    stop: hex(0x12_15_17),
    on_stop: hex(0x7F_88_91),
    stop_glyph_filled: false,
    button: hex(0x3A_40_46),
    button2: hex(0x45_4C_53),
    pressed: hex(0x52_5A_62),
    primary: hex(0xD8_DD_E2),
    primary_ink: hex(0x14_17_1A),
    selection: hex(0x30_3B_45),
    accent: hex(0x8F_AB_C4),
    focus: hex(0xC9_DD_F0),
    hatch: hex(0x5E_66_6E),
    replay: hex(0x74_63_AE),
    replay_ink: WHITE,
    shade: hex(0x0B_0D_0F),
    shade_alpha: 0.45,
    pens: DARK_PENS,
    alarms: ALARMS,
    alarm_edge: None,
    strokes: STROKES,
};

/// For bright rooms.
pub(super) const LIGHT: Tokens = Tokens {
    mode: ThemeMode::Light,
    chrome: hex(0xBF_C4_C8),
    ground: hex(0xD0_D4_D7),
    card: hex(0xDE_E1_E3),
    card_edge: None,
    raised: hex(0xED_EF_F0),
    trough: hex(0xB9_BE_C3),
    plot: hex(0xE9_EB_EC),
    field: hex(0xFB_FC_FC),
    vessel: hex(0xE6_E8_EA),
    liquid: hex(0x98_A6_B3),
    band: hex(0x98_A3_AD),
    trend_band: hex(0xD5_DA_DE),
    divider: hex(0xB0_B6_BB),
    edge: hex(0x5F_67_6F),
    pipe: hex(0x5F_67_6F),
    idle: hex(0x9A_A1_A8),
    ink: hex(0x13_16_1A),
    ink2: hex(0x3A_41_48),
    ink3: hex(0x47_4F_57),
    run: WHITE,
    run_edge: hex(0x13_16_1A),
    on_run: hex(0x13_16_1A),
    stop: hex(0x75_7D_85),
    on_stop: WHITE,
    stop_glyph_filled: true,
    button: hex(0xF3_F4_F5),
    button2: hex(0xE4_E7_E9),
    pressed: hex(0xC9_CE_D2),
    primary: hex(0x23_28_2D),
    primary_ink: WHITE,
    selection: hex(0xC3_D0_DB),
    accent: hex(0x35_54_6F),
    focus: hex(0x1F_44_68),
    hatch: hex(0x84_8C_94),
    replay: hex(0x62_50_9B),
    replay_ink: WHITE,
    shade: hex(0x8D_94_9A),
    shade_alpha: 0.35,
    pens: [
        hex(0x33_5E_94),
        hex(0x0D_47_31),
        hex(0x63_43_5B),
        hex(0x5B_34_02),
        hex(0x19_7E_80),
        hex(0x23_28_2D),
    ],
    alarms: ALARMS,
    alarm_edge: Some(hex(0x13_16_1A)),
    strokes: STROKES,
};

/// For weak eyes and direct sun.
pub(super) const HIGH_CONTRAST: Tokens = Tokens {
    mode: ThemeMode::HighContrast,
    chrome: BLACK,
    ground: BLACK,
    card: BLACK,
    card_edge: Some(hex(0x8A_8A_8A)),
    raised: hex(0x10_10_10),
    trough: hex(0x2E_2E_2E),
    plot: BLACK,
    field: BLACK,
    vessel: BLACK,
    liquid: hex(0x66_66_66),
    band: hex(0x78_78_78),
    trend_band: hex(0x2E_2E_2E),
    divider: hex(0x8A_8A_8A),
    edge: WHITE,
    pipe: WHITE,
    idle: hex(0x8A_8A_8A),
    ink: WHITE,
    ink2: WHITE,
    ink3: hex(0xD8_D8_D8),
    run: WHITE,
    run_edge: WHITE,
    on_run: BLACK,
    stop: BLACK,
    on_stop: WHITE,
    stop_glyph_filled: false,
    button: BLACK,
    button2: hex(0x2E_2E_2E),
    pressed: hex(0x3A_3A_3A),
    primary: WHITE,
    primary_ink: BLACK,
    selection: hex(0x3A_3A_3A),
    accent: WHITE,
    focus: WHITE,
    hatch: hex(0x9A_9A_9A),
    replay: hex(0x74_63_AE),
    replay_ink: WHITE,
    shade: BLACK,
    shade_alpha: 0.45,
    pens: DARK_PENS,
    alarms: ALARMS,
    alarm_edge: Some(WHITE),
    strokes: Strokes { thin: 2.0, ..STROKES },
};

/// Sizes in pixels at zoom 1.
pub mod size {
    /// Spaces of the grid.
    pub const SPACES: [f32; 5] = [4.0, 8.0, 12.0, 16.0, 24.0];
    /// Radius of bars and plots.
    pub const RADIUS_BAR: f32 = 2.0;
    /// Radius of plates.
    pub const RADIUS_PLATE: f32 = 3.0;
    /// Radius of cells and buttons.
    pub const RADIUS_CELL: f32 = 4.0;
    /// Radius of cards.
    pub const RADIUS_CARD: f32 = 6.0;
    /// Radius of floating panels and touch keys.
    pub const RADIUS_PANEL: f32 = 8.0;
    /// Between cards.
    pub const CARD_GAP: f32 = 12.0;
    /// Around a display.
    pub const DISPLAY_MARGIN: f32 = 20.0;
    /// Height of a plate.
    pub const PLATE: f32 = 16.0;
    /// Thickness of a lying bar.
    pub const BAR: f32 = 10.0;
    /// Thickness of a bar in a list.
    pub const BAR_LIST: f32 = 8.0;
    /// Thickness of an upright bar.
    pub const BAR_UPRIGHT: f32 = 12.0;
    /// Between hatch lines, across them.
    pub const HATCH_PITCH: f32 = 7.0;
    /// Smallest height of a mouse target.
    pub const TARGET_MOUSE: f32 = 28.0;
    /// Smallest height of a touch target.
    pub const TARGET_TOUCH: f32 = 60.0;
    /// Top bar of the desk shell.
    pub const TOP_BAR: f32 = 48.0;
    /// Navigation of the desk shell.
    pub const NAVIGATION: f32 = 208.0;
    /// Navigation as a rail.
    pub const NAVIGATION_RAIL: f32 = 56.0;
    /// Context column of the desk shell.
    pub const CONTEXT: f32 = 372.0;
    /// Alarm strip of the desk shell.
    pub const ALARM_STRIP: f32 = 92.0;
    /// One row of the alarm strip.
    pub const ALARM_ROW: f32 = 28.0;
    /// Status bar.
    pub const STATUS_BAR: f32 = 28.0;
}
