//! What may be chosen about the window before it opens.

use std::sync::Arc;
use std::time::Duration;

use crate::gui::theme::ThemeMode;

/// Choices made before the window opens.
#[derive(Clone, Debug)]
pub struct Options {
    /// First set of colours; the operator can switch.
    pub theme: ThemeMode,
    /// First zoom; the operator can switch.
    pub zoom: f32,
    /// Name of this station, as it stands on the status bar.
    pub station: Arc<str>,
    /// Shortest time from one frame to the next that data alone may cause.
    pub frame_interval: Duration,
    /// Size of the window when it opens, in pixels at zoom 1.
    pub size: [f32; 2],
    /// The display to open first, by id; the overview without one.
    pub display: Option<String>,
    /// Whether a live station's own window stands beside this replay.
    pub beside_live: bool,
    /// Whether nothing flashes: new alarms get a double frame instead.
    pub still: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            theme: ThemeMode::Dark,
            zoom: 1.0,
            station: Arc::from("CR-1"),
            // Ten scans a second and the clock are eleven frames: a cap of ten would hold each up for the next.
            frame_interval: Duration::from_millis(83),
            size: [1920.0, 1080.0],
            display: None,
            beside_live: false,
            still: false,
        }
    }
}
