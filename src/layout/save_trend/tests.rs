//! Saved trends read back alike, and hostile names and folders harm nothing.

use std::time::Duration;

use proptest::prelude::*;

use super::*;
use crate::plant::PENS_MAX;
use crate::tag::TagIndex;

fn layout() -> (tempfile::TempDir, Arc<Plant>) {
    let folder = tempfile::tempdir().unwrap();
    let plant = "format = 1\ntitle = \"Works\"\n";
    fs::write(folder.path().join("plant.toml"), plant).unwrap();
    let rows = (0..14).map(|n| {
        let unit = if n % 2 == 0 { "m" } else { "m³/h" };
        format!("T-{n},Tag {n},1 + {n},{unit}\n")
    });
    let text = format!("id,title,expression,eng_unit\n{}", rows.collect::<String>());
    fs::write(folder.path().join("tags.csv"), text).unwrap();
    let loaded = crate::layout::load(folder.path());
    let plant = loaded.plant.unwrap_or_else(|| panic!("{:?}", loaded.findings));
    (folder, plant)
}

fn named(plant: &Plant, id: &str, title: &str) -> NamedTrend {
    let pens = ["T-0", "T-1"].map(|tag| plant.find(tag).unwrap()).to_vec();
    let axes = vec![(Arc::from("m"), [-0.5, 5.0])];
    NamedTrend { id: id.into(), title: title.into(), span: Duration::from_secs(1_800), pens, axes }
}

fn files(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder.join(FOLDER))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn a_saved_trend_is_in_the_layout_the_next_time_it_is_read() {
    let (folder, plant) = layout();
    let trend = named(&plant, "", "Night \"trip\"");
    assert_eq!(save_trend(folder.path(), &plant, &trend).unwrap(), "trends/night-trip.toml");
    let again = crate::layout::load(folder.path()).plant.unwrap();
    assert_eq!(again.trends, [NamedTrend { id: "night-trip".into(), ..trend }]);
    assert!(again.differs_in_trends_alone(&plant));
    let over = NamedTrend { span: Duration::from_secs(60), ..again.trends[0].clone() };
    assert_eq!(save_trend(folder.path(), &again, &over).unwrap(), "trends/night-trip.toml");
    assert_eq!(crate::layout::load(folder.path()).plant.unwrap().trends, [over]);
    assert_eq!(files(folder.path()), ["night-trip.toml"]);
}

#[test]
fn hostile_names_stay_bare_names_in_the_folder_of_trends() {
    let (folder, plant) = layout();
    let long = "x".repeat(80);
    let cases = [
        ("../../etc/passwd", "etc-passwd.toml"),
        ("..", "trend.toml"),
        (".hidden", "hidden.toml"),
        ("Hidden", "hidden-2.toml"),
        ("C:\\a\\b", "c-a-b.toml"),
        ("насосы", "trend-2.toml"),
        ("CON", "trend-con.toml"),
        ("com1", "trend-com1.toml"),
        ("Rückspülung, Straße", "rueckspuelung-strasse.toml"),
        (&long, &format!("{}.toml", "x".repeat(STEM_MAX))),
    ];
    for (title, expected) in cases {
        let saved = save_trend(folder.path(), &plant, &named(&plant, "", title)).unwrap();
        assert_eq!(saved, format!("trends/{expected}"), "{title}");
    }
    assert_eq!(files(folder.path()).len(), cases.len());
    assert_eq!(crate::layout::load(folder.path()).plant.unwrap().trends.len(), cases.len());
    for id in ["../plant", ".x", "a/b"] {
        let refused = save_trend(folder.path(), &plant, &named(&plant, id, "x")).unwrap_err();
        assert!(matches!(refused, SaveTrendError::Outside(_)), "{refused}");
    }
}

#[test]
fn what_the_layout_would_be_refused_for_is_not_written() {
    let (folder, plant) = layout();
    let bad = [
        NamedTrend { title: "a\nb".into(), ..named(&plant, "", "") },
        named(&plant, "", ""),
        NamedTrend { span: Duration::ZERO, ..named(&plant, "", "x") },
        NamedTrend { span: Duration::from_secs(86_400 * 4_000), ..named(&plant, "", "x") },
        NamedTrend { pens: vec![TagIndex(9_999)], ..named(&plant, "", "x") },
        NamedTrend { axes: vec![("bar".into(), [0.0, 1.0])], ..named(&plant, "", "x") },
        NamedTrend { axes: vec![("m".into(), [1.0, 1.0])], ..named(&plant, "", "x") },
        NamedTrend { axes: vec![("m".into(), [0.0, f64::INFINITY])], ..named(&plant, "", "x") },
    ];
    for trend in bad {
        let refused = save_trend(folder.path(), &plant, &trend).unwrap_err();
        assert!(matches!(refused, SaveTrendError::Unreadable(_)), "{trend:?}: {refused}");
    }
    assert!(!folder.path().join(FOLDER).exists());
}

