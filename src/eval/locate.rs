//! Where in the form a place of a finding stands: in words for people, and in words that stay the
//! same while lines move and items are numbered anew.

use sha2::{Digest, Sha256};

use crate::diag::Place;
use crate::form::{Field, FieldKind, Form, List, Shape};
use crate::model::{Cell, CellValue, Document};
use crate::source::TextRange;
use crate::types::{fold, is_blank};

/// How far in front of its number an item may begin: `目标1：`, `（1）`.
const LEAD: u32 = 12;

/// The field of an item, a paragraph or a group that holds its number.
const ITEM_NUMBER: &str = "序号";

/// A place in a form.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Spot {
    /// For people, with the numbers of the page: `产出指标三/5`; empty for the form as a whole.
    pub path: String,
    /// For the identity of a finding: fields and headings without numbers.
    key: String,
    /// Where the number of the innermost numbered element stands; empty when it has none.
    ordinal: TextRange,
}

/// Looks places of one document up. Made when the first finding asks.
#[derive(Debug)]
pub(super) struct Locator<'a> {
    form: &'a Form,
    document: &'a Document,
    leaves: Vec<Leaf<'a>>,
    rows: Vec<Row<'a>>,
    /// Where items have their numbers, in the order of the source.
    item_numbers: Vec<TextRange>,
    /// Of a document with many fields: where they stand.
    index: Option<Index>,
}

/// With fewer fields it is faster to look at each.
const MANY: usize = 400;

/// Where fields stand, so that a place is found without looking at all of them.
#[derive(Debug)]
struct Index {
    /// Values and labels with the number of their field, in the order of the source.
    stands: Vec<(TextRange, usize)>,
    /// For each of them how far it and those before it reach.
    reach: Vec<u32>,
}

/// A field that is no list, and where it stands in the source.
#[derive(Debug)]
struct Leaf<'a> {
    field: &'a Field,
    value: TextRange,
    label: TextRange,
    /// The element of a list that it is a part of.
    row: Option<usize>,
}

/// An element of a list.
#[derive(Debug)]
struct Row<'a> {
    field: &'a Field,
    list: &'a List,
    /// Its first cell.
    first: u32,
    /// Its number in the list, from one.
    number: u32,
    /// The element that the list is a part of.
    above: Option<usize>,
}

impl<'a> Locator<'a> {
    /// Notes where every field of a document stands.
    pub(super) fn new(form: &'a Form, document: &'a Document) -> Self {
        let mut locator = Self {
            form,
            document,
            leaves: Vec::with_capacity(document.cells.len()),
            rows: Vec::with_capacity(document.rows.len()),
            item_numbers: Vec::new(),
            index: None,
        };
        locator.note(&form.fields, 0, None);
        locator.index = (locator.leaves.len() > MANY).then(|| Index::new(&locator.leaves));
        let numbers = locator.leaves.iter();
        let numbers = numbers.filter(|leaf| leaf.field.name == ITEM_NUMBER);
        let mut numbers: Vec<TextRange> = numbers.map(|leaf| leaf.value).collect();
        numbers.retain(|number| !number.is_empty());
        numbers.sort_by_key(|number| number.start);
        locator.item_numbers = numbers;
        locator
    }

    fn note(&mut self, fields: &'a [Field], first: u32, row: Option<usize>) {
        let document = self.document;
        for (field, slot) in fields.iter().zip(first..) {
            let cell = document.cell(slot);
            if let FieldKind::List(list) = &field.kind {
                for (first, number) in document.rows_of(cell).iter().zip(1..) {
                    self.rows.push(Row {
                        field,
                        list,
                        first: *first,
                        number,
                        above: row,
                    });
                    let inner = self.rows.len() - 1;
                    self.note(&list.fields, *first, Some(inner));
                }
            } else if cell.value != CellValue::Absent {
                self.leaves.push(Leaf {
                    field,
                    value: document.content.origin(cell.range),
                    label: document.content.origin(cell.label),
                    row,
                });
            }
        }
    }

