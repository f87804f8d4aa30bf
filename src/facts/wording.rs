//! Vague words, open values, broken sentence ends, and how firm a passage is.

use crate::source::TextRange;

use super::context::is_boundary;
use super::figure::char_at;
use super::lexicon::{Lexicon, prose_tag as tag};
use super::quantity::{Grade, Quantities};
use super::time::Frequency;

/// What kind of loose wording a word is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum WordingKind {
    /// Of unclear degree: 进一步, 显著.
    Vague,
    /// Leaves a value open: 约, 余, 预计, 等.
    Open,
    /// Means all of something without a number: 全覆盖, 应保尽保.
    Absolute,
}

/// A loosely used word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wording {
    /// The word.
    pub range: TextRange,
    /// What kind it is.
    pub kind: WordingKind,
}

/// A sentence that breaks off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BrokenEnd {
    /// The word that should go on.
    pub range: TextRange,
    /// Whether the whole sentence is only a phrase of the form 在…方面.
    pub heading: bool,
}

/// The vague words, open values and words for all of a passage.
pub fn wordings(text: &str, quantities: &Quantities, lexicon: &Lexicon) -> Vec<Wording> {
    let mut found = Vec::new();
    let mut next_number = quantities.found.iter().peekable();
    let mut until = 0_usize;
    for (at, c) in text.char_indices() {
        while next_number
            .next_if(|q| (q.range.end as usize) <= at)
            .is_some()
        {}
        if c.is_ascii() || at < until {
            continue;
        }
        for hit in lexicon.prose.all(text, at) {
            let single = hit.end.saturating_sub(hit.start) <= 3;
            let in_number = next_number
                .peek()
                .is_some_and(|q| (q.range.start as usize) <= at);
            let kind = if hit.tag & tag::VAGUE != 0 && !single {
                WordingKind::Vague
            } else if hit.tag & tag::ABSOLUTE != 0 {
                WordingKind::Absolute
            } else if hit.tag & tag::OPEN != 0 {
                let behind = char_at(text, hit.end);
                let listing = c == '等'
                    && (is_boundary(behind) || behind.is_some_and(|c| c.is_ascii_digit()));
                if single && !in_number && !listing {
                    continue;
                }
                WordingKind::Open
            } else {
                continue;
            };
            found.push(Wording {
                range: TextRange::of(hit.start..hit.end),
                kind,
            });
            until = hit.end;
            break;
        }
    }
    found
}

/// The sentences of a passage that break off before 。 or at the end.
pub fn broken_ends(text: &str, lexicon: &Lexicon) -> Vec<BrokenEnd> {
    let mut found = Vec::new();
    let mut start = 0_usize;
    for piece in text.split_inclusive(['。', '！', '？', '\n']) {
        let sentence =
            piece.trim_end_matches(['。', '！', '？', '\n', '\r', ' ', '\u{3000}', '\t']);
        let end = start.saturating_add(sentence.len());
        // A comma where the text ends: the rest is on a page that is not here.
        if let Some(mark) = sentence
            .chars()
            .next_back()
            .filter(|c| matches!(c, '，' | '、'))
        {
            found.push(BrokenEnd {
                range: TextRange::of(end.saturating_sub(mark.len_utf8())..end),
                heading: false,
            });
        }
        if let Some(hit) = lexicon
            .dangling
            .longest_before(text, end)
            .filter(|hit| hit.start >= start && hit.tag != 2)
        {
            let heading = hit.tag == 1;
            let body = sentence.trim_start();
            let prepositional = body.starts_with(['在', '从', '就'])
                || body.contains("、在")
                || body
                    .split_once('、')
                    .is_some_and(|(_, tail)| tail.starts_with('在'));
            let whole = !sentence.contains(['，', ',']);
            if !heading || (prepositional && whole) {
                found.push(BrokenEnd {
                    range: TextRange::of(hit.start..hit.end),
                    heading,
                });
            }
        }
        start = start.saturating_add(piece.len());
    }
    found
}

/// The words that are written wrong, each with the right one.
pub fn confusions<'l>(text: &str, lexicon: &'l Lexicon) -> Vec<(TextRange, &'l str)> {
    let mut found = Vec::new();
    let mut until = 0;
    for (at, c) in text.char_indices() {
        if at < until || c.is_ascii() {
            continue;
        }
        if let Some(hit) = lexicon.confusions.longest(text, at)
            && let Some(right) = usize::try_from(hit.tag)
                .ok()
                .and_then(|index| lexicon.right_words.get(index))
        {
            found.push((TextRange::of(hit.start..hit.end), right.as_str()));
            until = hit.end;
        }
    }
    found
}

/// Whether the passage ends with a closing mark, so that it is not cut off by a page break.
pub fn ends_closed(text: &str) -> bool {
    let last = text.trim_end().chars().next_back();
    last.is_none_or(|c| {
        matches!(
            c,
            '。' | '；'
                | '！'
                | '？'
                | '：'
                | '.'
                | ';'
                | ':'
                | '!'
                | '?'
                | '）'
                | ')'
                | '”'
                | '》'
                | '」'
                | '…'
        )
    })
}

/// How firmly the passage states what shall be reached: its firmest target counts.
pub fn grade(
    text: &str,
    quantities: &Quantities,
    frequencies: &[Frequency],
    lexicon: &Lexicon,
) -> Grade {
    if let Some(grade) = quantities.targets().map(|quantity| quantity.grade).min() {
        return grade;
    }
    if !frequencies.is_empty() {
        return Grade::Weak;
    }
    let value = text.trim().trim_end_matches(['。', '；', ';']);
    let mut words = value
        .split(['/', '、', '，', ',', '／', '|'])
        .map(str::trim);
    if !value.is_empty() && words.all(|word| lexicon.grades().iter().any(|grade| grade == word)) {
        return Grade::Graded;
    }
    Grade::Slogan
}
