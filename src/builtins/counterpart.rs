//! Which text of one list answers to which of another: headings of goals and names of groups.
//!
//! Texts are compared by pairs of neighbouring characters. A pair weighs the less the more texts of
//! each list have it, so that 提升 and 工作, which every heading has, count for next to nothing. The
//! texts that answer to each other best, one to one, divide both lists into stretches; what stands
//! in the same stretch and answers to nothing may be the same thing in other words.

use rust_decimal::Decimal;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::types::{Number, Stop, Text, Ty, Unit, Value};

use super::builtin::{Builtin, Context, Kind, Param, WRONG_TYPE, argument, number};
use super::list::record;

/// The weight of a pair of characters that one text of each list has.
const WHOLE: u64 = 1 << 20;

/// A pair in so many combinations of texts says nothing; it bounds the work on hostile lists.
const COMMON: usize = 1 << 12;

/// Two neighbouring characters.
type Pair = (char, char);

/// A list of texts, and which of them have each pair.
struct Side<'a> {
    texts: Vec<Text<'a>>,
    pairs: Vec<Vec<Pair>>,
    having: FxHashMap<Pair, Vec<usize>>,
}

impl<'a> Side<'a> {
    fn new(values: &[Value<'a>]) -> Result<Self, Stop<'a>> {
        let mut side = Side {
            texts: Vec::new(),
            pairs: Vec::new(),
            having: FxHashMap::default(),
        };
        for value in values {
            let text = match value {
                Value::Text(text) => *text,
                Value::Missing(_) => continue,
                _ => return Err(WRONG_TYPE),
            };
            let pairs = pairs(text.text);
            for pair in &pairs {
                let having = side.having.entry(*pair).or_default();
                having.push(side.texts.len());
            }
            side.texts.push(text);
            side.pairs.push(pairs);
        }
        Ok(side)
    }

    fn having(&self, pair: &Pair) -> &[usize] {
        self.having.get(pair).map_or(&[], Vec::as_slice)
    }

    /// How much each text weighs among the texts of both lists.
    fn weights(&self, other: &Side<'a>) -> Vec<u64> {
        let weight = |pairs: &Vec<Pair>| {
            let each = pairs.iter().map(|pair| weight(self, other, pair));
            each.fold(0, u64::saturating_add)
        };
        self.pairs.iter().map(weight).collect()
    }
}

/// The pairs of neighbouring characters of a text, each once, in order; punctuation parts them.
fn pairs(text: &str) -> Vec<Pair> {
    let mut seen = FxHashSet::default();
    let mut last = None;
    let mut found = Vec::new();
    for c in text.chars().filter(|c| !c.is_whitespace()) {
        if let Some(last) = last.filter(|_| c.is_alphanumeric())
            && seen.insert((last, c))
        {
            found.push((last, c));
        }
        last = c.is_alphanumeric().then_some(c);
    }
    found
}

fn weight(one: &Side<'_>, other: &Side<'_>, pair: &Pair) -> u64 {
    let spread = |side: &Side<'_>| side.having(pair).len().max(1);
    let combinations = spread(one).saturating_mul(spread(other));
    if combinations > COMMON {
        return 0;
    }
    let combinations = u64::try_from(combinations).unwrap_or(u64::MAX);
    WHOLE.checked_div(combinations).unwrap_or_default()
}

/// How alike two texts are, and which they are: an index into each list.
struct Likeness {
    share: Decimal,
    here: usize,
    there: usize,
}

/// All combinations of a text here and one there that have a pair in common, most alike first.
fn likenesses(here: &Side<'_>, there: &Side<'_>) -> Vec<Likeness> {
    let (ours, theirs) = (here.weights(there), there.weights(here));
    let mut shared: FxHashMap<(usize, usize), u64> = FxHashMap::default();
    for (index, pairs) in here.pairs.iter().enumerate() {
        for pair in pairs {
            let weight = weight(here, there, pair);
            if weight == 0 {
                continue;
            }
            for other in there.having(pair) {
                let sum = shared.entry((index, *other)).or_default();
                *sum = sum.saturating_add(weight);
            }
        }
    }
    let mut found: Vec<Likeness> = shared
        .into_iter()
        .filter_map(|((index, other), weight)| {
            let of = ours.get(index)?.min(theirs.get(other)?);
            let share = Decimal::from(weight).checked_div(Decimal::from(*of))?;
            Some(Likeness {
                share: share.round_dp(2),
                here: index,
                there: other,
            })
        })
        .collect();
    found.sort_by_key(|it| (std::cmp::Reverse(it.share), it.here, it.there));
    found
}

/// What is known of one text.
#[derive(Clone, Copy, Default)]
struct Answer {
    /// The most alike text of the other list.
    best: Option<usize>,
    share: Decimal,
    /// The text of the other list that it is matched with, one to one.
    partner: Option<usize>,
}

impl Answer {
    fn offer(&mut self, other: usize, share: Decimal) {
        if self.best.is_none() {
            self.best = Some(other);
            self.share = share;
        }
    }
}

/// What answers to each text, in both lists; at least `least` alike to be matched.
fn answers(here: &Side<'_>, there: &Side<'_>, least: Decimal) -> (Vec<Answer>, Vec<Answer>) {
    let mut ours = vec![Answer::default(); here.texts.len()];
    let mut theirs = vec![Answer::default(); there.texts.len()];
    for it in likenesses(here, there) {
        let (Some(one), Some(other)) = (ours.get_mut(it.here), theirs.get_mut(it.there)) else {
            continue;
        };
        one.offer(it.there, it.share);
        other.offer(it.here, it.share);
        if it.share >= least && one.partner.is_none() && other.partner.is_none() {
            one.partner = Some(it.there);
            other.partner = Some(it.here);
        }
    }
    (ours, theirs)
}

/// For each text here that nothing answers to: the text there that nothing answers to either and
/// that stands at the same place among the matched ones.
fn beside(ours: &[Answer], theirs: &[Answer], least: Decimal) -> Vec<Option<usize>> {
    let mut places = vec![None; ours.len()];
    let mut stretch: Vec<usize> = Vec::new();
    let mut from = 0;
    let end = Answer {
        partner: Some(theirs.len()),
        ..Answer::default()
    };
    for (index, answer) in ours.iter().chain([&end]).enumerate() {
        match answer.partner {
            Some(to) => {
                let free = theirs.get(from..to).unwrap_or_default().iter().enumerate();
                let mut free = free.filter(|(_, it)| it.share < least);
                for one in stretch.drain(..) {
                    let Some((offset, _)) = free.next() else {
                        break;
                    };
                    if let Some(place) = places.get_mut(one) {
                        *place = Some(from.saturating_add(offset));
                    }
                }
                from = to.saturating_add(1);
            }
            None if answer.share < least => stretch.push(index),
            None => {}
        }
    }
    places
}

fn counterparts<'a>(cx: &Context<'a>, arguments: &[Value<'a>]) -> Result<Value<'a>, Stop<'a>> {
    let here = Side::new(cx.elements(argument(arguments, 0)?))?;
    let there = Side::new(cx.elements(argument(arguments, 1)?))?;
    let least = number(arguments, 2)?.value;
    let (ours, theirs) = answers(&here, &there, least);
    let beside = beside(&ours, &theirs, least);
    let text = |index: Option<usize>, name: &'static str| {
        let text = index.and_then(|index| there.texts.get(index));
        text.map_or_else(|| cx.absent(name), |text| Value::Text(*text))
    };
    let mut found = cx.vec();
    for ((one, answer), beside) in here.texts.iter().zip(&ours).zip(beside) {
        let parts = [
            Value::Text(*one),
            text(answer.best, "对应的一段"),
            Value::Number(Number::computed(answer.share, Unit::NONE)),
            text(beside, "同一位置的一段"),
        ];
        found.push(cx.record(one.place(), &parts));
    }
    Ok(Value::List(found.into_bump_slice()))
}

fn counterparts_type(_: &[Ty]) -> Ty {
    Ty::list(record(
        "对照",
        &[
            ("本处", "here", Ty::Text),
            ("对应", "there", Ty::Text),
            ("相似", "likeness", Ty::PLAIN),
            ("同位", "beside", Ty::Text),
        ],
    ))
}

/// The functions of this family.
pub(super) const TABLE: &[Builtin] = &[Builtin {
    zh: "对照",
    en: "counterparts",
    params: &[
        Param {
            name: "各段",
            kind: Kind::Texts,
        },
        Param {
            name: "另一列",
            kind: Kind::Texts,
        },
        Param {
            name: "相似",
            kind: Kind::Number,
        },
    ],
    result: counterparts_type,
    doc: "各段在另一列里最像的一段（对应）和有多像（相似，0 到 1，一段含在另一段里是 1）：按相邻两字比较，\
          两列里越少见的字越算数。不到所给的相似就不算对应；同位是夹在同样两段对应之间、也没有对应的一段，\
          可能是换了说法的同一件事。",
    example: (
        "counterparts([\"做好换届工作\", \"提升服务品质\"], [\"提升服务品质\"], 0.2).likeness",
        "[0, 1]",
    ),
    call: counterparts,
}];
