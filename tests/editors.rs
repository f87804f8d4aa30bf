//! What the editors are given: the grammars for colouring, which are made of the table of keywords,
//! and the version and endings that the extension names.
//!
//! `UPDATE=1 cargo test editors` writes the grammars again. That they colour as the server does is
//! tested beside them, in `editors/vscode/test`.

use std::fs;

use jixiao::syntax::keyword::Opens;
use jixiao::syntax::{KEYWORDS, Keyword};
use serde_json::{Value, json};

use crate::support::{root, snapshot};

/// What stands between the words of a line.
const BLANK: &str = r"[ \t\x{3000}]";

/// Nothing of a name stands before, and no dot, which makes any word a member.
const BEFORE: &str = r"(?<![\w.．])(?<!\w-)";

/// Nothing of a name stands behind, and no equals sign, which makes any word a field; two of them
/// compare.
const BEHIND: &str = r"(?![\w])(?!-\w)(?![ \t\x{3000}]*[=＝](?![=＝]))";

/// The spellings of keywords for a regular expression, longest first; blanks count as one.
fn words<'k>(keywords: impl IntoIterator<Item = &'k Keyword>, blank: &str) -> String {
    let keywords = keywords.into_iter();
    let mut words: Vec<&str> = keywords.flat_map(|it| [it.en, it.zh]).collect();
    words.sort_by_key(|word| (std::cmp::Reverse(word.chars().count()), *word));
    words.dedup();
    let words: Vec<String> = words.iter().map(|it| it.replace(' ', blank)).collect();
    words.join("|")
}

fn any(pattern: &str) -> String {
    format!("(?:{pattern})")
}

/// The keyword with this id.
fn keyword(id: &str) -> &'static Keyword {
    let mut all = KEYWORDS.iter();
    all.find(|it| it.id == id).expect("a keyword")
}

fn some(ids: &[&str]) -> String {
    any(&words(ids.iter().map(|id| keyword(id)), r"[ \t\x{3000}]+"))
}

/// The words that begin an item or a clause: at the beginning of a line, behind a brace or a
/// semicolon.
fn opening(opens: Opens) -> String {
    any(&words(KEYWORDS.iter().filter(|it| it.opens == opens), " "))
}

/// The words of expressions.
fn reserved() -> String {
    let reserved = KEYWORDS.iter().filter(|it| it.reserved);
    any(&words(reserved, r"[ \t\x{3000}]+"))
}

/// Words that mean something only behind the word of a clause: that word, and they.
const BEHIND_CLAUSES: &[(&[&str], &[&str])] = &[
    (&["severity"], &["error", "warning", "hint"]),
    (&["confidence"], &["sure", "likely", "opinion"]),
    (&["example"], &["pass", "fail"]),
    (&["forbid"], &["each", "first"]),
    (&["fix"], &["safe", "unsafe", "display"]),
];

/// What `is` asks.
const PRESENCE: &[&str] = &["missing", "present", "unreadable"];

/// Words that say what later packs may do, behind the value of a parameter or a list, and what
/// becomes of an example.
const BOUNDS: &[&str] = &["may-only-fall", "may-only-rise", "may-grow", "fixed"];

