//! Every message of this room: mistakes in rules that are found before a declaration is read.

use crate::diag::Diagnostic;
use crate::source::Span;
use crate::types::Ty;

fn suggest(diagnostic: Diagnostic, nearest: Option<&str>) -> Diagnostic {
    match nearest {
        Some(name) => diagnostic.with_help(format!("是否想写“{name}”？")),
        None => diagnostic,
    }
}

pub(super) fn unknown_name(
    name: &str,
    subject: &str,
    span: Span,
    near: Option<&str>,
) -> Diagnostic {
    suggest(
        Diagnostic::error("JX0201", format!("没有名为“{name}”的字段或定义"), span)
            .saying(format!("{subject}里找不到它")),
        near,
    )
}

pub(super) fn unknown_member(name: &str, of: &Ty, span: Span, near: Option<&str>) -> Diagnostic {
    suggest(
        Diagnostic::error("JX0202", format!("“{of}”没有“{name}”这一项"), span),
        near,
    )
}

pub(super) fn unknown_function(name: &str, span: Span, near: Option<&str>) -> Diagnostic {
    suggest(
        Diagnostic::error("JX0203", format!("没有名为“{name}”的函数"), span),
        near,
    )
}

pub(super) fn unknown_subject(name: &str, span: Span, near: Option<&str>) -> Diagnostic {
    suggest(
        Diagnostic::error("JX0204", format!("没有名为“{name}”的表或接口"), span),
        near,
    )
}

pub(super) fn unknown_unit(unit: &str, span: Span, near: Option<&str>) -> Diagnostic {
    suggest(
        Diagnostic::error("JX0205", format!("不认识的单位“{unit}”"), span),
        near,
    )
}

pub(super) fn unknown_word(name: &str, of: &str, span: Span, words: &str) -> Diagnostic {
    Diagnostic::error("JX0206", format!("“{of}”里没有“{name}”"), span)
        .with_help(format!("可以用的是：{words}"))
}

pub(super) fn wrong_type(expected: &str, found: &Ty, span: Span) -> Diagnostic {
    Diagnostic::error(
        "JX0207",
        format!("这里应当是{expected}，写的是{found}"),
        span,
    )
}

pub(super) fn cannot_compare(a: &Ty, b: &Ty, span: Span) -> Diagnostic {
    let help = match (a, b) {
        (Ty::Number(_), Ty::Number(_)) => "写明单位，例如“100 万元”“95%”；不同的计量单位不能比较",
        _ => "比较的两边应当是同一类值",
    };
    Diagnostic::error("JX0208", format!("{a}不能与{b}比较"), span).with_help(help)
}

pub(super) fn not_ordered(ty: &Ty, span: Span) -> Diagnostic {
    Diagnostic::error("JX0237", format!("{ty}不能比较大小"), span).with_help("只能用 == 或 !=")
}

pub(super) fn cannot_compute(op: &str, a: &Ty, b: &Ty, span: Span) -> Diagnostic {
    Diagnostic::error("JX0209", format!("{a}与{b}不能用“{op}”计算"), span)
        .with_help("加减的两边应当是同一种单位；乘除时至少一边是没有单位的数或百分数")
}

pub(super) fn mixed_list(a: &Ty, b: &Ty, span: Span) -> Diagnostic {
    Diagnostic::error("JX0210", format!("列表里既有{a}又有{b}"), span)
        .with_help("一个列表里的各项应当是同一类值")
}

pub(super) fn wrong_arity(name: &str, expected: usize, found: usize, span: Span) -> Diagnostic {
    Diagnostic::error(
        "JX0211",
        format!("函数“{name}”要 {expected} 个参数，写了 {found} 个"),
        span,
    )
}

pub(super) fn needs_key(name: &str, span: Span) -> Diagnostic {
    Diagnostic::error(
        "JX0212",
        format!("函数“{name}”要写明按什么：{name}(列表 by 键)"),
        span,
    )
}

pub(super) fn takes_no_key(name: &str, span: Span) -> Diagnostic {
    Diagnostic::error("JX0213", format!("函数“{name}”不按键分，不能写 by"), span)
}

pub(super) fn not_a_list(found: &Ty, span: Span) -> Diagnostic {
    Diagnostic::error("JX0214", format!("只能在列表里逐项看，这里是{found}"), span)
}

pub(super) fn wrong_parts(expected: usize, found: usize, span: Span) -> Diagnostic {
    Diagnostic::error(
        "JX0215",
        format!("每项有 {expected} 部分，写了 {found} 个名字"),
        span,
    )
}

