//! The line of a pen as a mesh: made once an answer, zoom and scale, and only moved while the window pans.

use std::collections::BTreeMap;
use std::sync::Arc;

use egui::epaint::Mesh;
use egui::{Painter, Pos2, Shape, Vec2, vec2};

use crate::gui::screens::trends::line_mesh::{Shaped, Style, mesh};
use crate::gui::screens::trends::plot::Place;
use crate::time::Timestamp;
use crate::trend::TrendReply;

/// A line many times wider than the plot is drawn around the window only.
const WIDE: f64 = 6.0;

#[derive(Debug)]
struct Kept {
    reply: Arc<TrendReply>,
    shaped: Shaped,
    /// Corners from the reply's begin and the plot's upper edge.
    corners: Vec<Pos2>,
    /// The mesh, moved so far.
    placed: (Vec2, Arc<Mesh>),
}

/// The lines of all pens, kept between frames.
#[derive(Debug, Default)]
pub(super) struct LineCache {
    kept: BTreeMap<(usize, bool), Kept>,
    /// Meshes made so far: what a test looks at.
    pub(super) made: u64,
}

impl LineCache {
    /// Paints the line of a pen; `key` is its number, and whether it is that of the compared period, which
    /// is drawn `late` later than it was.
    pub(super) fn paint(
        &mut self,
        painter: &Painter,
        place: Place,
        key: (usize, bool),
        (reply, late): (&Arc<TrendReply>, i64),
        style: Style,
    ) {
        let pixels_per_point = painter.ctx().pixels_per_point();
        let span = (place.to.nanos() - place.from.nanos()).max(1);
        let pixels_per_nano = f64::from(place.plot.width()) / span as f64;
        let begin = Timestamp::from_nanos(reply.from.nanos().saturating_add(late));
        let long = reply.to.nanos().saturating_sub(reply.from.nanos()) as f64 > WIDE * span as f64;
        let part = long.then(|| place.from.nanos().saturating_sub(begin.nanos()).div_euclid(span));
        let height = place.plot.height();
        let shaped = Shaped { style, pixels_per_nano, height, pixels_per_point, part };
        let known =
            self.kept.get(&key).is_some_and(|kept| Arc::ptr_eq(&kept.reply, reply) && kept.shaped == shaped);
        if !known {
            self.made += 1;
            let mesh = mesh(reply, &shaped, span);
            let corners = mesh.vertices.iter().map(|vertex| vertex.pos).collect();
            let placed = (Vec2::ZERO, Arc::new(mesh));
            self.kept.insert(key, Kept { reply: reply.clone(), shaped, corners, placed });
        }
        let Some(kept) = self.kept.get_mut(&key) else { return };
        let left = place.from.nanos().saturating_sub(begin.nanos()) as f64 * pixels_per_nano;
        let offset = vec2(place.plot.left() - left as f32, place.plot.top());
        if kept.placed.0 != offset {
            kept.placed.0 = offset;
            // The frame before is painted by now: nothing is copied here.
            let mesh = Arc::make_mut(&mut kept.placed.1);
            for (vertex, corner) in mesh.vertices.iter_mut().zip(&kept.corners) {
                vertex.pos = *corner + offset;
            }
        }
        painter.add(Shape::mesh(kept.placed.1.clone()));
    }

    /// Forgets lines that are not drawn any more.
    pub(super) fn keep(&mut self, drawn: &[(usize, bool)]) {
        self.kept.retain(|key, _| drawn.contains(key));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::{Color32, Rect, pos2};

    use crate::gui::screens::trends::line_mesh::tests::reply;
    use crate::gui::screens::trends::scale::Scale;

    fn place(from: i64) -> Place {
        let at = |second: i64| Timestamp::from_millis(second * 1000);
        let plot = Rect::from_min_size(pos2(60.0, 20.0), vec2(1000.0, 400.0));
        Place { plot, from: at(from), to: at(from + 100) }
    }

    #[test]
    fn panning_moves_a_line_and_only_a_new_answer_or_scale_makes_it_anew() {
        let ctx = egui::Context::default();
        let mut cache = LineCache::default();
        let mut style =
            Style { colour: Color32::WHITE, width: 1.5, dash: None, scale: Scale::exact(0.0, 10.0) };
        let first = reply(100);
        let frame = |cache: &mut LineCache, reply: &Arc<TrendReply>, from: i64, style: Style| {
            let output = ctx.run_ui(egui::RawInput::default(), |ui| {
                cache.paint(ui.painter(), place(from), (0, false), (reply, 0), style);
            });
            output.drop_without_applying_deltas();
        };
        frame(&mut cache, &first, 0, style);
        let at = |cache: &LineCache| cache.kept[&(0, false)].placed.0;
        assert_eq!(at(&cache), vec2(60.0, 20.0));
        frame(&mut cache, &first, 10, style);
        assert_eq!(at(&cache), vec2(-40.0, 20.0));
        assert_eq!(cache.made, 1);
        style.scale = Scale::exact(0.0, 20.0);
        frame(&mut cache, &first, 10, style);
        assert_eq!(cache.made, 2);
        frame(&mut cache, &reply(100), 10, style);
        assert_eq!(cache.made, 3);
        cache.keep(&[]);
        assert!(cache.kept.is_empty());
    }
}
