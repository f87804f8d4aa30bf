//! `jixiao test`: runs the examples and cases of packs.

use std::io::{self, Write};
use std::path::PathBuf;

use clap::Args;

use crate::trial::{self, Coverage, PackTrial};

use super::exit::Exit;
use super::packs::{Terms, load};
use super::terminal::ColorChoice;

/// Arguments of `test`.
#[derive(Debug, Args)]
pub(super) struct TestArgs {
    /// 规则包的文件夹或 .jxp 文件；不写则运行内置规则包的示例
    #[arg(value_name = "规则包", help_heading = "参数")]
    packs: Vec<PathBuf>,
    /// 只运行规则编号、规则名称或案例标题里含有这段文字的
    #[arg(long, value_name = "文字")]
    filter: Option<String>,
    /// 规则包没有信任的签名也运行
    #[arg(long)]
    allow_untrusted: bool,
    /// 列出没有试到的要求：每一项要求应当至少有一次不通过、一次通过
    #[arg(long)]
    coverage: bool,
    /// 试过不通过和通过的要求少于百分之几算没有通过（连同 --coverage）
    #[arg(
        long,
        value_name = "百分数",
        requires = "coverage",
        value_parser = clap::value_parser!(u8).range(..=100)
    )]
    threshold: Option<u8>,
}

/// Runs the command.
pub(super) fn run(arguments: &TestArgs) -> Exit {
    let terms = Terms::writing(arguments.allow_untrusted);
    let workspace = match load(&arguments.packs, &terms, ColorChoice::Auto.stderr()) {
        Ok(workspace) => workspace,
        Err(exit) => return exit,
    };
    let trials = trial::run(&workspace, &workspace.cases, arguments.filter.as_deref());
    let mut text = String::new();
    let (mut passed, mut failed) = (0, 0);
    for trial in &trials {
        let problems = failures(trial);
        failed += problems.len();
        passed += trial.results.len() - problems.len();
        text.extend(problems.iter().map(|problem| format!("{problem}\n")));
    }
    text.push_str(&format!("{passed} 个通过，{failed} 个未通过\n"));
    let mut below = false;
    if arguments.coverage {
        if arguments.packs.is_empty() {
            text.push_str("\n内置的规则包不带案例，下面只算规则里的示例\n");
        }
        let filter = arguments.filter.as_deref();
        for of in trial::coverage(&workspace, &workspace.cases, filter) {
            let wanted = usize::from(arguments.threshold.unwrap_or_default());
            below |= of.share() < wanted;
            text.push_str(&covered(&of, wanted));
        }
    }
    let _ = io::stdout().write_all(text.as_bytes());
    match (passed, failed) {
        (0, 0) => super::exit::fail("没有可运行的示例或案例"),
        (_, 0) if !below => Exit::Clean,
        _ => Exit::Findings,
    }
}

/// The examples and cases of a pack that did not come out as they say, a paragraph each.
pub(super) fn failures(trial: &PackTrial) -> Vec<String> {
    let results = trial.results.iter();
    let failed = results.filter_map(|result| {
        let problem = result.problem.as_ref()?;
        let problem = problem.trim_end().replace('\n', "\n    ");
        Some(format!("✗ {} {}\n    {problem}\n", trial.pack, result.name))
    });
    failed.collect()
}

/// What the trials of a pack cover, and what they do not.
fn covered(of: &Coverage, wanted: usize) -> String {
    let (full, share) = (of.full(), of.share());
    let count = of.requirements.len();
    let mut text = format!(
        "\n{}：{count} 项要求，{full} 项试过不通过和通过（{share}%）\n",
        of.pack
    );
    if share < wanted {
        text.push_str(&format!("  不到 {wanted}%\n"));
    }
    for it in of.requirements.iter().filter(|it| !it.is_full()) {
        let lacks = match (it.failed, it.passed) {
            (false, false) => "没有试到",
            (false, true) => "没有试过不通过",
            (true, _) => "没有试过通过",
        };
        let (number, all) = it.number;
        let number = if all > 1 {
            format!("（第 {number} 项，共 {all} 项）")
        } else {
            String::new()
        };
        let requirement = it.text.split_whitespace().collect::<Vec<_>>().join(" ");
        text.push_str(&format!("  {}{number} {lacks}：{requirement}\n", it.rule));
    }
    for (document, cited, missing) in &of.clauses {
        let list = |numbers: &[u32]| {
            let numbers: Vec<String> = numbers.iter().map(u32::to_string).collect();
            numbers.join("、")
        };
        text.push_str(&format!("  “{document}”有规则的条款：{}", list(cited)));
        if !missing.is_empty() {
            text.push_str(&format!("；没有规则的：{}", list(missing)));
        }
        text.push('\n');
    }
    text
}
