//! The outputs of a run, over reports built by hand; `UPDATE=1` rewrites the expected files.

use std::fmt::Write as _;
use std::sync::Arc;

use jixiao::diag::{
    Basis, Diagnostic, DocumentReport, Evaluation, Finding, Header, Messages, Outcome, PackInfo,
    Place, PlaceRole, RuleOutcome, Severity, Skipped, Subject, Summary, Waived,
};
use jixiao::source::{SourceFile, SourceMap, Span, TextRange, offset};
use jixiao::write::{self, Options};
use proptest::prelude::*;
use unicode_width::UnicodeWidthChar;

/// The beginning of a form, tabs and blank lines as they come from a word processor.
const FORM: &str = "\n\t部门整体支出绩效目标申报表\n\n\t（   2021 年度）\n\n\t部门（单位）名称\n\t\
    云泽市教育局\n\n\t部门（单位）总体资金情况（万元）\n\t资金总额：\n\t22,001.49\n\n\t\n\t\
    基本支出：\n\t5214.98\n\n\t\n\t项目支出：\n\t16786.50\n\n\t部门（单位）绩效目标\n\t\n";

/// One paragraph of 287 characters and more, as a goal is written.
const GOAL: &str = "一、坚持以人民为中心，持续推进全民阅读工作。县城馆全年开放不少于300天，\
    乡镇馆每周开放不少于40小时；举办读书会、朗诵会、图书漂流等活动12场，参与居民不少于3600人次。\
    借阅册次：县城馆不低于8000册，乡镇馆不低于2000册。合计1.2万册；持续提升公共文化服务水平，\
    丰富居民精神文化生活，加强与辖区学校、企业和社会组织的联系，形成共建共享的良好局面。\
    做好古籍普查和数字化工作，建立健全志愿服务队伍，全年培训志愿者不少于200人次，\
    读者满意度达到90%以上，投诉处理及时率100%，确保各项经费使用规范、安全、有效。";

fn finding(rule: &str, title: &str, severity: Severity, message: &str) -> Finding {
    Finding {
        rule: rule.into(),
        pack: "yunze-2021".into(),
        title: title.into(),
        severity,
        locked: false,
        message: message.into(),
        help: None,
        basis: Vec::new(),
        places: Vec::new(),
        evaluation: None,
        within: String::new(),
        fingerprint: format!("{rule}:{message}"),
        caused_by: None,
        waiver: None,
    }
}

fn place(role: PlaceRole, label: &str, range: TextRange) -> Place {
    Place {
        role,
        label: label.into(),
        range,
        value: None,
        unit: None,
    }
}

fn valued(role: PlaceRole, label: &str, range: TextRange, value: &str, unit: &str) -> Place {
    Place {
        value: Some(value.into()),
        unit: Some(unit.into()),
        ..place(role, label, range)
    }
}

/// The range of the first `needle` in `text`.
fn at(text: &str, needle: &str) -> TextRange {
    let start = text.find(needle).unwrap_or_else(|| panic!("no {needle}"));
    TextRange::of(start..start + needle.len())
}

fn basis(document: &str, clause: &str, quote: &str) -> Basis {
    let some = |text: &str| (!text.is_empty()).then(|| text.into());
    Basis {
        document: document.into(),
        clause: some(clause),
        quote: some(quote),
    }
}

fn document(path: &str, text: &str, findings: Vec<Finding>) -> DocumentReport {
    let outcome = |rule: &str, outcome, reason: Option<&str>| RuleOutcome {
        rule: rule.into(),
        title: "".into(),
        outcome,
        reason: reason.map(str::to_owned),
    };
    DocumentReport {
        subject: Subject::Declaration,
        path: path.into(),
        part: None,
        form: Some("部门整体支出绩效目标申报表".into()),
        year: Some(2021),
        unit: Some("云泽市教育局".into()),
        pack: Some("yunze-2021".into()),
        pack_reason: "表名、年度和单位都相符".into(),
        source: Arc::new(SourceFile::new(path, text)),
        findings,
        baselined: 0,
        rules: vec![
            outcome("numbering-order", Outcome::Passed, None),
            outcome(
                "cost-present",
                Outcome::NotApplicable,
                Some("本表没有成本指标"),
            ),
        ],
    }
}

