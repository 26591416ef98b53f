//! Passwords, by NIST SP 800-63B-4 (August 2025), section 3.1.1.2.
//!
//! A password that stands alone has 15 characters, one beside a second factor 8. Nothing is asked about which characters,
//! nothing is cut off, and blanks count. What is refused is what others would guess.

mod stored;

use std::fmt;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_public_assigned;
use zeroize::Zeroizing;
use zxcvbn::zxcvbn;

pub use stored::{Unusable, Verdict, decoy, hash, verify};

/// The most bytes of a password. NIST asks for at least 64 characters; a bound keeps the work bounded.
pub const MAX_BYTES: usize = 1_000;

/// At most this many words about the person are compared: a name, a login, a mail address and a product have fewer.
const MAX_WORDS: usize = 40;

/// What a new password must keep to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    minimum: usize,
    /// A password that falls to fewer guesses, by zxcvbn's count, is refused. Eight random characters take it 10^8.
    guesses: u64,
}

impl Rules {
    /// For a password that is enough by itself. [`throttle`](crate::throttle) gives strangers 109 guesses at an account in an
    /// hour: the weakest that is taken lasts a century of them.
    pub const ALONE: Self = Self { minimum: 15, guesses: 100_000_000 };

    /// For a password that is always asked for together with a second factor. The weakest lasts a year, and the second factor
    /// stands behind it; to ask for more would refuse eight random characters, hence a rule about length under another name.
    pub const WITH_SECOND_FACTOR: Self = Self { minimum: 8, guesses: 1_000_000 };

    /// The fewest characters, for the text beside the field.
    pub fn minimum(&self) -> usize {
        self.minimum
    }

    /// Takes a new password, or says why not. `context` is what others know of its owner: name, login, mail address, and
    /// the product's name. A password may contain such words; it may not be little more than them.
    ///
    /// # Errors
    ///
    /// [`Refused`], whose text tells the person what to do.
    pub fn check(&self, password: &str, context: &[&str]) -> Result<Password, Refused> {
        if password.len() > MAX_BYTES {
            return Err(Refused::TooLong);
        }
        if !password.chars().all(is_public_assigned) {
            return Err(Refused::Undefined);
        }
        let password = Password::normalized(password);
        let has = password.0.chars().count();
        if has < self.minimum {
            return Err(Refused::TooShort { minimum: self.minimum, has });
        }
        let words = words(context);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let judged = zxcvbn(&password.0, &words);
        if judged.guesses() < self.guesses {
            let why = judged.feedback().and_then(|feedback| feedback.warning());
            return Err(Refused::Guessable { why: why.map(|why| format!(" {why}")).unwrap_or_default() });
        }
        Ok(password)
    }
}

/// A password as it is hashed. Only [`Rules::check`] and [`Password::matched`] make one.
pub struct Password(Zeroizing<String>);

impl Password {
    /// The candidate that [`verify`] just found to match, to be hashed again. The rules are not asked: nobody is refused
    /// in the midst of signing in because they changed.
    pub fn matched(candidate: &str) -> Self {
        Self::normalized(candidate)
    }

    /// Normalization form C, which SP 800-63B-4 names where its predecessor had KC or KD: one password, whichever way a
    /// keyboard composes its letters.
    fn normalized(text: &str) -> Self {
        Self(Zeroizing::new(text.nfc().collect()))
    }

    fn bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(..)")
    }
}

/// Why a password is not taken, in words for who chose it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Too few characters.
    #[error(
        "This password has {has} characters. Use at least {minimum}: several words in a row are easy to keep in mind."
    )]
    TooShort {
        /// The fewest that are accepted.
        minimum: usize,
        /// How many there are.
        has: usize,
    },
    /// More than [`MAX_BYTES`]. It is not cut, since what is cut off would not be checked at sign-in.
    #[error("This password is longer than {MAX_BYTES} bytes. Use a shorter one.")]
    TooLong,
    /// A character that Unicode has not defined has no settled normal form: the password could stop matching one day.
    #[error("This password contains a character that is not defined yet. Use other characters.")]
    Undefined,
    /// Commonly used, expected, or close to it.
    #[error(
        "This password is easy to guess.{why} Use four or more words that have nothing to do with each other or with you, or let a password manager make one."
    )]
    Guessable {
        /// What makes it so, as a sentence after a blank; empty when there is no single reason.
        why: String,
    },
}

/// Each context as a whole, and its words.
fn words(context: &[&str]) -> Vec<String> {
    let mut words = Vec::new();
    for text in context {
        let text: String = text.chars().take(100).collect();
        let parts = text.split(|c: char| !c.is_alphanumeric()).filter(|part| part.chars().count() > 2);
        words.extend(parts.map(str::to_owned));
        words.push(text);
    }
    words.retain(|word| !word.is_empty());
    words.truncate(MAX_WORDS);
    words
}
