//! Patterns compiled beforehand: whole automata in bytes of the binary.
//!
//! To compile an expression takes hundreds of microseconds, to read its automaton a few, and most
//! runs search short texts. An automaton is found by its expression, so that the table may belong
//! to any set of rules; expressions whose automaton would be large, and short ones that have a
//! better way ([`ShortPattern`]), are not in it.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::ops::Range;

use regex_automata::dfa::{Automaton, StartKind, dense};
use regex_automata::nfa::thompson::{self, State, Transition, WhichCaptures};
use regex_automata::util::look::Look;
use regex_automata::util::primitives::{PatternID, StateID};
use regex_automata::util::start;
use regex_automata::{Anchored, MatchKind};
use regex_syntax::hir::Hir;
use regex_syntax::hir::literal::{ExtractKind, Extractor};

use crate::ir::{RuleSet, Terms};
use crate::source::StaticStr;

use super::compact::Compact;
use super::groups::{Groups, Step, Tracks};
use super::short::ShortPattern;

/// The largest automaton in the table, in bytes.
const LARGEST: usize = 1 << 20;
/// The most that an automaton may have while it is made, before equal states are made one.
const SIZE_LIMIT: usize = 16 << 20;

/// A table of automata by the expressions that they were made of.
#[derive(Clone, Copy, Debug, Default)]
pub struct Automata {
    /// The number of the layout; the number of rows; the rows, sorted by their expressions;
    /// expressions and automata. Numbers have four bytes, the lowest first. A row says where its
    /// parts begin, each of which ends where the next one begins, and where the last one ends: the
    /// expression, the words that every match ends with, the automaton, the one of the reversed
    /// expression, and the program that finds the groups.
    bytes: &'static [u8],
}

/// What a table of this layout begins with; one that begins with another number holds nothing.
const LAYOUT: u32 = 0x4a58_0002;
/// Bytes of a number.
const NUMBER: usize = 4;
/// Parts of a row of [`Automata`].
const PARTS: usize = 5;

/// What an expression becomes.
struct Made {
    /// Bytes that every match ends with; there may be none.
    ending: Vec<u8>,
    forward: Vec<u8>,
    backward: Vec<u8>,
    groups: Vec<u8>,
}

/// A pattern that is ready for searching.
#[derive(Debug)]
pub(super) struct ReadyPattern {
    /// What every match ends with.
    ending: &'static [u8],
    /// Finds the end of the first match.
    forward: Compact,
    /// Finds the beginning of a match from its end.
    backward: Compact,
    /// Finds the named groups of a match.
    groups: Groups,
}

impl Automata {
    /// The table in these bytes, which [`Automata::of`] made.
    pub fn new(bytes: &'static [u8]) -> Self {
        Self { bytes }
    }

