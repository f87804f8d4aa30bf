//! The nearest `jixiao.toml` at or above a folder.

use std::io;
use std::path::{Path, PathBuf};

use crate::diag::{Diagnostic, Messages};
use crate::source::{SourceFile, SourceMap};
use crate::vfs::{FileKind, Files};

use super::config::Config;

/// The name of the file.
pub const FILE: &str = "jixiao.toml";

/// The longest file that is read.
const LONGEST: usize = 1 << 20;

/// Why there are no settings to go by.
#[derive(Debug)]
pub enum ConfigError {
    /// The file could not be read.
    Io(PathBuf, io::Error),
    /// It has mistakes: nothing is done by settings that were only half understood.
    Broken(Messages),
}

/// The settings for work in `folder`: of the nearest file at or above it, else none. Files further
/// up have no say. With them come the sources that their places lead into.
pub fn find(files: &dyn Files, folder: &Path) -> Result<(Config, SourceMap), ConfigError> {
    let mut sources = SourceMap::default();
    for folder in files.above(folder) {
        let path = folder.join(FILE);
        if files.kind(&path) != Some(FileKind::File) {
            continue;
        }
        let name = path.to_string_lossy().replace('\\', "/");
        let failed = |error| ConfigError::Io(path.clone(), error);
        let too_long = || io::Error::from(io::ErrorKind::FileTooLarge);
        let bytes = files.read_at_most(&path, LONGEST).map_err(failed)?;
        let bytes = bytes.ok_or_else(too_long).map_err(failed)?;
        let text = String::from_utf8(bytes).map_err(|_| {
            failed(io::Error::new(
                io::ErrorKind::InvalidData,
                "不是 UTF-8 文本",
            ))
        })?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        let source = sources.add(SourceFile::new(name, text));
        let (config, diagnostics) = Config::read(folder, source, text);
        if diagnostics.is_empty() {
            return Ok((config, sources));
        }
        return Err(broken(diagnostics, sources));
    }
    Ok((Config::default(), sources))
}

/// Settings with mistakes.
fn broken(diagnostics: Vec<Diagnostic>, sources: SourceMap) -> ConfigError {
    ConfigError::Broken(Messages {
        diagnostics,
        sources,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vfs::MemoryFiles;

    #[test]
    fn the_nearest_file_is_taken_whole() {
        let mut files = MemoryFiles::default();
        files.insert("jixiao.toml", "trust = [\"a.pub\"]");
        files.insert("x/jixiao.toml", "trust = [\"b.pub\", \"keys/c.pub\"]");
        let trust = |folder: &str| {
            let (config, _) = find(&files, Path::new(folder)).expect("read");
            let paths = config.trust.iter().map(|key| config.path(&key.node));
            paths.collect::<Vec<_>>()
        };
        assert_eq!(trust(""), [PathBuf::from("a.pub")]);
        assert_eq!(trust("y/z"), [PathBuf::from("a.pub")]);
        let below = [PathBuf::from("x/b.pub"), PathBuf::from("x/keys/c.pub")];
        assert_eq!(trust("x"), below);
        assert_eq!(trust("x/y"), below);
    }

    #[test]
    fn an_unknown_key_is_told_with_the_nearest() {
        let mut files = MemoryFiles::default();
        files.insert("jixiao.toml", "turst = 1");
        let Err(ConfigError::Broken(messages)) = find(&files, Path::new("")) else {
            panic!("accepted");
        };
        let help = messages.diagnostics[0].help.as_deref();
        assert_eq!(help, Some("是否想写“trust”？"));
    }
}
