//! The book by example: judging, delays, actions, hiding, shelves, restart and reload; and at random.

mod bad_input;
mod conditions;
mod hiding;
mod judging;
mod keeping;
mod random;
