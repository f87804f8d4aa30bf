//! The keywords of the language: one table for the grammar's tests, the formatter, the messages and
//! completion.
//!
//! Clause and item keywords count only where a clause or an item begins, so that a form may have a
//! field called 说明; the words of expressions are reserved.

/// A keyword in both spellings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keyword {
    /// Its name in the tool: the English spelling with hyphens.
    pub id: &'static str,
    /// English spelling.
    pub en: &'static str,
    /// Chinese spelling.
    pub zh: &'static str,
    /// What it begins.
    pub opens: Opens,
    /// Whether it is reserved in expressions.
    pub reserved: bool,
    /// What it means, for people.
    pub doc: &'static str,
}

/// What a keyword begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opens {
    /// An item of a file.
    Item,
    /// A clause of a rule.
    Clause,
    /// Nothing; it stands inside.
    Nothing,
}

/// Which spelling of the keywords the formatter writes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Spelling {
    /// `require`
    #[default]
    English,
    /// `要求`
    Chinese,
}

impl Keyword {
    /// The keyword in `spelling`.
    pub fn spelled(&self, spelling: Spelling) -> &'static str {
        match spelling {
            Spelling::English => self.en,
            Spelling::Chinese => self.zh,
        }
    }

    /// Whether `word` is one of its spellings.
    pub fn is(&self, word: &str) -> bool {
        word == self.en || word == self.zh
    }
}

/// The keyword written as `word`, in either spelling.
pub fn find(word: &str) -> Option<&'static Keyword> {
    KEYWORDS.iter().find(|keyword| keyword.is(word))
}

/// The keyword of several words that `text` begins with, as `may  only fall`, and how long it is;
/// blanks stand between its words.
pub fn phrase(text: &str) -> Option<(&'static Keyword, usize)> {
    let several = KEYWORDS.iter().filter(|keyword| keyword.en.contains(' '));
    let begun = several.filter_map(|keyword| Some((keyword, begun_by(text, keyword.en)?)));
    begun.max_by_key(|(_, length)| *length)
}

fn begun_by(text: &str, words: &str) -> Option<usize> {
    let mut rest = text;
    for (number, word) in words.split(' ').enumerate() {
        let behind = rest.trim_start();
        if (behind.len() < rest.len()) != (number > 0) {
            return None;
        }
        rest = behind.strip_prefix(word)?;
    }
    let ends = !rest.starts_with(unicode_ident::is_xid_continue);
    ends.then(|| text.len() - rest.len())
}

/// Whether `word` is reserved in expressions.
pub fn is_reserved(word: &str) -> bool {
    find(word).is_some_and(|keyword| keyword.reserved)
}

/// Whether `word` begins an item or a clause, as `opens` asks.
pub fn begins(word: &str, opens: Opens) -> bool {
    find(word).is_some_and(|keyword| keyword.opens == opens)
}

macro_rules! keywords {
    ($($name:ident $id:literal $en:literal $zh:literal $opens:ident $reserved:literal $doc:literal)*) => {
        $(
            #[doc = $doc]
            pub(super) const $name: Keyword = Keyword {
                id: $id,
                en: $en,
                zh: $zh,
                opens: Opens::$opens,
                reserved: $reserved,
                doc: $doc,
            };
        )*
        /// All keywords: items, clauses and what stands in them, then expressions.
        pub const KEYWORDS: &[Keyword] = &[$($name),*];
    };
}

