//! Which command of `jixiao pack` is meant.

use clap::{Args, Subcommand};

use super::super::exit::Exit;
use super::{build, check, diff, impact, inspect, keygen, new, sign, verify};

const TEMPLATE: &str = "{about}\n\n用法：{usage}\n\n{all-args}";

/// Arguments of `pack`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: PackCommand,
}

/// The commands of `jixiao pack`.
#[derive(Debug, Subcommand)]
enum PackCommand {
    /// 新建一个规则包：清单、一条规则、一个案例
    #[command(help_template = TEMPLATE, next_help_heading = "选项", override_usage = "jixiao pack new [选项] <文件夹>")]
    New(new::NewArgs),
    /// 核对规则包：写法、示例、案例，和发布还缺什么
    #[command(help_template = TEMPLATE, next_help_heading = "选项", override_usage = "jixiao pack check [选项] <规则包>")]
    Check(check::CheckArgs),
    /// 核对以后生成一个 .jxp 文件
    #[command(help_template = TEMPLATE, next_help_heading = "选项", override_usage = "jixiao pack build [选项] <文件夹>")]
    Build(build::BuildArgs),
    /// 生成一对密钥：私钥用来签名，公钥发给收规则包的人
    #[command(help_template = TEMPLATE, next_help_heading = "选项", override_usage = "jixiao pack keygen [选项] <名称>")]
    Keygen(keygen::KeygenArgs),
    /// 签名：在 .jxp 文件旁边写一个 .minisig 文件
    #[command(help_template = TEMPLATE, next_help_heading = "选项", override_usage = "jixiao pack sign --key <私钥> <规则包>")]
    Sign(sign::SignArgs),
    /// 核对收到的规则包：内容、签名、序号
    #[command(help_template = TEMPLATE, next_help_heading = "选项", override_usage = "jixiao pack verify [选项] <规则包>")]
    Verify(verify::VerifyArgs),
    /// 显示规则包里有什么、签名怎样
    #[command(help_template = TEMPLATE, next_help_heading = "选项", override_usage = "jixiao pack inspect [选项] <规则包>")]
    Inspect(inspect::InspectArgs),
    /// 新旧两版比较：表样、规则、参数改了什么
    #[command(help_template = TEMPLATE, next_help_heading = "选项", override_usage = "jixiao pack diff [选项] <旧> <新>")]
    Diff(diff::DiffArgs),
    /// 新旧两版各检查一遍申报表：问题多了哪些、少了哪些
    #[command(help_template = TEMPLATE, next_help_heading = "选项", override_usage = "jixiao pack impact [选项] <旧> <新> <申报表>...")]
    Impact(impact::ImpactArgs),
}

/// Runs a command of `jixiao pack`.
pub(crate) fn run(arguments: &Arguments) -> Exit {
    match &arguments.command {
        PackCommand::New(arguments) => new::run(arguments),
        PackCommand::Check(arguments) => check::run(arguments),
        PackCommand::Build(arguments) => build::run(arguments),
        PackCommand::Keygen(arguments) => keygen::run(arguments),
        PackCommand::Sign(arguments) => sign::run(arguments),
        PackCommand::Verify(arguments) => verify::run(arguments),
        PackCommand::Inspect(arguments) => inspect::run(arguments),
        PackCommand::Diff(arguments) => diff::run(arguments),
        PackCommand::Impact(arguments) => impact::run(arguments),
    }
}
