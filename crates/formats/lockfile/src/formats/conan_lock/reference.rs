//! Conan's references: `name/version@user/channel#recipe:package#binary%time`.

use mainstay_model::{Purl, PurlError};

/// The parts of a reference that name a recipe.
pub(super) struct Reference<'a> {
    pub(super) name: &'a str,
    pub(super) version: &'a str,
    pub(super) user: Option<&'a str>,
    pub(super) channel: Option<&'a str>,
    /// The revision of the recipe.
    pub(super) revision: Option<&'a str>,
}

impl<'a> Reference<'a> {
    /// `None` when there is no name or no version.
    pub(super) fn parse(text: &'a str) -> Option<Self> {
        let text = text.split('%').next().unwrap_or(text);
        // What follows the colon names one binary of many.
        let text = text.split(':').next().unwrap_or(text);
        let (text, revision) =
            text.split_once('#').map_or((text, None), |(text, revision)| (text, Some(revision)));
        let (text, owner) = text.split_once('@').map_or((text, None), |(text, owner)| (text, Some(owner)));
        let (name, version) = text.split_once('/')?;
        let (user, channel) = match owner.map(|owner| owner.split_once('/').unwrap_or((owner, ""))) {
            Some((user, channel)) => (Some(user), Some(channel)),
            None => (None, None),
        };
        // Conan writes an underscore for an owner that is not set.
        let set = |text: Option<&'a str>| text.filter(|text| !text.is_empty() && *text != "_");
        let valid = !name.is_empty() && !version.is_empty();
        valid.then_some(Self {
            name,
            version,
            user: set(user),
            channel: set(channel),
            revision: set(revision),
        })
    }

    pub(super) fn purl(&self) -> Result<Purl, PurlError> {
        // A user is a namespace only together with a channel.
        let purl = match (self.user, self.channel) {
            (Some(user), Some(channel)) => Purl::new("conan", Some(user), self.name, Some(self.version))?
                .with_qualifier("channel", channel)?,
            (Some(user), None) => {
                Purl::new("conan", None, self.name, Some(self.version))?.with_qualifier("user", user)?
            }
            _ => Purl::new("conan", None, self.name, Some(self.version))?,
        };
        purl.with_qualifier("rrev", self.revision.unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::Reference;

    #[test]
    fn every_part_finds_its_place() {
        let purl = |text| Reference::parse(text).unwrap().purl().unwrap().to_string();
        assert_eq!(purl("zlib/1.2.11"), "pkg:conan/zlib@1.2.11");
        assert_eq!(purl("zlib/1.2.11#abc%1667.1"), "pkg:conan/zlib@1.2.11?rrev=abc");
        assert_eq!(purl("zlib/1.2@me/stable#abc:pid#prev"), "pkg:conan/me/zlib@1.2?channel=stable&rrev=abc");
        assert_eq!(purl("zlib/1.2@me"), "pkg:conan/zlib@1.2?user=me");
        assert_eq!(purl("zlib/1.2@_/_"), "pkg:conan/zlib@1.2");
        for text in ["", "1.2.3", "/1", "a/"] {
            assert!(Reference::parse(text).is_none(), "{text}");
        }
    }
}
