//! Every message about the text of a rule file.
//!
//! Written for people who know no programming: what was expected, what stands there, what to write.

use crate::diag::Diagnostic;
use crate::source::Span;

use super::keyword::Keyword;
use super::lexer::Bracket;
use super::suggest::Guess;

/// Something else was expected here.
pub const UNEXPECTED: &str = "JX0101";
/// A text without its closing quote.
pub const OPEN_TEXT: &str = "JX0102";
/// A bracket that is not closed.
pub const UNCLOSED: &str = "JX0103";
/// A closing bracket too many.
pub const STRAY: &str = "JX0104";
/// Nested too deep.
pub const TOO_DEEP: &str = "JX0105";
/// A line in a rule that begins with no known keyword.
pub const UNKNOWN_CLAUSE: &str = "JX0106";
/// A line outside of rules that begins with no known keyword.
pub const UNKNOWN_ITEM: &str = "JX0107";
/// A rule without its opening brace.
pub const NO_BRACE: &str = "JX0108";
/// One equals sign where two are meant.
pub const SINGLE_EQUAL: &str = "JX0109";
/// Two comparisons in a row.
pub const CHAINED: &str = "JX0110";
/// `within` without an equality.
pub const LOOSE_WITHIN: &str = "JX0111";
/// A clause that has no place in this item.
pub const MISPLACED: &str = "JX0112";
/// A number with separators or superfluous zeros.
pub const NUMBER: &str = "JX0113";
/// An escape that does not exist.
pub const ESCAPE: &str = "JX0114";
/// A mistake in a hole of a text.
pub const HOLE: &str = "JX0115";
/// A reserved word as a name.
pub const RESERVED: &str = "JX0116";
/// A rule id that is not kebab-case.
pub const RULE_ID: &str = "JX0117";
/// A parameter whose value is no literal.
pub const PARAM_VALUE: &str = "JX0118";
/// A character that is no part of the language.
pub const CHARACTER: &str = "JX0119";

/// A letter that looks like another one.
pub const LOOK_ALIKE: &str = "JX0120";
/// A character that is not seen.
pub const HIDDEN: &str = "JX0121";
/// Quotes in quotes, or quotes of which the ends do not belong together.
pub const QUOTES: &str = "JX0122";
/// A word or sign of everyday language in place of an operator.
pub const OPERATOR: &str = "JX0123";

/// All codes of this room.
pub const CODES: &[&str] = &[
    UNEXPECTED,
    OPEN_TEXT,
    UNCLOSED,
    STRAY,
    TOO_DEEP,
    UNKNOWN_CLAUSE,
    UNKNOWN_ITEM,
    NO_BRACE,
    SINGLE_EQUAL,
    CHAINED,
    LOOSE_WITHIN,
    MISPLACED,
    NUMBER,
    ESCAPE,
    HOLE,
    RESERVED,
    RULE_ID,
    PARAM_VALUE,
    CHARACTER,
    LOOK_ALIKE,
    HIDDEN,
    QUOTES,
    OPERATOR,
];

/// Something else was expected; `found` is `None` where the piece ends.
pub(super) fn unexpected(at: Span, expected: &[String], found: Option<&str>) -> Diagnostic {
    let message = match (expected, found) {
        ([], Some(found)) => format!("“{found}”是多余的"),
        ([], None) => "这里还没有写完".to_owned(),
        (_, Some(found)) => format!("这里应当是{}，却是“{found}”", choice(expected)),
        (_, None) => format!("这里还缺少{}", choice(expected)),
    };
    Diagnostic::error(UNEXPECTED, message, at).with_help(match (expected, found) {
        ([], Some(_)) => "删去它，或者看看前面是不是少写了什么".to_owned(),
        (_, None) => "把这一句补写完整".to_owned(),
        (_, Some(found)) => correction(expected, found),
    })
}

/// What to write in place of what stands there.
fn correction(expected: &[String], found: &str) -> String {
    let wants = |word: &str| expected.iter().any(|it| it.contains(word));
    let clause = found
        .strip_prefix('第')
        .and_then(|it| it.strip_suffix('条'));
    match (expected, clause) {
        (_, Some(number)) if wants("条款序号") => format!("条款只写序号：{number}"),
        _ if wants("each / ") && wants("first / ") => {
            "写成“禁止 每个 x 属于 … 其中 …”；只有一个值、不必逐项看的，用“要求”写应当怎样，\
             例如 要求 条目.内容 不包含 “圆满”"
                .to_owned()
        }
        ([one], _) if one.ends_with("“=”") => format!("在“{found}”前面补上“=”"),
        _ => "照这样改正；写法见《规则语言》里这一句的例子".to_owned(),
    }
}

