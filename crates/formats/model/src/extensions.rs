//! Native parts that the model has no word for.

use std::fmt;
use std::ops::Index;

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

/// Native parts of a source document by `family:field` (`cyclonedx:pedigree`), in the order of the names, so that a
/// document of the same family can be written back whole. Most components have none and the others a few: a sorted list
/// takes a tenth of the memory of a tree.
#[derive(Clone, Default, PartialEq)]
pub struct Extensions(Vec<(Box<str>, Value)>);

impl Extensions {
    /// None.
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The part of a name.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.place(name).ok().map(|at| &self.0[at].1)
    }

    /// Whether there is a part of this name.
    pub fn contains_key(&self, name: &str) -> bool {
        self.place(name).is_ok()
    }

    /// Sets the part of a name.
    pub fn insert(&mut self, name: impl Into<Box<str>>, value: Value) {
        let name = name.into();
        match self.place(&name) {
            Ok(at) => self.0[at].1 = value,
            Err(at) => {
                self.0.reserve_exact(1);
                self.0.insert(at, (name, value));
            }
        }
    }

    /// Sets the part of a name where there is none.
    pub fn insert_missing(&mut self, name: impl Into<Box<str>>, value: impl FnOnce() -> Value) {
        let name = name.into();
        if !self.contains_key(&name) {
            self.insert(name, value());
        }
    }

    /// The names, in order.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| &**name)
    }

    /// The parts, in the order of their names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(name, value)| (&**name, value))
    }

    fn place(&self, name: &str) -> Result<usize, usize> {
        self.0.binary_search_by(|(known, _)| (**known).cmp(name))
    }
}

impl Index<&str> for Extensions {
    type Output = Value;

    fn index(&self, name: &str) -> &Value {
        self.get(name).expect("a part of this name")
    }
}

impl IntoIterator for Extensions {
    type Item = (Box<str>, Value);
    type IntoIter = std::vec::IntoIter<Self::Item>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl fmt::Debug for Extensions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

impl Serialize for Extensions {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.collect_map(self.iter())
    }
}

impl<'de> Deserialize<'de> for Extensions {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        input.deserialize_map(Parts)
    }
}

struct Parts;

impl<'de> Visitor<'de> for Parts {
    type Value = Extensions;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("native parts by name")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut input: A) -> Result<Extensions, A::Error> {
        let mut parts = Extensions::new();
        while let Some((name, value)) = input.next_entry::<String, Value>()? {
            parts.insert(name, value);
        }
        Ok(parts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_stand_in_the_order_of_their_names_and_come_back_from_json() {
        let mut parts = Extensions::new();
        parts.insert("spdx:b", Value::Bool(true));
        parts.insert("cyclonedx:a", Value::from(1));
        parts.insert("spdx:b", Value::Null);
        parts.insert_missing("spdx:b", || Value::from(2));
        parts.insert_missing("spdx:c", || Value::from(3));
        assert_eq!(parts.keys().collect::<Vec<_>>(), ["cyclonedx:a", "spdx:b", "spdx:c"]);
        assert_eq!(parts["spdx:b"], Value::Null);
        let text = serde_json::to_string(&parts).unwrap();
        assert_eq!(text, r#"{"cyclonedx:a":1,"spdx:b":null,"spdx:c":3}"#);
        assert_eq!(serde_json::from_str::<Extensions>(&text).unwrap(), parts);
    }
}