pub(super) fn duplicate_name(name: &str, span: Span, first: Span) -> Diagnostic {
    Diagnostic::error("JX0216", format!("“{name}”已经定义过"), span).with_label(first, "前一处")
}

pub(super) fn duplicate_rule(id: &str, span: Span, first: Span) -> Diagnostic {
    Diagnostic::error("JX0217", format!("规则“{id}”已经有了"), span)
        .with_label(first, "前一处")
        .with_help("要改动前面规则包的规则，用 override")
}

pub(super) fn unused(name: &str, span: Span) -> Diagnostic {
    Diagnostic::warning("JX0218", format!("“{name}”没有用到"), span)
}

pub(super) fn always(value: bool, span: Span) -> Diagnostic {
    let word = if value { "总为真" } else { "总为假" };
    Diagnostic::error(
        "JX0219",
        format!("这个条件{word}，与表里填了什么无关"),
        span,
    )
    .with_help("规则应当对表里的内容提出要求")
}

pub(super) fn no_requirement(span: Span) -> Diagnostic {
    Diagnostic::error("JX0220", "规则没有提出要求", span).with_help("写一个 require 或 forbid")
}

pub(super) fn no_basis(span: Span) -> Diagnostic {
    Diagnostic::error("JX0221", "规则没有写依据", span)
        .with_help("用 basis 写明所依据的文件，例如：basis \"填制说明\" 3 \"产出目标应量化\"")
}

pub(super) fn no_example(fails: bool, span: Span) -> Diagnostic {
    let word = if fails {
        "不通过（example fail）"
    } else {
        "通过（example pass）"
    };
    Diagnostic::error("JX0222", format!("规则缺少一个{word}的示例"), span)
}

pub(super) fn no_severity(span: Span) -> Diagnostic {
    Diagnostic::error("JX0223", "规则没有写级别", span)
        .with_help("severity error（必改）、warning（应改）或 hint（提示）")
}

pub(super) fn opinion_error(span: Span) -> Diagnostic {
    Diagnostic::error("JX0224", "把握为“参考”的规则不能是必改", span)
}

pub(super) fn unknown_rule(id: &str, span: Span, near: Option<&str>) -> Diagnostic {
    suggest(
        Diagnostic::error("JX0225", format!("前面的规则包里没有规则“{id}”"), span),
        near,
    )
}

pub(super) fn locked_rule(id: &str, span: Span) -> Diagnostic {
    Diagnostic::error("JX0226", format!("规则“{id}”已锁定，不能放宽或停用"), span)
}

pub(super) fn misplaced(word: &str, span: Span) -> Diagnostic {
    Diagnostic::error("JX0227", format!("“{word}”不能写在这里"), span)
}

pub(super) fn cycle(name: &str, span: Span) -> Diagnostic {
    Diagnostic::error("JX0228", format!("“{name}”的定义用到了它自己"), span)
}

pub(super) fn bad_regex(reason: &str, span: Span) -> Diagnostic {
    Diagnostic::error("JX0229", format!("句式写得不对：{reason}"), span)
}

pub(super) fn not_constant(span: Span) -> Diagnostic {
    Diagnostic::error("JX0230", "参数应当是一个固定的值", span)
        .with_help("例如：param 容差 = 0.01 万元")
}

pub(super) fn bad_number(text: &str, span: Span) -> Diagnostic {
    Diagnostic::error("JX0231", format!("数“{text}”太长，不能精确表示"), span)
}

pub(super) fn too_deep(span: Span) -> Diagnostic {
    Diagnostic::error("JX0232", "嵌套太深", span).with_help("用 let 或 def 把它拆开")
}

pub(super) fn not_shown(found: &Ty, span: Span) -> Diagnostic {
    Diagnostic::error("JX0233", format!("{found}不能写进一句话里"), span)
}

pub(super) fn empty_terms(name: &str, span: Span) -> Diagnostic {
    Diagnostic::error("JX0234", format!("词表“{name}”是空的，或有空词"), span)
}

pub(super) fn fixed_unit(name: &str, span: Span) -> Diagnostic {
    Diagnostic::error("JX0235", format!("“{name}”的值与原来不是同一类"), span)
}

pub(super) fn never_runs(span: Span) -> Diagnostic {
    Diagnostic::warning(
        "JX0238",
        "没有一种表具备这条规则所说的接口，它不会运行",
        span,
    )
    .with_help("在表的定义里用 [[fills]] 写明它有这个接口，或者改正 on")
}

pub(super) fn too_large(span: Span) -> Diagnostic {
    Diagnostic::error("JX0239", "规则展开以后太大", span)
        .with_help("定义里反复用到别的定义，每次都要展开；用 let 把算过的值记下来")
}
