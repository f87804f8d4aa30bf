//! Functions on numbers and dates.

use rust_decimal::{Decimal, RoundingStrategy};

use crate::types::{Fault, Number, Stop, Ty, Unit, Value};

use super::builtin::{Builtin, Context, Kind, Param, date, number, text};

fn same(types: &[Ty]) -> Ty {
    types.first().cloned().unwrap_or(Ty::Unknown)
}

fn abs<'a>(_: &Context<'a>, arguments: &[Value<'a>]) -> Result<Value<'a>, Stop<'a>> {
    let it = number(arguments, 0)?;
    Ok(Value::Number(Number {
        value: it.value.abs(),
        ..it
    }))
}

fn round<'a>(_: &Context<'a>, arguments: &[Value<'a>]) -> Result<Value<'a>, Stop<'a>> {
    let it = number(arguments, 0)?;
    let places = u32::try_from(number(arguments, 1)?.value)
        .ok()
        .filter(|places| *places <= 28)
        .ok_or(Stop::Fault(&Fault::Call(
            "保留的小数位数应当是 0 到 28 的整数",
        )))?;
    let value = it
        .value
        .round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero);
    Ok(Value::Number(Number { value, ..it }))
}

fn decimals<'a>(_: &Context<'a>, arguments: &[Value<'a>]) -> Result<Value<'a>, Stop<'a>> {
    Ok(Value::Number(Number::computed(
        Decimal::from(number(arguments, 0)?.value.scale()),
        Unit::NONE,
    )))
}

fn parse<'a>(cx: &Context<'a>, arguments: &[Value<'a>]) -> Result<Value<'a>, Stop<'a>> {
    let it = text(arguments, 0)?;
    let trimmed = it.text.trim();
    let plain = !trimmed.is_empty()
        && trimmed.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        && trimmed.bytes().next().is_some_and(|b| b.is_ascii_digit());
    let parsed = plain
        .then(|| Decimal::from_str_exact(trimmed).ok())
        .flatten();
    match parsed {
        Some(value) => Ok(Value::Number(Number {
            value,
            unit: Unit::NONE,
            at: it.place().unwrap_or_default(),
        })),
        None => Err(cx.not_found("数")),
    }
}

fn numeral<'a>(cx: &Context<'a>, arguments: &[Value<'a>]) -> Result<Value<'a>, Stop<'a>> {
    let it = text(arguments, 0)?;
    let trimmed = it.text.trim();
    match crate::facts::chinese_number(trimmed) {
        Some((value, length)) if length == trimmed.len() => Ok(Value::Number(Number {
            value,
            unit: Unit::NONE,
            at: it.place().unwrap_or_default(),
        })),
        _ => Err(cx.not_found("中文数字")),
    }
}

fn year<'a>(_: &Context<'a>, arguments: &[Value<'a>]) -> Result<Value<'a>, Stop<'a>> {
    let it = date(arguments, 0)?;
    Ok(Value::Number(Number {
        value: Decimal::from(it.year),
        unit: Unit::YEAR,
        at: it.at,
    }))
}

/// The functions of this family.
pub(super) const TABLE: &[Builtin] = &[
    Builtin {
        zh: "绝对值",
        en: "abs",
        params: &[Param {
            name: "数",
            kind: Kind::Number,
        }],
        result: same,
        doc: "数的绝对值。",
        example: ("abs(3 - 5)", "2"),
        call: abs,
    },
    Builtin {
        zh: "四舍五入",
        en: "round",
        params: &[
            Param {
                name: "数",
                kind: Kind::Number,
            },
            Param {
                name: "小数位数",
                kind: Kind::Number,
            },
        ],
        result: same,
        doc: "保留若干位小数，五入。",
        example: ("round(2.345, 2)", "2.35"),
        call: round,
    },
    Builtin {
        zh: "小数位数",
        en: "decimals",
        params: &[Param {
            name: "数",
            kind: Kind::Number,
        }],
        result: |_| Ty::PLAIN,
        doc: "数写出的小数位数。",
        example: ("decimals(3.50)", "2"),
        call: decimals,
    },
    Builtin {
        zh: "数值",
        en: "number",
        params: &[Param {
            name: "文字",
            kind: Kind::Text,
        }],
        result: |_| Ty::PLAIN,
        doc: "一段数字的值；不是数字时为缺失。",
        example: ("number(\"2021\")", "2021"),
        call: parse,
    },
    Builtin {
        zh: "中文数字",
        en: "numeral",
        params: &[Param {
            name: "文字",
            kind: Kind::Text,
        }],
        result: |_| Ty::PLAIN,
        doc: "一段中文数字的值；不是中文数字时为缺失。",
        example: ("numeral(\"二十二万三千\")", "223000"),
        call: numeral,
    },
    Builtin {
        zh: "所在年",
        en: "year",
        params: &[Param {
            name: "日期",
            kind: Kind::Date,
        }],
        result: |_| Ty::Number(Unit::YEAR),
        doc: "日期所在的年份。",
        example: ("year(2021-06-30)", "2021 年"),
        call: year,
    },
];
