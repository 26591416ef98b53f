//! Passwords by NIST SP 800-63B-4, section 3.1.1: long, of any characters, not among those that everybody tries; nothing is asked of their
//! composition, and they do not age.

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use unicode_normalization::UnicodeNormalization;

/// The longest password, in bytes; longer ones are refused and never cut.
pub const LONGEST: usize = 1_000;

/// How many guesses a password must withstand, as a power of ten: what a botnet tries online in years, by zxcvbn's scale.
const GUESSES_LOG10: f64 = 10.0;

/// Of how many characters zxcvbn is asked: its time grows with the square, and what is longer than this is guessed by nobody unless its
/// start is.
const JUDGED: usize = 64;

/// What else proves who signs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Factor {
    /// Nothing.
    Only,
    /// A second factor is asked for, too.
    OneOfTwo,
}

impl Factor {
    /// The fewest characters.
    pub const fn shortest(self) -> usize {
        match self {
            Self::Only => 15,
            Self::OneOfTwo => 8,
        }
    }
}

/// What a password is judged by.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// Words that others know of its owner: name, login, mail address.
    pub own: &'a [&'a str],
    /// What else is asked for.
    pub factor: Factor,
}

/// Why a password is not accepted, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Too few characters.
    #[error("the password has fewer than {0} characters: take several words that do not belong together")]
    Short(usize),
    /// Too many bytes.
    #[error("the password is longer than {LONGEST} bytes: take a shorter one")]
    Long,
    /// Easily guessed.
    #[error(
        "the password is among those that are tried first: take several words that do not belong together"
    )]
    Common,
}

/// A password that may be used. It is not shown by `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Password")
    }
}

/// What a comparison told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Whether it is the password.
    pub matches: bool,
    /// Whether the digest is quicker to make than ours are: digest it again while the password is at hand.
    pub outdated: bool,
}

/// A digest that cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the stored digest of a password is damaged")]
pub struct Damaged;

/// Accepts a password for its owner.
///
/// # Errors
/// [`Refused`] with what to do.
pub fn accept(text: &str, context: &Context<'_>) -> Result<Password, Refused> {
    if text.len() > LONGEST {
        return Err(Refused::Long);
    }
    let password = normalized(text);
    let shortest = context.factor.shortest();
    // Each code point counts as one character.
    if password.chars().count() < shortest {
        return Err(Refused::Short(shortest));
    }
    let mut own: Vec<&str> = context.own.iter().flat_map(|text| text.split(['@', ' ', '.'])).collect();
    own.extend(context.own);
    own.push("mainstay");
    let start: String = password.chars().take(JUDGED).collect();
    if zxcvbn::zxcvbn(&start, &own).guesses_log10() < GUESSES_LOG10 {
        return Err(Refused::Common);
    }
    Ok(Password(password))
}

/// One spelling of each character, as NIST asks: the same password from another keyboard is the same.
fn normalized(text: &str) -> String {
    text.nfkc().collect()
}

/// The digest that is kept, in PHC form, with a salt of random bytes.
///
/// # Errors
/// When there is no memory for it.
pub fn digest(password: &Password, salt: &[u8; 16]) -> Result<String, Damaged> {
    let made: PasswordHash =
        ours().hash_password_with_salt(password.0.as_bytes(), salt).map_err(|_| Damaged)?;
    Ok(made.to_string())
}

/// Compares what somebody typed with a digest.
///
/// # Errors
/// When the digest is none of Argon2's, or asks for more memory than ours do.
pub fn verify(typed: &str, kept: &str) -> Result<Verdict, Damaged> {
    let kept = PasswordHash::new(kept).map_err(|_| Damaged)?;
    let params = Params::try_from(&kept).map_err(|_| Damaged)?;
    if kept.salt.is_none() || kept.hash.is_none() {
        return Err(Damaged);
    }
    if params.m_cost() > MEMORY_KIB * 4 || params.t_cost() > PASSES * 16 || params.p_cost() > 4 {
        return Err(Damaged);
    }
    let outdated = kept.algorithm.as_str() != Algorithm::Argon2id.as_str()
        || (params.m_cost(), params.t_cost()) < (MEMORY_KIB, PASSES);
    if typed.len() > LONGEST {
        // As long as any: who tries learns nothing by the time.
        let _ = ours().verify_password(b"", &kept);
        return Ok(Verdict { matches: false, outdated });
    }
    let matches = ours().verify_password(normalized(typed).as_bytes(), &kept).is_ok();
    Ok(Verdict { matches, outdated })
}

