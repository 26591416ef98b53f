//! Rules for values without parts.

use serde_json::Number;
use spdx::identifiers::LICENSES;

use super::cpe::is_cpe;
use super::grammar::Scalar;
use crate::Encoding;
use crate::node::Node;

/// What is wrong with a value; `None` when nothing is.
pub(super) fn fault(scalar: Scalar, node: &Node<'_>, encoding: Encoding) -> Option<String> {
    match (scalar, node) {
        (Scalar::Any, _) | (Scalar::Boolean, Node::Bool(_)) | (Scalar::Number, Node::Number(_)) => None,
        (scalar, Node::Number(number)) if is_number(scalar) => number_fault(scalar, number, encoding),
        (Scalar::Boolean, _) => Some(wrong_type(scalar, node)),
        (scalar, _) if is_number(scalar) => Some(wrong_type(scalar, node)),
        (_, Node::Text(text)) => text_fault(scalar, text, encoding),
        _ => Some(wrong_type(scalar, node)),
    }
}

/// Says that something else stands where a value of another type is asked for.
pub(super) fn wrong_type(wanted: Scalar, node: &Node<'_>) -> String {
    let wanted = match wanted {
        Scalar::Boolean => "true or false",
        Scalar::Number | Scalar::Share => "a number",
        scalar if is_number(scalar) => "a whole number",
        _ => "text",
    };
    format!("{} stands where {wanted} belongs", node.shape())
}

/// Whether values of this kind are numbers.
pub(super) fn is_number(scalar: Scalar) -> bool {
    use Scalar::{Cwe, Integer, Natural, Number, QuantumLevel, Revision, Share};
    matches!(scalar, Integer | Number | Revision | Cwe | Natural | Share | QuantumLevel)
}

fn number_fault(scalar: Scalar, number: &Number, encoding: Encoding) -> Option<String> {
    let value = number.as_f64()?;
    if !matches!(scalar, Scalar::Number | Scalar::Share) && value.fract() != 0.0 {
        return Some(format!("`{number}` is no whole number"));
    }
    let (least, most) = match scalar {
        Scalar::Revision => (1.0, f64::INFINITY),
        Scalar::Cwe if encoding == Encoding::Json => (1.0, f64::INFINITY),
        Scalar::Natural => (0.0, f64::INFINITY),
        Scalar::Share => (0.0, 1.0),
        Scalar::QuantumLevel => (0.0, 6.0),
        _ => return None,
    };
    if value < least {
        return Some(format!("`{number}` is less than {least}"));
    }
    (value > most).then(|| format!("`{number}` is more than {most}"))
}

fn text_fault(scalar: Scalar, text: &str, encoding: Encoding) -> Option<String> {
    let (fits, wanted) = match scalar {
        Scalar::Filled | Scalar::Reference => (!text.is_empty(), "text that is not empty"),
        Scalar::DateTime => {
            (is_date_time(text, encoding), "a date and time as in 2026-11-22T10:00:00Z (RFC 3339)")
        }
        Scalar::Date => (is_date(text), "a date as in 2026-11-22"),
        Scalar::Uri => (is_uri(text, encoding), "an address (RFC 3987)"),
        Scalar::Cpe => (encoding == Encoding::Json || is_cpe(text), "a CPE name of version 2.2 or 2.3"),
        Scalar::Email => (encoding == Encoding::Xml || is_mail(text), "a mail address (RFC 6531)"),
        Scalar::Digest => (is_digest(text), "a digest of 32, 40, 64, 96 or 128 hexadecimal digits"),
        Scalar::LicenseId => (is_license_id(text), "an SPDX license id; any other name belongs in `name`"),
        Scalar::Mime => (is_mime(text), "a media type as in text/plain"),
        Scalar::Serial => (is_serial(text), "urn:uuid: followed by a UUID in lower case"),
        Scalar::Locale => (is_locale(text), "a language as in en or en-US"),
        Scalar::PatentNumber => (is_patent_number(text), "the number of a patent"),
        Scalar::Jurisdiction => (is_country(text), "a country code of two capital letters"),
        _ => (true, ""),
    };
    (!fits).then(|| format!("`{}` is not {wanted}", excerpt(text)))
}

/// At most 80 characters of a text, for messages.
pub(super) fn excerpt(text: &str) -> String {
    match text.char_indices().nth(80) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text.to_owned(),
    }
}

fn is_mail(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    let letter = |letter: char| letter.is_ascii_alphanumeric() || !letter.is_ascii();
    let atom = |part: &str| {
        !part.is_empty() && part.chars().all(|each| letter(each) || "!#$%&'*+-/=?^_`{|}~".contains(each))
    };
    let label = |part: &str| atom(part) && part.chars().all(|each| letter(each) || each == '-');
    let is_quoted =
        |text: &str, open, close| text.len() > 2 && text.starts_with(open) && text.ends_with(close);
    (is_quoted(local, '"', '"') || local.split('.').all(atom))
        && (is_quoted(domain, '[', ']') || domain.split('.').all(label))
}

