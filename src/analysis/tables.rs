//! The names that rule files define: parameters, word lists, patterns and definitions of all packs
//! together, each checked once.

use std::cell::RefCell;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::diag::Diagnostic;
use crate::ir::{Constant, Pattern, Terms};
use crate::source::{Span, StaticStr};
use crate::syntax::{KEYWORDS, Opens, ast};
use crate::types::Ty;

use super::analyse::FileInput;
use super::constant::constant;
use super::diagnostics as messages;
use super::index::{Index, Meaning};
use super::{layers, pattern};

/// A parameter: its index, type and place.
pub(super) struct ParamDef {
    pub index: u16,
    pub ty: Ty,
    pub span: Span,
    pub pack: usize,
    pub bound: Option<ast::ParamBound>,
}

/// A word list or a pattern: its index and place.
pub(super) struct WordDef {
    pub index: u16,
    pub span: Span,
    pub pack: usize,
}

/// A definition.
pub(super) struct FunctionDef<'a> {
    pub def: &'a ast::Def,
    pub span: Span,
    pub pack: usize,
}

/// All names.
#[derive(Default)]
pub(super) struct Tables<'a> {
    pub params: FxHashMap<&'a str, ParamDef>,
    pub terms: FxHashMap<&'a str, WordDef>,
    pub patterns: FxHashMap<&'a str, WordDef>,
    pub defs: FxHashMap<&'a str, FunctionDef<'a>>,
    pub param_values: Vec<Constant>,
    pub term_values: Vec<Terms>,
    pub pattern_values: Vec<Pattern>,
    /// What later packs may do with the word lists, by their index, as it was written.
    pub term_bounds: Vec<Option<ast::TermsBound>>,
    /// The pack of each parameter and each word list.
    pub param_packs: Vec<String>,
    pub term_packs: Vec<String>,
    /// What later packs put into word lists.
    pub extensions: Vec<Extension<'a>>,
    /// The word lists that patterns and other word lists take in: its name, theirs.
    taken_in: RefCell<FxHashMap<String, FxHashSet<String>>>,
    /// Which names were used, so that the others can be named.
    pub used: RefCell<FxHashSet<String>>,
    /// The definitions that were expanded where they are called.
    expanded: RefCell<FxHashSet<String>>,
    /// Names that fields of forms hide.
    hidden: RefCell<FxHashSet<String>>,
    /// What names mean, as far as it was asked.
    pub index: RefCell<Index>,
    /// What could not be read.
    unread: Vec<String>,
    /// Names whose definition has a mistake, which is reported there and nowhere else.
    broken: FxHashSet<String>,
}

/// Words that a pack puts into a list of an earlier one.
pub(super) struct Extension<'a> {
    pub item: &'a ast::Extend,
    pub file: &'a FileInput<'a>,
    /// The words that were not in the list before.
    pub words: Vec<String>,
}

/// The words of a text: what could be a name or a keyword.
pub(super) fn words_of(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|c: char| !c.is_alphanumeric() && c != '_');
    words.filter(|word| !word.is_empty())
}

pub(super) fn span(file: &FileInput<'_>, loc: ast::Loc) -> Span {
    Span::new(file.source, loc.0)
}

fn next(length: usize) -> u16 {
    u16::try_from(length).unwrap_or(u16::MAX)
}

