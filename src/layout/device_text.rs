//! `[[devices]]`: an endpoint with its limits, timing and units.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::device::{ByteOrder, Device, Limits, Timing, UnitId, UnitTitle};
use crate::layout::fields::Fields;
use crate::layout::plant_file::unique;
use crate::layout::report::Report;
use crate::layout::source::Located;
use crate::layout::tag_text::{Word, check_id};

/// Words of `order`.
pub(crate) const ORDERS: [(&str, ByteOrder); 4] = [
    ("ABCD", ByteOrder::Abcd),
    ("CDAB", ByteOrder::Cdab),
    ("BADC", ByteOrder::Badc),
    ("DCBA", ByteOrder::Dcba),
];

/// The port of an address that names none.
const PORT: u16 = 502;

/// A device with what is needed only while the layout is read.
#[derive(Clone, Debug)]
pub(crate) struct DeviceText {
    pub(crate) id: Word,
    pub(crate) address: Option<Word>,
    pub(crate) one_based: bool,
    pub(crate) device: Device,
}

/// Reads one; `None` without an id.
pub(crate) fn read(mut fields: Fields<'_>) -> Option<DeviceText> {
    let id = fields.need_text("id");
    let address = fields.need_text("address");
    let (host, port) = address.as_ref().and_then(|address| endpoint(&fields, address)).unwrap_or_default();
    let flag = |flag: Option<Located<bool>>| flag.is_some_and(|flag| flag.value);
    let one_based = flag(fields.flag("one_based"));
    let device = Device {
        id: id.as_ref().map(|id| Arc::clone(&id.value)).unwrap_or_default(),
        title: fields.text("title").or(id.clone()).map(|title| title.value).unwrap_or_default(),
        host,
        port,
        unit: UnitId(fields.whole("unit", 0..=255).map_or(1, |unit| unit.value)),
        units: units(&mut fields),
        order: fields.choice("order", &ORDERS).map(|order| order.value).unwrap_or_default(),
        limits: limits(&mut fields),
        timing: timing(&mut fields),
        ignore_transaction_id: flag(fields.flag("ignore_transaction_id")),
    };
    if let Some(id) = &id {
        check_id(&fields, id);
        if id.value.contains('.') {
            fields.bad(id.at, "id", "holds a `.`, which separates the parts of system tags");
        }
    }
    fields.finish();
    Some(DeviceText { id: id?, address, one_based, device })
}

/// Host and port of `host`, `host:port`, `[::1]:port`.
fn endpoint(fields: &Fields<'_>, address: &Word) -> Option<(Arc<str>, u16)> {
    let typed = &*address.value;
    let (host, port) = match typed.strip_prefix('[') {
        Some(bracketed) => {
            let (host, behind) = bracketed.split_once(']')?;
            (host, behind.strip_prefix(':').or_else(|| behind.is_empty().then_some("")))
        }
        None if typed.matches(':').count() > 1 => (typed, Some("")),
        None => typed
            .split_once(':')
            .map_or((typed, Some("")), |(host, port)| (host, Some(port).filter(|port| !port.is_empty()))),
    };
    let port = match port {
        Some("") => Some(PORT),
        Some(digits) => digits.parse().ok().filter(|port| *port != 0),
        None => None,
    };
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '-' | '.' | ':' | '_' | '%');
    let host = Some(host).filter(|host| !host.is_empty() && host.chars().all(fits));
    if let (Some(host), Some(port)) = (host, port) {
        return Some((host.into(), port));
    }
    let message = format!("`address` is `{typed}`, which is no host and port");
    fields.report.error_hint(address.at, "bad-value", message, "such as \"192.168.1.20:502\"");
    None
}

fn units(fields: &mut Fields<'_>) -> Vec<UnitTitle> {
    let mut units = Vec::new();
    let mut ids = Vec::new();
    for mut table in fields.tables("units", "[[devices.units]]") {
        table.need("unit");
        let unit = table.whole::<u8>("unit", 0..=255);
        let title = table.need_text("title");
        table.finish();
        let (Some(unit), Some(title)) = (unit, title) else { continue };
        ids.push(Located::new(Arc::from(unit.value.to_string()), unit.at));
        units.push(UnitTitle { unit: UnitId(unit.value), title: title.value });
    }
    unique(fields.report, "the unit", &ids);
    units
}

fn limits(fields: &mut Fields<'_>) -> Limits {
    let mut limits = Limits::default();
    let Some(mut table) = fields.table("limits", "[devices.limits]") else { return limits };
    for (key, limit, least) in [
        ("read_registers", &mut limits.read_registers, 1),
        ("read_bits", &mut limits.read_bits, 1),
        ("write_registers", &mut limits.write_registers, 1),
        ("write_coils", &mut limits.write_coils, 1),
    ] {
        let most = i64::from(*limit);
        if let Some(typed) = table.whole(key, least..=most) {
            *limit = typed.value;
        }
    }
    if let Some(gap) = table.whole("gap_registers", 0..=124) {
        limits.gap_registers = gap.value;
    }
    if let Some(gap) = table.whole("gap_bits", 0..=1999) {
        limits.gap_bits = gap.value;
    }
    table.finish();
    limits
}

fn timing(fields: &mut Fields<'_>) -> Timing {
    let mut timing = Timing::default();
    let Some(mut table) = fields.table("timing", "[devices.timing]") else { return timing };
    for (key, span) in [("response", &mut timing.response), ("connect", &mut timing.connect)] {
        if let Some(typed) = table.span_above_zero(key) {
            *span = typed.value;
        }
    }
    for (key, span) in [
        ("pause_after_connect", &mut timing.pause_after_connect),
        ("pause_between_requests", &mut timing.pause_between_requests),
        ("expected_round_trip", &mut timing.expected_round_trip),
    ] {
        if let Some(typed) = table.span(key) {
            *span = typed.value;
        }
    }
    table.finish();
    timing
}

/// Two devices at one endpoint would open two sockets where many devices take one.
pub(crate) fn check_endpoints(report: &Report, devices: &[DeviceText]) {
    let mut seen = BTreeMap::new();
    for device in devices {
        let Some(address) = &device.address else { continue };
        let endpoint = (device.device.host.to_lowercase(), device.device.port);
        if endpoint.0.is_empty() {
            continue;
        }
        if let Some(first) = seen.insert(endpoint, Arc::clone(&device.id.value)) {
            let message = format!("`{}` is the address of the device `{first}` already", address.value);
            let hint = "one device per endpoint; give its tags the `unit` behind it";
            report.error_hint(address.at, "duplicate-address", message, hint);
        }
    }
}
