//! A page of elements: painted in one go, each with its place for pointer, keyboard and screen reader.

use egui::{CursorIcon, Id, Rect, Response, Role, Sense, Ui, WidgetInfo, vec2};

use crate::display::{Element, ElementKind};
use crate::gui::controls::drag_tag;
use crate::gui::elements::body::Painted;
use crate::gui::elements::button::Press;
use crate::gui::elements::click::{ClickTarget, ElementClick, gesture, main_tag, target};
use crate::gui::elements::dispatch::{paint, truth};
use crate::gui::elements::marker::marker;
use crate::gui::elements::place::place_rect;
use crate::gui::elements::truth::{Truth, alarm_words};
use crate::gui::elements::{Control, ElementSource};
use crate::gui::painter::{AlarmState, Canvas, Flash, Frame, TextCache};
use crate::gui::theme;
use crate::tag::TagIndex;

/// Words beside a symbol may reach this far out of its place.
const REACH: egui::Vec2 = vec2(200.0, 48.0);

/// Paints all elements of a display, back to front, and returns what was asked for.
pub fn elements_ui(
    ui: &Ui,
    frame: Frame,
    elements: &[Element],
    source: &dyn ElementSource,
    texts: &mut TextCache,
    selected: Option<&str>,
) -> Option<ElementClick> {
    let mut scene = Scene::new(ui, frame, source, texts);
    scene.selected = selected;
    let mut asked = None;
    for element in elements {
        asked = scene.element(element).or(asked);
    }
    scene.finish();
    asked
}

/// One frame of a page.
pub struct Scene<'a> {
    ui: &'a Ui,
    /// The surface, for what a page draws besides elements.
    pub canvas: Canvas<'a>,
    source: &'a dyn ElementSource,
    /// Equipment or tag whose faceplate is open: its elements are outlined.
    pub selected: Option<&'a str>,
    index: usize,
    flashing: bool,
}

impl<'a> Scene<'a> {
    /// Starts a frame.
    pub fn new(ui: &'a Ui, frame: Frame, source: &'a dyn ElementSource, texts: &'a mut TextCache) -> Self {
        let mut canvas = Canvas::new(ui.painter(), theme::tokens(ui.ctx()), frame, texts);
        canvas.flash = source.flash();
        Self { ui, canvas, source, selected: None, index: 0, flashing: false }
    }

    /// Hands the page to egui, and comes back for the flash where something flashes.
    pub fn finish(self) {
        if self.flashing {
            self.ui.ctx().request_repaint_after(Flash::rest(self.source.now().utc));
        }
        self.canvas.finish();
    }

    /// Paints an element, unless it is out of sight, and returns what was asked of it.
    pub fn element(&mut self, element: &Element) -> Option<ElementClick> {
        self.index += 1;
        if !self.canvas.visible.intersects(place_rect(element).expand2(REACH)) {
            return None;
        }
        self.canvas.element(self.index);
        let source = self.source;
        let mut truth = match main_tag(&element.kind) {
            Some(tag) => truth(source, tag),
            None => Truth::new(None, Control::default()),
        };
        self.worst_of_its_own(element, &mut truth);
        let id = self.ui.scope_id().with(self.index);
        let press = self.press(id);
        let painted = paint(&mut self.canvas, source, element, &truth, press)?;
        let target = target(element, &truth);
        self.touch(id, element, &truth, painted, target)
    }

    /// A symbol stands for its whole machine, a tile for its whole area: the worst of their alarms is theirs.
    fn worst_of_its_own(&mut self, element: &Element, truth: &mut Truth<'_>) {
        let whole = match &element.kind {
            ElementKind::Pump { .. }
            | ElementKind::Motor { .. }
            | ElementKind::Valve { .. }
            | ElementKind::Breaker { .. }
            | ElementKind::Lamp { .. }
            | ElementKind::Tank { .. } => {
                let owner = element.equipment.as_deref();
                let owner = owner.or_else(|| truth.tag().and_then(|tag| tag.equipment.as_deref()));
                owner.and_then(|owner| self.source.equipment_alarm(owner))
            }
            ElementKind::Area { text, rows, lamps, .. } => {
                let tags = rows.iter().map(|row| row.tag).chain(lamps.iter().copied());
                let shown = tags.filter_map(|tag| self.source.control(tag).alarm);
                // What is hidden by design is no news of an area.
                shown.chain(self.source.area_alarm(text)).filter(|alarm| alarm.state.framed()).min()
            }
            ElementKind::Heading { .. }
            | ElementKind::Label { .. }
            | ElementKind::Value { .. }
            | ElementKind::Bar { .. }
            | ElementKind::Sparkline { .. }
            | ElementKind::MiniTrend { .. }
            | ElementKind::Pipe { .. }
            | ElementKind::StateText { .. }
            | ElementKind::Setpoint { .. }
            | ElementKind::Button { .. }
            | ElementKind::Kpi { .. }
            | ElementKind::Trend { .. } => None,
        };
        truth.control.alarm = truth.control.alarm.into_iter().chain(whole).min();
        self.flashing |= truth.control.alarm.is_some_and(|alarm| alarm.state == AlarmState::New);
    }

