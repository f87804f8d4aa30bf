//! `jixiao pack impact`: what a new issue of a pack would find in declarations at hand, against the
//! old one: per rule with examples, per department, and who would be returned.

use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr;

use crate::revision::{self, Example, Gain, Impact, Office, RuleImpact, Totals, Unjudged, Verdict};
use crate::vfs::DiskFiles;
use crate::workspace::{self, CheckOptions, Input, Policy, Selection};

use super::super::exit::{Exit, fail, tell};
use super::super::format::Format;
use super::super::terminal::ColorChoice;
use super::diff::{heading, of_issue};
use super::issues::{IssueArgs, Page};

/// Arguments of `pack impact`.
#[derive(Debug, Args)]
pub(super) struct ImpactArgs {
    #[command(flatten)]
    issues: IssueArgs,
    /// 用来比较的申报表：文件或文件夹，如去年收到的
    #[arg(
        value_name = "申报表",
        help_heading = "参数",
        required = true,
        display_order = 3
    )]
    corpus: Vec<PathBuf>,
    /// 每条规则举几个例子
    #[arg(
        long,
        value_name = "数",
        default_value_t = 3,
        hide_default_value = true
    )]
    examples: usize,
    /// 草案也用：看看一条草案会影响谁
    #[arg(long)]
    preview: bool,
    /// 用几个线程；0（默认）为每个处理器核一个
    #[arg(
        long,
        value_name = "数",
        default_value_t = 0,
        hide_default_value = true
    )]
    jobs: usize,
    /// 格式：text（给人看，默认）、json（给程序用）
    #[arg(
        long,
        value_name = "格式",
        default_value = "text",
        hide_default_value = true,
        hide_possible_values = true
    )]
    format: Format,
}

/// Runs the command.
pub(super) fn run(arguments: &ImpactArgs) -> Exit {
    let inputs = match inputs(&arguments.corpus) {
        Ok(inputs) => inputs,
        Err(words) => return fail(&words),
    };
    let (old, new) = match arguments.issues.load(ColorChoice::Auto.stderr()) {
        Ok(issues) => issues,
        Err(exit) => return exit,
    };
    let options = CheckOptions {
        policy: Policy::of(Selection {
            drafts: arguments.preview,
            ..Selection::default()
        }),
        jobs: arguments.jobs,
    };
    let found = revision::impact(
        (&old, &new),
        &DiskFiles,
        inputs,
        &options,
        arguments.examples,
    );
    let Some(impact) = found else {
        return fail("规则包读不出来");
    };
    let text = match arguments.format {
        Format::Text => text(&impact, arguments.examples),
        Format::Json => format!("{:#}\n", whole(&impact)),
    };
    match tell(&text) {
        Exit::Clean if impact.documents == 0 => {
            fail("没有一份申报表是新旧两版都认识的，没有可比较的")
        }
        exit => exit,
    }
}

fn inputs(paths: &[PathBuf]) -> Result<Vec<Input>, String> {
    let found = workspace::inputs(&DiskFiles, paths);
    if let Some(words) = found.missing.first() {
        return Err(words.clone());
    }
    if found.files.is_empty() {
        let skipped = match found.skipped.len() {
            0 => String::new(),
            count => format!("（略过了 {count} 个别的文件）"),
        };
        return Err(format!("没有可比较的申报表{skipped}"));
    }
    Ok(found.files.into_iter().map(Input::Path).collect())
}

fn text(impact: &Impact, examples: usize) -> String {
    let mut page = Page::default();
    page.line(0, &heading(&impact.old, &impact.new));
    page.line(
        0,
        &format!(
            "两版各检查了 {} 份申报表，不管是哪个年度的；栏目的名称，两版表样的都认。",
            impact.documents
        ),
    );
    if !impact.new_fields.is_empty() {
        let fields = impact.new_fields.join("、");
        page.line(0, &format!("新表样多出来的栏目（{fields}）不算漏填。"));
    }
    totals(&mut page, impact);
    if impact.rules.is_empty() && impact.documents > 0 {
        page.heading("两版报的问题完全一样。");
    }
    rules(&mut page, impact, examples);
    offices(&mut page, &impact.offices);
    verdicts(&mut page, &impact.verdicts);
    unjudged(&mut page, &impact.unjudged);
    page.text
}

