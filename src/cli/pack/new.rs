//! `jixiao pack new`: the folder of a small pack that checks, tests and builds as it is.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::vfs::{self, DiskFiles, Files, reason};
use crate::workspace::display;

use super::super::exit::{Exit, fail, tell};

/// Arguments of `pack new`.
#[derive(Debug, Args)]
pub(super) struct NewArgs {
    /// 新建的文件夹；它的名称就是规则包的编号，如 yunze-2026
    #[arg(value_name = "文件夹", help_heading = "参数")]
    folder: PathBuf,
    /// 管哪一年度的申报表；不写则取编号末尾的年份
    #[arg(long, value_name = "年度")]
    year: Option<u16>,
    /// 发布的单位
    #[arg(
        long,
        value_name = "单位",
        default_value = "某区财政局",
        hide_default_value = true
    )]
    issuer: String,
}

/// The files with their texts, `@…@` where something is to be filled in.
const FILES: &[(&str, &str)] = &[
    ("pack.toml", include_str!("template/pack.toml")),
    ("funds.rule", include_str!("template/funds.rule")),
    ("cases/funds.md", include_str!("template/funds.md")),
];

/// Whether a name can be the id of a pack.
pub(super) fn is_id(name: &str) -> bool {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let edge = name.starts_with('-') || name.ends_with('-') || name.is_empty();
    !edge && name.len() <= 64 && name.chars().all(fits)
}

/// Runs the command.
pub(super) fn run(arguments: &NewArgs) -> Exit {
    let id = arguments.folder.file_name().unwrap_or_default();
    let id = id.to_string_lossy();
    let (prefix, year) = parts(&id);
    if prefix.is_empty() || !is_id(&id) {
        return fail(&format!(
            "“{id}”不能作规则包的编号\n文件夹的名称就是编号：只用小写字母、数字和连字符，如 yunze-2026"
        ));
    }
    let Some(year) = arguments
        .year
        .or(year)
        .filter(|it| (1990..3000).contains(it))
    else {
        return fail("不知道是哪一年度的规则包\n用 --year 写明，或者写在编号的末尾，如 yunze-2026");
    };
    if DiskFiles.kind(&arguments.folder).is_some() {
        let shown = display(&arguments.folder);
        return fail(&format!(
            "已经有“{shown}”了，什么也没有写\n换一个名称，或者先把它移走"
        ));
    }
    let issuer = arguments.issuer.replace(['"', '\\', '\n'], "");
    let values = [
        ("@ID@", id.as_ref()),
        ("@PREFIX@", prefix),
        ("@YEAR@", &year.to_string()),
        ("@TITLE@", &format!("{issuer} {year} 年度绩效目标申报要求")),
        ("@ISSUER@", &issuer),
    ];
    for (name, text) in FILES {
        let text = values
            .iter()
            .fold((*text).to_owned(), |text, (mark, value)| {
                text.replace(mark, value)
            });
        let path = arguments.folder.join(name);
        if let Err(error) = vfs::write_new(&path, text.as_bytes(), false) {
            return fail(&format!("写不了“{}”：{}", display(&path), reason(&error)));
        }
    }
    tell(&words(&arguments.folder))
}

/// What the ids of its rules begin with, and the year, from the id of a pack.
fn parts(id: &str) -> (&str, Option<u16>) {
    let year = |tail: &str| tail.parse().ok().filter(|_| tail.len() == 4);
    match id.rsplit_once('-') {
        Some((prefix, tail)) if year(tail).is_some() => (prefix, year(tail)),
        _ => (id, None),
    }
}

fn words(folder: &Path) -> String {
    let shown = display(folder);
    let mut text = format!("新建了规则包 {shown}：\n");
    for (name, what) in [
        ("pack.toml", "清单：编号、年度、发布单位"),
        ("funds.rule", "一条规则，改成自己的"),
        ("cases/funds.md", "一个案例"),
    ] {
        text.push_str(&format!("  {shown}/{name}  {what}\n"));
    }
    text.push_str(&format!("改好以后运行 jixiao pack check {shown}\n"));
    text
}
