//! The packs of a command: those that are named, admitted by what the user trusts, or those inside
//! the binary.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::config::{self, Config, ConfigError, Settings};
use crate::diag::{Diagnostic, Messages};
use crate::ir::OuterSetting;
use crate::pack::{Lock, Trust, TrustedKey};
use crate::source::SourceMap;
use crate::vfs::{DiskFiles, FileKind, Files, reason};
use crate::workspace::{Workspace, display};

use super::exit::{self, Exit};

/// The longest file of a key or a lock that is read.
const LONGEST: usize = 1 << 20;

/// Which packs a command uses.
#[derive(Debug, Args)]
pub(super) struct PackArgs {
    /// 规则包的文件夹或 .jxp 文件，可写多次；不写则用内置的规则包
    #[arg(long, value_name = "路径")]
    pub pack: Vec<PathBuf>,
    /// 规则包没有信任的签名也用
    #[arg(long)]
    pub allow_untrusted: bool,
}

impl PackArgs {
    /// The packs, or how the command ends without them.
    pub(super) fn load(&self, color: bool) -> Result<Workspace, Exit> {
        let (config, sources) = settings(color)?;
        let terms = Terms::using(self.allow_untrusted);
        let mut workspace = load(&self.paths(&config), &terms, color)?;
        set_params(&mut workspace, &config, sources, color)?;
        Ok(workspace)
    }

    /// The same by settings that are there already, but of the packs inside the binary nothing that
    /// is not asked for.
    pub(super) fn load_parts(
        &self,
        config: &Config,
        sources: SourceMap,
        color: bool,
    ) -> Result<Workspace, Exit> {
        let terms = Terms::using(self.allow_untrusted);
        let mut workspace = load_parts(&self.paths(config), &terms, color)?;
        set_params(&mut workspace, config, sources, color)?;
        Ok(workspace)
    }

    /// Where the packs are: as the command says, else as the settings say.
    fn paths(&self, config: &Config) -> Vec<PathBuf> {
        if !self.pack.is_empty() {
            return self.pack.clone();
        }
        let packs = config.packs.iter();
        packs.map(|pack| config.path(&pack.node)).collect()
    }
}

/// On which terms packs are admitted.
#[derive(Clone, Copy, Debug)]
pub(super) struct Terms {
    /// Without a trusted signature too.
    pub allow_untrusted: bool,
    /// Folders are what the user is writing.
    pub own_folders: bool,
}

impl Terms {
    /// The terms of who uses packs.
    pub(super) fn using(allow_untrusted: bool) -> Self {
        Self {
            allow_untrusted,
            own_folders: false,
        }
    }

    /// The terms of who writes them.
    pub(super) fn writing(allow_untrusted: bool) -> Self {
        Self {
            allow_untrusted,
            own_folders: true,
        }
    }
}

/// The packs at these paths; without a path those inside the binary.
pub(super) fn load(packs: &[PathBuf], terms: &Terms, color: bool) -> Result<Workspace, Exit> {
    let workspace = load_parts(packs, terms, color)?;
    match workspace.complete() {
        Ok(()) => Ok(workspace),
        Err(error) => Err(exit::fail_load(error, color)),
    }
}

/// The same, but of those inside the binary nothing that is not asked for.
fn load_parts(packs: &[PathBuf], terms: &Terms, color: bool) -> Result<Workspace, Exit> {
    if packs.is_empty() {
        return Workspace::bundled().map_err(|error| exit::fail_load(error, color));
    }
    let trust = trust(terms, color)?;
    match Workspace::from_trusted(&DiskFiles, packs, &trust) {
        Ok((workspace, messages)) => {
            exit::say(&messages, color);
            Ok(workspace)
        }
        Err(error) => Err(exit::fail_load(error, color)),
    }
}

/// Gives parameters the values that the settings say; without any, nothing is taken out of the
/// binary for it.
fn set_params(
    workspace: &mut Workspace,
    config: &Config,
    sources: SourceMap,
    color: bool,
) -> Result<(), Exit> {
    let settings = config.params.iter().map(|param| OuterSetting {
        name: param.name.clone(),
        value: param.value.node.clone(),
        span: param.value.span,
    });
    let settings: Vec<OuterSetting> = settings.collect();
    let diagnostics = workspace.set_params(&settings, config::FILE);
    if diagnostics.is_empty() {
        return Ok(());
    }
    exit::say(
        &Messages {
            diagnostics,
            sources,
        },
        color,
    );
    Err(exit::fail("设置有错误，什么也没有做"))
}

/// Whom the user trusts, from `jixiao.toml` and the keys and the lock that go with it.
pub(super) fn trust(terms: &Terms, color: bool) -> Result<Trust, Exit> {
    let (config, sources) = settings(color)?;
    Ok(Trust {
        keys: keys(&config, sources, color)?,
        lock: lock(&config)?,
        allow_untrusted: terms.allow_untrusted,
        own_folders: terms.own_folders,
    })
}

/// The settings for the current folder.
pub(super) fn settings(color: bool) -> Result<(Config, SourceMap), Exit> {
    config::find(&DiskFiles, Path::new("")).map_err(|error| refuse(error, color))
}

/// The settings that rule these folders.
pub(super) fn read<'p>(
    folders: impl IntoIterator<Item = &'p Path>,
    color: bool,
) -> Result<Settings, Exit> {
    Settings::read(&DiskFiles, folders).map_err(|error| refuse(error, color))
}

fn refuse(error: ConfigError, color: bool) -> Exit {
    match error {
        ConfigError::Io(path, error) => {
            exit::fail(&format!("读不了“{}”：{}", display(&path), reason(&error)))
        }
        ConfigError::Broken(messages) => {
            exit::say(&messages, color);
            exit::fail("设置有错误，什么也没有做")
        }
    }
}

fn keys(config: &Config, sources: SourceMap, color: bool) -> Result<Vec<TrustedKey>, Exit> {
    let mut keys = Vec::new();
    let mut diagnostics = Vec::new();
    for written in &config.trust {
        let path = config.path(&written.node);
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        let mut bad = |message: String, help: &str| {
            let found = Diagnostic::error("JX0601", message, written.span);
            diagnostics.push(found.with_help(help));
        };
        let text = DiskFiles.read_at_most(&path, LONGEST);
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
    exit::say(
        &Messages {
            diagnostics,
            sources,
        },
        color,
    );
    Err(exit::fail("不知道信任谁的签名，没有用任何规则包"))
}

/// Where the lock stands: beside the settings, without them in the current folder.
pub(super) fn lock_path(config: &Config) -> PathBuf {
    config.path(Lock::FILE)
}

/// The lock, empty when there is none.
pub(super) fn lock(config: &Config) -> Result<Lock, Exit> {
    let path = lock_path(config);
    if DiskFiles.kind(&path) != Some(FileKind::File) {
        return Ok(Lock::default());
    }
    let shown = display(&path);
    let text = DiskFiles
        .read_at_most(&path, LONGEST)
        .map_err(|error| exit::fail(&format!("读不了“{shown}”：{}", reason(&error))))?;
    let text = String::from_utf8(text.unwrap_or_default()).ok();
    text.and_then(|text| Lock::read(&text)).ok_or_else(|| {
        exit::fail(&format!(
            "“{shown}”读不出来，不知道哪些规则包是旧的\n从备份恢复它；删去它，就要重新用 jixiao pack verify --lock 记下每个规则包"
        ))
    })
}
