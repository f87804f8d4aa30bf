//! A search through bytes that looks at eight or more of them at a time.

/// Calls `visit` with the places of the ASCII bytes from `first` to `last`, in order, as long as it
/// says yes.
#[inline]
pub fn each_between(bytes: &[u8], first: u8, last: u8, mut visit: impl FnMut(usize) -> bool) {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const TOPS: u64 = ONES << 7;
    if first == last {
        memchr::memchr_iter(first, bytes).all(visit);
        return;
    }
    // Added to a byte without its top bit, these set it from `first` on, and from behind `last` on.
    let from = ONES * u64::from(0x80 - first.min(0x7f));
    let behind = ONES * u64::from(0x7f - last.min(0x7f));
    let between = |word: [u8; 8]| {
        let word = u64::from_le_bytes(word);
        let low = word & !TOPS;
        (low + from) & !(low + behind) & !word & TOPS
    };
    let mut each = |mut left: u64, start: usize| {
        while left != 0 {
            if !visit(start + left.trailing_zeros() as usize / 8) {
                return false;
            }
            left &= left - 1;
        }
        true
    };
    let (words, rest) = bytes.as_chunks::<8>();
    let mut start = 0;
    for word in words {
        if !each(between(*word), start) {
            return;
        }
        start += 8;
    }
    // Behind the text stand bytes that are no ASCII.
    let mut last = [0xff; 8];
    if let Some(target) = last.get_mut(..rest.len()) {
        target.copy_from_slice(rest);
    }
    each(between(last), start);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_of_a_range_are_found() {
        let bytes: Vec<u8> = (0..=255).chain(0..=100).rev().collect();
        for (first, last) in [(b'0', b'9'), (0, 0), (1, 0x7f), (0, b' '), (b'2', b'2')] {
            for start in 0..9 {
                let bytes = bytes.get(start..).unwrap();
                let mut found = Vec::new();
                each_between(bytes, first, last, |at| {
                    found.push(at);
                    true
                });
                let wanted = |byte: &u8| (first..=last).contains(byte);
                let expected: Vec<usize> = (0..bytes.len())
                    .filter(|&at| bytes.get(at).is_some_and(wanted))
                    .collect();
                assert_eq!(found, expected);
            }
        }
        let mut seen = 0;
        each_between(b"0a1b2", b'0', b'9', |_| {
            seen += 1;
            seen < 2
        });
        assert_eq!(seen, 2);
    }
}
