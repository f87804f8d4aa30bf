//! Searches in texts: every match of a pattern, every word of a list, as records.

use std::ops::Range;

use bumpalo::Bump;
use bumpalo::collections::Vec as BumpVec;
use rust_decimal::Decimal;

use crate::ir::{Expr, ExprKind};
use crate::source::TextRange;
use crate::types::{Absence, AbsenceKind, Fault, Number, Record, Stop, Text, Unit, Value};

use super::run::Run;

impl<'a, 's> Run<'a, 's> {
    /// The hits of a search in a text or in a list of texts.
    pub(super) fn find(
        &mut self,
        base: &'a Expr,
        index: u16,
        pattern: bool,
    ) -> Result<&'a [Value<'a>], Stop<'a>> {
        let mut found = self.context.vec();
        // The element of a walk, as most texts are, is searched where it stands.
        if let ExprKind::Local(local) = base.kind
            && let Value::Text(text) = *self.local_ref(local)?
        {
            self.spend(1)?;
            self.find_in(text, index, pattern, &mut found)?;
            return Ok(found.into_bump_slice());
        }
        let value = self.eval(base)?;
        let one = [value];
        let texts = match value {
            Value::Text(_) => &one[..],
            list => self.context.elements(list),
        };
        for value in texts {
            match value {
                Value::Text(text) => self.find_in(*text, index, pattern, &mut found)?,
                Value::Missing(_) => {}
                _ => return Err(Stop::Fault(&Fault::Type)),
            }
        }
        Ok(found.into_bump_slice())
    }

    fn find_in(
        &mut self,
        text: Text<'a>,
        index: u16,
        pattern: bool,
        found: &mut BumpVec<'a, Value<'a>>,
    ) -> Result<(), Stop<'a>> {
        let (set, arena) = (self.set, self.arena);
        let before = found.len();
        let hits = if pattern {
            let names = set.patterns.get(usize::from(index));
            let names = names.map_or(&[][..], |pattern| &pattern.captures);
            let scratch = &mut *self.scratch;
            self.searchers
                .find_pattern(set, scratch, index, text.text, &mut |range, captures| {
                    found.push(hit(arena, text, range, names, captures));
                })
        } else {
            self.searchers
                .find_words(set, index, text.text, &mut |range, _| {
                    found.push(hit(arena, text, range, &[], &[]));
                })
        };
        hits.ok_or(Stop::Fault(&Fault::Pattern))?;
        self.spend(found.len() - before)
    }
}

/// The record of a hit; its slots are those of the checker's type of it.
fn hit<'a>(
    arena: &'a Bump,
    text: Text<'a>,
    range: Range<usize>,
    names: &'a [(String, bool)],
    captures: &[Option<Range<usize>>],
) -> Value<'a> {
    let (before, rest) = text.split(range.start);
    let (it, after) = rest.split(range.len());
    // The lengths of the characters before and behind.
    let mut last = before.text.bytes().rev();
    let last = last
        .position(|byte| byte & 0xc0 != 0x80)
        .map_or(0, |inside| inside + 1);
    let next = match after.text.as_bytes().first() {
        None => 0,
        Some(..0x80) => 1,
        Some(..0xe0) => 2,
        Some(..0xf0) => 3,
        Some(_) => 4,
    };
    let mut parts = BumpVec::with_capacity_in(5 + names.len(), arena);
    parts.extend_from_slice_copy(&[
        Value::Text(it),
        Value::Text(before.split(before.text.len() - last).1),
        Value::Text(after.split(next).0),
        Value::Text(before),
        Value::Text(after),
    ]);
    for ((name, digits), range) in names.iter().zip(captures) {
        parts.push(captured(arena, text, name, *digits, range.clone()));
    }
    let at = it.place().unwrap_or_default();
    let parts = parts.into_bump_slice();
    Value::Record(arena.alloc(Record { at, parts }))
}

fn captured<'a>(
    arena: &'a Bump,
    text: Text<'a>,
    name: &'a str,
    digits: bool,
    range: Option<Range<usize>>,
) -> Value<'a> {
    let missing = || {
        let at = TextRange::default();
        let absence = Absence {
            name,
            kind: AbsenceKind::NotFound,
            at,
        };
        Value::Missing(arena.alloc(absence))
    };
    let Some(range) = range else { return missing() };
    let it = text.part(range);
    if !digits {
        return Value::Text(it);
    }
    // A year or a count, as most are, needs no exact reading.
    let short = match it.text.len() {
        ..=9 => it.text.parse::<u32>().ok(),
        _ => None,
    };
    let value = short.map_or_else(|| Decimal::from_str_exact(it.text), |it| Ok(it.into()));
    match value {
        Ok(value) => Value::Number(Number {
            value,
            unit: Unit::NONE,
            at: it.place().unwrap_or_default(),
        }),
        Err(_) => missing(),
    }
}
