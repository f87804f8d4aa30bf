//! Walks over the XML of a part that holds text: the document, its footnotes, its endnotes.
//!
//! What shows when all tracked changes are accepted counts. The walk keeps its own stack, so that
//! no nesting can exhaust the program's.

use rustc_hash::FxHashMap;

use crate::source::{TextRange, offset};

use super::super::xml::{Event, Space, Tag, Xml, XmlDamage};
use super::level::{Draft, FormField, Level, Open, OpenRun};
use super::numbering::Numbering;
use super::piece::{Paragraph, Run, Story};
use super::story::{Found, Item, Mark, Note, Shows};
use super::styles::{InList, Styles};

/// The widest span of a cell; word processors allow 63 columns.
const WIDEST: u32 = 1000;

/// What an open element is to the walk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Frame {
    /// Nothing of its own: what it holds counts as if it stood in its place.
    Plain,
    Paragraph(u32),
    ParagraphProperties,
    /// Properties of a paragraph's end.
    EndProperties,
    ListProperties,
    Run(u32),
    /// A run in a run, as in ruby.
    InnerRun,
    RunProperties(u32),
    /// A text element that begins at an offset, with the bits before it.
    Text {
        start: u32,
        bits: usize,
        kept: bool,
    },
    /// A table, a row or a cell.
    Part,
    RowProperties,
    CellProperties,
    Inserted,
    /// Its text is left out.
    LeftOut {
        change: bool,
    },
    Control {
        placeholder: bool,
    },
    ControlProperties,
    Alternatives {
        chosen: bool,
    },
    Box,
    Note,
    Check,
    Choices,
    /// A formula; the run it stands for, if it is in none.
    Formula(Option<u32>),
    /// A part of a formula with a sign behind it.
    Before(char),
}

/// What a walk is given besides the part.
pub(super) struct Walk<'a> {
    pub(super) styles: &'a Styles,
    pub(super) numbering: &'a mut Numbering,
    pub(super) found: &'a mut Found,
    /// The runs of the references to the notes that are walked over; none for the body.
    pub(super) hosts: FxHashMap<Note, Option<u32>>,
    /// Index of the part.
    pub(super) part: u32,
}

/// Walks over `text`; what it holds, in order.
pub(super) fn walk<'a>(text: &'a str, root: &str, walk: Walk<'a>) -> Result<Vec<Item>, XmlDamage> {
    let mut walker = Walker {
        walk,
        text,
        frames: Vec::new(),
        skipped: 0,
        left_out: 0,
        inserted: 0,
        level: Level::default(),
        outer: Vec::new(),
        note: None,
    };
    let mut xml = Xml::new(text);
    loop {
        let (event, range) = xml.next()?;
        match event {
            Event::Open(tag) => {
                let is_root = walker.frames.is_empty() && walker.skipped == 0;
                if is_root && (tag.space != Space::Word || tag.name() != root) {
                    return Err(XmlDamage::Malformed);
                }
                walker.open(&tag, range)?;
            }
            Event::Close => walker.close(range),
            Event::Text => walker.characters(Shows::Slice(range), range, true),
            Event::Literal => {
                let outer = TextRange::new(range.start.saturating_sub(9), range.end + 3);
                walker.characters(Shows::Slice(range), outer, false);
            }
            Event::Reference(c) => walker.characters(Shows::Char(c), range, false),
            Event::End => break,
        }
    }
    walker.level.settle();
    Ok(walker.level.items)
}

pub(super) struct Walker<'a> {
    pub(super) walk: Walk<'a>,
    /// The XML of the part.
    pub(super) text: &'a str,
    pub(super) frames: Vec<Frame>,
    /// Depth inside of an element that is passed over.
    pub(super) skipped: u32,
    /// How many open elements keep text out.
    pub(super) left_out: u32,
    pub(super) inserted: u32,
    pub(super) level: Level,
    /// The stories around a text box, the outermost first.
    pub(super) outer: Vec<Level>,
    pub(super) note: Option<Note>,
}

