//! `rules/README.md` and `rules/<pack>/README.md`: the packs, their rules, forms and interfaces.

use std::fs;

use jixiao::form::{Field, FieldKind, Form};
use jixiao::ir::{Basis, ExampleBody, Rule};
use jixiao::pack::Manifest;
use jixiao::workspace::Book;

use super::{cell, marked, params, read};
use crate::support::{root, workspace};

/// The index of the packs.
pub(super) fn index() -> String {
    let mut page = String::from(
        "# 规则包\n\n\
         每个文件夹是一个规则包：`pack.toml`（名称、年度、单位）、`forms/`（表样）、`*.rule`（规则）、`cases/`（案例）。\n\
         这里的规则包都是示例，不是财政部门发布的。\n\n\
         | 规则包 | 名称 | 管哪些申报表 | 建立在 | 自己的规则 | 表样 |\n|---|---|---|---|---|---|\n",
    );
    for (book, it) in packs() {
        let base = it.builds_on.as_ref().map(|base| base.id.as_str());
        page.push_str(&format!(
            "| [{id}]({id}/README.md) {} | {}{} | {} | {} | {} | {} |\n",
            it.version,
            it.title,
            if it.unofficial {
                "（非官方示例）"
            } else {
                ""
            },
            judged(it),
            base.unwrap_or("–"),
            own_rules(book, it).count(),
            own_forms(book, it).count(),
            id = it.id,
        ));
    }
    page.push_str(
        "\n申报表的表名、年度、单位都符合的规则包来评判；都不符合的，由 `core` 评判。\n\
         写着“随……一起用”的不单独评判，它的规则随那个规则包一起用。\n\
         写自己的规则包，见《[十分钟写好第一条规则](../grammar/tutorial.md)》；\n\
         签名、发出去，和收到以后怎样核对，见《[发布规则包，收用规则包](SHIPPING.md)》。\n",
    );
    marked(&page, "the packs in this folder")
}

/// The page of each pack, with its path.
pub(super) fn pages() -> Vec<(String, String)> {
    packs()
        .map(|(book, it)| (format!("rules/{}/README.md", it.id), page(book, it)))
        .collect()
}

/// Each pack with the book that shows it: its own, and for one that joins others the last of them.
fn packs() -> impl Iterator<Item = (&'static Book, &'static Manifest)> {
    let books = &workspace().books;
    let judging = books.iter().map(|book| (book, book.manifest()));
    let last = books.last().into_iter();
    let joining = last.flat_map(|book| book.joined().iter().map(move |it| (book, it)));
    judging.chain(joining)
}

/// What the pack was made from: the comment that its manifest opens with, else public documents.
fn made_of(it: &Manifest) -> String {
    let manifest = read(&format!("rules/{}/pack.toml", it.id));
    match manifest
        .lines()
        .next()
        .and_then(|line| line.strip_prefix("# "))
    {
        Some(comment) => format!("{comment}\n"),
        None => "按公开的文件写成，".to_owned(),
    }
}

fn page(book: &Book, it: &Manifest) -> String {
    let mut page = format!("# {}：{}\n\n", it.id, it.title);
    if it.unofficial {
        page.push_str(&format!(
            "**非官方示例**：{}不是财政部门发布的，结果仅供参考。\n\n",
            made_of(it)
        ));
    }
    page.push_str(&format!("版本 {}。\n", it.version));
    match it.joins {
        true => page.push_str("不单独评判；随着它所依靠的规则包一起用。\n"),
        false => page.push_str(&format!("管{}。\n", judged(it))),
    }
    if let Some(base) = &it.builds_on {
        page.push_str(&format!(
            "建立在 [{id}](../{id}/README.md) {} 之上：那里的规则也都有效。\n",
            base.version,
            id = base.id
        ));
    }
    let rules: Vec<&Rule> = own_rules(book, it).collect();
    if !rules.is_empty() {
        page.push_str("\n## 规则\n\n| 规则 | 要求 | 级别 | 适用 |\n|---|---|---|---|\n");
        for rule in &rules {
            page.push_str(&format!(
                "| [`{}`](#{}) | {} | {} | {} |\n",
                rule.id,
                anchor(rule),
                cell(&rule.title),
                rule.severity.title(),
                subjects(rule)
            ));
        }
        for rule in &rules {
            page.push_str(&rule_entry(it, rule));
        }
    }
    page.push_str(&params::section(it));
    if !it.joins {
        page.push_str(&changes(book));
    }
    for form in own_forms(book, it) {
        page.push_str(&form_entry(form));
    }
    if !it.joins {
        page.push_str(&interfaces(book));
    }
    let from = format!("the files of `rules/{}`", it.id);
    marked(&page, &from)
}

