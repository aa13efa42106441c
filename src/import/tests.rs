//! Tables of all kinds become recordings that tell the same.

use std::fmt::Write as _;
use std::sync::Arc;

use crate::historian::Store;
use crate::import::{ColumnKind, Imported, Mapping, Source, TimeFormat, check, plant_for, survey, write};
use crate::tag::{Quality, Value};
use crate::time::{Span, Timestamp, Zone};

fn source(name: &str, text: &[u8]) -> Source {
    let bytes: Arc<[u8]> = text.into();
    let open = move || -> std::io::Result<Box<dyn std::io::Read>> {
        Ok(Box::new(std::io::Cursor::new(Arc::clone(&bytes))))
    };
    Source { name: name.into(), open: Box::new(open) }
}

/// Time, value and quality of each row of a tag.
type Rows = Vec<(String, Option<Value>, Quality)>;

struct Made {
    _folder: tempfile::TempDir,
    store: Store,
    done: Imported,
}

impl Made {
    fn rows(&self, tag: &str) -> Rows {
        let all = Span { from: Timestamp::from_nanos(0), to: Timestamp::from_nanos(i64::MAX) };
        let mut rows = Vec::new();
        crate::historian::export::visit(&self.store, &[tag.into()], all, &mut |row| {
            rows.push((Timestamp::from_micros(row.time).rfc3339(), row.value, row.code.quality()));
            std::ops::ControlFlow::Continue(())
        })
        .unwrap();
        rows
    }

    fn numbers(&self, tag: &str) -> Vec<(String, f64)> {
        self.rows(tag).into_iter().map(|(time, value, _)| (time, value.unwrap().number().unwrap())).collect()
    }
}

fn made(sources: &[Source], zone: &str, change: impl Fn(&mut Mapping)) -> Made {
    let found = survey(sources, &Zone::named(zone).unwrap(), None).unwrap();
    let mut mapping = Mapping::of(&found, None, "Test", zone);
    change(&mut mapping);
    let mapping = Mapping::from_toml(&mapping.to_toml()).unwrap();
    let plant = plant_for(&found, &mapping).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let history = folder.path().join("history");
    let done = write(sources, &found, &mapping, &plant, &history, &|| false).unwrap();
    let store = Store::read_only(folder.path()).unwrap();
    assert_eq!(store.layout_files(&plant.hash).unwrap(), plant.files.to_vec(), "it carries its layout");
    Made { _folder: folder, store, done }
}

#[test]
fn a_wide_table_with_semicolons_decimal_commas_and_latin_1_tells_the_same() {
    let text = b"Datum & Uhrzeit\tTemp [ \xb0C]\tFlow (l/h)\tPump\tNote\r\n\
        01.07.2017 00:00\t13,5\t-999,9\ton\tx\r\n01.07.2017 00:01\t\t1,25\toff\ty z\r\n\
        01.07.2017 00:02\tNaN\t2\ton\t\r\n";
    let made = made(&[source("a.csv", text)], "Europe/Berlin", |_| {});
    let times = ["2017-06-30T22:00:00.000000Z", "2017-06-30T22:01:00.000000Z", "2017-06-30T22:02:00.000000Z"];
    assert_eq!(
        made.numbers("Flow"),
        [(times[0].into(), -999.9), (times[1].into(), 1.25), (times[2].into(), 2.0)]
    );
    let rows = made.rows("Temp");
    assert_eq!(rows.len(), 2, "an empty cell is no sample: {rows:?}");
    assert_eq!(rows[0].1, Some(Value::Float(13.5)));
    assert!(rows[1].1.is_none() && !rows[1].2.is_good(), "{rows:?}");
    let pump: Vec<_> = made.rows("Pump").into_iter().map(|row| row.1.unwrap()).collect();
    assert_eq!(pump, [Value::Bool(true), Value::Bool(false), Value::Bool(true)]);
    assert_eq!(made.rows("Note")[1].1, Some(Value::Text("y z".into())));
    assert_eq!(made.store.tags()["Temp"].unit.as_ref(), "\u{b0}C");
    let (events, _) = made.store.events(made.store.span().unwrap(), 10);
    assert!(events[0].text.contains("a.csv") && events[0].details["sha256"].len() == 64, "{events:?}");
}

