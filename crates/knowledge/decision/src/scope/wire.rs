//! Scopes as JSON.
//!
//! Each part says what it is, and nothing may be left out or added: a scope that is read as less than it says would cover more
//! than was decided.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

use crate::{Matter, Package, PackageError, Place, Scope, ScopeError, Subject, Versions};

/// Bytes of a scope as JSON.
const LONGEST: usize = 65_536;

/// Why a text is no scope.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ScopeReadError {
    /// It is longer than scopes are.
    #[error("a scope has at most {LONGEST} bytes")]
    Size,
    /// It is not the JSON of a scope.
    #[error("not a scope: {0}")]
    Json(#[from] serde_json::Error),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ScopeWire {
    place: PlaceWire,
    subject: SubjectWire,
    matter: MatterWire,
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "kebab-case", deny_unknown_fields)]
enum PlaceWire {
    Organization {},
    Unit {
        unit: Uuid,
    },
    Product {
        product: Uuid,
    },
    Releases {
        product: Uuid,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        versions: Option<String>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        named: Vec<String>,
    },
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "kebab-case", deny_unknown_fields)]
enum SubjectWire {
    Anything {},
    Package {
        package: String,
    },
    Versions {
        package: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        versions: Option<String>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        named: Vec<String>,
    },
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "kebab-case", deny_unknown_fields)]
enum MatterWire {
    Anything {},
    Kind { kind: String },
    One { kind: String, id: String },
}

#[derive(Debug, thiserror::Error)]
enum Wrong {
    #[error(transparent)]
    Scope(#[from] ScopeError),
    #[error(transparent)]
    Package(#[from] PackageError),
}

impl Scope {
    /// Reads a scope from JSON, as its `Serialize` writes it.
    ///
    /// # Errors
    /// When the text is too long or is no scope; also when it says more than this program understands, because to read less would
    /// cover more.
    pub fn from_json(text: &[u8]) -> Result<Self, ScopeReadError> {
        if text.len() > LONGEST {
            return Err(ScopeReadError::Size);
        }
        Ok(serde_json::from_slice(text)?)
    }
}

impl Serialize for Scope {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let place = match self.place() {
            Place::Organization => PlaceWire::Organization {},
            Place::Unit(unit) => PlaceWire::Unit { unit: *unit },
            Place::Product(product) => PlaceWire::Product { product: *product },
            Place::Releases(product, all) => {
                let (versions, named) = written(all);
                PlaceWire::Releases { product: *product, versions, named }
            }
        };
        let subject = match self.subject() {
            Subject::Anything => SubjectWire::Anything {},
            Subject::Package(package) => SubjectWire::Package { package: package.to_string() },
            Subject::Versions(package, all) => {
                let (versions, named) = written(all);
                SubjectWire::Versions { package: package.to_string(), versions, named }
            }
        };
        let matter = match self.matter() {
            Matter::Anything => MatterWire::Anything {},
            Matter::Kind(kind) => MatterWire::Kind { kind: kind.clone() },
            Matter::One(kind, id) => MatterWire::One { kind: kind.clone(), id: id.clone() },
        };
        ScopeWire { place, subject, matter }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Scope {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        scope(ScopeWire::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

fn scope(wire: ScopeWire) -> Result<Scope, Wrong> {
    let place = match wire.place {
        PlaceWire::Organization {} => Place::Organization,
        PlaceWire::Unit { unit } => Place::Unit(unit),
        PlaceWire::Product { product } => Place::Product(product),
        PlaceWire::Releases { product, versions: range, named } => {
            Place::Releases(product, versions(mainstay_version::Ecosystem::generic(), range, &named)?)
        }
    };
    let subject = match wire.subject {
        SubjectWire::Anything {} => Subject::Anything,
        SubjectWire::Package { package } => Subject::Package(package.parse()?),
        SubjectWire::Versions { package, versions: range, named } => {
            let package: Package = package.parse()?;
            let versions = versions(package.ecosystem(), range, &named)?;
            Subject::Versions(package, versions)
        }
    };
    let matter = match wire.matter {
        MatterWire::Anything {} => Matter::Anything,
        MatterWire::Kind { kind } => Matter::Kind(kind),
        MatterWire::One { kind, id } => Matter::One(kind, id),
    };
    Ok(Scope::new(place, subject, matter)?)
}

fn versions(
    ecosystem: mainstay_version::Ecosystem,
    range: Option<String>,
    named: &[String],
) -> Result<Versions, ScopeError> {
    Ok(Versions::new(ecosystem, range.as_deref(), named.iter().map(String::as_str))?)
}

fn written(versions: &Versions) -> (Option<String>, Vec<String>) {
    (versions.range().map(ToString::to_string), versions.named().map(str::to_owned).collect())
}
