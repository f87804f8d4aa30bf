//! A document: what judged it, what came out, its text with the notes, what could not be decided.

use std::fmt::Write as _;

use maud::{Markup, html};

use crate::diag::{DocumentReport, Outcome, Severity, Subject};

use super::super::fold::{Block, blocks};
use super::super::frame::pointed;
use super::super::position::Positions;
use super::super::tally::counts;
use super::super::text::inline;
use super::note::{Scene, note};
use super::rows::Rows;
use super::tick;
use super::view::{Notes, push_view};

/// Appends the document `number`, from one; `unofficial` are the ids of the packs that are examples.
pub(super) fn push_document(
    out: &mut String,
    number: usize,
    document: &DocumentReport,
    unofficial: &[String],
) {
    let positions = Positions::new(&document.source);
    let scene = Scene {
        number,
        document,
        positions: &positions,
    };
    let rows = Rows::of(document);
    let (whole, notes) = notes(&scene, &rows);
    let _ = writeln!(out, "<article id=\"{}\">", tick::document(number));
    out.push_str(&head(document, unofficial).into_string());
    if !whole.is_empty() {
        out.push_str("<div class=\"a\">\n");
        for note in whole {
            out.push_str(&note.into_string());
        }
        out.push_str("</div>\n");
    }
    push_view(out, number, document, &rows, notes);
    out.push_str(&undecided(document).into_string());
    out.push_str("</article>\n");
}

/// The notes about the document as a whole, and those about a row.
fn notes(scene: &Scene<'_>, rows: &Rows<'_>) -> (Vec<Markup>, Notes) {
    let findings = &scene.document.findings;
    let mut all = blocks(scene.document, false);
    let waived = (0..).zip(findings).filter(|(_, it)| it.waiver.is_some());
    all.extend(waived.map(|(finding, _)| Block {
        finding,
        consequences: Vec::new(),
    }));
    all.sort_by_key(|block| block.finding);
    let mut whole = Vec::new();
    let mut notes = Notes::new();
    for block in all {
        let place = findings.get(block.finding).and_then(|it| it.places.first());
        let note = note(scene, &block);
        match place {
            Some(place) => {
                let start = pointed(&scene.document.source, place.range).start;
                notes.entry(rows.at(start)).or_default().push(note);
            }
            None => whole.push(note),
        }
    }
    (whole, notes)
}

/// The name of a document: its path, and which part of the file.
pub(super) fn name(document: &DocumentReport) -> String {
    let path = inline(&document.path);
    match document.part {
        Some(part) => format!("{path}（第 {part} 份）"),
        None => path,
    }
}

/// Path, form, unit, pack and counts.
fn head(document: &DocumentReport, unofficial: &[String]) -> Markup {
    let pack = document.pack.as_deref();
    html! {
        header {
            h2 { (name(document)) }
            p.o {
                @match (&document.form, document.subject) {
                    (Some(form), _) => (inline(form)),
                    (None, Subject::Waivers) => "免改文件",
                    (None, Subject::Declaration) => "没有认出表样",
                }
                @if let Some(year) = document.year { "（" (year) " 年度）" }
                @if let Some(unit) = &document.unit { " · " (inline(unit)) }
                br;
                @if let Some(pack) = pack {
                    "规则包 " (inline(pack))
                    @if unofficial.iter().any(|it| it == pack) { "（非官方示例）" }
                    @if !document.pack_reason.is_empty() { "：" }
                }
                (inline(&document.pack_reason))
            }
            p.x { (tally(document)) }
        }
    }
}

/// Findings by severity and outcomes of the rules.
fn tally(document: &DocumentReport) -> Markup {
    let levels = [Severity::Error, Severity::Warning, Severity::Hint];
    let found = |level| document.open().filter(|it| it.severity == level).count();
    let waived = document.findings.len() - document.open().count();
    let outcomes = [
        (Outcome::Passed, "通过"),
        (Outcome::Failed, "未通过"),
        (Outcome::Waived, "免改"),
        (Outcome::NotApplicable, "不适用"),
        (Outcome::NotEvaluated, "未能评价"),
    ];
    html! {
        @for level in levels {
            @let count = found(level);
            @if count > 0 { span.q.(tick::class(level)) { (level.title()) " " (count) } " " }
        }
        @if waived > 0 { span.q.v { "已免改 " (waived) } " " }
        @if !document.baselined.is_empty() { span.q.v { "基线里已有 " (document.baselined.len()) } " " }
        @if document.findings.is_empty() && document.baselined.is_empty() {
            span.q.g { "没有发现问题" } " "
        }
        @if !document.rules.is_empty() {
            "规则："
            @for (index, (outcome, word)) in outcomes.iter().filter(|(it, _)| counts(document, *it) > 0).enumerate() {
                @if index > 0 { "，" }
                (counts(document, *outcome)) " 条" (word)
            }
        }
    }
}

/// The rules that were not evaluated, with the reasons.
fn undecided(document: &DocumentReport) -> Markup {
    let rules: Vec<_> = document
        .rules
        .iter()
        .filter(|rule| rule.outcome == Outcome::NotEvaluated)
        .collect();
    html! {
        @if !rules.is_empty() {
            section.y {
                h3 { "未能评价的规则" }
                ul {
                    @for rule in rules {
                        li {
                            @if !rule.title.is_empty() { (inline(&rule.title)) " " }
                            code { (inline(&rule.rule)) }
                            @if let Some(reason) = &rule.reason { "：" (inline(reason)) }
                        }
                    }
                }
            }
        }
    }
}
