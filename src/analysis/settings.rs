//! Settings from outside the packs: the last layer, with the same checks as a `set`.

use crate::diag::{Diagnostic, nearest};
use crate::ir::{Bound, ChangeKind, Constant, OuterSetting, RuleSet};
use crate::syntax::{self, ast::Item};
use crate::types::Ty;

use super::constant::constant;
use super::diagnostics as messages;
use super::layers::{goes, note};

/// Sets a parameter of checked rules; `layer` is what the origin of the value is called.
///
/// A set without the parameter stays as it is: `Ok(false)`. `Err` says why the value is refused.
pub fn set_from_outside(
    set: &mut RuleSet,
    setting: &OuterSetting,
    layer: &str,
) -> Result<bool, Diagnostic> {
    let (name, at) = (setting.name.as_str(), setting.span);
    let params = set.layers.params.iter();
    let Some(index) = params.clone().position(|it| it.name == name) else {
        return Ok(false);
    };
    let (Some(info), Some(now)) = (set.layers.params.get(index), set.params.get(index)) else {
        return Ok(false);
    };
    let (value, ty) =
        read(setting).ok_or_else(|| messages::bad_setting(name, &now.to_string(), at))?;
    if !ty.fits(&ty_of(now)) {
        return Err(messages::fixed_unit(name, at));
    }
    match &info.bound {
        Bound::Locked => return Err(messages::locked_param(name, &info.pack, at)),
        Bound::Held(rule) => return Err(messages::held_param(name, rule, at)),
        bound if goes(bound, now, &value) => {}
        bound => {
            let by = set.layers.of_param(name).last().map(|it| it.layer.as_str());
            let now = now.to_string();
            let now = (now.as_str(), by.unwrap_or(&info.pack));
            let falls = *bound == Bound::MayOnlyFall;
            return Err(messages::against_direction(name, falls, now, at, None));
        }
    }
    if *now != value {
        let kind = ChangeKind::Value(now.clone(), value.clone());
        note(&mut set.layers, layer, name, kind);
    }
    if let Some(slot) = set.params.get_mut(index) {
        *slot = value;
    }
    Ok(true)
}

/// What to say of a setting for a parameter that none of these sets has.
pub fn unknown_setting<'s>(
    setting: &OuterSetting,
    sets: impl Iterator<Item = &'s RuleSet>,
) -> Diagnostic {
    let known = sets.flat_map(|set| set.layers.params.iter().map(|it| it.name.as_str()));
    messages::unknown_param(&setting.name, setting.span, nearest(&setting.name, known))
}

/// The value, read as that of a parameter in a rule file.
fn read(setting: &OuterSetting) -> Option<(Constant, Ty)> {
    let source = setting.span.source;
    let parsed = syntax::parse(source, &format!("param x = {}", setting.value));
    match (parsed.file.items.as_slice(), parsed.diagnostics.as_slice()) {
        ([Item::Param(param)], []) if param.bound.is_none() => {
            constant(&param.value, source, &mut Vec::new())
        }
        _ => None,
    }
}

fn ty_of(constant: &Constant) -> Ty {
    match constant {
        Constant::Number(_, unit) => Ty::Number(*unit),
        Constant::Text(_) => Ty::Text,
        Constant::Bool(_) => Ty::Bool,
        Constant::List(values) => Ty::list(values.first().map_or(Ty::Unknown, ty_of)),
    }
}
