//! The parallel walk.

use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use ignore::{DirEntry, WalkBuilder, WalkState};

use crate::links::{self, Link};
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
    /// Folders of other people's source. They were walked, and what was found in them says so.
    pub vendored_folders: Vec<String>,
    /// Files and folders that could not be looked at.
    pub unreadable: Vec<Unreadable>,
    /// Folders whose path is not UTF-8, and files and links of such a path that were asked for; with what cannot be read of it
    /// replaced.
    pub not_utf8: Vec<String>,
    /// Symbolic links that lead out of the tree or into installed packages. Any other leads to what is looked at anyway.
    pub links_left: Vec<String>,
    /// Folders deeper than the bound.
    pub too_deep: Vec<String>,
    /// Whether the walk stopped at the bound on the number of files.
    pub stopped: bool,
}

/// What could not be looked at.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unreadable {
    /// The path from the root; empty where the system does not tell it.
    pub path: String,
    /// What the system says.
    pub message: String,
}

/// How often progress is told.
const STEP: u64 = 1000;

pub(crate) fn walk(
    checkout: &Checkout,
    wanted: &(dyn Fn(&str) -> bool + Sync),
    progress: &(dyn Fn(u64) + Sync),
) -> Walk {
    let (mut walk, links) = std::thread::scope(|scope| {
        let tracked = scope.spawn(|| checkout.tracked_though_ignored());
        let walked = Walker::run(checkout, wanted, progress, 0);
        // Several threads meet the bound at other files each time.
        let walker = if walked.is_stopped() { Walker::run(checkout, wanted, progress, 1) } else { walked };
        match tracked.join().unwrap_or_else(|_| Ok(Vec::new())) {
            Ok(tracked) => tracked.iter().for_each(|path| walker.tracked(path)),
            Err(why) => walker.untold(&why),
        }
        walker.end()
    });
    links::settle(checkout, links, wanted, &mut walk);
    walk.found.sort_unstable();
    walk.found.dedup();
    let skipped = &mut walk.skipped;
    skipped.unreadable.sort_unstable();
    let lists = [
        &mut skipped.installed_folders,
        &mut skipped.vendored_folders,
        &mut skipped.not_utf8,
        &mut skipped.too_deep,
    ];
    lists.into_iter().for_each(|list| list.sort_unstable());
    walk
}

/// What the threads of one walk share.
struct Walker<'a> {
    checkout: &'a Checkout,
    wanted: &'a (dyn Fn(&str) -> bool + Sync),
    progress: &'a (dyn Fn(u64) + Sync),
    seen: AtomicU64,
    walk: Mutex<Walk>,
    links: Mutex<Vec<Link>>,
}

impl<'a> Walker<'a> {
    /// Walks on so many threads; 0 leaves their number to the walk.
    fn run(
        checkout: &'a Checkout,
        wanted: &'a (dyn Fn(&str) -> bool + Sync),
        progress: &'a (dyn Fn(u64) + Sync),
        threads: usize,
    ) -> Self {
        let (seen, walk, links) = Default::default();
        let walker = Self { checkout, wanted, progress, seen, walk, links };
        let walking = builder(checkout).threads(threads).build_parallel();
        walking.run(|| Box::new(|entry| walker.visit(entry)));
        walker
    }

    fn is_stopped(&self) -> bool {
        self.walk.lock().expect("no walker panics holding the lock").skipped.stopped
    }

    /// What was found, and the links.
    fn end(self) -> (Walk, Vec<Link>) {
        let mut walk = self.walk.into_inner().expect("no walker panics holding the lock");
        walk.seen = self.seen.into_inner().min(self.checkout.limits.files);
        (walk, self.links.into_inner().expect("no walker panics holding the lock"))
    }

    /// Notes that nobody tells which files git tracks although they are ignored.
    fn untold(&self, why: &str) {
        let message = format!("git does not tell which files it tracks though a pattern ignores them: {why}");
        let mut walk = self.walk.lock().expect("no walker panics holding the lock");
        walk.skipped.unreadable.push(Unreadable { path: ".git".to_owned(), message });
    }

    /// Takes in a file that git tracks and the walk left out. Git may tell of one whose folder has become a link.
    fn tracked(&self, path: &Path) {
        let file = self.checkout.root.join(path);
        let is_here =
            |folder: &Path| folder.canonicalize().is_ok_and(|real| real.as_os_str() == folder.as_os_str());
        if !file.parent().is_some_and(is_here) {
            return;
        }
        let Ok(metadata) = file.symlink_metadata() else { return };
        let Some(path) = links::text(path) else {
            let _ = self.not_utf8(path.to_string_lossy().into_owned(), false);
            return;
        };
        if self.checkout.place(&path) == Place::Installed || metadata.is_dir() {
            return;
        }
        if metadata.is_symlink() {
            let link = Link::follow(self.checkout, path);
            self.links.lock().expect("no walker panics holding the lock").push(link);
        } else {
            let _ = self.file(path, metadata.is_file());
        }
    }

