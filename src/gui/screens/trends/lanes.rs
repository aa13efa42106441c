//! The lanes below the plot: states, alarms, operator, links, quality, on the time axis of the plot.

use egui::accesskit::Role;
use egui::{Align2, Pos2, Rect, Sense, Ui, WidgetInfo, pos2, vec2};

use crate::alarm::Priority;
use crate::gui::app::View;
use crate::gui::controls::{past_mark_at, shape_at, sketch, words, words_within};
use crate::gui::painter::{AlarmSign, Canvas};
use crate::gui::screens::trends::lane_items::{Item, Lane, WORDS_LEFT, items};
use crate::gui::screens::trends::pens::Pen;
use crate::gui::screens::trends::plot::Place;
use crate::gui::screens::trends::state::TrendsState;
use crate::gui::screens::trends::{quality_lane, state_lane};
use crate::gui::text;
use crate::gui::theme::face;
use crate::trend::Marker;

/// Height of a lane.
const LANE: f32 = 26.0;
const MARK: f32 = 5.0;
/// Words of a marker in its tip are no longer than so many lines.
const TIP_LINES: usize = 12;

/// The lanes there are: the states of pens, then those with something to tell.
fn lanes(view: &View<'_>, trends: &TrendsState) -> Vec<Lane> {
    let told = |lane: Lane| trends.answers.markers.iter().any(|marker| lane.holds(marker.kind));
    let kept = |lane: &Lane| match lane {
        Lane::Alarms => told(*lane),
        Lane::Operator | Lane::Links => view.history.is_some(),
    };
    Lane::ALL.into_iter().filter(kept).collect()
}

/// Height of all lanes together, with the air around them.
pub(super) fn height(view: &View<'_>, trends: &TrendsState, pens: &[Pen<'_>]) -> f32 {
    let states = pens.iter().filter(|pen| pen.discrete() && !pen.hidden).count();
    let quality = usize::from(pens.iter().any(|pen| !pen.hidden));
    (states + lanes(view, trends).len() + quality) as f32 * LANE + 12.0
}

/// Paints the lanes, as many as fit, and tells which marker is pointed at.
pub(super) fn lanes_ui(ui: &Ui, view: &View<'_>, trends: &mut TrendsState, place: Place, pens: &[Pen<'_>]) {
    let card = ui.max_rect();
    ui.painter().rect_filled(card, 6.0, view.tokens.card);
    let mut top = card.top() + 6.0;
    let mut next = || {
        let lane = Rect::from_min_max(pos2(place.plot.left(), top), pos2(place.plot.right(), top + LANE));
        top += LANE;
        (lane.bottom() <= card.bottom()).then_some(lane)
    };
    for pen in pens.iter().filter(|pen| pen.discrete() && !pen.hidden) {
        let Some(lane) = next() else { return };
        state_lane::state_ui(ui, view, place, lane, pen);
    }
    let mut pointed = None;
    for lane in lanes(view, trends) {
        let Some(rect) = next() else { return };
        let title = match lane {
            Lane::Alarms => text::LANE_ALARMS,
            Lane::Operator => text::LANE_OPERATOR,
            Lane::Links => text::LANE_LINKS,
        };
        title_ui(ui, view, rect, title);
        let own = trends.answers.markers.iter().filter(|marker| lane.holds(marker.kind));
        let ends = (rect.left(), rect.right());
        for item in items(own, |marker| place.x(marker.time), ends) {
            if item_ui(ui, view, lane, rect, &item) {
                pointed = item.markers.first().map(|marker| marker.time);
            }
        }
    }
    trends.pointed = pointed;
    if let Some(lane) = next() {
        title_ui(ui, view, lane, text::LANE_QUALITY);
        quality_lane::quality_ui(ui, view, place, lane, pens);
    }
}

/// The name of a lane, left of the plot.
pub(super) fn title_ui(ui: &Ui, view: &View<'_>, lane: Rect, title: &str) {
    let card = ui.max_rect();
    let room = lane.with_max_x(lane.left() - 8.0).with_min_x(card.left() + 4.0);
    words_within(ui, title, face::SMALL, room, Align2::RIGHT_CENTER, view.tokens.ink2);
    let line = egui::Stroke::new(1.0, view.tokens.divider);
    ui.painter().hline(lane.x_range(), lane.bottom(), line);
}

