//! gradle/verification-metadata.xml: digests of everything that a Gradle build may fetch.
//!
//! The file grows with every build and is not pruned: it tells what may be fetched, build tools and poms
//! included, not what one build uses.

use mainstay_model::{Bom, Component, Hash, Origin, Parsed, Problem, Purl, Reference};

use crate::assembly::Assembly;
use crate::xml::{self, Element};
use crate::{Format, Notation, Refusal, Source, Support, Tells};

pub(crate) const FORMAT: Format = Format {
    id: "gradle-verification-metadata",
    title: "verification-metadata.xml",
    ecosystem: "maven",
    files: &["gradle/verification-metadata.xml", "verification-metadata.xml"],
    notation: Notation::Own,
    support: Support::Partial(
        "trusted keys and signatures are not read; entries that only a key verifies are listed",
    ),
    tells: Tells { edges: false, direct: false, scope: false, hashes: true, origin: false, license: false },
    yields_to: &["gradle-lockfile"],
    read: parse,
};

fn parse(source: &Source<'_>) -> Result<Parsed<Bom>, Refusal> {
    let (root, problems) = xml::read(source)?;
    if root.name != "verification-metadata" {
        let message = format!("the document is a `{}`, not `verification-metadata`", root.name);
        let line = Some(u64::from(root.line));
        return Err(Refusal::Syntax { format: "verification-metadata.xml", line, message });
    }
    let mut assembly = Assembly::new(source, FORMAT.id, None);
    problems.into_iter().for_each(|problem| assembly.problem(problem));
    for element in root.at(&["components", "component"]) {
        let parts = ["group", "name", "version"].map(|name| element.attribute(name));
        let [Some(group), Some(name), Some(version)] = parts else {
            let message = "a component lacks its group, name or version and is left out";
            assembly.problem(Problem::warning("entry-unread", message).at_line(u64::from(element.line)));
            continue;
        };
        let purl = Purl::new("maven", Some(group), name, Some(version));
        let found = assembly.component(Some(element.line), purl, Origin::Unknown);
        let (hashes, references) = digests(element, name, version);
        assembly.add(Component {
            reference: format!("{group}:{name}:{version}"),
            name: name.to_owned(),
            group: Some(group.to_owned()),
            version: Some(version.to_owned()),
            hashes,
            references,
            ..found
        });
    }
    assembly.finish()
}

/// The digests of the artifact itself, and by file name those of everything that stands with it.
fn digests(element: &Element, name: &str, version: &str) -> (Vec<Hash>, Vec<Reference>) {
    let stem = format!("{name}-{version}.");
    let main = element.all("artifact").position(|artifact| {
        let file = artifact.attribute("name").unwrap_or_default();
        let ending = file.strip_prefix(&stem).unwrap_or_default();
        matches!(ending, "jar" | "aar" | "war" | "klib" | "zip")
    });
    let (mut hashes, mut references) = (Vec::new(), Vec::new());
    for (index, artifact) in element.all("artifact").enumerate() {
        let digests: Vec<Hash> = artifact.children.iter().flat_map(hash).collect();
        if Some(index) == main {
            hashes = digests;
        } else if let Some(file) = artifact.attribute("name").filter(|_| !digests.is_empty()) {
            references.push(Reference { hashes: digests, ..Reference::new("distribution", file) });
        }
    }
    (hashes, references)
}

/// A digest, and the others that the file trusts as well.
fn hash(element: &Element) -> Vec<Hash> {
    let algorithm = match element.name.as_str() {
        "md5" => "MD5",
        "sha1" => "SHA-1",
        "sha256" => "SHA-256",
        "sha512" => "SHA-512",
        _ => return Vec::new(),
    };
    let values =
        std::iter::once(element).chain(element.all("also-trust")).filter_map(|e| e.attribute("value"));
    values.map(|value| Hash { algorithm: algorithm.to_owned(), value: value.to_ascii_lowercase() }).collect()
}

#[cfg(test)]
mod tests {
    use crate::testing::{codes, find, labels, parse};

    #[test]
    fn the_artifact_keeps_its_digests_and_the_rest_is_kept_beside() {
        let text = r#"<verification-metadata xmlns="x"><components>
<component group="org.a" name="lib" version="1.0">
<artifact name="lib-1.0.jar"><sha256 value="AB12" origin="g"><also-trust value="cd34"/></sha256></artifact>
<artifact name="lib-1.0.pom"><sha512 value="ff"/></artifact>
<artifact name="lib-1.0.module"><pgp value="0123"/></artifact>
</component>
<component group="org.a" name="lost"/>
</components></verification-metadata>"#;
        let parsed = parse("gradle/verification-metadata.xml", text);
        assert_eq!(labels(&parsed.value), ["org.a/lib@1.0"]);
        assert_eq!(codes(&parsed), ["entry-unread"]);
        let lib = find(&parsed.value, "org.a/lib@1.0");
        let values: Vec<&str> = lib.hashes.iter().map(|hash| hash.value.as_str()).collect();
        assert_eq!(values, ["ab12", "cd34"]);
        assert_eq!(lib.references.len(), 1);
        assert_eq!((lib.references[0].url.as_str(), lib.locations[0].line), ("lib-1.0.pom", Some(2)));
    }
}