/// A row of numbers, each at the right of as many cells.
fn row(page: &mut Page, cells: &[(String, usize)], last: &str) {
    let mut line = String::new();
    for (text, width) in cells {
        let missing = width.saturating_sub(text.width());
        line.extend(std::iter::repeat_n(' ', missing));
        line.push_str(text);
    }
    let indent = line.len() - line.trim_start().len();
    let used = line.width();
    page.text.extend(std::iter::repeat_n(' ', indent));
    page.hanging(
        0,
        used.saturating_sub(indent),
        &format!("{}{last}", line.trim_start()),
    );
}

fn totals(page: &mut Page, impact: &Impact) {
    page.text.push('\n');
    let names = ["必改", "应改", "提示", "退回"];
    let cells = |first: &str, cells: [String; 4]| {
        let first = std::iter::once((first.to_owned(), 4));
        first
            .chain(cells.into_iter().map(|cell| (cell, 8)))
            .collect::<Vec<_>>()
    };
    row(page, &cells("", names.map(str::to_owned)), "");
    for (name, it) in [("旧版", impact.before), ("新版", impact.after)] {
        let numbers = [it.errors, it.warnings, it.hints, it.returned];
        row(
            page,
            &cells(name, numbers.map(|number| number.to_string())),
            "",
        );
    }
}

fn rules(page: &mut Page, impact: &Impact, examples: usize) {
    if impact.rules.is_empty() {
        return;
    }
    page.heading("规则");
    let widths = [8, 6, 6, 6, 8];
    let names = ["多出", "没了", "改重", "改轻", "份数"];
    let cells = |cells: [String; 5]| cells.into_iter().zip(widths).collect::<Vec<_>>();
    row(page, &cells(names.map(str::to_owned)), "");
    for rule in &impact.rules {
        let numbers = [
            rule.gained,
            rule.lost,
            rule.raised,
            rule.lowered,
            rule.documents,
        ];
        let name = format!("  {} {}", rule.rule, rule.title);
        row(
            page,
            &cells(numbers.map(|number| number.to_string())),
            &name,
        );
        if rule.is_suspect(impact.documents) {
            let share = percent(rule.after, impact.documents);
            page.line(
                6,
                &format!(
                    "注意：新版在 {} 份（{share}）里都报它，旧版 {} 份；可能太严，或者写错了",
                    rule.after, rule.before
                ),
            );
        }
        if rule.undecided > 0 {
            page.line(6, &format!("另有 {} 份，新版不能判定", rule.undecided));
        }
        for example in shown(rule, examples) {
            page.hanging(6, 4, &example_words(example));
        }
    }
}

/// A few examples: what came first, what went last.
fn shown(rule: &RuleImpact, most: usize) -> impl Iterator<Item = &Example> {
    let mut examples: Vec<&Example> = rule.examples.iter().collect();
    examples.sort_by_key(|it| it.gain);
    examples.into_iter().take(most)
}

fn example_words(example: &Example) -> String {
    let place = match &example.place {
        Some(place) => format!(" {place}"),
        None => format!(":{}", example.line),
    };
    let gain = gain(example.gain).1;
    format!("{gain} {}{place} {}", example.path, example.message)
}

/// The names of how a finding changed: for programs and for people.
fn gain(gain: Gain) -> (&'static str, &'static str) {
    match gain {
        Gain::Gained => ("gained", "多出"),
        Gain::Raised => ("raised", "改重"),
        Gain::Lowered => ("lowered", "改轻"),
        Gain::Lost => ("lost", "没了"),
    }
}

fn percent(part: usize, whole: usize) -> String {
    match whole {
        0 => "0%".to_owned(),
        _ => format!("{}%", part * 100 / whole),
    }
}

