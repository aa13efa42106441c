//! The rows of a tab in their order, with headings between them: made anew only when something changed.

use std::cmp::Ordering;
use std::sync::Arc;

use crate::alarm::{Mark, Picture, Row};
use crate::gui::app::{View, urgency};
use crate::gui::screens::alarms::filter::{Filter, Words};
use crate::gui::screens::alarms::state::{AlarmsState, Column, Tab};
use crate::gui::text::alarms;

/// One line of the list.
#[derive(Clone, Debug)]
pub(super) enum Line {
    Heading(&'static str),
    Row(Arc<Row>),
}

/// A tab's lines, and what they were made from.
#[derive(Debug, Default)]
pub(super) struct List {
    picture: Arc<Picture>,
    made: Option<(Tab, Column, bool, Filter)>,
    lines: Arc<[Line]>,
}

/// The section of a row in the list of active alarms.
fn section(row: &Row) -> Option<(u8, &'static str)> {
    match row.mark() {
        Mark::Shown(..) if row.kept.axes.state.to_acknowledge() => Some((0, alarms::SECTION_NEW)),
        Mark::Shown(..) => Some((1, alarms::SECTION_SEEN)),
        Mark::Shelved(_) => Some((2, alarms::SECTION_SHELVED)),
        Mark::Suppressed(_) | Mark::OutOfService(_) => Some((3, alarms::SECTION_HIDDEN)),
        Mark::Nothing => None,
    }
}

/// Whether a row belongs to a tab. What came and went has its own rows.
fn belongs(tab: Tab, row: &Row) -> bool {
    let mark = row.mark();
    match tab {
        Tab::Active | Tab::CameAndWent => true,
        Tab::ToAcknowledge => matches!(mark, Mark::Shown(..)) && row.kept.axes.state.to_acknowledge(),
        Tab::Shelved => matches!(mark, Mark::Shelved(_)),
        Tab::Suppressed => matches!(mark, Mark::Suppressed(_)),
        Tab::OutOfService => matches!(mark, Mark::OutOfService(_)),
        Tab::Health => false,
    }
}

/// The lines of the chosen tab.
pub(super) fn lines(view: &View<'_>, state: &mut AlarmsState) -> Arc<[Line]> {
    let picture = &view.snapshot.alarms;
    let key = (state.tab, state.column, state.turned, state.filter.clone());
    if Arc::ptr_eq(&state.list.picture, picture) && state.list.made.as_ref() == Some(&key) {
        return state.list.lines.clone();
    }
    let rows = if state.tab == Tab::CameAndWent { &picture.came_and_went } else { &picture.rows };
    if state.filter.narrows() {
        state.words.follow(view.plant(), rows);
    }
    let lines = make(view, state, rows).into();
    state.list = List { picture: picture.clone(), made: Some(key), lines };
    state.list.lines.clone()
}

fn make(view: &View<'_>, state: &AlarmsState, rows: &[Arc<Row>]) -> Vec<Line> {
    let words: &Words = &state.words;
    let wanted = state.filter.wanted();
    let sections = state.tab == Tab::Active;
    let kept = rows.iter().filter(|row| belongs(state.tab, row));
    let mut kept: Vec<(u8, &'static str, &Arc<Row>)> = kept
        .filter(|row| state.wants(row.alarm.priority) && state.filter.passes(row, words, &wanted))
        .filter_map(|row| match section(row) {
            Some((rank, heading)) if sections => Some((rank, heading, row)),
            Some(_) | None if !sections => Some((0, "", row)),
            Some(_) | None => None,
        })
        .collect();
    kept.sort_by(|(a, _, one), (b, _, other)| {
        let order = order(view, state.column, one, other);
        a.cmp(b).then(if state.turned { order.reverse() } else { order })
    });
    let mut lines = Vec::with_capacity(kept.len() + 4);
    let mut last = "";
    for (_, heading, row) in kept {
        if heading != last {
            lines.push(Line::Heading(heading));
            last = heading;
        }
        lines.push(Line::Row(row.clone()));
    }
    lines
}

/// Newest first where the column says nothing.
fn order(view: &View<'_>, column: Column, one: &Row, other: &Row) -> Ordering {
    let number = |a: Option<f64>, b: Option<f64>| {
        b.unwrap_or(f64::NEG_INFINITY).total_cmp(&a.unwrap_or(f64::NEG_INFINITY))
    };
    let tag = |row: &Row| view.plant().tag(row.alarm.tag).map(|tag| tag.id.clone());
    let first = match column {
        Column::Priority => urgency(one).cmp(&urgency(other)),
        Column::Time => Ordering::Equal,
        Column::Age => one.kept.raised.cmp(&other.kept.raised),
        Column::Tag => tag(one).cmp(&tag(other)),
        Column::What => one.alarm.title.cmp(&other.alarm.title),
        Column::Condition => one.alarm.text.cmp(&other.alarm.text),
        Column::Value => number(one.value, other.value),
        Column::Limit => number(one.limit, other.limit),
        Column::Area => one.alarm.area.cmp(&other.alarm.area),
    };
    first.then(other.kept.raised.cmp(&one.kept.raised)).then_with(|| one.alarm.id.cmp(&other.alarm.id))
}
