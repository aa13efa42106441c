//! The area of an alarm: its tag's; for what the station says of a device, the area most of its tags have.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::plant::Plant;
use crate::tag::Tag;

/// Areas of devices and units, by how their tags begin: `sys.PLC-1.`, `sys.PLC-1.7.`.
#[derive(Debug)]
pub(super) struct Areas {
    by_start: BTreeMap<String, Arc<str>>,
}

impl Areas {
    /// Counts the tags of each device and unit; with as many of one as of another the plant's order decides.
    pub(super) fn of(plant: &Plant) -> Self {
        let mut counts: BTreeMap<String, BTreeMap<&str, usize>> = BTreeMap::new();
        for source in &plant.sources {
            let (Some(device), Some(tag)) = (plant.device(source.device), plant.tag(source.tag)) else {
                continue;
            };
            for start in [format!("sys.{}.", device.id), format!("sys.{}.{}.", device.id, source.unit.0)] {
                *counts.entry(start).or_default().entry(&tag.area).or_default() += 1;
            }
        }
        let most = |counts: BTreeMap<&str, usize>| {
            let order = |area: &str| plant.areas.iter().position(|known| &**known == area);
            let by_count = |area: &(&str, usize)| (area.1, std::cmp::Reverse(order(area.0)));
            let named = counts.into_iter().filter(|(area, _)| !area.is_empty());
            named.max_by_key(by_count).map(|(area, _)| Arc::from(area)).unwrap_or_default()
        };
        Self { by_start: counts.into_iter().map(|(start, counts)| (start, most(counts))).collect() }
    }

    /// The area of a tag.
    pub(super) fn area(&self, tag: &Tag) -> Arc<str> {
        let start = tag.id.rsplit_once('.').map(|(start, _)| format!("{start}."));
        let of_device = || self.by_start.get(&start?).cloned();
        if tag.area.is_empty() && tag.id.starts_with("sys.") {
            return of_device().unwrap_or_default();
        }
        Arc::clone(&tag.area)
    }
}