#[test]
fn a_long_table_keeps_quality_and_unit_and_rows_out_of_order_find_their_place() {
    let text = b"\xef\xbb\xbftimestamp,tag,value,quality,unit\n\
        2026-01-01T00:00:00.5Z,LT-1,1.5,good,m\n2026-01-01T00:00:02Z,LT-1,3.5,192,m\n\
        2026-01-01T00:00:01Z,LT-1,2.5,bad,m\n2026-01-01T00:00:02Z,\"P 1, speed\",1e3,0,rpm\n\
        2026-01-01T00:00:02Z,LT-1,9,good,m\nnever,LT-1,1,good,m\n";
    let sources = [source("l.csv", text)];
    let found = survey(&sources, &Zone::default(), Some(TimeFormat::Rfc3339));
    assert_eq!(found.unwrap().files[0].bad_times, (1, 7));
    let made = made(&sources, "UTC", |_| {});
    let levels = made.rows("LT-1");
    assert_eq!(
        levels.iter().map(|row| row.1.clone().unwrap().number().unwrap()).collect::<Vec<_>>(),
        [1.5, 2.5, 3.5]
    );
    assert_eq!(levels.iter().map(|row| row.2.is_good()).collect::<Vec<_>>(), [true, false, true]);
    assert_eq!((made.done.late, made.done.repeated), (1, 1));
    assert_eq!(made.rows("P_1_speed")[0].1, Some(Value::Float(1000.0)));
    assert_eq!(made.store.tags()["LT-1"].unit.as_ref(), "m");
}

#[test]
fn times_are_found_in_all_their_writings() {
    for (text, format, utc) in [
        ("2026-11-23T13:00:00+01:00", TimeFormat::Rfc3339, "2026-11-23T12:00:00Z"),
        ("2026-11-23 14:00:00.250", TimeFormat::YearFirst, "2026-11-23T14:00:00.25Z"),
        ("2026/11/23", TimeFormat::YearFirst, "2026-11-23T00:00:00Z"),
        ("23.11.2026 14:00", TimeFormat::DayFirst, "2026-11-23T14:00:00Z"),
        ("23/11/26 14:00:05", TimeFormat::DayFirst, "2026-11-23T14:00:05Z"),
        ("11/23/2026 2:00 PM", TimeFormat::MonthFirst, "2026-11-23T14:00:00Z"),
        ("1795451769.5", TimeFormat::UnixSeconds, "2026-11-23T16:36:09.5Z"),
        ("1700000000.1", TimeFormat::UnixSeconds, "2023-11-14T22:13:20.1Z"),
        ("1700000000.123457", TimeFormat::UnixSeconds, "2023-11-14T22:13:20.123457Z"),
        ("1700000000123.4567", TimeFormat::UnixMillis, "2023-11-14T22:13:20.1234567Z"),
        ("1795451769500", TimeFormat::UnixMillis, "2026-11-23T16:36:09.5Z"),
        ("1795451769500000", TimeFormat::UnixMicros, "2026-11-23T16:36:09.5Z"),
        ("1795451769500000001", TimeFormat::UnixNanos, "2026-11-23T16:36:09.500000001Z"),
    ] {
        let (found, _) = TimeFormat::guess(&[text.to_owned()], None).unwrap();
        assert_eq!(found, format, "{text}");
        assert_eq!(found.read(text, &Zone::default()), Timestamp::parse(utc), "{text}");
    }
    assert_eq!(TimeFormat::guess(&["03.04.2026 10:00".to_owned()], None), Some((TimeFormat::DayFirst, true)));
    for wrong in ["", "12.5", "noon", "2026-13-01", "31.02.2026", "25:00", "1e999", "99999999999999999999"] {
        assert_eq!(TimeFormat::guess(&[wrong.to_owned()], None), None, "{wrong}");
    }
}

#[test]
fn the_hour_that_comes_twice_goes_on() {
    let text = b"time;a\n2026-10-25 01:30;0\n2026-10-25 02:30;1\n2026-10-25 02:00;2\n2026-10-25 02:30;3\n2026-10-25 03:00;4\n";
    let made = made(&[source("dst.csv", text)], "Europe/Berlin", |_| {});
    let times: Vec<_> = made.numbers("a").into_iter().map(|(time, _)| time[11..16].to_owned()).collect();
    assert_eq!(times, ["23:30", "00:30", "01:00", "01:30", "02:00"]);
    assert_eq!(made.done.late, 0);
}

