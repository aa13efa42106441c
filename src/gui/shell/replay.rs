//! What stands around a replay: the banner in place of the top bar, the transport in place of the strip.

mod banner;
mod scrubber;
#[cfg(test)]
mod tests;
mod transport;

pub(super) use banner::banner_ui;
pub(super) use transport::transport_ui;