    /// The identity of a finding of a rule: the rule, the place in the form by section and heading,
    /// and the words that stand there, spelt in one way. Neither lines nor numbers of items nor the
    /// words of the message play a part. Findings that are alike are told apart by their order,
    /// which the caller adds.
    pub(super) fn fingerprint(&self, rule: &str, place: &Place, spot: &Spot) -> String {
        let mut hash = Sha256::new();
        let mut add = |part: &str| {
            hash.update(part.as_bytes());
            hash.update([0]);
        };
        add(rule);
        add(&spot.key);
        let quoted = self.quoted(place.range, spot);
        // Where nothing stands, the label says what should.
        add(if quoted.is_empty() {
            &place.label
        } else {
            &quoted
        });
        let digest = hash.finalize();
        let digits = digest
            .iter()
            .take(8)
            .flat_map(|byte| [byte >> 4, byte & 15]);
        digits
            .filter_map(|digit| char::from_digit(u32::from(digit), 16))
            .collect()
    }

    /// The words of a place without the number of the item that begins there.
    fn quoted(&self, range: TextRange, spot: &Spot) -> String {
        let number = spot.ordinal;
        let begins = number.start >= range.start && number.start <= range.start + LEAD;
        let source = self.document.content.source();
        if number.is_empty() || !begins || number.end > range.end {
            return plain(source.slice(range));
        }
        let rest = source.slice(TextRange::new(number.end, range.end));
        plain(rest.trim_start_matches(|c: char| is_blank(c) || ".．、)）：:".contains(c)))
    }

    /// Whether a place is the number that an item of a list begins with, or a part of it.
    pub(super) fn is_item_number(&self, range: TextRange) -> bool {
        let numbers = &self.item_numbers;
        let behind = numbers.partition_point(|number| number.start <= range.start);
        let before = behind.checked_sub(1).and_then(|at| numbers.get(at));
        before.is_some_and(|number| number.covers(range))
    }

    /// Where a place stands.
    pub(super) fn spot(&self, place: &Place) -> Spot {
        if place.range.is_empty()
            && let Some(field) = self.form.fields.iter().find(|it| it.name == place.label)
        {
            let (path, key) = (field.name.clone(), field.name.clone());
            return Spot {
                path,
                key,
                ..Spot::default()
            };
        }
        let Some(leaf) = self.leaf(place.range) else {
            return Spot::default();
        };
        let name = || leaf.field.name.clone();
        let mut spot = Spot {
            path: name(),
            key: name(),
            ordinal: TextRange::default(),
        };
        let mut above = leaf.row;
        while let Some(row) = above.and_then(|at| self.rows.get(at)) {
            spot = self.in_row(row, spot);
            above = row.above;
        }
        spot
    }

    /// The field that fits a place best; of several the first.
    fn leaf(&self, range: TextRange) -> Option<&Leaf<'a>> {
        let fit = |at: usize| Some((self.leaves.get(at)?.fit(range)?, at));
        let best = match &self.index {
            None => (0..self.leaves.len()).filter_map(fit).min(),
            Some(index) => {
                let around = index.reaching(range.start).filter_map(fit).min();
                let mut inside = index.within(range).filter_map(|(start, at)| {
                    let (found, _) = fit(at)?;
                    (found == Fit::Inside(start)).then_some((found, at))
                });
                around.into_iter().chain(inside.next()).min()
            }
        };
        self.leaves.get(best?.1)
    }

    /// The spot of a part of an element of a list: what leads to the element is put in front.
    fn in_row(&self, row: &Row<'_>, part: Spot) -> Spot {
        let Row {
            field,
            list,
            first,
            number,
            ..
        } = row;
        let cell = |name: &str| {
            let slot = list.fields.iter().position(|it| it.name == name)?;
            let cell = self
                .document
                .cell(first.saturating_add(u32::try_from(slot).ok()?));
            let stands = !matches!(cell.value, CellValue::Absent | CellValue::Blank);
            stands.then_some(cell)
        };
        let written = |cell: Option<&Cell>| {
            let text = cell.map(|cell| self.document.text(cell.range));
            text.map(plain).filter(|text| !text.is_empty())
        };
        let origin = |cell: &Cell| self.document.content.origin(cell.range);
        let ordinal = cell(ITEM_NUMBER).map(origin).unwrap_or_default();
        let named = |unit: &str| format!("第{number}{unit}");
        match &list.shape {
            Shape::Groups => {
                let kind = written(cell("类别")).unwrap_or_else(|| field.name.clone());
                let number = written(cell(ITEM_NUMBER)).unwrap_or_default();
                let title = written(cell("名称")).unwrap_or_default();
                let inner = match part.path.strip_prefix("条目/") {
                    Some(item) => format!("/{item}"),
                    None => String::new(),
                };
                Spot {
                    path: format!("{}{number}{inner}", kind.trim_end_matches(&number)),
                    key: format!("{}/{title}/{}", field.name, part.key),
                    ordinal: if part.ordinal.is_empty() {
                        ordinal
                    } else {
                        part.ordinal
                    },
                }
            }
            Shape::Sections(_) | Shape::Items(_) => {
                let unit = match list.shape {
                    Shape::Sections(_) => "段",
                    _ => "条",
                };
                let numbered = written(cell(ITEM_NUMBER)).unwrap_or_else(|| named(unit));
                let text = cell("标题").or_else(|| cell("内容"));
                let heading = written(text).map(|text| first_clause(&text).to_owned());
                Spot {
                    path: format!("{}/{numbered}", field.name),
                    key: format!("{}/{}", field.name, heading.unwrap_or_default()),
                    ordinal,
                }
            }
            Shape::Rows { fill_down, .. } => {
                let columns = list.fields.iter().skip(usize::from(*fill_down));
                let heading = columns
                    .filter(|it| it.kind == FieldKind::Text)
                    .find_map(|it| written(cell(&it.name)));
                let shown = heading.clone().unwrap_or_else(|| named("行"));
                Spot {
                    path: format!("{}/{shown}", field.name),
                    key: format!(
                        "{}/{}/{}",
                        field.name,
                        heading.unwrap_or_default(),
                        part.key
                    ),
                    ordinal: TextRange::default(),
                }
            }
            Shape::Gathered => part,
        }
    }
}

