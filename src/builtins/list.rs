//! Functions on lists.

use std::collections::hash_map::Entry;
use std::sync::Arc;

use bumpalo::collections::Vec as BumpVec;
use rust_decimal::Decimal;
use rustc_hash::FxHashMap;

use crate::types::{
    Absence, AbsenceKind, Fault, Member, Number, Record, RecordTy, Repr, Stop, Text, Ty, Unit,
    Value,
};

use super::builtin::{Builtin, Context, Kind, Param, WRONG_TYPE, argument, number};

/// A value as a key of a table: equal keys are equal values.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Key<'a> {
    Missing,
    Bool(bool),
    Number(Decimal),
    Text(&'a str),
    Word(u16),
    Date(i32, u8, u8),
    Row(u32),
}

fn key<'a>(value: &Value<'a>) -> Result<Key<'a>, Stop<'a>> {
    Ok(match value {
        Value::Missing(_) => Key::Missing,
        Value::Bool(it) => Key::Bool(*it),
        Value::Number(it) => Key::Number(it.value.normalize()),
        Value::Text(it) => Key::Text(it.text),
        Value::Word(it) => Key::Word(it.index),
        Value::Date(it) => Key::Date(it.year, it.month, it.day),
        Value::Row(it) => Key::Row(*it),
        Value::List(_) | Value::Rows { .. } | Value::Record(_) => {
            return Err(Stop::Fault(&Fault::Call("列表和记录不能用来分组")));
        }
    })
}

fn list<'a>(
    cx: &Context<'a>,
    arguments: &[Value<'a>],
    index: usize,
) -> Result<&'a [Value<'a>], Stop<'a>> {
    Ok(cx.elements(argument(arguments, index)?))
}

fn element(types: &[Ty]) -> Ty {
    types
        .first()
        .and_then(Ty::element)
        .cloned()
        .unwrap_or(Ty::Unknown)
}

fn same_list(types: &[Ty]) -> Ty {
    types.first().cloned().unwrap_or(Ty::Unknown)
}

/// The type of a record of these parts: Chinese name, English name, type.
pub(super) fn record(name: &str, fields: &[(&str, &str, Ty)]) -> Ty {
    let fields = fields
        .iter()
        .map(|(zh, en, ty)| Member {
            zh: (*zh).into(),
            en: (*en).into(),
            ty: ty.clone(),
        })
        .collect();
    Ty::Record(Arc::new(RecordTy {
        name: name.into(),
        repr: Repr::Parts,
        fields,
    }))
}

fn count<'a>(_: &Context<'a>, arguments: &[Value<'a>]) -> Result<Value<'a>, Stop<'a>> {
    let count = match argument(arguments, 0)? {
        Value::List(elements) => elements.len(),
        Value::Rows { count, .. } => count as usize,
        _ => return Err(WRONG_TYPE),
    };
    Ok(Value::count(count))
}

