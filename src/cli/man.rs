//! `jixiao man`: manual pages, made from the arguments.

use std::io;
use std::path::{Path, PathBuf};

use clap::{Args, Command};
use clap_mangen::Man;

use crate::vfs;
use crate::workspace::display;

use super::exit::{self, Exit};

/// Arguments of `man`.
#[derive(Debug, Args)]
pub(super) struct ManArgs {
    /// 写进这个文件夹：每个命令一页，jixiao.1、jixiao-check.1……
    #[arg(long, value_name = "文件夹")]
    dir: PathBuf,
}

/// Runs the command for the program with these arguments.
pub(super) fn run(arguments: &ManArgs, program: Command) -> Exit {
    let mut program = program;
    program.build();
    match write_pages(&program, &arguments.dir) {
        Ok(()) => Exit::Clean,
        Err(error) => exit::fail(&format!(
            "写不了“{}”：{}",
            display(&arguments.dir),
            vfs::reason(&error)
        )),
    }
}

/// Writes the page of a command and those of the commands below it.
fn write_pages(command: &Command, folder: &Path) -> io::Result<()> {
    let below = command.get_subcommands();
    for command in below.filter(|it| !it.is_hide_set()) {
        write_pages(command, folder)?;
    }
    // The pages say nothing of the day on which they were made.
    let man = Man::new(command.clone()).date("").manual("jixiao");
    let mut page = Vec::new();
    man.render(&mut page)?;
    vfs::replace(&folder.join(man.get_filename()), &page)
}
