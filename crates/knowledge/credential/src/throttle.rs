//! How long somebody waits before the next attempt to sign in, so that guessing is slow and nobody is locked out.
//!
//! Who locks an account after failures lets anybody lock anybody out; who slows each address alone lets a botnet guess. So, with
//! OWASP's device cookies: a browser that signed in to the account before shows a device secret and is judged by its own
//! failures alone. All others are judged three times: by account and source network, by what strangers do with the account
//! together, and by what the network does with all accounts. The longest wait holds.
//!
//! # What the caller does
//!
//! - An attempt is written down as failed **before** the password is looked at, in one step with the verdict, and taken back when
//!   it was right: attempts side by side are counted too. Attempts that are told to wait are neither looked at nor written down.
//! - It counts, for each [`Limit`], the failures after [`Limit::since`] and up to now, by the time of the database.
//! - When a sign-in succeeds, the failures of its own pair (account and device, or account and network) no longer count
//!   (SP 800-63B-4, 3.2.2). Those of [`ACCOUNT`] and [`NETWORK`] go on counting: else an attacker with one account of their own,
//!   or the owner's daily sign-in, would give guessers a fresh start.
//! - A login that does not exist is counted as the others are, by a digest of what was typed.
//! - A device secret is made at a sign-in and by a link in a mail to the owner, and is worthless for another account.
//!
//! # What it bounds
//!
//! Under one key: the k-th attempt within a window has k - 1 before it there, so it comes after the wait that those have.
//! Hence strangers together, from however many addresses: at most 109 attempts at one account in any hour (50, and one a minute).
//! One network: at most 109 attempts in any ten minutes at all accounts together, and 104 in a day at one. N networks: N times
//! that, and still 109 an hour for each account. A stolen device secret: 104 attempts in a day. There are never more than 50
//! failures in an hour at one account without a wait.
//!
//! No wait is longer than a quarter of an hour, and a trusted device never waits for others. Strangers who take each turn
//! can keep the owner from signing in with a *new* browser while they go on; a link in a mail makes it a trusted one.
//!
//! SP 800-63B-4 (3.2.2) asks for more, and names the price: disabling the password after 100 failures in a row. That would be a
//! lock that anybody can turn, so failures only slow here.

// `core::net` has addresses and no sockets.
use core::net::{IpAddr, Ipv6Addr};

use jiff::{SignedDuration, Timestamp};

/// A rule about the failures under one key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// How many failures in the window are free.
    pub free: u32,
    /// How far back failures count.
    pub window: SignedDuration,
    /// The wait after the last free failure; it doubles with each further one.
    first: SignedDuration,
    /// The longest wait.
    most: SignedDuration,
}

/// One account with one trusted device, or with one source network.
pub const PAIR: Limit = Limit {
    free: 5,
    window: SignedDuration::from_hours(24),
    first: SignedDuration::from_secs(30),
    most: SignedDuration::from_mins(15),
};

/// One account with all clients that show no device of it.
pub const ACCOUNT: Limit = Limit {
    free: 50,
    window: SignedDuration::from_hours(1),
    first: SignedDuration::from_mins(1),
    most: SignedDuration::from_mins(1),
};

/// One source network with all accounts, trusted devices aside: an office behind one address is not slowed by newcomers.
pub const NETWORK: Limit = Limit {
    free: 100,
    window: SignedDuration::from_mins(10),
    first: SignedDuration::from_mins(1),
    most: SignedDuration::from_mins(1),
};

/// The failures under one key within the limit's window, as a store counts them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Failures {
    /// How many.
    pub count: u32,
    /// The last one.
    pub last: Option<Timestamp>,
}

/// What is known when somebody tries to sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attempts {
    /// The browser shows a device secret of this account.
    Trusted {
        /// Failures of this account with this device, by [`PAIR`].
        device: Failures,
    },
    /// Anybody else.
    Untrusted {
        /// Failures of this account from this [`network`] without a device, by [`PAIR`].
        pair: Failures,
        /// Failures of this account without a device, by [`ACCOUNT`].
        account: Failures,
        /// Failures from this [`network`] without a device, by [`NETWORK`].
        network: Failures,
    },
}

/// Whether an attempt is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Now.
    Allowed,
    /// Not before this time; say so, and do not look at the password.
    Wait(Timestamp),
}

impl Attempts {
    /// Whether an attempt is looked at now.
    pub fn verdict(&self, now: Timestamp) -> Verdict {
        let until = match self {
            Self::Trusted { device } => PAIR.until(device, now),
            Self::Untrusted { pair, account, network } => {
                PAIR.until(pair, now).max(ACCOUNT.until(account, now)).max(NETWORK.until(network, now))
            }
        };
        until.map_or(Verdict::Allowed, Verdict::Wait)
    }
}

impl Limit {
    /// Failures after this time count.
    pub fn since(&self, now: Timestamp) -> Timestamp {
        now.saturating_sub(self.window).unwrap_or(Timestamp::MIN)
    }

    /// The end of the wait, when there is one.
    fn until(&self, failures: &Failures, now: Timestamp) -> Option<Timestamp> {
        let last = failures.last?;
        let wait = self.wait(failures.count);
        // A failure further ahead than its wait was written by a clock that was set back since: to wait for it could be for ever.
        if last.duration_since(now) > wait {
            return None;
        }
        let until = last.saturating_add(wait).unwrap_or(Timestamp::MAX);
        (until > now).then_some(until)
    }

    fn wait(&self, count: u32) -> SignedDuration {
        match count.checked_sub(self.free) {
            None => SignedDuration::ZERO,
            // Twenty doublings are past every cap.
            Some(further) => self.first.saturating_mul(1 << further.min(20)).min(self.most),
        }
    }
}

/// The source network of an address: the address itself for IPv4, the /64 for IPv6, of which one customer has all.
pub fn network(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{}/64", Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
    }
}
