//! Turns what the grammar expected, and what it met, into a message.

use pest::error::{Error, ErrorVariant, InputLocation};

use crate::diag::{Diagnostic, distance};
use crate::source::{SourceId, Span, TextRange, offset};

use super::diagnostics;
use super::grammar::Rule;
use super::keyword;
use super::lexer::{Kind, Token};
use super::names;
use super::outline::{self, Fault};
use super::suspect::{self, Suspect};

/// A piece of a source that the grammar could not read.
pub(super) struct Piece<'t> {
    /// The source.
    pub source: SourceId,
    /// Where the piece begins.
    pub base: u32,
    /// Its text.
    pub text: &'t str,
    /// The tokens in it or around it, with their places in the source.
    pub tokens: &'t [Token],
}

/// How far the grammar came.
pub(super) fn position(error: &Error<Rule>) -> usize {
    match error.location {
        InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
    }
}

/// The message for a piece that the grammar could not read.
pub(super) fn explain(piece: &Piece<'_>, error: &Error<Rule>) -> Diagnostic {
    let ErrorVariant::ParsingError { positives, .. } = &error.variant else {
        // The grammar ran out of stack; brackets are counted before, so this is other nesting.
        return diagnostics::too_deep(Span::new(piece.source, piece.range()));
    };
    let at = offset(position(error)).saturating_add(piece.base);
    let expected = expectations(positives);
    if expected.only_else && piece.token_at(at).is_none() {
        return diagnostics::no_else(piece.end());
    }
    let Some(index) = piece.token_at(at) else {
        return diagnostics::unexpected(piece.end(), &expected.names, None);
    };
    let Some(token) = piece.tokens.get(index) else {
        return diagnostics::unexpected(piece.end(), &expected.names, None);
    };
    let place = Span::new(piece.source, token.range);
    let found = piece.slice(token.range);
    if let Some(special) = special(piece, index, token, positives) {
        return special;
    }
    let operator = expected.only_operators || expected.names.iter().any(|it| it == names::OPERATOR);
    let number = |token: &Token| token.kind == Kind::Number;
    let a_name = matches!(found, "x" | "X") && !piece.tokens.get(index + 1).is_some_and(number);
    if operator
        && !a_name
        && let Some(found) = everyday(place, found, expected.only_operators)
    {
        return found;
    }
    if let Some(meant) = slip(found, positives) {
        return diagnostics::slip(place, found, meant);
    }
    if expected.only_operators {
        let before = index.checked_sub(1).and_then(|it| piece.tokens.get(it));
        let before = before.map(|token| (token, piece.slice(token.range)));
        if let Some((token, word)) = before.filter(|(_, word)| ANY.contains(word)) {
            let place = Span::new(piece.source, token.range);
            return diagnostics::slip(place, word, "存在");
        }
        diagnostics::superfluous(place, found)
    } else {
        diagnostics::unexpected(place, &expected.names, Some(found))
    }
}

/// The message for what is wrong without the grammar.
pub(super) fn fault(fault: Fault, place: Span, token: &Token, text: &str) -> Diagnostic {
    match fault {
        Fault::OpenText => diagnostics::open_text(place, text),
        Fault::Suspect => suspect(place, token, text),
        Fault::Unclosed(bracket) => diagnostics::unclosed(place, bracket),
        Fault::Stray(bracket) => diagnostics::stray(place, bracket),
        Fault::NoBrace => diagnostics::no_brace(place),
        Fault::TooDeep => diagnostics::too_deep(place),
    }
}

/// The message for a character that is not what it seems.
fn suspect(place: Span, token: &Token, text: &str) -> Diagnostic {
    let Some((at, c, suspect)) = suspect::found(token.kind, text) else {
        return diagnostics::character(place, text, None);
    };
    let range = TextRange::of(at..at + c.len_utf8()).shifted(place.range.start);
    let at = Span::new(place.source, range);
    match suspect {
        Suspect::LooksLike(meant) => diagnostics::look_alike(at, c, Some(meant), text),
        Suspect::Compatibility => diagnostics::look_alike(at, c, None, text),
        Suspect::FullWidth => {
            let half: String = text.chars().map(suspect::half_letter).collect();
            diagnostics::full_width_word(place, &half)
        }
        Suspect::Hidden => diagnostics::hidden(at, c),
    }
}

