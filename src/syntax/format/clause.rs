//! Writes rules and overrides: their clauses in two columns, their examples in a block.

use unicode_width::UnicodeWidthStr;

use super::super::ast::{
    Basis, BinaryOp, Clause, ClauseKind, Confidence, Example, ExampleBody, ExampleValue, Expr,
    ExprKind, Fix, ForbidMode, Level, Loc, Name, Trust,
};
use super::super::keyword::{self, Keyword};
use super::expr::number;
use super::{DATA_WIDTH, INDENT, WIDTH, Writer};

impl<'f> Writer<'f> {
    /// A rule or override with its braces.
    pub(super) fn braced(&mut self, head: &str, clauses: &'f [Clause], loc: Loc) {
        let inner = self.comment_before(loc.0.end);
        if clauses.is_empty() && !inner {
            return self.line("", &format!("{head} {{}}"));
        }
        self.line("", &format!("{head} {{"));
        let column = self.column(clauses);
        let mut block = true;
        for clause in clauses {
            let example = matches!(clause.kind, ClauseKind::Example(_));
            let (start, end) = (clause.loc.0.start, clause.loc.0.end);
            self.comments(INDENT, start, start);
            if example && !block {
                self.blank_before_block();
            }
            self.kept_blank(start);
            block = example;
            if let ClauseKind::Example(example) = &clause.kind {
                self.example(example, end);
            } else if clause.kind != ClauseKind::Error {
                self.comments(INDENT, start, end);
                let text = self.clause(&clause.kind, column);
                self.line(INDENT, &text);
            }
        }
        let end = loc.0.end;
        self.comments(INDENT, end, end);
        self.line("", "}");
    }

    /// A blank line before the examples; comments directly above them go with them.
    fn blank_before_block(&mut self) {
        let mut at = self.out.len();
        loop {
            let before = self.out.get(..at).unwrap_or_default();
            let line = before.strip_suffix('\n').unwrap_or(before);
            let start = line.rfind('\n').map_or(0, |found| found + 1);
            let text = line.get(start..).unwrap_or_default();
            if !text.trim_start().starts_with("//") {
                break;
            }
            at = start;
        }
        let before = self.out.get(..at).unwrap_or_default();
        if !before.ends_with("\n\n") {
            self.out.insert(at, '\n');
        }
    }

    /// The column that values begin in.
    fn column(&self, clauses: &[Clause]) -> usize {
        let bare = [
            keyword::LOCKED,
            keyword::OFF,
            keyword::EXAMPLE,
            keyword::FORBID,
        ];
        let widths = clauses
            .iter()
            .filter_map(|clause| head(&clause.kind))
            .filter(|keyword| !bare.contains(keyword))
            .map(|keyword| self.word(keyword).width());
        widths.max().unwrap_or(0) + 1
    }

    fn clause(&self, kind: &ClauseKind, column: usize) -> String {
        let keyword = head(kind).map_or("", |keyword| self.word(keyword));
        let value = self.value_of(kind, column + INDENT.len());
        // `forbid each` is read as one.
        let together = matches!(kind, ClauseKind::Forbid(..));
        let column = if together { 0 } else { column };
        let blanks = column.saturating_sub(keyword.width()).max(1);
        if value.is_empty() {
            keyword.to_owned()
        } else {
            format!("{keyword}{}{value}", " ".repeat(blanks))
        }
    }

    fn value_of(&self, kind: &ClauseKind, column: usize) -> String {
        let printer = &self.printer;
        match kind {
            ClauseKind::On(names) => {
                let names: Vec<&str> = names.iter().map(|name| &*name.text).collect();
                names.join(", ")
            }
            ClauseKind::Since(year) | ClauseKind::Until(year) => format!("{year:04}"),
            ClauseKind::Basis(basis) => self.basis(basis),
            ClauseKind::Severity { level, when } => {
                let level = self.word(level_word(*level));
                match when {
                    Some(when) => {
                        let word = self.word(&keyword::WHEN);
                        format!("{level} {word} {}", printer.whole(when))
                    }
                    None => level.to_owned(),
                }
            }
            ClauseKind::Confidence(confidence) => self.word(confidence_word(*confidence)).into(),
            ClauseKind::Set(name, value) => format!("{} = {}", name.text, printer.whole(value)),
            ClauseKind::Let(name, value) => {
                let head = format!("{} = ", name.text);
                let column = column + head.width();
                format!("{head}{}", self.broken(value, column, column))
            }
            ClauseKind::For(each) => printer.each(each, true),
            ClauseKind::When(expr) | ClauseKind::Require(expr) => self.broken(expr, column, column),
            ClauseKind::At(expr) => printer.whole(expr),
            ClauseKind::Forbid(mode, each) => {
                let mode = match mode {
                    ForbidMode::Each => self.word(&keyword::EACH),
                    ForbidMode::First => self.word(&keyword::FIRST),
                };
                format!("{mode} {}", printer.each(each, true))
            }
            ClauseKind::Message(template) | ClauseKind::Help(template) => {
                printer.template(template)
            }
            ClauseKind::Label(expr, template) => {
                format!("{} {}", printer.whole(expr), printer.template(template))
            }
            ClauseKind::Fix(Fix { trust, place, text }) => format!(
                "{} {} {}",
                self.word(trust_word(*trust)),
                printer.whole(place),
                printer.template(text)
            ),
            ClauseKind::Explains(rules) => {
                let rules: Vec<&str> = rules.iter().map(|rule| rule.text.as_str()).collect();
                rules.join(", ")
            }
            ClauseKind::Locked | ClauseKind::Off | ClauseKind::Example(_) | ClauseKind::Error => {
                String::new()
            }
        }
    }

