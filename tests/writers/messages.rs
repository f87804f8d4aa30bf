//! Messages about packs and rule files.

use jixiao::diag::{Diagnostic, Messages};
use jixiao::source::{SourceFile, SourceMap, Span};
use jixiao::write::{self, Options};

use super::reports::{at, snapshot};

#[test]
fn messages_point_into_rule_files() {
    let rules = "// 资金\n\nrule totals-balanced \"资金总额应当平衡\" {\n    severity error\n    \
        require  资金总额 == 基本之出 + 项目支出 within 容差\n}\n";
    let manifest =
        "id = \"yunze-2021\"\n\n[[override]]\nrule = \"totals-balanced\"\nseverity = \"hint\"\n";
    let mut sources = SourceMap::default();
    let rule_file = sources.add(SourceFile::new("rules/yunze-2021/funds.rule", rules));
    let toml = sources.add(SourceFile::new("rules/yunze-2021/pack.toml", manifest));
    let diagnostics = vec![
        Diagnostic::error(
            "JX0201",
            "表“部门整体支出绩效目标申报表”没有名为“基本之出”的栏目",
            Span::new(rule_file, at(rules, "基本之出")),
        )
        .saying("这里用到")
        .with_help("是否想写“基本支出”？"),
        Diagnostic::warning(
            "JX0507",
            "锁定的规则不能放宽",
            Span::new(toml, at(manifest, "\"hint\"")),
        )
        .saying("改成了提示")
        .with_label(
            Span::new(rule_file, at(rules, "severity error")),
            "原来是必改",
        ),
    ];
    let messages = Messages {
        diagnostics,
        sources,
    };
    snapshot(
        "messages.txt",
        &write::messages(&messages, &Options::default()),
    );
    let options = Options {
        color: true,
        ..Options::default()
    };
    snapshot("messages-color.txt", &write::messages(&messages, &options));
    assert_eq!(write::messages(&Messages::default(), &options), "");
}
