//! Laws of the language, tried with random trees and random texts.

#![expect(clippy::disallowed_methods, reason = "a test reads its fixtures")]

use std::fmt::Write;

use pest::Parser;
use proptest::prelude::*;

use crate::source::{SourceId, TextRange};

use super::ast::*;
use super::grammar::{Grammar, Rule as Part};
use super::keyword::{self, KEYWORDS};
use super::{Spelling, format, names, parse};

fn fixtures() -> Vec<(bool, String)> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/syntax");
    let mut all = Vec::new();
    for folder in ["ok", "err"] {
        for entry in std::fs::read_dir(root.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path
                .extension()
                .is_some_and(|extension| extension == "rule")
            {
                all.push((folder == "ok", std::fs::read_to_string(path).unwrap()));
            }
        }
    }
    assert!(all.len() > 10);
    all
}

fn name() -> impl Strategy<Value = Name> {
    prop_oneof![
        Just("资金总额"),
        Just("x"),
        Just("条目"),
        Just("说明"),
        Just("off"),
        Just("_a1"),
        Just("级别")
    ]
    .prop_map(named)
}

fn named(text: &str) -> Name {
    Name {
        text: text.to_owned(),
        loc: Loc::default(),
    }
}

/// A name behind a dot or in an example: keywords too.
fn field() -> impl Strategy<Value = Name> {
    prop_oneof![
        4 => name(),
        1 => proptest::sample::select(KEYWORDS).prop_map(|keyword| named(keyword.zh)),
    ]
}

fn words() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "[甲乙 a-c{}。，]{0,6}",
        1 => "[甲“”「」\"\\\\/{}\n\r]{0,5}",
    ]
}

/// Words that can stand in every kind of quotes.
fn plain_words() -> impl Strategy<Value = String> {
    "[甲乙 a-c{}。，]{0,6}"
}

fn text() -> impl Strategy<Value = Str> {
    words().prop_map(|text| Str {
        text,
        loc: Loc::default(),
    })
}

fn number() -> impl Strategy<Value = (String, String)> {
    let digits = prop_oneof!["0|[1-9][0-9]{0,3}", "(0|[1-9][0-9]?)\\.[0-9]{1,2}"];
    let unit = prop_oneof![
        Just(""),
        Just("万元"),
        Just("%"),
        Just("㎡"),
        Just("人次"),
        Just("‰")
    ];
    (digits, unit.prop_map(str::to_owned))
}

fn expr_of(kind: ExprKind) -> Expr {
    Expr {
        kind: Box::new(kind),
        loc: Loc::default(),
    }
}

fn leaf() -> impl Strategy<Value = Expr> {
    prop_oneof![
        number().prop_map(|(text, unit)| ExprKind::Number { text, unit }),
        plain_words().prop_map(ExprKind::Text),
        Just(ExprKind::Date("2021-06-30".to_owned())),
        any::<bool>().prop_map(ExprKind::Bool),
        name().prop_map(|name| ExprKind::Name(name.text)),
        Just(ExprKind::Name("it".to_owned())),
    ]
    .prop_map(expr_of)
}

fn each(inner: impl Strategy<Value = Expr> + Clone) -> impl Strategy<Value = Each> {
    let names = proptest::collection::vec(name(), 1..3);
    let position = proptest::option::of(name());
    let filter = proptest::option::of(inner.clone());
    (names, position, inner, filter).prop_map(|(names, position, source, filter)| Each {
        names,
        position,
        source,
        filter,
        loc: Loc::default(),
    })
}

fn binary_op() -> impl Strategy<Value = BinaryOp> {
    proptest::sample::select(vec![
        BinaryOp::Add,
        BinaryOp::Subtract,
        BinaryOp::Multiply,
        BinaryOp::Divide,
        BinaryOp::Join,
        BinaryOp::And,
        BinaryOp::Or,
    ])
}

fn compare_op() -> impl Strategy<Value = CompareOp> {
    proptest::sample::select(vec![
        CompareOp::Equal,
        CompareOp::NotEqual,
        CompareOp::Less,
        CompareOp::LessEqual,
        CompareOp::Greater,
        CompareOp::GreaterEqual,
    ])
}

