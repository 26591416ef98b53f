//! Which items of a list are the same, as JSON Schema compares them.

use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};

use crate::node::Node;

/// The items of a list so far, each as a keyed hash: two that differ have one hash once in many millions of documents of a
/// million items, and nobody can make such a pair.
#[derive(Default)]
pub(super) struct Unique {
    key: RandomState,
    seen: HashSet<u64>,
}

impl Unique {
    /// Whether an item differs from all before.
    pub(super) fn insert(&mut self, item: &Node<'_>) -> bool {
        self.seen.insert(self.mark(item))
    }

    /// The hash of a value; fields have no order, and a number is its value.
    fn mark(&self, node: &Node<'_>) -> u64 {
        match node {
            Node::Null => self.key.hash_one(0_u8),
            Node::Bool(flag) => self.key.hash_one((1_u8, flag)),
            Node::Number(number) => self.key.hash_one((2_u8, number.as_f64().map(f64::to_bits))),
            Node::Text(text) => self.key.hash_one((3_u8, text)),
            Node::List(items) => {
                let marks: Vec<u64> = items.iter().map(|item| self.mark(item)).collect();
                self.key.hash_one((4_u8, marks))
            }
            Node::Object(fields) => {
                let field = |(name, node): &(_, Node<'_>)| self.key.hash_one((name, self.mark(node)));
                let sum = fields.0.iter().map(field).fold(0, u64::wrapping_add);
                self.key.hash_one((5_u8, sum))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn repeats(items: &Value) -> bool {
        let mut seen = Unique::default();
        Node::of(items).items().iter().any(|item| !seen.insert(item))
    }

    #[test]
    fn items_are_the_same_by_value() {
        for same in [
            json!(["a", "a"]),
            json!([1, 1.0]),
            json!([{"a": 1, "b": [2]}, {"b": [2], "a": 1}]),
            json!([null, 0, null]),
        ] {
            assert!(repeats(&same), "{same}");
        }
        for different in [
            json!(["a", "b"]),
            json!([1, true, "1", null, [1], {"1": 1}]),
            json!([[1, 2], [2, 1]]),
            json!([{"a": "b"}, {"b": "a"}]),
            json!([[], {}]),
        ] {
            assert!(!repeats(&different), "{different}");
        }
    }
}
