//! What holds for all formats and any text.

use std::fmt::Write as _;

use jixiao::diag::{Evaluation, PlaceRole, Severity};
use jixiao::source::TextRange;
use jixiao::write::{self, Options};
use proptest::prelude::*;
use unicode_width::UnicodeWidthChar;

use super::reports::{FORM, GOAL, document, finding, place, render, render_bytes, totals};

#[test]
fn formats_have_distinct_names() {
    let names: Vec<&str> = write::FORMATS.iter().map(|format| format.name).collect();
    let expected = [
        "full", "concise", "json", "jsonl", "sarif", "junit", "github", "html", "xlsx", "waivers",
    ];
    assert_eq!(names, expected);
    assert!(write::format("full").is_some() && write::format("fulll").is_none());
}

/// A thousand findings in three megabytes, once in many lines and once in a single one.
#[test]
fn many_findings_in_a_large_file_are_quick() {
    for text in [format!("{GOAL}\n").repeat(2800), GOAL.repeat(2800)] {
        let step = text.len() / 1000;
        let findings = (0..1000)
            .map(|number| {
                let mut start = number * step;
                while !text.is_char_boundary(start) {
                    start += 1;
                }
                let mut found = finding("x", "题", Severity::Hint, "说明");
                found.fingerprint = number.to_string();
                let range = TextRange::of(
                    start..start + text[start..].chars().next().map_or(0, char::len_utf8),
                );
                found.places.push(place(PlaceRole::Primary, "这里", range));
                found
            })
            .collect();
        let documents = [document("large.txt", &text, findings)];
        for format in write::FORMATS {
            let out = render_bytes(format.name, &Options::default(), &documents, Vec::new());
            assert!(out.len() > 10_000);
        }
    }
}

/// The character cells of a line as a terminal shows it, tabs already expanded.
fn cells(line: &str) -> Vec<char> {
    let mut cells = Vec::new();
    for c in line.chars() {
        for _ in 0..c.width().unwrap_or(0) {
            cells.push(c);
        }
    }
    cells
}

/// For each drawn line with underlines: the pieces of text above them.
fn underlined(out: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut text: Vec<char> = Vec::new();
    for line in out.lines() {
        let Some(border) = line.chars().position(|c| c == '│' || c == '·') else {
            continue;
        };
        let row: String = line.chars().skip(border + 2).collect();
        if line.chars().nth(border) == Some('│')
            && line.trim_start().starts_with(|c: char| c.is_ascii_digit())
        {
            text = cells(&row);
        } else if row.contains(['─', '┬', '▲']) && !row.contains(['╰', '│', '├', '┤'])
        {
            let marks = cells(&row);
            let mut piece = String::new();
            for (index, mark) in marks.iter().enumerate() {
                if *mark == ' ' {
                    found.extend((!piece.is_empty()).then(|| std::mem::take(&mut piece)));
                } else if *mark == '▲' {
                    found.push("▲".into());
                } else {
                    piece.push(text.get(index).copied().unwrap_or(' '));
                }
            }
            found.extend((!piece.is_empty()).then_some(piece));
        }
    }
    found
}

/// `text` as the cells that it takes in a drawing, without tabs and spaces.
fn shape(text: &str) -> String {
    cells(text)
        .into_iter()
        .filter(|c| *c != ' ' && *c != '\u{3000}')
        .collect()
}

/// Cells without those of spaces.
fn shape_of_cells(cells: &str) -> String {
    cells
        .chars()
        .filter(|c| *c != ' ' && *c != '\u{3000}')
        .collect()
}

#[test]
fn the_reader_of_underlines_works() {
    let out = render(
        "full",
        &Options::default(),
        &[document("a", FORM, vec![totals()])],
    );
    assert_eq!(underlined(&out), ["22,001.49", "5214.98", "16786.50"]);
}

