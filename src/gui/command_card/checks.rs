//! The checks with live value and age: the answer to "Why can't I?".

use egui::accesskit::Role;
use egui::{Align2, CornerRadius, Rect, Sense, Ui, WidgetInfo, pos2, vec2};

use crate::command::Check;
use crate::gui::controls::{sketch, words, words_within};
use crate::gui::painter::{Icon, icon};
use crate::gui::text;
use crate::gui::theme::{Tokens, face};
use crate::time::short;

/// Height of a check that is met.
const ROW: f32 = 22.0;

/// All checks in order; a failed one stands out and says who can lift it.
pub(crate) fn checks_ui(ui: &mut Ui, tokens: &'static Tokens, checks: &[Check]) {
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        for check in checks {
            check_ui(ui, tokens, check);
        }
    });
}

fn check_ui(ui: &mut Ui, tokens: &'static Tokens, check: &Check) {
    let lines = if check.met { 0.0 } else { 1.0 };
    let size = vec2(ui.available_width(), ROW + lines * 18.0);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, text::check_said(check)));
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
    let age = check.age.map(short).unwrap_or_default();
    let age_left = row.right() - 52.0;
    let ink2 = if check.met { tokens.ink3 } else { tokens.ink };
    words(ui, &age, face::SMALL, row.right_center(), Align2::RIGHT_CENTER, ink2);
    // The live value has first claim on the room: it may be long where it says what is wrong.
    let weight = if check.met { face::BODY_MEDIUM } else { face::TAG };
    let value_room = row.with_min_x(row.left() + 120.0).with_max_x(age_left);
    let value = words_within(ui, &check.value, weight, value_room, Align2::RIGHT_CENTER, tokens.ink);
    let title_room = row.with_min_x(row.left() + 24.0).with_max_x(value.left() - 8.0);
    let title_face = if check.met { face::BODY } else { face::TAG };
    let ink = if check.met { tokens.ink2 } else { tokens.ink };
    words_within(ui, &check.title, title_face, title_room, Align2::LEFT_CENTER, ink);
    if !check.met {
        let below = rect.with_min_y(row.bottom() - 2.0).with_min_x(row.left() + 24.0);
        let lifted = text::lifted_by(&check.lifted_by);
        words_within(ui, &lifted, face::SMALL, below, Align2::LEFT_CENTER, tokens.ink);
    }
    response.on_hover_text(text::check_said(check));
}
