//! What a token or the user info says, and the checks that all tokens share.

use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::Rejection;
use crate::text::same;

/// How far the clocks of two machines may be apart.
pub(crate) const LEEWAY: SignedDuration = SignedDuration::from_secs(60);

/// Claims by name.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(transparent)]
pub(crate) struct Claims(Map<String, Value>);

impl Claims {
    pub(crate) fn parse(bytes: &[u8]) -> Result<Self, Rejection> {
        serde_json::from_slice(bytes).map_err(|_| Rejection::Malformed("its claims are no JSON object"))
    }

    /// A claim as it was said; `null` is as good as missing.
    pub(crate) fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name).filter(|value| !value.is_null())
    }

    /// A claim by its name, or by a path of names with dots between them. The name goes first, since names of claims may be addresses.
    pub(crate) fn find(&self, path: &str) -> Option<&Value> {
        self.get(path).or_else(|| {
            let (first, rest) = path.split_once('.')?;
            rest.split('.')
                .try_fold(self.get(first)?, |value, name| value.get(name))
                .filter(|value| !value.is_null())
        })
    }

    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.get(name)?.as_str().filter(|text| !text.is_empty())
    }

    /// A flag; some providers write it as text.
    pub(crate) fn flag(&self, name: &str) -> Option<bool> {
        match self.get(name)? {
            Value::Bool(flag) => Some(*flag),
            Value::String(text) => text.parse().ok(),
            _ => None,
        }
    }

    /// A moment in seconds since 1970, which may have a fraction.
    ///
    /// # Errors
    /// When the claim is there and no moment.
    pub(crate) fn moment(&self, name: &str) -> Result<Option<Timestamp>, Rejection> {
        let Some(value) = self.get(name) else { return Ok(None) };
        let seconds = value.as_i64().or_else(|| {
            #[expect(
                clippy::cast_possible_truncation,
                reason = "a cast from float keeps to the ends of the range"
            )]
            value.as_f64().map(|seconds| seconds.floor() as i64)
        });
        let moment = seconds.and_then(|seconds| Timestamp::from_second(seconds).ok());
        moment.map(Some).ok_or(Rejection::Malformed("a time in it is no time"))
    }

    /// Whom the claims are about.
    pub(crate) fn subject(&self) -> Result<&str, Rejection> {
        let subject =
            self.text("sub").filter(|text| text.len() <= 255 && !text.chars().any(char::is_control));
        subject.ok_or(Rejection::Malformed("it does not say whom it is about"))
    }

    pub(crate) fn check_issuer(&self, issuer: &str) -> Result<(), Rejection> {
        if self.text("iss") == Some(issuer) { Ok(()) } else { Err(Rejection::Issuer) }
    }

    /// Whether the client is among those the token is for, and the one it was issued to if it is for several.
    pub(crate) fn check_audience(&self, client: &str) -> Result<(), Rejection> {
        let audiences: Vec<&str> = match self.get("aud") {
            Some(Value::String(one)) => vec![one],
            Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        };
        if !audiences.contains(&client) {
            return Err(Rejection::Audience);
        }
        let alone = audiences.iter().all(|audience| *audience == client);
        match self.get("azp") {
            Some(party) if party.as_str() == Some(client) => Ok(()),
            None if alone => Ok(()),
            _ => Err(Rejection::AuthorizedParty),
        }
    }

    /// Whether the token is valid now. It must say when it was issued and until when it is valid.
    pub(crate) fn check_times(&self, now: Timestamp) -> Result<(), Rejection> {
        let missing = Rejection::Malformed("it does not say when it is valid");
        let until = self.moment("exp")?.ok_or(missing.clone())?;
        let issued = self.moment("iat")?.ok_or(missing)?;
        if now.duration_since(until) >= LEEWAY {
            return Err(Rejection::Expired);
        }
        let from = self.moment("nbf")?.map_or(issued, |from| from.max(issued));
        if from.duration_since(now) > LEEWAY { Err(Rejection::NotYetValid) } else { Ok(()) }
    }

    pub(crate) fn check_nonce(&self, nonce: &str) -> Result<(), Rejection> {
        if self.text("nonce").is_some_and(|said| same(said, nonce)) { Ok(()) } else { Err(Rejection::Nonce) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claims(text: &str) -> Claims {
        Claims::parse(text.as_bytes()).expect("an object")
    }

    #[test]
    fn a_claim_is_found_by_its_name_before_a_path() {
        let claims = claims(
            r#"{"https://a.example/groups": 1, "a": {"b": {"c": 2}, "d": null}, "a.b": 3, "e": null}"#,
        );
        assert_eq!(claims.find("https://a.example/groups"), Some(&Value::from(1)));
        assert_eq!(claims.find("a.b.c"), Some(&Value::from(2)));
        assert_eq!(claims.find("a.b"), Some(&Value::from(3)));
        for path in ["a.d", "a.b.c.d", "e", "f", "f.g"] {
            assert_eq!(claims.find(path), None, "{path}");
        }
    }

    #[test]
    fn times_have_a_minute_of_grace_and_no_more() {
        let claims = claims(r#"{"iat": 1000, "exp": 1300.9}"#);
        let at = |second| claims.check_times(Timestamp::from_second(second).expect("a time"));
        assert_eq!(at(939), Err(Rejection::NotYetValid));
        assert_eq!(at(940), Ok(()));
        assert_eq!(at(1359), Ok(()));
        assert_eq!(at(1360), Err(Rejection::Expired));
    }

    #[test]
    fn times_that_are_missing_or_none_are_no_pass() {
        let now = Timestamp::from_second(1100).expect("a time");
        for text in [
            r#"{"iat": 1000}"#,
            r#"{"exp": 1300}"#,
            r#"{"iat": "1000", "exp": 1300}"#,
            r#"{"iat": 1000, "exp": 1e300}"#,
            r#"{"iat": 1000, "exp": 9223372036854775807}"#,
            r#"{"iat": 1000, "exp": 1300, "nbf": true}"#,
        ] {
            assert!(matches!(claims(text).check_times(now), Err(Rejection::Malformed(_))), "{text}");
        }
        assert_eq!(
            claims(r#"{"iat": 1000, "exp": 9000, "nbf": 2000}"#).check_times(now),
            Err(Rejection::NotYetValid)
        );
    }

    #[test]
    fn a_token_for_several_names_the_one_it_was_issued_to() {
        for (text, outcome) in [
            (r#"{"aud": "us"}"#, Ok(())),
            (r#"{"aud": ["us"]}"#, Ok(())),
            (r#"{"aud": ["us"], "azp": "us"}"#, Ok(())),
            (r#"{"aud": ["us", "them"], "azp": "us"}"#, Ok(())),
            (r#"{"aud": ["us", "them"]}"#, Err(Rejection::AuthorizedParty)),
            (r#"{"aud": "us", "azp": "them"}"#, Err(Rejection::AuthorizedParty)),
            (r#"{"aud": "us", "azp": 1}"#, Err(Rejection::AuthorizedParty)),
            (r#"{"aud": "them", "azp": "us"}"#, Err(Rejection::Audience)),
            (r#"{"aud": []}"#, Err(Rejection::Audience)),
            (r#"{"aud": {"us": 1}}"#, Err(Rejection::Audience)),
            ("{}", Err(Rejection::Audience)),
        ] {
            assert_eq!(claims(text).check_audience("us"), outcome, "{text}");
        }
    }
}
