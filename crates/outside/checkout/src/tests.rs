use std::fs;
use std::path::Path;

use crate::{Checkout, Error, Limits, Place};

fn tree(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

fn found(root: &Path) -> Vec<(String, Place)> {
    let walk = Checkout::open(root, Limits::default()).unwrap().walk(&|path| path.ends_with("lock"), &|_| {});
    walk.found.into_iter().map(|found| (found.path, found.place)).collect()
}

#[test]
fn what_git_ignores_is_left_out() {
    let folder = tree(&[(".gitignore", "/out/\n"), ("out/a.lock", ""), ("kept/b.lock", "")]);
    assert_eq!(found(folder.path()), [("kept/b.lock".to_owned(), Place::Own)]);
}

/// Runs git in a folder.
fn git(folder: &Path, arguments: &[&str]) {
    let output = std::process::Command::new("git").arg("-C").arg(folder).args(arguments).output();
    let output = output.expect("git is installed");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn what_git_tracks_is_found_whatever_its_patterns_say() {
    let files = [
        (".gitignore", "*.lock\n/out/\n"),
        ("a.lock", ""),
        ("web/b.lock", ""),
        ("out/c.lock", ""),
        ("node_modules/x/d.lock", ""),
        ("untracked.lock", ""),
        ("gone.lock", ""),
    ];
    let folder = tree(&files);
    git(folder.path(), &["init", "-q"]);
    let tracked = ["a.lock", "web/b.lock", "out/c.lock", "node_modules/x/d.lock", "gone.lock"];
    git(folder.path(), &[&["add", "-f"], &tracked[..]].concat());
    fs::remove_file(folder.path().join("gone.lock")).unwrap();
    let own = |path: &str| (path.to_owned(), Place::Own);
    assert_eq!(found(folder.path()), [own("a.lock"), own("out/c.lock"), own("web/b.lock")]);
    assert_eq!(found(&folder.path().join("web")), [own("b.lock")]);
    let revision = |folder: &Path| Checkout::open(folder, Limits::default()).unwrap().revision().folder;
    assert_eq!(revision(folder.path()), "");
    assert_eq!(revision(&folder.path().join("web")), "web");
}

#[test]
fn a_checkout_of_which_git_tells_nothing_is_not_wholly_read() {
    let folder = tree(&[("Cargo.lock", "")]);
    git(folder.path(), &["init", "-q"]);
    let checkout = Checkout::open(folder.path(), Limits::default()).unwrap();
    assert!(checkout.walk(&|_| true, &|_| {}).skipped.unreadable.is_empty());
    std::fs::write(folder.path().join(".git/config"), "[core").unwrap();
    let unreadable = checkout.walk(&|_| true, &|_| {}).skipped.unreadable;
    assert!(unreadable.len() == 1 && unreadable[0].message.contains("config"), "{unreadable:?}");
}

#[test]
fn a_tree_that_is_not_as_its_commit_says_so_unless_git_would_run_its_programs() {
    let folder = tree(&[("a", "1")]);
    git(folder.path(), &["init", "-q"]);
    git(folder.path(), &["add", "a"]);
    git(folder.path(), &["-c", "user.name=a", "-c", "user.email=a@b.example", "commit", "-qm", "a"]);
    let dirty = || Checkout::open(folder.path(), Limits::default()).unwrap().revision().dirty;
    assert_eq!(dirty(), Some(false));
    std::fs::write(folder.path().join("a"), "22").unwrap();
    assert_eq!(dirty(), Some(true));
    git(folder.path(), &["config", "filter.x.clean", "touch ran"]);
    assert_eq!(dirty(), None);
}

#[test]
fn the_address_of_a_remote_is_told_without_its_password() {
    let folder = tree(&[]);
    git(folder.path(), &["init", "-q"]);
    git(folder.path(), &["remote", "add", "origin", "https://me:secret@git.example/a/b.git"]);
    let remote = |folder: &Path| Checkout::open(folder, Limits::default()).unwrap().revision().remote;
    assert_eq!(remote(folder.path()).as_deref(), Some("https://git.example/a/b.git"));
    git(folder.path(), &["remote", "rename", "origin", "upstream"]);
    git(folder.path(), &["remote", "set-url", "upstream", "git@git.example:a/b.git"]);
    assert_eq!(remote(folder.path()).as_deref(), Some("git@git.example:a/b.git"));
}

#[cfg(unix)]
#[test]
fn what_git_tracks_behind_a_link_is_not_looked_at() {
    let outside = tree(&[("x.lock", "secret")]);
    let folder = tree(&[(".gitignore", "*.lock\n"), ("d/x.lock", "")]);
    git(folder.path(), &["init", "-q"]);
    git(folder.path(), &["add", "-f", "d/x.lock"]);
    assert_eq!(found(folder.path()).len(), 1);
    fs::remove_dir_all(folder.path().join("d")).unwrap();
    std::os::unix::fs::symlink(outside.path(), folder.path().join("d")).unwrap();
    assert_eq!(found(folder.path()), []);
}

#[test]
fn a_walk_that_stops_finds_the_same_each_time() {
    let folder = tempfile::tempdir().unwrap();
    for at in 0..40 {
        fs::create_dir(folder.path().join(format!("{at}"))).unwrap();
        (0..25).for_each(|file| fs::write(folder.path().join(format!("{at}/{file}.lock")), "").unwrap());
    }
    let limits = Limits { files: 300, ..Limits::default() };
    let found = || Checkout::open(folder.path(), limits).unwrap().walk(&|_| true, &|_| {}).found;
    let first = found();
    assert_eq!(first.len(), 300);
    (0..5).for_each(|_| assert_eq!(found(), first));
}

#[test]
fn hidden_folders_are_walked_and_the_git_folder_is_not() {
    let folder = tree(&[(".github/x.lock", ""), (".git/y.lock", "")]);
    assert_eq!(found(folder.path()), [(".github/x.lock".to_owned(), Place::Own)]);
}

#[test]
fn installed_folders_are_named_and_not_entered() {
    let folder = tree(&[("web/node_modules/a/x.lock", ""), ("web/y.lock", "")]);
    let walk = Checkout::open(folder.path(), Limits::default())
        .unwrap()
        .walk(&|path| path.ends_with("lock"), &|_| {});
    assert_eq!(walk.found.len(), 1);
    assert_eq!(walk.skipped.installed_folders, ["web/node_modules"]);
}

#[test]
fn a_deps_folder_is_installed_only_beside_a_mix_file() {
    let folder = tree(&[("a/deps/x.lock", ""), ("b/deps/y.lock", ""), ("b/mix.exs", "")]);
    assert_eq!(found(folder.path()), [("a/deps/x.lock".to_owned(), Place::Own)]);
}

#[test]
fn vendored_files_are_found_and_told_apart() {
    let folder = tree(&[("vendor/lib/x.lock", ""), ("y.lock", "")]);
    assert_eq!(
        found(folder.path()),
        [("vendor/lib/x.lock".to_owned(), Place::Vendored), ("y.lock".to_owned(), Place::Own)]
    );
}

#[cfg(unix)]
#[test]
fn links_never_lead_out_of_the_root() {
    let outside = tree(&[("secret.lock", "secret")]);
    let folder = tree(&[("a.lock", "")]);
    std::os::unix::fs::symlink(outside.path(), folder.path().join("door")).unwrap();
    std::os::unix::fs::symlink(outside.path().join("secret.lock"), folder.path().join("b.lock")).unwrap();
    let checkout = Checkout::open(folder.path(), Limits::default()).unwrap();
    let walk = checkout.walk(&|path| path.ends_with("lock"), &|_| {});
    assert_eq!(walk.found.len(), 1);
    assert_eq!(walk.skipped.links_left, ["b.lock", "door"]);
    assert!(matches!(checkout.read("b.lock"), Err(Error::Outside(_))));
    assert!(matches!(checkout.read("door/secret.lock"), Err(Error::Outside(_))));
    assert!(checkout.read("../x").is_err());
    assert!(checkout.list("door").is_empty());
}

#[cfg(unix)]
#[test]
fn a_link_to_itself_is_no_endless_walk() {
    let folder = tree(&[("a/x.lock", "")]);
    std::os::unix::fs::symlink(folder.path(), folder.path().join("a/again")).unwrap();
    assert_eq!(found(folder.path()).len(), 1);
}

#[test]
fn a_file_over_the_size_bound_is_refused() {
    let folder = tree(&[("x.lock", "0123456789")]);
    let checkout = Checkout::open(folder.path(), Limits { file_bytes: 9, ..Limits::default() }).unwrap();
    assert!(matches!(checkout.read("x.lock"), Err(Error::TooLarge { size: 10, limit: 9, .. })));
}

#[test]
fn a_root_that_is_a_file_is_told_so_once() {
    let folder = tree(&[("x.lock", "")]);
    let error = Checkout::open(&folder.path().join("x.lock"), Limits::default()).unwrap_err();
    assert!(error.to_string().ends_with("x.lock is a file, not a folder; name the folder that it stands in"));
    assert!(std::error::Error::source(&error).is_none());
}

#[cfg(unix)]
#[test]
fn a_link_to_a_file_of_the_tree_is_read_through_once() {
    use std::os::unix::fs::symlink;
    let folder = tree(&[("locks/app.txt", "one"), ("own/x.lock", ""), ("node_modules/a/y.lock", "")]);
    let at = |path: &str| folder.path().join(path);
    for (target, link) in [
        ("locks/app.txt", "a.lock"),
        ("locks/app.txt", "b.lock"),
        ("own/x.lock", "c.lock"),
        ("node_modules/a/y.lock", "d.lock"),
        ("nowhere", "e.lock"),
    ] {
        symlink(at(target), at(link)).unwrap();
    }
    let checkout = Checkout::open(folder.path(), Limits::default()).unwrap();
    let walk = checkout.walk(&|path| path.ends_with("lock"), &|_| {});
    let found: Vec<&str> = walk.found.iter().map(|found| found.path.as_str()).collect();
    assert_eq!(found, ["a.lock", "own/x.lock"]);
    assert_eq!(checkout.read("a.lock").unwrap(), b"one");
    assert_eq!(walk.skipped.links_left, ["d.lock"]);
    assert_eq!(walk.skipped.unreadable.iter().map(|one| &*one.path).collect::<Vec<_>>(), ["e.lock"]);
}

#[test]
fn what_version_control_keeps_for_itself_is_not_walked() {
    let folder = tree(&[(".svn/x.lock", ""), (".hg/y.lock", ""), ("a/.bzr/z.lock", "")]);
    assert_eq!(found(folder.path()), []);
}

#[test]
fn vendored_folders_are_named_once() {
    let folder = tree(&[("vendor/a/vendor/x.lock", ""), ("b/third_party/y", "")]);
    let walk = Checkout::open(folder.path(), Limits::default()).unwrap().walk(&|_| true, &|_| {});
    assert_eq!(walk.skipped.vendored_folders, ["b/third_party", "vendor"]);
    assert_eq!(walk.found.len(), 2);
}

#[test]
fn bounds_on_files_and_depth_are_told() {
    let folder = tree(&[("a.lock", ""), ("b.lock", ""), ("d1/d2/d3/c.lock", "")]);
    let few = Limits { files: 1, ..Limits::default() };
    let walk = Checkout::open(folder.path(), few).unwrap().walk(&|_| true, &|_| {});
    assert!(walk.skipped.stopped);
    assert_eq!(walk.seen, 1);
    let flat = Limits { depth: 1, ..Limits::default() };
    let walk = Checkout::open(folder.path(), flat).unwrap().walk(&|_| true, &|_| {});
    assert_eq!(walk.skipped.too_deep, ["d1/d2"]);
    assert_eq!(walk.found.len(), 2);
}

#[cfg(unix)]
#[test]
fn a_name_that_is_not_utf8_is_missed_only_where_it_may_be_asked_for() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let folder = tree(&[("a.lock", "")]);
    let at = |name: &[u8]| folder.path().join(OsStr::from_bytes(name));
    fs::write(at(b"caf\xe9.txt"), "").unwrap();
    fs::write(at(b"caf\xe9.lock"), "").unwrap();
    fs::create_dir(at(b"caf\xe9")).unwrap();
    let checkout = Checkout::open(folder.path(), Limits::default()).unwrap();
    let walk = checkout.walk(&|path| path.ends_with("lock"), &|_| {});
    assert_eq!(walk.skipped.not_utf8, ["caf\u{fffd}", "caf\u{fffd}.lock"]);
    assert_eq!(walk.seen, 2);
}

#[cfg(unix)]
#[test]
fn what_is_asked_for_and_no_regular_file_is_told() {
    let folder = tree(&[("a.lock", "")]);
    let _door = std::os::unix::net::UnixListener::bind(folder.path().join("b.lock")).unwrap();
    let checkout = Checkout::open(folder.path(), Limits::default()).unwrap();
    let walk = checkout.walk(&|path| path.ends_with("lock"), &|_| {});
    assert_eq!(walk.found.len(), 1);
    assert_eq!(walk.skipped.unreadable.iter().map(|one| &*one.path).collect::<Vec<_>>(), ["b.lock"]);
}

#[test]
fn a_missing_root_is_an_error_that_names_it() {
    let error = Checkout::open(Path::new("no/such/folder"), Limits::default()).unwrap_err();
    assert!(error.to_string().contains("no/such/folder"));
}
