//! `full`: findings for people at a terminal, each with the text it is about.

use std::fmt::Write as _;
use std::io::{self, Write};

use crate::diag::{DocumentReport, Header, Outcome, PackInfo, RuleOutcome, Subject, Summary};

use super::excerpt::Pen;
use super::finding::{Scene, push_finding};
use super::fold::folded;
use super::paint::{Paint, Tone};
use super::position::Positions;
use super::tally::{counts, push_head, push_line, push_summary, push_unofficial};
use super::text::inline;
use super::wrap::push_wrapped;
use super::writer::{Format, Options, ReportWriter};

/// The row of the registry.
pub(super) const FORMAT: Format = Format {
    name: "full",
    doc: "逐条列出问题，附原文、算式、建议和依据",
    rules: false,
    binary: false,
    make: |options| Box::new(Full::new(options)),
};

/// Documents without findings that get a line of their own; further ones are counted.
const CLEAN: usize = 20;

/// Form, pack and the reason for the pack.
type Choice = (Option<String>, Option<String>, String);

/// The writer.
struct Full {
    options: Options,
    pen: Pen,
    /// Unofficial packs in force, and whether they have judged a document.
    unofficial: Vec<(PackInfo, bool)>,
    /// Form, pack and reason of the document before, which need not be said again.
    before: Option<Choice>,
    /// Whether the last line written is blank.
    blank: bool,
    /// Documents with a finding.
    faulty: usize,
    /// Documents with nothing to say about.
    clean: usize,
    /// Whether a finding was told that can be waived.
    waivable: bool,
    /// What is written next; kept for its memory.
    buffer: String,
}

impl Full {
    fn new(options: &Options) -> Self {
        Self {
            options: options.clone(),
            pen: Pen {
                color: options.color,
                ascii: options.ascii,
                columns: options.columns(),
            },
            unofficial: Vec::new(),
            before: None,
            blank: true,
            faulty: 0,
            clean: 0,
            waivable: false,
            buffer: String::new(),
        }
    }

    /// Writes the buffer and empties it.
    fn flush(&mut self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(self.buffer.as_bytes())?;
        self.buffer.clear();
        Ok(())
    }

    /// Remembers which unofficial packs have judged something.
    fn note_packs(&mut self, document: &DocumentReport) {
        for (pack, judged) in &mut self.unofficial {
            *judged |= document.pack.as_ref() == Some(&pack.id)
                || document
                    .findings
                    .iter()
                    .any(|finding| finding.pack == pack.id);
        }
    }

    /// Appends the line of the document; a clean one in short if it was judged like the one before.
    fn push_head(&mut self, document: &DocumentReport, clean: bool) {
        let choice: Choice = (
            document.form.clone(),
            document.pack.clone(),
            document.pack_reason.clone(),
        );
        let short = clean && self.before.as_ref() == Some(&choice);
        self.before = Some(choice);
        push_head(&mut self.buffer, self.pen, document, short);
    }

    /// Appends the findings, those that another one explains under that one.
    fn push_findings(&mut self, document: &DocumentReport) {
        let positions = Positions::new(&document.source);
        let path = inline(&document.path);
        let scene = Scene {
            pen: self.pen,
            positions: &positions,
            path: &path,
        };
        let folded = folded(document, self.options.show_folded);
        let limit = self.options.max_findings.unwrap_or(usize::MAX);
        for (finding, consequences) in folded.iter().take(limit) {
            self.buffer.push('\n');
            push_finding(&mut self.buffer, &scene, finding, consequences);
        }
        if let Some(more) = folded.len().checked_sub(limit).filter(|&more| more > 0) {
            let _ = writeln!(self.buffer, "\n{path} 另有 {more} 处问题没有列出。");
        }
    }

    /// Appends a line for each rule that was not evaluated, with the reason.
    fn push_undecided(&mut self, document: &DocumentReport, faulty: bool) {
        let undecided = |rule: &&RuleOutcome| rule.outcome == Outcome::NotEvaluated;
        for (number, rule) in document.rules.iter().filter(undecided).enumerate() {
            if number == 0 && faulty {
                self.buffer.push('\n');
            }
            self.push_note("未能评价", &rule_text(rule));
        }
    }

