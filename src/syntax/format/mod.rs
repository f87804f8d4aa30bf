//! Writes a tree as text in the canonical layout, in either spelling.
//!
//! Reading the text again gives the same tree, and formatting it again the same text. Comments stay
//! before, behind or inside what they stood at; one from the middle of an expression moves to the
//! line above it. Of blank lines between clauses one stays. What could not be read is not in the tree and is lost: do not format a file that
//! has errors.

mod clause;
mod expr;
mod quote;

use unicode_width::UnicodeWidthStr;

use super::ast::{
    Comment, Extend, Item, Loc, Param, ParamBound, Pattern, RuleFile, TermEntry, Terms, TermsBound,
};
use super::keyword::{self, Keyword, Spelling};
use super::lexer::{self, Kind};

use expr::Printer;

/// Lines are broken behind this column where that is possible.
const WIDTH: usize = 100;
/// Word lists and examples are broken behind this one: rows of a table are read line by line.
const DATA_WIDTH: usize = 120;
/// What a clause is indented by.
const INDENT: &str = "    ";

/// How keywords are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keywords {
    /// Each item in the spelling that most of its keywords have.
    AsWritten,
    /// All in one spelling.
    In(Spelling),
}

/// The text of `file` in the canonical layout with the keywords in `spelling`.
pub fn format(file: &RuleFile, spelling: Spelling) -> String {
    format_as(file, "", Keywords::In(spelling))
}

/// The text of `file`, which was read from `text`, in the canonical layout.
pub fn format_as(file: &RuleFile, text: &str, keywords: Keywords) -> String {
    let mut writer = Writer {
        out: String::new(),
        text,
        printer: Printer::new(Spelling::default()),
        comments: &file.comments,
        trails: false,
        glued: false,
    };
    let mut before = None;
    for item in &file.items {
        let spelling = match (keywords, parts(item)) {
            (Keywords::In(spelling), _) => spelling,
            (Keywords::AsWritten, Some((_, loc))) => spelling_of(loc.0.slice(text)),
            (Keywords::AsWritten, None) => Spelling::default(),
        };
        writer.printer = Printer::new(spelling);
        writer.item(item, before);
        before = Some(item);
    }
    writer.file_comments(u32::MAX);
    writer.out
}

/// The spelling that most keywords of a text have.
fn spelling_of(text: &str) -> Spelling {
    let (mut en, mut zh) = (0u32, 0u32);
    for token in lexer::lex(text).tokens {
        let word = token.range.slice(text);
        if token.kind == Kind::Word
            && let Some(keyword) = keyword::find(word)
        {
            en += u32::from(keyword.en == word);
            zh += u32::from(keyword.zh == word);
        }
    }
    if zh > en {
        Spelling::Chinese
    } else {
        Spelling::English
    }
}

