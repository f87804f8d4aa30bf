//! `github`: workflow commands, of which GitHub Actions makes annotations beside the lines.
//!
//! Waived findings are not told. The words repeat the place, as the log shows them without it.

use std::fmt::Write as _;
use std::io::{self, Write};

use crate::diag::{DocumentReport, Finding, Header, Place, Severity, Summary};

use super::position::Positions;
use super::text::inline;
use super::writer::{Format, ReportWriter};

/// The row of the registry.
pub(super) const FORMAT: Format = Format {
    name: "github",
    doc: "GitHub Actions 的标注",
    rules: false,
    binary: false,
    make: |_| Box::new(GitHub::default()),
};

/// The writer.
#[derive(Default)]
struct GitHub {
    /// What is written next; kept for its memory.
    buffer: String,
}

impl GitHub {
    fn push(&mut self, document: &DocumentReport, positions: &Positions<'_>, finding: &Finding) {
        let path = inline(&document.path);
        let mut place = path.clone();
        let out = &mut self.buffer;
        out.push_str(match finding.severity {
            Severity::Error => "::error ",
            Severity::Warning => "::warning ",
            Severity::Hint => "::notice ",
        });
        let _ = write!(out, "file={}", property(&path));
        if let Some(first) = finding.places.first() {
            // An office file has no lines that could be shown.
            if document.source.anchors().is_empty() {
                push_lines(out, positions, first);
            }
            place.push_str(&positions.suffix(first.range.start));
        }
        let title = format!("{} {}", inline(&finding.rule), inline(&finding.title));
        let _ = write!(out, ",title={}::", property(&title));
        let mut words = format!("{place}：{}", inline(&finding.message));
        if let Some(help) = &finding.help {
            let _ = write!(words, "。建议：{}", inline(help));
        }
        out.push_str(&data(&words));
        out.push('\n');
    }
}

/// Appends the lines of a place as properties of a command.
fn push_lines(out: &mut String, positions: &Positions<'_>, place: &Place) {
    let start = positions.line_column(place.range.start);
    let end = positions.line_column(place.range.end);
    let _ = write!(out, ",line={},endLine={}", start.line, end.line);
    // Columns are for places in one line only.
    if start.line == end.line {
        let _ = write!(out, ",col={},endColumn={}", start.column, end.column);
    }
}

/// Words of one line behind the colons of a command.
fn data(words: &str) -> String {
    words
        .replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// Words of one line as the value of a command's property.
fn property(words: &str) -> String {
    data(words).replace(':', "%3A").replace(',', "%2C")
}

impl ReportWriter for GitHub {
    fn begin(&mut self, _: &Header, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    fn document(&mut self, document: &DocumentReport, out: &mut dyn Write) -> io::Result<()> {
        let positions = Positions::new(&document.source);
        for finding in document.open() {
            self.push(document, &positions, finding);
        }
        out.write_all(self.buffer.as_bytes())?;
        self.buffer.clear();
        Ok(())
    }

    fn end(&mut self, _: &Summary, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_cannot_be_forged() {
        assert_eq!(data("5%\r\n::error::x"), "5%25%0D%0A::error::x");
        assert_eq!(property("a,line=1::b%"), "a%2Cline=1%3A%3Ab%25");
    }
}
