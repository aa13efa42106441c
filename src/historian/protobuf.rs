//! The protobuf wire form, by hand: a message builder and a reader that believes no length.
//!
//! Recordings hold few message types with few fields; written directly, each byte and each bound is in sight.

/// What stands behind a field's key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wire<'a> {
    /// Wire type 0: an integer of any kind; see [`unzigzag`] for the signed one.
    Varint(u64),
    /// Wire type 5: 4 bytes, little-endian.
    Fixed32(u32),
    /// Wire type 1: 8 bytes, little-endian.
    Fixed64(u64),
    /// Wire type 2: text, bytes, a message or a packed list.
    Bytes(&'a [u8]),
}

/// Why bytes are not a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Damage {
    /// The bytes end within a field.
    #[error("the message ends within a field")]
    Cut,
    /// A key with the number 0 or one above 2^29 - 1.
    #[error("the message has a field with an impossible number")]
    Number,
    /// A wire type that is not in use.
    #[error("the message has a field of the unknown wire type {0}")]
    WireType(u8),
}

/// A message under construction. Fields stand in the order they were put.
#[derive(Clone, Debug, Default)]
pub struct Message {
    bytes: Vec<u8>,
}

impl Message {
    /// An empty one.
    pub const fn new() -> Self {
        Self { bytes: Vec::new() }
    }

    /// An unsigned integer, bool or enum.
    pub fn varint(&mut self, field: u32, value: u64) {
        self.key(field, 0);
        put_varint(&mut self.bytes, value);
    }

    /// A `sint64`.
    pub fn sint(&mut self, field: u32, value: i64) {
        self.varint(field, zigzag(value));
    }

    /// A `fixed64`.
    pub fn fixed64(&mut self, field: u32, value: u64) {
        self.key(field, 1);
        self.bytes.extend_from_slice(&value.to_le_bytes());
    }

    /// A `sfixed64`.
    pub fn sfixed64(&mut self, field: u32, value: i64) {
        self.fixed64(field, value.cast_unsigned());
    }

    /// A `double`.
    pub fn double(&mut self, field: u32, value: f64) {
        self.fixed64(field, value.to_bits());
    }

    /// Bytes, text, a message or a list packed already.
    pub fn bytes(&mut self, field: u32, value: &[u8]) {
        self.key(field, 2);
        put_varint(&mut self.bytes, value.len() as u64);
        self.bytes.extend_from_slice(value);
    }

    /// A packed list of varints; nothing for an empty one.
    pub fn packed(&mut self, field: u32, values: impl Iterator<Item = u64>) {
        let mut list = Vec::new();
        for value in values {
            put_varint(&mut list, value);
        }
        if !list.is_empty() {
            self.bytes(field, &list);
        }
    }

    /// The message as it is so far.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The finished message.
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    fn key(&mut self, field: u32, wire_type: u64) {
        put_varint(&mut self.bytes, u64::from(field) << 3 | wire_type);
    }
}

/// The fields of a message in the order they stand. After a damage there is nothing more.
pub fn fields(bytes: &[u8]) -> impl Iterator<Item = Result<(u32, Wire<'_>), Damage>> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let field = take_field(&mut rest);
        if field.is_err() {
            rest = &[];
        }
        Some(field)
    })
}

fn take_field<'a>(rest: &mut &'a [u8]) -> Result<(u32, Wire<'a>), Damage> {
    let key = take_varint(rest).ok_or(Damage::Cut)?;
    let number = u32::try_from(key >> 3).ok().filter(|number| (1..1 << 29).contains(number));
    let number = number.ok_or(Damage::Number)?;
    let wire = match (key & 7) as u8 {
        0 => Wire::Varint(take_varint(rest).ok_or(Damage::Cut)?),
        1 => Wire::Fixed64(u64::from_le_bytes(take_array(rest).ok_or(Damage::Cut)?)),
        2 => {
            let length = take_varint(rest).ok_or(Damage::Cut)?;
            let length = usize::try_from(length).map_err(|_| Damage::Cut)?;
            let (value, after) = rest.split_at_checked(length).ok_or(Damage::Cut)?;
            *rest = after;
            Wire::Bytes(value)
        }
        5 => Wire::Fixed32(u32::from_le_bytes(take_array(rest).ok_or(Damage::Cut)?)),
        other => return Err(Damage::WireType(other)),
    };
    Ok((number, wire))
}