    fn visit(&self, entry: Result<DirEntry, ignore::Error>) -> WalkState {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                let unreadable = unreadable(self.checkout, &error);
                self.note(|walk| walk.skipped.unreadable.push(unreadable));
                return WalkState::Continue;
            }
        };
        let Some(kind) = entry.file_type() else { return WalkState::Continue };
        let Some(path) = relative(self.checkout, &entry) else {
            let shown = entry.path().strip_prefix(&self.checkout.root).unwrap_or(entry.path());
            let shown = shown.to_string_lossy().into_owned();
            return self.not_utf8(shown, kind.is_dir());
        };
        if kind.is_dir() {
            self.folder(&path, entry.depth())
        } else if kind.is_symlink() {
            let link = Link::follow(self.checkout, path);
            self.links.lock().expect("no walker panics holding the lock").push(link);
            WalkState::Continue
        } else {
            self.file(path, kind.is_file())
        }
    }

    /// What is no folder and was not asked for has been looked at as much as any other: by its name.
    fn not_utf8(&self, shown: String, is_folder: bool) -> WalkState {
        let is_missed = is_folder || (self.wanted)(&shown);
        if is_missed {
            self.note(|walk| walk.skipped.not_utf8.push(shown));
            return WalkState::Skip;
        }
        self.count()
    }

    fn folder(&self, path: &str, depth: usize) -> WalkState {
        if depth > self.checkout.limits.depth {
            self.note(|walk| walk.skipped.too_deep.push(path.to_owned()));
            return WalkState::Skip;
        }
        match Place::of_folder(path, |sign| self.is_file(sign)) {
            Place::Own => WalkState::Continue,
            Place::Vendored => {
                let inside_another = self.checkout.place(path) == Place::Vendored;
                if !inside_another {
                    self.note(|walk| walk.skipped.vendored_folders.push(path.to_owned()));
                }
                WalkState::Continue
            }
            Place::Installed => {
                self.note(|walk| walk.skipped.installed_folders.push(path.to_owned()));
                WalkState::Skip
            }
        }
    }

    fn is_file(&self, path: &str) -> bool {
        self.checkout.root.join(path).is_file()
    }

    fn file(&self, path: String, regular: bool) -> WalkState {
        let state = self.count();
        if state != WalkState::Continue || !(self.wanted)(&path) {
            return state;
        }
        if regular {
            let place = self.checkout.place(&path);
            self.note(|walk| walk.found.push(Found { path, place }));
        } else {
            let message = "it is no regular file".to_owned();
            self.note(|walk| walk.skipped.unreadable.push(Unreadable { path, message }));
        }
        state
    }

    /// Counts one more file.
    fn count(&self) -> WalkState {
        let count = self.seen.fetch_add(1, Ordering::Relaxed) + 1;
        if count > self.checkout.limits.files {
            self.note(|walk| walk.skipped.stopped = true);
            return WalkState::Quit;
        }
        if count.is_multiple_of(STEP) {
            (self.progress)(count);
        }
        WalkState::Continue
    }

    fn note(&self, change: impl FnOnce(&mut Walk)) {
        change(&mut self.walk.lock().expect("no walker panics holding the lock"));
    }
}

/// Folders in which version control keeps its own.
const VERSION_CONTROL: [&str; 4] = [".git", ".svn", ".hg", ".bzr"];

/// Hidden files are walked (workflows stand in `.github`), what version control keeps for itself is not.
fn builder(checkout: &Checkout) -> WalkBuilder {
    let mut builder = WalkBuilder::new(&checkout.root);
    builder
        .hidden(false)
        .follow_links(false)
        .require_git(false)
        .git_global(false)
        .max_depth(Some(checkout.limits.depth + 1))
        .filter_entry(|entry| {
            entry.depth() == 0 || !VERSION_CONTROL.iter().any(|name| entry.file_name() == *name)
        });
    builder
}

/// Takes the path out of an error of the walk.
fn unreadable(checkout: &Checkout, error: &ignore::Error) -> Unreadable {
    match error {
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => {
            unreadable(checkout, err)
        }
        ignore::Error::WithPath { path, err } => {
            let path = path.strip_prefix(&checkout.root).unwrap_or(path);
            Unreadable { path: path.to_string_lossy().into_owned(), message: err.to_string() }
        }
        other => Unreadable { path: String::new(), message: other.to_string() },
    }
}

/// The path from the root with `/` between folders; `None` when it is not UTF-8.
fn relative(checkout: &Checkout, entry: &DirEntry) -> Option<String> {
    links::text(entry.path().strip_prefix(&checkout.root).ok()?)
}
