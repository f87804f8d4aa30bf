//! `jixiao fmt`: writes rule files in the canonical layout.
//!
//! Like other formatters it writes the files where they stand, unless it is asked to check or to
//! show. A file with a mistake is left alone, and so is one of which the layout would not be read
//! as the same rules again.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use crate::diag::Messages;
use crate::source::{SourceFile, SourceMap};
use crate::syntax::{self, Keywords, Spelling};
use crate::vfs::{self, DiskFiles, FileKind, Files};

use super::difference::{self, Look};
use super::exit::{self, Exit, fail};
use super::terminal::ColorChoice;

/// Arguments of `fmt`.
#[derive(Debug, Args)]
pub(super) struct FmtArgs {
    /// 规则文件或文件夹；“-”为标准输入；不写则为当前文件夹
    #[arg(value_name = "路径", help_heading = "参数")]
    paths: Vec<PathBuf>,
    /// 不改文件，只列出需要整理的文件；有这样的文件时退出码为1
    #[arg(long)]
    check: bool,
    /// 不改文件，显示要改的地方；有要改的地方时退出码为1
    #[arg(long)]
    diff: bool,
    /// 关键字的写法：keep（默认，每一项保持原样）、zh（中文）、en（英文）
    #[arg(
        long,
        value_name = "写法",
        default_value = "keep",
        hide_default_value = true,
        hide_possible_values = true
    )]
    keywords: KeywordChoice,
}

/// Which spelling of the keywords is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum KeywordChoice {
    /// That of each item.
    Keep,
    /// Chinese.
    Zh,
    /// English.
    En,
}

impl KeywordChoice {
    fn keywords(self) -> Keywords {
        match self {
            KeywordChoice::Keep => Keywords::AsWritten,
            KeywordChoice::Zh => Keywords::In(Spelling::Chinese),
            KeywordChoice::En => Keywords::In(Spelling::English),
        }
    }
}

/// What became of a file.
enum Done {
    /// It has the canonical layout.
    Same,
    /// It has another layout; this is what it should be.
    Other(String),
    /// It cannot be written anew, and the reason was told.
    Left,
}

/// Runs the command.
pub(super) fn run(arguments: &FmtArgs) -> Exit {
    let stdin = arguments.paths.iter().any(|path| path == Path::new("-"));
    if stdin {
        return match arguments.paths.as_slice() {
            [_] => standard_input(arguments),
            _ => fail("“-”（标准输入）不能与别的路径一起写"),
        };
    }
    let paths = match rule_files(&arguments.paths) {
        Ok(paths) if paths.is_empty() => return fail("没有规则文件（*.rule）"),
        Ok(paths) => paths,
        Err(words) => return fail(&words),
    };
    let (mut others, mut left) = (0u32, 0u32);
    for path in &paths {
        let name = path.to_string_lossy().replace('\\', "/");
        let (text, done) = match read(path) {
            Ok(text) => {
                let done = formatted(&name, &text, arguments.keywords);
                (text, done)
            }
            Err(words) => {
                fail(&words);
                (String::new(), Done::Left)
            }
        };
        match done {
            Done::Same => {}
            Done::Left => left += 1,
            Done::Other(new) => {
                others += 1;
                if let Err(words) = other(arguments, path, &name, &text, &new) {
                    fail(&words);
                    left += 1;
                }
            }
        }
    }
    ended(arguments, paths.len(), others, left)
}

/// Shows or writes a file whose layout is to be another one.
fn other(arguments: &FmtArgs, path: &Path, name: &str, old: &str, new: &str) -> Result<(), String> {
    if arguments.diff {
        print(&difference(name, old, new));
    } else if arguments.check {
        print(&format!("{name}\n"));
    } else {
        let failed = |error: io::Error| format!("“{name}”写不进去：{}", vfs::reason(&error));
        vfs::replace(path, new.as_bytes()).map_err(failed)?;
        print(&format!("已整理 {name}\n"));
    }
    Ok(())
}

