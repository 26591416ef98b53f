use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

use super::{Headers, Secret, Unverified, sign, verify};

const TIME: &str = "2021-02-25T06:14:25Z";

fn secret(byte: u8) -> Secret {
    Secret::from_bytes(&[byte; 32]).unwrap()
}

fn time() -> Timestamp {
    TIME.parse().unwrap()
}

#[test]
fn the_known_signature_of_the_scheme_is_made() {
    // The values of the specification's own libraries' tests.
    let secret = Secret::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
    let id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    let time = Timestamp::from_second(1_614_265_330).unwrap();
    let made = sign(std::slice::from_ref(&secret), id, time, br#"{"test": 2432232314}"#);
    assert_eq!(made, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    assert_eq!(secret.reveal(), "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
}

#[test]
fn a_secret_is_long_enough_and_not_told_by_accident() {
    for text in [
        "",
        "whsec_",
        "whsec_c2hvcnQ=",
        "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "whsec_!!",
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS",
    ] {
        assert!(Secret::parse(text).is_err(), "{text}");
    }
    assert!(Secret::from_bytes(&[0; 65]).is_err());
    assert_eq!(format!("{:?}", secret(7)), "Secret(..)");
}

#[test]
fn while_a_secret_is_replaced_both_are_believed() {
    let signature = sign(&[secret(2), secret(1)], "id", time(), b"{}");
    let timestamp = time().as_second().to_string();
    let headers = Headers { id: "id", timestamp: &timestamp, signature: &signature };
    for known in [secret(1), secret(2)] {
        assert_eq!(verify(&[secret(9), known], headers, b"{}", time()), Ok(()));
    }
    assert_eq!(verify(&[secret(3)], headers, b"{}", time()), Err(Unverified::Signature));
    assert_eq!(verify(&[], headers, b"{}", time()), Err(Unverified::Signature));
    let others = format!("v2,AAAA v1a,AAAA v1 v1,!! {signature}");
    assert_eq!(verify(&[secret(1)], Headers { signature: &others, ..headers }, b"{}", time()), Ok(()));
}

#[test]
fn a_message_is_believed_for_five_minutes() {
    let signature = sign(&[secret(1)], "id", time(), b"{}");
    let timestamp = time().as_second().to_string();
    let headers = Headers { id: "id", timestamp: &timestamp, signature: &signature };
    for (seconds, believed) in [(-301, false), (-300, true), (300, true), (301, false)] {
        let now = time() + SignedDuration::from_secs(seconds);
        assert_eq!(verify(&[secret(1)], headers, b"{}", now).is_ok(), believed, "{seconds}");
    }
}

#[test]
fn hostile_headers_are_refused() {
    let signature = sign(&[secret(1)], "id", time(), b"{}");
    let timestamp = time().as_second().to_string();
    for (timestamp, signature, why) in [
        (String::new(), signature.clone(), Unverified::Timestamp),
        (format!("+{timestamp}"), signature.clone(), Unverified::Timestamp),
        (format!("0{timestamp}"), signature.clone(), Unverified::Timestamp),
        (format!("{timestamp}.0"), signature.clone(), Unverified::Timestamp),
        ("99999999999999999999".to_owned(), signature.clone(), Unverified::Timestamp),
        (i64::MAX.to_string(), signature.clone(), Unverified::Timestamp),
        (timestamp.clone(), String::new(), Unverified::Signature),
        (timestamp.clone(), "v1,".to_owned(), Unverified::Signature),
        (timestamp.clone(), signature[..signature.len() - 4].to_owned(), Unverified::Signature),
        (timestamp.clone(), format!("{}{signature}", "v1,AAAA ".repeat(1000)), Unverified::Signature),
    ] {
        let headers = Headers { id: "id", timestamp: &timestamp, signature: &signature };
        assert_eq!(verify(&[secret(1)], headers, b"{}", time()), Err(why), "{timestamp} {signature}");
    }
}

proptest! {
    #[test]
    fn what_was_signed_is_believed_and_nothing_else(
        id in "[a-z0-9-]{1,20}", body in ".*", other in ".*", key in proptest::collection::vec(any::<u8>(), 24..=64),
    ) {
        let secret = Secret::from_bytes(&key).unwrap();
        prop_assert_eq!(&Secret::parse(&secret.reveal()).unwrap(), &secret);
        let signature = sign(std::slice::from_ref(&secret), &id, time(), body.as_bytes());
        let timestamp = time().as_second().to_string();
        let headers = Headers { id: &id, timestamp: &timestamp, signature: &signature };
        let secrets = [secret];
        prop_assert_eq!(verify(&secrets, headers, body.as_bytes(), time()), Ok(()));
        if other != body {
            prop_assert_eq!(verify(&secrets, headers, other.as_bytes(), time()), Err(Unverified::Signature));
        }
        let another = Headers { id: &other, ..headers };
        prop_assert_eq!(verify(&secrets, another, body.as_bytes(), time()).is_ok(), other == id);
    }

    #[test]
    fn any_headers_are_looked_at_without_a_panic(id in "\\PC*", timestamp in "\\PC*|-?[0-9]{0,22}", signature in "(v1,[A-Za-z0-9+/=]{0,60} ?|\\PC){0,20}") {
        let headers = Headers { id: &id, timestamp: &timestamp, signature: &signature };
        prop_assert!(verify(&[secret(1)], headers, b"", time()).is_err());
    }
}
