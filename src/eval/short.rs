//! Short patterns that begin with a digit or a sign, such as quantities and years.
//!
//! Running Chinese text has few digits. Instead of running an automaton over all of it, the places
//! where such a pattern can begin are found many bytes at a time, and a small automaton is tried at
//! each. As a match is of limited length, the time stays linear.

use std::ops::{Range, RangeInclusive};

use regex_automata::Anchored;
use regex_automata::dfa::{Automaton, StartKind, dense};
use regex_automata::nfa::thompson::{self, WhichCaptures};
use regex_automata::util::primitives::StateID;
use regex_syntax::hir::{Class, Hir, HirKind};

use crate::source::{Lanes, each_ahead, each_between};

/// A short pattern ready for searching.
#[derive(Debug)]
pub(super) struct ShortPattern {
    automaton: dense::DFA<Vec<u32>>,
    start: StateID,
    begin: Begin,
    /// Where the named captures stand in every match.
    pub(super) captures: Vec<Range<usize>>,
}

/// What every match begins with.
#[derive(Clone, Copy, Debug)]
enum Begin {
    /// One of the ASCII bytes from the first to the last.
    Between(u8, u8),
    /// One of these, with no digit behind it: the last one of a number.
    LastBetween(u8, u8),
    /// These two bytes.
    Pair(u8, u8),
}

/// The most bytes that a match has.
const LONGEST: usize = 64;
/// The largest size of an automaton, in bytes.
const SIZE_LIMIT: usize = 1 << 20;

impl ShortPattern {
    /// Compiles a pattern; `None` when it is not of this kind.
    pub(super) fn new(regex: &str) -> Option<Self> {
        let hir = regex_syntax::parse(regex).ok()?;
        let properties = hir.properties();
        if properties.maximum_len()? > LONGEST || !properties.look_set().is_empty() {
            return None;
        }
        // Letters and the bytes of Chinese characters are too frequent to begin with.
        let (first, last) = first_bytes(&hir).filter(|(_, last)| *last < b'A')?;
        let mut captures = Vec::new();
        if !fixed(&hir, &mut Some(0), &mut captures) {
            return None;
        }
        let nfa = thompson::Compiler::new()
            .configure(thompson::Config::new().which_captures(WhichCaptures::None))
            .build_from_hir(&hir)
            .ok()?;
        let config = dense::Config::new()
            .start_kind(StartKind::Anchored)
            .accelerate(false)
            .dfa_size_limit(Some(SIZE_LIMIT))
            .determinize_size_limit(Some(SIZE_LIMIT));
        let automaton = dense::Builder::new()
            .configure(config)
            .build_from_nfa(&nfa)
            .ok()?;
        let start = automaton.universal_start_state(Anchored::Yes)?;
        let mut literal = Vec::new();
        prefix(&hir, &mut literal);
        let begin = match literal.as_slice() {
            [first, second, ..] => Begin::Pair(*first, *second),
            _ if digit_may_follow(&automaton, start, first..=last) => Begin::Between(first, last),
            _ => Begin::LastBetween(first, last),
        };
        Some(Self {
            automaton,
            start,
            begin,
            captures,
        })
    }

    /// Calls `visit` with the places where a match may begin, in order, as long as it says yes.
    #[inline(always)]
    fn candidates(&self, bytes: &[u8], visit: impl FnMut(usize) -> bool) {
        match self.begin {
            Begin::Between(first, last) => each_between(bytes, first, last, visit),
            Begin::LastBetween(first, last) => {
                let class = |[a, b, _]: [Lanes; 3]| {
                    let number_goes_on = b.between(b'0', b'9');
                    a.between(first, last).without(number_goes_on).bits()
                };
                each_ahead(bytes, class, visit);
            }
            Begin::Pair(first, second) => {
                let class = |[a, b, _]: [Lanes; 3]| a.equal(first).and(b.equal(second)).bits();
                each_ahead(bytes, class, visit);
            }
        }
    }

    /// Whether the pattern matches somewhere.
    pub(super) fn is_match(&self, text: &str) -> bool {
        let bytes = text.as_bytes();
        let mut found = false;
        self.candidates(bytes, |at| {
            found = self.end(bytes, at, true).is_some();
            !found
        });
        found
    }

    /// Calls `visit` with all matches, in order and without overlaps.
    pub(super) fn find(&self, text: &str, mut visit: impl FnMut(Range<usize>)) {
        let bytes = text.as_bytes();
        let mut behind = 0;
        self.candidates(bytes, |at| {
            if at >= behind
                && let Some(end) = self.end(bytes, at, false)
            {
                visit(at..end);
                behind = end;
            }
            true
        });
    }

    /// Where the match that begins at `at` ends: the preferred one, or the earliest.
    fn end(&self, bytes: &[u8], at: usize, earliest: bool) -> Option<usize> {
        let mut state = self.start;
        let mut end = None;
        for (here, &byte) in (at..).zip(bytes.get(at..).unwrap_or_default()) {
            state = self.automaton.next_state(state, byte);
            if !self.automaton.is_special_state(state) {
                continue;
            }
            // The automaton tells of a match one byte late.
            if self.automaton.is_match_state(state) {
                end = Some(here);
                if earliest {
                    return end;
                }
            } else {
                return end;
            }
        }
        let last = self.automaton.next_eoi_state(state);
        if self.automaton.is_match_state(last) {
            return Some(bytes.len());
        }
        end
    }
}

