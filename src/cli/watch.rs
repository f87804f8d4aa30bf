//! `jixiao watch`: a hot folder. A declaration is put in, its result appears beside it.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use crate::diag::{DocumentReport, Header, Subject, Summary};
use crate::vfs::{self, DiskFiles, FileKind, Files, reason};
use crate::workspace::{self, CheckOptions, Input, Selection, Workspace, display, result_path};
use crate::write::{self, PAGE, PAGE_HEAD};

use super::changes::{Change, Changes};
use super::exit::{self, Exit};
use super::packs::PackArgs;
use super::scope::{Scope, Unnamed};
use super::terminal::ColorChoice;

/// The longest result that is compared with a new one.
const LONGEST: usize = 1 << 20;

/// Arguments of `watch`.
#[derive(Debug, Args)]
pub(super) struct WatchArgs {
    /// 看守的文件夹，连同下面的文件夹；结果是“申报表的文件名.结果.txt”
    #[arg(value_name = "文件夹", help_heading = "参数")]
    folder: PathBuf,
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
        file: None,
    };
    let options = CheckOptions {
        policy: task.policy,
        jobs: 0,
    };
    let report = |document: DocumentReport| results.add(document);
    workspace::check(workspace, &DiskFiles, task.inputs, &options, report)?;
    results.finish()
}

/// Writes a result as soon as all declarations of its file are there.
struct Results {
    header: Header,
    /// The file at hand: its path and its declarations.
    file: Option<(String, Vec<DocumentReport>)>,
}

impl Results {
    fn add(&mut self, document: DocumentReport) -> Result<(), Exit> {
        // Waivers are looked at as a whole by `check`.
        if document.subject == Subject::Waivers {
            return Ok(());
        }
        match &mut self.file {
            Some((path, documents)) if *path == document.path => documents.push(document),
            _ => {
                self.finish()?;
                self.file = Some((document.path.clone(), vec![document]));
            }
        }
        Ok(())
    }

    fn finish(&mut self) -> Result<(), Exit> {
        let Some((path, documents)) = self.file.take() else {
            return Ok(());
        };
        let mut summary = Summary::default();
        documents.iter().for_each(|it| summary.add(it));
        let target = result_path(Path::new(&path));
        let page = page(&self.header, &documents, &summary);
        let done = page.and_then(|page| put(&target, &page));
        let words = match done {
            Ok(true) => format!(
                "{path}：必改 {}，应改 {}，提示 {}\n",
                summary.errors, summary.warnings, summary.hints
            ),
            Ok(false) => format!(
                "{path}：没有写结果，“{}”不是 jixiao 写的，不能覆盖\n",
                display(&target)
            ),
            Err(error) => format!("{path}：写不了“{}”：{}\n", display(&target), reason(&error)),
        };
        tell(&words)
    }
}

/// Says what has happened; the end when nobody listens any more.
fn tell(words: &str) -> Result<(), Exit> {
    let mut out = io::stdout();
    out.write_all(words.as_bytes())
        .and_then(|()| out.flush())
        .map_err(|_| Exit::Clean)
}

fn page(header: &Header, documents: &[DocumentReport], summary: &Summary) -> io::Result<Vec<u8>> {
    let mut writer = (PAGE.make)(&write::Options::default());
    let mut page = Vec::new();
    writer.begin(header, &mut page)?;
    for document in documents {
        writer.document(document, &mut page)?;
    }
    writer.end(summary, &mut page)?;
    Ok(page)
}

/// Writes a result, if nothing stands there or an earlier one.
fn put(path: &Path, page: &[u8]) -> io::Result<bool> {
    if DiskFiles.kind(path).is_some() {
        match DiskFiles.read_at_most(path, LONGEST)? {
            Some(before) if before == page => return Ok(true),
            Some(before) if before.starts_with(PAGE_HEAD.as_bytes()) => {}
            _ => return Ok(false),
        }
    }
    vfs::replace(path, page).map(|()| true)
}
