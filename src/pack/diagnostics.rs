//! Every message of this room: what is wrong with a pack as a whole.

use semver::Version;

use crate::diag::{Diagnostic, nearest};
use crate::ir::{Change, ChangeKind};
use crate::source::Span;

pub(super) fn not_utf8(path: &str, span: Span) -> Diagnostic {
    Diagnostic::error("JX0502", format!("规则包里的“{path}”不是 UTF-8 文本"), span)
}

pub(super) fn unknown_base(id: &str, span: Span) -> Diagnostic {
    Diagnostic::error("JX0503", format!("找不到它所依托的规则包“{id}”"), span).with_help(
        "用 --pack 同时指明那个规则包（写了 --pack，就不看 jixiao.toml 的 packs），\
             或者改正 builds-on",
    )
}

/// A pack that builds on itself by way of others: `circle` are their ids in order.
pub(super) fn circle(circle: &[&str], span: Span) -> Diagnostic {
    let way = circle.join(" 依托 ");
    Diagnostic::error("JX0521", format!("规则包绕着圈互相依托：{way}"), span)
        .with_help("最下面的一层不依托别的规则包，或者只依托内置的；改正其中一个的 builds-on")
}

pub(super) fn same_id(id: &str, span: Span, first: Span) -> Diagnostic {
    Diagnostic::error("JX0522", format!("两个规则包的编号都是“{id}”"), span)
        .with_label(first, "另一个")
        .with_help("只用其中一个；同一个规则包的两版不能一起用")
}

/// Two packs, neither of which builds on the other, that judge the same declarations.
pub(super) fn rivals((a, b): (&str, &str), form: &str, span: Span, first: Span) -> Diagnostic {
    let message = format!("“{a}”和“{b}”都评判同样的“{form}”，说不清该用哪一个");
    Diagnostic::error("JX0523", message, span)
        .with_label(first, "另一个")
        .with_help(
            "只指明一个；要一层一层用，让一个的 builds-on 写另一个；\
             随着下层一起用的，写 joins = true；各管各的，在 [judges] 里写明单位或年度",
        )
}

/// A pack that joins another and names years or units of its own.
pub(super) fn claims(id: &str, judge: &str, years: &str, span: Span) -> Diagnostic {
    let message = format!("“{id}”写了自己的年度或者单位，随着“{judge}”一起用的时候不看它");
    Diagnostic::error("JX0525", message, span).with_help(format!(
        "“{judge}”管的是{years}的申报表，随着它一起用的都管；从 pack.toml 删去 effective、\
         expires 和 [judges]；只管其中一部分的，删去 joins，写成上面的一层"
    ))
}

/// Two packs, neither of which builds on the other, that change the same setting.
pub(super) fn changed_by_both(
    first: &Change,
    second: &Change,
    (span, before): (Span, Span),
) -> Diagnostic {
    let (a, b, subject) = (&first.layer, &second.layer, &second.subject);
    let what = match second.kind {
        ChangeKind::Severity(..) => format!("规则“{subject}”的级别"),
        ChangeKind::Confidence(..) => format!("规则“{subject}”的把握"),
        ChangeKind::Help => format!("规则“{subject}”的建议"),
        ChangeKind::Value(..) => format!("参数“{subject}”"),
        _ => format!("“{subject}”"),
    };
    let message = format!("“{a}”和“{b}”都改了{what}，互不依托；按编号的先后，算“{b}”的");
    Diagnostic::warning("JX0526", message, span)
        .with_label(before, "另一个")
        .with_help(format!(
            "由发布单位定下先后：让后发的一个的 builds-on 写先发的；或者只用其中一个。\
             现在算的是哪一层的，用 jixiao rules --origin 看“{subject}”"
        ))
}

pub(super) fn same_interface(name: &str, pack: &str, span: Span) -> Diagnostic {
    let message = format!("接口“{name}”已经由“{pack}”定义");
    Diagnostic::error("JX0524", message, span)
        .with_help("前面规则包的接口不能另行定义：换一个名字，或者在表里用 [[fills]] 填那一个")
}

pub(super) fn wrong_base_version(id: &str, found: &str, wanted: &str, span: Span) -> Diagnostic {
    let message = format!("所依托的规则包“{id}”是 {found} 版，要求 {wanted}");
    Diagnostic::error("JX0504", message, span).with_help(format!(
        "用合乎要求的那一版“{id}”；核对过 {found} 版的，改写 builds-on 的 version"
    ))
}

pub(super) fn no_forms(span: Span) -> Diagnostic {
    Diagnostic::error("JX0505", "规则包没有表，也不依托别的规则包", span)
        .with_help("在 forms/ 下放表的定义，或写 builds-on")
}

pub(super) fn bad_lexicon(reason: &str, span: Span) -> Diagnostic {
    Diagnostic::error("JX0506", format!("lexicon.toml 写得不对：{reason}"), span)
}

