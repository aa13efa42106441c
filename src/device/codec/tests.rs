//! Hand-computed contents of every encoding and order, marks, and the way back.

use std::sync::Arc;
use std::time::Duration;

use proptest::prelude::*;

use super::*;
use crate::device::{Address, DeviceIndex, EncodeError, Limits, UnitId, WriteFunction, WriteRequest};
use crate::tag::{Bands, TagIndex, Uncertain};

fn source(at: &str, encoding: Encoding, order: ByteOrder, mark: NotImplemented) -> Source {
    Source {
        tag: TagIndex(0),
        device: DeviceIndex(0),
        unit: UnitId(1),
        address: Address::parse(at, false).unwrap(),
        encoding,
        order,
        not_implemented: mark,
        exponent: None,
        period: Duration::from_secs(1),
        write_function: WriteFunction::Single,
    }
}

fn holding(encoding: Encoding, order: ByteOrder) -> Source {
    source("holding:12", encoding, order, NotImplemented::None)
}

fn tag(scaling: Scaling) -> Tag {
    Tag {
        id: Arc::from("T"),
        title: Arc::from(""),
        formerly: Vec::new(),
        equipment: None,
        area: Arc::from(""),
        unit: Arc::from(""),
        decimals: 0,
        range: None,
        bands: Bands::default(),
        states: Vec::new(),
        scaling,
        period: Duration::from_secs(1),
        stale_after: Duration::from_secs(3),
    }
}

fn check(source: &Source, registers: &[u16], expected: Result<Value, Bad>) {
    let decoded = source.decode(Words::Registers(registers));
    assert_eq!(decoded, expected, "{:?} {:?} {registers:04X?}", source.encoding, source.order);
}

fn text(text: &str) -> Value {
    Value::Text(Arc::from(text))
}

/// 3.14159274 as IEEE 754 single.
const PI_SINGLE: [u16; 2] = [0x4049, 0x0FDB];

#[test]
fn decodes_every_encoding_most_significant_first() {
    let cases: [(Encoding, &[u16], Value); 28] = [
        (Encoding::U8High, &[0xAB12], Value::UInt(171)),
        (Encoding::U8Low, &[0xAB12], Value::UInt(18)),
        (Encoding::I8High, &[0xAB12], Value::Int(-85)),
        (Encoding::I8Low, &[0x12FF], Value::Int(-1)),
        (Encoding::U16, &[0xFFFE], Value::UInt(65_534)),
        (Encoding::I16, &[0xFFFE], Value::Int(-2)),
        (Encoding::I16, &[0x8000], Value::Int(-32_768)),
        (Encoding::U32, &[0x0001, 0x0002], Value::UInt(65_538)),
        (Encoding::U32, &[0xFFFF, 0xFFFF], Value::UInt(4_294_967_295)),
        (Encoding::I32, &[0xFFFF, 0xFFFE], Value::Int(-2)),
        (Encoding::I32, &[0x8000, 0x0000], Value::Int(-2_147_483_648)),
        (Encoding::U64, &[0, 0, 1, 0], Value::UInt(65_536)),
        (Encoding::U64, &[0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF], Value::UInt(18_446_744_073_709_551_615)),
        // 2^53 + 1: the first whole number a float cannot hold.
        (Encoding::U64, &[0x0020, 0, 0, 1], Value::UInt(9_007_199_254_740_993)),
        (Encoding::I64, &[0xFFDF, 0xFFFF, 0xFFFF, 0xFFFF], Value::Int(-9_007_199_254_740_993)),
        (Encoding::I64, &[0x8000, 0, 0, 0], Value::Int(i64::MIN)),
        (Encoding::F32, &PI_SINGLE, Value::Float(3.141_592_741_012_573_2)),
        (Encoding::F32, &[0xC2F7, 0x0000], Value::Float(-123.5)),
        (Encoding::F64, &[0x4009, 0x21FB, 0x5444, 0x2D18], Value::Float(std::f64::consts::PI)),
        (Encoding::SignMagnitude16, &[0x8005], Value::Int(-5)),
        (Encoding::SignMagnitude16, &[0x7FFF], Value::Int(32_767)),
        (Encoding::SignMagnitude32, &[0x8001, 0x0000], Value::Int(-65_536)),
        (Encoding::Bcd16, &[0x1234], Value::UInt(1_234)),
        (Encoding::Bcd32, &[0x0012, 0x3456], Value::UInt(123_456)),
        (Encoding::Bcd32, &[0x9999, 0x9999], Value::UInt(99_999_999)),
        (Encoding::Epoch32, &[0x6553, 0xF100], Value::UInt(1_700_000_000)),
        (Encoding::Text { registers: 3 }, &[0x5031, 0x3031, 0x2000], text("P101")),
        (Encoding::BitField, &[0xABCD], Value::UInt(0xABCD)),
    ];
    for (encoding, registers, expected) in cases {
        check(&holding(encoding, ByteOrder::Abcd), registers, Ok(expected));
    }
}

