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
        let mut units = Units(part.trim_end_matches('\r'));
        loop {
            line.push_han(units.take_han());
            let Some(unit) = units.next() else { break };
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

    /// Appends what [`Units::take_han`] gives, as many units at a time as fit into the line.
    fn push_han(&mut self, mut run: &str) {
        while !run.is_empty() {
            self.begin(HAN_CELLS);
            self.feed_before(HAN_CELLS);
            // What is wider than a whole line stands there all the same.
            let fit = (self.columns.saturating_sub(self.column) / HAN_CELLS).max(1);
            let Some((now, rest)) = run.split_at_checked((fit * HAN_BYTES).min(run.len())) else {
                return;
            };
            self.out.push_str(now);
            self.column += now.len() / HAN_BYTES * HAN_CELLS;
            run = rest;
        }
    }

    /// Begins a unit of so many cells: writes the spaces before it, or a new line where it does not
    /// fit.
    fn begin(&mut self, cells: usize) {
        self.feed_before(self.pending + cells);
        self.out.extend(std::iter::repeat_n(' ', self.pending));
        self.column += self.pending;
        self.pending = 0;
    }

    /// Starts a new line if so many cells do not fit into this one and something stands in it.
    fn feed_before(&mut self, cells: usize) {
        if self.column + cells > self.columns && self.column > self.indent {
            self.feed();
        }
    }

    /// Appends a unit, on a new line where it does not fit.
    fn push(&mut self, unit: &str) {
        let core = unit.trim_end_matches(is_space);
        self.begin(width(core));
        for c in core.chars() {
            self.feed_before(cells(c));
            push_visible(self.out, c);
            self.column += cells(c);
        }
        let blank = unit.get(core.len()..).unwrap_or_default();
        self.pending = blank.chars().map(|c| cells(c).max(1)).sum();
    }
}

/// The pieces of a text between which a line may end, each with the spaces behind it.
struct Units<'a>(&'a str);

impl<'a> Units<'a> {
    /// Takes the usual Chinese characters that the text begins with, each of them a unit: all but
    /// the last, which what follows may hold on to.
    fn take_han(&mut self) -> &'a str {
        let mut rest = self.0.chars();
        let mut length = 0;
        while rest.next().is_some_and(is_han) {
            length += HAN_BYTES;
        }
        let Some((taken, rest)) = self.0.split_at_checked(length.saturating_sub(HAN_BYTES)) else {
            return "";
        };
        self.0 = rest;
        taken
    }
}

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

/// The length of one of the usual Chinese characters, and its width in cells.
const HAN_BYTES: usize = 3;
const HAN_CELLS: usize = 2;

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
    fn runs_of_characters_break_as_one_by_one() {
        let text = "甲乙 丙丁戊，己（庚辛壬）癸22子丑寅卯辰\n  巳午未申酉戌亥A甲乙丙";
        for columns in 1..40 {
            for (used, indent) in [(0, 0), (0, 3), (7, 2), (50, 4)] {
                let (mut whole, mut single) = (String::new(), String::new());
                push_wrapped(&mut whole, text, used, indent, columns);
                let mut line = Line {
                    out: &mut single,
                    column: used,
                    pending: 0,
                    indent,
                    columns,
                };
                for (number, part) in text.split('\n').enumerate() {
                    if number > 0 {
                        line.feed();
                    }
                    Units(part).for_each(|unit| line.push(unit));
                }
                assert_eq!(whole, single, "{columns} columns from {used}, {indent}");
            }
        }
    }

    #[test]
    fn what_does_not_fit_is_cut() {
        assert_eq!(wrapped("abcdefghij", 6), "abcdef\n  ghij");
    }
}
