//! Captures of a match that is already known, found without compiling anything.
//!
//! A program is the automaton of an expression with its named groups, in numbers of two bytes that
//! are read where they stand. It is run with going back: preferred ways first, and none twice, so
//! that the time is bounded by the length of the match times that of the program.

use std::collections::BTreeMap;
use std::ops::Range;

/// A program that finds the named groups of a match.
#[derive(Clone, Copy, Debug)]
pub(super) struct Groups {
    /// The number of groups, the number of choices, and the steps; the first one is the beginning.
    words: &'static [[u8; 2]],
}

/// A step as it is made; steps to go on with are named by numbers of the maker's.
pub(super) enum Step {
    /// The match ends here.
    Match,
    /// Ranges of bytes, the first and the last one of each, and what they lead to.
    Bytes(Vec<([u8; 2], usize)>),
    /// What to go on with at the beginning of the text.
    Begin(usize),
    /// What to go on with at the end of the text.
    End(usize),
    /// Ways to go on, the preferred first.
    Choice(Vec<usize>),
    /// The bound of a group is here; group 0 has bounds 0 and 1. And what to go on with.
    Bound(usize, usize),
}

/// What a written step is. It is followed by its numbers; a place is that of a step in the program.
mod step {
    /// The match ends here.
    pub(super) const MATCH: u16 = 0;
    /// How many ranges of bytes; for each its bounds, the lowest first, and a place.
    pub(super) const BYTES: u16 = 1;
    /// A place to go on with at the beginning of the text.
    pub(super) const BEGIN: u16 = 2;
    /// A place to go on with at the end of the text.
    pub(super) const END: u16 = 3;
    /// The number of this choice; how many places to go on with; these, the preferred first.
    pub(super) const CHOICE: u16 = 4;
    /// The number of the bound of a group that is here, and a place to go on with.
    pub(super) const BOUND: u16 = 5;
}

/// Numbers before the steps.
const HEAD: usize = 2;

/// What finding groups writes to; empty between two searches.
#[derive(Debug, Default)]
pub(super) struct Tracks {
    todo: Vec<Todo>,
    /// A bit for each choice at each place of the match.
    been: Vec<u64>,
    bounds: Vec<Option<usize>>,
}

#[derive(Clone, Copy, Debug)]
enum Todo {
    /// Go on with this step at this place of the text.
    Try(usize, usize),
    /// The way that moved this bound was a wrong one.
    Reset(usize, Option<usize>),
}

impl Groups {
    /// The bytes of a program for so many groups, from the number of its first step; `None` when it
    /// is too long, or there is no such step.
    pub(super) fn write(
        groups: usize,
        first: usize,
        step: &dyn Fn(usize) -> Option<Step>,
    ) -> Option<Vec<u8>> {
        let mut writer = Writer {
            step,
            places: BTreeMap::new(),
            waiting: Vec::new(),
            words: vec![u16::try_from(groups).ok()?, 0],
        };
        writer.written(first)?;
        while let Some((at, step)) = writer.waiting.pop() {
            let place = writer.written(step)?;
            *writer.words.get_mut(at)? = place;
        }
        Some(
            writer
                .words
                .into_iter()
                .flat_map(u16::to_le_bytes)
                .collect(),
        )
    }

    /// The program in these bytes.
    pub(super) fn read(bytes: &'static [u8]) -> Self {
        Self {
            words: bytes.as_chunks::<2>().0,
        }
    }

    #[inline(always)]
    fn word(&self, at: usize) -> Option<u16> {
        self.words.get(at).map(|bytes| u16::from_le_bytes(*bytes))
    }

    fn number(&self, at: usize) -> Option<usize> {
        self.word(at).map(usize::from)
    }

    /// Puts the groups of the match in `range` into `groups`, in their order.
    pub(super) fn find(
        &self,
        text: &str,
        range: Range<usize>,
        tracks: &mut Tracks,
        groups: &mut Vec<Option<Range<usize>>>,
    ) {
        groups.clear();
        let count = self.number(0).unwrap_or(0);
        let choices = self.number(1).unwrap_or(0);
        tracks.todo.clear();
        tracks.been.clear();
        tracks.bounds.clear();
        tracks.bounds.resize(2 * count, None);
        let bits = choices.saturating_mul(range.len() + 1);
        tracks.been.resize(bits.div_ceil(64), 0);
        tracks.todo.push(Todo::Try(HEAD, range.start));
        while let Some(todo) = tracks.todo.pop() {
            match todo {
                Todo::Reset(bound, before) => {
                    if let Some(bound) = tracks.bounds.get_mut(bound) {
                        *bound = before;
                    }
                }
                Todo::Try(step, at) => {
                    if self.way(text.as_bytes(), &range, step, at, tracks) == Some(true) {
                        break;
                    }
                }
            }
        }
        let (bounds, _) = tracks.bounds.as_chunks::<2>();
        groups.extend(bounds.iter().map(|[start, end]| Some((*start)?..(*end)?)));
    }

