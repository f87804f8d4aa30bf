//! Every message about keys and values of a TOML file, whatever it describes.

use crate::diag::Diagnostic;
use crate::source::Span;

/// The TOML itself is broken.
pub(super) fn syntax(span: Span, bare_key: Option<&str>) -> Diagnostic {
    match bare_key {
        Some(key) => Diagnostic::error("JX0301", format!("名称“{key}”要放在半角引号里"), span)
            .with_help(format!("写成 \"{key}\"")),
        None => Diagnostic::error("JX0301", "TOML 写法有误", span)
            .with_help("检查引号、方括号和等号是否成对、齐全"),
    }
}

/// A key that means nothing here.
pub(super) fn unknown_key(span: Span, key: &str, what: &str, known: &[&str]) -> Diagnostic {
    let found = Diagnostic::error("JX0302", format!("{what}没有“{key}”这一项"), span);
    found.one_of(key, known)
}

/// A key that must be there.
pub fn missing_key(span: Span, key: &str, what: &str) -> Diagnostic {
    Diagnostic::error("JX0303", format!("{what}缺“{key}”"), span)
}

/// A value of the wrong kind.
pub fn wrong_type(span: Span, key: &str, wanted: &str) -> Diagnostic {
    let space = match wanted.starts_with(|first: char| first.is_ascii()) {
        true => " ",
        false => "",
    };
    Diagnostic::error("JX0304", format!("“{key}”应当是{space}{wanted}"), span)
}

/// A word that is none of those allowed.
pub fn unknown_word(span: Span, key: &str, word: &str, known: &[&str]) -> Diagnostic {
    let found = Diagnostic::error("JX0305", format!("“{key}”不能是“{word}”"), span);
    found.one_of(word, known)
}