fn arg(inner: impl Strategy<Value = Expr> + Clone + 'static) -> impl Strategy<Value = Arg> {
    prop_oneof![
        inner.clone().prop_map(Arg::Plain),
        (
            inner.clone(),
            proptest::collection::vec(each(inner.clone()), 1..3)
        )
            .prop_map(|(value, walks)| Arg::Over(value, walks)),
        (inner.clone(), inner).prop_map(|(list, key)| Arg::By(list, key)),
    ]
}

fn expr() -> impl Strategy<Value = Expr> + Clone {
    leaf().prop_recursive(5, 40, 3, |inner| {
        let i = inner.boxed();
        let presence = proptest::sample::select(vec![
            Presence::Missing,
            Presence::Present,
            Presence::Unreadable,
        ]);
        let quantifier =
            proptest::sample::select(vec![Quantifier::Every, Quantifier::Some, Quantifier::No]);
        let test = proptest::sample::select(vec![TestOp::In, TestOp::Contains, TestOp::Matches]);
        let callee = prop_oneof![
            3 => name(),
            1 => proptest::sample::select(vec!["matches", "contains", "符合", "包含"])
                .prop_map(named)
        ];
        let unary = proptest::sample::select(vec![UnaryOp::Not, UnaryOp::Negate]);
        prop_oneof![
            proptest::collection::vec(i.clone(), 0..3).prop_map(ExprKind::List),
            (i.clone(), proptest::collection::vec(each(i.clone()), 1..3))
                .prop_map(|(value, walks)| ExprKind::Collect(value, walks)),
            (i.clone(), field()).prop_map(|(base, name)| ExprKind::Member(base, name)),
            (callee, proptest::collection::vec(arg(i.clone()), 0..3))
                .prop_map(|(name, args)| ExprKind::Call(name, args)),
            (unary, i.clone()).prop_map(|(op, inner)| ExprKind::Unary(op, inner)),
            (binary_op(), i.clone(), i.clone()).prop_map(|(op, a, b)| ExprKind::Binary(op, a, b)),
            (
                compare_op(),
                i.clone(),
                i.clone(),
                proptest::option::of(i.clone())
            )
                .prop_map(|(op, a, b, within)| ExprKind::Compare(op, a, b, within)),
            (i.clone(), presence).prop_map(|(a, presence)| ExprKind::Is(a, presence)),
            (test, any::<bool>(), i.clone(), i.clone()).prop_map(|(op, negated, left, right)| {
                ExprKind::Test {
                    op,
                    negated,
                    left,
                    right,
                }
            }),
            (i.clone(), i.clone(), i.clone()).prop_map(|(a, b, c)| ExprKind::If(a, b, c)),
            (i.clone(), i.clone()).prop_map(|(a, b)| ExprKind::Else(a, b)),
            (quantifier, each(i.clone()), i.clone())
                .prop_map(|(quantifier, walk, body)| ExprKind::Quantified(quantifier, walk, body)),
            each(i).prop_map(ExprKind::First),
        ]
        .prop_map(expr_of)
    })
}

/// A template whose holes hold plain words only: a text may not end the text around it.
fn template() -> impl Strategy<Value = Template> {
    let parts = proptest::collection::vec(
        prop_oneof![
            plain_words().prop_map(|text| TemplatePart::Text(format!("“{text}”"))),
            expr().prop_map(TemplatePart::Hole),
        ],
        0..4,
    );
    parts.prop_map(|parts| {
        let mut merged: Vec<TemplatePart> = Vec::new();
        for part in parts {
            match (merged.last_mut(), part) {
                (Some(TemplatePart::Text(before)), TemplatePart::Text(text)) => {
                    before.push_str(&text);
                }
                (_, part) => merged.push(part),
            }
        }
        Template {
            parts: merged,
            loc: Loc::default(),
        }
    })
}