impl Walker<'_> {
    fn open(&mut self, tag: &Tag<'_>, range: TextRange) -> Result<(), XmlDamage> {
        if self.skipped > 0 {
            self.skipped += 1;
            return Ok(());
        }
        let parent = self.frames.last().copied().unwrap_or(Frame::Plain);
        let frame = match tag.space {
            Space::Word => self.word(parent, tag, range)?,
            Space::Math => self.math(parent, tag, range),
            Space::Compatibility => self.alternative(parent, tag),
            Space::Relationships | Space::Other => self.foreign(parent, tag),
        };
        match frame {
            Some(frame) => self.frames.push(frame),
            None => self.skipped = 1,
        }
        Ok(())
    }

    /// What an element of word processing is; `None` passes over it.
    fn word(
        &mut self,
        parent: Frame,
        tag: &Tag<'_>,
        range: TextRange,
    ) -> Result<Option<Frame>, XmlDamage> {
        let name = tag.name();
        if let Some(frame) = self.property(parent, tag, range) {
            return Ok(frame);
        }
        let frame = match name {
            "p" => return self.paragraph(range).map(Some),
            "r" => self.run(range),
            "t" => Frame::Text {
                start: range.start,
                bits: self.level.bits(),
                kept: tag.attribute("space").as_deref() == Some("preserve"),
            },
            "pPr" => Frame::ParagraphProperties,
            "rPr" => match parent {
                Frame::Run(_) => Frame::RunProperties(range.start),
                _ => return Ok(None),
            },
            "ins" | "moveTo" => {
                self.level.mark(Mark::Change);
                self.inserted += 1;
                Frame::Inserted
            }
            "del" | "moveFrom" => {
                self.level.mark(Mark::Change);
                self.left_out += 1;
                Frame::LeftOut { change: true }
            }
            "tbl" => {
                self.level.begin_table();
                Frame::Part
            }
            "tr" if self.level.begin_row() => Frame::Part,
            "tc" if self.level.begin_cell() => Frame::Part,
            "tr" | "tc" => return Err(XmlDamage::Malformed),
            "trPr" => Frame::RowProperties,
            "tcPr" => Frame::CellProperties,
            "sdt" => Frame::Control { placeholder: false },
            "sdtPr" => Frame::ControlProperties,
            "sdtContent" if parent == (Frame::Control { placeholder: true }) => {
                self.left_out += 1;
                Frame::LeftOut { change: false }
            }
            "txbxContent" => self.text_box(),
            "footnote" | "endnote" => return Ok(self.begin_note(tag)),
            "instrText" | "delText" | "delInstrText" | "sdtEndPr" | "tblPr" | "tblPrEx"
            | "tblGrid" | "sectPr" | "rubyPr" | "rt" => return Ok(None),
            "altChunk" | "subDoc" => {
                self.level.mark(Mark::Unread(super::story::Unread::Chunk));
                return Ok(None);
            }
            _ if name.ends_with("Change") => return Ok(None),
            _ => return Ok(Some(self.in_run(parent, tag, range))),
        };
        Ok(Some(frame))
    }

    /// What an element among properties says; `None` when it does not stand among any.
    fn property(
        &mut self,
        parent: Frame,
        tag: &Tag<'_>,
        range: TextRange,
    ) -> Option<Option<Frame>> {
        let name = tag.name();
        let draft = self.level.paragraph.as_mut();
        match parent {
            Frame::ParagraphProperties => match (name, draft) {
                ("pStyle", Some(draft)) => draft.style = tag.value(),
                ("numPr", Some(_)) => return Some(Some(Frame::ListProperties)),
                ("rPr", Some(_)) => return Some(Some(Frame::EndProperties)),
                _ => {}
            },
            Frame::ListProperties => match (name, draft) {
                ("ilvl", Some(draft)) => draft.in_list.level = tag.number(),
                ("numId", Some(draft)) => draft.in_list.list = tag.number(),
                _ => {}
            },
            Frame::EndProperties => {
                if let Some(draft) = draft {
                    draft.end_changed |= matches!(name, "ins" | "del" | "moveFrom" | "moveTo");
                    draft.end_deleted |= matches!(name, "del" | "moveFrom");
                }
            }
            Frame::RunProperties(_) => self.run_property(tag),
            Frame::RowProperties | Frame::CellProperties => self.part_property(tag),
            Frame::ControlProperties => {
                let control = self.frames.len().checked_sub(2);
                if name == "showingPlcHdr"
                    && tag.is_on()
                    && let Some(Frame::Control { placeholder }) =
                        control.and_then(|at| self.frames.get_mut(at))
                {
                    *placeholder = true;
                }
            }
            Frame::Check | Frame::Choices => {
                if let Some(field) = self.level.fields.last_mut() {
                    match (name, &mut field.state) {
                        ("default" | "checked", FormField::Check(ticked)) => *ticked = tag.is_on(),
                        ("result" | "default", FormField::List(index, _)) => {
                            *index = tag.number().unwrap_or(0) as usize;
                        }
                        ("listEntry", list) => list.add(tag.value()),
                        _ => {}
                    }
                }
            }
            Frame::Run(run) if name == "rPr" => {
                if let Some(run) = self.walk.found.runs.get_mut(run as usize) {
                    run.properties = range;
                }
                return None;
            }
            _ => return None,
        }
        Some(None)
    }

    fn run_property(&mut self, tag: &Tag<'_>) {
        let Some(run) = &mut self.level.run else {
            return;
        };
        match tag.name() {
            "vanish" => run.hidden = Some(tag.is_on()),
            "rStyle" if run.hidden.is_none() => {
                let style = tag.value().unwrap_or_default();
                run.hidden = self.walk.styles.hidden(&style);
            }
            _ => {}
        }
    }

    fn part_property(&mut self, tag: &Tag<'_>) {
        let number = || tag.number().unwrap_or(1).min(WIDEST);
        let name = tag.name();
        match self.level.open.last_mut() {
            Some(Open::Row {
                column, dropped, ..
            }) => {
                let drop = match name {
                    "gridBefore" => {
                        *column = number();
                        None
                    }
                    "del" => Some(Mark::Change),
                    "hidden" if tag.is_on() => Some(Mark::Hidden),
                    _ => None,
                };
                *dropped = dropped.or(drop);
            }
            Some(Open::Cell {
                item,
                span,
                merged,
                dropped,
            }) => match name {
                "gridSpan" => *span = number().max(1),
                "hMerge" => *merged = tag.value().as_deref() != Some("restart"),
                "cellDel" => *dropped = Some(Mark::Change),
                "vMerge" => {
                    if let Some(Item::Cell { continues, .. }) = self.level.items.get_mut(*item) {
                        *continues = tag.value().as_deref() != Some("restart");
                    }
                }
                _ => {}
            },
            Some(Open::Table { .. }) | None => {}
        }
        let inserted = matches!(name, "ins" | "cellIns");
        if inserted {
            self.level.mark(Mark::Change);
            self.level.mark(Mark::ChangeEnd);
        }
    }

    fn paragraph(&mut self, range: TextRange) -> Result<Frame, XmlDamage> {
        let stray = matches!(
            self.level.open.last(),
            Some(Open::Table { .. } | Open::Row { .. })
        );
        if stray || self.level.paragraph.is_some() {
            return Err(XmlDamage::Malformed);
        }
        let body = self.outer.first().unwrap_or(&self.level);
        let story = match self.note {
            Some(note) => Story::Note {
                host: self.walk.hosts.get(&note).copied().flatten(),
            },
            None if self.outer.is_empty() => Story::Body,
            None => Story::Box {
                host: body.run.map(|run| run.run),
            },
        };
        let index = offset(self.walk.found.paragraphs.len());
        self.walk.found.paragraphs.push(Paragraph {
            part: self.walk.part,
            element: range,
            story,
            view: TextRange::default(),
        });
        self.level.paragraph = Some(Draft {
            paragraph: index,
            bits: Vec::new(),
            style: None,
            in_list: InList::default(),
            end_changed: false,
            end_deleted: false,
        });
        Ok(Frame::Paragraph(index))
    }

    fn run(&mut self, range: TextRange) -> Frame {
        match self.begin_run(range) {
            Some(run) => Frame::Run(run),
            None => Frame::InnerRun,
        }
    }

    /// Begins a run of the open paragraph; `None` in a run.
    pub(super) fn begin_run(&mut self, range: TextRange) -> Option<u32> {
        if self.level.run.is_some() {
            return None;
        }
        let paragraph = self.level.paragraph.as_ref()?.paragraph;
        let run = self.walk.found.begin_run(Run {
            paragraph,
            element: range,
            tag: range,
            properties: TextRange::empty(range.end),
            inserted: self.inserted > 0,
        });
        self.level.run = Some(OpenRun {
            run,
            hidden: None,
            noted: false,
        });
        Some(run)
    }

    fn text_box(&mut self) -> Frame {
        let mut inner = Level::default();
        inner.items.push(Item::Box);
        self.outer.push(std::mem::replace(&mut self.level, inner));
        Frame::Box
    }

    fn begin_note(&mut self, tag: &Tag<'_>) -> Option<Frame> {
        let note = Note {
            end: tag.name() == "endnote",
            id: tag.attribute("id")?.trim().parse().ok()?,
        };
        self.walk.hosts.get(&note)?;
        self.note = Some(note);
        self.level.items.push(Item::Note(note));
        Some(Frame::Note)
    }
}