#[test]
fn the_hour_that_never_comes_holds_no_rows_and_takes_no_others_place() {
    let text = b"time;a\n2026-03-29 01:59;1\n2026-03-29 02:00;2\n2026-03-29 02:30;3\n2026-03-29 03:00;4\n2026-03-29 03:30;5\n";
    let sources = [source("dst.csv", text)];
    let found = survey(&sources, &Zone::named("Europe/Berlin").unwrap(), None).unwrap();
    assert_eq!((found.files[0].rows, found.files[0].bad_times), (3, (2, 3)));
    let made = made(&sources, "Europe/Berlin", |_| {});
    let rows: Vec<_> =
        made.numbers("a").into_iter().map(|(time, value)| (time[11..16].to_owned(), value)).collect();
    assert_eq!(rows, [("00:59".into(), 1.0), ("01:00".into(), 4.0), ("01:30".into(), 5.0)]);
}

#[test]
fn a_mapping_renames_scales_and_leaves_out_and_files_follow_in_time() {
    let later = source("2.csv", b"time,a,b\n1700000010,3,1\n1700000020,4,1\n");
    let sooner = source("1.csv", b"time,b,a\n1700000000,1,2\n");
    let made = made(&[later, sooner], "UTC", |mapping| {
        mapping.tags[0].id = "TT-1".into();
        (mapping.tags[0].gain, mapping.tags[0].offset) = (0.5, 100.0);
        mapping.tags[1].skip = true;
    });
    let values: Vec<f64> = made.numbers("TT-1").into_iter().map(|(_, value)| value).collect();
    assert_eq!(values, [101.0, 101.5, 102.0]);
    assert!(!made.store.tags().contains_key("b"));
    assert_eq!(made.done.late, 0);
    let twice = "format = 1\n[[tags]]\nsource = 'a'\nid = 'x'\n[[tags]]\nsource = 'b'\nid = 'x'\n";
    assert!(Mapping::from_toml(twice).unwrap_err().to_string().contains("two columns"));
    assert!(Mapping::from_toml("format = 2").is_err());
}

#[test]
fn a_line_that_was_disturbed_changes_nothing_about_the_others() {
    let mut text = String::from("Zeit\ta\tb\tc\n");
    for minute in 0..30 {
        let _ = writeln!(text, "31.01.2018 00:{minute:02}\t{minute},5\t1,5\t2,5");
    }
    // Two lines in one, the second without its begin, as after a power cut.
    let text = text.replace("\n31.01.2018 00:05", "31.01.2018 00:05").replace("31.01.2018 00:09", "0:09");
    let made = made(&[source("log.csv", text.as_bytes())], "UTC", |_| {});
    let numbers = made.numbers("a");
    assert_eq!(numbers.len(), 28, "{numbers:?}");
    assert!(numbers.iter().all(|(time, value)| time[14..16].parse::<f64>().unwrap() + 0.5 == *value));
}

#[test]
fn files_that_overlap_give_each_time_one_value_the_first() {
    let rows = |from: i64, value: i64| {
        let mut text = String::from("time,a\n");
        for step in 0..6_000 {
            let _ = writeln!(text, "{},{}", 1_700_000_000 + from + step, value + step);
        }
        text.into_bytes()
    };
    // Longer than a batch, over midnight, and the second begins in the midst of the first.
    let made = made(&[source("1.csv", &rows(0, 0)), source("2.csv", &rows(3_000, 1_000_000))], "UTC", |_| {});
    let numbers = made.numbers("a");
    let wanted = (0..9_000_i64).map(|step| {
        let value = if step < 6_000 { step } else { 1_000_000 + step - 3_000 };
        (Timestamp::from_millis((1_700_000_000 + step) * 1000).rfc3339(), value as f64)
    });
    assert_eq!(numbers, wanted.collect::<Vec<_>>());
    assert_eq!(made.done, Imported { samples: 9_000, repeated: 3_000, ..Imported::default() });
}

