//! Protobuf messages by the descriptors that came with them: the numbers in them, by name. Descriptors are as
//! untrusted as messages.

use std::collections::BTreeMap;

use crate::historian::protobuf::{Wire, fields, take_varint, unzigzag};
use crate::import::cell::Cell;
use crate::import::messages::{DEPTH_MAX, LIST_MAX, VALUES_MAX, Values};

/// Types that a schema may define, and fields of all of them.
const TYPES_MAX: usize = 10_000;
const FIELDS_MAX: usize = 100_000;
/// A moment of its own in a message is no process value.
const TIMESTAMP: &str = ".google.protobuf.Timestamp";

/// The message types of a schema by their full names, which begin with a dot.
#[derive(Debug, Default)]
pub(super) struct Types {
    by_name: BTreeMap<String, Type>,
    fields: usize,
}

#[derive(Debug, Default)]
struct Type {
    fields: BTreeMap<u32, Field>,
}

#[derive(Debug, Default)]
struct Field {
    name: String,
    kind: u64,
    repeated: bool,
    /// Absent means zero, as in proto3 without `optional`.
    implied: bool,
    type_name: String,
}

impl Types {
    /// From a `FileDescriptorSet`.
    pub(super) fn read(set: &[u8]) -> Result<Self, String> {
        let mut types = Self::default();
        for part in fields(set) {
            if let (1, Wire::Bytes(file)) = part.map_err(|damage| damage.to_string())? {
                types.file(file)?;
            }
        }
        Ok(types)
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.by_name.contains_key(name)
    }

    fn file(&mut self, file: &[u8]) -> Result<(), String> {
        let text = |wanted: u32| fields(file).flatten().find_map(|(number, wire)| text(number, wire, wanted));
        let package = text(2).map_or_else(String::new, |package| format!(".{package}"));
        let proto3 = text(12) == Some("proto3");
        for part in fields(file) {
            if let (4, Wire::Bytes(message)) = part.map_err(|damage| damage.to_string())? {
                self.message(message, &package, proto3, DEPTH_MAX)?;
            }
        }
        Ok(())
    }

    fn message(&mut self, message: &[u8], scope: &str, proto3: bool, depth: usize) -> Result<(), String> {
        if depth == 0 || self.by_name.len() >= TYPES_MAX {
            return Err("it defines too many types".into());
        }
        let name = fields(message).flatten().find_map(|(number, wire)| text(number, wire, 1));
        let name = format!("{scope}.{}", name.unwrap_or_default());
        let mut made = Type::default();
        for part in fields(message) {
            match part.map_err(|damage| damage.to_string())? {
                (2, Wire::Bytes(_)) if self.fields >= FIELDS_MAX => {
                    return Err("it defines too many fields".into());
                }
                (2, Wire::Bytes(field)) => {
                    self.fields += 1;
                    let (number, field) = Field::read(field, proto3)?;
                    made.fields.insert(number, field);
                }
                (3, Wire::Bytes(nested)) => self.message(nested, &name, proto3, depth - 1)?,
                _ => {}
            }
        }
        self.by_name.insert(name, made);
        Ok(())
    }

    /// The values of a message; false where it is none of this type.
    pub(super) fn decode(&self, kind: &str, path: &str, bytes: &[u8], into: &mut Values) -> bool {
        self.values(kind, path, bytes, DEPTH_MAX, into).is_some()
    }

