//! What is not known in a trend: gaps and bad stretches, hatched and told, and where history begins.

use egui::{Align2, Color32, Painter, Rect, Ui, pos2, vec2};

use crate::gui::app::View;
use crate::gui::controls::sketch;
use crate::gui::painter::Area;
use crate::gui::screens::trends::gap_words::{Wish, lay};
use crate::gui::screens::trends::pens::Pen;
use crate::gui::screens::trends::plot::Place;
use crate::gui::text;
use crate::gui::theme::face;
use crate::tag::{Quality, QualityLevel};
use crate::time::{Span, Timestamp, short};
use crate::trend::TrendReply;

/// A gap is hatched and told when it is at least this wide.
const GAP_TOLD: f32 = 36.0;

/// A stretch without a value that could be trusted.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Gap {
    pub(super) span: Span,
    /// The value before it: the hatch stands at its height.
    pub(super) before: f64,
    /// Whether a value came after it.
    pub(super) ended: bool,
    /// Why, where that is known; nothing was received otherwise.
    pub(super) reason: Option<Quality>,
}

/// Gaps and bad stretches of an answer, oldest first.
pub(super) fn gaps(reply: &TrendReply) -> Vec<Gap> {
    let count = reply.columns.len().max(1) as i64;
    let step = (reply.to.nanos().saturating_sub(reply.from.nanos())).max(1) / count;
    let time_of = |at: usize| Timestamp::from_nanos(reply.from.nanos() + step * at as i64);
    let mut found: Vec<Gap> = Vec::new();
    let mut last: Option<(usize, f64)> = None;
    for (at, column) in reply.columns.iter().enumerate() {
        let Some(column) = column else { continue };
        if let Some((before, value)) = last
            && at > before + 1
        {
            let span = Span { from: time_of(before + 1), to: time_of(at) };
            found.push(Gap { span, before: value, ended: true, reason: None });
        }
        last = Some((at, column.last));
    }
    if let Some((at, value)) = last
        && at + 1 < reply.columns.len()
    {
        let span = Span { from: time_of(at + 1), to: reply.to };
        found.push(Gap { span, before: value, ended: false, reason: None });
    }
    for band in reply.bands.iter().filter(|band| !band.quality.is_good()) {
        // A gap that is mostly this band has its reason; a band of its own is hatched like a gap.
        let half = band.span.length() / 2;
        let same = found.iter_mut().find(|gap| {
            let both = gap.span.to.min(band.span.to).since(gap.span.from.max(band.span.from));
            both > half || (both > gap.span.length() / 2 && gap.reason.is_none())
        });
        match same {
            Some(gap) => gap.reason = Some(band.quality),
            // Doubt that has values is drawn on the line.
            None if band.quality.level() != QualityLevel::Bad => {}
            None => {
                let before = value_before(reply, band.span.from).unwrap_or(0.0);
                found.push(Gap { span: band.span, before, ended: true, reason: Some(band.quality) });
            }
        }
    }
    found.sort_by_key(|gap| gap.span);
    found
}

fn value_before(reply: &TrendReply, time: Timestamp) -> Option<f64> {
    let before = reply.columns.iter().flatten().take_while(|column| column.time <= time).last();
    before.or_else(|| reply.columns.iter().flatten().next()).map(|column| column.last)
}

/// Hatches the gaps of all pens and tells the wide ones, the words above every hatch.
pub(super) fn gaps_ui(ui: &Ui, view: &View<'_>, place: Place, pens: &[&Pen<'_>]) {
    let painter = ui.painter().with_clip_rect(place.plot.intersect(ui.clip_rect()));
    let mut wishes = Vec::new();
    for pen in pens {
        for gap in pen.reply.iter().flat_map(|reply| gaps(reply)) {
            wishes.extend(gap_ui(&painter, view, &gap, place, pen));
        }
    }
    words_ui(&painter, view, &wishes, None, view.tokens.plot);
}