#[test]
fn a_quote_that_is_never_closed_costs_its_own_line_and_is_told() {
    let mut text = String::from("time,a,b\n");
    for row in 0..3_000_i64 {
        let note = match row {
            5 | 1_500 => "\"open".to_owned(),
            7 => "\"two\nlines, closed\"".to_owned(),
            8 => "5\" pipe".to_owned(),
            9 => "\"a \"\"word\"\"\"".to_owned(),
            row => format!("x{row}"),
        };
        // Where the quote opens before the number, the number is part of that cell.
        let line = if row == 1_500 { format!("{note},{row}") } else { format!("{row},{note}") };
        let _ = writeln!(text, "{},{line}", 1_700_000_000 + row);
    }
    let sources = [source("q.csv", text.as_bytes())];
    let found = survey(&sources, &Zone::default(), None).unwrap();
    assert_eq!((found.files[0].rows, found.files[0].bad_times), (3_000, (0, 0)));
    assert_eq!(found.files[0].open_quotes, (2, 7));
    let made = made(&sources, "UTC", |_| {});
    let rows = made.rows("a");
    assert_eq!(rows.len(), 3_000);
    for (row, (_, value, quality)) in rows.iter().enumerate() {
        let wanted = (row != 1_500).then_some(Value::Float(row as f64));
        assert_eq!((value, quality.is_good()), (&wanted, wanted.is_some()), "{row}");
    }
    let texts: Vec<_> = made.rows("b").into_iter().filter_map(|row| row.1).collect();
    let text = |row: usize| texts[row].to_string();
    assert_eq!((text(5), text(7)), ("open".into(), "two\nlines, closed".into()));
    assert_eq!((text(8), text(9)), ("5\" pipe".into(), "a \"word\"".into()));
    assert_eq!(texts.len(), 2_999);
}

#[test]
fn a_layout_says_what_its_tags_hold_and_which_there_are() {
    let table = source("l.csv", b"time,RUN,LEVEL\n1700000000,1,on\n1700000010,0,2.5\n");
    let text = |name: &str, text: &str| crate::plant::LayoutFile { name: name.into(), text: text.into() };
    let plant = "format = 1\ntitle = \"T\"\ntime_zone = \"UTC\"\n[[scan_classes]]\nid = \"s\"\nperiod = \"1 s\"\n\
                 [[devices]]\nid = \"D\"\naddress = \"127.0.0.1:502\"\n";
    let tags = "format = 1\n[[tags]]\nid = \"PUMP\"\nformerly = \"RUN\"\ndevice = \"D\"\nat = \"coil:0\"\n\
                [[tags]]\nid = \"LEVEL\"\ndevice = \"D\"\nat = \"holding:0\"\ntype = \"f32\"\n";
    let loaded = crate::layout::load_files("l", &[text("plant.toml", plant), text("tags/t.toml", tags)]);
    let plant = loaded.plant.unwrap_or_else(|| panic!("{:?}", loaded.findings));
    let sources = [table];
    let found = survey(&sources, &Zone::default(), None).unwrap();
    let mut mapping = Mapping::of(&found, Some(&plant), "", "UTC");
    assert_eq!(mapping.tags[0].id, "PUMP", "an id it had before");
    let folder = tempfile::tempdir().unwrap();
    let history = folder.path().join("history");
    write(&sources, &found, &mapping, &plant, &history, &|| false).unwrap();
    let made =
        Made { store: Store::read_only(folder.path()).unwrap(), _folder: folder, done: Imported::default() };
    let values = |tag: &str| made.rows(tag).into_iter().map(|row| row.1).collect::<Vec<_>>();
    assert_eq!(values("PUMP"), [Some(Value::Bool(true)), Some(Value::Bool(false))]);
    assert_eq!(values("LEVEL"), [Some(Value::Float(1.0)), Some(Value::Float(2.5))]);

    mapping.tags[0].id = "PMUP".into();
    let wrong = check(&found, &mapping, &plant).unwrap_err().to_string();
    assert!(wrong.contains("PMUP") && wrong.contains("does not have"), "{wrong}");
    mapping.tags[0].skip = true;
    check(&found, &mapping, &plant).unwrap();
}

