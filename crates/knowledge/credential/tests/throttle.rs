//! How fast anybody can guess, and that nobody is locked out.

use jiff::{SignedDuration, Timestamp};
use mainstay_credential::throttle::{ACCOUNT, Attempts, Failures, Limit, NETWORK, PAIR, Verdict, network};
use proptest::prelude::*;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + second).expect("within the calendar")
}

fn failures(count: u32, last: i64) -> Failures {
    Failures { count, last: Some(at(last)) }
}

/// A store: when each failure was, and by whom.
#[derive(Default)]
struct Store(Vec<Attempt>);

#[derive(Clone, Copy, Debug, PartialEq)]
struct Attempt {
    second: i64,
    account: u32,
    /// A trusted device of the account, or none.
    device: Option<u32>,
    network: u32,
}

impl Store {
    fn count(&self, limit: Limit, now: i64, matches: impl Fn(&Attempt) -> bool) -> Failures {
        let counts = |a: &&Attempt| at(a.second) > limit.since(at(now)) && a.second <= now && matches(a);
        let found: Vec<i64> = self.0.iter().filter(counts).map(|a| a.second).collect();
        Failures {
            count: u32::try_from(found.len()).expect("few"),
            last: found.iter().max().copied().map(at),
        }
    }

    fn verdict(&self, by: Attempt) -> Verdict {
        let now = by.second;
        let attempts = match by.device {
            Some(_) => Attempts::Trusted {
                device: self.count(PAIR, now, |a| a.account == by.account && a.device == by.device),
            },
            None => Attempts::Untrusted {
                pair: self.count(PAIR, now, |a| {
                    a.account == by.account && a.device.is_none() && a.network == by.network
                }),
                account: self.count(ACCOUNT, now, |a| a.account == by.account && a.device.is_none()),
                network: self.count(NETWORK, now, |a| a.device.is_none() && a.network == by.network),
            },
        };
        attempts.verdict(at(now))
    }

    /// Tries, and fails when it is looked at.
    fn attempt(&mut self, by: Attempt) -> bool {
        let allowed = self.verdict(by) == Verdict::Allowed;
        if allowed {
            self.0.push(by);
        }
        allowed
    }

    /// The most attempts that were looked at within so many seconds, both ends counted.
    fn most_within(&self, seconds: i64, matches: impl Fn(&Attempt) -> bool) -> usize {
        let times: Vec<i64> = self.0.iter().filter(|a| matches(a)).map(|a| a.second).collect();
        let within = |start: &i64| times.iter().filter(|t| (*start..=start + seconds).contains(*t)).count();
        times.iter().map(within).max().unwrap_or(0)
    }
}

#[test]
fn the_wait_after_failures_of_a_pair_doubles_up_to_a_quarter_of_an_hour() {
    let cases = [
        (0, 0),
        (4, 0),
        (5, 30),
        (6, 60),
        (7, 120),
        (8, 240),
        (9, 480),
        (10, 900),
        (11, 900),
        (u32::MAX, 900),
    ];
    for (count, wait) in cases {
        let attempts = Attempts::Trusted { device: failures(count, 0) };
        let expected = if wait == 0 { Verdict::Allowed } else { Verdict::Wait(at(wait)) };
        assert_eq!(attempts.verdict(at(0)), expected, "{count}");
        assert_eq!(attempts.verdict(at(wait)), Verdict::Allowed, "{count}");
    }
}

#[test]
fn the_longest_wait_of_the_three_holds() {
    let none = Failures::default();
    let cases = [
        (none, none, none, Verdict::Allowed),
        (failures(4, 0), failures(49, 0), failures(99, 0), Verdict::Allowed),
        (failures(5, 0), none, none, Verdict::Wait(at(30))),
        (none, failures(50, 0), none, Verdict::Wait(at(60))),
        (none, failures(5_000, 0), none, Verdict::Wait(at(60))),
        (none, none, failures(100, 0), Verdict::Wait(at(60))),
        (failures(5, 0), failures(50, 0), failures(100, -10), Verdict::Wait(at(60))),
        (failures(9, 0), failures(50, 0), none, Verdict::Wait(at(480))),
    ];
    for (pair, account, network, expected) in cases {
        assert_eq!(Attempts::Untrusted { pair, account, network }.verdict(at(0)), expected, "{pair:?}");
    }
}

#[test]
fn a_clock_that_was_set_back_keeps_nobody_out() {
    let attempts = Attempts::Trusted { device: failures(50, 86_400) };
    assert_eq!(attempts.verdict(at(0)), Verdict::Allowed);
    let ends = Failures { count: 50, last: Some(Timestamp::MAX) };
    assert_eq!(Attempts::Trusted { device: ends }.verdict(Timestamp::MAX), Verdict::Allowed, "no later time");
    let begins = Failures { count: 50, last: Some(Timestamp::MIN) };
    assert_eq!(Attempts::Trusted { device: begins }.verdict(Timestamp::MAX), Verdict::Allowed);
    assert_eq!(PAIR.since(Timestamp::MIN), Timestamp::MIN);
}

