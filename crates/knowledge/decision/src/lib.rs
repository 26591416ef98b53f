//! Decisions: what they cover, which one holds, and how they stand.
//!
//! Curations, VEX analyses, ignores, waivers, approvals and proofs of obligations are decisions, and this is their one model. Knows
//! scopes and their algebra, which of several decisions wins for a case and why, states from events, who may approve, and when
//! something is due. Does not know what a kind of decisions is about (its outcome is any JSON), who is permitted what, or how
//! anything is stored.
//!
//! ```
//! use mainstay_decision::{Case, Component, Coverage, Index, Organization, Scope, Verdict};
//! # use mainstay_decision::Decision;
//!
//! // As stored: in one product, for lodash below 4.17.21, about one advisory.
//! let scope = Scope::from_json(br#"{
//!     "place": {"is": "product", "product": "00000000-0000-0000-0000-000000000002"},
//!     "subject": {"is": "versions", "package": "pkg:npm/lodash", "versions": "vers:npm/<4.17.21"},
//!     "matter": {"is": "one", "kind": "advisory", "id": "CVE-2021-23337"}
//! }"#).unwrap();
//! let organization = Organization::new([], [(uuid::Uuid::from_u128(2), None)]);
//! let case = Case::in_product(&organization, uuid::Uuid::from_u128(2)).about("advisory", "CVE-2021-23337");
//! let version = |text| Component::new("pkg:npm/lodash".parse().unwrap(), text);
//! assert_eq!(scope.covers(&case.clone().component(version(Some("4.17.20")))), Coverage::Yes);
//! // Nobody waives what was not looked at.
//! assert_eq!(scope.covers(&case.clone().component(version(None))), Coverage::Unknown);
//!
//! let index = Index::new([Decision { id: uuid::Uuid::from_u128(9), scope, outcome: "not affected" }]);
//! let case = case.component(version(Some("4.17.20")));
//! assert_eq!(index.resolve(&organization, &case).verdict, Verdict::Decided(&"not affected"));
//! ```
//!
//! A history is read from the stored events, and tells the state at any time:
//!
//! ```
//! use mainstay_decision::{Event, History, Refusal, Rule, Setting, State};
//! use serde_json::json;
//! use uuid::Uuid;
//!
//! let (ann, ben) = (Some(Uuid::from_u128(1)), Some(Uuid::from_u128(2)));
//! let day = |day: u8| format!("2027-01-{day:02}T00:00:00Z").parse().unwrap();
//! let events = [
//!     Event::read(day(4), ann, "proposed", &json!({"outcome": "waived", "until": day(20), "reason": "Test code."})),
//!     Event::read(day(4), ann, "approved", &json!({})),
//!     Event::read(day(5), ben, "approved", &json!({"policy": "3"})),
//! ];
//! let four_eyes = Rule { approvals: 1 };
//! let setting = Setting { decision: Uuid::from_u128(9), kind: "waiver", rule: four_eyes, delegations: &[] };
//! let history = History::read(setting, events, day(30));
//! assert_eq!(history.problems()[0].refusal, Refusal::OwnProposal);
//! let states = [4, 5, 20].map(|at| history.standing_at(day(at)).unwrap().state);
//! assert_eq!(states, [State::Proposed, State::InForce, State::Expired]);
//! ```

mod calendar;
mod case;
mod coverage;
mod delegation;
mod event;
mod history;
mod index;
mod organization;
mod package;
mod place;
mod resolve;
mod scope;
mod state;
mod subject;
mod versions;

pub use calendar::{Calendar, Due, Pause, Period};
pub use case::Case;
pub use coverage::{Coverage, Missing};
pub use delegation::{Delegation, acts_for, stand_ins};
pub use event::{Act, Condition, Event, EventReadError, Terms};
pub use history::{History, HistoryProblem, Refusal, Rule, Setting};
pub use index::Index;
pub use organization::Organization;
pub use package::{Component, Package, PackageError};
pub use place::Place;
pub use resolve::{Answer, Beaten, Decision, Possible, Verdict, resolve};
pub use scope::{Part, Scope, ScopeError, ScopeReadError};
pub use state::{Conditional, Met, Pending, Standing, State};
pub use subject::{Matter, Subject};
pub use versions::{Versions, VersionsError};
