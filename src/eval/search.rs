//! Patterns and word lists ready for searching.
//!
//! Both are compiled when first used, once for all threads; what a search needs to write to lives
//! in the evaluator of each thread.

use std::ops::Range;
use std::sync::OnceLock;

use aho_corasick::{AhoCorasick, MatchKind};
use regex_automata::Input;
use regex_automata::meta::{Cache, Regex};
use regex_automata::util::captures::Captures;
use rustc_hash::FxHashSet;

use crate::ir::RuleSet;
use crate::source::StaticStr;

use super::automata::{Automata, ReadyPattern};
use super::groups::Tracks;
use super::short::ShortPattern;

/// The compiled patterns and word lists of a rule set.
#[derive(Debug)]
pub(super) struct Searchers {
    patterns: Vec<OnceLock<Option<Pattern>>>,
    words: Vec<OnceLock<Option<Words>>>,
    sets: Vec<OnceLock<FxHashSet<StaticStr>>>,
    automata: Automata,
}

/// A compiled pattern.
#[derive(Debug)]
enum Pattern {
    Ready(Box<ReadyPattern>),
    Short(Box<ShortPattern>),
    General(Box<Regex>),
}

/// A compiled word list.
#[derive(Debug)]
enum Words {
    /// Compiled beforehand.
    Ready(Box<ReadyPattern>),
    General(AhoCorasick),
}

/// What the searches of one thread write to.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    caches: Vec<Option<Cache>>,
    captures: Vec<Option<Range<usize>>>,
    tracks: Tracks,
}

/// Is given a match: its range and those of the named captures, in their order.
type Visit<'v> = &'v mut dyn FnMut(Range<usize>, &[Option<Range<usize>>]);

/// The largest size of a compiled pattern, in bytes.
const SIZE_LIMIT: usize = 4 << 20;

impl Searchers {
    pub(super) fn new(set: &RuleSet, automata: Automata) -> Self {
        Self {
            automata,
            patterns: set.patterns.iter().map(|_| OnceLock::new()).collect(),
            words: set.terms.iter().map(|_| OnceLock::new()).collect(),
            sets: set.terms.iter().map(|_| OnceLock::new()).collect(),
        }
    }

    fn pattern(&self, set: &RuleSet, index: u16) -> Option<&Pattern> {
        let compile = || {
            let pattern = set.patterns.get(usize::from(index))?;
            if let Some(ready) = self.automata.find(&pattern.regex) {
                return Some(Pattern::Ready(Box::new(ready)));
            }
            if let Some(short) = ShortPattern::new(&pattern.regex) {
                return Some(Pattern::Short(Box::new(short)));
            }
            // A whole automaton takes longer to make than most runs take to search.
            let config = Regex::config().nfa_size_limit(Some(SIZE_LIMIT)).dfa(false);
            let regex = Regex::builder()
                .configure(config)
                .build(&pattern.regex)
                .ok()?;
            Some(Pattern::General(Box::new(regex)))
        };
        self.patterns
            .get(usize::from(index))?
            .get_or_init(compile)
            .as_ref()
    }

    fn words(&self, set: &RuleSet, index: u16) -> Option<&Words> {
        let compile = || {
            let terms = set.terms.get(usize::from(index))?;
            if let Some(ready) = self.automata.find_words(terms) {
                return Some(Words::Ready(Box::new(ready)));
            }
            let kind = MatchKind::LeftmostLongest;
            let words = AhoCorasick::builder()
                .match_kind(kind)
                .build(terms.words.iter().map(|word| word.as_bytes()));
            Some(Words::General(words.ok()?))
        };
        self.words
            .get(usize::from(index))?
            .get_or_init(compile)
            .as_ref()
    }

    /// Whether the pattern matches somewhere; `None` when it does not compile.
    pub(super) fn is_match(
        &self,
        set: &RuleSet,
        scratch: &mut Scratch,
        index: u16,
        text: &str,
    ) -> Option<bool> {
        let regex = match self.pattern(set, index)? {
            Pattern::Ready(ready) => return Some(ready.is_match(text)),
            Pattern::Short(short) => return Some(short.is_match(text)),
            Pattern::General(regex) => regex,
        };
        let cache = scratch.cache(index, regex)?;
        Some(
            regex
                .search_half_with(cache, &Input::new(text).earliest(true))
                .is_some(),
        )
    }

