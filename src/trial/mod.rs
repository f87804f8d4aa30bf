//! Rules on trial: the examples inside rules and the cases of packs.

mod case;
mod coverage;
mod example;
mod result;
mod run;

pub use coverage::{Coverage, Covered, coverage, coverage_of};
pub use result::TrialResult;
pub use run::{PackTrial, rule_examples, run};
