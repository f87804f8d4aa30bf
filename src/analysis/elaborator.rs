//! The context in which one rule is checked against one subject.

use crate::diag::{Diagnostic, nearest};
use crate::ir::{Each, Expr, ExprKind};
use crate::source::{SourceId, Span, TextRange};
use crate::syntax::{KEYWORDS, ast};
use crate::types::{RecordTy, Repr, Ty};

use super::analyse::FileInput;
use super::diagnostics as messages;
use super::index::{CARET, Entry, Meaning, Scope};
use super::subject::{Subject, Target};
use super::tables::{Tables, words_of};

/// How deep expressions may be nested, definitions expanded.
const MAX_DEPTH: u16 = 64;

/// How many nodes the expressions of a rule may have, definitions expanded: definitions that use
/// one another twice double at every step.
const MAX_SIZE: u32 = 20_000;

/// An expression and its type.
pub(super) struct Typed {
    pub expr: Expr,
    pub ty: Ty,
}

/// A local name.
struct Local {
    name: String,
    slot: u16,
    ty: Ty,
    /// Where the name was given; nowhere for `it`.
    at: Option<Span>,
    /// Whether the fields of the local can be named directly (inside the key of `by`).
    open: bool,
    /// Where a `let` stands, until it is used.
    unused: Option<Span>,
}

/// Checks the expressions of one rule against one subject and lowers them.
pub(super) struct Elaborator<'a> {
    pub tables: &'a Tables<'a>,
    pub subject: &'a Subject,
    pub source: SourceId,
    /// The text of the rule file, for what could not be read.
    text: &'a str,
    /// The layer of the file.
    layer: usize,
    pub diagnostics: Vec<Diagnostic>,
    locals: Vec<Local>,
    /// The first local in sight: those below belong to the caller of a definition.
    pub floor: usize,
    /// Slots given out so far.
    pub slots: u16,
    depth: u16,
    size: u32,
    /// The definitions being expanded, so that none expands itself.
    pub expanding: Vec<String>,
    /// While a definition is expanded, the place of its call.
    pub call: Option<Span>,
    /// The source of the text that is looked at: a definition's while it is expanded.
    pub place: SourceId,
    /// Whether what names mean is noted: once for a rule, not again for each form.
    pub notes: bool,
}

impl<'a> Elaborator<'a> {
    pub(super) fn new(tables: &'a Tables<'a>, subject: &'a Subject, file: &FileInput<'a>) -> Self {
        Self {
            tables,
            subject,
            source: file.source,
            text: file.text,
            layer: file.pack,
            diagnostics: Vec::new(),
            locals: Vec::new(),
            floor: 0,
            slots: 0,
            depth: 0,
            size: 0,
            expanding: Vec::new(),
            call: None,
            place: file.source,
            notes: true,
        }
    }

    /// The span of a node; inside an expanded definition, of its call.
    pub(super) fn span(&self, loc: ast::Loc) -> Span {
        self.call.unwrap_or(Span::new(self.source, loc.0))
    }

    pub(super) fn range(&self, loc: ast::Loc) -> TextRange {
        self.span(loc).range
    }

    pub(super) fn report(&mut self, mut diagnostic: Diagnostic) {
        // In an expanded definition the wrong word stands elsewhere.
        if self.call.is_some() {
            diagnostic.suggestions.clear();
        }
        self.diagnostics.push(diagnostic);
    }

    /// An expression of no known type, after a complaint.
    pub(super) fn unknown(&self, loc: ast::Loc) -> Typed {
        Typed {
            expr: Expr {
                kind: ExprKind::Absent("".into()),
                range: self.range(loc),
            },
            ty: Ty::Unknown,
        }
    }

    pub(super) fn typed(&self, kind: ExprKind, ty: Ty, loc: ast::Loc) -> Typed {
        Typed {
            expr: Expr {
                kind,
                range: self.range(loc),
            },
            ty,
        }
    }

    /// Runs `inside` one level deeper; `None` and a complaint when that is too deep.
    pub(super) fn deeper<T>(
        &mut self,
        loc: ast::Loc,
        inside: impl FnOnce(&mut Self) -> T,
    ) -> Option<T> {
        self.size = self.size.saturating_add(1);
        if self.size > MAX_SIZE {
            if self.size == MAX_SIZE + 1 {
                let span = self.span(loc);
                self.report(messages::too_large(span));
            }
            return None;
        }
        if self.depth >= MAX_DEPTH {
            let span = self.span(loc);
            self.report(messages::too_deep(span));
            return None;
        }
        self.depth += 1;
        let result = inside(self);
        self.depth -= 1;
        Some(result)
    }

