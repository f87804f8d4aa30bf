//! `jixiao completions`: what a shell needs to complete arguments.

use clap::{Args, Command};
use clap_complete::Shell;

use super::exit::{self, Exit};

/// Arguments of `completions`.
#[derive(Debug, Args)]
pub(super) struct CompletionsArgs {
    /// 哪一种：bash、zsh、fish、powershell、elvish
    #[arg(
        value_name = "外壳",
        help_heading = "参数",
        hide_possible_values = true
    )]
    shell: Shell,
}

/// Runs the command for the program with these arguments.
pub(super) fn run(arguments: &CompletionsArgs, mut program: Command) -> Exit {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut program, "jixiao", &mut script);
    exit::tell(&String::from_utf8_lossy(&script))
}
