//! The packs of a command: those that are named, admitted by what the user trusts, or those inside
//! the binary.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::config::{self, Config, ConfigError, Settings};
use crate::diag::Messages;
use crate::pack::{Lock, Trust};
use crate::source::SourceMap;
use crate::vfs::{DiskFiles, reason};
use crate::workspace::{self, TrustError, Workspace, display};

use super::exit::{self, Exit};

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
        workspace::named_packs(&DiskFiles, config)
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
    let diagnostics = workspace.set_params_of(config);
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
    let trust = workspace::trust(&DiskFiles, &config, &sources, terms.allow_untrusted);
    match trust {
        Ok(trust) => Ok(Trust {
            own_folders: terms.own_folders,
            ..trust
        }),
        Err(TrustError::Lock(words)) => Err(exit::fail(&words)),
        Err(TrustError::Keys(messages)) => {
            exit::say(&messages, color);
            Err(exit::fail("不知道信任谁的签名，没有用任何规则包"))
        }
    }
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

/// Where the lock stands: beside the settings, without them in the current folder.
pub(super) fn lock_path(config: &Config) -> PathBuf {
    config.path(Lock::FILE)
}

/// The lock, empty when there is none.
pub(super) fn lock(config: &Config) -> Result<Lock, Exit> {
    workspace::lock(&DiskFiles, config).map_err(|words| exit::fail(&words))
}