#[test]
fn decodes_every_order() {
    use ByteOrder::{Abcd, Badc, Cdab, Dcba};
    // 0x12345678 as it stands in its two registers.
    for (order, registers) in [
        (Abcd, [0x1234, 0x5678]),
        (Cdab, [0x5678, 0x1234]),
        (Badc, [0x3412, 0x7856]),
        (Dcba, [0x7856, 0x3412]),
    ] {
        check(&holding(Encoding::U32, order), &registers, Ok(Value::UInt(0x1234_5678)));
    }
    for (order, registers) in [
        (Cdab, [0x2D18, 0x5444, 0x21FB, 0x4009]),
        (Badc, [0x0940, 0xFB21, 0x4454, 0x182D]),
        (Dcba, [0x182D, 0x4454, 0xFB21, 0x0940]),
    ] {
        check(&holding(Encoding::F64, order), &registers, Ok(Value::Float(std::f64::consts::PI)));
    }
    // A single register is swapped too where its device swaps bytes.
    check(&holding(Encoding::U16, Dcba), &[0x3412], Ok(Value::UInt(0x1234)));
    check(&holding(Encoding::U16, Cdab), &[0x1234], Ok(Value::UInt(0x1234)));
    check(&holding(Encoding::U8High, Badc), &[0x12AB], Ok(Value::UInt(0xAB)));
    // Text keeps the order of its registers; only its bytes may be swapped.
    check(&holding(Encoding::Text { registers: 2 }, Cdab), &[0x4142, 0x4344], Ok(text("ABCD")));
    check(&holding(Encoding::Text { registers: 2 }, Badc), &[0x4241, 0x4443], Ok(text("ABCD")));
}

#[test]
fn decodes_bits_and_bit_fields() {
    let bit = source("40013.3", Encoding::Bit, ByteOrder::Abcd, NotImplemented::None);
    check(&bit, &[0x0008], Ok(Value::Bool(true)));
    check(&bit, &[0xFFF7], Ok(Value::Bool(false)));
    let swapped = source("40013.3", Encoding::Bit, ByteOrder::Badc, NotImplemented::None);
    check(&swapped, &[0x0800], Ok(Value::Bool(true)));
    let field = source("holding:12.4-7", Encoding::BitField, ByteOrder::Abcd, NotImplemented::None);
    check(&field, &[0x0A50], Ok(Value::UInt(5)));
    let coil = source("coil:7", Encoding::Bit, ByteOrder::Abcd, NotImplemented::None);
    assert_eq!(coil.decode(Words::Bits(&[true])), Ok(Value::Bool(true)));
    assert_eq!(coil.width(), 1);
}

#[test]
fn text_ends_at_nul_and_blanks_and_never_carries_control_characters() {
    let four = holding(Encoding::Text { registers: 4 }, ByteOrder::Abcd);
    check(&four, &[0x4849, 0x0058, 0x5858, 0x5858], Ok(text("HI")));
    check(&four, &[0x2048, 0x4920, 0x2020, 0x2020], Ok(text("HI")));
    check(&four, &[0, 0, 0, 0], Ok(text("")));
    // UTF-8 where it is UTF-8, else Latin-1: "20 °" both ways.
    check(&four, &[0x3230, 0x20C2, 0xB000, 0], Ok(text("20 °")));
    check(&four, &[0x3230, 0x20B0, 0, 0], Ok(text("20 °")));
    check(&four, &[0x411B, 0x5B42, 0, 0], Ok(text("A\u{FFFD}[B")));
}

