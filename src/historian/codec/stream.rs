//! From whole numbers to bytes and back.
//!
//! A column is `base + step * u`, with `u` never negative and `step` the largest that divides. What is written is
//! `u`, or the differences of `u`, or the rank of `u` among the distinct ones; as varints or as planes: all
//! lowest bytes first, then all second ones. All arithmetic wraps, so every 64-bit pattern comes back.

use crate::historian::codec::ColumnDamage;
use crate::historian::codec::varint::{Cursor, put, take_many, unzigzag, zigzag};

/// How `u` is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Transform {
    /// All are the base.
    Constant,
    /// `u` as varints.
    Values,
    /// Differences as varints.
    Deltas,
    /// `u` in byte planes.
    ValuePlanes,
    /// Differences in byte planes.
    DeltaPlanes,
    /// Differences of differences as varints.
    SecondDeltas,
    /// Ranks as varints.
    Ranks,
    /// Differences of ranks as varints.
    RankDeltas,
}

impl Transform {
    /// Worth trying for values.
    pub(super) const VALUES: [Self; 6] =
        [Self::Deltas, Self::Values, Self::ValuePlanes, Self::DeltaPlanes, Self::Ranks, Self::RankDeltas];
    /// Worth trying for times.
    pub(super) const TIMES: [Self; 2] = [Self::Deltas, Self::SecondDeltas];

    const ALL: [Self; 8] = [
        Self::Constant,
        Self::Values,
        Self::Deltas,
        Self::ValuePlanes,
        Self::DeltaPlanes,
        Self::SecondDeltas,
        Self::Ranks,
        Self::RankDeltas,
    ];

    /// Three bits.
    pub(super) const fn code(self) -> u8 {
        self as u8
    }

    /// From three bits.
    pub(super) fn from_code(code: u8) -> Self {
        Self::ALL.get(usize::from(code)).copied().unwrap_or(Self::Constant)
    }

    const fn is_ranked(self) -> bool {
        matches!(self, Self::Ranks | Self::RankDeltas)
    }
}

/// A column made ready for trying transforms.
pub(super) struct Plan {
    base: u64,
    step: u64,
    /// `(number - base) / step`.
    steps: Vec<u64>,
}

/// What a transform made of a column.
pub(super) struct Encoded {
    /// Never compressed.
    pub(super) head: Vec<u8>,
    /// To be compressed.
    pub(super) body: Vec<u8>,
}

impl Plan {
    /// Finds base and step.
    pub(super) fn new(numbers: &[u64]) -> Self {
        let base = numbers.iter().map(|number| number.cast_signed()).min().unwrap_or(0).cast_unsigned();
        let mut steps: Vec<u64> = numbers.iter().map(|number| number.wrapping_sub(base)).collect();
        let mut step = 0;
        for offset in &steps {
            if step == 1 {
                break;
            }
            step = common_divisor(*offset, step);
        }
        if step > 1 {
            for offset in &mut steps {
                *offset /= step;
            }
        }
        Self { base, step, steps }
    }

    /// A column whose numbers are all the same, or that is empty.
    pub(super) fn constant(&self) -> Encoded {
        let mut head = Vec::new();
        put(&mut head, zigzag(self.base.cast_signed()));
        Encoded { head, body: Vec::new() }
    }

    /// The column by one transform; `None` where that makes no sense.
    pub(super) fn encode(&self, transform: Transform) -> Option<Encoded> {
        if self.step == 0 {
            return None;
        }
        let mut encoded = self.constant();
        put(&mut encoded.head, self.step);
        let Encoded { head, body } = &mut encoded;
        match transform {
            Transform::Constant => return None,
            Transform::Values => self.steps.iter().for_each(|step| put(body, *step)),
            Transform::Deltas => deltas(&self.steps, head).for_each(|delta| put(body, zigzag(delta))),
            Transform::ValuePlanes => planes(self.steps.clone(), body)?,
            Transform::DeltaPlanes => planes(deltas(&self.steps, head).map(zigzag).collect(), body)?,
            Transform::SecondDeltas => {
                let mut before = 0_i64;
                for delta in deltas(&self.steps, head) {
                    put(body, zigzag(delta.wrapping_sub(before)));
                    before = delta;
                }
            }
            Transform::Ranks => self.ranks(head)?.iter().for_each(|rank| put(body, *rank)),
            Transform::RankDeltas => {
                let ranks = self.ranks(head)?;
                deltas(&ranks, head).for_each(|delta| put(body, zigzag(delta)));
            }
        }
        Some(encoded)
    }

    /// Puts the distinct steps into the head; the rank of each. `None` where ranks are no shorter.
    fn ranks(&self, head: &mut Vec<u8>) -> Option<Vec<u64>> {
        let mut distinct = self.steps.clone();
        distinct.sort_unstable();
        distinct.dedup();
        let last = *distinct.last()?;
        let dense = last < distinct.len() as u64 * 2;
        if dense || distinct.len() > self.steps.len() / 4 {
            return None;
        }
        put(head, distinct.len() as u64);
        let mut before = 0;
        for step in &distinct {
            put(head, step - before);
            before = *step;
        }
        Some(self.steps.iter().map(|step| distinct.partition_point(|other| other < step) as u64).collect())
    }
}

/// Differences from the second on; the first number goes into the head.
fn deltas<'a>(steps: &'a [u64], head: &mut Vec<u8>) -> impl Iterator<Item = i64> + use<'a> {
    let first = steps.first().copied().unwrap_or(0);
    put(head, first);
    steps.iter().skip(1).scan(first, |before, step| {
        let delta = step.wrapping_sub(*before).cast_signed();
        *before = *step;
        Some(delta)
    })
}

