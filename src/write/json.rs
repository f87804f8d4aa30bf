//! `json`: one object for the run, `jixiao-result/1`, one line for each document.

use std::io::{self, Write};

use crate::diag::{DocumentReport, Header, Summary};

use super::record::{DocumentRecord, PackRecord, SummaryRecord, ToolRecord};
use super::writer::{Format, ReportWriter};

/// The row of the registry.
pub(super) const FORMAT: Format = Format {
    name: "json",
    doc: "供程序读取的完整结果（jixiao-result/1）",
    rules: false,
    binary: false,
    make: |_| Box::new(Json::default()),
};

/// The writer.
#[derive(Default)]
struct Json {
    /// Whether a document has been written.
    started: bool,
    /// What is written next; kept for its memory.
    buffer: Vec<u8>,
}

impl Json {
    /// Writes the buffer and empties it.
    fn flush(&mut self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(&self.buffer)?;
        self.buffer.clear();
        Ok(())
    }
}

impl ReportWriter for Json {
    fn begin(&mut self, header: &Header, out: &mut dyn Write) -> io::Result<()> {
        let packs: Vec<PackRecord<'_>> = header.packs.iter().map(PackRecord::from).collect();
        let buffer = &mut self.buffer;
        buffer.extend_from_slice(b"{\"schema\":\"jixiao-result/1\",\n\"tool\":");
        serde_json::to_writer(&mut *buffer, &ToolRecord::from(header))?;
        buffer.extend_from_slice(b",\n\"packs\":");
        serde_json::to_writer(&mut *buffer, &packs)?;
        buffer.extend_from_slice(b",\n\"documents\":[\n");
        self.flush(out)
    }

    fn document(&mut self, document: &DocumentReport, out: &mut dyn Write) -> io::Result<()> {
        if self.started {
            self.buffer.extend_from_slice(b",\n");
        }
        self.started = true;
        serde_json::to_writer(&mut self.buffer, &DocumentRecord::from(document))?;
        self.flush(out)
    }

    fn end(&mut self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        self.buffer.extend_from_slice(b"\n],\n\"summary\":");
        serde_json::to_writer(&mut self.buffer, &SummaryRecord::from(summary))?;
        self.buffer.extend_from_slice(b"}\n");
        self.flush(out)
    }
}
