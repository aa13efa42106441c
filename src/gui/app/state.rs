//! What the operator has opened, typed and chosen. Nothing of the plant is in here.

use std::collections::BTreeMap;
use std::sync::Arc;

use egui::Pos2;

use crate::gui::app::{Navigation, Options, Subject};
use crate::gui::command_card::{Hand, OpenCard};
use crate::gui::faceplate::Tab;
use crate::gui::gallery::GalleryState;
use crate::gui::painter::TextCache;
use crate::gui::screens::{AlarmsState, DevicesState, JournalState, TrendsState};
use crate::gui::shell::{ReplayState, SearchState};
use crate::gui::theme::ThemeMode;

/// The state of the screens.
#[derive(Debug)]
pub struct State {
    /// Where the operator is.
    pub navigation: Navigation,
    /// What the open faceplate is about.
    pub subject: Option<Subject>,
    /// Its tab.
    pub tab: Tab,
    /// The command card on it.
    pub card: OpenCard,
    /// Setpoints being typed, by tag id.
    pub entries: BTreeMap<Arc<str>, String>,
    /// The search field.
    pub search: SearchState,
    /// The trend screen.
    pub trends: TrendsState,
    /// The column of a replay.
    pub replay: ReplayState,
    /// The devices screen.
    pub devices: DevicesState,
    /// The journal screen.
    pub journal: JournalState,
    /// The alarm summary.
    pub alarms: AlarmsState,
    /// Whether a live station's own window stands beside this replay.
    pub beside_live: bool,
    /// Whether the panel of the station's notices is open.
    pub notices_open: bool,
    /// The element gallery.
    pub gallery: GalleryState,
    /// Colours in use.
    pub theme: ThemeMode,
    /// Zoom in use.
    pub zoom: f32,
    /// What pointed last.
    pub hand: Hand,
    /// Where the last press was, to keep final buttons from under it.
    pub pressed_at: Option<Pos2>,
    /// What could not be asked of the station, if anything.
    pub trouble: Option<&'static str>,
    /// Laid-out texts of each page of elements, kept between frames.
    pub texts: BTreeMap<u64, TextCache>,
    /// Processor time of the last frame, milliseconds.
    pub frame_millis: f32,
}

impl State {
    pub(super) fn new(options: &Options) -> Self {
        Self {
            navigation: Navigation::new(None),
            subject: None,
            tab: Tab::default(),
            card: OpenCard::default(),
            entries: BTreeMap::new(),
            search: SearchState::default(),
            trends: TrendsState::default(),
            replay: ReplayState::default(),
            devices: DevicesState::default(),
            journal: JournalState::default(),
            alarms: AlarmsState::default(),
            beside_live: options.beside_live,
            notices_open: false,
            gallery: GalleryState::default(),
            theme: options.theme,
            zoom: options.zoom,
            hand: Hand::default(),
            pressed_at: None,
            trouble: None,
            texts: BTreeMap::new(),
            frame_millis: 0.0,
        }
    }

    /// Opens a faceplate anew: nothing typed or drafted on another one stays.
    pub fn open(&mut self, subject: Subject) {
        if self.subject.as_ref() != Some(&subject) {
            self.subject = Some(subject);
            self.tab = Tab::default();
            self.entries.clear();
            self.card.close();
        }
    }

    /// Closes the faceplate.
    pub fn close(&mut self) {
        self.subject = None;
        self.entries.clear();
        self.card.close();
        self.alarms.close_dialog();
    }
}
