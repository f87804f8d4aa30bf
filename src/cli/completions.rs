//! `jixiao completions`: what a shell needs to complete arguments.

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Arg, Args, Command};
use clap_complete::Shell;

use crate::workspace::Workspace;

use super::exit::{self, Exit};

/// The arguments that name rules.
const NAMING: &[&str] = &["rule", "select", "ignore"];

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
pub(super) fn run(arguments: &CompletionsArgs, program: Command) -> Exit {
    let mut program = with_rules(program, &rules());
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut program, "jixiao", &mut script);
    exit::tell(&String::from_utf8_lossy(&script))
}

/// The rules of the packs inside the binary, with their titles. A script of the shell cannot ask
/// which packs are in force where it is run; ids of other packs may be written all the same.
fn rules() -> Vec<PossibleValue> {
    let Ok(workspace) = Workspace::bundled() else {
        return Vec::new();
    };
    let mut infos = workspace.rule_infos();
    infos.sort_by(|a, b| a.id.cmp(&b.id));
    // The program ends with the script.
    let word = |it: String| -> &'static str { it.leak() };
    let rules = infos.into_iter();
    let of = |rule: crate::diag::RuleInfo| {
        let title = word(rule.title.to_string());
        PossibleValue::new(word(rule.id.clone())).help(title)
    };
    rules.map(of).collect()
}

/// The same program, in which the arguments that name rules offer these.
fn with_rules(command: Command, rules: &[PossibleValue]) -> Command {
    let offering = |argument: Arg| match NAMING.contains(&argument.get_id().as_str()) {
        true if !rules.is_empty() => {
            argument.value_parser(PossibleValuesParser::new(rules.iter().cloned()))
        }
        _ => argument,
    };
    let command = command.mut_args(offering);
    command.mut_subcommands(|it| with_rules(it, rules))
}
