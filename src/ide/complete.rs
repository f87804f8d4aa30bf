//! What may be written at the caret of a rule file.
//!
//! A name that nobody has is put where the caret is, and the pack is analysed with it: what the
//! analysis knows there is what may be written. Where the text cannot be read as an expression, the
//! words before the caret decide.

use std::collections::BTreeSet;
use std::path::Path;

use crate::analysis::{CARET, Meaning, Scope, accepts};
use crate::builtins;
use crate::source::{TextRange, offset};
use crate::syntax::ast::Item;
use crate::syntax::{self, Bracket, KEYWORDS, Opens, TokenKind};
use crate::types::{Ty, Unit};
use crate::vfs::Overlay;

use super::answer::{Offer, OfferKind};
use super::rule_file::{doc, name, word_at};
use super::rule_hover::{builtin_words, call_words};
use super::session::{Kind, Session};
use super::studio::Studio;

impl Session {
    /// What may be written at an offset of a file.
    pub fn completions(&mut self, path: &Path, at: u32) -> Vec<Offer> {
        match self.kind(path) {
            Kind::Pack(folder, inside) if inside.ends_with(".rule") => {
                self.rule_offers(path, &folder, at).unwrap_or_default()
            }
            Kind::Pack(..) => self.key_offers(path, at).unwrap_or_default(),
            Kind::Settings | Kind::Waivers => match self.name_offers(path, at) {
                Some(names) => names,
                None => self.key_offers(path, at).unwrap_or_default(),
            },
            Kind::Declaration => self.declared_offers(path, at).unwrap_or_default(),
            Kind::Rule | Kind::Other => Vec::new(),
        }
    }

    fn rule_offers(&mut self, path: &Path, folder: &Path, at: u32) -> Option<Vec<Offer>> {
        let text = self.text(path)?;
        let range = word_at(&text, at);
        let spot = spot(&text, range.start);
        if spot == Spot::Nothing {
            return Some(Vec::new());
        }
        let mut probed = text.clone();
        probed.insert_str(range.end as usize, CARET);
        let mut open = self.open_copy();
        open.insert(path, probed);
        let studio = Studio::load(
            self.bases(),
            &Overlay::new(&open, self.disk()),
            self.named_packs(),
            folder,
            None,
        );
        let mut offers = Offers {
            range,
            found: Vec::new(),
            seen: BTreeSet::new(),
        };
        match (&studio.index.scope, spot) {
            (Some(scope), _) => offers.scope(scope, &studio),
            (None, Spot::Item) => offers.keywords(|it| it.opens == Opens::Item),
            (None, Spot::Clause) => offers.keywords(|it| it.opens == Opens::Clause),
            (None, Spot::Behind(word)) => offers.behind(word, &studio),
            (None, Spot::Unit) => offers.units(),
            (None, Spot::Expression | Spot::Nothing) => {
                offers.keywords(|it| it.opens == Opens::Nothing);
            }
        }
        Some(offers.found)
    }
}

/// Where the caret is, as far as the tokens before it tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Spot {
    /// In a comment or a text.
    Nothing,
    /// Where an item begins.
    Item,
    /// Where a clause begins.
    Clause,
    /// Behind the opening keyword of a clause.
    Behind(&'static str),
    /// Behind a number.
    Unit,
    /// Inside an expression.
    Expression,
}

fn spot(text: &str, at: u32) -> Spot {
    let lexed = syntax::lex(text);
    let in_comment = |range: TextRange| range.start < at && at <= range.end;
    if lexed.comments.iter().any(|it| in_comment(it.range)) {
        return Spot::Nothing;
    }
    let count = lexed.tokens.partition_point(|token| token.range.start < at);
    let before = lexed.tokens.get(..count).unwrap_or_default();
    let braces = before.iter().fold(0i32, |depth, token| match token.kind {
        TokenKind::Open(Bracket::Brace) => depth + 1,
        TokenKind::Close(Bracket::Brace) => depth - 1,
        _ => depth,
    });
    let line = text.get(..at as usize).unwrap_or_default();
    let line = line.rsplit('\n').next().unwrap_or_default();
    let Some(last) = before.last() else {
        return Spot::Item;
    };
    if let TokenKind::Quoted(closed) = last.kind
        && (at < last.range.end || (!closed && at == last.range.end))
    {
        // A hole of a template holds an expression.
        let inside = text
            .get(last.range.start as usize..at as usize)
            .unwrap_or_default();
        let hole = inside.rfind('{') > inside.rfind('}');
        return if hole {
            Spot::Expression
        } else {
            Spot::Nothing
        };
    }
    if line.trim().is_empty() || last.kind == TokenKind::Open(Bracket::Brace) {
        return if braces > 0 { Spot::Clause } else { Spot::Item };
    }
    if last.kind == TokenKind::Number {
        return Spot::Unit;
    }
    let opening = before.iter().rev().find(|token| token.first_on_line);
    let opening = opening
        .map(|token| token.range.slice(text))
        .unwrap_or_default();
    let word = KEYWORDS.iter().find(|it| it.is(opening)).map(|it| it.id);
    match word {
        Some("example") if last.kind == TokenKind::Word && last.range.slice(text) == opening => {
            Spot::Behind("example")
        }
        Some(id @ ("on" | "severity" | "confidence" | "explains" | "override")) => Spot::Behind(id),
        _ => Spot::Expression,
    }
}