/// The word that was probably meant among those that could stand here.
fn slip(found: &str, positives: &[Rule]) -> Option<&'static str> {
    let words = positives.iter().flat_map(|rule| names::words(*rule));
    let near = words.flat_map(|keyword| [keyword.en, keyword.zh]);
    let near = near.filter(|word| word.chars().count() > 1);
    let least = near
        .map(|word| (distance(found, word), word))
        .filter(|(distance, word)| distance * 3 <= word.chars().count());
    least.min().map(|(_, word)| word)
}

/// Words and signs of everyday language where an operator is wanted.
fn everyday(place: Span, found: &str, only: bool) -> Option<Diagnostic> {
    if only && matches!(found, "," | "，" | "、") {
        return Some(diagnostics::comma_between(place));
    }
    let meant = EVERYDAY.iter().find(|(word, _)| *word == found);
    meant.map(|(_, meant)| diagnostics::operator(place, found, meant))
}

/// What people write for `存在`.
const ANY: &[&str] = &["有一个", "有一项", "有一条", "有任何", "有", "任一", "any"];

/// Words and signs of everyday language, and how they are written.
const EVERYDAY: &[(&str, &str)] = &[
    ("等于", "=="),
    ("是", "=="),
    ("不等于", "!="),
    ("不是", "!="),
    ("大于", ">"),
    ("超过", ">"),
    ("多于", ">"),
    ("高于", ">"),
    ("小于", "<"),
    ("少于", "<"),
    ("低于", "<"),
    ("不足", "<"),
    ("大于等于", ">="),
    ("不小于", ">="),
    ("不少于", ">="),
    ("不低于", ">="),
    ("至少", ">="),
    ("小于等于", "<="),
    ("不大于", "<="),
    ("不超过", "<="),
    ("不多于", "<="),
    ("不高于", "<="),
    ("至多", "<="),
    ("加", "+"),
    ("加上", "+"),
    ("减", "-"),
    ("减去", "-"),
    ("乘", "*"),
    ("乘以", "*"),
    ("x", "* 或 ×"),
    ("X", "* 或 ×"),
    ("除以", "/"),
    ("—", "-"),
    ("–", "-"),
    ("并且", "and / 且"),
    ("而且", "and / 且"),
    ("同时", "and / 且"),
    ("和", "and / 且；接起两个列表写 ++"),
    ("与", "and / 且；接起两个列表写 ++"),
    ("或者", "or / 或"),
    ("含有", "contains / 包含"),
    ("含", "contains / 包含"),
    ("属于其中", "in / 属于"),
    ("误差", "within / 允差"),
    ("&", "and / 且"),
    ("＆", "and / 且"),
    ("|", "or / 或"),
    ("｜", "or / 或"),
    ("equals", "=="),
    ("xor", "!="),
];

impl<'t> Piece<'t> {
    fn range(&self) -> TextRange {
        let end = offset(self.text.len()).saturating_add(self.base);
        TextRange::new(self.base, end)
    }

    fn slice(&self, range: TextRange) -> &'t str {
        let start = range.start.saturating_sub(self.base) as usize;
        let end = range.end.saturating_sub(self.base) as usize;
        self.text.get(start..end).unwrap_or_default()
    }

    /// The first token of the piece that ends behind `at`.
    fn token_at(&self, at: u32) -> Option<usize> {
        let index = self.tokens.partition_point(|token| token.range.end <= at);
        let token = self.tokens.get(index)?;
        (token.range.start < self.range().end).then_some(index)
    }

    /// The place behind the last token of the piece.
    fn end(&self) -> Span {
        let end = self.range().end;
        let behind = self.tokens.partition_point(|token| token.range.start < end);
        let last = behind.checked_sub(1).and_then(|last| self.tokens.get(last));
        let at = last.map_or(end, |token| token.range.end);
        Span::new(self.source, TextRange::empty(at.clamp(self.base, end)))
    }
}

