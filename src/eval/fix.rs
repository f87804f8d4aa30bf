//! What a finding proposes to write: the `fix` clauses of its requirement, evaluated.

use crate::diag::{Applicability, Edit, Fix};
use crate::facts;
use crate::ir::{FixClause, Template, TemplatePart};
use crate::source::{TextRange, offset};
use crate::types::{Stop, Unit, Value, fold};

use super::locate::Locator;
use super::mend::mend;
use super::run::Run;
use super::show::{number, shortened};

/// How much text on each side of an edit is looked at to see that no number changes, in bytes.
const AROUND: u32 = 96;

/// What it takes to see what an edit changes, in steps.
const STEPS: usize = 50;

/// The most characters of what stands there, and of what becomes of it, that a title shows.
const SHOWN: usize = 24;

/// What is done at one value.
struct Mended {
    edits: Vec<Edit>,
    /// What it does, a phrase.
    title: String,
    /// Whether a program may do it: no number changes, and no cell or line.
    certain: bool,
}

impl<'a> Run<'a, '_> {
    /// The fixes that the clauses propose. What would change a number stands apart, for people.
    pub(super) fn fixes(&mut self, clauses: &'a [FixClause]) -> Vec<Fix> {
        if clauses.is_empty() {
            return Vec::new();
        }
        let taken = std::mem::replace(&mut self.steps, self.fix_steps);
        let fixes = self.proposed(clauses);
        self.fix_steps = std::mem::replace(&mut self.steps, taken);
        fixes
    }

    fn proposed(&mut self, clauses: &'a [FixClause]) -> Vec<Fix> {
        let mut fixes = Vec::new();
        for clause in clauses {
            // A place that is missing has nothing to replace; no fault of a fix hides a finding.
            let Ok(place) = self.eval(&clause.place) else {
                continue;
            };
            let (mut certain, mut shown) = (Vec::new(), Vec::new());
            for element in self.context.elements(place) {
                let Ok(Some(mended)) = self.mended(clause, element) else {
                    continue;
                };
                match mended.certain {
                    true => certain.push(mended),
                    false => shown.push(mended),
                }
            }
            fixes.extend(together(certain, clause.applicability));
            fixes.extend(together(shown, Applicability::Display));
        }
        fixes
    }

    /// What a clause does at one value of its place; `None` when there is nothing to do or it
    /// cannot be done.
    fn mended(
        &mut self,
        clause: &'a FixClause,
        element: &Value<'a>,
    ) -> Result<Option<Mended>, Stop<'a>> {
        self.spend(STEPS)?;
        self.set_local(clause.it, element);
        let text = self.replacement(&clause.text, element)?;
        let Some(range) = self.stands(element) else {
            return Ok(None);
        };
        let content = &self.document.content;
        let source = content.source();
        let Some(edits) = mend(content, range, &text).filter(|edits| !edits.is_empty()) else {
            return Ok(None);
        };
        let held = |edit: &Edit| {
            let moves = |text: &str| text.contains('\t');
            moves(source.slice(edit.range)) || edit.text.chars().any(char::is_control)
        };
        let numbering = self.is_numbering(&edits);
        let certain = !edits.iter().any(held) && (numbering || self.keeps_numbers(&edits));
        let title = title(source.slice(content.origin(range)), &text);
        let title = match numbering {
            true => format!("编号{title}"),
            false => title,
        };
        Ok(Some(Mended {
            edits,
            title,
            certain,
        }))
    }

    /// The text that a template of a fix makes; an error when one of its values is missing.
    fn replacement(
        &mut self,
        template: &'a Template,
        element: &Value<'a>,
    ) -> Result<String, Stop<'a>> {
        let mut text = String::new();
        for part in &template.parts {
            match part {
                TemplatePart::Text(words) => text.push_str(words),
                TemplatePart::Hole(expr) => {
                    let value = self.eval(expr)?;
                    text.push_str(&self.written_there(&value, element));
                }
            }
        }
        Ok(text)
    }

    /// A value in words; a number that was reckoned as the one that it replaces is written.
    fn written_there(&self, value: &Value<'a>, element: &Value<'a>) -> String {
        let (Value::Number(new), Value::Number(old)) = (value, element) else {
            return self.shown(value);
        };
        if new.at != TextRange::default() || old.at == TextRange::default() {
            return self.shown(value);
        }
        let written = self.document.text(old.at);
        let unit = match written.contains(new.unit.name()) {
            true => new.unit,
            false => Unit::NONE,
        };
        let number = number(new.value, unit);
        match written.contains(',') {
            true => grouped(&number),
            false => number,
        }
    }

    /// Where a value stands in the content.
    fn stands(&self, value: &Value<'a>) -> Option<TextRange> {
        match value {
            Value::Missing(_) | Value::List(_) | Value::Rows { .. } => None,
            Value::Row(_) => self.place(value),
            Value::Record(record) if record.at == TextRange::default() => {
                record.parts.iter().find_map(|part| self.stands(part))
            }
            other => other.place(),
        }
    }

    /// Whether nothing but the numbers of items is changed.
    fn is_numbering(&self, edits: &[Edit]) -> bool {
        let locator = self.locator;
        let locator = locator.get_or_init(|| Locator::new(self.form, self.document));
        edits.iter().all(|it| locator.is_item_number(it.range))
    }

    /// Whether the text around the edits says the same numbers before and after.
    fn keeps_numbers(&self, edits: &[Edit]) -> bool {
        let source = self.document.content.source().text();
        let (Some(first), Some(last)) = (edits.first(), edits.last()) else {
            return true;
        };
        let from = floor(source, first.range.start.saturating_sub(AROUND));
        let to = floor(source, last.range.end.saturating_add(AROUND));
        let before = TextRange::new(from, to).slice(source);
        let mut after = String::with_capacity(before.len());
        let mut at = from;
        for edit in edits {
            after.push_str(TextRange::new(at, edit.range.start).slice(source));
            after.push_str(&edit.text);
            at = edit.range.end;
        }
        after.push_str(TextRange::new(at, to).slice(source));
        facts::same_numbers(&fold(before), &fold(&after), (self.context.lexicon)())
    }
}

