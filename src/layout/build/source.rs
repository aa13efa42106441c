//! Where a tag lives: address, type, order, marks and scaling.

use crate::device::{Address, Device, DeviceIndex, Encoding, NotImplemented, Source, Table, UnitId};
use crate::layout::build::Builder;
use crate::layout::report::Report;
use crate::layout::source::At;
use crate::layout::tag_text::{TagText, Word};
use crate::tag::{CurrentLoop, Scaling, TagIndex};

/// A source whose words are all known; `None` where one is not.
pub(crate) fn source(
    builder: &Builder<'_>,
    tag: TagIndex,
    text: &TagText,
    device: DeviceIndex,
    period: std::time::Duration,
) -> Option<Source> {
    let report = builder.report;
    let definition: &Device = builder.devices.get(device.slot())?;
    let one_based = builder.one_based.get(device.slot()).copied().unwrap_or_default();
    let typed = text.address.as_ref()?;
    let address = address(report, typed, one_based);
    let encoding = encoding(report, text, address.as_ref());
    let order = text.order.as_ref().map(|word| {
        crate::device::ByteOrder::parse(&word.value).map_err(|error| bad(report, word.at, "order", &error))
    });
    let not_implemented = text.not_implemented.as_ref().map(|word| {
        NotImplemented::parse(&word.value).map_err(|error| bad(report, word.at, "not_implemented", &error))
    });
    let address = address?;
    let exponent = match &text.exponent_at {
        Some(typed) => Some(exponent(report, typed, one_based, address.table)?),
        None => None,
    };
    let source = Source {
        tag,
        device,
        unit: text.unit.as_ref().map_or(definition.unit, |unit| UnitId(unit.value)),
        encoding: encoding?,
        order: order.unwrap_or(Ok(definition.order)).ok()?,
        not_implemented: not_implemented.unwrap_or(Ok(NotImplemented::None)).ok()?,
        exponent,
        period,
        write_function: text.write_function.as_ref().map(|function| function.value).unwrap_or_default(),
        address,
    };
    if !source.fits_its_table() {
        let (offset, width) = (source.address.offset, source.width());
        let message = format!("{width} registers from {offset} on reach beyond the last address, 65535");
        report.error(typed.at, "address-out-of-range", message);
        return None;
    }
    Some(source)
}

fn bad(report: &Report, at: At, key: &str, error: &impl std::fmt::Display) {
    report.error(at, "bad-value", format!("`{key}`: {error}"));
}

fn address(report: &Report, typed: &Word, one_based: bool) -> Option<Address> {
    use crate::device::AddressError;
    let parsed = Address::parse(&typed.value, one_based);
    let Err(error) = parsed else { return parsed.ok() };
    let code = match error {
        AddressError::OutOfRange { .. } | AddressError::Bits(_) => "address-out-of-range",
        AddressError::Unknown(_)
        | AddressError::Table(_)
        | AddressError::TableDigit(_)
        | AddressError::BitsOfABit(_) => "bad-value",
    };
    report.error(typed.at, code, format!("`at`: {error}"));
    None
}

fn exponent(report: &Report, typed: &Word, one_based: bool, table: Table) -> Option<u16> {
    let exponent = address(report, typed, one_based)?;
    if exponent.table != table || exponent.bits.is_some() {
        report.error(typed.at, "bad-value", "`exponent_at` must be a whole register of the table of `at`");
        return None;
    }
    Some(exponent.offset)
}

fn encoding(report: &Report, text: &TagText, address: Option<&Address>) -> Option<Encoding> {
    let typed = text.encoding.as_ref();
    let parsed = typed.map(|word| (word.at, Encoding::parse(&word.value)));
    let (at, parsed) = match parsed {
        Some((at, Ok(encoding))) => (at, Some(encoding)),
        Some((at, Err(error))) => {
            bad(report, at, "type", &error);
            return None;
        }
        None => (text.place(), None),
    };
    let address = address?;
    let of_bits = address.table.holds_bits();
    let natural = match address.bits {
        Some((_, 1)) => Some(Encoding::Bit),
        Some(_) => Some(Encoding::BitField),
        None => of_bits.then_some(Encoding::Bit),
    };
    let wrong = match (natural, parsed) {
        (Some(natural), None) => return Some(natural),
        (None, None) if !text.sound => return None,
        (None, None) => {
            let message = "a tag of whole registers needs `type`";
            report.error_hint(at, "missing-key", message, "such as \"u16\", \"i16\" or \"f32\"");
            return None;
        }
        (Some(Encoding::Bit), Some(Encoding::BitField)) if !of_bits => None,
        (Some(natural), Some(typed)) if natural != typed => Some(format!(
            "`type` is `{typed}`, but `{}` is {}",
            address.typed,
            if natural == Encoding::Bit { "one bit" } else { "some bits of a register" }
        )),
        (None, Some(Encoding::Bit | Encoding::BitField)) => Some(format!(
            "`{}` is a whole register; name its bits, such as `{0}.3` or `{0}.4-7`",
            address.typed
        )),
        (Some(_) | None, Some(_)) => None,
    };
    if let Some(wrong) = wrong {
        report.error(at, "bad-value", wrong);
        return None;
    }
    parsed
}

/// The scaling of a tag.
pub(crate) fn scaling(report: &Report, text: &TagText) -> Scaling {
    let ways =
        [text.gain.is_some() || text.offset.is_some(), text.scale.is_some(), text.exponent_at.is_some()];
    if ways.iter().filter(|way| **way).count() > 1 {
        let message = "`gain` and `offset`, `scale`, and `exponent_at` exclude each other";
        report.error(text.place(), "scale", message);
    }
    if let Some(gain) = text.gain.as_ref().filter(|gain| gain.value == 0.0) {
        report.error(gain.at, "scale", "`gain` is 0: every value would be the same");
        return Scaling::None;
    }
    if text.exponent_at.is_some() {
        return Scaling::Exponent;
    }
    if let Some(scale) = &text.scale {
        for (points, key) in [(&scale.raw, "raw"), (&scale.eng, "eng")] {
            let [low, high] = points.value;
            if low == high {
                report.error(points.at, "scale", format!("both points of `{key}` are {low}"));
            }
        }
        return Scaling::TwoPoint {
            raw: scale.raw.value,
            engineering: scale.eng.value,
            clamp: scale.clamp,
            current_loop: scale.current_loop.then(CurrentLoop::default),
        };
    }
    match (&text.gain, &text.offset) {
        (None, None) => Scaling::None,
        (gain, offset) => Scaling::Linear {
            gain: gain.as_ref().map_or(1.0, |gain| gain.value),
            offset: offset.as_ref().map_or(0.0, |offset| offset.value),
        },
    }
}
