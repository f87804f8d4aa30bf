//! A form prepared for finding it on pages: labels by hash, titles, words of groups.
//!
//! Prepared once for each form and kept by the caller; binding a declaration allocates nothing for
//! it.

use crate::form::{FieldKind, Form, Mark, Shape};
use crate::types::LabelText;

use super::scan::UNIT_KEYS;

/// What a label on a page stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// The block of printed instructions begins.
    Instructions,
    /// A printed line with nothing behind it.
    Fixed,
    /// A signature or an approval, which ends what stands before it.
    Closing,
    /// The heading of a section, by number.
    Heading(u16),
    /// A field of the form, by slot.
    Field(u16),
    /// A field that a better label may follow.
    StandIn(u16),
    /// A column of a list of rows: slot of the list, slot of the column.
    Column(u16, u16),
}

/// A word that opens a group: `产出指标`.
#[derive(Clone, Debug)]
pub(super) struct GroupWord {
    pub(super) text: String,
    pub(super) choice: u16,
}

/// A form prepared for binding.
#[derive(Clone, Debug)]
pub struct Plan {
    form: Form,
    /// Hash of a label and its number, sorted in the end.
    index: Vec<(u64, u32)>,
    /// The labels by number, each with what it stands for.
    labels: Vec<(Vec<u8>, Vec<Target>)>,
    /// Headings of sections by number, in the form's order.
    headings: Vec<Vec<u8>>,
    /// For each field the headings it may stand under.
    sections: Vec<Vec<u16>>,
    /// The titles, longest first.
    pub(super) titles: Vec<Vec<u8>>,
    /// Which characters begin a label.
    firsts: Set,
    /// Which characters begin a word that opens a group.
    openings: Set,
    /// Words that open groups, longest first.
    pub(super) words: Vec<GroupWord>,
    /// The words that the cells of columns are known by.
    levels: Vec<Vec<u8>>,
    /// The slot of the field that holds groups, and the marks of their items.
    pub(super) groups: Option<(u16, Vec<Mark>)>,
    /// The slot of the year.
    pub(super) year: Option<u16>,
}

impl Plan {
    /// Prepares a form.
    pub fn new(form: &Form) -> Self {
        let mut plan = Self {
            form: form.clone(),
            index: Vec::new(),
            labels: Vec::new(),
            headings: Vec::new(),
            sections: Vec::new(),
            titles: form
                .titles
                .iter()
                .map(|title| LabelText::normal(title))
                .collect(),
            firsts: Set::default(),
            openings: Set::default(),
            words: Vec::new(),
            levels: Vec::new(),
            groups: None,
            year: None,
        };
        plan.titles
            .sort_by_key(|title| std::cmp::Reverse(title.len()));
        for key in UNIT_KEYS {
            plan.firsts.insert(key.as_bytes());
        }
        for label in &form.instructions {
            plan.add(label, Target::Instructions);
        }
        for label in &form.fixed {
            plan.add(label, Target::Fixed);
        }
        for label in &form.closing {
            plan.add(label, Target::Closing);
        }
        for (slot, field) in (0u16..).zip(&form.fields) {
            let sections = field
                .section
                .iter()
                .map(|name| plan.heading(name))
                .collect();
            plan.sections.push(sections);
            for label in &field.labels {
                plan.add(label, Target::Field(slot));
            }
            for label in &field.stand_ins {
                plan.add(label, Target::StandIn(slot));
            }
            match &field.kind {
                FieldKind::Year => plan.year = plan.year.or(Some(slot)),
                FieldKind::List(list) => match list.shape {
                    Shape::Groups => plan.add_groups(slot, &list.fields),
                    Shape::Rows { .. } => {
                        for (column, part) in (0u16..).zip(&list.fields) {
                            for label in &part.labels {
                                plan.add(label, Target::Column(slot, column));
                            }
                            let levels = part.begins.iter().map(|word| LabelText::normal(word));
                            plan.levels.extend(levels);
                        }
                    }
                    Shape::Sections(_) | Shape::Items(_) | Shape::Gathered => {}
                },
                FieldKind::Text
                | FieldKind::Number(_)
                | FieldKind::Ordinal
                | FieldKind::Date
                | FieldKind::Choice(_) => {}
            }
        }
        plan.index.sort_unstable();
        plan
    }

    fn add(&mut self, label: &str, target: Target) {
        let key = LabelText::normal(label);
        if key.is_empty() {
            return;
        }
        self.firsts.insert(&key);
        let hash = hash(&key);
        let mut alike = self.index.iter().filter(|(other, _)| *other == hash);
        let known = |number: u32| self.labels.get(number as usize).map(|(known, _)| known);
        let number = alike.find(|(_, number)| known(*number) == Some(&key));
        match number.and_then(|(_, number)| self.labels.get_mut(*number as usize)) {
            Some((_, targets)) if targets.contains(&target) => {}
            Some((_, targets)) => targets.push(target),
            None => {
                let number = u32::try_from(self.labels.len()).unwrap_or(u32::MAX);
                self.index.push((hash, number));
                self.labels.push((key, vec![target]));
            }
        }
    }

    fn heading(&mut self, name: &str) -> u16 {
        let key = LabelText::normal(name);
        let known = self.headings.iter().position(|heading| *heading == key);
        let number = known.unwrap_or_else(|| {
            self.headings.push(key);
            self.headings.len() - 1
        });
        let number = u16::try_from(number).unwrap_or(u16::MAX);
        self.add(name, Target::Heading(number));
        number
    }

