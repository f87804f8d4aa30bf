//! What a reader is, what it gives, and how one is chosen for a file.
//!
//! A reader turns text into a layout and changes nothing. What it cannot read at all it says in
//! words for the clerk, with the way out.

use std::sync::Arc;

use crate::model::Layout;
use crate::source::{SourceFile, TextRange};

use super::READERS;
use super::encoding::{self, Decoded};
use super::foreign;

/// What a reader gives: the layout and what is wrong with the file, or why it cannot be read.
pub(super) type Read = Result<(Layout, Vec<Problem>), Unreadable>;

/// What a reader of packages gives: the text view besides, for it wrote it.
pub(super) type ReadPackage = Result<(SourceFile, Layout, Vec<Problem>), Unreadable>;

/// A row of the table of readers.
pub(super) struct Reader {
    /// What it reads, for messages.
    pub(super) name: &'static str,
    /// Endings of file names, in lower case.
    pub(super) extensions: &'static [&'static str],
    /// The reader.
    pub(super) way: Way,
}

/// What a reader reads.
#[derive(Clone, Copy)]
pub(super) enum Way {
    /// A text, in whatever character set.
    Text {
        /// Whether a text whose name says nothing looks like one of its own.
        sniff: fn(&str) -> bool,
        /// The reader.
        read: fn(&SourceFile) -> Read,
    },
    /// An office file: a package or a compound file.
    Office {
        /// Whether bytes are such a file, whatever its name says.
        sniff: fn(&[u8]) -> bool,
        /// The reader, given the file's name and bytes.
        read: fn(&str, &[u8]) -> ReadPackage,
    },
}

/// A file that was read.
#[derive(Clone, Debug)]
pub struct Reading {
    /// Its name and text view.
    pub source: Arc<SourceFile>,
    /// How it is laid out.
    pub layout: Layout,
    /// The character set it was written in, by its usual name; of an office file what it is.
    pub encoding: &'static str,
    /// What is wrong with it as a file.
    pub problems: Vec<Problem>,
}

/// Something wrong with a file that can be read all the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where, in the text view.
    pub range: TextRange,
    /// How much it weighs.
    pub weight: Weight,
    /// What, one phrase in Chinese.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

/// How much a problem weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// Something may have been misread.
    Problem,
    /// Everything was read as it stands; people should know how.
    Note,
}

/// A file that cannot be read as a declaration.
#[derive(Clone, Debug, Default)]
pub struct Unreadable {
    /// Why, one phrase in Chinese.
    pub reason: String,
    /// What to do.
    pub help: Option<String>,
    /// Its text view, when there is one to point into.
    pub source: Option<Arc<SourceFile>>,
    /// The places that made it unreadable.
    pub problems: Vec<Problem>,
    /// What it can be converted to, by a program that reads it.
    pub target: Option<Target>,
}

/// What a file can be converted to, so that it is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// A text document.
    Docx,
    /// A workbook.
    Xlsx,
}

impl Target {
    /// The ending of names of such files.
    pub fn ending(self) -> &'static str {
        match self {
            Target::Docx => "docx",
            Target::Xlsx => "xlsx",
        }
    }
}

impl Unreadable {
    /// An unreadable file without a place to point at.
    pub(super) fn because(reason: impl Into<String>, help: &str) -> Self {
        Self {
            reason: reason.into(),
            help: Some(help.to_owned()),
            ..Self::default()
        }
    }
}

/// The largest file that is read.
const LIMIT: usize = 64 << 20;

/// Reads the file `name`; its name decides the reader, its bytes the character set.
pub fn read(name: &str, bytes: impl AsRef<[u8]>) -> Result<Reading, Unreadable> {
    let bytes = bytes.as_ref();
    if bytes.len() > LIMIT {
        return Err(Unreadable::because(
            "文件太大，超过 64 MB",
            "请确认选中的是申报表，而不是附件或扫描件",
        ));
    }
    let office = READERS.iter().find_map(|reader| match reader.way {
        Way::Office { sniff, read } if sniff(bytes) => Some((reader.name, read)),
        Way::Office { .. } | Way::Text { .. } => None,
    });
    match office {
        Some((kind, read)) => read_office(name, bytes, kind, read),
        None => read_text(name, bytes),
    }
}

fn read_office(
    name: &str,
    bytes: &[u8],
    kind: &'static str,
    read: fn(&str, &[u8]) -> ReadPackage,
) -> Result<Reading, Unreadable> {
    let (source, layout, problems) = read(name, bytes)?;
    Ok(Reading {
        source: Arc::new(source),
        layout,
        encoding: kind,
        problems,
    })
}

fn read_text(name: &str, bytes: &[u8]) -> Result<Reading, Unreadable> {
    let by_name = find(name).and_then(|reader| match reader.way {
        Way::Text { read, .. } => Some(read),
        Way::Office { .. } => None,
    });
    if let Some(refused) = foreign::refused(name, bytes, by_name.is_some()) {
        return Err(refused);
    }
    let Decoded {
        text,
        encoding,
        replaced,
    } = encoding::decode(bytes)?;
    let sniffed = || {
        READERS.iter().find_map(|reader| match reader.way {
            Way::Text { sniff, read } if sniff(&text) => Some(read),
            Way::Text { .. } | Way::Office { .. } => None,
        })
    };
    let Some(read) = by_name.or_else(sniffed) else {
        let names: Vec<&str> = READERS.iter().map(|reader| reader.name).collect();
        return Err(Unreadable::because(
            "不认识的文件类型",
            &format!("可以检查的文件：{}", names.join("、")),
        ));
    };
    let source = SourceFile::new(name, text);
    match read(&source) {
        Ok((layout, mut problems)) => {
            problems.extend(replaced.into_iter().map(replacement));
            Ok(Reading {
                source: Arc::new(source),
                layout,
                encoding,
                problems,
            })
        }
        Err(unreadable) => Err(Unreadable {
            source: Some(Arc::new(source)),
            ..unreadable
        }),
    }
}

/// The ending of a file name in lower case, without its dot.
pub(super) fn extension(name: &str) -> Option<String> {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let (stem, ending) = file.rsplit_once('.')?;
    (!stem.is_empty()).then(|| ending.to_ascii_lowercase())
}

/// The reader for files of this name.
pub(super) fn find(name: &str) -> Option<&'static Reader> {
    let ending = extension(name)?;
    READERS
        .iter()
        .find(|reader| reader.extensions.contains(&ending.as_str()))
}

fn replacement(range: TextRange) -> Problem {
    Problem {
        range,
        weight: Weight::Problem,
        message: "有无法辨认的字符".to_owned(),
        help: Some("请用 UTF-8 或 GB18030 编码重新保存文件，并核对此处的文字".to_owned()),
    }
}
