//! Which requests read a device's tags: neighbours share one, a value is never split.

use std::sync::Arc;
use std::time::Duration;

use crate::device::{Device, DeviceIndex, Limits, Source, Table, UnitId};
use crate::tag::TagIndex;

/// Periods below this are read this often: nothing faster is polled.
pub const PERIOD_MIN: Duration = Duration::from_millis(1);

/// All read requests of one device, in the order of unit, table, period and address.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PollPlan {
    /// Requests that are repeated.
    pub blocks: Vec<PlannedBlock>,
    /// Tags that no request can read: wider than the device's limit, or beyond the end of the table.
    pub unreadable: Vec<TagIndex>,
}

/// One read request that is repeated every period.
#[derive(Clone, Debug, PartialEq)]
pub struct PlannedBlock {
    /// Unit.
    pub unit: UnitId,
    /// Table.
    pub table: Table,
    /// 0-based first address.
    pub start: u16,
    /// Registers or bits, gaps included: 1 to the device's limit.
    pub count: u16,
    /// Scan period, at least [`PERIOD_MIN`].
    pub period: Duration,
    /// Its tags by address.
    pub fields: Vec<Field>,
    /// Its tags, each once, by address.
    pub tags: Arc<[TagIndex]>,
    /// Bytes both ways over TCP, headers of the protocol included.
    pub bytes: u32,
    /// The time it should take, with the pause between requests.
    pub planned: Duration,
}

/// One tag in a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// The tag.
    pub tag: TagIndex,
    /// Index of its source in the list the plan was made from.
    pub source: u32,
    /// 0-based first address it needs, the exponent included.
    pub first: u16,
    /// Last address it needs, the exponent included.
    pub last: u16,
}

/// What one scan period asks of the line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PeriodLoad {
    /// The period.
    pub period: Duration,
    /// Requests of this period.
    pub blocks: usize,
    /// Tags of this period.
    pub tags: usize,
    /// Bytes both ways of this period's requests.
    pub bytes: u32,
    /// Time this period's requests take.
    pub time: Duration,
    /// What is left of the period at worst, with all other requests that fall into it; `None` if nothing.
    pub slack: Option<Duration>,
}

impl PollPlan {
    /// Plans the sources of one device; `sources` may hold those of others too.
    pub fn new(index: DeviceIndex, device: &Device, sources: &[Source]) -> Self {
        let mut plan = Self::default();
        let mut wanted: Vec<(&Source, Field)> = Vec::new();
        for (at, source) in (0u32..).zip(sources).filter(|(_, source)| source.device == index) {
            match field(at, source, &device.limits) {
                Some(field) => wanted.push((source, field)),
                None => plan.unreadable.push(source.tag),
            }
        }
        wanted.sort_by_key(|(source, field)| {
            (source.unit, source.address.table, source.period, field.first, field.last, field.tag)
        });
        for (source, field) in wanted {
            let period = source.period.max(PERIOD_MIN);
            if let Some(block) = plan.blocks.last_mut()
                && block.unit == source.unit
                && block.table == source.address.table
                && block.period == period
                && block.takes(field, &device.limits)
            {
                continue;
            }
            plan.blocks.push(PlannedBlock {
                unit: source.unit,
                table: source.address.table,
                start: field.first,
                count: span(field.first, field.last),
                period,
                fields: vec![field],
                tags: Arc::from([]),
                bytes: 0,
                planned: device.timing.expected_round_trip + device.timing.pause_between_requests,
            });
        }
        for block in &mut plan.blocks {
            block.tags = block.fields.iter().map(|field| field.tag).collect();
            block.bytes = bytes(block.table, block.count);
        }
        plan
    }

    /// What each period asks of the line, shortest first.
    pub fn loads(&self) -> Vec<PeriodLoad> {
        let mut periods: Vec<Duration> = self.blocks.iter().map(|block| block.period).collect();
        periods.sort_unstable();
        periods.dedup();
        periods.into_iter().map(|period| self.load(period)).collect()
    }

    /// Share of time with a request outstanding, 0 to 1 and beyond where it cannot be done.
    pub fn duty(&self) -> f64 {
        self.blocks.iter().map(|block| block.planned.as_secs_f64() / block.period.as_secs_f64()).sum()
    }

    /// All its tags.
    pub fn tags(&self) -> impl Iterator<Item = TagIndex> {
        self.blocks.iter().flat_map(|block| block.tags.iter().copied())
    }

    fn load(&self, period: Duration) -> PeriodLoad {
        let mut load = PeriodLoad { period, blocks: 0, tags: 0, bytes: 0, time: Duration::ZERO, slack: None };
        let mut busy = Duration::ZERO;
        for block in &self.blocks {
            if block.period == period {
                load.blocks += 1;
                load.tags += block.tags.len();
                load.bytes = load.bytes.saturating_add(block.bytes);
                load.time += block.planned;
            }
            let times = period.as_nanos().div_ceil(block.period.as_nanos()).max(1);
            busy += block.planned.saturating_mul(u32::try_from(times).unwrap_or(u32::MAX));
        }
        load.slack = period.checked_sub(busy);
        load
    }
}

impl PlannedBlock {
    /// Takes a field in, if it lies near enough and the request stays within the device's limits.
    fn takes(&mut self, field: Field, limits: &Limits) -> bool {
        let (limit, gap) = bounds(self.table, limits);
        let last = self.start + (self.count - 1);
        let near = u32::from(field.first) <= u32::from(last) + 1 + u32::from(gap);
        let count = u32::from(field.last.max(last)) - u32::from(self.start) + 1;
        if !near || count > u32::from(limit) {
            return false;
        }
        self.count = count as u16;
        self.fields.push(field);
        true
    }
}

/// The addresses a source needs; `None` where one request cannot read them.
fn field(at: u32, source: &Source, limits: &Limits) -> Option<Field> {
    if !source.fits_its_table() {
        return None;
    }
    let offset = source.address.offset;
    let last = offset + (source.width() - 1);
    let exponent = source.exponent.unwrap_or(offset);
    let field = Field { tag: source.tag, source: at, first: offset.min(exponent), last: last.max(exponent) };
    let (limit, _) = bounds(source.address.table, limits);
    (field.last - field.first < limit).then_some(field)
}

/// The largest request and the widest gap read over, by table.
fn bounds(table: Table, limits: &Limits) -> (u16, u16) {
    if table.holds_bits() {
        (limits.read_bits.clamp(1, 2_000), limits.gap_bits)
    } else {
        (limits.read_registers.clamp(1, 125), limits.gap_registers)
    }
}

const fn span(first: u16, last: u16) -> u16 {
    last.saturating_sub(first).saturating_add(1)
}

/// 12 bytes ask; the answer is a header of 7, function, byte count and the data.
fn bytes(table: Table, count: u16) -> u32 {
    let data = if table.holds_bits() { count.div_ceil(8) } else { count.saturating_mul(2) };
    12 + 9 + u32::from(data)
}

#[cfg(test)]
pub(crate) mod tests;