    /// How many locals are in scope, to come back to.
    pub(super) fn mark(&self) -> usize {
        self.locals.len()
    }

    /// Closes the scopes opened since `mark`; a `let` that nothing used is complained about.
    pub(super) fn close(&mut self, mark: usize) {
        let closed: Vec<Local> = self.locals.drain(mark..).collect();
        for local in closed {
            if let Some(span) = local.unused {
                self.report(messages::unused(&local.name, span));
            }
        }
    }

    fn slot(&mut self) -> u16 {
        let slot = self.slots;
        self.slots = self.slots.saturating_add(1);
        slot
    }

    /// Notes what a name at a place means.
    pub(super) fn note(&self, name: &str, loc: ast::Loc, meaning: Meaning, ty: &Ty) {
        if self.notes {
            let entry = Entry {
                span: Span::new(self.place, loc.0),
                name: name.to_owned(),
                meaning,
                ty: ty.clone(),
            };
            self.tables.index.borrow_mut().entries.push(entry);
        }
    }

    /// Notes what could stand in place of a name, when an editor asks for that by its end.
    pub(super) fn note_scope(&self, name: &str, base: Option<&Ty>, expected: Option<&Ty>) {
        if !self.notes || !name.ends_with(CARET) {
            return;
        }
        let locals = self.in_sight();
        let locals = locals.map(|local| (local.name.clone(), local.ty.clone()));
        let open = self.in_sight().filter(|local| local.open);
        let open = open.filter_map(|local| match &local.ty {
            Ty::Record(record) => Some(record.fields.iter().map(|it| (it.zh.as_str(), &it.ty))),
            _ => None,
        });
        let fields = open.flatten().chain(self.subject.typed_names());
        let scope = Scope {
            base: base.cloned(),
            expected: expected.cloned(),
            locals: locals.collect(),
            fields: fields
                .map(|(name, ty)| (name.to_owned(), ty.clone()))
                .collect(),
        };
        let mut index = self.tables.index.borrow_mut();
        index.scope.get_or_insert(scope);
    }

    /// A new local.
    pub(super) fn bind(&mut self, name: &ast::Name, ty: Ty) -> u16 {
        let at = Span::new(self.place, name.loc.0);
        self.note(&name.text, name.loc, Meaning::Local(at), &ty);
        self.bind_at(&name.text, ty, Some(at))
    }

    fn bind_at(&mut self, name: &str, ty: Ty, at: Option<Span>) -> u16 {
        let slot = self.slot();
        self.locals.push(Local {
            name: name.to_owned(),
            slot,
            ty,
            at,
            open: false,
            unused: None,
        });
        slot
    }

    /// A new local that is to be used, and that hides nothing.
    pub(super) fn bind_let(&mut self, name: &ast::Name, ty: Ty, span: Span) -> u16 {
        let given = name;
        let name = name.text.as_str();
        if self.subject.find(name).is_some() {
            self.report(messages::hides(name, "栏目", span));
        } else if self.in_sight().any(|local| local.name == name) {
            self.report(messages::hides(name, "值", span));
        }
        let slot = self.bind(given, ty);
        if let Some(local) = self.locals.last_mut() {
            local.unused = Some(span);
        }
        slot
    }

    /// Remembers that the names of a walk over the rest of a rule, the locals from `mark` on, are
    /// to be used.
    pub(super) fn expect_use(&mut self, each: &ast::Each, mark: usize) {
        if each.filter.is_some() {
            return;
        }
        // Of several parts one may be there for the others' sake.
        let [name] = each.names.as_slice() else {
            return;
        };
        let span = self.span(name.loc);
        if let Some(local) = self.locals.get_mut(mark) {
            local.unused = Some(span);
        }
    }

    /// Binds the names that a `let` or `for` which could not be read was to bind, so that their
    /// uses are no mistakes.
    pub(super) fn bind_broken(&mut self, loc: ast::Loc) {
        let text = loc.0.slice(self.text);
        let mut words = words_of(text);
        let keyword = words.next().unwrap_or_default();
        let binds = |id: &str| KEYWORDS.iter().any(|it| it.id == id && it.is(keyword));
        let names: Vec<String> = if binds("let") {
            words.take(1).map(str::to_owned).collect()
        } else if binds("for") {
            let list = |word: &str| KEYWORDS.iter().any(|it| it.id == "in" && it.is(word));
            words
                .take_while(|word| !list(word))
                .map(str::to_owned)
                .collect()
        } else {
            Vec::new()
        };
        for name in names {
            self.bind_at(&name, Ty::Unknown, None);
        }
    }

