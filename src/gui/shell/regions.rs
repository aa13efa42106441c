//! Where the parts of the shell stand. Pure arithmetic.

use egui::{Rect, pos2};

use crate::gui::theme::size;

/// The shape of the shell, by the width of the window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shape {
    /// From 1600: navigation with words.
    #[default]
    Desk,
    /// From 1366: navigation as a rail.
    Rail,
    /// Below: large targets, tabs at the bottom.
    Touch,
}

impl Shape {
    /// By width, in points.
    pub fn of(width: f32) -> Self {
        if width >= 1600.0 {
            Self::Desk
        } else if width >= 1366.0 {
            Self::Rail
        } else {
            Self::Touch
        }
    }
}

/// Width of the frame around a plant that is not real.
pub(super) const FRAME: f32 = 8.0;

/// Where the parts of the shell stand.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Regions {
    /// Top bar.
    pub top: Rect,
    /// Navigation; empty in the touch shell.
    pub navigation: Rect,
    /// Screen and context column.
    pub content: Rect,
    /// Alarm strip.
    pub strip: Rect,
    /// Status bar; tabs in the touch shell.
    pub status: Rect,
}

impl Regions {
    /// Divides a window. A frame takes its width from the bars, so that displays keep their size.
    pub fn of(area: Rect, shape: Shape, framed: bool) -> Self {
        let inner = if framed { area.shrink(FRAME) } else { area };
        let (mut top, mut navigation, mut strip, mut status) = match shape {
            Shape::Desk => (size::TOP_BAR, size::NAVIGATION, size::ALARM_STRIP, size::STATUS_BAR),
            Shape::Rail => (size::TOP_BAR, size::NAVIGATION_RAIL, size::ALARM_STRIP, size::STATUS_BAR),
            Shape::Touch => (64.0, 0.0, 64.0, 72.0),
        };
        if framed && shape != Shape::Touch {
            (top, navigation, strip, status) = (top - 2.0, navigation - FRAME, strip - 10.0, status - 4.0);
        }
        let status_top = (inner.bottom() - status).max(inner.top() + top);
        let strip_top = (status_top - strip).max(inner.top() + top);
        let content_top = inner.top() + top;
        let left = inner.left();
        let rect = |x0: f32, y0: f32, x1: f32, y1: f32| {
            Rect::from_min_max(pos2(x0, y0), pos2(x1.max(x0), y1.max(y0)))
        };
        Self {
            top: rect(left, inner.top(), inner.right(), content_top),
            navigation: rect(left, content_top, left + navigation, strip_top),
            content: rect(left + navigation, content_top, inner.right(), strip_top),
            strip: rect(left, strip_top, inner.right(), status_top),
            status: rect(left, status_top, inner.right(), inner.bottom()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::vec2;

    fn window(width: f32, height: f32) -> Rect {
        Rect::from_min_size(pos2(0.0, 0.0), vec2(width, height))
    }

    #[test]
    fn stands_where_the_design_says() {
        let regions = Regions::of(window(1920.0, 1080.0), Shape::Desk, false);
        assert_eq!(regions.content, Rect::from_min_max(pos2(208.0, 48.0), pos2(1920.0, 960.0)));
        assert_eq!(regions.strip.top(), 960.0);
        assert_eq!(regions.status.top(), 1052.0);
        let touch = Regions::of(window(1280.0, 800.0), Shape::Touch, false);
        assert_eq!(touch.content.height(), 600.0);
    }

    #[test]
    fn a_frame_does_not_shrink_the_display() {
        let regions = Regions::of(window(1920.0, 1080.0), Shape::Desk, true);
        assert_eq!(regions.content.height(), 912.0);
        assert_eq!(regions.content.left(), 208.0);
    }

    #[test]
    fn nothing_is_negative_in_a_tiny_window() {
        let regions = Regions::of(window(100.0, 60.0), Shape::Touch, true);
        for rect in [regions.top, regions.content, regions.strip, regions.status] {
            assert!(rect.width() >= 0.0 && rect.height() >= 0.0, "{rect:?}");
        }
    }
}
