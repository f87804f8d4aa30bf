//! `jixiao pack check`: all that is wrong with a pack, and what it lacks to be shipped.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::vfs::{DiskFiles, FileKind, Files};

use super::super::exit::{Exit, note, tell};
use super::super::packs::Terms;
use super::super::terminal::ColorChoice;
use super::examine::examine;
use super::new::is_id;

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
    if let Some(other) = other_name(&arguments.path, &manifest.id) {
        note(&format!(
            "注意：文件夹叫“{other}”，pack.toml 里的编号是“{}”；复制来改的，先改 id",
            manifest.id
        ));
    }
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

/// The name of a folder that could be the id of a pack and is not that of this one.
fn other_name<'p>(path: &'p Path, id: &str) -> Option<&'p str> {
    let name = path.file_name()?.to_str()?;
    let is_folder = DiskFiles.kind(path) == Some(FileKind::Folder);
    let dated = name.ends_with(|last: char| last.is_ascii_digit());
    (is_folder && name != id && dated && is_id(name)).then_some(name)
}
