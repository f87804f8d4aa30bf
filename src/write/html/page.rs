//! The page: its head, then the documents as they come, then what is known at the end.

use std::io::{self, Write};

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::diag::{DocumentReport, Header, PackInfo, Summary};

use super::super::text::inline;
use super::super::writer::{Format, ReportWriter};
use super::contents::Contents;
use super::document::push_document;

/// The row of the registry.
pub(in super::super) const FORMAT: Format = Format {
    name: "html",
    doc: "一个网页文件：原文和问题对照着看，可以打印",
    rules: false,
    binary: false,
    make: |_| Box::new(Html::default()),
};

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");
/// The hash of [`SCRIPT`]: browsers run no other script. A test reckons it anew.
const SCRIPT_HASH: &str = "sha256-eD2IcbfjakJ4sQ0YWyx8xR1L+TO5Do3Z2CJQziZxGHo=";
const TITLE: &str = "绩效目标申报表检查结果";

/// The writer.
#[derive(Default)]
struct Html {
    /// The ids of the packs that are examples.
    unofficial: Vec<String>,
    contents: Contents,
    /// What is written next; kept for its memory.
    buffer: String,
}

impl ReportWriter for Html {
    fn begin(&mut self, header: &Header, out: &mut dyn Write) -> io::Result<()> {
        let packs = header.packs.iter().filter(|pack| pack.unofficial);
        self.unofficial = packs.map(|pack| pack.id.clone()).collect();
        let policy = format!(
            "default-src 'none'; style-src 'unsafe-inline'; script-src '{SCRIPT_HASH}'; \
             base-uri 'none'; form-action 'none'"
        );
        let head = html! {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta http-equiv="Content-Security-Policy" content=(policy);
                meta name="generator" content={ "jixiao " (inline(&header.version)) };
                title { (TITLE) }
                style { (PreEscaped(STYLE)) }
            }
        };
        write!(
            out,
            "{}<html lang=\"zh-CN\">{}\n<body id=\"top\">\n{}\n<main aria-label=\"申报表\">\n",
            DOCTYPE.into_string(),
            head.into_string(),
            top(header).into_string()
        )
    }

    fn document(&mut self, document: &DocumentReport, out: &mut dyn Write) -> io::Result<()> {
        let number = self.contents.add(document);
        push_document(&mut self.buffer, number, document, &self.unofficial);
        out.write_all(self.buffer.as_bytes())?;
        self.buffer.clear();
        Ok(())
    }

    fn end(&mut self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        write!(
            out,
            "</main>\n{}\n{}\n<script>{SCRIPT}</script>\n</body>\n</html>\n",
            self.contents.summary(summary).into_string(),
            self.contents.list().into_string()
        )
    }
}

/// Title, tool and packs.
fn top(header: &Header) -> Markup {
    let unofficial: Vec<String> = header
        .packs
        .iter()
        .filter(|pack| pack.unofficial)
        .map(|pack| inline(&pack.id))
        .collect();
    html! {
        header.top {
            h1 { (TITLE) }
            p.o {
                "jixiao " (inline(&header.version))
                span.go { " · " a href="#summary" { "汇总" } " · " a href="#contents" { "目录" } }
            }
            @if !header.packs.is_empty() { (packs(&header.packs)) }
            @if !unofficial.is_empty() {
                p.note {
                    strong { "非官方示例：" }
                    "规则包 " (unofficial.join("、")) " 不是财政部门发布的，结果仅供参考。"
                }
            }
        }
    }
}

/// The packs in force.
fn packs(packs: &[PackInfo]) -> Markup {
    html! {
        details open[packs.len() < 8] {
            summary { "规则包（" (packs.len()) "）" }
            ul.packs {
                @for pack in packs {
                    li {
                        (inline(&pack.title)) " " code { (inline(&pack.id)) } " " (inline(&pack.version))
                        @if pack.unofficial { " " span.q.v { "非官方示例" } }
                        @match &pack.signed_by {
                            Some(name) => { " · 签名：" (inline(name)) }
                            None => { " · 没有签名" }
                        }
                        br;
                        code { (inline(&pack.digest)) }
                    }
                }
            }
        }
    }
}
