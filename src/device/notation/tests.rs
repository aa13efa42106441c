//! Every notation of the layout format, and what is wrong with the others.

use super::*;

fn check(typed: &str, one_based: bool, table: Table, offset: u16, bits: Option<(u8, u8)>, shown: &str) {
    let address = Address::parse(typed, one_based).unwrap();
    assert_eq!((address.table, address.offset, address.bits), (table, offset, bits), "{typed}");
    assert_eq!(address.to_string(), shown);
}

#[test]
fn reads_every_notation_of_the_layout_format() {
    use Table::{Coil, DiscreteInput, HoldingRegister, InputRegister};
    check("holding:12", false, HoldingRegister, 12, None, "holding:12 (holding 12)");
    check("holding:12", true, HoldingRegister, 11, None, "holding:12 (holding 11)");
    check("input:0", false, InputRegister, 0, None, "input:0 (input 0)");
    check("coil:65535", false, Coil, 65_535, None, "coil:65535 (coil 65535)");
    check("discrete:65536", true, DiscreteInput, 65_535, None, "discrete:65536 (discrete 65535)");
    check("holding:#13", false, HoldingRegister, 12, None, "holding:#13 (holding 12)");
    check("holding:0x0C", true, HoldingRegister, 12, None, "holding:0x0C (holding 12)");
    check("40013", false, HoldingRegister, 12, None, "40013 (holding 12)");
    check("30001", false, InputRegister, 0, None, "30001 (input 0)");
    check("10001", false, DiscreteInput, 0, None, "10001 (discrete 0)");
    check("00001", false, Coil, 0, None, "00001 (coil 0)");
    check("400013", false, HoldingRegister, 12, None, "400013 (holding 12)");
    check("465536", false, HoldingRegister, 65_535, None, "465536 (holding 65535)");
    check("holding:12.3", false, HoldingRegister, 12, Some((3, 1)), "holding:12.3 (holding 12 bit 3)");
    check("40013.15", false, HoldingRegister, 12, Some((15, 1)), "40013.15 (holding 12 bit 15)");
    check(
        "holding:12.4-7",
        false,
        HoldingRegister,
        12,
        Some((4, 4)),
        "holding:12.4-7 (holding 12 bits 4 to 7)",
    );
}

#[test]
fn says_what_is_wrong_with_an_address() {
    let check = |typed: &str, expected: &str| {
        assert_eq!(Address::parse(typed, false).unwrap_err().to_string(), expected);
    };
    let unknown = "no address, such as holding:12, holding:#13, holding:0x0C, 40013 or 400013: ";
    for typed in ["", "4001", "4000013", "40 13", "holding:", "holding:-1", "holding:#0x1", "+0001"] {
        check(typed, &format!("{unknown}{typed}"));
    }
    check("register:1", "no table; there are coil, discrete, input and holding: register:1");
    check("20001", "no table digit; there are 0 (coil), 1 (discrete), 3 (input) and 4 (holding): 20001");
    check("holding:65536", "outside 0 to 65535: holding:65536");
    check("holding:99999999999999", "outside 0 to 65535: holding:99999999999999");
    check("holding:#0", "outside 1 to 65536: holding:#0");
    check("40000", "outside 1 to 9999: 40000");
    check("465537", "outside 1 to 65536: 465537");
    for typed in ["40013.16", "40013.7-4", "40013.", "40013.1-", "40013.a", "40013.+1"] {
        check(typed, &format!("no bits of a register, such as .3 or .4-7: {typed}"));
    }
    check("coil:1.1", "bits can be told of registers only: coil:1.1");
}

#[test]
fn words_of_the_layout_come_back_as_typed() {
    for (name, encoding) in NAMES {
        assert_eq!(Encoding::parse(name), Ok(encoding));
        assert_eq!(encoding.to_string(), name);
    }
    assert_eq!(Encoding::parse("text:8"), Ok(Encoding::Text { registers: 8 }));
    assert_eq!(Encoding::Text { registers: 8 }.to_string(), "text:8");
    for wrong in ["text:0", "text:126", "text:300", "text:", "text:+8"] {
        assert_eq!(Encoding::parse(wrong), Err(WordError::TextLength(wrong.into())));
    }
    assert!(Encoding::parse("U16").unwrap_err().to_string().ends_with("epoch32: U16"));
    for word in ["ABCD", "CDAB", "BADC", "DCBA"] {
        assert_eq!(ByteOrder::parse(word).unwrap().word(), word);
    }
    assert!(ByteOrder::parse("abcd").is_err());
    assert_eq!(NotImplemented::parse("none"), Ok(NotImplemented::None));
    assert_eq!(NotImplemented::parse("sunspec"), Ok(NotImplemented::SunSpec));
    assert_eq!(NotImplemented::parse("0x8000"), Ok(NotImplemented::Raw(0x8000)));
    assert_eq!(NotImplemented::parse("999"), Ok(NotImplemented::Raw(999)));
    assert!(NotImplemented::parse("0x").is_err());
    assert!(NotImplemented::parse("-1").is_err());
}
