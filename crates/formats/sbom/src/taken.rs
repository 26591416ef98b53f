//! Names of which a document must have each once: references, identifiers, names of licenses.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

/// Names in use, which new ones must not repeat.
#[derive(Debug, Default)]
pub(crate) struct Taken<'n> {
    names: HashSet<Cow<'n, str>>,
    /// The number that the next one of a name gets: to count anew for each would take the square of their number.
    next: HashMap<String, u64>,
}

impl<'n> Taken<'n> {
    /// Takes a name; whether it was free.
    pub(crate) fn take(&mut self, name: impl Into<Cow<'n, str>>) -> bool {
        self.names.insert(name.into())
    }

    /// The wish, or the wish with a mark and the next number that is free; it is taken from then on.
    pub(crate) fn fresh(&mut self, wish: &str, mark: char) -> String {
        if !self.names.contains(wish) {
            self.take(wish.to_owned());
            return wish.to_owned();
        }
        let next = self.next.entry(wish.to_owned()).or_insert(2);
        loop {
            let name = format!("{wish}{mark}{next}");
            *next += 1;
            if self.names.insert(Cow::Owned(name.clone())) {
                return name;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Taken;

    #[test]
    fn a_name_that_is_taken_gets_the_next_free_number() {
        let mut taken = Taken::default();
        assert!(taken.take("a#2") && !taken.take("a#2"));
        let names = ["a", "a", "a", "a#2", "b"].map(|wish| taken.fresh(wish, '#'));
        assert_eq!(names, ["a", "a#3", "a#4", "a#2#2", "b"]);
    }
}
