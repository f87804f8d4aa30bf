//! Files that no reader reads, known by what is in them before what they are called: what each is,
//! and the way out.

use crate::ooxml::{Damage, Package};

use super::compound::{Compound, compound};
use super::reader::{Target, Unreadable, extension};

/// What a file is that is not read, in words, and what to do with it.
struct Kind {
    what: &'static str,
    way: WayOut,
}

/// What to do with a file that is not read.
#[derive(Clone, Copy)]
enum WayOut {
    /// Save it as something that is read.
    Save(Target),
    /// Take the file it was made from.
    Original,
}

/// Why a file is not read; `None` for a text, or what may be one.
///
/// `is_text` says whether its name is that of a text.
pub(super) fn refused(name: &str, bytes: &[u8], is_text: bool) -> Option<Unreadable> {
    let ending = extension(name).unwrap_or_default();
    if let Some(kind) = compound(bytes) {
        return Some(old(kind, &ending));
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return Some(package(bytes));
    }
    let known = by_bytes(bytes).or_else(|| (!is_text).then(|| markup(bytes, &ending)).flatten());
    if let Some(kind) = known {
        return Some(kind.unreadable());
    }
    let blank = bytes.iter().all(u8::is_ascii_whitespace);
    (!blank).then(|| by_name(&ending, bytes)).flatten()
}

impl Kind {
    const fn save(what: &'static str, target: Target) -> Self {
        let way = WayOut::Save(target);
        Self { what, way }
    }

    const fn original(what: &'static str) -> Self {
        let way = WayOut::Original;
        Self { what, way }
    }

    fn unreadable(&self) -> Unreadable {
        let reason = format!("这是{}，不能直接检查", self.what);
        match self.way {
            WayOut::Save(target) => Unreadable {
                target: Some(target),
                ..Unreadable::because(reason, save_as(target))
            },
            WayOut::Original => Unreadable::because(
                reason,
                "请找到申报表的 Word 或 Excel 原稿（.docx、.xlsx），检查原稿",
            ),
        }
    }
}

fn save_as(target: Target) -> &'static str {
    match target {
        Target::Docx => {
            "用 Word 或 WPS 打开，另存为 .docx 后再检查；装有 LibreOffice 的，加上 --convert 由它转换"
        }
        Target::Xlsx => {
            "用 Excel 或 WPS 打开，另存为 .xlsx 后再检查；装有 LibreOffice 的，加上 --convert 由它转换"
        }
    }
}

/// What a file of this name would be saved as.
fn target(ending: &str) -> Target {
    match ending {
        "xls" | "xlsx" | "xlsm" | "xlt" | "et" | "ett" | "ods" | "csv" => Target::Xlsx,
        _ => Target::Docx,
    }
}

fn old(kind: Compound, ending: &str) -> Unreadable {
    match kind {
        Compound::Encrypted => Unreadable::because(
            "文件有密码，读不出来",
            "用 Office 或 WPS 打开，去掉打开密码（文件－信息－保护）后另存，再检查",
        ),
        Compound::Broken => broken(),
        Compound::Document => Kind::save("旧版 Word 或 WPS 文字文档", Target::Docx).unreadable(),
        Compound::Slides => Kind::original("演示文稿").unreadable(),
        Compound::Workbook | Compound::OldWorkbook => {
            Kind::save("旧版 Excel 或 WPS 表格", Target::Xlsx).unreadable()
        }
        Compound::Other => Kind::save("旧版 Office 或 WPS 文档", target(ending)).unreadable(),
    }
}

fn broken() -> Unreadable {
    Unreadable::because(
        "文件已损坏，读不出来",
        "用 Office 或 WPS 打开，能打开的另存一份再检查；打不开的，请重新取得文件",
    )
}

/// Packages by a part that they have.
const PARTS: &[(&str, Kind)] = &[
    ("OFD.xml", Kind::original("OFD 文件")),
    (
        "xl/workbook.bin",
        Kind::save("二进制 Excel 工作簿（.xlsb）", Target::Xlsx),
    ),
    ("word/document.xml", Kind::save("Word 文档", Target::Docx)),
    ("ppt/presentation.xml", Kind::original("演示文稿")),
];