#[test]
fn what_is_no_value_is_told_and_never_a_number() {
    check(&holding(Encoding::F32, ByteOrder::Abcd), &[0x7FC0, 0], Err(Bad::NotAValue));
    check(&holding(Encoding::F32, ByteOrder::Abcd), &[0x7F80, 0], Err(Bad::NotAValue));
    check(&holding(Encoding::F64, ByteOrder::Abcd), &[0xFFF0, 0, 0, 0], Err(Bad::NotAValue));
    check(&holding(Encoding::Bcd16, ByteOrder::Abcd), &[0x12A4], Err(Bad::NotAValue));
    check(&holding(Encoding::Bcd32, ByteOrder::Abcd), &[0xF000, 0], Err(Bad::NotAValue));
    check(&holding(Encoding::U32, ByteOrder::Abcd), &[1], Err(Bad::BrokenAnswer));
    check(&holding(Encoding::U16, ByteOrder::Abcd), &[1, 2], Err(Bad::BrokenAnswer));
    check(&holding(Encoding::Bit, ByteOrder::Abcd), &[1], Err(Bad::ConfigurationError));
    let coil = source("coil:7", Encoding::U16, ByteOrder::Abcd, NotImplemented::None);
    assert_eq!(coil.decode(Words::Bits(&[true])), Err(Bad::ConfigurationError));
    assert_eq!(coil.decode(Words::Registers(&[1])), Err(Bad::BrokenAnswer));
    assert_eq!(coil.decode(Words::Bits(&[])), Err(Bad::BrokenAnswer));
}

#[test]
fn marks_of_sunspec_are_no_values() {
    let cases: [(Encoding, &[u16]); 14] = [
        (Encoding::U16, &[0xFFFF]),
        (Encoding::I16, &[0x8000]),
        (Encoding::U32, &[0xFFFF, 0xFFFF]),
        (Encoding::I32, &[0x8000, 0]),
        (Encoding::U64, &[0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF]),
        (Encoding::I64, &[0x8000, 0, 0, 0]),
        (Encoding::F32, &[0x7FC0, 0]),
        (Encoding::F64, &[0x7FF8, 0, 0, 0]),
        (Encoding::BitField, &[0xFFFF]),
        (Encoding::Bcd16, &[0xFFFF]),
        (Encoding::SignMagnitude16, &[0x8000]),
        (Encoding::SignMagnitude32, &[0x8000, 0]),
        (Encoding::Epoch32, &[0xFFFF, 0xFFFF]),
        (Encoding::Text { registers: 2 }, &[0, 0]),
    ];
    for (encoding, registers) in cases {
        let marked = source("holding:12", encoding, ByteOrder::Abcd, NotImplemented::SunSpec);
        check(&marked, registers, Err(Bad::NotImplemented));
    }
    let swapped = source("holding:12", Encoding::I32, ByteOrder::Cdab, NotImplemented::SunSpec);
    check(&swapped, &[0, 0x8000], Err(Bad::NotImplemented));
    check(&swapped, &[0x8000, 0], Ok(Value::Int(0x8000)));
    let own = source("holding:12", Encoding::I16, ByteOrder::Abcd, NotImplemented::Raw(0x7FFF));
    check(&own, &[0x7FFF], Err(Bad::NotImplemented));
    check(&own, &[0x8000], Ok(Value::Int(-32_768)));
}

#[test]
fn reads_engineering_values_with_their_quality() {
    let exponent = tag(Scaling::Exponent);
    let mut power = holding(Encoding::I16, ByteOrder::Abcd);
    power.exponent = Some(13);
    assert_eq!(power.decode_exponent(0xFFFE), Some(-2));
    assert_eq!(power.decode_exponent(0x8000), None);
    let read = power.read(&exponent, Words::Registers(&[2_345]), Some(-2));
    assert_eq!(read, (Some(Value::Float(23.45)), Quality::GOOD));
    let read = power.read(&exponent, Words::Registers(&[2_345]), None);
    assert_eq!(read, (None, Quality::Bad(Bad::NotImplemented)));
    let loops = tag(Scaling::TwoPoint {
        raw: [0.0, 27_648.0],
        engineering: [0.0, 10.0],
        clamp: false,
        current_loop: Some(crate::tag::CurrentLoop::default()),
    });
    let read = power.read(&loops, Words::Registers(&[0xFE0C]), None);
    assert_eq!(read.1, Quality::Uncertain(Uncertain::RangeExceeded));
}

fn encodes(source: &Source, value: &Value, expected: Result<Vec<u16>, EncodeError>) {
    assert_eq!(source.encode(value), expected, "{:?} {value:?}", source.encoding);
}

