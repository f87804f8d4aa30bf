//! What the parts of the grammar are called in front of people.
//!
//! The only place where a grammar rule becomes words; messages never show a rule's own name.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "the grammar has some two hundred parts; a node can hold only a few of them"
)]

use super::grammar::Rule;
use super::keyword::{self, Keyword};

/// What people call this part of the grammar.
pub(super) fn title(rule: Rule) -> String {
    match keyword_of(rule) {
        Some(word) if rule == Rule::kw_empty => format!("“{}”", word.zh),
        Some(word) => format!("“{} / {}”", word.en, word.zh),
        None => part(rule).to_owned(),
    }
}

/// Whether this is an operator: messages name operators together, not one by one.
pub(super) fn is_operator(rule: Rule) -> bool {
    part(rule) == OPERATOR
}

/// The words of the language that this part can be.
pub(super) fn words(rule: Rule) -> Vec<&'static Keyword> {
    match rule {
        Rule::param_bound => vec![
            &keyword::MAY_ONLY_FALL,
            &keyword::MAY_ONLY_RISE,
            &keyword::LOCKED,
        ],
        Rule::terms_bound => vec![&keyword::MAY_GROW, &keyword::LOCKED],
        Rule::level => vec![&keyword::ERROR, &keyword::WARNING, &keyword::HINT],
        Rule::certainty => vec![&keyword::SURE, &keyword::LIKELY, &keyword::OPINION],
        Rule::presence => vec![&keyword::MISSING, &keyword::PRESENT, &keyword::UNREADABLE],
        Rule::verdict => vec![&keyword::PASS, &keyword::FAIL],
        Rule::trust => vec![&keyword::SAFE, &keyword::UNSAFE, &keyword::DISPLAY],
        Rule::forbid_mode => vec![&keyword::EACH, &keyword::FIRST],
        Rule::test => vec![&keyword::IN, &keyword::CONTAINS, &keyword::MATCHES],
        _ => keyword_of(rule).into_iter().collect(),
    }
}

/// What operators are called together.
pub(super) const OPERATOR: &str = "运算符";

/// The keyword that a rule of the grammar reads.
fn keyword_of(rule: Rule) -> Option<&'static Keyword> {
    let id = match rule {
        Rule::kw_param => &keyword::PARAM,
        Rule::kw_terms => &keyword::TERMS,
        Rule::kw_extend => &keyword::EXTEND,
        Rule::kw_may_only_fall => &keyword::MAY_ONLY_FALL,
        Rule::kw_may_only_rise => &keyword::MAY_ONLY_RISE,
        Rule::kw_may_grow => &keyword::MAY_GROW,
        Rule::kw_pattern => &keyword::PATTERN,
        Rule::kw_def => &keyword::DEF,
        Rule::kw_rule => &keyword::RULE,
        Rule::kw_override => &keyword::OVERRIDE,
        Rule::kw_on => &keyword::ON,
        Rule::kw_since => &keyword::SINCE,
        Rule::kw_until => &keyword::UNTIL,
        Rule::kw_basis => &keyword::BASIS,
        Rule::kw_severity => &keyword::SEVERITY,
        Rule::kw_error => &keyword::ERROR,
        Rule::kw_warning => &keyword::WARNING,
        Rule::kw_hint => &keyword::HINT,
        Rule::kw_confidence => &keyword::CONFIDENCE,
        Rule::kw_sure => &keyword::SURE,
        Rule::kw_likely => &keyword::LIKELY,
        Rule::kw_opinion => &keyword::OPINION,
        Rule::kw_locked => &keyword::LOCKED,
        Rule::kw_explains => &keyword::EXPLAINS,
        Rule::kw_off => &keyword::OFF,
        Rule::kw_set => &keyword::SET,
        Rule::kw_let => &keyword::LET,
        Rule::kw_for => &keyword::FOR,
        Rule::kw_in => &keyword::IN,
        Rule::kw_where => &keyword::WHERE,
        Rule::kw_at => &keyword::AT,
        Rule::kw_when => &keyword::WHEN,
        Rule::kw_require => &keyword::REQUIRE,
        Rule::kw_forbid => &keyword::FORBID,
        Rule::kw_each => &keyword::EACH,
        Rule::kw_first => &keyword::FIRST,
        Rule::kw_message => &keyword::MESSAGE,
        Rule::kw_label => &keyword::LABEL,
        Rule::kw_help => &keyword::HELP,
        Rule::kw_fix => &keyword::FIX,
        Rule::kw_safe => &keyword::SAFE,
        Rule::kw_unsafe => &keyword::UNSAFE,
        Rule::kw_display => &keyword::DISPLAY,
        Rule::kw_example => &keyword::EXAMPLE,
        Rule::kw_pass => &keyword::PASS,
        Rule::kw_fail => &keyword::FAIL,
        Rule::kw_fixed => &keyword::FIXED,
        Rule::kw_within => &keyword::WITHIN,
        Rule::kw_and => &keyword::AND,
        Rule::kw_or => &keyword::OR,
        Rule::kw_not => &keyword::NOT,
        Rule::kw_contains => &keyword::CONTAINS,
        Rule::kw_matches => &keyword::MATCHES,
        Rule::kw_is => &keyword::IS,
        Rule::kw_empty => &keyword::EMPTY,
        Rule::kw_missing => &keyword::MISSING,
        Rule::kw_present => &keyword::PRESENT,
        Rule::kw_unreadable => &keyword::UNREADABLE,
        Rule::kw_if => &keyword::IF,
        Rule::kw_then => &keyword::THEN,
        Rule::kw_else => &keyword::ELSE,
        Rule::kw_every => &keyword::EVERY,
        Rule::kw_some => &keyword::SOME,
        Rule::kw_no => &keyword::NO,
        Rule::kw_by => &keyword::BY,
        Rule::kw_it => &keyword::IT,
        Rule::kw_true => &keyword::TRUE,
        Rule::kw_false => &keyword::FALSE,
        _ => return None,
    };
    Some(id)
}

