//! Addresses without what is secret in them: people and projects write users, passwords and keys into the addresses that they
//! fetch from, and lockfiles, checkouts and SBOMs copy them.
//!
//! The text around an address may be of any notation: addresses in it are percent-encoded once or more, or written with the
//! escapes of JSON, YAML, TOML and XML. Does not know what an address leads to.
//!
//! ```
//! let text = "git clone https://me:word@git.example/shop.git?rev=v1&token=x";
//! assert_eq!(mainstay_address::text_without_secrets(text), "git clone https://git.example/shop.git?rev=v1");
//! ```

use std::borrow::Cow;
use std::ops::Range;

/// Names of parameters that say what is fetched, the short ones as gitweb and ViewVC write them. What else stands in a query may
/// be a key, whatever it is called.
const HARMLESS: [&str; 32] = [
    "a",
    "alt",
    "api-version",
    "archive",
    "artifact",
    "branch",
    "build",
    "checksum",
    "commit",
    "depth",
    "directory",
    "egg",
    "f",
    "file",
    "filename",
    "format",
    "go-get",
    "h",
    "hb",
    "name",
    "package",
    "path",
    "raw",
    "ref",
    "release",
    "rev",
    "revision",
    "root",
    "sha",
    "subdirectory",
    "tag",
    "version",
];

/// What stands behind an `@` that is no end of a user: `docker://image:tag@sha256:...`.
const DIGESTS: [&[u8]; 3] = [b"sha256", b"sha384", b"sha512"];

/// An address that percent-encoding was done to so often is still understood.
const MAX_DEPTH: usize = 3;

/// No user with a password is longer, as far as marks in it are looked at that may end the address.
const MAX_USER: usize = 256;

/// The bytes of a text without what is secret in the addresses in it: user and password, and parameters that are not known to be
/// harmless.
pub fn without_secrets(bytes: &[u8]) -> Cow<'_, [u8]> {
    cut(Text { bytes, alone: false, cuts: Vec::new() })
}

/// The same for what is one address by itself: whatever stands in it is part of it, quotes, brackets and backslashes too.
pub fn address_without_secrets(address: &str) -> Cow<'_, str> {
    as_text(cut(Text { bytes: address.as_bytes(), alone: true, cuts: Vec::new() }))
}

fn cut(mut text: Text<'_>) -> Cow<'_, [u8]> {
    let bytes = text.bytes;
    let mut at = 0;
    while let Some(mark) = text.next_mark(at) {
        at = text.address(&mark);
    }
    if text.cuts.is_empty() {
        return Cow::Borrowed(bytes);
    }
    let (mut out, mut kept) = (Vec::with_capacity(bytes.len()), 0);
    for cut in text.cuts {
        out.extend_from_slice(&bytes[kept..cut.start]);
        kept = cut.end;
    }
    out.extend_from_slice(&bytes[kept..]);
    Cow::Owned(out)
}

/// The same for a text.
pub fn text_without_secrets(text: &str) -> Cow<'_, str> {
    as_text(without_secrets(text.as_bytes()))
}

/// What was cut out of a text, which is one still: cuts start and end at ASCII.
fn as_text(bytes: Cow<'_, [u8]>) -> Cow<'_, str> {
    match bytes {
        Cow::Borrowed(bytes) => String::from_utf8_lossy(bytes),
        Cow::Owned(bytes) => Cow::Owned(String::from_utf8_lossy(&bytes).into_owned()),
    }
}

/// One character as it is spelled.
#[derive(Clone, Copy)]
struct Token {
    byte: u8,
    at: usize,
    end: usize,
    /// How often it is percent-encoded.
    depth: usize,
}

impl Token {
    /// Whether the fragment of an address that is encoded so often starts here: an encoded `#` is part of a name or a key.
    fn starts_fragment(&self, depth: usize) -> bool {
        self.byte == b'#' && self.depth <= depth
    }
}

/// `://`, where the address behind it starts, and how often its slashes are encoded.
struct Mark {
    at: usize,
    end: usize,
    depth: usize,
}

struct Text<'b> {
    bytes: &'b [u8],
    /// Whether it is one address and nothing around it.
    alone: bool,
    cuts: Vec<Range<usize>>,
}

