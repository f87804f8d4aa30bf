//! `jixiao test`: runs the examples and cases of packs.

use std::io::{self, Write};
use std::path::PathBuf;

use clap::Args;

use crate::trial;

use super::check::load;
use super::exit::Exit;
use super::terminal::ColorChoice;

/// Arguments of `test`.
#[derive(Debug, Args)]
pub(super) struct TestArgs {
    /// 规则包的文件夹；不写则运行内置规则包的示例
    #[arg(value_name = "规则包", help_heading = "参数")]
    packs: Vec<PathBuf>,
    /// 只运行名称里含有这段文字的
    #[arg(long, value_name = "文字")]
    filter: Option<String>,
}

/// Runs the command.
pub(super) fn run(arguments: &TestArgs) -> Exit {
    let workspace = match load(&arguments.packs, ColorChoice::Auto.stderr()) {
        Ok(workspace) => workspace,
        Err(exit) => return exit,
    };
    let trials = trial::run(&workspace, &workspace.cases, arguments.filter.as_deref());
    let mut text = String::new();
    let (mut passed, mut failed) = (0, 0);
    for trial in &trials {
        for result in &trial.results {
            match &result.problem {
                None => passed += 1,
                Some(problem) => {
                    failed += 1;
                    let problem = problem.trim_end().replace('\n', "\n    ");
                    text.push_str(&format!(
                        "✗ {} {}\n    {problem}\n\n",
                        trial.pack, result.name
                    ));
                }
            }
        }
    }
    text.push_str(&format!("{passed} 个通过，{failed} 个未通过\n"));
    let _ = io::stdout().write_all(text.as_bytes());
    match (passed, failed) {
        (0, 0) => super::exit::fail("没有可运行的示例或案例"),
        (_, 0) => Exit::Clean,
        _ => Exit::Findings,
    }
}
