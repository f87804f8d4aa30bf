//! Patterns compiled beforehand: whole automata in bytes of the binary.
//!
//! To compile an expression takes hundreds of microseconds, to read its automaton a few, and most
//! runs search short texts. An automaton is found by its expression, so that the table may belong
//! to any set of rules; expressions whose automaton would be large, and short ones that have a
//! better way ([`ShortPattern`]), are not in it.

use std::ops::Range;
use std::sync::OnceLock;

use regex_automata::dfa::{Automaton, StartKind, dense};
use regex_automata::meta::Regex;
use regex_automata::nfa::thompson::{self, WhichCaptures};
use regex_automata::{Anchored, HalfMatch, Input, MatchKind};
use regex_syntax::hir::literal::{ExtractKind, Extractor};

use crate::ir::{RuleSet, Terms};

use super::short::ShortPattern;

/// The largest automaton in the table, in bytes.
const LARGEST: usize = 256 << 10;
/// The most that an automaton may have while it is made, before equal states are made one.
const SIZE_LIMIT: usize = 16 * LARGEST;

/// A table of automata by the expressions that they were made of.
#[derive(Clone, Copy, Debug, Default)]
pub struct Automata {
    /// The number of the layout; the number of rows; the rows; expressions and automata. Numbers
    /// have four bytes, the lowest first. A row says where its expression begins, where that ends
    /// and the words begin that every match ends with, and where these end; where its automaton
    /// begins, where that ends and the one of the reversed expression begins, and where that ends.
    bytes: &'static [u8],
}

/// What a table of this layout begins with; one that begins with another number holds nothing.
const LAYOUT: usize = 0x4a58_0001;
/// Numbers in a row of [`Automata`].
const ROW: usize = 6;

/// What an expression becomes.
struct Made {
    /// Bytes that every match ends with; there may be none.
    ending: Vec<u8>,
    forward: Vec<u8>,
    backward: Vec<u8>,
}

/// An automaton that is read where it stands.
type Readable = dense::DFA<&'static [u32]>;

/// A pattern that is ready for searching.
#[derive(Debug)]
pub(super) struct ReadyPattern {
    /// What every match ends with.
    ending: &'static [u8],
    /// Finds the end of the first match.
    forward: Readable,
    /// Finds the beginning of a match from its end; read when first needed.
    backward: OnceLock<Option<Readable>>,
    backward_bytes: &'static [u8],
    /// Finds the captures of a match; compiled when first needed.
    captures: OnceLock<Option<Regex>>,
}

impl Automata {
    /// The table in these bytes, which [`Automata::of`] made.
    pub fn new(bytes: &'static [u8]) -> Self {
        Self { bytes }
    }

    /// The bytes of a table for the patterns and word lists of these sets. They are to stand at an
    /// address that can be divided by four.
    pub fn of<'s>(sets: impl IntoIterator<Item = &'s RuleSet>) -> Vec<u8> {
        let expressions = |set: &'s RuleSet| {
            let patterns = set.patterns.iter().map(|pattern| pattern.regex.clone());
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
        let mut numbers = vec![LAYOUT, made.len()];
        let mut data: Vec<u8> = Vec::new();
        let before = 4 * (numbers.len() + ROW * made.len());
        for (regex, made) in &made {
            numbers.push(before + data.len());
            data.extend(regex.as_bytes());
            numbers.push(before + data.len());
            data.extend(&made.ending);
            numbers.push(before + data.len());
            data.resize(data.len().next_multiple_of(4), 0);
            numbers.push(before + data.len());
            data.extend(&made.forward);
            numbers.push(before + data.len());
            data.extend(&made.backward);
            numbers.push(before + data.len());
        }
        let numbers = numbers
            .into_iter()
            .map(|number| u32::try_from(number).unwrap_or(u32::MAX));
        numbers.flat_map(u32::to_le_bytes).chain(data).collect()
    }

    /// The automata that find the words of a list.
    pub(super) fn find_words(self, terms: &Terms) -> Option<ReadyPattern> {
        // Most tables are empty, and the expression has to be put together.
        (!self.bytes.is_empty())
            .then(|| self.find(&words(terms)))
            .flatten()
    }

    /// The automata of an expression; `None` when they are not in the table, or not in the order of
    /// bytes that this machine has.
    pub(super) fn find(self, regex: &str) -> Option<ReadyPattern> {
        let (words, _) = self.bytes.as_chunks::<4>();
        let mut numbers = words.iter().map(|word| u32::from_le_bytes(*word) as usize);
        if numbers.next()? != LAYOUT {
            return None;
        }
        for _ in 0..numbers.next()? {
            let mut next = || numbers.next();
            let [start, ending, end] = [next()?, next()?, next()?];
            let [forward, backward, behind] = [next()?, next()?, next()?];
            if self.bytes.get(start..ending)? == regex.as_bytes() {
                return Some(ReadyPattern {
                    ending: self.bytes.get(ending..end)?,
                    forward: read(self.bytes.get(forward..backward)?)?,
                    backward: OnceLock::new(),
                    backward_bytes: self.bytes.get(backward..behind)?,
                    captures: OnceLock::new(),
                });
            }
        }
        None
    }
}

/// The expression that finds the words of a list, the longest one at each place.
pub(super) fn words(terms: &Terms) -> String {
    let mut words: Vec<&str> = terms.words.iter().map(String::as_str).collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    let words = words.into_iter().map(regex_syntax::escape);
    words.collect::<Vec<_>>().join("|")
}

