//! The walk inside of paragraphs: text, what stands for characters, fields, formulas.

use crate::source::TextRange;

use super::super::xml::Tag;
use super::level::{Field, FormField};
use super::piece::Origin;
use super::story::{Mark, Note, Shows, Unread};
use super::symbol;
use super::walk::{Frame, Walker};

/// The deepest nesting of fields; a document may leave many open.
const MOST_FIELDS: usize = 64;

impl Walker<'_> {
    /// What an element of word processing in a run is; plain when it stands for nothing.
    pub(super) fn in_run(&mut self, parent: Frame, tag: &Tag<'_>, range: TextRange) -> Frame {
        if !matches!(parent, Frame::Run(_) | Frame::InnerRun | Frame::Plain) {
            return Frame::Plain;
        }
        match tag.name() {
            "tab" | "ptab" => self.stands_for(parent, Shows::Char('\t'), range),
            "br" | "cr" => self.stands_for(parent, Shows::Char('\n'), range),
            "noBreakHyphen" => self.stands_for(parent, Shows::Char('-'), range),
            "sym" => {
                let code = tag.attribute("char");
                let code = code.and_then(|code| u32::from_str_radix(code.trim(), 16).ok());
                let font = tag.attribute("font").unwrap_or_default();
                if let Some(c) = code.and_then(|code| symbol::shown(&font, code)) {
                    self.stands_for(parent, Shows::Char(c), range);
                }
            }
            "fldChar" => self.field(tag),
            "checkBox" => {
                self.form_field(FormField::Check(false));
                return Frame::Check;
            }
            "ddList" => {
                self.form_field(FormField::List(0, Vec::new()));
                return Frame::Choices;
            }
            "footnoteReference" | "endnoteReference" => self.refers(tag),
            _ => {}
        }
        Frame::Plain
    }

    /// What an element of a formula is. Formulas are read as they are typed in a line: `1/2`.
    pub(super) fn math(&mut self, parent: Frame, tag: &Tag<'_>, range: TextRange) -> Option<Frame> {
        let frame = match tag.name() {
            "oMath" | "oMathPara" => Frame::Formula(self.begin_run(range)),
            "t" => Frame::Text {
                start: range.start,
                bits: self.level.bits(),
                kept: true,
            },
            "num" => Frame::Before('/'),
            "sup" => {
                self.stands_for(parent, Shows::Char('^'), range);
                Frame::Plain
            }
            "d" => {
                self.stands_for(parent, Shows::Char('('), range);
                Frame::Before(')')
            }
            "deg" => return None,
            name if name.ends_with("Pr") => return None,
            _ => Frame::Plain,
        };
        Some(frame)
    }

    /// Of several ways to show a thing the first one is read.
    pub(super) fn alternative(&mut self, parent: Frame, tag: &Tag<'_>) -> Option<Frame> {
        match tag.name() {
            "AlternateContent" => Some(Frame::Alternatives { chosen: false }),
            "Choice" | "Fallback" => {
                if parent == (Frame::Alternatives { chosen: true }) {
                    return None;
                }
                if let Some(last) = self.frames.last_mut() {
                    *last = Frame::Alternatives { chosen: true };
                }
                Some(Frame::Plain)
            }
            _ => Some(Frame::Plain),
        }
    }

    /// What an element of another vocabulary is.
    pub(super) fn foreign(&mut self, parent: Frame, tag: &Tag<'_>) -> Option<Frame> {
        let in_properties = matches!(
            parent,
            Frame::ParagraphProperties
                | Frame::EndProperties
                | Frame::ListProperties
                | Frame::RunProperties(_)
                | Frame::RowProperties
                | Frame::CellProperties
                | Frame::ControlProperties
        );
        if in_properties {
            return None;
        }
        match tag.name() {
            "OLEObject" => self.level.mark(Mark::Unread(Unread::Object)),
            "blip" | "imagedata" => self.walk.found.pictures = true,
            _ => {}
        }
        Some(Frame::Plain)
    }

    /// Adds what an element shows in place of characters.
    pub(super) fn stands_for(&mut self, parent: Frame, shows: Shows, range: TextRange) {
        if !self.counts() {
            return;
        }
        let origin = match (parent, self.level.run) {
            (Frame::Run(run), _) => Origin::Element { run, xml: range },
            (_, Some(open)) => Origin::Whole { run: open.run },
            (_, None) => Origin::Nowhere,
        };
        self.level.push(shows, origin);
    }

    /// Adds characters of a text element. `xml` is where they are written, `same` whether they are
    /// written as they are.
    pub(super) fn characters(&mut self, shows: Shows, xml: TextRange, same: bool) {
        let [.., parent, Frame::Text { start, .. }] = self.frames.as_slice() else {
            return;
        };
        let (splits, start) = (matches!(parent, Frame::Run(_)), *start);
        if !self.counts() {
            return;
        }
        let element = TextRange::empty(start);
        let origin = match self.level.run.map(|open| open.run) {
            Some(run) if splits && same => Origin::Text { run, xml, element },
            Some(run) if splits => Origin::Escaped { run, xml, element },
            Some(run) => Origin::Whole { run },
            None => Origin::Nowhere,
        };
        self.level.push(shows, origin);
    }

    /// Whether text that stands here shows. Hidden text is noted once a run.
    pub(super) fn counts(&mut self) -> bool {
        let instructs = self.level.fields.iter().any(|field| field.instruction);
        if self.left_out > 0 || instructs {
            return false;
        }
        let own = self.level.run.and_then(|run| run.hidden);
        let hidden = own.unwrap_or_else(|| {
            let style = self.level.paragraph.as_ref();
            let style = style.and_then(|draft| draft.style.as_deref());
            let style = self.walk.styles.of_paragraph(style);
            style.and_then(|style| self.walk.styles.hidden(style)) == Some(true)
        });
        if let Some(run) = &mut self.level.run {
            // The answer holds for the whole run.
            run.hidden = Some(hidden);
            if hidden && !run.noted {
                run.noted = true;
                self.level.mark(Mark::Hidden);
            }
        }
        !hidden
    }

    fn field(&mut self, tag: &Tag<'_>) {
        match tag.attribute("fldCharType").as_deref() {
            Some("begin") if self.level.fields.len() < MOST_FIELDS => {
                let bits = self.level.bits();
                self.level.fields.push(Field {
                    instruction: true,
                    state: FormField::None,
                    bits,
                });
            }
            Some("separate") => {
                if let Some(field) = self.level.fields.last_mut() {
                    field.instruction = false;
                }
            }
            Some("end") => {
                let Some(field) = self.level.fields.pop() else {
                    return;
                };
                let run = self.level.run.map(|open| open.run);
                let empty = field.bits == self.level.bits();
                if let (Some(shows), Some(run)) = (field.state.shows(), run)
                    && empty
                    && self.counts()
                {
                    self.level.push(shows, Origin::Whole { run });
                }
            }
            _ => {}
        }
    }

    fn form_field(&mut self, state: FormField) {
        if let Some(field) = self.level.fields.last_mut() {
            field.state = state;
        }
    }

    fn refers(&mut self, tag: &Tag<'_>) {
        let id = tag.attribute("id").and_then(|id| id.trim().parse().ok());
        if let Some(id) = id
            && self.counts()
        {
            let end = tag.name() == "endnoteReference";
            let body = self.outer.first().unwrap_or(&self.level);
            let run = body.run.map(|open| open.run);
            self.walk.found.notes.push((Note { end, id }, run));
        }
    }
}