    /// The bytes of a table for the patterns and word lists of these sets.
    pub fn of<'s>(sets: impl IntoIterator<Item = &'s RuleSet>) -> Vec<u8> {
        let expressions = |set: &'s RuleSet| {
            let patterns = set.patterns.iter().map(|it| it.regex.to_string());
            patterns.chain(set.terms.iter().map(words))
        };
        Self::write(sets.into_iter().flat_map(expressions).collect())
    }

    /// The bytes of a table of those expressions that belong into it.
    fn write(mut expressions: Vec<String>) -> Vec<u8> {
        expressions.sort_unstable();
        expressions.dedup();
        expressions.retain(|regex| ShortPattern::new(regex).is_none());
        let made = expressions.iter().filter_map(|it| Some((it, make(it)?)));
        let made: Vec<_> = made.collect();
        let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX).to_le_bytes();
        let mut head = Vec::from(LAYOUT.to_le_bytes());
        head.extend(number(made.len()));
        let before = head.len() + NUMBER * (PARTS + 1) * made.len();
        let mut data: Vec<u8> = Vec::new();
        for (regex, made) in &made {
            let parts: [&[u8]; PARTS] = [
                regex.as_bytes(),
                &made.ending,
                &made.forward,
                &made.backward,
                &made.groups,
            ];
            for part in parts {
                head.extend(number(before + data.len()));
                data.extend(part);
            }
            head.extend(number(before + data.len()));
        }
        head.extend(data);
        head
    }

    /// The automata that find the words of a list.
    pub(super) fn find_words(self, terms: &Terms) -> Option<ReadyPattern> {
        // Most tables are empty, and the expression has to be put together.
        (!self.bytes.is_empty())
            .then(|| self.find(&words(terms)))
            .flatten()
    }

    /// The automata of an expression; `None` when they are not in the table.
    pub(super) fn find(self, regex: &str) -> Option<ReadyPattern> {
        let rows = self.rows()?;
        let by_expression = |row: &Row| self.part(row, 0).unwrap_or_default().cmp(regex.as_bytes());
        let row = rows.get(rows.binary_search_by(by_expression).ok()?)?;
        Some(ReadyPattern {
            ending: self.part(row, 1)?,
            forward: Compact::read(self.part(row, 2)?)?,
            backward: Compact::read(self.part(row, 3)?)?,
            groups: Groups::read(self.part(row, 4)?),
        })
    }

    fn rows(self) -> Option<&'static [Row]> {
        let (head, rest) = self.bytes.split_at_checked(2 * NUMBER)?;
        let (head, _) = head.as_chunks::<NUMBER>();
        let [layout, count] = head else { return None };
        if u32::from_le_bytes(*layout) != LAYOUT {
            return None;
        }
        let (rows, _) = rest.as_chunks::<{ NUMBER * (PARTS + 1) }>();
        rows.get(..u32::from_le_bytes(*count) as usize)
    }

    /// A part of a row, counted from 0.
    fn part(self, row: &Row, at: usize) -> Option<&'static [u8]> {
        let (numbers, _) = row.as_chunks::<NUMBER>();
        let number = |at: usize| Some(u32::from_le_bytes(*numbers.get(at)?) as usize);
        self.bytes.get(number(at)?..number(at + 1)?)
    }
}

/// The numbers of a row of [`Automata`].
type Row = [u8; NUMBER * (PARTS + 1)];

/// The expression that finds the words of a list, the longest one at each place.
pub(super) fn words(terms: &Terms) -> String {
    let mut words: Vec<&str> = terms.words.iter().map(StaticStr::as_str).collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    let words = words.into_iter().map(regex_syntax::escape);
    words.collect::<Vec<_>>().join("|")
}

/// What the table holds for an expression; `None` when it is too large, and for an empty list of
/// words.
fn make(regex: &str) -> Option<Made> {
    let hir = regex_syntax::parse(regex).ok()?;
    hir.properties().minimum_len().filter(|least| *least > 0)?;
    let mut endings = Extractor::new();
    let endings = endings.kind(ExtractKind::Suffix).extract(&hir);
    Some(Made {
        ending: endings.longest_common_suffix().unwrap_or_default().to_vec(),
        forward: automaton(&hir, false)?,
        backward: automaton(&hir, true)?,
        groups: groups(&hir)?,
    })
}

/// The automaton that finds where a match ends, or the reversed one that finds from there where it
/// begins.
fn automaton(hir: &Hir, reverse: bool) -> Option<Vec<u8>> {
    let states = thompson::Config::new()
        .which_captures(WhichCaptures::None)
        .reverse(reverse);
    let states = thompson::Compiler::new()
        .configure(states)
        .build_from_hir(hir)
        .ok()?;
    let (anchored, start, kind) = if reverse {
        (Anchored::Yes, StartKind::Anchored, MatchKind::All)
    } else {
        (
            Anchored::No,
            StartKind::Unanchored,
            MatchKind::LeftmostFirst,
        )
    };
    let config = dense::Config::new()
        .start_kind(start)
        .match_kind(kind)
        .minimize(true)
        .accelerate(false)
        .dfa_size_limit(Some(SIZE_LIMIT))
        .determinize_size_limit(Some(SIZE_LIMIT));
    let automaton = dense::Builder::new()
        .configure(config)
        .build_from_nfa(&states)
        .ok()?;
    compact(&automaton, anchored).filter(|bytes| bytes.len() <= LARGEST)
}

