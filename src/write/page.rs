//! The result of one file on about a page of plain text, to lie beside the file.
//!
//! The gravest findings come first and are told in a line or two each; what does not fit is
//! counted.

use std::fmt::Write as _;
use std::io::{self, Write};

use crate::diag::{DocumentReport, Finding, Header, PackInfo, Severity, Summary};

use super::excerpt::Pen;
use super::fold::folded;
use super::position::Positions;
use super::tally::{push_head, push_summary, push_unofficial};
use super::text::inline;
use super::wrap::push_wrapped;
use super::writer::{Format, Options, ReportWriter};

/// A page for each file; no format of `check`.
pub const PAGE: Format = Format {
    name: "page",
    doc: "一页的摘要",
    rules: false,
    binary: false,
    make: |options| Box::new(Page::new(options)),
};

/// How a page begins.
pub const PAGE_HEAD: &str = "jixiao 检查结果\n";

/// How many findings are told where nothing else is asked for.
const FINDINGS: usize = 20;

/// The writer.
struct Page {
    pen: Pen,
    limit: usize,
    /// Unofficial packs in force, and whether they have judged a document.
    unofficial: Vec<(PackInfo, bool)>,
    faulty: usize,
    buffer: String,
}

impl Page {
    fn new(options: &Options) -> Self {
        Self {
            pen: Pen {
                color: options.color,
                ascii: options.ascii,
                columns: options.columns(),
            },
            limit: options.max_findings.unwrap_or(FINDINGS),
            unofficial: Vec::new(),
            faulty: 0,
            buffer: String::new(),
        }
    }

    fn push_findings(&mut self, document: &DocumentReport) {
        let positions = Positions::new(&document.source);
        let mut findings = folded(document, false);
        // Those of one gravity keep the order of their places.
        findings.sort_by_key(|(finding, _)| finding.severity);
        let mut before = None;
        for (finding, consequences) in findings.iter().take(self.limit) {
            if before != Some(finding.severity) {
                let _ = writeln!(self.buffer, "\n{}", heading(finding.severity));
            }
            before = Some(finding.severity);
            self.push(&positions, finding, consequences.len());
        }
        let rest = findings.len().saturating_sub(self.limit);
        if rest > 0 {
            let _ = writeln!(
                self.buffer,
                "\n另有 {rest} 处没有列出，用 jixiao check 查看。"
            );
        }
    }

    /// Appends where, what and what to do.
    fn push(&mut self, positions: &Positions<'_>, finding: &Finding, consequences: usize) {
        let mut text = String::new();
        if let Some(place) = finding.places.first() {
            text.push_str(&positions.words(place.range.start));
            if !finding.within.is_empty() {
                let _ = write!(text, "（{}）", inline(&finding.within));
            }
            text.push('：');
        }
        text.push_str(&inline(&finding.message));
        if consequences > 0 {
            let _ = write!(text, "；另有 {consequences} 处由此而来");
        }
        self.buffer.push_str("  · ");
        push_wrapped(&mut self.buffer, &text, 4, 4, self.pen.columns);
        self.buffer.push('\n');
        if let Some(help) = &finding.help {
            self.buffer.push_str("    建议：");
            push_wrapped(&mut self.buffer, &inline(help), 10, 10, self.pen.columns);
            self.buffer.push('\n');
        }
    }
}

fn heading(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "必改：不改会被退回",
        Severity::Warning => "应改：改正，或者说明理由",
        Severity::Hint => "提示：供参考",
    }
}

impl ReportWriter for Page {
    fn begin(&mut self, header: &Header, out: &mut dyn Write) -> io::Result<()> {
        let packs = header.packs.iter().filter(|pack| pack.unofficial);
        self.unofficial = packs.map(|pack| (pack.clone(), false)).collect();
        out.write_all(PAGE_HEAD.as_bytes())
    }

    fn document(&mut self, document: &DocumentReport, out: &mut dyn Write) -> io::Result<()> {
        self.faulty += usize::from(document.open().next().is_some());
        for (pack, judged) in &mut self.unofficial {
            let found = || document.findings.iter().any(|it| it.pack == pack.id);
            *judged |= document.pack.as_ref() == Some(&pack.id) || found();
        }
        self.buffer.push('\n');
        push_head(&mut self.buffer, self.pen, document, false);
        self.push_findings(document);
        out.write_all(self.buffer.as_bytes())?;
        self.buffer.clear();
        Ok(())
    }

    fn end(&mut self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        self.buffer.push('\n');
        push_summary(&mut self.buffer, self.pen, summary, self.faulty, false);
        let packs: Vec<&PackInfo> = self
            .unofficial
            .iter()
            .filter_map(|(pack, judged)| judged.then_some(pack))
            .collect();
        push_unofficial(&mut self.buffer, self.pen, &packs);
        out.write_all(self.buffer.as_bytes())?;
        self.buffer.clear();
        Ok(())
    }
}
