//! Values as files really hold them: borrowed where possible, forgiving about types, with their line.

use std::borrow::{Borrow, Cow};
use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use serde::de::value::{BorrowedStrDeserializer, MapAccessDeserializer};
use serde::de::{Deserialize, Deserializer, IgnoredAny, IntoDeserializer, MapAccess, SeqAccess, Visitor};

/// A text of the input, borrowed unless it was escaped. Numbers and booleans count as the text they are
/// written as; anything else counts as the empty text, so that one odd field never costs the whole file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Text<'a>(pub(crate) Cow<'a, str>);

impl Text<'_> {
    /// The text; `None` for the empty one, which also stands for a field that is missing.
    pub(crate) fn filled(&self) -> Option<&str> {
        Some(&*self.0).filter(|text| !text.is_empty())
    }
}

impl Deref for Text<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for Text<'_> {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Loosely(TextVisitor))
    }
}

/// A map in the order of the file, one key possibly more than once; empty where the file has no map.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entries<'a, V>(pub(crate) Vec<(Text<'a>, V)>);

impl<V> Default for Entries<'_, V> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'a, V> Deref for Entries<'a, V> {
    type Target = [(Text<'a>, V)];

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl<'de: 'a, 'a, V: Deserialize<'de>> Deserialize<'de> for Entries<'a, V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Loosely(EntriesVisitor(PhantomData)))
    }
}

/// A list; one entry where the file has a single text or table in its place, empty where it has neither.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Items<V>(pub(crate) Vec<V>);

impl<V> Default for Items<V> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<V> Deref for Items<V> {
    type Target = [V];

    fn deref(&self) -> &[V] {
        &self.0
    }
}

impl<'de, V: Deserialize<'de>> Deserialize<'de> for Items<V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Loosely(ItemsVisitor(PhantomData)))
    }
}

/// A table; `None` where the file has something else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Table<T>(pub(crate) Option<T>);

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Table<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Loosely(TableVisitor(PhantomData)))
    }
}

/// A text or a table, as several formats write the same thing short or long.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Either<'a, T> {
    Text(Text<'a>),
    Table(T),
}

impl<'de: 'a, 'a, T: Deserialize<'de>> Deserialize<'de> for Either<'a, T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Loosely(EitherVisitor(PhantomData)))
    }
}

/// A flag; anything but `true` counts as unset.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Flag(pub(crate) bool);

impl<'de> Deserialize<'de> for Flag {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Loosely(FlagVisitor))
    }
}

/// A text as a message quotes it: the start of one that is long.
pub(crate) fn quoted(text: &str) -> Cow<'_, str> {
    const MAX: usize = 80;
    if text.len() <= MAX {
        return Cow::Borrowed(text);
    }
    Cow::Owned(format!("{}...", &text[..text.floor_char_boundary(MAX)]))
}

/// The lines, counted from one, that are not UTF-8.
pub(crate) fn odd_lines(bytes: &[u8]) -> Vec<u64> {
    let lines = bytes.split(|&byte| byte == b'\n').zip(1..);
    lines.filter(|(line, _)| std::str::from_utf8(line).is_err()).map(|(_, at)| at).collect()
}

/// Where texts borrowed from an input stand in it.
pub(crate) struct Lines<'a> {
    text: &'a str,
    ends: Vec<usize>,
}

impl<'a> Lines<'a> {
    /// Notes where each line of a text ends.
    pub(crate) fn new(text: &'a str) -> Self {
        Self { text, ends: text.match_indices('\n').map(|(at, _)| at).collect() }
    }

    /// The line, counted from one, of a text that was borrowed from the input; `None` for any other text.
    pub(crate) fn of(&self, part: &str) -> Option<u32> {
        let offset = (part.as_ptr() as usize).checked_sub(self.text.as_ptr() as usize)?;
        (offset < self.text.len()).then(|| self.at(offset))
    }

    /// The line, counted from one, of an offset in bytes.
    pub(crate) fn at(&self, offset: usize) -> u32 {
        u32::try_from(self.ends.partition_point(|&end| end < offset) + 1).unwrap_or(u32::MAX)
    }
}

/// What a visitor makes of one kind of value; every other kind is passed over and counts as absent.
trait Kind<'de> {
    type Value;

    fn absent(self) -> Self::Value;

    fn text(self, text: Cow<'de, str>) -> Self::Value
    where
        Self: Sized,
    {
        drop(text);
        self.absent()
    }

    fn flag(self, flag: bool) -> Self::Value
    where
        Self: Sized,
    {
        self.text(Cow::Borrowed(if flag { "true" } else { "false" }))
    }

    fn map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error>
    where
        Self: Sized,
    {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(self.absent())
    }

    fn list<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error>
    where
        Self: Sized,
    {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(self.absent())
    }
}

struct Loosely<K>(K);

