//! Input that means harm, or was cut off: a clear answer in bounded time, and never more than was said.

use mainstay_decision::{
    Act, Case, Decision, Event, History, Index, Matter, Organization, Place, Rule, Scope, ScopeReadError,
    Setting, Subject, Terms, Verdict,
};
use uuid::Uuid;

const WHOLE: &str = r#"{"place":{"is":"releases","product":"00000000-0000-0000-0000-000000000001","versions":"vers:generic/>=1.0|<2.0","named":["main"]},"subject":{"is":"versions","package":"pkg:npm/lodash","versions":"vers:npm/<4.17.21"},"matter":{"is":"one","kind":"advisory","id":"A-1"}}"#;

fn refused(text: &str) -> String {
    match Scope::from_json(text.as_bytes()) {
        Ok(scope) => panic!("{text} was read as {scope:?}"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn the_stored_form_is_stable() {
    let scope = Scope::from_json(WHOLE.as_bytes()).unwrap();
    assert_eq!(serde_json::to_string(&scope).unwrap(), WHOLE);
    let everything =
        r#"{"place":{"is":"organization"},"subject":{"is":"anything"},"matter":{"is":"anything"}}"#;
    assert_eq!(serde_json::to_string(&Scope::everything()).unwrap(), everything);
}

#[test]
fn every_beginning_of_a_scope_is_refused() {
    (0..WHOLE.len()).for_each(|end| drop(refused(&WHOLE[..end])));
}

#[test]
fn a_scope_is_never_read_as_less_than_it_says() {
    let part = |from: &str, to: &str| {
        assert!(WHOLE.contains(from), "{from}");
        refused(&WHOLE.replace(from, to))
    };
    assert!(
        part(r#","matter":{"is":"one","kind":"advisory","id":"A-1"}"#, "").contains("missing field `matter`")
    );
    assert!(part(r#""is":"one","#, r#""is":"one","only":"tests","#).contains("unknown field `only`"));
    assert!(
        part(r#""matter":"#, r#""environment":"test","matter":"#).contains("unknown field `environment`")
    );
    assert!(part(r#""is":"one","kind""#, r#""is":"kind","kind""#).contains("unknown field `id`"));
    assert!(part(r#""is":"versions""#, r#""is":"package""#).contains("unknown field `versions`"));
    assert!(part("pkg:npm/lodash", "pkg:npm/lodash@4.17.20").contains("names more than a package"));
    assert!(part("vers:npm/<4.17.21", "vers:pypi/<4.17.21").contains("a range of npm is asked for"));
    assert!(part("vers:npm/<4.17.21", "vers:none/*").contains("holds no version"));
    assert!(part("vers:npm/<4.17.21", "vers:npm/<latest").contains("names no version"));
    assert!(part("vers:generic/>=1.0|<2.0", "vers:generic/>=main").contains("has no place in the order"));
    assert!(part(r#""id":"A-1""#, r#""id":" ""#).contains("visible texts"));
    assert!(refused(r#"{"place":{"is":"organization","unit":"x"},"subject":{"is":"anything"},"matter":{"is":"anything"}}"#).contains("unknown field"));
    assert!(refused("{}").contains("missing field `place`"));
}

#[test]
fn a_scope_without_end_is_refused_before_it_is_read() {
    let long = vec![b'['; 100_000_000];
    assert!(matches!(Scope::from_json(&long), Err(ScopeReadError::Size)));
    assert!(refused(&"[".repeat(60_000)).contains("not a scope"));
    let range = format!("vers:npm/{}", "1.0.0|".repeat(9_000));
    assert!(refused(&WHOLE.replace("vers:npm/<4.17.21", &range)).contains("a range has at most"));
}

#[test]
fn thousands_of_decisions_on_one_case_are_resolved_in_bounded_time() {
    let decision = |number: u128| {
        let place = if number.is_multiple_of(2) { Place::Organization } else { Place::Product(Uuid::nil()) };
        let matter = if number.is_multiple_of(3) { Matter::Anything } else { Matter::one("rule", "a") };
        let scope = Scope::new(place, Subject::Anything, matter).unwrap();
        Decision { id: Uuid::from_u128(number), scope, outcome: number }
    };
    let index = Index::new((0..50_000).map(decision));
    let organization = Organization::new([], [(Uuid::nil(), None)]);
    let case = Case::in_product(&organization, Uuid::nil()).about("rule", "a");
    assert_eq!(index.resolve(&organization, &case).verdict, Verdict::Conflict);
    assert!(!index.resolve(&organization, &Case::anywhere()).is_settled());
}

#[test]
fn a_history_of_a_hundred_thousand_events_is_read_once() {
    let at = |second: i64| jiff::Timestamp::from_second(second).unwrap();
    let renewal = |number: i64| Event::new(at(number), None, Act::Renewed { until: at(1_000_000 + number) });
    let terms = Terms { until: Some(at(999_999)), ..Terms::default() };
    let first = Event::new(at(0), None, Act::Proposed(terms));
    let events = std::iter::once(first).chain((1..100_000).map(renewal)).map(Ok);
    let rule = Rule { approvals: 0 };
    let setting = Setting { decision: Uuid::nil(), kind: "waiver", rule, delegations: &[] };
    let history = History::read(setting, events, at(200_000));
    assert!(history.problems().is_empty());
    let until = |second: i64| history.standing_at(at(second)).and_then(|standing| standing.until);
    assert_eq!((until(500), until(200_000)), (Some(at(1_000_500)), Some(at(1_099_999))));
}
