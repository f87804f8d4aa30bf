//! `html`.

use std::collections::BTreeSet;

use jixiao::diag::{DocumentReport, Evaluation, PlaceRole, Severity};
use jixiao::source::TextRange;
use jixiao::write::Options;
use proptest::prelude::*;
use sha2::{Digest, Sha256};

use super::laws::random_text;
use super::reports::{
    FORM, at, basis, document, finding, hard_places, mixed, office, place, render, render_with,
    skipped, snapshot,
};

fn html(documents: &[DocumentReport]) -> String {
    render("html", &Options::default(), documents)
}

/// What a browser would find in a page.
#[derive(Debug)]
enum Token {
    Open(String, Vec<(String, String)>),
    Close(String),
    Text(String),
}

impl Token {
    fn attribute(&self, wanted: &str) -> Option<&str> {
        match self {
            Token::Open(_, attributes) => {
                let mut found = attributes.iter().filter(|(name, _)| name == wanted);
                found.next().map(|(_, value)| value.as_str())
            }
            Token::Close(_) | Token::Text(_) => None,
        }
    }
}

/// A text as the page says it.
fn unescape(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        let names = [
            ("&amp;", '&'),
            ("&lt;", '<'),
            ("&gt;", '>'),
            ("&quot;", '"'),
        ];
        let (name, c) = names
            .into_iter()
            .find(|(name, _)| rest[at..].starts_with(name))
            .unwrap_or_else(|| panic!("a bare & in {text}"));
        out.push(c);
        rest = &rest[at + name.len()..];
    }
    out + rest
}

/// Takes a page apart as strictly as it is written: quoted attributes, nothing implied.
fn tokens(page: &str) -> Vec<Token> {
    let mut found = Vec::new();
    let mut rest = page.strip_prefix("<!DOCTYPE html>").expect("a page");
    while let Some(at) = rest.find('<') {
        if at > 0 {
            assert!(!rest[..at].contains('>'), "{}", &rest[..at]);
            found.push(Token::Text(unescape(&rest[..at])));
        }
        let (tag, behind) = rest[at + 1..].split_once('>').expect("a tag ends");
        rest = behind;
        if let Some(name) = tag.strip_prefix('/') {
            found.push(Token::Close(name.to_owned()));
            continue;
        }
        let (name, mut inner) = tag.split_once(' ').unwrap_or((tag, ""));
        let mut attributes = Vec::new();
        while !inner.is_empty() {
            let end = inner.find(['=', ' ']).unwrap_or(inner.len());
            let (key, value) = inner.split_at(end);
            if let Some(value) = value.strip_prefix("=\"") {
                let (value, behind) = value.split_once('"').expect("a quoted value");
                attributes.push((key.to_owned(), unescape(value)));
                inner = behind.strip_prefix(' ').unwrap_or(behind);
            } else {
                attributes.push((key.to_owned(), String::new()));
                inner = value.trim_start();
            }
        }
        found.push(Token::Open(name.to_owned(), attributes));
        // What these hold is no markup.
        if ["style", "script"].contains(&name) {
            let end = rest.find(&format!("</{name}>")).expect("an end");
            rest = &rest[end..];
        }
    }
    assert_eq!(rest, "\n");
    found
}

const ELEMENTS: &[&str] = &[
    "a", "article", "body", "br", "caption", "code", "dd", "del", "details", "div", "dl", "dt",
    "fieldset", "form", "h1", "h2", "h3", "h4", "head", "header", "html", "i", "input", "ins",
    "label", "legend", "li", "main", "mark", "meta", "nav", "p", "script", "section", "span",
    "strong", "style", "summary", "table", "tbody", "td", "th", "thead", "title", "tr", "ul",
];
const ATTRIBUTES: &[&str] = &[
    "aria-label",
    "aria-labelledby",
    "charset",
    "checked",
    "class",
    "content",
    "data-d",
    "data-n",
    "hidden",
    "href",
    "http-equiv",
    "id",
    "lang",
    "name",
    "open",
    "placeholder",
    "role",
    "scope",
    "style",
    "type",
];
const VOID: &[&str] = &["br", "input", "meta"];

/// Whether a page is what it should be: known elements that end where they should, ids that are
/// unique, links that lead to one of them.
fn check(page: &str) -> Vec<Token> {
    let tokens = tokens(page);
    let mut open: Vec<&str> = Vec::new();
    let mut ids = BTreeSet::new();
    for token in &tokens {
        match token {
            Token::Open(name, attributes) => {
                assert!(ELEMENTS.contains(&name.as_str()), "{name}");
                for (key, value) in attributes {
                    assert!(ATTRIBUTES.contains(&key.as_str()), "{name} {key}");
                    assert!(key != "id" || ids.insert(value.clone()), "{value} twice");
                    let tracks = value.strip_prefix("grid-template-columns:");
                    assert!(key != "style" || tracks.is_some_and(|it| !it.contains([';', ':'])));
                }
                if !VOID.contains(&name.as_str()) {
                    open.push(name);
                }
            }
            Token::Close(name) => assert_eq!(open.pop(), Some(name.as_str())),
            Token::Text(_) => {}
        }
    }
    assert!(open.is_empty(), "{open:?}");
    for token in &tokens {
        if let Some(link) = token.attribute("href") {
            let target = link.strip_prefix('#').expect("a place of the page");
            assert!(ids.contains(target), "{link} leads nowhere");
        }
    }
    let scripts = tokens
        .iter()
        .filter(|it| matches!(it, Token::Open(name, _) if name == "script"));
    assert_eq!(scripts.count(), 1);
    tokens
}

