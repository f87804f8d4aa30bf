//! `jixiao explain`: what a rule demands, its basis, examples, how it is written.

use std::io::{self, Write};

use clap::Args;

use crate::ir::{Change, ChangeKind, Layers, Rule};
use crate::workspace::Workspace;

use super::exit::{Exit, fail};
use super::packs::PackArgs;
use super::rules::change_words;
use super::terminal::ColorChoice;

/// Arguments of `explain`.
#[derive(Debug, Args)]
pub(super) struct ExplainArgs {
    /// 规则的编号或名称
    #[arg(value_name = "规则", help_heading = "参数")]
    rule: String,
    #[command(flatten)]
    packs: PackArgs,
}

/// Runs the command.
pub(super) fn run(arguments: &ExplainArgs) -> Exit {
    let workspace = match arguments.packs.load(ColorChoice::Auto.stderr()) {
        Ok(workspace) => workspace,
        Err(exit) => return exit,
    };
    let text = page(&workspace, &arguments.rule);
    match text {
        Some(text) => {
            let _ = io::stdout().write_all(text.as_bytes());
            Exit::Clean
        }
        None => {
            let rules = workspace
                .books
                .iter()
                .flat_map(|book| &book.engine().rules().rules);
            let names = rules.flat_map(|rule| [rule.id.as_str(), rule.title.as_str()]);
            let near = crate::diag::nearest(&arguments.rule, names);
            let near = near
                .map(|near| format!("，是否想写“{near}”？"))
                .unwrap_or_default();
            fail(&format!("没有名为“{}”的规则{near}", arguments.rule))
        }
    }
}

/// The pages of all rules of this name; those of several packs when they differ.
fn page(workspace: &Workspace, name: &str) -> Option<String> {
    let mut pages: Vec<String> = Vec::new();
    for book in &workspace.books {
        for rule in &book.engine().rules().rules {
            if rule.id == name || rule.title == name {
                let page = rule_page(rule, &book.engine().rules().layers, &book.manifest().id);
                if !pages.iter().any(|known| body(known) == body(&page)) {
                    pages.push(page);
                }
            }
        }
    }
    for book in &workspace.books {
        let manifest = book.manifest();
        let life = manifest.rules.get(name).filter(|_| pages.is_empty());
        pages.extend(life.map(|life| {
            let successor = life.replaced_by.as_ref();
            let successor = successor
                .map(|id| format!("，由 {id} 接替"))
                .unwrap_or_default();
            format!("{name}（{}）\n\n已经废止{successor}\n", manifest.id)
        }));
    }
    (!pages.is_empty()).then(|| pages.join("\n"))
}

/// A page without its first line, which names the pack in force.
fn body(page: &str) -> &str {
    page.split_once('\n')
        .map(|(_, body)| body)
        .unwrap_or_default()
}

fn rule_page(rule: &Rule, layers: &Layers, in_force: &str) -> String {
    let from = if rule.pack == in_force {
        rule.pack.clone()
    } else {
        format!("{}，用于 {in_force}", rule.pack)
    };
    let mut page = format!(
        "{} {}（{}，{from}）\n",
        rule.id,
        rule.title,
        rule.severity.title()
    );
    if rule.draft {
        page.push_str("\n还是草案：check 加 --preview 才用它\n");
    }
    if rule.off {
        page.push_str("\n已经停用，不参与检查\n");
    }
    // The basis and the advice stand below as they are now.
    let shown = |it: &&Change| !matches!(it.kind, ChangeKind::Basis | ChangeKind::Help);
    let mut changes = layers.of_rule(&rule.id).filter(shown).peekable();
    if changes.peek().is_some() {
        page.push_str("\n后面的规则包改过：\n");
    }
    for change in changes {
        let words = change_words(&change.kind);
        page.push_str(&format!("  {words}（{}）\n", change.layer));
    }
    if !rule.doc.is_empty() {
        page.push_str(&format!("\n{}\n", rule.doc));
    }
    if !rule.on.is_empty() {
        page.push_str(&format!("\n适用：{}\n", rule.on.join("、")));
    }
    page.push_str("\n依据：\n");
    for basis in &rule.basis {
        let clause = match basis.clause.as_deref() {
            Some(number) if number.chars().all(|c| c.is_ascii_digit()) => {
                format!(" 第 {number} 条")
            }
            Some(words) => format!(" {words}"),
            None => String::new(),
        };
        let quote = basis
            .quote
            .as_deref()
            .map(|it| format!("“{it}”"))
            .unwrap_or_default();
        page.push_str(&format!("  {}{clause}{quote}\n", basis.document));
    }
    if let Some(help) = &rule.help {
        page.push_str(&format!("\n建议：{help}\n"));
    }
    page.push_str(match rule.locked {
        true => "\n锁定：不能免改，不能在设置里去掉，不能写进基线\n",
        false => "\n免改：确实不用改的，用 jixiao check --format waivers 得到条目，补上理由\n",
    });
    for (title, fails) in [("不通过", true), ("通过", false)] {
        page.push_str(&format!("\n{title}的例子：\n"));
        for example in rule
            .examples
            .iter()
            .filter(|example| example.fails == fails)
        {
            page.push_str(&format!("  {}\n", example.body));
        }
    }
    page.push_str("\n写法：\n");
    for line in rule.text.lines() {
        page.push_str(&format!("  {line}\n"));
    }
    page
}