struct Offers {
    range: TextRange,
    found: Vec<Offer>,
    seen: BTreeSet<String>,
}

impl Offers {
    fn add(&mut self, label: &str, kind: OfferKind, detail: String, doc: String) {
        let fresh = !label.is_empty() && !label.ends_with(CARET);
        if fresh && self.seen.insert(label.to_owned()) {
            self.found.push(Offer {
                label: label.to_owned(),
                detail,
                doc,
                kind,
                insert: label.to_owned(),
                range: self.range,
            });
        }
    }

    fn scope(&mut self, scope: &Scope, studio: &Studio) {
        if let Some(base) = &scope.base {
            return self.parts(base);
        }
        if let Some(Ty::Word(words)) = &scope.expected {
            for (zh, en) in &words.words {
                self.add(zh, OfferKind::Word, words.name.clone(), String::new());
                self.add(en, OfferKind::Word, words.name.clone(), String::new());
            }
        }
        for (name, ty) in scope.locals.iter().rev() {
            self.add(name, OfferKind::Local, ty.to_string(), String::new());
        }
        for (name, ty) in &scope.fields {
            self.add(name, OfferKind::Field, ty.to_string(), String::new());
        }
        self.definitions(studio);
        for builtin in builtins::all() {
            for name in [builtin.zh, builtin.en] {
                let doc = builtin_words(builtin);
                self.add(name, OfferKind::Function, call_words(builtin), doc);
            }
        }
        self.keywords(|it| it.reserved);
    }

    /// What can be taken from a value of a type.
    fn parts(&mut self, base: &Ty) {
        if let Ty::Record(record) = base.element().unwrap_or(base) {
            for part in &record.fields {
                for name in [&part.zh, &part.en] {
                    self.add(name, OfferKind::Field, part.ty.to_string(), String::new());
                }
            }
        }
        for builtin in builtins::all() {
            let fits = matches!(builtin.params, [only] if accepts(only.kind, base));
            for name in [builtin.zh, builtin.en].iter().filter(|_| fits) {
                let doc = builtin_words(builtin);
                self.add(name, OfferKind::Function, call_words(builtin), doc);
            }
        }
    }

    fn definitions(&mut self, studio: &Studio) {
        let trees = studio.packs.iter().flat_map(|pack| &pack.rules);
        for item in trees.flat_map(|(_, tree)| &tree.items) {
            let (kind, detail) = match item {
                Item::Param(_) => (OfferKind::Constant, "参数"),
                Item::Terms(_) => (OfferKind::Constant, "词表"),
                Item::Pattern(_) => (OfferKind::Constant, "句式"),
                Item::Def(_) => (OfferKind::Function, "定义"),
                Item::Rule(_) | Item::Extend(_) | Item::Override(_) | Item::Error(_) => continue,
            };
            if let Some(name) = name(item) {
                self.add(&name.text, kind, detail.to_owned(), doc(item).join("\n"));
            }
        }
    }

    fn keywords(&mut self, wanted: impl Fn(&syntax::Keyword) -> bool) {
        for keyword in KEYWORDS.iter().filter(|it| wanted(it)) {
            for (word, other) in [(keyword.zh, keyword.en), (keyword.en, keyword.zh)] {
                let doc = keyword.doc.to_owned();
                self.add(word, OfferKind::Keyword, other.to_owned(), doc);
            }
        }
    }

    fn only(&mut self, ids: &[&str]) {
        self.keywords(|it| ids.contains(&it.id));
    }

    /// What may stand behind the opening keyword of a clause.
    fn behind(&mut self, word: &str, studio: &Studio) {
        match word {
            "severity" => self.only(&["error", "warning", "hint"]),
            "confidence" => self.only(&["sure", "likely", "opinion"]),
            "example" => self.only(&["pass", "fail"]),
            "on" => {
                for form in &studio.forms {
                    self.add(
                        &form.name,
                        OfferKind::Subject,
                        "表".into(),
                        form.doc.clone(),
                    );
                }
                for it in &studio.interfaces {
                    self.add(&it.name, OfferKind::Subject, "接口".into(), it.doc.clone());
                }
            }
            _ => {
                let entries = studio.index.entries.iter();
                for entry in entries.filter(|it| matches!(it.meaning, Meaning::Rule(_))) {
                    self.add(
                        &entry.name,
                        OfferKind::Subject,
                        "规则".into(),
                        String::new(),
                    );
                }
            }
        }
    }

    fn units(&mut self) {
        for unit in Unit::names() {
            self.add(unit, OfferKind::Unit, "单位".into(), String::new());
        }
    }
}

/// How much of a text stands before an offset on its line.
pub(super) fn line_before(text: &str, at: u32) -> &str {
    let before = text.get(..at as usize).unwrap_or_default();
    before.rsplit('\n').next().unwrap_or_default()
}

/// How much of a text stands behind an offset on its line.
pub(super) fn line_behind(text: &str, at: u32) -> &str {
    let behind = text.get(at as usize..).unwrap_or_default();
    behind.lines().next().unwrap_or_default()
}

/// The range of `length` bytes that ends at an offset.
pub(super) fn ending_at(at: u32, length: usize) -> TextRange {
    TextRange::new(at.saturating_sub(offset(length)), at)
}
