//! Bad input is normal input: whatever the bytes, a format answers, the same way twice, with a graph that holds.

mod seeds;

use std::time::{Duration, Instant};

use mainstay_lockfile::{Bom, FORMATS, Format, NoTree, Parsed, Refusal, Registries, Source, Tree, recognize};
use proptest::prelude::*;
use seeds::{Everywhere, SEEDS};

fn parse(format: &Format, path: &str, bytes: &[u8], tree: &dyn Tree) -> Result<Parsed<Bom>, Refusal> {
    format.parse(&Source { path, bytes, tree, registries: &Registries::default() })
}

/// What holds for every answer.
fn hold(format: &Format, path: &str, bytes: &[u8]) {
    for tree in [&NoTree as &dyn Tree, &Everywhere(bytes)] {
        let answer = parse(format, path, bytes, tree);
        match &answer {
            Ok(parsed) => {
                let count = parsed.value.components.len();
                assert!(
                    parsed.value.relations.iter().all(|r| r.from.index() < count && r.to.index() < count)
                );
                assert!(parsed.value.subjects.iter().all(|id| id.index() < count));
                assert!(parsed.problems.iter().all(|problem| !problem.message.is_empty()));
            }
            Err(refusal) => assert!(!refusal.to_string().is_empty()),
        }
        assert_eq!(
            answer,
            parse(format, path, bytes, tree),
            "{} answers differently the second time",
            format.id
        );
    }
}

/// Cuts, doubles, swaps and overwrites parts of a text.
fn mutated(seed: &[u8], changes: &[(u8, usize, usize, u8)]) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    for &(kind, from, length, byte) in changes {
        if bytes.is_empty() {
            break;
        }
        let from = from % bytes.len();
        let to = (from + length % 40).min(bytes.len());
        match kind % 4 {
            0 => bytes.truncate(from),
            1 => bytes[from] = byte,
            2 => {
                let part = bytes[from..to].to_vec();
                bytes.splice(from..from, part);
            }
            _ => {
                bytes.drain(from..to);
            }
        }
    }
    bytes
}

#[test]
fn every_seed_is_recognized_and_read() {
    for (path, text) in SEEDS {
        let format = recognize(path).unwrap_or_else(|| panic!("{path} is not recognized"));
        let parsed = parse(format, path, text.as_bytes(), &NoTree);
        let found = parsed.unwrap_or_else(|refusal| panic!("{path}: {refusal}"));
        assert!(!found.value.components.is_empty(), "{path}");
        hold(format, path, text.as_bytes());
    }
}

#[test]
fn brackets_and_tags_without_end_are_bounded_and_told() {
    let mut silent = Vec::new();
    for text in
        ["[", "{", "<a>", "{\"a\":", "- ", "[{", "%{", "<<\"", "\"", "- a:\n", "a: &a [*a,", "${", "(", "["]
    {
        let bytes = text.repeat(20_000).into_bytes();
        for format in FORMATS {
            let path = format.files[0].replace('*', "x");
            let answer = soon(&path, || parse(format, &path, &bytes, &NoTree));
            if !is_told(&answer) {
                silent.push((path, text));
            }
        }
    }
    assert!(silent.is_empty(), "passed over in silence: {silent:?}");
}

/// Whether an answer that has nothing in it says so.
fn is_told(answer: &Result<Parsed<Bom>, Refusal>) -> bool {
    let silent = |parsed: &Parsed<Bom>| parsed.problems.is_empty() && parsed.value.components.is_empty();
    !answer.as_ref().is_ok_and(silent)
}

/// Runs something that must not take long, with room for a slow machine without optimization.
fn soon<T>(what: &str, run: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let value = run();
    assert!(start.elapsed() < Duration::from_secs(30), "{what} took {:?}", start.elapsed());
    value
}

#[test]
fn every_beginning_of_a_file_is_answered() {
    for (path, text) in SEEDS {
        let format = recognize(path).expect("seeds are recognized");
        for end in 0..text.len() {
            hold(format, path, &text.as_bytes()[..end]);
        }
    }
    for format in FORMATS {
        hold(format, &format.files[0].replace('*', "x"), b"");
    }
}