    fn basis(&self, basis: &Basis) -> String {
        let mut text = self.printer.quoted(&basis.document.text);
        let clause = basis.clause.as_ref().map(|clause| &*clause.text);
        let clause = clause.or(basis.quote.as_ref().map(|_| ""));
        if let Some(clause) = clause {
            let number = !clause.is_empty() && clause.chars().all(|c| c.is_ascii_digit());
            text.push(' ');
            text.push_str(&if number {
                clause.to_owned()
            } else {
                self.printer.quoted(clause)
            });
        }
        if let Some(quote) = &basis.quote {
            text.push(' ');
            text.push_str(&self.printer.quoted(&quote.text));
        }
        text
    }

    /// An expression that begins in `column`, broken before `and` or `or` if it is too long; the
    /// further lines begin in `next`.
    pub(super) fn broken(&self, expr: &Expr, column: usize, next: usize) -> String {
        let inline = self.printer.whole(expr);
        let ExprKind::Binary(op @ (BinaryOp::And | BinaryOp::Or), ..) = &*expr.kind else {
            return inline;
        };
        if column + inline.width() <= WIDTH {
            return inline;
        }
        let parts = self.printer.chain(*op, expr);
        let word = self.printer.binary(*op);
        parts.join(&format!("\n{}{word} ", " ".repeat(next)))
    }

    fn example(&mut self, example: &'f Example, end: u32) {
        let verdict = if example.fails {
            &keyword::FAIL
        } else {
            &keyword::PASS
        };
        let verdict = self.word(verdict);
        let width = self.word(&keyword::FAIL).width();
        let head = format!("{} {verdict}", self.word(&keyword::EXAMPLE));
        let blanks = " ".repeat(width.saturating_sub(verdict.width()) + 1);
        let fixed = example.fixed.as_ref();
        let word = self.word(&keyword::FIXED);
        let inline = format!("{head}{blanks}{}", self.body(&example.body));
        let whole = match fixed {
            Some(fixed) => format!("{inline} {word} {}", self.body(fixed)),
            None => inline.clone(),
        };
        let fits = |text: &str| text.width() + INDENT.len() <= DATA_WIDTH;
        if !self.comment_before(end) && fits(&whole) {
            return self.line(INDENT, &whole);
        }
        self.declared(&head, &blanks, &example.body, end);
        if let Some(fixed) = fixed {
            // What becomes of the example stands under it.
            let column = self.word(&keyword::EXAMPLE).width() + 1 + width;
            let blanks = " ".repeat(column.saturating_sub(word.width()) + 1);
            self.declared(word, &blanks, fixed, end);
        }
    }

    /// What an example declares, on one line.
    fn body(&self, body: &ExampleBody) -> String {
        match body {
            ExampleBody::Snippet(text) => self.printer.quoted(&text.text),
            ExampleBody::Fields(fields) => self.record(fields),
        }
    }

    /// What an example declares behind `head`, broken if it is too long.
    fn declared(&mut self, head: &str, blanks: &str, body: &'f ExampleBody, end: u32) {
        let inline = format!("{head}{blanks}{}", self.body(body));
        let fits = inline.width() + INDENT.len() <= DATA_WIDTH;
        let fields = match body {
            ExampleBody::Fields(fields) if !fields.is_empty() => fields,
            ExampleBody::Snippet(_) | ExampleBody::Fields(_) => {
                self.comments(INDENT, end, end);
                return self.line(INDENT, &inline);
            }
        };
        if !self.comment_before(end) && fits {
            return self.line(INDENT, &inline);
        }
        self.line(INDENT, &format!("{head} {{"));
        let deeper = INDENT.repeat(2);
        for (name, value) in fields {
            let start = name.loc.0.start;
            self.comments(&deeper, start, start);
            let value = self.value(value, &deeper, name.text.width() + 3);
            self.line(&deeper, &format!("{} = {value}", name.text));
        }
        self.comments(&deeper, end, end);
        self.line(INDENT, "}");
    }

