//! Reads the notation of `grammar.txt`.

use super::{Enum, EnumIndex, Field, Grammar, Kind, Object, ObjectIndex, Place, Rule, Scalar, Version};

/// Reads a grammar.
///
/// # Panics
/// When the text is no grammar: it is a constant of this crate, and a test reads it.
pub(super) fn parse(text: &'static str) -> Grammar {
    let text = Lines::of(text);
    let mut grammar = Grammar {
        objects: text.heads().map(object).collect(),
        enums: text.enums().map(|words| enumeration(words)).collect(),
    };
    let mut at = 0;
    for line in &text.0 {
        match line {
            Line::Head(_) => at += 1,
            Line::Rule(line) => grammar.objects[at - 1].rules.push(rule(line)),
            Line::Field(line) => {
                let field = field(line, &grammar);
                grammar.objects[at - 1].fields.push(field);
            }
            Line::Enum(_) => {}
        }
    }
    for object in &mut grammar.objects {
        object.by_name = (0..object.fields.len()).collect();
        object.by_name.sort_by_key(|&at| object.fields[at].name);
    }
    grammar
}

struct Lines(Vec<Line>);

enum Line {
    Head(&'static str),
    Rule(&'static str),
    Field(&'static str),
    Enum(Vec<&'static str>),
}

impl Lines {
    fn of(text: &'static str) -> Self {
        let mut lines: Vec<Line> = Vec::new();
        for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            if let Some(values) = line.strip_prefix("enum ") {
                lines.push(Line::Enum(values.split_whitespace().collect()));
            } else if let Some(Line::Enum(values)) = lines.last_mut() {
                values.extend(line.split_whitespace());
            } else if let Some(line) = line.strip_prefix("  ? ") {
                lines.push(Line::Rule(line));
            } else if let Some(line) = line.strip_prefix("  ") {
                lines.push(Line::Field(line));
            } else {
                lines.push(Line::Head(line));
            }
        }
        Self(lines)
    }

    fn heads(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.0.iter().filter_map(|line| if let Line::Head(name) = line { Some(*name) } else { None })
    }

    fn enums(&self) -> impl Iterator<Item = &Vec<&'static str>> + '_ {
        self.0.iter().filter_map(|line| if let Line::Enum(words) = line { Some(words) } else { None })
    }
}

fn object(name: &'static str) -> Object {
    Object { name, fields: Vec::new(), rules: Vec::new(), by_name: Vec::new() }
}

fn enumeration(words: &[&'static str]) -> Enum {
    let mut found = Enum { name: words[0], values: Vec::new(), fallback: None };
    let mut since = Version::FIRST;
    let mut words = words[1..].iter();
    while let Some(&word) = words.next() {
        match word {
            "=" => {}
            "|" => since = version(words.next().expect("a version follows")),
            _ if word.starts_with('?') => found.fallback = Some(&word[1..]),
            _ => found.values.push((word, since)),
        }
    }
    found
}

fn rule(line: &'static str) -> Rule {
    let (word, terms) = line.split_once(' ').expect("a rule names fields");
    let terms = || terms.split(' ').map(|term| term.split('+').collect()).collect();
    match word {
        "one" => Rule::One(terms()),
        "some" => Rule::Some(terms()),
        _ => Rule::Not(terms().swap_remove(0)),
    }
}

fn field(line: &'static str, grammar: &Grammar) -> Field {
    let mut words = line.split_whitespace();
    let name = words.next().expect("a field has a name");
    let (kind, required) = required(words.next().expect("a field has a type"));
    let kind = self::kind(kind, grammar);
    let plain = Place::Element(name);
    let place = if matches!(kind, Kind::List(_)) { Place::Repeated(name, None) } else { plain };
    let mut field = Field {
        name,
        kind,
        required,
        since: Version::FIRST,
        place,
        many_since: Version::FIRST,
        unique: false,
    };
    for mark in words {
        if mark.starts_with("1.") {
            field.since = version(mark);
        } else if let Some(since) = mark.strip_prefix("*").filter(|mark| mark.starts_with("1.")) {
            field.many_since = version(since);
        } else if mark == "unique" {
            field.unique = true;
        } else {
            field.place = self::place(mark, name);
        }
    }
    field
}

fn required(text: &'static str) -> (&'static str, Option<(Version, Version)>) {
    match text.split_once('!') {
        None => (text, None),
        Some((kind, "")) => (kind, Some((Version::FIRST, Version::LAST))),
        Some((kind, mark)) => match mark.strip_prefix('-') {
            Some(until) => (kind, Some((Version::FIRST, version(until)))),
            None => (kind, Some((version(mark), Version::LAST))),
        },
    }
}

fn kind(text: &'static str, grammar: &Grammar) -> Kind {
    if let Some(inner) = text.strip_prefix('[').and_then(|text| text.strip_suffix(']'))
        && !inner.contains(']')
    {
        return Kind::List(Box::new(kind(inner, grammar)));
    }
    if text.contains('|') {
        return Kind::Either(text.split('|').map(|text| alternative(text, grammar)).collect());
    }
    if let Some(scalar) = scalar(text) {
        return Kind::Scalar(scalar);
    }
    if let Some(at) = grammar.enums.iter().position(|item| item.name == text) {
        return Kind::Enum(EnumIndex(at));
    }
    let at = grammar.objects.iter().position(|object| object.name == text);
    Kind::Object(ObjectIndex(at.unwrap_or_else(|| panic!("`{text}` is no type of the grammar"))))
}

fn alternative(text: &'static str, grammar: &Grammar) -> (Kind, Version) {
    match text.split_once(':') {
        Some((text, since)) => (kind(text, grammar), version(since)),
        None => (kind(text, grammar), Version::FIRST),
    }
}

fn scalar(text: &str) -> Option<Scalar> {
    Some(match text {
        "any" => Scalar::Any,
        "text" => Scalar::Text,
        "filled" => Scalar::Filled,
        "ref" => Scalar::Reference,
        "integer" => Scalar::Integer,
        "number" => Scalar::Number,
        "revision" => Scalar::Revision,
        "cwe" => Scalar::Cwe,
        "natural" => Scalar::Natural,
        "share" => Scalar::Share,
        "quantum-level" => Scalar::QuantumLevel,
        "boolean" => Scalar::Boolean,
        "date-time" => Scalar::DateTime,
        "date" => Scalar::Date,
        "uri" => Scalar::Uri,
        "email" => Scalar::Email,
        "digest" => Scalar::Digest,
        "license-id" => Scalar::LicenseId,
        "license-expression" => Scalar::LicenseExpression,
        "mime" => Scalar::Mime,
        "serial" => Scalar::Serial,
        "locale" => Scalar::Locale,
        "cpe" => Scalar::Cpe,
        "purl" => Scalar::Purl,
        "patent-number" => Scalar::PatentNumber,
        "jurisdiction" => Scalar::Jurisdiction,
        _ => return None,
    })
}

fn place(mark: &'static str, name: &'static str) -> Place {
    let or = |text: &'static str| if text.is_empty() { name } else { text };
    if let Some(attribute) = mark.strip_prefix('@') {
        Place::Attribute(or(attribute))
    } else if let Some(items) = mark.strip_prefix("*<") {
        Place::Chosen(name, items.trim_end_matches('>').split('|').collect())
    } else if let Some(element) = mark.strip_prefix("*@ref") {
        Place::Repeated(or(element.trim_start_matches('=')), Some("ref"))
    } else if let Some(element) = mark.strip_prefix('*') {
        Place::Repeated(or(element.trim_start_matches('=')), None)
    } else if let Some((wrapper, items)) = mark.split_once('<') {
        let wrapper = wrapper.strip_prefix('=').unwrap_or(name);
        wrapped(wrapper, items.trim_end_matches('>'))
    } else if let Some(element) = mark.strip_prefix('=') {
        Place::Element(element)
    } else {
        match mark {
            "~" => Place::Content,
            "%licenses" => Place::Licenses,
            "%data" => Place::Data,
            "json" => Place::Nowhere,
            _ => panic!("`{mark}` is no mark of the grammar"),
        }
    }
}

fn wrapped(name: &'static str, items: &'static str) -> Place {
    match items.strip_suffix("@ref") {
        Some(item) => Place::Wrapped(name, vec![item], Some("ref")),
        None => Place::Wrapped(name, items.split('|').collect(), None),
    }
}

fn version(text: &str) -> Version {
    Version::parse(text).unwrap_or_else(|| panic!("`{text}` is no version"))
}
