//! Pages that are made from the code and the packs, and pages whose examples are run.
//!
//! `UPDATE=1 cargo test docs` writes the generated pages and the outputs in the README files again.
//! What the README files show comes from the embedded packs: after a change of `rules/` they are
//! embedded first (`UPDATE=1 cargo test packs`), then the outputs are written.

pub(crate) mod console;
mod functions;
mod language;
mod packs;
mod params;
mod rules;

use std::fs;

use crate::support::{root, snapshot};

/// The text of a file of the repository.
pub(crate) fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The second line of a generated page.
fn generated(from: &str) -> String {
    format!("<!-- generated from {from}; UPDATE=1 cargo test writes it again -->\n")
}

/// A page with its first heading followed by the line that says what it is made from.
fn marked(page: &str, from: &str) -> String {
    let (heading, rest) = page.split_once('\n').unwrap_or((page, ""));
    format!("{heading}\n\n{}{rest}", generated(from))
}

/// A text in a cell of a Markdown table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

/// The fenced blocks of a page: what stands behind the fence, the line, the lines inside.
fn fenced(page: &str) -> Vec<(String, usize, String)> {
    let mut blocks = Vec::new();
    let mut open: Option<(String, usize, String)> = None;
    for (index, line) in page.lines().enumerate() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(kind)) => open = Some((kind.to_owned(), index + 1, String::new())),
            (Some(_), Some("")) => blocks.extend(open.take()),
            (Some((_, _, text)), _) => {
                text.push_str(line);
                text.push('\n');
            }
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "a fence that is not closed");
    blocks
}

#[test]
fn generated_pages_are_fresh() {
    snapshot("grammar/reference.md", &language::page());
    snapshot("grammar/builtins.md", &functions::page());
    snapshot("rules/README.md", &packs::index());
    for (path, page) in packs::pages() {
        snapshot(&path, &page);
    }
}

#[test]
fn rules_in_the_pages_come_out_as_they_say() {
    rules::run("tests/docs/reference.md");
    rules::run("README.md");
    rules::run("README.zh-CN.md");
}

#[test]
fn consoles_show_what_the_program_prints() {
    console::run("README.md");
    console::run("README.zh-CN.md");
    console::run_apart(
        "rules/SHIPPING.md",
        &[
            ("declarations/water-bureau-2023.txt", "水务局.txt"),
            ("declarations/sports-department-2022.txt", "体育局.txt"),
            ("declarations/street-office-2021.txt", "青梧街道.txt"),
            (
                "declarations/street-office-2021-clean.txt",
                "石榴桥街道.txt",
            ),
        ],
    );
    console::story("grammar/tutorial.md");
    console::story("rules/SETTINGS.md");
}

/// The names of tests in the page of design reasons: each guarantee is kept by one that exists.
#[test]
fn every_guarantee_names_a_test() {
    let mut code = String::new();
    for folder in ["src", "tests"] {
        functions_below(&root().join(folder), &mut code);
    }
    let page = read("grammar/design.md");
    let (_, page) = page.split_once("\n## 保证").expect("the guarantees");
    let rows = page.lines().filter(|line| line.starts_with("| "));
    let mut count = 0;
    for row in rows {
        for name in row.split('`').skip(1).step_by(2) {
            count += 1;
            let found = code.contains(&format!("fn {name}("));
            assert!(found, "no test is called {name}");
        }
    }
    assert!(count > 10, "the table of guarantees");
}

/// The lines that begin a function, of all files below a folder.
fn functions_below(folder: &std::path::Path, code: &mut String) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            functions_below(&path, code);
        } else if path.extension().is_some_and(|it| it == "rs") {
            let text = fs::read_to_string(&path).expect("readable");
            for line in text.lines().filter(|line| line.contains("fn ")) {
                code.push_str(line);
                code.push('\n');
            }
        }
    }
}
