//! The register image of each unit: engineering values laid into registers through each tag's own scaling
//! and encoding, and written contents taken apart again.
//!
//! Contents are made when they are read. Addresses without a tag inside the span of a table's tags hold
//! what was written to them, 0 at first; outside the span there is nothing: exception 2.

use std::collections::BTreeMap;

use crate::device::{DeviceIndex, EncodeError, Encoding, Source, Table, UnitId, Words, WriteRequest};
use crate::plant::Plant;
use crate::simulator::exception::Exception;
use crate::tag::{Scaling, Tag, TagIndex, Value};

/// All units of all devices.
#[derive(Clone, Debug, Default)]
pub(crate) struct Bank {
    images: BTreeMap<(DeviceIndex, UnitId, Table), Image>,
}

/// One table of one unit.
#[derive(Clone, Debug, Default)]
struct Image {
    start: usize,
    contents: Vec<u16>,
    /// Tags in the order of their addresses.
    slots: Vec<Slot>,
    /// Exponents by their offset in `contents`.
    exponents: BTreeMap<usize, u16>,
    /// Registers of the widest tag: how far before an address one can begin that covers it.
    widest: usize,
}

#[derive(Clone, Debug)]
struct Slot {
    source: Source,
    tag: Tag,
    /// Offset in the image's contents.
    at: usize,
    exponent: Option<i64>,
}

/// What a write means.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Written {
    /// Tags that were touched, with their new engineering values.
    pub(crate) tags: Vec<(TagIndex, Value)>,
}

impl Bank {
    /// The images of all units of a plant.
    pub(crate) fn new(plant: &Plant) -> Self {
        let mut images: BTreeMap<_, Image> = BTreeMap::new();
        let mut sources: Vec<_> = plant.sources.iter().filter(|source| source.fits_its_table()).collect();
        sources.sort_by_key(|source| (source.address.offset, source.tag));
        for source in sources {
            let Some(tag) = plant.tag(source.tag) else { continue };
            let image = images.entry((source.device, source.unit, source.address.table)).or_default();
            image.slots.push(Slot {
                source: source.clone(),
                tag: tag.clone(),
                at: usize::from(source.address.offset),
                exponent: None,
            });
        }
        for image in images.values_mut() {
            image.lay_out();
        }
        Self { images }
    }

    /// Whether a device has such a unit.
    pub(crate) fn has_unit(&self, device: DeviceIndex, unit: UnitId) -> bool {
        self.images.keys().any(|(of, at, _)| *of == device && *at == unit)
    }

    /// The contents of some addresses. `value` gives the present value of a tag; without one its contents
    /// stay as they are. With `swapped`, the two words of each 32-bit value change places.
    pub(crate) fn read(
        &mut self,
        place: (DeviceIndex, UnitId, Table),
        start: u16,
        count: u16,
        swapped: bool,
        value: &dyn Fn(TagIndex) -> Option<Value>,
    ) -> Result<Vec<u16>, Exception> {
        let image = self.images.get_mut(&place).ok_or(Exception::ILLEGAL_ADDRESS)?;
        let range = image.range(start, count)?;
        image.refresh(&range, value);
        if !swapped {
            return Ok(image.contents.get(range).unwrap_or_default().to_vec());
        }
        let mut contents = image.contents.clone();
        for slot in image.touched(&range).filter(|slot| slot.source.width() == 2) {
            contents.swap(slot.at, slot.at + 1);
        }
        Ok(contents.get(range).unwrap_or_default().to_vec())
    }

    /// Makes all contents of a device anew, so that they can be frozen as they are.
    pub(crate) fn refresh(&mut self, device: DeviceIndex, value: &dyn Fn(TagIndex) -> Option<Value>) {
        for ((of, ..), image) in &mut self.images {
            if *of == device {
                image.refresh(&(0..image.contents.len()), value);
            }
        }
    }

    /// What a write would do to which tags; nothing is done yet.
    pub(crate) fn meaning(
        &mut self,
        device: DeviceIndex,
        unit: UnitId,
        request: &WriteRequest,
        value: &dyn Fn(TagIndex) -> Option<Value>,
    ) -> Result<Written, Exception> {
        let (table, start, new) = laid_flat(request);
        let image = self.images.get_mut(&(device, unit, table)).ok_or(Exception::ILLEGAL_ADDRESS)?;
        let range = image.range(start, new.len() as u16)?;
        image.refresh(&range, value);
        let mut contents = image.contents.clone();
        if let Some(place) = contents.get_mut(range.clone()) {
            place.copy_from_slice(&new);
        }
        let mut written = Written::default();
        for slot in image.touched(&range) {
            let (Some(before), Some(after)) = (slot.part(&image.contents), slot.part(&contents)) else {
                continue;
            };
            // Bits beside the written one in the same register are not written.
            let masked = |word: u16| word & slot.source.mask().unwrap_or(u16::MAX);
            let same = before.iter().map(|word| masked(*word)).eq(after.iter().map(|word| masked(*word)));
            if !same || slot.source.mask().is_none() {
                written.tags.push((slot.tag_index(), slot.decode(after).ok_or(Exception::ILLEGAL_VALUE)?));
            }
        }
        Ok(written)
    }

    /// Lays written contents into the image; tags that something drives show their own at the next read.
    pub(crate) fn commit(&mut self, device: DeviceIndex, unit: UnitId, request: &WriteRequest) {
        let (table, start, new) = laid_flat(request);
        if let Some(image) = self.images.get_mut(&(device, unit, table))
            && let Ok(range) = image.range(start, new.len() as u16)
            && let Some(place) = image.contents.get_mut(range)
        {
            place.copy_from_slice(&new);
        }
    }
}

