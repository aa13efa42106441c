//! A recording as the only argument: what a double click gives the program.

use std::ffi::OsString;
use std::path::Path;

/// The arguments, with the subcommand that a recording alone means. Names of subcommands stay what they are,
/// even where a file has such a name.
pub(super) fn with_subcommand(arguments: impl IntoIterator<Item = OsString>) -> Vec<OsString> {
    let mut arguments: Vec<OsString> = arguments.into_iter().collect();
    if let [_, only] = arguments.as_slice()
        && is_recording(Path::new(only))
    {
        arguments.insert(1, "replay".into());
    }
    arguments
}

/// A file that ends in `.mcap`, or a folder with a station's recorded history.
fn is_recording(path: &Path) -> bool {
    let file = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("mcap"));
    (file && path.is_file()) || path.join("history").is_dir()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recording_alone_is_replayed_and_everything_else_stays() {
        let folder = tempfile::tempdir().unwrap();
        let night = folder.path().join("night.MCAP");
        std::fs::write(&night, b"").unwrap();
        std::fs::create_dir_all(folder.path().join("data/history")).unwrap();
        std::fs::create_dir_all(folder.path().join("layout/displays")).unwrap();
        let given = |arguments: &[&Path]| {
            let all = std::iter::once(OsString::from("pilothouse"));
            let all = all.chain(arguments.iter().map(|argument| argument.as_os_str().to_owned()));
            with_subcommand(all)
        };
        let data = folder.path().join("data");
        assert_eq!(given(&[&night]), ["pilothouse".as_ref(), "replay".as_ref(), night.as_os_str()]);
        assert_eq!(given(&[&data]), ["pilothouse".as_ref(), "replay".as_ref(), data.as_os_str()]);
        for other in
            [folder.path().join("layout"), folder.path().join("gone.mcap"), "run".into(), "--help".into()]
        {
            assert_eq!(given(&[&other]), ["pilothouse".as_ref(), other.as_os_str()]);
        }
        let info = Path::new("info");
        assert_eq!(given(&[info, &night]).len(), 3, "a subcommand that is named stays");
        assert_eq!(given(&[]).len(), 1);
    }
}