/// The text of a page, piece by piece.
fn text(tokens: &[Token]) -> String {
    let texts = tokens.iter().filter_map(|token| match token {
        Token::Text(text) => Some(text.as_str()),
        Token::Open(..) | Token::Close(_) => None,
    });
    texts.collect::<Vec<_>>().join("")
}

/// What stands in the elements of this name and class, without what is nested deeper in elements of
/// the names left out.
fn inside(tokens: &[Token], name: &str, class: &str, without: &[&str]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut depth = 0;
    let mut skipped = 0;
    for token in tokens {
        match token {
            Token::Open(it, _) if VOID.contains(&it.as_str()) => {}
            Token::Open(it, _) => {
                let classes = token.attribute("class").unwrap_or_default();
                let wanted =
                    it == name && classes.split(' ').any(|it| class.is_empty() || it == class);
                if depth == 0 && wanted {
                    found.push(String::new());
                    depth = 1;
                } else if depth > 0 {
                    depth += 1;
                    if skipped > 0 || without.contains(&it.as_str()) {
                        skipped += 1;
                    }
                }
            }
            Token::Close(_) if depth > 0 => {
                depth -= 1;
                skipped = usize::saturating_sub(skipped, 1);
            }
            Token::Text(text) if depth > 0 && skipped == 0 => {
                found.last_mut().expect("an element").push_str(text);
            }
            Token::Close(_) | Token::Text(_) => {}
        }
    }
    found
}

/// The page without what the program embeds as it is.
fn without_style(page: &str) -> String {
    let mut out = String::new();
    let mut rest = page;
    for name in ["style", "script"] {
        let (before, behind) = rest.split_once(&format!("<{name}>")).expect("embedded");
        let (_, behind) = behind.split_once(&format!("</{name}>")).expect("embedded");
        out.push_str(&format!("{before}<{name}>…</{name}>"));
        rest = behind;
    }
    out + rest
}

#[test]
fn a_page_shows_everything() {
    let mut documents = mixed();
    documents.push(hard_places());
    documents.push(office());
    documents.push(document(
        "goal.txt",
        &"提高服务水平。\n".repeat(40),
        Vec::new(),
    ));
    let page = render_with("html", &Options::default(), &documents, skipped());
    let tokens = check(&page);
    // Scripts only filter: what is hidden from the start is the filter.
    let hidden = tokens.iter().filter(|it| it.attribute("hidden").is_some());
    assert_eq!(hidden.count(), 1);
    let shown = text(&tokens);
    for report in &documents {
        for found in &report.findings {
            assert!(shown.contains(&found.message), "{}", found.message);
        }
    }
    snapshot("html.html", &without_style(&page));
    let one = html(&documents[..1]);
    check(&one);
    check(&html(&[]));
}

#[test]
fn browsers_run_the_script_of_the_program_only() {
    let page = html(&[]);
    let (_, behind) = page.split_once("<script>").expect("a script");
    let (script, _) = behind.split_once("</script>").expect("a script");
    let hash = format!("sha256-{}", base64(&Sha256::digest(script)));
    assert!(
        page.contains(&format!("script-src '{hash}'")),
        "write {hash} into page.rs"
    );
    // Nothing is asked of a network.
    for word in ["http:", "https:", "url(", "@import", "src="] {
        assert!(!page.contains(word), "{word}");
    }
}

/// RFC 4648, 4.
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let mut bits = chunk
            .iter()
            .fold(0, |bits, byte| bits << 8 | usize::from(*byte));
        bits <<= 8 * (3 - chunk.len());
        for digit in 0..4 {
            let value = bits >> (18 - 6 * digit) & 63;
            out.push(if digit <= chunk.len() {
                char::from(DIGITS[value])
            } else {
                '='
            });
        }
    }
    out
}

#[test]
fn rows_of_a_table_are_cells() {
    let text = "甲\t乙\t丙\n\t二\t三\n";
    let mut found = finding("x", "题", Severity::Error, "跨格");
    found
        .places
        .push(place(PlaceRole::Primary, "", at(text, "乙\t丙\n\t二")));
    let tokens = check(&html(&[document("a.txt", text, vec![found])]));
    assert_eq!(inside(&tokens, "mark", "", &[]), ["乙", "丙", "二"]);
    assert_eq!(inside(&tokens, "span", "t", &["a"]), ["甲乙丙", "二三"]);
}

