//! What every output format has: a name, a sentence and a writer that takes documents one by one.

use std::io::{self, Write};

use crate::diag::{DocumentReport, Header, Summary};

/// Writes a report while it comes into being; keeps no document.
///
/// [`ReportWriter::begin`] is called once, then [`ReportWriter::document`] for each document in the
/// order of the run, then [`ReportWriter::end`] once.
pub trait ReportWriter {
    /// Writes what stands before the documents.
    fn begin(&mut self, header: &Header, out: &mut dyn Write) -> io::Result<()>;

    /// Writes one document.
    fn document(&mut self, document: &DocumentReport, out: &mut dyn Write) -> io::Result<()>;

    /// Writes what stands behind the documents.
    fn end(&mut self, summary: &Summary, out: &mut dyn Write) -> io::Result<()>;
}

/// An output format.
#[derive(Clone, Copy, Debug)]
pub struct Format {
    /// Its name on the command line.
    pub name: &'static str,
    /// What it is for, in Chinese, one phrase.
    pub doc: &'static str,
    /// Whether its writer is to be told the rules in force.
    pub rules: bool,
    /// Whether it is no text, so that it must not be written on a terminal.
    pub binary: bool,
    /// Makes a writer for one run.
    pub make: fn(&Options) -> Box<dyn ReportWriter>,
}

/// How an output is to look; formats for programs ignore all of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// Whether to use colours.
    pub color: bool,
    /// Whether frames are drawn with ASCII characters, for consoles without Unicode.
    pub ascii: bool,
    /// The width to wrap at, in display cells; values outside 40 to 160 are clamped.
    pub width: usize,
    /// Whether the files that were passed over are named, not only counted.
    pub show_skipped: bool,
    /// Whether findings that another one explains are written out, not only listed.
    pub show_folded: bool,
    /// Whether waived findings are listed with their reasons, not only counted.
    pub show_waived: bool,
    /// How many findings of a document are written out; the others are counted.
    pub max_findings: Option<usize>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            color: false,
            ascii: false,
            width: 80,
            show_skipped: false,
            show_folded: false,
            show_waived: false,
            max_findings: None,
        }
    }
}

impl Options {
    /// The width to wrap at, within sensible limits.
    pub(super) fn columns(&self) -> usize {
        self.width.clamp(40, 160)
    }
}

/// The format with this name.
pub fn format(name: &str) -> Option<&'static Format> {
    super::FORMATS.iter().find(|format| format.name == name)
}
