//! Rules on trial: the examples inside rules and the cases of packs.

mod case;
mod example;
mod result;
mod run;

pub use result::TrialResult;
pub use run::{PackTrial, run};
