//! Columns of every kind come back bit by bit, and broken payloads say what is wrong.

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;

const KINDS: [Kind; 5] = [Kind::Bool, Kind::Int, Kind::UInt, Kind::Float, Kind::Text];

fn check(kind: Kind, bits: &[u64], scale: Option<Scale>) -> usize {
    let payload = encode(kind, bits, scale, 19);
    assert_eq!(decode(kind, &payload, bits.len()).as_deref(), Ok(bits), "{kind:?}, {bits:?}");
    let mut decoder = Decoder::default();
    let some = bits.len().div_ceil(7).max(1);
    for (row, expected) in bits.iter().enumerate().step_by(some) {
        assert_eq!(decoder.value(kind, &payload, bits.len(), row), Ok(*expected));
    }
    payload.len()
}

fn floats(values: impl IntoIterator<Item = f64>) -> Vec<u64> {
    values.into_iter().map(f64::to_bits).collect()
}

#[test]
fn a_constant_costs_next_to_nothing() {
    assert!(check(Kind::Float, &floats(vec![888.8; 4_096]), None) <= 5);
    assert!(check(Kind::UInt, &vec![7; 4_096], None) <= 3);
    check(Kind::Int, &[], None);
    check(Kind::Int, &[i64::MIN.cast_unsigned()], None);
}

#[test]
fn counts_and_decimals_are_found() {
    let mut state = 7_u64;
    let mut walk = 2_000_i64;
    let counts: Vec<i64> = (0..4_096)
        .map(|_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            walk = (walk + (state >> 62).cast_signed() - 1).clamp(0, 4_095);
            walk
        })
        .collect();
    let scales = [
        Scale::Linear { gain: 0.037, offset: -12.5 },
        Scale::TwoPoint { raw: [0.0, 27_648.0], units: [-3.3, 10.1] },
    ];
    for scale in scales {
        let bits: Vec<u64> = counts.iter().map(|n| scale.units(*n).to_bits()).collect();
        let size = check(Kind::Float, &bits, Some(scale));
        assert!(size < 1_400, "{size} bytes");
    }
    let decimals = floats(counts.iter().map(|n| *n as f64 / 10.0));
    assert!(check(Kind::Float, &decimals, None) < 1_400);
    let singles = floats(counts.iter().map(|n| f64::from(*n as f32 / 10.0)));
    assert!(check(Kind::Float, &singles, None) < 1_400);
}

#[test]
fn a_few_odd_values_do_not_spoil_a_column() {
    let mut values: Vec<f64> = (0..4_096).map(|n| f64::from(n % 100) / 10.0).collect();
    values[17] = -0.0;
    values[99] = f64::MIN_POSITIVE / 4.0;
    values[4_095] = 1e300;
    assert!(check(Kind::Float, &floats(values), None) < 300);
}

#[test]
fn times_come_back_and_regular_ones_are_short() {
    let regular: Vec<i64> = (0..4_096).map(|n| 1_700_000_000_000_000 + n * 60_000_000).collect();
    let payload = encode_times(&regular, 19);
    assert!(payload.len() < 40, "{}", payload.len());
    assert_eq!(decode_times(&payload, regular.len()), Ok(regular));
    let ends = vec![i64::MIN, -1, 0, 0, i64::MAX];
    assert_eq!(decode_times(&encode_times(&ends, 3), 5), Ok(ends));
}

#[test]
fn hostile_counts_are_refused_before_anything_is_allocated() {
    assert_eq!(decode(Kind::Int, &[0, 0], usize::MAX), Err(ColumnDamage::TooLong(usize::MAX)));
    assert_eq!(decode(Kind::Int, &[], 1), Err(ColumnDamage::Cut));
    assert_eq!(decode(Kind::Int, &[7, 0], 1), Err(ColumnDamage::Unknown));
    let ranks = [Transform::Ranks.code() << 3, 0, 1, 0xff, 0xff, 0xff, 0xff, 0x0f];
    assert_eq!(decode(Kind::Int, &ranks, 10), Err(ColumnDamage::Outside));
    // A frame that unpacks to far more than ten bytes a row.
    let bomb = zstd::bulk::compress(&vec![0; 1 << 24], 3).unwrap();
    let mut payload = vec![Transform::Values.code() << 3 | COMPRESSED, 0, 1];
    payload.extend_from_slice(&bomb[4..]);
    assert_eq!(decode(Kind::Int, &payload, 100), Err(ColumnDamage::Compressed));
}

fn value() -> impl Strategy<Value = f64> {
    let odd =
        [0.0, -0.0, f64::MAX, f64::MIN, 5e-324, f64::MIN_POSITIVE, 1e15, 9_007_199_254_740_993.0, 0.1 + 0.2];
    prop_oneof![
        4 => any::<i16>().prop_map(|n| f64::from(n) / 100.0),
        2 => any::<f32>().prop_filter("no NaN", |n| !n.is_nan()).prop_map(f64::from),
        1 => any::<f64>().prop_filter("no NaN", |n| !n.is_nan()),
        1 => prop::sample::select(odd.to_vec()),
    ]
}

fn whole() -> impl Strategy<Value = u64> {
    prop_oneof![3 => 0_u64..300, 1 => any::<u64>(), 1 => Just(u64::MAX), 1 => Just(i64::MIN.cast_unsigned())]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn floats_come_back(values in vec(value(), 0..600), gain in value(), offset in value()) {
        check(Kind::Float, &floats(values), Some(Scale::Linear { gain, offset }));
    }

    #[test]
    fn singles_come_back(values in vec(any::<f32>(), 0..300)) {
        check(Kind::Float, &floats(values.into_iter().filter(|n| !n.is_nan()).map(f64::from)), None);
    }

    #[test]
    fn whole_numbers_come_back(numbers in vec(whole(), 0..600), repeat in 1_usize..30) {
        let numbers: Vec<u64> = numbers.into_iter().flat_map(|n| std::iter::repeat_n(n, repeat)).collect();
        for kind in KINDS {
            check(kind, &numbers, None);
        }
    }

    #[test]
    fn broken_payloads_never_panic(
        values in vec(value(), 1..200),
        flips in vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
        rows in 0_usize..5_000,
    ) {
        let mut payload = encode(Kind::Float, &floats(values.iter().copied()), None, 3);
        for (at, byte) in flips {
            let at = at.index(payload.len());
            payload[at] = byte;
        }
        for rows in [rows, values.len()] {
            for kind in KINDS {
                if let Ok(numbers) = decode(kind, &payload, rows) {
                    prop_assert_eq!(numbers.len(), rows);
                }
            }
        }
    }
}
