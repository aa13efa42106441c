//! Layouts of so many tags, written and loaded as users' layouts are.

use std::fmt::Write as _;
use std::sync::Arc;

use pilothouse::layout;
use pilothouse::plant::Plant;
use tempfile::TempDir;

/// `count` u16 tags in a row from register 2, all on one display; tag `STAMP` at 0, `SP` writable behind them.
pub(crate) fn rows(port: u16, count: usize, period: &str) -> (TempDir, Arc<Plant>) {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    write(
        "plant.toml",
        &format!(
            "format = 1\ntitle = \"Bench\"\ntime_zone = \"UTC\"\nareas = [\"Bench\"]\n\
             [[scan_classes]]\nid = \"scan\"\nperiod = \"{period}\"\n\
             [[devices]]\nid = \"D\"\ntitle = \"Device\"\naddress = \"127.0.0.1:{port}\"\n\
             [devices.timing]\nexpected_round_trip = \"1 ms\"\n"
        ),
    );
    let mut tags =
        String::from("id,title,area,device,at,type,scan,write.minimum,write.maximum,write.read_back\n");
    tags.push_str("STAMP,Moment of change,Bench,D,holding:0,u32,scan,,,\n");
    for at in 0..count {
        writeln!(tags, "T{at:05},Tag {at},Bench,D,holding:{},u16,scan,,,", at + 2).unwrap();
    }
    writeln!(tags, "SP,Setpoint,Bench,D,holding:{},u16,scan,0,65535,self", count + 2).unwrap();
    write("tags.csv", &tags);
    // A grid of label and value cells, as dense as operators can read.
    let mut display = String::from("format = 1\ntitle = \"All\"\nlevel = 1\norder = 1\nsize = [1672, 912]\n");
    let columns = (count as f64).sqrt().ceil() as usize;
    let (width, height) = (1672.0 / columns as f64, 912.0 / columns as f64);
    for at in 0..count {
        let (x, y) = ((at % columns) as f64 * width, (at / columns) as f64 * height);
        writeln!(
            display,
            "[[elements]]\nkind = \"value\"\nat = [{x:.1}, {y:.1}]\nsize = [{:.1}, {:.1}]\ntag = \"T{at:05}\"",
            width * 0.95,
            height * 0.95
        )
        .unwrap();
    }
    write("displays/all.toml", &display);
    let loaded = layout::load(folder.path());
    for finding in &loaded.findings {
        println!("{finding}");
    }
    (folder, loaded.plant.unwrap())
}