#[test]
fn encodes_what_was_asked_or_says_why_not() {
    let abcd = |encoding| holding(encoding, ByteOrder::Abcd);
    encodes(&abcd(Encoding::U16), &Value::Float(12.4), Ok(vec![12]));
    encodes(&abcd(Encoding::U16), &Value::Float(12.5), Ok(vec![13]));
    encodes(&abcd(Encoding::I16), &Value::Int(-2), Ok(vec![0xFFFE]));
    encodes(&abcd(Encoding::I8High), &Value::Int(-85), Ok(vec![0xAB00]));
    encodes(&abcd(Encoding::U64), &Value::UInt(9_007_199_254_740_993), Ok(vec![0x0020, 0, 0, 1]));
    encodes(&holding(Encoding::U32, ByteOrder::Cdab), &Value::UInt(0x1234_5678), Ok(vec![0x5678, 0x1234]));
    encodes(&holding(Encoding::U32, ByteOrder::Dcba), &Value::UInt(0x1234_5678), Ok(vec![0x7856, 0x3412]));
    encodes(&abcd(Encoding::F32), &Value::Float(-123.5), Ok(vec![0xC2F7, 0]));
    encodes(&abcd(Encoding::SignMagnitude16), &Value::Int(-5), Ok(vec![0x8005]));
    encodes(&abcd(Encoding::Bcd32), &Value::UInt(123_456), Ok(vec![0x0012, 0x3456]));
    encodes(&abcd(Encoding::Text { registers: 3 }), &text("P101"), Ok(vec![0x5031, 0x3031, 0]));
    let beyond = |value: &str, minimum, maximum| {
        Err(EncodeError::OutOfRange { value: value.to_owned(), minimum, maximum })
    };
    encodes(&abcd(Encoding::U16), &Value::Int(-1), beyond("-1", 0, 65_535));
    encodes(&abcd(Encoding::U16), &Value::Float(65_535.5), beyond("65535.5", 0, 65_535));
    encodes(&abcd(Encoding::I16), &Value::Int(32_768), beyond("32768", -32_768, 32_767));
    encodes(&abcd(Encoding::Bcd16), &Value::Int(10_000), beyond("10000", 0, 9_999));
    encodes(&abcd(Encoding::U16), &Value::Float(f64::NAN), Err(EncodeError::NotANumber("NaN".into())));
    encodes(&abcd(Encoding::U16), &text("x"), Err(EncodeError::NotANumber("x".into())));
    encodes(&abcd(Encoding::F32), &Value::Float(1e39), Err(EncodeError::TooLarge(1e39)));
    let long = EncodeError::TextTooLong { bytes: 2, text: "abc".into() };
    encodes(&abcd(Encoding::Text { registers: 1 }), &text("abc"), Err(long));
}

#[test]
fn the_write_frame_follows_table_width_and_option() {
    let limits = Limits { write_registers: 2, ..Limits::default() };
    let plain = tag(Scaling::None);
    let write =
        |source: &Source, value: Value, current| source.write_request(&plain, &value, None, current, &limits);
    let mut coil = source("coil:7", Encoding::Bit, ByteOrder::Abcd, NotImplemented::None);
    assert_eq!(write(&coil, Value::UInt(1), None), Ok(WriteRequest::Coil { address: 7, on: true }));
    assert!(matches!(write(&coil, Value::UInt(2), None), Err(EncodeError::OutOfRange { .. })));
    coil.write_function = WriteFunction::Multiple;
    assert_eq!(
        write(&coil, Value::Bool(false), None),
        Ok(WriteRequest::Coils { address: 7, on: vec![false] })
    );
    let mut word = holding(Encoding::U16, ByteOrder::Abcd);
    assert_eq!(write(&word, Value::UInt(42), None), Ok(WriteRequest::Register { address: 12, content: 42 }));
    word.write_function = WriteFunction::Multiple;
    assert_eq!(
        write(&word, Value::UInt(42), None),
        Ok(WriteRequest::Registers { address: 12, contents: vec![42] })
    );
    let wide = holding(Encoding::F32, ByteOrder::Cdab);
    assert_eq!(
        write(&wide, Value::Float(-123.5), None),
        Ok(WriteRequest::Registers { address: 12, contents: vec![0, 0xC2F7] })
    );
    let wider = holding(Encoding::F64, ByteOrder::Abcd);
    assert_eq!(write(&wider, Value::Float(1.0), None), Err(EncodeError::TooWide { limit: 2 }));
    let input = source("input:12", Encoding::U16, ByteOrder::Abcd, NotImplemented::None);
    assert_eq!(write(&input, Value::UInt(1), None), Err(EncodeError::ReadOnly));
    let bit = source("holding:12.3", Encoding::Bit, ByteOrder::Abcd, NotImplemented::None);
    assert_eq!(write(&bit, Value::Bool(true), None), Err(EncodeError::PartOfRegister));
    assert_eq!(
        write(&bit, Value::Bool(true), Some(0xA500)),
        Ok(WriteRequest::Register { address: 12, content: 0xA508 })
    );
}

