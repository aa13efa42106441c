//! Display elements. Each is built from a `Reading` and a `Control` and from nothing else: a number
//! without its quality and age cannot be drawn.
//!
//! Every element has fixed places for value, quality and age. A state adds signs; it never moves the number.

mod area;
mod bar;
mod body;
mod breaker;
mod button;
mod click;
mod curve;
mod dispatch;
mod kpi;
mod lamp;
mod marker;
mod mini_trend;
mod motor;
mod pipe;
mod place;
mod pump;
mod scene;
mod setpoint;
mod sign;
mod sparkline;
mod state;
mod tags;
mod tank;
mod trend_card;
mod truth;
mod value;
mod valve;
mod words;

pub use click::{ClickTarget, ElementClick, Gesture};
pub use curve::TrendLine;
pub use place::place_rect;
pub use scene::{Scene, elements_ui};
pub(crate) use tags::{tags_of, trend_of};
pub use truth::{Asked, Control, Reading};

use std::time::Duration;

use crate::display::Equipment;
use crate::gui::painter::{AlarmSign, Flash};
use crate::tag::TagIndex;
use crate::time::{Moment, Zone};
use crate::trend::Column;

/// Where elements get their truth from. One implementation reads the snapshot of a frame, the gallery has
/// its own.
pub trait ElementSource {
    /// The moment of the frame.
    fn now(&self) -> Moment;

    /// The plant's zone.
    fn zone(&self) -> &Zone;

    /// The tag's current sample; `None` where there is no such tag.
    fn reading(&self, tag: TagIndex) -> Option<Reading<'_>>;

    /// What control and alarms say about the tag.
    fn control(&self, tag: TagIndex) -> Control;

    /// The worst alarm of an equipment's tags.
    fn equipment_alarm(&self, _id: &str) -> Option<AlarmSign> {
        None
    }

    /// The worst alarm of an area.
    fn area_alarm(&self, _area: &str) -> Option<AlarmSign> {
        None
    }

    /// How new alarms stand at this moment.
    fn flash(&self) -> Flash {
        Flash::at(self.now().utc)
    }

    /// The tag's recent history in columns, oldest first; empty until it is there.
    fn line(&self, tag: TagIndex, span: Duration) -> &[Option<Column>];

    /// An equipment instance by id.
    fn equipment(&self, id: &str) -> Option<&Equipment>;
}
