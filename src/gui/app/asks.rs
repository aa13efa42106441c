//! What a frame asked for: panels note it here while they paint, the app carries it out afterwards.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::alarm::{Action, Actor};
use crate::gui::app::{Screen, Subject};
use crate::message::{Request, Transport};
use crate::tag::{TagIndex, Value};
use crate::time::Timestamp;
use crate::trend::TrendQuery;

/// What the panels of one frame asked for.
#[derive(Debug, Default)]
pub struct Asks {
    /// For the engine, in order.
    pub requests: Vec<Request>,
    /// Where the operator goes.
    pub go: Option<Go>,
    /// Tags seen in this frame.
    pub watch: BTreeSet<TagIndex>,
    /// Trends seen in this frame.
    pub trends: BTreeSet<TrendQuery>,
    /// For the replay, in order.
    pub transports: Vec<Transport>,
    /// A command to be drafted.
    pub draft: Option<(TagIndex, Value)>,
}

/// Where the operator goes.
#[derive(Clone, Debug, PartialEq)]
pub enum Go {
    /// To a screen.
    To(Screen),
    /// One step back.
    Back,
    /// To the overview.
    Overview,
    /// One level up.
    Up,
    /// Opens a faceplate.
    Open(Subject),
    /// Closes the faceplate.
    Close,
    /// To the search field.
    Search,
    /// To a device's detail.
    Device(Arc<str>),
    /// To the trends, with one more pen.
    Pen(Arc<str>),
    /// To the alarm summary, this alarm chosen.
    Alarm(Arc<str>),
    /// To the alarm summary, this area only.
    AlarmArea(Arc<str>),
    /// To a display, with something on it marked.
    Mark(Arc<str>, Subject),
    /// To a replay at a time, in a window of its own.
    ReplayAt(Timestamp),
    /// To the trends at a time, with one more pen if a tag is given.
    TrendAt {
        /// The tag, by id.
        tag: Option<Arc<str>>,
        /// The time.
        at: Timestamp,
    },
}

impl Asks {
    /// Goes somewhere; the first of a frame wins.
    pub fn go(&mut self, go: Go) {
        self.go.get_or_insert(go);
    }

    /// Asks the replay for a time or a pace.
    pub fn transport(&mut self, wish: Transport) {
        self.transports.push(wish);
    }

    /// Asks the engine for something.
    pub fn request(&mut self, request: Request) {
        self.requests.push(request);
    }

    /// Asks for something to be done to alarms, as the operator.
    pub fn alarm(&mut self, action: Action) {
        self.request(Request::Alarm { action, by: Actor("operator".into()) });
    }
}