pub(super) fn bad_name(key: &str, name: &str, span: Span) -> Diagnostic {
    Diagnostic::error("JX0507", format!("“{key}”不能是“{name}”"), span)
        .with_help("只用小写字母、数字和连字符，如 xicheng-2026；它是文件名和规则编号的一部分")
}

pub(super) fn bad_version(version: &str, span: Span) -> Diagnostic {
    Diagnostic::error("JX0508", format!("“{version}”不是版本号"), span)
        .with_help("写三段数字，用点分开，数字前面不加零，如 2026.1.0")
}

pub(super) fn bad_requirement(wanted: &str, span: Span) -> Diagnostic {
    Diagnostic::error("JX0509", format!("“{wanted}”不是版本的要求"), span)
        .with_help("写成 \">=1.0.0\" 或 \">=1.0.0, <2.0.0\"")
}

pub(super) fn reversed(last: &str, first: &str, span: Span) -> Diagnostic {
    Diagnostic::error("JX0510", format!("“{last}”早于“{first}”"), span)
        .with_help("照这样写，没有一份申报表归它评判")
}

pub(super) fn engine_too_old(wanted: &Version, own: &Version, span: Span) -> Diagnostic {
    let message = format!("规则包要求 jixiao {wanted} 以上，这里是 {own}");
    Diagnostic::error("JX0511", message, span).with_help("更新程序后再用这个规则包")
}

pub(super) fn bad_digest(span: Span) -> Diagnostic {
    Diagnostic::error("JX0512", "“digest”不是摘要", span)
        .with_help("写成 \"sha256:\" 加 64 位十六进制数字，jixiao pack inspect 会列出来")
}

pub(super) fn wrong_base_digest(id: &str, found: &str, span: Span) -> Diagnostic {
    let message = format!("所依托的规则包“{id}”的内容与 digest 不符");
    Diagnostic::error("JX0513", message, span).with_help(format!(
        "这里的“{id}”是 {found}；用对规则包，或者核对后改写 digest"
    ))
}

pub(super) fn replaced_but_not_retired(span: Span) -> Diagnostic {
    Diagnostic::error("JX0514", "没有废止的规则不能写“replaced-by”", span)
        .with_help("state 写 \"retired\"，或者去掉 replaced-by")
}

/// The manifest states something of a rule that the pack does not have.
pub(super) fn state_of_unknown(
    id: &str,
    owner: Option<&str>,
    own: &[&str],
    span: Span,
) -> Diagnostic {
    let found = Diagnostic::error("JX0515", format!("这个规则包没有规则“{id}”"), span);
    match owner {
        Some(owner) => found.with_help(format!(
            "它是“{owner}”的规则；停用它要在 .rule 文件里写 override {id} {{ off }}"
        )),
        None => match nearest(id, own.iter().copied()) {
            Some(near) => found.meaning(id, near),
            None => found.with_help("已经删去的规则，状态写 \"retired\"，编号就不会再用"),
        },
    }
}

pub(super) fn unknown_successor(id: &str, known: &[&str], span: Span) -> Diagnostic {
    let found = Diagnostic::error("JX0516", format!("没有规则“{id}”可以接替"), span);
    match nearest(id, known.iter().copied()) {
        Some(near) => found.meaning(id, near),
        None => found,
    }
}

/// A rule whose id does not begin with the owner's prefix.
pub(super) fn without_prefix(id: &str, prefix: &str, span: Span) -> Diagnostic {
    let message = format!("规则“{id}”的编号没有用“{prefix}-”开头");
    Diagnostic::error("JX0517", message, span).with_help(format!(
        "改为“{prefix}-{id}”；pack.toml 写明了 owner-prefix，编号就不会与别的规则包相同"
    ))
}

pub(super) fn unknown_form(name: &str, known: &[&str], span: Span) -> Diagnostic {
    let found = Diagnostic::error("JX0518", format!("没有名为“{name}”的表"), span);
    found.one_of(name, known)
}

/// What a pack that is shipped must say, and this one does not.
pub(super) fn not_ready(key: &str, why: &str, example: &str, span: Span) -> Diagnostic {
    Diagnostic::error("JX0519", format!("要发布，pack.toml 还缺“{key}”"), span)
        .with_help(format!("{why}，如 {example}"))
}

pub(super) fn covers_too_little(wanted: u8, found: usize, span: Span) -> Diagnostic {
    let message = format!("示例和案例只试到 {found}% 的要求，清单要的是 {wanted}%");
    Diagnostic::error("JX0529", message, span)
        .with_help("哪些要求没有试到：jixiao test --coverage；每一项要不通过一次、通过一次")
}

pub(super) fn no_cases(span: Span) -> Diagnostic {
    Diagnostic::warning("JX0520", "规则包没有案例", span)
        .with_help("在 cases/ 下用 Markdown 写一份小表，标明哪里应报、哪里不应报")
}