fn value() -> impl Strategy<Value = ExampleValue> {
    let leaf = prop_oneof![
        text().prop_map(ExampleValue::Text),
        (number(), any::<bool>()).prop_map(|((digits, unit), minus)| ExampleValue::Number {
            text: format!("{}{digits}", if minus { "-" } else { "" }),
            unit,
            loc: Loc::default(),
        }),
        field().prop_map(ExampleValue::Word),
    ];
    leaf.prop_recursive(2, 12, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(ExampleValue::List),
            proptest::collection::vec((field(), inner), 0..4).prop_map(ExampleValue::Record),
        ]
    })
}

fn example() -> impl Strategy<Value = ClauseKind> {
    let body = prop_oneof![
        text().prop_map(ExampleBody::Snippet),
        proptest::collection::vec((field(), value()), 0..5).prop_map(ExampleBody::Fields),
    ]
    .boxed();
    let fixed = proptest::option::of(body.clone());
    (any::<bool>(), body, fixed)
        .prop_map(|(fails, body, fixed)| ClauseKind::Example(Example { fails, body, fixed }))
}

fn basis() -> impl Strategy<Value = ClauseKind> {
    let clause = (words(), text())
        .prop_map(|(clause, quote)| (clause, Some(quote)))
        .prop_filter("a clause is not empty", |(clause, _)| !clause.is_empty());
    (text(), proptest::option::of(clause)).prop_map(|(document, rest)| {
        let (clause, quote) = rest.unzip();
        let clause = clause.map(|text| Str {
            text,
            loc: Loc::default(),
        });
        ClauseKind::Basis(Basis {
            document,
            clause,
            quote: quote.flatten(),
        })
    })
}

/// A clause that rules and overrides may have.
fn common() -> impl Strategy<Value = ClauseKind> {
    let level = proptest::sample::select(vec![Level::Error, Level::Warning, Level::Hint]);
    prop_oneof![
        basis(),
        (level, proptest::option::of(expr()))
            .prop_map(|(level, when)| ClauseKind::Severity { level, when }),
        proptest::sample::select(vec![
            Confidence::Sure,
            Confidence::Likely,
            Confidence::Opinion
        ])
        .prop_map(ClauseKind::Confidence),
        Just(ClauseKind::Locked),
        template().prop_map(ClauseKind::Help),
    ]
}

fn rule_clause() -> impl Strategy<Value = ClauseKind> {
    let mode = proptest::sample::select(vec![ForbidMode::Each, ForbidMode::First]);
    prop_oneof![
        2 => common(),
        1 => proptest::collection::vec(name(), 1..3).prop_map(ClauseKind::On),
        1 => (1000..9999).prop_map(ClauseKind::Since),
        1 => (1000..9999).prop_map(ClauseKind::Until),
        1 => (name(), expr()).prop_map(|(name, value)| ClauseKind::Let(name, value)),
        1 => each(expr()).prop_map(ClauseKind::For),
        1 => expr().prop_map(ClauseKind::When),
        3 => expr().prop_map(ClauseKind::Require),
        1 => (mode, each(expr())).prop_map(|(mode, walk)| ClauseKind::Forbid(mode, walk)),
        1 => template().prop_map(ClauseKind::Message),
        1 => expr().prop_map(ClauseKind::At),
        1 => Just(ClauseKind::Explains(Vec::new())),
        1 => (expr(), template()).prop_map(|(place, words)| ClauseKind::Label(place, words)),
        1 => fix(),
        1 => example(),
    ]
}

fn fix() -> impl Strategy<Value = ClauseKind> {
    let trust = proptest::sample::select(vec![Trust::Safe, Trust::Unsafe, Trust::Display]);
    (trust, expr(), template())
        .prop_map(|(trust, place, text)| ClauseKind::Fix(Fix { trust, place, text }))
}

fn override_clause() -> impl Strategy<Value = ClauseKind> {
    prop_oneof![
        common(),
        Just(ClauseKind::Off),
        (name(), expr()).prop_map(|(name, value)| ClauseKind::Set(name, value)),
    ]
}

fn clauses(kind: impl Strategy<Value = ClauseKind>) -> impl Strategy<Value = Vec<Clause>> {
    let clause = kind.prop_map(|kind| Clause {
        kind,
        loc: Loc::default(),
    });
    proptest::collection::vec(clause, 0..6)
}

fn doc() -> impl Strategy<Value = Vec<String>> {
    proptest::collection::vec("([甲a] ?){0,3}甲|", 0..3)
}