    /// Follows one way from a step until it ends: whether in a match, and `None` when nowhere.
    fn way(
        &self,
        text: &[u8],
        range: &Range<usize>,
        mut step: usize,
        mut at: usize,
        tracks: &mut Tracks,
    ) -> Option<bool> {
        loop {
            step = match self.word(step)? {
                step::MATCH => return Some(true),
                step::BYTES => {
                    let byte = text.get(..range.end)?.get(at).copied()?;
                    let count = self.number(step + 1)?;
                    let ranges = self.words.get(step + 2..)?.as_chunks::<2>().0;
                    let fits = |[[low, high], _]: &&[[u8; 2]; 2]| (*low..=*high).contains(&byte);
                    let [_, place] = ranges.get(..count)?.iter().find(fits)?;
                    at += 1;
                    usize::from(u16::from_le_bytes(*place))
                }
                step::BEGIN if at == 0 => self.number(step + 1)?,
                step::END if at == text.len() => self.number(step + 1)?,
                step::CHOICE => {
                    let choice = self.number(step + 1)?;
                    let bit = choice * (range.len() + 1) + at.checked_sub(range.start)?;
                    let been = tracks.been.get_mut(bit / 64)?;
                    let mask = 1 << (bit % 64);
                    if *been & mask != 0 {
                        return None;
                    }
                    *been |= mask;
                    let first = step + 3;
                    let behind = first + self.number(step + 2)?;
                    for place in (first + 1..behind).rev() {
                        tracks.todo.push(Todo::Try(self.number(place)?, at));
                    }
                    self.number(first)?
                }
                step::BOUND => {
                    let number = self.number(step + 1)?;
                    let bound = tracks.bounds.get_mut(number)?;
                    tracks.todo.push(Todo::Reset(number, *bound));
                    *bound = Some(at);
                    self.number(step + 2)?
                }
                _ => return None,
            };
        }
    }
}

/// Puts the steps of a program behind each other.
struct Writer<'s> {
    step: &'s dyn Fn(usize) -> Option<Step>,
    /// Where the steps begin that were written.
    places: BTreeMap<usize, u16>,
    /// Where the place of a step has to be put in when it is known.
    waiting: Vec<(usize, usize)>,
    words: Vec<u16>,
}

impl Writer<'_> {
    /// Where a step stands, which is written unless it has been.
    fn written(&mut self, step: usize) -> Option<u16> {
        if let Some(place) = self.places.get(&step) {
            return Some(*place);
        }
        let place = u16::try_from(self.words.len()).ok()?;
        self.places.insert(step, place);
        match (self.step)(step)? {
            Step::Match => self.words.push(step::MATCH),
            Step::Bytes(ranges) => {
                let count = u16::try_from(ranges.len()).ok()?;
                self.words.extend([step::BYTES, count]);
                for (bounds, next) in ranges {
                    self.words.push(u16::from_le_bytes(bounds));
                    self.place(next);
                }
            }
            Step::Begin(next) => {
                self.words.push(step::BEGIN);
                self.place(next);
            }
            Step::End(next) => {
                self.words.push(step::END);
                self.place(next);
            }
            Step::Choice(ways) => {
                let choices = self.words.get_mut(1)?;
                let number = *choices;
                *choices = choices.checked_add(1)?;
                let count = u16::try_from(ways.len()).ok()?;
                self.words.extend([step::CHOICE, number, count]);
                ways.into_iter().for_each(|way| self.place(way));
            }
            Step::Bound(bound, next) => {
                let bound = u16::try_from(bound).ok()?;
                self.words.extend([step::BOUND, bound]);
                self.place(next);
            }
        }
        Some(place)
    }

    /// Leaves room for the place of a step.
    fn place(&mut self, step: usize) {
        self.waiting.push((self.words.len(), step));
        self.words.push(0);
    }
}