/// A word that is nearly one of those expected here.
pub(super) fn slip(at: Span, found: &str, meant: &str) -> Diagnostic {
    Diagnostic::error(UNEXPECTED, format!("不认识“{found}”"), at).meaning(found, meant)
}

/// A rule whose clauses are not in braces.
pub(super) fn other_bracket(at: Span, found: &str) -> Diagnostic {
    Diagnostic::error(NO_BRACE, "规则的各句要写在花括号里", at)
        .with_help(format!("把“{found}”改成“{{”，规则末尾改成“}}”"))
}

/// A rule without its id.
pub(super) fn no_rule_id(at: Span) -> Diagnostic {
    Diagnostic::error(UNEXPECTED, "规则缺少编号", at).with_help(
        "在 rule / 规则 后面先写编号（英文小写，用连字符），再写名称，例如 \
         rule totals-balanced \"资金总额应当平衡\"",
    )
}

/// A text where a regular expression belongs.
pub(super) fn pattern_in_quotes(at: Span) -> Diagnostic {
    Diagnostic::error(UNEXPECTED, "句式要写在两条斜线之间", at)
        .with_help("把引号改成斜线，例如 /\\d{1,2}月/；只有几个固定的词的，用 terms / 词表")
}

/// `if … then …` without `else`.
pub(super) fn no_else(at: Span) -> Diagnostic {
    Diagnostic::error(UNEXPECTED, "这里还缺少“else / 否则”", at)
        .with_help("条件不成立时取什么值也要写明：if 条件 then 值 else 值")
}

/// A piece that could have ended, and goes on with something that does not fit.
pub(super) fn superfluous(at: Span, found: &str) -> Diagnostic {
    Diagnostic::error(
        UNEXPECTED,
        format!("“{found}”前面缺少运算符，或者它是多余的"),
        at,
    )
    .with_help("如果是另一句话，请另起一行")
}

/// `a、b或c`.
fn choice(names: &[String]) -> String {
    match names.split_last() {
        None => String::new(),
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{}或{last}", rest.join("、")),
    }
}

/// A text without its closing quote; `text` is the rest of the line.
pub(super) fn open_text(at: Span, text: &str) -> Diagnostic {
    let mut chars = text.chars();
    let open = chars.next().unwrap_or('"');
    let rest = chars.as_str();
    let close = match open {
        '“' => '”',
        '「' => '」',
        other => other,
    };
    let other = rest
        .chars()
        .rfind(|c| matches!(c, '"' | '“' | '”' | '「' | '」' | '＂'));
    if let Some(other) = other.filter(|_| open != '/') {
        return Diagnostic::error(QUOTES, "引号的开头和结尾不配对", at)
            .saying(format!("以 {open} 开头，应当以 {close} 结尾，却是 {other}"))
            .with_help(format!("把结尾的 {other} 改成 {close}"));
    }
    let what = if open == '/' {
        "句式"
    } else {
        "引号里的文字"
    };
    Diagnostic::error(OPEN_TEXT, format!("{what}没有结束"), at)
        .saying(format!("从这里开始，到行尾没有 {close}"))
        .with_help(format!("在同一行内补上 {close}"))
}

/// A bracket that is not closed.
pub(super) fn unclosed(at: Span, bracket: Bracket) -> Diagnostic {
    let (open, close) = signs(bracket);
    Diagnostic::error(UNCLOSED, format!("“{open}”没有配对的“{close}”"), at)
        .saying("在这里打开")
        .with_help(format!("补上“{close}”"))
}

/// A closing bracket too many.
pub(super) fn stray(at: Span, bracket: Bracket) -> Diagnostic {
    let (open, close) = signs(bracket);
    Diagnostic::error(STRAY, format!("“{close}”没有配对的“{open}”"), at)
        .with_help(format!("删去“{close}”，或在前面补上“{open}”"))
}

fn signs(bracket: Bracket) -> (char, char) {
    match bracket {
        Bracket::Round => ('(', ')'),
        Bracket::Square => ('[', ']'),
        Bracket::Brace => ('{', '}'),
    }
}

/// Nested too deep.
pub(super) fn too_deep(at: Span) -> Diagnostic {
    Diagnostic::error(TOO_DEEP, "括号、条件或运算的层次太多", at)
        .with_help("用 let / 令 给其中一部分取名，再引用这个名称")
}