fn item() -> impl Strategy<Value = Item> {
    let loc = Loc::default();
    let id = "[a-z][a-z0-9]{0,3}(-[a-z0-9]{1,3}){0,2}".prop_map(|id: String| named(&id));
    let entry = prop_oneof![
        3 => text().prop_map(TermEntry::Word),
        1 => name().prop_map(TermEntry::List)
    ];
    let entries = proptest::collection::vec(entry, 0..9);
    let param_bound = proptest::sample::select(vec![
        ParamBound::MayOnlyFall,
        ParamBound::MayOnlyRise,
        ParamBound::Locked,
    ]);
    let terms_bound = proptest::sample::select(vec![TermsBound::MayGrow, TermsBound::Locked]);
    let regex = "([甲.+/]|\\\\[d.]){1,5}".prop_map(|text: String| Str {
        text,
        loc: Loc::default(),
    });
    prop_oneof![
        (doc(), name(), leaf(), proptest::option::of(param_bound)).prop_map(
            move |(doc, name, value, bound)| Item::Param(Param {
                doc,
                name,
                value,
                bound,
                loc
            })
        ),
        (
            doc(),
            name(),
            entries.clone(),
            proptest::option::of(terms_bound)
        )
            .prop_map(move |(doc, name, entries, bound)| Item::Terms(Terms {
                doc,
                name,
                entries,
                bound,
                loc
            })),
        (doc(), name(), entries).prop_map(move |(doc, name, entries)| Item::Extend(Extend {
            doc,
            name,
            entries,
            loc
        })),
        (doc(), name(), regex).prop_map(move |(doc, name, regex)| Item::Pattern(Pattern {
            doc,
            name,
            regex,
            loc
        })),
        (
            doc(),
            name(),
            proptest::collection::vec(name(), 0..3),
            expr()
        )
            .prop_map(move |(doc, name, params, body)| Item::Def(Def {
                doc,
                name,
                params,
                body,
                loc
            })),
        (
            doc(),
            id.clone(),
            proptest::option::of(text()),
            clauses(rule_clause())
        )
            .prop_map(move |(doc, id, title, clauses)| Item::Rule(Rule {
                doc,
                id,
                title,
                clauses,
                loc
            })),
        (doc(), id, clauses(override_clause())).prop_map(move |(doc, id, clauses)| {
            Item::Override(Override {
                doc,
                id,
                clauses,
                loc,
            })
        }),
    ]
}

fn file() -> impl Strategy<Value = RuleFile> {
    proptest::collection::vec(item(), 0..4).prop_map(|items| RuleFile {
        items,
        comments: Vec::new(),
    })
}

/// Reads any text and checks every place that comes out.
fn check_places(text: &str) {
    let parsed = parse(SourceId(7), text);
    let fits = |range: TextRange| text.get(range.indices()).is_some();
    for diagnostic in &parsed.diagnostics {
        assert!(!diagnostic.labels.is_empty());
        for label in &diagnostic.labels {
            assert_eq!(label.span.source, SourceId(7));
            assert!(fits(label.span.range), "{diagnostic:?} in {text:?}");
        }
    }
    // Places are compared by nothing, so they are read from the printed tree.
    let printed = format!("{:?}", parsed.file);
    let mut rest = printed.as_str();
    while let Some((_, behind)) = rest.split_once("TextRange { start: ") {
        let (start, behind) = behind.split_once(", end: ").unwrap();
        let (end, behind) = behind.split_once(" }").unwrap();
        let range = TextRange::new(start.parse().unwrap(), end.parse().unwrap());
        assert!(fits(range), "{range:?} in {text:?}");
        rest = behind;
    }
    let _ = format(&parsed.file, Spelling::Chinese);
}

