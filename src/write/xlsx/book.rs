//! The workbook: rows are taken while documents come, the file is written at the end.
//!
//! A zip archive of sheets cannot be written while its sheets still grow. The rows are therefore
//! kept, a few hundred bytes a finding; temporary files would hold the texts of declarations where
//! nobody has asked for them.

use std::io::{self, Write};

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook};

use crate::diag::{DocumentReport, Header, PackInfo, Summary};

use super::super::writer::{Format, ReportWriter};
use super::findings;
use super::guide::guide;
use super::sheet::Sheet;
use super::totals::{self, Rules};

/// The row of the registry.
pub(in super::super) const FORMAT: Format = Format {
    name: "xlsx",
    doc: "Excel 工作簿：每个问题一行，可以筛选、填写处理意见",
    rules: true,
    binary: true,
    make: |_| Box::new(Xlsx(None)),
};

/// The writer; nothing before the run has begun.
struct Xlsx(Option<Book>);

/// What is gathered.
struct Book {
    version: String,
    packs: Vec<PackInfo>,
    findings: Sheet,
    documents: Sheet,
    rules: Rules,
    /// How many findings and documents there are.
    finding: usize,
    document: usize,
}

impl Book {
    fn begin(header: &Header) -> io::Result<Self> {
        Ok(Self {
            version: header.version.clone(),
            packs: header.packs.clone(),
            findings: Sheet::new(&findings::LAYOUT)?,
            documents: Sheet::new(&totals::DOCUMENTS)?,
            rules: Rules::of(&header.rules),
            finding: 0,
            document: 0,
        })
    }

    fn add(&mut self, document: &DocumentReport) -> io::Result<()> {
        for row in findings::rows(document, self.finding + 1) {
            self.findings.push(row)?;
        }
        self.finding += document.findings.len();
        self.document += 1;
        self.documents
            .push(totals::document(document, self.document))?;
        self.rules.add(document);
        Ok(())
    }

    fn finish(self, summary: &Summary) -> io::Result<Vec<u8>> {
        let mut book = Workbook::new();
        // The same input gives the same bytes: nothing looks at a clock.
        let day = ExcelDateTime::from_ymd(2000, 1, 1).map_err(io::Error::other)?;
        let properties = DocProperties::new()
            .set_title("绩效目标申报表检查结果")
            .set_author("jixiao")
            .set_creation_datetime(&day);
        book.set_properties(&properties);
        self.findings.finish(&mut book)?;
        self.documents.finish(&mut book)?;
        let mut rules = Sheet::new(&totals::RULES)?;
        for row in self.rules.rows() {
            rules.push(row)?;
        }
        rules.finish(&mut book)?;
        let guide = guide(&self.version, &self.packs, summary).map_err(io::Error::other)?;
        book.push_worksheet(guide);
        book.save_to_buffer().map_err(io::Error::other)
    }
}

impl ReportWriter for Xlsx {
    fn begin(&mut self, header: &Header, _: &mut dyn Write) -> io::Result<()> {
        self.0 = Some(Book::begin(header)?);
        Ok(())
    }

    fn document(&mut self, document: &DocumentReport, _: &mut dyn Write) -> io::Result<()> {
        match &mut self.0 {
            Some(book) => book.add(document),
            None => Ok(()),
        }
    }

    fn end(&mut self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        match self.0.take() {
            Some(book) => out.write_all(&book.finish(summary)?),
            None => Ok(()),
        }
    }
}
