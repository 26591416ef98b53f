//! What the lockfiles of JavaScript share: names, integrity, addresses, package.json.

mod config;
mod package_json;

use std::collections::HashSet;

use mainstay_model::{
    Component, ComponentKind, Graph, Hash, LicenseClaim, NodeId, Origin, Purl, PurlError, Scope,
};
use serde::Deserialize;

pub(crate) use self::config::Configured;
pub(crate) use self::package_json::PackageJson;
use crate::assembly::Assembly;
use crate::license::Licenses;
use crate::text::{Entries, Flag, Table, Text};
use crate::{Refusal, Source, decode};

/// A package.json, or the entry of a lockfile that repeats one and adds to it.
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Package<'a> {
    #[serde(borrow)]
    pub(crate) name: Text<'a>,
    #[serde(borrow)]
    pub(crate) version: Text<'a>,
    #[serde(borrow)]
    pub(crate) license: Licenses<'a>,
    /// What npm wrote in the place of `license` until 2014.
    #[serde(borrow)]
    pub(crate) licenses: Licenses<'a>,
    #[serde(borrow)]
    pub(crate) resolved: Text<'a>,
    #[serde(borrow)]
    pub(crate) integrity: Text<'a>,
    #[serde(borrow)]
    pub(crate) deprecated: Text<'a>,
    pub(crate) link: Flag,
    pub(crate) dev: Flag,
    pub(crate) optional: Flag,
    pub(crate) dev_optional: Flag,
    pub(crate) peer: Flag,
    pub(crate) in_bundle: Flag,
    #[serde(borrow)]
    pub(crate) dependencies: Entries<'a, Text<'a>>,
    #[serde(borrow)]
    pub(crate) dev_dependencies: Entries<'a, Text<'a>>,
    #[serde(borrow)]
    pub(crate) optional_dependencies: Entries<'a, Text<'a>>,
    #[serde(borrow)]
    pub(crate) peer_dependencies: Entries<'a, Text<'a>>,
    #[serde(borrow)]
    pub(crate) peer_dependencies_meta: Entries<'a, Table<PeerMeta>>,
    pub(crate) workspaces: Option<serde_json::Value>,
    #[serde(borrow)]
    pub(crate) resolutions: Entries<'a, Text<'a>>,
}

/// What package.json says of one peer.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct PeerMeta {
    pub(crate) optional: Flag,
}

impl<'a> Package<'a> {
    /// Reads a package.json.
    ///
    /// # Errors
    /// When it is no JSON in UTF-8.
    pub(crate) fn manifest(bytes: &'a [u8]) -> Result<Self, Refusal> {
        let text = std::str::from_utf8(bytes).map_err(|_| Refusal::Encoding)?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        decode::last_of_each(text).map_err(|error| Refusal::Syntax {
            format: "package.json",
            line: Some(error.line() as u64),
            message: error.to_string(),
        })
    }

    /// What the package declares its license to be.
    pub(crate) fn licenses(&self) -> Vec<LicenseClaim> {
        let claims = self.license.claims();
        if claims.is_empty() { self.licenses.claims() } else { claims }
    }

    /// What the package needs, what each is used for, and the range. `own` tells whether it is the project's:
    /// nobody installs the development dependencies of other people's packages.
    pub(crate) fn needs(&self, own: bool) -> impl Iterator<Item = (&Text<'a>, Scope, &Text<'a>)> {
        let development: &[_] = if own { &self.dev_dependencies } else { &[] };
        let optional: HashSet<&str> = self.optional_dependencies.iter().map(|(name, _)| &**name).collect();
        let kinds = [
            (Scope::Runtime, &*self.dependencies),
            (Scope::Optional, &*self.optional_dependencies),
            (Scope::Provided, &*self.peer_dependencies),
            (Scope::Development, development),
        ];
        let all = kinds.into_iter().flat_map(|(scope, list)| list.iter().map(move |entry| (scope, entry)));
        // npm and Yarn let an optional declaration win over a plain one of the same name.
        all.filter(move |(scope, (name, _))| *scope != Scope::Runtime || !optional.contains(&**name))
            .map(|(scope, (name, range))| (name, scope, range))
    }

