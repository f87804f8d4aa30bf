//! Text documents of Word and WPS: paragraphs and tables to a page.

use std::fmt::Write as _;

use memchr::memmem;

use crate::model::{Layout, Line, Page, PageCell};
use crate::ooxml::{Damage, Package, Unread, Word, WordDamage, XmlDamage};
use crate::source::{Anchors, SourceFile, TextRange, offset};

use super::reader::{Problem, ReadPackage, Unreadable, Weight};
use super::text::trimmed;

/// How many places a message names.
const MOST_PLACES: usize = 5;

/// Whether bytes are a text document, or a damaged one.
pub(super) fn sniff(bytes: &[u8]) -> bool {
    if !bytes.starts_with(b"PK") {
        return false;
    }
    let opened = Package::open(bytes).and_then(|mut package| Word::is_in(&mut package));
    opened.unwrap_or_else(|_| {
        // A package that cannot be opened still shows the names of its parts.
        let first = |name: &[u8]| memmem::find(bytes, name).unwrap_or(usize::MAX);
        first(b"word/") < first(b"xl/")
    })
}

/// Reads a text document.
pub(super) fn read(name: &str, bytes: &[u8]) -> ReadPackage {
    let mut package = Package::open(bytes).map_err(package_damage)?;
    let word = Word::read(&mut package).map_err(damage)?;
    if word.text.trim().is_empty() {
        return Err(match word.pictures {
            true => Unreadable::because(
                "文档里只有图片，没有文字",
                "扫描件不能检查，请找到申报表的 Word 或 Excel 原稿",
            ),
            false => Unreadable::because("文档里没有文字", "请确认选中的是填好的申报表"),
        });
    }
    let problems = problems(&word);
    let page = page(&word);
    let source = SourceFile::new(name, word.text).with_anchors(word.anchors);
    Ok((source, Layout::Page(page), problems))
}

/// The page: cells and their lines. Empty paragraphs only part what stands around them.
fn page(word: &Word) -> Page {
    let bytes = word.text.as_bytes();
    let mut page = Page::default();
    page.lines.reserve(word.cells.len());
    page.cells.reserve(word.cells.len());
    let mut after_blank = false;
    for cell in &word.cells {
        let first_line = offset(page.lines.len());
        let mut start = cell.range.start;
        for line in cell.range.slice(&word.text).split('\n') {
            let end = start + offset(line.len());
            let range = trimmed(bytes, start, end);
            if range.is_empty() {
                after_blank = true;
            } else {
                page.lines.push(Line { range, after_blank });
                after_blank = false;
            }
            start = end + 1;
        }
        let line_count = offset(page.lines.len()) - first_line;
        if line_count == 0 && !cell.marked {
            continue;
        }
        after_blank &= !cell.marked;
        let first = page.lines.get(first_line as usize);
        page.cells.push(PageCell {
            first_line,
            line_count,
            at: first.map_or(cell.range.start, |line| line.range.start),
            row: cell.row,
            column: cell.column,
            marked: cell.marked,
        });
    }
    page
}

