//! Functions on texts.

use bumpalo::collections::String as BumpString;
use rust_decimal::Decimal;
use rustc_hash::FxHashSet;

use crate::types::{Fault, Number, Stop, Text, Ty, Unit, Value, each_blank, is_blank};

use super::builtin::{Builtin, Context, Kind, Param, argument, text};

fn length<'a>(_: &Context<'a>, arguments: &[Value<'a>]) -> Result<Value<'a>, Stop<'a>> {
    let count = text(arguments, 0)?.text.chars().count();
    Ok(Value::Number(Number::computed(
        Decimal::from(count),
        Unit::NONE,
    )))
}

/// The text without the characters that `drop` names; the text itself when there are none.
fn without<'a>(cx: &Context<'a>, it: Text<'a>, drop: impl Fn(char) -> bool) -> Value<'a> {
    let mut dropped = it.text.char_indices().filter(|(_, c)| drop(*c)).peekable();
    if dropped.peek().is_none() {
        return Value::Text(it);
    }
    let mut kept = BumpString::with_capacity_in(it.text.len(), cx.arena);
    let mut from = 0;
    for (at, c) in dropped {
        kept.push_str(it.text.get(from..at).unwrap_or_default());
        from = at + c.len_utf8();
    }
    kept.push_str(it.text.get(from..).unwrap_or_default());
    Value::Text(Text::computed(kept.into_bump_str()))
}

fn squeeze<'a>(cx: &Context<'a>, arguments: &[Value<'a>]) -> Result<Value<'a>, Stop<'a>> {
    let it = text(arguments, 0)?;
    // A text of the document is folded: it has no blanks but those of ASCII.
    if it.place().is_some() && memchr::memchr3(b' ', b'\t', b'\n', it.text.as_bytes()).is_none() {
        return Ok(Value::Text(it));
    }
    let mut kept: Option<BumpString<'a>> = None;
    let mut from = 0;
    each_blank(it.text, |blank| {
        let kept =
            kept.get_or_insert_with(|| BumpString::with_capacity_in(it.text.len(), cx.arena));
        kept.push_str(it.text.get(from..blank.start).unwrap_or_default());
        from = blank.end;
    });
    Ok(Value::Text(match kept {
        None => it,
        Some(mut kept) => {
            kept.push_str(it.text.get(from..).unwrap_or_default());
            Text::computed(kept.into_bump_str())
        }
    }))
}

/// The text as it stands in the source, its lines joined.
fn written<'a>(cx: &Context<'a>, arguments: &[Value<'a>]) -> Result<Value<'a>, Stop<'a>> {
    let it = text(arguments, 0)?;
    let Some(range) = it.place() else {
        return Ok(Value::Text(it));
    };
    let source = cx.content.source();
    if range.end as usize <= source.text().len() {
        return Ok(Value::Text(it));
    }
    let mut whole = BumpString::with_capacity_in(it.text.len(), cx.arena);
    for origin in cx.content.origins(range) {
        whole.push_str(source.slice(origin));
    }
    Ok(Value::Text(Text::computed(whole.into_bump_str())))
}

fn strip_numbers<'a>(cx: &Context<'a>, arguments: &[Value<'a>]) -> Result<Value<'a>, Stop<'a>> {
    Ok(without(cx, text(arguments, 0)?, |c| {
        c.is_ascii_digit() || matches!(c, '.' | '%' | '‰') || is_blank(c)
    }))
}

fn trim<'a>(_: &Context<'a>, arguments: &[Value<'a>]) -> Result<Value<'a>, Stop<'a>> {
    let it = text(arguments, 0)?;
    let start = it.text.len() - it.text.trim_start().len();
    Ok(Value::Text(it.part(start..start + it.text.trim().len())))
}

/// Whether any of the words passes `test`.
fn any_word<'a>(
    cx: &Context<'a>,
    words: Value<'a>,
    test: impl Fn(&str) -> bool,
) -> Result<Value<'a>, Stop<'a>> {
    let found = cx.elements(words).iter().any(|word| match word {
        Value::Text(word) => !word.text.is_empty() && test(word.text),
        _ => false,
    });
    Ok(Value::Bool(found))
}

