//! Native parts that the model has no word for.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Index;

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

/// Native parts of a source document by `family:field` (`cyclonedx:pedigree`), in the order of the names, so that a
/// document of the same family can be written back whole. Most components have none and the others a few: a sorted list
/// takes a tenth of the memory of a tree. A document may give one component a million, though, and a list would then be
/// moved a million times: beyond [`FEW`] it becomes a tree.
#[derive(Clone, Default, PartialEq)]
pub struct Extensions {
    few: Vec<(Box<str>, Value)>,
    /// All of them, when they are no longer few.
    many: Option<BTreeMap<Box<str>, Value>>,
}

/// So many parts stand in a list.
const FEW: usize = 64;

impl Extensions {
    /// None.
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.few.is_empty() && self.many.is_none()
    }

    /// The part of a name.
    pub fn get(&self, name: &str) -> Option<&Value> {
        match &self.many {
            Some(many) => many.get(name),
            None => self.place(name).ok().map(|at| &self.few[at].1),
        }
    }

    /// Whether there is a part of this name.
    pub fn contains_key(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// Sets the part of a name.
    pub fn insert(&mut self, name: impl Into<Box<str>>, value: Value) {
        let name = name.into();
        if let Some(many) = &mut self.many {
            many.insert(name, value);
            return;
        }
        match self.place(&name) {
            Ok(at) => self.few[at].1 = value,
            Err(at) if self.few.len() < FEW => {
                self.few.reserve_exact(1);
                self.few.insert(at, (name, value));
            }
            Err(_) => {
                let few = std::mem::take(&mut self.few);
                self.many = Some(few.into_iter().chain([(name, value)]).collect());
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
        self.iter().map(|(name, _)| name)
    }

    /// The parts, in the order of their names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        let few = self.few.iter().map(|(name, value)| (&**name, value));
        few.chain(self.many.iter().flat_map(|many| many.iter()).map(|(name, value)| (&**name, value)))
    }

    fn place(&self, name: &str) -> Result<usize, usize> {
        self.few.binary_search_by(|(known, _)| (**known).cmp(name))
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
    type IntoIter = std::iter::Chain<
        std::vec::IntoIter<Self::Item>,
        std::collections::btree_map::IntoIter<Box<str>, Value>,
    >;

    fn into_iter(self) -> Self::IntoIter {
        self.few.into_iter().chain(self.many.unwrap_or_default())
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

    #[test]
    fn many_parts_are_kept_like_few_ones() {
        let names: Vec<String> = (0..3 * FEW).rev().map(|number| format!("x:{number:04}")).collect();
        let mut parts = Extensions::new();
        for name in &names {
            parts.insert(name.as_str(), Value::Null);
            parts.insert(name.as_str(), Value::from(name.as_str()));
        }
        assert!(parts.keys().eq(names.iter().rev().map(String::as_str)));
        assert!(names.iter().all(|name| parts[name] == name.as_str()));
        let text = serde_json::to_string(&parts).unwrap();
        assert_eq!(serde_json::from_str::<Extensions>(&text).unwrap(), parts);
        assert_eq!(parts.into_iter().count(), names.len());
    }
}
