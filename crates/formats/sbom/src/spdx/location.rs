//! Version control locations as SPDX 2 writes them: `git+https://host/path@revision#part`.

use mainstay_model::Origin;

/// Reads a location. One with a part inside the repository stays an address, because the model's origin has no
/// place for it.
pub(super) fn parse(location: &str) -> Option<Origin> {
    let (tool, address) = location.split_once('+')?;
    if !matches!(tool, "git" | "hg" | "svn" | "bzr") || address.contains('#') {
        return None;
    }
    let path = address.find("://").map_or(0, |at| at + 3);
    let path = path + address[path..].find('/')?;
    let (url, revision) = match address[path..].rfind('@') {
        Some(at) => (&address[..path + at], Some(&address[path + at + 1..])),
        None => (address, None),
    };
    let url = if tool == "git" { url.to_owned() } else { format!("{tool}+{url}") };
    Some(Origin::Vcs { url, revision: revision.map(str::to_owned) })
}

/// Writes where a component comes from, when SPDX has a form for it.
pub(super) fn text(origin: &Origin) -> Option<String> {
    match origin {
        Origin::Vcs { url, revision } => {
            let tool = url.split_once("://").is_some_and(|(scheme, _)| scheme.contains('+'));
            let url = if tool { url.clone() } else { format!("git+{url}") };
            Some(match revision {
                Some(revision) => format!("{url}@{revision}"),
                None => url,
            })
        }
        Origin::Download(url) => Some(url.clone()),
        Origin::Unknown | Origin::Public | Origin::Registry(_) | Origin::Path(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_location_comes_back_as_it_was() {
        for location in [
            "git+https://forge.example/a/b.git@v1.0",
            "git+ssh://git@forge.example/a/b.git",
            "hg+https://forge.example/a@rev/x",
            "svn+https://forge.example/a",
        ] {
            assert_eq!(text(&parse(location).unwrap()).as_deref(), Some(location));
        }
    }

    #[test]
    fn the_user_in_the_address_is_no_revision() {
        let Some(Origin::Vcs { url, revision }) = parse("git+ssh://git@forge.example/a.git") else {
            panic!()
        };
        assert_eq!((url.as_str(), revision), ("ssh://git@forge.example/a.git", None));
    }

    #[test]
    fn other_locations_are_no_version_control() {
        for location in ["https://forge.example/a+b.zip", "git+https://forge.example/a#sub", "git+x", "NONE"]
        {
            assert_eq!(parse(location), None, "{location}");
        }
    }
}
