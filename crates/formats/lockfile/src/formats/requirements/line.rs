//! The lines of a requirements file.

use mainstay_model::Origin;

use crate::python::{self, Requirement};
use crate::text::quoted;

/// What a line says.
#[derive(Debug, PartialEq)]
pub(super) enum Line {
    Requirement { named: Named, hashes: Vec<String>, via: Vec<String> },
    Include { target: String, constraints: bool },
    Index(String),
    ExtraIndex,
    Option,
    Unreadable(String),
}

/// What a requirement names.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Named {
    pub(super) name: String,
    pub(super) version: Option<String>,
    pub(super) specifier: String,
    pub(super) marker: String,
    /// Where it comes from, unless from an index.
    pub(super) origin: Option<Origin>,
    pub(super) editable: bool,
    /// The digests that its address carries.
    pub(super) digests: Vec<String>,
    /// Whether the name is only that of a file or repository: the package may be called otherwise.
    pub(super) is_unsure: bool,
}

/// The lines of a text with their numbers, counted from one; continued lines are one.
pub(super) fn read(text: &str) -> Vec<(u32, Line)> {
    let mut found: Vec<(u32, Line)> = Vec::new();
    let mut whole = String::new();
    let mut start = 0;
    for (number, raw) in text.lines().enumerate() {
        let number = u32::try_from(number + 1).unwrap_or(u32::MAX);
        if whole.is_empty() {
            start = number;
        }
        let comment = raw.trim_start().starts_with('#');
        if !comment && let Some(open) = raw.strip_suffix('\\') {
            whole.push_str(open);
            whole.push(' ');
            continue;
        }
        if comment && whole.is_empty() {
            note(raw, &mut found);
            continue;
        }
        whole.push_str(raw);
        take(&whole, start, &mut found);
        whole.clear();
    }
    take(&whole, start, &mut found);
    found
}

fn take(line: &str, number: u32, found: &mut Vec<(u32, Line)>) {
    let (content, comment) = split_comment(line);
    if !content.trim().is_empty() {
        found.push((number, parse(content.trim())));
    }
    if let Some(comment) = comment {
        note(comment, found);
    }
}

/// A comment starts a line or follows a space.
fn split_comment(line: &str) -> (&str, Option<&str>) {
    let starts = |at: &usize| *at == 0 || line[..*at].ends_with(char::is_whitespace);
    match line.match_indices('#').map(|(at, _)| at).find(starts) {
        Some(at) => (&line[..at], Some(&line[at..])),
        None => (line, None),
    }
}

/// `# via a, b`, or `# via` with one name in each of the comments that follow.
fn note(comment: &str, found: &mut [(u32, Line)]) {
    let Some((_, Line::Requirement { via, .. })) = found.last_mut() else { return };
    let text = comment.trim().trim_start_matches('#').trim();
    let names = match text.strip_prefix("via") {
        Some(rest) if rest.is_empty() || rest.starts_with(' ') => {
            if via.is_empty() {
                // The open list that the next comments fill.
                via.push(String::new());
            }
            rest
        }
        _ if via.first().is_some_and(String::is_empty) => text,
        _ => return,
    };
    via.extend(names.split(", ").map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned));
}

fn parse(content: &str) -> Line {
    if content.starts_with('-') {
        return option(content);
    }
    let (text, options) = split_options(content);
    match named(text, false) {
        Some(named) => Line::Requirement { named, hashes: hashes(options), via: Vec::new() },
        None => Line::Unreadable(shown(content)),
    }
}

fn option(content: &str) -> Line {
    let end = content.find(['=', ' ', '\t']).unwrap_or(content.len());
    let (name, value) = (&content[..end], content[end..].trim_start_matches(['=', ' ', '\t']).trim());
    // Short options may stand without a space: `-rbase.txt`.
    let (name, value) = match (name.len() > 2 && !name.starts_with("--"), name.get(..2)) {
        (true, Some(short)) => (short, content[2..].trim()),
        _ => (name, value),
    };
    match name {
        "-r" | "--requirement" | "-c" | "--constraint" => {
            let constraints = matches!(name, "-c" | "--constraint");
            Line::Include { target: value.trim_matches(['"', '\'']).to_owned(), constraints }
        }
        "-e" | "--editable" => {
            let (text, options) = split_options(value);
            match named(text, true) {
                Some(named) => Line::Requirement { named, hashes: hashes(options), via: Vec::new() },
                None => Line::Unreadable(shown(content)),
            }
        }
        "-i" | "--index-url" => Line::Index(value.to_owned()),
        "--extra-index-url" | "-f" | "--find-links" => Line::ExtraIndex,
        _ if name.starts_with("--") || matches!(name, "-q" | "-v" | "-U") => Line::Option,
        _ => Line::Unreadable(shown(content)),
    }
}

