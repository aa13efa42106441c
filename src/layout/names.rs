//! Looks up what a layout names; a name that is not known is a finding with the nearest one that is.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::device::DeviceIndex;
use crate::layout::report::Report;
use crate::layout::source::At;
use crate::layout::suggest::did_you_mean;
use crate::layout::tag_text::Word;
use crate::tag::TagIndex;

/// Everything that can be named.
#[derive(Debug)]
pub(crate) struct Names<'a> {
    /// Where findings go.
    pub(crate) report: &'a Report,
    /// Tags by id, the station's own among them.
    pub(crate) tags: BTreeMap<Arc<str>, TagIndex>,
    /// Devices by id.
    pub(crate) devices: BTreeMap<Arc<str>, DeviceIndex>,
    /// Scan classes by id, with their place in the plant file.
    pub(crate) scans: BTreeMap<Arc<str>, usize>,
    /// Areas.
    pub(crate) areas: BTreeSet<Arc<str>>,
    /// Equipment instances.
    pub(crate) equipment: BTreeSet<Arc<str>>,
    /// Displays.
    pub(crate) displays: BTreeSet<Arc<str>>,
}

impl Names<'_> {
    /// A tag.
    pub(crate) fn tag(&self, id: &Word) -> Option<TagIndex> {
        self.known("unknown-tag", "tag", self.tags.get(&id.value).copied(), self.tags.keys(), id)
    }

    /// A device.
    pub(crate) fn device(&self, id: &Word) -> Option<DeviceIndex> {
        self.known("unknown-device", "device", self.devices.get(&id.value).copied(), self.devices.keys(), id)
    }

    /// A scan class, by its place in the plant file.
    pub(crate) fn scan(&self, id: &Word) -> Option<usize> {
        self.known(
            "unknown-scan-class",
            "scan class",
            self.scans.get(&id.value).copied(),
            self.scans.keys(),
            id,
        )
    }

    /// An area; empty where none is named.
    pub(crate) fn area(&self, id: Option<&Word>) -> Arc<str> {
        let Some(id) = id else { return Arc::from("") };
        self.known("unknown-area", "area", self.areas.get(&id.value), &self.areas, id);
        Arc::clone(&id.value)
    }

    /// An equipment instance.
    pub(crate) fn equipment(&self, id: &Word) -> Option<Arc<str>> {
        let found = self.equipment.get(&id.value).cloned();
        self.known("unknown-equipment", "equipment", found, &self.equipment, id)
    }

    /// A display.
    pub(crate) fn display(&self, id: &Word) -> Option<Arc<str>> {
        self.known("unknown-display", "display", self.displays.get(&id.value).cloned(), &self.displays, id)
    }

    /// Tells that an expression names no tag.
    pub(crate) fn unknown_tag(&self, id: &str, at: At) {
        self.unknown("unknown-tag", "tag", self.tags.keys(), id, at);
    }

    /// What was found, or the finding that nothing was.
    fn known<'n, T>(
        &self,
        code: &'static str,
        what: &str,
        found: Option<T>,
        all: impl IntoIterator<Item = &'n Arc<str>>,
        id: &Word,
    ) -> Option<T> {
        if found.is_none() {
            self.unknown(code, what, all, &id.value, id.at);
        }
        found
    }

    fn unknown<'n>(
        &self,
        code: &'static str,
        what: &str,
        all: impl IntoIterator<Item = &'n Arc<str>>,
        id: &str,
        at: At,
    ) {
        let message = format!("no {what} is called `{id}`");
        let searched = self.report.searches().then(|| all.into_iter().map(|id| &**id));
        match searched.and_then(|all| did_you_mean(id, all)) {
            Some(hint) => self.report.error_hint(at, code, message, hint),
            None => self.report.error(at, code, message),
        }
    }
}
