//! One finding for people: what is wrong, where, how it was reckoned, what to do, on what basis.

use std::fmt::Write;

use crate::diag::{Basis, Finding, Place, PlaceRole, Severity};
use crate::source::SourceFile;

use super::excerpt::{Pen, draw, gutter};
use super::frame::{Mark, frames, pointed};
use super::paint::{Paint, Tone};
use super::position::Positions;
use super::text::{inline, width};
use super::wrap::push_wrapped;

/// Places of a finding that are drawn; the others are named by their lines.
const PLACES: usize = 8;
/// Further places in an office file that are named.
const ANCHORS: usize = 12;
/// Findings caused by another that are listed under it.
const CONSEQUENCES: usize = 12;
/// Values longer than this, in cells, are not repeated beside the place they were read from.
const VALUE: usize = 40;

/// What the blocks of one document have in common.
pub(super) struct Scene<'a> {
    /// How to draw.
    pub(super) pen: Pen,
    /// Where places stand.
    pub(super) positions: &'a Positions<'a>,
    /// The document's path, safe to print.
    pub(super) path: &'a str,
}

impl Scene<'_> {
    /// The beginning of what is pointed at.
    fn start(&self, place: &Place) -> u32 {
        pointed(self.positions.file(), place.range).start
    }
}

/// Appends the block of `finding`, with the findings that it explains.
pub(super) fn push_finding(
    out: &mut String,
    scene: &Scene<'_>,
    finding: &Finding,
    consequences: &[&Finding],
) {
    push_head(out, scene, finding);
    out.push_str("  ");
    push_wrapped(out, &finding.message, 2, 2, scene.pen.columns);
    out.push('\n');
    push_places(out, scene, finding);
    // What compares no numbers is said by the message; programs get the expression all the same.
    if let Some(evaluation) = finding.evaluation.as_ref().filter(|it| it.numeric) {
        push_item(out, scene.pen, "算式", &evaluation.expression);
        push_item(out, scene.pen, "代入", &evaluation.filled);
    }
    if let Some(help) = &finding.help {
        push_item(out, scene.pen, "建议", help);
    }
    for fix in &finding.fixes {
        let text = format!("{}（{}）", inline(&fix.title), fix.applicability.title());
        push_item(out, scene.pen, "修正", &text);
    }
    for basis in &finding.basis {
        push_item(out, scene.pen, "依据", &basis_text(basis));
    }
    push_consequences(out, scene, consequences);
}

/// Appends `word：text`, wrapped; nothing for an empty text.
pub(super) fn push_item(out: &mut String, pen: Pen, word: &str, text: &str) {
    if text.trim().is_empty() {
        return;
    }
    out.push_str("  ");
    Paint { color: pen.color }.push(out, Tone::Word, word);
    out.push('：');
    let used = width(word) + 4;
    push_wrapped(out, text, used, used, pen.columns);
    out.push('\n');
}

/// Appends severity, rule, title and place.
fn push_head(out: &mut String, scene: &Scene<'_>, finding: &Finding) {
    let paint = Paint {
        color: scene.pen.color,
    };
    let (rule, title) = (inline(&finding.rule), inline(&finding.title));
    let mut place = scene.path.to_owned();
    if let Some(first) = finding.places.first() {
        place.push_str(&scene.positions.suffix(scene.start(first)));
    }
    paint.push(
        out,
        Tone::Severity(finding.severity),
        finding.severity.title(),
    );
    out.push(' ');
    out.push_str(&rule);
    out.push(' ');
    paint.push(out, Tone::Strong, &title);
    let used = 6 + width(&rule) + width(&title);
    if used + 2 + width(&place) > scene.pen.columns {
        out.push('\n');
    }
    out.push_str("  ");
    paint.push(out, Tone::Faint, &place);
    out.push('\n');
}

/// Draws the places.
fn push_places(out: &mut String, scene: &Scene<'_>, finding: &Finding) {
    let file = scene.positions.file();
    let shown = finding.places.iter().take(PLACES);
    let marks: Vec<Mark> = shown.map(|place| mark(file, place)).collect();
    push_frames(out, scene, marks, finding.severity);
    let rest = finding.places.get(PLACES..).unwrap_or_default();
    if !rest.is_empty() {
        let list = match file.anchors().is_empty() {
            true => {
                let line = |place| scene.positions.line_column(scene.start(place)).line;
                format!("第 {} 行", line_list(rest.iter().map(line).collect()))
            }
            false => anchor_list(scene, rest),
        };
        let text = format!("另有 {} 处，在{list}", rest.len());
        push_item(out, scene.pen, "位置", &text);
    }
}

