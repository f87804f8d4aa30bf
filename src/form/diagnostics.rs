//! Every message about form definitions.

use crate::diag::{Diagnostic, nearest};
use crate::source::Span;

pub(super) use crate::table::{missing_key, unknown_word, wrong_type};

fn suggest<'a>(
    diagnostic: Diagnostic,
    name: &str,
    names: impl IntoIterator<Item = &'a str>,
) -> Diagnostic {
    match nearest(name, names) {
        Some(other) => diagnostic.meaning(name, other),
        None => diagnostic,
    }
}

/// Two fields of one name.
pub(super) fn duplicate_name(span: Span, name: &str, first: Span) -> Diagnostic {
    Diagnostic::error("JX0306", format!("“{name}”定义了两次"), span)
        .with_label(first, "第一次在这里")
}

/// Two labels that cannot be told apart on a page.
pub(super) fn labels_collide(span: Span, label: &str, first: Span, owner: &str) -> Diagnostic {
    Diagnostic::error(
        "JX0307",
        format!("标签“{label}”与“{owner}”的标签分不开"),
        span,
    )
    .with_label(first, "先用在这里")
    .with_help("改用不同的标签，或用 section 写明各自所在的栏目")
}

/// A path that leads nowhere.
pub(super) fn bad_path(span: Span, path: &str, part: &str, names: &[&str]) -> Diagnostic {
    let found = Diagnostic::error("JX0308", format!("“{path}”里的“{part}”不存在"), span);
    suggest(found, part, names.iter().copied())
}

/// An interface that no pack declares.
pub(super) fn unknown_interface(span: Span, name: &str, known: &[&str]) -> Diagnostic {
    let found = Diagnostic::error("JX0309", format!("没有名为“{name}”的接口"), span);
    suggest(found, name, known.iter().copied())
}

/// A field that the interface does not have.
pub(super) fn no_interface_field(
    span: Span,
    interface: &str,
    field: &str,
    known: &[&str],
) -> Diagnostic {
    let message = format!("接口“{interface}”没有“{field}”");
    suggest(
        Diagnostic::error("JX0310", message, span),
        field,
        known.iter().copied(),
    )
}

/// A field that the form does not have.
pub(super) fn no_form_field(span: Span, form: &str, field: &str, known: &[&str]) -> Diagnostic {
    let message = format!("“{form}”没有“{field}”");
    suggest(
        Diagnostic::error("JX0311", message, span),
        field,
        known.iter().copied(),
    )
}

/// A field of another type than the interface demands.
pub(super) fn other_type(span: Span, field: &str, wanted: &str, found: &str) -> Diagnostic {
    Diagnostic::error(
        "JX0312",
        format!("“{field}”是{found}，接口要求的是{wanted}"),
        span,
    )
}

/// A required field of the interface that nothing fills.
pub(super) fn not_filled(span: Span, form: &str, interface: &str, field: &str) -> Diagnostic {
    let message = format!("“{form}”没有填满接口“{interface}”：缺“{field}”");
    Diagnostic::error("JX0313", message, span).with_help(format!(
        "增加字段“{field}”，或在 fields 里写明由哪个字段充当"
    ))
}

/// A text that is too long to be compared, or empty.
pub(super) fn bad_label(span: Span, label: &str) -> Diagnostic {
    Diagnostic::error("JX0314", format!("“{label}”不能作标签"), span)
        .with_help("标签要有文字，不超过三十个汉字")
}