/// Table, first address and contents of a write, one for each register or coil.
fn laid_flat(request: &WriteRequest) -> (Table, u16, Vec<u16>) {
    match request {
        WriteRequest::Coil { address, on } => (Table::Coil, *address, vec![u16::from(*on)]),
        WriteRequest::Coils { address, on } => {
            (Table::Coil, *address, on.iter().map(|bit| u16::from(*bit)).collect())
        }
        WriteRequest::Register { address, content } => (Table::HoldingRegister, *address, vec![*content]),
        WriteRequest::Registers { address, contents } => (Table::HoldingRegister, *address, contents.clone()),
    }
}

impl Image {
    /// Finds the span, chooses exponents, and moves the slots into place.
    fn lay_out(&mut self) {
        let ends = self.slots.iter().map(|slot| slot.at + usize::from(slot.source.width()));
        let exponents = || self.slots.iter().filter_map(|slot| slot.source.exponent).map(usize::from);
        self.start = self.slots.iter().map(|slot| slot.at).chain(exponents()).min().unwrap_or(0);
        let end = ends.chain(exponents().map(|at| at + 1)).max().unwrap_or(self.start);
        self.contents = vec![0; end - self.start];
        self.widest = self.slots.iter().map(|slot| usize::from(slot.source.width())).max().unwrap_or(1);
        let mut chosen: BTreeMap<u16, i64> = BTreeMap::new();
        for slot in &self.slots {
            if let Some(at) = slot.source.exponent {
                let exponent = fitting_exponent(&slot.tag, slot.source.encoding);
                chosen.entry(at).and_modify(|most| *most = exponent.max(*most)).or_insert(exponent);
            }
        }
        for slot in &mut self.slots {
            slot.at -= self.start;
            slot.exponent = slot.source.exponent.and_then(|at| chosen.get(&at).copied());
            if let (Some(at), Some(exponent)) = (slot.source.exponent, slot.exponent) {
                let register = slot.source.order.register(exponent as i16 as u16);
                self.exponents.insert(usize::from(at) - self.start, register);
            }
        }
    }

    fn range(&self, start: u16, count: u16) -> Result<std::ops::Range<usize>, Exception> {
        let first = usize::from(start).checked_sub(self.start).ok_or(Exception::ILLEGAL_ADDRESS)?;
        let end = first + usize::from(count);
        if end > self.contents.len() { Err(Exception::ILLEGAL_ADDRESS) } else { Ok(first..end) }
    }

    /// Tags that lie at least partly within a range.
    fn touched(&self, range: &std::ops::Range<usize>) -> impl Iterator<Item = &Slot> {
        let from = self.slots.partition_point(|slot| slot.at + self.widest <= range.start);
        let (start, end) = (range.start, range.end);
        self.slots
            .iter()
            .skip(from)
            .take_while(move |slot| slot.at < end)
            .filter(move |slot| slot.at + usize::from(slot.source.width()) > start)
    }

    fn refresh(&mut self, range: &std::ops::Range<usize>, value: &dyn Fn(TagIndex) -> Option<Value>) {
        let mut contents = std::mem::take(&mut self.contents);
        for slot in self.touched(range) {
            if let Some(value) = value(slot.tag_index()) {
                slot.lay(&value, &mut contents);
            }
        }
        for (at, register) in &self.exponents {
            if let Some(place) = contents.get_mut(*at) {
                *place = *register;
            }
        }
        self.contents = contents;
    }
}

impl Slot {
    const fn tag_index(&self) -> TagIndex {
        self.source.tag
    }

    fn part<'a>(&self, contents: &'a [u16]) -> Option<&'a [u16]> {
        contents.get(self.at..self.at + usize::from(self.source.width()))
    }

    /// The engineering value in register contents.
    fn decode(&self, contents: &[u16]) -> Option<Value> {
        let bits: Vec<bool> = contents.iter().map(|content| *content != 0).collect();
        let words = if self.source.address.table.holds_bits() {
            Words::Bits(&bits)
        } else {
            Words::Registers(contents)
        };
        let raw = self.source.decode(words).ok()?;
        Some(self.tag.scaling.engineering(raw, self.exponent).0)
    }

    /// Lays an engineering value into its registers. One beyond them is cut: a sensor at its end.
    fn lay(&self, value: &Value, contents: &mut [u16]) {
        let Some(place) = contents.get_mut(self.at..self.at + usize::from(self.source.width())) else {
            return;
        };
        let raw = match (&self.tag.scaling, value.number()) {
            (Scaling::None, _) | (_, None) => value.clone(),
            (scaling, Some(number)) => match scaling.raw(number, self.exponent) {
                Some(raw) => Value::Float(raw),
                None => return,
            },
        };
        if let Err(EncodeError::OutOfRange { minimum, maximum, .. }) = self.source.encode_into(&raw, place) {
            let number = raw.number().unwrap_or(0.0);
            let end = if number > maximum as f64 { maximum } else { minimum };
            let end = u64::try_from(end).map_or(Value::Int(end as i64), Value::UInt);
            // The end of the range fits by its definition.
            let _ = self.source.encode_into(&end, place);
        }
    }
}

/// The exponent with which a tag keeps its decimals as long as its range fits its registers.
fn fitting_exponent(tag: &Tag, encoding: Encoding) -> i64 {
    let most = match encoding.registers() {
        1 => 32_767.0,
        2 => 2_147_483_647.0,
        _ => 9e15,
    };
    let largest = tag.range.map_or(0.0, |[low, high]| low.abs().max(high.abs()));
    let exponents = -i64::from(tag.decimals.min(10))..10;
    exponents.into_iter().find(|exponent| largest / 10f64.powi(*exponent as i32) <= most).unwrap_or(10)
}

#[cfg(test)]
mod tests;
