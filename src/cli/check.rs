//! `jixiao check`: checks files and folders.

use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::config::Config;
use crate::diag::{DocumentReport, Header, Severity, Skipped, Summary};
use crate::vfs::{self, DiskFiles, Files};
use crate::workspace::{self, CheckOptions, Input, Selection, Workspace, display};
use crate::write::{self, Format, ReportWriter};

use super::changes::{Change, Changes};
use super::exit::{self, Exit};
use super::packs::PackArgs;
use super::scope::{Scope, Task, Unnamed};
use super::terminal::{self, ColorChoice};

/// Arguments of `check`.
#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    /// 要检查的文件或文件夹；“-”为标准输入；不写则为当前文件夹
    #[arg(value_name = "路径", help_heading = "参数")]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    packs: PackArgs,
    /// 只用这些规则（编号、名称或编号开头），可用逗号分开
    #[arg(long, value_name = "规则", value_delimiter = ',')]
    select: Vec<String>,
    /// 不用这些规则
    #[arg(long, value_name = "规则", value_delimiter = ',')]
    ignore: Vec<String>,
    /// 规则包里还是草案的规则也用
    #[arg(long)]
    preview: bool,
    /// 退出码为1的最低级别：error（默认）、warning、hint、never
    #[arg(long, value_name = "级别", hide_possible_values = true)]
    fail_on: Option<FailOn>,
    /// 基线：里面已有的问题不再列出
    #[arg(long, value_name = "文件")]
    baseline: Option<PathBuf>,
    /// 格式：full（默认）、concise（一行一处）、json、jsonl、sarif、junit、github、html（网页）、xlsx（Excel 表）、waivers（免改条目）
    #[arg(
        long,
        value_name = "格式",
        default_value = "full",
        hide_default_value = true,
        value_parser = names(),
        hide_possible_values = true
    )]
    format: String,
    /// 另写一份结果：格式=文件，可写多次
    #[arg(long, value_name = "格式=文件")]
    output: Vec<String>,
    /// 标准输入的文件名，用来判断类型和在结果中称呼它
    #[arg(long, value_name = "名称")]
    stdin_filename: Option<String>,
    /// 不结束：文件、规则包、设置一有改动就再检查
    #[arg(long)]
    watch: bool,
    /// 用几个线程；0（默认）为每个处理器核一个
    #[arg(
        long,
        value_name = "数",
        default_value_t = 0,
        hide_default_value = true
    )]
    jobs: usize,
    /// 颜色：auto（默认，只在终端上用）、always、never
    #[arg(
        long,
        value_name = "何时",
        default_value = "auto",
        hide_default_value = true,
        hide_possible_values = true
    )]
    color: ColorChoice,
    /// 列出文件夹中略过的文件
    #[arg(long)]
    show_skipped: bool,
    /// 由别的问题引起的问题也完整列出
    #[arg(long)]
    show_folded: bool,
    /// 列出免改了的问题
    #[arg(long)]
    show_waived: bool,
}

/// At which severity a run fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum FailOn {
    Error,
    Warning,
    Hint,
    Never,
}

impl FailOn {
    /// What the settings say.
    fn of(config: &Config) -> Self {
        let word = config.fail_on.as_ref();
        let level = word.and_then(|word| FailOn::from_str(&word.node, false).ok());
        level.unwrap_or(FailOn::Error)
    }

    fn reached(self, summary: &Summary) -> bool {
        match self {
            FailOn::Error => summary.reaches(Severity::Error),
            FailOn::Warning => summary.reaches(Severity::Warning),
            FailOn::Hint => summary.reaches(Severity::Hint),
            FailOn::Never => false,
        }
    }
}

/// Runs the command.
pub(super) fn run(arguments: CheckArgs) -> Exit {
    let done = match arguments.watch {
        true => again(&arguments),
        false => once(&arguments),
    };
    done.unwrap_or_else(|exit| exit)
}

fn once(arguments: &CheckArgs) -> Result<Exit, Exit> {
    let outputs = outputs(arguments).map_err(|words| exit::fail(&words))?;
    let scope = scope(arguments);
    let (config, sources) = scope.config()?;
    // The packs live as long as the process does: to take them apart at its end costs as much as
    // judging a declaration.
    let workspace: &'static Workspace = Box::leak(Box::new(scope.workspace(&config, sources)?));
    let task = scope.task(workspace, config)?;
    judge(arguments, workspace, task, outputs)
}