#[test]
fn what_takes_too_much_is_left_out_and_told() {
    let mut file = std::io::Cursor::new(Vec::new());
    let mut out = mcap::WriteOptions::new().create(&mut file).unwrap();
    let none = std::collections::BTreeMap::new();
    let channel_id = out.add_channel(0, "/t", "json", &none).unwrap();
    let mut send = |text: &str| {
        let header = mcap::records::MessageHeader {
            channel_id,
            sequence: 0,
            log_time: 1_700_000_000_000_000_000,
            publish_time: 0,
        };
        out.write_to_known_channel(&header, text.as_bytes()).unwrap();
    };
    send(&format!("[{}0]", "0,".repeat(3 << 20)));
    send(&format!("{{\"l\":[{}0]}}", "0,".repeat(100)));
    send(&format!("{{\"{}\":1,\"ok\":2}}", "n".repeat(600)));
    send(&format!("{}1{}", "[".repeat(40), "]".repeat(40)));
    out.finish().unwrap();
    drop(out);
    let found = survey(&[source("m.mcap", &file.into_inner())], &Zone::default(), None).unwrap();
    let told = found.files[0].remarks.join("\n");
    assert!(told.contains("too long") && told.contains("more than is taken"), "{told}");
    let names: Vec<_> = found.columns.iter().map(|column| column.source.as_str()).collect();
    assert_eq!(names.len(), 65, "64 of the list, and ok: {names:?}");

    let long = format!("time,{}\n1700000000,1\n", "n".repeat(600));
    let error = survey(&[source("n.csv", long.as_bytes())], &Zone::default(), None).unwrap_err();
    assert!(error.to_string().contains("longer than 500"), "{error}");
    let error = survey(&[source("r.csv", b"time,a\r1700000000,1\r")], &Zone::default(), None).unwrap_err();
    assert!(error.to_string().contains("carriage return"), "{error}");
}

#[test]
fn what_is_no_table_is_refused_in_words_and_nothing_panics() {
    for (bytes, words) in [
        (&b""[..], "empty"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "no text"),
        (b"a,b\n1,2\n", "no column holds times"),
        (&vec![b'x'; 5 << 20][..], "a line is longer"),
    ] {
        let found = survey(&[source("f", bytes)], &Zone::default(), None);
        let Err(error) = found else { panic!("{words}") };
        let told = error.to_string();
        assert!(told.contains(words) || told.contains("no column holds times"), "{told}");
    }
    let unreadable = b"time,a\n1700000000,1\n1700000001,\"open\n";
    let _ = survey(&[source("q", unreadable)], &Zone::default(), None);
}

proptest::proptest! {
    #[test]
    fn any_numbers_come_back(rows in proptest::collection::vec((1_u32..90_000, -1e9_f64..1e9), 1..200)) {
        let mut text = String::from("time;v\n");
        let mut wanted = Vec::new();
        let mut time = 1_700_000_000_000_i64;
        for (step, value) in rows {
            time += i64::from(step);
            let _ = writeln!(text, "{time};{value}");
            wanted.push((Timestamp::from_millis(time).rfc3339(), value));
        }
        let made = made(&[source("p.csv", text.as_bytes())], "UTC", |_| {});
        proptest::prop_assert_eq!(made.numbers("v"), wanted);
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(0_u8..128, 0..400)) {
        if let Ok(found) = survey(&[source("x", &bytes)], &Zone::default(), None) {
            let mapping = Mapping::of(&found, None, "", "UTC");
            proptest::prop_assert!(found.columns.iter().all(|column| column.kind != ColumnKind::Empty) || !mapping.tags.is_empty() || found.columns.is_empty());
            let _ = plant_for(&found, &mapping);
        }
    }
}

/// A descriptor set of `p.M { double a = 1; repeated sint32 l = 2; bool b = 3; N n = 4; uint64 u = 5;
/// optional float o = 6; E e = 7; Timestamp t = 8; N { int64 i = 1; } }`, proto3.
fn descriptors() -> Vec<u8> {
    use crate::historian::protobuf::Message;
    let field = |name: &str, number: u64, label: u64, kind: u64, of: &str, optional: bool| {
        let mut field = Message::new();
        field.bytes(1, name.as_bytes());
        field.varint(3, number);
        field.varint(4, label);
        field.varint(5, kind);
        if !of.is_empty() {
            field.bytes(6, of.as_bytes());
        }
        if optional {
            field.varint(17, 1);
        }
        field.into_bytes()
    };
    let mut inner = Message::new();
    inner.bytes(1, b"N");
    inner.bytes(2, &field("i", 1, 1, 3, "", false));
    let mut outer = Message::new();
    outer.bytes(1, b"M");
    for (name, number, label, kind, of, optional) in [
        ("a", 1, 1, 1, "", false),
        ("l", 2, 3, 17, "", false),
        ("b", 3, 1, 8, "", false),
        ("n", 4, 1, 11, ".p.M.N", false),
        ("u", 5, 1, 4, "", false),
        ("o", 6, 1, 2, "", true),
        ("e", 7, 1, 14, ".p.E", false),
        ("t", 8, 1, 11, ".google.protobuf.Timestamp", false),
    ] {
        outer.bytes(2, &field(name, number, label, kind, of, optional));
    }
    outer.bytes(3, inner.as_bytes());
    let mut file = Message::new();
    file.bytes(2, b"p");
    file.bytes(4, outer.as_bytes());
    file.bytes(12, b"proto3");
    let mut set = Message::new();
    set.bytes(1, file.as_bytes());
    set.into_bytes()
}

