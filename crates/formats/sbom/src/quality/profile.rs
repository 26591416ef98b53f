//! What is asked of an SBOM depends on what the product is for: profiles are data.

use serde::{Deserialize, Serialize};

use super::CHECKS;

/// What is asked of an SBOM.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// Stable kebab-case id; a product class names the profile that its SBOMs are held to.
    pub id: String,
    /// What people call it.
    pub title: String,
    /// Which components are looked at.
    pub depth: Depth,
    /// Checks that must be met in full.
    pub required: Vec<String>,
    /// Checks that count and may be missed.
    #[serde(default)]
    pub wanted: Vec<String>,
}

/// Which components a profile looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Depth {
    /// Those that the subject names itself, and those of which that is not known.
    Direct,
    /// All.
    All,
}

/// How much a profile asks for a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// It must be met in full.
    Required,
    /// It counts and may be missed.
    Wanted,
}

/// Why profiles cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ProfileError {
    /// The text is no TOML of this shape.
    #[error("the quality profiles cannot be read: {0}")]
    Syntax(String),
    /// A profile names a check that does not exist.
    #[error("the quality profile `{profile}` asks for `{check}`, which is no check")]
    Unknown {
        /// The profile.
        profile: String,
        /// The name.
        check: String,
    },
}

impl Profile {
    /// How much the profile asks for a check; `None` when it does not.
    pub fn level(&self, check: &str) -> Option<Level> {
        let names = |list: &[String]| list.iter().any(|id| id == check);
        if names(&self.required) {
            Some(Level::Required)
        } else if names(&self.wanted) {
            Some(Level::Wanted)
        } else {
            None
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    profile: Vec<Profile>,
}

/// Reads profiles from TOML: an array of tables `profile`. `None` gives the built-in ones.
///
/// # Errors
/// When the text is not of that shape or names a check that does not exist.
pub fn profiles(text: Option<&str>) -> Result<Vec<Profile>, ProfileError> {
    let text = text.unwrap_or(include_str!("profiles.toml"));
    let file: File = toml::from_str(text).map_err(|error| ProfileError::Syntax(error.to_string()))?;
    for profile in &file.profile {
        let mut asked = profile.required.iter().chain(&profile.wanted);
        if let Some(check) = asked.find(|id| CHECKS.iter().all(|check| check.id != id.as_str())) {
            return Err(ProfileError::Unknown { profile: profile.id.clone(), check: check.clone() });
        }
    }
    Ok(file.profile)
}
