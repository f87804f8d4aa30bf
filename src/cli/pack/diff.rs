//! `jixiao pack diff`: what changed from one issue of a pack to the next, in words for a department.

use clap::Args;
use serde_json::{Value, json};

use crate::revision::{
    self, Aspect, Change, Changes, Edit, Fate, FormChanges, Issue, Line, RuleChanges, ValueChanges,
};

use super::super::exit::{Exit, tell};
use super::super::format::Format;
use super::super::terminal::ColorChoice;
use super::issues::{IssueArgs, Page};

/// Arguments of `pack diff`.
#[derive(Debug, Args)]
pub(super) struct DiffArgs {
    #[command(flatten)]
    issues: IssueArgs,
    /// 格式：text（给人看，默认）、json（给程序用）
    #[arg(
        long,
        value_name = "格式",
        default_value = "text",
        hide_default_value = true,
        hide_possible_values = true
    )]
    format: Format,
    /// 有变化时退出码为 1
    #[arg(long)]
    exit_code: bool,
}

/// Runs the command.
pub(super) fn run(arguments: &DiffArgs) -> Exit {
    let (old, new) = match arguments.issues.load(ColorChoice::Auto.stderr()) {
        Ok(issues) => issues,
        Err(exit) => return exit,
    };
    let changes = revision::compare(&old, &new);
    let text = match arguments.format {
        Format::Text => text(&changes),
        Format::Json => format!("{:#}\n", whole(&changes)),
    };
    match tell(&text) {
        Exit::Clean if arguments.exit_code && !changes.is_empty() => Exit::Findings,
        exit => exit,
    }
}

/// The heading of a comparison.
pub(super) fn heading(old: &Issue, new: &Issue) -> String {
    let named = |it: &Issue| {
        let nature = if it.unofficial {
            "（非官方示例）"
        } else {
            ""
        };
        format!("{} {}{nature}", it.id, it.version)
    };
    format!("{} → {}", named(old), named(new))
}

fn text(changes: &Changes) -> String {
    let mut page = Page::default();
    page.line(0, &heading(&changes.old, &changes.new));
    if changes.is_empty() {
        page.line(
            0,
            match changes.other_files {
                true => "对填报和检查没有影响：改的只是写法、注释、示例或者案例。",
                false => "没有变化。",
            },
        );
        return page.text;
    }
    if !changes.pack.is_empty() {
        page.heading("规则包");
        changes.pack.iter().for_each(|it| change(&mut page, 2, it));
    }
    for form in &changes.forms {
        self::form(&mut page, form);
    }
    if !changes.rules.is_empty() {
        page.heading("规则");
        for fate in [Fate::Added, Fate::Removed, Fate::Changed] {
            let rules = changes.rules.iter().filter(|it| it.fate == fate);
            rules.for_each(|it| rule(&mut page, it));
        }
    }
    if !changes.values.is_empty() {
        page.heading("参数和词表");
        changes.values.iter().for_each(|it| value(&mut page, it));
    }
    page.text
}

fn form(page: &mut Page, form: &FormChanges) {
    page.heading(&match form.fate {
        Fate::Added => format!("新增的表：{}", form.form),
        Fate::Removed => format!("取消的表：{}", form.form),
        Fate::Changed => format!("表样：{}", form.form),
    });
    form.changes.iter().for_each(|it| change(page, 2, it));
}

fn rule(page: &mut Page, rule: &RuleChanges) {
    let name = format!("{} {}", rule.rule, rule.title);
    match rule.fate {
        Fate::Added => {
            page.hanging(2, 6, &format!("新增  {name}（{}）", rule.severity.title()));
            page.hanging(8, 0, &rule.doc);
            let told = |it: &&Change| !matches!(&it.edit, Edit::Added(forms) if forms.is_empty());
            for it in rule.changes.iter().filter(told) {
                match &it.edit {
                    Edit::Added(words) => page.line(8, &format!("{}：{words}", it.aspect.title())),
                    Edit::Words { added, .. } => {
                        page.line(8, &format!("{}：{}", it.aspect.title(), added.join("；")));
                    }
                    Edit::Removed | Edit::Replaced { .. } | Edit::Lines(_) => {}
                }
            }
        }
        Fate::Removed => {
            let gone = rule.gone.as_ref();
            let successor = gone.and_then(|gone| gone.successor.as_ref());
            let successor = successor
                .map(|id| format!("，由 {id} 接替"))
                .unwrap_or_default();
            let how = gone.map(|gone| gone.how).unwrap_or_default();
            page.hanging(2, 6, &format!("取消  {name}：{how}{successor}"));
        }
        Fate::Changed => {
            page.hanging(2, 6, &format!("改动  {name}"));
            rule.changes.iter().for_each(|it| change(page, 8, it));
        }
    }
}

fn value(page: &mut Page, value: &ValueChanges) {
    let subject = format!("{} {}", value.kind.title(), value.name);
    edit(page, 2, &subject, &value.edit);
    if !value.rules.is_empty() {
        page.line(4, &format!("用到它的规则：{}", value.rules.join("、")));
    }
}

