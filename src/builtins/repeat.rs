//! Passages that stand in several texts.
//!
//! Every window of as many characters as a repetition must have is looked up in a table of the
//! windows of earlier texts, so that time grows with the texts and not with their pairs. Only hits
//! are compared character by character.

use bumpalo::collections::String as BumpString;
use rust_decimal::Decimal;
use rustc_hash::FxHashMap;

use crate::types::{Fault, Number, Record, Stop, Text, Ty, Unit, Value};

use super::builtin::{Builtin, Context, Kind, Param, WRONG_TYPE, argument, number};
use super::list::record;

/// A text without white space: its characters and where each begins and ends in the text.
struct Squeezed<'a> {
    text: Text<'a>,
    chars: Vec<(char, usize)>,
}

impl<'a> Squeezed<'a> {
    fn new(text: Text<'a>) -> Self {
        let mut chars = Vec::with_capacity(about_chars(text.text));
        let all = text.text.char_indices().map(|(at, c)| (c, at));
        chars.extend(all.filter(|(c, _)| !c.is_whitespace()));
        Self { text, chars }
    }

    fn char(&self, at: usize) -> Option<char> {
        self.chars.get(at).map(|(c, _)| *c)
    }

    /// The part of the text with the characters in `start..start + length`.
    fn part(&self, start: usize, length: usize) -> Text<'a> {
        let last = start.saturating_add(length).saturating_sub(1);
        let begin = self.chars.get(start).map_or(0, |(_, at)| *at);
        let end = self
            .chars
            .get(last)
            .map_or(begin, |(c, at)| at.saturating_add(c.len_utf8()));
        self.text.part(begin..end)
    }
}

/// A part of a text that stands in an earlier one.
#[derive(Clone, Copy)]
struct Found {
    earlier: usize,
    there: usize,
    here: usize,
    length: usize,
}

/// About how many characters a text has: Chinese ones have three bytes.
fn about_chars(text: &str) -> usize {
    text.len() / 3 + 1
}

const BASE: u64 = 0x0100_0000_01b3;

/// Calls `window` with the position and the hash of every run of `least` characters.
fn windows(text: &Squeezed<'_>, least: usize, mut window: impl FnMut(usize, u64)) {
    let top = (1..least).fold(1_u64, |power, _| power.wrapping_mul(BASE));
    let mut hash = 0_u64;
    for (position, (c, _)) in text.chars.iter().enumerate() {
        if let Some(gone) = position.checked_sub(least).and_then(|at| text.char(at)) {
            hash = hash.wrapping_sub(top.wrapping_mul(u64::from(u32::from(gone))));
        }
        hash = hash
            .wrapping_mul(BASE)
            .wrapping_add(u64::from(u32::from(*c)));
        if let Some(start) = position
            .checked_add(1)
            .and_then(|end| end.checked_sub(least))
        {
            window(start, hash);
        }
    }
}