fn is_digest(text: &str) -> bool {
    matches!(text.len(), 32 | 40 | 64 | 96 | 128) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn is_license_id(text: &str) -> bool {
    is_known_license(text) || spdx::exception_id(text).is_some()
}

/// Whether SPDX's list of licenses has this id, in this spelling.
pub(super) fn is_known_license(text: &str) -> bool {
    // The crate's own look-up passes over a trailing `+`, which is part of some old ids.
    // It also has SPDX's word for what is not known, which is no license.
    text != "NOASSERTION" && LICENSES.binary_search_by(|license| license.name.cmp(text)).is_ok()
}

fn is_mime(text: &str) -> bool {
    let part = |part: &str| {
        let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-+.".contains(&byte);
        !part.is_empty() && part.bytes().all(allowed)
    };
    text.split_once('/').is_some_and(|(kind, name)| part(kind) && part(name))
}

fn is_serial(text: &str) -> bool {
    text.strip_prefix("urn:uuid:").or_else(|| text.strip_prefix('{')?.strip_suffix('}')).is_some_and(is_uuid)
}

fn is_uuid(text: &str) -> bool {
    let hyphen = |at| matches!(at, 8 | 13 | 18 | 23);
    let digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| if hyphen(at) { byte == b'-' } else { digit(byte) })
}

fn is_locale(text: &str) -> bool {
    let language = |text: &str| text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_lowercase());
    text.split_once('-').map_or_else(|| language(text), |(first, rest)| language(first) && is_country(rest))
}

fn is_country(text: &str) -> bool {
    text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_uppercase())
}

fn is_patent_number(text: &str) -> bool {
    let bytes = text.as_bytes();
    let inner = |&byte: &u8| byte.is_ascii_alphanumeric() || b"-/.() \t\n\r".contains(&byte);
    (2..=30).contains(&bytes.len())
        && bytes[0].is_ascii_alphanumeric()
        && bytes[bytes.len() - 1].is_ascii_alphanumeric()
        && bytes.iter().all(inner)
}

/// RFC 3339 in JSON; XML Schema also lets the zone be absent.
fn is_date_time(text: &str, encoding: Encoding) -> bool {
    let bytes = text.as_bytes();
    if bytes.len() < 19
        || !is_date(text.get(..10).unwrap_or_default())
        || !is_letter(bytes[10], b'T', encoding)
    {
        return false;
    }
    let (Some(time), Some(rest)) = (text.get(11..19), text.get(19..)) else { return false };
    let number = |from: usize| two_digits(time.as_bytes(), from);
    let clock = time.as_bytes()[2] == b':' && time.as_bytes()[5] == b':';
    let in_day = number(0).is_some_and(|hour| hour < 24)
        && number(3).is_some_and(|minute| minute < 60)
        && number(6).is_some_and(|second| second < 61);
    let zone = match rest.strip_prefix('.') {
        Some(fraction) => {
            let zone = fraction.trim_start_matches(|letter: char| letter.is_ascii_digit());
            if zone.len() == fraction.len() {
                return false;
            }
            zone
        }
        None => rest,
    };
    clock && in_day && (is_zone(zone, encoding) || (zone.is_empty() && encoding == Encoding::Xml))
}

/// The letters of a time may be small in RFC 3339, but not in XML Schema.
fn is_letter(found: u8, wanted: u8, encoding: Encoding) -> bool {
    found == wanted || (encoding == Encoding::Json && found.eq_ignore_ascii_case(&wanted))
}

fn is_zone(text: &str, encoding: Encoding) -> bool {
    let bytes = text.as_bytes();
    matches!(bytes, [zulu] if is_letter(*zulu, b'Z', encoding))
        || (bytes.len() == 6
            && matches!(bytes[0], b'+' | b'-')
            && bytes[3] == b':'
            && two_digits(bytes, 1).is_some_and(|hours| hours < 24)
            && two_digits(bytes, 4).is_some_and(|minutes| minutes < 60))
}

fn is_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
        return false;
    }
    let (Some(century), Some(year)) = (two_digits(bytes, 0), two_digits(bytes, 2)) else { return false };
    let (Some(month), Some(day)) = (two_digits(bytes, 5), two_digits(bytes, 8)) else { return false };
    let year = u32::from(century) * 100 + u32::from(year);
    (1..=12).contains(&month) && day >= 1 && day <= days(year, month)
}

fn days(year: u32, month: u8) -> u8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        _ => 31,
    }
}

fn two_digits(bytes: &[u8], at: usize) -> Option<u8> {
    let digit = |at: usize| bytes.get(at).filter(|byte| byte.is_ascii_digit()).map(|byte| byte - b'0');
    Some(digit(at)? * 10 + digit(at + 1)?)
}

/// Whether a text can be an IRI reference: no blanks, none of the characters that RFC 3987 leaves out, percent signs
/// only before two digits, and nothing but a scheme before the first colon. XML Schema takes the characters that can be
/// escaped.
fn is_uri(text: &str, encoding: Encoding) -> bool {
    let bytes = text.as_bytes();
    let first = text.split(['/', '?', '#']).next().unwrap_or_default();
    if first.split_once(':').is_some_and(|(scheme, _)| !is_scheme(scheme)) {
        return false;
    }
    let hex = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_hexdigit);
    bytes.iter().enumerate().all(|(at, &byte)| match byte {
        0..=b' ' | 0x7f | b'<' | b'>' | b'"' | b'{' | b'}' | b'|' | b'\\' | b'^' | b'`' => {
            encoding == Encoding::Xml
        }
        b'%' => hex(at + 1) && hex(at + 2),
        _ => true,
    })
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|letter: char| letter.is_ascii_alphabetic())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
}
