//! Settings from outside the packs, such as those of `jixiao.toml`: the last layer.

use crate::analysis::{set_from_outside, unknown_setting};
use crate::diag::Diagnostic;
use crate::ir::{OuterSetting, RuleSet};

/// Sets parameters in all sets that have them; `layer` is what the origin of the values is called.
///
/// Each is checked as a `set` of a further pack would be, against the value in force in that set.
/// One that is refused changes nothing; one that no set has is a mistake.
pub fn set_params(sets: &mut [RuleSet], settings: &[OuterSetting], layer: &str) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for setting in settings {
        let mut known = false;
        for set in sets.iter_mut() {
            match set_from_outside(set, setting, layer) {
                Ok(has) => known |= has,
                Err(refused) => {
                    known = true;
                    found.push(refused);
                }
            }
        }
        if !known {
            found.push(unknown_setting(setting, sets.iter()));
        }
    }
    found.dedup();
    found
}