    /// A new local called `it`, whose fields can be named directly.
    pub(super) fn bind_it(&mut self, ty: Ty) -> u16 {
        let slot = self.slot();
        for name in ["本项", "it"] {
            let ty = ty.clone();
            self.locals.push(Local {
                name: name.into(),
                slot,
                ty,
                at: None,
                open: true,
                unused: None,
            });
        }
        slot
    }

    /// A local without a name, for the evaluator's own use.
    pub(super) fn bind_hidden(&mut self) -> u16 {
        self.slot()
    }

    /// Whether a name means something here, other than an expected word.
    pub(super) fn knows(&self, name: &str) -> bool {
        self.in_sight().any(|local| local.name == name)
            || self.open_field(name).is_some()
            || self.subject.find(name).is_some()
            || self.tables.place(name).is_some()
            || is_whole_text(name)
    }

    fn in_sight(&self) -> impl DoubleEndedIterator<Item = &Local> {
        self.locals.iter().skip(self.floor)
    }

    fn open_field(&self, name: &str) -> Option<(u16, u16, &RecordTy, Ty)> {
        self.in_sight()
            .rev()
            .filter(|local| local.open)
            .find_map(|local| match &local.ty {
                Ty::Record(record) => {
                    let (slot, member) = record.field(name)?;
                    let slot = u16::try_from(slot).ok()?;
                    Some((local.slot, slot, record.as_ref(), member.ty.clone()))
                }
                _ => None,
            })
    }

    /// What a name means.
    pub(super) fn name(&mut self, name: &str, expected: Option<&Ty>, loc: ast::Loc) -> Typed {
        self.note_scope(name, None, expected);
        let floor = self.floor;
        let mut in_sight = self.locals.iter_mut().skip(floor);
        if let Some(local) = in_sight.rfind(|local| local.name == name) {
            local.unused = None;
            let (slot, ty, at) = (local.slot, local.ty.clone(), local.at);
            if let Some(at) = at {
                self.note(name, loc, Meaning::Local(at), &ty);
            }
            return self.typed(ExprKind::Local(slot), ty, loc);
        }
        if let Some(word) = self.expected_word(name, expected, loc) {
            return word;
        }
        if let Some((local, slot, record, ty)) = self.open_field(name) {
            self.note(name, loc, Meaning::Member, &ty);
            let repr = record.repr;
            let base = Expr {
                kind: ExprKind::Local(local),
                range: self.range(loc),
            };
            return self.typed(member(repr, base, slot), ty, loc);
        }
        if let Some((target, ty)) = self.subject.find(name) {
            if let Some(defined) = self.tables.place(name) {
                let at = self.span(loc);
                if self.subject.layer > self.layer {
                    let form = &self.subject.name;
                    let complaint = messages::displaced(name, form, at, defined);
                    self.diagnostics.push(complaint);
                } else if self.tables.hide(name) {
                    self.diagnostics.push(messages::hidden(name, defined, at));
                }
            }
            self.note(name, loc, Meaning::Field, ty);
            let kind = match target {
                Target::Cell(slot) => ExprKind::Cell(*slot),
                Target::Gathered(slots) => ExprKind::Gathered(slots.clone()),
                Target::Absent => match ty {
                    Ty::List(_) => ExprKind::List(Vec::new()),
                    _ => ExprKind::Absent(name.into()),
                },
            };
            return self.typed(kind, ty.clone(), loc);
        }
        self.defined(name, loc)
    }

    fn expected_word(&mut self, name: &str, expected: Option<&Ty>, loc: ast::Loc) -> Option<Typed> {
        let Some(Ty::Word(words)) = expected else {
            return None;
        };
        if let Some(index) = words.index(name) {
            let index = u16::try_from(index).unwrap_or(u16::MAX);
            let ty = Ty::Word(words.clone());
            self.note(name, loc, Meaning::Word, &ty);
            return Some(self.typed(ExprKind::Word(index, name.into()), ty, loc));
        }
        if self.knows(name) {
            return None;
        }
        let known: Vec<&str> = words.words.iter().map(|(zh, _)| zh.as_str()).collect();
        let span = self.span(loc);
        let complaint = messages::unknown_word(name, &words.name, span, &known.join("、"));
        self.report(complaint);
        Some(self.unknown(loc))
    }