fn header() -> Header {
    Header {
        version: "0.0.0".into(),
        packs: vec![PackInfo {
            id: "yunze-2021".into(),
            version: "1.0.0".into(),
            title: "云泽市 2021 年".into(),
            digest: "sha256:00".into(),
            signed_by: None,
            unofficial: true,
        }],
    }
}

fn render(format: &str, options: &Options, documents: &[DocumentReport]) -> String {
    render_with(format, options, documents, Vec::new())
}

fn render_with(
    format: &str,
    options: &Options,
    documents: &[DocumentReport],
    skipped: Vec<Skipped>,
) -> String {
    let mut writer = (write::format(format).expect("a format").make)(options);
    let mut out = Vec::new();
    let mut summary = Summary {
        skipped,
        ..Summary::default()
    };
    writer.begin(&header(), &mut out).expect("begin");
    for document in documents {
        summary.add(document);
        writer.document(document, &mut out).expect("document");
    }
    writer.end(&summary, &mut out).expect("end");
    String::from_utf8(out).expect("UTF-8")
}

/// Compares with a file of `tests/data/write`.
fn snapshot(name: &str, text: &str) {
    crate::support::snapshot(format!("tests/data/write/{name}"), text);
}

fn totals() -> Finding {
    let mut found = finding(
        "totals-balanced",
        "资金总额应当平衡",
        Severity::Error,
        "资金总额与基本支出、项目支出之和不符，相差 0.01 万元",
    );
    found.places = vec![
        valued(
            PlaceRole::Primary,
            "资金总额",
            at(FORM, "22,001.49"),
            "22001.49",
            "万元",
        ),
        valued(
            PlaceRole::Operand,
            "基本支出",
            at(FORM, "5214.98"),
            "5214.98",
            "万元",
        ),
        valued(
            PlaceRole::Operand,
            "项目支出",
            at(FORM, "16786.50"),
            "16786.50",
            "万元",
        ),
    ];
    found.evaluation = Some(Evaluation {
        expression: "资金总额 == 基本支出 + 项目支出 within 容差".into(),
        filled: "22001.49 万元 == 5214.98 万元 + 16786.50 万元（= 22001.48 万元），容差 0.01 万元"
            .into(),
        numeric: true,
    });
    found.help = Some("核对三个数，或改正资金总额。各数以万元为单位，保留两位小数；合计数应当等于分项之和，不得估填".into());
    found.basis = vec![basis(
        "填制说明",
        "部门（单位）总体资金情况",
        "资金总额=基本支出+项目支出",
    )];
    found
}

fn subtotal() -> Finding {
    let mut found = finding(
        "subtotal-balanced",
        "合计应当等于分项之和",
        Severity::Warning,
        "合计 12000 册，分项之和为 10000 册",
    );
    found.places = vec![
        valued(
            PlaceRole::Primary,
            "合计",
            at(GOAL, "1.2万册"),
            "12000",
            "册",
        ),
        valued(PlaceRole::Operand, "分项", at(GOAL, "8000册"), "8000", "册"),
        valued(PlaceRole::Operand, "分项", at(GOAL, "2000册"), "2000", "册"),
    ];
    found.evaluation = Some(Evaluation {
        expression: "小计.合计 == sum(p.值 for p in 小计.分项)".into(),
        filled: "12000 册 == 8000 册 + 2000 册（= 10000 册）".into(),
        numeric: true,
    });
    found.help = Some("写明“乡镇馆每个不低于2000册（2个）”，或更正合计".into());
    found.basis = vec![basis("填制说明", "3", "产出目标应量化")];
    found
}

#[test]
fn full_shows_values_over_several_lines() {
    let documents = [document("declarations/education.txt", FORM, vec![totals()])];
    snapshot(
        "full-totals.txt",
        &render("full", &Options::default(), &documents),
    );
    let options = Options {
        color: true,
        ..Options::default()
    };
    snapshot(
        "full-totals-color.txt",
        &render("full", &options, &documents),
    );
    let options = Options {
        ascii: true,
        width: 60,
        ..Options::default()
    };
    snapshot(
        "full-totals-ascii.txt",
        &render("full", &options, &documents),
    );
}

