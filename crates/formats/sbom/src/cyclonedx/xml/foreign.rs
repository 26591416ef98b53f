//! Attributes and elements that are none of CycloneDX: XML's schemas let most elements have them.

use std::io::Write;

use quick_xml::events::{BytesEnd, BytesStart, Event};

use super::NAMESPACE;
use super::render::{Out, Written, text};
use crate::cyclonedx::seal;
use crate::cyclonedx::version::Version;
use crate::node::Node;

/// Whether a field is one that XML can write although the grammar does not know it: `@name` for an attribute without a
/// namespace, `{namespace}name` for an element.
pub(in super::super) fn is_writable(name: &str) -> bool {
    match (name.strip_prefix('@'), split(name)) {
        _ if seal::is_xml(name) => false,
        (Some(attribute), _) => is_name(attribute),
        (None, Some((namespace, local))) => !namespace.is_empty() && is_name(local),
        (None, None) => false,
    }
}

/// The namespace and the name of a field for an element of another namespace.
fn split(name: &str) -> Option<(&str, &str)> {
    name.strip_prefix('{')?.rsplit_once('}')
}

fn is_name(text: &str) -> bool {
    let is_letter = |letter: char| letter.is_alphabetic() || letter == '_';
    text.starts_with(is_letter)
        && text.chars().all(|letter| is_letter(letter) || letter.is_numeric() || matches!(letter, '-' | '.'))
}

impl<W: Write> Out<W> {
    /// An element of another namespace with everything in it, or one for each item of a list.
    pub(super) fn foreign(&mut self, name: &str, node: &Node<'_>, version: Version) -> Written {
        if let Node::List(items) = node {
            return items.iter().try_for_each(|item| self.foreign(name, item, version));
        }
        let own = format!("{NAMESPACE}{version}");
        let (namespace, local) = split(name).unwrap_or((&own, name));
        if !is_name(local) {
            return Ok(());
        }
        let mut start = BytesStart::new(local);
        start.push_attribute(("xmlns", namespace));
        let Node::Object(fields) = node else { return self.leaf(start, &text(node)) };
        for (name, node) in &fields.0 {
            if let Some(attribute) = name.strip_prefix('@').filter(|attribute| is_name(attribute)) {
                start.push_attribute((attribute, text(node).as_str()));
            }
        }
        self.0.write_event(Event::Start(start))?;
        for (name, node) in fields.0.iter().filter(|(name, _)| !name.starts_with('@')) {
            match &**name {
                "#text" => self.words(&text(node))?,
                name => self.foreign(name, node, version)?,
            }
        }
        self.0.write_event(Event::End(BytesEnd::new(local)))
    }
}

#[cfg(test)]
mod tests {
    use super::is_writable;

    #[test]
    fn names_that_xml_cannot_write_are_known() {
        for good in ["@foo", "@über", "{urn:x}Signature", "{http://a.example/#}b-c.d"] {
            assert!(is_writable(good), "{good}");
        }
        for bad in ["foo", "@", "@a b", "@p:a", "@1", "{}a", "{urn:x}", "{urn:x}a:b", "{urn:x}a<b", "{urn:x"]
        {
            assert!(!is_writable(bad), "{bad}");
        }
    }
}