fn judged(it: &Manifest) -> String {
    if let (true, Some(base)) = (it.joins, &it.builds_on) {
        return format!("随 {} 一起用", base.id);
    }
    let judges = &it.judges;
    let years = match it.years() {
        (Some(a), Some(b)) if a == b => format!("{a} 年度"),
        (Some(a), Some(b)) => format!("{a} 至 {b} 年度"),
        (Some(a), None) => format!("{a} 年度起"),
        (None, Some(b)) => format!("{b} 年度止"),
        (None, None) => "各年度".to_owned(),
    };
    let units = match judges.units.as_slice() {
        [] => "各单位".to_owned(),
        units => format!("名称含{}的单位", quoted(units)),
    };
    format!("{units}、{years}的申报表")
}

fn quoted(words: &[String]) -> String {
    let words: Vec<String> = words.iter().map(|it| format!("“{it}”")).collect();
    words.concat()
}

fn own_rules<'b>(book: &'b Book, pack: &'b Manifest) -> impl Iterator<Item = &'b Rule> {
    let rules = book.engine().rules().rules.iter();
    rules.filter(|rule| rule.pack == pack.id && !rule.off)
}

/// The forms of a pack; one that joins others has none.
fn own_forms<'b>(book: &'b Book, pack: &'b Manifest) -> impl Iterator<Item = &'b Form> {
    let forms = book.forms().iter().enumerate();
    forms
        .filter(|(index, _)| !pack.joins && book.is_own(*index))
        .map(|(_, form)| form)
}

/// The book of the pack that a pack builds on.
fn base(book: &Book) -> Option<&'static Book> {
    let wanted = &book.manifest().builds_on.as_ref()?.id;
    workspace()
        .books
        .iter()
        .find(|it| it.manifest().id == *wanted)
}

fn subjects(rule: &Rule) -> String {
    match rule.on.as_slice() {
        [] => "每一种表".to_owned(),
        on => on.join("、"),
    }
}

fn anchor(rule: &Rule) -> String {
    let title: String = rule
        .title
        .chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | ' '))
        .map(|c| if c == ' ' { '-' } else { c })
        .collect();
    format!("{}-{title}", rule.id)
}

fn rule_entry(pack: &Manifest, rule: &Rule) -> String {
    assert!(!rule.doc.is_empty(), "{} has no documentation", rule.id);
    assert!(!rule.basis.is_empty(), "{} has no basis", rule.id);
    let mut text = format!("\n### {} {}\n\n{}\n", rule.id, rule.title, rule.doc);
    text.push_str(&format!(
        "\n- 级别：{}{}\n- 适用：{}{}\n",
        rule.severity.title(),
        if rule.locked { "，锁定" } else { "" },
        subjects(rule),
        years(rule),
    ));
    for basis in &rule.basis {
        text.push_str(&format!("- 依据：{}\n", basis_words(basis)));
    }
    if let Some(help) = &rule.help {
        text.push_str(&format!("- 建议：{help}\n"));
    }
    if let Some(file) = file_of(pack, rule) {
        text.push_str(&format!("- 写法：[{file}]({file})\n"));
    }
    for (verdict, fails) in [("不通过", true), ("通过", false)] {
        for example in rule.examples.iter().filter(|it| it.fails == fails) {
            text.push_str(&format!(
                "- 例（{verdict}）：{}\n",
                example_words(&example.body)
            ));
        }
    }
    text
}

fn years(rule: &Rule) -> String {
    match (rule.since, rule.until) {
        (None, None) => String::new(),
        (Some(a), Some(b)) => format!("，{a} 至 {b} 年度"),
        (Some(a), None) => format!("，{a} 年度起"),
        (None, Some(b)) => format!("，{b} 年度止"),
    }
}

fn basis_words(basis: &Basis) -> String {
    let clause = match basis.clause.as_deref() {
        Some(number) if number.chars().all(|c| c.is_ascii_digit()) => format!(" 第 {number} 条"),
        Some(words) => format!(" {words}"),
        None => String::new(),
    };
    let quote = basis.quote.as_deref().map(|it| format!("“{it}”"));
    format!("{}{clause}{}", basis.document, quote.unwrap_or_default())
}

/// The rule file that a rule stands in.
fn file_of(pack: &Manifest, rule: &Rule) -> Option<String> {
    let folder = root().join("rules").join(&pack.id);
    let mut files: Vec<_> = fs::read_dir(folder)
        .ok()?
        .flatten()
        .map(|it| it.path())
        .collect();
    files.sort();
    let header = rule.text.lines().find(|line| !line.starts_with("///"))?;
    let file = files.iter().find(|path| {
        path.extension().is_some_and(|it| it == "rule")
            && fs::read_to_string(path).is_ok_and(|text| text.contains(header))
    })?;
    Some(file.file_name()?.to_string_lossy().into_owned())
}

fn example_words(body: &ExampleBody) -> String {
    let words = body.to_string();
    format!("`{}`", words.replace('`', "'"))
}

