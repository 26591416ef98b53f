//! Whether a file holds what its name promises: a reader that forgives every odd type must not take a file of something
//! else for one that lists nothing.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use mainstay_model::Problem;
use serde::de::value::{
    BorrowedStrDeserializer, MapAccessDeserializer, SeqAccessDeserializer, UnitDeserializer,
};
use serde::de::{Deserialize, Deserializer, IntoDeserializer, MapAccess, SeqAccess, Visitor};

use crate::Refusal;
use crate::assembly::Assembly;

/// What sort of value a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sort {
    Object,
    List,
    Text,
    Number,
    Flag,
}

impl Sort {
    fn words(self) -> &'static str {
        match self {
            Self::Object => "an object",
            Self::List => "a list",
            Self::Text => "a text",
            Self::Number => "a number",
            Self::Flag => "a flag",
        }
    }
}

/// A value together with what sort of value the file really has there; `None` where it has none.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shaped<T> {
    pub(crate) value: T,
    pub(crate) sort: Option<Sort>,
}

impl<T> Deref for Shaped<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Shaped<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ShapedVisitor(PhantomData))
    }
}

struct ShapedVisitor<T>(PhantomData<T>);

impl<T> ShapedVisitor<T> {
    fn of<'de, D: Deserializer<'de>>(sort: Option<Sort>, value: D) -> Result<Shaped<T>, D::Error>
    where
        T: Deserialize<'de>,
    {
        Ok(Shaped { value: T::deserialize(value)?, sort })
    }
}

