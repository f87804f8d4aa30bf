//! Reads a rule file: text to tree and messages, whatever the text.
//!
//! A file without mistakes is read by the grammar in one go. If that fails, or if brackets or
//! quotes are seen not to match, the file is cut into items and clauses and each is read alone, so
//! that one mistake hides no other.

use pest::Parser;

use crate::diag::Diagnostic;
use crate::source::{SourceId, Span, TextRange, offset};

use super::ast::{Comment, Item, Loc, RuleFile};
use super::build::Builder;
use super::diagnostics;
use super::explain;
use super::grammar::{Grammar, Rule};
use super::lexer::{self, Lexed};
use super::outline::{self, Outline};
use super::{recover, suspect};

/// What reading a rule file gives: always a tree, and what is wrong with the text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parsed {
    /// The tree; what could not be read is an error item or an error clause.
    pub file: RuleFile,
    /// The mistakes, sorted by place.
    pub diagnostics: Vec<Diagnostic>,
}

/// A text with all that is known before the grammar reads it.
pub(super) struct Text<'t> {
    /// The source.
    pub source: SourceId,
    /// Its text.
    pub text: &'t str,
    /// Its tokens and comments.
    pub lexed: &'t Lexed,
    /// Its items, clauses and brackets.
    pub outline: &'t Outline,
}

/// Reads the rule file `text`; never fails, never panics.
pub fn parse(source: SourceId, text: &str) -> Parsed {
    if u32::try_from(text.len()).is_err() {
        let start = Span::new(source, TextRange::default());
        return Parsed {
            file: RuleFile::default(),
            diagnostics: vec![diagnostics::too_deep(start)],
        };
    }
    let lexed = lexer::lex(text);
    let outline = outline::outline(text, &lexed);
    let text = Text {
        source,
        text,
        lexed: &lexed,
        outline: &outline,
    };
    let (mut items, mut diagnostics) = text.whole().unwrap_or_else(|| {
        let mut read = recover::recover(&text);
        read.1.extend(text.faults());
        read
    });
    diagnostics.extend(text.turned_comments());
    let comments = text.attach_comments(&mut items);
    diagnostics.sort_by_key(|diagnostic| {
        let place = diagnostic.labels.first().map(|label| label.span.range);
        (place, diagnostic.code)
    });
    Parsed {
        file: RuleFile { items, comments },
        diagnostics,
    }
}

impl Text<'_> {
    /// Reads the text in one go; `None` if it has a mistake in its form.
    fn whole(&self) -> Option<(Vec<Item>, Vec<Diagnostic>)> {
        if !self.outline.faults.is_empty() {
            return None;
        }
        let file = Grammar::parse(Rule::file, self.text).ok()?.next()?;
        let mut builder = Builder::new(self.source, 0, &self.lexed.tokens);
        let mut items = Vec::new();
        for node in file.into_inner() {
            items.extend(builder.item(node));
        }
        Some((items, builder.diagnostics))
    }

    /// Messages for brackets and quotes that do not match.
    fn faults(&self) -> Vec<Diagnostic> {
        let said = self.outline.faults.iter().filter(|found| !found.silent);
        said.filter_map(|found| {
            let token = self.lexed.tokens.get(found.at)?;
            let place = Span::new(self.source, token.range);
            Some(explain::fault(
                found.fault,
                place,
                token,
                token.range.slice(self.text),
            ))
        })
        .collect()
    }

    /// Messages for characters in comments that turn the order of what is seen.
    fn turned_comments(&self) -> Vec<Diagnostic> {
        let of = |comment: &lexer::RawComment| {
            let text = comment.range.slice(self.text);
            let (at, found) = suspect::turned(text)?;
            let range = TextRange::of(at..at + found.len_utf8()).shifted(comment.range.start);
            Some(diagnostics::hidden(Span::new(self.source, range), found))
        };
        self.lexed.comments.iter().filter_map(of).collect()
    }

    /// Gives items their documentation; what is left are the comments of the file.
    fn attach_comments(&self, items: &mut [Item]) -> Vec<Comment> {
        let mut comments = Vec::new();
        let mut rest = self.lexed.comments.iter().peekable();
        let mut behind = 0;
        for item in items {
            let Some((docs, loc)) = documented(item) else {
                continue;
            };
            let place = loc.0;
            while let Some(comment) = rest.next_if(|comment| comment.range.start < place.end) {
                let before = behind <= comment.range.start && comment.range.start < place.start;
                if comment.doc && comment.own_line && before {
                    docs.push(doc_line(comment.range.slice(self.text)));
                    loc.0.start = loc.0.start.min(comment.range.start);
                } else {
                    comments.push(self.comment(comment));
                }
            }
            behind = place.end;
        }
        comments.extend(rest.map(|comment| self.comment(comment)));
        comments
    }

    fn comment(&self, raw: &lexer::RawComment) -> Comment {
        let text = raw.range.slice(self.text).trim_end();
        let slashes = if raw.doc { "///" } else { "//" };
        Comment {
            text: text.strip_prefix(slashes).unwrap_or_default().to_owned(),
            own_line: raw.own_line,
            loc: Loc(TextRange::new(
                raw.range.start,
                self.line_end(raw.range.end),
            )),
        }
    }

    /// The end of the line that `at` stands in, before its line feed.
    fn line_end(&self, at: u32) -> u32 {
        let rest = self.text.get(at as usize..).unwrap_or_default();
        let more = rest.len() - rest.trim_start_matches('\r').len();
        at.saturating_add(offset(more))
    }
}

fn doc_line(raw: &str) -> String {
    let line = raw.strip_prefix("///").unwrap_or(raw).trim_end();
    line.strip_prefix(' ').unwrap_or(line).to_owned()
}

/// The documentation and the place of an item that can have documentation.
fn documented(item: &mut Item) -> Option<(&mut Vec<String>, &mut Loc)> {
    Some(match item {
        Item::Param(item) => (&mut item.doc, &mut item.loc),
        Item::Terms(item) => (&mut item.doc, &mut item.loc),
        Item::Extend(item) => (&mut item.doc, &mut item.loc),
        Item::Pattern(item) => (&mut item.doc, &mut item.loc),
        Item::Def(item) => (&mut item.doc, &mut item.loc),
        Item::Rule(item) => (&mut item.doc, &mut item.loc),
        Item::Override(item) => (&mut item.doc, &mut item.loc),
        Item::Error(_) => return None,
    })
}