/// Mistakes with a message of their own.
fn special(
    piece: &Piece<'_>,
    index: usize,
    token: &Token,
    positives: &[Rule],
) -> Option<Diagnostic> {
    let place = Span::new(piece.source, token.range);
    let found = piece.slice(token.range);
    let operator = positives.iter().any(|rule| names::is_operator(*rule));
    if let Some(found) = quotes(piece, index, operator) {
        return Some(found);
    }
    match token.kind {
        Kind::Quoted(_) if positives.contains(&Rule::regex) => {
            Some(diagnostics::pattern_in_quotes(place))
        }
        Kind::Quoted(_) if positives.contains(&Rule::rule_id) => {
            Some(diagnostics::no_rule_id(place))
        }
        Kind::Symbol('>' | '＞') if behind(piece, index, &['<', '＜']) => {
            Some(diagnostics::operator(place, "<>", "!="))
        }
        Kind::Symbol('>' | '＞') if behind(piece, index, &['=', '＝']) => {
            Some(diagnostics::operator(place, "=>", ">="))
        }
        Kind::Symbol('<' | '＜') if behind(piece, index, &['=', '＝']) => {
            Some(diagnostics::operator(place, "=<", "<="))
        }
        Kind::Symbol('!' | '！') => Some(diagnostics::operator(place, found, "not / 非")),
        Kind::Symbol(',' | '，') if between_digits(piece, index) => {
            Some(diagnostics::separators(place))
        }
        Kind::Symbol('。') => Some(diagnostics::character(place, found, Some("英文的点“.”"))),
        Kind::Symbol('=' | '＝') if positives.contains(&Rule::assign) => Some(
            diagnostics::unexpected(place, &["一个等号“=”".to_owned()], Some("==")),
        ),
        Kind::Symbol(symbol) => {
            full_width(symbol).map(|instead| diagnostics::character(place, found, instead))
        }
        Kind::Word if positives.contains(&Rule::then_expr) && outline::is_form(found) => {
            Some(diagnostics::needs_brackets(place, found))
        }
        Kind::Word
            if keyword::is_reserved(found)
                && positives
                    .iter()
                    .any(|rule| matches!(rule, Rule::name | Rule::binding | Rule::reference))
                && !positives
                    .iter()
                    .any(|rule| names::is_operator(*rule) && !is_value(*rule)) =>
        {
            Some(diagnostics::reserved(place, found))
        }
        Kind::Word | Kind::Number | Kind::Quoted(_) | Kind::Open(_) | Kind::Close(_) => None,
    }
}

/// Whether the token stands directly behind one of these signs.
fn behind(piece: &Piece<'_>, index: usize, signs: &[char]) -> bool {
    let before = index.checked_sub(1).and_then(|at| piece.tokens.get(at));
    let token = piece.tokens.get(index);
    match (before, token) {
        (Some(before), Some(token)) => {
            let sign = |sign: &char| before.kind == Kind::Symbol(*sign);
            before.range.end == token.range.start && signs.iter().any(sign)
        }
        _ => false,
    }
}

/// The message for quotes inside of quotes, which end the text too early.
fn quotes(piece: &Piece<'_>, index: usize, operator: bool) -> Option<Diagnostic> {
    let token = piece.tokens.get(index)?;
    let place = Span::new(piece.source, token.range);
    let before = index.checked_sub(1).and_then(|at| piece.tokens.get(at));
    let touches = before.is_some_and(|before| before.range.end == token.range.start);
    let quoted = |token: &Token| matches!(token.kind, Kind::Quoted(_));
    let opens = piece.slice(token.range).starts_with(['"', '“']);
    let goes_on = match token.kind {
        Kind::Word => {
            let word = piece.slice(token.range);
            let everyday = EVERYDAY.iter().any(|(it, _)| *it == word);
            !operator || keyword::find(word).is_none() && !everyday
        }
        Kind::Number | Kind::Quoted(_) | Kind::Symbol('”') => true,
        Kind::Symbol(_) | Kind::Open(_) | Kind::Close(_) => false,
    };
    if touches && goes_on && before.is_some_and(quoted) {
        return Some(diagnostics::quotes_inside(place));
    }
    let word = before.is_some_and(|before| before.kind == Kind::Word);
    if touches && word && quoted(token) && opens && index > 1 {
        let text = piece.tokens.get(index - 2).is_some_and(quoted);
        return text.then(|| diagnostics::quotes_inside(place));
    }
    (token.kind == Kind::Symbol('”')).then(|| diagnostics::turned_quote(place))
}

