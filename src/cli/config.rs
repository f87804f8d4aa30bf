//! `jixiao config show`: the settings in force, each with where it comes from.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use crate::config::{Config, RuleNames, Settings, WAIVERS};
use crate::source::{Span, Spanned};
use crate::vfs::{DiskFiles, FileKind, Files};
use crate::workspace::display;

use super::exit::{self, Exit};
use super::packs;
use super::terminal::ColorChoice;

const TEMPLATE: &str = "{about}\n\n用法：{usage}\n\n{all-args}";

/// Arguments of `config`.
#[derive(Debug, Args)]
pub(super) struct ConfigArgs {
    #[command(subcommand)]
    command: ConfigCommand,
}

/// The commands of `jixiao config`.
#[derive(Debug, Subcommand)]
enum ConfigCommand {
    /// 显示有效的设置，和每一项从哪里来
    #[command(help_template = TEMPLATE, next_help_heading = "选项", override_usage = "jixiao config show [路径]")]
    Show(ShowArgs),
}

/// Arguments of `config show`.
#[derive(Debug, Args)]
struct ShowArgs {
    /// 要检查的文件或文件夹；不写则为当前文件夹
    #[arg(value_name = "路径", help_heading = "参数")]
    path: Option<PathBuf>,
}

/// Runs the command.
pub(super) fn run(arguments: &ConfigArgs) -> Exit {
    let ConfigCommand::Show(arguments) = &arguments.command;
    match show(arguments.path.as_deref().unwrap_or(Path::new(""))) {
        Ok(text) => exit::tell(&text),
        Err(exit) => exit,
    }
}

fn show(path: &Path) -> Result<String, Exit> {
    let folder = match DiskFiles.kind(path) {
        Some(FileKind::Folder) => path,
        Some(FileKind::File) => path.parent().unwrap_or(Path::new("")),
        None if path.as_os_str().is_empty() => path,
        None => return Err(exit::fail(&format!("找不到“{}”", path.display()))),
    };
    let color = ColorChoice::Auto.stderr();
    let (run, sources) = packs::settings(color)?;
    let settings = packs::read([folder], color)?;
    let rulers = settings.rulers(&DiskFiles.absolute(folder));
    let none = Config::default();
    let config = rulers.config.and_then(|at| settings.configs.get(at));
    let here = Shown {
        config: config.unwrap_or(&none),
        sources: &settings.sources,
    };
    let whole = Shown {
        config: &run,
        sources: &sources,
    };
    let mut text = String::from("一次检查的全部文件（按当前文件夹）：\n");
    whole.push(&mut text, "packs", list(&run.packs), "内置的规则包");
    whole.push(&mut text, "trust", list(&run.trust), "没有");
    whole.params(&mut text);
    let word =
        |word: &Option<Spanned<String>>| word.as_ref().map(|word| format!("\"{}\"", word.node));
    whole.push(&mut text, "fail-on", word(&run.fail_on), "\"error\"");
    whole.push(&mut text, "baseline", word(&run.baseline), "没有");
    let name = match display(folder).as_str() {
        "" | "." => "当前文件夹".to_owned(),
        name => format!("“{name}”"),
    };
    text.push_str(&format!("\n{name}里的文件：\n"));
    let rules = &here.config.rules;
    here.push(&mut text, "select", list(&rules.select), "全部");
    here.push(&mut text, "ignore", list(&rules.ignore), "没有");
    let preview = here.config.preview.map(|it| it.to_string());
    here.push(&mut text, "preview", preview, "false");
    here.overrides(&mut text);
    text.push_str(&waivers(&settings, rulers.waivers));
    Ok(text)
}

/// Settings, and the sources that their places lead into.
struct Shown<'s> {
    config: &'s Config,
    sources: &'s crate::source::SourceMap,
}

impl Shown<'_> {
    /// Appends the line of a key.
    fn push(&self, text: &mut String, key: &str, value: Option<String>, usual: &str) {
        let origin = self.config.span(key).map(|span| self.origin(span));
        let (value, origin) = match (value, origin) {
            (Some(value), Some(origin)) => (value, origin),
            _ => (usual.to_owned(), "默认".to_owned()),
        };
        text.push_str(&format!("  {key:<8} = {value}  （{origin}）\n"));
    }

    fn params(&self, text: &mut String) {
        if self.config.params.is_empty() {
            return self.push(text, "params", None, "没有");
        }
        for param in &self.config.params {
            let origin = self.origin(param.value.span);
            let (name, value) = (&param.name, &param.value.node);
            text.push_str(&format!("  params   : {name} = {value}  （{origin}）\n"));
        }
    }

    fn overrides(&self, text: &mut String) {
        for it in &self.config.overrides {
            let Some(files) = list(&it.files.written) else {
                continue;
            };
            let origin = it.files.written.first().map(|word| self.origin(word.span));
            let RuleNames { select, ignore } = &it.rules;
            let part = |key: &str, words| list(words).map(|it| format!("，{key} = {it}"));
            text.push_str(&format!(
                "  {files}{}{}  （{}）\n",
                part("select", select).unwrap_or_default(),
                part("ignore", ignore).unwrap_or_default(),
                origin.unwrap_or_default()
            ));
        }
    }

    /// File and line of a place.
    fn origin(&self, span: Span) -> String {
        let file = self.sources.get(span.source);
        let place = |file: &std::sync::Arc<crate::source::SourceFile>| {
            format!(
                "{}:{}",
                file.name(),
                file.line_column(span.range.start).line
            )
        };
        file.map(place).unwrap_or_default()
    }
}

fn waivers(settings: &Settings, at: Option<usize>) -> String {
    let Some(file) = at.and_then(|at| settings.waivers.get(at)) else {
        return "  免改：没有\n".to_owned();
    };
    let path = display(&file.home.shown.join(WAIVERS));
    format!("  免改：{} 条  （{path}）\n", file.waivers.len())
}

/// Texts as TOML writes a list of them; `None` when there are none.
fn list(words: &[Spanned<String>]) -> Option<String> {
    let words: Vec<String> = words
        .iter()
        .map(|word| format!("\"{}\"", word.node))
        .collect();
    (!words.is_empty()).then(|| format!("[{}]", words.join(", ")))
}
