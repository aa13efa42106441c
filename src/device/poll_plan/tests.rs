//! Blocks as they must come out of given addresses.

use proptest::prelude::*;

use super::*;
use crate::device::{Address, ByteOrder, Encoding, NotImplemented, Timing, WriteFunction};

pub(crate) fn device(limits: Limits) -> Device {
    Device {
        id: Arc::from("PLC-1"),
        title: Arc::from(""),
        host: Arc::from("127.0.0.1"),
        port: 502,
        unit: UnitId(1),
        units: Vec::new(),
        order: ByteOrder::Abcd,
        limits,
        timing: Timing::default(),
        ignore_transaction_id: false,
    }
}

pub(crate) fn source(tag: u32, unit: u8, at: &str, encoding: Encoding, millis: u64) -> Source {
    Source {
        tag: TagIndex(tag),
        device: DeviceIndex(0),
        unit: UnitId(unit),
        address: Address::parse(at, false).unwrap(),
        encoding,
        order: ByteOrder::Abcd,
        not_implemented: NotImplemented::None,
        exponent: None,
        period: Duration::from_millis(millis),
        write_function: WriteFunction::Single,
    }
}

fn check(limits: Limits, sources: &[Source], expected: &[(u8, Table, u16, u16, &[u32])]) {
    let plan = PollPlan::new(DeviceIndex(0), &device(limits), sources);
    let blocks: Vec<_> = plan
        .blocks
        .iter()
        .map(|block| {
            let tags: Vec<u32> = block.tags.iter().map(|tag| tag.0).collect();
            (block.unit.0, block.table, block.start, block.count, tags)
        })
        .collect();
    let expected: Vec<_> = expected
        .iter()
        .map(|(unit, table, start, count, tags)| (*unit, *table, *start, *count, tags.to_vec()))
        .collect();
    assert_eq!(blocks, expected);
}

#[test]
fn neighbours_share_a_request_across_a_gap_and_no_further() {
    let holding = Table::HoldingRegister;
    let sources = [
        source(0, 1, "holding:0", Encoding::U16, 1_000),
        source(1, 1, "holding:17", Encoding::U32, 1_000),
        source(2, 1, "holding:36", Encoding::U16, 1_000),
        source(3, 1, "holding:36.3", Encoding::Bit, 1_000),
    ];
    // 16 unused registers are read over, 17 are not.
    check(Limits::default(), &sources, &[(1, holding, 0, 19, &[0, 1]), (1, holding, 36, 1, &[2, 3])]);
}

#[test]
fn units_tables_and_periods_never_share_a_request() {
    let sources = [
        source(0, 1, "holding:0", Encoding::U16, 1_000),
        source(1, 1, "holding:1", Encoding::U16, 250),
        source(2, 2, "holding:2", Encoding::U16, 1_000),
        source(3, 1, "input:3", Encoding::U16, 1_000),
        source(4, 1, "coil:4", Encoding::Bit, 1_000),
        source(5, 1, "discrete:5", Encoding::Bit, 1_000),
    ];
    let expected: [(u8, Table, u16, u16, &[u32]); 6] = [
        (1, Table::Coil, 4, 1, &[4]),
        (1, Table::DiscreteInput, 5, 1, &[5]),
        (1, Table::InputRegister, 3, 1, &[3]),
        (1, Table::HoldingRegister, 1, 1, &[1]),
        (1, Table::HoldingRegister, 0, 1, &[0]),
        (2, Table::HoldingRegister, 2, 1, &[2]),
    ];
    check(Limits::default(), &sources, &expected);
}

#[test]
fn a_value_is_never_split_over_two_requests() {
    let limits = Limits { read_registers: 5, ..Limits::default() };
    let holding = Table::HoldingRegister;
    let sources = [
        source(0, 1, "holding:0", Encoding::U32, 1_000),
        source(1, 1, "holding:2", Encoding::U16, 1_000),
        source(2, 1, "holding:3", Encoding::U64, 1_000),
    ];
    check(limits, &sources, &[(1, holding, 0, 3, &[0, 1]), (1, holding, 3, 4, &[2])]);
}

