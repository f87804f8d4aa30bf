//! Writes a tree as text in the canonical layout, in either spelling.
//!
//! Reading the text again gives the same tree, and formatting it again the same text. Comments stay
//! before, behind or inside what they stood at; one from the middle of an expression moves to the
//! line above it. What could not be read is not in the tree and is lost: do not format a file that
//! has errors.

mod clause;
mod expr;
mod quote;

use unicode_width::UnicodeWidthStr;

use super::ast::{Comment, Item, Loc, Param, Pattern, RuleFile, TermEntry, Terms};
use super::keyword::{self, Keyword, Spelling};

use expr::Printer;

/// Lines are broken behind this column where that is possible.
const WIDTH: usize = 100;
/// What a clause is indented by.
const INDENT: &str = "    ";

/// The text of `file` in the canonical layout with the keywords in `spelling`.
pub fn format(file: &RuleFile, spelling: Spelling) -> String {
    let mut writer = Writer {
        out: String::new(),
        printer: Printer::new(spelling),
        comments: &file.comments,
        trails: false,
        glued: false,
    };
    let mut before = None;
    for item in &file.items {
        writer.item(item, before);
        before = Some(item);
    }
    writer.file_comments(u32::MAX);
    writer.out
}

/// Writes line by line and puts the comments between the lines.
struct Writer<'f> {
    out: String,
    printer: Printer,
    /// The comments that are still to be written.
    comments: &'f [Comment],
    /// Whether a comment can be put behind the last line.
    trails: bool,
    /// Whether the last line is a comment that belongs to what follows.
    glued: bool,
}

