//! The parallel walk.

use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use ignore::{DirEntry, WalkBuilder, WalkState};

use crate::{Checkout, Place};

/// What a walk found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Walk {
    /// The files that were asked for, by path.
    pub found: Vec<Found>,
    /// How many files were seen altogether.
    pub seen: u64,
    /// What was not looked at.
    pub skipped: Skipped,
}

/// A file that was asked for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found {
    /// The path from the root, `/` between folders.
    pub path: String,
    /// Whose folder it stands in.
    pub place: Place,
}

/// What a walk did not look at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Skipped {
    /// Folders of installed packages that were not entered.
    pub installed_folders: Vec<String>,
    /// Files and folders that could not be read, with what the system says.
    pub unreadable: Vec<String>,
    /// Files whose path is not UTF-8.
    pub not_utf8: u64,
    /// Symbolic links, which are not followed.
    pub links: u64,
    /// Folders deeper than the bound.
    pub too_deep: u64,
    /// Whether the walk stopped at the bound on the number of files.
    pub stopped: bool,
}

/// How often progress is told.
const STEP: u64 = 1000;

pub(crate) fn walk(
    checkout: &Checkout,
    wanted: &(dyn Fn(&str) -> bool + Sync),
    progress: &(dyn Fn(u64) + Sync),
) -> Walk {
    let walker = Walker { checkout, wanted, progress, seen: AtomicU64::new(0), walk: Mutex::default() };
    builder(checkout).build_parallel().run(|| Box::new(|entry| walker.visit(entry)));
    let mut walk = walker.walk.into_inner().expect("no walker panics holding the lock");
    walk.seen = walker.seen.into_inner().min(checkout.limits.files);
    walk.found.sort_unstable();
    walk.skipped.installed_folders.sort_unstable();
    walk.skipped.unreadable.sort_unstable();
    walk
}

/// What the threads of one walk share.
struct Walker<'a> {
    checkout: &'a Checkout,
    wanted: &'a (dyn Fn(&str) -> bool + Sync),
    progress: &'a (dyn Fn(u64) + Sync),
    seen: AtomicU64,
    walk: Mutex<Walk>,
}

impl Walker<'_> {
    fn visit(&self, entry: Result<DirEntry, ignore::Error>) -> WalkState {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                self.note(|walk| walk.skipped.unreadable.push(error.to_string()));
                return WalkState::Continue;
            }
        };
        let Some(kind) = entry.file_type() else { return WalkState::Continue };
        let Some(path) = relative(self.checkout, &entry) else {
            self.note(|walk| walk.skipped.not_utf8 += 1);
            return WalkState::Skip;
        };
        if kind.is_dir() {
            self.folder(&path, entry.depth())
        } else if kind.is_symlink() {
            self.note(|walk| walk.skipped.links += 1);
            WalkState::Continue
        } else {
            self.file(path, kind.is_file())
        }
    }

    fn folder(&self, path: &str, depth: usize) -> WalkState {
        if depth > self.checkout.limits.depth {
            self.note(|walk| walk.skipped.too_deep += 1);
            return WalkState::Skip;
        }
        let (parent, name) = path.rsplit_once('/').unwrap_or(("", path));
        if Place::of_folder(name, |sign| beside(self.checkout, parent, sign)) == Place::Installed {
            self.note(|walk| walk.skipped.installed_folders.push(path.to_owned()));
            return WalkState::Skip;
        }
        WalkState::Continue
    }

    fn file(&self, path: String, regular: bool) -> WalkState {
        let count = self.seen.fetch_add(1, Ordering::Relaxed) + 1;
        if count > self.checkout.limits.files {
            self.note(|walk| walk.skipped.stopped = true);
            return WalkState::Quit;
        }
        if count.is_multiple_of(STEP) {
            (self.progress)(count);
        }
        if regular && (self.wanted)(&path) {
            let place = Place::of_path(&path, |parent, sign| beside(self.checkout, parent, sign));
            self.note(|walk| walk.found.push(Found { path, place }));
        }
        WalkState::Continue
    }

    fn note(&self, change: impl FnOnce(&mut Walk)) {
        change(&mut self.walk.lock().expect("no walker panics holding the lock"));
    }
}

/// Hidden files are walked (workflows stand in `.github`), git's own folder is not.
fn builder(checkout: &Checkout) -> WalkBuilder {
    let mut builder = WalkBuilder::new(&checkout.root);
    builder
        .hidden(false)
        .follow_links(false)
        .require_git(false)
        .git_global(false)
        .max_depth(Some(checkout.limits.depth + 1))
        .filter_entry(|entry| entry.file_name() != ".git" || entry.depth() == 0);
    builder
}

fn beside(checkout: &Checkout, parent: &str, sign: &str) -> bool {
    checkout.root.join(parent).join(sign).is_file()
}

/// The path from the root with `/` between folders; `None` when it is not UTF-8.
fn relative(checkout: &Checkout, entry: &DirEntry) -> Option<String> {
    let path: &Path = entry.path().strip_prefix(&checkout.root).ok()?;
    let parts: Option<Vec<&str>> = path.components().map(|part| part.as_os_str().to_str()).collect();
    Some(parts?.join("/"))
}
