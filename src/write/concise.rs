//! `concise`: one line for each finding, `path:line:column severity rule message`.
//!
//! The last line is a summary and starts with `#`; every other line is a finding. A finding
//! without a place stands at the first character of its document; `[可改]` behind the rule marks what
//! `--fix` mends. Lines and columns of an office file are those of its text view; the place that
//! people find stands in brackets at the end.

use std::fmt::Write as _;
use std::io::{self, Write};

use crate::diag::{Applicability, DocumentReport, Finding, Header, Summary};

use super::paint::{Paint, Tone};
use super::position::Positions;
use super::text::push_escaped;
use super::writer::{Format, Options, ReportWriter};

/// The row of the registry.
pub(super) const FORMAT: Format = Format {
    name: "concise",
    doc: "每个问题一行：路径:行:列 级别 规则 说明",
    rules: false,
    binary: false,
    make: |options| Box::new(Concise::new(options)),
};

/// The writer.
struct Concise {
    paint: Paint,
    /// What is written next; kept for its memory.
    buffer: String,
}

impl Concise {
    fn new(options: &Options) -> Self {
        Self {
            paint: Paint {
                color: options.color,
            },
            buffer: String::new(),
        }
    }

    /// Appends the line of a finding.
    fn push(&mut self, path: &str, positions: &Positions<'_>, finding: &Finding) {
        let out = &mut self.buffer;
        push_escaped(out, path);
        let at = finding.places.first().map_or(0, |place| place.range.start);
        let anchor = finding.places.first().and_then(|_| positions.anchor(at));
        let at = positions.line_column(at);
        let _ = write!(out, ":{}:{} ", at.line, at.column);
        let tone = Tone::Severity(finding.severity);
        self.paint.push(out, tone, finding.severity.name());
        out.push(' ');
        push_escaped(out, &finding.rule);
        if finding.fixable() == Some(Applicability::Safe) {
            out.push_str(" [可改]");
        }
        out.push(' ');
        push_escaped(out, &finding.message);
        if let Some(anchor) = anchor {
            let _ = write!(out, "（{anchor}）");
        }
        out.push('\n');
    }
}

impl ReportWriter for Concise {
    fn begin(&mut self, _: &Header, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    fn document(&mut self, document: &DocumentReport, out: &mut dyn Write) -> io::Result<()> {
        let positions = Positions::new(&document.source);
        for finding in document.open() {
            self.push(&document.path, &positions, finding);
        }
        out.write_all(self.buffer.as_bytes())?;
        self.buffer.clear();
        Ok(())
    }

    fn end(&mut self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        write!(
            out,
            "# {} 份申报表：必改 {}，应改 {}，提示 {}",
            summary.documents, summary.errors, summary.warnings, summary.hints
        )?;
        for (count, word) in [
            (summary.fixed, "处已经改好"),
            (summary.fixable, "处可用 --fix 改"),
            (summary.unsafely_fixable, "处加 --unsafe-fixes 才改"),
            (summary.waived_findings, "处已免改"),
            (summary.baselined, "处在基线里"),
            (summary.not_evaluated, "条规则未能评价"),
            (summary.skipped.len(), "个文件略过"),
        ] {
            if count > 0 {
                write!(out, "；{count} {word}")?;
            }
        }
        writeln!(out)
    }
}
