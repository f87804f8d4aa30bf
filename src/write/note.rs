//! One finding in paragraphs, for a comment in the document itself or for a list beside it.
//!
//! The comment stands at the words that are meant, so they are not repeated; the other places of
//! the finding are named and quoted.

use crate::diag::{DocumentReport, Finding, Place, Severity};
use crate::source::{Anchor, SourceFile, TextRange};

use super::finding::{basis_text, read_as};
use super::frame::pointed;
use super::text::inline;

/// Further places that are named; the rest are counted.
const PLACES: usize = 8;
/// Characters of a quotation.
const QUOTED: usize = 30;

/// A finding in paragraphs. Nothing in it steers a terminal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// How grave it is.
    pub severity: Severity,
    /// Rule and title.
    pub rule: String,
    /// What is wrong, without a full stop.
    pub message: String,
    /// How it was reckoned, what it is compared with, and what it comes from, a paragraph each.
    pub details: Vec<String>,
    /// What to do.
    pub help: Option<String>,
    /// How it can be mended, the best way first, in the order of the finding's fixes.
    pub fixes: Vec<Remedy>,
    /// What it enforces, a paragraph each.
    pub basis: Vec<String>,
    /// The words that are meant, in the text view; `None` for the form as a whole.
    pub range: Option<TextRange>,
}

/// A way to mend what a finding is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remedy {
    /// What it does, a phrase.
    pub title: String,
    /// How far it may be trusted, or what has become of it.
    pub state: String,
}

impl Note {
    /// What to do, a paragraph each.
    pub fn advice(&self) -> Vec<String> {
        let help = self.help.iter().map(|it| format!("建议：{it}"));
        let fixes = self.fixes.iter();
        let fixes = fixes.map(|fix| format!("修正：{}（{}）", fix.title, fix.state));
        help.chain(fixes).collect()
    }

    /// The paragraph that the others follow.
    pub fn head(&self) -> String {
        format!("{} {}", self.severity.title(), self.rule)
    }

    /// What follows the head.
    pub fn body(&self) -> Vec<String> {
        let mut body = vec![self.message.clone()];
        body.extend(self.details.iter().cloned());
        body.extend(self.advice());
        body.extend(self.basis.iter().map(|it| format!("依据：{it}")));
        body
    }
}

/// The words of a finding of `document`.
pub fn note(document: &DocumentReport, finding: &Finding) -> Note {
    let file = &document.source;
    let range = finding.places.first().map(|it| pointed(file, it.range));
    let mut details = Vec::new();
    if let Some(evaluation) = finding.evaluation.as_ref().filter(|it| it.numeric) {
        details.push(format!("算式：{}", inline(&evaluation.expression)));
        details.push(format!("代入：{}", inline(&evaluation.filled)));
    }
    details.extend(compared(file, finding));
    details.extend(cause(document, finding));
    let fixes = finding.fixes.iter().map(|fix| Remedy {
        title: inline(&fix.title),
        state: fix.applicability.title().to_owned(),
    });
    Note {
        severity: finding.severity,
        rule: format!("{} {}", inline(&finding.rule), inline(&finding.title)),
        message: inline(&finding.message),
        details,
        help: finding.help.as_deref().map(inline),
        fixes: fixes.collect(),
        basis: finding
            .basis
            .iter()
            .map(|it| inline(&basis_text(it)))
            .collect(),
        range,
    }
}

/// Where a range stands, as people find it: by table and cell, or by line.
pub fn place_words(file: &SourceFile, range: TextRange) -> String {
    match file.anchor(range.start) {
        Some(anchor) => file.anchors().words(anchor),
        None => format!("第{}行", file.line_column(range.start).line),
    }
}

/// The places beside the first one. Empty ones show nothing to compare with.
fn compared(file: &SourceFile, finding: &Finding) -> Option<String> {
    let (first, others) = finding.places.split_first()?;
    let here = file.anchor(pointed(file, first.range).start);
    let others = others
        .iter()
        .filter(|it| !pointed(file, it.range).is_empty());
    let mut named: Vec<String> = others.map(|it| named(file, it, here)).collect();
    let rest = named.len().saturating_sub(PLACES);
    named.truncate(PLACES);
    if rest > 0 {
        named.push(format!("另有{rest}处"));
    }
    (!named.is_empty()).then(|| format!("对照：{}", named.join("；")))
}

/// A place with its words; where it stands, unless that is where the comment is.
fn named(file: &SourceFile, place: &Place, here: Option<Anchor>) -> String {
    let range = pointed(file, place.range);
    let mut words = match here.is_some() && file.anchor(range.start) == here {
        true => String::new(),
        false => place_words(file, range),
    };
    words.push_str(&format!("“{}”", quoted(file.slice(range))));
    let label = inline(&place.label);
    let value = read_as(file, place);
    let told: Vec<&str> = [Some(label.as_str()), value.as_deref()]
        .into_iter()
        .flatten()
        .filter(|it| !it.is_empty())
        .collect();
    if !told.is_empty() {
        words.push_str(&format!("（{}）", told.join(" = ")));
    }
    words
}

/// The finding that explains this one.
fn cause(document: &DocumentReport, finding: &Finding) -> Option<String> {
    let fingerprint = finding.caused_by.as_ref()?;
    let cause = document.open().find(|it| it.fingerprint == *fingerprint)?;
    let place = cause.places.first().map_or_else(String::new, |place| {
        let range = pointed(&document.source, place.range);
        format!("（{}）", place_words(&document.source, range))
    });
    Some(format!(
        "起因：{} {}{place}：{}；先改那一处",
        cause.severity.title(),
        inline(&cause.title),
        inline(&cause.message)
    ))
}

/// A quotation of a text, cut short.
fn quoted(text: &str) -> String {
    let text = inline(text);
    match text.char_indices().nth(QUOTED) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}
