//! The health of the alarm list against its targets: bars, tiles, priority mix, most frequent.

use egui::{Align2, CornerRadius, Rect, ScrollArea, Sense, Ui, pos2, vec2};

use crate::alarm::{Health, PERIOD_HEALTH};
use crate::gui::app::View;
use crate::gui::controls::{said, sketch, words};
use crate::gui::painter::{Icon, PlateKind, format_value, icon, plate};
use crate::gui::screens::alarms::{health_bars, health_mix};
use crate::gui::text::alarms;
use crate::gui::theme::face;
use crate::tag::Value;
use crate::time::short;

/// Everything below one another.
const HEIGHT: f32 = 720.0;
/// Height of a tile.
const TILE: f32 = 82.0;

/// Over how long the figures are, in words.
pub(super) fn over(view: &View<'_>) -> String {
    let over = view.snapshot.alarms.health.over;
    let days = PERIOD_HEALTH.as_secs() / 86_400;
    let span = if over >= PERIOD_HEALTH { format!("{days} days") } else { short(over) };
    alarms::health_over(&span)
}

pub(super) fn health_ui(ui: &mut Ui, view: &View<'_>) {
    let card = ui.max_rect();
    ui.painter().rect_filled(card, 6.0, view.tokens.card);
    ScrollArea::vertical().id_salt("health").auto_shrink([false, false]).show(ui, |ui| {
        let (all, _) = ui.allocate_exact_size(vec2(ui.available_width(), HEIGHT), Sense::hover());
        let inner = all.shrink2(vec2(16.0, 12.0));
        let health = &view.snapshot.alarms.health;
        let bars = inner.with_max_y(inner.top() + 172.0);
        health_bars::bars_ui(ui, view, health, bars);
        let tiles =
            inner.with_min_y(bars.bottom() + 16.0).with_max_y(bars.bottom() + 16.0 + 2.0 * TILE + 8.0);
        tiles_ui(ui, view, health, tiles);
        let mix = inner.with_min_y(tiles.bottom() + 20.0).with_max_y(tiles.bottom() + 20.0 + 78.0);
        health_mix::mix_ui(ui, view, health, mix);
        health_mix::frequent_ui(ui, view, health, inner.with_min_y(mix.bottom() + 18.0));
    });
}

/// A figure: its number, its unit, and whether it is within its target.
fn figures(health: &Health) -> [(String, &'static str, bool); 6] {
    let number = |value: f64, decimals| format_value(&Value::Float(value), decimals);
    let percent = |share: f64, decimals| number(share * 100.0, decimals);
    [
        (number(health.per_hour, 1), "", health.per_hour <= 12.0),
        (health.most.to_string(), "", health.most <= 10),
        (percent(health.in_flood, 1), "%", health.in_flood < 0.01),
        (percent(health.top_ten, 0), "%", health.top_ten <= 0.05),
        (health.chattering.to_string(), "", health.chattering == 0),
        (health.stale.to_string(), "", health.stale < 5),
    ]
}

fn tiles_ui(ui: &Ui, view: &View<'_>, health: &Health, room: Rect) {
    let tokens = view.tokens;
    let wide = (room.width() - 16.0) / 3.0;
    for (at, ((title, target), (number, unit, well))) in
        alarms::TILES.into_iter().zip(figures(health)).enumerate()
    {
        let (column, line) = ((at % 3) as f32, (at / 3) as f32);
        let corner = pos2(room.left() + column * (wide + 8.0), room.top() + line * (TILE + 8.0));
        let tile = Rect::from_min_size(corner, vec2(wide, TILE));
        ui.painter().rect_filled(tile, CornerRadius::same(4), tokens.ground);
        let left = tile.left() + 12.0;
        let put = |text: &str, face, x: f32, y: f32, ink| {
            words(ui, text, face, pos2(x, tile.top() + y), Align2::LEFT_CENTER, ink)
        };
        put(title, face::SMALL, left, 16.0, tokens.ink2);
        let shown = put(&number, face::VALUE_LARGE, left, 42.0, tokens.ink);
        put(unit, face::SMALL, shown.right() + 5.0, 45.0, tokens.ink2);
        put(target, face::SMALL, left, 68.0, tokens.ink2);
        let sign = pos2(tile.right() - 12.0, tile.top() + 42.0);
        sketch(ui.painter(), tokens, |canvas| {
            if well {
                icon(canvas, Icon::Check, sign - vec2(6.0, 0.0), 12.0, tokens.ink);
            } else {
                plate(canvas, alarms::OVER, PlateKind::Solid, sign, Align2::RIGHT_CENTER);
            }
        });
        let state = if well { alarms::WITHIN } else { alarms::OVER };
        said(ui, title, tile, &format!("{title} {number} {unit}, {target}, {state}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_figure_is_over_only_beyond_its_limit() {
        let mut health = Health { per_hour: 12.0, most: 10, stale: 4, top_ten: 0.05, ..Health::default() };
        assert!(figures(&health).iter().all(|(_, _, well)| *well));
        health = Health {
            per_hour: 12.1,
            most: 11,
            in_flood: 0.01,
            top_ten: 0.06,
            chattering: 1,
            stale: 5,
            ..Health::default()
        };
        assert!(figures(&health).iter().all(|(_, _, well)| !*well));
    }
}
