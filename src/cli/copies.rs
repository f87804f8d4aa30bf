//! The results of `check --annotate`: a folder with annotated copies of office files and pages for
//! texts, arranged as the files that were checked are.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::diag::{Applicability, DocumentReport, Header};
use crate::vfs::{DiskFiles, FileKind, Files};
use crate::workspace::{Input, annotated_path, display, result_path};

use super::exit::{self, Exit};
use super::results::{ByFile, Made, Unwritten, annotated, put_copy, put_page, summary};

/// Files that are named one by one when they have been written.
const NAMED: usize = 20;

/// The results of a run in a folder of their own.
pub(super) struct Copies {
    header: Header,
    folder: PathBuf,
    /// The paths that the command names.
    roots: Vec<PathBuf>,
    /// How far fixes become tracked changes.
    most: Option<Applicability>,
    /// Where the copy of each file goes, by its name in reports, and where its page goes.
    targets: BTreeMap<String, (PathBuf, PathBuf)>,
    files: ByFile,
    /// What was written and what it is.
    written: Vec<String>,
    /// For which files there is no copy, and why.
    without: Vec<String>,
    /// What went wrong.
    failures: Vec<String>,
    /// The system has refused to write: it is not asked again.
    stopped: bool,
}

impl Copies {
    /// Results of these files in `folder`. `roots` are the paths that the command names: below a
    /// folder the results are arranged as the files are. Fixes up to `most` become tracked changes.
    pub(super) fn new(
        folder: &Path,
        roots: &[PathBuf],
        inputs: &[Input],
        most: Option<Applicability>,
        header: &Header,
    ) -> Result<Self, Exit> {
        if DiskFiles.kind(folder) == Some(FileKind::File) {
            let words = format!("“{}”是文件，批注要放进文件夹", display(folder));
            return Err(exit::fail(&words));
        }
        let mut paths = Vec::new();
        for input in inputs {
            match input {
                Input::Path(path) => paths.push(path.as_path()),
                Input::Bytes(..) => return Err(exit::fail("标准输入没有原件，不能用 --annotate")),
            }
        }
        let originals: BTreeSet<PathBuf> = paths.iter().map(|it| DiskFiles.absolute(it)).collect();
        let mut taken = BTreeSet::new();
        let mut targets = BTreeMap::new();
        for path in paths {
            let below = folder.join(below(path, roots));
            if targets.contains_key(&display(path)) {
                continue;
            }
            let both = (1..)
                .map(|number| named(&below, number))
                .find(|(copy, page)| {
                    // Some file systems take capital and small letters for the same.
                    let key = |path: &Path| display(path).to_lowercase();
                    !taken.contains(&key(copy)) && !taken.contains(&key(page))
                });
            let (copy, page) = both.unwrap_or_default();
            if [&copy, &page]
                .iter()
                .any(|it| originals.contains(&DiskFiles.absolute(it)))
            {
                return Err(exit::fail(&format!(
                    "“{}”是要检查的文件，批注会盖住它，请换一个文件夹",
                    display(&copy)
                )));
            }
            taken.extend([&copy, &page].map(|it| display(it).to_lowercase()));
            targets.insert(display(path), (copy, page));
        }
        Ok(Self {
            header: header.clone(),
            folder: folder.to_owned(),
            roots: roots.to_vec(),
            most,
            targets,
            files: ByFile::default(),
            written: Vec::new(),
            without: Vec::new(),
            failures: Vec::new(),
            stopped: false,
        })
    }

    /// Takes the report of a declaration; writes the results of the file before it.
    pub(super) fn add(&mut self, document: DocumentReport) {
        if let Some((path, documents)) = self.files.add(document) {
            self.write(&path, &documents);
        }
    }

    /// Writes what is left and says what has been written; how the run ends if something was not.
    pub(super) fn finish(mut self) -> Result<(), Exit> {
        if let Some((path, documents)) = self.files.last() {
            self.write(&path, &documents);
        }
        match self.written.len() {
            count if count > NAMED => {
                exit::note(&format!(
                    "在“{}”里写了 {count} 份结果。",
                    display(&self.folder)
                ));
            }
            _ => self.written.iter().for_each(|it| exit::note(it)),
        }
        self.without.iter().for_each(|it| exit::note(it));
        for words in &self.failures {
            exit::fail(words);
        }
        match self.failures.is_empty() {
            true => Ok(()),
            false => Err(Exit::Failed),
        }
    }

    fn write(&mut self, name: &str, documents: &[DocumentReport]) {
        // A mended copy of a text is none of the files that were named.
        let own = || named(&self.folder.join(below(Path::new(name), &self.roots)), 1);
        let (copy, page) = self.targets.get(name).cloned().unwrap_or_else(own);
        if self.stopped {
            return;
        }
        let (target, done) = match annotated(Path::new(name), documents, self.most) {
            Made::Copy(made) => (&copy, put_copy(&copy, &made)),
            Made::Page(why) => {
                if let Some(why) = why {
                    self.without
                        .push(format!("{name} 没有带批注的副本：{}", why.words()));
                }
                (&page, put_page(&page, &self.header, documents))
            }
            Made::Unreadable => {
                self.without
                    .push(format!("{name} 没有带批注的副本：文件读不了，见检查结果"));
                return;
            }
            Made::Lost(why) => {
                self.failures.push(format!("{name} 没有写批注：{why}"));
                return;
            }
        };
        match done {
            Ok(()) => self
                .written
                .push(format!("已写 {}：{}", display(target), count(documents))),
            Err(why) => {
                self.stopped = matches!(why, Unwritten::Io(_));
                self.failures.push(why.words(target));
            }
        }
    }
}

/// The findings of a file in numbers.
fn count(documents: &[DocumentReport]) -> String {
    let found = summary(documents);
    format!(
        "必改 {}，应改 {}，提示 {}",
        found.errors, found.warnings, found.hints
    )
}

/// The path of a file below the folder that the command names, or its name.
fn below<'p>(path: &'p Path, roots: &[PathBuf]) -> &'p Path {
    let folders = roots
        .iter()
        .filter(|root| DiskFiles.kind(root) == Some(FileKind::Folder));
    let mut inside = folders.filter_map(|root| path.strip_prefix(root).ok());
    inside
        .next()
        .unwrap_or(Path::new(path.file_name().unwrap_or_default()))
}

/// Names of the copy and the page of a file. The second of one name has a number, and so on.
fn named(path: &Path, number: u32) -> (PathBuf, PathBuf) {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let path = match (number, name.rsplit_once('.')) {
        (1, _) => path.to_owned(),
        (_, Some((stem, ending))) => path.with_file_name(format!("{stem}.{number}.{ending}")),
        (_, None) => path.with_file_name(format!("{name}.{number}")),
    };
    (annotated_path(&path), result_path(&path))
}
