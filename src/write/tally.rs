//! The lines around the findings: which document was judged by what, and what came out in all.

use std::fmt::Write;

use crate::diag::{DocumentReport, Outcome, PackInfo, Severity, Summary};

use super::excerpt::Pen;
use super::paint::{Paint, Tone};
use super::text::{inline, width};
use super::wrap::push_wrapped;

/// How many rules of a document have this outcome.
pub(super) fn counts(document: &DocumentReport, outcome: Outcome) -> usize {
    document
        .rules
        .iter()
        .filter(|rule| rule.outcome == outcome)
        .count()
}

/// Appends the line of a document: verdict, path, counts, form, pack and why that pack; in short
/// without the form and the reason.
pub(super) fn push_head(out: &mut String, pen: Pen, document: &DocumentReport, short: bool) {
    let paint = Paint { color: pen.color };
    let (sign, tone) = verdict(pen, document);
    paint.push(out, tone, sign);
    out.push(' ');
    let mut path = inline(&document.path);
    if let Some(part) = document.part {
        let _ = write!(path, "（第 {part} 份）");
    }
    paint.push(out, Tone::Strong, &path);
    let mut used = 2 + width(&path);
    for field in fields(document, short) {
        let wide = width(&field);
        if used + 2 + wide > pen.columns {
            out.push_str("\n  ");
            used = 2;
        } else {
            out.push_str("  ");
            used += 2;
        }
        push_wrapped(out, &field, used, 2, pen.columns);
        used += wide;
    }
    out.push('\n');
}

/// The sign of a document and its colour.
fn verdict(pen: Pen, document: &DocumentReport) -> (&'static str, Tone) {
    let worst = document.open().map(|finding| finding.severity).min();
    match worst {
        Some(severity) => (if pen.ascii { "x" } else { "✗" }, Tone::Severity(severity)),
        None if counts(document, Outcome::NotEvaluated) > 0 => {
            ("?", Tone::Severity(Severity::Warning))
        }
        None => (if pen.ascii { "v" } else { "✓" }, Tone::Good),
    }
}

/// What stands behind the path; in short, only findings and pack.
fn fields(document: &DocumentReport, short: bool) -> Vec<String> {
    let mut fields = Vec::new();
    let levels = [Severity::Error, Severity::Warning, Severity::Hint];
    let found: Vec<String> = levels
        .into_iter()
        .filter_map(|level| {
            let found = document.open().filter(|f| f.severity == level).count();
            (found > 0).then(|| format!("{} {found}", level.title()))
        })
        .collect();
    if !found.is_empty() {
        fields.push(found.join(" "));
    }
    if let Some(form) = document.form.as_ref().filter(|_| !short) {
        let year = document
            .year
            .map_or_else(String::new, |year| format!("（{year} 年度）"));
        fields.push(format!("{}{year}", inline(form)));
    }
    let reason = inline(&document.pack_reason);
    match &document.pack {
        Some(pack) if short || reason.is_empty() => fields.push(format!("规则包 {}", inline(pack))),
        Some(pack) => fields.push(format!("规则包 {}：{reason}", inline(pack))),
        None if reason.is_empty() => {}
        None => fields.push(reason),
    }
    fields
}

/// Appends what came out in all.
pub(super) fn push_summary(
    out: &mut String,
    pen: Pen,
    summary: &Summary,
    faulty: usize,
    show_skipped: bool,
) {
    push_verdict(out, pen, summary, faulty);
    push_fixable(out, pen, summary);
    let evaluated = summary.passed
        + summary.failed
        + summary.waived
        + summary.not_applicable
        + summary.not_evaluated;
    if evaluated > 0 {
        let mut text = format!(
            "规则：{} 条通过，{} 条未通过",
            summary.passed, summary.failed
        );
        let waived = match summary.baselined {
            0 => "免改",
            _ => "免改或在基线里",
        };
        for (count, word) in [
            (summary.waived, waived),
            (summary.not_applicable, "不适用"),
            (summary.not_evaluated, "未能评价"),
        ] {
            if count > 0 {
                let _ = write!(text, "，{count} 条{word}");
            }
        }
        if summary.documents > 1 {
            text.push_str("（每份分别计数）");
        }
        push_line(out, pen, &text);
    }
    push_excused(out, pen, summary);
    push_skipped(out, pen, summary, show_skipped);
}

