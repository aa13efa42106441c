//! Where the operator is, and the way back.

use std::sync::Arc;

use crate::display::Display;
use crate::plant::Plant;

/// Steps that Back remembers; older ones are forgotten.
const BACK_MAX: usize = 64;

/// A screen of the shell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Screen {
    /// A display of the layout, by id.
    Display(Arc<str>),
    /// Trends.
    Trends,
    /// The alarm summary.
    Alarms,
    /// The journal.
    Journal,
    /// The devices.
    Devices,
    /// Faults of the simulated plant.
    Simulator,
    /// Every element in every state.
    Gallery,
}

/// What a faceplate is about, by id, so that it survives a reload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A machine.
    Equipment(Arc<str>),
    /// A plain tag.
    Tag(Arc<str>),
}

impl Subject {
    /// Its id.
    pub const fn id(&self) -> &Arc<str> {
        match self {
            Self::Equipment(id) | Self::Tag(id) => id,
        }
    }

    /// Whether the layout still has it.
    pub fn exists(&self, plant: &Plant) -> bool {
        match self {
            Self::Equipment(id) => plant.equipment.contains_key(id),
            Self::Tag(id) => plant.tags_by_id.contains_key(id),
        }
    }
}

/// The screen shown and those before it.
#[derive(Clone, Debug)]
pub struct Navigation {
    screen: Screen,
    back: Vec<Screen>,
}

impl Navigation {
    /// Starts at the overview.
    pub fn new(plant: Option<&Plant>) -> Self {
        Self { screen: plant.map_or(Screen::Devices, overview), back: Vec::new() }
    }

    /// The screen shown.
    pub const fn screen(&self) -> &Screen {
        &self.screen
    }

    /// Whether there is a way back.
    pub fn has_back(&self) -> bool {
        !self.back.is_empty()
    }

    /// Goes somewhere else.
    pub fn go(&mut self, screen: Screen) {
        if screen == self.screen {
            return;
        }
        if self.back.len() >= BACK_MAX {
            self.back.remove(0);
        }
        self.back.push(std::mem::replace(&mut self.screen, screen));
    }

    /// Goes back one step, if there is one.
    pub fn back(&mut self) {
        if let Some(screen) = self.back.pop() {
            self.screen = screen;
        }
    }

    /// Goes one level up: from a display to the nearest display of a lower level, from a tool to the overview.
    pub fn up(&mut self, plant: &Plant) {
        let target = match self.display(plant) {
            Some(display) => {
                plant.displays.iter().rev().find(|other| other.level < display.level).map(at_display)
            }
            None => Some(overview(plant)),
        };
        if let Some(target) = target {
            self.go(target);
        }
    }

    /// The display shown, if it is one.
    pub fn display<'p>(&self, plant: &'p Plant) -> Option<&'p Display> {
        match &self.screen {
            Screen::Display(id) => plant.display(id),
            Screen::Trends
            | Screen::Alarms
            | Screen::Journal
            | Screen::Devices
            | Screen::Simulator
            | Screen::Gallery => None,
        }
    }

    /// After a reload: leaves displays that are gone.
    pub fn keep_to(&mut self, plant: &Plant) {
        let exists = |screen: &Screen| match screen {
            Screen::Display(id) => plant.display(id).is_some(),
            Screen::Trends
            | Screen::Alarms
            | Screen::Journal
            | Screen::Devices
            | Screen::Simulator
            | Screen::Gallery => true,
        };
        self.back.retain(exists);
        if !exists(&self.screen) {
            self.screen = overview(plant);
        }
    }
}

/// Where F1 leads: the first display of the lowest level, or the devices where a layout has no display.
pub fn overview(plant: &Plant) -> Screen {
    plant.displays.iter().min_by_key(|display| display.level).map_or(Screen::Devices, at_display)
}

fn at_display(display: &Display) -> Screen {
    Screen::Display(display.id.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plant() -> Plant {
        let display = |id: &str, level| Display {
            id: id.into(),
            title: id.into(),
            level,
            size: [1332.0, 912.0],
            elements: Vec::new(),
            key_trends: Vec::new(),
        };
        Plant { displays: vec![display("overview", 1), display("intake", 2)], ..Plant::default() }
    }

    #[test]
    fn goes_there_and_back_and_up() {
        let plant = plant();
        let mut navigation = Navigation::new(Some(&plant));
        let overview = Screen::Display("overview".into());
        assert_eq!(navigation.screen(), &overview);
        navigation.go(Screen::Display("intake".into()));
        navigation.up(&plant);
        assert_eq!(navigation.screen(), &overview);
        navigation.back();
        assert_eq!(navigation.screen(), &Screen::Display("intake".into()));
        navigation.back();
        navigation.back();
        assert_eq!(navigation.screen(), &overview);
    }

    #[test]
    fn leaves_a_display_that_a_reload_took_away() {
        let mut plant = plant();
        let mut navigation = Navigation::new(Some(&plant));
        navigation.go(Screen::Display("intake".into()));
        plant.displays.truncate(1);
        navigation.keep_to(&plant);
        assert_eq!(navigation.screen(), &Screen::Display("overview".into()));
    }

    #[test]
    fn a_layout_without_displays_opens_at_the_devices() {
        assert_eq!(Navigation::new(Some(&Plant::default())).screen(), &Screen::Devices);
    }
}
