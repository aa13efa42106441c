//! What a frame says: the parts of its header, and the words as the layout's tags. Pure.

use crate::device::{Direction, Frame, Source, Table, Words};
use crate::gui::command_card::shown;
use crate::gui::faceplate::type_words;
use crate::gui::text;
use crate::plant::Plant;

/// Bytes of the body shown in one part.
const BODY_SHOWN: usize = 8;

/// A part of a frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Part {
    /// Its bytes in hexadecimal.
    pub(super) bytes: String,
    /// What they are.
    pub(super) name: String,
}

/// One value found in an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FoundValue {
    /// 0-based address.
    pub(super) address: String,
    /// Its registers or bits.
    pub(super) raw: String,
    /// Type and order.
    pub(super) kind: String,
    /// In engineering units, with its quality where that is not good.
    pub(super) value: String,
    /// Which tag.
    pub(super) tag: String,
    /// The tag in words.
    pub(super) title: String,
}

/// A frame, decoded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Decoded {
    /// Header and body.
    pub(super) parts: Vec<Part>,
    /// Values, where it answers a read whose request is still known.
    pub(super) values: Vec<FoundValue>,
}

/// Decodes a frame of a device; `others` are the frames around it, among them its request.
pub(super) fn decode(plant: &Plant, device: &str, frame: &Frame, others: &[Frame]) -> Decoded {
    let mut decoded = Decoded { parts: parts(&frame.bytes), values: Vec::new() };
    let [high, low, _, _, _, _, unit, function, body @ ..] = &*frame.bytes else { return decoded };
    if frame.direction != Direction::Received {
        return decoded;
    }
    let Some(table) = table(*function) else { return decoded };
    let asked = others.iter().rev().find(|other| {
        other.direction == Direction::Sent
            && other.at.steady <= frame.at.steady
            && other.bytes.get(..2) == Some(&[*high, *low])
            && other.bytes.get(6..8) == Some(&[*unit, *function])
    });
    let Some([start_high, start_low, count_high, count_low, ..]) =
        asked.and_then(|asked| asked.bytes.get(8..))
    else {
        return decoded;
    };
    let start = u16::from_be_bytes([*start_high, *start_low]);
    let count = usize::from(u16::from_be_bytes([*count_high, *count_low]));
    let Some((_, data)) = body.split_first() else { return decoded };
    let of_device = plant.devices.iter().position(|known| &*known.id == device);
    let mut found: Vec<(u16, FoundValue)> = plant
        .sources
        .iter()
        .filter(|source| {
            Some(source.device.slot()) == of_device && source.unit.0 == *unit && source.address.table == table
        })
        .filter_map(|source| Some((source.address.offset, value(plant, source, start, count, data)?)))
        .collect();
    found.sort_by_key(|(offset, _)| *offset);
    decoded.values = found.into_iter().map(|(_, value)| value).collect();
    decoded
}

fn table(function: u8) -> Option<Table> {
    match function {
        1 => Some(Table::Coil),
        2 => Some(Table::DiscreteInput),
        3 => Some(Table::HoldingRegister),
        4 => Some(Table::InputRegister),
        _ => None,
    }
}

fn value(plant: &Plant, source: &Source, start: u16, count: usize, data: &[u8]) -> Option<FoundValue> {
    let tag = plant.tag(source.tag)?;
    let from = usize::from(source.address.offset.checked_sub(start)?);
    let wide = usize::from(source.width());
    let to = from.checked_add(wide).filter(|to| *to <= count)?;
    let (raw, (value, quality)) = if source.address.table.holds_bits() {
        let bit = |at: usize| data.get(at / 8).map(|byte| byte >> (at % 8) & 1 == 1);
        let bits: Vec<bool> = (from..to).map(bit).collect::<Option<_>>()?;
        let raw = bits.iter().map(|bit| if *bit { '1' } else { '0' }).collect();
        (raw, source.read(tag, Words::Bits(&bits), None))
    } else {
        let register = |at: usize| Some(u16::from_be_bytes([*data.get(at * 2)?, *data.get(at * 2 + 1)?]));
        let registers: Vec<u16> = (from..to).map(register).collect::<Option<_>>()?;
        let exponent = source
            .exponent
            .and_then(|at| register(usize::from(at.checked_sub(start)?)))
            .and_then(|content| source.decode_exponent(content));
        let raw = registers.iter().map(|content| format!("{content:04X}")).collect::<Vec<_>>().join(" ");
        (raw, source.read(tag, Words::Registers(&registers), exponent))
    };
    let words = value.map_or_else(|| quality.reason(), |value| shown(tag, &value));
    let value = if quality.is_good() { words } else { format!("{words}, {quality}") };
    Some(FoundValue {
        address: source.address.offset.to_string(),
        raw,
        kind: type_words(source.encoding, source.order),
        value,
        tag: tag.id.to_string(),
        title: tag.title.to_string(),
    })
}

fn parts(bytes: &[u8]) -> Vec<Part> {
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().join(" ");
    let mut parts = Vec::new();
    let mut rest = bytes;
    let mut take = |count: usize, name: String| {
        let (part, after) = rest.split_at(count.min(rest.len()));
        rest = after;
        if !part.is_empty() {
            parts.push(Part { bytes: hex(part), name });
        }
    };
    let length =
        bytes.get(4..6).map(|length| length.iter().fold(0_u16, |sum, byte| sum << 8 | u16::from(*byte)));
    take(2, text::PART_TRANSACTION.into());
    take(2, text::PART_PROTOCOL.into());
    take(2, text::part_length(length.unwrap_or(0)));
    take(1, text::PART_UNIT.into());
    let function = bytes.get(7).copied().unwrap_or(0);
    take(1, text::part_function(function));
    take(BODY_SHOWN, text::part_body(bytes.len().saturating_sub(8)));
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_the_parts_of_a_frame() {
        let frame = [0x9C, 0x2C, 0, 0, 0, 6, 7, 4, 0, 0, 0, 16];
        let names: Vec<String> =
            parts(&frame).into_iter().map(|part| format!("{} {}", part.bytes, part.name)).collect();
        assert_eq!(
            names,
            [
                "9C 2C transaction",
                "00 00 protocol",
                "00 06 length 6",
                "07 unit",
                "04 read input",
                "00 00 00 10 4 bytes"
            ]
        );
        assert!(parts(&[]).is_empty());
        assert_eq!(parts(&[1, 2, 3]).len(), 2);
    }
}