/// A digest of nobody's password, to compare with where there is no such account: it takes as long.
pub const DECOY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$bWFpbnN0YXktZGVjb3kh$0xDZVfvLNAeBYMdNrdFLKvjDNDNgX8Dnol1mQBEiDCE";

/// OWASP's first choice of small memory: 19 MiB, two passes, one lane.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;

fn ours() -> Argon2<'static> {
    let params = Params::new(MEMORY_KIB, PASSES, 1, None).expect("the numbers are within Argon2's bounds");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALONE: Context<'_> =
        Context { own: &["Ada Lovelace", "ada@analytical.example"], factor: Factor::Only };

    #[test]
    fn long_and_unlikely_passwords_of_any_characters_are_accepted() {
        for text in [
            "seven otters read maps",
            "correct donkey battery clip",
            "ξανθό άλογο στο φεγγάρι",
            "  four blank words here  ",
            &"q9 zk".repeat(200),
        ] {
            assert!(accept(text, &ALONE).is_ok(), "{text}");
        }
        let with_second = Context { factor: Factor::OneOfTwo, ..ALONE };
        assert!(accept("u8#kQz!p4w", &with_second).is_ok());
    }

    #[test]
    fn what_is_short_long_or_tried_first_is_refused() {
        for (text, why) in [
            ("otters", Refused::Short(15)),
            (&"é".repeat(14), Refused::Short(15)),
            ("passwordpassword", Refused::Common),
            ("aaaaaaaaaaaaaaaaaaaaaaaaa", Refused::Common),
            ("Ada Lovelace Ada Lovelace", Refused::Common),
            ("ada@analytical.example", Refused::Common),
            ("mainstaymainstay", Refused::Common),
            ("123456789012345678", Refused::Common),
            (&"x".repeat(1001), Refused::Long),
        ] {
            assert_eq!(accept(text, &ALONE), Err(why), "{text}");
        }
    }

    #[test]
    fn a_digest_knows_its_password_in_every_spelling_and_no_other() {
        let password = accept("seven ﬁne otters Å read", &ALONE).unwrap();
        let kept = digest(&password, &[1; 16]).unwrap();
        assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        let same = Verdict { matches: true, outdated: false };
        assert_eq!(verify("seven fine otters A\u{30a} read", &kept), Ok(same));
        for other in ["seven fine otters A read", "", &"x".repeat(2000)] {
            assert!(!verify(other, &kept).unwrap().matches, "{other}");
        }
        assert_ne!(kept, digest(&password, &[2; 16]).unwrap(), "salted");
        assert_eq!(format!("{password:?}"), "Password");
    }

    #[test]
    fn a_digest_that_is_quicker_than_ours_is_outdated_and_one_that_is_none_is_damaged() {
        let quick =
            Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(8 * 1024, 1, 1, None).unwrap());
        let kept: PasswordHash = quick.hash_password_with_salt(b"seven otters", &[1; 16]).unwrap();
        assert_eq!(verify("seven otters", &kept.to_string()), Ok(Verdict { matches: true, outdated: true }));
        let greedy = kept.to_string().replace("m=8192", "m=4194304");
        for damaged in ["", "plain", "$argon2id$v=19$m=19456", "$2b$12$abcdefghijklmnopqrstuv", &greedy] {
            assert_eq!(verify("seven otters", damaged), Err(Damaged), "{damaged}");
        }
    }

    #[test]
    fn the_decoy_is_a_digest_like_ours_that_nobody_knows() {
        for typed in ["", "mainstay", "decoy"] {
            assert_eq!(verify(typed, DECOY), Ok(Verdict { matches: false, outdated: false }));
        }
    }
}
