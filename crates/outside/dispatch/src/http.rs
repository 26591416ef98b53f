//! One POST of JSON, and what its answer means.

use std::error::Error as _;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp, fmt::rfc2822};
use reqwest::Response;
use reqwest::header::{CONTENT_TYPE, HeaderMap, RETRY_AFTER};

use crate::text::{cut, one_line};
use crate::{Error, Outbound, Outcome};

/// Of an answer, so much is told.
const TOLD: usize = 200;

/// Sends a body to an address; `now` is what a date in the answer is counted from.
pub(crate) async fn post(
    outbound: &Outbound,
    url: &str,
    headers: &[(&'static str, String)],
    body: Vec<u8>,
    now: Timestamp,
) -> Outcome {
    let target = match outbound.target(url) {
        Ok(target) => target,
        Err(error) => return Outcome::Never(error),
    };
    let mut request = outbound.http().post(target.url).header(CONTENT_TYPE, "application/json").body(body);
    for (name, value) in headers {
        request = request.header(*name, value);
    }
    match request.send().await {
        Ok(response) => judge(response, target.place, outbound.limits().answer_bytes, now).await,
        Err(error) => failed(&error, target.place),
    }
}

/// What the status of an answer means. It decides alone: what follows is read for the record, as far as the bounds reach.
async fn judge(response: Response, host: String, most: usize, now: Timestamp) -> Outcome {
    let status = response.status();
    let after = retry_after(response.headers(), now);
    let said = format!("{} {}", status.as_u16(), read(response, most).await).trim_end().to_owned();
    match status.as_u16() {
        200..=299 => Outcome::Done { said },
        300..=399 => Outcome::Never(Error::Redirected { host }),
        408 | 425 | 429 | 500.. => Outcome::Later { after, why: Error::Failed { host, said } },
        410 => Outcome::Never(Error::Gone { host }),
        _ => Outcome::Never(Error::Refused { host, said }),
    }
}

/// The start of an answer as one line.
async fn read(mut response: Response, most: usize) -> String {
    let mut body = Vec::new();
    let rest = loop {
        match response.chunk().await {
            Ok(Some(chunk)) if body.len() + chunk.len() > most => break "(too long, left unread)",
            Ok(Some(chunk)) => body.extend_from_slice(&chunk),
            Ok(None) => break "",
            Err(_) => break "(its end did not come)",
        }
    };
    let start = cut(&one_line(&String::from_utf8_lossy(&body)), TOLD);
    one_line(&format!("{start} {rest}"))
}

/// How long the other side asks to wait: seconds, or the time until a date (RFC 9110, section 10.2.3).
fn retry_after(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let value = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = value.parse::<u32>() {
        return Some(Duration::from_secs(seconds.into()));
    }
    let until = rfc2822::parse(value).ok()?.timestamp();
    // A date in the past: at once.
    Some(Duration::try_from(now.duration_until(until).max(SignedDuration::ZERO)).unwrap_or_default())
}

/// Why no answer came. Only a connection that was never made is sure to have carried nothing.
fn failed(error: &reqwest::Error, host: String) -> Outcome {
    let mut causes = Vec::new();
    let mut next = error.source();
    while let Some(cause) = next {
        causes.push(cause);
        next = cause.source();
    }
    if let Some(own) = causes.iter().find_map(|cause| cause.downcast_ref::<Error>()) {
        return match own {
            Error::NotAllowed(_) => Outcome::Never(own.clone()),
            _ => Outcome::Later { after: None, why: own.clone() },
        };
    }
    // The library's own text has the whole address in it, and that is a key.
    let why = match causes.last() {
        Some(cause) => cut(&one_line(&cause.to_string()), TOLD),
        None => "no connection".to_owned(),
    };
    if error.is_builder() {
        return Outcome::Never(Error::Message(why));
    }
    if error.is_connect() {
        return Outcome::Later { after: None, why: Error::Unreachable { host, why } };
    }
    Outcome::Unknown(Error::NoAnswer { host, why })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use reqwest::header::{HeaderMap, RETRY_AFTER};

    use super::retry_after;

    #[test]
    fn waiting_is_asked_for_in_seconds_or_until_a_date() {
        let now = "2026-03-04T05:06:07Z".parse().unwrap();
        for (value, seconds) in [
            ("120", Some(120)),
            ("0", Some(0)),
            ("Wed, 04 Mar 2026 05:08:07 GMT", Some(120)),
            ("Wed, 04 Mar 2020 05:08:07 GMT", Some(0)),
            ("-1", None),
            ("99999999999999999999", None),
            ("1.5", None),
            ("soon", None),
            ("", None),
        ] {
            let headers: HeaderMap = [(RETRY_AFTER, value.parse().unwrap())].into_iter().collect();
            assert_eq!(retry_after(&headers, now), seconds.map(Duration::from_secs), "{value}");
        }
        assert_eq!(retry_after(&HeaderMap::new(), now), None);
    }
}
