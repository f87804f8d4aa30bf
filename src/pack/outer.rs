//! Settings from outside the packs, such as those of `jixiao.toml`: the last layer.

use crate::analysis::{set_from_outside, unknown_setting};
use crate::diag::Diagnostic;
use crate::ir::{OuterSetting, RuleSet};

/// Sets parameters in all sets that have them; `layer` is what the origin of the values is called.
///
/// Each is checked as a `set` of a further pack would be, against the value in force in that set.
/// One that is refused changes nothing; one that no set has is a mistake. Where the user has named
/// the packs, all sets must take it (`by_all`); of those inside the binary, which judge declarations
/// of many places, one is enough, and the others keep their own.
pub fn set_params(
    sets: &mut [RuleSet],
    settings: &[OuterSetting],
    layer: &str,
    by_all: bool,
) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for setting in settings {
        let mut taken = false;
        let mut refused = Vec::new();
        for set in sets.iter_mut() {
            match set_from_outside(set, setting, layer) {
                Ok(has) => taken |= has,
                Err(it) => refused.push(it),
            }
        }
        if !taken && refused.is_empty() {
            found.push(unknown_setting(setting, sets.iter()));
        }
        if by_all || !taken {
            found.append(&mut refused);
        }
    }
    found.dedup();
    found
}