fn ended(arguments: &FmtArgs, files: usize, others: u32, left: u32) -> Exit {
    let looks = arguments.check || arguments.diff;
    if left > 0 {
        return fail(&format!("{left} 个文件没有整理"));
    }
    if !looks {
        print(&format!("{files} 个规则文件，整理了 {others} 个\n"));
    }
    if looks && others > 0 {
        Exit::Findings
    } else {
        Exit::Clean
    }
}

fn standard_input(arguments: &FmtArgs) -> Exit {
    let text = match vfs::read_stdin() {
        Ok(bytes) => match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(_) => return fail("标准输入不是 UTF-8 文本"),
        },
        Err(error) => return fail(&format!("标准输入读不出来：{}", vfs::reason(&error))),
    };
    let name = "标准输入";
    let looks = arguments.check || arguments.diff;
    match formatted(name, &text, arguments.keywords) {
        Done::Left => fail("标准输入没有整理"),
        Done::Same if looks => Exit::Clean,
        Done::Same => {
            print(&text);
            Exit::Clean
        }
        Done::Other(new) if arguments.diff => {
            print(&difference(name, &text, &new));
            Exit::Findings
        }
        Done::Other(_) if arguments.check => {
            print(&format!("{name}\n"));
            Exit::Findings
        }
        Done::Other(new) => {
            print(&new);
            Exit::Clean
        }
    }
}

/// The text in the canonical layout; byte order mark and line ends stay as they are.
fn formatted(name: &str, text: &str, keywords: KeywordChoice) -> Done {
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut sources = SourceMap::default();
    let id = sources.add(SourceFile::new(name.to_owned(), body));
    let parsed = syntax::parse(id, body);
    if !parsed.diagnostics.is_empty() {
        let messages = Messages {
            diagnostics: parsed.diagnostics,
            sources,
        };
        exit::say(&messages, ColorChoice::Auto.stderr());
        return Done::Left;
    }
    let written = syntax::format_as(&parsed.file, body, keywords.keywords());
    let again = syntax::parse(id, &written);
    if !again.diagnostics.is_empty() || again.file.items != parsed.file.items {
        fail(&format!(
            "“{name}”整理以后意思会变，没有整理；这是程序的错误，请把这个文件发给我们"
        ));
        return Done::Left;
    }
    let mut new = String::new();
    if body.len() < text.len() {
        new.push('\u{feff}');
    }
    if body.contains("\r\n") {
        new.push_str(&written.replace('\n', "\r\n"));
    } else {
        new.push_str(&written);
    }
    if new == text {
        Done::Same
    } else {
        Done::Other(new)
    }
}

/// The lines that change, on a terminal with colours.
fn difference(name: &str, old: &str, new: &str) -> String {
    let look = Look {
        color: ColorChoice::Auto.stdout(),
        columns: None,
    };
    difference::difference((name, &format!("{name}（整理后）")), old, new, look)
}

/// The rule files that the arguments name, those of folders in the order of their paths.
fn rule_files(paths: &[PathBuf]) -> Result<Vec<PathBuf>, String> {
    let here = [PathBuf::from(".")];
    let paths = if paths.is_empty() { &here } else { paths };
    let mut found = Vec::new();
    for path in paths {
        match DiskFiles.kind(path) {
            Some(FileKind::File) => found.push(path.clone()),
            Some(FileKind::Folder) => {
                for inside in DiskFiles.list(path) {
                    let inside = inside.map_err(|error| {
                        let name = path.to_string_lossy();
                        format!("“{name}”读不出来：{}", vfs::reason(&error))
                    })?;
                    if inside.extension().is_some_and(|it| it == "rule") {
                        found.push(inside);
                    }
                }
            }
            None => return Err(format!("找不到“{}”", path.to_string_lossy())),
        }
    }
    found.dedup();
    Ok(found)
}

fn read(path: &Path) -> Result<String, String> {
    let name = path.to_string_lossy();
    let bytes = DiskFiles
        .read(path)
        .map_err(|error| format!("“{name}”读不出来：{}", vfs::reason(&error)))?;
    String::from_utf8(bytes).map_err(|_| format!("“{name}”不是 UTF-8 文本"))
}

fn print(text: &str) {
    // Nothing can be done when standard output is closed.
    let _ = io::stdout().write_all(text.as_bytes());
}
