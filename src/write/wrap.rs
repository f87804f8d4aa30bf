//! Wraps Chinese and mixed text at a width in display cells.
//!
//! A line may end between any two Chinese characters, but not inside a word or a number, not
//! before a closing mark (，。；） and the like) and not after an opening one.

use super::text::{cells, push_visible, width};

/// Appends `text` to a line that already holds `used` cells; further lines start with `indent`
/// spaces. Line breaks of the text are kept, and nothing is appended behind the last line.
pub fn push_wrapped(out: &mut String, text: &str, used: usize, indent: usize, columns: usize) {
    let mut line = Line {
        out,
        column: used,
        pending: 0,
        indent,
        columns,
    };
    for (number, part) in text.trim().split('\n').enumerate() {
        if number > 0 {
            line.feed();
        }
        for unit in Units(part.trim_end_matches('\r')) {
            line.push(unit);
        }
    }
}

/// The line being filled.
struct Line<'a> {
    out: &'a mut String,
    /// Cells written so far.
    column: usize,
    /// Spaces that will be written if something follows on the same line.
    pending: usize,
    indent: usize,
    columns: usize,
}

impl Line<'_> {
    /// Starts a new line.
    fn feed(&mut self) {
        self.out.push('\n');
        self.out.extend(std::iter::repeat_n(' ', self.indent));
        self.column = self.indent;
        self.pending = 0;
    }

    /// Appends a unit, on a new line where it does not fit.
    fn push(&mut self, unit: &str) {
        let core = unit.trim_end_matches(is_space);
        let core_width = width(core);
        if self.column + self.pending + core_width > self.columns && self.column > self.indent {
            self.feed();
        }
        self.out.extend(std::iter::repeat_n(' ', self.pending));
        self.column += self.pending;
        for c in core.chars() {
            if self.column + cells(c) > self.columns && self.column > self.indent {
                self.feed();
            }
            push_visible(self.out, c);
            self.column += cells(c);
        }
        let blank = unit.get(core.len()..).unwrap_or_default();
        self.pending = blank.chars().map(|c| cells(c).max(1)).sum();
    }
}

/// The pieces of a text between which a line may end, each with the spaces behind it.
struct Units<'a>(&'a str);

impl<'a> Iterator for Units<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let mut chars = self.0.char_indices();
        let (_, mut previous) = chars.next()?;
        let end = chars
            .find_map(|(at, next)| {
                let ends = may_break(previous, next);
                previous = next;
                ends.then_some(at)
            })
            .unwrap_or(self.0.len());
        let (unit, rest) = self.0.split_at_checked(end)?;
        self.0 = rest;
        Some(unit)
    }
}

/// Whether a line may end between two characters.
fn may_break(previous: char, next: char) -> bool {
    // The usual case, without a search in the lists of marks.
    if is_han(previous) && is_han(next) {
        return true;
    }
    if is_space(next) || NO_START.contains(next) || cells(next) == 0 {
        return false;
    }
    if is_space(previous) {
        return true;
    }
    if NO_END.contains(previous) || (previous == '—' && next == '—') {
        return false;
    }
    !(is_word(previous) && is_word(next))
}

/// Whether `c` is a space that vanishes at the end of a line.
fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\u{3000}')
}

/// Whether `c` belongs to words and numbers that stay together.
fn is_word(c: char) -> bool {
    c.is_ascii_graphic()
}

/// Whether `c` is one of the usual Chinese characters.
fn is_han(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}')
}

/// Characters that do not begin a line.
const NO_START: &str = "，。；：、！？）》〉」』】〕”’％%…·,.;:!?)]}℃‰";

/// Characters that do not end a line.
const NO_END: &str = "（《〈「『【〔“‘([{";

#[cfg(test)]
mod tests {
    use super::*;

    fn wrapped(text: &str, columns: usize) -> String {
        let mut out = String::new();
        push_wrapped(&mut out, text, 0, 2, columns);
        out
    }

    #[test]
    fn marks_and_words_stay_where_they_belong() {
        assert_eq!(
            wrapped("资金总额，基本支出", 8),
            "资金总\n  额，基\n  本支出"
        );
        assert_eq!(
            wrapped("共计22,001.49万元", 11),
            "共计\n  22,001.49\n  万元"
        );
        assert_eq!(wrapped("写明“数量”和单位", 7), "写明“数\n  量”和\n  单位");
        assert_eq!(wrapped("one two three", 9), "one two\n  three");
    }

    #[test]
    fn what_does_not_fit_is_cut() {
        assert_eq!(wrapped("abcdefghij", 6), "abcdef\n  ghij");
    }
}