    fn record(&self, fields: &[(Name, ExampleValue)]) -> String {
        if fields.is_empty() {
            return "{}".to_owned();
        }
        let fields: Vec<String> = fields
            .iter()
            .map(|(name, value)| format!("{} = {}", name.text, self.inline(value)))
            .collect();
        format!("{{ {} }}", fields.join("  "))
    }

    fn inline(&self, value: &ExampleValue) -> String {
        match value {
            ExampleValue::Text(text) => self.printer.quoted(&text.text),
            ExampleValue::Number { text, unit, .. } => number(text, unit),
            ExampleValue::Word(name) => name.text.clone(),
            ExampleValue::List(values) => {
                let values: Vec<String> = values.iter().map(|value| self.inline(value)).collect();
                format!("[{}]", values.join(", "))
            }
            ExampleValue::Record(fields) => self.record(fields),
        }
    }

    /// A value behind `used` columns, broken if it is too long.
    fn value(&self, value: &ExampleValue, indent: &str, used: usize) -> String {
        let inline = self.inline(value);
        if indent.len() + used + inline.width() <= DATA_WIDTH {
            return inline;
        }
        let deeper = format!("{indent}{INDENT}");
        let (open, lines, close) = match value {
            ExampleValue::Text(_) | ExampleValue::Number { .. } | ExampleValue::Word(_) => {
                return inline;
            }
            ExampleValue::List(values) => {
                let lines: Vec<String> = values
                    .iter()
                    .map(|value| format!("{},", self.value(value, &deeper, 1)))
                    .collect();
                ("[", lines, "]")
            }
            ExampleValue::Record(fields) => {
                let lines = fields
                    .iter()
                    .map(|(name, value)| {
                        let value = self.value(value, &deeper, name.text.width() + 3);
                        format!("{} = {value}", name.text)
                    })
                    .collect();
                ("{", lines, "}")
            }
        };
        let mut text = open.to_owned();
        for line in lines {
            text.push('\n');
            text.push_str(&deeper);
            text.push_str(&line);
        }
        format!("{text}\n{indent}{close}")
    }
}

/// The keyword that a clause begins with.
fn head(kind: &ClauseKind) -> Option<&'static Keyword> {
    Some(match kind {
        ClauseKind::On(_) => &keyword::ON,
        ClauseKind::Since(_) => &keyword::SINCE,
        ClauseKind::Until(_) => &keyword::UNTIL,
        ClauseKind::Basis(_) => &keyword::BASIS,
        ClauseKind::Severity { .. } => &keyword::SEVERITY,
        ClauseKind::Confidence(_) => &keyword::CONFIDENCE,
        ClauseKind::Locked => &keyword::LOCKED,
        ClauseKind::Explains(_) => &keyword::EXPLAINS,
        ClauseKind::Off => &keyword::OFF,
        ClauseKind::Set(..) => &keyword::SET,
        ClauseKind::Let(..) => &keyword::LET,
        ClauseKind::For(_) => &keyword::FOR,
        ClauseKind::When(_) => &keyword::WHEN,
        ClauseKind::Require(_) => &keyword::REQUIRE,
        ClauseKind::Forbid(..) => &keyword::FORBID,
        ClauseKind::Message(_) => &keyword::MESSAGE,
        ClauseKind::At(_) => &keyword::AT,
        ClauseKind::Label(..) => &keyword::LABEL,
        ClauseKind::Help(_) => &keyword::HELP,
        ClauseKind::Fix(_) => &keyword::FIX,
        ClauseKind::Example(_) => &keyword::EXAMPLE,
        ClauseKind::Error => return None,
    })
}

fn level_word(level: Level) -> &'static Keyword {
    match level {
        Level::Error => &keyword::ERROR,
        Level::Warning => &keyword::WARNING,
        Level::Hint => &keyword::HINT,
    }
}

fn trust_word(trust: Trust) -> &'static Keyword {
    match trust {
        Trust::Safe => &keyword::SAFE,
        Trust::Unsafe => &keyword::UNSAFE,
        Trust::Display => &keyword::DISPLAY,
    }
}

fn confidence_word(confidence: Confidence) -> &'static Keyword {
    match confidence {
        Confidence::Sure => &keyword::SURE,
        Confidence::Likely => &keyword::LIKELY,
        Confidence::Opinion => &keyword::OPINION,
    }
}