impl Index {
    fn new(leaves: &[Leaf<'_>]) -> Self {
        let leaves = leaves.iter().zip(0..);
        let mut stands: Vec<(TextRange, usize)> = leaves
            .flat_map(|(leaf, at)| [(leaf.value, at), (leaf.label, at)])
            .collect();
        stands.sort_unstable_by_key(|(range, at)| (range.start, *at));
        let mut far = 0;
        let reach = stands.iter().map(|(range, _)| {
            far = range.end.max(far);
            far
        });
        Self {
            reach: reach.collect(),
            stands,
        }
    }

    /// The fields that begin at `at` or before it and reach it, or end a little before it.
    fn reaching(&self, at: u32) -> impl Iterator<Item = usize> {
        let behind = self.stands.partition_point(|(range, _)| range.start <= at);
        let before = self.stands.iter().zip(&self.reach).take(behind).rev();
        let near = before.take_while(move |(_, reach)| reach.saturating_add(LEAD) > at);
        near.map(|((_, field), _)| *field)
    }

    /// The fields of which something begins within a place, in order, with where it begins.
    fn within(&self, place: TextRange) -> impl Iterator<Item = (u32, usize)> {
        let first = self
            .stands
            .partition_point(|(range, _)| range.start < place.start);
        let behind = self.stands.iter().skip(first);
        let inside = behind.take_while(move |(range, _)| range.start <= place.end);
        inside.map(|(range, field)| (range.start, *field))
    }
}

impl Leaf<'_> {
    fn fit(&self, range: TextRange) -> Option<Fit> {
        let Leaf { value, label, .. } = self;
        if value.covers(range) {
            Some(Fit::Holds(value.len()))
        } else if !label.is_empty() && label.covers(range) {
            Some(Fit::Holds(label.len()))
        } else if !value.is_empty() && range.covers(*value) {
            Some(Fit::Inside(value.start))
        } else {
            // What stands between the number of an item and its words.
            let gap = range.start.checked_sub(value.end)?;
            (gap < LEAD).then_some(Fit::Behind(gap))
        }
    }
}

/// How well a field fits a place; the least is the best.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    /// It holds the place and is so long.
    Holds(u32),
    /// It is a part of the place and begins there.
    Inside(u32),
    /// It ends so far before the place.
    Behind(u32),
}

/// A text spelt in one way and without white space.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    plain.extend(fold(text).chars().filter(|c| !is_blank(*c)));
    plain
}

/// A text up to its first pause.
fn first_clause(text: &str) -> &str {
    let end = text.find(['，', '。', '；', '：']);
    end.and_then(|end| text.get(..end)).unwrap_or(text)
}
