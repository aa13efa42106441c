//! Words of the devices screen.