/// Pieces of the language in any order.
fn jumble() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => proptest::sample::select(KEYWORDS).prop_map(|keyword| keyword.en.to_owned()),
        2 => proptest::sample::select(KEYWORDS).prop_map(|keyword| keyword.zh.to_owned()),
        6 => "[(){}\\[\\]（）｛｝“”「」\"/:=.,、。<>+*-]",
        3 => "甲|x|12|1.5 元|\"甲\"|“\\{乙\\}”|rule a-b \"甲\" \\{",
        3 => Just("\n".to_owned()),
        1 => ".",
    ];
    proptest::collection::vec(piece, 0..60).prop_map(|pieces| pieces.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_is_read_again(tree in file(), chinese in any::<bool>()) {
        let spelling = if chinese { Spelling::Chinese } else { Spelling::English };
        let written = format(&tree, spelling);
        let read = parse(SourceId(0), &written);
        prop_assert!(read.diagnostics.is_empty(), "{}\n{:?}", written, read.diagnostics);
        prop_assert!(read.file == tree, "{}\n{:?}\n{:?}", written, read.file, tree);
        prop_assert_eq!(format(&read.file, spelling), written);
    }

    #[test]
    fn any_text_is_read(text in ".{0,80}") {
        check_places(&text);
    }

    #[test]
    fn any_jumble_is_read(text in jumble()) {
        check_places(&text);
    }

    #[test]
    fn damaged_files_are_read(
        which in any::<proptest::sample::Index>(),
        cuts in proptest::collection::vec((any::<proptest::sample::Index>(), 0usize..6, ".?"), 1..6),
    ) {
        let files = fixtures();
        let mut chars: Vec<char> = which.get(&files).1.chars().collect();
        for (at, len, put) in cuts {
            let at = at.index(chars.len() + 1);
            let end = (at + len).min(chars.len());
            chars.splice(at..end, put.chars());
        }
        check_places(&chars.into_iter().collect::<String>());
    }
}

#[test]
fn a_mistake_in_one_line_spoils_one_clause() {
    for (ok, text) in fixtures() {
        if !ok {
            continue;
        }
        let whole = parse(SourceId(0), &text).file.items.len();
        let lines: Vec<&str> = text.lines().collect();
        for at in 0..lines.len() {
            let begins = lines[at].trim_start();
            let whole_line = !begins.ends_with("and") && !begins.contains("// 半途");
            if !(begins.starts_with("require ") || begins.starts_with("要求 ")) || !whole_line {
                continue;
            }
            let mut broken = lines.clone();
            let line = format!("{} 1 1", lines[at].split("//").next().unwrap_or_default());
            broken[at] = &line;
            let parsed = parse(SourceId(0), &broken.join("\n"));
            assert_eq!(
                parsed.diagnostics.len(),
                1,
                "{line}: {:?}",
                parsed.diagnostics
            );
            assert_eq!(parsed.file.items.len(), whole);
        }
    }
}

#[test]
fn keywords_and_grammar_agree() {
    let grammar = include_str!("../../grammar/jixiao.pest");
    for keyword in KEYWORDS {
        assert!(
            grammar.contains(&format!("\"{}\"", keyword.zh)),
            "{}",
            keyword.zh
        );
        if !keyword.en.contains(' ') {
            assert!(grammar.contains(&format!("(\"{}\" | \"{}\")", keyword.en, keyword.zh)));
            let reserved = Grammar::parse(Part::reserved, keyword.en).is_ok();
            assert_eq!(reserved, keyword.reserved, "{}", keyword.en);
        }
        let reserved = Grammar::parse(Part::reserved, keyword.zh).is_ok();
        assert_eq!(reserved, keyword.reserved, "{}", keyword.zh);
        let opens = keyword.opens != keyword::Opens::Nothing && !keyword.reserved;
        assert_eq!(
            Grammar::parse(Part::opening, keyword.zh).is_ok(),
            opens,
            "{}",
            keyword.zh
        );
    }
    for (at, keyword) in KEYWORDS.iter().enumerate() {
        assert!(KEYWORDS[..at].iter().all(|other| other.id != keyword.id));
    }
}

#[test]
fn every_part_of_the_grammar_has_a_name_and_a_description() {
    let grammar = include_str!("../../grammar/jixiao.pest");
    for rule in Part::all_rules() {
        let id = format!("{rule:?}");
        let title = names::title(*rule);
        assert!(
            !title.is_empty() && !title.contains(&id) && !title.contains('_'),
            "{id}: {title}"
        );
        assert!(!title.is_ascii(), "{id}: {title}");
        if id != "EOI" {
            let (before, _) = grammar.split_once(&format!("\n{id} = ")).unwrap();
            assert!(
                before.lines().next_back().unwrap().starts_with("///"),
                "{id}"
            );
        }
    }
}

