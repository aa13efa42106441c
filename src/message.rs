//! All traffic between threads, one closed enum a channel.
//!
//! field: driver to engine. request: operator to engine. order: engine to driver. snapshot: engine to
//! screens (newest wins). transport: operator to a replay, which has no order. record: engine to
//! files and the headless streams (never dropped silently).

mod bookmark;
mod field;
mod order;
mod record;
mod replay;
mod request;
mod snapshot;
mod trend_save;

pub use bookmark::{Bookmark, BookmarkWish, Bookmarks};
pub use field::FieldMessage;
pub use order::{Order, WriteOrder};
pub use record::Record;
pub use replay::{
    Density, Direction, LaneMark, LayoutChoice, LayoutUsed, Playback, Search, SearchState, Step, Transport,
};
pub use request::Request;
pub use snapshot::{
    DeviceStatus, Mode, Notice, NoticeKind, QualityCounts, Recording, Snapshot, SwitchedFault,
};
pub use trend_save::{TrendSaved, TrendToSave};
