//! Comparisons of values.

use std::cmp::Ordering;

use rust_decimal::Decimal;

use crate::ir::Comparison;
use crate::types::{Fault, Number, Stop, Unit, Value};

/// `b` in the unit of `a`, and the unit of their sum. A bare number takes the other's unit.
#[inline]
pub(super) fn convert<'a>(a: &Number, b: &Number) -> Result<(Decimal, Unit), Stop<'a>> {
    if a.unit == b.unit || b.unit == Unit::NONE {
        return Ok((b.value, a.unit));
    }
    if a.unit == Unit::NONE {
        return Ok((b.value, b.unit));
    }
    match b.unit.convert(b.value, a.unit) {
        Some(value) => Ok((value, a.unit)),
        None => Err(Stop::Fault(&Fault::Type)),
    }
}

/// Whether a comparison holds.
#[inline]
pub(super) fn compare<'a>(op: Comparison, a: &Value<'a>, b: &Value<'a>) -> Result<bool, Stop<'a>> {
    let order = match (a, b) {
        // Counts, ordinals and years need neither conversion nor rescaling.
        (Value::Number(a), Value::Number(b))
            if a.unit == b.unit && a.value.scale() == b.value.scale() =>
        {
            a.value.mantissa().cmp(&b.value.mantissa())
        }
        _ => order(a, b)?,
    };
    Ok(holds(op, order))
}

/// Whether a comparison holds when equality and order are not strict.
pub(super) fn compare_within<'a>(
    op: Comparison,
    a: &Value<'a>,
    b: &Value<'a>,
    tolerance: &Value<'a>,
) -> Result<bool, Stop<'a>> {
    let (Value::Number(a), Value::Number(b), Value::Number(tolerance)) = (a, b, tolerance) else {
        return compare(op, a, b);
    };
    let difference = difference(a, b)?;
    let (tolerance, _) = convert(a, tolerance)?;
    let order = if difference.abs() <= tolerance {
        Ordering::Equal
    } else {
        difference.cmp(&Decimal::ZERO)
    };
    Ok(holds(op, order))
}

fn holds(op: Comparison, order: Ordering) -> bool {
    match op {
        Comparison::Equal => order.is_eq(),
        Comparison::NotEqual => order.is_ne(),
        Comparison::Less => order.is_lt(),
        Comparison::LessEqual => order.is_le(),
        Comparison::Greater => order.is_gt(),
        Comparison::GreaterEqual => order.is_ge(),
    }
}

/// `a - b`, in the unit of `a`.
pub(super) fn difference<'a>(a: &Number, b: &Number) -> Result<Decimal, Stop<'a>> {
    let (b, _) = convert(a, b)?;
    a.value.checked_sub(b).ok_or(Stop::Fault(&Fault::Overflow))
}

fn order<'a>(a: &Value<'a>, b: &Value<'a>) -> Result<Ordering, Stop<'a>> {
    Ok(match (a, b) {
        (Value::Number(a), Value::Number(b)) => {
            let (b, _) = convert(a, b)?;
            if a.value.scale() == b.scale() {
                a.value.mantissa().cmp(&b.mantissa())
            } else {
                a.value.cmp(&b)
            }
        }
        (Value::Text(a), Value::Text(b)) => a.text.cmp(b.text),
        (Value::Word(a), Value::Word(b)) => a.index.cmp(&b.index),
        (Value::Bool(a), Value::Bool(b)) => a.cmp(b),
        (Value::Date(a), Value::Date(b)) => (a.year, a.month, a.day).cmp(&(b.year, b.month, b.day)),
        (Value::Missing(absence), _) | (_, Value::Missing(absence)) => {
            return Err(Stop::Missing(absence));
        }
        _ => return Err(Stop::Fault(&Fault::Type)),
    })
}

/// Whether two values are the same; a missing one is like nothing.
pub(super) fn equal<'a>(a: &Value<'a>, b: &Value<'a>) -> Result<bool, Stop<'a>> {
    match (a, b) {
        (Value::Missing(_), _) | (_, Value::Missing(_)) => Ok(false),
        _ => Ok(order(a, b)?.is_eq()),
    }
}