fn offices(page: &mut Page, offices: &[Office]) {
    if offices.is_empty() {
        return;
    }
    page.heading("单位");
    let widths = [8, 6, 6, 6, 6, 8];
    let names = ["旧版", "新版", "多出", "没了", "改级", "份数"];
    let cells = |cells: [String; 6]| cells.into_iter().zip(widths).collect::<Vec<_>>();
    row(page, &cells(names.map(str::to_owned)), "");
    for it in offices {
        let numbers = [
            it.before,
            it.after,
            it.gained,
            it.lost,
            it.regraded,
            it.documents,
        ];
        let name = format!("  {}", it.name);
        row(
            page,
            &cells(numbers.map(|number| number.to_string())),
            &name,
        );
    }
}

fn verdicts(page: &mut Page, verdicts: &[Verdict]) {
    for (returned, title) in [(true, "可收变为退回"), (false, "退回变为可收")] {
        let changed: Vec<&Verdict> = verdicts
            .iter()
            .filter(|it| it.returned == returned)
            .collect();
        if changed.is_empty() {
            continue;
        }
        page.heading(&format!("{title}：{} 份", changed.len()));
        for verdict in changed {
            let unit = verdict.unit.as_deref();
            let unit = unit.map(|unit| format!("  {unit}")).unwrap_or_default();
            page.hanging(2, 2, &format!("{}{unit}", verdict.path));
        }
    }
}

fn unjudged(page: &mut Page, unjudged: &[Unjudged]) {
    if unjudged.is_empty() {
        return;
    }
    page.heading(&format!("没有比较：{} 份", unjudged.len()));
    for it in unjudged {
        let by = match (it.by_old, it.by_new) {
            (true, _) => "旧版认识，新版不认识",
            (false, true) => "新版认识，旧版不认识",
            (false, false) => "两版都没有检查",
        };
        page.hanging(2, 2, &format!("{}  {by}：{}", it.path, it.reason));
    }
}

fn whole(impact: &Impact) -> Value {
    json!({
        "schema": "jixiao-pack-impact/1",
        "old": of_issue(&impact.old),
        "new": of_issue(&impact.new),
        "new_fields": impact.new_fields,
        "documents": impact.documents,
        "before": of_totals(impact.before),
        "after": of_totals(impact.after),
        "rules": impact.rules.iter().map(|it| of_rule(it, impact.documents)).collect::<Vec<_>>(),
        "units": impact.offices.iter().map(of_office).collect::<Vec<_>>(),
        "verdicts": impact.verdicts.iter().map(|it| json!({
            "path": it.path,
            "unit": it.unit,
            "returned": it.returned,
        })).collect::<Vec<_>>(),
        "not_compared": impact.unjudged.iter().map(|it| json!({
            "path": it.path,
            "by_old": it.by_old,
            "by_new": it.by_new,
            "reason": it.reason,
        })).collect::<Vec<_>>(),
    })
}

fn of_totals(totals: Totals) -> Value {
    json!({
        "error": totals.errors,
        "warning": totals.warnings,
        "hint": totals.hints,
        "returned": totals.returned,
    })
}

fn of_rule(rule: &RuleImpact, documents: usize) -> Value {
    json!({
        "rule": rule.rule,
        "title": rule.title,
        "gained": rule.gained,
        "lost": rule.lost,
        "raised": rule.raised,
        "lowered": rule.lowered,
        "undecided": rule.undecided,
        "documents": rule.documents,
        "documents_before": rule.before,
        "documents_after": rule.after,
        "suspect": rule.is_suspect(documents),
        "examples": rule.examples.iter().map(|it| json!({
            "change": gain(it.gain).0,
            "path": it.path,
            "line": it.line,
            "place": it.place,
            "message": it.message,
        })).collect::<Vec<_>>(),
    })
}

fn of_office(office: &Office) -> Value {
    json!({
        "name": office.name,
        "documents": office.documents,
        "before": office.before,
        "after": office.after,
        "gained": office.gained,
        "lost": office.lost,
        "regraded": office.regraded,
    })
}
