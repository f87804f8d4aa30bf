//! The story at hand while a part is walked: the body, a note or a text box, with its open tables.

use super::piece::{Origin, Run};
use super::story::{Bit, Found, Item, Line, Mark, Shows};
use super::styles::InList;

/// A story being read. Text boxes stand in paragraphs, so several are open at a time.
#[derive(Debug, Default)]
pub(super) struct Level {
    /// What was found.
    pub(super) items: Vec<Item>,
    /// The open tables, rows and cells.
    pub(super) open: Vec<Open>,
    pub(super) paragraph: Option<Draft>,
    pub(super) run: Option<OpenRun>,
    pub(super) fields: Vec<Field>,
    /// Text boxes of the open paragraph.
    boxes: Vec<Item>,
    /// Paragraphs whose end is deleted: they go on in the next one.
    carried: Option<(u32, Vec<Bit>)>,
}

/// An open table, row or cell; `item` is the index of its beginning.
#[derive(Debug)]
pub(super) enum Open {
    Table {
        item: usize,
        /// Whether no row has two cells.
        single: bool,
        /// Whether a cell holds a table.
        nests: bool,
    },
    Row {
        item: usize,
        /// The next column of the grid.
        column: u32,
        cells: u32,
        /// Why nothing of it counts.
        dropped: Option<Mark>,
    },
    Cell {
        item: usize,
        span: u32,
        /// Whether it is merged into the one before it.
        merged: bool,
        dropped: Option<Mark>,
    },
}

/// A paragraph being read.
#[derive(Debug)]
pub(super) struct Draft {
    pub(super) paragraph: u32,
    pub(super) bits: Vec<Bit>,
    pub(super) style: Option<String>,
    pub(super) in_list: InList,
    /// Whether its end is tracked as inserted or deleted.
    pub(super) end_changed: bool,
    pub(super) end_deleted: bool,
}

/// A run being read.
#[derive(Clone, Copy, Debug)]
pub(super) struct OpenRun {
    pub(super) run: u32,
    pub(super) hidden: Option<bool>,
    /// Whether its hidden text was noted.
    pub(super) noted: bool,
}

/// A field being read.
#[derive(Debug)]
pub(super) struct Field {
    /// Whether what stands here is its instruction, not its result.
    pub(super) instruction: bool,
    /// What a form field without result shows.
    pub(super) state: FormField,
    /// How many bits its paragraph had before it.
    pub(super) bits: usize,
}

/// The state of a form field.
#[derive(Debug, Default)]
pub(super) enum FormField {
    #[default]
    None,
    /// A box that is ticked or not.
    Check(bool),
    /// A list and the index of the entry chosen.
    List(usize, Vec<String>),
}

/// The most entries of a list that word processors allow.
const MOST_ENTRIES: usize = 64;

impl FormField {
    pub(super) fn add(&mut self, entry: Option<String>) {
        if let (Self::List(_, entries), Some(entry)) = (self, entry)
            && entries.len() < MOST_ENTRIES
        {
            entries.push(entry);
        }
    }

    /// What it shows.
    pub(super) fn shows(self) -> Option<Shows> {
        match self {
            Self::None => None,
            Self::Check(ticked) => Some(Shows::Char(if ticked { '☑' } else { '☐' })),
            Self::List(index, mut entries) => {
                let entry = (index < entries.len()).then(|| entries.swap_remove(index));
                entry.map(|entry| Shows::Words(entry.into()))
            }
        }
    }
}

impl Level {
    /// Whether a cell of a table is open.
    pub(super) fn in_cell(&self) -> bool {
        matches!(self.open.last(), Some(Open::Cell { .. }))
    }

    /// Notes a mark where the story stands.
    pub(super) fn mark(&mut self, mark: Mark) {
        match &mut self.paragraph {
            Some(draft) => draft.bits.push(Bit {
                shows: Shows::Mark(mark),
                origin: Origin::Nowhere,
            }),
            None => self.items.push(Item::Mark(mark)),
        }
    }

    /// Adds a bit to the open paragraph.
    pub(super) fn push(&mut self, shows: Shows, origin: Origin) {
        if let Some(draft) = &mut self.paragraph {
            draft.bits.push(Bit { shows, origin });
        }
    }

    /// How many bits the open paragraph has.
    pub(super) fn bits(&self) -> usize {
        self.paragraph.as_ref().map_or(0, |draft| draft.bits.len())
    }

    /// Ends the paragraphs that would have gone on.
    pub(super) fn settle(&mut self) {
        if let Some((paragraph, bits)) = self.carried.take() {
            self.items.push(Item::Line(Line { paragraph, bits }));
        }
        self.items.append(&mut self.boxes);
    }

