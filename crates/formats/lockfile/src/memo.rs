//! What is remembered of a tree's files while the tree is scanned.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// No more than this is remembered, so that a tree of a million manifests does not end up in memory.
const MAX_KEPT: usize = 4096;

type Kept = HashMap<(TypeId, String), Arc<dyn Any + Send + Sync>>;

/// Files that other files of a tree lean on (parents, modules, imported properties), as their format read them: a
/// hundred poms that inherit from one another are read a hundred times, not ten thousand.
#[derive(Default)]
pub struct Memo(Mutex<Kept>);

impl Memo {
    /// What was remembered for a path, or what `read` now makes of it. Two threads may both read one path.
    pub(crate) fn of<T: Send + Sync + 'static>(&self, path: &str, read: impl FnOnce() -> T) -> Arc<T> {
        let key = (TypeId::of::<T>(), path.to_owned());
        let known = self.kept().get(&key).cloned();
        if let Some(known) = known.and_then(|known| known.downcast().ok()) {
            return known;
        }
        let made = Arc::new(read());
        let mut kept = self.kept();
        if kept.len() < MAX_KEPT {
            kept.insert(key, made.clone());
        }
        made
    }

    /// A thread that broke off left the map whole: entries are only ever added.
    fn kept(&self) -> std::sync::MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::Memo;

    #[test]
    fn a_path_is_read_once_for_each_kind_of_reading() {
        let memo = Memo::default();
        assert_eq!(*memo.of("a", || 1), 1);
        assert_eq!(*memo.of("a", || 2), 1);
        assert_eq!(*memo.of("a", || "text"), "text");
        assert_eq!(*memo.of("b", || 3), 3);
    }

    #[test]
    fn what_is_not_kept_is_still_answered() {
        let memo = Memo::default();
        for index in 0..super::MAX_KEPT + 5 {
            assert_eq!(*memo.of(&index.to_string(), || index), index);
        }
        assert_eq!(memo.kept().len(), super::MAX_KEPT);
    }
}