fn textmate() -> Value {
    let start = r"(?:^|(?<=[{};｛｝；]))[ \t\x{3000}]*";
    let keyword = "keyword.control.jixiao-rule";
    let mut patterns = vec![
        json!({"include": "#comment"}),
        json!({
            "comment": "a pattern",
            "match": format!(r"{start}({})[ \t\x{{3000}}]+(\w+)[ \t\x{{3000}}]*[=＝][ \t\x{{3000}}]*(/(?:\\.|[^/\\])+/)", some(&["pattern"])),
            "captures": {
                "1": {"name": keyword},
                "2": {"name": "variable.other.constant.jixiao-rule"},
                "3": {"name": "string.regexp.jixiao-rule", "patterns": [
                    {"name": "constant.character.escape.jixiao-rule", "match": r"\\."},
                    {"name": "variable.other.constant.jixiao-rule", "match": r"(?<=\{)[^\d,{}][^{}]*(?=\})"},
                ]},
            },
        }),
        json!({
            "comment": "a rule and its id",
            "match": format!(r"{start}({})[ \t\x{{3000}}]+([a-z][a-z0-9-]*)", some(&["rule", "override"])),
            "captures": {
                "1": {"name": keyword},
                "2": {"name": "entity.name.function.jixiao-rule"},
            },
        }),
        json!({
            "comment": "a clause with the words of a finding, in which braces show values",
            "begin": format!(r"{start}({}){BEHIND}", some(&["message", "label", "help"])),
            "beginCaptures": {"1": {"name": keyword}},
            "end": "$",
            "patterns": [{"include": "#template"}, {"include": "#inside"}],
        }),
        json!({
            "comment": "a fix: how far it may be trusted, where, and the words written there",
            "begin": format!(r"{start}({}){BLANK}+({}){BEHIND}", some(&["fix"]), some(&["safe", "unsafe", "display"])),
            "beginCaptures": {"1": {"name": keyword}, "2": {"name": keyword}},
            "end": "$",
            "patterns": [{"include": "#template"}, {"include": "#inside"}],
        }),
    ];
    for (before, words) in BEHIND_CLAUSES {
        patterns.push(json!({
            "match": format!(r"{start}({})({BLANK}*[:：]?{BLANK}*)({}){BEHIND}(?:{BLANK}+({}){BEHIND})?", some(before), some(words), some(&["when"])),
            "captures": {"1": {"name": keyword}, "3": {"name": keyword}, "4": {"name": keyword}},
        }));
    }
    patterns.push(json!({
        "comment": "items and clauses",
        "match": format!("{start}({}|{}){BEHIND}", opening(Opens::Item), opening(Opens::Clause)),
        "captures": {"1": {"name": keyword}},
    }));
    patterns.push(json!({"include": "#inside"}));
    json!({
        "comment": "generated from src/syntax/keyword.rs; UPDATE=1 cargo test editors writes it again",
        "name": "jixiao 规则",
        "scopeName": "source.jixiao-rule",
        "patterns": patterns,
        "repository": {
            "comment": {"patterns": [
                {"name": "comment.line.documentation.jixiao-rule", "match": "///(?!/).*$"},
                {"name": "comment.line.double-slash.jixiao-rule", "match": "//.*$"},
            ]},
            "inside": {"patterns": inside()},
            "text": {"patterns": texts("string.quoted", &[])},
            "template": {"patterns": texts("string.interpolated", &[
                json!({"name": "constant.character.escape.jixiao-rule", "match": r"\{\{|\}\}"}),
                json!({
                    "name": "meta.embedded.expression.jixiao-rule",
                    "begin": r"\{", "end": r"\}",
                    "beginCaptures": {"0": {"name": "punctuation.section.embedded.begin.jixiao-rule"}},
                    "endCaptures": {"0": {"name": "punctuation.section.embedded.end.jixiao-rule"}},
                    "patterns": [{"include": "#inside"}],
                }),
            ])},
        },
    })
}

/// What may stand anywhere in a clause.
fn inside() -> Vec<Value> {
    let keyword = "keyword.control.jixiao-rule";
    let mut patterns = vec![json!({"include": "#comment"}), json!({"include": "#text"})];
    patterns.push(json!({
        "match": format!(r"{BEFORE}({})({BLANK}*)({}){BEHIND}", some(&["is"]), some(PRESENCE)),
        "captures": {"1": {"name": keyword}, "3": {"name": keyword}},
    }));
    patterns.push(json!({
        "comment": "functions whose names are operators, too",
        "match": format!(r"{BEFORE}({})(?={BLANK}*[(（])", some(&["matches", "contains"])),
        "name": "support.function.jixiao-rule",
    }));
    patterns.push(json!({
        "match": format!(r"(?<=\w){BLANK}+({})(?={BLANK}+\w+{BLANK}+{}{BEHIND})", some(&["at"]), some(&["in"])),
        "captures": {"1": {"name": keyword}},
    }));
    patterns.push(json!({
        "match": format!(r"{BEFORE}({}){BEHIND}", some(BOUNDS)),
        "captures": {"1": {"name": keyword}},
    }));
    patterns.push(json!({
        "match": format!(r"(?<=[\]］】\w\d%]){BLANK}+({}){BLANK}*$", some(&["locked"])),
        "captures": {"1": {"name": keyword}},
    }));
    patterns.push(json!({
        "match": format!("{BEFORE}({}){BEHIND}", reserved()),
        "name": keyword,
    }));
    patterns.push(json!({
        "match": r"(?<![\w.．])[0-9０-９]+(?:[.．][0-9０-９]+)?",
        "name": "constant.numeric.jixiao-rule",
    }));
    patterns.push(json!({
        "match": r"\+\+|＋＋|==|＝＝|[!！][=＝]|[<＜]=|[>＞]=|[-+*/<>=＋－−＊×／÷＜＞＝≠≤≥]",
        "name": "keyword.operator.jixiao-rule",
    }));
    patterns
}

