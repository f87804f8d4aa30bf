//! Reads a text with mistakes item by item and clause by clause.
//!
//! Every piece is given to the grammar alone. A piece that it cannot read becomes an error item or
//! an error clause with one message; a piece with a bracket or quote that does not match has its
//! message already.

use std::ops::Range;

use pest::Parser;

use crate::diag::Diagnostic;
use crate::source::{Span, TextRange, offset};

use super::ast::{Clause, ClauseKind, Item, Loc, Name};
use super::build::{Builder, Header};
use super::diagnostics;
use super::explain::{self, Piece};
use super::grammar::{Grammar, Rule};
use super::keyword::{self, Opens};
use super::lexer::{Bracket, Kind, Token};
use super::outline::{self, Mark};
use super::parse::Text;
use super::suggest::guess;

/// Reads what can be read of the text.
pub(super) fn recover(text: &Text<'_>) -> (Vec<Item>, Vec<Diagnostic>) {
    let mut recovery = Recovery {
        text,
        items: Vec::new(),
        diagnostics: Vec::new(),
    };
    recovery.file();
    (recovery.items, recovery.diagnostics)
}

type PestError = pest::error::Error<Rule>;

struct Recovery<'t> {
    text: &'t Text<'t>,
    items: Vec<Item>,
    diagnostics: Vec<Diagnostic>,
}

