//! Pilothouse against servers that share no code with it: pymodbus and libmodbus.

use std::path::Path;
use std::process::Command;

use serde_json::json;

use crate::harness::{Layout, Server, Station, free_port, interop, plant, read_holding};

const TAGS: &str = r#"
[[tags]]
id = "COIL-3"
title = "Coil"
area = "Test"
device = "PLC-1"
at = "coil:3"
scan = "fast"
[tags.write]
minimum = 0
maximum = 1
read_back = "self"
[[tags]]
id = "COIL-7"
title = "Coil written by function 15"
area = "Test"
device = "PLC-1"
at = "00008"
scan = "fast"
write_function = "multiple"
[tags.write]
minimum = 0
maximum = 1
read_back = "self"
[[tags]]
id = "DISC-4"
title = "Discrete input"
area = "Test"
device = "PLC-1"
at = "discrete:4"
scan = "fast"
[[tags]]
id = "INPUT-9"
title = "Input register"
area = "Test"
device = "PLC-1"
at = "30010"
type = "u16"
scan = "fast"
[[tags]]
id = "HOLD-10"
title = "Holding register"
area = "Test"
device = "PLC-1"
at = "holding:10"
type = "u16"
scan = "fast"
gain = 0.1
decimals = 1
[tags.write]
minimum = 0
maximum = 6000
read_back = "self"
[[tags]]
id = "HOLD-11"
title = "Holding register written by function 16"
area = "Test"
device = "PLC-1"
at = "holding:0x0B"
type = "u16"
scan = "fast"
write_function = "multiple"
[tags.write]
minimum = 0
maximum = 65535
read_back = "self"
[[tags]]
id = "LONG-20"
title = "Two registers"
area = "Test"
device = "PLC-1"
at = "400021"
type = "u32"
scan = "fast"
[[tags]]
id = "FLOAT-30"
title = "Float, least significant register first"
area = "Test"
device = "PLC-1"
at = "holding:30"
type = "f32"
order = "CDAB"
scan = "fast"
decimals = 3
[tags.write]
minimum = -1000
maximum = 1000
read_back = "self"
[[tags]]
id = "HUGE-40"
title = "Four registers"
area = "Test"
device = "PLC-1"
at = "holding:40"
type = "u64"
scan = "fast"
[[tags]]
id = "FAR-390"
title = "Behind a gap"
area = "Test"
device = "PLC-1"
at = "holding:390"
type = "u16"
scan = "fast"
"#;

/// Tags on every table, every function that writes, several types over the same known registers.
fn layout(port: u16) -> Layout {
    Layout::new(&[("plant.toml", &plant("Interoperability", port)), ("tags/all.toml", TAGS)])
}

/// The same conversation with any server that holds the known contents.
fn converse(port: u16) {
    let layout = layout(port);
    let mut station = Station::start(&layout, &[]);
    let expected = [
        ("COIL-3", json!(true)),
        ("COIL-7", json!(false)),
        ("DISC-4", json!(false)),
        ("INPUT-9", json!(2009)),
        ("HOLD-10", json!(101.0)),
        ("HOLD-11", json!(1011)),
        ("LONG-20", json!((1020_u32 << 16) + 1021)),
        ("HUGE-40", json!((1040_u64 << 48) + (1041 << 32) + (1042 << 16) + 1043)),
        ("FAR-390", json!(1390)),
    ];
    for (tag, value) in &expected {
        station.wait_value(tag, value);
    }
    let huge = station.wait_value("HUGE-40", &expected[7].1);
    assert_eq!(huge["value"].as_u64(), expected[7].1.as_u64(), "exact beyond 53 bits");
    let writes = [
        ("COIL-3", json!(false)),
        ("COIL-7", json!(true)),
        ("HOLD-10", json!(123.4)),
        ("HOLD-11", json!(65535)),
        ("FLOAT-30", json!(-12.375)),
    ];
    for (tag, value) in &writes {
        station.command(&json!({ "id": tag, "tag": tag, "value": value, "confirm": true }));
        let states = station.wait_command(tag);
        assert_eq!(states.last().map(String::as_str), Some("settled"), "{tag}: {states:?}");
        station.wait_value(tag, value);
    }
    assert_eq!(read_holding(port, 1, 10), 1234);
    assert_eq!(read_holding(port, 1, 11), 65535);
    // -12.375 is C1 46 00 00: least significant register first.
    assert_eq!([read_holding(port, 1, 30), read_holding(port, 1, 31)], [0x0000, 0xC146]);
    assert!(station.end().as_secs_f64() < 1.0, "SIGTERM ends within a second");
}

#[test]
fn reads_and_writes_a_pymodbus_server() {
    let python = interop("venv/bin/python");
    if !python.exists() {
        assert!(std::env::var_os("CI").is_none(), "make test installs pymodbus; it is not there");
        eprintln!("skipped: pymodbus is not installed in {}; run make test", python.display());
        return;
    }
    let port = free_port();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/interop/pymodbus_server.py");
    let _server = Server::start(Command::new(python).arg(script).arg(port.to_string()));
    converse(port);
    assert_eq!(read_holding(port, 7, 10), 5010, "the other unit was not touched");
}

#[test]
fn reads_and_writes_a_libmodbus_server() {
    let server = interop("libmodbus-server");
    if !server.exists() {
        assert!(std::env::var_os("CI").is_none(), "make test builds the libmodbus server; it is not there");
        eprintln!("skipped: the libmodbus server is not built in {}; run make test", server.display());
        return;
    }
    let port = free_port();
    let _server = Server::start(Command::new(server).arg(port.to_string()));
    converse(port);
}
