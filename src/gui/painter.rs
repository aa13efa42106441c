//! Primitives in the house language. Everything takes grid pixels; the `Canvas` knows place and zoom.

mod alarm_mark;
mod canvas;
mod dash;
mod hatch;
mod icon;
mod number;
mod plate;
mod rounded;
mod symbol;
mod text;

pub use alarm_mark::{AlarmSign, AlarmState, MARK, alarm_frame, alarm_mark, priority_shape};
pub use canvas::{Canvas, Flash, Frame};
pub use dash::Dash;
pub use hatch::Area;
pub use icon::{Icon, icon};
pub use number::{format_value, plain_value};
pub use plate::{Plate, PlateKind, padlock, plate};
pub(crate) use symbol::corners;
pub use symbol::{Glyph, arrow_head, bow_tie, triangle};
pub use text::{Laid, TextCache};
