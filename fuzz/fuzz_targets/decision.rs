//! Any bytes are a scope or an error, and any events are a history with problems; the first byte picks which.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mainstay_decision::{Coverage, Event, History, Organization, Rule, Scope, Setting};
use mainstay_fuzz::pick;
use serde::Deserialize;

/// Bytes of a scope that may grow when names in it are written with percent signs, and is still read.
const MOST: usize = 8_192;

/// An event as it is stored, with a time in seconds and a person by number.
#[derive(Deserialize)]
struct Stored(i64, Option<u8>, String, serde_json::Value);

fuzz_target!(|data: &[u8]| {
    let readers: [fn(&[u8]); 2] = [scope, history];
    let Some((read, bytes)) = pick(&readers, data) else { return };
    read(bytes);
});

fn scope(bytes: &[u8]) {
    let Ok(scope) = Scope::from_json(bytes) else { return };
    let written = serde_json::to_vec(&scope).expect("a scope can be written");
    if bytes.len() <= MOST {
        assert_eq!(Scope::from_json(&written).ok().as_ref(), Some(&scope), "{scope:?}");
    }
    let organization = Organization::default();
    assert!(scope.contains(&scope, &organization));
    assert_eq!(scope.intersection(&scope, &organization).as_ref(), Some(&scope));
    if let Some(case) = scope.example(&organization) {
        assert_eq!(scope.covers(&case), Coverage::Yes, "{scope:?} {case:?}");
    }
}

fn history(bytes: &[u8]) {
    let Ok(stored) = serde_json::from_slice::<Vec<Stored>>(bytes) else { return };
    let time =
        |seconds: i64| jiff::Timestamp::from_second(seconds % 1_000_000).expect("it is in this century");
    let person = |number: u8| uuid::Uuid::from_u128(u128::from(number));
    let total = stored.len();
    let events =
        stored.iter().map(|Stored(at, by, name, data)| Event::read(time(*at), by.map(person), name, data));
    let rule = Rule { approvals: 1 };
    let setting = Setting { decision: person(0), kind: "waiver", rule, delegations: &[] };
    let history = History::read(setting, events, time(500_000));
    assert_eq!(history.events().len() + history.problems().len(), total);
    for event in history.events() {
        let read = Event::read(event.at, event.by, event.act.name(), &event.data());
        assert_eq!(read.as_ref(), Ok(event));
        // A revocation may be told to be older than the proposal.
        let Some(standing) = history.standing_at(event.at) else { continue };
        let enough = standing.pending.is_none_or(|pending| pending.renewal.is_some());
        assert!(!standing.state.is_in_force() || enough);
    }
}
