use proptest::prelude::*;

use super::check;
use crate::{Allowed, Error, Host};

fn allowed() -> Allowed {
    let hosts = [
        Host::new("hooks.example", &[443, 8443]).unwrap(),
        Host::new("plain.example", &[80]).unwrap().plain(),
        Host::new("8.8.8.8", &[443]).unwrap(),
        Host::new("10.0.0.7", &[443]).unwrap(),
        Host::new("127.0.0.1", &[443, 8080]).unwrap().private(),
        Host::new("[::1]", &[8080]).unwrap().private(),
        Host::new("xn--bcher-kva.example", &[443]).unwrap(),
    ];
    Allowed::new(hosts).unwrap()
}

#[test]
fn what_is_named_is_reached() {
    for (address, place) in [
        ("https://hooks.example/services/T0/B0?x=1#y", "hooks.example:443"),
        ("https://HOOKS.example", "hooks.example:443"),
        ("https://hooks.example:443/a%2Fb", "hooks.example:443"),
        ("https://hooks.example:8443?x", "hooks.example:8443"),
        ("http://plain.example/a@b", "plain.example:80"),
        ("https://8.8.8.8/", "8.8.8.8:443"),
        ("http://127.0.0.1:8080/", "127.0.0.1:8080"),
        ("http://[::1]:8080/", "[::1]:8080"),
        ("https://xn--bcher-kva.example/", "xn--bcher-kva.example:443"),
    ] {
        let target = check(&allowed(), address).unwrap_or_else(|error| panic!("{address}: {error}"));
        assert_eq!(target.place, place);
    }
}

#[test]
fn what_is_not_named_or_only_seems_to_be_is_refused() {
    for address in [
        // Other hosts, ports and schemes.
        "",
        "hooks.example",
        "//hooks.example/",
        "https:hooks.example",
        "https:/hooks.example",
        "https:///hooks.example",
        "https://other.example/",
        "https://hooks.example.other.example/",
        "https://x.hooks.example/",
        "https://hooks.example:80/",
        "https://hooks.example:0443/",
        "https://hooks.example:/",
        "https://hooks.example:99999/",
        "http://hooks.example/",
        "ftp://hooks.example/",
        "file:///etc/passwd",
        "gopher://hooks.example/",
        "HTTPS://hooks.example/",
        "javascript://hooks.example/",
        "data:text/plain,x",
        "https://",
        "https://?hooks.example",
        "https://#hooks.example",
        // Users, and what pretends to be one.
        "https://user@hooks.example/",
        "https://user:secret@hooks.example/",
        "https://@hooks.example/",
        "https://hooks.example@other.example/",
        "https://other.example@hooks.example/",
        "https://hooks.example%40other.example/",
        "https://hooks.example:443@other.example/",
        // Backslashes, white space, what does not print.
        "https://hooks.example\\@other.example/",
        "https:\\\\hooks.example\\",
        "https://other.example\\.hooks.example/",
        "https://hooks.example\t/",
        " https://hooks.example/",
        "https://hooks.example/ x",
        "https://hooks.example/\r\nHost: other.example",
        "ht\ntps://hooks.example/",
        "https://hooks.example/\0",
        "https://hooks.example/\u{7f}",
        // Names that are first decoded or folded.
        "https://hooks%2Eexample/",
        "https://%68ooks.example/",
        "https://hooks.example./",
        "https://hooks.example.:443/",
        "https://hooks。example/",
        "https://ｈooks.example/",
        "https://hooks.ex\u{ad}ample/",
        "https://bücher.example/",
        "https://hooks.ex\u{200b}ample/",
        "https://hooℋs.example/",
        // Addresses by other numbers.
        "https://0x8.8.8.8/",
        "https://010.8.8.8/",
        "https://8.8.2056/",
        "https://134744072/",
        "https://0x08080808/",
        "https://8.8.8.8./",
        "https://127.1/",
        "https://0177.0.0.1/",
        "https://2130706433/",
        "https://0x7f.1/",
        "https://127.0.0.1.:8080/",
        "https://①②⑦.0.0.1/",
        "http://[::ffff:127.0.0.1]:8080/",
        "http://[0:0:0:0:0:0:0:1]:8080/",
        "http://[::1%25lo]:8080/",
        "http://[::]:8080/",
        "http://0.0.0.0:8080/",
        "http://127.0.0.2:8080/",
        "http://localhost:8080/",
        "http://169.254.169.254/",
        "http://[fd00:ec2::254]/",
        // A private address that is named, but not as private.
        "https://10.0.0.7/",
    ] {
        let refused = check(&allowed(), address).map(|target| target.place);
        assert!(matches!(refused, Err(Error::NotAllowed(_))), "{address}: {refused:?}");
    }
}

#[test]
fn a_refusal_tells_no_more_of_an_address_than_its_host() {
    for address in [
        "https://other.example/services/KEY",
        "https://u:KEY@hooks.example/",
        "http://hooks.example/KEY?k=KEY",
    ] {
        let error = check(&allowed(), address).map(drop).unwrap_err().to_string();
        assert!(!error.contains("KEY"), "{error}");
    }
}

proptest! {
    #[test]
    fn whatever_passes_leads_to_a_named_host(
        before in "[a-z0-9.@:/\\\\%\\[\\]#?ｈ。-]{0,12}",
        host in "hooks\\.example|127\\.0\\.0\\.1|8\\.8\\.8\\.8|\\[::1\\]",
        after in "[a-z0-9.@:/\\\\%#?。-]{0,12}",
    ) {
        for scheme in ["https", "http"] {
            if let Ok(target) = check(&allowed(), &format!("{scheme}://{before}{host}{after}")) {
                let name = target.url.host_str().unwrap();
                prop_assert!(allowed().find(name, target.url.port_or_known_default().unwrap()).is_ok());
                prop_assert!(target.url.username().is_empty() && target.url.password().is_none());
                // Whoever reads up to the first slash reads the same host.
                let address = format!("{scheme}://{before}{host}{after}").to_lowercase();
                let start = format!("{scheme}://{name}");
                prop_assert!(address.starts_with(&start), "{} {}", address, start);
            }
        }
    }

    #[test]
    fn any_text_is_looked_at_without_a_panic(text in "\\PC*") {
        check(&allowed(), &text).ok();
        check(&allowed(), &format!("https://{text}")).ok();
        Host::new(&text, &[1]).ok();
    }
}