impl<'a> Tables<'a> {
    /// Gathers the names of all files; word lists and patterns may use one another in any order.
    pub(super) fn collect(files: &'a [FileInput<'a>], diagnostics: &mut Vec<Diagnostic>) -> Self {
        let mut tables = Tables::default();
        let mut terms = Vec::new();
        let mut patterns = Vec::new();
        for file in files {
            for item in &file.tree.items {
                match item {
                    ast::Item::Param(it) => {
                        if tables.is_new(&it.name, file, diagnostics) {
                            tables.param(it, file, diagnostics);
                        }
                    }
                    ast::Item::Terms(it) => {
                        if tables.is_new(&it.name, file, diagnostics) {
                            let def = WordDef {
                                index: next(terms.len()),
                                span: span(file, it.name.loc),
                                pack: file.pack,
                            };
                            tables.terms.insert(&it.name.text, def);
                            tables.term_bounds.push(it.bound);
                            tables.term_packs.push(file.pack_id.to_owned());
                            terms.push((it, file));
                        }
                    }
                    ast::Item::Extend(item) => tables.extensions.push(Extension {
                        item,
                        file,
                        words: Vec::new(),
                    }),
                    ast::Item::Pattern(it) => {
                        if tables.is_new(&it.name, file, diagnostics) {
                            let def = WordDef {
                                index: next(patterns.len()),
                                span: span(file, it.name.loc),
                                pack: file.pack,
                            };
                            tables.patterns.insert(&it.name.text, def);
                            patterns.push((it, file));
                        }
                    }
                    ast::Item::Def(it) => {
                        if tables.is_new(&it.name, file, diagnostics) {
                            let span = span(file, it.name.loc);
                            let def = FunctionDef {
                                def: it,
                                span,
                                pack: file.pack,
                            };
                            tables.defs.insert(&it.name.text, def);
                        }
                    }
                    ast::Item::Error(loc) => tables.broken_item(loc.0.slice(file.text)),
                    ast::Item::Rule(it) => tables.broken_clauses(&it.clauses, file),
                    ast::Item::Override(it) => tables.broken_clauses(&it.clauses, file),
                }
            }
        }
        tables.use_in_broken();
        layers::check_extensions(&mut tables, diagnostics);
        tables.fill_terms(&terms, diagnostics);
        tables.fill_extensions(&terms, diagnostics);
        pattern::fill(&mut tables, &patterns, diagnostics);
        tables
    }

    fn is_new(
        &self,
        name: &ast::Name,
        file: &FileInput<'_>,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> bool {
        let at = span(file, name.loc);
        let known = self.place(&name.text);
        if let Some(first) = known {
            let said = messages::duplicate_name(&name.text, at, first);
            diagnostics.push(match at.source == first.source {
                true => said,
                false => messages::with_layer_advice(said),
            });
        }
        known.is_none()
    }

    /// Where a name was defined.
    pub(super) fn place(&self, name: &str) -> Option<Span> {
        let params = self.params.get(name).map(|def| def.span);
        let terms = self.terms.get(name).map(|def| def.span);
        let patterns = self.patterns.get(name).map(|def| def.span);
        params
            .or(terms)
            .or(patterns)
            .or(self.defs.get(name).map(|def| def.span))
    }

    /// What a name means and of what type it is.
    pub(super) fn meaning(&self, name: &str) -> Option<(Meaning, Ty)> {
        if let Some(def) = self.params.get(name) {
            return Some((Meaning::Param(def.span), def.ty.clone()));
        }
        if let Some(def) = self.terms.get(name) {
            return Some((Meaning::Terms(def.span), Ty::Terms));
        }
        if let Some(def) = self.patterns.get(name) {
            let captures = self.pattern_values.get(usize::from(def.index));
            let captures = captures.map(|it| it.captures.as_slice());
            let ty = match pattern::match_ty(captures.unwrap_or_default()) {
                Ty::Record(record) => Ty::Pattern(record),
                other => other,
            };
            return Some((Meaning::Pattern(def.span), ty));
        }
        let def = self.defs.get(name)?;
        Some((Meaning::Def(def.span), Ty::Unknown))
    }

    /// All names, for suggestions.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        let words = self.terms.keys().chain(self.patterns.keys());
        self.params
            .keys()
            .chain(words)
            .chain(self.defs.keys())
            .copied()
    }

    /// Whether the definition of a name has a mistake of its own.
    pub(super) fn is_broken(&self, name: &str) -> bool {
        self.broken.contains(name)
    }

    /// Remembers that the definition of a name has a mistake.
    pub(super) fn set_broken(&mut self, name: &str) {
        self.broken.insert(name.to_owned());
    }

    /// Remembers that a field hides a name: whether nothing was known of that.
    pub(super) fn hide(&self, name: &str) -> bool {
        self.touch(name);
        self.hidden.borrow_mut().insert(name.to_owned())
    }

    /// Remembers that a definition was expanded.
    pub(super) fn expand(&self, name: &str) {
        self.expanded.borrow_mut().insert(name.to_owned());
    }

    /// Whether a definition was expanded.
    pub(super) fn was_expanded(&self, name: &str) -> bool {
        self.expanded.borrow().contains(name)
    }

    /// The name that an item which could not be read was to define.
    fn broken_item(&mut self, text: &str) {
        let mut words = words_of(text);
        let keyword = words.next().unwrap_or_default();
        let mut items = KEYWORDS.iter().filter(|it| it.opens == Opens::Item);
        if items.any(|it| it.is(keyword))
            && let Some(name) = words.next()
        {
            self.set_broken(name);
        }
        self.unread.push(text.to_owned());
    }

    fn broken_clauses(&mut self, clauses: &[ast::Clause], file: &FileInput<'_>) {
        for clause in clauses {
            if matches!(clause.kind, ast::ClauseKind::Error) {
                self.unread.push(clause.loc.0.slice(file.text).to_owned());
            }
        }
    }

    /// Takes the names in what could not be read for used.
    fn use_in_broken(&self) {
        for text in &self.unread {
            words_of(text).for_each(|word| self.touch(word));
        }
    }

    /// Remembers that a name was used.
    pub(super) fn touch(&self, name: &str) {
        let mut used = self.used.borrow_mut();
        if !used.contains(name) {
            used.insert(name.to_owned());
        }
    }

    fn param(
        &mut self,
        it: &'a ast::Param,
        file: &FileInput<'_>,
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        if let Some((value, ty)) = constant(&it.value, file.source, diagnostics) {
            let directed = it
                .bound
                .is_some_and(|bound| bound != ast::ParamBound::Locked);
            if directed && !matches!(value, Constant::Number(..)) {
                diagnostics.push(messages::no_direction(span(file, it.value.loc)));
            }
            let index = next(self.param_values.len());
            let span = span(file, it.name.loc);
            self.param_values.push(value);
            self.params.insert(
                &it.name.text,
                ParamDef {
                    index,
                    ty,
                    span,
                    pack: file.pack,
                    bound: it.bound,
                },
            );
            self.param_packs.push(file.pack_id.to_owned());
        } else {
            self.set_broken(&it.name.text);
        }
    }

    fn fill_terms(
        &mut self,
        lists: &[(&'a ast::Terms, &FileInput<'_>)],
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        for (it, file) in lists {
            let mut words = Vec::new();
            let mut open = vec![it.name.text.as_str()];
            let before = diagnostics.len();
            self.words(it, file, lists, &mut open, &mut words, diagnostics);
            let empty = words.is_empty() && diagnostics.len() == before;
            if empty || words.iter().any(String::is_empty) {
                diagnostics.push(messages::empty_terms(
                    &it.name.text,
                    span(file, it.name.loc),
                ));
            }
            words.retain(|word| !word.is_empty());
            let mut seen = FxHashSet::default();
            words.retain(|word| seen.insert(word.clone()));
            self.term_values.push(Terms {
                name: it.name.text.as_str().into(),
                words: words.into_iter().map(StaticStr::from).collect(),
            });
        }
    }

    /// Notes which words each extension brings, and complains of those that were there already.
    fn fill_extensions(
        &mut self,
        lists: &[(&'a ast::Terms, &FileInput<'_>)],
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        let mut known: FxHashMap<&str, FxHashSet<String>> = FxHashMap::default();
        let mut all = Vec::new();
        for extension in &self.extensions {
            let name = extension.item.name.text.as_str();
            // What is wrong with the lists was said when they were filled.
            let mut said = Vec::new();
            let mut expand = |entries: &[ast::TermEntry], file: &FileInput<'_>| {
                let mut words = Vec::new();
                self.entries(entries, file, lists, &mut vec![name], &mut words, &mut said);
                words
            };
            let known = known.entry(name).or_insert_with(|| {
                let list = lists.iter().find(|(list, _)| list.name.text == name);
                let own = list.map(|(list, file)| expand(&list.entries, file));
                own.unwrap_or_default().into_iter().collect()
            });
            let mut new = Vec::new();
            for entry in &extension.item.entries {
                let before = new.len();
                let words = expand(std::slice::from_ref(entry), extension.file);
                new.extend(words.into_iter().filter(|word| known.insert(word.clone())));
                if let ast::TermEntry::Word(word) = entry
                    && new.len() == before
                {
                    let at = span(extension.file, word.loc);
                    diagnostics.push(messages::word_there(&word.text, name, at));
                }
            }
            all.push(new);
        }
        for (extension, words) in self.extensions.iter_mut().zip(all) {
            extension.words = words;
        }
    }

    /// All words of a list: its own, those of the lists in it, those that later packs put in.
    fn words<'t>(
        &self,
        it: &'t ast::Terms,
        file: &FileInput<'_>,
        lists: &[(&'t ast::Terms, &FileInput<'_>)],
        open: &mut Vec<&'t str>,
        words: &mut Vec<String>,
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        self.entries(&it.entries, file, lists, open, words, diagnostics);
        for extension in &self.extensions {
            if extension.item.name.text == it.name.text {
                let (entries, file) = (&extension.item.entries, extension.file);
                self.entries(entries, file, lists, open, words, diagnostics);
            }
        }
    }

    fn entries<'t>(
        &self,
        entries: &[ast::TermEntry],
        file: &FileInput<'_>,
        lists: &[(&'t ast::Terms, &FileInput<'_>)],
        open: &mut Vec<&'t str>,
        words: &mut Vec<String>,
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        for entry in entries {
            match entry {
                ast::TermEntry::Word(word) => {
                    words.push(crate::types::fold(&word.text).into_owned());
                }
                ast::TermEntry::List(name) => {
                    let at = span(file, name.loc);
                    self.touch(&name.text);
                    open.iter()
                        .for_each(|outer| self.take_in(outer, &name.text));
                    let found = lists.iter().find(|(list, _)| list.name.text == name.text);
                    match found {
                        _ if open.contains(&name.text.as_str()) => {
                            diagnostics.push(messages::cycle(&name.text, at));
                        }
                        Some((list, file)) => {
                            open.push(&list.name.text);
                            self.words(list, file, lists, open, words, diagnostics);
                            open.pop();
                        }
                        None if self.is_broken(&name.text) => {}
                        None => {
                            let names = self.terms.keys().copied();
                            let near = crate::diag::nearest(&name.text, names);
                            diagnostics.push(messages::unknown_terms(&name.text, at, near));
                        }
                    }
                }
            }
        }
    }

    /// Remembers that a pattern or a word list takes in a word list.
    pub(super) fn take_in(&self, outer: &str, list: &str) {
        let mut taken_in = self.taken_in.borrow_mut();
        taken_in
            .entry(outer.to_owned())
            .or_default()
            .insert(list.to_owned());
    }

    /// Whether a pattern or a word list takes in a word list.
    pub(super) fn takes_in(&self, outer: &str, list: &str) -> bool {
        let taken_in = self.taken_in.borrow();
        taken_in
            .get(outer)
            .is_some_and(|lists| lists.contains(list))
    }

    /// Warns of names of the last pack that nothing uses.
    pub(super) fn report_unused(&self, last_pack: usize, diagnostics: &mut Vec<Diagnostic>) {
        let used = self.used.borrow();
        let words = self.terms.iter().chain(&self.patterns);
        let words = words.map(|(name, def)| (*name, def.span, def.pack));
        let params = self
            .params
            .iter()
            .map(|(name, def)| (*name, def.span, def.pack));
        let defs = self
            .defs
            .iter()
            .map(|(name, def)| (*name, def.span, def.pack));
        for (name, span, pack) in words.chain(params).chain(defs) {
            if pack == last_pack && !used.contains(name) {
                diagnostics.push(messages::unused(name, span));
            }
        }
    }
}
