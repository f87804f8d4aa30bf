//! Every message of this room: mistakes in rules that are found before a declaration is read.

use crate::diag::{Diagnostic, Severity};
use crate::source::Span;
use crate::types::{Family, Ty};

fn suggest(diagnostic: Diagnostic, written: &str, nearest: Option<&str>) -> Diagnostic {
    match nearest {
        Some(name) => diagnostic.meaning(written, name),
        None => diagnostic,
    }
}

/// Advice for a name to which none is near.
fn or_else(diagnostic: Diagnostic, advice: impl Into<String>) -> Diagnostic {
    match diagnostic.help {
        Some(_) => diagnostic,
        None => diagnostic.with_help(advice),
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
        name,
        near,
    )
}

/// What to do about a name that is near to no other.
pub(super) fn with_name_advice(diagnostic: Diagnostic) -> Diagnostic {
    or_else(
        diagnostic,
        "看看名字有没有写错；循环里取的名字只在那个循环里能用，别处要用的先用 let / 令 取名",
    )
}

pub(super) fn unknown_terms(name: &str, span: Span, near: Option<&str>) -> Diagnostic {
    or_else(
        suggest(
            Diagnostic::error("JX0201", format!("没有名为“{name}”的词表"), span),
            name,
            near,
        ),
        format!("如果它是一个词，写在引号里：\"{name}\"；不加引号的是别的词表的名字"),
    )
}

pub(super) fn unknown_in_pattern(name: &str, span: Span, near: Option<&str>) -> Diagnostic {
    or_else(
        suggest(
            Diagnostic::error("JX0201", format!("没有名为“{name}”的词表或句式"), span),
            name,
            near,
        ),
        format!("先用 pattern / 句式 或 terms / 词表 写出“{name}”；要找花括号本身，写 \\{{"),
    )
}

/// `parts` are those that it has.
pub(super) fn unknown_member(
    name: &str,
    of: &Ty,
    span: Span,
    near: Option<&str>,
    parts: &[&str],
) -> Diagnostic {
    let advice = match parts {
        [] => format!("{of}没有可以取的部分，直接用它"),
        parts => format!("可以用的是：{}", parts.join("、")),
    };
    or_else(
        suggest(
            Diagnostic::error("JX0202", format!("“{of}”没有“{name}”这一项"), span),
            name,
            near,
        ),
        advice,
    )
}

pub(super) fn unknown_function(name: &str, span: Span, near: Option<&str>) -> Diagnostic {
    or_else(
        suggest(
            Diagnostic::error("JX0203", format!("没有名为“{name}”的函数"), span),
            name,
            near,
        ),
        "能用的函数见《函数》；自己的函数用 def / 定义 写出来",
    )
}

pub(super) fn unknown_subject(name: &str, span: Span, near: Option<&str>) -> Diagnostic {
    or_else(
        suggest(
            Diagnostic::error("JX0204", format!("没有名为“{name}”的表或接口"), span),
            name,
            near,
        ),
        "写表的名称或接口的名称；规则包里有哪些，见它的 forms/ 和 interfaces.toml",
    )
}

