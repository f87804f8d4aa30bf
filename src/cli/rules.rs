//! `jixiao rules`: the rules in force, with origin and severity.

use std::io::{self, Write};

use clap::Args;
use unicode_width::UnicodeWidthStr;

use super::exit::Exit;
use super::packs::PackArgs;
use super::terminal::ColorChoice;

/// Arguments of `rules`.
#[derive(Debug, Args)]
pub(super) struct RulesArgs {
    #[command(flatten)]
    packs: PackArgs,
}

/// Runs the command.
pub(super) fn run(arguments: &RulesArgs) -> Exit {
    let workspace = match arguments.packs.load(ColorChoice::Auto.stderr()) {
        Ok(workspace) => workspace,
        Err(exit) => return exit,
    };
    let mut text = String::new();
    for book in &workspace.books {
        let manifest = book.manifest();
        let example = if manifest.unofficial {
            "（非官方示例）"
        } else {
            ""
        };
        text.push_str(&format!(
            "{} {}  {}{example}\n",
            manifest.id, manifest.version, manifest.title
        ));
        let rules = book.engine().rules().rules.iter();
        let rules: Vec<_> = rules.filter(|rule| !rule.off && !rule.draft).collect();
        let id = rules
            .iter()
            .map(|rule| rule.id.width())
            .max()
            .unwrap_or_default();
        let title = rules
            .iter()
            .map(|rule| rule.title.width())
            .max()
            .unwrap_or_default();
        for rule in rules {
            text.push_str(&format!(
                "  {}  {}{}  {}{}  {}\n",
                rule.severity.title(),
                rule.id,
                " ".repeat(id.saturating_sub(rule.id.width())),
                rule.title,
                " ".repeat(title.saturating_sub(rule.title.width())),
                rule.pack,
            ));
        }
        text.push('\n');
    }
    let _ = io::stdout().write_all(text.trim_end().as_bytes());
    let _ = io::stdout().write_all(b"\n");
    Exit::Clean
}