#[test]
fn an_exponent_is_read_with_its_value() {
    let mut power = source(0, 1, "holding:10", Encoding::I16, 1_000);
    power.exponent = Some(40);
    check(Limits::default(), &[power.clone()], &[(1, Table::HoldingRegister, 10, 31, &[0])]);
    power.exponent = Some(200);
    let plan = PollPlan::new(DeviceIndex(0), &device(Limits::default()), &[power]);
    assert_eq!((plan.blocks.len(), plan.unreadable), (0, vec![TagIndex(0)]));
}

#[test]
fn what_no_request_can_read_is_told() {
    let last = source(0, 1, "holding:65535", Encoding::U16, 1_000);
    let beyond = source(1, 1, "holding:65535", Encoding::U32, 1_000);
    let wide = source(2, 1, "holding:0", Encoding::Text { registers: 50 }, 1_000);
    let limits = Limits { read_registers: 40, ..Limits::default() };
    let plan = PollPlan::new(DeviceIndex(0), &device(limits), &[last, beyond, wide]);
    assert_eq!(plan.unreadable, vec![TagIndex(1), TagIndex(2)]);
    assert_eq!(plan.blocks.len(), 1);
}

#[test]
fn bytes_time_and_slack_are_planned() {
    let sources = [
        source(0, 1, "holding:0", Encoding::U16, 100),
        source(1, 1, "holding:100", Encoding::U16, 100),
        source(2, 1, "coil:0", Encoding::Bit, 1_000),
        source(3, 1, "coil:16", Encoding::Bit, 1_000),
    ];
    let plan = PollPlan::new(DeviceIndex(0), &device(Limits::default()), &sources);
    let loads = plan.loads();
    let shown: Vec<_> =
        loads.iter().map(|load| (load.period.as_millis(), load.blocks, load.tags, load.bytes)).collect();
    // Requests of 12 bytes; answers of 9 and 2 bytes of one register, 9 and 3 bytes of 17 bits.
    assert_eq!(shown, vec![(100, 2, 2, 46), (1_000, 1, 2, 24)]);
    // Within 100 ms at worst: two fast requests and the slow one, 20 ms each.
    assert_eq!(loads[0].slack, Some(Duration::from_millis(40)));
    // Within 1 s: ten times two fast ones and the slow one.
    assert_eq!(loads[1].slack, Some(Duration::from_millis(580)));
    assert!((plan.duty() - 0.42).abs() < 1e-9);
}

proptest! {
    #[test]
    fn every_field_lies_whole_in_one_block_within_the_limits(
        starts in prop::collection::vec((0u16..400, 0usize..4), 1..80),
        limit in 4u16..=125,
        gap in 0u16..40,
    ) {
        let encodings = [Encoding::U16, Encoding::U32, Encoding::U64, Encoding::Text { registers: 3 }];
        let sources: Vec<Source> = (0u32..)
            .zip(&starts)
            .map(|(tag, (start, kind))| source(tag, 1, &format!("holding:{start}"), encodings[*kind], 1_000))
            .collect();
        let limits = Limits { read_registers: limit, gap_registers: gap, ..Limits::default() };
        let plan = PollPlan::new(DeviceIndex(0), &device(limits), &sources);
        let planned: usize = plan.blocks.iter().map(|block| block.tags.len()).sum();
        prop_assert_eq!(planned, sources.len());
        for block in &plan.blocks {
            prop_assert!(block.count >= 1 && block.count <= limit);
            for field in &block.fields {
                prop_assert!(field.first >= block.start);
                prop_assert!(u32::from(field.last) < u32::from(block.start) + u32::from(block.count));
            }
        }
    }
}
