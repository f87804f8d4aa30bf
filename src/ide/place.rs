//! Places in files, and what is wrong there: what every editor answer is made of.

use std::path::PathBuf;
use std::sync::Arc;

use crate::analysis::UNUSED;
use crate::diag::{Diagnostic, Severity};
use crate::source::{SourceFile, SourceMap, Span, TextRange};

/// A place in a file as it was when it was looked at.
#[derive(Clone, Debug)]
pub struct Place {
    /// The file.
    pub path: PathBuf,
    /// Its text, without byte order mark.
    pub source: Arc<SourceFile>,
    /// The place in the text.
    pub range: TextRange,
}

impl Place {
    /// The place of a span; `None` when its source is not known.
    pub(super) fn of(sources: &SourceMap, span: Span) -> Option<Self> {
        let source = sources.get(span.source)?;
        Some(Self {
            path: PathBuf::from(source.name()),
            source: source.clone(),
            range: span.range,
        })
    }
}

/// Something that is wrong at a place.
#[derive(Clone, Debug)]
pub struct Problem {
    /// Where.
    pub place: Place,
    /// How grave it is.
    pub severity: Severity,
    /// The rule's id, or the code of the tool's own message.
    pub code: String,
    /// Where more is written about it, if that is an address.
    pub link: Option<String>,
    /// What is wrong and what to do, on several lines.
    pub message: String,
    /// Other places, and what they are.
    pub related: Vec<(Place, String)>,
    /// Whether the place is of no use.
    pub unused: bool,
    /// What may be written instead: a place in the same file, its new text, and what that does.
    pub fixes: Vec<(TextRange, String, String)>,
}

/// A message about a pack as a problem; `None` when it has no place.
pub(super) fn problem(sources: &SourceMap, it: &Diagnostic) -> Option<Problem> {
    let (first, others) = it.labels.split_first()?;
    let place = Place::of(sources, first.span)?;
    let mut lines = vec![it.message.clone()];
    if !first.text.is_empty() {
        lines.push(first.text.clone());
    }
    lines.extend(it.help.clone());
    let related = others.iter().filter_map(|label| {
        let place = Place::of(sources, label.span)?;
        Some((place, label.text.clone()))
    });
    let fixes = it
        .suggestions
        .iter()
        .filter(|fix| fix.span.source == first.span.source);
    let fixes = fixes.filter_map(|fix| {
        let range = fix.range(place.source.text())?;
        Some((range, fix.to.clone(), format!("改为“{}”", fix.to)))
    });
    Some(Problem {
        fixes: fixes.collect(),
        related: related.collect(),
        severity: it.severity,
        code: it.code.to_owned(),
        link: None,
        message: lines.join("\n"),
        unused: it.code == UNUSED,
        place,
    })
}
