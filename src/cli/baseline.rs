//! `jixiao baseline write` and `prune`: freezes the findings of today, so that only new ones are
//! told.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::config::{Baseline, Home, Kind};
use crate::diag::DocumentReport;
use crate::vfs::{self, DiskFiles, Files, reason};
use crate::workspace::{self, CheckOptions, Selection, display, kind};

use super::exit::{self, Exit};
use super::packs::PackArgs;
use super::scope::{Scope, Task, Unnamed};
use super::terminal::ColorChoice;

const TEMPLATE: &str = "{about}\n\n用法：{usage}\n\n{all-args}";

/// Arguments of `baseline`.
#[derive(Debug, Args)]
pub(super) struct BaselineArgs {
    #[command(subcommand)]
    command: BaselineCommand,
}

/// The commands of `jixiao baseline`.
#[derive(Debug, Subcommand)]
enum BaselineCommand {
    /// 把现有的问题写进基线，以后只列出新的
    #[command(help_template = TEMPLATE, next_help_heading = "选项", override_usage = "jixiao baseline write [选项] [路径]...")]
    Write(FilesArgs),
    /// 从基线里删去已经改正的问题
    #[command(help_template = TEMPLATE, next_help_heading = "选项", override_usage = "jixiao baseline prune [选项] [路径]...")]
    Prune(FilesArgs),
}

/// What is checked, and the file of the baseline.
#[derive(Debug, Args)]
struct FilesArgs {
    /// 文件或文件夹；不写则为当前文件夹
    #[arg(value_name = "路径", help_heading = "参数")]
    paths: Vec<PathBuf>,
    /// 基线文件；不写则按 jixiao.toml，再不然为 jixiao-baseline.json
    #[arg(long, value_name = "文件")]
    baseline: Option<PathBuf>,
    #[command(flatten)]
    packs: PackArgs,
}

/// Runs the command.
pub(super) fn run(arguments: &BaselineArgs) -> Exit {
    let done = match &arguments.command {
        BaselineCommand::Write(arguments) => write(arguments),
        BaselineCommand::Prune(arguments) => prune(arguments),
    };
    done.unwrap_or_else(|exit| exit)
}

/// What a check finds now.
struct Now {
    path: PathBuf,
    before: Baseline,
    found: Baseline,
    /// The files that were judged, as the baseline names them.
    files: Vec<String>,
    /// Findings that no baseline may hide.
    locked: usize,
}

fn write(arguments: &FilesArgs) -> Result<Exit, Exit> {
    let mut now = now(arguments, Unnamed::New)?;
    // What is known of files that were not checked stays.
    let others = now.before.counts.into_iter();
    let others = others.filter(|((path, ..), _)| now.files.binary_search(path).is_err());
    let count = now.found.len();
    now.found.counts.extend(others);
    save(&now.path, &now.found)?;
    let locked = match now.locked {
        0 => String::new(),
        locked => format!("；另有 {locked} 处是锁定的规则或者读不了的文件，不能写进基线，照旧列出"),
    };
    Ok(exit::tell(&format!(
        "把 {} 份申报表的 {count} 处问题写进了基线“{}”{locked}。\n",
        now.files.len(),
        display(&now.path)
    )))
}

fn prune(arguments: &FilesArgs) -> Result<Exit, Exit> {
    let now = now(arguments, Unnamed::Usual)?;
    let before = now.before.len();
    let kept = now.before.counts.into_iter().filter_map(|(kind, count)| {
        let checked = now.files.binary_search(&kind.0).is_ok();
        let found = now.found.counts.get(&kind).copied().unwrap_or_default();
        let count = if checked { count.min(found) } else { count };
        (count > 0).then_some((kind, count))
    });
    let kept = Baseline {
        counts: kept.collect(),
    };
    save(&now.path, &kept)?;
    Ok(exit::tell(&format!(
        "从基线“{}”删去了 {} 处已经改正的问题，还有 {} 处。\n",
        display(&now.path),
        before - kept.len(),
        kept.len()
    )))
}

fn now(arguments: &FilesArgs, unnamed: Unnamed) -> Result<Now, Exit> {
    let scope = Scope {
        paths: &arguments.paths,
        stdin_filename: None,
        show_skipped: false,
        packs: &arguments.packs,
        selection: Selection::default(),
        baseline: arguments.baseline.as_deref(),
        unnamed,
        color: ColorChoice::Auto.stderr(),
    };
    let (config, sources) = scope.config()?;
    let workspace = scope.workspace(&config, sources)?;
    let Task {
        policy,
        baseline,
        inputs,
        ..
    } = scope.task(&workspace, config)?;
    let Some((path, before)) = baseline else {
        return Err(exit::fail(
            "没有基线：先用 jixiao baseline write 写出它，或者用 --baseline 指明",
        ));
    };
    let home = Home::of_file(&DiskFiles, &path);
    let mut counts: BTreeMap<Kind, usize> = BTreeMap::new();
    let mut files = Vec::new();
    let mut locked = 0;
    let options = CheckOptions { policy, jobs: 0 };
    let take = |document: DocumentReport| -> Result<(), ()> {
        let absolute = DiskFiles.absolute(document.path.as_ref());
        let name = home.relative(&absolute).unwrap_or(document.path.clone());
        if document.subject == crate::diag::Subject::Waivers {
            return Ok(());
        }
        for finding in document.open() {
            match finding.locked {
                true => locked += 1,
                false => *counts.entry(kind(&name, finding)).or_default() += 1,
            }
        }
        files.push(name);
        Ok(())
    };
    let _ = workspace::check(&workspace, &DiskFiles, inputs, &options, take);
    files.sort();
    files.dedup();
    Ok(Now {
        path,
        before,
        found: Baseline { counts },
        files,
        locked,
    })
}

fn save(path: &std::path::Path, baseline: &Baseline) -> Result<(), Exit> {
    vfs::replace(path, baseline.write().as_bytes())
        .map_err(|error| exit::fail(&format!("写不了“{}”：{}", display(path), reason(&error))))
}
