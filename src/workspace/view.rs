//! How a declaration was understood: every field with what stands there and what it was read as,
//! and the facts of every passage. Plain data for the read-back, hover and inlay hints.

use rust_decimal::Decimal;

use crate::bind::Declared;
use crate::diag::DocumentReport;
use crate::facts::{self, Lexicon, Passage};
use crate::form::{Field, FieldKind, Form};
use crate::model::{Cell, CellValue, Document};
use crate::read::{self, Reading, Unreadable};
use crate::source::{Content, TextRange};
use crate::types::Unit;
use crate::vfs::Files;

use super::book::Book;
use super::convert::read_or_convert;
use super::judge::{Chosen, FileJudge, head};
use super::select::Selection;
use super::workspace::Workspace;

/// A declaration as it was understood.
#[derive(Clone, Debug)]
pub struct DocumentView {
    /// The file's path.
    pub path: String,
    /// The character set it was written in.
    pub encoding: &'static str,
    /// The number of the form in a file that holds several.
    pub part: Option<u32>,
    /// The form.
    pub form: String,
    /// The pack that judges it.
    pub pack: String,
    /// Why.
    pub reason: String,
    /// What is to be said about the file: what could not be read, and how it was.
    pub notes: Vec<String>,
    /// Its fields.
    pub fields: Vec<FieldView>,
    /// Where the form's title stands.
    pub title: TextRange,
    /// What the passages of its fields are slices of.
    pub content: Content,
}

/// A field as it was understood.
#[derive(Clone, Debug)]
pub struct FieldView {
    /// Its name in the form's definition.
    pub name: String,
    /// Whether it must be filled in.
    pub required: bool,
    /// Its label on the page; empty when there is none.
    pub label: String,
    /// Where the label stands in the source; empty when there is none.
    pub label_range: TextRange,
    /// The value's place in the source.
    pub range: TextRange,
    /// The value's place in the content: what facts of a text are counted from.
    pub cell: TextRange,
    /// The line, from one.
    pub line: u32,
    /// The place in an office file, as people say it.
    pub place: Option<String>,
    /// What it was read as.
    pub value: ValueView,
}

/// What a field was read as.
#[derive(Clone, Debug)]
pub enum ValueView {
    /// The page does not have it.
    Absent,
    /// Nothing stands there.
    Blank,
    /// Something else stands there, as written.
    Unreadable(String),
    /// Text, normalised, and what it says.
    Text(String, Box<Passage>),
    /// A number: as written, its value and unit.
    Number(String, Decimal, Unit),
    /// A date: as written, year, month, day.
    Date(String, i32, u8, u8),
    /// A word of a choice: as written and the word.
    Word(String, String),
    /// A list: the fields of each element.
    List(Vec<Vec<FieldView>>),
}

impl ValueView {
    /// What it was read as, in words; nothing for a list.
    pub fn words(&self, required: bool) -> String {
        match self {
            ValueView::Absent if required => "（表中没有，必填）".into(),
            ValueView::Absent => "（表中没有）".into(),
            ValueView::Blank if required => "（没有填写，必填）".into(),
            ValueView::Blank => "（没有填写）".into(),
            ValueView::Unreadable(written) => format!("{written}（读不出）"),
            ValueView::Text(text, _) => text.clone(),
            ValueView::Number(written, value, unit) => {
                let read = value.normalize().to_string();
                if *written == read && unit.name().is_empty() {
                    read
                } else {
                    format!("{written} → {read} {unit}").trim_end().to_owned()
                }
            }
            ValueView::Date(written, ..) => written.clone(),
            ValueView::Word(written, word) if written == word => word.clone(),
            ValueView::Word(written, word) => format!("{written} → {word}"),
            ValueView::List(_) => String::new(),
        }
    }
}

/// Reads a file back: every declaration in it, or the report that says why there is none.
pub fn view(
    workspace: &Workspace,
    name: &str,
    bytes: Vec<u8>,
) -> Result<Vec<DocumentView>, Box<DocumentReport>> {
    viewed(workspace, name, read::read(name, bytes))
}

/// The same; a file that no reader reads is converted, if these files know how.
pub fn view_or_convert(
    workspace: &Workspace,
    files: &dyn Files,
    name: &str,
    bytes: &[u8],
) -> Result<Vec<DocumentView>, Box<DocumentReport>> {
    viewed(workspace, name, read_or_convert(files, name, bytes))
}