    fn values(&self, kind: &str, path: &str, bytes: &[u8], depth: usize, into: &mut Values) -> Option<()> {
        if depth == 0 {
            into.cut = true;
            return Some(());
        }
        let Some(kind) = self.by_name.get(kind).filter(|_| kind != TIMESTAMP) else { return Some(()) };
        let mut seen: BTreeMap<u32, usize> = BTreeMap::new();
        for field in fields(bytes) {
            let (number, wire) = field.ok()?;
            let Some(field) = kind.fields.get(&number) else { continue };
            let count = seen.entry(number).or_default();
            let named = |count: &mut usize| {
                let place = *count;
                *count += 1;
                if !field.repeated {
                    return Some(format!("{path}.{}", field.name));
                }
                (place < LIST_MAX).then(|| format!("{path}.{}[{place}]", field.name))
            };
            match (field.kind, wire) {
                (11, Wire::Bytes(inner)) => {
                    if let Some(name) = named(count) {
                        self.values(&field.type_name, &name, inner, depth - 1, into)?;
                    }
                }
                (9, Wire::Bytes(text)) => {
                    let text = std::str::from_utf8(text).ok()?;
                    if let Some(name) = named(count).filter(|_| !text.is_empty()) {
                        into.push(name, Cell::Text(text.to_owned()));
                    }
                }
                (10 | 12, _) => {}
                (scalar, Wire::Bytes(mut packed)) if field.repeated => {
                    while !packed.is_empty() {
                        let wire = take(scalar, &mut packed)?;
                        if let Some(name) = named(count) {
                            into.push(name, cell(scalar, wire)?);
                        }
                    }
                }
                (scalar, wire) => {
                    if let Some(name) = named(count) {
                        into.push(name, cell(scalar, wire)?);
                    }
                }
            }
            if into.list.len() >= VALUES_MAX {
                into.cut = true;
                return Some(());
            }
        }
        for (_, field) in kind.fields.iter().filter(|(number, field)| {
            field.implied && !seen.contains_key(number) && !matches!(field.kind, 9..=12)
        }) {
            let zero = if field.kind == 8 { Cell::Truth(false) } else { Cell::Number(0.0) };
            into.push(format!("{path}.{}", field.name), zero);
        }
        Some(())
    }
}

impl Field {
    fn read(bytes: &[u8], proto3: bool) -> Result<(u32, Self), String> {
        let mut field = Self { implied: proto3, ..Self::default() };
        let mut number = 0;
        for part in fields(bytes) {
            match part.map_err(|damage| damage.to_string())? {
                (1, Wire::Bytes(name)) => field.name = String::from_utf8_lossy(name).into_owned(),
                (3, Wire::Varint(value)) => number = u32::try_from(value).unwrap_or_default(),
                (4, Wire::Varint(label)) => field.repeated = label == 3,
                (5, Wire::Varint(kind)) => field.kind = kind,
                (6, Wire::Bytes(name)) => field.type_name = String::from_utf8_lossy(name).into_owned(),
                // One of several, or marked optional: absent is absent.
                (9 | 17, Wire::Varint(_)) => field.implied = false,
                _ => {}
            }
        }
        field.implied &= !field.repeated;
        Ok((number, field))
    }
}

fn text(number: u32, wire: Wire<'_>, wanted: u32) -> Option<&str> {
    let Wire::Bytes(bytes) = wire else { return None };
    std::str::from_utf8(bytes).ok().filter(|_| number == wanted)
}

/// One element of a packed list.
fn take<'a>(kind: u64, packed: &mut &'a [u8]) -> Option<Wire<'a>> {
    match kind {
        1 | 6 | 16 => {
            let (value, rest) = packed.split_first_chunk()?;
            *packed = rest;
            Some(Wire::Fixed64(u64::from_le_bytes(*value)))
        }
        2 | 7 | 15 => {
            let (value, rest) = packed.split_first_chunk()?;
            *packed = rest;
            Some(Wire::Fixed32(u32::from_le_bytes(*value)))
        }
        _ => take_varint(packed).map(Wire::Varint),
    }
}

/// A scalar by the number of its type in a descriptor; `None` where the bytes are not of that type.
fn cell(kind: u64, wire: Wire<'_>) -> Option<Cell> {
    let number = match (kind, wire) {
        (1, Wire::Fixed64(bits)) => f64::from_bits(bits),
        (2, Wire::Fixed32(bits)) => f64::from(f32::from_bits(bits)),
        (3 | 5, Wire::Varint(value)) | (16, Wire::Fixed64(value)) => value.cast_signed() as f64,
        (4 | 13 | 14, Wire::Varint(value)) | (6, Wire::Fixed64(value)) => value as f64,
        (7, Wire::Fixed32(value)) => f64::from(value),
        (8, Wire::Varint(value)) => return Some(Cell::Truth(value != 0)),
        (15, Wire::Fixed32(value)) => f64::from(value.cast_signed()),
        (17 | 18, Wire::Varint(value)) => unzigzag(value) as f64,
        _ => return None,
    };
    Some(if number.is_finite() { Cell::Number(number) } else { Cell::NotAValue })
}
