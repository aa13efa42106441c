//! Commands: the rule a write must obey, the guard that checks it, and the life of one command.
//!
//! Only the guard makes a `GuardPass`; an order holds one, an id and a deadline.

mod draft;
mod guard;
mod life;
mod rule;

pub use draft::{CommandId, Draft, Origin};
pub use guard::{Check, GuardPass, Lookup, Verdict, examine};
pub(crate) use guard::{in_words, refusal};
pub(crate) use life::Happening;
pub use life::{Command, CommandStatus, DEADLINE_PASSED, DRAFT_LIFETIME, Stage, WriteOutcome};
pub use rule::{PermissiveRule, WriteRule};

/// A Modbus exception in words (Modbus Application Protocol 1.1b3, section 7).
pub fn exception_meaning(code: u8) -> &'static str {
    match code {
        1 => "function not supported",
        2 => "no such address",
        3 => "value or count not allowed",
        4 => "device failure",
        5 => "accepted, still working",
        6 => "device busy",
        8 => "memory parity error",
        10 => "gateway has no path to the unit",
        11 => "unit behind the gateway does not answer",
        _ => "not a standard exception",
    }
}
