//! Reports built by hand, and how they are written.

use std::sync::Arc;

use jixiao::diag::{
    Applicability, Basis, DocumentReport, Edit, Evaluation, Finding, Fix, Header, Outcome,
    PackInfo, Place, PlaceRole, RuleInfo, RuleOutcome, Severity, Skipped, Subject, Summary, Waived,
};
use jixiao::source::{Anchor, Anchors, SourceFile, TextRange, offset};
use jixiao::write::{self, Options};

/// The beginning of a form, tabs and blank lines as they come from a word processor.
pub(super) const FORM: &str = "\n\t部门整体支出绩效目标申报表\n\n\t（   2021 年度）\n\n\t部门（单位）名称\n\t\
    云泽市教育局\n\n\t部门（单位）总体资金情况（万元）\n\t资金总额：\n\t22,001.49\n\n\t\n\t\
    基本支出：\n\t5214.98\n\n\t\n\t项目支出：\n\t16786.50\n\n\t部门（单位）绩效目标\n\t\n";

/// One paragraph of 287 characters and more, as a goal is written.
pub(super) const GOAL: &str = "一、坚持以人民为中心，持续推进全民阅读工作。县城馆全年开放不少于300天，\
    乡镇馆每周开放不少于40小时；举办读书会、朗诵会、图书漂流等活动12场，参与居民不少于3600人次。\
    借阅册次：县城馆不低于8000册，乡镇馆不低于2000册。合计1.2万册；持续提升公共文化服务水平，\
    丰富居民精神文化生活，加强与辖区学校、企业和社会组织的联系，形成共建共享的良好局面。\
    做好古籍普查和数字化工作，建立健全志愿服务队伍，全年培训志愿者不少于200人次，\
    读者满意度达到90%以上，投诉处理及时率100%，确保各项经费使用规范、安全、有效。";

pub(super) fn finding(rule: &str, title: &str, severity: Severity, message: &str) -> Finding {
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
        fixes: Vec::new(),
        within: String::new(),
        fingerprint: format!("{rule}:{message}"),
        caused_by: None,
        waiver: None,
    }
}

pub(super) fn place(role: PlaceRole, label: &str, range: TextRange) -> Place {
    Place {
        role,
        label: label.into(),
        range,
        value: None,
        unit: None,
    }
}

pub(super) fn valued(
    role: PlaceRole,
    label: &str,
    range: TextRange,
    value: &str,
    unit: &str,
) -> Place {
    Place {
        value: Some(value.into()),
        unit: Some(unit.into()),
        ..place(role, label, range)
    }
}

/// The range of the first `needle` in `text`.
pub(super) fn at(text: &str, needle: &str) -> TextRange {
    let start = text.find(needle).unwrap_or_else(|| panic!("no {needle}"));
    TextRange::of(start..start + needle.len())
}

pub(super) fn basis(document: &str, clause: &str, quote: &str) -> Basis {
    let some = |text: &str| (!text.is_empty()).then(|| text.into());
    Basis {
        document: document.into(),
        clause: some(clause),
        quote: some(quote),
    }
}

pub(super) fn document(path: &str, text: &str, findings: Vec<Finding>) -> DocumentReport {
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
        baselined: Vec::new(),
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

fn rule(id: &str, title: &str, severity: Severity) -> RuleInfo {
    RuleInfo {
        id: id.into(),
        pack: "yunze-2021".into(),
        title: title.into(),
        doc: "第一段。\n\n第二段：[不是链接](1)。".into(),
        severity,
        draft: id == "numbering-order",
        help: (id == "totals-balanced").then(|| "核对各数".into()),
        basis: vec![
            basis("填制说明", "2", "资金总额=基本支出+项目支出"),
            basis("中央部门预算绩效目标管理办法", "", ""),
        ],
    }
}

pub(super) fn header() -> Header {
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
        rules: vec![
            rule("totals-balanced", "资金总额应当平衡", Severity::Error),
            rule("numbering-order", "编号应当连续", Severity::Warning),
        ],
        baseline: true,
    }
}

