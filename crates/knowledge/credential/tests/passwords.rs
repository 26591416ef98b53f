//! Which passwords are taken, and how they are kept and compared.

use mainstay_credential::password::{Password, Refused, Rules, Unusable, Verdict, decoy, hash, verify};
use proptest::prelude::*;

const GOOD: &str = "walnut harbor sings at noon";
const ADA: [&str; 4] = ["Ada Lovelace", "lovelace", "ada.lovelace@engine.example", "Mainstay"];

fn refused(password: &str) -> Refused {
    Rules::ALONE.check(password, &ADA).expect_err(password)
}

fn hashed(password: &str) -> String {
    hash(&Password::matched(password), [7; 16])
}

#[test]
fn any_characters_are_taken_when_nobody_guesses_them() {
    let long = "ab1 Cd2,".repeat(125);
    for password in [
        GOOD,
        "  \u{e9}t\u{e9} violet ~ 7 \u{1f41a} ",
        "\u{5317}\u{6597}\u{661f}\u{3068}\u{7a93}\u{306e}\u{9752}\u{3044}\u{732b}\u{304c}\u{4e8c}\u{5339}\u{7720}\u{308b}\u{591c}",
        "8w#Lq!02kdM/pZ9",
        &long[..64],
    ] {
        assert!(Rules::ALONE.check(password, &ADA).is_ok(), "{password:?}");
    }
}

#[test]
fn a_password_alone_is_longer_than_one_beside_a_second_factor() {
    let short = "8w#Lq!02";
    assert_eq!(refused(short), Refused::TooShort { minimum: 15, has: 8 });
    assert!(
        Rules::WITH_SECOND_FACTOR.check(short, &ADA).is_ok(),
        "random characters are enough at any length"
    );
    for guessed in ["password", "12345678", "lovelace", "Mainstay", "qwertyui", "monkey12"] {
        assert!(Rules::WITH_SECOND_FACTOR.check(guessed, &ADA).is_err(), "{guessed}");
    }
    assert_eq!(
        Rules::WITH_SECOND_FACTOR.check("8w#Lq!0", &ADA).unwrap_err(),
        Refused::TooShort { minimum: 8, has: 7 }
    );
}

#[test]
fn characters_count_as_unicode_does_not_as_bytes() {
    assert_eq!(refused(&"\u{1f41a}".repeat(14)), Refused::TooShort { minimum: 15, has: 14 });
    // Seven letters, each with an accent of its own, are seven after normalization.
    assert_eq!(refused(&"e\u{301}".repeat(7)), Refused::TooShort { minimum: 15, has: 7 });
}

#[test]
fn nothing_is_cut_off() {
    let most = "w4 ".repeat(333) + "x";
    assert_eq!(most.len(), 1_000);
    assert!(!matches!(Rules::ALONE.check(&most, &[]), Err(Refused::TooLong)));
    assert_eq!(refused(&format!("{most}y")), Refused::TooLong);
    assert_eq!(refused(&"\u{1f41a}".repeat(100_000)), Refused::TooLong);
}

#[test]
fn what_others_would_guess_is_refused() {
    for password in [
        "passwordpassword",
        "aaaaaaaaaaaaaaaaaaaa",
        "123456789012345",
        "qwertyuiopasdfghjkl",
        "abcabcabcabcabcabc",
        "Password1234567",
        "lovelacelovelace",
        "LovelaceMainstay",
        "mainstaymainstay",
        "ada.lovelace@engine.example",
        "Ada Lovelace 1815",
    ] {
        assert!(matches!(refused(password), Refused::Guessable { .. }), "{password}");
    }
    assert!(
        Rules::ALONE.check("Ada paints the harbor walnut at noon", &ADA).is_ok(),
        "a name among words is no guess"
    );
}

#[test]
fn a_refusal_says_what_to_do_and_not_the_password() {
    for (password, advice) in [
        ("short xylophon", "at least 15"),
        ("passwordpassword", "four or more words"),
        ("unsettled \u{378} letters", "other characters"),
    ] {
        let text = refused(password).to_string();
        assert!(text.contains(advice) && !text.contains(password), "{text}");
        assert!(!text.contains("  "), "{text}");
    }
}

#[test]
fn debug_shows_no_password() {
    assert_eq!(format!("{:?}", Rules::ALONE.check(GOOD, &[])), "Ok(Password(..))");
}

