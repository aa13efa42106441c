//! The third sheet: tiles of level 1, cards, sizes and directions, marks, plates and icons.

use egui::{Align2, pos2, vec2};

use crate::alarm::Priority;
use crate::display::{
    AreaRow, Direction, Element, ElementKind, Orientation, PipeKind, SymbolSize, ValueSize,
};
use crate::gui::elements::Scene;
use crate::gui::gallery::plant::{Role, SPAN, Show, tag_of};
use crate::gui::gallery::sheet::element;
use crate::gui::painter::{AlarmSign, AlarmState, Icon, Plate, PlateKind, alarm_mark, icon, plate};
use crate::gui::theme::face;

const HIGH_NEW: Show = Show::Alarm(Priority::High, AlarmState::New);
const HIGH_ACK: Show = Show::Alarm(Priority::High, AlarmState::Acknowledged);
const OUT: Show = Show::Alarm(Priority::High, AlarmState::OutOfService);
const URGENT_BACK: Show = Show::Alarm(Priority::Urgent, AlarmState::Returned);

/// Paints the sheet.
pub(super) fn tiles(scene: &mut Scene<'_>) {
    kpis(scene);
    areas(scene);
    cards(scene);
    sizes(scene);
    machines(scene);
    vessels(scene);
    marks(scene);
    icons(scene);
}

fn put(scene: &mut Scene<'_>, kind: ElementKind, place: [f32; 4]) {
    scene.element(&element(kind, place));
}

fn put_labelled(scene: &mut Scene<'_>, kind: ElementKind, place: [f32; 4], label: &str) {
    let element = Element { label: Some(label.into()), ..element(kind, place) };
    scene.element(&element);
}

fn heading(scene: &mut Scene<'_>, text: &str, x: f32, y: f32, w: f32) {
    put(scene, ElementKind::Heading { text: text.into() }, [x, y, w, 20.0]);
}

fn kpis(scene: &mut Scene<'_>) {
    heading(scene, "Key figures", 24.0, 6.0, 1104.0);
    for (place, show) in [Show::Good, Show::Stale, HIGH_ACK, Show::Bad].into_iter().enumerate() {
        let kind = ElementKind::Kpi {
            tag: tag_of(show, Role::Level),
            span: SPAN,
            setpoint: (show == Show::Good).then(|| tag_of(Show::Good, Role::Level)),
        };
        put_labelled(scene, kind, [24.0 + 280.0 * place as f32, 34.0, 268.0, 148.0], "Clearwell level");
    }
}

fn areas(scene: &mut Scene<'_>) {
    heading(scene, "Areas", 24.0, 192.0, 1104.0);
    for (place, show) in [Show::Good, HIGH_NEW, Show::Stale, URGENT_BACK].into_iter().enumerate() {
        let row = |text: &str, role| AreaRow { text: text.into(), tag: tag_of(show, role) };
        let kind = ElementKind::Area {
            text: "Clearwell".into(),
            rows: vec![
                row("Level", Role::Level),
                AreaRow { text: "Header".into(), tag: tag_of(Show::Good, Role::Outstation) },
                row("Contents", Role::Tank),
            ],
            lamps: vec![
                tag_of(show, Role::Pump),
                tag_of(Show::Good, Role::Pump),
                tag_of(Show::Differs, Role::Pump),
                tag_of(Show::Waiting, Role::Pump),
            ],
            opens: Some("clearwell".into()),
        };
        put(scene, kind, [24.0 + 280.0 * place as f32, 220.0, 268.0, 170.0]);
    }
}

fn cards(scene: &mut Scene<'_>) {
    heading(scene, "Key trends", 1164.0, 6.0, 732.0);
    for (place, show) in [Show::Good, Show::Stale, HIGH_NEW, Show::Uncertain].into_iter().enumerate() {
        let (column, row) = (place % 2, place / 2);
        let kind = ElementKind::Trend { tag: tag_of(show, Role::Level), span: SPAN };
        let place = [1164.0 + 372.0 * column as f32, 34.0 + 182.0 * row as f32, 360.0, 170.0];
        put(scene, kind, place);
    }
}

fn sizes(scene: &mut Scene<'_>) {
    heading(scene, "Sizes and remaining states", 24.0, 402.0, 520.0);
    for (place, size) in [ValueSize::Normal, ValueSize::Large, ValueSize::Huge].into_iter().enumerate() {
        let kind = ElementKind::Value { tag: tag_of(Show::Good, Role::Level), size };
        put(scene, kind, [24.0 + 168.0 * place as f32, 432.0, 156.0, 0.0]);
    }
    let shows = [(Show::Maintenance, "Maintenance due"), (Show::Pending, "Pending"), (OUT, "Out of service")];
    for (place, (show, words)) in shows.into_iter().enumerate() {
        let x = 24.0 + 168.0 * place as f32;
        let tag = tag_of(show, Role::Level);
        put(scene, ElementKind::Value { tag, size: ValueSize::Normal }, [x, 504.0, 112.0, 0.0]);
        put(scene, ElementKind::Label { text: words.into() }, [x, 554.0, 150.0, 16.0]);
        let pump = ElementKind::Pump {
            tag: tag_of(show, Role::Pump),
            direction: Direction::Right,
            size: SymbolSize::Normal,
            mode: None,
            value: None,
        };
        put(scene, pump, [x, 584.0, 0.0, 0.0]);
    }
    let narrow = ElementKind::Value { tag: tag_of(Show::Good, Role::Setpoint), size: ValueSize::Huge };
    put_labelled(scene, narrow, [24.0, 644.0, 96.0, 0.0], "Too narrow for it");
    let text = ElementKind::StateText { tag: tag_of(Show::Pending, Role::Pump) };
    put(scene, text, [192.0, 660.0, 0.0, 28.0]);
}