fn starts_with<'a>(cx: &Context<'a>, arguments: &[Value<'a>]) -> Result<Value<'a>, Stop<'a>> {
    let it = text(arguments, 0)?.text;
    any_word(cx, argument(arguments, 1)?, |word| it.starts_with(word))
}

fn ends_with<'a>(cx: &Context<'a>, arguments: &[Value<'a>]) -> Result<Value<'a>, Stop<'a>> {
    let it = text(arguments, 0)?.text;
    any_word(cx, argument(arguments, 1)?, |word| it.ends_with(word))
}

fn common<'a>(cx: &Context<'a>, arguments: &[Value<'a>]) -> Result<Value<'a>, Stop<'a>> {
    let (a, b) = (text(arguments, 0)?, text(arguments, 1)?);
    match crate::facts::longest_common(a.text, b.text) {
        Some(found) => Ok(Value::Text(a.part(found.indices()))),
        None => Err(cx.not_found("相同的部分")),
    }
}

/// The pairs of neighbouring Chinese characters and letters of a text.
fn bigrams(text: &str) -> FxHashSet<(char, char)> {
    let chars: Vec<char> = text.chars().filter(|c| c.is_alphanumeric()).collect();
    chars
        .iter()
        .copied()
        .zip(chars.iter().copied().skip(1))
        .collect()
}

fn overlap<'a>(_: &Context<'a>, arguments: &[Value<'a>]) -> Result<Value<'a>, Stop<'a>> {
    let a = bigrams(text(arguments, 0)?.text);
    let b = bigrams(text(arguments, 1)?.text);
    let shared = a.intersection(&b).count();
    let of = a.len().min(b.len()).max(1);
    let value = Decimal::from(shared)
        .checked_div(Decimal::from(of))
        .ok_or(Stop::Fault(&Fault::Call("重合度算不出来")))?
        .round_dp(2);
    Ok(Value::Number(Number::computed(value, Unit::NONE)))
}

/// The longest runs of characters of the first text whose every neighbouring pair stands in the
/// second one too; of two characters or more.
fn shared_terms<'a>(cx: &Context<'a>, arguments: &[Value<'a>]) -> Result<Value<'a>, Stop<'a>> {
    let (a, b) = (text(arguments, 0)?, text(arguments, 1)?);
    let known = bigrams(b.text);
    let mut found = cx.vec();
    let mut run: Option<(usize, usize)> = None;
    let mut before: Option<(usize, char)> = None;
    for (at, c) in a.text.char_indices() {
        let shared = before.filter(|(_, last)| known.contains(&(*last, c)));
        run = match (run, shared) {
            (Some((start, _)), Some(_)) => Some((start, at + c.len_utf8())),
            (None, Some((start, _))) => Some((start, at + c.len_utf8())),
            (Some((start, end)), None) => {
                found.push(Value::Text(a.part(start..end)));
                None
            }
            (None, None) => None,
        };
        before = Some((at, c));
    }
    if let Some((start, end)) = run {
        found.push(Value::Text(a.part(start..end)));
    }
    Ok(Value::List(found.into_bump_slice()))
}

fn sentences<'a>(cx: &Context<'a>, arguments: &[Value<'a>]) -> Result<Value<'a>, Stop<'a>> {
    let it = text(arguments, 0)?;
    let mut found = cx.vec();
    let mut start = 0;
    for (at, c) in it.text.char_indices() {
        if matches!(c, '。' | '；' | '！' | '？') {
            found.push(Value::Text(it.part(start..at)));
            start = at + c.len_utf8();
        }
    }
    if start < it.text.len() {
        found.push(Value::Text(it.part(start..it.text.len())));
    }
    Ok(Value::List(found.into_bump_slice()))
}

