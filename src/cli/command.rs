//! The arguments of the program and which command they name.

use clap::{CommandFactory, Parser, Subcommand, error::ErrorKind};

use super::exit::{Exit, fail};
use super::pack;
use super::{
    baseline, check, completions, config, explain, fmt, inspect, lsp, man, rules, test, watch,
};

/// 绩效目标申报表的规则检查
#[derive(Debug, Parser)]
#[command(
    name = "jixiao",
    version,
    about = "绩效目标申报表的规则检查",
    disable_help_subcommand = true,
    disable_help_flag = true,
    disable_version_flag = true,
    subcommand_value_name = "命令",
    subcommand_help_heading = "命令",
    override_usage = "jixiao <命令>",
    help_template = "{about}\n\n用法：{usage}\n\n{all-args}"
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    /// 显示帮助
    #[arg(short, long, action = clap::ArgAction::Help, global = true, help_heading = "选项", display_order = 1000)]
    help: Option<bool>,
    /// 显示版本
    #[arg(short = 'V', long, action = clap::ArgAction::Version, help_heading = "选项")]
    version: Option<bool>,
}

const TEMPLATE: &str = "{about}\n\n用法：{usage}\n\n{all-args}";

#[derive(Debug, Subcommand)]
enum Command {
    /// 检查文件和文件夹
    #[command(help_template = TEMPLATE, next_help_heading = "选项", override_usage = "jixiao check [选项] [路径]...")]
    Check(Box<check::CheckArgs>),
    /// 读回：显示申报表是怎样被理解的
    #[command(help_template = TEMPLATE, next_help_heading = "选项", override_usage = "jixiao inspect [选项] <文件>")]
    Inspect(inspect::InspectArgs),
    /// 说明一条规则：要求、依据、示例、写法
    #[command(help_template = TEMPLATE, next_help_heading = "选项", override_usage = "jixiao explain [选项] <规则>")]
    Explain(explain::ExplainArgs),
    /// 列出有效的规则
    #[command(help_template = TEMPLATE, next_help_heading = "选项", override_usage = "jixiao rules [选项]")]
    Rules(rules::RulesArgs),
    /// 运行规则包里的示例和案例
    #[command(help_template = TEMPLATE, next_help_heading = "选项", override_usage = "jixiao test [选项] [规则包]...")]
    Test(test::TestArgs),
    /// 规则包：新建、核对、生成、签名、验证
    #[command(
        help_template = "{about}\n\n用法：{usage}\n\n{all-args}",
        override_usage = "jixiao pack <命令>",
        subcommand_value_name = "命令",
        subcommand_help_heading = "命令",
        disable_help_subcommand = true
    )]
    Pack(pack::Arguments),
    /// 基线：冻结现有的问题，以后只列出新的
    #[command(
        help_template = "{about}\n\n用法：{usage}\n\n{all-args}",
        override_usage = "jixiao baseline <命令>",
        subcommand_value_name = "命令",
        subcommand_help_heading = "命令",
        disable_help_subcommand = true
    )]
    Baseline(baseline::BaselineArgs),
    /// 设置：显示 jixiao.toml 里写了什么、从哪里来
    #[command(
        help_template = "{about}\n\n用法：{usage}\n\n{all-args}",
        override_usage = "jixiao config <命令>",
        subcommand_value_name = "命令",
        subcommand_help_heading = "命令",
        disable_help_subcommand = true
    )]
    Config(config::ConfigArgs),
    /// 看守文件夹：放进一份申报表，旁边就有它的检查结果
    #[command(help_template = TEMPLATE, next_help_heading = "选项", override_usage = "jixiao watch [选项] <文件夹>")]
    Watch(watch::WatchArgs),
    /// 整理规则文件的格式
    #[command(help_template = TEMPLATE, next_help_heading = "选项", override_usage = "jixiao fmt [选项] [路径]...")]
    Fmt(fmt::FmtArgs),
    /// 语言服务：供编辑器通过标准输入和标准输出调用
    #[command(help_template = TEMPLATE, next_help_heading = "选项", override_usage = "jixiao lsp [选项]")]
    Lsp(lsp::LspArgs),
    /// 输出外壳的补全脚本
    #[command(hide = true, help_template = TEMPLATE, next_help_heading = "选项", override_usage = "jixiao completions <外壳>")]
    Completions(completions::CompletionsArgs),
    /// 写出手册页
    #[command(hide = true, help_template = TEMPLATE, next_help_heading = "选项", override_usage = "jixiao man --dir <文件夹>")]
    Man(man::ManArgs),
}

/// Runs the program with the arguments of the process.
pub fn run() -> Exit {
    match Cli::try_parse() {
        Ok(cli) => match cli.command {
            Command::Check(arguments) => check::run(*arguments),
            Command::Inspect(arguments) => inspect::run(&arguments),
            Command::Explain(arguments) => explain::run(&arguments),
            Command::Rules(arguments) => rules::run(&arguments),
            Command::Test(arguments) => test::run(&arguments),
            Command::Pack(arguments) => pack::run(&arguments),
            Command::Baseline(arguments) => baseline::run(&arguments),
            Command::Config(arguments) => config::run(&arguments),
            Command::Watch(arguments) => watch::run(&arguments),
            Command::Fmt(arguments) => fmt::run(&arguments),
            Command::Lsp(arguments) => lsp::run(&arguments),
            Command::Completions(arguments) => completions::run(&arguments, Cli::command()),
            Command::Man(arguments) => man::run(&arguments, Cli::command()),
        },
        Err(error) => refuse(&error),
    }
}

/// Shows help or the version, or says in Chinese what is wrong with the arguments.
fn refuse(error: &clap::Error) -> Exit {
    use clap::error::{ContextKind, ContextValue};
    let context = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join("、"),
        _ => String::new(),
    };
    let argument = context(ContextKind::InvalidArg);
    let near = match error.get(ContextKind::SuggestedArg) {
        Some(ContextValue::String(text)) => format!("，是否想写“{text}”？"),
        _ => match error.get(ContextKind::SuggestedSubcommand) {
            Some(ContextValue::Strings(texts)) => format!("，是否想写“{}”？", texts.join("”“")),
            _ => String::new(),
        },
    };
    let words = match error.kind() {
        ErrorKind::DisplayHelp
        | ErrorKind::DisplayVersion
        | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            let failed = error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand;
            let _ = error.print();
            return if failed { Exit::Failed } else { Exit::Clean };
        }
        ErrorKind::UnknownArgument => format!("不认识的参数“{argument}”{near}"),
        ErrorKind::InvalidSubcommand => {
            format!(
                "没有名为“{}”的命令{near}",
                context(ContextKind::InvalidSubcommand)
            )
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let value = context(ContextKind::InvalidValue);
            let valid = context(ContextKind::ValidValue);
            let valid = if valid.is_empty() {
                String::new()
            } else {
                format!("，可以用：{valid}")
            };
            format!("“{argument}”不能是“{value}”{valid}")
        }
        ErrorKind::MissingRequiredArgument => format!("缺少参数：{argument}"),
        ErrorKind::TooManyValues | ErrorKind::WrongNumberOfValues | ErrorKind::TooFewValues => {
            format!("“{argument}”的值的个数不对")
        }
        ErrorKind::ArgumentConflict => format!("“{argument}”不能这样用（重复或冲突）"),
        _ => error.to_string(),
    };
    fail(&format!("{words}\n用 jixiao --help 查看用法"))
}