impl<'de, K: Kind<'de>> Visitor<'de> for Loosely<K> {
    type Value = K::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<K::Value, E> {
        Ok(self.0.text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<K::Value, E> {
        Ok(self.0.text(Cow::Owned(text.to_owned())))
    }

    fn visit_bool<E>(self, flag: bool) -> Result<K::Value, E> {
        Ok(self.0.flag(flag))
    }

    fn visit_u64<E>(self, number: u64) -> Result<K::Value, E> {
        Ok(self.0.text(Cow::Owned(number.to_string())))
    }

    fn visit_i64<E>(self, number: i64) -> Result<K::Value, E> {
        Ok(self.0.text(Cow::Owned(number.to_string())))
    }

    fn visit_f64<E>(self, number: f64) -> Result<K::Value, E> {
        Ok(self.0.text(Cow::Owned(number.to_string())))
    }

    fn visit_unit<E>(self) -> Result<K::Value, E> {
        Ok(self.0.absent())
    }

    fn visit_none<E>(self) -> Result<K::Value, E> {
        Ok(self.0.absent())
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<K::Value, A::Error> {
        self.0.map(map)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<K::Value, A::Error> {
        self.0.list(list)
    }
}

struct TextVisitor;

impl<'de> Kind<'de> for TextVisitor {
    type Value = Text<'de>;

    fn absent(self) -> Text<'de> {
        Text::default()
    }

    fn text(self, text: Cow<'de, str>) -> Text<'de> {
        Text(text)
    }
}

struct FlagVisitor;

impl<'de> Kind<'de> for FlagVisitor {
    type Value = Flag;

    fn absent(self) -> Flag {
        Flag(false)
    }

    fn flag(self, flag: bool) -> Flag {
        Flag(flag)
    }
}

struct EntriesVisitor<V>(PhantomData<V>);

impl<'de, V: Deserialize<'de>> Kind<'de> for EntriesVisitor<V> {
    type Value = Entries<'de, V>;

    fn absent(self) -> Entries<'de, V> {
        Entries::default()
    }

    fn map<A: MapAccess<'de>>(self, mut map: A) -> Result<Entries<'de, V>, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        Ok(Entries(entries))
    }
}

struct ItemsVisitor<V>(PhantomData<V>);

impl<'de, V: Deserialize<'de>> Kind<'de> for ItemsVisitor<V> {
    type Value = Items<V>;

    fn absent(self) -> Items<V> {
        Items::default()
    }

    /// A flag is no item: it tells whether there are any, and not which.
    fn flag(self, _flag: bool) -> Items<V> {
        self.absent()
    }

    fn text(self, text: Cow<'de, str>) -> Items<V> {
        let item: Result<V, serde::de::value::Error> = match text {
            Cow::Borrowed(text) => V::deserialize(BorrowedStrDeserializer::new(text)),
            Cow::Owned(text) => V::deserialize(text.into_deserializer()),
        };
        Items(item.into_iter().collect())
    }

    fn map<A: MapAccess<'de>>(self, map: A) -> Result<Items<V>, A::Error> {
        V::deserialize(MapAccessDeserializer::new(map)).map(|item| Items(vec![item]))
    }

    fn list<A: SeqAccess<'de>>(self, mut list: A) -> Result<Items<V>, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = list.next_element()? {
            items.push(item);
        }
        Ok(Items(items))
    }
}

struct TableVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Kind<'de> for TableVisitor<T> {
    type Value = Table<T>;

    fn absent(self) -> Table<T> {
        Table(None)
    }

    fn map<A: MapAccess<'de>>(self, map: A) -> Result<Table<T>, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map)).map(|table| Table(Some(table)))
    }
}

struct EitherVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Kind<'de> for EitherVisitor<T> {
    type Value = Either<'de, T>;

    fn absent(self) -> Either<'de, T> {
        Either::Text(Text::default())
    }

    fn text(self, text: Cow<'de, str>) -> Either<'de, T> {
        Either::Text(Text(text))
    }

    fn map<A: MapAccess<'de>>(self, map: A) -> Result<Either<'de, T>, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map)).map(Either::Table)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_types_cost_only_the_field() {
        let json = r#"{"a": 1, "b": [true], "c": {"d": null}, "e": "x\ty"}"#;
        let entries: Entries<'_, Text<'_>> = serde_json::from_str(json).unwrap();
        let texts: Vec<&str> = entries.iter().map(|(_, value)| &**value).collect();
        assert_eq!(texts, ["1", "", "", "x\ty"]);
        assert!(matches!(entries[0].0.0, Cow::Borrowed("a")));
    }

    #[test]
    fn a_borrowed_text_knows_its_line_and_an_owned_one_does_not() {
        let text = "one\ntwo\nthree";
        let lines = Lines::new(text);
        assert_eq!(lines.of(&text[0..3]), Some(1));
        assert_eq!(lines.of(&text[4..7]), Some(2));
        assert_eq!(lines.of(&text[8..]), Some(3));
        assert_eq!(lines.of("three".to_owned().as_str()), None);
    }
}
