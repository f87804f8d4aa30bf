//! The walk where elements end: paragraphs and runs are complete, tables and text boxes closed.

use crate::source::{TextRange, offset};

use super::level::{Draft, Level, Open};
use super::piece::Origin;
use super::story::{Bit, Item, Mark, Shows};
use super::walk::{Frame, Walker};

impl Walker<'_> {
    /// Ends the innermost element, whose end tag stands at `range`.
    pub(super) fn close(&mut self, range: TextRange) {
        if self.skipped > 0 {
            self.skipped -= 1;
            return;
        }
        match self.frames.pop() {
            Some(Frame::Paragraph(index)) => self.end_paragraph(index, range.end),
            Some(Frame::Run(run) | Frame::Formula(Some(run))) => self.end_run(run, range.end),
            Some(Frame::RunProperties(start)) => {
                let run = self.level.run.map(|open| open.run);
                let run = run.and_then(|run| self.walk.found.runs.get_mut(run as usize));
                if let Some(run) = run {
                    run.properties = TextRange::new(start, range.end);
                }
            }
            Some(Frame::Text { start, bits, kept }) => {
                self.end_text(TextRange::new(start, range.end), bits, kept);
            }
            Some(Frame::Part) => self.level.end_open(),
            Some(Frame::Inserted) => {
                self.inserted -= 1;
                self.level.mark(Mark::ChangeEnd);
            }
            Some(Frame::LeftOut { change }) => {
                self.left_out -= 1;
                if change {
                    self.level.mark(Mark::ChangeEnd);
                }
            }
            Some(Frame::Box) => self.end_box(),
            Some(Frame::Note) => {
                self.level.settle();
                self.level.items.push(Item::End);
                self.note = None;
            }
            Some(Frame::Before(sign)) => {
                let parent = self.frames.last().copied().unwrap_or(Frame::Plain);
                self.stands_for(parent, Shows::Char(sign), range);
            }
            Some(
                Frame::Plain
                | Frame::ParagraphProperties
                | Frame::EndProperties
                | Frame::ListProperties
                | Frame::InnerRun
                | Frame::RowProperties
                | Frame::CellProperties
                | Frame::Control { .. }
                | Frame::ControlProperties
                | Frame::Alternatives { .. }
                | Frame::Check
                | Frame::Choices
                | Frame::Formula(None),
            )
            | None => {}
        }
    }

    fn end_paragraph(&mut self, index: u32, end: u32) {
        if let Some(paragraph) = self.walk.found.paragraphs.get_mut(index as usize) {
            paragraph.element.end = end;
        }
        let dropped = |open: &Open| match open {
            Open::Row { dropped, .. } | Open::Cell { dropped, .. } => dropped.is_some(),
            Open::Table { .. } => false,
        };
        let counts = self.left_out == 0 && !self.level.open.iter().any(dropped);
        let (styles, numbering) = (self.walk.styles, &mut *self.walk.numbering);
        self.level.end_paragraph(|draft| {
            let style = styles.of_paragraph(draft.style.as_deref());
            let counts = counts && !all_hidden(draft);
            counts.then(|| numbering.next(styles, &draft.in_list, style))?
        });
    }

    fn end_run(&mut self, run: u32, end: u32) {
        self.level.run = None;
        if let Some(run) = self.walk.found.runs.get_mut(run as usize) {
            run.element.end = end;
        }
    }

    /// Ends a text element: white space at its ends shows only where the document says so.
    fn end_text(&mut self, element: TextRange, bits: usize, kept: bool) {
        let Some(draft) = &mut self.level.paragraph else {
            return;
        };
        let own = draft.bits.get_mut(bits..).unwrap_or_default();
        for bit in own.iter_mut() {
            if let Origin::Text { element: of, .. } | Origin::Escaped { element: of, .. } =
                &mut bit.origin
            {
                *of = element;
            }
        }
        if kept {
            return;
        }
        let text = self.text;
        if let Some(first) = own.first_mut() {
            first.cut(|range| {
                let slice = range.slice(text);
                let cut = slice.len() - slice.trim_ascii_start().len();
                TextRange::new(range.start + offset(cut), range.end)
            });
        }
        if let Some(last) = own.last_mut() {
            last.cut(|range| {
                let kept = range.slice(text).trim_ascii_end().len();
                TextRange::new(range.start, range.start + offset(kept))
            });
        }
    }

    fn end_box(&mut self) {
        let Some(outer) = self.outer.pop() else {
            return;
        };
        let mut inner: Level = std::mem::replace(&mut self.level, outer);
        inner.settle();
        inner.items.push(Item::End);
        if self.left_out == 0 {
            self.level.take_box(inner.items);
        }
    }
}

/// Whether a paragraph holds hidden text and no other.
fn all_hidden(draft: &Draft) -> bool {
    let hides = |bit: &Bit| matches!(bit.shows, Shows::Mark(Mark::Hidden));
    let marks = |bit: &Bit| matches!(bit.shows, Shows::Mark(_));
    draft.bits.iter().any(hides) && draft.bits.iter().all(marks)
}

impl Bit {
    /// Shortens a bit of characters that stand as they are.
    fn cut(&mut self, shortened: impl FnOnce(TextRange) -> TextRange) {
        if let (Shows::Slice(slice), Origin::Text { xml, .. }) = (&mut self.shows, &mut self.origin)
        {
            *slice = shortened(*slice);
            *xml = *slice;
        }
    }
}
