//! Whether native parts say the same, whatever the encoding that they were read from: within a part XML does not tell a list of
//! one from the one, nor what is empty from what is missing.

use std::hash::{BuildHasher, Hash, RandomState};

use mainstay_model::Extensions;
use serde_json::Value;

use crate::cyclonedx::restates;

/// Whether two components have the same native parts, but for those that only spell otherwise what the model says.
pub(super) fn say_the_same(a: &Extensions, b: &Extensions) -> bool {
    let [mut left, mut right] = [a, b].map(|parts| parts.iter().filter(|(key, part)| !restates(key, part)));
    let marks = Marks::default();
    loop {
        match (left.next(), right.next()) {
            (None, None) => return true,
            (Some((key, a)), Some((other, b))) if key == other && (a == b || marks.of(a) == marks.of(b)) => {}
            _ => return false,
        }
    }
}

/// Keyed hashes of what values say: two that differ have one hash once in very many documents, and nobody can make such a pair.
/// Each value is looked at once, however deep it lies and however long the list that it stands in: to compare the values of two
/// documents pair by pair could take the power of their depth and the square of their number.
#[derive(Default)]
pub(super) struct Marks(RandomState);

impl Marks {
    /// The hash of something else.
    pub(super) fn hash(&self, what: &impl Hash) -> u64 {
        self.0.hash_one(what)
    }

    /// The hash of what a value says; nothing where it says nothing. Neither fields nor items have an order.
    pub(super) fn of(&self, value: &Value) -> Option<u64> {
        let sum = |marks: &mut dyn Iterator<Item = u64>| marks.reduce(u64::wrapping_add);
        match value {
            Value::Null => None,
            Value::Bool(flag) => Some(self.0.hash_one((1_u8, flag))),
            Value::Number(number) => Some(self.0.hash_one((2_u8, number))),
            Value::String(text) => (!text.is_empty()).then(|| self.0.hash_one((3_u8, text))),
            Value::Array(items) if items.len() == 1 => self.of(&items[0]),
            Value::Array(items) => {
                let sum = sum(&mut items.iter().filter_map(|item| self.of(item)))?;
                // How many there are counts, those that say nothing among them.
                Some(self.0.hash_one((4_u8, items.len(), sum)))
            }
            Value::Object(fields) => {
                let field = |(name, value): (&String, &Value)| Some(self.0.hash_one((name, self.of(value)?)));
                Some(self.0.hash_one((5_u8, sum(&mut fields.iter().filter_map(field))?)))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn alike(a: Value, b: Value) -> bool {
        let [a, b] = [a, b].map(|value| {
            let mut parts = Extensions::new();
            parts.insert("cyclonedx:x", value);
            parts
        });
        say_the_same(&a, &b)
    }

    #[test]
    fn what_is_alike_says_the_same_in_any_encoding_and_order() {
        for (a, b) in [
            (json!({"a": [{"b": "c"}], "d": {}}), json!({"a": {"b": "c"}})),
            (json!({"a": {"b": [[], null, ""]}}), json!({"a": null})),
            (json!([{"a": 1}, {"b": [1, 2]}]), json!([{"b": [2, 1]}, {"a": 1}])),
            (json!([[["a"]]]), json!("a")),
        ] {
            assert!(alike(a.clone(), b.clone()), "{a} {b}");
        }
        for (a, b) in [
            (json!({"a": 1}), json!({"b": 1})),
            (json!({"a": false}), json!({})),
            (json!({"a": {"b": 1}}), json!({"a": 1})),
            (json!({"a": 1}), json!(1)),
            (json!([1, 1]), json!([1, 2])),
            (json!([1, 1, 2]), json!([1, 2])),
            (json!([1, null]), json!([1])),
            (json!([1, 2]), json!("12")),
            (json!([["a", "b"], ["c", "d"]]), json!([["a", "c"], ["b", "d"]])),
            (json!([{"a": 1, "b": 2}, {}]), json!([{"a": 1}, {"b": 2}])),
            (json!(1), json!("1")),
        ] {
            assert!(!alike(a.clone(), b.clone()), "{a} {b}");
        }
    }

    #[test]
    fn what_the_reader_leaves_out_of_a_list_is_a_difference_of_native_parts() {
        let read = |hashes: &str, references: &str| {
            let text = format!(
                r#"{{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{{"type": "library", "name": "a",
                "hashes": [{{"alg": "MD5", "content": "00"}}{hashes}], "externalReferences": [{{"type": "vcs", "url": "u"}}{references}]}}]}}"#
            );
            crate::parse(text.as_bytes(), &crate::Limits::default()).unwrap().value
        };
        let plain = read("", "");
        for (hashes, references) in [
            (r#", {"alg": "SHA-1"}"#, ""),
            (r#", {"alg": "SHA-1", "content": 1}"#, ""),
            ("", r#", {"type": "website", "comment": "c"}"#),
            ("", r#", {"type": "website", "url": ["u"]}"#),
            ("", r#", "u""#),
        ] {
            let diff = crate::diff(&plain, &read(hashes, references));
            assert_eq!(diff.changed.len(), 1, "{hashes}{references}");
            assert_eq!(diff.changed[0].aspects, [crate::Aspect::NativeParts], "{hashes}{references}");
        }
        let of_reference = |rest: &str| read("", &format!(r#", {{"type": "website", "url": "v"{rest}}}"#));
        for rest in [r#", "comment": 1"#, r#", "hashes": [{"alg": "MD5"}]"#, r#", "hashes": "00""#] {
            let diff = crate::diff(&of_reference(""), &of_reference(rest));
            assert_eq!(diff.changed.len(), 1, "{rest}");
            assert_eq!(diff.changed[0].aspects, [crate::Aspect::NativeParts], "{rest}");
        }
        let nothing = crate::diff(&of_reference(""), &of_reference(r#", "comment": null, "hashes": null"#));
        assert_eq!(nothing.unchanged, 1);
    }

    /// Objects in one another, the innermost with this text, each with a field that only this one has.
    fn nested(depth: usize, own: &str, text: &str) -> Value {
        (0..depth).fold(json!({"name": text}), |inner, _| json!({"ancestors": [inner], own: {}}))
    }

    #[test]
    fn nesting_takes_no_power_of_time() {
        // To look at each level twice would never end: the time would be of 2^128 comparisons.
        let depth = crate::Limits::default().depth;
        assert!(alike(nested(depth, "left", "a"), nested(depth, "right", "a")));
        assert!(!alike(nested(depth, "left", "a"), nested(depth, "right", "b")));
    }

    #[test]
    fn lists_in_another_order_take_no_square_of_time_and_no_power_of_it() {
        let many = |text: &dyn Fn(usize) -> String| {
            (0..3_000).map(|at| nested(4, "x", &text(at))).collect::<Vec<_>>()
        };
        let (mut list, mut reversed) = (many(&|_| "a".into()), many(&|_| "a".into()));
        list.push(json!("first"));
        reversed.insert(0, json!("first"));
        assert!(alike(json!(list), json!(reversed)));
        reversed[1] = json!("second");
        assert!(!alike(json!(list), json!(reversed)));
        let told = many(&|at| at.to_string());
        assert!(alike(json!(told), told.iter().rev().cloned().collect()));
    }
}