/// The bytes of an automaton; `None` when it has too many states, looks at more than whether the
/// text begins or ends, or gives up at some bytes.
fn compact(automaton: &dense::DFA<Vec<u32>>, anchored: Anchored) -> Option<Vec<u8>> {
    let begin = |behind: Option<u8>| {
        let config = start::Config::new().anchored(anchored).look_behind(behind);
        automaton.start_state(&config).ok()
    };
    let (end, within) = (begin(None)?, begin(Some(0))?);
    if (0..=u8::MAX).any(|byte| begin(Some(byte)) != Some(within)) {
        return None;
    }
    let after = |state: StateID| -> Vec<StateID> {
        let by_bytes = (0..=u8::MAX).map(|byte| automaton.next_state(state, byte));
        by_bytes.chain([automaton.next_eoi_state(state)]).collect()
    };
    let mut rows: BTreeMap<StateID, Vec<StateID>> = BTreeMap::new();
    // In the order in which they are met, so that those that follow each other are neighbours. The
    // dead state is the first one of every automaton.
    let mut states = Vec::new();
    let mut ahead = vec![within, end, StateID::ZERO];
    while let Some(state) = ahead.pop() {
        if automaton.is_quit_state(state) {
            return None;
        }
        if let Entry::Vacant(row) = rows.entry(state) {
            let next = row.insert(after(state));
            ahead.extend(next.iter().rev());
            states.push(state);
        }
    }
    states.sort_by_key(|state| match state {
        _ if automaton.is_dead_state(*state) => 0,
        _ if automaton.is_match_state(*state) => 1,
        _ => 2,
    });
    let special = states.iter().filter(|it| automaton.is_match_state(**it));
    let numbers: BTreeMap<StateID, usize> = states.iter().copied().zip(0..).collect();
    let number = |state: &StateID| numbers.get(state).copied();
    let row = |state: &StateID| rows.get(state)?.iter().map(number).collect();
    let rows: Option<Vec<Vec<usize>>> = states.iter().map(row).collect();
    Compact::write(&rows?, special.count(), [number(&end)?, number(&within)?])
}

/// The program that finds the named groups: no bytes when there are none; `None` when it is too
/// long, or looks at more than whether the text begins or ends.
fn groups(hir: &Hir) -> Option<Vec<u8>> {
    let config = thompson::Config::new().which_captures(WhichCaptures::All);
    let nfa = thompson::Compiler::new()
        .configure(config)
        .build_from_hir(hir)
        .ok()?;
    let names = nfa.group_info().pattern_names(PatternID::ZERO).enumerate();
    let named: Vec<usize> = names.filter_map(|(at, name)| name.map(|_| at)).collect();
    if named.is_empty() {
        return Some(Vec::new());
    }
    let bytes = |transitions: &[Transition]| {
        let range = |it: &Transition| ([it.start, it.end], it.next.as_usize());
        Step::Bytes(transitions.iter().map(range).collect())
    };
    let step = |state: usize| {
        Some(match nfa.states().get(state)? {
            State::Match { .. } => Step::Match,
            State::Fail => bytes(&[]),
            State::ByteRange { trans } => bytes(&[*trans]),
            State::Sparse(sparse) => bytes(&sparse.transitions),
            State::Dense(_) => return None,
            State::Look { look, next } => match look {
                Look::Start => Step::Begin(next.as_usize()),
                Look::End => Step::End(next.as_usize()),
                _ => return None,
            },
            State::Union { alternates } => {
                Step::Choice(alternates.iter().map(StateID::as_usize).collect())
            }
            State::BinaryUnion { alt1, alt2 } => {
                Step::Choice(vec![alt1.as_usize(), alt2.as_usize()])
            }
            State::Capture {
                next,
                group_index,
                slot,
                ..
            } => {
                let group = group_index.as_usize();
                match named.iter().position(|named| *named == group) {
                    // The two slots of a group stand behind each other.
                    Some(group) => Step::Bound(2 * group + slot.as_usize() % 2, next.as_usize()),
                    None => Step::Choice(vec![next.as_usize()]),
                }
            }
        })
    };
    Groups::write(named.len(), nfa.start_anchored().as_usize(), &step)
}