/// What a pack changes in the rules of the pack it builds on.
fn changes(book: &Book) -> String {
    let Some(base) = base(book) else {
        return String::new();
    };
    let mut rows = String::new();
    for rule in &book.engine().rules().rules {
        let known = base.engine().rules().rules.iter();
        let Some(before) = known
            .clone()
            .find(|it| it.id == rule.id && it.pack == rule.pack)
        else {
            continue;
        };
        let mut words = Vec::new();
        if rule.off != before.off {
            words.push("停用".to_owned());
        }
        if rule.severity != before.severity {
            let (from, to) = (before.severity.title(), rule.severity.title());
            words.push(format!("级别由{from}改为{to}"));
        }
        if rule.locked != before.locked {
            words.push("锁定".to_owned());
        }
        for basis in &rule.basis {
            if !before.basis.contains(basis) {
                words.push(format!("依据 {}", basis_words(basis)));
            }
        }
        if rule.help != before.help {
            words.push(format!("建议 {}", rule.help.clone().unwrap_or_default()));
        }
        if !words.is_empty() {
            rows.push_str(&format!(
                "| [`{}`](../{}/README.md#{}) | {} |\n",
                rule.id,
                rule.pack,
                anchor(rule),
                cell(&words.join("；"))
            ));
        }
    }
    if rows.is_empty() {
        return rows;
    }
    let id = &base.manifest().id;
    format!("\n## 对 {id} 的调整\n\n| 规则 | 调整 |\n|---|---|\n{rows}")
}

fn form_entry(form: &Form) -> String {
    let mut text = format!("\n## 表样：{}\n\n{}\n", form.name, form.doc);
    text.push_str(&format!("表名：{}。\n", form.titles.join("、")));
    let interfaces: Vec<String> = form
        .fills
        .iter()
        .map(|fills| {
            let other = fills
                .fields
                .iter()
                .filter(|(name, fields)| fields.as_slice() != std::slice::from_ref(name));
            let fields: Vec<String> = other
                .map(|(name, fields)| format!("{name} 是 {}", fields.join("、")))
                .collect();
            match fields.as_slice() {
                [] => fills.interface.clone(),
                fields => format!("{}（{}）", fills.interface, fields.join("；")),
            }
        })
        .collect();
    text.push_str(&format!("接口：{}。\n\n", interfaces.join("、")));
    text.push_str("| 栏目 | 填什么 | 必填 | 表上的写法 |\n|---|---|---|---|\n");
    for field in &form.fields {
        text.push_str(&field_row(field, 0));
    }
    text
}

fn field_row(field: &Field, depth: usize) -> String {
    let indent = "　".repeat(depth);
    let mut row = format!(
        "| {indent}{} | {} | {} | {} |\n",
        field.name,
        cell(&kind_words(&field.kind)),
        if field.required { "是" } else { "" },
        cell(&field.labels.join("、"))
    );
    if let FieldKind::List(list) = &field.kind {
        for inner in &list.fields {
            row.push_str(&field_row(inner, depth + 1));
        }
    }
    row
}

fn kind_words(kind: &FieldKind) -> String {
    match kind {
        FieldKind::Number(unit) if !unit.name().is_empty() => {
            format!("{}（{unit}）", kind.word())
        }
        FieldKind::Choice(choices) => {
            let words: Vec<&str> = choices.iter().map(|it| it.word.as_str()).collect();
            words.join("、")
        }
        FieldKind::Text
        | FieldKind::Year
        | FieldKind::Number(_)
        | FieldKind::Ordinal
        | FieldKind::Date
        | FieldKind::List(_) => kind.word().to_owned(),
    }
}

fn interfaces(book: &Book) -> String {
    let known = |name: &str| {
        base(book).is_some_and(|base| base.interfaces().iter().any(|it| it.name == name))
    };
    let own: Vec<_> = book
        .interfaces()
        .iter()
        .filter(|it| !known(&it.name))
        .collect();
    if own.is_empty() {
        return String::new();
    }
    let mut text = String::from(
        "\n## 接口\n\n\
         规则写明适用于哪个接口，就对所有具备它的申报表有效；不具备的，这条规则“不适用”。\n",
    );
    for interface in own {
        text.push_str(&format!(
            "\n### {}\n\n{}\n\n",
            interface.name, interface.doc
        ));
        text.push_str("| 栏目 | 填什么 |\n|---|---|\n");
        for field in &interface.fields {
            text.push_str(&interface_row(field, 0));
        }
    }
    text
}

fn interface_row(field: &Field, depth: usize) -> String {
    let indent = "　".repeat(depth);
    let kind = cell(&kind_words(&field.kind));
    let mut row = format!("| {indent}{} | {kind} |\n", field.name);
    if let FieldKind::List(list) = &field.kind {
        for inner in &list.fields {
            row.push_str(&interface_row(inner, depth + 1));
        }
    }
    row
}
