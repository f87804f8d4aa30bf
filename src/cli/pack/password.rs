//! The password of a secret key, from the first line of a file: nothing is asked on the terminal,
//! so that a command does the same wherever it runs.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::vfs::{self, DiskFiles, Files, reason};
use crate::workspace::display;

/// Where the password comes from.
#[derive(Debug, Args)]
pub(super) struct PasswordArgs {
    /// 私钥的密码写在这个文件的第一行；“-”为标准输入
    #[arg(long, value_name = "文件")]
    password_file: Option<PathBuf>,
}

impl PasswordArgs {
    /// The password, if one is given; `Err` is why it could not be read.
    pub(super) fn read(&self) -> Result<Option<String>, String> {
        let Some(path) = &self.password_file else {
            return Ok(None);
        };
        let bytes = match path == Path::new("-") {
            true => vfs::read_stdin(),
            false => DiskFiles.read(path),
        };
        let shown = display(path);
        let bytes = bytes.map_err(|error| format!("读不了“{shown}”：{}", reason(&error)))?;
        let text = String::from_utf8(bytes).map_err(|_| format!("“{shown}”不是 UTF-8 文本"))?;
        let first = text.lines().next().unwrap_or_default().to_owned();
        match first.is_empty() {
            true => Err(format!("“{shown}”的第一行是空的，没有密码")),
            false => Ok(Some(first)),
        }
    }
}
