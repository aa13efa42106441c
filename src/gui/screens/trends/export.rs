//! What is chosen in the export panel, and the request it makes.

use std::path::PathBuf;
use std::sync::Arc;

use egui::ColorImage;

use crate::time::{Span, Zone};
use crate::trend::Picture;

/// Kinds of files, in the order of their words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Kind {
    #[default]
    Csv,
    Mcap,
    Png,
}

impl Kind {
    pub(super) const ALL: [Self; 3] = [Self::Csv, Self::Mcap, Self::Png];

    /// How such a file's name ends.
    pub(super) const fn ending(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Mcap => "mcap",
            Self::Png => "png",
        }
    }
}

/// What is chosen and typed.
#[derive(Debug, Default)]
pub(super) struct ExportForm {
    pub(super) kind: Kind,
    /// Hidden pens too.
    pub(super) all_pens: bool,
    /// From A to B rather than the window.
    pub(super) between: bool,
    /// The file name, where it was typed; a sensible one otherwise.
    pub(super) name: Option<String>,
    /// A picture to be taken when the panel is gone: its name, tags and span.
    pub(super) picture: Option<(PathBuf, Vec<Arc<str>>, Span)>,
}

/// A name that tells plant and time: `northfield-2026-11-23-1400.csv`.
pub(super) fn default_name(plant: &str, span: Span, zone: &Zone, kind: Kind) -> String {
    let sound = |sign: char| if sign.is_ascii_alphanumeric() { sign.to_ascii_lowercase() } else { '-' };
    let plant: String = plant.chars().map(sound).collect();
    let begin = span.from.format(zone, "%Y-%m-%d-%H%M");
    let end = span.to.format(zone, "%H%M");
    format!("{plant}-{begin}-to-{end}.{}", kind.ending())
}

/// Why a name cannot be used, if it cannot: a bare file name with the right ending is wanted.
pub(super) fn name_fault(name: &str, kind: Kind) -> Option<&'static str> {
    let ending = format!(".{}", kind.ending());
    let bare = name.len() > ending.len() && name.to_ascii_lowercase().ends_with(&ending);
    if name.contains(['/', '\\', '\0']) || name.starts_with('.') {
        Some(crate::gui::text::NAME_IS_PATH)
    } else if !bare {
        Some(crate::gui::text::NAME_ENDING)
    } else {
        None
    }
}

/// Part of a screenshot as a picture; `None` where it lies outside.
pub(super) fn picture(image: &ColorImage, rect: egui::Rect, pixels_per_point: f32) -> Option<Picture> {
    let [width, height] = image.size;
    let pixel = |point: f32, most: usize| ((point * pixels_per_point).round().max(0.0) as usize).min(most);
    let (left, right) = (pixel(rect.left(), width), pixel(rect.right(), width));
    let (top, bottom) = (pixel(rect.top(), height), pixel(rect.bottom(), height));
    if left >= right || top >= bottom {
        return None;
    }
    let rows = image.pixels.chunks_exact(width).take(bottom).skip(top);
    let rgba: Vec<u8> =
        rows.filter_map(|row| row.get(left..right)).flatten().flat_map(egui::Color32::to_array).collect();
    Some(Picture { width: (right - left) as u32, height: (bottom - top) as u32, rgba: rgba.into() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Timestamp;
    use egui::{Color32, Rect, pos2};

    #[test]
    fn the_name_tells_plant_and_time_and_is_a_bare_name() {
        let span = Span {
            from: Timestamp::parse("2026-11-23T13:00:00Z").unwrap(),
            to: Timestamp::parse("2026-11-23T13:30:00Z").unwrap(),
        };
        let zone = Zone::named("Europe/Berlin").unwrap();
        let name = default_name("Water works", span, &zone, Kind::Csv);
        assert_eq!(name, "water-works-2026-11-23-1400-to-1430.csv");
        assert_eq!(name_fault(&name, Kind::Csv), None);
        for bad in ["../a.csv", "a/b.csv", ".csv", "a.mcap", ""] {
            assert!(name_fault(bad, Kind::Csv).is_some(), "{bad}");
        }
    }

    #[test]
    fn a_picture_is_the_part_of_the_screen_in_pixels() {
        let mut image = ColorImage::filled([8, 6], Color32::BLACK);
        image.pixels[3 * 8 + 4] = Color32::WHITE;
        let rect = Rect::from_min_max(pos2(2.0, 1.5), pos2(3.0, 9.0));
        let part = picture(&image, rect, 2.0).unwrap();
        assert_eq!((part.width, part.height, part.rgba.len()), (2, 3, 24));
        assert_eq!(part.rgba[..4], [255, 255, 255, 255]);
        assert!(picture(&image, Rect::from_min_max(pos2(9.0, 9.0), pos2(12.0, 12.0)), 2.0).is_none());
    }
}
