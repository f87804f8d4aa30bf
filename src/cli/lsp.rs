//! `jixiao lsp`: the language server on standard input and output.

use std::path::PathBuf;

use clap::Args;

use crate::lsp::{Connection, Options, serve};
use crate::vfs::DiskFiles;

use super::exit::{Exit, fail};

/// Arguments of `lsp`.
#[derive(Debug, Args)]
pub(super) struct LspArgs {
    /// 检查申报表用的规则包，可写多次；编辑器里设了 packs 的，以编辑器为准
    #[arg(long, value_name = "路径")]
    pack: Vec<PathBuf>,
    /// 规则包没有信任的签名也用
    #[arg(long)]
    allow_untrusted: bool,
    /// 用标准输入和标准输出通信；总是这样，写不写都可以
    #[arg(long)]
    stdio: bool,
}

/// Runs the command.
pub(super) fn run(arguments: &LspArgs) -> Exit {
    let _ = arguments.stdio;
    let packs = arguments.pack.iter().map(std::path::absolute).collect();
    let packs: std::io::Result<Vec<PathBuf>> = packs;
    let (connection, threads) = Connection::stdio();
    let options = Options {
        packs: packs.unwrap_or_else(|_| arguments.pack.clone()),
        allow_untrusted: arguments.allow_untrusted,
    };
    let served = serve(&connection, Box::new(DiskFiles), options);
    drop(connection);
    let ended = threads.join();
    match (served, ended) {
        (Ok(true), Ok(())) => Exit::Clean,
        (Ok(_), _) => {
            let _ = fail("编辑器没有按协议结束就断开了");
            // The code that the protocol asks for.
            Exit::Findings
        }
        (Err(error), _) => fail(&format!("与编辑器的通信有误：{error}")),
    }
}