#[test]
fn full_cuts_windows_out_of_long_lines() {
    let text = format!("绩效目标\n{GOAL}\n");
    let shift = |mut found: Finding| {
        for place in &mut found.places {
            place.range = place.range.shifted(13);
        }
        found
    };
    let mut far = finding(
        "figures-consistent",
        "同一事项的数字应当一致",
        Severity::Hint,
        "培训人次前后不一致",
    );
    far.places = vec![
        place(PlaceRole::Primary, "这里写 3600 人次", at(GOAL, "3600人次")),
        place(PlaceRole::Related, "这里写 200 人次", at(GOAL, "200人次")),
    ];
    let mut whole = finding(
        "duplicate-paragraph",
        "内容不应重复",
        Severity::Warning,
        "这一段与别处相同",
    );
    whole.places = vec![
        place(
            PlaceRole::Primary,
            "重复的段落",
            TextRange::of(0..GOAL.len()),
        ),
        place(PlaceRole::Related, "其中的活动", at(GOAL, "12场")),
    ];
    let findings = vec![shift(whole), shift(far), shift(subtotal())];
    let documents = [document("goal.txt", &text, findings)];
    snapshot(
        "full-long-line.txt",
        &render("full", &Options::default(), &documents),
    );
    let options = Options {
        width: 50,
        ..Options::default()
    };
    snapshot(
        "full-long-line-50.txt",
        &render("full", &options, &documents),
    );
}

/// One finding for each kind of text that is hard to align.
fn hard_places() -> DocumentReport {
    let text = "甲\t乙\t１２３４５万元\t尾\r\n👍🏻好 𠮷野家 cafe\u{301}与naïve，共3场\r\n\t\r\n\
        第一行的末尾\r\n  第二行接着写\r\n第三行\u{1b}[31m红\u{202e}字\r\n空栏：";
    let mut findings = Vec::new();
    let mut add = |rule: &str, label: &str, range: TextRange| {
        let mut found = finding(rule, "对齐", Severity::Hint, "看下划线的位置");
        found.places.push(place(PlaceRole::Primary, label, range));
        findings.push(found);
    };
    add("after-tab", "全角数字", at(text, "１２３４５"));
    add("after-emoji", "汉字", at(text, "𠮷"));
    add("combining", "组合字符", at(text, "e\u{301}"));
    add("end-of-line", "数量", at(text, "3场"));
    let blank = at(text, "\t\r\n第一行");
    add("blank-field", "绩效目标", TextRange::empty(blank.start + 1));
    add(
        "several-lines",
        "一段",
        at(text, "末尾\r\n  第二行接着写\r\n第三"),
    );
    add("from-line-end", "从换行开始", at(text, "\r\n  第二行"));
    add("control", "控制字符", at(text, "\u{1b}[31m红\u{202e}"));
    add(
        "end-of-file",
        "没有填写",
        TextRange::empty(offset(text.len())),
    );
    add("beyond", "越界", TextRange::new(90_000, 90_001));
    document("hard.txt", text, findings)
}

#[test]
fn full_aligns_hard_text() {
    snapshot(
        "full-hard.txt",
        &render("full", &Options::default(), &[hard_places()]),
    );
}

#[test]
fn full_points_at_the_end_of_a_file_with_a_last_line_feed() {
    let text = "甲\n";
    let mut found = finding(
        "required-field",
        "必填项应当填写",
        Severity::Error,
        "没有填写",
    );
    found
        .places
        .push(place(PlaceRole::Primary, "资金总额", TextRange::empty(4)));
    let out = render(
        "full",
        &Options::default(),
        &[document("a.txt", text, vec![found])],
    );
    assert!(out.contains(" 2 │\n   · ▲\n   · ╰── 资金总额\n"), "{out}");
}

#[test]
fn full_repeats_a_line_for_overlapping_places() {
    let text = "全年举办活动12场，参与不少于3600人次";
    let mut found = finding(
        "value-definite",
        "数值应当确定",
        Severity::Warning,
        "数值重叠",
    );
    found.places = vec![
        place(PlaceRole::Primary, "整句", TextRange::of(0..text.len())),
        place(PlaceRole::Operand, "次数", at(text, "12场")),
        place(PlaceRole::Operand, "数字", at(text, "12")),
        place(PlaceRole::Operand, "数字又一名", at(text, "12")),
        place(PlaceRole::Related, "人次", at(text, "3600人次")),
    ];
    let documents = [document("a.txt", text, vec![found])];
    snapshot(
        "full-overlap.txt",
        &render("full", &Options::default(), &documents),
    );
}

