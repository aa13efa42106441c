//! Looks up what a layout names; a name that is not known is a finding with the nearest one that is.

use std::collections::BTreeMap;
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
    pub(crate) areas: BTreeMap<Arc<str>, ()>,
    /// Equipment instances.
    pub(crate) equipment: BTreeMap<Arc<str>, ()>,
    /// Displays.
    pub(crate) displays: BTreeMap<Arc<str>, ()>,
}

impl Names<'_> {
    /// A tag.
    pub(crate) fn tag(&self, id: &Word) -> Option<TagIndex> {
        self.find("unknown-tag", "tag", &self.tags, id)
    }

    /// A device.
    pub(crate) fn device(&self, id: &Word) -> Option<DeviceIndex> {
        self.find("unknown-device", "device", &self.devices, id)
    }

    /// A scan class.
    pub(crate) fn scan(&self, id: &Word) -> Option<usize> {
        self.find("unknown-scan-class", "scan class", &self.scans, id)
    }

    /// An area; empty where none is named.
    pub(crate) fn area(&self, id: Option<&Word>) -> Arc<str> {
        let Some(id) = id else { return Arc::from("") };
        self.find("unknown-area", "area", &self.areas, id);
        Arc::clone(&id.value)
    }

    /// An equipment instance.
    pub(crate) fn equipment(&self, id: Word) -> Option<Arc<str>> {
        self.find("unknown-equipment", "equipment", &self.equipment, &id).map(|()| id.value)
    }

    /// A display.
    pub(crate) fn display(&self, id: Word) -> Option<Arc<str>> {
        self.find("unknown-display", "display", &self.displays, &id).map(|()| id.value)
    }

    fn find<T: Copy>(
        &self,
        code: &'static str,
        what: &str,
        known: &BTreeMap<Arc<str>, T>,
        id: &Word,
    ) -> Option<T> {
        let found = known.get(&id.value).copied();
        if found.is_none() {
            self.unknown(code, what, known, &id.value, id.at);
        }
        found
    }

    fn unknown<T>(&self, code: &'static str, what: &str, known: &BTreeMap<Arc<str>, T>, id: &str, at: At) {
        let message = format!("no {what} is called `{id}`");
        // A search over all names for each of very many findings would take long, and nobody reads them.
        let hint = if self.report.full() { None } else { did_you_mean(id, known.keys().map(|id| &**id)) };
        match hint {
            Some(hint) => self.report.error_hint(at, code, message, hint),
            None => self.report.error(at, code, message),
        }
    }

    /// Tells that an expression names no tag.
    pub(crate) fn unknown_tag(&self, id: &str, at: At) {
        self.unknown("unknown-tag", "tag", &self.tags, id, at);
    }
}
