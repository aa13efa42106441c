//! Gives the theme to egui: fonts once, visuals and operator-safe options at every change of mode.

use std::sync::Arc;

use egui::epaint::text::FontDefinitions;
use egui::style::{WidgetVisuals, Widgets};
use egui::{
    Color32, Context, CornerRadius, FontData, FontFamily, Id, Shadow, Stroke, Style, TextStyle, Theme,
    Visuals,
};

use crate::gui::theme::{Face, ThemeMode, Tokens, Weight, face, size};

const REGULAR: &[u8] = include_bytes!("../../../assets/fonts/PHSans-Regular.otf");
const MEDIUM: &[u8] = include_bytes!("../../../assets/fonts/PHSans-Medium.otf");
const SEMI_BOLD: &[u8] = include_bytes!("../../../assets/fonts/PHSans-SemiBold.otf");
const MONO: &[u8] = include_bytes!("../../../assets/fonts/JetBrainsMono-Regular.ttf");

fn key() -> Id {
    Id::unique("pilothouse theme")
}

/// The mode in use; [`ThemeMode::Dark`] before [`apply`] was called.
pub fn mode(ctx: &Context) -> ThemeMode {
    ctx.data(|data| data.get_temp(key())).unwrap_or_default()
}

/// The tokens in use.
pub fn tokens(ctx: &Context) -> &'static Tokens {
    mode(ctx).tokens()
}

/// Applies a mode. Fonts are set the first time only. They take effect in the next pass, so call this
/// before the first one.
pub fn apply(ctx: &Context, mode: ThemeMode) {
    let first = ctx.data(|data| data.get_temp::<ThemeMode>(key())).is_none();
    if first {
        ctx.set_fonts(fonts());
        ctx.options_mut(|options| {
            // Ctrl-Q and Ctrl-plus must not change a station by accident.
            options.quit_shortcuts.clear();
            options.zoom_with_keyboard = false;
            // Gloves press long and slide.
            options.input_options.max_click_duration = 5.0;
            options.input_options.max_click_dist = 12.0;
        });
    }
    ctx.data_mut(|data| data.insert_temp(key(), mode));
    let tokens = mode.tokens();
    ctx.set_theme(if mode == ThemeMode::Light { Theme::Light } else { Theme::Dark });
    ctx.all_styles_mut(|style| style_from(style, tokens));
}

/// Whether the fonts are there: not before the pass after the first [`apply`].
pub fn ready(ctx: &Context) -> bool {
    ctx.fonts(|fonts| fonts.definitions().families.contains_key(&Weight::Medium.family()))
}

fn fonts() -> FontDefinitions {
    let mut fonts = FontDefinitions::empty();
    let files = [("regular", REGULAR), ("medium", MEDIUM), ("semibold", SEMI_BOLD), ("mono", MONO)];
    for (name, data) in files {
        fonts.font_data.insert(name.into(), Arc::new(FontData::from_static(data)));
    }
    // The other script of the pair is the fallback for signs one of them lacks.
    for (weight, name) in [
        (Weight::Regular, "regular"),
        (Weight::Medium, "medium"),
        (Weight::SemiBold, "semibold"),
        (Weight::Mono, "mono"),
    ] {
        let fallback = if weight == Weight::Mono { "regular" } else { "mono" };
        fonts.families.insert(weight.family(), vec![name.into(), fallback.into()]);
    }
    fonts
}

fn style_from(style: &mut Style, tokens: &Tokens) {
    let font = |face: Face| face.font(1.0);
    style.text_styles = [
        (TextStyle::Small, font(face::SMALL)),
        (TextStyle::Body, font(face::BODY)),
        (TextStyle::Button, font(face::BODY_MEDIUM)),
        (TextStyle::Heading, font(face::DIALOG)),
        (TextStyle::Monospace, egui::FontId::new(face::MONO.size, FontFamily::Monospace)),
    ]
    .into();
    style.animation_time = 0.0;
    style.interaction.interact_radius = 0.0;
    style.interaction.selectable_labels = false;
    style.spacing.item_spacing = egui::vec2(8.0, 8.0);
    style.spacing.button_padding = egui::vec2(12.0, 5.0);
    style.spacing.interact_size.y = size::TARGET_MOUSE;
    style.scroll_animation = egui::style::ScrollAnimation::none();
    style.visuals = visuals(tokens);
}

fn visuals(tokens: &Tokens) -> Visuals {
    let base = if tokens.mode == ThemeMode::Light { Visuals::light() } else { Visuals::dark() };
    let radius = CornerRadius::same(size::RADIUS_CELL as u8);
    let edge = |colour: Color32| Stroke::new(tokens.strokes.thin, colour);
    let widget = |fill: Color32, stroke: Color32, ink: Color32| WidgetVisuals {
        bg_fill: fill,
        weak_bg_fill: fill,
        bg_stroke: edge(stroke),
        corner_radius: radius,
        fg_stroke: Stroke::new(1.5, ink),
        expansion: 0.0,
    };
    Visuals {
        override_text_color: None,
        weak_text_color: Some(tokens.ink3),
        widgets: Widgets {
            noninteractive: widget(tokens.card, tokens.divider, tokens.ink2),
            inactive: widget(tokens.button, tokens.edge, tokens.ink),
            hovered: widget(tokens.button2, tokens.edge, tokens.ink),
            active: widget(tokens.pressed, tokens.ink, tokens.ink),
            open: widget(tokens.button2, tokens.edge, tokens.ink),
        },
        selection: egui::style::Selection { bg_fill: tokens.selection, stroke: edge(tokens.ink) },
        hyperlink_color: tokens.accent,
        faint_bg_color: tokens.card,
        extreme_bg_color: tokens.field,
        text_edit_bg_color: Some(tokens.field),
        code_bg_color: tokens.field,
        warn_fg_color: tokens.ink,
        error_fg_color: tokens.ink,
        window_corner_radius: CornerRadius::same(size::RADIUS_PANEL as u8),
        window_shadow: Shadow::NONE,
        window_fill: tokens.raised,
        window_stroke: edge(tokens.edge),
        menu_corner_radius: CornerRadius::same(size::RADIUS_CARD as u8),
        popup_shadow: Shadow::NONE,
        panel_fill: tokens.ground,
        striped: false,
        ..base
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guarded_control_is_hit_on_itself_only_and_nothing_moves() {
        let ctx = Context::default();
        apply(&ctx, ThemeMode::Light);
        let style = ctx.global_style();
        assert_eq!(style.interaction.interact_radius, 0.0);
        assert_eq!(style.animation_time, 0.0);
        assert!(ctx.options(|options| options.quit_shortcuts.is_empty() && !options.zoom_with_keyboard));
        assert_eq!(mode(&ctx), ThemeMode::Light);
        assert_eq!(tokens(&ctx).ink, ThemeMode::Light.tokens().ink);
    }

    #[test]
    fn the_fonts_hold_every_sign_the_station_writes() {
        let ctx = Context::default();
        apply(&ctx, ThemeMode::Dark);
        let mut signs = String::from("0123456789");
        signs.push_str("\u{202f}\u{2212}\u{2260}\u{2026}\u{b3}\u{b0}\u{b5}\u{d7}\u{2192}\u{2265}\u{2264}");
        let mut output = ctx.run_ui(egui::RawInput::default(), |ui| {
            for face in [face::BODY, face::BODY_MEDIUM, face::TAG] {
                let font = face.font(1.0);
                assert!(ui.fonts_mut(|fonts| fonts.has_glyphs(&font, &signs)), "{face:?}");
            }
        });
        output.textures_delta.clear();
    }
}
