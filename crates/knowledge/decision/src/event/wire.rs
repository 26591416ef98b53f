//! Events as they are stored: a name and JSON.
//!
//! What makes a decision hold is read strictly: a limit that is not understood must not be lost. What ends or weakens one is read
//! leniently: a revocation counts even if its evidence cannot be read.

use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::{Act, Event, Terms};

/// Why something stored is no event.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EventReadError {
    /// No event has this name.
    #[error("no event of a decision is called `{0}`")]
    Name(String),
    /// The data is no object.
    #[error("the data of an event is a JSON object")]
    Shape,
    /// The event needs a field that is not there.
    #[error("`{0}` is missing")]
    Missing(&'static str),
    /// A field is not what it should be.
    #[error("`{0}` cannot be read: {1}")]
    Field(&'static str, String),
    /// There is a field that this program does not know, and it may limit what is decided.
    #[error("`{0}` is not known here, and may limit what was decided")]
    Unknown(String),
    /// There are more conditions or evidence than anybody writes.
    #[error("an event has at most {MOST} conditions and as many pieces of evidence")]
    Many,
}

/// Conditions of an event, and pieces of evidence.
const MOST: usize = 256;

/// The fields of the data, besides those of the act.
const COMMON: [&str; 4] = ["on_behalf", "reason", "policy", "evidence"];

impl Event {
    /// What is stored beside time, person and name.
    pub fn data(&self) -> Value {
        let mut data = Map::new();
        let mut put = |key: &str, value: Value| {
            let is_empty = value.is_null() || value == json!([]) || value == json!("");
            if !is_empty {
                data.insert(key.to_owned(), value);
            }
        };
        put("on_behalf", json!(self.on_behalf));
        put("reason", json!(self.reason));
        put("policy", json!(self.policy));
        put("evidence", json!(self.evidence));
        match &self.act {
            Act::Proposed(terms) => {
                put("from", json!(terms.from));
                put("until", json!(terms.until));
                put("conditions", json!(terms.conditions));
                put("supersedes", json!(terms.supersedes));
                data.insert("outcome".to_owned(), terms.outcome.clone());
            }
            Act::Approved { conditions } => put("conditions", json!(conditions)),
            Act::Renewed { until } => put("until", json!(until)),
            Act::Fulfilled { condition } | Act::Broken { condition } => put("condition", json!(condition)),
            Act::Superseded { by } => put("by", json!(by)),
            Act::Rejected | Act::Withdrawn | Act::Revoked => {}
        }
        Value::Object(data)
    }

    /// Reads what is stored.
    ///
    /// # Errors
    /// When the name is none, or the data of an event that makes a decision hold is not understood in full.
    pub fn read(at: Timestamp, by: Option<Uuid>, name: &str, data: &Value) -> Result<Self, EventReadError> {
        let weakens =
            matches!(name, "rejected" | "withdrawn" | "revoked" | "condition-broken" | "superseded");
        let nothing = Map::new();
        let map = data.as_object().or(weakens.then_some(&nothing)).ok_or(EventReadError::Shape)?;
        let fields = Fields { map, strictly: !weakens };
        let (act, own): (Act, &[&str]) = match name {
            "proposed" => {
                (Act::Proposed(fields.terms()?), &["outcome", "from", "until", "conditions", "supersedes"])
            }
            "approved" => (Act::Approved { conditions: fields.list("conditions")? }, &["conditions"]),
            "rejected" => (Act::Rejected, &[]),
            "withdrawn" => (Act::Withdrawn, &[]),
            "renewed" => (Act::Renewed { until: fields.needed("until")? }, &["until"]),
            "revoked" => (Act::Revoked, &[]),
            "condition-fulfilled" => {
                (Act::Fulfilled { condition: fields.needed("condition")? }, &["condition"])
            }
            "condition-broken" => (Act::Broken { condition: fields.needed("condition")? }, &["condition"]),
            "superseded" => (Act::Superseded { by: fields.field("by")? }, &["by"]),
            _ => return Err(EventReadError::Name(name.chars().take(64).collect())),
        };
        fields.know(own)?;
        Ok(Self {
            at,
            by,
            on_behalf: fields.field("on_behalf")?,
            reason: fields.field("reason")?.unwrap_or_default(),
            policy: fields.field("policy")?,
            evidence: fields.list("evidence")?,
            act,
        })
    }
}

struct Fields<'a> {
    map: &'a Map<String, Value>,
    strictly: bool,
}

