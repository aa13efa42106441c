//! Which samples stay true when a changed layout takes over.

use std::collections::BTreeMap;

use crate::device::Source;
use crate::plant::{Plant, SystemTag};
use crate::tag::{Tag, TagIndex};

/// For every tag of `new`, the tag of `old` whose samples are as true for it: it is read from the same place
/// in the same way, and means the same. Titles, bands and states may differ; they say nothing about a sample.
pub fn carry_over(old: &Plant, new: &Plant) -> Vec<Option<TagIndex>> {
    let mut kept: Vec<Option<TagIndex>> = (0u32..)
        .map(TagIndex)
        .zip(&new.tags)
        .map(|(index, tag)| {
            let before = old.find(&tag.id)?;
            let source = same_source(old, old.source(before), new, new.source(index));
            (source && same_meaning(old.tag(before)?, tag)).then_some(before)
        })
        .collect();
    drop_changed_expressions(old, new, &mut kept);
    drop_changed_devices(old, new, &mut kept);
    kept
}

fn same_meaning(old: &Tag, new: &Tag) -> bool {
    let of = |tag: &Tag| (tag.unit.clone(), tag.range, tag.scaling.clone(), tag.period, tag.stale_after);
    of(old) == of(new)
}

fn same_source(old: &Plant, before: Option<&Source>, new: &Plant, now: Option<&Source>) -> bool {
    let (Some(before), Some(now)) = (before, now) else { return before.is_none() && now.is_none() };
    // Indices are places in a list; the devices and tags behind them are compared instead.
    let same = Source { tag: before.tag, device: before.device, ..now.clone() };
    same == *before && old.device(before.device) == new.device(now.device)
}

/// A derived tag stays if it is calculated alike from tags that stay.
fn drop_changed_expressions(old: &Plant, new: &Plant, kept: &mut [Option<TagIndex>]) {
    let was: BTreeMap<TagIndex, &str> =
        old.derived.iter().map(|item| (item.tag, item.expression.text())).collect();
    let is: BTreeMap<TagIndex, &str> =
        new.derived.iter().map(|item| (item.tag, item.expression.text())).collect();
    for (index, slot) in (0u32..).map(TagIndex).zip(kept.iter_mut()) {
        if slot.is_some_and(|before| was.get(&before) != is.get(&index)) {
            *slot = None;
        }
    }
    // In the order of calculation, so that a change runs through to all that is calculated from it.
    for item in &new.derived {
        let stays = |tag: &TagIndex| kept.get(tag.slot()).is_some_and(Option::is_some);
        if !item.expression.tags().iter().all(stays)
            && let Some(slot) = kept.get_mut(item.tag.slot())
        {
            *slot = None;
        }
    }
}

/// What the station tells about a device is as old as the device's definition.
fn drop_changed_devices(old: &Plant, new: &Plant, kept: &mut [Option<TagIndex>]) {
    let was: BTreeMap<TagIndex, &SystemTag> = old.system.iter().map(|item| (item.tag, item)).collect();
    for item in &new.system {
        let Some(slot) = kept.get_mut(item.tag.slot()) else { continue };
        let same = slot.and_then(|before| was.get(&before)).is_some_and(|known| {
            (known.unit, known.measure) == (item.unit, item.measure)
                && known.device.map(|device| old.device(device))
                    == item.device.map(|device| new.device(device))
        });
        if !same {
            *slot = None;
        }
    }
}
