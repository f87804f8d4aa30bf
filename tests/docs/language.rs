//! `grammar/reference.md`: the prose of `tests/docs/reference.md` with the parts of the grammar, the
//! keywords and the units put in.
//!
//! In `grammar/jixiao.pest` the documentation of what an author of rules writes has a second
//! paragraph, in Chinese; it goes into the page, with the longest piece of code as its example.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use jixiao::analysis::{form_fields_ty, match_ty};
use jixiao::syntax::keyword::Opens;
use jixiao::syntax::{KEYWORDS, Keyword};
use jixiao::types::{Family, Ty, Unit};

use super::functions::fields;
use super::{cell, marked, read};
use crate::support::root;

/// The prose of the page.
const PROSE: &str = "tests/docs/reference.md";

/// What the language guarantees, and the tests that keep it.
const GUARANTEES: &[(&str, &[&str])] = &[
    (
        "**总会结束。** 没有递归，没有不定次数的循环；每一步都计数，一条规则对一份申报表最多一百万步，超过的“不能评价”，在哪台机器上都一样。",
        &["a_rule_over_its_budget_is_not_evaluated"],
    ),
    (
        "**不会崩溃。** 任何规则文件、任何申报表都得出结果或者说明原因。",
        &[
            "any_jumble_is_read",
            "binary_noise",
            "a_hundred_mutations_of_every_form",
        ],
    ),
    (
        "**类型可靠。** 通过核对的规则，运行时不会遇到别的类型的值。",
        &["a_checked_rule_never_meets_a_value_of_another_type"],
    ),
    (
        "**写出来再读，还是原样。** 整理格式、换一种写法，意思不变。",
        &["what_is_written_is_read_again"],
    ),
    (
        "**结果与线程数无关。** 用几个线程，问题和次序都一样。",
        &["the_number_of_threads_changes_nothing"],
    ),
    (
        "**位置准确。** 每个位置都在文字之内，不会落在一个字的中间。",
        &[
            "whole_reports_are_as_before",
            "json_columns_count_characters_and_bytes_count_bytes",
        ],
    ),
    (
        "**锁定的就是锁定的。** 后面的规则包不能放宽锁定的规则，也不能改它用到的参数和词表。",
        &["a_locked_rule_never_ends_looser"],
    ),
    (
        "**一处写错，只坏一句。** 一次运行报告文件里的全部错误。",
        &["a_mistake_in_one_line_spoils_one_clause"],
    ),
    (
        "**用时与长度成正比。** 一行几兆字节、一份几千个问题，都不会越来越慢。",
        &[
            "one_long_line_is_read_in_linear_time",
            "many_findings_in_a_large_file_are_quick",
        ],
    ),
];

/// The page.
pub(super) fn page() -> String {
    let grammar = Grammar::read();
    let prose = read(PROSE);
    let mut page = String::new();
    let mut shown = BTreeSet::new();
    for line in prose.lines() {
        let marker = line
            .strip_prefix("<!-- ")
            .and_then(|rest| rest.strip_suffix(" -->"));
        match marker {
            Some(marker) => page.push_str(&expand(marker, &grammar, &mut shown)),
            None if line.starts_with("```rule") => page.push_str("```\n"),
            None => page.push_str(&format!("{line}\n")),
        }
    }
    for name in grammar.described() {
        assert!(shown.contains(name), "{PROSE} does not show {name}");
    }
    for list in ["item", "clause"] {
        for name in grammar.alternatives(list) {
            assert!(shown.contains(&name), "{name} has no words in Chinese");
        }
    }
    marked(
        &page,
        "`tests/docs/reference.md`, `grammar/jixiao.pest`, `src/syntax/keyword.rs` and `src/types/unit.rs`",
    )
}

fn expand(marker: &str, grammar: &Grammar, shown: &mut BTreeSet<String>) -> String {
    let (what, rest) = marker.split_once(": ").unwrap_or((marker, ""));
    match what {
        "grammar" => {
            let mut text = String::new();
            for name in rest.split_whitespace() {
                text.push_str(&grammar.entry(name));
                shown.insert(name.to_owned());
            }
            text
        }
        "file" => {
            let text = read(rest);
            let lines = text.lines().skip_while(|line| line.starts_with("// "));
            let lines: String = lines.map(|line| format!("{line}\n")).collect();
            format!("```\n{lines}```\n")
        }
        "fields" => {
            let ty = if rest == "hit" {
                match_ty(&[])
            } else {
                form_fields_ty()
            };
            match ty.element().unwrap_or(&ty) {
                Ty::Record(record) => fields(record, &mut BTreeSet::new()),
                other => panic!("{rest} is {other}"),
            }
        }
        "keywords" => keywords(),
        "units" => units(),
        "guarantees" => guarantees(),
        _ => panic!("{PROSE}: nothing is called {marker}"),
    }
}

fn keywords() -> String {
    let mut table = String::from("| 英文 | 中文 | 意思 | |\n|---|---|---|---|\n");
    for Keyword {
        en,
        zh,
        doc,
        opens,
        reserved,
        ..
    } in KEYWORDS
    {
        let mut notes = Vec::new();
        match opens {
            Opens::Item | Opens::Clause => notes.push("句首"),
            Opens::Nothing => {}
        }
        if *reserved {
            notes.push("保留");
        }
        table.push_str(&format!(
            "| `{en}` | {zh} | {} | {} |\n",
            cell(doc),
            notes.join("、")
        ));
    }
    table
}