/// The numbers of a list in the unit of the first one.
fn numbers<'a>(
    cx: &Context<'a>,
    arguments: &[Value<'a>],
) -> Result<(BumpVec<'a, Number>, Unit), Stop<'a>> {
    let mut found = BumpVec::new_in(cx.arena);
    let mut unit = None;
    for value in list(cx, arguments, 0)? {
        match value {
            Value::Missing(absence) => return Err(Stop::Missing(absence)),
            Value::Number(it) => {
                let unit = *unit.get_or_insert(it.unit);
                let converted = it.unit.convert(it.value, unit);
                // A bare number beside a counted one is taken as it is; see `types::comparable`.
                found.push(Number {
                    value: converted.unwrap_or(it.value),
                    unit,
                    at: it.at,
                });
            }
            _ => return Err(WRONG_TYPE),
        }
    }
    Ok((found, unit.unwrap_or(Unit::NONE)))
}

fn total<'a>(numbers: &[Number]) -> Result<Decimal, Stop<'a>> {
    numbers.iter().try_fold(Decimal::ZERO, |sum, it| {
        sum.checked_add(it.value)
            .ok_or(Stop::Fault(&Fault::Call("合计超出了可以精确计算的范围")))
    })
}

fn sum<'a>(cx: &Context<'a>, arguments: &[Value<'a>]) -> Result<Value<'a>, Stop<'a>> {
    let (numbers, unit) = numbers(cx, arguments)?;
    Ok(Value::Number(Number::computed(total(&numbers)?, unit)))
}

fn average<'a>(cx: &Context<'a>, arguments: &[Value<'a>]) -> Result<Value<'a>, Stop<'a>> {
    let (numbers, unit) = numbers(cx, arguments)?;
    match total(&numbers)?.checked_div(Decimal::from(numbers.len())) {
        Some(value) => Ok(Value::Number(Number::computed(value, unit))),
        None => Err(cx.not_found("平均数的各项")),
    }
}

fn min<'a>(cx: &Context<'a>, arguments: &[Value<'a>]) -> Result<Value<'a>, Stop<'a>> {
    let (numbers, _) = numbers(cx, arguments)?;
    let least = numbers.iter().min_by_key(|it| it.value);
    least
        .map(|it| Value::Number(*it))
        .ok_or(cx.not_found("最小的一项"))
}

fn max<'a>(cx: &Context<'a>, arguments: &[Value<'a>]) -> Result<Value<'a>, Stop<'a>> {
    let (numbers, _) = numbers(cx, arguments)?;
    let most = numbers.iter().rev().max_by_key(|it| it.value);
    most.map(|it| Value::Number(*it))
        .ok_or(cx.not_found("最大的一项"))
}

/// The element at a position that counts from one.
fn at<'a>(cx: &Context<'a>, arguments: &[Value<'a>], move_by: i64) -> Result<Value<'a>, Stop<'a>> {
    let elements = list(cx, arguments, 0)?;
    let position = i64::try_from(number(arguments, 1)?.value)
        .map_err(|_| Stop::Fault(&Fault::Call("位置应当是整数")))?;
    let index = position
        .checked_add(move_by)
        .and_then(|at| usize::try_from(at).ok());
    match index.and_then(|index| elements.get(index)) {
        Some(Value::Missing(absence)) => Err(Stop::Missing(absence)),
        Some(value) => Ok(*value),
        None => Err(cx.not_found("这个位置的一项")),
    }
}

fn item<'a>(cx: &Context<'a>, arguments: &[Value<'a>]) -> Result<Value<'a>, Stop<'a>> {
    at(cx, arguments, -1)
}

fn previous<'a>(cx: &Context<'a>, arguments: &[Value<'a>]) -> Result<Value<'a>, Stop<'a>> {
    at(cx, arguments, -2)
}

fn next<'a>(cx: &Context<'a>, arguments: &[Value<'a>]) -> Result<Value<'a>, Stop<'a>> {
    at(cx, arguments, 0)
}

fn distinct<'a>(cx: &Context<'a>, arguments: &[Value<'a>]) -> Result<Value<'a>, Stop<'a>> {
    let mut seen = rustc_hash::FxHashSet::default();
    let mut kept = cx.vec();
    for value in list(cx, arguments, 0)? {
        if seen.insert(key(value)?) {
            kept.push(*value);
        }
    }
    Ok(Value::List(kept.into_bump_slice()))
}

/// Where numbers that should run from one break off. An odd one out among numbers that go on behind
/// it is one break, a gap is one break at the number behind it.
fn breaks<'a>(cx: &Context<'a>, arguments: &[Value<'a>]) -> Result<Value<'a>, Stop<'a>> {
    let elements = list(cx, arguments, 0)?;
    let mut numbers = BumpVec::new_in(cx.arena);
    for value in elements {
        match value {
            Value::Missing(absence) => return Err(Stop::Missing(absence)),
            Value::Number(it) => numbers.push(it.value),
            _ => return Err(WRONG_TYPE),
        }
    }
    let mut ahead: FxHashMap<Decimal, usize> = FxHashMap::default();
    for value in &numbers {
        *ahead.entry(*value).or_default() += 1;
    }
    let mut odd = rustc_hash::FxHashSet::default();
    let mut places: FxHashMap<Decimal, BumpVec<'a, usize>> = FxHashMap::default();
    for (position, value) in numbers.iter().enumerate() {
        let known = places.entry(*value);
        known
            .or_insert_with(|| BumpVec::new_in(cx.arena))
            .push(position);
    }
    let mut found = cx.vec();
    let mut expected = Decimal::ONE;
    for (position, (value, element)) in numbers.iter().zip(elements).enumerate() {
        if let Some(left) = ahead.get_mut(value) {
            *left = left.saturating_sub(1);
        }
        // What stood in front of its place already is no gap here.
        while odd.contains(&expected) && *value > expected {
            expected = expected.saturating_add(Decimal::ONE);
        }
        if *value == expected {
            expected = expected.saturating_add(Decimal::ONE);
            continue;
        }
        let others = places.get(value).map(BumpVec::as_slice).unwrap_or_default();
        let other = others.iter().find(|other| **other != position);
        let other = other.and_then(|other| elements.get(*other));
        let other = other.copied().unwrap_or_else(|| {
            Value::Missing(cx.arena.alloc(Absence {
                name: "同号",
                kind: AbsenceKind::NotFound,
                at: Default::default(),
            }))
        });
        let wanted = Value::Number(Number::computed(expected, Unit::NONE));
        let parts = cx.arena.alloc_slice_copy(&[*element, wanted, other]);
        let at = element.place().unwrap_or_default();
        found.push(Value::Record(cx.arena.alloc(Record { at, parts })));
        if ahead.get(&expected).is_some_and(|left| *left > 0) {
            odd.insert(*value);
        } else {
            expected = value.saturating_add(Decimal::ONE);
        }
    }
    Ok(Value::List(found.into_bump_slice()))
}

fn breaks_type(types: &[Ty]) -> Ty {
    Ty::list(record(
        "断号",
        &[
            ("本处", "here", element(types)),
            ("应为", "expected", Ty::PLAIN),
            ("同号", "other", element(types)),
        ],
    ))
}

/// The elements and the keys of a keyed call.
fn keyed<'a>(
    cx: &Context<'a>,
    arguments: &[Value<'a>],
) -> Result<(&'a [Value<'a>], &'a [Value<'a>]), Stop<'a>> {
    Ok((list(cx, arguments, 0)?, list(cx, arguments, 1)?))
}

