use proptest::prelude::*;

use super::{address_without_secrets, text_without_secrets, without_secrets};

fn clean(text: &str) -> String {
    text_without_secrets(text).into_owned()
}

#[test]
fn users_and_passwords_are_taken_off() {
    for (given, expected) in [
        ("https://me:word@h.example/simple", "https://h.example/simple"),
        ("git+https://key@h.example/a.git@v1#egg=a", "git+https://h.example/a.git@v1#egg=a"),
        ("https://h.example/a@b", "https://h.example/a@b"),
        ("https://h.example:8443", "https://h.example:8443"),
        ("https://u%40corp:p%2Fw@h.example/", "https://h.example/"),
        ("https://u:p'w@h.example/", "https://h.example/"),
        ("ssh://git@h.example/a.git", "ssh://git@h.example/a.git"),
        ("git+ssh://git:word@h.example/a.git", "git+ssh://git@h.example/a.git"),
        ("docker://image:1@sha256:00", "docker://image:1@sha256:00"),
        ("docker://u:p@h.example/image@sha256:00", "docker://h.example/image@sha256:00"),
        ("https://https://u:p@h.example/", "https://https://h.example/"),
        ("https://proxy.example/https://u:p@h.example/", "https://proxy.example/https://h.example/"),
        ("https://a%3A%2F%2Fb:p@h.example/", "https://h.example/"),
        ("https://h.example:80%3A%2F%2Fu:p", "https://h.example:80%3A%2F%2Fu:p"),
        (r"https://CORP\nathan:word@h.example/a", "https://h.example/a"),
        ("git+https://u:p<w@h.example/a@b", "git+https://h.example/a@b"),
        ("https://u:p>`w@h.example/a", "https://h.example/a"),
        (r"https://a.example\nme@b.example", r"https://a.example\nme@b.example"),
        ("<a>https://a.example:80</a><b>c@d</b>", "<a>https://a.example:80</a><b>c@d</b>"),
        (r#""https://a.example:80\n","b@c""#, r#""https://a.example:80\n","b@c""#),
        ("see 'https://a.example', me@b.example", "see 'https://a.example', me@b.example"),
    ] {
        assert_eq!(clean(given), expected);
    }
}

#[test]
fn of_a_query_what_says_what_is_fetched_stays() {
    for (given, expected) in [
        ("https://h.example/a?token=x", "https://h.example/a"),
        ("https://h.example/a?token=x#sha256=00", "https://h.example/a#sha256=00"),
        ("https://h.example/a?rev=x&token=y&tag=z&sig=w", "https://h.example/a?rev=x&tag=z"),
        ("https://h.example/dl?file=a-1.tgz&auth=y", "https://h.example/dl?file=a-1.tgz"),
        ("https://h.example/a?sig=w;TOKEN&ref=x", "https://h.example/a?ref=x"),
        ("https://h.example/a?ref=https://u:p@b.example", "https://h.example/a"),
        ("{url: https://h.example/a?k=[x]}, b: c@d", "{url: https://h.example/a}, b: c@d"),
        ("(https://h.example/a?k=x), https://h.example/?", "(https://h.example/a), https://h.example/?"),
        ("https://h.example/a%23b?k=%23x%5dy&ref=c%23d", "https://h.example/a%23b?ref=c%23d"),
        ("https://h.example/a?k=x: next", "https://h.example/a: next"),
        ("x@https://h.example/x.tgz?k=7(@a/b@17.0.0)(c@1)", "x@https://h.example/x.tgz(@a/b@17.0.0)(c@1)"),
        ("https://h.example/?p=a.git;h=1", "https://h.example/?p=a.git;h=1"),
        ("https://h.example/a?u=me&p=word", "https://h.example/a"),
        ("a?b=c", "a?b=c"),
    ] {
        assert_eq!(clean(given), expected);
    }
}

#[test]
fn however_an_address_is_spelled_it_is_understood() {
    for (given, expected) in [
        (r#""https:\/\/u:p\u0040h.example\/a?b=c\u0026d=e""#, r#""https:\/\/h.example\/a""#),
        ("<url>https://u:p&#x40;h.example/a?ref=b&amp;k=c</url>", "<url>https://h.example/a?ref=b</url>"),
        ("https%3A%2F%2Fu%3Ap%40h.example%2F%40s%2Fa%3Fk%3Dv", "https%3A%2F%2Fh.example%2F%40s%2Fa"),
        (
            "p@npm%3A1::u=https%253A%252F%252Fu%253Ap%2540h.example%252Fa",
            "p@npm%3A1::u=https%253A%252F%252Fh.example%252Fa",
        ),
        (
            "pkg:npm/a@1?vcs_url=git%2Bhttps:%2F%2Fu:p%40h.example%2Fa&b=c",
            "pkg:npm/a@1?vcs_url=git%2Bhttps:%2F%2Fh.example%2Fa&b=c",
        ),
        (
            "pkg:npm/a@1?download_url=https://u:p%40h.example/a%3Fk%3Dv&b=c",
            "pkg:npm/a@1?download_url=https://h.example/a&b=c",
        ),
    ] {
        assert_eq!(clean(given), expected);
    }
}

proptest! {
    #[test]
    fn a_text_without_addresses_stays_and_a_clean_one_stays_clean(text in "[a-z:/@?&=%#;'()\\[\\] ]{0,60}") {
        let once = clean(&text);
        prop_assert!(once.len() <= text.len());
        if !text.contains(')') && !text.contains(']') {
            prop_assert_eq!(clean(&once), once.as_str());
        }
        if !text.contains("://") && !text.contains('%') {
            prop_assert_eq!(&once, &text);
        }
    }

    #[test]
    fn every_byte_is_answered(bytes in proptest::collection::vec(any::<u8>(), 0..80)) {
        prop_assert!(without_secrets(&bytes).len() <= bytes.len());
    }

    #[test]
    fn of_one_address_no_letter_ends_its_secrets(word in "[^/?#&;%\\pC]{0,8}", key in "k[a-z]{0,8}") {
        let address = format!("https://{word}:{word}S3CRET@h.example/a?{key}={word}S3CRET");
        prop_assert_eq!(address_without_secrets(&address), "https://h.example/a");
    }

    #[test]
    fn no_password_and_no_key_stays(
        user in "[a-z%!$*+,.~-]{0,8}",
        word in "[a-zA-Z0-9%!$*+,.~-]{0,8}",
        mark in "[<>]?",
        key in "k[a-z]{0,8}",
        around in "[ \"`]",
    ) {
        let address = format!("https://{user}:{word}{mark}S3CRET@h.example/a?{key}={word}S3CRET");
        let text = format!("x{around}{address}{around}y");
        prop_assert!(!clean(&text).contains("S3CRET"), "{}", clean(&text));
        prop_assert_eq!(address_without_secrets(&address), "https://h.example/a");
    }
}

#[test]
fn addresses_of_repositories_keep_what_finds_them() {
    let clean = |given| address_without_secrets(given).into_owned();
    for (given, expected) in [
        ("https://me:secret@git.example/a@b", "https://git.example/a@b"),
        ("https://me:se@cret@git.example", "https://git.example"),
        ("https://token@git.example:8443/a?x=@", "https://git.example:8443/a"),
        ("https://git.example/a.git?private_token=x", "https://git.example/a.git"),
        ("https://git.example/?p=shop.git;a=tree;hb=v1", "https://git.example/?p=shop.git;a=tree;hb=v1"),
        ("scm:git:HTTPS://me:secret@git.example/a", "scm:git:HTTPS://git.example/a"),
        ("ssh://git:secret@git.example/a", "ssh://git@git.example/a"),
        ("git@git.example:a/b.git", "git@git.example:a/b.git"),
        ("/srv/git/a@b", "/srv/git/a@b"),
        (r"https://CORP\nathan:secret@git.example/a", "https://git.example/a"),
        ("https://me:se'),\"< {cret@git.example/a", "https://git.example/a"),
        ("https://git.example/a?key=x)y}z.&ref=b", "https://git.example/a?ref=b"),
    ] {
        assert_eq!(clean(given), expected);
    }
}
