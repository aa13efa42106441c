//! The quality lane: where any pen was not good, and why.

use std::sync::Arc;

use egui::{Rect, Sense, Ui, WidgetInfo, pos2};

use crate::gui::app::View;
use crate::gui::controls::sketch;
use crate::gui::painter::{Area, Dash};
use crate::gui::screens::trends::gap_words::Wish;
use crate::gui::screens::trends::gaps::{gaps, words_ui};
use crate::gui::screens::trends::pens::Pen;
use crate::gui::screens::trends::plot::Place;
use crate::gui::text;
use crate::tag::QualityLevel;
use crate::time::{Span, short};

/// A stretch in which a pen was not good.
struct Stretch {
    span: Span,
    doubt: bool,
    tag: Arc<str>,
    reason: String,
}

/// Stretches of all pens, longest first, so that short ones lie on top.
fn stretches(pens: &[Pen<'_>]) -> Vec<Stretch> {
    let mut found: Vec<Stretch> = Vec::new();
    for pen in pens.iter().filter(|pen| !pen.hidden) {
        let Some(reply) = &pen.reply else { continue };
        let id = &pen.tag.id;
        for band in reply.bands.iter().filter(|band| band.quality.level() == QualityLevel::Uncertain) {
            found.push(Stretch {
                span: band.span,
                doubt: true,
                tag: id.clone(),
                reason: band.quality.reason(),
            });
        }
        for gap in gaps(reply) {
            let reason = gap.reason.map_or_else(|| text::NO_DATA.to_owned(), crate::tag::Quality::reason);
            // A stale gap was told as doubt already, but nothing came in it: that is the worse.
            found.retain(|other| other.span != gap.span || (&other.tag, &other.reason) != (id, &reason));
            found.push(Stretch { span: gap.span, doubt: false, tag: id.clone(), reason });
        }
    }
    found.sort_by_key(|stretch| std::cmp::Reverse(stretch.span.length()));
    found
}

pub(super) fn quality_ui(ui: &Ui, view: &View<'_>, place: Place, lane: Rect, pens: &[Pen<'_>]) {
    let tokens = view.tokens;
    let mut wishes: Vec<Wish> = Vec::new();
    let mut told: Vec<(Rect, String)> = Vec::new();
    for stretch in stretches(pens) {
        let left = place.x(stretch.span.from).max(lane.left());
        let right = place.x(stretch.span.to).min(lane.right());
        if right - left < 1.5 {
            continue;
        }
        let bar = Rect::from_min_max(pos2(left, lane.top() + 6.0), pos2(right, lane.bottom() - 6.0));
        sketch(ui.painter(), tokens, |canvas| {
            if stretch.doubt {
                canvas.dashed_outline(bar, 1.0, Dash::LIMIT, 1.0, tokens.edge);
            } else {
                canvas.hatch(Area::Rect(bar), tokens.hatch);
                canvas.outline(bar, 1.0, 1.0, tokens.edge);
            }
        });
        let says = text::in_lane(&stretch.tag, &stretch.reason);
        told.push((bar, format!("{says}, {}", short(stretch.span.length()))));
        wishes.push(Wish { band: bar, tag: stretch.tag, what: stretch.reason, long: String::new() });
    }
    // Every hatch is there before any words, so that none lies over them.
    words_ui(ui.painter(), view, &wishes, Some(lane.right()), tokens.card);
    tips_ui(ui, lane, &told);
}

/// What the pointer is at, in full; all of it for those who listen.
fn tips_ui(ui: &Ui, lane: Rect, told: &[(Rect, String)]) {
    let response = ui.interact(lane, ui.scope_id().with("quality lane"), Sense::hover());
    let all: Vec<&str> = told.iter().map(|(_, says)| says.as_str()).collect();
    let spoken = if all.is_empty() { text::ALL_GOOD.to_owned() } else { all.join(". ") };
    response.widget_info(|| WidgetInfo::labeled(egui::accesskit::Role::Label, true, &spoken));
    if let Some(pointer) = response.hover_pos() {
        let here = told.iter().filter(|(bar, _)| bar.x_range().contains(pointer.x));
        let lines: Vec<&str> = here.map(|(_, says)| says.as_str()).collect();
        if !lines.is_empty() {
            response.on_hover_text(lines.join("\n"));
        }
    }
}