#[test]
fn full_makes_room_for_long_labels() {
    let long = "这个数与“部门（单位）总体资金情况”中的资金总额相差较大，请核对是否漏填或错填了单位";
    let text = format!("短行，共3场\n{GOAL}\n");
    let mut found = finding(
        "figures-consistent",
        "数字应当一致",
        Severity::Hint,
        "标签很长",
    );
    found.places = vec![
        place(PlaceRole::Primary, long, at(&text, "3场")),
        place(PlaceRole::Related, long, at(&text, "90%")),
        place(PlaceRole::Related, "甲\n乙", at(&text, "安全、有效")),
        valued(PlaceRole::Operand, "", at(&text, "12场"), "12", "场"),
        valued(PlaceRole::Operand, "", at(&text, "1.2万册"), "12000", "册"),
    ];
    let documents = [document("a.txt", &text, vec![found])];
    snapshot(
        "full-long-label.txt",
        &render("full", &Options::default(), &documents),
    );
}

/// Findings of which one explains two others, and rules of every outcome.
fn mixed() -> Vec<DocumentReport> {
    let cause = totals();
    let mut first = finding(
        "subtotal-balanced",
        "小计应当平衡",
        Severity::Warning,
        "小计也差 0.01 万元",
    );
    first.caused_by = Some(cause.fingerprint.clone());
    first
        .places
        .push(place(PlaceRole::Primary, "", at(FORM, "16786.50")));
    let mut second = finding(
        "weights-sum",
        "权重应当合计",
        Severity::Hint,
        "由小计算出的比重有误",
    );
    second.caused_by = Some(first.fingerprint.clone());
    let unread = finding("", "", Severity::Error, "不是能够识别的申报表");
    let mut faulty = document(
        "declarations/education.txt",
        FORM,
        vec![cause, first, second],
    );
    faulty.rules.push(RuleOutcome {
        rule: "totals-balanced".into(),
        title: "".into(),
        outcome: Outcome::Failed,
        reason: None,
    });
    let undecided = |path: &str| {
        let mut report = document(path, FORM, Vec::new());
        report.pack = Some("core".into());
        report.pack_reason = "没有适用于该市的规则包，按通用规则检查".into();
        report.rules.push(RuleOutcome {
            rule: "totals-balanced".into(),
            title: "资金总额应当平衡".into(),
            outcome: Outcome::NotEvaluated,
            reason: Some("“基本支出”没有填写".into()),
        });
        report.rules.push(RuleOutcome {
            rule: "unit-missing".into(),
            title: "".into(),
            outcome: Outcome::Waived,
            reason: Some("面积按测绘成果填报，保留三位小数".into()),
        });
        let mut waived = finding("unit-missing", "应当有单位", Severity::Warning, "没有单位");
        waived.places = vec![place(PlaceRole::Primary, "", at(FORM, "基本支出"))];
        waived.within = "基本支出".into();
        waived.waiver = Some(Waived {
            reason: "面积按测绘成果填报，保留三位小数".into(),
            by: "李某".into(),
            until: "2026-12-31".into(),
            accepted_by: Some("云泽市财政局".into()),
        });
        report.findings.push(waived);
        report.baselined = 2;
        report
    };
    let mut unknown = document(
        "declarations/note.txt",
        "便条\n",
        vec![Finding {
            rule: "unreadable".into(),
            title: "文件应当是申报表".into(),
            ..unread
        }],
    );
    unknown.form = None;
    unknown.pack = None;
    unknown.pack_reason = String::new();
    unknown.rules.clear();
    let clean = document("declarations/clean.txt", FORM, Vec::new());
    let mut part = undecided("declarations/街道办事处部门整体支出绩效目标申报表（定稿）.docx");
    part.part = Some(2);
    vec![faulty, clean, part, unknown]
}

fn skipped() -> Vec<Skipped> {
    vec![Skipped {
        path: "declarations/README.md".into(),
        reason: "不是能够读取的文件类型".into(),
    }]
}

#[test]
fn full_folds_and_counts() {
    let out = render_with("full", &Options::default(), &mixed(), skipped());
    snapshot("full-mixed.txt", &out);
    let options = Options {
        show_folded: true,
        show_skipped: true,
        show_waived: true,
        max_findings: Some(2),
        ..Options::default()
    };
    let out = render_with("full", &options, &mixed(), skipped());
    snapshot("full-mixed-shown.txt", &out);
}