impl ReadyPattern {
    /// Puts the named groups of a match into `groups`, in their order.
    pub(super) fn groups(
        &self,
        text: &str,
        range: Range<usize>,
        tracks: &mut Tracks,
        groups: &mut Vec<Option<Range<usize>>>,
    ) {
        self.groups.find(text, range, tracks, groups);
    }

    /// Whether the pattern matches somewhere.
    #[inline(never)]
    pub(super) fn is_match(&self, text: &str) -> bool {
        self.end(text.as_bytes(), 0, true).is_some()
    }

    /// The end of the first match at `from` or behind it.
    #[inline(always)]
    fn end(&self, text: &[u8], from: usize, earliest: bool) -> Option<usize> {
        // Most texts have none, and it is found many bytes at a time.
        let rest = text.get(from..).unwrap_or_default();
        if !self.ending.is_empty() && memchr::memmem::find(rest, self.ending).is_none() {
            return None;
        }
        self.forward.end(text, from, earliest)
    }

    /// Calls `visit` with the first match, then with the first one behind that, and so on.
    pub(super) fn find(&self, text: &str, mut visit: impl FnMut(Range<usize>)) {
        let bytes = text.as_bytes();
        let mut behind = 0;
        while let Some(end) = self.end(bytes, behind, false)
            && let Some(start) = self.backward.begin(bytes, behind, end)
        {
            // No match is empty, so that the search goes on behind it.
            behind = end;
            visit(start..end);
        }
    }
}

#[cfg(test)]
mod tests {
    use regex_automata::meta::Regex;

    use super::*;

    const EXPRESSIONS: &[&str] = &[
        "[^，。；]+。?",
        "^ *(?:[-—_*]+|/) *$",
        "(?:年底|季度末|[0-9]{1,2}月份?)(?:之|以)?(?:前|内)",
        "(?<名>[一-鿿]{0,3}率)(?:达到|为)?(?<值>[0-9]+)%",
        "增|提高|提高率|率",
        "[《“][^》”]*$",
        "(?:满意|合格)率[0-9]* *%",
        // Short ones are left to others.
        "[0-9][0-9]年",
    ];

    const TEXTS: &[&str] = &[
        "",
        "/",
        " —— ",
        "年底前完成；3月份以内办结，12月之前验收。",
        "满意率达到95%，合格率98%。提高率为7%",
        "《云泽市“十四五”规划",
        "增增提高",
    ];

    /// Holds what is found in a text against what the expression finds.
    fn assert_same(ready: &ReadyPattern, regex: &Regex, text: &str) {
        let mut tracks = Tracks::default();
        let mut groups = Vec::new();
        let mut found = Vec::new();
        ready.find(text, |range| {
            ready.groups(text, range.clone(), &mut tracks, &mut groups);
            found.push((range, groups.clone()));
        });
        let info = regex.group_info().clone();
        let names: Vec<_> = info.pattern_names(PatternID::ZERO).flatten().collect();
        let expected = regex.captures_iter(text).map(|captures| {
            let range = captures.get_match().map(|it| it.range()).unwrap();
            let group = |name: &&str| Some(captures.get_group_by_name(name)?.range());
            (range, names.iter().map(group).collect())
        });
        let expected: Vec<(_, Vec<_>)> = expected.collect();
        assert_eq!(found, expected, "in {text}");
        assert_eq!(ready.is_match(text), !expected.is_empty(), "in {text}");
    }

