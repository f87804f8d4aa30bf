//! What the names in rule files mean, place by place: for the editor.
//!
//! The names in expressions are noted where they are resolved, the others read off the trees. What
//! could not be resolved is not in it.

use crate::source::{Span, TextRange};
use crate::syntax::ast::{ClauseKind, Item, Loc, Name, TermEntry};
use crate::types::Ty;

use super::analyse::FileInput;
use super::tables::{Tables, span};

/// The end of a name that asks what could stand in its place: an editor puts it where the caret is
/// and has the file analysed.
pub const CARET: &str = "__caret__";

/// A name at a place.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The place.
    pub span: Span,
    /// The name as written.
    pub name: String,
    /// What it means.
    pub meaning: Meaning,
    /// Its type.
    pub ty: Ty,
}

/// What a name means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// A name given in the rule, at this place.
    Local(Span),
    /// A parameter, defined at this place.
    Param(Span),
    /// A word list, defined at this place.
    Terms(Span),
    /// A pattern, defined at this place.
    Pattern(Span),
    /// A definition, at this place.
    Def(Span),
    /// A rule, whose id is defined at this place.
    Rule(Span),
    /// A field of the form or interface.
    Field,
    /// A part of a record.
    Member,
    /// A word of a choice.
    Word,
    /// A builtin function, by its index.
    Function(u16),
    /// A search: `matches`.
    Search,
    /// A form or an interface.
    Subject,
}

impl Meaning {
    /// Where it is defined in a rule file, if it is.
    pub fn definition(self) -> Option<Span> {
        match self {
            Meaning::Local(span)
            | Meaning::Param(span)
            | Meaning::Terms(span)
            | Meaning::Pattern(span)
            | Meaning::Def(span)
            | Meaning::Rule(span) => Some(span),
            Meaning::Field
            | Meaning::Member
            | Meaning::Word
            | Meaning::Function(_)
            | Meaning::Search
            | Meaning::Subject => None,
        }
    }
}

/// What could stand at the caret.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scope {
    /// What the name is taken from, when it stands behind a point.
    pub base: Option<Ty>,
    /// What is expected there.
    pub expected: Option<Ty>,
    /// The names given in the rule that are in sight, the nearest last.
    pub locals: Vec<(String, Ty)>,
    /// The fields that can be named directly.
    pub fields: Vec<(String, Ty)>,
}

/// The names of rule files.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Index {
    /// Sorted by place; of one place there is one.
    pub entries: Vec<Entry>,
    /// What could stand at the caret, if there is one.
    pub scope: Option<Scope>,
}

impl Index {
    /// Adds what the trees say to what was noted in expressions.
    pub(super) fn finish(&mut self, files: &[FileInput<'_>], tables: &Tables<'_>) {
        let mut outline = Outline {
            tables,
            rules: rules(files),
            entries: std::mem::take(&mut self.entries),
        };
        for file in files {
            for item in &file.tree.items {
                outline.item(file, item);
            }
        }
        self.entries = outline.entries;
        // The first one is of the rule by itself; the others are of its forms.
        self.entries.sort_by_key(|entry| entry.span);
        self.entries.dedup_by_key(|entry| entry.span);
    }

    /// The name at an offset of a source, its end included.
    pub fn at(&self, place: Span) -> Option<&Entry> {
        let range = place.range;
        let touches = |entry: &&Entry| {
            let of = entry.span;
            of.source == place.source && of.range.start <= range.start && range.end <= of.range.end
        };
        let mut found = self.entries.iter().filter(touches);
        found.next_back()
    }

    /// All places of what is defined at a place.
    pub fn uses(&self, definition: Span) -> impl Iterator<Item = &Entry> {
        let is_use = move |entry: &&Entry| entry.meaning.definition() == Some(definition);
        self.entries.iter().filter(is_use)
    }
}

/// The ids and titles of all rules, with the places of the ids.
fn rules<'a>(files: &[FileInput<'a>]) -> Vec<(&'a str, &'a str, Span)> {
    let items = files
        .iter()
        .flat_map(|file| file.tree.items.iter().map(move |item| (file, item)));
    let rules = items.filter_map(|(file, item)| match item {
        Item::Rule(rule) => {
            let title = rule.title.as_ref().map(|title| title.text.as_str());
            let at = span(file, rule.id.loc);
            Some((rule.id.text.as_str(), title.unwrap_or_default(), at))
        }
        _ => None,
    });
    rules.collect()
}