/// The fix that does all of this.
fn together(mended: Vec<Mended>, applicability: Applicability) -> Option<Fix> {
    let first = mended.first()?.title.clone();
    let title = match mended.len() {
        1 => first,
        count => format!("{first}，共 {count} 处"),
    };
    let mut edits: Vec<Edit> = mended.into_iter().flat_map(|it| it.edits).collect();
    edits.sort_by_key(|edit| (edit.range.start, edit.range.end));
    edits.dedup();
    // Values inside one another would be written twice.
    let apart = edits.windows(2).all(|pair| match pair {
        [one, next] => one.range.end <= next.range.start && one.range != next.range,
        _ => true,
    });
    apart.then_some(Fix {
        title,
        applicability,
        edits,
    })
}

/// A number with a comma before every three digits of its whole part.
fn grouped(number: &str) -> String {
    let end = number.find(|c: char| !c.is_ascii_digit() && c != '-');
    let (whole, rest) = number
        .split_at_checked(end.unwrap_or(number.len()))
        .unwrap_or((number, ""));
    let mut out = String::new();
    for (at, c) in whole.chars().enumerate() {
        let left = whole.len() - at;
        if out.ends_with(|c: char| c.is_ascii_digit()) && left.is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out + rest
}

/// What is done in words: `“，” → “。”`.
fn title(before: &str, after: &str) -> String {
    let shown = |text: &str| shortened(text.trim_matches(['\r', '\n']), SHOWN);
    if !after.is_empty() {
        return format!("“{}” → “{}”", shown(before), shown(after));
    }
    match before.trim() {
        "" | "\\n" if before.contains(['\n', '\\']) => "删去换行".to_owned(),
        "" => "删去空格".to_owned(),
        _ => format!("删去“{}”", shown(before)),
    }
}

/// The boundary of a character at or before `at`.
fn floor(text: &str, at: u32) -> u32 {
    let at = (at as usize).min(text.len());
    let mut boundaries = (0..=at).rev();
    offset(
        boundaries
            .find(|at| text.is_char_boundary(*at))
            .unwrap_or_default(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_by_three() {
        for (number, expected) in [
            ("7", "7"),
            ("100", "100"),
            ("36482.16", "36,482.16"),
            ("-1234567 万元", "-1,234,567 万元"),
        ] {
            assert_eq!(grouped(number), expected);
        }
    }

    #[test]
    fn a_title_says_what_is_done() {
        for (before, after, expected) in [
            ("。。", "。", "“。。” → “。”"),
            ("多余", "", "删去“多余”"),
            ("  ", "", "删去空格"),
            ("\r\n", "", "删去换行"),
            ("\\n", "", "删去换行"),
        ] {
            assert_eq!(title(before, after), expected);
        }
    }
}