/// What the archive of OpenDocument says it is.
const OPEN_DOCUMENT: &[(&str, Kind)] = &[
    (
        "opendocument.spreadsheet",
        Kind::save("OpenDocument 表格（.ods）", Target::Xlsx),
    ),
    (
        "opendocument.text",
        Kind::save("OpenDocument 文档（.odt）", Target::Docx),
    ),
];

fn package(bytes: &[u8]) -> Unreadable {
    let mut package = match Package::open(bytes) {
        Ok(package) => package,
        Err(Damage::TooLarge) => {
            return Unreadable::because(
                "文件由一万多个部分组成，申报表不会有这么多",
                "请确认选中的是申报表",
            );
        }
        Err(Damage::Ambiguous) => {
            return Unreadable::because(
                "文件内部有重复的部分，不同的程序会读出不同的内容",
                "用 Office 或 WPS 打开，核对内容，另存一份再检查",
            );
        }
        Err(Damage::Broken | Damage::Encrypted) => return broken(),
    };
    if let Some((_, kind)) = PARTS.iter().find(|(part, _)| package.has(part)) {
        return kind.unreadable();
    }
    let named = package.part("mimetype").ok().flatten().unwrap_or_default();
    let named = String::from_utf8_lossy(&named);
    let known = OPEN_DOCUMENT.iter().find(|(name, _)| named.contains(name));
    match known {
        Some((_, kind)) => kind.unreadable(),
        None if package.has("[Content_Types].xml") => broken(),
        None => Unreadable::because("这是压缩包，不能直接检查", "先解压，再检查里面的申报表"),
    }
}

/// Files known by their first bytes.
fn by_bytes(bytes: &[u8]) -> Option<Kind> {
    let picture = [
        &b"\x89PNG\r\n"[..],
        b"\xff\xd8\xff",
        b"GIF8",
        b"II*\0",
        b"MM\0*",
    ];
    let bitmap = bytes.starts_with(b"BM") && bytes.get(6..10) == Some(b"\0\0\0\0");
    if bytes.starts_with(b"%PDF-") {
        Some(Kind::original("PDF 文件"))
    } else if bytes.starts_with(b"{\\rtf") {
        Some(Kind::save("RTF 文档", Target::Docx))
    } else if bitmap || picture.iter().any(|first| bytes.starts_with(first)) {
        Some(Kind::original("图片"))
    } else {
        None
    }
}

/// Pages of the web and XML that office programs write under their own endings.
fn markup(bytes: &[u8], ending: &str) -> Option<Kind> {
    let first = bytes.get(..bytes.len().min(1024)).unwrap_or_default();
    let first: Vec<u8> = first.iter().filter(|it| **it != 0).copied().collect();
    let first = String::from_utf8_lossy(&first).to_ascii_lowercase();
    let first = first
        .trim_start_matches(['\u{feff}', '\u{fffd}'])
        .trim_start();
    let begins = [
        "<html",
        "<!doctype html",
        "<table",
        "<meta",
        "<head",
        "mime-version:",
    ];
    let is_page = begins.iter().any(|word| first.starts_with(word));
    let office = [
        "office:spreadsheet",
        "excel.sheet",
        "wordml",
        "word.document",
    ];
    let is_xml = first.starts_with("<?xml") && office.iter().any(|word| first.contains(word));
    let target = match first.contains("excel") || first.contains("spreadsheet") {
        true => Target::Xlsx,
        false => target(ending),
    };
    let what = match is_page {
        true => "网页格式的文件",
        false => "XML 格式的 Office 文件",
    };
    (is_page || is_xml).then_some(Kind::save(what, target))
}

/// Files whose bytes say nothing, known by their names.
fn by_name(ending: &str, bytes: &[u8]) -> Option<Unreadable> {
    // Systems export tables as text and call them .xls.
    let is_table = matches!(ending, "xls" | "et") && bytes.contains(&b'\t') && !bytes.contains(&0);
    match ending {
        _ if is_table => None,
        "doc" | "wps" | "docx" | "xls" | "et" | "xlsx" | "xlsm" => Some(broken()),
        "pdf" => Some(Kind::original("PDF 文件").unreadable()),
        "ofd" => Some(Kind::original("OFD 文件").unreadable()),
        "jpg" | "jpeg" | "png" | "tif" | "tiff" | "bmp" | "gif" => {
            Some(Kind::original("图片").unreadable())
        }
        _ => None,
    }
}
