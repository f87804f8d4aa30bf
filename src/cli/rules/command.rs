//! The command itself, and the plain list.

use clap::Args;

use crate::workspace::{Book, Workspace};

use super::super::exit::{Exit, tell};
use super::super::format::Format;
use super::super::packs::PackArgs;
use super::super::terminal::ColorChoice;
use super::{json, origin};

/// Arguments of `rules`.
#[derive(Debug, Args)]
pub(in super::super) struct RulesArgs {
    #[command(flatten)]
    packs: PackArgs,
    /// 列出各层规则包、参数和词表，写明每一项是哪一层定的、改的
    #[arg(long)]
    origin: bool,
    /// 与 --origin 一起用：列出各层往词表里添的词
    #[arg(long, requires = "origin")]
    words: bool,
    /// 格式：text（给人看，默认）、json（给程序用，总是写明来历）
    #[arg(
        long,
        value_name = "格式",
        default_value = "text",
        hide_default_value = true,
        hide_possible_values = true
    )]
    format: Format,
}

/// Runs the command.
pub(in super::super) fn run(arguments: &RulesArgs) -> Exit {
    let workspace = match arguments.packs.load(ColorChoice::Auto.stderr()) {
        Ok(workspace) => workspace,
        Err(exit) => return exit,
    };
    tell(&match (arguments.format, arguments.origin) {
        (Format::Json, _) => format!("{:#}\n", json::workspace(&workspace)),
        (Format::Text, true) => pages(&workspace, |book| origin::page(book, arguments.words)),
        (Format::Text, false) => pages(&workspace, list),
    })
}

fn pages(workspace: &Workspace, page: impl Fn(&Book) -> String) -> String {
    let pages = workspace.books.iter().map(page);
    pages.collect::<Vec<_>>().join("\n")
}

/// The line that names the pack in force.
pub(super) fn head(book: &Book) -> String {
    let manifest = book.manifest();
    let example = match manifest.unofficial {
        true => "（非官方示例）",
        false => "",
    };
    format!(
        "{} {}  {}{example}\n",
        manifest.id, manifest.version, manifest.title
    )
}

fn list(book: &Book) -> String {
    let rules = book.engine().rules().rules.iter();
    let rules = rules.filter(|rule| !rule.off && !rule.draft);
    let rows = rules.map(|rule| {
        let cells = [rule.severity.title(), &rule.id, &rule.title, &rule.pack];
        cells.map(str::to_owned).to_vec()
    });
    head(book) + &origin::table(&rows.collect::<Vec<_>>(), "  ")
}