pub(super) fn unknown_unit(unit: &str, span: Span, near: Option<&str>) -> Diagnostic {
    or_else(
        suggest(
            Diagnostic::error("JX0205", format!("不认识的单位“{unit}”"), span),
            unit,
            near,
        ),
        "能用的单位见《规则语言》的“单位”一节；数与后面的词之间缺少运算符的，补上运算符",
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
    .with_help(if expected.contains("条件") {
        "写一个比较或判断，例如：资金总额 > 0 万元、单位名称 is present"
    } else if expected.contains("句式") {
        "句式先在规则外面取名：pattern 时间 = /\\d{1,2}月/；只查一个词，用 contains / 包含"
    } else if expected.contains("词语或词表") {
        "几个词里有一个就算的，先在规则外面写成词表：词表 空话 = [“圆满”, “扎实”]，再写 包含 空话"
    } else if expected.contains("列表") || expected.contains("一列") {
        "写一个列表，例如“指标.条目”、[1, 2]；只有一个值的，不用这个函数"
    } else if expected.contains("文字") && matches!(found, Ty::List(_)) {
        "列表要一项一项地看，例如先写 对于 条目 属于 指标.条目，再用 条目.内容"
    } else {
        "换一个这样的值，或者换一个合适的函数"
    })
}

pub(super) fn cannot_compare(a: &Ty, b: &Ty, span: Span) -> Diagnostic {
    let share = |ty: &Ty| matches!(ty, Ty::Number(unit) if unit.family() == Family::Share);
    let help = match (a, b) {
        (Ty::Number(_), Ty::Number(_)) if share(a) || share(b) => {
            "按比例比较的，写明是谁的百分之几，例如：基本支出 <= 资金总额 * 60%"
        }
        (Ty::Number(_), Ty::Text) | (Ty::Text, Ty::Number(_)) => {
            "数直接写，不加引号，例如：资金总额 == 300 万元；文字里的数用 number(…) 取出来"
        }
        (Ty::Number(_), Ty::Number(_)) => "写明单位，例如“100 万元”“95%”；不同的计量单位不能比较",
        _ => "比较的两边应当是同一类值",
    };
    Diagnostic::error("JX0208", format!("{a}不能与{b}比较"), span).with_help(help)
}

pub(super) fn not_ordered(ty: &Ty, span: Span) -> Diagnostic {
    Diagnostic::error("JX0237", format!("{ty}不能比较大小"), span)
        .with_help("只能用 == 或 != 看它们是否相同；比长短的，用 length(…) 取字数")
}

pub(super) fn cannot_compute(op: &str, a: &Ty, b: &Ty, span: Span) -> Diagnostic {
    Diagnostic::error("JX0209", format!("{a}与{b}不能用“{op}”计算"), span)
        .with_help("加减的两边应当是同一种单位；乘除时至少一边是没有单位的数或百分数")
}

pub(super) fn mixed_list(a: &Ty, b: &Ty, span: Span) -> Diagnostic {
    Diagnostic::error("JX0210", format!("列表里既有{a}又有{b}"), span)
        .with_help("一个列表里的各项应当是同一类值")
}

/// `params` are the names of the parameters.
pub(super) fn wrong_arity(name: &str, params: &[&str], found: usize, span: Span) -> Diagnostic {
    Diagnostic::error(
        "JX0211",
        format!("函数“{name}”要 {} 个参数，写了 {found} 个", params.len()),
        span,
    )
    .with_help(format!("写成 {name}({})", params.join(", ")))
}

pub(super) fn needs_key(name: &str, span: Span) -> Diagnostic {
    Diagnostic::error("JX0212", format!("函数“{name}”要写明按什么"), span).with_help(format!(
        "写成 {name}(列表 by 什么)，例如 {name}(指标行 by 一级指标)"
    ))
}

pub(super) fn takes_no_key(name: &str, span: Span) -> Diagnostic {
    Diagnostic::error("JX0213", format!("函数“{name}”不分组，不能写 by"), span)
        .with_help(format!("去掉 by 和它后面的部分，写成 {name}(列表)"))
}

pub(super) fn not_a_list(found: &Ty, span: Span) -> Diagnostic {
    Diagnostic::error("JX0214", format!("只能在列表里逐项看，这里是{found}"), span).with_help(
        "写一个列表，例如“绩效指标”“指标.条目”；只有一个值的，去掉逐项看的部分，直接用它",
    )
}

pub(super) fn wrong_parts(expected: usize, found: usize, span: Span) -> Diagnostic {
    Diagnostic::error(
        "JX0215",
        format!("每项有 {expected} 部分，写了 {found} 个名字"),
        span,
    )
    .with_help("名字的个数要与每项的部分一样多；只有一部分的，去掉括号，取一个名字")
}

pub(super) fn duplicate_name(name: &str, span: Span, first: Span) -> Diagnostic {
    Diagnostic::error("JX0216", format!("“{name}”已经定义过"), span)
        .with_label(first, "前一处")
        .with_help("换一个名字，或者删去其中一处")
}

pub(super) fn duplicate_rule(id: &str, span: Span, first: Span) -> Diagnostic {
    Diagnostic::error("JX0217", format!("规则“{id}”已经有了"), span)
        .with_label(first, "前一处")
        .with_help("要改动前面规则包的规则，用 override / 调整")
}

/// The code of a name that nothing uses.
pub const UNUSED: &str = "JX0218";

/// The codes of [`too_deep`] and [`too_large`].
pub(super) const CUT_SHORT: [&str; 2] = ["JX0232", "JX0239"];

pub(super) fn unused(name: &str, span: Span) -> Diagnostic {
    Diagnostic::warning(UNUSED, format!("“{name}”没有用到"), span)
        .with_help("不需要的就删去；需要的，看看是不是别处把名字写错了")
}

pub(super) fn always(value: bool, span: Span) -> Diagnostic {
    let word = if value { "总为真" } else { "总为假" };
    Diagnostic::error(
        "JX0219",
        format!("这个条件{word}，与表里填了什么无关"),
        span,
    )
    .with_help("检查比较的方向、数和单位，看看 and（且）和 or（或）有没有用反")
}

pub(super) fn no_requirement(span: Span) -> Diagnostic {
    Diagnostic::error("JX0220", "规则没有提出要求", span)
        .with_help("写一句 require（要求）或 forbid（禁止），说明什么应当成立、什么不应当出现")
}

pub(super) fn no_basis(span: Span) -> Diagnostic {
    Diagnostic::error("JX0221", "规则没有写依据", span)
        .with_help("用 basis / 依据 写明所依据的文件，例如：依据 “填制说明” 3 “产出目标应量化”")
}

pub(super) fn no_example(fails: bool, span: Span) -> Diagnostic {
    let word = if fails {
        "“示例 不通过”（example fail）"
    } else {
        "“示例 通过”（example pass）"
    };
    Diagnostic::error("JX0222", format!("规则缺少一个{word}"), span)
        .with_help("两种示例各写一个，才看得出规则查得对不对")
}

pub(super) fn no_severity(span: Span) -> Diagnostic {
    Diagnostic::error("JX0223", "规则没有写级别", span)
        .with_help("写一句 级别 必改、级别 应改 或 级别 提示（severity error、warning、hint）")
}

pub(super) fn opinion_error(span: Span) -> Diagnostic {
    Diagnostic::error("JX0224", "把握为“参考”的规则不能是必改", span)
        .with_help("把级别改成 warning（应改）或 hint（提示），或者去掉“参考”")
}

pub(super) fn unknown_rule(id: &str, span: Span, near: Option<&str>) -> Diagnostic {
    or_else(
        suggest(
            Diagnostic::error("JX0225", format!("没有规则“{id}”"), span),
            id,
            near,
        ),
        "规则的编号可以用 jixiao rules 查看",
    )
}

/// `by` is the pack that has locked it, `what` what would be looser.
pub(super) fn locked_rule(id: &str, by: &str, what: &str, span: Span) -> Diagnostic {
    Diagnostic::error(
        "JX0226",
        format!("规则“{id}”已由“{by}”锁定，不能放宽或停用"),
        span,
    )
    .saying(what)
    .with_help("删去这一句；确实不合适的，请制定那个规则包的部门修改")
}

pub(super) fn misplaced(word: &str, span: Span) -> Diagnostic {
    Diagnostic::error("JX0227", format!("“{word}”不能写在这里"), span)
        .with_help("删去它；调整里可以写级别、把握、依据、锁定、停用和设定")
}

pub(super) fn cycle(name: &str, span: Span) -> Diagnostic {
    Diagnostic::error("JX0228", format!("“{name}”的定义用到了它自己"), span)
        .with_help("这样会没完没了；改成用别的名字算出来")
}

/// `reason` is what is wrong and, behind a semicolon, what to do.
pub(super) fn bad_regex(reason: &str, span: Span) -> Diagnostic {
    let (reason, advice) = reason.split_once('；').unwrap_or((reason, ""));
    let advice = match advice {
        "" => "对照《规则语言》里句式的写法改正",
        advice => advice,
    };
    Diagnostic::error("JX0229", format!("句式写得不对：{reason}"), span).with_help(advice)
}

pub(super) fn not_constant(span: Span) -> Diagnostic {
    Diagnostic::error("JX0230", "参数应当是一个固定的值", span)
        .with_help("例如：param 容差 = 0.01 万元")
}

pub(super) fn bad_number(text: &str, span: Span) -> Diagnostic {
    Diagnostic::error("JX0231", format!("数“{text}”太长，不能精确表示"), span)
        .with_help("数最多写 28 位；大的数换一个单位，例如“亿元”")
}

pub(super) fn too_deep(span: Span) -> Diagnostic {
    Diagnostic::error("JX0232", "嵌套太深", span).with_help("用 let 或 def 把它拆开")
}

pub(super) fn not_shown(found: &Ty, span: Span) -> Diagnostic {
    Diagnostic::error("JX0233", format!("{found}不能写进一句话里"), span).with_help(
        "花括号里写一个能显示的值，例如文字、数、日期；是非可以写成 {if 条件 then “是” else “否”}",
    )
}

pub(super) fn no_place(span: Span) -> Diagnostic {
    Diagnostic::error("JX0263", "这个值不在申报表上，改不了", span)
        .with_help("写表上的栏目，或者从表上找到的一处、几处，例如 matches(…) 的结果")
}

/// An example that is mended although it passes, or although nothing mends it.
pub(super) fn nothing_fixed(passes: bool, span: Span) -> Diagnostic {
    let (why, help) = match passes {
        true => (
            "应当通过的示例没有什么可改",
            "删去 fixed（改后），或者把 pass（通过）改成 fail（不通过）",
        ),
        false => (
            "规则没有修正句，示例不会改成这样",
            "写上 fix（修正），或者删去 fixed（改后）",
        ),
    };
    Diagnostic::error("JX0264", why, span).with_help(help)
}

pub(super) fn empty_terms(name: &str, span: Span) -> Diagnostic {
    Diagnostic::error("JX0234", format!("词表“{name}”是空的，或有空词"), span)
        .with_help("每个词写在引号里，至少一个字")
}

pub(super) fn fixed_unit(name: &str, span: Span) -> Diagnostic {
    Diagnostic::error("JX0235", format!("“{name}”的值与原来不是同一类"), span)
        .with_help("与原来的值用同一种写法：金额写金额，百分数写百分数，文字写文字")
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

pub(super) fn divides_by_zero(span: Span) -> Diagnostic {
    Diagnostic::error("JX0240", "除数是零，永远算不出结果", span).with_help("改正除数")
}

pub(super) fn negative_tolerance(span: Span) -> Diagnostic {
    Diagnostic::error("JX0241", "允差不能是负数", span)
        .with_help("允差是两边最多可以相差多少，写成正数，例如 within 0.01 万元")
}

pub(super) fn repeated_condition(span: Span, first: Span) -> Diagnostic {
    Diagnostic::warning("JX0242", "同一个条件写了两遍", span)
        .with_label(first, "前一遍")
        .with_help("删去一遍；要查的若是另一件事，改正其中的名称")
}

pub(super) fn repeated_rule(id: &str, span: Span, first: Span) -> Diagnostic {
    Diagnostic::warning("JX0243", format!("这条规则与“{id}”的要求完全相同"), span)
        .with_label(first, "那一条")
        .with_help("同一个问题会报两次；删去一条，或者改正要求")
}

pub(super) fn tone(word: &str, severity: Severity, span: Span) -> Diagnostic {
    let (what, advice) = match severity {
        Severity::Hint => (
            "提示只供参考，不能要求",
            "把级别改成 warning（应改）或 error（必改），或者换一种说法，例如“可以写明……”",
        ),
        Severity::Error | Severity::Warning => (
            "必改的问题不改就会退回，不是建议",
            "把级别改成 warning（应改）或 hint（提示），或者直接说明怎样改，例如“写明……”",
        ),
    };
    let message = format!("级别是{}，文字里却说“{word}”", severity.title());
    Diagnostic::warning("JX0244", message, span)
        .saying(what)
        .with_help(advice)
}

pub(super) fn full_width_braces(inside: &str, span: Span) -> Diagnostic {
    Diagnostic::warning(
        "JX0245",
        format!("“｛{inside}｝”会原样显示，不会换成它的值"),
        span,
    )
    .with_help(format!("要显示它的值，用半角的花括号：{{{inside}}}"))
}

/// `what` is 栏目 or 值.
pub(super) fn hides(name: &str, what: &str, span: Span) -> Diagnostic {
    let message = format!("“{name}”已经是一个{what}的名字，从这里起就用不到那个{what}了");
    Diagnostic::warning("JX0246", message, span).with_help("换一个名字")
}

pub(super) fn hidden(name: &str, defined: Span, span: Span) -> Diagnostic {
    let message = format!("“{name}”既是栏目又是规则文件里的定义，这里用的是栏目");
    Diagnostic::warning("JX0247", message, span)
        .with_label(defined, "这个定义用不到")
        .with_help("给定义换一个名字")
}

pub(super) fn twice(what: &str, span: Span, first: Span) -> Diagnostic {
    Diagnostic::error("JX0248", format!("“{what}”写了两次"), span)
        .with_label(first, "前一次")
        .with_help("只留一个")
}

pub(super) fn no_years(since: i32, until: i32, span: Span) -> Diagnostic {
    let message = format!("规则从 {since} 年起，到 {until} 年止，没有一个年度适用");
    Diagnostic::error("JX0249", message, span).with_help("改正 since（自）或 until（至）的年度")
}

pub(super) fn unknown_example_field(
    name: &str,
    subject: &str,
    span: Span,
    near: Option<&str>,
) -> Diagnostic {
    let message = format!("示例里的“{name}”不是{subject}的栏目");
    or_else(
        suggest(Diagnostic::error("JX0250", message, span), name, near),
        "示例里只写这条规则所说的表的栏目",
    )
}

pub(super) fn no_examples(span: Span) -> Diagnostic {
    Diagnostic::error("JX0222", "规则没有示例", span).with_help(
        "至少写两个：示例 不通过（example fail）和 示例 通过（example pass），各是一段文字，\
         或者花括号里的几个栏目",
    )
}

pub(super) fn help_with_holes(span: Span) -> Diagnostic {
    Diagnostic::error("JX0251", "调整里的建议不能显示规则里的值", span)
        .with_help("写一句没有花括号的话")
}

/// What to do about a name that an earlier pack has defined.
pub(super) fn with_layer_advice(diagnostic: Diagnostic) -> Diagnostic {
    diagnostic.with_help(
        "换一个名字；要改前面规则包的参数，在 override 里写 set，要往前面的词表里添词，写 extend",
    )
}

/// `may only fall` behind what is no number.
pub(super) fn no_direction(span: Span) -> Diagnostic {
    Diagnostic::error("JX0252", "只有数才能说“只许降低”“只许提高”", span)
        .with_help("去掉它；不许后面的规则包改的，写 locked（锁定）")
}

/// A value that goes the way that its parameter does not allow: `now` was set by `by`.
pub(super) fn against_direction(
    name: &str,
    falls: bool,
    (now, by): (&str, &str),
    span: Span,
    set: Option<Span>,
) -> Diagnostic {
    let (only, limit) = match falls {
        true => ("只许降低", "不大于"),
        false => ("只许提高", "不小于"),
    };
    let message = format!("参数“{name}”{only}：现在是 {now}（{by}）");
    let found = Diagnostic::error("JX0253", message, span)
        .with_help(format!("写{limit} {now} 的值，或者删去这一句"));
    match set {
        Some(set) => found.with_label(set, "现在的值写在这里"),
        None => found,
    }
}

pub(super) fn locked_param(name: &str, by: &str, span: Span) -> Diagnostic {
    let message = format!("参数“{name}”已由“{by}”锁定，不能改");
    Diagnostic::error("JX0254", message, span)
        .with_help("删去这一句；确实不合适的，请制定那个规则包的部门修改")
}

/// A parameter without a direction that a locked rule reads.
pub(super) fn held_param(name: &str, rule: &str, span: Span) -> Diagnostic {
    let message = format!("参数“{name}”不能改：锁定的规则“{rule}”用到它");
    Diagnostic::error("JX0254", message, span).with_help(
        "删去这一句；制定那个规则包的部门可以在参数后面写 may only fall（只许降低）\
         或 may only rise（只许提高），许可后面的规则包往严里改",
    )
}

/// `what` is 参数 or 词表, `keyword` how it is written.
pub(super) fn own_setting(what: &str, name: &str, keyword: &str, span: Span) -> Diagnostic {
    let message = format!("{what}“{name}”是这个规则包自己的");
    Diagnostic::error("JX0255", message, span).with_help(format!("直接在 {keyword} 那里改"))
}

pub(super) fn not_a_word_list(name: &str, span: Span, defined: Span) -> Diagnostic {
    Diagnostic::error("JX0256", format!("“{name}”不是词表，不能增补"), span)
        .with_label(defined, "它在这里定义")
        .with_help("只有词表能增补；句式和定义不能改，要查别的，另写一条规则")
}

pub(super) fn word_there(word: &str, list: &str, span: Span) -> Diagnostic {
    Diagnostic::warning("JX0257", format!("词表“{list}”里已经有“{word}”"), span)
        .with_help("删去它；全角半角、大小写不同的算同一个词")
}

/// `by` is the pack that defines the list.
pub(super) fn locked_terms(name: &str, by: &str, span: Span) -> Diagnostic {
    let message = format!("词表“{name}”已由“{by}”锁定，不能增补");
    Diagnostic::error("JX0258", message, span)
        .with_help("删去这一段；确实缺了词的，请制定那个规则包的部门添上")
}

/// A word list that a locked rule reads.
pub(super) fn held_terms(name: &str, rule: &str, span: Span) -> Diagnostic {
    let message = format!("词表“{name}”不能增补：锁定的规则“{rule}”用到它");
    Diagnostic::error("JX0258", message, span).with_help(
        "删去这一段；制定那个规则包的部门可以在词表后面写 may grow（可以增补），许可后面的规则包添词",
    )
}

/// A rule of a later pack that would fold the findings of a locked one into its own.
pub(super) fn explains_locked(id: &str, by: &str, span: Span) -> Diagnostic {
    let message = format!("规则“{id}”已由“{by}”锁定，它的问题不能收在别的问题下面");
    Diagnostic::error("JX0259", message, span).with_help("从 explains（解释）里去掉它")
}

/// A field of a later pack's form in place of a name that a rule of an earlier pack reads; `form`
/// is in quotes.
pub(super) fn displaced(name: &str, form: &str, span: Span, defined: Span) -> Diagnostic {
    let message = format!("{form}的栏目“{name}”顶替了前面规则包里的定义");
    Diagnostic::error("JX0260", message, span)
        .with_label(defined, "这条规则要用的是它")
        .with_help("给表里的这个栏目换一个 name，labels 不用改")
}

/// A written value of a setting that is no value.
pub(super) fn bad_setting(name: &str, now: &str, span: Span) -> Diagnostic {
    Diagnostic::error("JX0261", format!("参数“{name}”的值写得不对"), span)
        .with_help(format!("照规则文件里的写法写，现在的值是 {now}"))
}

/// A setting for a parameter that no pack in force has.
pub(super) fn unknown_param(name: &str, span: Span, near: Option<&str>) -> Diagnostic {
    or_else(
        suggest(
            Diagnostic::error("JX0262", format!("没有参数“{name}”"), span),
            name,
            near,
        ),
        "规则包有哪些参数，可以用 jixiao rules --origin 查看",
    )
}