keywords! {
    PARAM "param" "param" "参数" Item false "定义一个参数"
    TERMS "terms" "terms" "词表" Item false "定义一个词表"
    MAY_ONLY_FALL "may-only-fall" "may only fall" "只许降低" Nothing false "后面的规则包只许降低这个参数"
    MAY_ONLY_RISE "may-only-rise" "may only rise" "只许提高" Nothing false "后面的规则包只许提高这个参数"
    MAY_GROW "may-grow" "may grow" "可以增补" Nothing false "后面的规则包可以往这个词表里添词"
    EXTEND "extend" "extend" "增补" Item false "往前面规则包的词表里添词"
    PATTERN "pattern" "pattern" "句式" Item false "定义一个句式（正则表达式）"
    DEF "def" "def" "定义" Item false "定义一个函数"
    RULE "rule" "rule" "规则" Item false "定义一条规则"
    OVERRIDE "override" "override" "调整" Item false "调整已有的规则"
    ON "on" "on" "适用" Clause false "规则适用的表或接口"
    SINCE "since" "since" "自" Clause false "规则适用的最早年度"
    UNTIL "until" "until" "至" Clause false "规则适用的最晚年度"
    BASIS "basis" "basis" "依据" Clause false "规则依据的文件条款"
    SEVERITY "severity" "severity" "级别" Clause false "问题的严重程度"
    ERROR "error" "error" "必改" Nothing false "级别：必改"
    WARNING "warning" "warning" "应改" Nothing false "级别：应改"
    HINT "hint" "hint" "提示" Nothing false "级别：提示"
    CONFIDENCE "confidence" "confidence" "把握" Clause false "判断的把握"
    SURE "sure" "sure" "确定" Nothing false "把握：确定"
    LIKELY "likely" "likely" "较大" Nothing false "把握：较大"
    OPINION "opinion" "opinion" "参考" Nothing false "把握：参考"
    LOCKED "locked" "locked" "锁定" Clause false "不得免改或放宽"
    EXPLAINS "explains" "explains" "解释" Clause false "解释了哪些别的问题"
    OFF "off" "off" "停用" Clause false "停用规则（用于调整）"
    SET "set" "set" "设定" Clause false "改变参数的值（用于调整）"
    LET "let" "let" "令" Clause false "给一个值取名"
    FOR "for" "for" "对于" Clause true "以下各句对列表的每一项成立"
    IN "in" "in" "属于" Nothing true "在列表、词表之中"
    NOT_IN "not-in" "not in" "不属于" Nothing true "不在列表、词表之中"
    WHERE "where" "where" "其中" Nothing true "只看满足条件的项"
    AT "at" "at" "位于" Clause false "指出问题所在的位置，或给序号取名"
    WHEN "when" "when" "当" Clause false "以下各句只在满足条件时成立"
    REQUIRE "require" "require" "要求" Clause false "应当成立的条件"
    FORBID "forbid" "forbid" "禁止" Clause false "不应当出现的项"
    EACH "each" "each" "每个" Nothing false "每一项报一个问题"
    FIRST "first" "first" "首个" Nothing true "满足条件的第一项"
    MESSAGE "message" "message" "说明" Clause false "问题的文字说明"
    LABEL "label" "label" "标注" Clause false "另外标出的位置及其说明"
    HELP "help" "help" "建议" Clause false "改正的建议"
    FIX "fix" "fix" "修正" Clause false "改成什么样子"
    SAFE "safe" "safe" "可直接改" Nothing false "修正的把握：意思不变，可以直接改"
    UNSAFE "unsafe" "unsafe" "需确认" Nothing false "修正的把握：意思可能变，要人确认"
    DISPLAY "display" "display" "仅提示" Nothing false "修正的把握：只显示，从不自动改"
    EXAMPLE "example" "example" "示例" Clause false "规则的示例"
    PASS "pass" "pass" "通过" Nothing false "应当通过的示例"
    FAIL "fail" "fail" "不通过" Nothing false "应当不通过的示例"
    FIXED "fixed" "fixed" "改后" Nothing false "示例修正以后的样子"
    WITHIN "within" "within" "允差" Nothing true "比较时允许的误差"
    AND "and" "and" "且" Nothing true "两个条件都成立"
    OR "or" "or" "或" Nothing true "至少一个条件成立"
    NOT "not" "not" "非" Nothing true "条件不成立"
    CONTAINS "contains" "contains" "包含" Nothing true "文字包含词语，列表包含某项"
    NOT_CONTAINS "not-contains" "not contains" "不包含" Nothing true "文字不包含词语，列表不包含某项"
    MATCHES "matches" "matches" "符合" Nothing true "文字符合句式"
    NOT_MATCHES "not-matches" "not matches" "不符合" Nothing true "文字不符合句式"
    IS "is" "is" "为" Nothing true "判断缺失、已填、不可读"
    EMPTY "empty" "is missing" "为空" Nothing true "没有填写，与“为 缺失”相同"
    MISSING "missing" "missing" "缺失" Nothing false "没有填写"
    PRESENT "present" "present" "已填" Nothing false "已经填写"
    UNREADABLE "unreadable" "unreadable" "不可读" Nothing false "填写了，但不是要求的内容"
    IF "if" "if" "如果" Nothing true "按条件取值"
    THEN "then" "then" "那么" Nothing true "条件成立时的值"
    ELSE "else" "else" "否则" Nothing true "条件不成立或缺失时的值"
    EVERY "every" "every" "所有" Nothing true "每一项都满足条件"
    SOME "some" "some" "存在" Nothing true "至少一项满足条件"
    NO "no" "no" "没有" Nothing true "没有一项满足条件"
    BY "by" "by" "按" Nothing true "分组的依据"
    IT "it" "it" "本项" Nothing true "正在看的这一项"
    TRUE "true" "true" "真" Nothing true "成立"
    FALSE "false" "false" "假" Nothing true "不成立"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keywords_of_several_words_are_whole() {
        let found = |text| phrase(text).map(|(keyword, length)| (keyword.id, length));
        assert_eq!(found("may only fall"), Some(("may-only-fall", 13)));
        let blanks = "may  only\u{3000}rise\n}";
        assert_eq!(found(blanks), Some(("may-only-rise", 16)));
        assert_eq!(found("may grow, x"), Some(("may-grow", 8)));
        for text in [
            "may growing",
            "mayonly fall",
            " may grow",
            "may only",
            "may",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
    }
}