impl<'de, T: Deserialize<'de>> Visitor<'de> for ShapedVisitor<T> {
    type Value = Shaped<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_borrowed_str<E: serde::de::Error>(self, text: &'de str) -> Result<Shaped<T>, E> {
        Self::of(Some(Sort::Text), BorrowedStrDeserializer::new(text))
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Shaped<T>, E> {
        Self::of(Some(Sort::Text), Cow::<str>::Owned(text.to_owned()).into_deserializer())
    }

    fn visit_bool<E: serde::de::Error>(self, flag: bool) -> Result<Shaped<T>, E> {
        Self::of(Some(Sort::Flag), flag.into_deserializer())
    }

    fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<Shaped<T>, E> {
        Self::of(Some(Sort::Number), number.into_deserializer())
    }

    fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<Shaped<T>, E> {
        Self::of(Some(Sort::Number), number.into_deserializer())
    }

    fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<Shaped<T>, E> {
        Self::of(Some(Sort::Number), number.into_deserializer())
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<Shaped<T>, E> {
        Self::of(None, UnitDeserializer::new())
    }

    fn visit_none<E: serde::de::Error>(self) -> Result<Shaped<T>, E> {
        self.visit_unit()
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Shaped<T>, A::Error> {
        Self::of(Some(Sort::Object), MapAccessDeserializer::new(map))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Shaped<T>, A::Error> {
        Self::of(Some(Sort::List), SeqAccessDeserializer::new(list))
    }
}

/// What a format must find to know its own file.
pub(crate) struct Shape {
    format: &'static str,
    remedy: &'static str,
    known: bool,
    wanted: Vec<(&'static str, Sort)>,
    problems: Vec<Problem>,
}

impl Shape {
    /// The shape of a format, and what writes such a file anew.
    pub(crate) fn new(format: &'static str, remedy: &'static str) -> Self {
        Self { format, remedy, known: false, wanted: Vec::new(), problems: Vec::new() }
    }

    /// A field that tells the format: one that is missing may be missing, one that holds something else is an error.
    pub(crate) fn wants(&mut self, field: &'static str, found: Option<Sort>, wanted: Sort) -> &mut Self {
        self.wanted.push((field, wanted));
        match found {
            None => {}
            Some(found) if found == wanted => self.known = true,
            Some(found) => {
                let message = format!(
                    "`{field}` is {}, where {} is expected: nothing of it is read; {}",
                    found.words(),
                    wanted.words(),
                    self.remedy
                );
                self.problems
                    .push(Problem::error("shape-unexpected", message).at_pointer(format!("/{field}")));
            }
        }
        self
    }

    /// Something else that tells the format, and that an honest empty file has.
    pub(crate) fn or(&mut self, known: bool) -> &mut Self {
        self.known |= known;
        self
    }

    /// Tells what is not as it should be.
    ///
    /// # Errors
    /// When nothing in the file is of the format.
    pub(crate) fn check(&mut self, assembly: &mut Assembly<'_>) -> Result<(), Refusal> {
        let problems = std::mem::take(&mut self.problems);
        if self.known {
            problems.into_iter().for_each(|problem| assembly.problem(problem));
            return Ok(());
        }
        let wanted: Vec<String> =
            self.wanted.iter().map(|(field, sort)| format!("`{field}` ({})", sort.words())).collect();
        let odd = problems.first().map(|problem| format!("; {}", problem.message)).unwrap_or_default();
        let remedy = if odd.is_empty() { format!("; {}", self.remedy) } else { String::new() };
        let message = format!("expected {}, which it does not have{odd}{remedy}", wanted.join(" or "));
        Err(Refusal::Syntax { format: self.format, line: Some(1), message })
    }
}

#[cfg(test)]
mod tests {
    use crate::Refusal;
    use crate::testing::{Files, codes, parse, try_parse};

    /// Files of something else under each name, as people and tools leave them.
    const OTHERS: &[(&str, &[&str])] = &[
        ("bun.lock", &["", "{}", "[]", r#"{"lockfileVersion": 1, "packages": [1]}"#]),
        ("Cargo.lock", &["", "[foo]\nx = 1\n", "package = 3\n"]),
        ("conan.lock", &["", "{}", "[]", "5"]),
        ("renv.lock", &["", "{}", r#"{"Packages": 5}"#]),
        ("pnpm-lock.yaml", &["", "lockfileVersion: '9.0'\npackages: 5\nimporters: x\n"]),
        ("Podfile.lock", &["", "A: b\n", "PODS: x\n", "- a\n"]),
        ("pubspec.lock", &["", "a: b\n", "packages: 5\n"]),
        ("stack.yaml.lock", &["", "a: 1\n", "packages: x\n"]),
        ("uv.lock", &["", "x = 1\n"]),
        ("poetry.lock", &["", "x = 1\n"]),
        ("pdm.lock", &["", "x = 1\n"]),
        ("pylock.toml", &["", "x = 1\n"]),
        (
            "package-lock.json",
            &[
                "",
                "[]",
                "{}",
                r#"{"name": "a"}"#,
                r#"{"lockfileVersion": 3}"#,
                r#"{"lockfileVersion": 3, "packages": [1, 2]}"#,
            ],
        ),
        ("composer.lock", &["", "{}", r#"{"packages": "x", "packages-dev": 3}"#]),
        ("Pipfile.lock", &["", "{}", r#"{"_meta": {}, "default": [1], "develop": 5}"#]),
        ("packages.lock.json", &["", "{}", r#"{"version": 1, "dependencies": 5}"#]),
        ("project.assets.json", &["", "{}", r#"{"version": 3}"#]),
        ("a.deps.json", &["", "{}", r#"{"libraries": []}"#]),
        ("Package.resolved", &["", "{}", r#"{"version": 2}"#]),
        ("gradle.lockfile", &["hello\n"]),
        ("requirements.txt", &["<html>\n<body>\n"]),
        (".gitmodules", &["hello\n"]),
        ("libs.versions.toml", &["x = 1\n"]),
        (
            "Manifest.toml",
            &[
                "",
                "name = \"x\"\n",
                "[deps]\na = \"1\"\n",
                "[[files]]\npath = \"a\"\n",
                "deps = 5\n",
                "manifest_format = 2\n",
            ],
        ),
    ];

    /// What the tools write where there is nothing to lock.
    const EMPTY: &[(&str, &str)] = &[
        ("bun.lock", r#"{"lockfileVersion": 1, "workspaces": {"": {"name": "x"}}, "packages": {}}"#),
        ("Cargo.lock", "# This file is automatically @generated by Cargo.\nversion = 4\n"),
        ("Cargo.lock", "# This file is automatically @generated by Cargo.\n"),
        ("conan.lock", r#"{"version": "0.5", "requires": [], "build_requires": []}"#),
        ("renv.lock", r#"{"R": {"Version": "4.3.1", "Repositories": []}, "Packages": {}}"#),
        ("pnpm-lock.yaml", "lockfileVersion: '9.0'\nimporters:\n  .: {}\n"),
        ("pnpm-lock.yaml", "lockfileVersion: 5.4\nspecifiers: {}\n"),
        ("Podfile.lock", "PODFILE CHECKSUM: 0f\n\nCOCOAPODS: 1.11.2\n"),
        ("pubspec.lock", "packages: {}\nsdks:\n  dart: '>=3.0.0'\n"),
        ("stack.yaml.lock", "packages: []\nsnapshots: []\n"),
        ("uv.lock", "version = 1\nrequires-python = \">=3.12\"\n"),
        ("poetry.lock", "package = []\n[metadata]\nlock-version = \"2.1\"\n"),
        ("pdm.lock", "[metadata]\nlock_version = \"4.5\"\n"),
        ("pylock.toml", "lock-version = \"1.0\"\ncreated-by = \"x\"\npackages = []\n"),
        ("package-lock.json", r#"{"name": "x", "lockfileVersion": 3, "requires": true, "packages": {}}"#),
        ("package-lock.json", r#"{"requires": true, "lockfileVersion": 1}"#),
        ("composer.lock", r#"{"packages": [], "packages-dev": [], "platform": [], "aliases": []}"#),
        ("Pipfile.lock", r#"{"_meta": {}, "default": {}, "develop": {}}"#),
        ("packages.lock.json", r#"{"version": 1, "dependencies": {}}"#),
        ("Package.resolved", r#"{"version": 2, "pins": []}"#),
        ("gradle.lockfile", "# comment\nempty=\n"),
        ("requirements.txt", "# nothing\n"),
        ("yarn.lock", "# yarn lockfile v1\n\n"),
        (".gitmodules", ""),
        ("Manifest.toml", "# This file is machine-generated - editing it directly is not advised\n\n"),
        ("Manifest.toml", "julia_version = \"1.10.0\"\nmanifest_format = \"2.0\"\n\n[deps]\n"),
    ];

    #[test]
    fn a_file_of_something_else_is_refused_and_told_what_was_expected() {
        for (path, texts) in OTHERS {
            for text in *texts {
                match try_parse(&Files::new(&[(path, text)]), path) {
                    Err(Refusal::Syntax { message, .. }) => {
                        assert!(message.len() > 20, "{path} {text}: {message}")
                    }
                    other => panic!("{path} {text}: {other:?}"),
                }
            }
        }
    }

    #[test]
    fn an_honest_empty_file_is_clean() {
        for (path, text) in EMPTY {
            let parsed = parse(path, text);
            let told: Vec<&str> =
                codes(&parsed).into_iter().filter(|code| *code != "manifest-missing").collect();
            assert!(told.is_empty(), "{path} {text}: {:?}", parsed.problems);
        }
    }

    #[test]
    fn a_field_of_another_sort_is_an_error_and_the_rest_is_read() {
        let text = r#"{"packages": [{"name": "a/b", "version": "1"}], "packages-dev": 3}"#;
        let parsed = parse("composer.lock", text);
        assert_eq!(parsed.value.components.len(), 1);
        assert!(codes(&parsed).contains(&"shape-unexpected"));
    }
}
