//! Derived tags: expressions with their tags, in the order in which they can be calculated.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::expression::Expression;
use crate::layout::cycle::{cycles, words};
use crate::layout::names::Names;
use crate::layout::tag_text::{TagText, Word};
use crate::plant::Derived;
use crate::tag::{Tag, TagIndex};

/// Reads an expression; what is wrong with it is told at its very character.
pub(crate) fn expression(names: &Names<'_>, text: &Word) -> Option<Arc<Expression>> {
    let resolve = |id: &str| names.tags.get(id).copied();
    match Expression::parse(&text.value, &resolve) {
        Ok(expression) => Some(Arc::new(expression)),
        Err(error) => {
            let at = names.report.inside(text.at, &text.value, error.at);
            let rest: String = text.value.chars().skip(error.at).collect();
            let id = rest.strip_prefix('[').and_then(|rest| rest.split_once(']')).map(|(id, _)| id);
            match id.filter(|id| !names.tags.contains_key(*id)) {
                Some(id) => names.unknown_tag(id, at),
                None => names.report.error(at, "expression", error.message),
            }
            None
        }
    }
}

/// All derived tags, each after those it needs.
pub(crate) fn derived(names: &Names<'_>, texts: &[TagText]) -> Vec<Derived> {
    let mut open: BTreeMap<TagIndex, (Arc<Expression>, &Word)> = BTreeMap::new();
    for (tag, text) in (0u32..).map(TagIndex).zip(texts) {
        if let Some(typed) = &text.expression
            && let Some(expression) = expression(names, typed)
        {
            open.insert(tag, (expression, typed));
        }
    }
    // Kahn's order: a tag is calculated once all it needs is.
    let mut waiting: BTreeMap<TagIndex, usize> = BTreeMap::new();
    let mut needed_by: BTreeMap<TagIndex, Vec<TagIndex>> = BTreeMap::new();
    for (tag, (expression, _)) in &open {
        let inputs: Vec<TagIndex> =
            expression.tags().into_iter().filter(|input| open.contains_key(input)).collect();
        waiting.insert(*tag, inputs.len());
        for input in inputs {
            needed_by.entry(input).or_default().push(*tag);
        }
    }
    let mut ready: BTreeSet<TagIndex> =
        waiting.iter().filter(|(_, count)| **count == 0).map(|(tag, _)| *tag).collect();
    let mut ordered = Vec::new();
    while let Some(tag) = ready.pop_first() {
        let Some((expression, _)) = open.remove(&tag) else { continue };
        ordered.push(Derived { tag, expression });
        for next in needed_by.remove(&tag).unwrap_or_default() {
            if let Some(count) = waiting.get_mut(&next) {
                *count = count.saturating_sub(1);
                if *count == 0 {
                    ready.insert(next);
                }
            }
        }
    }
    tell_cycles(names, texts, &open);
    ordered
}

/// What is left needs itself, or needs something that does; only the former is told.
fn tell_cycles(names: &Names<'_>, texts: &[TagText], open: &BTreeMap<TagIndex, (Arc<Expression>, &Word)>) {
    let next = |tag| {
        let (expression, _) = open.get(&tag)?;
        expression.tags().into_iter().find(|input| open.contains_key(input))
    };
    for cycle in cycles(open.keys().copied(), next) {
        let Some((_, typed)) = cycle.first().and_then(|first| open.get(first)) else { continue };
        let id = |tag: TagIndex| texts.get(tag.slot()).map_or("", TagText::id).to_owned();
        let message = format!("the value is calculated from itself: {}", words(&cycle, " from ", id));
        names.report.error(typed.at, "derived-cycle", message);
    }
}

/// A derived tag is as slow, and goes as stale, as the slowest of its inputs.
pub(crate) fn take_times(derived: &[Derived], texts: &[TagText], tags: &mut [Tag]) {
    for item in derived {
        let inputs = item.expression.tags();
        let inputs = || inputs.iter().filter_map(|input| tags.get(input.slot()));
        let (Some(period), Some(stale)) =
            (inputs().map(|tag| tag.period).max(), inputs().map(|tag| tag.stale_after).max())
        else {
            continue;
        };
        let Some(text) = texts.get(item.tag.slot()) else { continue };
        if let Some(tag) = tags.get_mut(item.tag.slot()) {
            tag.period = period;
            if text.stale_after.is_none() {
                tag.stale_after = stale;
            }
        }
    }
}