    /// The globs that name the folders of workspaces.
    pub(crate) fn workspace_globs(&self) -> Vec<String> {
        let list = match &self.workspaces {
            Some(serde_json::Value::Object(table)) => table.get("packages"),
            other => other.as_ref(),
        };
        let globs = list.and_then(serde_json::Value::as_array).into_iter().flatten();
        globs.filter_map(|glob| glob.as_str().map(str::to_owned)).collect()
    }
}

/// Tells what the manifest of one of the project's own packages asks for and the lockfile does not know of: the two were not
/// written together. What is known is told by package, name, use and range.
pub(crate) fn tell_unlocked(
    (from, folder): (NodeId, &str),
    mut is_known: impl FnMut(&Package<'_>, &str, Scope, &str) -> bool,
    remedy: &str,
    source: &Source<'_>,
    assembly: &mut Assembly<'_>,
) {
    let Some(manifest) = PackageJson::read(folder, source, assembly) else { return };
    let Some(package) = manifest.package(assembly) else { return };
    for (name, scope, range) in package.needs(true) {
        if scope == Scope::Provided || is_known(&package, name, scope, range) {
            continue;
        }
        assembly.unlocked(from, &format!("{}@{}", &**name, &**range), &manifest.path, remedy);
    }
}

/// The strength of an edge that leaves somebody else's package.
pub(crate) fn weakening(scope: Scope) -> Option<Scope> {
    Some(scope).filter(|scope| *scope != Scope::Runtime)
}

/// Scope and name of a package: `@scope/name` is two parts.
pub(crate) fn split_name(name: &str) -> (Option<&str>, &str) {
    match name.strip_prefix('@').and_then(|_| name.split_once('/')) {
        Some((scope, name)) => (Some(scope), name),
        None => (None, name),
    }
}

/// The purl of a package.
fn purl(name: &str, version: &str) -> Result<Purl, PurlError> {
    let (scope, name) = split_name(name);
    Purl::new("npm", scope, name, Some(version))
}

/// A package as every lockfile of this family tells it.
pub(crate) fn component(
    name: &str,
    version: &str,
    line: Option<u32>,
    origin: Origin,
    first_party: bool,
    assembly: &mut Assembly<'_>,
) -> Component {
    let (group, short) = split_name(name);
    Component {
        kind: if first_party { ComponentKind::Application } else { ComponentKind::Library },
        name: short.to_owned(),
        group: group.map(str::to_owned),
        version: Some(version).filter(|text| !text.is_empty()).map(str::to_owned),
        graph: Graph::Complete,
        first_party,
        ..assembly.component(line, purl(name, version), origin)
    }
}

/// A name and what follows its `@`, which may be a version, a range or an address.
pub(crate) fn split_descriptor(text: &str) -> Option<(&str, &str)> {
    let (at, _) = text.match_indices('@').find(|&(at, _)| at > 0)?;
    Some((&text[..at], &text[at + 1..]))
}

/// The digests of a Subresource Integrity text: `sha512-...`, several separated by spaces; what is none is left out.
pub fn hashes(integrity: &str) -> Vec<Hash> {
    integrity.split_ascii_whitespace().filter_map(hash).collect()
}

fn hash(text: &str) -> Option<Hash> {
    let (algorithm, digest) = text.split_once('-')?;
    let (algorithm, length) = match algorithm {
        "md5" => ("MD5", 16),
        "sha1" => ("SHA-1", 20),
        "sha256" => ("SHA-256", 32),
        "sha384" => ("SHA-384", 48),
        "sha512" => ("SHA-512", 64),
        _ => return None,
    };
    let bytes = base64(digest.split('?').next().unwrap_or(digest))?;
    (bytes.len() == length).then(|| Hash { algorithm: algorithm.into(), value: hexadecimal(&bytes) })
}

fn hexadecimal(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.map(|digit| char::from(DIGITS[usize::from(digit)])).collect()
}

/// Standard base64; too little to take a crate for.
fn base64(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut count) = (0u32, 0);
    for byte in text.trim_end_matches('=').bytes() {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => return None,
        };
        bits = (bits << 6 | u32::from(value)) & 0x00ff_ffff;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count & 0xff) as u8);
        }
    }
    Some(bytes)
}

