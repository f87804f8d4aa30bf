//! `jixiao pack keygen`: a pair of keys in minisign's format.

use std::path::PathBuf;

use clap::Args;

use crate::pack;
use crate::vfs::{self, DiskFiles, Files, reason};
use crate::workspace::display;

use super::super::exit::{Exit, fail, tell};
use super::password::PasswordArgs;

/// Arguments of `pack keygen`.
#[derive(Debug, Args)]
pub(super) struct KeygenArgs {
    /// 密钥的名称，写出“名称.key”（私钥）和“名称.pub”（公钥）
    #[arg(value_name = "名称", help_heading = "参数")]
    name: PathBuf,
    #[command(flatten)]
    password: PasswordArgs,
    /// 私钥不设密码：拿到文件的人就能签名
    #[arg(long, conflicts_with = "password_file")]
    no_password: bool,
}

/// Runs the command.
pub(super) fn run(arguments: &KeygenArgs) -> Exit {
    let password = match arguments.password.read() {
        Ok(password) => password,
        Err(words) => return fail(&words),
    };
    if password.is_none() && !arguments.no_password {
        return fail(
            "没有写私钥的密码\n用 --password-file 指明写着密码的文件；确实不要密码的，加 --no-password",
        );
    }
    let file = |ending: &str| {
        let mut name = arguments.name.as_os_str().to_owned();
        name.push(ending);
        PathBuf::from(name)
    };
    let (secret, public) = (file(".key"), file(".pub"));
    for path in [&secret, &public] {
        if DiskFiles.kind(path).is_some() {
            let shown = display(path);
            return fail(&format!("已经有“{shown}”了，什么也没有写"));
        }
    }
    let name = arguments.name.file_name().unwrap_or_default();
    let comment = format!("jixiao {}", name.to_string_lossy());
    let Ok((public_text, secret_text)) = pack::new_keys(&comment, password.as_deref()) else {
        return fail("系统给不出随机数，没有生成密钥");
    };
    for (path, text, secret) in [
        (&secret, &secret_text, true),
        (&public, &public_text, false),
    ] {
        if let Err(error) = vfs::write_new(path, text.as_bytes(), secret) {
            return fail(&format!("写不了“{}”：{}", display(path), reason(&error)));
        }
    }
    let kept = match password {
        Some(_) => "私钥，有密码，只留在签名的人手里",
        None => "私钥，没有密码：拿到它的人就能冒名签名，放在锁得住的地方",
    };
    tell(&format!(
        "{}  {kept}\n{}  公钥，发给收规则包的人\n",
        display(&secret),
        display(&public)
    ))
}
