//! How attempts to guess are slowed down without locking anybody out.
//!
//! A browser that signed in to an account before is known by a token of its own, and is slowed by nothing but its own failures
//! (OWASP, "device cookies"). Others are slowed together: a stranger who fails makes other strangers wait for that account, and never its
//! owner's own browsers. No wait is longer than [`LONGEST`], so whoever waits gets a turn.

use jiff::{SignedDuration, Timestamp};

/// Failures within the window that counts for them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Failures {
    /// How many.
    pub count: u64,
    /// The last of them.
    pub last: Option<Timestamp>,
}

/// Who failed before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Client {
    /// A browser that signed in to the account before, with its own failures.
    Known(Failures),
    /// Any other.
    Stranger {
        /// Failures for this account from this network.
        here: Failures,
        /// Failures of all strangers for this account.
        account: Failures,
        /// Failures from this network for all accounts.
        network: Failures,
    },
}

/// The window in which failures count.
pub const WINDOW: SignedDuration = SignedDuration::from_hours(1);
/// The longest wait.
pub const LONGEST: SignedDuration = SignedDuration::from_mins(15);

/// Failures of one browser, or from one network for one account, before the first wait: people mistype.
const FREE: u64 = 5;
/// The first wait, which doubles with each failure more.
const FIRST: SignedDuration = SignedDuration::from_secs(30);
/// Failures of all strangers for one account before they take turns.
const FREE_TOGETHER: u64 = 50;
/// The turn of strangers then: of all of them together one attempt a minute.
const TURN: SignedDuration = SignedDuration::from_secs(60);
/// Failures from a network for all accounts before it takes turns, too.
const FREE_NETWORK: u64 = 100;

/// Until when to wait; none when an attempt may be made now.
pub fn wait_until(client: &Client, now: Timestamp) -> Option<Timestamp> {
    let until = match client {
        Client::Known(own) => doubling(own),
        Client::Stranger { here, account, network } => {
            [doubling(here), turn(account, FREE_TOGETHER), turn(network, FREE_NETWORK)]
                .into_iter()
                .flatten()
                .max()
        }
    };
    until.filter(|until| *until > now)
}

fn doubling(failures: &Failures) -> Option<Timestamp> {
    let over = failures.count.checked_sub(FREE)?;
    let doubled = FIRST.as_secs().saturating_mul(1 << over.min(16));
    Some(failures.last? + SignedDuration::from_secs(doubled.min(LONGEST.as_secs())))
}

fn turn(failures: &Failures, free: u64) -> Option<Timestamp> {
    failures.count.checked_sub(free).and(failures.last).map(|last| last + TURN)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_000_000 + seconds).unwrap()
    }

    fn failures(count: u64, last: i64) -> Failures {
        Failures { count, last: (count > 0).then(|| at(last)) }
    }

    #[test]
    fn the_fifth_failure_makes_one_wait_and_each_more_twice_as_long() {
        for (count, seconds) in [(0, 0), (4, 0), (5, 30), (6, 60), (9, 480), (10, 900), (1_000_000, 900)] {
            let wait = wait_until(&Client::Known(failures(count, 0)), at(0));
            assert_eq!(wait, (seconds > 0).then(|| at(seconds)), "{count}");
        }
    }

    #[test]
    fn strangers_take_turns_where_many_of_them_failed() {
        let client = |account, network| Client::Stranger {
            here: Failures::default(),
            account: failures(account, 0),
            network: failures(network, 0),
        };
        assert_eq!(wait_until(&client(49, 99), at(0)), None);
        assert_eq!(wait_until(&client(50, 0), at(0)), Some(at(60)));
        assert_eq!(wait_until(&client(0, 100), at(30)), Some(at(60)));
        assert_eq!(wait_until(&client(50, 100), at(60)), None, "their turn");
    }

    /// A thousand networks guess one account for a day, each as soon as it may.
    #[test]
    fn however_many_guess_an_account_they_get_a_turn_a_minute() {
        let (mut guesses, mut last, mut recent) = (0_u64, 0, std::collections::VecDeque::new());
        for second in 0..86_400 {
            while recent.front().is_some_and(|at| at + WINDOW.as_secs() <= second) {
                recent.pop_front();
            }
            let client = Client::Stranger {
                here: Failures::default(),
                account: failures(recent.len() as u64, last),
                network: Failures::default(),
            };
            if wait_until(&client, at(second)).is_none() {
                guesses += 1;
                last = second;
                recent.push_back(second);
            }
        }
        assert!((1_400..=1_600).contains(&guesses), "{guesses}");
    }

    proptest! {
        #[test]
        fn nobody_waits_longer_than_the_longest_wait_after_the_last_failure(
            counts: [u16; 3], last in 0_i64..10_000, known: bool,
        ) {
            let of = |count: u16| failures(count.into(), last);
            let client = match known {
                true => Client::Known(of(counts[0])),
                false => Client::Stranger { here: of(counts[0]), account: of(counts[1]), network: of(counts[2]) },
            };
            prop_assert_eq!(wait_until(&client, at(last) + LONGEST), None);
        }
    }
}
