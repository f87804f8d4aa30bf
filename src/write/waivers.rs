//! `waivers`: an entry of `jixiao-waivers.toml` for each finding, to be completed by who excuses it.
//!
//! Reason and person are empty, and an empty one is refused when it is read: nobody excuses a
//! finding by copying what a program wrote. The last day is that of the declaration's year.

use std::fmt::Write as _;
use std::io::{self, Write};

use crate::diag::{DocumentReport, Finding, Header, Subject, Summary};

use super::position::Positions;
use super::text::inline;
use super::writer::{Format, ReportWriter};

/// The row of the registry.
pub(super) const FORMAT: Format = Format {
    name: "waivers",
    doc: "每个问题一条免改，补上理由和决定的人就能用",
    rules: false,
    binary: false,
    make: |_| Box::new(Waivers::default()),
};

/// The writer.
#[derive(Default)]
struct Waivers {
    locked: usize,
}

impl ReportWriter for Waivers {
    fn begin(&mut self, _: &Header, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(
            "# 免改：只留下要免改的，在 reason 写明理由，在 by 写明由谁决定，存成 jixiao-waivers.toml。\n\
             # files 从这个文件所在的文件夹算起；until 管到这一年度的申报表。\n"
                .as_bytes(),
        )
    }

    fn document(&mut self, document: &DocumentReport, out: &mut dyn Write) -> io::Result<()> {
        if document.subject != Subject::Declaration {
            return Ok(());
        }
        let positions = Positions::new(&document.source);
        let mut text = String::new();
        for finding in document.open() {
            match finding.locked || finding.pack.is_empty() {
                true => self.locked += 1,
                false => push(&mut text, document, &positions, finding),
            }
        }
        out.write_all(text.as_bytes())
    }

    fn end(&mut self, _: &Summary, out: &mut dyn Write) -> io::Result<()> {
        match self.locked {
            0 => Ok(()),
            count => writeln!(out, "\n# 另有 {count} 处不能免改。"),
        }
    }
}

/// Appends the entry of a finding.
fn push(out: &mut String, document: &DocumentReport, positions: &Positions<'_>, finding: &Finding) {
    let place = finding.places.first();
    let stands = positions.words(place.map_or(0, |place| place.range.start));
    let within = match finding.within.as_str() {
        "" => "全表",
        within => within,
    };
    let _ = writeln!(
        out,
        "\n# {stands}，{}：{}",
        inline(within),
        inline(&finding.message)
    );
    let quoted = place.map(|place| inline(document.source.slice(place.range)));
    if let Some(quoted) = quoted.filter(|quoted| !quoted.is_empty()) {
        let _ = writeln!(out, "# 原文：{}", shortened(&quoted));
    }
    let year = document
        .year
        .map_or("9999".to_owned(), |year| format!("{year:04}"));
    let _ = writeln!(
        out,
        "[[waiver]]\nfiles = {}\nrule = {}  # {}\nfingerprint = {}\nreason = \"\"\nby = \"\"\nuntil = {year}-12-31",
        quote(&pattern(&document.path)),
        quote(&finding.rule),
        inline(&finding.title),
        quote(&finding.fingerprint),
    );
}

/// The beginning of a text.
fn shortened(text: &str) -> String {
    const MOST: usize = 40;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// A pattern that fits this path only.
fn pattern(path: &str) -> String {
    let mut pattern = String::with_capacity(path.len());
    for c in path.chars() {
        match c {
            '*' | '?' | '[' | ']' | '{' | '}' => {
                let _ = write!(pattern, "[{c}]");
            }
            c => pattern.push(c),
        }
    }
    pattern
}

/// A text as TOML writes it.
fn quote(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if c.is_control() => {
                let _ = write!(quoted, "\\u{:04X}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}
