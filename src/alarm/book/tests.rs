//! The book by example: judging, delays, actions, hiding, shelves, restart and reload.

mod judging;
