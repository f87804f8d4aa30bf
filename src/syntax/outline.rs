//! Finds where items and clauses begin and which brackets do not match.
//!
//! This is what lets reading go on after a mistake. An item begins with its keyword at the
//! beginning of a line, whatever brackets are still open; so does a clause, with stronger evidence
//! inside brackets, because a form may have a field that is called like a clause.

use std::collections::BTreeSet;
use std::ops::Range;

use super::keyword::{self, Opens};
use super::lexer::{Bracket, Kind, Lexed, Token};
use super::suspect;

/// How deep brackets, choices and quantifiers may be nested.
pub(super) const MAX_NESTING: usize = 64;

/// What a token begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// Nothing.
    Inside,
    /// An item.
    Item,
    /// A clause.
    Clause,
}

/// Something wrong that is seen without the grammar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// A text or regular expression without its end.
    OpenText,
    /// A bracket that is opened and not closed.
    Unclosed(Bracket),
    /// A bracket that is closed and was not opened.
    Stray(Bracket),
    /// A rule without its opening brace.
    NoBrace,
    /// Nested too deep.
    TooDeep,
    /// A letter that looks like another one, or a character that is not seen.
    Suspect,
}

/// A text's items, clauses, brackets and faults, by the numbers of tokens.
#[derive(Debug, Default)]
pub(super) struct Outline {
    /// What each token begins.
    pub marks: Vec<Mark>,
    /// The closing bracket of each opening one.
    pub partners: Vec<Option<usize>>,
    /// The faults, sorted by token.
    pub faults: Vec<Found>,
}

/// A fault and its token.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found {
    /// The token.
    pub at: usize,
    /// What is wrong.
    pub fault: Fault,
    /// Whether it follows from a text that is not closed and goes unsaid.
    pub silent: bool,
    /// The number of its item.
    item: usize,
}

impl Outline {
    /// Whether something is wrong inside these tokens.
    pub(super) fn faulty(&self, tokens: &Range<usize>) -> bool {
        let first = self.faults.partition_point(|found| found.at < tokens.start);
        let rest = self.faults.get(first..).unwrap_or_default();
        let mut inside = rest.iter().take_while(|found| found.at < tokens.end);
        // The clause before which a brace is missing is none the worse for it.
        inside.any(|found| found.fault != Fault::NoBrace)
    }
}

/// The outline of `text`.
pub(super) fn outline(text: &str, lexed: &Lexed) -> Outline {
    let mut walker = Walker {
        text,
        tokens: &lexed.tokens,
        stack: Vec::new(),
        loose_forms: 0,
        nesting: 0,
        deep: false,
        braced: None,
        item: 0,
        out: Outline {
            marks: vec![Mark::Inside; lexed.tokens.len()],
            partners: vec![None; lexed.tokens.len()],
            ..Outline::default()
        },
    };
    for at in 0..lexed.tokens.len() {
        walker.step(at);
    }
    walker.unwind(0);
    walker.finish()
}

/// An open bracket and the forms without an end of their own that were begun in it.
struct Frame {
    at: Option<usize>,
    bracket: Bracket,
    forms: usize,
}

struct Walker<'t> {
    text: &'t str,
    tokens: &'t [Token],
    stack: Vec<Frame>,
    /// Forms outside of all brackets.
    loose_forms: usize,
    /// Open brackets and forms together.
    nesting: usize,
    /// Whether too deep nesting was reported for this item or clause.
    deep: bool,
    /// For a rule or override: whether its brace was seen.
    braced: Option<bool>,
    /// The number of the item.
    item: usize,
    out: Outline,
}

