//! `jixiao pack sign`: a signature beside an archive.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::pack::{self, Archive, KeyError, OpenError, Opened, signature_path};
use crate::vfs::{self, DiskFiles, Files, reason};
use crate::workspace::display;

use super::super::exit::{Exit, fail, tell};
use super::password::PasswordArgs;

/// Arguments of `pack sign`.
#[derive(Debug, Args)]
pub(super) struct SignArgs {
    /// 要签名的 .jxp 文件
    #[arg(value_name = "规则包", help_heading = "参数")]
    path: PathBuf,
    /// 私钥的文件
    #[arg(long, value_name = "私钥")]
    key: PathBuf,
    #[command(flatten)]
    password: PasswordArgs,
    /// 一并签名的一句话，如签发日期
    #[arg(long, value_name = "文字")]
    comment: Option<String>,
}

/// Runs the command.
pub(super) fn run(arguments: &SignArgs) -> Exit {
    match made(arguments) {
        Ok(signature) => {
            let path = signature_path(&arguments.path);
            let shown = display(&path);
            match vfs::replace(&path, signature.as_bytes()) {
                Ok(()) => tell(&format!(
                    "写了签名 {shown}\n与 {} 一起发出去\n",
                    display(&arguments.path)
                )),
                Err(error) => fail(&format!("写不了“{shown}”：{}", reason(&error))),
            }
        }
        Err(words) => fail(&words),
    }
}

fn made(arguments: &SignArgs) -> Result<String, String> {
    let archive = opened(&arguments.path)?;
    let shown = display(&arguments.key);
    let secret = DiskFiles.read(&arguments.key);
    let secret = secret.map_err(|error| format!("读不了私钥“{shown}”：{}", reason(&error)))?;
    let secret = String::from_utf8_lossy(&secret);
    let password = arguments.password.read()?;
    let contents = &archive.contents;
    let mut comment = format!(
        "jixiao {} {} {}",
        contents.id, contents.version, contents.sequence
    );
    if let Some(words) = &arguments.comment {
        comment.push(' ');
        comment.extend(words.chars().map(|c| if c.is_control() { ' ' } else { c }));
    }
    let signed = pack::sign(&archive.signed, &secret, password.as_deref(), &comment);
    signed.map_err(|error| match error {
        KeyError::NotAKey => {
            format!("“{shown}”不是私钥\n私钥是 minisign 的 .key 文件，用 jixiao pack keygen 生成")
        }
        KeyError::NoChecksum => format!(
            "私钥“{shown}”没有校验和：minisign 0.11 生成的无密码私钥是这样，这里不能用\n用 jixiao pack keygen 另做一对，或者在 minisign 里设密码"
        ),
        KeyError::NeedsPassword => {
            format!("私钥“{shown}”有密码\n用 --password-file 指明写着密码的文件，“-”为标准输入")
        }
        KeyError::WrongPassword => format!("私钥“{shown}”的密码不对"),
        KeyError::NoPassword => format!("私钥“{shown}”没有密码，不要写 --password-file"),
        KeyError::NoChance => "系统给不出随机数，没有签名".to_owned(),
    })
}

/// The archive at a path, of which nobody needs to have signed anything.
fn opened(path: &Path) -> Result<Box<Archive>, String> {
    let shown = display(path);
    match pack::open(&DiskFiles, path) {
        Ok(Opened::Archive(archive)) => Ok(archive),
        Ok(Opened::Folder) => Err(format!(
            "“{shown}”是文件夹\n签名的是 .jxp 文件，先用 jixiao pack build 生成"
        )),
        Err(OpenError::Refused(refusal)) => Err(refusal.words(&shown)),
        Err(OpenError::Io(error)) => Err(format!("读不了“{shown}”：{}", reason(&error))),
    }
}