#[cfg(unix)]
#[test]
fn links_that_lead_outside_are_not_followed() {
    let (folder, plant) = layout();
    let outside = tempfile::tempdir().unwrap();
    let secret = outside.path().join("secret");
    fs::write(&secret, "kept").unwrap();
    std::os::unix::fs::symlink(outside.path(), folder.path().join(FOLDER)).unwrap();
    let refused = save_trend(folder.path(), &plant, &named(&plant, "", "x")).unwrap_err();
    assert!(matches!(refused, SaveTrendError::Outside(_)), "{refused}");
    fs::remove_file(folder.path().join(FOLDER)).unwrap();
    fs::create_dir(folder.path().join(FOLDER)).unwrap();
    std::os::unix::fs::symlink(&secret, folder.path().join(FOLDER).join(PARTIAL)).unwrap();
    std::os::unix::fs::symlink(&secret, folder.path().join(FOLDER).join("x.toml")).unwrap();
    save_trend(folder.path(), &plant, &named(&plant, "x", "x")).unwrap();
    assert_eq!(fs::read_to_string(&secret).unwrap(), "kept");
    assert_eq!(files(folder.path()), ["x.toml"]);
}

#[test]
fn a_folder_that_is_none_or_gone_is_told_with_what_to_do() {
    let (folder, plant) = layout();
    let trend = named(&plant, "", "x");
    fs::write(folder.path().join(FOLDER), "a file").unwrap();
    let told = save_trend(folder.path(), &plant, &trend).unwrap_err().to_string();
    assert!(told.contains("then save again"), "{told}");
    let gone = folder.path().join("gone");
    let told = save_trend(&gone, &plant, &trend).unwrap_err().to_string();
    assert!(told.ends_with("the layout's folder is gone; put it back, then save again"), "{told}");
}

#[cfg(unix)]
#[test]
fn a_read_only_folder_is_told_with_what_to_do() {
    use std::os::unix::fs::PermissionsExt as _;
    let (folder, plant) = layout();
    let trends = folder.path().join(FOLDER);
    fs::create_dir(&trends).unwrap();
    fs::set_permissions(&trends, fs::Permissions::from_mode(0o555)).unwrap();
    // Root may write everywhere: then only the words of the refusal can be looked at.
    let error = match fs::write(trends.join("probe"), "") {
        Ok(()) => unwritable(&trends, &io::Error::from(ErrorKind::PermissionDenied)),
        Err(_) => save_trend(folder.path(), &plant, &named(&plant, "", "x")).unwrap_err(),
    };
    let told = error.to_string();
    assert!(told.ends_with("give the station's user the right to write to the layout's folder"), "{told}");
    let full = unwritable(&trends, &io::Error::from(ErrorKind::StorageFull)).to_string();
    assert!(full.ends_with("free space on that disk, then save again"), "{full}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_reads_back_alike(
        title in "[^\\p{Cc}]{1,80}",
        micros in 1u64..=31_622_400_000_000,
        pens in proptest::sample::subsequence((0usize..14).collect::<Vec<_>>(), 1..=PENS_MAX),
        (low, width) in (-1e12f64..1e12, 1e-3f64..1e12),
    ) {
        let (folder, plant) = layout();
        let pens: Vec<TagIndex> = pens.iter().map(|pen| plant.find(&format!("T-{pen}")).unwrap()).collect();
        let unit = plant.tag(pens[0]).unwrap().unit.clone();
        let span = Duration::from_micros(micros);
        let axes = vec![(unit, [low, low + width])];
        let trend = NamedTrend { id: "".into(), title: title.as_str().into(), span, pens, axes };
        let saved = save_trend(folder.path(), &plant, &trend).unwrap();
        let id: Arc<str> = saved.strip_prefix("trends/").unwrap().strip_suffix(".toml").unwrap().into();
        prop_assert!(id.bytes().all(|sign| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == b'-'));
        prop_assert!(!id.is_empty() && id.len() <= STEM_MAX + 8);
        let again = crate::layout::load(folder.path()).plant.unwrap();
        prop_assert_eq!(&again.trends[..], &[NamedTrend { id, ..trend }][..]);
    }
}
