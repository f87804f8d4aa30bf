//! `jixiao test`: runs the examples and cases of packs.

use std::io::{self, Write};
use std::path::PathBuf;

use clap::Args;

use crate::trial::{self, PackTrial};

use super::exit::Exit;
use super::packs::{Terms, load};
use super::terminal::ColorChoice;

/// Arguments of `test`.
#[derive(Debug, Args)]
pub(super) struct TestArgs {
    /// 规则包的文件夹或 .jxp 文件；不写则运行内置规则包的示例
    #[arg(value_name = "规则包", help_heading = "参数")]
    packs: Vec<PathBuf>,
    /// 只运行名称里含有这段文字的
    #[arg(long, value_name = "文字")]
    filter: Option<String>,
    /// 规则包没有信任的签名也运行
    #[arg(long)]
    allow_untrusted: bool,
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
    let _ = io::stdout().write_all(text.as_bytes());
    match (passed, failed) {
        (0, 0) => super::exit::fail("没有可运行的示例或案例"),
        (_, 0) => Exit::Clean,
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
