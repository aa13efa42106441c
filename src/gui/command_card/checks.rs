//! The checks with live value and age: the answer to "Why can't I?".

use egui::accesskit::Role;
use egui::{Align2, CornerRadius, Rect, Sense, Ui, WidgetInfo, pos2, vec2};

use crate::command::Check;
use crate::gui::controls::{sketch, wide, words, words_within};
use crate::gui::painter::{Icon, icon};
use crate::gui::text;
use crate::gui::theme::{Tokens, face};
use crate::time::short;

/// Height of a check that is met.
const ROW: f32 = 22.0;
/// Room for the age at the right.
const AGE: f32 = 52.0;

/// All checks in order; a failed one stands out and says who can lift it.
pub(crate) fn checks_ui(ui: &mut Ui, tokens: &'static Tokens, checks: &[Check]) {
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        for check in checks {
            check_ui(ui, tokens, check);
        }
    });
}

/// How a failed check is divided into lines.
struct Lines {
    /// The value has no room beside the title.
    value_below: bool,
    /// Someone can lift it.
    lifted: bool,
}

impl Lines {
    fn of(ui: &Ui, check: &Check, width: f32) -> Self {
        if check.met {
            return Self { value_below: false, lifted: false };
        }
        let both = wide(ui, &check.title, face::TAG) + wide(ui, &check.value, face::TAG);
        Self { value_below: both + 24.0 + AGE + 8.0 > width, lifted: !check.lifted_by.is_empty() }
    }

    fn height(&self) -> f32 {
        let below = usize::from(self.value_below) + usize::from(self.lifted);
        ROW + below as f32 * 18.0 + if below > 0 { 3.0 } else { 0.0 }
    }
}

fn check_ui(ui: &mut Ui, tokens: &'static Tokens, check: &Check) {
    let width = ui.available_width();
    let lines = Lines::of(ui, check, width);
    let (rect, response) = ui.allocate_exact_size(vec2(width, lines.height()), Sense::hover());
    let spoken = text::check_said(check);
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &spoken));
    let row = rect.with_max_y(rect.top() + ROW);
    let sign = pos2(row.left() + 8.0, row.center().y);
    if check.met {
        sketch(ui.painter(), tokens, |canvas| icon(canvas, Icon::Check, sign, 11.0, tokens.ink2));
    } else {
        ui.painter().rect_filled(rect.expand2(vec2(4.0, 0.0)), CornerRadius::same(4), tokens.pressed);
        let plate = Rect::from_center_size(sign, vec2(14.0, 14.0));
        ui.painter().rect_filled(plate, CornerRadius::same(3), tokens.ink);
        sketch(ui.painter(), tokens, |canvas| icon(canvas, Icon::Cross, sign, 9.0, tokens.ground));
    }
    let (strong, title_face, title_ink) = if check.met {
        (face::BODY_MEDIUM, face::BODY, tokens.ink2)
    } else {
        (face::TAG, face::TAG, tokens.ink)
    };
    let age = check.age.map(short).unwrap_or_default();
    let age_ink = if check.met { tokens.ink3 } else { tokens.ink };
    words(ui, &age, face::SMALL, row.right_center(), Align2::RIGHT_CENTER, age_ink);
    let text_left = row.left() + 24.0;
    let mut title_end = row.right() - AGE;
    let mut below = row.bottom() - 3.0;
    let mut next_line = || {
        let line = Rect::from_min_max(pos2(text_left, below), pos2(row.right(), below + 18.0));
        below += 18.0;
        line
    };
    if lines.value_below {
        words_within(ui, &check.value, face::BODY, next_line(), Align2::LEFT_CENTER, tokens.ink);
    } else {
        let room = row.with_min_x(text_left + 60.0).with_max_x(title_end);
        title_end =
            words_within(ui, &check.value, strong, room, Align2::RIGHT_CENTER, tokens.ink).left() - 8.0;
    }
    let title_room = row.with_min_x(text_left).with_max_x(title_end);
    words_within(ui, &check.title, title_face, title_room, Align2::LEFT_CENTER, title_ink);
    if lines.lifted {
        let lifted = text::lifted_by(&check.lifted_by);
        words_within(ui, &lifted, face::SMALL, next_line(), Align2::LEFT_CENTER, tokens.ink);
    }
    response.on_hover_text(spoken);
}
