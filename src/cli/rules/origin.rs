//! Every setting in force with the layer that it comes from.

use unicode_width::UnicodeWidthStr;

use crate::ir::{Bound, Change, ChangeKind, Rule, RuleSet};
use crate::workspace::Book;

use super::command::head;

/// What stands under a row.
const BELOW: &str = "      ";

/// The page of a pack; `words` asks for the words that layers put into lists.
pub(super) fn page(book: &Book, words: bool) -> String {
    let set = book.engine().rules();
    let mut page = head(book);
    page.push_str("\n层，从下往上：\n");
    page.push_str(&table(&layers(book), "  "));
    page.push_str("\n规则：\n");
    let rows: Vec<_> = set.rules.iter().map(rule).collect();
    let below = set.rules.iter().map(|it| rule_changes(set, it));
    push(&mut page, &rows, below);
    if !set.layers.params.is_empty() {
        page.push_str("\n参数：\n");
        let below = set.layers.params.iter();
        let below = below.map(|it| changes(set.layers.of_param(&it.name)));
        push(&mut page, &params(set), below);
    }
    if !set.layers.terms.is_empty() {
        page.push_str("\n词表：\n");
        let below = set.layers.terms.iter();
        let below = below.map(|it| {
            let added = set.layers.of_terms(&it.name);
            table(&added.map(|it| entry(it, words)).collect::<Vec<_>>(), BELOW)
        });
        push(&mut page, &lists(set), below);
    }
    page
}

/// Rows in columns, each behind `indent`. The last cell of a row ends the line.
pub(super) fn table(rows: &[Vec<String>], indent: &str) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
    let cell = |row: &Vec<String>, at: usize| row.get(at).map(|it| it.width()).unwrap_or_default();
    let widths: Vec<usize> = (0..columns)
        .map(|at| rows.iter().map(|row| cell(row, at)).max())
        .map(Option::unwrap_or_default)
        .collect();
    let mut text = String::new();
    for row in rows {
        let mut line = indent.to_owned();
        for (cell, width) in row.iter().zip(&widths) {
            line.push_str(cell);
            line.push_str(&" ".repeat(width.saturating_sub(cell.width()).saturating_add(2)));
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// Rows in columns with what stands below each.
fn push(page: &mut String, rows: &[Vec<String>], below: impl Iterator<Item = String>) {
    for (line, below) in table(rows, "  ").lines().zip(below) {
        page.push_str(line);
        page.push('\n');
        page.push_str(&below);
    }
}

/// The packs, the lowest first.
fn layers(book: &Book) -> Vec<Vec<String>> {
    book.layers()
        .map(|info| {
            let joins = book.joined().iter().any(|it| it.id == info.id);
            let note = if joins {
                "（随下层一起用）"
            } else {
                ""
            };
            let name = format!("{} {}", info.id, info.version);
            vec![name, format!("{}{note}", info.title)]
        })
        .collect()
}

fn rule(rule: &Rule) -> Vec<String> {
    let state = match (rule.off, rule.draft, rule.locked) {
        (true, ..) => "停用",
        (false, true, _) => "草案",
        (false, false, true) => "锁定",
        (false, false, false) => "",
    };
    let cells = [rule.severity.title(), &rule.id, &rule.title, &rule.pack];
    let cells = cells.map(str::to_owned).into_iter();
    cells.chain([state.to_owned()]).collect()
}

fn rule_changes(set: &RuleSet, rule: &Rule) -> String {
    changes(set.layers.of_rule(&rule.id))
}

fn changes<'c>(of: impl Iterator<Item = &'c Change>) -> String {
    let rows: Vec<Vec<String>> = of
        .map(|change| vec![words(&change.kind), change.layer.clone()])
        .collect();
    table(&rows, BELOW)
}

/// A change in words.
pub(in super::super) fn words(change: &ChangeKind) -> String {
    match change {
        ChangeKind::Severity(from, to) => format!("级别：{} → {}", from.title(), to.title()),
        ChangeKind::Confidence(from, to) => format!("把握：{} → {}", from.title(), to.title()),
        ChangeKind::Locked => "锁定".to_owned(),
        ChangeKind::Off => "停用".to_owned(),
        ChangeKind::Basis => "添了依据".to_owned(),
        ChangeKind::Help => "改了建议".to_owned(),
        ChangeKind::Value(from, to) => format!("{from} → {to}"),
        ChangeKind::Words(words) => format!("添了 {} 个词", words.len()),
    }
}

fn params(set: &RuleSet) -> Vec<Vec<String>> {
    let params = set.layers.params.iter().zip(&set.params);
    params
        .map(|(it, value)| {
            let cells = [it.name.clone(), value.to_string(), it.pack.clone()];
            cells.into_iter().chain([bound(&it.bound)]).collect()
        })
        .collect()
}

fn lists(set: &RuleSet) -> Vec<Vec<String>> {
    let lists = set.layers.terms.iter().zip(&set.terms);
    lists
        .map(|(it, list)| {
            let count = format!("{} 个词", list.words.len());
            let cells = [it.name.clone(), count, it.pack.clone()];
            cells.into_iter().chain([bound(&it.bound)]).collect()
        })
        .collect()
}

/// What later layers may do, in words; nothing when they may do anything.
fn bound(bound: &Bound) -> String {
    match bound {
        Bound::Open => String::new(),
        Bound::MayOnlyFall => "只许降低".to_owned(),
        Bound::MayOnlyRise => "只许提高".to_owned(),
        Bound::Locked => "锁定".to_owned(),
        Bound::Held(rule) => format!("随 {rule} 锁定"),
    }
}

fn entry((layer, words): (&str, &[String]), named: bool) -> Vec<String> {
    let count = format!("添了 {} 个词", words.len());
    let listed = match named {
        true => format!("{layer}：{}", words.join("、")),
        false => layer.to_owned(),
    };
    vec![count, listed]
}