/// Words with their backings, on top of what is there; where an end is given also beside narrow gaps.
pub(super) fn words_ui(
    painter: &Painter,
    view: &View<'_>,
    wishes: &[Wish],
    right_end: Option<f32>,
    backing: Color32,
) {
    sketch(painter, view.tokens, |canvas| {
        for told in lay(wishes, right_end, |says| canvas.lay(says, face::TICK).size) {
            canvas.fill(told.backing, 0.0, backing);
            canvas.text(
                &told.says,
                face::TICK,
                told.backing.center(),
                Align2::CENTER_CENTER,
                view.tokens.ink,
            );
        }
    });
}

/// Hatches a gap that can be seen; what there is to tell of it.
fn gap_ui(painter: &Painter, view: &View<'_>, gap: &Gap, place: Place, pen: &Pen<'_>) -> Option<Wish> {
    let left = place.x(gap.span.from).max(place.plot.left());
    let right = place.x(gap.span.to).min(place.plot.right());
    if right - left < GAP_TOLD {
        return None;
    }
    let y = place.y(pen, gap.before).clamp(place.plot.top() + 8.0, place.plot.bottom() - 8.0);
    let band = Rect::from_min_max(pos2(left, y - 6.0), pos2(right, y + 6.0));
    sketch(painter, view.tokens, |canvas| {
        canvas.hatch(Area::Rect(band), view.tokens.hatch);
        canvas.ring(pos2(left, y), 4.0, 1.5, pen.colour);
        if gap.ended {
            canvas.ring(pos2(right, y), 4.0, 1.5, pen.colour);
        }
    });
    let long = short(place.time(right).since(place.time(left)));
    let what = gap.reason.map_or_else(|| text::NO_DATA.to_owned(), |quality| quality.to_string());
    Some(Wish { band, tag: pen.tag.id.clone(), what, long })
}

/// Before the oldest sample there is nothing, and that is said.
pub(super) fn begin_ui(ui: &Ui, view: &View<'_>, place: Place, pens: &[Pen<'_>]) {
    let oldest = pens.iter().filter_map(|pen| pen.reply.as_ref()?.oldest).min();
    let Some(oldest) = oldest.filter(|oldest| *oldest > place.from) else { return };
    let x = place.x(oldest).min(place.plot.right());
    if x - place.plot.left() < 4.0 {
        return;
    }
    let before = place.plot.with_max_x(x);
    let time = oldest.format(&view.plant().zone, "%-d %b %H:%M:%S");
    let says =
        if view.history.is_some() { text::recording_begins(&time) } else { text::history_begins(&time) };
    sketch(ui.painter(), view.tokens, |canvas| {
        canvas.hatch(Area::Rect(before), view.tokens.divider);
        let laid = canvas.lay(&says, face::SMALL);
        if laid.size.x + 20.0 < before.width() {
            let backing = Rect::from_center_size(before.center(), laid.size + vec2(16.0, 6.0));
            canvas.fill(backing, 2.0, view.tokens.plot);
            canvas.put(&laid, before.center(), Align2::CENTER_CENTER, view.tokens.ink2);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tag::Bad;
    use crate::trend::{Band, Column};

    const DEVICE: Quality = Quality::Bad(Bad::SensorFailure);

    #[test]
    fn gaps_have_their_reason_and_bad_stretches_count_as_gaps() {
        let at = |second: i64| Timestamp::from_millis(second * 1000);
        let span = |from: i64, to: i64| Span { from: at(from), to: at(to) };
        let column = |second: i64| {
            let level = QualityLevel::Good;
            let hole = (10..20).contains(&second) || (50..60).contains(&second) || second >= 90;
            (!hole).then_some(Column { time: at(second), min: 1.0, max: 2.0, last: 2.0, level })
        };
        let bands = vec![
            Band { span: span(10, 20), quality: DEVICE },
            Band { span: span(30, 35), quality: DEVICE },
            Band { span: span(92, 99), quality: Quality::STALE },
        ];
        let reply = TrendReply {
            from: at(0),
            to: at(100),
            columns: (0..100).map(column).collect(),
            bands,
            oldest: None,
        };
        let found: Vec<_> = gaps(&reply).into_iter().map(|gap| (gap.span, gap.ended, gap.reason)).collect();
        let bad = Some(DEVICE);
        assert_eq!(
            found,
            [
                (span(10, 20), true, bad),
                (span(30, 35), true, bad),
                (span(50, 60), true, None),
                (span(90, 100), false, Some(Quality::STALE))
            ]
        );
    }
}