/// A line in a rule that begins with no known keyword.
pub(super) fn unknown_clause(at: Span, word: &str, guess: Option<Guess>) -> Diagnostic {
    let diagnostic = Diagnostic::error(
        UNKNOWN_CLAUSE,
        format!("规则里的一句不能以“{word}”开头"),
        at,
    );
    if let Some(Guess::Misspelled(meant)) = guess {
        return diagnostic.meaning(word, meant);
    }
    diagnostic.with_help(match guess {
        Some(guess) => advice(guess),
        None => "每一句以关键字开头，例如 require / 要求、message / 说明".to_owned(),
    })
}

/// A line outside of rules that begins with no known keyword.
pub(super) fn unknown_item(at: Span, word: &str, guess: Option<Guess>) -> Diagnostic {
    let diagnostic = Diagnostic::error(
        UNKNOWN_ITEM,
        format!("这里应当开始一条规则或定义，却是“{word}”"),
        at,
    );
    if let Some(Guess::Misspelled(meant)) = guess {
        return diagnostic.meaning(word, meant);
    }
    diagnostic.with_help(match guess {
        Some(guess) => advice(guess),
        None => "以 rule / 规则、param / 参数、terms / 词表、pattern / 句式、def / 定义 或 \
                 override / 调整 开头"
            .to_owned(),
    })
}

/// A clause outside of a rule.
pub(super) fn clause_outside(at: Span, word: &str) -> Diagnostic {
    Diagnostic::error(UNKNOWN_ITEM, format!("“{word}”只能写在规则的花括号里"), at)
        .with_help("检查前一条规则的“}”是否写早了")
}

fn advice(guess: Guess) -> String {
    match guess {
        Guess::Misspelled(word) => format!("是否想写“{word}”？"),
        Guess::Glued(word) => format!("“{word}”后面要空一格"),
        Guess::Meant(keyword) => format!("这一句用“{} / {}”开头", keyword.en, keyword.zh),
    }
}

/// A rule without its opening brace.
pub(super) fn no_brace(at: Span) -> Diagnostic {
    Diagnostic::error(NO_BRACE, "规则的开头缺少“{”", at)
        .saying("在这一句之前")
        .with_help("在规则编号和名称后面写“{”，在规则末尾写“}”")
}

/// One equals sign where two are meant.
pub(super) fn single_equal(at: Span) -> Diagnostic {
    Diagnostic::error(SINGLE_EQUAL, "判断相等要写两个等号", at).with_help("写“==”")
}

/// Two comparisons in a row.
pub(super) fn chained(at: Span) -> Diagnostic {
    Diagnostic::error(CHAINED, "比较不能连着写", at)
        .with_help("分成两个比较，用 and / 且 连接，例如“1 < x and x < 5”")
}

/// `within` without an equality.
pub(super) fn loose_within(at: Span) -> Diagnostic {
    Diagnostic::error(LOOSE_WITHIN, "允差只能写在比较的后面", at)
        .with_help("写成“a == b within 0.01 万元”")
}

/// A clause that has no place in this item.
pub(super) fn misplaced(at: Span, keyword: &Keyword, in_override: bool) -> Diagnostic {
    let place = if in_override { "调整" } else { "规则" };
    let help = if in_override {
        "调整里只能写 severity / 级别、confidence / 把握、basis / 依据、help / 建议、\
         locked / 锁定、off / 停用、set / 设定"
    } else {
        "off / 停用 和 set / 设定 只能写在 override / 调整 里"
    };
    Diagnostic::error(
        MISPLACED,
        format!("“{} / {}”不能写在{place}里", keyword.en, keyword.zh),
        at,
    )
    .with_help(help)
}

/// A number with thousands separators or superfluous zeros.
pub(super) fn separators(at: Span) -> Diagnostic {
    Diagnostic::error(NUMBER, "数里不能有千分位的逗号，也不能以多余的 0 开头", at)
        .with_help("把数连着写，例如 1000 元")
}