    #[test]
    fn finds_what_the_expression_says() {
        let expressions = EXPRESSIONS.iter().map(|it| (*it).to_owned());
        let bytes = Automata::write(expressions.collect()).leak();
        let table = Automata::new(bytes);
        assert!(table.find("[0-9][0-9]年").is_none());
        assert!(table.find("年底").is_none());
        let mut found = 0;
        for expression in EXPRESSIONS {
            let Some(ready) = table.find(expression) else {
                continue;
            };
            found += 1;
            let regex = Regex::new(expression).unwrap();
            TEXTS
                .iter()
                .for_each(|text| assert_same(&ready, &regex, text));
        }
        assert_eq!(found, EXPRESSIONS.len() - 1);
    }

    #[test]
    fn what_is_looked_at_besides_the_ends_of_the_text_is_left_to_others() {
        for other in ["(?m)^年+底", "年+$底|(?m:度$)", r"(?-u:\b)年+"] {
            let bytes = Automata::write(vec![other.to_owned()]).leak();
            assert!(Automata::new(bytes).find(other).is_none(), "{other}");
        }
    }

    #[test]
    fn a_large_automaton_finds_the_same() {
        // Its states have numbers, as places in its table would not have room in two bytes.
        let regex =
            "(?<前>[一-鿿]{0,9})(?:满意|合格|及时|完成|达标)(?<后>率?)[^，。]{0,7}(?:%|％|以上)";
        let bytes = Automata::write(vec![regex.to_owned()]).leak();
        let table = Automata::new(bytes);
        let forward = table.part(&table.rows().unwrap()[0], 2).unwrap();
        assert!(forward.len() > 1024 + 2 * usize::from(u16::MAX));
        let ready = table.find(regex).unwrap();
        let regex = Regex::new(regex).unwrap();
        TEXTS
            .iter()
            .for_each(|text| assert_same(&ready, &regex, text));
    }

    #[test]
    #[expect(
        clippy::disallowed_methods,
        reason = "the texts are files of the repository"
    )]
    fn embedded_patterns_find_what_their_expressions_say() {
        static EMBEDDED: &[u8] = include_bytes!("../pack/bundled/patterns.dfa");
        let table = Automata::new(EMBEDDED);
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut texts = Vec::new();
        for folder in ["declarations", "tests/data/corpus"] {
            for entry in std::fs::read_dir(root.join(folder)).unwrap() {
                texts.extend(std::fs::read_to_string(entry.unwrap().path()));
            }
        }
        assert!(texts.len() > 10);
        // Most values are lines or parts of them.
        let all = texts.join("\n");
        let lines = all.lines().flat_map(|line| line.split(['：', '；', '。']));
        let lines: std::collections::BTreeSet<&str> = lines.map(str::trim).collect();
        for row in table.rows().unwrap() {
            let expression = std::str::from_utf8(table.part(row, 0).unwrap()).unwrap();
            let ready = table.find(expression).unwrap();
            let regex = Regex::new(expression).unwrap();
            for text in texts
                .iter()
                .map(String::as_str)
                .chain(lines.iter().copied())
            {
                assert_same(&ready, &regex, text);
            }
        }
    }

    #[test]
    fn the_longest_word_is_found() {
        let terms = Terms {
            name: "词".into(),
            words: ["提高", "率", "提高率", "(元)"].map(StaticStr::from).into(),
        };
        let bytes = Automata::write(vec![words(&terms)]).leak();
        let ready = Automata::new(bytes).find(&words(&terms)).unwrap();
        let mut found = Vec::new();
        let text = "提高率、提高(元)";
        ready.find(text, |range| found.extend(text.get(range)));
        assert_eq!(found, ["提高率", "提高", "(元)"]);
    }

    #[test]
    fn bytes_that_are_no_table_hold_nothing() {
        let layout = LAYOUT.to_le_bytes();
        let cut: Vec<u8> = layout.into_iter().chain([255; 32]).collect();
        for bytes in [&[][..], &[255; 32], &layout.to_vec().leak()[..], cut.leak()] {
            assert!(Automata::new(bytes).find("年底").is_none());
        }
    }
}
