//! What a browser brings back from the provider.

use url::form_urlencoded;

use crate::text::plain;
use crate::{Error, Flow, Rejection, Secret};

/// More than any provider's answer in an address.
const LENGTH: usize = 16 * 1024;

/// The parameters of the redirect address, as the browser brought them. Nothing of it is believed yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Callback {
    pub(crate) state: Option<Secret>,
    pub(crate) code: Option<Secret>,
    pub(crate) issuer: Option<String>,
    error: Option<String>,
    description: Option<String>,
}

impl Callback {
    /// Reads the part of the address behind the question mark. Other parameters are passed over.
    ///
    /// # Errors
    /// When it is too long, or names a parameter twice.
    pub fn parse(query: &str) -> Result<Self, Error> {
        if query.len() > LENGTH {
            return Err(Rejection::Answer("it is too long").into());
        }
        let mut callback = Self::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let value = value.into_owned();
            let twice = match &*name {
                "state" => callback.state.replace(Secret::new(value)).is_some(),
                "code" => callback.code.replace(Secret::new(value)).is_some(),
                "iss" => callback.issuer.replace(value).is_some(),
                "error" => callback.error.replace(plain(&value, 100)).is_some(),
                "error_description" => callback.description.replace(plain(&value, 500)).is_some(),
                _ => false,
            };
            if twice {
                return Err(Rejection::Answer("it says something twice").into());
            }
        }
        Ok(callback)
    }

    /// The state, by which a caller may find the flow. Compared again, in constant time, when the flow is finished.
    pub fn state(&self) -> Option<&str> {
        self.state.as_ref().map(Secret::expose)
    }

    /// What the provider said instead of a code.
    pub(crate) fn refusal(&self, flow: &Flow) -> Option<Error> {
        let code = self.error.clone()?;
        let told = match &self.description {
            Some(description) => format!("{code}: {description}"),
            None => code.clone(),
        };
        Some(match &*code {
            "login_required" | "interaction_required" | "consent_required" | "account_selection_required"
                if flow.silent =>
            {
                Error::NeedsPerson(code)
            }
            "temporarily_unavailable" | "server_error" => Error::Unavailable(told),
            "invalid_request"
            | "unauthorized_client"
            | "unsupported_response_type"
            | "invalid_scope"
            | "invalid_client"
            | "invalid_redirect_uri" => {
                Error::Misconfigured(format!("the provider refuses what this program asks ({told})"))
            }
            _ => Error::Refused { code, description: self.description.clone() },
        })
    }
}