fn viewed(
    workspace: &Workspace,
    name: &str,
    reading: Result<Reading, Unreadable>,
) -> Result<Vec<DocumentView>, Box<DocumentReport>> {
    let selection = Selection::default();
    let files = FileJudge {
        books: &workspace.books,
        selection: &selection,
        named: workspace.named,
        any_year: false,
    };
    let reading = match reading {
        Ok(reading) => reading,
        Err(unreadable) => return Err(Box::new(super::judge::unreadable_report(name, unreadable))),
    };
    match files.choose(&reading) {
        Chosen::Refused(report) => Err(report),
        Chosen::Declared(book, declared) => Ok(declared
            .iter()
            .filter_map(|(form, declared)| {
                let definition = book.form(*form)?;
                let (year, unit) = head(book, *form, &declared.document);
                Some(DocumentView {
                    path: name.to_owned(),
                    encoding: reading.encoding,
                    part: declared.document.part,
                    form: definition.name.clone(),
                    pack: book.manifest().id.clone(),
                    reason: files.reason(book, year, unit.as_deref()),
                    notes: reading
                        .problems
                        .iter()
                        .map(|it| it.message.clone())
                        .collect(),
                    fields: document_fields(book, definition, declared),
                    title: declared.document.content.origin(declared.document.title),
                    content: declared.document.content.clone(),
                })
            })
            .collect()),
    }
}

/// The facts of one passage as rules see it.
pub fn passage(workspace: &Workspace, text: &str) -> (String, Passage) {
    let folded = crate::types::fold(text).into_owned();
    let digest = match workspace.books.last() {
        Some(book) => facts::digest(&folded, book.lexicon()),
        None => Passage::default(),
    };
    (folded, digest)
}

fn document_fields(book: &Book, form: &Form, declared: &Declared) -> Vec<FieldView> {
    let viewer = Viewer {
        document: &declared.document,
        lexicon: book.lexicon(),
    };
    viewer.fields(&form.fields, 0)
}

struct Viewer<'d> {
    document: &'d Document,
    lexicon: &'d Lexicon,
}

impl Viewer<'_> {
    fn fields(&self, fields: &[Field], first: u32) -> Vec<FieldView> {
        let cells = (0u32..).map(|slot| self.document.cell(first.saturating_add(slot)));
        fields
            .iter()
            .zip(cells)
            .map(|(field, cell)| self.field(field, cell))
            .collect()
    }

    fn field(&self, field: &Field, cell: &Cell) -> FieldView {
        let content = &self.document.content;
        let range = content.origin(cell.range);
        FieldView {
            name: field.name.clone(),
            required: field.required,
            label: self.document.label(cell).into_owned(),
            label_range: content.origin(cell.label),
            range,
            cell: cell.range,
            line: content.source().line_column(range.start).line,
            place: content.source().place(range.start),
            value: self.value(field, cell),
        }
    }

    fn value(&self, field: &Field, cell: &Cell) -> ValueView {
        let text = self.document.text(cell.range);
        let written = || {
            let source = self.document.content.source();
            source
                .slice(self.document.content.origin(cell.range))
                .trim()
                .to_owned()
        };
        match (cell.value, &field.kind) {
            (CellValue::Absent, _) => ValueView::Absent,
            (CellValue::Blank, _) => ValueView::Blank,
            (CellValue::Unreadable, _) => ValueView::Unreadable(written()),
            (CellValue::Text, _) => {
                let digest = facts::digest(text, self.lexicon);
                ValueView::Text(text.to_owned(), Box::new(digest))
            }
            (CellValue::Number(value, unit), _) => ValueView::Number(written(), value, unit),
            (CellValue::Date { year, month, day }, _) => {
                ValueView::Date(written(), year, month, day)
            }
            (CellValue::Word(index), FieldKind::Choice(choices)) => {
                let word = choices
                    .get(usize::from(index))
                    .map(|choice| choice.word.clone());
                ValueView::Word(written(), word.unwrap_or_default())
            }
            (CellValue::Word(_), _) => ValueView::Unreadable(written()),
            (CellValue::List { .. }, FieldKind::List(list)) => {
                let rows = self.document.rows_of(cell).iter();
                ValueView::List(rows.map(|row| self.fields(&list.fields, *row)).collect())
            }
            (CellValue::List { .. }, _) => ValueView::Unreadable(written()),
        }
    }
}
