//! The two acceptance sheets: elements down, states across.

use egui::{Align2, pos2, vec2};

use crate::display::{Direction, Element, ElementKind, Orientation, PipeKind, Place, SymbolSize, ValueSize};
use crate::gui::elements::Scene;
use crate::gui::gallery::plant::{Role, SHOWS, SPAN, Show, tag_of};
use crate::gui::painter::Canvas;
use crate::gui::theme::face;

/// Left edge of the first column, and from one column to the next.
const LEFT: f32 = 134.0;
const PITCH: f32 = 224.0;
/// First row, and from one row to the next.
const TOP: f32 = 50.0;
const ROW: f32 = 65.4;

const ROWS: [&str; 15] = [
    "Value",
    "Bar",
    "Tank",
    "Pump",
    "Motor",
    "Valve",
    "Pipe",
    "Breaker",
    "Lamp",
    "Set point",
    "Button",
    "Sparkline",
    "State text",
    "Mini trend",
    "Map marker",
];

/// Quality and control states.
pub(super) fn quality(scene: &mut Scene<'_>) {
    sheet(
        scene,
        0,
        [
            ("Good", "fresh, trusted"),
            ("Not yet received", "since start or reconnect"),
            ("Uncertain", "NE 107 S, reason known"),
            ("Stale", "older than 3 polls"),
            ("Bad", "NE 107 F or C"),
            ("Substituted", "entered by hand"),
            ("Interlocked", "a check stands in the way"),
            ("Commanded differs", "after the settling time"),
        ],
    );
}

/// Alarm states.
pub(super) fn alarms(scene: &mut Scene<'_>) {
    sheet(
        scene,
        8,
        [
            ("Low, new", "4, circle"),
            ("Medium, new", "3, triangle down"),
            ("High, new", "2, triangle up"),
            ("Urgent, new", "1, square"),
            ("High, acknowledged", "outline, steady"),
            ("High, returned", "dashed, needs ack"),
            ("High, shelved", "clock, no frame"),
            ("High, suppressed", "slash, cross is out of service"),
        ],
    );
}

fn sheet(scene: &mut Scene<'_>, first: usize, heads: [(&str, &str); 8]) {
    rulings(&mut scene.canvas);
    for (column, (head, hint)) in heads.into_iter().enumerate() {
        let x = LEFT + PITCH * column as f32;
        let canvas = &mut scene.canvas;
        let tokens = canvas.tokens;
        canvas.text(head, face::TITLE, pos2(x, 14.0), Align2::LEFT_CENTER, tokens.ink);
        canvas.text(hint, face::SMALL, pos2(x, 34.0), Align2::LEFT_CENTER, tokens.ink2);
    }
    for (column, show) in SHOWS.iter().skip(first).take(heads.len()).enumerate() {
        column_of(scene, *show, LEFT + PITCH * column as f32);
    }
}

fn rulings(canvas: &mut Canvas<'_>) {
    let tokens = canvas.tokens;
    for (row, name) in ROWS.into_iter().enumerate() {
        let y = TOP + ROW * row as f32;
        canvas.line(pos2(16.0, y), pos2(1904.0, y), tokens.strokes.thin, tokens.divider);
        let at = pos2(24.0, y + ROW / 2.0);
        canvas.text(name, face::BODY_MEDIUM, at, Align2::LEFT_CENTER, tokens.ink2);
    }
}

/// One element as a layout would have it.
pub(super) fn element(kind: ElementKind, [x, y, w, h]: [f32; 4]) -> Element {
    Element { id: "sample".into(), place: Place { x, y, w, h }, label: None, equipment: None, kind }
}

fn column_of(scene: &mut Scene<'_>, show: Show, x: f32) {
    let tag = |role| tag_of(show, role);
    let span = SPAN;
    let level = tag(Role::Level);
    let pump = ElementKind::Pump {
        tag: tag(Role::Pump),
        direction: Direction::Right,
        size: SymbolSize::Normal,
        mode: None,
        value: None,
    };
    let valve =
        ElementKind::Valve { tag: tag(Role::Valve), orientation: Orientation::Horizontal, control: false };
    let button = ElementKind::Button { tag: tag(Role::Pump), value: 1.0, text: "Start".into() };
    let bar = ElementKind::Bar { tag: level, setpoint: None, orientation: Orientation::Horizontal };
    // Offset of the element's top from the row's, by row.
    let kinds = [
        (ElementKind::Value { tag: level, size: ValueSize::Normal }, [0.0, 10.0, 150.0, 0.0]),
        (bar, [0.0, 8.0, 172.0, 48.0]),
        (ElementKind::Tank { tag: tag(Role::Tank), media: false }, [5.0, 7.0, 38.0, 51.0]),
        (pump, [2.0, 10.7, 0.0, 0.0]),
        (ElementKind::Motor { tag: tag(Role::Motor) }, [2.0, 10.7, 0.0, 0.0]),
        (valve, [2.0, 14.7, 0.0, 0.0]),
    ];
    for (row, (kind, place)) in kinds.into_iter().enumerate() {
        put(scene, kind, x, row, place);
    }
    pipe(scene, show, x);
    let kinds = [
        (ElementKind::Breaker { tag: tag(Role::Breaker) }, [2.0, 10.7, 0.0, 0.0]),
        (ElementKind::Lamp { tag: tag(Role::Lamp) }, [12.0, 20.7, 0.0, 0.0]),
        (ElementKind::Setpoint { tag: tag(Role::Setpoint) }, [0.0, 13.7, 118.0, 38.0]),
        (button, [0.0, 14.7, 112.0, 36.0]),
        (ElementKind::Sparkline { tag: level, span }, [0.0, 16.7, 140.0, 32.0]),
        (ElementKind::StateText { tag: tag(Role::Pump) }, [0.0, 18.7, 0.0, 28.0]),
        (ElementKind::MiniTrend { tag: level, span }, [0.0, 6.0, 176.0, 53.0]),
    ];
    for (row, (kind, place)) in kinds.into_iter().enumerate() {
        put(scene, kind, x, row + 7, place);
    }
    let top = TOP + ROW * 14.0;
    let place = egui::Rect::from_min_size(pos2(x + 2.0, top + 8.0), vec2(44.0, 48.0));
    scene.marker(place, tag(Role::Outstation), "7", "RTU-7");
}

fn put(scene: &mut Scene<'_>, kind: ElementKind, x: f32, row: usize, [dx, dy, w, h]: [f32; 4]) {
    let y = TOP + ROW * row as f32;
    scene.element(&element(kind, [x + dx, y + dy, w, h]));
}

/// A pipe carries its words only here: on a display the dashes say enough.
fn pipe(scene: &mut Scene<'_>, show: Show, x: f32) {
    let y = TOP + ROW * 6.5;
    let kind = ElementKind::Pipe {
        points: vec![[x, y], [x + 124.0, y]],
        flow: Some(tag_of(show, Role::Flow)),
        kind: PipeKind::Process,
        arrow: true,
    };
    scene.element(&element(kind, [0.0; 4]));
    let words = match show {
        Show::Waiting => "waiting",
        Show::Uncertain => "flow?",
        Show::Stale => "stale",
        Show::Bad => "no state",
        Show::Substituted => "by hand",
        Show::Differs => "cmd On",
        Show::Good | Show::Interlocked | Show::Pending | Show::Maintenance | Show::Alarm(..) => "flow",
    };
    let canvas = &mut scene.canvas;
    let ink = canvas.tokens.ink2;
    canvas.text(words, face::SMALL, pos2(x + 134.0, y), Align2::LEFT_CENTER, ink);
}