/// Appends how many findings have been mended and how many could be, by which option.
fn push_fixable(out: &mut String, pen: Pen, summary: &Summary) {
    let mut parts = Vec::new();
    if summary.fixed > 0 {
        parts.push(format!("已改好 {} 处", summary.fixed));
    }
    match (summary.fixable, summary.unsafely_fixable) {
        (0, 0) => {}
        (0, count) => parts.push(format!("其中 {count} 处可用 --fix --unsafe-fixes 改")),
        (safe, 0) => parts.push(format!("其中 {safe} 处可用 --fix 改")),
        (safe, count) => parts.push(format!(
            "其中 {safe} 处可用 --fix 改，另有 {count} 处加 --unsafe-fixes 才改"
        )),
    }
    if !parts.is_empty() {
        push_line(out, pen, &parts.join("；"));
    }
}

/// Appends how many findings are waived and how many the baseline holds.
fn push_excused(out: &mut String, pen: Pen, summary: &Summary) {
    let mut parts = Vec::new();
    if summary.waived_findings > 0 {
        parts.push(format!(
            "免改 {} 处（用 --show-waived 列出）",
            summary.waived_findings
        ));
    }
    if summary.baselined > 0 {
        parts.push(format!("基线里已有 {} 处", summary.baselined));
    }
    if !parts.is_empty() {
        push_line(out, pen, &format!("不计：{}", parts.join("，")));
    }
}

/// Appends the findings by severity, or that there are none.
fn push_verdict(out: &mut String, pen: Pen, summary: &Summary, faulty: usize) {
    let paint = Paint { color: pen.color };
    let found = summary.errors + summary.warnings + summary.hints;
    if summary.documents == 0 {
        out.push_str("没有检查任何申报表。\n");
        return;
    }
    if found == 0 {
        let sign = if pen.ascii { "v" } else { "✓" };
        let all = if summary.documents == 1 { "" } else { "都" };
        let text = format!(
            "{sign} 检查了 {} 份申报表，{all}没有发现问题",
            summary.documents
        );
        paint.push(out, Tone::Good, &text);
        if summary.not_evaluated > 0 {
            let _ = write!(out, "，但有 {} 条规则未能评价", summary.not_evaluated);
        }
        out.push_str("。\n");
        return;
    }
    let text = match faulty {
        0 => format!("检查了 {} 份申报表，问题只在免改里：", summary.documents),
        _ => format!("检查了 {} 份申报表，{faulty} 份有问题：", summary.documents),
    };
    out.push_str(&text);
    let levels = [
        (Severity::Error, summary.errors),
        (Severity::Warning, summary.warnings),
        (Severity::Hint, summary.hints),
    ];
    let parts = levels.map(|(level, count)| {
        let tone = if count > 0 {
            Tone::Severity(level)
        } else {
            Tone::Faint
        };
        (tone, format!("{} {count} 处", level.title()))
    });
    let wide: usize = parts.iter().map(|(_, part)| width(part) + 2).sum();
    if width(&text) + wide > pen.columns {
        out.push_str("\n  ");
    }
    for (number, (tone, part)) in parts.iter().enumerate() {
        if number > 0 {
            out.push('，');
        }
        paint.push(out, *tone, part);
    }
    out.push_str("。\n");
}

/// Appends how many files were passed over, or which and why.
fn push_skipped(out: &mut String, pen: Pen, summary: &Summary, show: bool) {
    if summary.skipped.is_empty() {
        return;
    }
    let end = if show { "：" } else { "。" };
    let _ = writeln!(out, "略过 {} 个文件{end}", summary.skipped.len());
    for skipped in summary.skipped.iter().filter(|_| show) {
        let text = format!("{}——{}", inline(&skipped.path), inline(&skipped.reason));
        out.push_str("  ");
        push_wrapped(out, &text, 2, 4, pen.columns);
        out.push('\n');
    }
}

/// Appends which packs are unofficial examples.
pub(super) fn push_unofficial(out: &mut String, pen: Pen, packs: &[&PackInfo]) {
    if packs.is_empty() {
        return;
    }
    let names: Vec<String> = packs.iter().map(|pack| inline(&pack.id)).collect();
    let text = format!(
        "注意：规则包 {} 是非官方的示例，不是财政部门发布的，结果仅供参考。",
        names.join("、")
    );
    push_line(out, pen, &text);
}

/// Appends a wrapped line and a sentence end where there is none.
pub(super) fn push_line(out: &mut String, pen: Pen, text: &str) {
    let end = if text.ends_with('。') { "" } else { "。" };
    push_wrapped(out, &format!("{text}{end}"), 0, 2, pen.columns);
    out.push('\n');
}