impl<'f> Writer<'f> {
    fn word(&self, keyword: &Keyword) -> &'static str {
        self.printer.word(keyword)
    }

    fn line(&mut self, indent: &str, text: &str) {
        self.out.push_str(indent);
        self.out.push_str(text);
        self.out.push('\n');
        self.trails = true;
        self.glued = false;
    }

    fn blank(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
    }

    /// The next comment that stands before `end`.
    fn next_comment(&mut self, end: u32) -> Option<&'f Comment> {
        let (first, rest) = self.comments.split_first()?;
        if first.loc.0.start >= end {
            return None;
        }
        self.comments = rest;
        Some(first)
    }

    /// Whether a comment stands before `end`.
    fn comment_before(&self, end: u32) -> bool {
        self.comments
            .first()
            .is_some_and(|comment| comment.loc.0.start < end)
    }

    /// Puts a comment behind the last line, if it stood there.
    fn trailing(&mut self, comment: &Comment) -> bool {
        let fits = !comment.own_line && self.trails && self.out.ends_with('\n');
        if fits {
            self.out.pop();
            self.out.push_str("  //");
            self.out.push_str(&comment.text);
            self.out.push('\n');
            self.trails = false;
        }
        fits
    }

    fn comment_line(&mut self, indent: &str, comment: &Comment) {
        self.line(indent, &format!("//{}", comment.text));
        self.trails = false;
    }

    /// Writes the comments before `start`, then those before `end`, which stand inside the next
    /// node and come on lines of their own before it.
    fn comments(&mut self, indent: &str, start: u32, end: u32) {
        while let Some(comment) = self.next_comment(start) {
            if !self.trailing(comment) {
                self.comment_line(indent, comment);
            }
        }
        while let Some(comment) = self.next_comment(end) {
            self.comment_line(indent, comment);
        }
    }

    /// Comments between items; blank lines around them are kept.
    fn file_comments(&mut self, start: u32) {
        while let Some(comment) = self.next_comment(start) {
            if self.trailing(comment) {
                continue;
            }
            if !self.glued {
                self.blank();
            }
            self.comment_line("", comment);
            let next = self.comments.first().map(|next| next.loc.0.start);
            let next = next.unwrap_or(start).min(start);
            self.glued = next.saturating_sub(comment.loc.0.end) <= 1;
        }
    }

    fn item(&mut self, item: &'f Item, before: Option<&Item>) {
        let Some((doc, loc)) = parts(item) else {
            return;
        };
        self.file_comments(loc.0.start);
        let runs_on = runs_on(before, item) && !self.ends_with_comment();
        if !(self.glued || runs_on) {
            self.blank();
        }
        self.comments("", loc.0.start, inner_start(item));
        for line in doc {
            let line = if line.is_empty() {
                "///".to_owned()
            } else {
                format!("/// {line}")
            };
            self.line("", &line);
        }
        match item {
            Item::Param(param) => self.param(param),
            Item::Terms(terms) => self.terms(terms),
            Item::Pattern(pattern) => self.pattern(pattern),
            Item::Def(def) => {
                let params: Vec<&str> = def.params.iter().map(|name| &*name.text).collect();
                let body = self.printer.whole(&def.body);
                let head = self.word(&keyword::DEF);
                let (name, params) = (&def.name.text, params.join(", "));
                self.line("", &format!("{head} {name}({params}) = {body}"));
            }
            Item::Rule(rule) => {
                let mut head = format!("{} {}", self.word(&keyword::RULE), rule.id.text);
                if let Some(title) = &rule.title {
                    head.push(' ');
                    head.push_str(&self.printer.quoted(&title.text));
                }
                self.braced(&head, &rule.clauses, rule.loc);
            }
            Item::Override(item) => {
                let head = format!("{} {}", self.word(&keyword::OVERRIDE), item.id.text);
                self.braced(&head, &item.clauses, item.loc);
            }
            Item::Error(_) => {}
        }
        self.glued = false;
    }

    /// Whether the last line is a comment on its own.
    fn ends_with_comment(&self) -> bool {
        let last = self.out.trim_end_matches('\n').rsplit('\n').next();
        last.is_some_and(|line| line.starts_with("//"))
    }

    fn param(&mut self, param: &Param) {
        let value = self.printer.whole(&param.value);
        let head = self.word(&keyword::PARAM);
        self.line("", &format!("{head} {} = {value}", param.name.text));
    }

    fn pattern(&mut self, pattern: &Pattern) {
        let regex = quote::regex(&pattern.regex.text);
        let head = self.word(&keyword::PATTERN);
        self.line("", &format!("{head} {} = {regex}", pattern.name.text));
    }

    fn terms(&mut self, terms: &Terms) {
        let head = format!("{} {} = [", self.word(&keyword::TERMS), terms.name.text);
        let entries: Vec<(Loc, String)> = terms
            .entries
            .iter()
            .map(|entry| match entry {
                TermEntry::Word(word) => (word.loc, self.printer.quoted(&word.text)),
                TermEntry::List(name) => (name.loc, name.text.clone()),
            })
            .collect();
        let texts: Vec<&str> = entries.iter().map(|(_, text)| &**text).collect();
        let inline = format!("{head}{}]", texts.join(", "));
        let commented = self.comment_before(terms.loc.0.end);
        if !commented && (inline.width() <= WIDTH || entries.is_empty()) {
            return self.line("", &inline);
        }
        self.line("", &head);
        if commented {
            for (loc, text) in &entries {
                self.comments(INDENT, loc.0.start, loc.0.start);
                self.line(INDENT, &format!("{text},"));
            }
            let end = terms.loc.0.end;
            self.comments(INDENT, end, end);
        } else {
            self.filled(&texts);
        }
        self.line("", "]");
    }

    /// As many entries on each line as it holds.
    fn filled(&mut self, texts: &[&str]) {
        let mut line = String::new();
        for text in texts {
            if !line.is_empty() && line.width() + text.width() + 2 + INDENT.len() > WIDTH {
                self.line(INDENT, &line);
                line.clear();
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(text);
            line.push(',');
        }
        self.line(INDENT, &line);
    }
}

/// The documentation and place of an item that can be written.
fn parts(item: &Item) -> Option<(&[String], Loc)> {
    Some(match item {
        Item::Param(item) => (&item.doc, item.loc),
        Item::Terms(item) => (&item.doc, item.loc),
        Item::Pattern(item) => (&item.doc, item.loc),
        Item::Def(item) => (&item.doc, item.loc),
        Item::Rule(item) => (&item.doc, item.loc),
        Item::Override(item) => (&item.doc, item.loc),
        Item::Error(_) => return None,
    })
}

/// Up to where comments in an item are written before it: those in rules and word lists have
/// places of their own.
fn inner_start(item: &Item) -> u32 {
    match item {
        Item::Param(item) => item.loc.0.end,
        Item::Pattern(item) => item.loc.0.end,
        Item::Def(item) => item.loc.0.end,
        Item::Terms(item) => item.name.loc.0.start,
        Item::Rule(item) => item.id.loc.0.start,
        Item::Override(item) => item.id.loc.0.start,
        Item::Error(_) => 0,
    }
}

/// Whether no blank line stands between two items: parameters and patterns in a row.
fn runs_on(before: Option<&Item>, item: &Item) -> bool {
    match (before, item) {
        (Some(Item::Param(_)), Item::Param(param)) => param.doc.is_empty(),
        (Some(Item::Pattern(_)), Item::Pattern(pattern)) => pattern.doc.is_empty(),
        _ => false,
    }
}