    /// Calls `visit` with all matches of a pattern, in order and without overlaps; `None` when the
    /// pattern does not compile.
    pub(super) fn find_pattern(
        &self,
        set: &RuleSet,
        scratch: &mut Scratch,
        index: u16,
        text: &str,
        visit: Visit<'_>,
    ) -> Option<()> {
        match self.pattern(set, index)? {
            Pattern::Ready(ready) => {
                let names = &set.patterns.get(usize::from(index))?.captures;
                ready_hits(ready, scratch, !names.is_empty(), text, visit);
                Some(())
            }
            Pattern::Short(short) => {
                short_hits(short, &mut scratch.captures, text, visit);
                Some(())
            }
            Pattern::General(regex) => {
                let names = &set.patterns.get(usize::from(index))?.captures;
                let cache = scratch.cache(index, regex)?;
                general_hits(regex, cache, names, text, visit);
                Some(())
            }
        }
    }

    /// Whether one of the words stands in the text.
    pub(super) fn contains_word(&self, set: &RuleSet, index: u16, text: &str) -> Option<bool> {
        match self.words(set, index)? {
            Words::Ready(ready) => Some(ready.is_match(text)),
            Words::General(words) => Some(words.is_match(text)),
        }
    }

    /// Calls `visit` with all words of the list in the text, longest first at each place.
    pub(super) fn find_words(
        &self,
        set: &RuleSet,
        index: u16,
        text: &str,
        visit: Visit<'_>,
    ) -> Option<()> {
        match self.words(set, index)? {
            Words::Ready(ready) => {
                ready.find(text, |range| visit(range, &[]));
                Some(())
            }
            Words::General(words) => {
                let hits = words.find_iter(text);
                hits.for_each(|hit| visit(hit.range(), &[]));
                Some(())
            }
        }
    }

    /// Whether the text is one of the words.
    pub(super) fn is_word(&self, set: &RuleSet, index: u16, text: &str) -> Option<bool> {
        let terms = set.terms.get(usize::from(index))?;
        let make = || terms.words.iter().cloned().collect();
        Some(
            self.sets
                .get(usize::from(index))?
                .get_or_init(make)
                .contains(text),
        )
    }
}

/// The matches of a pattern that was compiled beforehand. Apart from the others, which it would
/// slow down.
#[inline(never)]
fn ready_hits(
    ready: &ReadyPattern,
    scratch: &mut Scratch,
    grouped: bool,
    text: &str,
    visit: Visit<'_>,
) {
    if !grouped {
        ready.find(text, |range| visit(range, &[]));
        return;
    }
    let Scratch {
        captures, tracks, ..
    } = scratch;
    ready.find(text, |range| {
        ready.groups(text, range.clone(), tracks, captures);
        visit(range, captures);
    });
}

fn general_hits(
    regex: &Regex,
    cache: &mut Cache,
    names: &[(String, bool)],
    text: &str,
    visit: Visit<'_>,
) {
    let mut input = Input::new(text);
    // The whole match is much cheaper to find than its captures, and mostly there is none.
    while let Some(found) = regex.search_with(cache, &input) {
        let range = found.range();
        let mut groups = Vec::new();
        if !names.is_empty() {
            input.set_range(range.start..text.len());
            let mut captures = regex.create_captures();
            regex.search_captures_with(cache, &input, &mut captures);
            let names = names.iter();
            groups = names.map(|(name, _)| group(&captures, name)).collect();
        }
        // Patterns never match the empty text, so that the search goes on behind the match.
        input.set_start(range.end);
        visit(range, &groups);
    }
}

fn short_hits(
    pattern: &ShortPattern,
    captures: &mut Vec<Option<Range<usize>>>,
    text: &str,
    visit: Visit<'_>,
) {
    pattern.find(text, |range| {
        captures.clear();
        let within = |it: &Range<usize>| Some(range.start + it.start..range.start + it.end);
        captures.extend(pattern.captures.iter().map(within));
        visit(range.clone(), captures);
    });
}

fn group(captures: &Captures, name: &str) -> Option<Range<usize>> {
    captures.get_group_by_name(name).map(|span| span.range())
}

impl Scratch {
    fn cache(&mut self, index: u16, regex: &Regex) -> Option<&mut Cache> {
        let index = usize::from(index);
        if self.caches.len() <= index {
            self.caches.resize_with(index + 1, || None);
        }
        Some(
            self.caches
                .get_mut(index)?
                .get_or_insert_with(|| regex.create_cache()),
        )
    }
}
