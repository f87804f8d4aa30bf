//! What a quantity is said of, in a form that can be compared: the same thing said in two places.
//!
//! The clause around a number, without the number, its unit and words that change nothing (开展,
//! 按时, 人数), says what is counted. The order of its words does not matter: 培训网格员300人 and
//! 网格员培训不少于260人 are of one thing. Other numbers of the clause must be the same. Where it says
//! that a part of something else is meant (其中, 另), nothing is compared.

use crate::source::TextRange;

use super::context::is_boundary;
use super::lexicon::Lexicon;
use super::numeral::is_chinese_numeral;
use super::quantity::{Quantities, Quantity, Role};

/// What a quantity is said of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    /// Index of the quantity in [`Quantities::found`].
    pub quantity: usize,
    /// Equal for quantities of one thing in one unit.
    pub key: String,
    /// Whether its clause begins a sentence: nothing before it says which one is meant.
    pub leads: bool,
}

/// Fewest characters that say what is counted.
const FEWEST: usize = 4;
/// Most bytes of a clause before and behind a number.
const FARTHEST: usize = 240;

/// What the targets of a passage are said of; those that cannot be compared are left out.
pub fn counted(text: &str, quantities: &Quantities, lexicon: &Lexicon) -> Vec<Counted> {
    let found = quantities.found.iter().enumerate();
    found
        .filter_map(|(index, it)| {
            let (key, leads) = key(text, it, lexicon)?;
            Some(Counted {
                quantity: index,
                key,
                leads,
            })
        })
        .collect()
}

fn key(text: &str, it: &Quantity, lexicon: &Lexicon) -> Option<(String, bool)> {
    // The whole of 培训260人，其中40人 is as much a target as one without parts.
    let said = matches!(it.role, Role::Target | Role::Total);
    let plain = said && it.high.is_none() && !it.approximate;
    if !plain || it.unit.is_empty() {
        return None;
    }
    let (start, leads) = clause_start(text, it.range.start as usize)?;
    let end = clause_end(text, it.range.end as usize)?;
    let before = TextRange::of(start..it.range.start as usize).slice(text);
    let behind = TextRange::of(it.range.end as usize..end).slice(text);
    let mut said = Said::default();
    said.add(before, lexicon)?;
    // 获得补贴企业数, 外借文献量: the name of an indicator says that it counts.
    if matches!(said.words.last(), Some('数' | '量')) && before.ends_with(['数', '量']) {
        said.words.pop();
    }
    said.add(behind, lexicon)?;
    if said.words.len() < FEWEST {
        return None;
    }
    said.words.sort_unstable();
    let mut key: String = said.words.into_iter().collect();
    key.push('|');
    key.push_str(&said.numbers);
    key.push('|');
    key.push_str(&it.canonical_unit(text, lexicon));
    Some((key, leads))
}

/// Where the clause around `at` begins, and whether a sentence does; `None` when it is too long. A
/// clause behind a colon goes with what stands before the colon.
fn clause_start(text: &str, at: usize) -> Option<(usize, bool)> {
    let head = text.get(..at)?;
    for (offset, c) in head.char_indices().rev() {
        if at.saturating_sub(offset) > FARTHEST {
            return None;
        }
        if is_boundary(Some(c)) && !matches!(c, '、' | '：' | ':' | '”' | '"' | '》') {
            let begin = offset.saturating_add(c.len_utf8());
            return Some((begin, matches!(c, '。' | '；' | ';' | '\n')));
        }
    }
    Some((0, true))
}

fn clause_end(text: &str, at: usize) -> Option<usize> {
    let rest = text.get(at..)?;
    for (offset, c) in rest.char_indices() {
        if offset > FARTHEST {
            return None;
        }
        if is_boundary(Some(c)) && !matches!(c, '、' | '：' | ':' | '”' | '"' | '》') {
            return Some(at.saturating_add(offset));
        }
    }
    Some(text.len())
}

/// What the clause says without light words.
#[derive(Default)]
struct Said {
    /// Its characters but for numerals.
    words: Vec<char>,
    /// Other numbers of the clause, in their order.
    numbers: String,
}

impl Said {
    /// Adds what `part` says; `None` when a word says that a part of something else is meant.
    fn add(&mut self, part: &str, lexicon: &Lexicon) -> Option<()> {
        let mut until = 0;
        for (at, c) in part.char_indices() {
            if at < until {
                continue;
            }
            if let Some(hit) = lexicon.light.longest(part, at) {
                until = hit.end;
                continue;
            }
            if lexicon.qualifiers.longest(part, at).is_some() {
                return None;
            }
            let numeral = c.is_ascii_digit() || is_chinese_numeral(c);
            if numeral && let Some(end) = year_end(part, at) {
                until = end;
            } else if numeral || c == '.' {
                self.numbers.push(c);
            } else if c.is_alphabetic() {
                self.words.push(c);
                // 8个…24户 is not 82个…4户.
                if !self.numbers.is_empty() && !self.numbers.ends_with(' ') {
                    self.numbers.push(' ');
                }
            }
        }
        Some(())
    }
}

/// The end of a calendar year at `at`: 2024年, 2024年度.
fn year_end(text: &str, at: usize) -> Option<usize> {
    let digits = text
        .get(at..)?
        .chars()
        .take_while(char::is_ascii_digit)
        .count();
    let rest = text.get(at.checked_add(digits)?..)?.strip_prefix('年')?;
    let end = text.len().checked_sub(rest.len())?;
    (digits == 4).then(|| match rest.starts_with('度') {
        true => end.saturating_add('度'.len_utf8()),
        false => end,
    })
}

#[cfg(test)]
mod tests {
    use super::super::data::{LexiconData, Words};
    use super::super::scan::quantities;
    use super::*;

    fn lexicon() -> Lexicon {
        let mut data = LexiconData::default();
        let people = data.units.entry("people".to_owned()).or_default();
        people.insert("人".to_owned(), Words::new());
        data.comparators.before.ge = vec!["不少于".to_owned()];
        data.counting.light = vec!["开展".to_owned(), "人数".to_owned()];
        data.counting.qualifiers = vec!["其中".to_owned()];
        Lexicon::new(&data)
    }

    fn keys(text: &str) -> Vec<(String, bool)> {
        let lexicon = lexicon();
        let found = counted(text, &quantities(text, &lexicon), &lexicon);
        found.into_iter().map(|it| (it.key, it.leads)).collect()
    }

    #[test]
    fn one_thing_has_one_key() {
        let one = keys("培训网格员300人。");
        assert_eq!(one.len(), 1);
        assert_eq!(keys("开展网格员培训人数不少于260人"), one);
        assert_ne!(keys("培训护理员300人"), one);
        let led = keys("开展宣传，培训网格员300人");
        assert_eq!(led.first().map(|it| it.1), Some(false));
    }

    #[test]
    fn parts_are_not_compared_and_other_numbers_tell_apart() {
        for text in ["其中培训网格员300人", "培训300人"] {
            assert_eq!(keys(text), [], "{text}");
        }
        assert_eq!(
            keys("2024年第二期培训网格员300人"),
            keys("第二期培训网格员260人")
        );
        assert_ne!(keys("第二期培训网格员300人"), keys("第三期培训网格员300人"));
    }
}