    /// A name of a rule file.
    fn defined(&mut self, name: &str, loc: ast::Loc) -> Typed {
        let tables = self.tables;
        tables.touch(name);
        if let Some((meaning, ty)) = tables.meaning(name) {
            self.note(name, loc, meaning, &ty);
        }
        if let Some(def) = tables.params.get(name) {
            return self.typed(ExprKind::Param(def.index), def.ty.clone(), loc);
        }
        if let Some(def) = tables.terms.get(name) {
            return self.typed(ExprKind::Terms(def.index), Ty::Terms, loc);
        }
        if let Some(def) = tables.patterns.get(name) {
            if tables.is_broken(name) {
                return self.unknown(loc);
            }
            let captures = tables.pattern_values.get(usize::from(def.index));
            let captures = captures.map(|p| p.captures.as_slice()).unwrap_or_default();
            let Ty::Record(record) = super::pattern::match_ty(captures) else {
                return self.unknown(loc);
            };
            // A pattern is no value; the index travels in the place of one.
            return self.typed(ExprKind::Terms(def.index), Ty::Pattern(record), loc);
        }
        if is_whole_text(name) {
            return self.typed(ExprKind::WholeText, Ty::list(Ty::Text), loc);
        }
        if tables.is_broken(name) {
            return self.unknown(loc);
        }
        let span = self.span(loc);
        let locals = self.in_sight().map(|local| local.name.as_str());
        let names = locals.chain(self.subject.names()).chain(tables.names());
        let near = nearest(name, names).map(str::to_owned);
        let mut complaint = messages::unknown_name(name, &self.subject.name, span, near.as_deref());
        // A field that only forms have cannot be reached through an interface.
        let elsewhere = &self.subject.elsewhere;
        let meant = elsewhere
            .iter()
            .find(|(field, _)| field == name)
            .or_else(|| {
                let near = nearest(name, elsewhere.iter().map(|(field, _)| field.as_str()))?;
                elsewhere.iter().find(|(field, _)| field == near)
            });
        if let Some((field, form)) = meant.filter(|(field, _)| near.is_none() || field == name) {
            complaint.suggestions.clear();
            complaint = complaint.with_help(if self.subject.form {
                format!(
                    "“{field}”是“{form}”的栏目；这条规则是写给{}的",
                    self.subject.name
                )
            } else {
                format!("“{form}”有“{field}”；要用它，规则里写 适用 {form}（on），或者把它加进接口")
            });
        }
        self.report(messages::with_name_advice(complaint));
        self.unknown(loc)
    }

    /// Opens the scope of a walk: its list, its names, its filter.
    pub(super) fn each(&mut self, each: &ast::Each) -> Option<(Each, Ty)> {
        let source = self.expr(&each.source, None);
        let source = self.as_list(source, each.source.loc);
        let element = match source.ty.element() {
            Some(element) => element.clone(),
            None => {
                let span = self.span(each.source.loc);
                self.report(messages::not_a_list(&source.ty, span));
                Ty::Unknown
            }
        };
        let (slot, parts) = self.bind_element(each, &element);
        let position = each
            .position
            .as_ref()
            .map(|name| self.bind(name, Ty::PLAIN));
        let filter = each.filter.as_ref().map(|filter| self.condition(filter));
        Some((
            Each {
                element: slot,
                parts,
                position,
                source: source.expr,
                filter,
            },
            element,
        ))
    }

    /// A word list where a list is wanted is the list of its words.
    fn as_list(&self, typed: Typed, _: ast::Loc) -> Typed {
        match typed.ty {
            Ty::Terms => Typed {
                expr: typed.expr,
                ty: Ty::list(Ty::Text),
            },
            _ => typed,
        }
    }

    fn bind_element(&mut self, each: &ast::Each, element: &Ty) -> (u16, Vec<u16>) {
        if let [name] = each.names.as_slice() {
            return (self.bind(name, element.clone()), Vec::new());
        }
        let types: Vec<Ty> = match element {
            Ty::Record(record) if record.repr == Repr::Parts => record
                .fields
                .iter()
                .map(|member| member.ty.clone())
                .collect(),
            _ => Vec::new(),
        };
        if types.len() < each.names.len() && *element != Ty::Unknown {
            let span = self.span(each.loc);
            self.report(messages::wrong_parts(types.len(), each.names.len(), span));
        }
        let slot = self.bind_hidden();
        let bind = |(index, name): (usize, &ast::Name)| {
            let ty = types.get(index).cloned().unwrap_or(Ty::Unknown);
            self.bind(name, ty)
        };
        (slot, each.names.iter().enumerate().map(bind).collect())
    }
}

/// The access to a field of a record.
pub(super) fn member(repr: Repr, base: Expr, slot: u16) -> ExprKind {
    match repr {
        Repr::Row => ExprKind::Slot(Box::new(base), slot),
        Repr::Parts => ExprKind::Part(Box::new(base), slot),
    }
}

fn is_whole_text(name: &str) -> bool {
    matches!(name, "全文" | "document")
}
