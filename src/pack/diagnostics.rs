//! Every message of this room: what is wrong with a pack as a whole.

use crate::diag::Diagnostic;
use crate::source::Span;

/// What the TOML reader says, in Chinese where it is a common mistake.
pub(super) fn bad_manifest(reason: &str, span: Span) -> Diagnostic {
    let quoted = |text: &str| text.split('`').nth(1).unwrap_or_default().to_owned();
    let message = if reason.starts_with("unknown field") {
        format!("pack.toml 里没有“{}”这一项", quoted(reason))
    } else if reason.starts_with("missing field") {
        format!("pack.toml 缺少“{}”", quoted(reason))
    } else {
        format!("pack.toml 写得不对：{reason}")
    };
    Diagnostic::error("JX0501", message, span)
}

pub(super) fn not_utf8(path: &str, span: Span) -> Diagnostic {
    Diagnostic::error("JX0502", format!("规则包里的“{path}”不是 UTF-8 文本"), span)
}

pub(super) fn unknown_base(id: &str, span: Span) -> Diagnostic {
    Diagnostic::error("JX0503", format!("找不到它所依托的规则包“{id}”"), span)
        .with_help("用 --pack 同时指明那个规则包，或改正 builds-on")
}

pub(super) fn wrong_base_version(id: &str, found: &str, wanted: &str, span: Span) -> Diagnostic {
    let message = format!("所依托的规则包“{id}”是 {found} 版，要求 {wanted}");
    Diagnostic::error("JX0504", message, span)
}

pub(super) fn no_forms(span: Span) -> Diagnostic {
    Diagnostic::error("JX0505", "规则包没有表，也不依托别的规则包", span)
        .with_help("在 forms/ 下放表的定义，或写 builds-on")
}

pub(super) fn bad_lexicon(reason: &str, span: Span) -> Diagnostic {
    Diagnostic::error("JX0506", format!("lexicon.toml 写得不对：{reason}"), span)
}