fn take_array<const LENGTH: usize>(rest: &mut &[u8]) -> Option<[u8; LENGTH]> {
    let (value, after) = rest.split_first_chunk()?;
    *rest = after;
    Some(*value)
}

/// Puts an integer in 1 to 10 bytes of 7 bits, lowest first.
pub fn put_varint(bytes: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
}

/// Takes an integer off the front; `None` where the bytes end before it does or it has more than 64 bits.
pub fn take_varint(bytes: &mut &[u8]) -> Option<u64> {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        let bits = u64::from(byte & 0x7f);
        if shift == 63 && bits > 1 {
            return None;
        }
        value |= bits << shift;
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

/// A signed integer so that small ones of either sign are short.
pub const fn zigzag(value: i64) -> u64 {
    (value << 1 ^ value >> 63).cast_unsigned()
}

/// The way back from [`zigzag`].
pub const fn unzigzag(value: u64) -> i64 {
    (value >> 1).cast_signed() ^ -((value & 1).cast_signed())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_of_every_length_come_back() {
        for value in (0..64).flat_map(|bit| [1u64 << bit, (1 << bit) - 1, u64::MAX >> bit]) {
            let mut bytes = Vec::new();
            put_varint(&mut bytes, value);
            let mut rest = bytes.as_slice();
            assert_eq!((take_varint(&mut rest), rest.len()), (Some(value), 0));
            assert_eq!(take_varint(&mut &bytes[..bytes.len() - 1]), None);
            let signed = value.cast_signed();
            assert_eq!(unzigzag(zigzag(signed)), signed);
        }
        assert_eq!([0, -1, 1, -2].map(zigzag), [0, 1, 2, 3]);
        assert_eq!(take_varint(&mut [0xff; 11].as_slice()), None, "more than 64 bits");
    }

    #[test]
    fn fields_come_back_in_order() {
        let mut message = Message::new();
        message.varint(1, 300);
        message.sint(2, -3);
        message.double(3, 1.5);
        message.sfixed64(4, -1);
        message.bytes(5, b"ab");
        message.packed(536_870_911, [1, 128].into_iter());
        message.packed(6, std::iter::empty());
        let all: Result<Vec<_>, _> = fields(message.as_bytes()).collect();
        let expected = vec![
            (1, Wire::Varint(300)),
            (2, Wire::Varint(5)),
            (3, Wire::Fixed64(1.5f64.to_bits())),
            (4, Wire::Fixed64(u64::MAX)),
            (5, Wire::Bytes(b"ab")),
            (536_870_911, Wire::Bytes(&[1, 0x80, 1])),
        ];
        assert_eq!(all, Ok(expected));
        let whole = message.into_bytes();
        for cut in 1..whole.len() {
            let read = fields(&whole[..cut]).take_while(Result::is_ok).count();
            assert!(read < 6, "cut at {cut}");
        }
    }

    fn check_damage(bytes: &[u8], expected: Damage) {
        let all: Vec<_> = fields(bytes).collect();
        assert_eq!(all, [Err(expected)]);
    }

    #[test]
    fn impossible_fields_are_damage() {
        check_damage(&[0x00, 1], Damage::Number);
        check_damage(&[0x0b, 1], Damage::WireType(3));
        check_damage(&[0x0a, 2, 1], Damage::Cut);
        check_damage(&[0x0a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1], Damage::Cut);
        check_damage(&[0x0d, 1, 2, 3], Damage::Cut);
    }
}