pub(super) fn render(format: &str, options: &Options, documents: &[DocumentReport]) -> String {
    render_with(format, options, documents, Vec::new())
}

pub(super) fn render_with(
    format: &str,
    options: &Options,
    documents: &[DocumentReport],
    skipped: Vec<Skipped>,
) -> String {
    String::from_utf8(render_bytes(format, options, documents, skipped)).expect("UTF-8")
}

pub(super) fn render_bytes(
    format: &str,
    options: &Options,
    documents: &[DocumentReport],
    skipped: Vec<Skipped>,
) -> Vec<u8> {
    let format = match format {
        "page" => &write::PAGE,
        name => write::format(name).expect("a format"),
    };
    let mut writer = (format.make)(options);
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
    out
}

/// A document read from a word processor's file, with ways to mend it, and a finding about the
/// whole of it.
pub(super) fn office() -> DocumentReport {
    let text = "项目支出绩效目标申报表\n产出指标\t数量指标\t培训基层\n干部\t≥12期\n";
    let mut anchors = Anchors::new(Vec::new());
    anchors.push(
        at(text, "项目支出绩效目标申报表"),
        Anchor::Paragraph { paragraph: 1 },
    );
    for (column, cell) in (1..).zip(["产出指标", "数量指标", "培训基层\n干部", "≥12期"])
    {
        let anchor = Anchor::TableCell {
            table: 1,
            row: 1,
            column,
        };
        anchors.push(at(text, cell), anchor);
    }
    let mut found = finding(
        "value-definite",
        "指标值应当确定",
        Severity::Warning,
        "“期”写法不一",
    );
    found
        .places
        .push(place(PlaceRole::Primary, "", at(text, "≥12期")));
    found.within = "指标行/培训基层干部".into();
    let edit = |old: &str, new: &str| Edit {
        range: at(text, old),
        text: new.into(),
    };
    found.fixes = vec![
        Fix {
            title: "写成汉字".into(),
            applicability: Applicability::Safe,
            edits: vec![edit("≥", "不少于")],
        },
        Fix {
            title: "补上单位".into(),
            applicability: Applicability::Display,
            edits: vec![
                edit("基层\n干部", ""),
                Edit {
                    range: TextRange::empty(3),
                    text: "（新增）".into(),
                },
            ],
        },
    ];
    let mut broken = finding(
        "wording-broken",
        "不应换行",
        Severity::Hint,
        "一句话中间换了行",
    );
    broken
        .places
        .push(place(PlaceRole::Primary, "", at(text, "基层\n干部")));
    let whole = finding(
        "cost-present",
        "应当有成本指标",
        Severity::Error,
        "没有成本指标",
    );
    let mut report = document("申报/培训<一>.docx", text, vec![whole, found, broken]);
    report.source = Arc::new(SourceFile::new("申报/培训<一>.docx", text).with_anchors(anchors));
    report
}

/// Compares with a file of `tests/data/write`.
pub(super) fn snapshot(name: &str, text: &str) {
    crate::support::snapshot(format!("tests/data/write/{name}"), text);
}

pub(super) fn totals() -> Finding {
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

pub(super) fn subtotal() -> Finding {
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

/// One finding for each kind of text that is hard to align.
pub(super) fn hard_places() -> DocumentReport {
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

/// Findings of which one explains two others, and rules of every outcome.
pub(super) fn mixed() -> Vec<DocumentReport> {
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
        report.baselined = [1, 2]
            .map(|number| {
                let message = format!("第 {number} 处编号不合次序");
                finding(
                    "numbering-order",
                    "编号应当连续",
                    Severity::Warning,
                    &message,
                )
            })
            .into();
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

pub(super) fn skipped() -> Vec<Skipped> {
    vec![Skipped {
        path: "declarations/README.md".into(),
        reason: "不是能够读取的文件类型".into(),
    }]
}