#[test]
fn the_password_matches_its_hash_and_another_does_not() {
    let stored = hashed(GOOD);
    assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
    assert_eq!(verify(GOOD, &stored), Ok(Verdict { matches: true, outdated: false }));
    for other in ["", "walnut harbor sings at noo", "walnut harbor sings at noon "] {
        assert_eq!(verify(other, &stored), Ok(Verdict { matches: false, outdated: false }), "{other:?}");
    }
}

#[test]
fn a_password_matches_however_the_keyboard_composes_it() {
    assert!(
        verify("cafe\u{301} \u{212b}ngstr\u{f6}m", &hashed("caf\u{e9} \u{c5}ngstro\u{308}m"))
            .unwrap()
            .matches
    );
    // Form C keeps what form KC would make one: these are two passwords.
    assert!(!verify("\u{fb01}le", &hashed("file")).unwrap().matches);
}

#[test]
fn a_candidate_too_long_for_a_password_matches_nothing() {
    assert!(!verify(&"w".repeat(1_001), decoy()).unwrap().matches);
}

#[test]
fn nothing_matches_the_decoy_which_costs_as_much_as_ours() {
    for candidate in ["", GOOD, "decoy"] {
        assert_eq!(verify(candidate, decoy()), Ok(Verdict { matches: false, outdated: false }));
    }
    let cost = |stored: &str| stored.split('$').nth(3).map(str::to_owned);
    assert_eq!(cost(decoy()), cost(&hashed(GOOD)));
    assert_eq!(decoy().len(), hashed(GOOD).len());
}

#[test]
fn a_cheaper_hash_is_compared_and_called_outdated() {
    let rest = "$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    for (cost, outdated) in [
        ("m=64,t=2,p=1", true),
        ("m=19456,t=1,p=1", true),
        ("m=19456,t=2,p=2", false),
        ("m=32768,t=3,p=1", false),
    ] {
        let stored = format!("$argon2id$v=19${cost}{rest}");
        assert_eq!(verify("x", &stored), Ok(Verdict { matches: false, outdated }), "{cost}");
    }
    let short = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA";
    assert_eq!(verify("x", short), Ok(Verdict { matches: false, outdated: true }));
}

#[test]
fn a_stored_text_gets_no_more_memory_or_time_than_allowed() {
    let rest = "$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    for cost in [
        "m=4294967295,t=2,p=1",
        "m=65537,t=2,p=1",
        "m=19456,t=11,p=1",
        "m=19456,t=4294967295,p=1",
        "m=19456,t=2,p=5",
    ] {
        assert_eq!(verify("x", &format!("$argon2id$v=19${cost}{rest}")), Err(Unusable::TooCostly), "{cost}");
    }
}

#[test]
fn what_is_no_hash_is_told() {
    let good = decoy();
    for stored in [
        String::new(),
        "$".to_owned(),
        "x".repeat(10_000_000),
        good.replace("argon2id", "argon2i"),
        good.replace("argon2id", "scrypt"),
        good.replace("v=19", "v=16"),
        good.replace("$v=19", ""),
        good.replace("m=19456", "m=0"),
        good.replace("m=19456", "m=-1"),
        good.replace("p=1", "p=0"),
        good[..60].to_owned(),
        good[..50].to_owned(),
        format!("{good}$x"),
        format!("{good}\n"),
        "$2b$12$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW".to_owned(),
    ] {
        assert_eq!(verify("x", &stored), Err(Unusable::NotAHash), "{:.80}", stored);
    }
}

proptest! {
    #[test]
    fn any_text_is_judged(password in "\\PC{0,25}|[a-z0-9@$!/. -]{0,40}", context in proptest::collection::vec("\\PC{0,30}", 0..4)) {
        let context: Vec<&str> = context.iter().map(String::as_str).collect();
        if let Ok(taken) = Rules::WITH_SECOND_FACTOR.check(&password, &context) {
            prop_assert_eq!(format!("{taken:?}"), "Password(..)");
        }
    }

    #[test]
    fn any_stored_text_is_a_verdict_or_an_error(text in "\\PC{0,60}|\\$argon2id\\$v=19\\$m=[0-9]{1,2},t=[0-9],p=[0-9]\\$[A-Za-z0-9+/]{0,30}\\$[A-Za-z0-9+/]{0,50}") {
        if let Ok(verdict) = verify("x", &text) {
            prop_assert!(!verdict.matches && verdict.outdated);
        }
    }
}