#[test]
fn writes_raw_counts_of_engineering_values() {
    let limits = Limits::default();
    let word = holding(Encoding::I16, ByteOrder::Abcd);
    let linear = tag(Scaling::Linear { gain: 0.1, offset: -40.0 });
    assert_eq!(
        word.write_request(&linear, &Value::Float(55.5), None, None, &limits),
        Ok(WriteRequest::Register { address: 12, content: 955 })
    );
    let exponent = tag(Scaling::Exponent);
    assert_eq!(
        word.write_request(&exponent, &Value::Float(23.45), Some(-2), None, &limits),
        Ok(WriteRequest::Register { address: 12, content: 2_345 })
    );
    assert_eq!(
        word.write_request(&exponent, &Value::Float(23.45), None, None, &limits),
        Err(EncodeError::ExponentUnknown)
    );
}

fn orders() -> impl Strategy<Value = ByteOrder> {
    prop::sample::select(vec![ByteOrder::Abcd, ByteOrder::Cdab, ByteOrder::Badc, ByteOrder::Dcba])
}

proptest! {
    #[test]
    fn integers_come_back_exactly(int: i64, order in orders()) {
        let wide = holding(Encoding::I64, order);
        let registers = wide.encode(&Value::Int(int)).unwrap();
        prop_assert_eq!(wide.decode(Words::Registers(&registers)), Ok(Value::Int(int)));
        let unsigned = holding(Encoding::U64, order);
        let registers = unsigned.encode(&Value::UInt(int as u64)).unwrap();
        prop_assert_eq!(unsigned.decode(Words::Registers(&registers)), Ok(Value::UInt(int as u64)));
        let narrow = holding(Encoding::I16, order);
        let registers = narrow.encode(&Value::Int(i64::from(int as i16))).unwrap();
        prop_assert_eq!(narrow.decode(Words::Registers(&registers)), Ok(Value::Int(i64::from(int as i16))));
    }

    #[test]
    fn digits_and_magnitudes_come_back_exactly(number in 0u64..100_000_000, order in orders()) {
        let digits = holding(Encoding::Bcd32, order);
        let registers = digits.encode(&Value::UInt(number)).unwrap();
        prop_assert_eq!(digits.decode(Words::Registers(&registers)), Ok(Value::UInt(number)));
        let signed = holding(Encoding::SignMagnitude32, order);
        let registers = signed.encode(&Value::Int(-(number as i64))).unwrap();
        prop_assert_eq!(signed.decode(Words::Registers(&registers)), Ok(Value::Int(-(number as i64))));
    }

    #[test]
    fn floats_and_texts_come_back(number in -1e30f64..1e30, word in "[A-Za-z0-9_-]{0,16}", order in orders()) {
        let double = holding(Encoding::F64, order);
        let registers = double.encode(&Value::Float(number)).unwrap();
        prop_assert_eq!(double.decode(Words::Registers(&registers)), Ok(Value::Float(number)));
        let letters = holding(Encoding::Text { registers: 8 }, order);
        let registers = letters.encode(&text(&word)).unwrap();
        prop_assert_eq!(letters.decode(Words::Registers(&registers)), Ok(text(&word)));
    }

    #[test]
    fn a_field_leaves_its_neighbours_alone(content: u16, part in 0u64..16, order in orders()) {
        let field = source("holding:12.4-7", Encoding::BitField, order, NotImplemented::None);
        let mut contents = [content];
        field.encode_into(&Value::UInt(part), &mut contents).unwrap();
        let mask = field.mask().unwrap();
        prop_assert_eq!(contents[0] & !mask, content & !mask);
        prop_assert_eq!(field.decode(Words::Registers(&contents)), Ok(Value::UInt(part)));
    }

    #[test]
    fn no_content_panics(registers in prop::collection::vec(any::<u16>(), 0..8), order in orders()) {
        for (_, encoding) in crate::device::notation::NAMES {
            let _ = holding(encoding, order).decode(Words::Registers(&registers));
        }
    }
}