fn machines(scene: &mut Scene<'_>) {
    heading(scene, "Machines in their pipes", 584.0, 402.0, 544.0);
    let directions = [Direction::Right, Direction::Left, Direction::Up, Direction::Down];
    let shows = [Show::Good, Show::Interlocked, Show::Differs, Show::Stale];
    for (place, (direction, show)) in directions.into_iter().zip(shows).enumerate() {
        let (x, y) = (584.0 + 280.0 * (place % 2) as f32, 436.0 + 92.0 * (place / 2) as f32);
        let points = vec![[x, y + 22.0], [x + 248.0, y + 22.0]];
        let flow = Some(tag_of(if show == Show::Good { show } else { Show::Waiting }, Role::Flow));
        put(scene, ElementKind::Pipe { points, flow, kind: PipeKind::Process, arrow: false }, [0.0; 4]);
        let pump = ElementKind::Pump {
            tag: tag_of(show, Role::Pump),
            direction,
            size: if place < 2 { SymbolSize::Normal } else { SymbolSize::Small },
            mode: Some(tag_of(show, Role::Mode)),
            value: Some(tag_of(show, Role::Current)),
        };
        put(scene, pump, [x + 16.0, y, 0.0, 44.0]);
        let hand = ElementKind::Valve {
            tag: tag_of(show, Role::Valve),
            orientation: Orientation::Horizontal,
            control: false,
        };
        put(scene, hand, [x + 208.0, y + 10.0, 24.0, 24.0]);
    }
    for (place, show) in [Show::Good, Show::Differs, Show::Stale, HIGH_NEW].into_iter().enumerate() {
        let x = 604.0 + 140.0 * place as f32;
        let upright = place % 2 == 0;
        let (ends, orientation) = if upright {
            ([[x, 622.0], [x, 714.0]], Orientation::Vertical)
        } else {
            ([[x - 40.0, 668.0], [x + 40.0, 668.0]], Orientation::Horizontal)
        };
        let kind = PipeKind::Chemical;
        put(scene, ElementKind::Pipe { points: ends.to_vec(), flow: None, kind, arrow: true }, [0.0; 4]);
        let valve = ElementKind::Valve { tag: tag_of(show, Role::Valve), orientation, control: true };
        put(scene, valve, [x - 14.0, 654.0, 28.0, 28.0]);
    }
}

fn vessels(scene: &mut Scene<'_>) {
    heading(scene, "Vessels and upright bars", 1164.0, 402.0, 732.0);
    for (place, show) in [Show::Good, Show::Stale, Show::Bad, HIGH_NEW].into_iter().enumerate() {
        let x = 1176.0 + 184.0 * place as f32;
        let tank = ElementKind::Tank { tag: tag_of(show, Role::Tank), media: place == 0 };
        let place_of_tank = [x, 440.0, 92.0, 200.0];
        if place == 0 {
            put_labelled(scene, tank, place_of_tank, "F-1");
        } else {
            put(scene, tank, place_of_tank);
        }
        let bar = ElementKind::Bar {
            tag: tag_of(show, Role::Level),
            setpoint: Some(tag_of(Show::Good, Role::Setpoint)),
            orientation: Orientation::Vertical,
        };
        put_labelled(scene, bar, [x + 120.0, 440.0, 12.0, 200.0], "Level");
    }
}

fn marks(scene: &mut Scene<'_>) {
    heading(scene, "Alarm marks", 24.0, 740.0, 1104.0);
    let states = [
        AlarmState::New,
        AlarmState::Acknowledged,
        AlarmState::Returned,
        AlarmState::Shelved,
        AlarmState::Suppressed,
        AlarmState::OutOfService,
    ];
    for (column, state) in states.into_iter().enumerate() {
        let x = 24.0 + 184.0 * column as f32;
        let canvas = &mut scene.canvas;
        let ink = canvas.tokens.ink2;
        canvas.text(state.name(), face::SMALL, pos2(x, 776.0), Align2::LEFT_CENTER, ink);
        for (row, priority) in Priority::ALL.into_iter().enumerate() {
            let y = 804.0 + 36.0 * row as f32;
            for (size, dx) in [(14.0, 12.0), (16.0, 44.0), (18.0, 78.0), (24.0, 118.0)] {
                alarm_mark(canvas, AlarmSign { state, priority }, pos2(x + dx, y), size, None);
            }
        }
    }
}

fn icons(scene: &mut Scene<'_>) {
    heading(scene, "Plates and icons", 1164.0, 740.0, 732.0);
    let canvas = &mut scene.canvas;
    let tokens = canvas.tokens;
    let mut x = 1164.0;
    for what in [
        Plate::FAILURE,
        Plate::CHECK,
        Plate::UNSURE,
        Plate::MAINTENANCE,
        Plate::SUBSTITUTED,
        Plate::DIFFERS,
        Plate::PENDING,
    ] {
        x = plate(canvas, what.text, what.kind, pos2(x, 780.0), Align2::LEFT_CENTER).right() + 12.0;
    }
    plate(canvas, "Level 2", PlateKind::Dim, pos2(x, 780.0), Align2::LEFT_CENTER);
    for (place, what) in Icon::ALL.into_iter().enumerate() {
        let (column, row) = (place % 12, place / 12);
        let at = pos2(1174.0, 824.0) + vec2(60.0 * column as f32, 44.0 * row as f32);
        icon(canvas, what, at, 16.0, tokens.ink2);
        icon(canvas, what, at + vec2(26.0, 0.0), 20.0, tokens.ink);
    }
}