/// The functions of this family.
pub(super) const TABLE: &[Builtin] = &[
    Builtin {
        zh: "字数",
        en: "length",
        params: &[Param {
            name: "文字",
            kind: Kind::Text,
        }],
        result: |_| Ty::PLAIN,
        doc: "文字的字数，标点和空格计入。",
        example: ("length(\"培训12场\")", "5"),
        call: length,
    },
    Builtin {
        zh: "去空白",
        en: "squeeze",
        params: &[Param {
            name: "文字",
            kind: Kind::Text,
        }],
        result: |_| Ty::Text,
        doc: "去掉所有空白后的文字。",
        example: ("squeeze(\"创 新\")", "\"创新\""),
        call: squeeze,
    },
    Builtin {
        zh: "原文",
        en: "written",
        params: &[Param {
            name: "文字",
            kind: Kind::Text,
        }],
        result: |_| Ty::Text,
        doc: "文字原来的写法，全角半角不作统一。",
        example: ("written(\"培训12场\")", "\"培训12场\""),
        call: written,
    },
    Builtin {
        zh: "去数字",
        en: "strip_numbers",
        params: &[Param {
            name: "文字",
            kind: Kind::Text,
        }],
        result: |_| Ty::Text,
        doc: "去掉数字、百分号和空白后的文字。",
        example: ("strip_numbers(\"培训12场\")", "\"培训场\""),
        call: strip_numbers,
    },
    Builtin {
        zh: "去首尾空白",
        en: "trim",
        params: &[Param {
            name: "文字",
            kind: Kind::Text,
        }],
        result: |_| Ty::Text,
        doc: "去掉首尾空白后的文字。",
        example: ("trim(\" 培训 \")", "\"培训\""),
        call: trim,
    },
    Builtin {
        zh: "开头是",
        en: "starts_with",
        params: &[
            Param {
                name: "文字",
                kind: Kind::Text,
            },
            Param {
                name: "词",
                kind: Kind::Words,
            },
        ],
        result: |_| Ty::Bool,
        doc: "文字是否以所给的词（之一）开头。",
        example: ("starts_with(\"较上年增长\", \"较\")", "true"),
        call: starts_with,
    },
    Builtin {
        zh: "结尾是",
        en: "ends_with",
        params: &[
            Param {
                name: "文字",
                kind: Kind::Text,
            },
            Param {
                name: "词",
                kind: Kind::Words,
            },
        ],
        result: |_| Ty::Bool,
        doc: "文字是否以所给的词（之一）结尾。",
        example: ("ends_with(\"相较于\", [\"于\", \"比\"])", "true"),
        call: ends_with,
    },
    Builtin {
        zh: "相同部分",
        en: "common",
        params: &[
            Param {
                name: "文字",
                kind: Kind::Text,
            },
            Param {
                name: "另一段",
                kind: Kind::Text,
            },
        ],
        result: |_| Ty::Text,
        doc: "两段文字最长的相同部分，取自前一段；没有时为缺失。",
        example: (
            "common(\"改善居民生活环境\", \"居民生活很好\")",
            "\"居民生活\"",
        ),
        call: common,
    },
    Builtin {
        zh: "重合度",
        en: "overlap",
        params: &[
            Param {
                name: "文字",
                kind: Kind::Text,
            },
            Param {
                name: "另一段",
                kind: Kind::Text,
            },
        ],
        result: |_| Ty::PLAIN,
        doc: "两段文字相邻两字组合的重合比例，以较短的一段为准，0 到 1。",
        example: ("overlap(\"提升治理水平\", \"治理水平\")", "1"),
        call: overlap,
    },
    Builtin {
        zh: "共有词",
        en: "shared_terms",
        params: &[
            Param {
                name: "文字",
                kind: Kind::Text,
            },
            Param {
                name: "另一段",
                kind: Kind::Text,
            },
        ],
        result: |_| Ty::list(Ty::Text),
        doc: "前一段文字里与后一段共有的词语（两字以上），取自前一段。",
        example: (
            "shared_terms(\"提升治理水平\", \"治理水平提升\")",
            "[\"提升\", \"治理水平\"]",
        ),
        call: shared_terms,
    },
    Builtin {
        zh: "句子",
        en: "sentences",
        params: &[Param {
            name: "文字",
            kind: Kind::Text,
        }],
        result: |_| Ty::list(Ty::Text),
        doc: "按句号、分号、问号、叹号断开的各句。",
        example: ("count(sentences(\"培训12场；覆盖3个社区。\"))", "2"),
        call: sentences,
    },
];