/// A file by another writer, with or without chunks.
fn mcap_file(chunked: bool) -> Vec<u8> {
    use crate::historian::protobuf::Message;
    let mut file = std::io::Cursor::new(Vec::new());
    let mut out = mcap::WriteOptions::new().use_chunks(chunked).create(&mut file).unwrap();
    let none = std::collections::BTreeMap::new();
    let schema = out.add_schema("p.M", "protobuf", &descriptors()).unwrap();
    let json = out.add_channel(0, "/pump/1", "json", &none).unwrap();
    let proto = out.add_channel(schema, "/m", "protobuf", &none).unwrap();
    let ros = out.add_channel(0, "/ros", "cdr", &none).unwrap();
    for step in 0..3_u64 {
        let log_time = 1_700_000_000_000_000_000 + step * 1_000_000_000;
        let mut send = |channel_id: u16, data: &[u8]| {
            let header =
                mcap::records::MessageHeader { channel_id, sequence: 0, log_time, publish_time: log_time };
            out.write_to_known_channel(&header, data).unwrap();
        };
        let text = format!(
            r#"{{"speed":{step}.5,"on":true,"big":"90071992547409{step}","at":{{"list":[1,null]}}}}"#
        );
        send(json, text.as_bytes());
        let mut message = Message::new();
        message.double(1, step as f64 / 4.0);
        message.bytes(2, &[1, 4]);
        let mut inner = Message::new();
        inner.varint(1, (-7_i64).cast_unsigned());
        message.bytes(4, inner.as_bytes());
        message.varint(7, 2);
        send(proto, message.as_bytes());
        send(ros, &[1, 2, 3]);
    }
    out.finish().unwrap();
    drop(out);
    file.into_inner()
}

#[test]
fn messages_of_an_mcap_file_become_tags_by_topic_and_field() {
    for chunked in [true, false] {
        let file = mcap_file(chunked);
        let sources = [source("m.mcap", &file)];
        let found = survey(&sources, &Zone::default(), None).unwrap();
        assert_eq!(found.files[0].rows, 6);
        assert!(found.files[0].remarks[0].contains("/ros is left out"), "{:?}", found.files[0].remarks);
        let made = made(&sources, "UTC", |_| {});
        let last = |tag: &str| made.rows(tag).last().unwrap_or_else(|| panic!("{tag}")).1.clone();
        let number = |tag: &str| last(tag).unwrap().number().unwrap();
        assert_eq!(number("/pump/1.speed"), 2.5);
        assert_eq!(last("/pump/1.on"), Some(Value::Bool(true)));
        assert_eq!(number("/pump/1.big"), 900_719_925_474_092.0);
        let ids: Vec<_> = made.store.tags().keys().filter(|id| !id.starts_with("sys.")).cloned().collect();
        assert_eq!(number("/m.a"), 0.5, "{ids:?}");
        assert_eq!((number("/m.l_0"), number("/m.l_1")), (-1.0, 2.0));
        assert_eq!((number("/m.n.i"), number("/m.e"), number("/m.u")), (-7.0, 2.0, 0.0));
        assert_eq!(last("/m.b"), Some(Value::Bool(false)), "what proto3 leaves out is zero");
        assert!(!ids.iter().any(|id| id.contains("m.o") || id.contains("m.t")), "{ids:?}");
        assert_eq!(made.numbers("/m.a")[1].0, "2023-11-14T22:13:21.000000Z");
    }
}

proptest::proptest! {
    #[test]
    fn a_disturbed_mcap_file_is_read_or_told(at in 0_usize..2_000, value in 0_u8..=255, cut in 0_usize..3_000) {
        let mut file = mcap_file(at % 2 == 0);
        let length = file.len();
        file[at % length] = value;
        file.truncate(cut.max(8));
        if let Ok(found) = survey(&[source("m.mcap", &file)], &Zone::default(), None) {
            let _ = plant_for(&found, &Mapping::of(&found, None, "", "UTC"));
        }
    }
}
