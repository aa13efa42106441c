//! Tags to CSV and TOML and back, with whatever a person may type.

use std::fmt::Write as _;
use std::path::PathBuf;

use proptest::prelude::*;

use super::*;
use crate::layout::fields::Fields;
use crate::layout::report::Report;
use crate::layout::source::Source;
use crate::layout::{csv, toml};

fn from_toml(text: &str) -> (Vec<TagText>, Vec<String>) {
    let source = Source::new(PathBuf::from("tags.toml"), "tags/a.toml".into(), text.into());
    let report = Report::new(vec![source], Vec::new());
    let table = toml::read(&report, 0);
    let mut fields = Fields::new(&report, &table, "a tag list");
    let tags =
        fields.tables("tags", "a tag").into_iter().filter_map(|tag| TagText::read(tag, None)).collect();
    (tags, told(&report))
}

fn from_csv(text: &str) -> (Vec<TagText>, Vec<String>) {
    let source = Source::new(PathBuf::from("tags.csv"), "tags.csv".into(), text.into());
    let report = Report::new(vec![source], Vec::new());
    let rows = csv::read(&report, 0);
    let tags =
        rows.iter().filter_map(|row| TagText::read(Fields::new(&report, row, "a tag"), None)).collect();
    (tags, told(&report))
}

fn told(report: &Report) -> Vec<String> {
    report.findings().iter().map(ToString::to_string).collect()
}

fn check(typed: &str) {
    let (tags, told) = from_toml(typed);
    assert_eq!(told, Vec::<String>::new(), "{typed}");
    assert_eq!(from_toml(&write_tags_toml(&tags)), (tags.clone(), vec![]), "{}", write_tags_toml(&tags));
    let list = write_tags_csv(&tags);
    assert_eq!(from_csv(&list), (tags, vec![]), "{list}");
}

#[test]
fn everything_a_tag_may_say_survives() {
    check(
        r#"
[[tags]]
id = "A"
title = "Ä \"x\"; y, z"
unit = 7
at = "00012"
range = [0.0, 1e300]
bands = { normal = [1, 2.5], high = -0.1 }
states = ["0 Off", "1 On; hot*", "2 \"Local\"!", "3 Both*!"]
gain = 0.1
stale_after = "1.5 s"
write_function = "multiple"
[tags.write]
minimum = -5
maximum = 5
read_back = "self"
expect = ["1 0", "-2 3"]
deadline = "250 ms"
critical = false
[[tags.write.permissives]]
title = "One"
condition = "[A] > 1 and [B] == 2"
for_values = [1, 2]
[[tags.write.permissives]]
title = "Two, or \"so\""
condition = "[A]"
lifted_by = "shift; supervisor"
[[tags]]
id = "B"
scale = { raw = [0, 27648], eng = [0, 5.0], current_loop = true }
expression = "[A] * 2"
"#,
    );
}

#[test]
fn everything_an_alarm_may_say_survives() {
    check(
        r#"
[[tags]]
id = "A"
[[tags.alarms]]
kind = "high_high"
id = "A.TooHot"
enabled = false
limit = "[B]"
deadband = 0.5
on_delay = "5 s"
off_delay = "1 min"
priority = "urgent"
latching = true
class = "environment"
title = "A; \"really\""
text = "Too hot, much"
cause = "Weather"
consequence = "Melts"
response = "Cool it; then call"
time_to_respond = "10 min"
display = "hall"
suppressed_while = "[B] == 1 and not [A]"
shelve_at_most = "30 min"
[[tags.alarms]]
kind = "deviation"
from = 3
limit = 2.5
[[tags.alarms]]
kind = "rate"
limit = 1e-3
per = "1 h"
over = "90 s"
[[tags]]
id = "B"
[[tags.alarms]]
kind = "discrete"
states = [-1, 2]
[[tags.alarms]]
kind = "quality"
bad_only = true
"#,
    );
}

#[test]
fn the_writing_is_canonical() {
    let (tags, _) = from_toml("[[tags]]\nscan = 'fast'\nid = 'A'\nbands = { high = 3, low = 1 }\n");
    let expected = "[[tags]]\nid = \"A\"\nscan = \"fast\"\nbands = { low = 1.0, high = 3.0 }\n";
    assert_eq!(write_tags_toml(&tags), expected);
    assert_eq!(write_tags_csv(&tags), "id,scan,bands.low,bands.high\nA,fast,1,3\n");
}

/// Texts as people type them, separators and quotes among them, without blanks at the ends.
fn words() -> impl Strategy<Value = String> {
    "[a-zäß0-9\"';,{}\\\\ .|#=*!-]{1,12}"
        .prop_map(|text| text.trim().to_owned())
        .prop_filter("empty", |text| !text.is_empty())
}

proptest! {
    #[test]
    fn tag_lists_go_round_without_loss(
        titles in prop::collection::vec(words(), 1..4),
        states in prop::collection::btree_map(any::<i64>(), "[a-zä;\" ,]{0,6}[a-z]", 0..4),
        low in any::<f64>().prop_filter("finite", |number| number.is_finite()),
        micros in 1u64..10_000_000_000,
        values in prop::collection::vec(any::<i64>(), 0..3),
        alarms in 0usize..3,
    ) {
        let mut text = String::new();
        for (count, title) in titles.iter().enumerate() {
            let states: Vec<String> =
                states.iter().map(|(value, text)| toml_text(&format!("{value} {text}"))).collect();
            let span = crate::layout::duration::write(std::time::Duration::from_micros(micros));
            let title = toml_text(title);
            let _ = write!(
                text,
                "[[tags]]\nid = \"T{count}\"\ntitle = {title}\neng_unit = {title}\nstates = [{}]\n\
                 offset = {low:?}\nstale_after = \"{span}\"\n[tags.write]\nread_back = \"self\"\n",
                states.join(", "),
            );
            for limit in (0..alarms).map(|more| low / (more + count + 1) as f64) {
                let _ = write!(
                    text,
                    "[[tags.alarms]]\nkind = \"low\"\nlimit = {limit:?}\non_delay = \"{span}\"\n\
                     text = {title}\nresponse = {title}\nsuppressed_while = {title}\nstates = []\n",
                );
            }
            let _ = write!(
                text,
                "[[tags.write.permissives]]\ntitle = {title}\ncondition = {title}\nfor_values = {values:?}\n",
            );
        }
        check(&text);
    }
}