/// An escape that does not exist.
pub(super) fn escape(at: Span, escape: &str) -> Diagnostic {
    Diagnostic::error(ESCAPE, format!("“{escape}”不是能用的转义"), at)
        .with_help(r#"引号里的反斜线写作“\\”，引号写作“\"”，换行写作“\n”；或者改用“…”"#)
}

/// A brace in a text that begins or ends no hole.
pub(super) fn brace_in_text(at: Span) -> Diagnostic {
    Diagnostic::error(HOLE, "花括号没有配对", at)
        .with_help("花括号里写要显示的值，例如 {条目.序号}；要显示花括号本身，写“{{”“}}”")
}

/// A form that reaches to the end between `then` and `else`.
pub(super) fn needs_brackets(at: Span, word: &str) -> Diagnostic {
    Diagnostic::error(
        UNEXPECTED,
        format!("then / 那么 后面的“{word}”要放在括号里"),
        at,
    )
    .with_help("写成“then (…) else …”")
}

/// A reserved word as a name.
pub(super) fn reserved(at: Span, word: &str) -> Diagnostic {
    Diagnostic::error(
        RESERVED,
        format!("“{word}”是语言的关键字，不能用作名称"),
        at,
    )
    .with_help("换一个名称")
}

/// A rule id that is not kebab-case.
pub(super) fn rule_id(at: Span, id: &str) -> Diagnostic {
    Diagnostic::error(RULE_ID, format!("规则编号“{id}”写法不对"), at)
        .with_help("用小写英文字母和数字，词与词之间用“-”，例如 totals-balanced")
}

/// A parameter whose value is no literal.
pub(super) fn param_value(at: Span) -> Diagnostic {
    Diagnostic::error(PARAM_VALUE, "参数的值不能是算式", at)
        .with_help("直接写数、文字、日期或由它们组成的列表；算式请用 def / 定义")
}

/// A character that is no part of the language.
pub(super) fn character(at: Span, found: &str, instead: Option<&str>) -> Diagnostic {
    let diagnostic = Diagnostic::error(CHARACTER, format!("“{found}”不能用在这里"), at);
    match instead {
        Some(instead) => diagnostic.with_help(format!("请改用{instead}")),
        None => diagnostic,
    }
}

/// A letter that looks like another one, in this name or keyword.
pub(super) fn look_alike(at: Span, found: char, meant: Option<char>, word: &str) -> Diagnostic {
    let message = match meant {
        Some(meant) => format!("“{found}”看起来像“{meant}”，其实是另一个字符"),
        None => format!("“{found}”是为兼容旧字库而设的字符，与平常的字不同"),
    };
    let what = if word.chars().count() > 1 {
        format!("把“{word}”重新输入一遍")
    } else {
        "重新输入这个字".to_owned()
    };
    Diagnostic::error(LOOK_ALIKE, message, at)
        .saying(format!("U+{:04X}", u32::from(found)))
        .with_help(format!("{what}，不要从网页或 PDF 里粘贴"))
}

/// A keyword in full-width letters.
pub(super) fn full_width_word(at: Span, half: &str) -> Diagnostic {
    Diagnostic::error(LOOK_ALIKE, "关键字写成了全角字母", at)
        .with_help(format!("改成半角的“{half}”"))
}

/// A character that is not seen.
pub(super) fn hidden(at: Span, found: char) -> Diagnostic {
    let what = match found {
        '\u{200B}'..='\u{200D}' | '\u{FEFF}' | '\u{2060}' => "零宽字符",
        '\u{200E}' | '\u{200F}' | '\u{61C}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => {
            "改变书写方向的控制字符"
        }
        '\u{AD}' => "软连字符",
        _ => "控制字符",
    };
    Diagnostic::error(HIDDEN, format!("这里有一个看不见的字符（{what}）"), at)
        .saying(format!("U+{:04X}", u32::from(found)))
        .with_help("删去它：把光标移到这里，按一次退格键，或者把这一句重新输入一遍")
}

/// A quote inside a text that ends it.
pub(super) fn quotes_inside(at: Span) -> Diagnostic {
    Diagnostic::error(QUOTES, "文字在前一个引号处就结束了", at)
        .saying("这里已经在引号之外")
        .with_help("文字里还要用引号的，外面改用「…」，例如 「写明“全年”还是“每月”」")
}

/// A closing quote where a text begins.
pub(super) fn turned_quote(at: Span) -> Diagnostic {
    Diagnostic::error(QUOTES, "引号写反了：文字不能以 ” 开头", at)
        .with_help("开头用 “，结尾用 ”；或者两头都用半角的 \"")
}

/// A word or sign of everyday language in place of an operator.
pub(super) fn operator(at: Span, found: &str, meant: &str) -> Diagnostic {
    Diagnostic::error(OPERATOR, format!("“{found}”要用运算符来写"), at)
        .with_help(format!("写成 {meant}"))
}

/// A comma between two conditions.
pub(super) fn comma_between(at: Span) -> Diagnostic {
    Diagnostic::error(OPERATOR, "逗号不能连接两个条件", at)
        .with_help("写 and / 且（都要成立）或者 or / 或（有一个成立），或者分成两句")
}