#[test]
fn every_part_of_the_grammar_is_met_in_a_fixture() {
    let grammar = include_str!("../../grammar/jixiao.pest");
    let mut met: Vec<Part> = Vec::new();
    let mut look = |rule: Part, text: &str| {
        for pair in Grammar::parse(rule, text).into_iter().flatten() {
            met.push(pair.as_rule());
            met.extend(pair.into_inner().flatten().map(|inner| inner.as_rule()));
        }
    };
    for (ok, text) in fixtures() {
        if ok {
            assert!(Grammar::parse(Part::file, &text).is_ok());
            look(Part::file, &text);
        }
        for line in text.lines() {
            look(Part::lone_clause, line.trim());
            if let Some((_, inside)) = line.split_once('“') {
                look(
                    Part::template_parts,
                    inside.rsplit_once('”').map_or("", |(text, _)| text),
                );
            }
        }
    }
    // Parts inside of single words leave no trace.
    let inside = [
        Part::straight_text,
        Part::curly_text,
        Part::corner_text,
        Part::identifier,
        Part::reserved,
        Part::opening,
        Part::bound,
    ];
    for rule in Part::all_rules() {
        let silent = grammar.contains(&format!("\n{rule:?} = _{{"));
        assert!(
            silent || inside.contains(rule) || met.contains(rule),
            "{rule:?} is met in no fixture"
        );
    }
}

/// Reading that tried every way again at each bracket would not come to an end here.
#[test]
fn nesting_is_read_once() {
    let mut broken = Vec::new();
    for (open, close) in [
        ("(", ")"),
        ("[", "]"),
        ("f(", ")"),
        ("if x then (", ") else 1"),
    ] {
        let nested = format!("def f(x) = {}x{}", open.repeat(30), close.repeat(30));
        assert!(
            parse(SourceId(0), &nested).diagnostics.is_empty(),
            "{nested}"
        );
        let (open, close) = (open.repeat(30), close.repeat(30));
        broken.push(format!("rule a {{ require {open}x ){close} }}"));
    }
    for text in &broken {
        assert!(!parse(SourceId(0), text).diagnostics.is_empty(), "{text}");
    }
    let forms = format!("def f(x) = {}x", "every x in xs: ".repeat(40));
    assert!(parse(SourceId(0), &forms).diagnostics.is_empty());
}

/// Every mistake of a large file is found once; what repeats a piece thousands of times is read to
/// its end. Work that grew with the square of the length would not come to an end here.
#[test]
fn large_files_are_read_to_their_end() {
    const LENGTH: usize = 100_000;
    let mut right = String::new();
    let mut wrong = String::new();
    let mut at = 0;
    while right.len() < LENGTH {
        at += 1;
        let rule = "\"名称\" {\n    require 甲 + f(乙, [1, 2]) == 丙.丁 within 0.01 万元 // 话\n";
        write!(
            right,
            "rule a{at} {rule}    message \"第 {{甲}} 条\"\n}}\n\n"
        )
        .unwrap();
        write!(
            wrong,
            "rule a{at} {rule}    mesage \"第 {{甲}} 条\"\n    when (\n}}\n\n"
        )
        .unwrap();
    }
    let read = parse(SourceId(0), &right);
    assert!(read.diagnostics.is_empty());
    assert_eq!(read.file.items.len(), at);
    assert_eq!(parse(SourceId(0), &wrong).diagnostics.len(), 2 * at);
    for piece in [
        ")",
        "(",
        "{",
        "“",
        "not ",
        "a.",
        "if ",
        "1+",
        "rule a {",
        "\nrequire ",
        "a\n",
        "///\n",
    ] {
        let text = piece.repeat(LENGTH / piece.len());
        let read = parse(SourceId(0), &text);
        let documentation = piece.starts_with('/');
        assert!(documentation || !read.diagnostics.is_empty(), "{piece}");
    }
}
