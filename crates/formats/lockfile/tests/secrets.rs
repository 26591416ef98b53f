//! No output of any format holds a secret that stands within an address, wherever in the file the address stands.

mod generate;
mod seeds;

use mainstay_lockfile::{NoTree, Registries, Source, Tree, recognize};
use seeds::{Everywhere, SEEDS};

/// Addresses that hold a password or a key, as files spell them.
const PLANTED: &[&str] = &[
    "https://bot:S3CRET@h.example/p.tgz?token=S3CRET&ref=main",
    "git+https://S3CRET@h.example/g/p.git#abc",
    "https://h.example/p.tgz?ref=main&X-Amz-Signature=S3CRET",
    "https:\\/\\/bot:S3CRET\\u0040h.example\\/p.tgz?a=b\\u0026sig=S3CRET",
    "https://bot:S3CRET&#64;h.example/p.tgz?ref=main&amp;sig=S3CRET",
    "https%3A%2F%2Fbot%3AS3CRET%40h.example%2Fp.tgz%3Ftoken%3DS3CRET",
];

/// Every text that comes of one with an address in the place of one of its words.
fn planted(text: &str) -> impl Iterator<Item = String> {
    let inner = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    let bytes = text.as_bytes();
    let starts = (0..bytes.len()).filter(move |&at| inner(bytes[at]) && (at == 0 || !inner(bytes[at - 1])));
    let words = starts.map(move |start| {
        let length = bytes[start..].iter().position(|&byte| !inner(byte));
        (start, length.map_or(bytes.len(), |length| start + length))
    });
    words.flat_map(move |(start, end)| {
        PLANTED.iter().map(move |address| format!("{}{address}{}", &text[..start], &text[end..]))
    })
}

/// All that reading a file tells.
fn told(path: &str, bytes: &[u8], tree: &dyn Tree) -> String {
    let registries = Registries::default();
    let format = recognize(path).expect("it is recognized");
    match format.parse(&Source { path, bytes, tree, registries: &registries }) {
        Ok(parsed) => {
            let purls = parsed.value.components.iter().filter_map(|found| found.purl.as_ref());
            let purls: Vec<String> = purls.map(ToString::to_string).collect();
            format!("{:?} {:?} {purls:?}", parsed.value, parsed.problems)
        }
        Err(refusal) => refusal.to_string(),
    }
}

/// The text around a place.
fn around(text: &str, at: usize) -> &str {
    let end = text.ceil_char_boundary(text.len().min(at + 40));
    &text[text.floor_char_boundary(at.saturating_sub(80))..end]
}

#[test]
fn no_output_holds_a_secret_that_stands_in_an_address() {
    let made = generate::lockfiles(2);
    let files = SEEDS.iter().map(|(path, text)| (*path, (*text).to_owned())).chain(made);
    let mut leaks = Vec::new();
    for (path, text) in files {
        for spoiled in planted(&text) {
            for tree in [&NoTree as &dyn Tree, &Everywhere(spoiled.as_bytes())] {
                let told = told(path, spoiled.as_bytes(), tree);
                leaks.extend(told.find("S3CRE").map(|at| format!("{path}: {}", around(&told, at))));
            }
        }
    }
    assert!(leaks.is_empty(), "{} leaks, among them {:#?}", leaks.len(), &leaks[..leaks.len().min(20)]);
}

#[test]
fn text_of_two_bytes_a_letter_is_no_way_around() {
    let pom = "\u{feff}<project><artifactId>a</artifactId><version>https://bot:S3CRET@h.example/1</version></project>";
    let bytes: Vec<u8> = pom.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let told = told("pom.xml", &bytes, &NoTree);
    assert!(told.contains("https://h.example/1") && !told.contains("S3CRET"), "{told}");
}
