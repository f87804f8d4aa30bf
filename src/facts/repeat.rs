//! The longest passage that two texts have in common.
//!
//! A suffix automaton of the first text is walked with the second: time grows with the two lengths,
//! not with their product, so that every paragraph can be held against every other. Two texts alone
//! mostly share few characters, which are found sooner than the automaton is made.

use crate::source::TextRange;

/// A passage that stands in two texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Common {
    /// Its place in the first text, the earliest.
    pub first: TextRange,
    /// Its place in the second text, the earliest.
    pub second: TextRange,
    /// Its length in characters.
    pub chars: usize,
}

/// A text made ready to be compared with others.
#[derive(Clone, Debug)]
pub struct CommonIndex {
    states: Vec<State>,
    /// Byte offset of every character, and of the end.
    offsets: Vec<usize>,
}

#[derive(Clone, Debug, Default)]
struct State {
    len: usize,
    link: Option<usize>,
    /// Index of the character that its first occurrence ends with.
    end: usize,
    /// Sorted by character.
    edges: Vec<(char, usize)>,
}

impl State {
    fn next(&self, c: char) -> Option<usize> {
        let place = self
            .edges
            .binary_search_by_key(&c, |(edge, _)| *edge)
            .ok()?;
        self.edges.get(place).map(|(_, state)| *state)
    }

    fn set(&mut self, c: char, to: usize) {
        match self.edges.binary_search_by_key(&c, |(edge, _)| *edge) {
            Ok(place) => {
                if let Some(edge) = self.edges.get_mut(place) {
                    edge.1 = to;
                }
            }
            Err(place) => self.edges.insert(place, (c, to)),
        }
    }
}

impl CommonIndex {
    /// Makes `text` ready.
    pub fn new(text: &str) -> Self {
        let mut index = Self {
            states: vec![State::default()],
            offsets: Vec::new(),
        };
        let mut last = 0;
        for (position, (offset, c)) in text.char_indices().enumerate() {
            index.offsets.push(offset);
            last = index.extend(last, c, position);
        }
        index.offsets.push(text.len());
        index
    }

    fn state(&self, at: usize) -> Option<&State> {
        self.states.get(at)
    }

    fn add(&mut self, state: State) -> usize {
        self.states.push(state);
        self.states.len().saturating_sub(1)
    }

    fn extend(&mut self, last: usize, c: char, position: usize) -> usize {
        let len = self
            .state(last)
            .map_or(0, |state| state.len)
            .saturating_add(1);
        let new = self.add(State {
            len,
            end: position,
            ..State::default()
        });
        let mut walk = Some(last);
        while let Some(at) = walk {
            let Some(state) = self.states.get_mut(at) else {
                break;
            };
            if state.next(c).is_some() {
                break;
            }
            state.set(c, new);
            walk = state.link;
        }
        let link = match walk {
            None => 0,
            Some(at) => self.split(at, c),
        };
        if let Some(state) = self.states.get_mut(new) {
            state.link = Some(link);
        }
        new
    }

    /// The state behind `at` by `c`, made to be no longer than `at` plus one.
    fn split(&mut self, at: usize, c: char) -> usize {
        let Some(state) = self.state(at) else {
            return 0;
        };
        let (len, next) = (
            state.len.saturating_add(1),
            state.next(c).unwrap_or_default(),
        );
        let Some(target) = self.state(next) else {
            return 0;
        };
        if target.len == len {
            return next;
        }
        let copy = State {
            len,
            ..target.clone()
        };
        let copy = self.add(copy);
        let mut walk = Some(at);
        while let Some(at) = walk {
            let Some(state) = self.states.get_mut(at) else {
                break;
            };
            if state.next(c) != Some(next) {
                break;
            }
            state.set(c, copy);
            walk = state.link;
        }
        if let Some(target) = self.states.get_mut(next) {
            target.link = Some(copy);
        }
        copy
    }

    /// The longest passage in common with `other`; `None` when they share no character.
    pub fn longest(&self, other: &str) -> Option<Common> {
        let mut best: Option<(usize, usize, usize)> = None;
        let (mut at, mut len) = (0_usize, 0_usize);
        let mut offsets: Vec<usize> = Vec::new();
        for (position, (offset, c)) in other.char_indices().enumerate() {
            offsets.push(offset);
            loop {
                let state = self.state(at)?;
                if let Some(next) = state.next(c) {
                    at = next;
                    len = len.saturating_add(1);
                    break;
                }
                let Some(link) = state.link else {
                    len = 0;
                    break;
                };
                at = link;
                len = self.state(at)?.len;
            }
            if len > best.map_or(0, |(len, _, _)| len) {
                best = Some((len, self.state(at)?.end, position));
            }
        }
        offsets.push(other.len());
        let (len, first, second) = best?;
        Some(Common {
            first: place(&self.offsets, first, len)?,
            second: place(&offsets, second, len)?,
            chars: len,
        })
    }
}