fn change(page: &mut Page, indent: usize, change: &Change) {
    let title = change.aspect.title();
    match (change.aspect, &change.edit) {
        (Aspect::Field, Edit::Added(what)) => {
            page.line(indent, &format!("新的栏目 {}：{what}", change.subject));
        }
        (Aspect::Field, Edit::Removed) => {
            page.line(indent, &format!("取消栏目 {}", change.subject));
        }
        (Aspect::FieldName, Edit::Replaced { old, new }) => {
            page.line(indent, &format!("栏目改名 {old} → {new}"));
        }
        (_, it) => {
            let subject = match change.subject.as_str() {
                "" => title.to_owned(),
                subject => format!("{subject} {title}"),
            };
            edit(page, indent, &subject, it);
        }
    }
}

fn edit(page: &mut Page, indent: usize, subject: &str, edit: &Edit) {
    let shown = |text: &str| match text {
        "" => "（无）".to_owned(),
        text => text.to_owned(),
    };
    match edit {
        Edit::Added(what) if what.is_empty() => page.line(indent, &format!("{subject}：新增")),
        Edit::Added(what) => page.line(indent, &format!("{subject}：新增，{what}")),
        Edit::Removed => page.line(indent, &format!("{subject}：取消")),
        Edit::Replaced { old, new } if old.contains('\n') || new.contains('\n') => {
            page.line(indent, &format!("{subject}："));
            page.line(
                indent + 2,
                &format!("原来 {}", shown(&old.replace('\n', ""))),
            );
            page.line(
                indent + 2,
                &format!("现在 {}", shown(&new.replace('\n', ""))),
            );
        }
        Edit::Replaced { old, new } => {
            page.line(
                indent,
                &format!("{subject}：{} → {}", shown(old), shown(new)),
            );
        }
        Edit::Words { added, removed } => {
            let parts = [("加", added), ("去", removed)];
            let parts = parts.iter().filter(|(_, words)| !words.is_empty());
            let parts: Vec<String> = parts
                .map(|(sign, words)| format!("{sign} {}", words.join("、")))
                .collect();
            page.line(indent, &format!("{subject}：{}", parts.join("；")));
        }
        Edit::Lines(lines) => {
            page.line(indent, &format!("{subject}："));
            for line in lines {
                let (sign, line) = match line {
                    Line::Same(line) => (' ', line),
                    Line::Removed(line) => ('-', line),
                    Line::Added(line) => ('+', line),
                };
                page.text.extend(std::iter::repeat_n(' ', indent + 2));
                page.text.push(sign);
                let depth = line.len() - line.trim_start().len() + 1;
                page.line_behind(indent + 3, depth, line);
            }
        }
    }
}

fn whole(changes: &Changes) -> Value {
    let form = |it: &FormChanges| {
        json!({
            "form": it.form,
            "change": it.fate.name(),
            "changes": it.changes.iter().map(of_change).collect::<Vec<_>>(),
        })
    };
    let rule = |it: &RuleChanges| {
        json!({
            "rule": it.rule,
            "title": it.title,
            "severity": it.severity.name(),
            "change": it.fate.name(),
            "successor": it.gone.as_ref().and_then(|gone| gone.successor.as_ref()),
            "changes": it.changes.iter().map(of_change).collect::<Vec<_>>(),
        })
    };
    let value = |it: &ValueChanges| {
        json!({
            "kind": it.kind.name(),
            "name": it.name,
            "edit": of_edit(&it.edit),
            "rules": it.rules,
        })
    };
    json!({
        "schema": "jixiao-pack-diff/1",
        "old": of_issue(&changes.old),
        "new": of_issue(&changes.new),
        "pack": changes.pack.iter().map(of_change).collect::<Vec<_>>(),
        "forms": changes.forms.iter().map(form).collect::<Vec<_>>(),
        "rules": changes.rules.iter().map(rule).collect::<Vec<_>>(),
        "values": changes.values.iter().map(value).collect::<Vec<_>>(),
    })
}

/// An issue for programs.
pub(super) fn of_issue(issue: &Issue) -> Value {
    json!({
        "id": issue.id,
        "version": issue.version,
        "title": issue.title,
        "unofficial": issue.unofficial,
    })
}

fn of_change(change: &Change) -> Value {
    json!({
        "aspect": change.aspect.name(),
        "subject": change.subject,
        "edit": of_edit(&change.edit),
    })
}

fn of_edit(edit: &Edit) -> Value {
    match edit {
        Edit::Added(what) => json!({"kind": "added", "new": what}),
        Edit::Removed => json!({"kind": "removed"}),
        Edit::Replaced { old, new } => json!({"kind": "replaced", "old": old, "new": new}),
        Edit::Words { added, removed } => {
            json!({"kind": "words", "added": added, "removed": removed})
        }
        Edit::Lines(lines) => {
            let lines = lines.iter().map(|line| match line {
                Line::Same(line) => format!(" {line}"),
                Line::Removed(line) => format!("-{line}"),
                Line::Added(line) => format!("+{line}"),
            });
            json!({"kind": "lines", "lines": lines.collect::<Vec<_>>()})
        }
    }
}