impl Walker<'_> {
    fn token(&self, at: usize) -> Option<&Token> {
        self.tokens.get(at)
    }

    fn word(&self, at: usize) -> Option<&str> {
        word(self.text, self.tokens, at)
    }

    fn step(&mut self, at: usize) {
        if self.begins_item(at) {
            self.begin_item(at);
        } else if self.begins_clause(at) {
            self.begin_clause(at);
        }
        let Some(token) = self.token(at).copied() else {
            return;
        };
        if suspect::found(token.kind, token.range.slice(self.text)).is_some() {
            self.fault(at, Fault::Suspect);
        }
        match token.kind {
            Kind::Open(bracket) => self.open(at, bracket),
            Kind::Close(bracket) => self.close(at, bracket),
            Kind::Word if self.word(at).is_some_and(is_form) => self.form(at),
            Kind::Symbol(',' | '，' | '、') => self.forget_forms(),
            Kind::Quoted(false) => self.fault(at, Fault::OpenText),
            Kind::Word | Kind::Number | Kind::Quoted(true) | Kind::Symbol(_) => {}
        }
    }

    fn fault(&mut self, at: usize, fault: Fault) {
        self.out.faults.push(Found {
            at,
            fault,
            silent: false,
            item: self.item,
        });
    }

    fn mark(&mut self, at: usize, mark: Mark) {
        if let Some(slot) = self.out.marks.get_mut(at) {
            *slot = mark;
        }
    }

    fn begins_item(&self, at: usize) -> bool {
        let Some(token) = self.token(at) else {
            return false;
        };
        let outside = self.stack.is_empty();
        if !(token.first_on_line || outside) || !self.opens(at, Opens::Item) {
            return false;
        }
        let named = self
            .word(at + 1)
            .is_some_and(|word| !keyword::is_reserved(word));
        named || (token.first_on_line && outside && !continues(self.text, self.tokens, at))
    }

    fn opens(&self, at: usize, opens: Opens) -> bool {
        self.word(at)
            .is_some_and(|word| keyword::begins(word, opens))
    }

    fn begin_item(&mut self, at: usize) {
        self.unwind(0);
        self.item += 1;
        self.mark(at, Mark::Item);
        self.loose_forms = 0;
        self.nesting = 0;
        self.deep = false;
        let braced = self
            .word(at)
            .is_some_and(|word| keyword::RULE.is(word) || keyword::OVERRIDE.is(word));
        self.braced = braced.then_some(false);
    }

    fn begins_clause(&self, at: usize) -> bool {
        let first = self.token(at).is_some_and(|token| token.first_on_line);
        if !first || self.braced.is_none() || !self.opens(at, Opens::Clause) {
            return false;
        }
        match (self.braced, self.stack.len()) {
            (Some(true), 1) => !self.part_of_expression(at),
            (Some(false), 0) => self.followed_like_a_clause(at),
            (Some(true), 2..) => {
                let inner = |word: &str| keyword::FOR.is(word) || keyword::AT.is(word);
                !self.word(at).is_some_and(inner) && self.followed_like_a_clause(at)
            }
            _ => false,
        }
    }

    /// Whether the word is the name of a field on a further line of an expression.
    fn part_of_expression(&self, at: usize) -> bool {
        match self.token(at + 1).map(|token| token.kind) {
            Some(Kind::Symbol('=' | '＝' | '.' | '．')) => true,
            Some(Kind::Symbol(_) | Kind::Close(Bracket::Round | Bracket::Square)) => {
                continues(self.text, self.tokens, at)
            }
            Some(Kind::Word) if self.word(at + 1).is_some_and(is_infix) => {
                continues(self.text, self.tokens, at)
            }
            _ => false,
        }
    }

    fn followed_like_a_clause(&self, at: usize) -> bool {
        match self.token(at + 1).map(|token| token.kind) {
            Some(Kind::Quoted(_) | Kind::Number) => true,
            // `依据：`, not the list of a walk.
            Some(Kind::Symbol(':' | '：')) => !continues(self.text, self.tokens, at),
            Some(Kind::Word) => self
                .word(at + 1)
                .is_some_and(|word| !keyword::is_reserved(word) || is_form(word)),
            _ => false,
        }
    }

    fn begin_clause(&mut self, at: usize) {
        if self.braced == Some(false) {
            self.fault(at, Fault::NoBrace);
            self.push(None, Bracket::Brace);
            self.braced = Some(true);
        }
        self.unwind(1);
        self.mark(at, Mark::Clause);
        self.forget_forms();
        self.deep = false;
    }

    fn open(&mut self, at: usize, bracket: Bracket) {
        if self.braced == Some(false) && bracket == Bracket::Brace {
            self.braced = Some(true);
        }
        self.push(Some(at), bracket);
        self.check_depth(at);
    }

    fn push(&mut self, at: Option<usize>, bracket: Bracket) {
        self.nesting += 1;
        self.stack.push(Frame {
            at,
            bracket,
            forms: 0,
        });
    }

    fn form(&mut self, at: usize) {
        self.nesting += 1;
        match self.stack.last_mut() {
            Some(frame) => frame.forms += 1,
            None => self.loose_forms += 1,
        }
        self.check_depth(at);
    }

    fn forget_forms(&mut self) {
        let forms = match self.stack.last_mut() {
            Some(frame) => &mut frame.forms,
            None => &mut self.loose_forms,
        };
        self.nesting = self.nesting.saturating_sub(*forms);
        *forms = 0;
    }

    fn check_depth(&mut self, at: usize) {
        if self.nesting > MAX_NESTING && !self.deep {
            self.deep = true;
            self.fault(at, Fault::TooDeep);
        }
    }

    fn close(&mut self, at: usize, bracket: Bracket) {
        let opener = self
            .stack
            .iter()
            .rposition(|frame| frame.bracket == bracket);
        let Some(index) = opener else {
            self.fault(at, Fault::Stray(bracket));
            return;
        };
        // A closing bracket inside braces never closes something outside of them.
        let brace = self
            .stack
            .iter()
            .rposition(|frame| frame.bracket == Bracket::Brace);
        if brace.is_some_and(|brace| brace > index) {
            self.fault(at, Fault::Stray(bracket));
            return;
        }
        self.unwind(index + 1);
        if let Some(frame) = self.pop() {
            let slot = frame.at.and_then(|open| self.out.partners.get_mut(open));
            if let Some(slot) = slot {
                *slot = Some(at);
            }
        }
        if self.stack.is_empty() && self.braced == Some(true) {
            self.braced = None;
            self.deep = false;
        }
    }

    fn pop(&mut self) -> Option<Frame> {
        let frame = self.stack.pop()?;
        self.nesting = self.nesting.saturating_sub(frame.forms + 1);
        Some(frame)
    }

    /// Closes all brackets above `keep` and reports them.
    fn unwind(&mut self, keep: usize) {
        while self.stack.len() > keep {
            if let Some(frame) = self.pop()
                && let Some(at) = frame.at
            {
                self.fault(at, Fault::Unclosed(frame.bracket));
            }
        }
    }

    fn finish(mut self) -> Outline {
        let faults = &mut self.out.faults;
        faults.sort_by_key(|found| found.at);
        let spoiled: BTreeSet<usize> = faults
            .iter()
            .filter(|found| found.fault == Fault::OpenText)
            .map(|found| found.item)
            .collect();
        for found in faults.iter_mut() {
            found.silent = found.fault.follows() && spoiled.contains(&found.item);
        }
        self.out
    }
}