/// Paints one item; whether it is pointed at.
fn item_ui(ui: &Ui, view: &View<'_>, lane: Lane, rect: Rect, item: &Item<'_>) -> bool {
    let tokens = view.tokens;
    let centre = pos2(item.x, rect.center().y);
    let [only] = item.markers.as_slice() else { return cluster_ui(ui, view, lane, rect, item) };
    match (lane, sign(only), priority(view, &only.subject)) {
        (Lane::Alarms, Some(sign), _) => past_mark_at(ui, view, sign, centre, 14.0),
        (Lane::Alarms, None, Some(priority)) => shape_at(ui, view, priority, centre, 14.0),
        (Lane::Alarms | Lane::Operator | Lane::Links, _, _) => {
            sketch(ui.painter(), tokens, |canvas| mark(canvas, lane, centre));
        }
    }
    let says = text::marker(only);
    let mut place = Rect::from_center_size(centre, vec2(16.0, rect.height()));
    if item.room > 0.0 {
        let room = rect.with_min_x(item.x + WORDS_LEFT).with_max_x(item.x + WORDS_LEFT + item.room);
        let shown = words_within(ui, &says, face::SMALL, room, Align2::LEFT_CENTER, tokens.ink);
        place = place.union(shown);
    }
    tip_ui(ui, view, place, item, &says)
}

/// How the alarm stood after it.
fn sign(marker: &Marker) -> Option<AlarmSign> {
    AlarmSign::of(marker.mark?)
}

/// The priority of an alarm the layout still has.
fn priority(view: &View<'_>, id: &str) -> Option<Priority> {
    let alarms = &view.plant().alarms;
    alarms.iter().find(|alarm| &*alarm.id == id).map(|alarm| alarm.priority)
}

/// Several in one place: how many, beside the worst of their alarms.
fn cluster_ui(ui: &Ui, view: &View<'_>, lane: Lane, rect: Rect, item: &Item<'_>) -> bool {
    let count = item.markers.len().to_string();
    let wide = crate::gui::controls::wide(ui, &count, face::PLATE) + 10.0;
    let plate = Rect::from_center_size(pos2(item.x, rect.center().y), vec2(wide.max(18.0), 16.0));
    let worst = item.markers.iter().filter_map(|marker| marker.mark).min().and_then(AlarmSign::of);
    let plate = match worst.filter(|_| lane == Lane::Alarms) {
        Some(sign) => {
            past_mark_at(ui, view, sign, pos2(item.x, rect.center().y), 14.0);
            plate.translate(vec2(plate.width() / 2.0 + 11.0, 0.0))
        }
        None => plate,
    };
    let stroke = egui::Stroke::new(1.0, view.tokens.edge);
    ui.painter().rect(plate, 3.0, view.tokens.button, stroke, egui::StrokeKind::Inside);
    words(ui, &count, face::PLATE, plate.center(), Align2::CENTER_CENTER, view.tokens.ink);
    let says = text::events_together(item.markers.len());
    let mut place = plate;
    if item.room > 0.0
        && let Some(last) = item.markers.last()
    {
        let left = plate.right() + 6.0;
        let room = rect.with_min_x(left).with_max_x(item.x + WORDS_LEFT + item.room);
        place = place.union(words_within(
            ui,
            &last.text,
            face::SMALL,
            room,
            Align2::LEFT_CENTER,
            view.tokens.ink2,
        ));
    }
    tip_ui(ui, view, place, item, &says)
}

fn tip_ui(ui: &Ui, view: &View<'_>, place: Rect, item: &Item<'_>, says: &str) -> bool {
    let first = item.markers.first().map_or(0, |marker| marker.time.nanos());
    let salt = (first, item.markers.len(), place.top() as i32);
    let response = ui.interact(place, ui.scope_id().with(salt), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, says));
    let hovered = response.hovered();
    if hovered {
        let line = |marker: &&Marker| format!("{}  {}", view.clock(marker.time), text::marker_long(marker));
        let mut lines: Vec<String> = item.markers.iter().take(TIP_LINES).map(line).collect();
        if item.markers.len() > TIP_LINES {
            lines.push(text::more_events(item.markers.len() - TIP_LINES));
        }
        response.on_hover_text(lines.join("\n"));
    }
    hovered
}

/// The sign of a lane: operator a diamond, links a square, alarms a triangle.
fn mark(canvas: &mut Canvas<'_>, lane: Lane, centre: Pos2) {
    let tokens = canvas.tokens;
    let at = |x: f32, y: f32| centre + vec2(x, y) * MARK;
    let points = match lane {
        Lane::Operator => vec![at(0.0, -1.2), at(1.2, 0.0), at(0.0, 1.2), at(-1.2, 0.0)],
        Lane::Links => vec![at(-1.0, -1.0), at(1.0, -1.0), at(1.0, 1.0), at(-1.0, 1.0)],
        Lane::Alarms => vec![at(0.0, -1.2), at(1.3, 1.0), at(-1.3, 1.0)],
    };
    canvas.polygon(&points, tokens.card, tokens.strokes.symbol, tokens.ink);
}
