//! Two issues of a pack: what changed from one to the other, and whom it concerns.

mod bridge;
mod changes;
mod compare;
mod fields;
mod forms;
mod impact;
mod pairs;
mod rules;
mod values;
mod written;

pub use changes::{
    Aspect, Change, Changes, Edit, Fate, FormChanges, Gone, Issue, Line, RuleChanges, ValueChanges,
    ValueKind,
};
pub use compare::compare;
pub use impact::{Example, Gain, Impact, Office, RuleImpact, Totals, Unjudged, Verdict, impact};