fn duplicates<'a>(cx: &Context<'a>, arguments: &[Value<'a>]) -> Result<Value<'a>, Stop<'a>> {
    let (elements, keys) = keyed(cx, arguments)?;
    let mut first = FxHashMap::default();
    first.reserve(elements.len());
    let mut found = cx.vec();
    for (element, value) in elements.iter().zip(keys) {
        let key = key(value)?;
        if key == Key::Missing {
            continue;
        }
        match first.entry(key) {
            Entry::Vacant(entry) => {
                entry.insert(element);
            }
            Entry::Occupied(earlier) => {
                let parts = [*element, **earlier.get(), *value];
                let parts = cx.arena.alloc_slice_copy(&parts);
                let at = element.place().unwrap_or_default();
                found.push(Value::Record(cx.arena.alloc(Record { at, parts })));
            }
        }
    }
    Ok(Value::List(found.into_bump_slice()))
}

fn duplicates_type(types: &[Ty]) -> Ty {
    let key = types
        .get(1)
        .and_then(Ty::element)
        .cloned()
        .unwrap_or(Ty::Unknown);
    Ty::list(record(
        "重复",
        &[
            ("本处", "later", element(types)),
            ("前处", "first", element(types)),
            ("键", "key", key),
        ],
    ))
}

fn group<'a>(cx: &Context<'a>, arguments: &[Value<'a>]) -> Result<Value<'a>, Stop<'a>> {
    let (elements, keys) = keyed(cx, arguments)?;
    let mut index: FxHashMap<Key<'a>, usize> = FxHashMap::default();
    let mut groups: Vec<(Value<'a>, BumpVec<'a, Value<'a>>)> = Vec::new();
    for (element, value) in elements.iter().zip(keys) {
        let at = *index.entry(key(value)?).or_insert_with(|| {
            groups.push((*value, cx.vec()));
            groups.len() - 1
        });
        if let Some((_, members)) = groups.get_mut(at) {
            members.push(*element);
        }
    }
    let mut found = cx.vec();
    for (value, members) in groups {
        let at = value.place().unwrap_or_default();
        let parts = cx
            .arena
            .alloc_slice_copy(&[value, Value::List(members.into_bump_slice())]);
        found.push(Value::Record(cx.arena.alloc(Record { at, parts })));
    }
    Ok(Value::List(found.into_bump_slice()))
}

fn group_type(types: &[Ty]) -> Ty {
    let key = types
        .get(1)
        .and_then(Ty::element)
        .cloned()
        .unwrap_or(Ty::Unknown);
    Ty::list(record(
        "组",
        &[("键", "key", key), ("成员", "members", same_list(types))],
    ))
}

fn majority<'a>(cx: &Context<'a>, arguments: &[Value<'a>]) -> Result<Value<'a>, Stop<'a>> {
    let (_, keys) = keyed(cx, arguments)?;
    let mut counts: FxHashMap<Key<'a>, (usize, usize)> = FxHashMap::default();
    for (position, value) in keys.iter().enumerate() {
        counts.entry(key(value)?).or_insert((0, position)).0 += 1;
    }
    // Of equally frequent values the one that stands first counts.
    let best = counts
        .values()
        .max_by_key(|(count, first)| (*count, std::cmp::Reverse(*first)));
    match best.and_then(|(_, first)| keys.get(*first)) {
        Some(Value::Missing(absence)) => Err(Stop::Missing(absence)),
        Some(value) => Ok(*value),
        None => Err(cx.not_found("多数的写法")),
    }
}

fn join<'a>(cx: &Context<'a>, arguments: &[Value<'a>]) -> Result<Value<'a>, Stop<'a>> {
    let Value::Text(separator) = argument(arguments, 1)? else {
        return Err(WRONG_TYPE);
    };
    let mut joined = bumpalo::collections::String::new_in(cx.arena);
    for (position, value) in list(cx, arguments, 0)?.iter().enumerate() {
        if position > 0 {
            joined.push_str(separator.text);
        }
        match value {
            Value::Text(it) => joined.push_str(it.text),
            Value::Missing(_) => {}
            _ => return Err(WRONG_TYPE),
        }
    }
    Ok(Value::Text(Text::computed(joined.into_bump_str())))
}

const LIST: &[Param] = &[Param {
    name: "列表",
    kind: Kind::List,
}];
const NUMBERS: &[Param] = &[Param {
    name: "各数",
    kind: Kind::Numbers,
}];
const KEYED: &[Param] = &[Param {
    name: "列表",
    kind: Kind::Keyed,
}];
const PLACE: &[Param] = &[
    Param {
        name: "列表",
        kind: Kind::List,
    },
    Param {
        name: "位置",
        kind: Kind::Number,
    },
];

/// The functions of this family.
pub(super) const TABLE: &[Builtin] = &[
    Builtin {
        zh: "个数",
        en: "count",
        params: LIST,
        result: |_| Ty::PLAIN,
        doc: "列表有几项。",
        example: ("count([3, 5])", "2"),
        call: count,
    },
    Builtin {
        zh: "合计",
        en: "sum",
        params: NUMBERS,
        result: element,
        doc: "各数之和；有一项缺失则不能评价，除非写明“else 0”。",
        example: ("sum([1.5 万元, 5000 元])", "2 万元"),
        call: sum,
    },
    Builtin {
        zh: "平均",
        en: "average",
        params: NUMBERS,
        result: element,
        doc: "各数的平均数；没有数时为缺失。",
        example: ("average([3, 6])", "4.5"),
        call: average,
    },
    Builtin {
        zh: "最小",
        en: "min",
        params: NUMBERS,
        result: element,
        doc: "最小的数；没有数时为缺失。",
        example: ("min([3, 5])", "3"),
        call: min,
    },
    Builtin {
        zh: "最大",
        en: "max",
        params: NUMBERS,
        result: element,
        doc: "最大的数；没有数时为缺失。",
        example: ("max([3, 5])", "5"),
        call: max,
    },
    Builtin {
        zh: "第几项",
        en: "item",
        params: PLACE,
        result: element,
        doc: "列表中某个位置的一项，从 1 数起；没有时为缺失。",
        example: ("item([3, 5], 2)", "5"),
        call: item,
    },
    Builtin {
        zh: "前一项",
        en: "previous",
        params: PLACE,
        result: element,
        doc: "某个位置之前的一项；没有时为缺失。",
        example: ("previous([3, 5], 2)", "3"),
        call: previous,
    },
    Builtin {
        zh: "后一项",
        en: "next",
        params: PLACE,
        result: element,
        doc: "某个位置之后的一项；没有时为缺失。",
        example: ("next([3, 5], 1)", "5"),
        call: next,
    },
    Builtin {
        zh: "去重",
        en: "distinct",
        params: &[Param {
            name: "列表",
            kind: Kind::Values,
        }],
        result: same_list,
        doc: "去掉重复项后的列表，各取第一次出现。",
        example: ("count(distinct([3, 5, 3]))", "2"),
        call: distinct,
    },
    Builtin {
        zh: "断号",
        en: "breaks",
        params: NUMBERS,
        result: breaks_type,
        doc: "从 1 起连续编号时不合次序的各处：本处、应为、同号（另一处相同的编号）；缺号只在后一项报一次。",
        example: ("breaks([1, 2, 8, 3]).本处", "[8]"),
        call: breaks,
    },
    Builtin {
        zh: "重复项",
        en: "duplicates",
        params: KEYED,
        result: duplicates_type,
        doc: "键与前面某项相同的各项：本处、前处、键。",
        example: ("count(duplicates([\"甲\", \"乙\", \"甲\"] by it))", "1"),
        call: duplicates,
    },
    Builtin {
        zh: "分组",
        en: "group",
        params: KEYED,
        result: group_type,
        doc: "按键分成的组，次序依第一次出现：键、成员。",
        example: ("count(group([\"甲\", \"乙\", \"甲\"] by it))", "2"),
        call: group,
    },
    Builtin {
        zh: "多数",
        en: "majority",
        params: KEYED,
        result: |types| {
            types
                .get(1)
                .and_then(Ty::element)
                .cloned()
                .unwrap_or(Ty::Unknown)
        },
        doc: "出现最多的键；一样多时取先出现的。",
        example: ("majority([\"甲\", \"乙\", \"甲\"] by it)", "\"甲\""),
        call: majority,
    },
    Builtin {
        zh: "连接",
        en: "join",
        params: &[
            Param {
                name: "列表",
                kind: Kind::Words,
            },
            Param {
                name: "分隔",
                kind: Kind::Text,
            },
        ],
        result: |_| Ty::Text,
        doc: "把各段文字连成一段。",
        example: ("join([\"甲\", \"乙\"], \"、\")", "\"甲、乙\""),
        call: join,
    },
];
