//! Random secrets and recovery codes: their shape, and what is told apart.

use std::collections::HashSet;

use mainstay_credential::recovery::{self, codes, digest, find};
use mainstay_credential::{NoSecret, Secret};
use proptest::prelude::*;

fn counted() -> [u8; recovery::RANDOM_BYTES] {
    std::array::from_fn(|index| u8::try_from(index * 37 % 256).expect("a byte"))
}

#[test]
fn a_secret_has_its_prefix_and_58_characters() {
    let secret = Secret::new("mst_", [0xa5; 32]);
    let body = secret.text().strip_prefix("mst_").unwrap();
    assert_eq!(body.len(), 58);
    assert!(body.chars().all(|c| matches!(c, '0'..='9' | 'a'..='v')), "{body}");
    assert_eq!(Secret::new("", [0xa5; 32]).text().len(), 58);
}

#[test]
fn the_digest_is_that_of_the_text() {
    // printf %s TEXT | sha256sum
    let secret = Secret::new("mst_", [0; 32]);
    assert_eq!(secret.text(), "mst_000000000000000000000000000000000000000000000000000b2iq61o");
    let hex: String = secret.digest().iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(hex, "d00e784826c56960abbb636c25558c291c74258818bbe9c42cb05d1f9e02c860");
    assert_ne!(secret.digest(), Secret::new("", [0; 32]).digest(), "the kind is part of it");
}

#[test]
fn what_a_client_sends_is_told_apart_without_a_look_up() {
    let secret = Secret::new("mst_", [9; 32]);
    let text = secret.text();
    let cases = [
        (String::new(), NoSecret::OtherPrefix),
        (text.replace("mst_", "msd_"), NoSecret::OtherPrefix),
        ("mst_".to_owned(), NoSecret::OtherShape),
        (text[..61].to_owned(), NoSecret::OtherShape),
        (format!("{text}0"), NoSecret::OtherShape),
        (format!("{} ", &text[..61]), NoSecret::OtherShape),
        (format!("mst_{}", text[4..].to_uppercase()), NoSecret::OtherShape),
        (format!("mst_{}", "\u{e9}".repeat(29)), NoSecret::OtherShape),
        ("mst_".repeat(1_000_000), NoSecret::OtherShape),
        (format!("mst_0{}", &text[5..]), NoSecret::Mistyped),
    ];
    for (sent, why) in cases {
        assert_eq!(Secret::parse("mst_", &sent).unwrap_err(), why, "{sent:.80}");
    }
    // Another kind's prefix over the same characters: the checksum knows the kind.
    assert_eq!(Secret::parse("", &text[4..]).unwrap_err(), NoSecret::Mistyped);
}

#[test]
fn debug_shows_no_secret() {
    assert_eq!(format!("{:?}", Secret::new("mst_", [9; 32])), "Secret(..)");
}

#[test]
fn recovery_codes_are_ten_that_differ_in_groups_that_people_can_type() {
    let codes = codes(&counted());
    assert_eq!(codes.iter().collect::<HashSet<_>>().len(), 10);
    for code in &codes {
        assert_eq!(code.len(), 29);
        assert!(code.split('-').all(|group| group.len() == 4), "{code}");
        assert!(!code.contains(['I', 'L', 'O', 'U']), "{code}");
    }
}

#[test]
fn a_code_is_found_however_it_is_typed() {
    let codes = codes(&counted());
    let digests: Vec<[u8; 32]> = codes.iter().map(|code| digest(code).unwrap()).collect();
    for (index, code) in codes.iter().enumerate() {
        let read = code.replace('0', "o").replace('1', "l");
        for typed in [
            code.clone(),
            code.to_lowercase(),
            code.replace('-', ""),
            code.replace('-', " "),
            format!("\t{read}\r\n"),
        ] {
            assert_eq!(find(&typed, &digests), Some(index), "{typed}");
        }
    }
    assert_eq!(find(&codes[3], &digests[..3]), None);
    assert_eq!(find(&codes[3], &[]), None);
}

#[test]
fn what_has_not_the_shape_of_a_code_is_none() {
    let code = &codes(&counted())[0];
    let more = format!("{code}0");
    let blanks = format!("{}{code}", " ".repeat(1_000_000));
    for typed in ["", "----", &code[..28], &more, &code.replace('-', "_"), "\u{1f41a}", &blanks] {
        assert_eq!(digest(typed), None, "{typed:.60}");
    }
}

proptest! {
    #[test]
    fn a_secret_is_read_as_it_was_made(random: [u8; 32], prefix in "([a-z]{2,4}_)?") {
        let secret = Secret::new(&prefix, random);
        let read = Secret::parse(&prefix, secret.text()).unwrap();
        prop_assert_eq!(read.digest(), secret.digest());
    }

    #[test]
    fn a_typing_error_is_seen(random: [u8; 32], at in 4_usize..62, typed in "[0-9a-v]") {
        let secret = Secret::new("mst_", random);
        let mut text = secret.text().to_owned();
        prop_assume!(text[at..=at] != typed);
        text.replace_range(at..=at, &typed);
        prop_assert!(Secret::parse("mst_", &text).is_err());
    }

    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,70}|mst_[0-9a-v]{58}") {
        prop_assert!(Secret::parse("mst_", &text).is_err());
        prop_assert_eq!(find(&text, &[[0; 32]]), None);
    }
}