#[test]
fn a_network_is_what_one_customer_has() {
    for (address, expected) in [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("::1", "::/64"),
    ] {
        assert_eq!(network(address.parse().unwrap()), expected, "{address}");
    }
}

#[test]
fn an_attacker_who_never_waits_longer_than_told_stays_within_the_bounds() {
    // One network at one account for two days.
    let store = eager(2 * 86_400, |_| (1, 1));
    assert_eq!(store.most_within(86_400 - 1, |_| true), 104);

    // A thousand networks at one account for three hours.
    let store = eager(3 * 3_600, |turn| (1, turn % 1_000));
    assert_eq!(store.most_within(3_600 - 1, |_| true), 109);

    // One network at a thousand accounts for half an hour.
    let store = eager(1_800, |turn| (turn % 1_000, 1));
    assert_eq!(store.most_within(600 - 1, |_| true), 109);
}

/// What an attacker gets to try who comes back as soon as the wait is over, with the account and network of each turn.
fn eager(seconds: i64, turn: impl Fn(u32) -> (u32, u32)) -> Store {
    let (mut store, mut second, mut turns) = (Store::default(), 0, 0);
    while second < seconds {
        let (account, network) = turn(turns);
        let by = Attempt { second, account, device: None, network };
        match store.verdict(by) {
            Verdict::Allowed => {
                store.0.push(by);
                turns += 1;
            }
            Verdict::Wait(until) => second = until.as_second() - at(0).as_second(),
        }
    }
    store
}

#[test]
fn strangers_are_told_to_wait_long_before_a_hundred_failures_in_a_row() {
    let mut store = Store::default();
    let mut in_a_row = 0;
    while store.attempt(Attempt { second: 0, account: 1, device: None, network: in_a_row }) {
        in_a_row += 1;
    }
    assert_eq!(in_a_row, 50);
}

fn attempts() -> impl Strategy<Value = Vec<Attempt>> {
    let one = (0_i64..200, 1_u32..3, proptest::option::weighted(0.3, 1_u32..3), 1_u32..4);
    proptest::collection::vec(one, 0..400).prop_map(|steps| {
        let mut second = 0;
        let attempt = |(gap, account, device, network)| {
            // Mostly at once, at times after a while.
            second += if gap < 150 { 0 } else { (gap - 150) * 20 };
            Attempt { second, account, device, network }
        };
        steps.into_iter().map(attempt).collect()
    })
}

proptest! {
    #[test]
    fn no_schedule_beats_the_bounds(attempts in attempts()) {
        let mut store = Store::default();
        for attempt in attempts {
            store.attempt(attempt);
        }
        for account in 1..3 {
            let strangers = |a: &Attempt| a.account == account && a.device.is_none();
            prop_assert!(store.most_within(3_600 - 1, strangers) <= 109);
            for network in 1..4 {
                prop_assert!(store.most_within(86_400 - 1, |a| strangers(a) && a.network == network) <= 104);
            }
            for device in 1..3 {
                let stolen = |a: &Attempt| a.account == account && a.device == Some(device);
                prop_assert!(store.most_within(86_400 - 1, stolen) <= 104);
            }
        }
        for network in 1..4 {
            let from = |a: &Attempt| a.device.is_none() && a.network == network;
            prop_assert!(store.most_within(600 - 1, from) <= 109);
        }
    }

    #[test]
    fn a_trusted_device_is_never_slowed_by_what_others_do(attempts in attempts(), network in 1_u32..4) {
        let mut store = Store::default();
        let own = Attempt { second: 0, account: 1, device: Some(1), network };
        for attempt in attempts.into_iter().filter(|a| (a.account, a.device) != (1, Some(1))) {
            store.attempt(attempt);
            let verdict = store.verdict(Attempt { second: attempt.second, ..own });
            prop_assert_eq!(verdict, Verdict::Allowed);
        }
    }

    #[test]
    fn a_quarter_of_an_hour_after_the_last_failure_everybody_is_looked_at(
        counts: [u32; 3], lasts in proptest::array::uniform3(proptest::option::of(-100_000_i64..=0)), now in 900_i64..1_000_000,
    ) {
        let [pair, account, network] =
            std::array::from_fn(|key| Failures { count: counts[key], last: lasts[key].map(at) });
        for attempts in [Attempts::Trusted { device: pair }, Attempts::Untrusted { pair, account, network }] {
            prop_assert_eq!(attempts.verdict(at(now)), Verdict::Allowed);
        }
    }

    #[test]
    fn no_state_whatever_makes_anybody_wait_longer_than_half_an_hour(
        counts: [u32; 3], lasts in proptest::array::uniform3(proptest::option::of(-100_000_i64..100_000)),
    ) {
        let [pair, account, network] =
            std::array::from_fn(|key| Failures { count: counts[key], last: lasts[key].map(at) });
        if let Verdict::Wait(until) = (Attempts::Untrusted { pair, account, network }).verdict(at(0)) {
            prop_assert!(until > at(0) && until.duration_since(at(0)) <= SignedDuration::from_mins(30));
        }
    }
}