/// The name of a part that is not a keyword; operators that are keywords count as operators.
fn part(rule: Rule) -> &'static str {
    match rule {
        Rule::file => "规则文件",
        Rule::item | Rule::lone_item => "参数、词表、增补、句式、定义、规则或调整",
        Rule::param_item => "参数定义",
        Rule::terms_item => "词表定义",
        Rule::term => "词语或词表名",
        Rule::term_list => "方括号里的词语",
        Rule::extend_item => "词表增补",
        Rule::param_bound => "只许降低、只许提高或锁定",
        Rule::terms_bound => "可以增补或锁定",
        Rule::pattern_item => "句式定义",
        Rule::def_item => "函数定义",
        Rule::def_params => "括号里的参数名",
        Rule::rule_item => "规则",
        Rule::rule_header | Rule::lone_header => "规则的开头",
        Rule::title => "规则名称（引号里的文字）",
        Rule::override_item => "调整",
        Rule::override_header => "调整的开头",
        Rule::clause | Rule::lone_clause => "规则里的一句",
        Rule::on_clause => "“适用”句",
        Rule::since_clause => "“自”句",
        Rule::until_clause => "“至”句",
        Rule::year | Rule::year_digits => "年度（如 2021）",
        Rule::basis_clause => "“依据”句",
        Rule::basis_place => "条款",
        Rule::basis_number => "条款序号",
        Rule::severity_clause => "“级别”句",
        Rule::level => "级别（error 必改、warning 应改、hint 提示）",
        Rule::confidence_clause => "“把握”句",
        Rule::certainty => "把握（sure 确定、likely 较大、opinion 参考）",
        Rule::locked_clause => "“锁定”句",
        Rule::explains_clause => "“解释”句",
        Rule::off_clause => "“停用”句",
        Rule::set_clause => "“设定”句",
        Rule::let_clause => "“令”句",
        Rule::for_clause => "“对于”句",
        Rule::when_clause => "“当”句",
        Rule::require_clause => "“要求”句",
        Rule::forbid_clause => "“禁止”句",
        Rule::forbid_mode => "“each / 每个”或“first / 首个”",
        Rule::message_clause => "“说明”句",
        Rule::at_clause => "“位于”句",
        Rule::label_clause => "“标注”句",
        Rule::help_clause => "“建议”句",
        Rule::fix_clause => "“修正”句",
        Rule::trust => "把握（safe 可直接改、unsafe 需确认、display 仅提示）",
        Rule::mended => "“fixed / 改后”和改后的样子",
        Rule::example_clause => "“示例”句",
        Rule::verdict => "“pass / 通过”或“fail / 不通过”",
        Rule::record => "花括号里的字段",
        Rule::assignment => "字段和它的值",
        Rule::field => "字段名",
        Rule::value
        | Rule::operand
        | Rule::then_operand
        | Rule::prefix
        | Rule::primary
        | Rule::closed => "值",
        Rule::values => "方括号里的值",
        Rule::amount | Rule::quantity | Rule::number | Rule::digit => "数",
        Rule::amount_unit | Rule::unit => "单位",
        Rule::minus_sign => "负号",
        Rule::expr | Rule::then_expr | Rule::template_code | Rule::lone_expr => "表达式",
        Rule::member => "“.”和字段名",
        Rule::quantified => "“every / 所有”等判断",
        Rule::quantifier => "“every / 所有”、“some / 存在”或“no / 没有”",
        Rule::first_of => "“first / 首个”",
        Rule::conditional => "“if / 如果”",
        Rule::walk => "名称和它所属的列表",
        Rule::binding | Rule::reference | Rule::identifier | Rule::name => "名称",
        Rule::group => "括号里的表达式",
        Rule::list => "列表",
        Rule::for_walk => "“for / 对于”",
        Rule::special_call => "函数",
        Rule::callee => "函数名",
        Rule::call_args => "括号里的参数",
        Rule::arg => "参数",
        Rule::truth => "真或假",
        Rule::date => "日期（如 2021-06-30）",
        Rule::text
        | Rule::straight_text
        | Rule::curly_text
        | Rule::corner_text
        | Rule::template
        | Rule::template_parts => "引号里的文字",
        Rule::template_brace => "花括号",
        Rule::template_words => "文字",
        Rule::template_hole => "花括号里的表达式",
        Rule::regex => "两个斜线之间的正则表达式（/…/）",
        Rule::infix
        | Rule::then_infix
        | Rule::test
        | Rule::not_in
        | Rule::not_in_word
        | Rule::not_contains_word
        | Rule::not_matches_word
        | Rule::not_contains
        | Rule::not_matches
        | Rule::is_test
        | Rule::join
        | Rule::plus
        | Rule::minus
        | Rule::times
        | Rule::divide
        | Rule::equal
        | Rule::not_equal
        | Rule::less_equal
        | Rule::greater_equal
        | Rule::less
        | Rule::greater
        | Rule::single_equal
        | Rule::kw_in
        | Rule::kw_within
        | Rule::kw_and
        | Rule::kw_or
        | Rule::kw_not
        | Rule::kw_contains
        | Rule::kw_matches
        | Rule::kw_is
        | Rule::kw_empty
        | Rule::kw_else => OPERATOR,
        Rule::presence => "“missing / 缺失”、“present / 已填”或“unreadable / 不可读”",
        Rule::equals_sign | Rule::assign => "等号“=”",
        Rule::open_paren => "左括号“(”",
        Rule::close_paren => "右括号“)”",
        Rule::open_bracket => "左方括号“[”",
        Rule::close_bracket => "右方括号“]”",
        Rule::open_brace => "左花括号“{”",
        Rule::close_brace => "右花括号“}”",
        Rule::comma | Rule::separator => "逗号",
        Rule::colon => "冒号",
        Rule::dot => "点“.”",
        Rule::semicolon => "分号",
        Rule::full_stop => "句号",
        Rule::lead => "冒号",
        Rule::rule_id => "规则编号（如 totals-balanced）",
        Rule::reserved => "保留字",
        Rule::bound => "只许降低、只许提高",
        Rule::opening => "句首的关键字",
        Rule::word_end | Rule::blank | Rule::gap | Rule::WHITESPACE => "空格",
        Rule::line_end => "行尾",
        Rule::COMMENT => "注释",
        Rule::EOI => "结尾",
        Rule::kw_param
        | Rule::kw_terms
        | Rule::kw_extend
        | Rule::kw_may_only_fall
        | Rule::kw_may_only_rise
        | Rule::kw_may_grow
        | Rule::kw_pattern
        | Rule::kw_def
        | Rule::kw_rule
        | Rule::kw_override
        | Rule::kw_on
        | Rule::kw_since
        | Rule::kw_until
        | Rule::kw_basis
        | Rule::kw_severity
        | Rule::kw_error
        | Rule::kw_warning
        | Rule::kw_hint
        | Rule::kw_confidence
        | Rule::kw_sure
        | Rule::kw_likely
        | Rule::kw_opinion
        | Rule::kw_locked
        | Rule::kw_explains
        | Rule::kw_off
        | Rule::kw_set
        | Rule::kw_let
        | Rule::kw_for
        | Rule::kw_where
        | Rule::kw_at
        | Rule::kw_when
        | Rule::kw_require
        | Rule::kw_forbid
        | Rule::kw_each
        | Rule::kw_first
        | Rule::kw_message
        | Rule::kw_label
        | Rule::kw_help
        | Rule::kw_fix
        | Rule::kw_safe
        | Rule::kw_unsafe
        | Rule::kw_display
        | Rule::kw_fixed
        | Rule::kw_example
        | Rule::kw_pass
        | Rule::kw_fail
        | Rule::kw_missing
        | Rule::kw_present
        | Rule::kw_unreadable
        | Rule::kw_if
        | Rule::kw_then
        | Rule::kw_every
        | Rule::kw_some
        | Rule::kw_no
        | Rule::kw_by
        | Rule::kw_it
        | Rule::kw_true
        | Rule::kw_false => "关键字",
    }
}
