//! What nobody else may read: projects write names, passwords and keys into the addresses that they fetch from, and lockfiles
//! copy them. No format needs to think of it: everything that leaves this crate comes through here.

use std::borrow::Cow;

use mainstay_model::{Bom, Component, LicenseValue, Origin, Problem, Purl};

use crate::Refusal;

/// Keys of a query that hold a secret, in lower case.
const KEYS: [&str; 8] = ["sig", "key", "auth", "jwt", "sas", "pwd", "pass", "x-api-key"];

/// What the names of others have in them.
const KEY_PARTS: [&str; 10] = [
    "token",
    "secret",
    "signature",
    "password",
    "passwd",
    "credential",
    "apikey",
    "api_key",
    "access_key",
    "accesskey",
];

/// An address without the user name and password that some projects write into it, and without the keys of its query: they must
/// not travel on.
pub(crate) fn bare(address: &str) -> Cow<'_, str> {
    let Some((scheme, rest)) = address.split_once("://") else { return Cow::Borrowed(address) };
    let (authority, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    let host = match authority.rsplit_once('@') {
        // The user of an SSH address is part of it and no secret.
        Some((user, _)) if scheme.ends_with("ssh") && !user.contains(':') => authority,
        Some((_, host)) => host,
        // The start of one, as a message quotes a long text, or a reader takes what stands before an `@` for a name.
        None if is_web(scheme) && is_cut(authority) => "...",
        None => authority,
    };
    match without_keys(path) {
        Cow::Borrowed(_) if host == authority => Cow::Borrowed(address),
        path => Cow::Owned(format!("{scheme}://{host}{path}")),
    }
}

fn is_web(scheme: &str) -> bool {
    ["http", "https"].iter().any(|known| scheme.ends_with(known))
}

/// Whether what stands for a host goes on with what is no port.
fn is_cut(authority: &str) -> bool {
    let is_port = |port: &str| port.bytes().all(|byte| byte.is_ascii_digit()) || port.starts_with(['$', '{']);
    !authority.starts_with('[') && authority.split_once(':').is_some_and(|(_, port)| !is_port(port))
}

fn without_keys(path: &str) -> Cow<'_, str> {
    let Some((before, rest)) = path.split_once('?') else { return Cow::Borrowed(path) };
    let (query, fragment) = rest.split_at(rest.find('#').unwrap_or(rest.len()));
    if !query.split('&').any(is_key) {
        return Cow::Borrowed(path);
    }
    let kept: Vec<&str> = query.split('&').filter(|pair| !is_key(pair)).collect();
    let mark = if kept.is_empty() { "" } else { "?" };
    Cow::Owned(format!("{before}{mark}{}{fragment}", kept.join("&")))
}

fn is_key(pair: &str) -> bool {
    let name = pair.split('=').next().unwrap_or(pair).to_ascii_lowercase();
    KEYS.contains(&name.as_str()) || KEY_PARTS.iter().any(|part| name.contains(part))
}

/// A text of any kind, with every address in it bare.
fn text(text: &str) -> Cow<'_, str> {
    if text.contains("%40") {
        return Cow::Owned(plain(&encoded(text)).into_owned());
    }
    plain(text)
}

/// A text without what stands between `://` and `@` where both are percent-encoded, as the tools write an address into another.
fn encoded(text: &str) -> String {
    const AT: &str = "%40";
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(AT) {
        let (before, after) = (&rest[..at], &rest[at + AT.len()..]);
        let lower = before.to_ascii_lowercase();
        let start = ["%3a//", "%3a%2f%2f", "://"]
            .iter()
            .filter_map(|mark| Some(lower.rfind(mark)? + mark.len()))
            .max();
        match start.filter(|start| !lower[*start..].contains(['/', ' ']) && !lower[*start..].contains("%2f"))
        {
            Some(start) => out.push_str(&before[..start]),
            None => out.extend([before, AT]),
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

fn plain(text: &str) -> Cow<'_, str> {
    if !text.contains("://") {
        return Cow::Borrowed(text);
    }
    let ends = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`' | '<' | '>');
    let mut out = String::with_capacity(text.len());
    for part in text.split_inclusive(ends) {
        let word = part.trim_end_matches(ends);
        // What stands before the scheme (`name@`, `git+`) is no part of the address.
        let start = word.find("://").map_or(0, |at| scheme_start(&word[..at]));
        let (before, address) = word.split_at(start);
        out.push_str(before);
        out.push_str(&bare(address));
        out.push_str(&part[word.len()..]);
    }
    if out == text { Cow::Borrowed(text) } else { Cow::Owned(out) }
}

fn scheme_start(before: &str) -> usize {
    let kept = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    before.rfind(|c| !kept(c)).map_or(0, |at| at + before[at..].chars().next().map_or(1, char::len_utf8))
}

/// A bill of which no text holds a secret.
pub(crate) fn taken_from(bom: &mut Bom) {
    for component in &mut bom.components {
        take_from(component);
    }
}

fn take_from(component: &mut Component) {
    let Component { reference, name, group, version, version_range, publisher, description, .. } = component;
    mend(reference);
    mend(name);
    [group, version, version_range, publisher, description].into_iter().flatten().for_each(mend);
    component.properties.iter_mut().for_each(|(_, value)| mend(value));
    for pointer in &mut component.references {
        mend(&mut pointer.url);
        pointer.comment.as_mut().into_iter().for_each(mend);
    }
    for claim in &mut component.licenses {
        claim.url.as_mut().into_iter().for_each(mend);
        if let LicenseValue::Expression(text) | LicenseValue::Name(text) = &mut claim.value {
            mend(text);
        }
    }
    match &mut component.origin {
        Origin::Registry(url) | Origin::Download(url) | Origin::Path(url) | Origin::Vcs { url, .. } => {
            mend(url)
        }
        Origin::Unknown | Origin::Public => {}
    }
    component.purl = component.purl.take().and_then(purl);
}

fn mend(value: &mut String) {
    if let Cow::Owned(mended) = text(value) {
        *value = mended;
    }
}

/// The same package without secrets; none where its very name is an address.
fn purl(purl: Purl) -> Option<Purl> {
    if purl.full_name().contains(":/") {
        return None;
    }
    let parts = [purl.version(), purl.subpath()].into_iter().flatten();
    if !parts.chain(purl.qualifiers().values().map(String::as_str)).any(|part| part.contains("://")) {
        return Some(purl);
    }
    let version = purl.version().map(|version| text(version).into_owned());
    let subpath = purl.subpath().map(|subpath| text(subpath).into_owned());
    let qualifiers = purl.qualifiers().clone();
    let mut clean = purl.with_version(version.as_deref()).ok()?;
    for (key, value) in qualifiers {
        clean = clean.with_qualifier(&key, &text(&value)).ok()?;
    }
    Some(match subpath {
        Some(subpath) => clean.with_subpath(&subpath),
        None => clean,
    })
}

/// A problem that tells no secret.
pub(crate) fn untold(problem: &mut Problem) {
    mend(&mut problem.message);
}

/// A refusal that tells no secret.
pub(crate) fn refused(refusal: Refusal) -> Refusal {
    match refusal {
        Refusal::Syntax { format, line, mut message } => {
            mend(&mut message);
            Refusal::Syntax { format, line, message }
        }
        Refusal::Bound(mut message) => {
            mend(&mut message);
            Refusal::Bound(message)
        }
        refusal => refusal,
    }
}

#[cfg(test)]
mod tests;