impl Fields<'_> {
    fn terms(&self) -> Result<Terms, EventReadError> {
        Ok(Terms {
            outcome: self.map.get("outcome").ok_or(EventReadError::Missing("outcome"))?.clone(),
            from: self.field("from")?,
            until: self.field("until")?,
            conditions: self.list("conditions")?,
            supersedes: self.field("supersedes")?,
        })
    }

    fn field<T: DeserializeOwned>(&self, key: &'static str) -> Result<Option<T>, EventReadError> {
        let Some(value) = self.map.get(key).filter(|value| !value.is_null()) else { return Ok(None) };
        match T::deserialize(value) {
            Ok(read) => Ok(Some(read)),
            Err(error) if self.strictly => Err(EventReadError::Field(key, error.to_string())),
            Err(_) => Ok(None),
        }
    }

    fn needed<T: DeserializeOwned>(&self, key: &'static str) -> Result<T, EventReadError> {
        self.field(key)?.ok_or(EventReadError::Missing(key))
    }

    fn list<T: DeserializeOwned>(&self, key: &'static str) -> Result<Vec<T>, EventReadError> {
        let length = self.map.get(key).and_then(Value::as_array).map_or(0, Vec::len);
        match (length > MOST, self.strictly) {
            (true, true) => Err(EventReadError::Many),
            (true, false) => Ok(Vec::new()),
            _ => Ok(self.field(key)?.unwrap_or_default()),
        }
    }

    /// Refuses fields that neither the act nor every event has.
    fn know(&self, own: &[&str]) -> Result<(), EventReadError> {
        let is_known = |key: &str| COMMON.contains(&key) || own.contains(&key);
        match self.map.keys().find(|key| self.strictly && !is_known(key)) {
            Some(key) => Err(EventReadError::Unknown(key.chars().take(64).collect())),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at() -> Timestamp {
        "2027-01-01T00:00:00Z".parse().unwrap()
    }

    fn read(name: &str, data: Value) -> Result<Event, EventReadError> {
        Event::read(at(), None, name, &data)
    }

    #[test]
    fn what_grants_is_read_strictly() {
        assert_eq!(read("proposed", json!({})), Err(EventReadError::Missing("outcome")));
        let more = json!({"outcome": "waived", "only_in": "test"});
        assert_eq!(read("proposed", more), Err(EventReadError::Unknown("only_in".to_owned())));
        let wrong = read("renewed", json!({"until": "soon"}));
        assert!(matches!(wrong, Err(EventReadError::Field("until", _))));
        let condition = json!({"id": "a", "text": "b", "unless": "c"});
        let wrong = read("approved", json!({"conditions": [condition]}));
        assert!(matches!(wrong, Err(EventReadError::Field("conditions", _))));
        let many = json!({"evidence": vec![Uuid::nil(); MOST + 1]});
        assert_eq!(read("approved", many), Err(EventReadError::Many));
        assert_eq!(read("approved", json!([])), Err(EventReadError::Shape));
        assert_eq!(read("granted", json!({})), Err(EventReadError::Name("granted".to_owned())));
    }

    #[test]
    fn what_ends_a_decision_counts_even_if_its_data_is_broken() {
        for data in [json!(null), json!({"evidence": 7, "more": 1}), json!("x")] {
            assert_eq!(read("revoked", data.clone()).map(|event| event.act), Ok(Act::Revoked));
            assert_eq!(read("superseded", data).map(|event| event.act), Ok(Act::Superseded { by: None }));
        }
    }

    #[test]
    fn an_outcome_may_be_anything() {
        for outcome in [json!(null), json!(""), json!({"a": [1]})] {
            let terms = Terms { outcome, ..Terms::default() };
            let event = Event::new(at(), None, Act::Proposed(terms));
            assert_eq!(read("proposed", event.data()), Ok(event));
        }
    }
}