#[test]
fn full_is_friendly_when_nothing_is_wrong() {
    let mut documents: Vec<DocumentReport> = (0..30)
        .map(|number| document(&format!("declarations/{number:03}.txt"), FORM, Vec::new()))
        .collect();
    snapshot(
        "full-clean.txt",
        &render("full", &Options::default(), &documents),
    );
    documents.truncate(1);
    snapshot(
        "full-clean-one.txt",
        &render("full", &Options::default(), &documents),
    );
    assert_eq!(
        render("full", &Options::default(), &[]).lines().next(),
        Some("没有检查任何申报表。")
    );
}

#[test]
fn explanations_in_a_circle_are_not_lost() {
    let mut one = finding("a", "甲", Severity::Error, "甲有误");
    let mut two = finding("b", "乙", Severity::Error, "乙有误");
    one.caused_by = Some(two.fingerprint.clone());
    two.caused_by = Some(one.fingerprint.clone());
    let out = render(
        "full",
        &Options::default(),
        &[document("x", "", vec![one, two])],
    );
    assert!(out.contains("甲有误") && out.contains("乙有误"), "{out}");
}

#[test]
fn concise_is_one_line_each() {
    let mut documents = mixed();
    let mut odd = finding(
        "placeholder-left",
        "不留占位",
        Severity::Hint,
        "写着“甲\n乙\u{1b}[2J”",
    );
    odd.places
        .push(place(PlaceRole::Primary, "", at(FORM, "云泽市")));
    documents[1].findings.push(odd);
    let out = render_with("concise", &Options::default(), &documents, skipped());
    snapshot("concise.txt", &out);
    let options = Options {
        color: true,
        ..Options::default()
    };
    snapshot(
        "concise-color.txt",
        &render("concise", &options, &documents),
    );
}

/// Makes every object of a schema closed.
fn forbid_unknown_fields(schema: &mut serde_json::Value) {
    match schema {
        serde_json::Value::Object(object) => {
            if object.get("type").is_some_and(|kind| kind == "object")
                && object.contains_key("properties")
            {
                object.insert("additionalProperties".into(), false.into());
            }
            object.values_mut().for_each(forbid_unknown_fields);
        }
        serde_json::Value::Array(items) => items.iter_mut().for_each(forbid_unknown_fields),
        _ => {}
    }
}