    /// Ends the open paragraph. `number` gives the number in front of one that is not joined to the
    /// next.
    pub(super) fn end_paragraph(&mut self, number: impl FnOnce(&Draft) -> Option<String>) {
        self.fields.retain(|field| !field.instruction);
        let Some(mut draft) = self.paragraph.take() else {
            return;
        };
        if draft.end_changed {
            for mark in [Mark::Change, Mark::ChangeEnd] {
                draft.bits.push(Bit {
                    shows: Shows::Mark(mark),
                    origin: Origin::Nowhere,
                });
            }
        }
        if draft.end_deleted {
            let (_, bits) = self.carried.get_or_insert((draft.paragraph, Vec::new()));
            bits.append(&mut draft.bits);
            return;
        }
        let number = number(&draft).map(|number| Bit {
            shows: Shows::Words(number.into()),
            origin: Origin::Nowhere,
        });
        let (_, carried) = self.carried.take().unwrap_or_default();
        let bits = number.into_iter().chain(carried).chain(draft.bits);
        let line = Item::Line(Line {
            paragraph: draft.paragraph,
            bits: bits.collect(),
        });
        // A text box floats above its paragraph; in a cell it comes behind the cell's own words.
        if self.in_cell() {
            self.items.push(line);
            self.items.append(&mut self.boxes);
        } else {
            self.items.append(&mut self.boxes);
            self.items.push(line);
        }
    }

    /// Takes in a text box that has ended.
    pub(super) fn take_box(&mut self, items: Vec<Item>) {
        match self.paragraph {
            Some(_) => self.boxes.extend(items),
            None => self.items.extend(items),
        }
    }

    pub(super) fn begin_table(&mut self) {
        self.settle();
        let enclosing = self.open.iter_mut().rev();
        for open in enclosing {
            if let Open::Table { nests, .. } = open {
                *nests = true;
                break;
            }
        }
        self.open.push(Open::Table {
            item: self.items.len(),
            single: true,
            nests: false,
        });
        self.items.push(Item::Table { frame: false });
    }

    /// Begins a row; whether a row may stand here.
    pub(super) fn begin_row(&mut self) -> bool {
        let may = matches!(self.open.last(), Some(Open::Table { .. }));
        if may {
            self.open.push(Open::Row {
                item: self.items.len(),
                column: 0,
                cells: 0,
                dropped: None,
            });
            self.items.push(Item::Row);
        }
        may
    }

    /// Begins a cell; whether a cell may stand here.
    pub(super) fn begin_cell(&mut self) -> bool {
        let Some(Open::Row { column, cells, .. }) = self.open.last_mut() else {
            return false;
        };
        let cell = Item::Cell {
            column: *column,
            number: *cells,
            continues: false,
        };
        *cells += 1;
        self.open.push(Open::Cell {
            item: self.items.len(),
            span: 1,
            merged: false,
            dropped: None,
        });
        self.items.push(cell);
        true
    }

    /// Ends the innermost table, row or cell.
    pub(super) fn end_open(&mut self) {
        self.settle();
        match self.open.pop() {
            Some(Open::Table {
                item,
                single,
                nests,
            }) => {
                if let Some(Item::Table { frame }) = self.items.get_mut(item) {
                    *frame = single && nests;
                }
                self.items.push(Item::End);
            }
            Some(Open::Row {
                item,
                cells,
                dropped,
                ..
            }) => {
                if let Some(Open::Table { single, .. }) = self.open.last_mut() {
                    *single &= cells < 2;
                }
                self.end_part(item, dropped);
            }
            Some(Open::Cell {
                item,
                span,
                merged,
                dropped,
            }) => {
                if let Some(Open::Row { column, cells, .. }) = self.open.last_mut() {
                    *column = column.saturating_add(span);
                    *cells -= u32::from(merged || dropped.is_some());
                }
                match merged {
                    true => self.items.truncate(item),
                    false => self.end_part(item, dropped),
                }
            }
            None => {}
        }
    }

    fn end_part(&mut self, item: usize, dropped: Option<Mark>) {
        match dropped {
            Some(mark) => {
                self.items.truncate(item);
                self.items.push(Item::Mark(mark));
                if mark == Mark::Change {
                    self.items.push(Item::Mark(Mark::ChangeEnd));
                }
            }
            None => self.items.push(Item::End),
        }
    }
}

impl Found {
    /// Notes a run that begins with the start tag at `tag`.
    pub(super) fn begin_run(&mut self, run: Run) -> u32 {
        self.runs.push(run);
        crate::source::offset(self.runs.len() - 1)
    }
}
