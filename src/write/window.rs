//! Where a long line is cut: a window around what is marked, ending at 。；， where it can.

use super::text::cells;

/// A cut at a mark of punctuation must leave at least this many cells of context.
const LEAST: usize = 8;

/// Marks after which a line may be cut without breaking a phrase.
const STOPS: &str = "。；，！？：、;";

/// Width of a character of a line, in cells; a tab counts as its widest.
pub(super) fn cell(c: char) -> usize {
    match c {
        '\t' => 4,
        c => cells(c),
    }
}

/// Width of a piece of a line, in cells, tabs at their widest.
pub(super) fn breadth(text: &str) -> usize {
    text.chars().map(cell).sum()
}

/// Whether `text` is at most `room` cells wide; looks no further than needed.
pub(super) fn fits(text: &str, room: usize) -> bool {
    let mut left = room;
    let mut take = |c| {
        let rest = left.checked_sub(cell(c));
        left = rest.unwrap_or_default();
        rest.is_some()
    };
    text.len() <= bound(room) && text.chars().all(&mut take)
}

/// Where to begin a window of at most `room` cells that ends with `text`.
pub(super) fn cut_before(text: &str, room: usize) -> usize {
    if fits(text, room) {
        return 0;
    }
    let (mut used, mut raw, mut best) = (0, text.len(), None);
    for (at, c) in text.char_indices().rev().take(bound(room)) {
        if STOPS.contains(c) && used >= LEAST {
            best = Some(at + c.len_utf8());
        }
        used += cell(c);
        if used > room {
            break;
        }
        if cell(c) > 0 {
            raw = at;
        }
    }
    best.unwrap_or(raw)
}

/// Where to end a window of at most `room` cells that begins with `text`.
pub(super) fn cut_after(text: &str, room: usize) -> usize {
    if fits(text, room) {
        return text.len();
    }
    let (mut used, mut raw, mut best) = (0, 0, None);
    for (at, c) in text.char_indices().take(bound(room)) {
        used += cell(c);
        if used > room {
            break;
        }
        raw = at + c.len_utf8();
        if STOPS.contains(c) && used >= LEAST {
            best = Some(raw);
        }
    }
    best.unwrap_or(raw)
}

/// How many bytes or characters to look at for `room` cells; text without width may end sooner.
fn bound(room: usize) -> usize {
    room * 8 + 64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_stand_behind_marks() {
        let text = "健全社区议事协商制度，培育楼门骨干力量，形成网格管理";
        assert_eq!(
            text.get(..cut_after(text, 30)),
            Some("健全社区议事协商制度，")
        );
        assert_eq!(text.get(cut_before(text, 26)..), Some("形成网格管理"));
        assert_eq!(text.get(cut_before(text, 10)..), Some("成网格管理"));
        assert_eq!(cut_before(text, 99), 0);
    }

    #[test]
    fn combining_marks_keep_their_base() {
        let text = "xxxxe\u{301}abc";
        assert_eq!(text.get(cut_before(text, 3)..), Some("abc"));
        assert_eq!(text.get(..cut_after(text, 5)), Some("xxxxe\u{301}"));
    }
}