/// Lowest bytes of all, then the second ones, as many as the largest needs. A single plane would be the
/// varints again for most columns, but not where the largest needs eight bits.
fn planes(numbers: Vec<u64>, body: &mut Vec<u8>) -> Option<()> {
    let largest = *numbers.iter().max()?;
    let width = (64 - largest.leading_zeros()).div_ceil(8);
    if largest < 0x80 {
        return None;
    }
    for plane in 0..width {
        body.extend(numbers.iter().map(|number| (number >> (8 * plane)) as u8));
    }
    Some(())
}

/// The largest number that divides both; of 0 and a number that number.
fn common_divisor(mut a: u64, mut b: u64) -> u64 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

/// What a stream says before its body.
pub(super) struct Head {
    transform: Transform,
    base: u64,
    step: u64,
    first: u64,
    distinct: Vec<u64>,
}

impl Head {
    /// Reads it.
    pub(super) fn take(
        transform: Transform,
        cursor: &mut Cursor<'_>,
        rows: usize,
    ) -> Result<Self, ColumnDamage> {
        let base = unzigzag(cursor.number()?).cast_unsigned();
        let mut head = Self { transform, base, step: 0, first: 0, distinct: Vec::new() };
        if transform == Transform::Constant {
            return Ok(head);
        }
        head.step = cursor.number()?;
        if transform.is_ranked() {
            let count = usize::try_from(cursor.number()?).map_err(|_| ColumnDamage::Outside)?;
            if count > rows {
                return Err(ColumnDamage::Outside);
            }
            head.distinct = cursor.numbers(count)?;
            let mut before = 0_u64;
            for step in &mut head.distinct {
                *step = step.wrapping_add(before);
                before = *step;
            }
        }
        match transform {
            Transform::Constant | Transform::Values | Transform::ValuePlanes | Transform::Ranks => {}
            Transform::Deltas | Transform::DeltaPlanes | Transform::SecondDeltas | Transform::RankDeltas => {
                head.first = cursor.number()?;
            }
        }
        Ok(head)
    }

    /// Bytes of the longest body that makes sense.
    pub(super) const fn body_max(&self, rows: usize) -> usize {
        match self.transform {
            Transform::Constant => 0,
            Transform::ValuePlanes | Transform::DeltaPlanes => rows * 8,
            Transform::Values
            | Transform::Deltas
            | Transform::SecondDeltas
            | Transform::Ranks
            | Transform::RankDeltas => rows * 10,
        }
    }

    /// The first `take` numbers of a column of `rows`.
    pub(super) fn decode(
        &self,
        body: &[u8],
        rows: usize,
        take: usize,
        numbers: &mut Vec<u64>,
    ) -> Result<(), ColumnDamage> {
        let whole = take == rows;
        match self.transform {
            Transform::Constant => {
                numbers.resize(take, self.base);
                return if body.is_empty() { Ok(()) } else { Err(ColumnDamage::Long) };
            }
            Transform::Values | Transform::Ranks => finished(take_many(body, take, numbers)?, whole)?,
            Transform::ValuePlanes => take_planes(body, rows, take, numbers)?,
            Transform::Deltas | Transform::SecondDeltas | Transform::RankDeltas => {
                numbers.push(self.first);
                finished(take_many(body, take.saturating_sub(1), numbers)?, whole)?;
            }
            Transform::DeltaPlanes => {
                numbers.push(self.first);
                take_planes(body, rows.saturating_sub(1), take.saturating_sub(1), numbers)?;
            }
        }
        numbers.truncate(take);
        match self.transform {
            Transform::Constant | Transform::Values | Transform::ValuePlanes | Transform::Ranks => {}
            Transform::Deltas | Transform::DeltaPlanes | Transform::RankDeltas => sum(numbers),
            Transform::SecondDeltas => sum_twice(numbers),
        }
        if self.transform.is_ranked() {
            for number in numbers.iter_mut() {
                let rank = usize::try_from(*number).map_err(|_| ColumnDamage::Outside)?;
                *number = *self.distinct.get(rank).ok_or(ColumnDamage::Outside)?;
            }
        }
        for number in numbers.iter_mut() {
            *number = self.base.wrapping_add(number.wrapping_mul(self.step));
        }
        Ok(())
    }
}

const fn finished(rest: &[u8], whole: bool) -> Result<(), ColumnDamage> {
    if whole && !rest.is_empty() { Err(ColumnDamage::Long) } else { Ok(()) }
}

fn sum(numbers: &mut [u64]) {
    let mut steps = numbers.iter_mut();
    let Some(mut before) = steps.next().copied() else { return };
    for step in steps {
        before = before.wrapping_add(unzigzag(*step).cast_unsigned());
        *step = before;
    }
}

fn sum_twice(numbers: &mut [u64]) {
    let mut steps = numbers.iter_mut();
    let Some(mut before) = steps.next().copied() else { return };
    let mut delta = 0_u64;
    for step in steps {
        delta = delta.wrapping_add(unzigzag(*step).cast_unsigned());
        before = before.wrapping_add(delta);
        *step = before;
    }
}

/// The first `take` of `rows` numbers that stand in planes.
fn take_planes(body: &[u8], rows: usize, take: usize, numbers: &mut Vec<u64>) -> Result<(), ColumnDamage> {
    if rows == 0 {
        return finished(body, true);
    }
    if !body.len().is_multiple_of(rows) {
        return Err(ColumnDamage::Cut);
    }
    let from = numbers.len();
    numbers.resize(from + take, 0);
    for (plane, bytes) in body.chunks_exact(rows).enumerate() {
        if plane >= 8 {
            return Err(ColumnDamage::Long);
        }
        for (number, byte) in numbers.iter_mut().skip(from).zip(bytes) {
            *number |= u64::from(*byte) << (8 * plane);
        }
    }
    Ok(())
}
