//! Keys and what they seal.

use mainstay_credential::{BadKey, Key, Keys, Unopened};
use proptest::prelude::*;

const HEX: &str = "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4";
const BASE64: &str = "YD3rEBXKcb4rc67whX13gR81LAc7YQjXLZgQowkU3/Q=";

fn key(text: &str) -> Key {
    Key::parse(text).expect("a key")
}

fn other() -> Key {
    key(&HEX.replace("603d", "603e"))
}

#[test]
fn a_key_is_read_in_each_notation_with_blanks_and_newline() {
    let spaced = format!(" {} {}\r\n", &HEX[..32], &HEX[32..]);
    let url = BASE64.replace('/', "_");
    for text in [
        HEX,
        &HEX.to_uppercase(),
        &spaced,
        BASE64,
        BASE64.trim_end_matches('='),
        &format!("{BASE64}\n"),
        &url,
    ] {
        assert_eq!(key(text).bytes(), key(HEX).bytes(), "{text}");
    }
}

#[test]
fn what_is_no_key_is_refused_without_repeating_it() {
    let long = "a".repeat(10_000_000);
    for text in [
        "",
        "secret",
        &HEX[..62],
        &format!("{HEX}00"),
        &HEX.replace('6', "g"),
        &BASE64[..40],
        &long,
        "\u{e9}",
    ] {
        let why = Key::parse(text).unwrap_err();
        assert_eq!(why, BadKey::NotAKey, "{text:.80}");
        assert!(text.len() < 7 || !why.to_string().contains(text));
    }
}

#[test]
fn a_key_that_anybody_may_come_upon_is_refused() {
    let counted: [u8; 32] = std::array::from_fn(|index| u8::try_from(index).unwrap());
    let down: [u8; 32] = std::array::from_fn(|index| u8::try_from(255 - 3 * index).unwrap());
    for bytes in [
        [0; 32],
        [0xff; 32],
        *b"abababababababababababababababab",
        *b"passwordpasswordpasswordpassword",
        counted,
        down,
    ] {
        assert_eq!(Key::new(bytes).unwrap_err(), BadKey::Weak, "{bytes:?}");
    }
    assert_eq!(Key::parse(&"00".repeat(32)).unwrap_err(), BadKey::Weak);
}

#[test]
fn keys_for_purposes_differ_and_stay_the_same() {
    let [badges, cookies] = ["badges", "cookies"].map(|purpose| *key(HEX).derive(purpose).bytes());
    assert_ne!(badges, cookies);
    assert_ne!(&badges, key(HEX).bytes());
    assert_eq!(&badges, key(BASE64).derive("badges").bytes());
    assert_ne!(&badges, other().derive("badges").bytes());
    // HKDF-SHA256 without salt and with the info "mainstay derive\0badges", by another implementation.
    let hex: String = badges.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(hex, "92808a019957d1b4d0d7100686ebf3a6d812a5726941e6925fef9a80731bda8b");
}

#[test]
fn debug_shows_nothing_of_key_or_value() {
    let keys = Keys::new(key(HEX), vec![other()]);
    assert_eq!(format!("{keys:?}"), "Keys { present: Key(..), older: [Key(..)] }");
    let sealed = keys.seal("totp", b"1", [1; 24], b"hush");
    assert_eq!(format!("{:?}", keys.open("totp", b"1", &sealed).unwrap()), "Opened { outdated: false, .. }");
}

#[test]
fn each_reason_is_told_apart() {
    let sealed = key(HEX).seal("totp", b"account 1", [1; 24], b"hush");
    assert_eq!(sealed.len(), 53 + 4);
    assert_eq!(key(HEX).open("totp", b"account 1", &sealed).unwrap(), b"hush");
    assert_eq!(other().open("totp", b"account 1", &sealed), Err(Unopened::OtherKey));
    assert_eq!(key(HEX).open("mail", b"account 1", &sealed), Err(Unopened::OtherPurpose));
    assert_eq!(key(HEX).open("totp", b"account 2", &sealed), Err(Unopened::Damaged));
    for length in 0..sealed.len() {
        assert_eq!(
            key(HEX).open("totp", b"account 1", &sealed[..length]),
            Err(Unopened::Damaged),
            "{length}"
        );
    }
}

#[test]
fn a_changed_key_opens_what_the_older_one_sealed_and_says_so() {
    let old = Keys::new(key(HEX), Vec::new());
    let sealed = old.seal("totp", b"1", [1; 24], b"hush");
    let keys = Keys::new(other(), vec![key(HEX)]);
    let opened = keys.open("totp", b"1", &sealed).unwrap();
    assert_eq!((opened.plain.as_slice(), opened.outdated), (&b"hush"[..], true));
    let again = keys.open("totp", b"1", &keys.seal("totp", b"1", [2; 24], &opened.plain)).unwrap();
    assert!(!again.outdated);
    assert_eq!(keys.open("totp", b"2", &sealed).unwrap_err(), Unopened::Damaged);
    assert_eq!(Keys::new(other(), Vec::new()).open("totp", b"1", &sealed).unwrap_err(), Unopened::OtherKey);
}

proptest! {
    #[test]
    fn what_is_sealed_opens_in_its_place_alone(
        plain in proptest::collection::vec(any::<u8>(), 0..200),
        context in proptest::collection::vec(any::<u8>(), 0..40),
        elsewhere in proptest::collection::vec(any::<u8>(), 0..40),
        purpose in "[a-z]{1,8}",
        wrong in "[a-z]{0,8}",
        nonce: [u8; 24],
    ) {
        let key = key(HEX);
        let sealed = key.seal(&purpose, &context, nonce, &plain);
        prop_assert_eq!(key.open(&purpose, &context, &sealed).unwrap(), plain);
        if wrong != purpose {
            prop_assert!(key.open(&wrong, &context, &sealed).is_err());
        }
        if elsewhere != context {
            prop_assert!(key.open(&purpose, &elsewhere, &sealed).is_err());
        }
        // What leaves the purpose may not join the context.
        let (head, tail) = purpose.split_at(purpose.len() - 1);
        let moved = [tail.as_bytes(), &context].concat();
        prop_assert!(key.open(head, &moved, &sealed).is_err());
    }

    #[test]
    fn a_value_with_a_flipped_bit_does_not_open(
        plain in proptest::collection::vec(any::<u8>(), 0..40),
        nonce: [u8; 24],
        bit: proptest::sample::Index,
    ) {
        let mut sealed = key(HEX).seal("totp", b"1", nonce, &plain);
        let bit = bit.index(sealed.len() * 8);
        sealed[bit / 8] ^= 1 << (bit % 8);
        prop_assert!(key(HEX).open("totp", b"1", &sealed).is_err());
    }

    #[test]
    fn any_bytes_are_refused(sealed in proptest::collection::vec(any::<u8>(), 0..120)) {
        prop_assert!(Keys::new(key(HEX), vec![other()]).open("totp", b"1", &sealed).is_err());
    }
}