/// Judges anew whenever something has changed, until the user ends it.
fn again(arguments: &CheckArgs) -> Result<Exit, Exit> {
    let here = [PathBuf::new()];
    let paths = match arguments.paths.as_slice() {
        [] => &here[..],
        paths => paths,
    };
    for path in &arguments.paths {
        if path.as_os_str() == "-" {
            return Err(exit::fail("标准输入只有一次，不能用 --watch 再检查"));
        }
        if DiskFiles.kind(path).is_none() {
            return Err(exit::fail(&format!("找不到“{}”", display(path))));
        }
    }
    let files = outputs(arguments).map_err(|words| exit::fail(&words))?;
    let own = files.into_iter().filter_map(|output| output.file).collect();
    let mut changes = Changes::of(paths, own)?;
    let mut known = None;
    loop {
        terminal::clear();
        round(arguments, &mut changes, &mut known)?;
        exit::note("等待改动，按 Ctrl-C 结束。");
        match changes.wait() {
            Change::Stopped => return Ok(Exit::Clean),
            Change::Rules => known = None,
            Change::Documents(_) => {}
        }
    }
}

/// Judges once with the packs that are known, or else loads them. What is wrong with packs and
/// settings has been said and may be mended; only what cannot be written is an end.
fn round(
    arguments: &CheckArgs,
    changes: &mut Changes,
    known: &mut Option<Workspace>,
) -> Result<(), Exit> {
    let scope = scope(arguments);
    let Ok((config, sources)) = scope.config() else {
        return Ok(());
    };
    changes.follow(&arguments.packs.pack, &config)?;
    if known.is_none() {
        *known = scope.workspace(&config, sources).ok();
    }
    let Some(workspace) = known else {
        return Ok(());
    };
    let Ok(task) = scope.task(workspace, config) else {
        return Ok(());
    };
    let outputs = outputs(arguments).map_err(|words| exit::fail(&words))?;
    judge(arguments, workspace, task, outputs).map(|_| ())
}

fn scope(arguments: &CheckArgs) -> Scope<'_> {
    Scope {
        paths: &arguments.paths,
        stdin_filename: arguments.stdin_filename.as_deref(),
        show_skipped: arguments.show_skipped,
        packs: &arguments.packs,
        selection: Selection {
            select: arguments.select.clone(),
            ignore: arguments.ignore.clone(),
            drafts: arguments.preview,
            ..Selection::default()
        },
        baseline: arguments.baseline.as_deref(),
        unnamed: Unnamed::None,
        color: arguments.color.stderr(),
    }
}

/// An output being written.
struct Output {
    format: &'static Format,
    writer: Box<dyn ReportWriter>,
    out: Box<dyn Write>,
    /// The file, for messages; `None` for standard output.
    file: Option<PathBuf>,
}

fn outputs(arguments: &CheckArgs) -> Result<Vec<Output>, String> {
    let name = arguments.format.as_str();
    let options = |color: bool| write::Options {
        color,
        width: terminal::width(),
        show_skipped: arguments.show_skipped,
        show_folded: arguments.show_folded,
        show_waived: arguments.show_waived,
        ..write::Options::default()
    };
    let format = named(name)?;
    showable(format, io::stdout().is_terminal())?;
    let writer = (format.make)(&options(arguments.color.stdout()));
    let out = Box::new(BufWriter::with_capacity(1 << 16, io::stdout()));
    let mut outputs = vec![Output {
        format,
        writer,
        out,
        file: None,
    }];
    for output in &arguments.output {
        let (name, file) = output
            .split_once('=')
            .filter(|(_, file)| !file.is_empty())
            .ok_or_else(|| format!("--output 要写成“格式=文件”，写的是“{output}”"))?;
        let format = named(name)?;
        let writer = (format.make)(&options(false));
        let path = PathBuf::from(file);
        let out = vfs::create(&path)
            .map_err(|error| format!("写不了“{file}”：{}", vfs::reason(&error)))?;
        outputs.push(Output {
            format,
            writer,
            out,
            file: Some(path),
        });
    }
    Ok(outputs)
}

