//! `jixiao check --fix`: what is applied, and where the mended files stand.
//!
//! Nothing is written over what the user has made: a copy stands beside it or in a folder of its
//! own, unless the user asks for the file itself to be changed.

use std::collections::BTreeSet;
use std::io;
use std::path::{Component, Path, PathBuf};

use clap::Args;

use crate::diag::{Applicability, DocumentReport};
use crate::vfs::{self, DiskFiles, FileKind, Files};
use crate::workspace::{Mended, copy_path, display};

use super::exit;

/// The arguments about fixes.
#[derive(Debug, Args)]
pub(super) struct FixArgs {
    /// 改正意思不变的（标点、空格、编号等），写成旁边的副本“x.修正.txt”，再检查改过的
    #[arg(long)]
    pub(super) fix: bool,
    /// 需要确认的（错字、单位写法等）也改，与 --fix 或 --diff 同用
    #[arg(long)]
    unsafe_fixes: bool,
    /// 不写文件，只显示 --fix 要改的地方；有要改的地方时退出码为1
    #[arg(long)]
    pub(super) diff: bool,
    /// 与 --fix 同用：副本写进这个文件夹
    #[arg(long, value_name = "文件夹")]
    fix_to: Option<PathBuf>,
    /// 与 --fix 同用：直接改原文件，字符集和换行不变
    #[arg(long)]
    in_place: bool,
}

impl FixArgs {
    /// How far fixes are applied; `None` when they are not.
    pub(super) fn most(&self) -> Option<Applicability> {
        let most = match self.unsafe_fixes {
            true => Applicability::Unsafe,
            false => Applicability::Safe,
        };
        (self.fix || self.diff).then_some(most)
    }

    /// What is wrong with the arguments as they stand together.
    pub(super) fn check(&self, paths: &[PathBuf]) -> Result<(), &'static str> {
        let writes = self.fix && !self.diff;
        if self.unsafe_fixes && self.most().is_none() {
            return Err("--unsafe-fixes 要和 --fix 或 --diff 一起用");
        }
        if (self.fix_to.is_some() || self.in_place) && !writes {
            return Err("--fix-to、--in-place 要和 --fix 一起用，不能和 --diff 一起用");
        }
        if self.fix_to.is_some() && self.in_place {
            return Err("--fix-to 和 --in-place 只能用一个");
        }
        if writes && paths.iter().any(|path| path.as_os_str() == "-") {
            return Err("标准输入没有文件可改；用 --diff 显示要改的地方");
        }
        Ok(())
    }

    /// Where mended files are written.
    pub(super) fn copies<'a>(&'a self, paths: &'a [PathBuf]) -> Copies<'a> {
        Copies {
            to: match (&self.fix_to, self.in_place) {
                (Some(folder), _) => To::Folder(folder),
                (None, true) => To::Itself,
                (None, false) => To::Beside,
            },
            paths,
            taken: BTreeSet::new(),
        }
    }
}

/// Where mended files are written.
enum To<'a> {
    /// Beside the original, under another name.
    Beside,
    /// In a folder, by the path below the folder that was named.
    Folder(&'a Path),
    /// In place of the original.
    Itself,
}

/// Writes mended files.
pub(super) struct Copies<'a> {
    to: To<'a>,
    /// The files and folders that were named.
    paths: &'a [PathBuf],
    /// The files written so far.
    taken: BTreeSet<PathBuf>,
}

impl Copies<'_> {
    /// Writes a mended file; what reports call it from now on. What cannot be written as a copy is
    /// told and left alone.
    pub(super) fn write(&mut self, mended: &Mended) -> Result<String, (PathBuf, io::Error)> {
        let name = &mended.name;
        let Some(bytes) = &mended.bytes else {
            exit::note(&format!(
                "“{name}”没有改：里面有无法辨认的字符，写回去会丢失；请先另存为 UTF-8 文本"
            ));
            return Ok(name.clone());
        };
        let original = Path::new(name);
        let copy = self.place(original);
        let (from, to) = (DiskFiles.absolute(original), DiskFiles.absolute(&copy));
        let over = !matches!(self.to, To::Itself) && from == to;
        if over || DiskFiles.kind(&copy) == Some(FileKind::Folder) || !self.taken.insert(to) {
            let reason = match over {
                true => "那就是原文件",
                false => "已有同名的",
            };
            let shown = display(&copy);
            let error = io::Error::other(format!("{reason}，“{name}”没有改"));
            return Err((PathBuf::from(shown), error));
        }
        vfs::replace(&copy, bytes).map_err(|error| (copy.clone(), error))?;
        let shown = display(&copy);
        let count = mended.findings;
        exit::note(&match self.to {
            To::Itself => format!("已改 {count} 处：{shown}"),
            To::Beside | To::Folder(_) => format!("已改 {count} 处：{name} → {shown}"),
        });
        Ok(shown)
    }

    fn place(&self, original: &Path) -> PathBuf {
        match self.to {
            To::Itself => original.to_owned(),
            To::Beside => copy_path(original),
            To::Folder(folder) => folder.join(self.below(original)),
        }
    }

    /// The path of a file below the folder that was named, or its name alone.
    fn below(&self, original: &Path) -> PathBuf {
        let absolute = DiskFiles.absolute(original);
        let mut folders: Vec<PathBuf> =
            self.paths.iter().map(|it| DiskFiles.absolute(it)).collect();
        if folders.is_empty() {
            folders.push(DiskFiles.absolute(Path::new("")));
        }
        let inside = folders
            .iter()
            .filter_map(|it| absolute.strip_prefix(it).ok());
        let inside = inside.filter(|it| !it.as_os_str().is_empty());
        let shortest = inside.min_by_key(|it| it.components().count());
        let name = || PathBuf::from(original.file_name().unwrap_or_default());
        let plain = |it: &&Path| {
            it.components()
                .all(|part| matches!(part, Component::Normal(_)))
        };
        shortest.filter(plain).map_or_else(name, Path::to_owned)
    }
}

/// Whether a document has fixes that are no change of a text: those of an office file.
pub(super) fn is_left(document: &DocumentReport, most: Applicability) -> bool {
    let office = !document.source.anchors().is_empty();
    office
        && document
            .open()
            .any(|it| it.fixable().is_some_and(|it| it <= most))
}

/// Says what to do about office files that were left alone.
pub(super) fn tell_left(names: &BTreeSet<String>) {
    for name in names {
        exit::note(&format!(
            "“{name}”没有改：--fix 只改文本和 TOML；Word 文档加上 --annotate 写成修订，由人接受，电子表格由人自己改"
        ));
    }
}
