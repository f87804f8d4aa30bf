//! Puts texts into quotes.
//!
//! A text in a hole must not hold the quote that ends the text around it. Every template that can
//! be read can be written: what stood between two quotes can stand between them again.

use super::super::ast::{Template, TemplatePart};
use super::super::keyword::Spelling;
use super::expr::Printer;

/// The three kinds of quotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Quote {
    /// `"…"`, the only one with escapes.
    Straight,
    /// `“…”`
    Curly,
    /// `「…」`
    Corner,
}

impl Quote {
    fn signs(self) -> (char, char) {
        match self {
            Quote::Straight => ('"', '"'),
            Quote::Curly => ('“', '”'),
            Quote::Corner => ('「', '」'),
        }
    }

    /// The character that ends a text in these quotes.
    pub(super) fn close(self) -> char {
        self.signs().1
    }

    /// Whether the text looks best in these quotes, needing no escapes.
    fn suits(self, text: &str) -> bool {
        let (open, close) = self.signs();
        !text.contains([open, close, '\n', '\r'])
    }

    /// Whether the text can stand in these quotes.
    fn holds(self, text: &str) -> bool {
        self == Quote::Straight || !text.contains([self.close(), '\n', '\r'])
    }

    fn escape(self, text: &str, out: &mut String) {
        for c in text.chars() {
            match c {
                '\\' | '"' if self == Quote::Straight => out.extend(['\\', c]),
                '\n' if self == Quote::Straight => out.push_str("\\n"),
                '\r' if self == Quote::Straight => out.push_str("\\r"),
                _ => out.push(c),
            }
        }
    }

    fn around(self, inside: &str) -> String {
        let (open, close) = self.signs();
        format!("{open}{inside}{close}")
    }
}

fn preferred(spelling: Spelling) -> [Quote; 3] {
    match spelling {
        Spelling::English => [Quote::Straight, Quote::Curly, Quote::Corner],
        Spelling::Chinese => [Quote::Curly, Quote::Corner, Quote::Straight],
    }
}

/// The text in quotes; `avoid` ends the text around it.
pub(super) fn quoted(text: &str, spelling: Spelling, avoid: Option<Quote>) -> String {
    let write = |quote: Quote| {
        let mut inside = String::new();
        quote.escape(text, &mut inside);
        quote.around(&inside)
    };
    let allowed = |written: &String| avoid.is_none_or(|outer| !written.contains(outer.close()));
    let order = preferred(spelling);
    let suited = order.iter().filter(|quote| quote.suits(text));
    let held = order.iter().filter(|quote| quote.holds(text));
    suited
        .chain(held)
        .map(|quote| write(*quote))
        .find(allowed)
        .unwrap_or_else(|| write(Quote::Straight))
}

/// A text with holes in quotes.
pub(super) fn template(template: &Template, printer: &Printer) -> String {
    let order = preferred(printer.spelling());
    let all = |test: fn(Quote, &str) -> bool, quote: Quote| {
        template.parts.iter().all(|part| match part {
            TemplatePart::Text(text) => test(quote, text),
            TemplatePart::Hole(_) => true,
        })
    };
    let suited = order.iter().filter(|quote| all(Quote::suits, **quote));
    let held = order.iter().filter(|quote| all(Quote::holds, **quote));
    suited
        .chain(held)
        .find_map(|quote| with_holes(template, printer, *quote))
        .unwrap_or_else(|| Quote::Straight.around(""))
}

/// The template in these quotes; `None` if a hole would end it.
fn with_holes(template: &Template, printer: &Printer, quote: Quote) -> Option<String> {
    let mut inside = String::new();
    for part in &template.parts {
        match part {
            TemplatePart::Text(text) => {
                let text = text.replace('{', "{{").replace('}', "}}");
                quote.escape(&text, &mut inside);
            }
            TemplatePart::Hole(expr) => {
                let hole = printer.inside(quote).whole(expr);
                if hole.contains(quote.close()) {
                    return None;
                }
                inside.push('{');
                inside.push_str(&hole);
                inside.push('}');
            }
        }
    }
    Some(quote.around(&inside))
}

/// A regular expression between slashes.
pub(super) fn regex(text: &str) -> String {
    let mut out = String::from("/");
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '/' => out.push_str("\\/"),
            '\\' => {
                out.push('\\');
                out.extend(chars.next());
            }
            _ => out.push(c),
        }
    }
    out.push('/');
    out
}