/// The longest part of `text` that stands in one of the `earlier` texts.
fn longest(
    text: &Squeezed<'_>,
    earlier: &[Squeezed<'_>],
    known: &FxHashMap<u64, (usize, usize)>,
    least: usize,
) -> Option<Found> {
    let mut best: Option<Found> = None;
    let mut behind = 0;
    windows(text, least, |here, hash| {
        if here < behind {
            return;
        }
        let Some((index, there)) = known.get(&hash) else {
            return;
        };
        let Some(other) = earlier.get(*index) else {
            return;
        };
        let own = text.chars.get(here..).unwrap_or_default().iter();
        let others = other.chars.get(*there..).unwrap_or_default().iter();
        let length = own.zip(others).take_while(|(a, b)| a.0 == b.0).count();
        if length < least {
            return;
        }
        behind = here.saturating_add(length).saturating_sub(least);
        if best.is_none_or(|best| best.length < length) {
            best = Some(Found {
                earlier: *index,
                there: *there,
                here,
                length,
            });
        }
    });
    best
}

fn repeats<'a>(cx: &Context<'a>, arguments: &[Value<'a>]) -> Result<Value<'a>, Stop<'a>> {
    let least = usize::try_from(number(arguments, 1)?.value)
        .ok()
        .filter(|least| *least > 0)
        .ok_or(Stop::Fault(&Fault::Call("重复的字数应当是正整数")))?;
    let mut earlier: Vec<Squeezed<'a>> = Vec::new();
    let elements = cx.elements(argument(arguments, 0)?);
    // The table would be made anew many times while it grows.
    let windows_of = |value: &Value<'_>| match value {
        Value::Text(text) => about_chars(text.text).saturating_sub(least),
        _ => 0,
    };
    let expected = elements.iter().map(windows_of).sum();
    let mut known: FxHashMap<u64, (usize, usize)> = FxHashMap::default();
    known.reserve(expected);
    let mut found = cx.vec();
    for value in elements {
        let text = match value {
            Value::Text(text) => Squeezed::new(*text),
            Value::Missing(_) => continue,
            _ => return Err(WRONG_TYPE),
        };
        if let Some(it) = longest(&text, &earlier, &known, least)
            && let Some(other) = earlier.get(it.earlier)
        {
            found.push(repetition(cx, &text, other, it));
        }
        let index = earlier.len();
        windows(&text, least, |at, hash| {
            known.entry(hash).or_insert((index, at));
        });
        earlier.push(text);
    }
    Ok(Value::List(found.into_bump_slice()))
}

fn repetition<'a>(
    cx: &Context<'a>,
    text: &Squeezed<'a>,
    other: &Squeezed<'a>,
    it: Found,
) -> Value<'a> {
    let (shorter, start) = if text.chars.len() <= other.chars.len() {
        (text, it.here)
    } else {
        (other, it.there)
    };
    let inside = start..start.saturating_add(it.length);
    let mut rest = BumpString::new_in(cx.arena);
    let outside = shorter.chars.iter().enumerate();
    rest.extend(
        outside
            .filter(|(at, _)| !inside.contains(at))
            .map(|(_, (c, _))| *c),
    );
    let share = Decimal::from(it.length)
        .checked_div(Decimal::from(shorter.chars.len()))
        .unwrap_or_default()
        .round_dp(2);
    let here = text.part(it.here, it.length);
    let parts = cx.arena.alloc_slice_copy(&[
        Value::Text(here),
        Value::Text(other.part(it.there, it.length)),
        Value::Text(text.text),
        Value::Text(other.text),
        Value::Number(Number::computed(share, Unit::NONE)),
        Value::Text(Text::computed(rest.into_bump_str())),
    ]);
    let at = here.place().unwrap_or_default();
    Value::Record(cx.arena.alloc(Record { at, parts }))
}

fn repeats_type(_: &[Ty]) -> Ty {
    Ty::list(record(
        "雷同",
        &[
            ("本处", "here", Ty::Text),
            ("前处", "there", Ty::Text),
            ("本段", "later", Ty::Text),
            ("前段", "first", Ty::Text),
            ("占比", "share", Ty::PLAIN),
            ("其余", "rest", Ty::Text),
        ],
    ))
}

/// The functions of this family.
pub(super) const TABLE: &[Builtin] = &[Builtin {
    zh: "雷同",
    en: "repeats",
    params: &[
        Param {
            name: "各段",
            kind: Kind::Texts,
        },
        Param {
            name: "字数",
            kind: Kind::Number,
        },
    ],
    result: repeats_type,
    doc: "与前面某段有一部分相同、至少这么多字的各段（空白不计），各取最长的一处：\
          本处和前处（相同的部分）、本段和前段（整段）、占比（占较短一段）、其余（较短一段的其他字）。",
    example: (
        "repeats([\"改善居民生活环境\", \"设施，改善居民生活 环境。\"], 6).share",
        "[1]",
    ),
    call: repeats,
}];
