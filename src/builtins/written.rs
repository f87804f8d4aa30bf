//! How a text is written in the file: what folding and the joining of lines have smoothed over.

use crate::facts;
use crate::source::TextRange;
use crate::types::{Record, Stop, Text, Ty, Value};

use super::builtin::{Builtin, Context, Kind, Param, argument};
use super::fact::{Passage, TEXTS, each, record_ty};

/// The keys of these facts among those of a document.
const HALF_WIDTH: u8 = 48;
const LINE_JOINS: u8 = 49;
const CONFUSIONS: u8 = 50;

/// The most characters shown on each side of a join.
const SHOWN: usize = 4;

fn half_width<'a>(cx: &Context<'a>, arguments: &[Value<'a>]) -> Result<Value<'a>, Stop<'a>> {
    each(cx, arguments, HALF_WIDTH, |passage, found| {
        let source = cx.content.source();
        for (at, c) in passage.text.text.char_indices() {
            if !matches!(c, '，' | '；' | '：' | '？' | '！' | '（' | '）') {
                continue;
            }
            let range = TextRange::of(at..at + c.len_utf8());
            let mark = passage.words(range);
            let Value::Text(text) = mark else { continue };
            let Some(place) = text.place() else { continue };
            if source.slice(cx.content.first_origin(place)).is_ascii() {
                found.push(passage.record(range, &[mark]));
            }
        }
    })
}

fn line_joins<'a>(cx: &Context<'a>, arguments: &[Value<'a>]) -> Result<Value<'a>, Stop<'a>> {
    each(cx, arguments, LINE_JOINS, |passage, found| {
        let Some(place) = passage.text.place() else {
            return;
        };
        let origins = cx.content.origins(place);
        for (before, behind) in origins.iter().zip(origins.iter().skip(1)) {
            found.extend(join(cx, passage, *before, *behind));
        }
    })
}

/// The place where a line goes on in another one.
fn join<'a>(
    cx: &Context<'a>,
    passage: &Passage<'_, 'a>,
    before: TextRange,
    behind: TextRange,
) -> Option<Value<'a>> {
    let whole = cx.content.source().text();
    let gap = whole.get(before.end as usize..behind.start as usize)?;
    // In TOML a line may end with an escape.
    (gap.contains('\n') || gap.contains("\\n")).then_some(())?;
    let head = before.slice(whole).trim_end();
    let from = head.char_indices().rev().take(SHOWN).last()?.0;
    let tail = behind.slice(whole).trim_start();
    let to = tail
        .char_indices()
        .nth(SHOWN)
        .map_or(tail.len(), |(at, _)| at);
    let part = |text: &'a str| {
        let start = (text.as_ptr() as usize).saturating_sub(whole.as_ptr() as usize);
        let at = crate::source::offset(start);
        Text { text, at }
    };
    let (head, tail) = (part(head.get(from..)?), part(tail.get(..to)?));
    let parts = [Value::Text(head), Value::Text(tail)];
    Some(passage.made(head.place()?, &parts))
}

fn confusions<'a>(cx: &Context<'a>, arguments: &[Value<'a>]) -> Result<Value<'a>, Stop<'a>> {
    each(cx, arguments, CONFUSIONS, |passage, found| {
        for (range, right) in facts::confusions(passage.text.text, passage.lexicon) {
            let right = Value::Text(Text::computed(right));
            found.push(passage.record(range, &[passage.words(range), right]));
        }
    })
}

/// Where a value stands in the source.
fn place<'a>(cx: &Context<'a>, value: Value<'a>) -> Option<TextRange> {
    let range = match value {
        Value::Text(it) => it.place()?,
        Value::Number(it) => it.at,
        Value::Date(it) => it.at,
        Value::Word(it) => it.at,
        Value::Record(it) => it.at,
        _ => return None,
    };
    (!range.is_empty()).then(|| cx.content.origin(range))
}