impl Text<'_> {
    fn next_mark(&self, from: usize) -> Option<Mark> {
        let starts = |byte: u8| matches!(byte, b':' | b'%' | b'\\' | b'&');
        (from..self.bytes.len())
            .filter(|&at| starts(self.bytes[at]))
            .find_map(|at| self.mark(&self.token(at)?))
    }

    fn mark(&self, colon: &Token) -> Option<Mark> {
        let first = Some(colon).filter(|token| token.byte == b':').and_then(|token| self.token(token.end));
        let first = first.filter(|token| token.byte == b'/')?;
        let second = self.token(first.end).filter(|token| token.byte == b'/')?;
        Some(Mark { at: colon.at, end: second.end, depth: first.depth.max(second.depth) })
    }

    /// Cuts what is secret in one address; where to look for the next one.
    fn address(&mut self, mark: &Mark) -> usize {
        let mut at = self.authority(mark);
        while let Some(token) = self.token(at) {
            if self.ends(&token, mark.depth)
                || token.starts_fragment(mark.depth)
                || self.mark(&token).is_some()
            {
                return at;
            }
            if token.byte == b'?' {
                return self.query(&token);
            }
            at = token.end;
        }
        at
    }

    fn scheme(&self, end: usize) -> String {
        let inner = |byte: &u8| byte.is_ascii_alphanumeric() || b"+-.".contains(byte);
        // No scheme is longer, and a text may be one long word.
        let start = end.saturating_sub(32);
        let word = self.bytes[start..end].iter().rev().take_while(|byte| inner(byte)).count();
        String::from_utf8_lossy(&self.bytes[end - word..end]).to_ascii_lowercase()
    }

    /// Cuts the user off; where the path starts.
    fn authority(&mut self, mark: &Mark) -> usize {
        let (mut at, mut user, mut colon, mut password) = (mark.end, None, None, None);
        // Where another address begins that is encoded more often, and the user before it: it may be a part of the user itself.
        let mut inner = None;
        while let Some(token) = self.token(at) {
            let stops = matches!(token.byte, b'/' | b'?' | b'#') && token.depth <= mark.depth;
            let ends = self.ends(&token, mark.depth) && !self.is_in_user(&token, colon.is_some());
            if stops || ends || self.closes(&token) {
                break;
            }
            if let Some(other) = self.mark(&token) {
                if other.depth <= mark.depth {
                    break;
                }
                inner.get_or_insert((at, user.clone(), password.clone()));
            }
            if token.byte == b':' {
                colon = colon.or(Some(token.at));
            }
            if token.byte == b'@' && !self.is_digest(token.end) {
                (user, password) = (Some(mark.end..token.end), colon.map(|colon| colon..token.at));
                inner = inner.filter(|_| token.depth > mark.depth);
            }
            at = token.end;
        }
        if let Some((start, before, hidden)) = inner {
            (at, user, password) = (start, before, hidden);
        }
        // The user of an SSH address is part of it and no secret.
        let of_ssh = self.scheme(mark.at).ends_with("ssh");
        self.cuts.extend(if of_ssh { password } else { user });
        at
    }

    /// Whether what may end an address stands in a user with a password: `CORP\nathan:word@` in a text that knows no escapes, `me:a<b@`.
    fn is_in_user(&self, token: &Token, has_password: bool) -> bool {
        let escape = self.bytes[token.at] == b'\\' && token.byte == b' ';
        if !escape && !matches!(self.bytes[token.at], b'<' | b'>' | b'`') {
            return false;
        }
        let rest = &self.bytes[token.end..];
        let rest = &rest[..rest.len().min(MAX_USER)];
        let ends = |byte: u8| byte <= b' ' || matches!(byte, b'/' | b'?' | b'#' | b'"' | b'@');
        let Some(end) = rest.iter().position(|&byte| ends(byte)) else { return false };
        rest[end] == b'@' && (has_password || rest[..end].contains(&b':'))
    }

    fn is_digest(&self, at: usize) -> bool {
        let named = DIGESTS.iter().find(|name| self.bytes[at..].starts_with(name));
        named.and_then(|name| self.token(at + name.len())).is_some_and(|token| token.byte == b':')
    }

    /// Cuts the parameters that may be secret; where the query ends.
    fn query(&mut self, start: &Token) -> usize {
        let (first_cut, mut at, mut kept) = (self.cuts.len(), start.end, false);
        // Where the last parameter that stays ends: what separates it from a cut one goes too.
        let mut stays = start.end;
        loop {
            let parameter = self.parameter(at, start.depth);
            if parameter.harmless {
                if !kept && at > start.end {
                    self.cuts.push(start.end..at);
                }
                (kept, stays) = (true, parameter.end);
            } else if kept {
                self.cuts.push(stays..parameter.end);
                stays = parameter.end;
            }
            let Some(next) = parameter.next else {
                if !kept && parameter.end > start.end {
                    self.cuts.truncate(first_cut);
                    self.cuts.push(start.at..parameter.end);
                }
                return parameter.end.max(at);
            };
            at = next;
        }
    }

    fn parameter(&self, start: usize, depth: usize) -> Parameter {
        let (mut at, mut end, mut open) = (start, start, 0_usize);
        let (mut name, mut named, mut nested, mut next) = (String::new(), false, false, None);
        while let Some(token) = self.token(at) {
            if self.ends(&token, depth) || token.starts_fragment(depth) || self.closes(&token) {
                break;
            }
            if matches!(token.byte, b'&' | b';') && token.depth >= depth {
                (end, next) = (token.at, Some(token.end));
                break;
            }
            match token.byte {
                // An encoded bracket is part of a name or a key.
                _ if token.depth > 0 || self.alone => {}
                b'(' if self.is_peer(token.end) => break,
                b'(' | b'[' | b'{' => open += 1,
                b')' | b']' | b'}' if open == 0 => break,
                b')' | b']' | b'}' => open -= 1,
                _ => {}
            }
            named |= token.byte == b'=';
            if !named && name.len() < 32 {
                name.push(char::from(token.byte));
            }
            nested |= self.mark(&token).is_some();
            at = token.end;
            // What ends a sentence or an item of a list is no part of an address.
            if self.alone || !matches!(token.byte, b'.' | b',' | b':') {
                end = at;
            }
        }
        // `p` is the project of gitweb, and the password of others.
        let known = HARMLESS.iter().any(|known| known.eq_ignore_ascii_case(&name))
            || name == "p" && self.bytes[start..end].ends_with(b".git");
        Parameter { end, next, harmless: (known && !nested) || (end == start) }
    }

    /// Whether a package stands behind a bracket, as pnpm writes behind an address what it was resolved with: `(react@17.0.0)`.
    fn is_peer(&self, start: usize) -> bool {
        let inner = |byte: &u8| byte.is_ascii_alphanumeric() || b"@./_+~-".contains(byte);
        let rest = &self.bytes[start..];
        let end = rest.iter().position(|byte| !inner(byte)).unwrap_or(rest.len());
        let is_closed = matches!(rest.get(end), Some(b'(' | b')'));
        is_closed && rest[..end].iter().skip(1).any(|&byte| byte == b'@')
    }

    /// Whether no address that is encoded so often goes on behind a character.
    fn ends(&self, token: &Token, depth: usize) -> bool {
        self.ends_all(token) || token.depth < depth && matches!(token.byte, b'/' | b'?' | b'#' | b'&')
    }

    /// Whether no address at all goes on behind a character.
    fn ends_all(&self, token: &Token) -> bool {
        !self.alone
            && token.depth == 0
            && (token.byte <= b' ' || matches!(token.byte, b'"' | b'`' | b'<' | b'>' | 0x7f))
    }

    /// Whether a quote closes a text: addresses may hold one.
    fn closes(&self, token: &Token) -> bool {
        let behind = self.token(token.end);
        !self.alone
            && token.byte == b'\''
            && token.depth == 0
            && behind.is_none_or(|next| next.byte <= b' ' || b",;:)]}".contains(&next.byte))
    }

    fn token(&self, at: usize) -> Option<Token> {
        let &byte = self.bytes.get(at)?;
        let spelled = match byte {
            b'%' => self.encoded(at),
            b'\\' if !self.alone => self.escaped(at),
            b'&' if !self.alone => self.entity(at),
            _ => None,
        };
        let (byte, length, depth) = spelled.unwrap_or((byte, 1, 0));
        Some(Token { byte, at, end: at + length, depth })
    }

    /// `%2F`, `%252F` and so on.
    fn encoded(&self, at: usize) -> Option<(u8, usize, usize)> {
        let rest = &self.bytes[at + 1..];
        let again = rest.chunks_exact(2).take(MAX_DEPTH - 1).take_while(|pair| *pair == b"25").count();
        (0..=again).rev().find_map(|times| {
            let byte = hexadecimal(rest.get(times * 2..times * 2 + 2)?)?;
            Some((byte, 3 + times * 2, times + 1))
        })
    }

    /// What stands behind a backslash in JSON, YAML and TOML.
    fn escaped(&self, at: usize) -> Option<(u8, usize, usize)> {
        let rest = &self.bytes[at + 1..];
        let digits = |count: usize| hexadecimal(rest.get(1..=count)?);
        match rest.first()? {
            b'n' | b'r' | b't' => Some((b' ', 2, 0)),
            &byte @ (b'/' | b'\\' | b'"') => Some((byte, 2, 0)),
            b'x' => Some((digits(2)?, 4, 0)),
            b'u' => Some((digits(4)?, 6, 0)),
            b'U' => Some((digits(8)?, 10, 0)),
            _ => None,
        }
    }

    /// `&amp;` and its like in XML.
    fn entity(&self, at: usize) -> Option<(u8, usize, usize)> {
        let rest = &self.bytes[at + 1..];
        let length = rest.iter().take(10).position(|&byte| byte == b';')?;
        let name = std::str::from_utf8(&rest[..length]).ok()?;
        let byte = match name {
            "amp" => b'&',
            "lt" => b'<',
            "gt" => b'>',
            "quot" => b'"',
            "apos" => b'\'',
            _ => {
                let number = name.strip_prefix('#')?;
                match number.strip_prefix(['x', 'X']) {
                    Some(digits) => hexadecimal(digits.as_bytes())?,
                    None => number.parse().ok()?,
                }
            }
        };
        Some((byte, length + 2, 0))
    }
}

/// One parameter of a query.
struct Parameter {
    end: usize,
    /// Where the one behind it starts.
    next: Option<usize>,
    harmless: bool,
}

/// A character of ASCII by its number.
fn hexadecimal(digits: &[u8]) -> Option<u8> {
    let number = u32::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
    u8::try_from(number).ok().filter(u8::is_ascii)
}

#[cfg(test)]
mod tests;