/// The options of one requirement follow it.
fn split_options(content: &str) -> (&str, &str) {
    let at = [" --", " -C", "\t--"].iter().filter_map(|mark| content.find(mark)).min();
    at.map_or((content, ""), |at| (content[..at].trim_end(), &content[at..]))
}

/// The digests in the fragment of an address: `#sha256=...`.
fn digests(text: &str) -> Vec<String> {
    let fragment = text.split_once('#').map_or("", |(_, fragment)| fragment);
    let fragment = fragment.split([' ', '\t', ';']).next().unwrap_or_default();
    fragment.split('&').filter(|pair| python::hash(pair).is_some()).map(str::to_owned).collect()
}

fn hashes(options: &str) -> Vec<String> {
    let mut words = options.split_whitespace();
    let mut found = Vec::new();
    while let Some(word) = words.next() {
        match word.strip_prefix("--hash") {
            Some("") => found.extend(words.next().map(str::to_owned)),
            Some(rest) => found.extend(rest.strip_prefix('=').map(str::to_owned)),
            None => {}
        }
    }
    found
}

fn named(text: &str, editable: bool) -> Option<Named> {
    // The name of a wheel has the form of a name.
    let plain = Requirement::parse(text)
        .filter(|found| (!editable || !text.contains(['/', '\\'])) && !found.name.ends_with(".whl"));
    if let Some(found) = plain {
        let mut named = Named {
            name: found.name.to_owned(),
            version: found.pinned().map(str::to_owned),
            specifier: found.specifier.to_owned(),
            marker: found.marker.to_owned(),
            origin: None,
            editable,
            digests: digests(found.url),
            is_unsure: false,
        };
        if !found.url.is_empty() {
            let (origin, _) = address(found.url);
            named.version = artifact(found.url).and_then(|(_, version)| version).map(str::to_owned);
            named.origin = Some(origin);
        } else if editable {
            named.origin = Some(Origin::Path(text.to_owned()));
        }
        return Some(named);
    }
    let (place, marker) = text.split_once(" ;").unwrap_or((text, ""));
    // The extras of a folder stand behind it.
    let place = place.strip_suffix(']').and_then(|place| Some(place.rsplit_once('[')?.0)).unwrap_or(place);
    let path = place.starts_with(['.', '/', '~']) || place.contains('/');
    if !place.contains("://") && !path && artifact(place).is_none() {
        return None;
    }
    let (origin, egg) = address(place);
    let (name, version, is_unsure) = match (&egg, artifact(place)) {
        (Some(egg), _) => (egg.as_str(), None, false),
        (None, Some((name, version))) => (name, version, version.is_none()),
        (None, None) => (last(place), None, true),
    };
    let name = name.split('[').next().unwrap_or(name);
    (!name.is_empty() && !name.contains(char::is_whitespace)).then(|| Named {
        name: name.to_owned(),
        version: version.map(str::to_owned),
        specifier: String::new(),
        marker: marker.trim().to_owned(),
        origin: Some(origin),
        digests: digests(place),
        is_unsure,
        editable: editable || path && !place.contains("://") && artifact(place).is_none(),
    })
}

/// The origin of an address or path, and the name that `#egg=` gives it.
fn address(text: &str) -> (Origin, Option<String>) {
    let (place, fragment) = text.split_once('#').unwrap_or((text, ""));
    let egg = fragment.split('&').find_map(|pair| pair.strip_prefix("egg=")).map(str::to_owned);
    let vcs = ["git+", "hg+", "svn+", "bzr+"].iter().any(|tool| place.starts_with(tool));
    let origin = if vcs {
        // What tool reads it is told, unless it is git.
        let url = place.strip_prefix("git+").unwrap_or(place);
        let path = url.find("://").map_or(0, |at| at + 3);
        let path = url[path..].find('/').map_or(url.len(), |at| path + at);
        let (url, revision) = match url[path..].rfind('@') {
            Some(at) => (&url[..path + at], &url[path + at + 1..]),
            None => (url, ""),
        };
        python::repository(url, revision)
    } else if place.contains("://") && !place.starts_with("file:") {
        Origin::Download(place.to_owned())
    } else {
        Origin::Path(place.strip_prefix("file:").unwrap_or(place).to_owned())
    };
    (origin, egg)
}

/// Name and version by the name of a wheel or a source archive.
fn artifact(text: &str) -> Option<(&str, Option<&str>)> {
    let file = last(text);
    if let Some(wheel) = file.strip_suffix(".whl") {
        let mut parts = wheel.split('-');
        return Some((parts.next()?, parts.next()));
    }
    let archive =
        [".tar.gz", ".zip", ".tar.bz2", ".tgz"].iter().find_map(|ending| file.strip_suffix(ending))?;
    match archive.rsplit_once('-') {
        Some((name, version)) if version.starts_with(|c: char| c.is_ascii_digit()) => {
            Some((name, Some(version)))
        }
        _ => Some((archive, None)),
    }
}