/// The names of the formats, with what each is for.
fn names() -> PossibleValuesParser {
    let formats = write::FORMATS.iter();
    formats
        .map(|format| PossibleValue::new(format.name).help(format.doc))
        .collect::<Vec<_>>()
        .into()
}

fn named(name: &str) -> Result<&'static Format, String> {
    write::format(name).ok_or_else(|| {
        let names: Vec<&str> = write::FORMATS.iter().map(|format| format.name).collect();
        format!("没有名为“{name}”的格式，可以用：{}", names.join("、"))
    })
}

/// Refuses to write what is no text on a terminal.
fn showable(format: &Format, terminal: bool) -> Result<(), String> {
    let name = format.name;
    match format.binary && terminal {
        true => Err(format!(
            "{name} 不是文字，不能显示在终端上；写成文件：--output {name}=结果.{name}"
        )),
        false => Ok(()),
    }
}

/// Judges; an error when an output cannot be written.
fn judge(
    arguments: &CheckArgs,
    workspace: &Workspace,
    task: Task,
    mut outputs: Vec<Output>,
) -> Result<Exit, Exit> {
    let fail_on = arguments
        .fail_on
        .unwrap_or_else(|| FailOn::of(&task.config));
    let Task {
        policy,
        inputs,
        skipped,
        ..
    } = task.excusing();
    let mut header = workspace.header();
    header.baseline = policy.has_baseline();
    if outputs.iter().any(|output| output.format.rules) {
        header.rules = workspace.rule_infos();
    }
    let options = CheckOptions {
        policy,
        jobs: arguments.jobs,
    };
    let progress = progress(inputs.len());
    match write_all(
        workspace,
        inputs,
        skipped,
        &options,
        &header,
        &mut outputs,
        &progress,
    ) {
        Ok(summary) if fail_on.reached(&summary) => Ok(Exit::Findings),
        Ok(_) => Ok(Exit::Clean),
        // The reader of a pipe may stop early: `jixiao check | head`.
        Err((None, error)) if error.kind() == io::ErrorKind::BrokenPipe => Err(Exit::Clean),
        Err((None, error)) => Err(exit::fail(&format!(
            "写不了标准输出：{}",
            vfs::reason(&error)
        ))),
        Err((Some(file), error)) => Err(exit::fail(&format!(
            "写不了“{}”：{}",
            file.display(),
            vfs::reason(&error)
        ))),
    }
}

type WriteError = (Option<PathBuf>, io::Error);

fn each_output(
    outputs: &mut [Output],
    mut act: impl FnMut(&mut dyn ReportWriter, &mut dyn Write) -> io::Result<()>,
) -> Result<(), WriteError> {
    outputs.iter_mut().try_for_each(|output| {
        act(output.writer.as_mut(), output.out.as_mut())
            .map_err(|error| (output.file.clone(), error))
    })
}

fn write_all(
    workspace: &Workspace,
    inputs: Vec<Input>,
    skipped: Vec<Skipped>,
    options: &CheckOptions,
    header: &Header,
    outputs: &mut [Output],
    progress: &ProgressBar,
) -> Result<Summary, WriteError> {
    each_output(outputs, |writer, out| writer.begin(header, out))?;
    let report = |document: DocumentReport| {
        progress.inc(1);
        progress.suspend(|| each_output(outputs, |writer, out| writer.document(&document, out)))
    };
    let mut summary = workspace::check(workspace, &DiskFiles, inputs, options, report)?;
    progress.finish_and_clear();
    summary.skipped = skipped;
    each_output(outputs, |writer, out| {
        writer.end(&summary, out)?;
        out.flush()
    })?;
    Ok(summary)
}

/// A progress bar on a terminal when there is much to do; otherwise one that shows nothing.
fn progress(files: usize) -> ProgressBar {
    if files < 200 || !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let target = ProgressDrawTarget::stderr_with_hz(5);
    let bar = ProgressBar::with_draw_target(u64::try_from(files).ok(), target);
    match ProgressStyle::with_template("检查 {pos}/{len} {wide_bar} {eta}") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_text_is_written_on_a_terminal() {
        for format in write::FORMATS {
            assert_eq!(showable(format, true).is_err(), format.name == "xlsx");
            assert!(showable(format, false).is_ok());
        }
    }
}
