//! `jixiao pack check`: all that is wrong with a pack, and what it lacks to be shipped.

use std::path::PathBuf;

use clap::Args;

use super::super::exit::{Exit, tell};
use super::super::packs::Terms;
use super::super::terminal::ColorChoice;
use super::examine::examine;

/// Arguments of `pack check`.
#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    /// 规则包的文件夹或 .jxp 文件
    #[arg(value_name = "规则包", help_heading = "参数")]
    path: PathBuf,
    /// 它所依托的规则包，内置的不必写，可写多次
    #[arg(long, value_name = "路径")]
    pack: Vec<PathBuf>,
    /// 规则包没有信任的签名也核对
    #[arg(long)]
    allow_untrusted: bool,
}

/// Runs the command.
pub(super) fn run(arguments: &CheckArgs) -> Exit {
    let color = ColorChoice::Auto.stderr();
    let terms = Terms::writing(arguments.allow_untrusted);
    let examined = match examine(&arguments.path, &arguments.pack, &terms, color) {
        Ok(examined) => examined,
        Err(exit) => return exit,
    };
    examined.show_problems(color);
    let manifest = &examined.pack.manifest;
    let verdict = match examined.is_ready() {
        true => "可以发布",
        false => "还不能发布",
    };
    tell(&format!(
        "{} {}：自己的规则 {} 条，示例和案例 {} 个通过，{} 个未通过；{verdict}\n",
        manifest.id,
        manifest.version,
        examined.rules,
        examined.passed,
        examined.failures.len(),
    ));
    match examined.is_ready() {
        true => Exit::Clean,
        false => Exit::Findings,
    }
}