impl<'t> Recovery<'t> {
    fn tokens(&self) -> &'t [Token] {
        &self.text.lexed.tokens
    }

    fn token(&self, at: usize) -> Option<&'t Token> {
        self.tokens().get(at)
    }

    fn word(&self, at: usize) -> Option<&'t str> {
        outline::word(self.text.text, self.tokens(), at)
    }

    fn mark(&self, at: usize) -> Option<Mark> {
        self.text.outline.marks.get(at).copied()
    }

    /// The place of some tokens.
    fn range(&self, tokens: &Range<usize>) -> TextRange {
        let first = self.token(tokens.start).map(|token| token.range);
        let last = tokens.end.checked_sub(1).and_then(|at| self.token(at));
        match (first, last) {
            (Some(first), Some(last)) => TextRange::new(first.start, last.range.end),
            _ => TextRange::default(),
        }
    }

    fn piece(&self, tokens: &Range<usize>) -> Piece<'t> {
        let range = self.range(tokens);
        Piece {
            source: self.text.source,
            base: range.start,
            text: range.slice(self.text.text),
            tokens: self.tokens(),
        }
    }

    fn builder(&self, base: u32) -> Builder<'t> {
        Builder::new(self.text.source, base, self.tokens())
    }

    fn is(&self, at: usize, kind: Kind) -> bool {
        self.token(at).is_some_and(|token| token.kind == kind)
    }

    fn is_semicolon(&self, at: usize) -> bool {
        [';', '；', '。']
            .iter()
            .any(|c| self.is(at, Kind::Symbol(*c)))
    }

    fn file(&mut self) {
        let count = self.tokens().len();
        let starts: Vec<usize> = (0..count)
            .filter(|at| self.mark(*at) == Some(Mark::Item))
            .collect();
        self.strays(0..starts.first().copied().unwrap_or(count));
        for (index, start) in starts.iter().enumerate() {
            let end = starts.get(index + 1).copied().unwrap_or(count);
            let rule = self
                .word(*start)
                .is_some_and(|word| keyword::RULE.is(word) || keyword::OVERRIDE.is(word));
            if rule {
                self.rule(*start..end);
            } else {
                self.simple(*start..end);
            }
        }
    }

    /// A parameter, word list, pattern or definition, and what stands behind it.
    fn simple(&mut self, tokens: Range<usize>) {
        let mut lines = self.lines(tokens).into_iter();
        let Some(own) = lines.next() else { return };
        let piece = self.piece(&own);
        if self.text.outline.faulty(&own) {
            self.items.push(Item::Error(Loc(self.range(&own))));
        } else {
            match Grammar::parse(Rule::lone_item, piece.text) {
                Ok(nodes) => {
                    let mut builder = self.builder(piece.base);
                    for node in nodes {
                        self.items.extend(builder.item(node));
                    }
                    self.diagnostics.append(&mut builder.diagnostics);
                }
                Err(error) => {
                    self.diagnostics.push(explain::explain(&piece, &error));
                    self.items.push(Item::Error(Loc(self.range(&own))));
                }
            }
        }
        for line in lines {
            self.stray(line);
        }
    }

    /// What belongs to no item.
    fn strays(&mut self, tokens: Range<usize>) {
        let mut outside = false;
        for line in self.lines(tokens) {
            let word = self.word(line.start).unwrap_or_default();
            let clause = keyword::begins(word, Opens::Clause);
            if clause && outside {
                // Of a row of clauses the first one says what is wrong.
                self.items.push(Item::Error(Loc(self.range(&line))));
            } else {
                self.stray(line);
            }
            outside = clause;
        }
    }

    fn stray(&mut self, line: Range<usize>) {
        let Some(token) = self.token(line.start) else {
            return;
        };
        let place = Span::new(self.text.source, token.range);
        let found = token.range.slice(self.text.text);
        let closes = matches!(token.kind, Kind::Close(_)) || self.is_semicolon(line.start);
        let outline = self.text.outline;
        let said = outline.faulty(&(line.start..line.start + 1));
        if !(said || closes && outline.faulty(&line)) {
            let begins_clause = token.kind == Kind::Word && keyword::begins(found, Opens::Clause);
            self.diagnostics.push(if begins_clause {
                diagnostics::clause_outside(place, found)
            } else {
                diagnostics::unknown_item(place, found, guess(found, Opens::Item))
            });
        }
        self.items.push(Item::Error(Loc(self.range(&line))));
    }

    /// Cuts tokens where a line begins with a word that goes on with nothing before it.
    fn lines(&self, tokens: Range<usize>) -> Vec<Range<usize>> {
        let mut lines = Vec::new();
        let mut start = tokens.start;
        let mut at = tokens.start;
        while at < tokens.end {
            if at > start && self.begins_line(at) {
                lines.push(start..at);
                start = at;
            }
            let partner = self.text.outline.partners.get(at).copied().flatten();
            at = partner.unwrap_or(at).max(at) + 1;
        }
        if start < tokens.end {
            lines.push(start..tokens.end);
        }
        lines
    }

    fn begins_line(&self, at: usize) -> bool {
        let first = self.token(at).is_some_and(|token| token.first_on_line);
        let fresh = self.word(at).is_some_and(|word| {
            // What becomes of an example goes on with it.
            let goes_on = keyword::is_reserved(word) || keyword::FIXED.is(word);
            !goes_on || keyword::begins(word, Opens::Clause)
        });
        first && fresh && !outline::continues(self.text.text, self.tokens(), at)
    }

    /// A rule or override with a mistake somewhere, and what stands behind it.
    fn rule(&mut self, tokens: Range<usize>) {
        let loc = Loc(self.range(&tokens));
        let in_override = self
            .word(tokens.start)
            .is_some_and(|word| keyword::OVERRIDE.is(word));
        let first_clause = tokens
            .clone()
            .find(|at| self.mark(*at) == Some(Mark::Clause))
            .unwrap_or(tokens.end);
        let brace =
            (tokens.start..first_clause).find(|at| self.is(*at, Kind::Open(Bracket::Brace)));
        let header = tokens.start..brace.unwrap_or(first_clause);
        let body = brace.map_or(first_clause, |brace| brace + 1);
        let close = brace.and_then(|at| self.text.outline.partners.get(at).copied().flatten());
        let close = close.or_else(|| self.last_brace(&(body..tokens.end)));
        let body = body..close.unwrap_or(tokens.end);
        let read = self.header(&header, brace.is_some() || first_clause < tokens.end);
        let mut clauses = self.clauses(body, in_override);
        let whole = close.map_or(loc, |close| Loc(self.range(&(tokens.start..close + 1))));
        if let Some(close) = close {
            // Clauses behind a brace that stands too early were meant to be inside.
            for line in self.lines(close + 1..tokens.end) {
                let word = self.word(line.start).unwrap_or_default();
                if keyword::begins(word, Opens::Clause) {
                    clauses.push(self.error_clause(&line));
                }
            }
        }
        self.items.push(match read {
            Some(header) => header.item(in_override, clauses, whole),
            None => Item::Error(whole),
        });
        if let Some(close) = close {
            self.strays(close + 1..tokens.end);
        }
    }

    /// The last closing brace at a line's beginning, for a rule whose own one was lost.
    fn last_brace(&self, tokens: &Range<usize>) -> Option<usize> {
        let last = tokens.end.checked_sub(1)?;
        let token = self.token(last)?;
        let closes = token.kind == Kind::Close(Bracket::Brace) && token.first_on_line;
        (tokens.contains(&last) && closes).then_some(last)
    }

    /// The id and title; `None` when not even an id can be found.
    fn header(&mut self, tokens: &Range<usize>, has_body: bool) -> Option<Header> {
        let piece = self.piece(tokens);
        if !self.text.outline.faulty(tokens) {
            match Grammar::parse(Rule::lone_header, piece.text) {
                Ok(mut nodes) => {
                    if !has_body {
                        let end =
                            Span::new(self.text.source, TextRange::empty(self.range(tokens).end));
                        self.diagnostics.push(diagnostics::no_brace(end));
                    }
                    let mut builder = self.builder(piece.base);
                    let header = nodes.next().map(|node| builder.header(node));
                    self.diagnostics.append(&mut builder.diagnostics);
                    return header;
                }
                Err(error) => self
                    .diagnostics
                    .push(self.no_header(tokens, &piece, &error)),
            }
        }
        self.salvaged_id(tokens)
    }

    /// The message for a header that cannot be read; its brace may be another bracket.
    fn no_header(&self, tokens: &Range<usize>, piece: &Piece<'_>, error: &PestError) -> Diagnostic {
        let at = offset(explain::position(error)).saturating_add(piece.base);
        let mut inside = tokens.clone();
        let other = inside.find(|token| {
            let brackets = [Bracket::Round, Bracket::Square];
            brackets.iter().any(|it| self.is(*token, Kind::Open(*it)))
        });
        match other.and_then(|other| self.token(other)) {
            Some(token) if token.range.start <= at && at < token.range.end => {
                let place = Span::new(self.text.source, token.range);
                diagnostics::other_bracket(place, token.range.slice(self.text.text))
            }
            _ => explain::explain(piece, error),
        }
    }

    /// The words behind the keyword that are joined by hyphens.
    fn salvaged_id(&self, tokens: &Range<usize>) -> Option<Header> {
        let first = self.token(tokens.start + 1)?;
        self.word(tokens.start + 1)?;
        let mut range = first.range;
        for at in tokens.start + 2..tokens.end {
            let joined = self.token(at).filter(|token| {
                token.range.start == range.end
                    && matches!(token.kind, Kind::Word | Kind::Number | Kind::Symbol('-'))
            });
            match joined {
                Some(token) => range = range.to(token.range),
                None => break,
            }
        }
        let id = Name {
            text: range.slice(self.text.text).to_owned(),
            loc: Loc(range),
        };
        Some(Header { id, title: None })
    }

    fn clauses(&mut self, body: Range<usize>, in_override: bool) -> Vec<Clause> {
        let mut clauses = Vec::new();
        let mut start = body.start;
        for at in body.start + 1..=body.end {
            if at == body.end || self.mark(at) == Some(Mark::Clause) {
                self.clause_lines(start..at, in_override, &mut clauses);
                start = at;
            }
        }
        clauses
    }

    fn clause_lines(&mut self, tokens: Range<usize>, in_override: bool, out: &mut Vec<Clause>) {
        for line in self.lines(tokens) {
            if self.text.outline.faulty(&line) {
                out.push(self.error_clause(&line));
            } else {
                self.clause_line(line, in_override, out);
            }
        }
    }

    fn error_clause(&self, tokens: &Range<usize>) -> Clause {
        Clause {
            kind: ClauseKind::Error,
            loc: Loc(self.range(tokens)),
        }
    }

    /// Clauses that share lines.
    fn clause_line(&mut self, line: Range<usize>, in_override: bool, out: &mut Vec<Clause>) {
        let mut at = line.start;
        while at < line.end {
            if self.is_semicolon(at) {
                at += 1;
                continue;
            }
            let rest = at..line.end;
            let next = match self.one_clause(&rest, in_override, out) {
                Ok(next) => next,
                Err(diagnostic) => {
                    let next = self.next_clause(&rest, &diagnostic);
                    self.diagnostics.push(diagnostic);
                    out.push(self.error_clause(&(at..next)));
                    next
                }
            };
            at = next.max(at + 1);
        }
    }

    /// Reads the clause at the beginning of some tokens: where the next one begins.
    fn one_clause(
        &mut self,
        tokens: &Range<usize>,
        in_override: bool,
        out: &mut Vec<Clause>,
    ) -> Result<usize, Diagnostic> {
        self.known_clause(tokens.start)?;
        let piece = self.piece(tokens);
        let nodes = Grammar::parse(Rule::lone_clause, piece.text);
        let failed = match nodes {
            Ok(nodes) => {
                self.build_clauses(nodes, piece.base, in_override, out);
                return Ok(tokens.end);
            }
            Err(error) => explain::explain(&piece, &error),
        };
        let Ok(nodes) = Grammar::parse(Rule::clause, piece.text) else {
            return Err(failed);
        };
        let end = nodes.clone().last().map_or(0, |node| node.as_span().end());
        let end = offset(end).saturating_add(piece.base);
        let mut next = self
            .tokens()
            .partition_point(|token| token.range.start < end);
        while self.is_semicolon(next) && next < tokens.end {
            next += 1;
        }
        let goes_on = next < tokens.end
            && self
                .word(next)
                .is_some_and(|word| keyword::begins(word, Opens::Clause));
        if !goes_on {
            return Err(failed);
        }
        self.build_clauses(nodes, piece.base, in_override, out);
        Ok(next)
    }

    fn build_clauses<'i>(
        &mut self,
        nodes: impl Iterator<Item = super::build::Node<'i>>,
        base: u32,
        in_override: bool,
        out: &mut Vec<Clause>,
    ) {
        let mut builder = self.builder(base);
        for node in nodes {
            out.extend(builder.clause(node, in_override));
        }
        self.diagnostics.append(&mut builder.diagnostics);
    }

    /// Whether token `at` is a keyword of clauses.
    fn known_clause(&self, at: usize) -> Result<(), Diagnostic> {
        let Some(token) = self.token(at) else {
            return Ok(());
        };
        let found = token.range.slice(self.text.text);
        let known = token.kind == Kind::Word && keyword::begins(found, Opens::Clause);
        if known {
            return Ok(());
        }
        let place = Span::new(self.text.source, token.range);
        let guess = guess(found, Opens::Clause);
        Err(diagnostics::unknown_clause(place, found, guess))
    }

    /// Where the next clause begins after a broken one, on the same line.
    fn next_clause(&self, tokens: &Range<usize>, diagnostic: &Diagnostic) -> usize {
        let mistake = diagnostic
            .labels
            .first()
            .map_or(0, |label| label.span.range.start);
        (tokens.start + 1..tokens.end)
            .find(|at| {
                let behind = self
                    .token(*at)
                    .is_some_and(|token| token.range.start >= mistake);
                behind && self.could_be_clause(*at)
            })
            .unwrap_or(tokens.end)
    }

    fn could_be_clause(&self, at: usize) -> bool {
        let begins = self.word(at).is_some_and(|word| {
            let inner = [keyword::FOR, keyword::AT, keyword::WHEN, keyword::FIRST];
            keyword::begins(word, Opens::Clause) && !inner.iter().any(|inner| inner.is(word))
        });
        let assigned = self.is(at + 1, Kind::Symbol('='))
            || self.is(at + 1, Kind::Symbol('＝'))
            || self.is(at + 1, Kind::Symbol('.'));
        begins && !assigned && !outline::continues(self.text.text, self.tokens(), at)
    }
}