    fn add_groups(&mut self, slot: u16, fields: &[crate::form::Field]) {
        if self.groups.is_some() {
            return;
        }
        for field in fields {
            match &field.kind {
                FieldKind::Choice(choices) => {
                    for (choice, entry) in (0u16..).zip(choices) {
                        for text in entry.written.iter().chain([&entry.word]) {
                            self.openings.insert(text.as_bytes());
                            self.words.push(GroupWord {
                                text: text.clone(),
                                choice,
                            });
                        }
                    }
                }
                FieldKind::List(list) => {
                    if let Shape::Items(marks) = &list.shape {
                        self.groups = Some((slot, marks.clone()));
                    }
                }
                FieldKind::Text
                | FieldKind::Year
                | FieldKind::Number(_)
                | FieldKind::Ordinal
                | FieldKind::Date => {}
            }
        }
        self.words
            .sort_by_key(|word| std::cmp::Reverse(word.text.len()));
    }

    /// The form.
    pub fn form(&self) -> &Form {
        &self.form
    }

    /// Whether a label may begin with this character.
    #[inline]
    pub(super) fn may_begin(&self, first: First) -> bool {
        self.firsts.contains(first)
    }

    /// Whether a word that opens a group may begin with this character.
    #[inline]
    pub(super) fn may_open(&self, first: First) -> bool {
        self.openings.contains(first)
    }

    /// Whether a cell holds a word that the cells of a column are known by.
    pub(super) fn is_level(&self, words: &str) -> bool {
        if self.levels.is_empty() {
            return false;
        }
        let text = LabelText::new(words);
        let text = text.slice(text.begin()..text.end());
        self.levels.iter().any(|level| level == text)
    }

    /// The number of the label `key`.
    pub(super) fn find(&self, key: &[u8]) -> Option<u32> {
        let hash = hash(key);
        let at = self.index.partition_point(|&(other, _)| other < hash);
        self.index
            .iter()
            .skip(at)
            .take_while(|(other, _)| *other == hash)
            .map(|&(_, number)| number)
            .find(|&number| {
                self.labels
                    .get(number as usize)
                    .is_some_and(|(known, _)| known == key)
            })
    }

    /// What the label with this number stands for.
    pub(super) fn targets(&self, label: u32) -> &[Target] {
        self.labels
            .get(label as usize)
            .map(|(_, targets)| targets.as_slice())
            .unwrap_or_default()
    }

    /// Whether a label is one of a field that holds a number.
    pub(super) fn is_amount(&self, label: u32) -> bool {
        self.targets(label).iter().any(|target| {
            let Target::Field(slot) = target else {
                return false;
            };
            let field = self.form.fields.get(usize::from(*slot));
            field.is_some_and(|field| matches!(field.kind, FieldKind::Number(_)))
        })
    }

    /// The fields that share a section with this one.
    pub(super) fn neighbours(&self, slot: u16) -> impl Iterator<Item = u16> + use<'_> {
        let own = self
            .sections
            .get(usize::from(slot))
            .map(Vec::as_slice)
            .unwrap_or_default();
        (0u16..)
            .zip(&self.sections)
            .filter(move |(other, sections)| {
                *other != slot && sections.iter().any(|section| own.contains(section))
            })
            .map(|(other, _)| other)
    }

    /// Whether the field may stand under the heading; fields without headings may anywhere.
    pub(super) fn under(&self, slot: u16, heading: Option<u16>) -> bool {
        let allowed = self.sections.get(usize::from(slot));
        match (allowed, heading) {
            (Some(allowed), Some(heading)) => allowed.contains(&heading),
            _ => false,
        }
    }
}

/// A quick hash of a short key.
fn hash(key: &[u8]) -> u64 {
    const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut state = u64::try_from(key.len()).unwrap_or_default();
    let mut mix = |word: u64| {
        state = (state ^ word).wrapping_mul(FACTOR);
        state ^= state >> 29;
    };
    let (words, rest) = key.as_chunks();
    for word in words {
        mix(u64::from_le_bytes(*word));
    }
    if !rest.is_empty() {
        let bytes = rest.iter().rev();
        mix(bytes.fold(0, |word, byte| word << 8 | u64::from(*byte)));
    }
    state
}

/// A set of first characters that may contain too much.
#[derive(Clone, Debug, Default)]
struct Set([u64; 16]);

/// Where the character that a text begins with has its bit in a [`Set`].
#[derive(Clone, Copy)]
pub(super) struct First(u32);

impl First {
    /// The character that `text` begins with.
    #[inline]
    pub(super) fn of(text: &[u8]) -> Self {
        let value = match text {
            [a, b, c, ..] => u32::from_le_bytes([*a, *b, *c, 0]),
            [a, ..] => u32::from(*a),
            [] => 0,
        };
        Self(value.wrapping_mul(0x9e37_79b1) >> 22)
    }
}

impl Set {
    fn insert(&mut self, text: &[u8]) {
        let First(value) = First::of(text);
        if let Some(word) = self.0.get_mut((value >> 6) as usize & 15) {
            *word |= 1 << (value & 63);
        }
    }

    #[inline]
    fn contains(&self, First(value): First) -> bool {
        let word = self.0.get((value >> 6) as usize & 15);
        word.is_some_and(|word| word >> (value & 63) & 1 != 0)
    }
}
