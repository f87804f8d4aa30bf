//! `jixiao pack build`: the archive of a pack that is in order.

use std::path::PathBuf;

use clap::Args;

use crate::pack::{self, BuildError, Built};
use crate::vfs::{self, DiskFiles, FileKind, Files, reason};
use crate::workspace::display;

use super::super::exit::{Exit, fail, tell};
use super::super::packs::Terms;
use super::super::terminal::ColorChoice;
use super::examine::examine;

/// Arguments of `pack build`.
#[derive(Debug, Args)]
pub(super) struct BuildArgs {
    /// 规则包的文件夹
    #[arg(value_name = "文件夹", help_heading = "参数")]
    folder: PathBuf,
    /// 写到哪个文件夹；不写则为当前文件夹
    #[arg(long, value_name = "文件夹")]
    output: Option<PathBuf>,
    /// 它所依托的规则包，内置的不必写，可写多次
    #[arg(long, value_name = "路径")]
    pack: Vec<PathBuf>,
    /// 同一版本已经生成过，内容不同也覆盖
    #[arg(long)]
    force: bool,
}

/// Runs the command.
pub(super) fn run(arguments: &BuildArgs) -> Exit {
    if DiskFiles.kind(&arguments.folder) == Some(FileKind::File) {
        let shown = display(&arguments.folder);
        return fail(&format!("“{shown}”是文件；生成规则包要写它的文件夹"));
    }
    let color = ColorChoice::Auto.stderr();
    let terms = Terms::writing(false);
    let examined = match examine(&arguments.folder, &arguments.pack, &terms, color) {
        Ok(examined) => examined,
        Err(exit) => return exit,
    };
    examined.show_problems(color);
    if !examined.is_ready() {
        return fail("规则包还不能发布，没有生成文件");
    }
    let source = &examined.pack;
    let manifest = &source.manifest;
    let base = manifest.builds_on.as_ref().and_then(|base| {
        let (book, _) = examined.workspace.book_of(&manifest.id)?;
        book.packs().iter().find(|pack| pack.id == base.id)
    });
    let built = match pack::build(&DiskFiles, source, base) {
        Ok(built) => built,
        Err(BuildError::Io(error)) => return fail(&format!("没有生成：{}", reason(&error))),
        Err(BuildError::Refused(refusal)) => {
            return fail(&refusal.words(&display(&arguments.folder)));
        }
    };
    let folder = arguments.output.clone().unwrap_or_default();
    write(
        &folder.join(manifest.archive_name()),
        &built,
        arguments.force,
    )
}

fn write(path: &std::path::Path, built: &Built, force: bool) -> Exit {
    let shown = display(path);
    let known = DiskFiles.read(path).ok();
    if known.as_ref().is_some_and(|known| *known != built.bytes) && !force {
        return fail(&format!(
            "已经有“{shown}”了，内容不同，没有覆盖\n发布过的，提高 version 和 sequence；没有发布过的，加 --force"
        ));
    }
    if let Err(error) = vfs::replace(path, &built.bytes) {
        return fail(&format!("写不了“{shown}”：{}", reason(&error)));
    }
    let mut words = format!(
        "生成了 {shown}：{} 个文件，摘要 {}\n",
        built.files, built.digest
    );
    if !built.left_out.is_empty() {
        words.push_str(&format!("没有收进去：{}\n", built.left_out.join("、")));
    }
    words.push_str(&format!("签名：jixiao pack sign --key 私钥 {shown}\n"));
    tell(&words)
}
