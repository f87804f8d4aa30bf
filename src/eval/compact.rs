//! Automata in few bytes, read where they stand.
//!
//! The tables of `regex-automata` are checked entry by entry when they are read, which takes longer
//! than most searches. In these a wrong number can only lead to a wrong state and never out of the
//! table, as every step looks whether it is still inside; so there is nothing to check beforehand.

/// An automaton as a table of the next states.
#[derive(Clone, Copy, Debug)]
pub(super) struct Compact {
    /// The class of every byte. Bytes of one class lead to the same states.
    classes: &'static [u8; 256],
    /// For each state the next one by every class, and by the end of the text behind them; the
    /// lowest byte first. Nothing leads out of state 0, and behind it are those that tell of a
    /// match that ended before the last byte.
    table: &'static [[u8; 2]],
    /// Entries of a state in the table.
    stride: usize,
    /// What the number of a state is to be multiplied by to find its entries: 1 where its number is
    /// already their place, which is quicker and has room in small tables only.
    factor: usize,
    /// The last state that tells of a match.
    special: usize,
    /// The states to begin with: at an end of the text, and within it.
    starts: [usize; 2],
}

/// Numbers before the classes: stride, factor, special state and two states to begin with.
const HEAD: usize = 5;

impl Compact {
    /// The bytes of an automaton; `None` when it has too many states. For every state `rows` has
    /// the next one by every byte, and by the end of the text behind them.
    pub(super) fn write(
        rows: &[Vec<usize>],
        special: usize,
        starts: [usize; 2],
    ) -> Option<Vec<u8>> {
        let column = |at: usize| -> Option<Vec<usize>> {
            rows.iter().map(|row| row.get(at).copied()).collect()
        };
        let mut columns: Vec<Vec<usize>> = Vec::new();
        let mut classes = Vec::with_capacity(256);
        for byte in 0..256 {
            let next = column(byte)?;
            let class = columns.iter().position(|column| *column == next);
            let class = class.unwrap_or_else(|| {
                columns.push(next);
                columns.len() - 1
            });
            classes.push(u8::try_from(class).ok()?);
        }
        columns.push(column(256)?);
        let stride = columns.len();
        let (factor, scale) = if rows.len() * stride <= usize::from(u16::MAX) {
            (1, stride)
        } else {
            (stride, 1)
        };
        let [end, within] = starts;
        let numbers = [special * scale, end * scale, within * scale];
        let short = |number: usize| Some(u16::try_from(number).ok()?.to_le_bytes());
        let mut bytes = Vec::new();
        for number in [stride, factor].into_iter().chain(numbers) {
            bytes.extend(short(number)?);
        }
        bytes.extend(classes);
        for row in 0..rows.len() {
            for column in &columns {
                bytes.extend(short(column.get(row)? * scale)?);
            }
        }
        Some(bytes)
    }

    /// The automaton in these bytes.
    pub(super) fn read(bytes: &'static [u8]) -> Option<Self> {
        let (head, rest) = bytes.split_at_checked(2 * HEAD)?;
        let (classes, rest) = rest.split_first_chunk::<256>()?;
        let mut head = head.as_chunks::<2>().0.iter().map(entry);
        Some(Self {
            classes,
            table: rest.as_chunks::<2>().0,
            stride: head.next()?,
            factor: head.next()?,
            special: head.next()?,
            starts: [head.next()?, head.next()?],
        })
    }

    #[inline(always)]
    fn next(&self, state: usize, class: usize, factor: usize) -> usize {
        let place = state.wrapping_mul(factor).wrapping_add(class);
        self.table.get(place).map_or(0, entry)
    }

    #[inline(always)]
    fn by(&self, state: usize, byte: u8, factor: usize) -> usize {
        let class = self.classes.get(usize::from(byte)).map_or(0, |it| *it);
        self.next(state, usize::from(class), factor)
    }

    #[inline(always)]
    fn by_end(&self, state: usize, factor: usize) -> usize {
        self.next(state, self.stride.saturating_sub(1), factor)
    }

    fn is_match(&self, state: usize) -> bool {
        (1..=self.special).contains(&state)
    }

    fn start(&self, at_an_end: bool) -> usize {
        let [end, within] = self.starts;
        if at_an_end { end } else { within }
    }

    /// The end of the preferred match of those that begin first, at `from` or behind it; or of any
    /// match, as soon as one is known.
    #[inline(always)]
    pub(super) fn end(&self, text: &[u8], from: usize, earliest: bool) -> Option<usize> {
        // The usual factor is a constant for the compiler.
        if self.factor == 1 {
            self.end_by(text, from, earliest, 1)
        } else {
            self.end_by(text, from, earliest, self.factor)
        }
    }

    #[inline(always)]
    fn end_by(&self, text: &[u8], from: usize, earliest: bool, factor: usize) -> Option<usize> {
        let mut state = self.start(from == 0);
        let mut end = None;
        for (at, &byte) in (from..).zip(text.get(from..)?) {
            state = self.by(state, byte, factor);
            if state <= self.special {
                if state == 0 {
                    return end;
                }
                // The automaton tells of a match one byte late.
                end = Some(at);
                if earliest {
                    return end;
                }
            }
        }
        let last = self.by_end(state, factor);
        if self.is_match(last) {
            return Some(text.len());
        }
        end
    }

    /// Where the longest match begins that ends at `end` and does not begin before `from`; this is
    /// an automaton of the reversed expression.
    pub(super) fn begin(&self, text: &[u8], from: usize, end: usize) -> Option<usize> {
        let factor = self.factor;
        let mut state = self.start(end == text.len());
        let mut begin = None;
        let passed = text.get(from..end)?;
        for (behind, &byte) in (from + 1..=end).rev().zip(passed.iter().rev()) {
            state = self.by(state, byte, factor);
            if state == 0 {
                return begin;
            }
            if self.is_match(state) {
                begin = Some(behind);
            }
        }
        let before = from.checked_sub(1).and_then(|at| text.get(at));
        let last = match before {
            Some(byte) => self.by(state, *byte, factor),
            None => self.by_end(state, factor),
        };
        if self.is_match(last) {
            return Some(from);
        }
        begin
    }
}

fn entry(bytes: &[u8; 2]) -> usize {
    usize::from(u16::from_le_bytes(*bytes))
}