    /// Appends a line for each waived finding: what and where, why, by whom and until when.
    fn push_waived(&mut self, document: &DocumentReport) {
        let positions = Positions::new(&document.source);
        if document.open().next().is_some() {
            self.buffer.push('\n');
        }
        for finding in &document.findings {
            let Some(waived) = &finding.waiver else {
                continue;
            };
            let (rule, title) = (inline(&finding.rule), inline(&finding.title));
            let mut text = format!("{} {rule} {title}", finding.severity.title());
            if let Some(place) = finding.places.first() {
                let _ = write!(text, "，{}", positions.words(place.range.start));
            }
            let accepted = waived.accepted_by.as_ref();
            let accepted = accepted.map(|name| format!("，{} 认可", inline(name)));
            let _ = write!(
                text,
                "：{}——{}（{}，至 {}{}）",
                inline(&finding.message),
                inline(&waived.reason),
                inline(&waived.by),
                waived.until,
                accepted.unwrap_or_default()
            );
            self.push_note("已经免改", &text);
        }
    }

    /// Appends `word：text`, wrapped.
    fn push_note(&mut self, word: &str, text: &str) {
        let paint = Paint {
            color: self.pen.color,
        };
        self.buffer.push_str("  ");
        paint.push(&mut self.buffer, Tone::Word, word);
        self.buffer.push('：');
        push_wrapped(&mut self.buffer, text, 12, 4, self.pen.columns);
        self.buffer.push('\n');
    }
}

impl ReportWriter for Full {
    fn begin(&mut self, header: &Header, _: &mut dyn Write) -> io::Result<()> {
        let packs = header.packs.iter().filter(|pack| pack.unofficial);
        self.unofficial = packs.map(|pack| (pack.clone(), false)).collect();
        Ok(())
    }

    fn document(&mut self, document: &DocumentReport, out: &mut dyn Write) -> io::Result<()> {
        self.note_packs(document);
        let undecided = counts(document, Outcome::NotEvaluated) > 0;
        let faulty = document.open().next().is_some();
        let shows_waived =
            self.options.show_waived && document.findings.len() > document.open().count();
        let clean = !faulty && !undecided && !shows_waived;
        if clean {
            self.clean += 1;
            if self.clean > CLEAN {
                return Ok(());
            }
        } else if !self.blank {
            self.buffer.push('\n');
        }
        self.waivable |= document.subject == Subject::Declaration
            && document.open().any(|finding| !finding.locked);
        self.faulty += usize::from(faulty && document.subject == Subject::Declaration);
        self.push_head(document, clean);
        self.push_findings(document);
        self.push_undecided(document, faulty);
        if shows_waived {
            self.push_waived(document);
        }
        self.blank = !clean;
        if !clean {
            self.buffer.push('\n');
        }
        self.flush(out)
    }

    fn end(&mut self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        if let Some(more) = self.clean.checked_sub(CLEAN).filter(|&more| more > 0) {
            let _ = writeln!(self.buffer, "另有 {more} 份也没有发现问题。");
            self.blank = false;
        }
        if !self.blank {
            self.buffer.push('\n');
        }
        let skipped = self.options.show_skipped;
        push_summary(&mut self.buffer, self.pen, summary, self.faulty, skipped);
        if self.waivable {
            let text = "确实不用改的，用 --format waivers 得到免改的条目，补上理由";
            push_line(&mut self.buffer, self.pen, text);
        }
        let judged = self.unofficial.iter().filter(|(_, judged)| *judged);
        let judged: Vec<&PackInfo> = judged.map(|(pack, _)| pack).collect();
        push_unofficial(&mut self.buffer, self.pen, &judged);
        self.flush(out)
    }
}

/// A rule with its title and the reason of its outcome.
fn rule_text(rule: &RuleOutcome) -> String {
    let mut text = inline(&rule.rule);
    if !rule.title.is_empty() {
        let _ = write!(text, " {}", inline(&rule.title));
    }
    if let Some(reason) = &rule.reason {
        let _ = write!(text, "——{}", inline(reason));
    }
    text
}
