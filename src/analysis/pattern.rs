//! Patterns: other patterns and word lists are put in, and the whole is checked.
//!
//! The expression must be one that runs in linear time, which every expression of the `regex`
//! crates does. `\b` is refused: Chinese characters are letters to it, so that it finds no boundary
//! between a digit and the unit behind it.

use std::sync::{Arc, LazyLock, Mutex};

use regex_syntax::hir::{Class, Hir, HirKind};
use rustc_hash::FxHashMap;

use crate::diag::{Diagnostic, nearest};
use crate::ir::Pattern;
use crate::source::{Span, StaticStr};
use crate::syntax::ast;
use crate::types::{Folded, Member, RecordTy, Repr, Ty, fold_char};

use super::analyse::FileInput;
use super::diagnostics as messages;
use super::tables::{Tables, span};

/// Fills in the patterns of `items`, in their order.
pub(super) fn fill<'a>(
    tables: &mut Tables<'a>,
    items: &[(&'a ast::Pattern, &FileInput<'_>)],
    diagnostics: &mut Vec<Diagnostic>,
) {
    for (it, file) in items {
        let at = span(file, it.regex.loc);
        let mut open = vec![it.name.text.as_str()];
        let expanded = expand(tables, items, &it.regex.text, at, &mut open, diagnostics);
        let captures = check(&expanded, at, diagnostics).unwrap_or_else(|| {
            tables.set_broken(&it.name.text);
            Vec::new()
        });
        let name = it.name.text.clone();
        tables.pattern_values.push(Pattern {
            name: name.into(),
            regex: expanded.into(),
            captures,
        });
    }
}

/// The expression with every `{名}` replaced; repetitions such as `{2,3}` stay.
fn expand<'t>(
    tables: &Tables<'_>,
    items: &[(&'t ast::Pattern, &FileInput<'_>)],
    regex: &str,
    at: Span,
    open: &mut Vec<&'t str>,
    diagnostics: &mut Vec<Diagnostic>,
) -> String {
    let mut out = String::with_capacity(regex.len());
    let mut rest = regex;
    while let Some(start) = rest.find('{') {
        let (before, after) = rest.split_at(start);
        out.push_str(before);
        let escaped = before.chars().rev().take_while(|c| *c == '\\').count() % 2 == 1;
        let inner = after.get(1..).unwrap_or_default();
        let name = inner
            .split_once('}')
            .map(|(name, _)| name)
            .unwrap_or_default();
        let is_name = name.chars().next().is_some_and(unicode_ident::is_xid_start);
        let unicode_class = before.ends_with("\\p") || before.ends_with("\\P");
        if escaped || !is_name || unicode_class {
            out.push('{');
            rest = inner;
            continue;
        }
        rest = inner.get(name.len() + 1..).unwrap_or_default();
        put_in(tables, items, name, at, open, &mut out, diagnostics);
    }
    out.push_str(rest);
    fold_regex(&out)
}

/// Full-width signs of an expression as the texts that it is matched against have them.
fn fold_regex(regex: &str) -> String {
    // Half-width punctuation is syntax here and stays.
    let half = |c| match fold_char(None, c, None) {
        Folded::Become(other) if other.is_ascii() => other,
        Folded::Become(_) | Folded::Keep | Folded::Drop => c,
    };
    regex.chars().map(half).collect()
}

fn put_in<'t>(
    tables: &Tables<'_>,
    items: &[(&'t ast::Pattern, &FileInput<'_>)],
    name: &str,
    at: Span,
    open: &mut Vec<&'t str>,
    out: &mut String,
    diagnostics: &mut Vec<Diagnostic>,
) {
    tables.touch(name);
    if out.len() > LONGEST {
        return;
    }
    if open.contains(&name) {
        diagnostics.push(messages::cycle(name, at));
        return;
    }
    if let Some(def) = tables.terms.get(name) {
        open.iter().for_each(|outer| tables.take_in(outer, name));
        let mut words: Vec<&StaticStr> = tables
            .term_values
            .get(usize::from(def.index))
            .map(|terms| terms.words.iter().collect())
            .unwrap_or_default();
        // The first alternative that fits wins: longer words first.
        words.sort_by_key(|word| std::cmp::Reverse(word.len()));
        let words: Vec<String> = words
            .iter()
            .map(|word| regex_syntax::escape(word))
            .collect();
        out.push_str(&format!("(?:{})", words.join("|")));
        return;
    }
    match items.iter().find(|(it, _)| it.name.text == name) {
        Some((it, file)) => {
            open.push(&it.name.text);
            let at = span(file, it.regex.loc);
            let inner = expand(tables, items, &it.regex.text, at, open, diagnostics);
            open.pop();
            out.push_str(&format!("(?:{inner})"));
        }
        None if tables.is_broken(name) => {}
        None => {
            let near = nearest(
                name,
                tables.terms.keys().chain(tables.patterns.keys()).copied(),
            );
            diagnostics.push(messages::unknown_in_pattern(name, at, near));
        }
    }
}

