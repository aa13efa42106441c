//! Words of the command card.

use std::time::Duration;

use crate::command::{Check, CommandStatus, DRAFT_LIFETIME, Stage};
use crate::time::{Moment, short};

/// The steps of the bar.
pub const STEPS: [&str; 6] = ["Draft", "Check", "Confirm", "Send", "Accept", "Settle"];
/// A draft was asked for.
pub const DRAFT_AWAITED: &str = "Drafted; the station is checking";
/// The draft did not come back.
pub const DRAFT_LOST: &str = "The station did not answer the draft. Nothing was sent.";
/// Button.
pub const CANCEL: &str = "Cancel";
/// Button.
pub const CLOSE_CARD: &str = "Close card";
/// Button.
pub const NEW_DRAFT: &str = "New draft";
/// Field and row.
pub const REASON: &str = "Reason";
/// Hint in the field.
pub const REASON_HINT: &str = "Why this is done now";
/// A critical command wants it.
pub const REASON_NEEDED: &str = "This command needs a reason";
/// After the first Enter.
pub const SECOND_ENTER: &str = "Press Enter again within 3 s to do it";
/// After the confirmation, until the station says more.
pub const CONFIRMED_WAIT: &str = "Confirmed, on its way";
/// Row.
pub const SENT_AT: &str = "Sent";
/// Row.
pub const SENT_TO: &str = "To";
/// Row.
pub const REPLY: &str = "Reply";
/// Row.
pub const WAITING_FOR_REPLY: &str = "Waiting for reply";
/// Row.
pub const NOT_SENT_AFTER: &str = "Not sent after";
/// Row and cell.
pub const COMMANDED: &str = "Commanded";
/// Row and cell.
pub const ACTUAL: &str = "Actual";

/// `Set PIC-610.SP to 5.60 bar`.
pub fn set_to(tag: &str, value: &str) -> String {
    format!("Set {tag} to {value}")
}

/// `Hold to start P-104`.
pub fn hold_to(title: &str) -> String {
    let mut signs = title.chars();
    let first: String = signs.next().map(|sign| sign.to_lowercase().collect()).unwrap_or_default();
    format!("Hold to {first}{}", signs.as_str())
}

/// `Blocked, 1 of 6 checks, Under 3 starts an hour`.
pub fn blocked(failed: usize, all: usize, first: &str) -> String {
    match failed {
        0 => "Checking".into(),
        1 => format!("Blocked: {first}"),
        failed => format!("Blocked: {failed} of {all} checks"),
    }
}

/// Who can lift a failed check.
pub fn lifted_by(who: &str) -> String {
    if who.is_empty() {
        "It clears by itself when the condition is met".into()
    } else {
        format!("May be lifted by: {who}")
    }
}

/// A check for a screen reader and the tooltip.
pub fn check_said(check: &Check) -> String {
    let state = if check.met { "Met" } else { "Not met" };
    let age = check.age.map(|age| format!(", {} old", short(age))).unwrap_or_default();
    let lifted = if check.met { String::new() } else { format!(". {}", lifted_by(&check.lifted_by)) };
    format!("{state}. {}. {}{age}{lifted}", check.title, check.value)
}

/// How long the draft lives on.
pub fn draft_left(status: &CommandStatus, now: Moment) -> String {
    let began = status.history.first().map_or(status.stage_since, |(_, at)| *at);
    let left = DRAFT_LIFETIME.saturating_sub(now.age_of(began));
    format!("Nothing is sent yet. Draft expires in {} s.", left.as_secs())
}

/// What follows the title where a command ended badly.
pub const fn stage_suffix(stage: Stage) -> Option<&'static str> {
    match stage {
        Stage::Refused => Some("refused"),
        Stage::Failed => Some("failed"),
        Stage::Expired => Some("expired"),
        Stage::Cancelled => Some("cancelled"),
        Stage::Draft
        | Stage::Checked
        | Stage::Confirmed
        | Stage::Sent
        | Stage::Accepted
        | Stage::ReadBack
        | Stage::Settled => None,
    }
}

/// The end in words.
pub fn outcome(stage: Stage, detail: &str) -> Option<String> {
    let with = |words: &str| if detail.is_empty() { words.to_owned() } else { format!("{words}: {detail}") };
    match stage {
        Stage::Draft | Stage::Checked | Stage::Confirmed | Stage::Sent => None,
        Stage::Accepted => Some("The device took it. The actual value decides.".into()),
        Stage::ReadBack => Some(format!("The device took it, but it {detail}")),
        Stage::Settled => Some(with("Done")),
        Stage::Refused => Some(with("Refused, nothing was changed")),
        Stage::Failed => Some(with("Look at the plant before trying again")),
        Stage::Expired => Some(with("Expired, nothing was sent")),
        Stage::Cancelled => Some("Taken back, nothing was sent".into()),
    }
}

/// The bar for a screen reader.
pub fn progress(stage: Stage) -> String {
    format!("Stage {}", stage.word())
}

/// `accepted after 226 ms`.
pub fn reply_after(span: Duration) -> String {
    format!("accepted after {} ms", span.as_millis())
}

/// `02:45:54.118, in 1.8 s`.
pub fn deadline(time: &str, left: &str) -> String {
    format!("{time}, in {left}")
}

/// `PLC-1, unit 1, 00261`.
pub fn write_target(device: &str, unit: u8, address: &str) -> String {
    format!("{device}, unit {unit}, {address}")
}
