//! Who signed in, in plain values.

use jiff::Timestamp;
use serde_json::Value;

use crate::claims::Claims;
use crate::text::plain;
use crate::{Error, Secret, Settings};

/// More groups than a person is in; a provider that sends more is to send fewer.
const GROUPS: usize = 2000;
const GROUP_LENGTH: usize = 256;
const NAME_LENGTH: usize = 200;
/// RFC 5321.
const MAIL_LENGTH: usize = 254;

/// A person, as a provider tells it. Issuer and subject together are who it is; all else may change.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Identity {
    /// The provider.
    pub issuer: String,
    /// The person's id there, never given to another.
    pub subject: String,
    /// The full name.
    pub name: Option<String>,
    /// The mail address.
    pub mail: Option<String>,
    /// Whether the provider says that the address is the person's; not said is no.
    pub mail_verified: bool,
    /// The short name a person signs in with (`preferred_username`); for showing, not for knowing who it is.
    pub login: Option<String>,
    /// The groups, as spelled at the provider, each once. None when it does not tell, which is not the same as being in none;
    /// nor does a link to the groups count, which some providers send for people in many.
    pub groups: Option<Vec<String>>,
    /// When the person last gave proof of who it is.
    pub auth_time: Option<Timestamp>,
    /// By what means (RFC 8176), such as `pwd`, `otp`, `hwk`.
    pub amr: Vec<String>,
    /// The session at the provider, which a logout notice may name.
    pub sid: Option<String>,
    /// The ID token, to be shown when the person signs out ([`Logout::id_token`](crate::Logout)).
    pub id_token: Secret,
}

/// What both sources say; the token goes first.
pub(crate) struct Told<'a> {
    pub(crate) token: &'a Claims,
    pub(crate) info: Option<&'a Claims>,
}

impl<'a> Told<'a> {
    /// Whether nothing is missing that the user info might add.
    pub(crate) fn is_complete(&self, groups_claim: &str) -> bool {
        let has_texts = ["name", "email", "preferred_username"].iter().all(|name| self.text(name).is_some());
        has_texts && self.sources().any(|claims| claims.find(groups_claim).is_some())
    }

    pub(crate) fn identity(&self, settings: &Settings, id_token: Secret) -> Result<Identity, Error> {
        let mail = self.sources().find_map(|claims| Some((claims, mail(claims.text("email")?)?)));
        let groups = self.sources().find_map(|claims| claims.find(&settings.groups_claim));
        let amr = self.token.get("amr").and_then(Value::as_array).into_iter().flatten();
        Ok(Identity {
            issuer: settings.issuer.clone(),
            subject: self.token.subject()?.to_owned(),
            name: self.name(),
            mail_verified: mail
                .as_ref()
                .is_some_and(|(claims, _)| claims.flag("email_verified") == Some(true)),
            mail: mail.map(|(_, mail)| mail),
            login: self.text("preferred_username").map(|login| plain(login, NAME_LENGTH)),
            groups: groups.map(|value| list_groups(value, &settings.groups_claim)).transpose()?,
            auth_time: self.token.moment("auth_time")?,
            amr: amr.filter_map(Value::as_str).take(20).map(|means| plain(means, 50)).collect(),
            sid: self.token.text("sid").filter(|sid| sid.len() <= 255).map(str::to_owned),
            id_token,
        })
    }

    fn name(&self) -> Option<String> {
        let whole = || {
            let parts: Vec<&str> =
                ["given_name", "family_name"].iter().filter_map(|name| self.text(name)).collect();
            parts.join(" ")
        };
        let name = self.text("name").map_or_else(whole, str::to_owned);
        Some(plain(&name, NAME_LENGTH)).filter(|name| !name.is_empty())
    }

    fn text(&self, name: &str) -> Option<&'a str> {
        self.sources().find_map(|claims| claims.text(name))
    }

    fn sources(&self) -> impl Iterator<Item = &'a Claims> + use<'a> {
        [Some(self.token), self.info].into_iter().flatten()
    }
}

/// An address of a form that mail can be sent to; anything else is as good as none.
fn mail(text: &str) -> Option<String> {
    let (person, host) = text.rsplit_once('@')?;
    let fits = !person.is_empty() && !host.is_empty() && text.len() <= MAIL_LENGTH;
    (fits && !text.chars().any(|c| c.is_control() || c.is_whitespace())).then(|| text.to_owned())
}

