//! The two issues of a pack that a command compares.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::pack::BUNDLED;
use crate::vfs::{DiskFiles, Files};
use crate::workspace::{self, Edition, display};
use crate::write;

use super::super::exit::{self, Exit, fail};
use super::super::packs::{Terms, trust};
use super::super::terminal;

/// Which issues are compared.
#[derive(Debug, Args)]
pub(super) struct IssueArgs {
    /// 旧的规则包：文件夹、.jxp 文件，或内置规则包的编号
    #[arg(value_name = "旧", help_heading = "参数", display_order = 1)]
    old: PathBuf,
    /// 新的规则包
    #[arg(value_name = "新", help_heading = "参数", display_order = 2)]
    new: PathBuf,
    /// 它们所依托的规则包，内置的不必写，可写多次
    #[arg(long, value_name = "路径")]
    pack: Vec<PathBuf>,
    /// 规则包没有信任的签名也比较
    #[arg(long)]
    allow_untrusted: bool,
}

impl IssueArgs {
    /// Both issues, or how the command ends without them.
    pub(super) fn load(&self, color: bool) -> Result<(Edition, Edition), Exit> {
        let trust = trust(&Terms::writing(self.allow_untrusted), color)?;
        let one = |path: &Path| {
            if DiskFiles.kind(path).is_none() && !BUNDLED.iter().any(|it| path == Path::new(it.id))
            {
                let known: Vec<&str> = BUNDLED.iter().map(|it| it.id).collect();
                return Err(fail(&format!(
                    "找不到规则包“{}”\n写文件夹、.jxp 文件的路径，或内置规则包的编号：{}",
                    display(path),
                    known.join("、")
                )));
            }
            let loaded = workspace::edition(&DiskFiles, path, &self.pack, &trust);
            let (edition, messages) = loaded.map_err(|error| exit::fail_load(error, color))?;
            exit::say(&messages, color);
            Ok(edition)
        };
        Ok((one(&self.old)?, one(&self.new)?))
    }
}

/// A page of text that is filled line by line.
#[derive(Default)]
pub(super) struct Page {
    /// What it holds.
    pub text: String,
}

impl Page {
    /// Appends a line behind as many spaces, wrapped with a deeper indent.
    pub(super) fn line(&mut self, indent: usize, words: &str) {
        self.hanging(indent, 2, words);
    }

    /// The same, further lines deeper by so many spaces.
    pub(super) fn hanging(&mut self, indent: usize, deeper: usize, words: &str) {
        self.text.extend(std::iter::repeat_n(' ', indent));
        let columns = terminal::width();
        write::push_wrapped(&mut self.text, words, indent, indent + deeper, columns);
        self.text.push('\n');
    }

    /// Appends text behind what fills so many cells of the line; its own spaces in front stay.
    pub(super) fn line_behind(&mut self, used: usize, deeper: usize, words: &str) {
        let spaces = words.len() - words.trim_start().len();
        self.text.extend(std::iter::repeat_n(' ', spaces));
        let columns = terminal::width();
        write::push_wrapped(&mut self.text, words, used + spaces, used + deeper, columns);
        self.text.push('\n');
    }

    /// Appends an empty line and a heading.
    pub(super) fn heading(&mut self, words: &str) {
        self.text.push('\n');
        self.line(0, words);
    }
}