/// Reads names off trees.
struct Outline<'t, 'a> {
    tables: &'t Tables<'a>,
    rules: Vec<(&'t str, &'t str, Span)>,
    entries: Vec<Entry>,
}

impl Outline<'_, '_> {
    fn item(&mut self, file: &FileInput<'_>, item: &Item) {
        match item {
            Item::Param(it) => self.defined(file, &it.name),
            Item::Pattern(it) => {
                self.defined(file, &it.name);
                self.in_pattern(file, it.regex.loc.0);
            }
            Item::Def(it) => self.defined(file, &it.name),
            Item::Terms(it) => self.words(file, &it.name, &it.entries),
            Item::Extend(it) => self.words(file, &it.name, &it.entries),
            Item::Rule(it) => {
                self.rule(file, &it.id);
                self.clauses(file, it.clauses.iter().map(|clause| &clause.kind));
            }
            Item::Override(it) => {
                self.rule(file, &it.id);
                self.clauses(file, it.clauses.iter().map(|clause| &clause.kind));
            }
            Item::Error(_) => {}
        }
    }

    /// The name of a word list and those of the lists in it.
    fn words(&mut self, file: &FileInput<'_>, list: &Name, entries: &[TermEntry]) {
        self.defined(file, list);
        for entry in entries {
            if let TermEntry::List(name) = entry {
                self.defined(file, name);
            }
        }
    }

    /// The names between braces in a regular expression: those of word lists and other patterns.
    fn in_pattern(&mut self, file: &FileInput<'_>, range: TextRange) {
        let text = range.slice(file.text);
        for (open, _) in text.match_indices('{') {
            let escaped = text
                .get(..open)
                .is_some_and(|before| before.ends_with('\\'));
            let rest = text.get(open + 1..).unwrap_or_default();
            let Some(inner) = rest.split('}').next().filter(|_| !escaped) else {
                continue;
            };
            let name = inner.trim();
            let blanks = inner.len() - inner.trim_start().len();
            let start = range.start as usize + open + 1 + blanks;
            let loc = Loc(TextRange::of(start..start + name.len()));
            let name = Name {
                text: name.to_owned(),
                loc,
            };
            self.defined(file, &name);
        }
    }

    fn clauses<'c>(&mut self, file: &FileInput<'_>, kinds: impl Iterator<Item = &'c ClauseKind>) {
        for kind in kinds {
            match kind {
                ClauseKind::On(names) => {
                    for name in names {
                        self.note(file, name, Meaning::Subject, Ty::Unknown);
                    }
                }
                ClauseKind::Explains(names) => names.iter().for_each(|it| self.rule(file, it)),
                ClauseKind::Set(name, _) => self.defined(file, name),
                _ => {}
            }
        }
    }

    fn note(&mut self, file: &FileInput<'_>, name: &Name, meaning: Meaning, ty: Ty) {
        self.entries.push(Entry {
            span: span(file, name.loc),
            name: name.text.clone(),
            meaning,
            ty,
        });
    }

    fn defined(&mut self, file: &FileInput<'_>, name: &Name) {
        if let Some((meaning, ty)) = self.tables.meaning(&name.text) {
            self.note(file, name, meaning, ty);
        }
    }

    fn rule(&mut self, file: &FileInput<'_>, id: &Name) {
        let names = |it: &&(&str, &str, Span)| it.0 == id.text || it.1 == id.text;
        if let Some((_, _, at)) = self.rules.iter().find(names) {
            self.note(file, id, Meaning::Rule(*at), Ty::Unknown);
        }
    }
}