#[test]
fn broken_utf_8_is_answered_wherever_it_stands() {
    for (path, text) in SEEDS {
        let format = recognize(path).expect("seeds are recognized");
        for at in 0..text.len() {
            for byte in [0x00, 0x80, 0xc3, 0xff] {
                let mut bytes = text.as_bytes().to_vec();
                bytes[at] = byte;
                let answer = parse(format, path, &bytes, &NoTree);
                let silent = answer.is_ok_and(|parsed| parsed.problems.is_empty());
                assert!(!silent || std::str::from_utf8(&bytes).is_ok(), "{path}: {byte:x} at {at}");
            }
        }
    }
}

#[test]
fn entities_of_a_file_multiply_nowhere() {
    let mut entities = String::from("<!DOCTYPE x [<!ENTITY e0 \"0123456789\">");
    for level in 1..12 {
        entities += &format!("<!ENTITY e{level} \"{}\">", format!("&e{};", level - 1).repeat(10));
    }
    entities += "]>";
    for (path, text) in SEEDS.iter().filter(|(_, text)| text.starts_with('<')) {
        let format = recognize(path).expect("seeds are recognized");
        let text = format!("{entities}{}", text.replace(">1<", ">&e11;<").replace("='1'", "='&e11;'"));
        let found = soon(path, || parse(format, path, text.as_bytes(), &NoTree));
        let longest = found.map(|parsed| {
            parsed.value.components.iter().filter_map(|one| one.version.as_ref()).map(String::len).max()
        });
        assert!(longest.is_err() || longest.unwrap_or_default().unwrap_or(0) < 100, "{path}");
    }
}

#[test]
fn very_many_brackets_cost_little() {
    let bytes = vec![b'['; 4 << 20];
    for format in FORMATS {
        let path = format.files[0].replace('*', "x");
        let answer = soon(format.id, || parse(format, &path, &bytes, &NoTree));
        assert!(is_told(&answer), "{path} is passed over in silence");
    }
}

/// A file that lists one more component with every number: its path, what stands before, the entry, and what stands after.
type Long = (&'static str, &'static str, fn(u32) -> String, &'static str);

const LONG: &[Long] = &[
    ("gradle.lockfile", "", |n| format!("a:b{n}:1=x\n"), ""),
    ("go.mod", "module a.example/b\n", |n| format!("require a.example/x{n} v1.0.0\n"), ""),
    ("packages.config", "<packages>", |n| format!("<package id='a{n}' version='1'/>"), "</packages>"),
    ("mix.lock", "%{", |n| format!("\"a{n}\": {{:hex, :a{n}, \"1\"}},"), "}"),
    ("rebar.lock", "[", |n| format!("{{<<\"a{n}\">>,{{pkg,<<\"a{n}\">>,<<\"1\">>}},0}},"), "{}]."),
    ("conan.lock", "{\"requires\":[", |n| format!("\"a{n}/1\","), "\"z/1\"]}"),
    ("Package.resolved", "{\"pins\":[", |n| format!("{{\"identity\":\"a{n}\"}},"), "{}],\"version\":2}"),
    ("cabal.project.freeze", "constraints: ", |n| format!("a{n} ==1,"), "z ==1"),
];

#[test]
fn a_file_of_more_components_than_any_project_has_is_refused() {
    for (path, before, entry, after) in LONG {
        let format = recognize(path).expect("it is recognized");
        let of = |count: u32| format!("{before}{}{after}", (0..count).map(entry).collect::<String>());
        let few = parse(format, path, of(10).as_bytes(), &NoTree).map(|parsed| parsed.value.components.len());
        assert!(few.as_ref().is_ok_and(|count| *count >= 10), "{path}: {few:?}");
        let many = soon(path, || parse(format, path, of(250_001).as_bytes(), &NoTree));
        assert!(matches!(&many, Err(Refusal::Bound(_))), "{path}: {:?}", many.map(|parsed| parsed.problems));
    }
}

proptest! {
    #[test]
    fn arbitrary_bytes_are_answered(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        for format in FORMATS {
            hold(format, &format.files[0].replace('*', "x"), &bytes);
        }
    }

    #[test]
    fn damaged_files_are_answered(
        seed in 0..SEEDS.len(),
        changes in proptest::collection::vec((any::<u8>(), any::<usize>(), any::<usize>(), any::<u8>()), 1..6),
    ) {
        let (path, text) = SEEDS[seed];
        let format = recognize(path).expect("seeds are recognized");
        hold(format, path, &mutated(text.as_bytes(), &changes));
    }
}
