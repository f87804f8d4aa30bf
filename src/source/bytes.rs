//! Searches through bytes that look at sixteen of them at a time.
//!
//! Running Chinese text has few digits, signs and line ends. They are found by comparing whole
//! blocks; only where something was found are single bytes looked at.

use wide::{CmpEq, CmpGt, i8x16};

/// How many bytes a block has.
const BLOCK: usize = 16;

/// How many bytes are looked at in one step: two blocks.
const STEP: usize = 2 * BLOCK;

/// How many bytes are needed for that: those of the blocks, and two behind the last one.
const REACH: usize = STEP + 2;

/// What stands behind the end of a text in its last block: no byte of a class may equal it.
const FILLER: u8 = 0x80;

/// A block of bytes, or the answer of a comparison for each of them: all bits set or none.
#[derive(Clone, Copy)]
pub struct Lanes(i8x16);

impl Lanes {
    #[inline(always)]
    fn load(block: &[u8; BLOCK]) -> Self {
        Self(i8x16::new(block.map(u8::cast_signed)))
    }

    /// The block at `start`, and the blocks that begin one and two bytes behind it.
    #[inline(always)]
    fn ahead(bytes: &[u8; REACH], start: usize) -> [Self; 3] {
        [0, 1, 2].map(|by| {
            let block = bytes.get(start + by..).and_then(<[u8]>::first_chunk);
            Self::load(block.unwrap_or(&[FILLER; BLOCK]))
        })
    }

    /// The ASCII bytes from `first` to `last`, which is not DEL.
    #[inline(always)]
    pub fn between(self, first: u8, last: u8) -> Self {
        // As signed numbers, other than ASCII is negative.
        let from = self.0.cmp_gt(splat(first.wrapping_sub(1)));
        let to = splat(last.wrapping_add(1)).cmp_gt(self.0);
        Self(from & to)
    }

    /// The bytes that are `byte`.
    #[inline(always)]
    pub fn equal(self, byte: u8) -> Self {
        Self(self.0.cmp_eq(splat(byte)))
    }

    /// The block with these bits set in every byte.
    #[inline(always)]
    pub fn with(self, bits: u8) -> Self {
        Self(self.0 | splat(bits))
    }

    /// Where one of two answers is yes.
    #[inline(always)]
    pub fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Where both answers are yes.
    #[inline(always)]
    pub fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Where this answer is yes and the other one no.
    #[inline(always)]
    pub fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// One bit a byte, the first byte's lowest.
    #[inline(always)]
    pub fn bits(self) -> u32 {
        self.0.move_mask().cast_unsigned()
    }
}

#[inline(always)]
fn splat(byte: u8) -> i8x16 {
    i8x16::splat(byte.cast_signed())
}

/// Calls `visit` with the places of the bytes that `class` gives the bits of, in order, as long as
/// it says yes. The class is given the bytes and the two behind each of them; it must not hold the
/// byte 80, which begins no character.
#[inline(always)]
pub fn each_ahead(
    bytes: &[u8],
    class: impl Fn([Lanes; 3]) -> u32,
    mut visit: impl FnMut(usize) -> bool,
) {
    let mut start = 0;
    while let Some(rest) = bytes.get(start..).filter(|rest| !rest.is_empty()) {
        // One loop for whole steps and what is left, so that the class is worked out in place.
        let mut last;
        let step = match rest.first_chunk() {
            Some(step) => step,
            None => {
                last = [FILLER; REACH];
                for (target, byte) in last.iter_mut().zip(rest) {
                    *target = *byte;
                }
                &last
            }
        };
        let first = class(Lanes::ahead(step, 0));
        let mut left = first | class(Lanes::ahead(step, BLOCK)) << BLOCK;
        while left != 0 {
            if !visit(start + left.trailing_zeros() as usize) {
                return;
            }
            left &= left - 1;
        }
        start += STEP;
    }
}

/// Calls `visit` with the places of the ASCII bytes from `first` to `last`, in order, as long as it
/// says yes. `last` is not DEL.
#[inline(always)]
pub fn each_between(bytes: &[u8], first: u8, last: u8, visit: impl FnMut(usize) -> bool) {
    each_ahead(
        bytes,
        |[here, _, _]| here.between(first, last).bits(),
        visit,
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(bytes: &[u8], class: impl Fn([Lanes; 3]) -> u32) -> Vec<usize> {
        let mut found = Vec::new();
        each_ahead(bytes, class, |at| {
            found.push(at);
            true
        });
        found
    }

    #[test]
    fn bytes_of_a_class_are_found() {
        let all: Vec<u8> = (0..=255).cycle().skip(7).take(1000).collect();
        for length in (0..80).chain([1000]) {
            let bytes = &all[..length];
            for (first, last) in [(b'0', b'9'), (b'\t', b'\n'), (b'.', b'.'), (0, 0x7e)] {
                let expected: Vec<usize> = (0..length)
                    .filter(|&at| (first..=last).contains(&bytes[at]))
                    .collect();
                let found = places(bytes, |[here, ..]| here.between(first, last).bits());
                assert_eq!(found, expected, "{first}-{last}");
            }
            let expected: Vec<usize> = (0..length)
                .filter(|&at| matches!(bytes[at], 0xe2 | 0xe3 | 0xef))
                .collect();
            let class =
                |[here, ..]: [Lanes; 3]| here.with(1).equal(0xe3).or(here.equal(0xef)).bits();
            assert_eq!(places(bytes, class), expected);
            let expected: Vec<usize> = (0..length)
                .filter(|&at| bytes[at..].starts_with(b"ABC"))
                .collect();
            let class = |[a, b, c]: [Lanes; 3]| {
                let word = a.equal(b'A').and(b.equal(b'B')).and(c.equal(b'C'));
                word.without(a.equal(b'D')).bits()
            };
            assert_eq!(places(bytes, class), expected);
        }
        let mut seen = 0;
        each_between(b"0a1b2", b'0', b'9', |_| {
            seen += 1;
            seen < 2
        });
        assert_eq!(seen, 2);
    }
}