/// Writes line by line and puts the comments between the lines.
struct Writer<'f> {
    out: String,
    /// What the tree was read from, to know where blank lines stood; may be empty.
    text: &'f str,
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

    /// Whether a blank line stood before `at`.
    fn gap_before(&self, at: u32) -> bool {
        let before = self.text.get(..at as usize).unwrap_or_default();
        let blanks = |text: &str| text.trim_end_matches([' ', '\t', '\r', '\u{3000}']).len();
        let line = before.get(..blanks(before)).unwrap_or_default();
        let Some(line) = line.strip_suffix('\n') else {
            return false;
        };
        line.get(..blanks(line)).unwrap_or_default().ends_with('\n')
    }

    /// A blank line inside of braces, where one stood.
    fn kept_blank(&mut self, at: u32) {
        if self.gap_before(at) && !self.out.ends_with("{\n") {
            self.blank();
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
                if !indent.is_empty() {
                    self.kept_blank(comment.loc.0.start);
                }
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
        let together = runs_on(before, item) && !self.gap_before(loc.0.start);
        let runs_on = together && !self.ends_with_comment();
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
            Item::Extend(extend) => self.extend(extend),
            Item::Pattern(pattern) => self.pattern(pattern),
            Item::Def(def) => {
                let params: Vec<&str> = def.params.iter().map(|name| &*name.text).collect();
                let head = self.word(&keyword::DEF);
                let head = format!("{head} {}({}) = ", def.name.text, params.join(", "));
                let body = self.broken(&def.body, head.width(), INDENT.len());
                self.line("", &format!("{head}{body}"));
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
        let bound = param.bound.map(|bound| match bound {
            ParamBound::MayOnlyFall => &keyword::MAY_ONLY_FALL,
            ParamBound::MayOnlyRise => &keyword::MAY_ONLY_RISE,
            ParamBound::Locked => &keyword::LOCKED,
        });
        let bound = self.behind(bound);
        self.line("", &format!("{head} {} = {value}{bound}", param.name.text));
    }

    fn pattern(&mut self, pattern: &Pattern) {
        let regex = quote::regex(&pattern.regex.text);
        let head = self.word(&keyword::PATTERN);
        self.line("", &format!("{head} {} = {regex}", pattern.name.text));
    }

    /// A keyword behind what it is about, with the blank before it.
    fn behind(&self, keyword: Option<&Keyword>) -> String {
        keyword.map_or_else(String::new, |it| format!(" {}", self.word(it)))
    }

    fn terms(&mut self, terms: &Terms) {
        let head = format!("{} {} = [", self.word(&keyword::TERMS), terms.name.text);
        let bound = terms.bound.map(|bound| match bound {
            TermsBound::MayGrow => &keyword::MAY_GROW,
            TermsBound::Locked => &keyword::LOCKED,
        });
        let close = format!("]{}", self.behind(bound));
        self.entries(&head, &terms.entries, &close, terms.loc.0.end);
    }

    fn extend(&mut self, extend: &Extend) {
        let head = format!("{} {} [", self.word(&keyword::EXTEND), extend.name.text);
        self.entries(&head, &extend.entries, "]", extend.loc.0.end);
    }

    /// Entries between `head` and `close`, on one line or on several; the item reaches to `end`.
    fn entries(&mut self, head: &str, entries: &[TermEntry], close: &str, end: u32) {
        let entries: Vec<(Loc, String)> = entries
            .iter()
            .map(|entry| match entry {
                TermEntry::Word(word) => (word.loc, self.printer.quoted(&word.text)),
                TermEntry::List(name) => (name.loc, name.text.clone()),
            })
            .collect();
        let texts: Vec<&str> = entries.iter().map(|(_, text)| &**text).collect();
        let inline = format!("{head}{}{close}", texts.join(", "));
        let commented = self.comment_before(end);
        if !commented && (inline.width() <= DATA_WIDTH || entries.is_empty()) {
            return self.line("", &inline);
        }
        self.line("", head);
        if commented {
            for (loc, text) in &entries {
                self.comments(INDENT, loc.0.start, loc.0.start);
                self.line(INDENT, &format!("{text},"));
            }
            self.comments(INDENT, end, end);
        } else {
            // What stood on lines of its own stays so.
            let mut line: Vec<&str> = Vec::new();
            for (loc, text) in &entries {
                if self.begins_line(loc.0.start) && !line.is_empty() {
                    self.filled(&line);
                    line.clear();
                }
                line.push(text);
            }
            self.filled(&line);
        }
        self.line("", close);
    }

    /// Whether nothing stood before `at` on its line.
    fn begins_line(&self, at: u32) -> bool {
        let before = self.text.get(..at as usize).unwrap_or_default();
        let before = before.trim_end_matches([' ', '\t', '\u{3000}']);
        before.ends_with('\n')
    }

    /// As many entries on each line as it holds.
    fn filled(&mut self, texts: &[&str]) {
        let mut line = String::new();
        for text in texts {
            if !line.is_empty() && line.width() + text.width() + 2 + INDENT.len() > DATA_WIDTH {
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
        Item::Extend(item) => (&item.doc, item.loc),
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
        Item::Extend(item) => item.name.loc.0.start,
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