/// The byte range of the `len` characters that end with character `last`.
fn place(offsets: &[usize], last: usize, len: usize) -> Option<TextRange> {
    let behind = last.checked_add(1)?;
    let start = offsets.get(behind.checked_sub(len)?)?;
    Some(TextRange::of(*start..*offsets.get(behind)?))
}

/// The place in `first` of the longest passage that both texts contain.
///
/// One text against many is quicker with a [`CommonIndex`], which gives both places.
///
/// # Examples
///
/// ```
/// use jixiao::facts::longest_common;
/// let text = "改善居民生活环境；";
/// let common = longest_common(text, "设施，改善居民生活环境。").unwrap();
/// assert_eq!(common.slice(text), "改善居民生活环境");
/// ```
pub fn longest_common(first: &str, second: &str) -> Option<TextRange> {
    by_pairs(first, second).unwrap_or_else(|| {
        CommonIndex::new(first)
            .longest(second)
            .map(|common| common.first)
    })
}

/// How many pairs of equal characters are looked at, for each character of the texts.
const MOST_PAIRS: usize = 32;

/// What [`longest_common`] finds, from the pairs of equal characters; `None` when there are many.
fn by_pairs(first: &str, second: &str) -> Option<Option<TextRange>> {
    // Characters of the first text with their places, sorted: the character in the upper half.
    let mut sorted: Vec<u64> = Vec::with_capacity(first.len() / 2);
    let mut offsets: Vec<usize> = Vec::with_capacity(first.len() / 2);
    for (place, (offset, c)) in (0_u32..).zip(first.char_indices()) {
        sorted.push(u64::from(c) << 32 | u64::from(place));
        offsets.push(offset);
    }
    offsets.push(first.len());
    sorted.sort_unstable();
    let mut left = offsets
        .len()
        .saturating_add(second.len())
        .saturating_mul(MOST_PAIRS);
    // For each place of the first text, the last place of the second one that has an equal
    // character, and how many before the two are equal too. Place 0 is the one before the text.
    let mut runs: Vec<(usize, usize)> = vec![(0, 0); offsets.len()];
    let mut best = (0, 0);
    for (position, c) in (1_usize..).zip(second.chars()) {
        let least = u64::from(c) << 32;
        let begin = sorted.partition_point(|pair| *pair < least);
        let equal = sorted.get(begin..).unwrap_or_default().iter();
        let equal = equal.take_while(|pair| *pair >> 32 == u64::from(c));
        let count = equal.clone().count();
        left = left.checked_sub(count)?;
        let pairs = sorted.get(begin..begin.saturating_add(count))?;
        let before = best.0;
        // From the last place to the first, as the run that a place goes on with is before it.
        for pair in pairs.iter().rev() {
            let place = usize::try_from(*pair & u64::from(u32::MAX)).ok()?;
            let (met, run) = *runs.get(place)?;
            let length = if met.saturating_add(1) == position {
                run.saturating_add(1)
            } else {
                1
            };
            *runs.get_mut(place.saturating_add(1))? = (position, length);
            // Of equal ones the earliest, in the second text before the first.
            if length > before && length >= best.0 {
                best = (length, place);
            }
        }
    }
    if best.0 == 0 {
        return Some(None);
    }
    Some(place(&offsets, best.1, best.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_find_the_same() {
        let words = ["改善", "居民", "生活", "环境", "，", "设施", "a", "aa", ""];
        let mut seed = 7_usize;
        let mut text = || {
            let mut text = String::new();
            for _ in 0..seed % 9 {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005) + 1;
                text += words[(seed >> 33) % words.len()];
            }
            seed = seed.wrapping_mul(6_364_136_223_846_793_005) + 1;
            seed >>= 3;
            text
        };
        for _ in 0..2000 {
            let (first, second) = (text(), text());
            let expected = CommonIndex::new(&first).longest(&second);
            let expected = expected.map(|common| common.first);
            assert_eq!(
                by_pairs(&first, &second),
                Some(expected),
                "{first} {second}"
            );
        }
        let many = "一".repeat(200);
        assert_eq!(by_pairs(&many, &many), None);
        assert_eq!(
            longest_common(&many, &many).map(|it| it.slice(&many).len()),
            Some(600)
        );
    }
}