/// Texts in each kind of quotes.
fn texts(name: &str, holes: &[Value]) -> Vec<Value> {
    let escape = json!({"name": "constant.character.escape.jixiao-rule", "match": r#"\\["\\n]"#});
    let of = |(kind, open, close, escapes): (&str, &str, &str, bool)| {
        let mut patterns: Vec<Value> = escapes.then(|| escape.clone()).into_iter().collect();
        patterns.extend_from_slice(holes);
        json!({
            "name": format!("{name}.{kind}.jixiao-rule"),
            "begin": open,
            // A text that is not closed ends with its line.
            "end": format!("{close}|$"),
            "patterns": patterns,
        })
    };
    let kinds = [
        ("double", "\"", "\"", true),
        ("curly", "“", "”", false),
        ("corner", "「", "」", false),
    ];
    kinds.map(of).to_vec()
}

/// The syntax file for Neovim and Vim: the words, texts, numbers and comments.
fn vim() -> String {
    let singles = |filter: fn(&&Keyword) -> bool| {
        let chosen = KEYWORDS.iter().filter(filter);
        let split = chosen.flat_map(|it| it.en.split(' ').chain([it.zh]));
        let mut words: Vec<&str> = split.collect();
        words.sort_unstable();
        words.dedup();
        words.join(r"\|")
    };
    let opening = singles(|it| it.opens != Opens::Nothing);
    let inner = singles(|it| it.opens == Opens::Nothing || it.reserved);
    // What belongs to a word: letters, digits, and everything that is not ASCII but punctuation.
    format!(
        r#"" Colours of jixiao's rule files, as far as words and quotes go; the server knows more.
" generated from src/syntax/keyword.rs; UPDATE=1 cargo test editors writes it again
if exists('b:current_syntax')
  finish
endif

syntax match jixiaoNumber /\v[0-9０-９]+([.．][0-9０-９]+)?/
syntax match jixiaoClause /\%(^\|[{{}};｛｝；]\)\s*\zs\%({opening}\)\ze\%($\|[ \t　:：{{｛]\)/
syntax match jixiaoKeyword /\%(^\|[ \t　(（\[［]\)\zs\%({inner}\)\ze\%($\|[ \t　:：;；,，)）\]］{{｛(（]\)/
syntax match jixiaoEscape /\\["\\n]/ contained
syntax region jixiaoText start=/"/ skip=/\\./ end=/"\|$/ oneline contains=jixiaoEscape
syntax region jixiaoText start=/“/ end=/”\|$/ oneline
syntax region jixiaoText start=/「/ end=/」\|$/ oneline
syntax match jixiaoPattern /[=＝]\s*\zs\/\%(\\.\|[^\/\\]\)\+\//
syntax match jixiaoComment /\/\/.*$/

highlight default link jixiaoNumber Number
highlight default link jixiaoClause Statement
highlight default link jixiaoKeyword Keyword
highlight default link jixiaoEscape SpecialChar
highlight default link jixiaoText String
highlight default link jixiaoPattern String
highlight default link jixiaoComment Comment

let b:current_syntax = 'jixiao-rule'
"#
    )
}

#[test]
fn the_grammars_are_those_of_the_keywords() {
    let grammar = serde_json::to_string_pretty(&textmate()).expect("plain data");
    snapshot(
        "editors/vscode/syntaxes/jixiao-rule.tmLanguage.json",
        &format!("{grammar}\n"),
    );
    snapshot("editors/nvim/syntax/jixiao-rule.vim", &vim());
}

/// A word of the language that no rule of the grammars knows is not coloured.
#[test]
fn no_keyword_is_left_out() {
    let known: Vec<&str> = BEHIND_CLAUSES
        .iter()
        .flat_map(|(_, words)| words.iter())
        .chain(BOUNDS)
        .chain(PRESENCE)
        .copied()
        .collect();
    for keyword in KEYWORDS {
        let opens = keyword.opens != Opens::Nothing;
        assert!(
            opens || keyword.reserved || known.contains(&keyword.id),
            "the grammars do not know the keyword {}",
            keyword.id
        );
    }
}

#[test]
fn the_extension_has_the_version_of_the_program() {
    for file in ["package.json", "package-lock.json"] {
        let path = root().join("editors/vscode").join(file);
        let text = fs::read_to_string(path).expect("a file");
        let package: Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(package["version"], env!("CARGO_PKG_VERSION"), "{file}");
    }
}
