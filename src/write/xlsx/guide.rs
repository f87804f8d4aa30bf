//! The sheet that says what the workbook is: tool, packs, figures, how to read it, what was passed
//! over.

use rust_xlsxwriter::{Worksheet, XlsxError};

use crate::diag::{PackInfo, Severity, Summary};

use super::cell;
use super::sheet::{Formats, print, set_height, write_text};

/// The width of the column of texts, in digits.
const WIDTH: u16 = 110;

/// What the columns and words mean.
const READING: &[(&str, &str)] = &[
    (
        "级别",
        "必改：不改会被退回；应改：改正，或者说明理由；提示：供参考。",
    ),
    (
        "问题",
        "一行一个问题，按文件和先后排列；表头可以筛选，例如只看“必改”。",
    ),
    (
        "处理意见",
        "由审核人填写：采纳、不采纳、待核实；备注可以随意写。",
    ),
    (
        "原文",
        "申报表里的原话。看不见的字符写成 ␛ 或者 <U+202E> 这样的符号。",
    ),
    (
        "位置",
        "文字表里是第几行；Word 是第几段、第几个表的第几行第几列；Excel 是工作表和单元格。",
    ),
    ("由哪条引起", "那一条改好以后，这一条往往也就没有了。"),
    (
        "免改理由",
        "写着理由的已经免改，不计入必改、应改、提示的数。",
    ),
    (
        "指纹",
        "同一个问题在修改前后的申报表里有同一个指纹，免改和基线都用它。",
    ),
    ("打印", "“问题”打印到“备注”一列，后面的列供查对。"),
];

/// The sheet.
pub(super) fn guide(
    version: &str,
    packs: &[PackInfo],
    summary: &Summary,
) -> Result<Worksheet, XlsxError> {
    let formats = Formats::new();
    let mut sheet = Worksheet::new();
    sheet.set_name("说明")?;
    sheet.set_column_width(0, 18)?;
    sheet.set_column_width(1, WIDTH)?;
    print(&mut sheet);
    sheet.write_string_with_format(0, 0, "绩效目标申报表检查结果", &formats.title)?;
    for (row, (word, text)) in (2..).zip(lines(version, packs, summary)) {
        write_text(&mut sheet, row, 0, &word, &formats)?;
        write_text(&mut sheet, row, 1, &text, &formats)?;
        set_height(&mut sheet, row, cell::lines(&text, WIDTH))?;
    }
    Ok(sheet)
}

fn lines(version: &str, packs: &[PackInfo], summary: &Summary) -> Vec<(String, String)> {
    let mut lines = vec![
        ("工具".to_owned(), format!("jixiao {}", cell::text(version))),
        ("合计".to_owned(), figures(summary)),
    ];
    lines.extend(packs.iter().map(pack));
    if packs.iter().any(|pack| pack.unofficial) {
        let words = "标着“非官方示例”的规则包不是财政部门发布的，结果仅供参考。";
        lines.push(("注意".to_owned(), words.to_owned()));
    }
    let reading = READING.iter();
    lines.extend(reading.map(|(word, text)| ((*word).to_owned(), (*text).to_owned())));
    let skipped = summary.skipped.iter();
    lines.extend(skipped.map(|it| {
        let words = format!("{}：{}", it.path, it.reason);
        ("略过的文件".to_owned(), cell::text(&words))
    }));
    lines
}

fn figures(summary: &Summary) -> String {
    let levels = [
        (Severity::Error, summary.errors),
        (Severity::Warning, summary.warnings),
        (Severity::Hint, summary.hints),
    ];
    let levels = levels.map(|(level, count)| format!("{} {count} 处", level.title()));
    let mut text = format!("申报表 {} 份：{}", summary.documents, levels.join("，"));
    for (word, count) in [
        ("已免改", summary.waived_findings),
        ("基线里已有", summary.baselined),
    ] {
        if count > 0 {
            text.push_str(&format!("；{word} {count} 处"));
        }
    }
    text
}

fn pack(pack: &PackInfo) -> (String, String) {
    let unofficial = if pack.unofficial {
        "（非官方示例）"
    } else {
        ""
    };
    let signed = match &pack.signed_by {
        Some(name) => format!("签名：{name}"),
        None => "没有签名".to_owned(),
    };
    let text = format!(
        "{} {} {}{unofficial}，{signed}，{}",
        pack.title, pack.id, pack.version, pack.digest
    );
    ("规则包".to_owned(), cell::text(&text))
}
