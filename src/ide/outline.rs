//! The parts of a file, what can be folded, its canonical layout, and how its examples come out.

use std::path::Path;

use crate::source::{SourceId, TextRange, offset};
use crate::syntax::ast::{Item, RuleFile};
use crate::syntax::{self, Keywords};
use crate::trial::rule_examples;

use super::answer::{Hint, Lens, Symbol, SymbolKind};
use super::rule_file::{loc, name};
use super::session::{Kind, Session};

impl Session {
    /// The parts of a file that have names.
    pub fn symbols(&mut self, path: &Path) -> Option<Vec<Symbol>> {
        match self.kind(path) {
            Kind::Declaration => self.declared_symbols(path),
            Kind::Pack(..) | Kind::Rule => {
                let (_, tree) = self.rule_tree(path)?;
                Some(tree.items.iter().filter_map(symbol).collect())
            }
            Kind::Settings | Kind::Waivers | Kind::Other => None,
        }
    }

    /// The parts of a file that can be folded: all that are longer than a line.
    pub fn folds(&mut self, path: &Path) -> Option<Vec<TextRange>> {
        let symbols = self.symbols(path)?;
        let text = self.text(path)?;
        let mut folds = Vec::new();
        fold(&text, &symbols, &mut folds);
        Some(folds)
    }

    /// What is shown inside a part of a file.
    pub fn hints(&mut self, path: &Path, within: TextRange) -> Option<Vec<Hint>> {
        match self.kind(path) {
            Kind::Declaration => self.declared_hints(path, within),
            Kind::Pack(..) | Kind::Rule | Kind::Settings | Kind::Waivers | Kind::Other => None,
        }
    }

    /// What has to be replaced in a rule file by what, so that it has the canonical layout; `None`
    /// when it has mistakes.
    pub fn format(&mut self, path: &Path) -> Option<Vec<(TextRange, String)>> {
        let (text, tree) = self.rule_tree(path)?;
        if !syntax::parse(SourceId(0), &text).diagnostics.is_empty() {
            return None;
        }
        let written = syntax::format_as(&tree, &text, Keywords::AsWritten);
        let again = syntax::parse(SourceId(0), &written);
        if !again.diagnostics.is_empty() || again.file.items != tree.items {
            return None;
        }
        let written = match text.contains("\r\n") {
            true => written.replace('\n', "\r\n"),
            false => written,
        };
        Some(difference(&text, &written))
    }

    /// How the examples of the rules of a file come out, by the last state of the pack without
    /// mistakes.
    pub fn lenses(&mut self, path: &Path) -> Option<Vec<Lens>> {
        let here = self.here(path)?;
        let book = here.studio.good.as_ref()?;
        let rules = here.tree.items.iter().filter_map(|item| match item {
            Item::Rule(rule) => Some(rule),
            _ => None,
        });
        let of = |rule: &syntax::ast::Rule| {
            let results = rule_examples(book, &rule.id.text);
            let failed = results.iter().filter(|it| it.problem.is_some()).count();
            let passed = results.len() - failed;
            let title = match (results.len(), failed) {
                (0, _) => return None,
                (_, 0) => format!("✓ 示例 {passed} 个通过"),
                (_, failed) => format!("✗ 示例 {failed} 个未通过，{passed} 个通过"),
            };
            Some(Lens {
                range: rule.id.loc.0,
                rule: rule.id.text.clone(),
                title,
            })
        };
        Some(rules.filter_map(of).collect())
    }

    /// How the examples of a rule come out, one paragraph for each that did not as it says.
    pub fn examples(&mut self, path: &Path, rule: &str) -> Option<String> {
        let here = self.here(path)?;
        let results = rule_examples(here.studio.good.as_ref()?, rule);
        let failed = results.iter().filter_map(|result| {
            let problem = result.problem.as_ref()?;
            Some(format!("✗ {}\n{problem}", result.name))
        });
        let failed: Vec<String> = failed.collect();
        Some(match failed.is_empty() {
            true => format!("规则 {rule} 的示例 {} 个，全部通过", results.len()),
            false => failed.join("\n\n"),
        })
    }

    /// The text and the tree of a rule file, of a pack or not.
    fn rule_tree(&self, path: &Path) -> Option<(String, RuleFile)> {
        if path.extension().is_none_or(|it| it != "rule") {
            return None;
        }
        let text = self.text(path)?;
        let tree = syntax::parse(SourceId(0), &text).file;
        Some((text, tree))
    }
}

fn symbol(item: &Item) -> Option<Symbol> {
    let (kind, detail) = match item {
        Item::Param(_) => (SymbolKind::Param, ""),
        Item::Terms(_) | Item::Pattern(_) => (SymbolKind::Words, ""),
        Item::Def(_) => (SymbolKind::Def, ""),
        Item::Rule(it) => {
            let title = it.title.as_ref().map(|title| title.text.as_str());
            (SymbolKind::Rule, title.unwrap_or_default())
        }
        Item::Extend(_) => (SymbolKind::Override, "增补"),
        Item::Override(_) => (SymbolKind::Override, "调整"),
        Item::Error(_) => return None,
    };
    let name = name(item)?;
    Some(Symbol {
        name: name.text.clone(),
        detail: detail.to_owned(),
        kind,
        range: loc(item).to(name.loc.0),
        selection: name.loc.0,
        children: Vec::new(),
    })
}

fn fold(text: &str, symbols: &[Symbol], folds: &mut Vec<TextRange>) {
    for symbol in symbols {
        let range = symbol.range;
        let trimmed = range.slice(text).trim_end();
        if trimmed.contains('\n') {
            let end = range.start + offset(trimmed.len());
            folds.push(TextRange::new(range.start, end));
        }
        fold(text, &symbol.children, folds);
    }
}

/// The lines in the middle that differ.
fn difference(old: &str, new: &str) -> Vec<(TextRange, String)> {
    if old == new {
        return Vec::new();
    }
    let same = |(a, b): &(&str, &str)| a == b;
    let (olds, news) = (old.split_inclusive('\n'), new.split_inclusive('\n'));
    let start: usize = olds.zip(news).take_while(same).map(|(a, _)| a.len()).sum();
    let rest = |text: &'_ str| text.get(start..).unwrap_or_default().to_owned();
    let (old_rest, new_rest) = (rest(old), rest(new));
    let backwards = old_rest.split_inclusive('\n').rev();
    let backwards = backwards.zip(new_rest.split_inclusive('\n').rev());
    let end: usize = backwards.take_while(same).map(|(a, _)| a.len()).sum();
    let range = TextRange::of(start..old.len() - end);
    let text = new_rest.get(..new_rest.len() - end).unwrap_or_default();
    vec![(range, text.to_owned())]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_lines_that_differ_are_replaced() {
        let (old, new) = ("a\nb\nc\n", "a\nx\ny\nc\n");
        let edits = difference(old, new);
        assert_eq!(edits, [(TextRange::new(2, 4), "x\ny\n".to_owned())]);
        assert_eq!(difference(old, old), []);
        assert_eq!(
            difference("", "a"),
            [(TextRange::new(0, 0), "a".to_owned())]
        );
    }
}