fn units() -> String {
    let mut rows: Vec<(String, Vec<&str>)> = Vec::new();
    for name in Unit::names() {
        let family = match Unit::named(name).expect("a unit").family() {
            Family::Money => "金额",
            Family::Share => "百分数",
            Family::Year => "年份",
            Family::Plain => "数",
            Family::Count(_) => "计数，各是各的",
        };
        match rows.iter_mut().find(|(known, _)| known == family) {
            Some((_, names)) => names.push(name),
            None => rows.push((family.to_owned(), vec![name])),
        }
    }
    let mut table = String::from("| 种类 | 单位 |\n|---|---|\n");
    for (family, names) in rows {
        table.push_str(&format!("| {family} | {} |\n", names.join("、")));
    }
    table
}

fn guarantees() -> String {
    let mut sources = String::new();
    gather(&root().join("tests"), &mut sources);
    gather(&root().join("src"), &mut sources);
    let mut list = String::new();
    for (words, tests) in GUARANTEES {
        let kept: Vec<String> = tests
            .iter()
            .filter(|name| sources.contains(&format!("fn {name}(")))
            .map(|name| format!("`{name}`"))
            .collect();
        let kept = match kept.as_slice() {
            [] => "还没有测试".to_owned(),
            kept => kept.join("、"),
        };
        list.push_str(&format!("- {words}（{kept}）\n"));
    }
    list
}

/// The text of all Rust files below a folder.
fn gather(folder: &std::path::Path, text: &mut String) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            gather(&path, text);
        } else if path.extension().is_some_and(|it| it == "rs") {
            text.push_str(&fs::read_to_string(&path).expect("a source"));
        }
    }
}

/// The grammar by the names of its rules: documentation and definition.
struct Grammar {
    rules: BTreeMap<String, (Vec<String>, String)>,
}

impl Grammar {
    fn read() -> Self {
        let mut rules = BTreeMap::new();
        let mut doc = Vec::new();
        let mut open: Option<String> = None;
        for line in read("grammar/jixiao.pest").lines() {
            if let Some(words) = line.strip_prefix("///") {
                doc.push(words.trim().to_owned());
            } else if let Some((name, body)) = line.split_once(" = ")
                && open.is_none()
            {
                rules.insert(name.to_owned(), (std::mem::take(&mut doc), body.to_owned()));
                open = (!body.ends_with('}')).then(|| name.to_owned());
            } else if let Some(name) = &open {
                let entry: &mut (Vec<String>, String) = rules.get_mut(name).expect("a rule");
                entry.1.push_str(line);
                if line == "}" {
                    open = None;
                }
            }
        }
        Self { rules }
    }

    fn get(&self, name: &str) -> &(Vec<String>, String) {
        self.rules
            .get(name)
            .unwrap_or_else(|| panic!("the grammar has no {name}"))
    }

    /// The names of the rules with words in Chinese.
    fn described(&self) -> impl Iterator<Item = &str> {
        let chinese = |doc: &[String]| doc.iter().any(String::is_empty);
        self.rules
            .iter()
            .filter(move |(_, (doc, _))| chinese(doc))
            .map(|(name, _)| name.as_str())
    }

    fn alternatives(&self, name: &str) -> Vec<String> {
        let (_, body) = self.get(name);
        body.split(|c: char| !(c.is_alphanumeric() || c == '_'))
            .filter(|word| word.len() > 1)
            .map(str::to_owned)
            .collect()
    }

    /// A line of the page about a part of the grammar.
    fn entry(&self, name: &str) -> String {
        let (doc, body) = self.get(name);
        let empty = doc
            .iter()
            .position(String::is_empty)
            .unwrap_or_else(|| panic!("{name} has no words in Chinese"));
        let (english, chinese) = doc.split_at(empty);
        let chinese = chinese.concat();
        let header = if body.contains("_header") {
            &self
                .get(&format!("{}_header", name.trim_end_matches("_item")))
                .1
        } else {
            body
        };
        let keyword = header
            .split(|c: char| !(c.is_alphanumeric() || c == '_'))
            .find_map(|word| word.strip_prefix("kw_"))
            .filter(|_| name.ends_with("_item") || name.ends_with("_clause"))
            .and_then(|word| KEYWORDS.iter().find(|it| it.id == word));
        let title = keyword.map_or("", |it| it.zh);
        let chinese = chinese
            .strip_prefix(title)
            .and_then(|rest| rest.strip_prefix('：'))
            .unwrap_or(&chinese)
            .to_owned();
        let keyword = keyword
            .map(|it| format!("**`{}` {}** ", it.en, it.zh))
            .unwrap_or_default();
        let example = english
            .iter()
            .chain(name.strip_suffix("_item").iter().flat_map(|stem| {
                let header = self.rules.get(&format!("{stem}_header"));
                header.map(|(doc, _)| doc.as_slice()).unwrap_or_default()
            }))
            .flat_map(|line| line.split('`').skip(1).step_by(2))
            .max_by_key(|code| code.chars().count())
            .filter(|code| !keyword.contains(&format!("`{code}`")) && !chinese.contains(code))
            .map(|code| format!("例：`{code}`"))
            .unwrap_or_default();
        format!("- {keyword}{chinese}{example}\n")
    }
}
