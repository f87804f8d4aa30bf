//! What the settings lead to beside rules: the packs that judge, whom the user trusts, the baseline.

use std::path::{Path, PathBuf};

use crate::config::{Baseline, Config};
use crate::diag::{Diagnostic, Messages};
use crate::pack::{Lock, Trust, TrustedKey, bundled};
use crate::source::SourceMap;
use crate::vfs::{FileKind, Files, reason};

use super::inputs::display;

/// The longest file of a key or a lock that is read.
const LONGEST: usize = 1 << 20;

/// The longest baseline that is read.
const LONGEST_BASELINE: usize = 256 << 20;

/// Why it is not known whom the user trusts.
#[derive(Debug)]
pub enum TrustError {
    /// Keys that the settings name cannot be read.
    Keys(Messages),
    /// The lock cannot: the words for the user.
    Lock(String),
}

/// The packs that the settings name: where they stand, or the id of one inside the binary.
pub fn named_packs(files: &dyn Files, config: &Config) -> Vec<PathBuf> {
    let packs = config.packs.iter().map(|pack| {
        let path = config.path(&pack.node);
        match files.kind(&path).is_none() && bundled(&pack.node).is_some() {
            true => PathBuf::from(&pack.node),
            false => path,
        }
    });
    packs.collect()
}

/// Whom the user trusts: by the keys that the settings name and the lock beside them.
pub fn trust(
    files: &dyn Files,
    config: &Config,
    sources: &SourceMap,
    allow_untrusted: bool,
) -> Result<Trust, TrustError> {
    Ok(Trust {
        keys: keys(files, config, sources)?,
        lock: lock(files, config).map_err(TrustError::Lock)?,
        allow_untrusted,
        own_folders: false,
    })
}

fn keys(
    files: &dyn Files,
    config: &Config,
    sources: &SourceMap,
) -> Result<Vec<TrustedKey>, TrustError> {
    let mut keys = Vec::new();
    let mut diagnostics = Vec::new();
    for written in &config.trust {
        let path = config.path(&written.node);
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        let mut bad = |message: String, help: &str| {
            let found = Diagnostic::error("JX0601", message, written.span);
            diagnostics.push(found.with_help(help));
        };
        let text = files.read_at_most(&path, LONGEST);
        let text = text.map(|bytes| String::from_utf8(bytes.unwrap_or_default()));
        match text {
            Err(error) => bad(
                format!("读不了公钥“{}”：{}", written.node, reason(&error)),
                "路径从 jixiao.toml 所在的文件夹算起",
            ),
            Ok(text) => match text.ok().and_then(|text| TrustedKey::read(&name, &text)) {
                Some(key) => keys.push(key),
                None => bad(
                    format!("“{}”不是公钥", written.node),
                    "公钥是 minisign 的 .pub 文件；私钥（.key）不要放在这里，也不要给别人",
                ),
            },
        }
    }
    if diagnostics.is_empty() {
        return Ok(keys);
    }
    Err(TrustError::Keys(Messages {
        diagnostics,
        sources: sources.clone(),
    }))
}

/// The lock beside the settings, without them in the current folder; empty when there is none,
/// otherwise why it cannot be read.
pub fn lock(files: &dyn Files, config: &Config) -> Result<Lock, String> {
    let path = config.path(Lock::FILE);
    if files.kind(&path) != Some(FileKind::File) {
        return Ok(Lock::default());
    }
    let shown = display(&path);
    let text = files
        .read_at_most(&path, LONGEST)
        .map_err(|error| format!("读不了“{shown}”：{}", reason(&error)))?;
    let text = String::from_utf8(text.unwrap_or_default()).ok();
    text.and_then(|text| Lock::read(&text)).ok_or_else(|| {
        format!(
            "“{shown}”读不出来，不知道哪些规则包是旧的\n从备份恢复它；删去它，就要重新用 jixiao pack verify --lock 记下每个规则包"
        )
    })
}

/// The baseline in a file, otherwise why it cannot be read.
pub fn baseline(files: &dyn Files, path: &Path) -> Result<Baseline, String> {
    let shown = display(path);
    let bytes = files
        .read_at_most(path, LONGEST_BASELINE)
        .map_err(|error| {
            let why = reason(&error);
            format!("读不了基线“{shown}”：{why}\n用 jixiao baseline write 写出它")
        })?;
    let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
    let read = text.ok_or_else(|| "它不是 UTF-8 文本，或者太长".to_owned());
    read.and_then(|text| Baseline::read(&text)).map_err(|why| {
        format!("基线“{shown}”读不出来：{why}\n从备份恢复它，或者用 jixiao baseline write 重新写")
    })
}