fn between<'a>(cx: &Context<'a>, arguments: &[Value<'a>]) -> Result<Value<'a>, Stop<'a>> {
    let first = place(cx, argument(arguments, 0)?);
    let second = place(cx, argument(arguments, 1)?);
    let whole = cx.content.source().text();
    let gap = first.zip(second).and_then(|(first, second)| {
        let text = whole.get(first.end as usize..second.start as usize)?;
        Some(Text {
            text,
            at: first.end,
        })
    });
    gap.map(Value::Text)
        .ok_or_else(|| cx.not_found("两处之间的文字"))
}

/// Numbers that should run from one, with what is to be written where one does not.
fn renumbered<'a>(cx: &Context<'a>, arguments: &[Value<'a>]) -> Result<Value<'a>, Stop<'a>> {
    let source = cx.content.source();
    let mut found = cx.vec();
    let elements = cx.elements(argument(arguments, 0)?);
    // A list that begins anew is two lists, with a heading between them that was not recognised.
    let begins = |it: &&Value<'a>| matches!(it, Value::Number(it) if it.value == 1.into());
    if elements.iter().skip(1).any(|it| begins(&it)) {
        return Ok(cx.list(&[]));
    }
    for (value, expected) in elements.iter().zip(1_u32..) {
        let Value::Number(number) = value else {
            continue;
        };
        if number.value == expected.into() {
            continue;
        }
        let place = place(cx, *value);
        let right = place.and_then(|it| facts::renumbered(source.slice(it), expected));
        // Half a list that is numbered anew is worse than none.
        let Some(right) = right else {
            return Ok(cx.list(&[]));
        };
        let right = Value::Text(Text::computed(cx.arena.alloc_str(&right)));
        let parts = cx.arena.alloc_slice_copy(&[*value, right]);
        let at = number.at;
        found.push(Value::Record(cx.arena.alloc(Record { at, parts })));
    }
    Ok(Value::List(found.into_bump_slice()))
}

/// The functions of this family.
pub(super) const TABLE: &[Builtin] = &[
    Builtin {
        zh: "半角标点",
        en: "half_width",
        params: TEXTS,
        result: |_| record_ty("一处半角标点", vec![("原文", "text", Ty::Text)]),
        doc: "文字里原来写成半角的逗号、分号、冒号、括号一类；数字中间的不算。",
        example: ("count(half_width(\"培训12场，\"))", "0"),
        call: half_width,
    },
    Builtin {
        zh: "断行",
        en: "line_joins",
        params: TEXTS,
        result: |_| {
            record_ty(
                "一处断行",
                vec![("前文", "before", Ty::Text), ("后文", "behind", Ty::Text)],
            )
        },
        doc: "一段文字在文件里换行、换页的各处，和前后的几个字。",
        example: ("count(line_joins(\"培训12场\"))", "0"),
        call: line_joins,
    },
    Builtin {
        zh: "错字",
        en: "confusions",
        params: TEXTS,
        result: |_| {
            record_ty(
                "一处错字",
                vec![("原文", "text", Ty::Text), ("应为", "right", Ty::Text)],
            )
        },
        doc: "文字里与词表所列的错字相同的词，和它们的正字。",
        example: ("count(confusions(\"部署防汛工作\"))", "0"),
        call: confusions,
    },
    Builtin {
        zh: "重编号",
        en: "renumbered",
        params: &[Param {
            name: "列表",
            kind: Kind::Numbers,
        }],
        result: |_| {
            record_ty(
                "一个要改的编号",
                vec![("本处", "here", Ty::PLAIN), ("应为", "right", Ty::Text)],
            )
        },
        doc: "从 1 起依次编号时要改的各处编号，和照原来的写法应当写的号；写法认不出的，或者中间又从 1 起的，一处也不改。",
        example: ("count(renumbered([1, 2]))", "0"),
        call: renumbered,
    },
    Builtin {
        zh: "之间",
        en: "between",
        params: &[
            Param {
                name: "甲",
                kind: Kind::Any,
            },
            Param {
                name: "乙",
                kind: Kind::Any,
            },
        ],
        result: |_| Ty::Text,
        doc: "甲的结尾到乙的开头之间的原文；不在表上、次序颠倒的，为缺失。",
        example: ("between(\"甲\", \"乙\") is missing", "true"),
        call: between,
    },
];
