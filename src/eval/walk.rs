//! Walks over the elements of lists, and functions that take them.

use std::slice;

use bumpalo::collections::Vec as BumpVec;

use crate::builtins;
use crate::ir::{Each, Expr, Quantifier};
use crate::source::TextRange;
use crate::types::{AbsenceKind, Fault, Stop, Value};

use super::run::{Eval, Run};

impl<'a> Run<'a, '_> {
    /// Binds the names of a walk to an element and asks its filter.
    #[inline(always)]
    pub(super) fn admits(
        &mut self,
        each: &'a Each,
        position: usize,
        element: &Value<'a>,
    ) -> Result<bool, Stop<'a>> {
        self.set_local(each.element, element);
        if !each.parts.is_empty() {
            self.set_parts(each, element)?;
        }
        if let Some(slot) = each.position {
            self.set_local(slot, &Value::count(position));
        }
        match &each.filter {
            Some(filter) => self.truth(filter),
            None => Ok(true),
        }
    }

    /// Binds the names of a walk over records to their parts.
    fn set_parts(&mut self, each: &'a Each, element: &Value<'a>) -> Result<(), Stop<'a>> {
        for (part, slot) in each.parts.iter().enumerate() {
            let value = match element {
                Value::Record(record) => record.parts.get(part),
                missing @ Value::Missing(_) => Some(missing),
                _ => None,
            };
            self.set_local(*slot, value.ok_or(Stop::Fault(&Fault::Type))?);
        }
        Ok(())
    }

    pub(super) fn quantified(
        &mut self,
        quantifier: Quantifier,
        each: &'a Each,
        body: &'a Expr,
    ) -> Result<bool, Stop<'a>> {
        let elements = self.elements(&each.source)?;
        // The truth value that decides the whole at once.
        let decisive = quantifier != Quantifier::Every;
        let mut missing = None;
        for (index, element) in elements.iter().enumerate() {
            let holds = match self.admits(each, index + 1, &element) {
                Ok(true) => self.truth(body),
                Ok(false) => continue,
                Err(stop) => Err(stop),
            };
            match holds {
                Ok(value) if value == decisive => return Ok(quantifier == Quantifier::Some),
                Ok(_) => {}
                Err(Stop::Missing(absence)) => missing = missing.or(Some(absence)),
                Err(fault) => return Err(fault),
            }
        }
        match missing {
            Some(absence) => Err(Stop::Missing(absence)),
            None => Ok(quantifier != Quantifier::Some),
        }
    }

    pub(super) fn first(&mut self, each: &'a Each) -> Eval<'a> {
        let elements = self.elements(&each.source)?;
        for (index, element) in elements.iter().enumerate() {
            if self.admits(each, index + 1, &element)? {
                return Ok(element);
            }
        }
        Err(self.missing(
            "符合条件的一项",
            AbsenceKind::NotFound,
            TextRange::default(),
        ))
    }

    /// The values of an expression for the elements of walks inside one another.
    pub(super) fn collect(
        &mut self,
        element: &'a Expr,
        walks: &'a [Each],
        found: &mut BumpVec<'a, Value<'a>>,
    ) -> Result<(), Stop<'a>> {
        let Some((each, inner)) = walks.split_first() else {
            found.push(self.eval_or_missing(element)?);
            return Ok(());
        };
        self.elements(&each.source)?.each(|position, it| {
            if self.admits(each, position, it)? {
                self.collect(element, inner, found)?;
            }
            Ok(())
        })
    }

    /// Calls a function. Those of one argument and of two, as most are, need no list of them. What
    /// the function gives back is handed on as it is, and its only argument stays where it came.
    pub(super) fn call(&mut self, index: u16, arguments: &'a [Expr]) -> Eval<'a> {
        let builtin = builtins::get(index).ok_or(Stop::Fault(&Fault::Type))?;
        match arguments {
            [only] => match &self.argument(only) {
                Ok(only) => (builtin.call)(self.context, slice::from_ref(only)),
                Err(stop) => Err(*stop),
            },
            [first, second] => {
                let arguments = [self.argument(first)?, self.argument(second)?];
                (builtin.call)(self.context, &arguments)
            }
            _ => {
                let mut values = BumpVec::with_capacity_in(arguments.len(), self.arena);
                for argument in arguments {
                    values.push(self.argument(argument)?);
                }
                (builtin.call)(self.context, &values)
            }
        }
    }

    #[inline(always)]
    fn argument(&mut self, argument: &'a Expr) -> Eval<'a> {
        let value = self.eval(argument);
        if let Ok(Value::List(elements)) = &value {
            self.spend(elements.len())?;
        }
        value
    }

    pub(super) fn keyed(&mut self, index: u16, each: &'a Each, key: &'a Expr) -> Eval<'a> {
        let builtin = builtins::get(index).ok_or(Stop::Fault(&Fault::Type))?;
        let elements = self.listed(&each.source)?;
        let mut keys = BumpVec::with_capacity_in(elements.len(), self.arena);
        for (position, element) in elements.iter().enumerate() {
            self.admits(each, position + 1, element)?;
            keys.push(self.eval_or_missing(key)?);
        }
        let arguments = [Value::List(elements), Value::List(keys.into_bump_slice())];
        (builtin.call)(self.context, &arguments)
    }
}
