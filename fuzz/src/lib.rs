//! What the targets share.

use mainstay_model::{Bom, Tool};
use mainstay_sbom::{Family, Limits, Reader, Stamp, WRITERS};

/// Splits off the first byte, which picks one of the choices; `None` without a byte or a choice.
pub fn pick<'a, T: Copy>(choices: &[T], data: &'a [u8]) -> Option<(T, &'a [u8])> {
    let (&first, rest) = data.split_first()?;
    let index = usize::from(first).checked_rem(choices.len())?;
    Some((choices[index], rest))
}

/// Reads a document with a reader of one family, whatever its first bytes say, and writes what came out in every
/// format of that family; a list of components, which has none of its own, in all.
pub fn sbom(family: Family, readers: &[&Reader], data: &[u8]) {
    let readers: Vec<&Reader> =
        readers.iter().copied().filter(|reader| reader.format.family == family).collect();
    let Some((reader, bytes)) = pick(&readers, data) else { return };
    let limits = Limits { bytes: 1 << 20, components: 10_000, relations: 100_000, ..Limits::default() };
    let Ok(parsed) = (reader.parse)(bytes, &limits) else { return };
    check(&parsed.value);
    for writer in WRITERS.iter().filter(|writer| family == Family::List || writer.format.family == family) {
        // An error is an answer; what must not happen is a panic.
        let _ = (writer.render)(&parsed.value, &stamp());
    }
}

/// What holds for every graph that a reader makes: its ids name components.
pub fn check(bom: &Bom) {
    let known = bom.components.len();
    let relations = bom.relations.iter().flat_map(|relation| [relation.from, relation.to]);
    let statements = bom.statements.iter().flat_map(|statement| statement.components.iter().copied());
    for id in bom.subjects.iter().copied().chain(relations).chain(statements) {
        assert!(id.index() < known, "an id names no component");
    }
}

fn stamp() -> Stamp {
    Stamp {
        created: "2026-01-01T00:00:00Z".to_owned(),
        serial: "00000000-0000-7000-8000-000000000000".to_owned(),
        tool: Tool { name: "fuzz".to_owned(), ..Tool::default() },
    }
}
