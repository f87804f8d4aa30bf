//! Files that no reader reads, converted by another program where that was asked for.

use std::io;
use std::net::TcpListener;
use std::path::{Path, PathBuf};

use jixiao::diag::{DocumentReport, Severity};
use jixiao::vfs::{Converted, Converting, FileKind, Files};
use jixiao::workspace::{CheckOptions, Input, check, view_or_convert};

use crate::support::{root, workspace};

/// Files that are converted by a program which always makes the same of them.
struct Program(Result<Vec<u8>, io::ErrorKind>);

impl Files for Program {
    fn read(&self, _: &Path) -> io::Result<Vec<u8>> {
        Err(io::ErrorKind::NotFound.into())
    }

    fn kind(&self, _: &Path) -> Option<FileKind> {
        None
    }

    fn list(&self, _: &Path) -> Vec<io::Result<PathBuf>> {
        Vec::new()
    }

    fn convert(&self, _: &[u8], from: &str, to: &str) -> Option<io::Result<Converted>> {
        let by = format!("Program 1.0 {from}");
        assert!(["docx", "xlsx"].contains(&to), "{to}");
        Some(
            self.0
                .clone()
                .map(|bytes| Converted { bytes, by })
                .map_err(io::Error::from),
        )
    }
}

fn reports(files: &dyn Files, name: &str, bytes: &[u8]) -> Vec<DocumentReport> {
    let mut reports = Vec::new();
    let input = Input::Bytes(name.to_owned(), bytes.to_vec());
    let options = CheckOptions::default();
    let done = check(workspace(), files, vec![input], &options, |it| {
        reports.push(it);
        Ok::<(), ()>(())
    });
    done.expect("judged");
    reports
}

fn sample() -> Vec<u8> {
    let path = root().join("declarations/excel/road-project-2023.xlsx");
    std::fs::read(path).expect("readable")
}

/// A table as systems export it, under the ending of a workbook.
fn page() -> String {
    let text = std::fs::read_to_string(root().join("declarations/road-project-2023.txt"));
    let text = text.expect("readable");
    let row = |line: &str| format!("<tr><td>{}</td></tr>", line.replace('\t', "</td><td>"));
    let rows: String = text.lines().map(row).collect();
    format!("<html><head><meta charset=\"utf-8\"></head><body><table>{rows}</table></body></html>")
}

#[test]
fn what_was_converted_says_so() {
    let files = Program(Ok(sample()));
    let converted = reports(&files, "x.XLS", page().as_bytes());
    let [report] = converted.as_slice() else {
        panic!("one form");
    };
    assert_eq!(report.form.as_deref(), Some("项目支出绩效目标申报表"));
    let own: Vec<_> = report
        .findings
        .iter()
        .filter(|it| it.rule == "input-problem")
        .map(|it| (it.severity, it.message.as_str()))
        .collect();
    let said = "由 Program 1.0 xls 转换成 .xlsx 后检查";
    assert_eq!(own, [(Severity::Hint, said)]);
    let views = view_or_convert(workspace(), &files, "x.xls", page().as_bytes()).expect("a form");
    assert_eq!(views[0].notes, [said]);
}

#[test]
fn nothing_is_converted_that_can_be_read_or_never_will_be() {
    let files = Program(Err(io::ErrorKind::Other));
    let read = reports(&files, "x.doc", &sample());
    assert!(read[0].form.is_some());
    let picture = reports(&files, "x.pdf", b"%PDF-1.4");
    assert_eq!(picture[0].findings[0].message, "这是PDF 文件，不能直接检查");
}

#[test]
fn what_cannot_be_converted_says_why() {
    for (kind, why) in [
        (
            io::ErrorKind::NotFound,
            "没有找到 LibreOffice（soffice），请先安装",
        ),
        (
            io::ErrorKind::TimedOut,
            "LibreOffice 两分钟还没有转换完，已经停止",
        ),
        (
            io::ErrorKind::InvalidData,
            "LibreOffice 打不开它，可能已损坏或有密码",
        ),
        (io::ErrorKind::StorageFull, "磁盘已满"),
    ] {
        let reports = reports(&Program(Err(kind)), "x.rtf", b"{\\rtf1}");
        let message = &reports[0].findings[0].message;
        assert_eq!(
            message,
            &format!("这是RTF 文档，不能直接检查；没有转换成功：{why}")
        );
        assert_eq!(reports[0].findings[0].rule, "input-unreadable");
    }
    // What comes out is read within the same limits.
    let reports = reports(&Program(Ok(b"PK\x03\x04".to_vec())), "x.rtf", b"{\\rtf1}");
    assert_eq!(reports[0].findings[0].message, "文件已损坏，读不出来");
}

#[test]
#[ignore = "needs LibreOffice"]
fn libre_office_converts_and_fetches_nothing() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.set_nonblocking(true).expect("set");
    let port = listener.local_addr().expect("a port").port();
    let image = format!("<body><img src=\"http://127.0.0.1:{port}/x.png\">");
    let page = page().replace("<body>", &image);
    let converted = reports(&Converting::default(), "x.xls", page.as_bytes());
    assert_eq!(converted[0].form.as_deref(), Some("项目支出绩效目标申报表"));
    let said = &converted[0].findings[0].message;
    assert!(said.starts_with("由 LibreOffice "), "{said}");
    assert!(listener.accept().is_err(), "it went to the network");
}
