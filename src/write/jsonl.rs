//! `jsonl`: one JSON object on a line for each finding, for scripts.

use std::io::{self, Write};

use crate::diag::{DocumentReport, Header, Summary};

use super::position::Positions;
use super::record::LineRecord;
use super::writer::{Format, ReportWriter};

/// The row of the registry.
pub(super) const FORMAT: Format = Format {
    name: "jsonl",
    doc: "每个问题一行 JSON，供脚本逐行处理",
    rules: false,
    binary: false,
    make: |_| Box::new(JsonLines::default()),
};

/// The writer.
#[derive(Default)]
struct JsonLines {
    /// What is written next; kept for its memory.
    buffer: Vec<u8>,
}

impl ReportWriter for JsonLines {
    fn begin(&mut self, _: &Header, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    fn document(&mut self, document: &DocumentReport, out: &mut dyn Write) -> io::Result<()> {
        let positions = Positions::new(&document.source);
        for finding in &document.findings {
            let record = LineRecord::new(document, &positions, finding);
            serde_json::to_writer(&mut self.buffer, &record)?;
            self.buffer.push(b'\n');
        }
        out.write_all(&self.buffer)?;
        self.buffer.clear();
        Ok(())
    }

    fn end(&mut self, _: &Summary, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}