/// The most bytes of an expression with everything put in.
const LONGEST: usize = 200_000;

/// The most states of an expression with its repetitions written out; the machine that searches
/// takes some forty bytes for each.
const MOST_STATES: u64 = 50_000;

const TOO_LARGE: &str = "写开以后太大，查找会很慢；减少花括号里的次数，或者拆成几个句式";

/// How many states an expression takes, repetitions written out.
fn states(hir: &Hir) -> u64 {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => 1,
        HirKind::Literal(literal) => literal.0.len() as u64,
        HirKind::Class(Class::Unicode(class)) => 2 * class.ranges().len() as u64 + 1,
        HirKind::Class(Class::Bytes(class)) => class.ranges().len() as u64,
        HirKind::Repetition(it) => {
            let times = u64::from(it.max.unwrap_or(it.min.saturating_add(1)));
            states(&it.sub).saturating_add(1).saturating_mul(times)
        }
        HirKind::Capture(capture) => states(&capture.sub).saturating_add(2),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => {
            let sum = |sum: u64, part| sum.saturating_add(states(part));
            parts.iter().fold(1, sum)
        }
    }
}

/// The captures of an expression that compiles; otherwise the reason is reported.
fn check(regex: &str, at: Span, diagnostics: &mut Vec<Diagnostic>) -> Option<Captures> {
    let known = KNOWN.lock().ok().and_then(|it| it.get(regex).cloned());
    let verdict = known.unwrap_or_else(|| {
        let verdict = judge(regex);
        if let Ok(mut known) = KNOWN.lock() {
            if known.len() >= MOST_KNOWN {
                known.clear();
            }
            known.insert(regex.to_owned(), verdict.clone());
        }
        verdict
    });
    let reasons = verdict.reasons.iter();
    diagnostics.extend(reasons.map(|reason| messages::bad_regex(reason, at)));
    verdict.captures
}

/// The captures of an expression in order, and whether each can hold digits only.
type Captures = Vec<(String, bool)>;

/// What there is to say about an expression.
#[derive(Clone, Debug, Default)]
struct Verdict {
    /// `None` of one that cannot be used.
    captures: Option<Captures>,
    reasons: Vec<&'static str>,
}

impl Verdict {
    fn unusable(reason: &'static str) -> Self {
        Self {
            captures: None,
            reasons: vec![reason],
        }
    }
}

/// Verdicts kept, for an editor asks about the same expressions at every key; they depend on nothing
/// but the expression.
static KNOWN: LazyLock<Mutex<FxHashMap<String, Verdict>>> = LazyLock::new(Mutex::default);

/// How many are kept.
const MOST_KNOWN: usize = 512;

fn judge(regex: &str) -> Verdict {
    if regex.contains("\\b") || regex.contains("\\B") {
        return Verdict::unusable("不能用 \\b，汉字也算字母，数字和单位之间没有“词边界”；删去 \\b");
    }
    if regex.len() > LONGEST {
        return Verdict::unusable(TOO_LARGE);
    }
    let hir = match regex_syntax::parse(regex) {
        Ok(hir) => hir,
        Err(error) => return Verdict::unusable(reason(&error)),
    };
    if states(&hir) > MOST_STATES {
        return Verdict::unusable(TOO_LARGE);
    }
    if hir.properties().minimum_len() == Some(0) {
        return Verdict::unusable(
            "它连一个字都没有时也符合，等于没有要求；至少有一部分不加 ? 或 *",
        );
    }
    let mut captures = Vec::new();
    named_captures(&hir, &mut captures);
    let mut seen: FxHashMap<&str, ()> = FxHashMap::default();
    let again = captures
        .iter()
        .filter(|(name, _)| seen.insert(name, ()).is_some());
    let reasons = again.map(|_| "两个部分取了同一个名字；换一个名字");
    Verdict {
        reasons: reasons.collect(),
        captures: Some(captures),
    }
}

