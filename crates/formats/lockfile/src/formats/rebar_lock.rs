//! rebar.lock: what Rebar3 locked for an Erlang project, each package with its level below the project.

use std::collections::HashMap;

use mainstay_model::{Bom, Component, Directness, Hash, Origin, Parsed, Problem, Purl};

use super::terms::{self, Term};
use crate::assembly::Assembly;
use crate::text::Lines;
use crate::{Format, Notation, Refusal, Source, Support, Tells};

pub(crate) const FORMAT: Format = Format {
    id: "rebar-lock",
    title: "rebar.lock",
    ecosystem: "hex",
    files: &["rebar.lock"],
    notation: Notation::Text,
    support: Support::Full,
    tells: Tells { edges: false, direct: true, scope: false, hashes: true, origin: true, license: false },
    yields_to: &[],
    read: parse,
};

fn parse(source: &Source<'_>) -> Result<Parsed<Bom>, Refusal> {
    let text = source.text()?;
    let lines = Lines::new(text);
    let (sentences, broken) = terms::sentences(text);
    let broken = broken.map(|broken| (u64::from(lines.at(broken.at)), broken.message));
    let Some(first) = sentences.first() else {
        let (line, message) = broken.unwrap_or((1, "there is no term in it".to_owned()));
        return Err(Refusal::Syntax { format: "rebar.lock", line: Some(line), message });
    };
    // Since 2016 a tuple of the version and the list; before, the list alone.
    let (version, list) = match first {
        Term::Tuple(parts) => (parts.first().and_then(Term::text), parts.get(1)),
        _ => (None, Some(first)),
    };
    let mut assembly = Assembly::new(source, FORMAT.id, version);
    if let Some((line, message)) = broken {
        let message = format!("the file breaks off: {message}; what stands before is read");
        assembly.problem(Problem::error("terms-syntax", message).at_line(line));
    }
    let digests = sentences.get(1).and_then(|hashes| hashes.get("pkg_hash_ext")).map(Term::parts);
    let digests: HashMap<&str, &str> = digests
        .unwrap_or_default()
        .iter()
        .filter_map(|pair| Some((pair.parts().first()?.text()?, pair.parts().get(1)?.text()?)))
        .collect();
    let mut levels = Vec::new();
    for entry in list.into_iter().flat_map(Term::parts) {
        let [name, from, level] = entry.parts() else { continue };
        let Some(name) = name.text() else { continue };
        let found = read(name, from.parts(), digests.get(name).copied(), &lines, &mut assembly);
        levels.push((assembly.add(found), level.text() == Some("0")));
    }
    let mut parsed = assembly.finish()?;
    for (id, direct) in levels {
        let directness = if direct { Directness::Direct } else { Directness::Transitive };
        parsed.value.components[id.index()].directness = directness;
    }
    Ok(parsed)
}

/// `{pkg, name, version}` or `{git, address, {ref, commit}}`. Which registry the former is from is not told.
fn read(
    name: &str,
    from: &[Term<'_>],
    digest: Option<&str>,
    lines: &Lines<'_>,
    assembly: &mut Assembly<'_>,
) -> Component {
    let text = |index: usize| from.get(index).and_then(Term::text);
    let (published, version, origin) = match text(0) {
        Some("pkg") => (text(1).unwrap_or(name), text(2), Origin::Unknown),
        Some("git" | "git_subdir" | "hg") => {
            let revision = from.get(2).and_then(|revision| revision.parts().last()?.text());
            let url = text(1).unwrap_or_default().to_owned();
            (name, None, Origin::Vcs { url, revision: revision.map(str::to_owned) })
        }
        _ => (name, None, Origin::Unknown),
    };
    let purl = Purl::new("hex", None, published, version);
    Component {
        reference: name.to_owned(),
        name: published.to_owned(),
        version: version.map(str::to_owned),
        hashes: digest
            .filter(|value| value.len() == 64)
            .map(|value| Hash { algorithm: "SHA-256".to_owned(), value: value.to_ascii_lowercase() })
            .into_iter()
            .collect(),
        ..assembly.component(lines.of(name), purl, origin)
    }
}

#[cfg(test)]
mod tests {
    use mainstay_model::Directness;

    use crate::Refusal;
    use crate::testing::{Files, find, labels, parse, standing, try_parse};

    #[test]
    fn levels_tell_directness_and_the_outer_digest_is_kept() {
        let text = "{\"1.2.0\",\n[{<<\"a\">>,{pkg,<<\"a\">>,<<\"1.0\">>},0},\n\
                    {<<\"b\">>,{git,\"https://git.example/b\",{ref,\"abc\"}},1}]}.\n\
                    [{pkg_hash,[{<<\"a\">>,<<\"FF\">>}]},{pkg_hash_ext,[{<<\"a\">>,\
                    <<\"000102030405060708090A0B0C0D0E0F000102030405060708090A0B0C0D0E0F\">>}]}].";
        let bom = parse("rebar.lock", text).value;
        assert_eq!(labels(&bom), ["a@1.0", "b"]);
        assert_eq!(standing(&bom, "a").1, Directness::Direct);
        assert_eq!(standing(&bom, "b").1, Directness::Transitive);
        assert!(find(&bom, "a").hashes[0].value.starts_with("0001"));
        assert_eq!(
            labels(&parse("rebar.lock", "[{<<\"a\">>,{pkg,<<\"a\">>,<<\"1.0\">>},0}].").value),
            ["a@1.0"]
        );
    }

    #[test]
    fn a_text_without_terms_is_refused() {
        let files = Files::new(&[("rebar.lock", "{\"1.2.0\",")]);
        assert!(matches!(try_parse(&files, "rebar.lock"), Err(Refusal::Syntax { .. })));
    }
}