/// The path that an address names.
pub(crate) fn path(address: &str) -> Option<&str> {
    let path = ["file:", "link:", "portal:"].iter().find_map(|scheme| address.strip_prefix(scheme))?;
    path.split('#').next()
}

/// Where a package comes from, by the address that a lockfile or a manifest gives for it; a path starts in the folder of the
/// file.
pub(crate) fn origin(source: &Source<'_>, name: &str, address: &str) -> Origin {
    if let Some(path) = path(address) {
        return Origin::Path(source.beside(path).unwrap_or_else(|| path.to_owned()));
    }
    if let Some(origin) = repository(address) {
        return origin;
    }
    if !address.starts_with("https://") && !address.starts_with("http://") {
        return Origin::Unknown;
    }
    match registry(name, address) {
        Some(base) => source.registries.origin(base),
        None => source.registries.origin_of_file(address),
    }
}

/// The registry of a tarball `<registry>/<name>/-/<file>`.
fn registry<'a>(name: &str, address: &'a str) -> Option<&'a str> {
    let (package, _) = address.split_once("/-/")?;
    let encoded = name.replacen('/', "%2f", 1);
    [name, &encoded, &encoded.replacen("%2f", "%2F", 1)]
        .iter()
        .find_map(|name| package.strip_suffix(*name))
        .filter(|base| base.ends_with('/'))
}

/// A version control address in any of the spellings that the package managers take.
pub(crate) fn repository(address: &str) -> Option<Origin> {
    let (place, revision) = address.split_once('#').unzip();
    let place = place.unwrap_or(address);
    // Yarn writes `#commit=...`, among other keys.
    let revision = revision.map(|text| {
        let commit = text.split('&').find_map(|pair| pair.strip_prefix("commit="));
        commit.unwrap_or(text).to_owned()
    });
    for (short, host) in
        [("github:", "github.com"), ("gitlab:", "gitlab.com"), ("bitbucket:", "bitbucket.org")]
    {
        if let Some(path) = place.strip_prefix(short) {
            let url = format!("https://{host}/{}", path.trim_end_matches(".git"));
            return Some(Origin::Vcs { url, revision });
        }
    }
    if let Some(path) = place.strip_prefix("https://codeload.github.com/") {
        let mut parts = path.split('/');
        let (owner, name) = (parts.next()?, parts.next()?);
        let url = format!("https://github.com/{owner}/{name}");
        return Some(Origin::Vcs { url, revision: path.rsplit('/').next().map(str::to_owned) });
    }
    let git = place.starts_with("git+") || place.starts_with("git:") || place.starts_with("git@");
    let named = place.ends_with(".git") && (place.contains("://") || revision.is_some());
    (git || named || place.starts_with("ssh://") || is_hosted(place))
        .then(|| Origin::Vcs { url: place.strip_prefix("git+").unwrap_or(place).to_owned(), revision })
}

/// Whether an address is the page of a repository, which npm and Yarn fetch with git: `https://host/owner/name`.
fn is_hosted(place: &str) -> bool {
    let rest = place.strip_prefix("https://").or_else(|| place.strip_prefix("http://")).unwrap_or_default();
    let (host, path) = rest.split_once('/').unwrap_or_default();
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    matches!(host, "github.com" | "gitlab.com" | "bitbucket.org" | "bitbucket.com")
        && !path.contains('?')
        && path.split('/').filter(|part| !part.is_empty()).count() == 2
}

#[cfg(test)]
mod tests;