/// Whether a match may go on with a digit behind its first byte, or end before one.
fn digit_may_follow(
    automaton: &dense::DFA<Vec<u32>>,
    start: StateID,
    mut firsts: RangeInclusive<u8>,
) -> bool {
    firsts.any(|first| {
        let behind = automaton.next_state(start, first);
        // The automaton tells of a match one byte late: behind one it is not dead yet.
        (b'0'..=b'9').any(|digit| !automaton.is_dead_state(automaton.next_state(behind, digit)))
    })
}

/// The least and the greatest byte that a match begins with, if all of them are ASCII.
fn first_bytes(hir: &Hir) -> Option<(u8, u8)> {
    match hir.kind() {
        HirKind::Literal(literal) => literal.0.first().map(|&byte| (byte, byte)),
        HirKind::Class(Class::Unicode(class)) => {
            let first = class.ranges().first()?.start();
            let last = class.ranges().last()?.end();
            Some((u8::try_from(first).ok()?, u8::try_from(last).ok()?))
        }
        HirKind::Class(Class::Bytes(class)) => Some((
            class.ranges().first()?.start(),
            class.ranges().last()?.end(),
        )),
        HirKind::Capture(capture) => first_bytes(&capture.sub),
        HirKind::Repetition(repetition) if repetition.min > 0 => first_bytes(&repetition.sub),
        HirKind::Concat(parts) => {
            let part = parts.first()?;
            (part.properties().minimum_len()? > 0).then(|| first_bytes(part))?
        }
        HirKind::Alternation(parts) => {
            let mut all = parts.iter().map(first_bytes);
            all.next()?.and_then(|first| {
                all.try_fold(first, |(low, high), part| {
                    part.map(|(first, last)| (low.min(first), high.max(last)))
                })
            })
        }
        HirKind::Empty | HirKind::Look(_) | HirKind::Repetition(_) => None,
    }
}

/// Adds the bytes that every match begins with; whether the expression is these bytes and no more.
fn prefix(hir: &Hir, found: &mut Vec<u8>) -> bool {
    match hir.kind() {
        HirKind::Literal(literal) => {
            found.extend_from_slice(&literal.0);
            true
        }
        HirKind::Capture(capture) => prefix(&capture.sub, found),
        HirKind::Concat(parts) => parts.iter().all(|part| prefix(part, found)),
        _ => false,
    }
}

/// Adds where the named captures stand in a match, counted from its beginning; false when that is
/// not the same in every match. `at` is where the expression begins, if that is always the same.
fn fixed(hir: &Hir, at: &mut Option<usize>, found: &mut Vec<Range<usize>>) -> bool {
    let properties = hir.properties();
    match hir.kind() {
        HirKind::Capture(capture) if capture.name.is_some() => {
            let index = found.len();
            let Some(start) = *at else { return false };
            found.push(start..start);
            let inner = fixed(&capture.sub, at, found);
            match (inner, *at, found.get_mut(index)) {
                (true, Some(end), Some(range)) => range.end = end,
                _ => return false,
            }
            true
        }
        HirKind::Concat(parts) => parts.iter().all(|part| fixed(part, at, found)),
        _ => {
            let length = properties.minimum_len();
            let length = length.filter(|_| length == properties.maximum_len());
            *at = at.zip(length).map(|(at, length)| at + length);
            properties.explicit_captures_len() == 0
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUANTITY: &str = "[0-9][余多]?[万亿]?(?:公里|平方米|平米|个|人次|人|%)";

    #[test]
    fn finds_what_the_expression_says() {
        let pattern = ShortPattern::new(QUANTITY).unwrap();
        let long = "延伸镇村物流站点的服务范围，让沿线村民的货运更加方便快捷，".repeat(3);
        for (text, expected) in [
            ("培训12人次，修路3公里", vec!["2人次", "3公里"]),
            ("拨打12345市民热线", vec![]),
            ("覆盖300余万人", vec!["0余万人"]),
            ("达到95%", vec!["5%"]),
            ("第3", vec![]),
            ("2021年3个，第12", vec!["3个"]),
        ] {
            for text in [
                text.to_owned(),
                format!("{long}{text}"),
                format!("{text}{long}"),
            ] {
                let mut found = Vec::new();
                pattern.find(&text, |range| found.extend(text.get(range)));
                assert_eq!(found, expected, "{text}");
                assert_eq!(pattern.is_match(&text), !expected.is_empty(), "{text}");
            }
        }
    }

    #[test]
    fn digits_behind_the_first_one_are_found() {
        for (regex, expected) in [
            ("[0-9]", "1 2 3"),
            ("[0-9]{2}", "12"),
            ("[0-9]{1,2}", "12 3"),
        ] {
            let pattern = ShortPattern::new(regex).unwrap();
            let text = "甲12乙3";
            let mut found = Vec::new();
            pattern.find(text, |range| found.extend(text.get(range)));
            assert_eq!(found.join(" "), expected, "{regex}");
        }
    }

    #[test]
    fn captures_at_fixed_places_are_known() {
        let year = ShortPattern::new("(?P<年>20[0-9][0-9])年(?P<度>度)").unwrap();
        assert_eq!(year.captures, vec![0..4, 7..10]);
        let mut found = Vec::new();
        year.find("较2021年，202020年度", |range| found.push(range));
        assert_eq!(found, vec![15..25]);
        for other in [
            "(?P<年>[0-9]+)年",
            "[0-9]{1,2}(?P<月>月)",
            "第[0-9]",
            "[0-9]*年",
            "^[0-9]",
            "(?:(?P<a>1)|2)",
        ] {
            assert!(ShortPattern::new(other).is_none(), "{other}");
        }
    }
}