fn between_digits(piece: &Piece<'_>, index: usize) -> bool {
    let comma = piece.tokens.get(index).map(|token| token.range);
    let before = index.checked_sub(1).and_then(|at| piece.tokens.get(at));
    let after = piece.tokens.get(index + 1);
    let number = |token: Option<&Token>| {
        token
            .filter(|token| token.kind == Kind::Number)
            .map(|token| token.range)
    };
    match (number(before), comma, number(after)) {
        (Some(before), Some(comma), Some(after)) => {
            before.end == comma.start && comma.end == after.start
        }
        _ => false,
    }
}

/// For a character that the language does not know: what to write instead, if that is known.
fn full_width(symbol: char) -> Option<Option<&'static str>> {
    Some(match symbol {
        '＂' | '〝' | '〞' | '″' => Some("引号“…”"),
        '’' | '‘' | '\'' | '『' | '』' | '《' | '》' => Some("引号“…”"),
        '＆' | '&' => Some("“and / 且”"),
        '|' | '｜' => Some("“or / 或”"),
        '—' | '–' => Some("减号“-”"),
        '∶' => Some("冒号“：”"),
        '〈' | '﹤' => Some("小于号“<”"),
        '〉' | '﹥' => Some("大于号“>”"),
        '〔' => Some("左括号“（”"),
        '〕' => Some("右括号“）”"),
        '？' | '?' | '…' => None,
        '#' | '$' | '@' | '^' | '~' | '\\' | '`' => None,
        _ => return None,
    })
}

/// What was expected, in words.
struct Expected {
    names: Vec<String>,
    /// Whether the piece could have ended here or gone on with an operator.
    only_operators: bool,
    /// Whether nothing but `else` is missing.
    only_else: bool,
}

/// The most that a message lists.
const MOST: usize = 4;

fn expectations(rules: &[Rule]) -> Expected {
    let value = rules.iter().any(|rule| begins_value_only(*rule));
    let operator = !value && rules.iter().any(|rule| names::is_operator(*rule));
    let mut titles: Vec<String> = Vec::new();
    if value {
        titles.push("一个值（名称、数、文字或括号）".to_owned());
    }
    for rule in rules {
        // What may follow the value of a parameter is seldom what was forgotten.
        let bound = operator && *rule == Rule::param_bound;
        let hidden = bound
            || matches!(rule, Rule::EOI | Rule::full_stop)
            || (value && is_value(*rule))
            || (operator && (names::is_operator(*rule) || is_tail(*rule)));
        let title = names::title(*rule);
        if !hidden && !titles.contains(&title) {
            titles.push(title);
        }
    }
    titles.truncate(MOST);
    // Between `then` and `else` nothing may end: what is missing is `else`.
    let only_else =
        titles.is_empty() && !rules.contains(&Rule::EOI) && rules.contains(&Rule::kw_else);
    let only_operators = operator && titles.is_empty() && !only_else;
    if operator && only_else {
        titles.push(names::title(Rule::kw_else));
    } else if operator {
        titles.push(names::OPERATOR.to_owned());
    }
    Expected {
        names: titles,
        only_operators,
        only_else,
    }
}

/// Whether this part is expected only where a value is.
fn begins_value_only(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::expr
            | Rule::then_expr
            | Rule::prefix
            | Rule::quantified
            | Rule::quantifier
            | Rule::first_of
            | Rule::conditional
            | Rule::group
            | Rule::list
            | Rule::quantity
            | Rule::truth
            | Rule::callee
            | Rule::special_call
            | Rule::reference
            | Rule::kw_it
    )
}

/// Whether a value can begin with this part.
fn is_value(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::expr
            | Rule::then_expr
            | Rule::prefix
            | Rule::kw_not
            | Rule::minus
            | Rule::quantified
            | Rule::quantifier
            | Rule::kw_every
            | Rule::kw_some
            | Rule::kw_no
            | Rule::first_of
            | Rule::kw_first
            | Rule::conditional
            | Rule::kw_if
            | Rule::group
            | Rule::open_paren
            | Rule::list
            | Rule::open_bracket
            | Rule::date
            | Rule::quantity
            | Rule::number
            | Rule::text
            | Rule::truth
            | Rule::kw_true
            | Rule::kw_false
            | Rule::kw_it
            | Rule::special_call
            | Rule::callee
            | Rule::reference
            | Rule::name
    )
}

/// Whether this can follow a value without an operator.
fn is_tail(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::member | Rule::dot | Rule::call_args | Rule::open_paren | Rule::unit
    )
}
