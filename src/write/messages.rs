//! Messages about packs, rule files and configuration, in the style of the findings.

use std::fmt::Write;

use crate::diag::{Diagnostic, Label, Messages, Severity};
use crate::source::{LineColumn, SourceFile, SourceId};

use super::excerpt::{Pen, draw, gutter};
use super::finding::push_item;
use super::frame::{Mark, frames};
use super::paint::{Paint, Tone};
use super::text::{inline, width};
use super::wrap::push_wrapped;
use super::writer::Options;

/// Everything that is to be said, as text for a terminal; empty when there is nothing.
pub fn messages(messages: &Messages, options: &Options) -> String {
    let pen = Pen {
        color: options.color,
        ascii: options.ascii,
        columns: options.columns(),
    };
    let mut out = String::new();
    for diagnostic in &messages.diagnostics {
        push_message(&mut out, pen, messages, diagnostic);
        out.push('\n');
    }
    push_count(&mut out, pen, messages);
    out
}

/// Appends one message.
fn push_message(out: &mut String, pen: Pen, messages: &Messages, diagnostic: &Diagnostic) {
    let paint = Paint { color: pen.color };
    let word = word(diagnostic.severity);
    paint.push(out, Tone::Severity(diagnostic.severity), word);
    out.push(' ');
    out.push_str(diagnostic.code);
    out.push(' ');
    paint.start(out, Tone::Strong);
    let used = width(word) + width(diagnostic.code) + 2;
    push_wrapped(out, &diagnostic.message, used, 2, pen.columns);
    paint.stop(out);
    out.push('\n');
    for (number, source) in sources(diagnostic).into_iter().enumerate() {
        if let Some(file) = messages.sources.get(source) {
            let labels = diagnostic.labels.iter().enumerate();
            let marks = labels
                .filter(|(_, label)| label.span.source == source)
                .map(|(at, label)| mark(label, at == 0))
                .collect();
            push_frames(out, pen, file, marks, diagnostic.severity, number == 0);
        }
    }
    if let Some(help) = &diagnostic.help {
        push_item(out, pen, "建议", help);
    }
}

/// The sources that a message points into, the primary one first.
fn sources(diagnostic: &Diagnostic) -> Vec<SourceId> {
    let mut sources = Vec::new();
    for label in &diagnostic.labels {
        if !sources.contains(&label.span.source) {
            sources.push(label.span.source);
        }
    }
    sources
}

/// The mark of a label.
fn mark(label: &Label, primary: bool) -> Mark {
    Mark {
        range: label.span.range,
        text: inline(&label.text),
        primary,
        clipped: false,
    }
}

/// Draws marks of one source; lines around them are shown where the message is about them.
fn push_frames(
    out: &mut String,
    pen: Pen,
    file: &SourceFile,
    marks: Vec<Mark>,
    severity: Severity,
    context: bool,
) {
    let last = marks.iter().map(|mark| mark.range.start).max().unwrap_or(0);
    let columns = pen
        .columns
        .saturating_sub(gutter(file.lines().line_of(last) + 2));
    let name = inline(file.name());
    for frame in frames(file, marks, columns, context) {
        let LineColumn { line, column } = file.line_column(frame.start());
        draw(
            out,
            pen,
            file,
            &frame,
            severity,
            &format!("{name}:{line}:{column}"),
        );
    }
}

/// The word for a message's severity.
fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "错误",
        Severity::Warning => "警告",
        Severity::Hint => "提示",
    }
}

/// Appends how many messages there are, when there are several.
fn push_count(out: &mut String, pen: Pen, messages: &Messages) {
    if messages.diagnostics.len() < 2 {
        return;
    }
    let paint = Paint { color: pen.color };
    let mut joint = "共 ";
    for severity in [Severity::Error, Severity::Warning, Severity::Hint] {
        let count = messages
            .diagnostics
            .iter()
            .filter(|d| d.severity == severity)
            .count();
        if count > 0 {
            let _ = write!(out, "{joint}{count} 个");
            paint.push(out, Tone::Severity(severity), word(severity));
            joint = "，";
        }
    }
    out.push_str("。\n");
}
