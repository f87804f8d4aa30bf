//! Files that no reader reads, converted by another program where the user has asked for it; what
//! was converted says so.

use std::io;

use crate::read::{self, Problem, Reading, Target, Unreadable, Weight};
use crate::source::TextRange;
use crate::vfs::{Files, reason};

/// Reads a file; one that no reader reads is converted, if these files know how.
pub(super) fn read_or_convert(
    files: &dyn Files,
    name: &str,
    bytes: &[u8],
) -> Result<Reading, Unreadable> {
    let unreadable = match read::read(name, bytes) {
        Ok(reading) => return Ok(reading),
        Err(unreadable) => unreadable,
    };
    let Some(target) = unreadable.target else {
        return Err(unreadable);
    };
    match files.convert(bytes, ending(name, target), target.ending()) {
        None => Err(unreadable),
        Some(Ok(converted)) => {
            let mut reading = read::read(name, &converted.bytes)?;
            let message = format!("由 {} 转换成 .{} 后检查", converted.by, target.ending());
            reading.problems.insert(
                0,
                Problem {
                    range: TextRange::default(),
                    weight: Weight::Note,
                    message,
                    help: Some(
                        "位置是转换后的，可能与原件不一样；以原件为准，或者另存后再检查".to_owned(),
                    ),
                },
            );
            Ok(reading)
        }
        Some(Err(error)) => Err(Unreadable {
            reason: format!("{}；没有转换成功：{}", unreadable.reason, words(&error)),
            ..unreadable
        }),
    }
}

/// The ending under which the other program is given the file: its own, or a usual one.
fn ending(name: &str, target: Target) -> &'static str {
    let own = name.rsplit('.').next().unwrap_or_default();
    let known = [
        "doc", "wps", "rtf", "xls", "et", "xlsb", "ods", "odt", "html", "htm", "xml",
    ];
    let known = known.iter().find(|known| known.eq_ignore_ascii_case(own));
    known.copied().unwrap_or(match target {
        Target::Docx => "doc",
        Target::Xlsx => "xls",
    })
}

fn words(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "没有找到 LibreOffice（soffice），请先安装".to_owned(),
        io::ErrorKind::TimedOut => "LibreOffice 两分钟还没有转换完，已经停止".to_owned(),
        io::ErrorKind::InvalidData => "LibreOffice 打不开它，可能已损坏或有密码".to_owned(),
        _ => reason(error),
    }
}