/// The automata of an expression and of the reversed one; `None` when they are too large, and of an
/// empty list of words.
fn make(regex: &str) -> Option<Made> {
    let hir = regex_syntax::parse(regex).ok()?;
    hir.properties().minimum_len().filter(|least| *least > 0)?;
    let automaton = |reverse: bool, config: dense::Config| {
        let states = thompson::Config::new()
            .which_captures(WhichCaptures::None)
            .reverse(reverse);
        let states = thompson::Compiler::new()
            .configure(states)
            .build_from_hir(&hir)
            .ok()?;
        let config = config
            .minimize(true)
            // To jump to one of a few bytes is slower than to walk where all characters begin
            // with the same ones.
            .accelerate(false)
            .dfa_size_limit(Some(SIZE_LIMIT))
            .determinize_size_limit(Some(SIZE_LIMIT));
        let automaton = dense::Builder::new()
            .configure(config)
            .build_from_nfa(&states);
        automaton
            .ok()
            .filter(|automaton| automaton.memory_usage() <= LARGEST)
    };
    let forward = automaton(
        false,
        dense::Config::new().start_kind(StartKind::Unanchored),
    )?;
    let backward = automaton(
        true,
        dense::Config::new()
            .start_kind(StartKind::Anchored)
            .match_kind(MatchKind::All),
    )?;
    let bytes = |automaton: dense::DFA<Vec<u32>>| {
        let (bytes, padding) = automaton.to_bytes_little_endian();
        Some(bytes.get(padding..)?.to_vec())
    };
    let mut endings = Extractor::new();
    let endings = endings.kind(ExtractKind::Suffix).extract(&hir);
    Some(Made {
        ending: endings.longest_common_suffix().unwrap_or_default().to_vec(),
        forward: bytes(forward)?,
        backward: bytes(backward)?,
    })
}

fn read(bytes: &'static [u8]) -> Option<Readable> {
    Some(dense::DFA::from_bytes(bytes).ok()?.0)
}

impl ReadyPattern {
    /// What finds the captures in a match whose range is known; `regex` is the pattern's own
    /// expression. `None` when it does not compile.
    pub(super) fn captures(&self, regex: &str) -> Option<&Regex> {
        let compile = || {
            // Made quickly, as it searches nothing but matches.
            let config = Regex::config()
                .auto_prefilter(false)
                .hybrid(false)
                .dfa(false)
                .onepass(false);
            Regex::builder().configure(config).build(regex).ok()
        };
        self.captures.get_or_init(compile).as_ref()
    }

    /// Whether the pattern matches somewhere; `None` when the bytes are no automaton.
    #[inline(never)]
    pub(super) fn is_match(&self, text: &str) -> Option<bool> {
        let input = Input::new(text).earliest(true);
        Some(self.search(&input)?.is_some())
    }

    /// The end of the first match.
    #[inline(always)]
    fn search(&self, input: &Input<'_>) -> Option<Option<HalfMatch>> {
        // Most texts have none, and it is found many bytes at a time.
        let rest = input.haystack().get(input.get_range()).unwrap_or_default();
        if !self.ending.is_empty() && memchr::memmem::find(rest, self.ending).is_none() {
            return Some(None);
        }
        self.forward.try_search_fwd(input).ok()
    }

    /// Calls `visit` with the first match at `from` or behind it, then with the first one behind
    /// that, and so on; `None` when the bytes are no automaton.
    pub(super) fn find(&self, text: &str, mut visit: impl FnMut(Range<usize>)) -> Option<()> {
        let mut input = Input::new(text);
        while let Some(end) = self.search(&input)? {
            let read = || read(self.backward_bytes);
            let backward = self.backward.get_or_init(read).as_ref()?;
            let back = Input::new(text)
                .range(input.start()..end.offset())
                .anchored(Anchored::Yes);
            let start = backward.try_search_rev(&back).ok()??;
            // No match is empty, so that the search goes on behind it.
            input.set_start(end.offset());
            visit(start.offset()..end.offset());
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
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

    #[test]
    fn finds_what_the_expression_says() {
        // Memory of an allocator begins at an address that can be divided by four.
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
            for text in TEXTS {
                let mut ranges = Vec::new();
                ready.find(text, |range| ranges.push(range)).unwrap();
                let expected: Vec<_> = regex.find_iter(*text).map(|it| it.range()).collect();
                assert_eq!(ranges, expected, "{expression} in {text}");
                let matches = ready.is_match(text);
                assert_eq!(
                    matches,
                    Some(!expected.is_empty()),
                    "{expression} in {text}"
                );
            }
        }
        assert_eq!(found, EXPRESSIONS.len() - 1);
    }

    #[test]
    fn the_longest_word_is_found() {
        let terms = Terms {
            name: "词".into(),
            words: ["提高", "率", "提高率", "(元)"].map(String::from).into(),
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
        let layout = u32::try_from(LAYOUT).unwrap().to_le_bytes();
        let cut: Vec<u8> = layout.into_iter().chain([255; 32]).collect();
        for bytes in [&[][..], &[255; 32], &layout.to_vec().leak()[..], cut.leak()] {
            assert!(Automata::new(bytes).find("年底").is_none());
        }
    }
}