pub(super) fn random_text() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "资金",
        "总额",
        "，",
        "。",
        "；",
        "1.2万册",
        "\t",
        " ",
        "\u{3000}",
        "\n",
        "\r\n",
        "👍",
        "𠮷",
        "e\u{301}",
        "abc",
        "１２",
        "“引”",
        "\u{1b}[31m",
        "\u{200b}",
        "\u{7f}",
        "\u{9b}",
        "—",
        "\r",
        "℃",
        GOAL,
    ]);
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 300,
        max_global_rejects: 100_000,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn nothing_panics_and_nothing_steers_the_terminal(
        text in random_text(),
        ranges in prop::collection::vec((0u32..3000, 0u32..400), 0..12),
        width in 20usize..130,
    ) {
        let mut found = finding("x", "题", Severity::Error, &text);
        found.help = Some(text.clone());
        for (start, length) in &ranges {
            found.places.push(place(PlaceRole::Operand, "标签", TextRange::new(*start, start + length)));
        }
        let documents = [document(&text, &text, vec![found])];
        let options = Options { width, ..Options::default() };
        for format in write::FORMATS.iter().filter(|format| !format.binary) {
            let out = render(format.name, &options, &documents);
            let steers = |c: char| c.is_control() && c != '\n';
            let json = ["json", "jsonl", "sarif"].contains(&format.name);
            prop_assert!(json || !out.contains(steers), "{}", out);
        }
        let out = render("concise", &options, &documents);
        prop_assert_eq!(out.lines().count(), 2);
    }

    #[test]
    fn underlines_lie_under_their_text(
        text in random_text(),
        places in prop::collection::vec((0usize..400, 1usize..12), 1..4),
        width in 60usize..100,
    ) {
        let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let mut ranges: Vec<(usize, usize)> = places.iter().map(|(start, length)| {
            let start = ends[start % ends.len()];
            (start, ends.iter().copied().find(|at| *at >= start + length).unwrap_or(text.len()))
        }).collect();
        ranges.sort_unstable();
        ranges.dedup();
        let plain = |c: char| !c.is_control() && c != '\u{200b}' && c != '—';
        let mut found = finding("x", "题", Severity::Error, "说明");
        let mut expected: Vec<String> = Vec::new();
        for (start, end) in &ranges {
            let inside = &text[*start..*end];
            // Blanks at the ends are not underlined, and what has no width cannot be.
            prop_assume!(inside.chars().all(plain) && inside.trim() == inside);
            prop_assume!(inside.chars().all(|c| c.width() != Some(0)));
            prop_assume!(!text[*end..].starts_with('\u{301}') && !shape(inside).is_empty());
            // Underlines that touch look like one.
            prop_assume!(ranges.iter().all(|(other, _)| other != end));
            found.places.push(place(PlaceRole::Primary, "标签", TextRange::of(*start..*end)));
            expected.push(shape(inside));
        }
        let options = Options { width, ..Options::default() };
        let out = render("full", &options, &[document("a", &text, vec![found])]);
        let mut pieces: Vec<String> = underlined(&out).iter().map(|piece| shape_of_cells(piece)).collect();
        pieces.sort_unstable();
        expected.sort_unstable();
        prop_assert_eq!(pieces, expected, "{}", &out);
    }

    #[test]
    fn wide_output_keeps_to_its_width(text in random_text(), width in 50usize..100) {
        let mut found = finding("x", "题", Severity::Error, &text);
        found.help = Some(text.clone());
        found.evaluation = Some(Evaluation { expression: text.clone(), filled: text.clone(), numeric: true });
        let range = TextRange::of(0..text.len());
        found.places.push(place(PlaceRole::Primary, "标签", range));
        let options = Options { width, ..Options::default() };
        let out = render("full", &options, &[document("a", &text, vec![found])]);
        for line in out.lines() {
            let used: usize = line.chars().map(|c| c.width().unwrap_or(0)).sum();
            let mut note = String::new();
            let _ = write!(note, "{used} > {width}: {line}");
            prop_assert!(used <= width, "{}", note);
        }
    }
}