fn reason(error: &regex_syntax::Error) -> &'static str {
    use regex_syntax::ast::ErrorKind;
    match error {
        regex_syntax::Error::Parse(error) => match error.kind() {
            ErrorKind::GroupUnclosed | ErrorKind::GroupUnopened => {
                "括号不成对；补上或删去一个括号，要找括号本身写 \\( 和 \\)"
            }
            ErrorKind::ClassUnclosed => "方括号没有合上；补上 ]",
            ErrorKind::RepetitionMissing => {
                "重复号前面没有要重复的东西；要找这个符号本身，前面加 \\"
            }
            ErrorKind::RepetitionCountInvalid
            | ErrorKind::RepetitionCountUnclosed
            | ErrorKind::RepetitionCountDecimalEmpty => "花括号里的次数写得不对；写成 {2} 或 {1,3}",
            ErrorKind::EscapeUnrecognized | ErrorKind::EscapeUnexpectedEof => {
                "反斜杠后面的字符不认识；要找反斜杠本身写 \\\\"
            }
            ErrorKind::ClassRangeInvalid => "方括号里的范围前大后小；小的写在前面，例如 [0-9]",
            ErrorKind::UnsupportedLookAround | ErrorKind::UnsupportedBackreference => {
                "不支持前后文断言和回引，因为它们不能保证很快算完；改用 matches(…) 找出各处，再看它的前文、后文"
            }
            _ => "不合正则表达式的写法",
        },
        _ => "展开以后太大或用了不支持的写法",
    }
}

/// The named captures in order and whether each can hold digits only.
fn named_captures(hir: &Hir, found: &mut Vec<(String, bool)>) {
    match hir.kind() {
        HirKind::Capture(capture) => {
            if let Some(name) = &capture.name {
                found.push((name.to_string(), digits_only(&capture.sub)));
            }
            named_captures(&capture.sub, found);
        }
        HirKind::Repetition(repetition) => named_captures(&repetition.sub, found),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => {
            parts.iter().for_each(|part| named_captures(part, found));
        }
        HirKind::Empty | HirKind::Literal(_) | HirKind::Class(_) | HirKind::Look(_) => {}
    }
}

fn digits_only(hir: &Hir) -> bool {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => true,
        HirKind::Literal(literal) => literal.0.iter().all(u8::is_ascii_digit),
        HirKind::Class(Class::Unicode(class)) => class
            .iter()
            .all(|range| range.start() >= '0' && range.end() <= '9'),
        HirKind::Class(Class::Bytes(class)) => class
            .iter()
            .all(|range| range.start() >= b'0' && range.end() <= b'9'),
        HirKind::Repetition(repetition) => digits_only(&repetition.sub),
        HirKind::Capture(capture) => digits_only(&capture.sub),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => parts.iter().all(digits_only),
    }
}

/// The type of a pattern's or word list's hits. The first five slots are the same for all.
pub fn match_ty(captures: &[(String, bool)]) -> Ty {
    let mut fields: Vec<Member> = MATCH_FIELDS
        .iter()
        .map(|(zh, en)| Member {
            zh: (*zh).into(),
            en: (*en).into(),
            ty: Ty::Text,
        })
        .collect();
    fields.extend(captures.iter().map(|(name, digits)| Member {
        zh: name.clone(),
        en: name.clone(),
        ty: if *digits { Ty::PLAIN } else { Ty::Text },
    }));
    Ty::Record(Arc::new(RecordTy {
        name: "一处匹配".into(),
        repr: Repr::Parts,
        fields,
    }))
}

/// The parts that every hit has, in both spellings.
const MATCH_FIELDS: [(&str, &str); 5] = [
    ("文字", "text"),
    ("前一字", "before"),
    ("后一字", "after"),
    ("前文", "preceding"),
    ("后文", "following"),
];
