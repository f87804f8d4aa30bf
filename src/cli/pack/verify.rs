//! `jixiao pack verify`: whether a pack that was received is whole, signed and not an old one.

use std::path::PathBuf;

use clap::Args;

use crate::diag::Messages;
use crate::pack::{self, PackSource, locked};
use crate::source::SourceMap;
use crate::vfs::{self, DiskFiles, FileKind, Files, reason};
use crate::workspace::{self, display};

use super::super::exit::{self, Exit, fail, tell};
use super::super::packs::{Terms, lock, lock_path, settings, trust};
use super::super::terminal::ColorChoice;

/// Arguments of `pack verify`.
#[derive(Debug, Args)]
pub(super) struct VerifyArgs {
    /// 收到的 .jxp 文件
    #[arg(value_name = "规则包", help_heading = "参数")]
    path: PathBuf,
    /// 核对无误就记在 jixiao.lock 里，以后拒绝比它旧的
    #[arg(long)]
    lock: bool,
    /// 没有信任的签名也算通过
    #[arg(long)]
    allow_untrusted: bool,
}

/// Runs the command.
pub(super) fn run(arguments: &VerifyArgs) -> Exit {
    let color = ColorChoice::Auto.stderr();
    let path = &arguments.path;
    if DiskFiles.kind(path) == Some(FileKind::Folder) {
        let shown = display(path);
        return fail(&format!(
            "“{shown}”是文件夹，没有可以核对的清单和签名\n核对写法和案例用 jixiao pack check"
        ));
    }
    let trust = match trust(&Terms::using(arguments.allow_untrusted), color) {
        Ok(trust) => trust,
        Err(exit) => return exit,
    };
    let mut sources = SourceMap::default();
    let mut diagnostics = Vec::new();
    let admitted = workspace::admit(&DiskFiles, path, &trust, &mut sources, &mut diagnostics);
    let pack = match admitted {
        Ok(pack) => pack,
        Err(error) => return exit::fail_load(error, color),
    };
    let broken = pack::has_errors(&diagnostics);
    exit::say(
        &Messages {
            diagnostics,
            sources,
        },
        color,
    );
    if broken {
        return fail("规则包有错误");
    }
    let known = trust.lock.get(&pack.manifest.id);
    let known = known.map(|known| known.sequence);
    let mut words = words(&pack, known);
    if arguments.lock {
        match remember(&pack, color) {
            Ok(path) => words.push_str(&format!("记在 {path}\n")),
            Err(exit) => return exit,
        }
    }
    tell(&words)
}

fn words(pack: &PackSource, known: Option<u64>) -> String {
    let manifest = &pack.manifest;
    let signed = match pack.seal.signer() {
        Some(signer) => format!("{signer}，核对无误"),
        None => pack.seal.words(),
    };
    let sequence = manifest.sequence.unwrap_or_default();
    let known = match known {
        None => "，jixiao.lock 里没有记过".to_owned(),
        Some(known) if known == sequence => "，与 jixiao.lock 里记的相同".to_owned(),
        Some(known) => format!("，高于 jixiao.lock 里记的 {known}"),
    };
    format!(
        "{} {}  {}\n内容：与清单一致，摘要 {}\n签名：{signed}\n序号：{sequence}{known}\n",
        manifest.id, manifest.version, manifest.title, pack.digest
    )
}

/// Writes the issue into the lock; the path of the lock for people.
fn remember(pack: &PackSource, color: bool) -> Result<String, Exit> {
    let (config, _) = settings(color)?;
    let mut lock = lock(&config)?;
    lock.put(locked(&pack.manifest, &pack.digest, &pack.seal));
    let path = lock_path(&config);
    let shown = display(&path);
    vfs::replace(&path, lock.text().as_bytes())
        .map_err(|error| fail(&format!("写不了“{shown}”：{}", reason(&error))))?;
    Ok(shown)
}
