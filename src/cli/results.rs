//! Results of single files: annotated copies of office files, pages for texts. Nothing is written
//! over what somebody else has made.

use std::io;
use std::path::Path;

use crate::annotate::{Annotated, Kind, Refusal, annotate, is_untouched_copy};
use crate::diag::{Applicability, DocumentReport, Header, Subject, Summary};
use crate::vfs::{self, DiskFiles, Files, reason};
use crate::workspace::{display, text_view};
use crate::write::{self, PAGE, PAGE_HEAD};

/// The longest file that is compared with what is to stand in its place.
const LONGEST: usize = 1 << 30;

/// Declarations until all of one file are there.
#[derive(Default)]
pub(super) struct ByFile {
    at_hand: Option<(String, Vec<DocumentReport>)>,
}

impl ByFile {
    /// Takes a declaration and gives back those of the file before it, once they are complete.
    pub(super) fn add(
        &mut self,
        document: DocumentReport,
    ) -> Option<(String, Vec<DocumentReport>)> {
        // Waivers are looked at as a whole by `check`.
        if document.subject == Subject::Waivers {
            return None;
        }
        match &mut self.at_hand {
            Some((path, documents)) if *path == document.path => {
                // A file that is named twice is judged twice.
                if documents.iter().all(|it| it.part != document.part) {
                    documents.push(document);
                }
                None
            }
            _ => {
                let next = (document.path.clone(), vec![document]);
                self.at_hand.replace(next)
            }
        }
    }

    /// The declarations of the last file.
    pub(super) fn last(&mut self) -> Option<(String, Vec<DocumentReport>)> {
        self.at_hand.take()
    }
}

/// Why something was not written.
pub(super) enum Unwritten {
    /// Something stands there that is not ours, or that somebody has worked on since.
    Foreign,
    /// The system says no.
    Io(io::Error),
}

impl Unwritten {
    /// Why, in words, for the file at `path`.
    pub(super) fn words(&self, path: &Path) -> String {
        let path = display(path);
        match self {
            Unwritten::Foreign => format!(
                "“{path}”不是 jixiao 写的，或者写后有人改过，没有覆盖；请先改名或移走，或者另指一个文件夹"
            ),
            Unwritten::Io(error) => format!("写不了“{path}”：{}", reason(error)),
        }
    }
}

/// Writes a result where nothing stands or an earlier one that is `ours`.
pub(super) fn put(path: &Path, bytes: &[u8], ours: fn(&[u8]) -> bool) -> Result<(), Unwritten> {
    if DiskFiles.kind(path).is_some() {
        let before = DiskFiles.read_at_most(path, LONGEST);
        match before.map_err(Unwritten::Io)? {
            Some(before) if before == bytes => return Ok(()),
            Some(before) if ours(&before) => {}
            _ => return Err(Unwritten::Foreign),
        }
    }
    vfs::replace(path, bytes).map_err(Unwritten::Io)
}

/// Writes a page of results, in place of an earlier one.
pub(super) fn put_page(
    path: &Path,
    header: &Header,
    documents: &[DocumentReport],
) -> Result<(), Unwritten> {
    let page = page(header, documents).map_err(Unwritten::Io)?;
    put(path, &page, |it| it.starts_with(PAGE_HEAD.as_bytes()))
}

/// Writes an annotated copy, in place of an earlier one that nobody has worked on.
pub(super) fn put_copy(path: &Path, copy: &Annotated) -> Result<(), Unwritten> {
    put(path, &copy.bytes, is_untouched_copy)
}

/// What is told of the declarations of one file.
pub(super) fn summary(documents: &[DocumentReport]) -> Summary {
    let mut summary = Summary::default();
    documents.iter().for_each(|it| summary.add(it));
    summary
}

fn page(header: &Header, documents: &[DocumentReport]) -> io::Result<Vec<u8>> {
    let mut writer = (PAGE.make)(&write::Options::default());
    let mut page = Vec::new();
    writer.begin(header, &mut page)?;
    for document in documents {
        writer.document(document, &mut page)?;
    }
    writer.end(&summary(documents), &mut page)?;
    Ok(page)
}

/// What can be written about a file.
pub(super) enum Made {
    /// A copy with comments.
    Copy(Annotated),
    /// No comments can be written into it; why, unless it is a text.
    Page(Option<Refusal>),
    /// It could not be read as a declaration.
    Unreadable,
    /// Reading it again went wrong.
    Lost(String),
}

/// Annotates the file at `path`, read again; fixes up to `most` become tracked changes.
pub(super) fn annotated(
    path: &Path,
    documents: &[DocumentReport],
    most: Option<Applicability>,
) -> Made {
    let bytes = match DiskFiles.read(path) {
        Ok(bytes) => bytes,
        Err(error) => return Made::Lost(reason(&error)),
    };
    let Some(view) = text_view(&display(path), &bytes) else {
        // What was converted to be judged has a result, but no place for comments.
        return match documents.iter().any(|it| it.form.is_some()) {
            true => Made::Page(Some(Refusal::Legacy)),
            false => Made::Unreadable,
        };
    };
    if Kind::of(&bytes) == Kind::Other {
        return Made::Page(None);
    }
    match annotate(&bytes, view.text(), documents, most) {
        Ok(copy) => Made::Copy(copy),
        Err(refusal @ (Refusal::Legacy | Refusal::Foreign)) => Made::Page(Some(refusal)),
        Err(refusal) => Made::Lost(refusal.words().to_owned()),
    }
}
