//! Packed columns: arbitrary and broken payloads of every kind, read whole and row by row.

use pilothouse::historian::{Kind, ROWS_MAX, Scale, decode, decode_times, encode, encode_times};

use crate::Target;

pub(crate) const TARGET: Target = Target { name: "column", seeds, run };

const KINDS: [Kind; 5] = [Kind::Bool, Kind::Int, Kind::UInt, Kind::Float, Kind::Text];

/// Each seed has the kind and the rows in front, so that faults reach them as well.
fn seeds() -> Vec<Vec<u8>> {
    let walk: Vec<u64> = (0..300_u64).map(|n| n * n % 97).collect();
    let decimals: Vec<u64> = walk.iter().map(|n| (*n as f64 / 10.0).to_bits()).collect();
    let mut odd = decimals.clone();
    odd.iter_mut().step_by(90).for_each(|bits| *bits = 1e300_f64.to_bits());
    let singles: Vec<u64> = walk.iter().map(|n| f64::from((*n as f32).sqrt()).to_bits()).collect();
    let scale = Scale::TwoPoint { raw: [0.0, 4_095.0], units: [0.0, 160.0] };
    let counts: Vec<u64> = walk.iter().map(|n| (*n as f64 / 4_095.0 * 160.0).to_bits()).collect();
    let wide: Vec<u64> = (0..300_u64).map(|n| n.wrapping_mul(0x9e37_79b9_7f4a_7c15)).collect();
    let times: Vec<i64> = (0..300).map(|n| n * 1_000_003 + n % 7).collect();
    let few: Vec<u64> = [5, 90_000, 1 << 40].into_iter().cycle().take(300).collect();
    [
        (1, encode(Kind::Int, &walk, None, 3)),
        (2, encode(Kind::UInt, &wide, None, 3)),
        (2, encode(Kind::UInt, &few, None, 3)),
        (0, encode(Kind::Bool, &[1; 300], None, 3)),
        (3, encode(Kind::Float, &decimals, None, 3)),
        (3, encode(Kind::Float, &odd, None, 3)),
        (3, encode(Kind::Float, &singles, None, 3)),
        (3, encode(Kind::Float, &counts, Some(scale), 3)),
        (1, encode_times(&times, 3)),
    ]
    .into_iter()
    .map(|(kind, payload)| [vec![kind, 44, 1, 0], payload].concat())
    .collect()
}

fn run(input: &[u8]) {
    let Some(([kind, low, high, top], payload)) = input.split_first_chunk::<4>() else { return };
    let rows = u32::from_le_bytes([*low, *high, *top & 1, 0]) as usize;
    let kind = KINDS.get(usize::from(kind % 5)).copied().unwrap_or(Kind::Int);
    let read = decode(kind, payload, rows);
    assert!(rows <= ROWS_MAX || read.is_err());
    if let Ok(bits) = &read {
        assert_eq!(bits.len(), rows);
        if let Some((last, bits)) = rows.checked_sub(1).zip(bits.last()) {
            let alone = pilothouse::historian::Decoder::default().value(kind, payload, rows, last);
            assert_eq!(alone.as_ref(), Ok(bits), "a row alone is not the row of all");
        }
    }
    if let Ok(times) = decode_times(payload, rows) {
        assert_eq!(times.len(), rows);
    }
}
