//! A tag's former ids are nobody's now: two tags cannot share one history.

use std::collections::BTreeMap;

use crate::layout::report::Report;
use crate::layout::tag_text::TagText;

/// Tells about former ids that another tag has or claims too.
pub(crate) fn check(report: &Report, tags: &[TagText]) {
    let mut owners: BTreeMap<&str, &str> = tags.iter().map(|tag| (tag.id(), tag.id())).collect();
    for tag in tags {
        let Some(formerly) = &tag.formerly else { continue };
        for old in formerly.value.split_whitespace() {
            if let Some(owner) = owners.insert(old, tag.id()) {
                let message = format!("`{}` was formerly `{old}`, and `{owner}` is or was too", tag.id());
                let hint = "one recorded history belongs to one tag";
                report.error_hint(formerly.at, "formerly", message, hint);
            }
        }
    }
}