#[test]
fn a_row_of_an_office_file_may_hold_several_lines() {
    let tokens = check(&html(&[office()]));
    let rows = inside(&tokens, "div", "l", &["a"]);
    assert_eq!(
        rows,
        [
            "项目支出绩效目标申报表",
            "产出指标数量指标培训基层\n干部≥12期"
        ]
    );
    assert_eq!(inside(&tokens, "mark", "", &[]), ["基层\n干部", "≥12期"]);
}

#[test]
fn what_is_missing_is_marked_where_it_should_stand() {
    let text = "单位：\t\r\n金额：";
    let mut missing = finding("required-field", "必填", Severity::Error, "没有填写");
    let blank = at(text, "\t\r\n").start;
    missing.places.push(place(
        PlaceRole::Primary,
        "单位",
        TextRange::new(blank, blank + 2),
    ));
    missing.places.push(place(
        PlaceRole::Related,
        "金额",
        TextRange::new(9_000, 9_001),
    ));
    let tokens = check(&html(&[document("a.txt", text, vec![missing])]));
    assert_eq!(inside(&tokens, "mark", "g", &[]), ["▲", "▲"]);
    assert_eq!(inside(&tokens, "div", "l", &[]), ["单位：▲1", "金额：▲1"]);
}

/// What is seen of a text, without blanks and without the signs for what is missing.
fn seen(text: &str) -> String {
    let unseen = |c: char| {
        c.is_control()
            || c.is_whitespace()
            || matches!(
                c,
                '▲' | '\u{ad}' | '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{feff}'
            )
            || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fff9}'..='\u{fffb}')
    };
    text.chars().filter(|c| !unseen(*c)).collect()
}

fn hostile() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "<script>alert(1)</script>",
        "\"onmouseover=\"alert(1)",
        "'><img src=x>",
        "&lt;",
        "&#60;",
        "</style>",
        "</script>",
        "-->",
        "<!--",
        "]]>",
        "=cmd|' /C calc'!A0",
        "\u{202e}",
        "\u{0}",
        "\u{2028}",
        "\u{ffff}",
        "{{x}}",
        "${x}",
        "\\",
        "javascript:alert(1)",
    ]);
    (
        random_text(),
        prop::collection::vec(piece, 1..8),
        any::<String>(),
    )
        .prop_map(|(text, pieces, any)| format!("{text}{}{any}", pieces.concat()))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_becomes_markup(text in hostile(), ranges in prop::collection::vec((0u32..3000, 0u32..400), 0..12)) {
        let mut found = finding(&text, &text, Severity::Error, &text);
        found.help = Some(text.clone());
        found.within = text.clone();
        found.basis = vec![basis(&text, &text, &text)];
        found.evaluation = Some(Evaluation { expression: text.clone(), filled: text.clone(), numeric: true });
        for (start, length) in &ranges {
            found.places.push(place(PlaceRole::Operand, &text, TextRange::new(*start, start + length)));
        }
        let mut report = document(&text, &text, vec![found.clone(), found]);
        report.unit = Some(text.clone());
        report.form = Some(text.clone());
        report.pack = Some(text.clone());
        report.pack_reason = text.clone();
        report.rules[1].reason = Some(text.clone());
        let page = html(&[report, document(FORM, FORM, Vec::new())]);
        let tokens = check(&page);
        // The text of the declaration stands there as it is, but for what cannot be seen.
        let shown = inside(&tokens, "div", "l", &["a", "i"]).concat();
        prop_assert_eq!(seen(&shown), seen(&format!("{text}{FORM}")));
    }

    #[test]
    fn marks_hold_the_exact_words(
        text in random_text(),
        places in prop::collection::vec((0usize..400, 1usize..12), 1..5),
    ) {
        let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let mut ranges: Vec<(usize, usize)> = places.iter().map(|(start, length)| {
            let start = ends[start % ends.len()];
            (start, ends.iter().copied().find(|at| *at >= start + length).unwrap_or(text.len()))
        }).collect();
        ranges.sort_unstable();
        ranges.dedup();
        let mut free = 0;
        // Marks that overlap are cut; those of several cells are several.
        ranges.retain(|(start, end)| {
            let words = &text[*start..*end];
            let plain = words.trim() == words && !words.is_empty() && !words.contains(char::is_control)
                && !words.contains('\u{200b}');
            let kept = plain && *start >= free;
            free = if kept { *end } else { free };
            kept
        });
        let findings = ranges.iter().map(|(start, end)| {
            let mut found = finding("x", "题", Severity::Hint, "说明");
            found.places.push(place(PlaceRole::Primary, "", TextRange::of(*start..*end)));
            found
        });
        let tokens = check(&html(&[document("a.txt", &text, findings.collect())]));
        let expected: Vec<&str> = ranges.iter().map(|(start, end)| &text[*start..*end]).collect();
        prop_assert_eq!(inside(&tokens, "mark", "", &[]), expected);
    }
}
