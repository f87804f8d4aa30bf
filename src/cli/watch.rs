//! `jixiao watch`: a hot folder. A declaration is put in, its result appears beside it.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use crate::diag::{DocumentReport, Header};
use crate::vfs::{DiskFiles, FileKind, Files};
use crate::workspace::{
    self, CheckOptions, Input, Selection, Workspace, annotated_path, display, result_path,
};

use super::changes::{Change, Changes};
use super::exit::{self, Exit};
use super::packs::PackArgs;
use super::results::{ByFile, Made, annotated, put_copy, put_page, summary};
use super::scope::{Scope, Unnamed};
use super::terminal::ColorChoice;

/// Arguments of `watch`.
#[derive(Debug, Args)]
pub(super) struct WatchArgs {
    /// 看守的文件夹，连同下面的文件夹；结果是“申报表的文件名.结果.txt”
    #[arg(value_name = "文件夹", help_heading = "参数")]
    folder: PathBuf,
    /// Word 和 Excel 文件旁边再放一份带批注的副本“文件名.批注.docx”
    #[arg(long)]
    annotate: bool,
    #[command(flatten)]
    packs: PackArgs,
}

/// Runs the command until the user ends it.
pub(super) fn run(arguments: &WatchArgs) -> Exit {
    guard(arguments).unwrap_or_else(|exit| exit)
}

fn guard(arguments: &WatchArgs) -> Result<Exit, Exit> {
    let folder = &arguments.folder;
    if DiskFiles.kind(folder) != Some(FileKind::Folder) {
        return Err(exit::fail(&format!("“{}”不是文件夹", display(folder))));
    }
    let paths = std::slice::from_ref(folder);
    let mut changes = Changes::of(paths, Vec::new())?;
    let mut known = None;
    // At first and by new rules every file is judged.
    let mut changed = None;
    loop {
        round(arguments, &mut changes, &mut known, changed.as_deref())?;
        if changed.is_none() {
            tell("等待申报表，按 Ctrl-C 结束。\n")?;
        }
        changed = match changes.wait() {
            Change::Stopped => return Ok(Exit::Clean),
            Change::Rules => {
                known = None;
                None
            }
            Change::Documents(paths) => Some(paths),
        };
    }
}

/// Judges the files that have changed, or all of them. What is wrong with packs and settings has
/// been said and may be mended.
fn round(
    arguments: &WatchArgs,
    changes: &mut Changes,
    known: &mut Option<Workspace>,
    changed: Option<&[PathBuf]>,
) -> Result<(), Exit> {
    let paths = std::slice::from_ref(&arguments.folder);
    let scope = Scope {
        paths,
        stdin_filename: None,
        show_skipped: false,
        packs: &arguments.packs,
        selection: Selection::default(),
        baseline: None,
        unnamed: Unnamed::None,
        color: ColorChoice::Auto.stderr(),
    };
    let Ok((config, sources)) = scope.config() else {
        return Ok(());
    };
    changes.follow(&arguments.packs.pack, &config)?;
    if known.is_none() {
        *known = scope.workspace(&config, sources).ok();
    }
    let Some(workspace) = known else {
        return Ok(());
    };
    let found = workspace::inputs(&DiskFiles, paths);
    let concerned = |path: &PathBuf| {
        let absolute = DiskFiles.absolute(path);
        changed.is_none_or(|changed| changed.iter().any(|it| absolute.starts_with(it)))
    };
    let files = found.files.into_iter().filter(concerned);
    let inputs: Vec<Input> = files.map(Input::Path).collect();
    let Ok(task) = scope.task_of(workspace, config, inputs, Vec::new()) else {
        return Ok(());
    };
    let task = task.excusing();
    let mut results = Results {
        header: workspace.header(),
        annotate: arguments.annotate,
        files: ByFile::default(),
    };
    let options = CheckOptions {
        policy: task.policy,
        jobs: 0,
    };
    let report = |document: DocumentReport| results.add(document);
    workspace::check(workspace, &DiskFiles, task.inputs, &options, report)?;
    results.finish()
}

/// Writes results as soon as all declarations of a file are there.
struct Results {
    header: Header,
    /// Whether office files get a copy with comments.
    annotate: bool,
    files: ByFile,
}

impl Results {
    fn add(&mut self, document: DocumentReport) -> Result<(), Exit> {
        match self.files.add(document) {
            Some((path, documents)) => self.write(&path, &documents),
            None => Ok(()),
        }
    }

    fn finish(&mut self) -> Result<(), Exit> {
        match self.files.last() {
            Some((path, documents)) => self.write(&path, &documents),
            None => Ok(()),
        }
    }

    fn write(&self, name: &str, documents: &[DocumentReport]) -> Result<(), Exit> {
        let path = Path::new(name);
        let target = result_path(path);
        let summary = summary(documents);
        let mut words = match put_page(&target, &self.header, documents) {
            Ok(()) => format!(
                "必改 {}，应改 {}，提示 {}",
                summary.errors, summary.warnings, summary.hints
            ),
            Err(why) => format!("没有写结果，{}", why.words(&target)),
        };
        if self.annotate
            && let Some(why) = annotate(path, documents)
        {
            words.push_str(&format!("；没有写批注，{why}"));
        }
        tell(&format!("{name}：{words}\n"))
    }
}

/// Writes the annotated copy of a file beside it; why there is none.
fn annotate(path: &Path, documents: &[DocumentReport]) -> Option<String> {
    let target = annotated_path(path);
    match annotated(path, documents, None) {
        // What somebody puts in under the name of a copy is an original.
        Made::Copy(_) if target == path => Some("它自己就是带批注的副本".to_owned()),
        Made::Copy(copy) => put_copy(&target, &copy).err().map(|why| why.words(&target)),
        Made::Page(why) => why.map(|why| why.words().to_owned()),
        Made::Unreadable => None,
        Made::Lost(why) => Some(why),
    }
}

/// Says what has happened; the end when nobody listens any more.
fn tell(words: &str) -> Result<(), Exit> {
    let mut out = io::stdout();
    out.write_all(words.as_bytes())
        .and_then(|()| out.flush())
        .map_err(|_| Exit::Clean)
}