/// Lines as a list in which neighbours are joined: `3、5—9`.
fn line_list(mut lines: Vec<u32>) -> String {
    lines.sort_unstable();
    lines.dedup();
    let mut list = String::new();
    for run in lines.chunk_by(|one, next| one + 1 == *next) {
        if let (Some(first), Some(last)) = (run.first(), run.last()) {
            let joint = if list.is_empty() { "" } else { "、" };
            let _ = write!(list, "{joint}{first}");
            if first < last {
                let _ = write!(list, "—{last}");
            }
        }
    }
    list
}

/// Places in an office file, each once.
fn anchor_list(scene: &Scene<'_>, places: &[Place]) -> String {
    let mut anchors: Vec<String> = places
        .iter()
        .filter_map(|place| scene.positions.anchor(scene.start(place)))
        .collect();
    anchors.dedup();
    let more = anchors.len() > ANCHORS;
    anchors.truncate(ANCHORS);
    format!("{}{}", anchors.join("、"), if more { "等" } else { "" })
}

/// Draws marks of the scene's document.
fn push_frames(out: &mut String, scene: &Scene<'_>, marks: Vec<Mark>, severity: Severity) {
    let file = scene.positions.file();
    let last = marks.iter().map(|mark| mark.range.start).max().unwrap_or(0);
    let columns = scene
        .pen
        .columns
        .saturating_sub(gutter(file.lines().line_of(last) + 1));
    for frame in frames(file, marks, columns, false) {
        let head = scene.positions.anchor(frame.start()).unwrap_or_else(|| {
            let at = scene.positions.line_column(frame.start());
            format!("第 {} 行第 {} 字", at.line, at.column)
        });
        draw(out, scene.pen, file, &frame, severity, &head);
    }
}

/// The mark of a place: its label, and its value where that is not what is written.
fn mark(file: &SourceFile, place: &Place) -> Mark {
    let mut text = inline(&place.label);
    if let Some(value) = read_as(file, place) {
        let sign = if text.is_empty() { "= " } else { " = " };
        text.push_str(sign);
        text.push_str(&value);
    }
    Mark {
        range: place.range,
        text,
        primary: place.role == PlaceRole::Primary,
        clipped: false,
    }
}

/// The value of a place with its unit, unless the text says the same.
pub(super) fn read_as(file: &SourceFile, place: &Place) -> Option<String> {
    let value = inline(place.value.as_deref()?);
    let unit = inline(place.unit.as_deref().unwrap_or_default());
    let space = if unit.is_empty() || unit == "%" {
        ""
    } else {
        " "
    };
    let read = format!("{value}{space}{unit}");
    let written = file.slice(place.range);
    let same = squeezed(written).eq(squeezed(&read)) || squeezed(written).eq(squeezed(&value));
    let told = same && (unit.is_empty() || written.contains(unit.as_str()));
    (!told && width(&read) <= VALUE).then_some(read)
}

/// The characters of a text that are not blank.
fn squeezed(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|c| !c.is_whitespace())
}

/// A basis as a phrase: document, clause, quotation.
pub(super) fn basis_text(basis: &Basis) -> String {
    let mut text = basis.document.trim().to_owned();
    if let Some(clause) = basis.clause.as_deref().map(str::trim) {
        let number = !clause.is_empty() && clause.bytes().all(|byte| byte.is_ascii_digit());
        let clause = if number {
            format!("第 {clause} 条")
        } else {
            clause.to_owned()
        };
        if !text.is_empty() && !clause.is_empty() {
            text.push(' ');
        }
        text.push_str(&clause);
    }
    if let Some(quote) = &basis.quote {
        let _ = write!(text, "“{}”", quote.trim());
    }
    text
}

/// Lists what the finding explains, one line each.
fn push_consequences(out: &mut String, scene: &Scene<'_>, consequences: &[&Finding]) {
    for finding in consequences.iter().take(CONSEQUENCES) {
        let line = finding.places.first().map_or_else(String::new, |place| {
            format!("，{}", scene.positions.words(scene.start(place)))
        });
        let text = format!(
            "{} {} {}{line}：{}",
            finding.severity.title(),
            inline(&finding.rule),
            inline(&finding.title),
            inline(&finding.message)
        );
        push_item(out, scene.pen, "由此而来", &text);
    }
    if let Some(more) = consequences
        .len()
        .checked_sub(CONSEQUENCES)
        .filter(|&n| n > 0)
    {
        push_item(out, scene.pen, "由此而来", &format!("另有 {more} 处"));
    }
}
