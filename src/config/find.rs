//! The nearest `jixiao.toml` and the nearest `jixiao-waivers.toml` at or above a folder.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use crate::diag::{Diagnostic, Messages};
use crate::source::{SourceFile, SourceMap};
use crate::vfs::{FileKind, Files};

use super::config::Config;
use super::home::Home;
use super::waivers::Waivers;

/// The name of the settings.
pub const FILE: &str = "jixiao.toml";
/// The name of the file of waivers.
pub const WAIVERS: &str = "jixiao-waivers.toml";

/// The longest file that is read.
const LONGEST: usize = 1 << 20;

/// Why there are no settings to go by.
#[derive(Debug)]
pub enum ConfigError {
    /// A file could not be read.
    Io(PathBuf, io::Error),
    /// One has mistakes: nothing is done by settings that were only half understood.
    Broken(Messages),
}

/// The settings that rule a folder, by index in [`Settings`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rulers {
    /// The nearest `jixiao.toml`; files further up have no say.
    pub config: Option<usize>,
    /// The nearest file of waivers.
    pub waivers: Option<usize>,
}

/// All settings that rule some folders, each file read once.
#[derive(Debug, Default)]
pub struct Settings {
    /// The files' texts, which places lead into.
    pub sources: SourceMap,
    /// The settings, in the order in which they were met.
    pub configs: Vec<Config>,
    /// The files of waivers, likewise.
    pub waivers: Vec<Waivers>,
    /// What rules each folder, by its absolute path.
    folders: BTreeMap<PathBuf, Rulers>,
    reads_waivers: bool,
    /// Mistakes in the files.
    diagnostics: Vec<Diagnostic>,
}

impl Settings {
    /// The settings that rule these folders.
    pub fn read<'p>(
        files: &dyn Files,
        folders: impl IntoIterator<Item = &'p Path>,
    ) -> Result<Self, ConfigError> {
        let mut settings = Self {
            reads_waivers: true,
            ..Self::default()
        };
        let mut before = None;
        for folder in folders {
            // Files of one folder mostly follow each other.
            if before != Some(folder) {
                settings.add(files, &files.absolute(folder))?;
            }
            before = Some(folder);
        }
        settings.finish()
    }

    fn finish(self) -> Result<Self, ConfigError> {
        if self.diagnostics.is_empty() {
            return Ok(self);
        }
        Err(ConfigError::Broken(Messages {
            diagnostics: self.diagnostics,
            sources: self.sources,
        }))
    }

    /// What rules the folder at this absolute path, which must be one of those that were read.
    pub fn rulers(&self, folder: &Path) -> Rulers {
        self.folders.get(folder).copied().unwrap_or_default()
    }

    fn add(&mut self, files: &dyn Files, folder: &Path) -> Result<Rulers, ConfigError> {
        if let Some(known) = self.folders.get(folder) {
            return Ok(*known);
        }
        let mut rulers = match folder.parent() {
            Some(above) => self.add(files, above)?,
            None => Rulers::default(),
        };
        if let Some((home, text)) = read(files, folder, FILE)? {
            let source = self.sources.add(text);
            let text = self.text(source);
            let (config, diagnostics) = Config::read(home, source, &text);
            self.diagnostics.extend(diagnostics);
            rulers.config = Some(self.configs.len());
            self.configs.push(config);
        }
        if self.reads_waivers
            && let Some((home, text)) = read(files, folder, WAIVERS)?
        {
            let source = self.sources.add(text);
            let text = self.text(source);
            let (waivers, diagnostics) = Waivers::read(home, source, &text);
            self.diagnostics.extend(diagnostics);
            rulers.waivers = Some(self.waivers.len());
            self.waivers.push(waivers);
        }
        self.folders.insert(folder.to_owned(), rulers);
        Ok(rulers)
    }

    fn text(&self, source: crate::source::SourceId) -> String {
        let file = self.sources.get(source);
        file.map(|file| file.text().to_owned()).unwrap_or_default()
    }
}

/// The settings for work in a folder: of the nearest file at or above it, else none; waivers are not
/// looked at. With them come the sources that their places lead into.
pub fn find(files: &dyn Files, folder: &Path) -> Result<(Config, SourceMap), ConfigError> {
    let mut settings = Settings::default();
    let rulers = settings.add(files, &files.absolute(folder))?;
    let mut settings = settings.finish()?;
    let config = rulers.config.filter(|at| *at < settings.configs.len());
    let config = config.map(|at| settings.configs.swap_remove(at));
    Ok((config.unwrap_or_default(), settings.sources))
}

/// A file of the user's in a folder, if there is one.
fn read(
    files: &dyn Files,
    folder: &Path,
    name: &str,
) -> Result<Option<(Home, SourceFile)>, ConfigError> {
    let found = folder.join(name);
    if files.kind(&found) != Some(FileKind::File) {
        return Ok(None);
    }
    let home = Home::new(files, folder);
    let path = home.shown.join(name);
    let failed = |error| ConfigError::Io(path.clone(), error);
    let too_long = || io::Error::from(io::ErrorKind::FileTooLarge);
    let bytes = files.read_at_most(&found, LONGEST).map_err(failed)?;
    let bytes = bytes.ok_or_else(too_long).map_err(failed)?;
    let text = String::from_utf8(bytes).map_err(|_| {
        failed(io::Error::new(
            io::ErrorKind::InvalidData,
            "不是 UTF-8 文本",
        ))
    })?;
    let shown = path.to_string_lossy().replace('\\', "/");
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    Ok(Some((home, SourceFile::new(shown, text))))
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