/// What people should know of the document: what was accepted for them, and what was not read.
fn problems(word: &Word) -> Vec<Problem> {
    let mut found = Vec::new();
    let mut note =
        |ranges: &[TextRange], weight, say: &dyn Fn(usize, &str) -> String, help: &str| {
            if let Some(first) = ranges.first() {
                found.push(Problem {
                    range: *first,
                    weight,
                    message: say(ranges.len(), &places(&word.anchors, ranges)),
                    help: Some(help.to_owned()),
                });
            }
        };
    note(
        &word.changes,
        Weight::Note,
        &|count, places| {
            format!("有 {count} 处修订还没有接受或拒绝（{places}），按全部接受以后的文字检查")
        },
        "定稿以前，在“审阅”里接受或拒绝所有修订",
    );
    note(
        &word.hidden,
        Weight::Note,
        &|count, places| format!("有 {count} 处隐藏的文字没有检查（{places}）"),
        "选中这些地方，在“字体”里取消“隐藏”；不要的文字删去",
    );
    let unread = |kind: Unread| -> Vec<TextRange> {
        let of_kind = word.unread.iter().filter(|(_, what)| *what == kind);
        of_kind.map(|(range, _)| *range).collect()
    };
    note(
        &unread(Unread::Chunk),
        Weight::Problem,
        &|count, places| format!("有 {count} 处嵌入的文档没有检查（{places}）"),
        "用 Word 打开，另存一份再检查：嵌入的文档会成为正文",
    );
    note(
        &unread(Unread::Object),
        Weight::Note,
        &|count, places| format!("有 {count} 个嵌入的对象（如 Excel 表格）没有检查（{places}）"),
        "要检查对象里的内容，把它作为文字或表格写进文档",
    );
    found
}

/// The places of ranges, each once and in words.
fn places(anchors: &Anchors, ranges: &[TextRange]) -> String {
    let mut words: Vec<String> = Vec::new();
    let mut more = false;
    for range in ranges {
        let Some(anchor) = anchors.at(range.start) else {
            continue;
        };
        let place = anchors.words(anchor);
        if words.contains(&place) {
            continue;
        }
        if words.len() == MOST_PLACES {
            more = true;
            break;
        }
        words.push(place);
    }
    let mut all = words.join("、");
    if more {
        let _ = write!(all, "等");
    }
    all
}

fn damage(damage: WordDamage) -> Unreadable {
    match damage {
        WordDamage::Package(damage) => package_damage(damage),
        WordDamage::Missing => Unreadable::because(
            "Word 文档里没有正文",
            "用 Word 或 WPS 打开，能打开的另存一份再检查；打不开的，请重新取得文件",
        ),
        WordDamage::Xml { part, damage } => match damage {
            XmlDamage::Malformed => Unreadable::because(
                format!("Word 文档已损坏：{part} 读不出来"),
                "用 Word 或 WPS 打开，能打开的另存一份再检查；打不开的，请重新取得文件",
            ),
            XmlDamage::Encoding => Unreadable::because(
                format!("Word 文档的 {part} 不是 UTF-8 编码"),
                "用 Word 或 WPS 打开，另存一份再检查",
            ),
            XmlDamage::DocumentType => Unreadable::because(
                format!("Word 文档的 {part} 里有 DOCTYPE 声明，为了安全不读"),
                "Word 和 WPS 不写这样的文件；请核对来源，用 Word 打开，另存一份再检查",
            ),
            XmlDamage::TooLong => Unreadable::because(
                format!("Word 文档的 {part} 内容太多，申报表不会有这么大"),
                "请确认选中的是申报表，而不是附件汇编",
            ),
            XmlDamage::TooDeep => Unreadable::because(
                format!("Word 文档的 {part} 嵌套太深，不是正常的申报表"),
                "请核对来源；把内容复制到新的文档里，再检查",
            ),
        },
    }
}

fn package_damage(damage: Damage) -> Unreadable {
    match damage {
        Damage::Broken => Unreadable::because(
            "文件已损坏，读不出来",
            "用 Word 或 WPS 打开，能打开的另存一份再检查；打不开的，请重新取得文件",
        ),
        Damage::Encrypted => Unreadable::because(
            "文件有密码，读不出来",
            "用 Word 或 WPS 打开，去掉打开密码（文件－信息－保护）后另存，再检查",
        ),
        Damage::TooLarge => Unreadable::because(
            "文件解开以后太大，申报表不会有这么大",
            "请确认选中的是申报表，而不是附件汇编",
        ),
        Damage::Ambiguous => Unreadable::because(
            "文件内部有重复的部分，不同的程序会读出不同的内容",
            "用 Word 或 WPS 打开，核对内容，另存一份再检查",
        ),
    }
}