    /// A map marker: a pin with the unit's number.
    pub fn marker(&mut self, place: Rect, tag: TagIndex, number: &str, name: &str) -> Option<ElementClick> {
        self.index += 1;
        self.canvas.element(self.index);
        let truth = truth(self.source, tag);
        let painted = marker(&mut self.canvas, &truth, place, number, name, self.source.zone());
        let id = self.ui.scope_id().with(self.index);
        let response = self.ui.interact(self.canvas.frame().rect(painted.hit), id, Sense::click());
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, truth.spoken()));
        self.ring(&response, painted, false);
        let target = match truth.tag().and_then(|tag| tag.equipment.clone()) {
            Some(equipment) => ClickTarget::Equipment(equipment),
            None => ClickTarget::Tag(tag),
        };
        gesture(&response).map(|gesture| ElementClick { target, gesture })
    }

    /// How the pointer stood to it one frame ago, which is all that can be known before it is painted.
    fn press(&self, id: Id) -> Press {
        match self.ui.ctx().read_response(id) {
            Some(response) if response.is_pointer_button_down_on() => Press::Held,
            Some(response) if response.hovered() => Press::Hovered,
            _ => Press::Away,
        }
    }

    fn touch(
        &mut self,
        id: Id,
        element: &Element,
        truth: &Truth<'_>,
        painted: Painted,
        target: Option<ClickTarget>,
    ) -> Option<ElementClick> {
        // Values can be dragged into the trends; a button that commands stays where it is.
        let dragged = truth.tag().filter(|_| !matches!(element.kind, ElementKind::Button { .. }));
        let sense = match (&target, dragged) {
            (Some(_), Some(_)) => Sense::click_and_drag(),
            (Some(_), None) => Sense::click(),
            (None, _) => Sense::hover(),
        };
        let rect = self.canvas.frame().rect(painted.hit);
        let mut response = self.ui.interact(rect, id, sense);
        response.widget_info(|| info(element, truth, self.source, target.is_some()));
        let target = target?;
        if let Some(tag) = dragged {
            drag_tag(&response, &tag.id);
        }
        self.ring(&response, painted, self.is_selected(truth, element));
        if response.hovered() {
            self.ui.ctx().set_cursor_icon(CursorIcon::PointingHand);
            if truth.reading.is_some() {
                response = response.on_hover_text(tooltip(truth, self.source));
            }
        }
        gesture(&response).map(|gesture| ElementClick { target, gesture })
    }

    fn is_selected(&self, truth: &Truth<'_>, element: &Element) -> bool {
        let Some(selected) = self.selected else { return false };
        if matches!(element.kind, ElementKind::Pipe { .. }) {
            return false;
        }
        let tag = truth.tag();
        element.equipment.as_deref().or_else(|| tag.and_then(|tag| tag.equipment.as_deref()))
            == Some(selected)
            || tag.is_some_and(|tag| &*tag.id == selected)
    }

    /// The focus ring stands 2 px outside of the element, and of its alarm frame.
    fn ring(&mut self, response: &Response, painted: Painted, selected: bool) {
        if response.has_focus() || selected {
            let (width, colour) = (self.canvas.tokens.strokes.bold, self.canvas.tokens.focus);
            self.canvas.outline(painted.body.expand(4.0), 6.0, width, colour);
        }
    }
}

fn info(element: &Element, truth: &Truth<'_>, source: &dyn ElementSource, active: bool) -> WidgetInfo {
    if let ElementKind::Heading { text } | ElementKind::Label { text } = &element.kind {
        WidgetInfo::labeled(Role::Label, true, text.to_string())
    } else if let ElementKind::Button { text, .. } = &element.kind {
        let owner = element
            .equipment
            .as_deref()
            .unwrap_or_else(|| truth.tag().map_or("", |tag| tag.equipment.as_deref().unwrap_or(&tag.id)));
        let mut label = format!("{text} {owner}");
        if truth.locked() {
            label.push_str(", locked");
        }
        WidgetInfo::labeled(Role::Button, !truth.locked(), label)
    } else if let ElementKind::Area { text, rows, .. } = &element.kind {
        let rows: Vec<String> = rows.iter().map(|row| self::truth(source, row.tag).spoken()).collect();
        let alarm =
            truth.control.alarm.map(alarm_words).map_or_else(String::new, |words| format!(", {words}"));
        WidgetInfo::labeled(Role::Button, active, format!("{text}{alarm}: {}", rows.join("; ")))
    } else if matches!(element.kind, ElementKind::Setpoint { .. }) {
        WidgetInfo::labeled(Role::Button, !truth.locked(), format!("Setpoint {}", truth.spoken()))
    } else {
        WidgetInfo::labeled(Role::Button, active, truth.spoken())
    }
}

/// Everything that is known, since only the worst of it has a sign.
fn tooltip(truth: &Truth<'_>, source: &dyn ElementSource) -> String {
    let Some(reading) = truth.reading else { return String::from("No such tag in this layout") };
    let time = reading.sample.source().utc.format(source.zone(), "%H:%M:%S");
    let age = crate::time::short(truth.age());
    format!("{}\n{}\nread {time}, {age} ago", reading.tag.title, truth.spoken())
}
