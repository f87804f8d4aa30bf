//! Every message about settings and waivers.

use crate::diag::{Diagnostic, nearest};
use crate::source::Span;

/// A pattern of files that cannot be read.
pub(super) fn bad_pattern(span: Span, pattern: &str) -> Diagnostic {
    Diagnostic::error("JX0602", format!("“{pattern}”不是文件的写法"), span)
        .with_help("写成“街道/**”或“*.txt”这样：* 代替一段名称，** 代替任意几层文件夹")
}

/// A rule that no pack has.
pub fn unknown_rule<'r>(
    span: Span,
    name: &str,
    rules: impl Iterator<Item = &'r str>,
) -> Diagnostic {
    let found = Diagnostic::error("JX0603", format!("没有名为“{name}”的规则"), span);
    match nearest(name, rules) {
        Some(near) => found.with_help(format!("是否想写“{near}”？")),
        None => found.with_help("用 jixiao rules 列出有效的规则"),
    }
}

/// A setting that would leave out a rule that must apply.
pub fn locked_rule(span: Span, id: &str, title: &str) -> Diagnostic {
    let message = format!("规则“{id}”（{title}）是锁定的，不能在设置里去掉");
    Diagnostic::error("JX0604", message, span)
        .with_help("规则包规定它必须检查；从这里删去它，按规则的要求改正申报表")
}

/// Rules of which nothing is left.
pub fn nothing_selected(span: Span) -> Diagnostic {
    Diagnostic::error("JX0605", "没有选中任何规则", span)
        .with_help("select 和 ignore 互相抵消了，改其中一个")
}

/// A setting for a whole run in a file that does not rule the whole run.
pub fn not_for_run(span: Span, key: &str) -> Diagnostic {
    let message = format!("这里的“{key}”这一次没有用");
    Diagnostic::warning("JX0606", message, span).with_help(format!(
        "“{key}”管一次检查的全部文件，只看当前文件夹往上最近的 jixiao.toml；进入这个文件夹再检查，就用这里的"
    ))
}

/// A text that must say something and does not.
pub(super) fn nothing_said(span: Span, key: &str) -> Diagnostic {
    let help = match key {
        "reason" => "写明为什么可以不改，例如 reason = \"面积按测绘成果填报\"",
        "by" => "写明由谁决定的，例如 by = \"李某\"",
        _ => "写明内容，或者删去这一项",
    };
    Diagnostic::error("JX0607", format!("“{key}”是空的"), span).with_help(help)
}

/// A waiver that does not say what it excuses, or says it twice.
pub(super) fn no_target(span: Span, both: bool) -> Diagnostic {
    let message = match both {
        true => "[[waiver]] 里“fingerprint”和“where”只能写一个",
        false => "[[waiver]] 没有写明免改哪一处",
    };
    Diagnostic::error("JX0608", message, span)
        .with_help("写 fingerprint 或者 where；用 jixiao check --format waivers 可以得到写好的条目")
}

/// A waiver that stands there twice.
pub(super) fn repeated(span: Span, first: Span) -> Diagnostic {
    Diagnostic::error("JX0609", "这一处已经写过免改", span)
        .saying("又写了一遍")
        .with_label(first, "先写的")
        .with_help("删去其中一条")
}

/// A setting that leads to something that cannot be used.
pub fn unusable(span: Span, reason: &str) -> Diagnostic {
    Diagnostic::error("JX0610", reason, span)
}
