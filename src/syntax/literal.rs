//! Reads quoted texts, texts with holes, regular expressions and digits.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "the grammar has some two hundred parts; a node can hold only a few of them"
)]

use pest::Parser;

use crate::source::{Span, TextRange, offset};

use super::ast::{Loc, Str, Template, TemplatePart};
use super::build::{Builder, Built, Node};
use super::diagnostics;
use super::explain;
use super::grammar::{Grammar, Rule as Part};
use super::lexer::{self, Token};
use super::outline::outline;

/// The inside of a quoted text.
struct Inside<'i> {
    raw: &'i str,
    /// Where it begins in the source.
    start: u32,
    /// Whether backslashes count.
    escapes: bool,
}

impl Builder<'_> {
    /// A text without holes.
    pub(super) fn text(&mut self, node: &Node<'_>) -> Built<Str> {
        let inside = self.inside(node);
        let text = self.unescaped(inside.raw, inside.start, inside.escapes)?;
        Ok(Str {
            text,
            loc: self.loc(node),
        })
    }

    /// A regular expression with `\/` read as a slash.
    pub(super) fn regex(&self, node: &Node<'_>) -> Str {
        let raw = node.as_str();
        let raw = raw.strip_prefix('/').unwrap_or(raw);
        let raw = raw.strip_suffix('/').unwrap_or(raw);
        let mut text = String::new();
        let mut chars = raw.chars().peekable();
        while let Some(c) = chars.next() {
            if c == '\\' {
                match chars.next() {
                    Some('/') => text.push('/'),
                    Some(next) => text.extend([c, next]),
                    None => text.push(c),
                }
            } else {
                text.push(c);
            }
        }
        Str {
            text,
            loc: self.loc(node),
        }
    }

    /// A text with holes.
    pub(super) fn template(&mut self, node: &Node<'_>) -> Built<Template> {
        let inside = self.inside(node);
        let read = Grammar::parse(Part::template_parts, inside.raw).map_err(|error| {
            let at = explain::position(&error);
            let place = char_range(inside.raw, at).shifted(inside.start);
            diagnostics::brace_in_text(Span::new(self.source, place))
        })?;
        let mut parts = Vec::new();
        for part in read.flat_map(Node::into_inner) {
            let start = offset(part.as_span().start()).saturating_add(inside.start);
            match part.as_rule() {
                Part::template_brace => push_text(&mut parts, part.as_str().get(..1)),
                Part::template_words => {
                    let words = self.unescaped(part.as_str(), start, inside.escapes)?;
                    push_text(&mut parts, Some(&words));
                }
                Part::template_hole => parts.push(self.hole(&part, inside.start)?),
                _ => {}
            }
        }
        Ok(Template {
            parts,
            loc: self.loc(node),
        })
    }

    /// The expression in a hole, read apart from the text around it.
    fn hole(&mut self, node: &Node<'_>, base: u32) -> Built<TemplatePart> {
        let code = node.clone().into_inner().next();
        let code = self.required(code, Loc(shifted(node, base)))?;
        let base = base.saturating_add(offset(code.as_span().start()));
        let text = code.as_str();
        let mut lexed = lexer::lex(text);
        let outline = outline(text, &lexed);
        for token in &mut lexed.tokens {
            token.range = token.range.shifted(base);
        }
        let place = |token: &Token| Span::new(self.source, token.range);
        if let Some(found) = outline.faults.first()
            && let Some(token) = lexed.tokens.get(found.at)
        {
            let start = token.range.start.saturating_sub(base) as usize;
            let end = token.range.end.saturating_sub(base) as usize;
            let own = text.get(start..end).unwrap_or_default();
            return Err(explain::fault(found.fault, place(token), token, own));
        }
        let read = Grammar::parse(Part::lone_expr, text).map_err(|error| {
            let piece = explain::Piece {
                source: self.source,
                base,
                text,
                tokens: &lexed.tokens,
            };
            explain::explain(&piece, &error)
        })?;
        let mut builder = Builder::new(self.source, base, &lexed.tokens);
        let expr = read.into_iter().next();
        let expr = self.required(expr, Loc(shifted(node, base)))?;
        builder.expr(expr).map(TemplatePart::Hole)
    }

    fn inside<'i>(&self, node: &Node<'i>) -> Inside<'i> {
        let quoted = node.as_str();
        let open = quoted.chars().next().map_or(0, char::len_utf8);
        let close = quoted.chars().next_back().map_or(0, char::len_utf8);
        let end = quoted.len().saturating_sub(close);
        Inside {
            raw: quoted.get(open..end).unwrap_or_default(),
            start: offset(node.as_span().start() + open).saturating_add(self.base),
            escapes: quoted.starts_with('"'),
        }
    }

    /// `raw` with its escapes replaced.
    fn unescaped(&self, raw: &str, start: u32, escapes: bool) -> Built<String> {
        if !escapes || !raw.contains('\\') {
            return Ok(raw.to_owned());
        }
        let mut text = String::new();
        let mut chars = raw.char_indices();
        while let Some((at, c)) = chars.next() {
            if c != '\\' {
                text.push(c);
                continue;
            }
            let next = chars.next();
            match next.map(|(_, c)| c) {
                Some(c @ ('"' | '\\')) => text.push(c),
                Some('n') => text.push('\n'),
                Some('r') => text.push('\r'),
                Some('t') => text.push('\t'),
                other => {
                    let len = 1 + other.map_or(0, char::len_utf8);
                    let range = TextRange::of(at..at + len);
                    let place = Span::new(self.source, range.shifted(start));
                    return Err(diagnostics::escape(place, range.slice(raw)));
                }
            }
        }
        Ok(text)
    }
}

fn shifted(node: &Node<'_>, base: u32) -> TextRange {
    let span = node.as_span();
    TextRange::of(span.start()..span.end()).shifted(base)
}

/// The range of the character at `at`; empty at the end.
fn char_range(text: &str, at: usize) -> TextRange {
    let next = text.get(at..).and_then(|rest| rest.chars().next());
    TextRange::of(at..at + next.map_or(0, char::len_utf8))
}

fn push_text(parts: &mut Vec<TemplatePart>, text: Option<&str>) {
    let text = text.unwrap_or_default();
    if let Some(TemplatePart::Text(before)) = parts.last_mut() {
        before.push_str(text);
    } else if !text.is_empty() {
        parts.push(TemplatePart::Text(text.to_owned()));
    }
}

/// Refuses digits like `000`, the rest of a number with separators.
pub(super) fn check_digits(digits: &str, place: Span) -> Built<()> {
    let mut chars = digits.chars();
    let zero = chars.next() == Some('0');
    if zero && chars.next().is_some_and(|c| c.is_ascii_digit()) {
        Err(diagnostics::separators(place))
    } else {
        Ok(())
    }
}