/// The groups of a claim: a list of names, or one name. Rights follow from them, so a claim that is not understood is an error and no empty list.
fn list_groups(value: &Value, claim: &str) -> Result<Vec<String>, Error> {
    let refuse = |problem: &str| {
        Error::Misconfigured(format!("the claim {claim}, which should list groups, {problem}"))
    };
    let several = match value {
        Value::Array(several) => several.as_slice(),
        one => std::slice::from_ref(one),
    };
    if several.len() > GROUPS {
        return Err(refuse("has more than 2000; let the provider send only those that matter here"));
    }
    let mut groups: Vec<String> = Vec::with_capacity(several.len());
    let mut seen = std::collections::HashSet::new();
    for group in several {
        let name = group.as_str().ok_or_else(|| refuse("is not a list of names"))?;
        if name.len() > GROUP_LENGTH || name.chars().any(char::is_control) {
            return Err(refuse("has a name that is none"));
        }
        if !name.is_empty() && seen.insert(name) {
            groups.push(name.to_owned());
        }
    }
    Ok(groups)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn identity(token: &Value, info: Option<&Value>, claim: &str) -> Result<Identity, Error> {
        let claims = |value: &Value| Claims::parse(value.to_string().as_bytes()).expect("an object");
        let (token, info) = (claims(token), info.map(claims));
        let mut settings = Settings::new("https://a.example", "us", "https://b.example");
        settings.groups_claim = claim.to_owned();
        Told { token: &token, info: info.as_ref() }.identity(&settings, Secret::new("t"))
    }

    #[test]
    fn groups_that_are_not_told_are_not_none() {
        let groups = |token: Value, claim| identity(&token, None, claim).map(|identity| identity.groups);
        assert_eq!(groups(json!({"sub": "1"}), "groups"), Ok(None));
        assert_eq!(groups(json!({"sub": "1", "groups": null}), "groups"), Ok(None));
        assert_eq!(groups(json!({"sub": "1", "groups": []}), "groups"), Ok(Some(vec![])));
        let two = Ok(Some(vec!["a".to_owned(), "b".to_owned()]));
        assert_eq!(groups(json!({"sub": "1", "groups": ["a", "b", "a", ""]}), "groups"), two);
        assert_eq!(
            groups(json!({"sub": "1", "realm_access": {"roles": ["a", "b"]}}), "realm_access.roles"),
            two
        );
        assert_eq!(groups(json!({"sub": "1", "groups": "a b"}), "groups"), Ok(Some(vec!["a b".to_owned()])));
    }

    #[test]
    fn a_claim_that_is_no_list_of_names_is_an_error_and_no_empty_list() {
        let many: Vec<String> = (0..=GROUPS).map(|number| number.to_string()).collect();
        for groups in [
            json!({"a": 1}),
            json!(["a", 1]),
            json!(true),
            json!(["a\nb"]),
            json!(["x".repeat(300)]),
            json!(many),
        ] {
            let outcome = identity(&json!({"sub": "1", "groups": groups}), None, "groups");
            assert!(matches!(outcome, Err(Error::Misconfigured(_))), "{outcome:?}");
        }
    }

    #[test]
    fn a_verified_mail_is_verified_by_whoever_tells_it() {
        let token = json!({"sub": "1", "email": "mallory@evil.example"});
        let info = json!({"sub": "1", "email": "alice@good.example", "email_verified": true});
        let told = identity(&token, Some(&info), "groups").expect("an identity");
        assert_eq!((told.mail.as_deref(), told.mail_verified), (Some("mallory@evil.example"), false));
        let told = identity(&json!({"sub": "1", "email_verified": true}), Some(&info), "groups")
            .expect("an identity");
        assert_eq!((told.mail.as_deref(), told.mail_verified), (Some("alice@good.example"), true));
        let odd = json!({"sub": "1", "email": "a@b\r\nBcc: c@d", "email_verified": "true"});
        let told = identity(&odd, None, "groups").expect("an identity");
        assert_eq!((told.mail, told.mail_verified), (None, false));
    }

    #[test]
    fn names_are_plain_and_put_together_where_they_come_in_parts() {
        let name = |token: Value| identity(&token, None, "groups").expect("an identity").name;
        assert_eq!(name(json!({"sub": "1", "name": " A\u{202e}B\n"})).as_deref(), Some("AB"));
        assert_eq!(name(json!({"sub": "1", "given_name": "A", "family_name": "B"})).as_deref(), Some("A B"));
        assert_eq!(name(json!({"sub": "1", "name": 5})), None);
    }
}