#[test]
fn json_fits_its_schema() {
    let schema = include_str!("../schema/jixiao-result-1.schema.json");
    let schema: serde_json::Value = serde_json::from_str(schema).expect("schema is JSON");
    let validator = jsonschema::draft202012::new(&schema).expect("schema is valid");
    let mut documents = mixed();
    documents.push(hard_places());
    for documents in [&documents[..], &[]] {
        let out = render_with("json", &Options::default(), documents, skipped());
        let value: serde_json::Value = serde_json::from_str(&out).expect("output is JSON");
        let errors: Vec<String> = validator
            .iter_errors(&value)
            .map(|e| format!("{}: {e}", e.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{errors:#?}");
        assert_eq!(value["summary"]["documents"], documents.len());
    }
    let mut strict = schema.clone();
    forbid_unknown_fields(&mut strict);
    let strict = jsonschema::draft202012::new(&strict).expect("schema is valid");
    let out = render_with("json", &Options::default(), &documents, skipped());
    let value: serde_json::Value = serde_json::from_str(&out).expect("output is JSON");
    let errors: Vec<String> = strict
        .iter_errors(&value)
        .map(|e| format!("{}: {e}", e.instance_path()))
        .collect();
    assert!(
        errors.is_empty(),
        "fields that the schema does not describe: {errors:#?}"
    );
    let broken = serde_json::json!({"schema": "jixiao-result/1"});
    assert!(!validator.is_valid(&broken));
    let out = render_with("json", &Options::default(), &documents[..3], skipped());
    let value: serde_json::Value = serde_json::from_str(&out).expect("output is JSON");
    let pretty = serde_json::to_string_pretty(&value).expect("pretty");
    snapshot("json.txt", &(pretty + "\n"));
}

#[test]
fn json_columns_count_characters_and_bytes_count_bytes() {
    let out = render(
        "json",
        &Options::default(),
        &[document("x.txt", FORM, vec![totals()])],
    );
    let value: serde_json::Value = serde_json::from_str(&out).expect("output is JSON");
    let span = &value["documents"][0]["findings"][0]["spans"][0];
    assert_eq!(span["line"], 11);
    assert_eq!(span["column"], 2);
    assert_eq!(span["end_column"], 11);
    assert_eq!(span["text"], "22,001.49");
    assert_eq!(span["value"], "22001.49");
    let start = usize::try_from(span["start_byte"].as_u64().expect("a number")).expect("small");
    assert!(FORM[start..].starts_with("22,001.49"));
}

#[test]
fn jsonl_is_one_object_a_line() {
    let out = render("jsonl", &Options::default(), &mixed());
    let lines: Vec<serde_json::Value> = out
        .lines()
        .map(|line| serde_json::from_str(line).expect("a JSON line"))
        .collect();
    assert_eq!(lines.len(), 5);
    assert_eq!(lines[0]["path"], "declarations/education.txt");
    assert_eq!(lines[0]["file"], lines[0]["path"]);
    assert_eq!(lines[0]["rule"], "totals-balanced");
    assert_eq!(lines[0]["line"], 11);
    assert_eq!(lines[3]["waiver"]["by"], "李某");
    assert_eq!(lines[4]["line"], serde_json::Value::Null);
    snapshot("jsonl.txt", &out);
}

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

#[test]
fn formats_have_distinct_names() {
    let names: Vec<&str> = write::FORMATS.iter().map(|format| format.name).collect();
    assert_eq!(names, ["full", "concise", "json", "jsonl", "waivers"]);
    assert!(write::format("full").is_some() && write::format("fulll").is_none());
}

/// A thousand findings in three megabytes, once in many lines and once in a single one.
#[test]
fn many_findings_in_a_large_file_are_quick() {
    for text in [format!("{GOAL}\n").repeat(2800), GOAL.repeat(2800)] {
        let step = text.len() / 1000;
        let findings = (0..1000)
            .map(|number| {
                let mut start = number * step;
                while !text.is_char_boundary(start) {
                    start += 1;
                }
                let mut found = finding("x", "题", Severity::Hint, "说明");
                found.fingerprint = number.to_string();
                let range = TextRange::of(
                    start..start + text[start..].chars().next().map_or(0, char::len_utf8),
                );
                found.places.push(place(PlaceRole::Primary, "这里", range));
                found
            })
            .collect();
        let documents = [document("large.txt", &text, findings)];
        for format in write::FORMATS {
            let out = render(format.name, &Options::default(), &documents);
            assert!(out.len() > 10_000);
        }
    }
}

/// The character cells of a line as a terminal shows it, tabs already expanded.
fn cells(line: &str) -> Vec<char> {
    let mut cells = Vec::new();
    for c in line.chars() {
        for _ in 0..c.width().unwrap_or(0) {
            cells.push(c);
        }
    }
    cells
}

/// For each drawn line with underlines: the pieces of text above them.
fn underlined(out: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut text: Vec<char> = Vec::new();
    for line in out.lines() {
        let Some(border) = line.chars().position(|c| c == '│' || c == '·') else {
            continue;
        };
        let row: String = line.chars().skip(border + 2).collect();
        if line.chars().nth(border) == Some('│')
            && line.trim_start().starts_with(|c: char| c.is_ascii_digit())
        {
            text = cells(&row);
        } else if row.contains(['─', '┬', '▲']) && !row.contains(['╰', '│', '├', '┤'])
        {
            let marks = cells(&row);
            let mut piece = String::new();
            for (index, mark) in marks.iter().enumerate() {
                if *mark == ' ' {
                    found.extend((!piece.is_empty()).then(|| std::mem::take(&mut piece)));
                } else if *mark == '▲' {
                    found.push("▲".into());
                } else {
                    piece.push(text.get(index).copied().unwrap_or(' '));
                }
            }
            found.extend((!piece.is_empty()).then_some(piece));
        }
    }
    found
}

/// `text` as the cells that it takes in a drawing, without tabs and spaces.
fn shape(text: &str) -> String {
    cells(text)
        .into_iter()
        .filter(|c| *c != ' ' && *c != '\u{3000}')
        .collect()
}

/// Cells without those of spaces.
fn shape_of_cells(cells: &str) -> String {
    cells
        .chars()
        .filter(|c| *c != ' ' && *c != '\u{3000}')
        .collect()
}

#[test]
fn the_reader_of_underlines_works() {
    let out = render(
        "full",
        &Options::default(),
        &[document("a", FORM, vec![totals()])],
    );
    assert_eq!(underlined(&out), ["22,001.49", "5214.98", "16786.50"]);
}

fn random_text() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "资金",
        "总额",
        "，",
        "。",
        "；",
        "1.2万册",
        "\t",
        " ",
        "\u{3000}",
        "\n",
        "\r\n",
        "👍",
        "𠮷",
        "e\u{301}",
        "abc",
        "１２",
        "“引”",
        "\u{1b}[31m",
        "\u{200b}",
        "\u{7f}",
        "\u{9b}",
        "—",
        "\r",
        "℃",
        GOAL,
    ]);
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 300,
        max_global_rejects: 100_000,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn nothing_panics_and_nothing_steers_the_terminal(
        text in random_text(),
        ranges in prop::collection::vec((0u32..3000, 0u32..400), 0..12),
        width in 20usize..130,
    ) {
        let mut found = finding("x", "题", Severity::Error, &text);
        found.help = Some(text.clone());
        for (start, length) in &ranges {
            found.places.push(place(PlaceRole::Operand, "标签", TextRange::new(*start, start + length)));
        }
        let documents = [document(&text, &text, vec![found])];
        let options = Options { width, ..Options::default() };
        for format in write::FORMATS {
            let out = render(format.name, &options, &documents);
            let steers = |c: char| c.is_control() && c != '\n';
            let json = format.name.starts_with("json");
            prop_assert!(json || !out.contains(steers), "{}", out);
        }
        let out = render("concise", &options, &documents);
        prop_assert_eq!(out.lines().count(), 2);
    }

    #[test]
    fn underlines_lie_under_their_text(
        text in random_text(),
        places in prop::collection::vec((0usize..400, 1usize..12), 1..4),
        width in 60usize..100,
    ) {
        let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let mut ranges: Vec<(usize, usize)> = places.iter().map(|(start, length)| {
            let start = ends[start % ends.len()];
            (start, ends.iter().copied().find(|at| *at >= start + length).unwrap_or(text.len()))
        }).collect();
        ranges.sort_unstable();
        ranges.dedup();
        let plain = |c: char| !c.is_control() && c != '\u{200b}' && c != '—';
        let mut found = finding("x", "题", Severity::Error, "说明");
        let mut expected: Vec<String> = Vec::new();
        for (start, end) in &ranges {
            let inside = &text[*start..*end];
            // Blanks at the ends are not underlined, and what has no width cannot be.
            prop_assume!(inside.chars().all(plain) && inside.trim() == inside);
            prop_assume!(inside.chars().all(|c| c.width() != Some(0)));
            prop_assume!(!text[*end..].starts_with('\u{301}') && !shape(inside).is_empty());
            // Underlines that touch look like one.
            prop_assume!(ranges.iter().all(|(other, _)| other != end));
            found.places.push(place(PlaceRole::Primary, "标签", TextRange::of(*start..*end)));
            expected.push(shape(inside));
        }
        let options = Options { width, ..Options::default() };
        let out = render("full", &options, &[document("a", &text, vec![found])]);
        let mut pieces: Vec<String> = underlined(&out).iter().map(|piece| shape_of_cells(piece)).collect();
        pieces.sort_unstable();
        expected.sort_unstable();
        prop_assert_eq!(pieces, expected, "{}", &out);
    }

    #[test]
    fn wide_output_keeps_to_its_width(text in random_text(), width in 50usize..100) {
        let mut found = finding("x", "题", Severity::Error, &text);
        found.help = Some(text.clone());
        found.evaluation = Some(Evaluation { expression: text.clone(), filled: text.clone(), numeric: true });
        let range = TextRange::of(0..text.len());
        found.places.push(place(PlaceRole::Primary, "标签", range));
        let options = Options { width, ..Options::default() };
        let out = render("full", &options, &[document("a", &text, vec![found])]);
        for line in out.lines() {
            let used: usize = line.chars().map(|c| c.width().unwrap_or(0)).sum();
            let mut note = String::new();
            let _ = write!(note, "{used} > {width}: {line}");
            prop_assert!(used <= width, "{}", note);
        }
    }
}