fn last(text: &str) -> &str {
    let path = text.split(['?', '#']).next().unwrap_or(text);
    // Who serves an address is no part of what it names.
    let path = path.split_once("://").map_or(path, |(_, rest)| rest.split_once('/').unwrap_or_default().1);
    let path = path.trim_end_matches('/');
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    name.split('@').next().unwrap_or(name).trim_end_matches(".git")
}

fn shown(text: &str) -> String {
    quoted(text).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(text: &str) -> Line {
        let mut lines = read(text);
        assert_eq!(lines.len(), 1, "{lines:?}");
        lines.remove(0).1
    }

    #[test]
    fn continued_lines_and_comments_are_joined_and_cut() {
        let lines = read("# head\na==1 \\\n  --hash=sha256:aa \\\n  --hash sha256:bb # note\n\nb==2#not\n");
        assert_eq!(lines[0].0, 2);
        let Line::Requirement { named, hashes, .. } = &lines[0].1 else { panic!("{lines:?}") };
        assert_eq!((named.name.as_str(), hashes.len()), ("a", 2));
        assert_eq!(lines[1].0, 6);
    }

    #[test]
    fn repositories_and_archives_are_named() {
        let named = |text: &str| match one(text) {
            Line::Requirement { named, .. } => (named.name, named.version, named.origin.unwrap()),
            other => panic!("{other:?}"),
        };
        let vcs = |url: &str, commit: Option<&str>| Origin::Vcs {
            url: url.into(),
            revision: commit.map(str::to_owned),
        };
        let (name, _, origin) = named("-e git+https://h.example/o/r.git@0123abc#egg=x[y]&subdirectory=z");
        assert_eq!((name.as_str(), origin), ("x", vcs("https://h.example/o/r.git", Some("0123abc"))));
        let (name, _, origin) = named("git+ssh://git@h.example/o/r.git@main");
        assert_eq!((name.as_str(), origin), ("r", vcs("ssh://git@h.example/o/r.git", Some("main"))));
        let (name, version, _) = named("https://h.example/a_b-1.2-py3-none-any.whl");
        assert_eq!((name.as_str(), version.as_deref()), ("a_b", Some("1.2")));
        let (name, version, origin) = named("a_b-1.2-py3-none-any.whl");
        assert_eq!((name.as_str(), version.as_deref()), ("a_b", Some("1.2")));
        assert_eq!(origin, Origin::Path("a_b-1.2-py3-none-any.whl".into()));
        let (_, _, origin) = named("hg+https://h.example/o/r@abc#egg=r");
        assert_eq!(origin, vcs("hg+https://h.example/o/r", Some("abc")));
        let (name, version, origin) = named("./dist/c-2.0.tar.gz");
        assert_eq!((name.as_str(), version.as_deref()), ("c", Some("2.0")));
        assert_eq!(origin, Origin::Path("./dist/c-2.0.tar.gz".into()));
    }

    #[test]
    fn a_digest_in_the_fragment_of_an_address_is_one() {
        let (sha256, sha1) = (format!("sha256={}", "a".repeat(64)), format!("sha1={}", "b".repeat(40)));
        let hashes = |text: &str| match one(text) {
            Line::Requirement { named, hashes, .. } => [named.digests, hashes].concat(),
            other => panic!("{other:?}"),
        };
        assert_eq!(hashes(&format!("foo @ https://h.example/foo-1.0-py3-none-any.whl#{sha256}")), [&*sha256]);
        let marked = format!("foo @ https://h.example/foo-1.0.zip#egg=foo&{sha1} ; python_version>'3'");
        assert_eq!(hashes(&marked), [&*sha1]);
        assert_eq!(
            hashes(&format!("https://h.example/foo-1.0.zip#{sha1} --hash={sha256}")),
            [&*sha1, &*sha256]
        );
        assert_eq!(hashes("foo @ https://h.example/foo-1.0.zip#sha256=short"), [""; 0]);
    }

    #[test]
    fn options_are_told_apart() {
        assert_eq!(one("-rbase.txt"), Line::Include { target: "base.txt".into(), constraints: false });
        assert_eq!(one("--constraint=c.txt"), Line::Include { target: "c.txt".into(), constraints: true });
        assert_eq!(one("--index-url https://r.example/s"), Line::Index("https://r.example/s".into()));
        assert_eq!(one("--pre"), Line::Option);
        assert!(matches!(one("-foo==1.0"), Line::ExtraIndex), "pip reads -f with `oo==1.0`");
        assert!(matches!(one("foo|bar=='1'"), Line::Unreadable(_)));
    }
}
