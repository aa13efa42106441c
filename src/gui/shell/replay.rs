//! What stands around a replay: the banner in place of the top bar, the transport in place of the strip.

mod banner;
mod column;
mod scrubber;
mod state;
#[cfg(test)]
mod tests;
mod transport;

pub(super) use banner::banner_ui;
pub(super) use column::column_ui;
pub use state::ReplayState;
pub(super) use transport::transport_ui;