impl Fault {
    /// Whether a text that is not closed can be the cause.
    fn follows(self) -> bool {
        match self {
            Fault::Unclosed(_) | Fault::Stray(_) | Fault::NoBrace => true,
            Fault::OpenText | Fault::TooDeep | Fault::Suspect => false,
        }
    }
}

/// The word that token `at` is.
pub(super) fn word<'t>(text: &'t str, tokens: &[Token], at: usize) -> Option<&'t str> {
    let token = tokens.get(at)?;
    (token.kind == Kind::Word).then(|| token.range.slice(text))
}

/// Whether token `at` goes on with what stands before it, because an operator or an opening
/// bracket does.
pub(super) fn continues(text: &str, tokens: &[Token], at: usize) -> bool {
    let Some(before) = at.checked_sub(1) else {
        return false;
    };
    match tokens.get(before).map(|token| token.kind) {
        Some(Kind::Symbol(symbol)) => !matches!(symbol, '%' | '％' | '‰' | ';' | '；' | '。' | '”'),
        Some(Kind::Open(bracket)) => bracket != Bracket::Brace,
        Some(Kind::Word) => {
            word(text, tokens, before).is_some_and(|word| is_infix(word) || is_form(word))
        }
        Some(Kind::Number | Kind::Quoted(_) | Kind::Close(_)) | None => false,
    }
}

/// Whether the word begins a form that reaches as far as it can: `if`, `every`, `first` …
pub(super) fn is_form(word: &str) -> bool {
    [
        keyword::IF,
        keyword::EVERY,
        keyword::SOME,
        keyword::NO,
        keyword::FIRST,
    ]
    .iter()
    .any(|form| form.is(word))
}

/// Whether the word stands between two operands.
pub(super) fn is_infix(word: &str) -> bool {
    let values = [keyword::TRUE, keyword::FALSE, keyword::IT, keyword::EMPTY];
    keyword::is_reserved(word) && !is_form(word) && !values.iter().any(|value| value.is(word))
}
