//! Registers as a device would hold them, in hand-computed bytes.

use super::*;
use crate::device::ByteOrder;
use crate::simulator::test_plant::{DEVICE, TestPlant};

const UNIT: UnitId = UnitId(1);

fn read(
    bank: &mut Bank,
    table: Table,
    start: u16,
    count: u16,
    values: &[f64],
) -> Result<Vec<u16>, Exception> {
    let value = |tag: TagIndex| values.get(tag.slot()).copied().map(Value::Float);
    bank.read((DEVICE, UNIT, table), start, count, false, &value)
}

#[test]
fn lays_values_through_scaling_type_and_order() {
    let plant = TestPlant::new()
        .tag("a", "holding:2", Encoding::U16, ByteOrder::Abcd)
        .with(|tag, _| tag.scaling = Scaling::Linear { gain: 0.1, offset: -40.0 })
        .tag("b", "holding:3", Encoding::F32, ByteOrder::Cdab)
        .tag("c", "holding:5.0-2", Encoding::BitField, ByteOrder::Abcd)
        .tag("d", "holding:5.3", Encoding::Bit, ByteOrder::Abcd)
        .tag("e", "holding:8", Encoding::Bcd32, ByteOrder::Abcd)
        .done();
    let mut bank = Bank::new(&plant);
    let values = [12.3, 5.62, 4.0, 1.0, 12_345_678.0];
    // (12.3 + 40) / 0.1 = 523; 5.62 as a single is 40B3_D70A; 4 with bit 3 is 12.
    let expected = [523, 0xD70A, 0x40B3, 12, 0, 0, 0x1234, 0x5678];
    assert_eq!(read(&mut bank, Table::HoldingRegister, 2, 8, &values), Ok(expected.to_vec()));
}

#[test]
fn between_tags_is_zero_and_beyond_them_nothing() {
    let plant = TestPlant::new()
        .tag("a", "input:10", Encoding::U16, ByteOrder::Abcd)
        .tag("b", "input:13", Encoding::U32, ByteOrder::Abcd)
        .tag("c", "coil:5", Encoding::Bit, ByteOrder::Abcd)
        .done();
    let mut bank = Bank::new(&plant);
    let values = [7.0, 1.0, 1.0];
    assert_eq!(read(&mut bank, Table::InputRegister, 10, 5, &values), Ok(vec![7, 0, 0, 0, 1]));
    // The second half of a wide value may be read alone.
    assert_eq!(read(&mut bank, Table::InputRegister, 14, 1, &values), Ok(vec![1]));
    for (start, count) in [(9, 1), (10, 6), (15, 1)] {
        let answer = read(&mut bank, Table::InputRegister, start, count, &values);
        assert_eq!(answer, Err(Exception::ILLEGAL_ADDRESS), "{start} {count}");
    }
    assert_eq!(read(&mut bank, Table::Coil, 5, 1, &values), Ok(vec![1]));
    assert_eq!(read(&mut bank, Table::DiscreteInput, 5, 1, &values), Err(Exception::ILLEGAL_ADDRESS));
}

#[test]
fn a_value_beyond_its_registers_is_cut_to_their_end() {
    let plant = TestPlant::new()
        .tag("a", "input:0", Encoding::U16, ByteOrder::Abcd)
        .tag("b", "input:1", Encoding::I16, ByteOrder::Abcd)
        .done();
    let mut bank = Bank::new(&plant);
    let answer = read(&mut bank, Table::InputRegister, 0, 2, &[70_000.0, -70_000.0]);
    assert_eq!(answer, Ok(vec![0xFFFF, 0x8000]));
}

#[test]
fn an_exponent_stands_in_its_register_and_fits_the_range() {
    let plant = TestPlant::new()
        .tag("power", "holding:0", Encoding::I16, ByteOrder::Abcd)
        .with(|tag, source| {
            tag.scaling = Scaling::Exponent;
            tag.range = Some([0.0, 1_000_000.0]);
            source.exponent = Some(4);
        })
        .done();
    let mut bank = Bank::new(&plant);
    // A million needs 10² to fit 32,767.
    let answer = read(&mut bank, Table::HoldingRegister, 0, 5, &[620_000.0]);
    assert_eq!(answer, Ok(vec![6_200, 0, 0, 0, 2]));
}

#[test]
fn a_write_is_taken_apart_into_the_tags_it_touches() {
    let plant = TestPlant::new()
        .tag("setpoint", "holding:0", Encoding::F32, ByteOrder::Cdab)
        .tag("low", "holding:2.0", Encoding::Bit, ByteOrder::Abcd)
        .tag("high", "holding:2.8-9", Encoding::BitField, ByteOrder::Abcd)
        .done();
    let mut bank = Bank::new(&plant);
    let value = |tag: TagIndex| Some(Value::Float(if tag.0 == 1 { 1.0 } else { 0.0 }));
    let request = WriteRequest::Registers { address: 0, contents: vec![0, 0x40B0, 0x0201] };
    let written = bank.meaning(DEVICE, UNIT, &request, &value).unwrap();
    // Bit 0 was 1 before: it is not touched.
    assert_eq!(written.tags, [(TagIndex(0), Value::Float(5.5)), (TagIndex(2), Value::UInt(2))]);
    let beyond = WriteRequest::Register { address: 3, content: 1 };
    assert_eq!(bank.meaning(DEVICE, UNIT, &beyond, &value), Err(Exception::ILLEGAL_ADDRESS));
}
