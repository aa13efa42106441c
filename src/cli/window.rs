//! Options of the window, as they are typed.

use std::ffi::OsString;
use std::time::Duration;

use clap::Args;

use crate::gui;
use crate::gui::theme::ThemeMode;

/// How the window opens.
#[derive(Debug, Args)]
#[command(next_help_heading = "Window")]
pub(super) struct Window {
    /// Colours: dark, light or contrast
    #[arg(long, default_value = "dark", value_parser = theme)]
    theme: ThemeMode,
    /// Size of the window, such as 1280x800
    #[arg(long, value_name = "WIDTHxHEIGHT", default_value = "1920x1080", value_parser = size)]
    size: [f32; 2],
    /// Everything this much larger: 1, 1.25, 1.5 or 2
    #[arg(long, default_value = "1", value_parser = zoom)]
    zoom: f32,
    /// Frames a second that data alone may cause, 1 to 30; fewer spare a panel PC without a GPU
    #[arg(long, value_name = "FRAMES", default_value = "12", value_parser = clap::value_parser!(u32).range(1..=30))]
    fps: u32,
    /// The display to open first, by its id
    #[arg(long, value_name = "ID")]
    display: Option<String>,
    /// Nothing flashes: new alarms get a double frame instead
    #[arg(long)]
    reduced_motion: bool,
}

impl Window {
    /// The same looks for another window, as they are typed; which display is its own matter.
    pub(super) fn looks(&self) -> Vec<OsString> {
        let theme = match self.theme {
            ThemeMode::Dark => "dark",
            ThemeMode::Light => "light",
            ThemeMode::HighContrast => "contrast",
        };
        let [width, height] = self.size;
        let mut looks: Vec<OsString> = Vec::new();
        for (name, value) in [
            ("--theme", theme.to_owned()),
            ("--size", format!("{width}x{height}")),
            ("--zoom", self.zoom.to_string()),
            ("--fps", self.fps.to_string()),
        ] {
            looks.extend([name.into(), value.into()]);
        }
        if self.reduced_motion {
            looks.push("--reduced-motion".into());
        }
        looks
    }

    pub(super) fn options(self) -> gui::Options {
        gui::Options {
            theme: self.theme,
            size: self.size,
            zoom: self.zoom,
            display: self.display,
            still: self.reduced_motion,
            frame_interval: Duration::from_secs(1) / self.fps,
            ..gui::Options::default()
        }
    }
}

pub(super) fn theme(text: &str) -> Result<ThemeMode, String> {
    match text {
        "dark" => Ok(ThemeMode::Dark),
        "light" => Ok(ThemeMode::Light),
        "contrast" => Ok(ThemeMode::HighContrast),
        other => Err(format!("`{other}` is none of dark, light and contrast")),
    }
}

fn size(text: &str) -> Result<[f32; 2], String> {
    let parts =
        text.split_once('x').and_then(|(width, height)| Some([width.parse().ok()?, height.parse().ok()?]));
    parts
        .filter(|size: &[f32; 2]| size.iter().all(|side| (100.0..=20_000.0).contains(side)))
        .ok_or_else(|| format!("`{text}` is not a size such as 1280x800"))
}

fn zoom(text: &str) -> Result<f32, String> {
    let zoom: f32 = text.parse().map_err(|_| format!("`{text}` is not a number"))?;
    if (0.5..=4.0).contains(&zoom) { Ok(zoom) } else { Err("the zoom is between 0.5 and 4".to_owned()) }
}
