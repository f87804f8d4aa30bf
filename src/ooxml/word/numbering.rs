//! Lists: the number that stands in front of a paragraph, which the text of the document lacks.

use rustc_hash::{FxHashMap, FxHashSet};

use super::super::xml::{Event, Space, Tag, Xml};
use super::numeral::Numeral;
use super::styles::{InList, Styles};

/// Levels of a list.
const LEVELS: usize = 9;
/// The longest text of a level, and the longest number, in characters.
const LONGEST: usize = 64;
/// The most lists that are read; word processors allow fewer.
const MOST_LISTS: usize = 20_000;

/// The lists of a document and how far each has been counted.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    shapes: FxHashMap<u32, Shape>,
    lists: FxHashMap<u32, List>,
    /// Of each shape and level, the number given last.
    counted: FxHashMap<u32, [Option<u32>; LEVELS]>,
    begun: FxHashSet<u32>,
}

/// An abstract list: how its levels look.
#[derive(Debug, Default)]
struct Shape {
    levels: [Option<Level>; LEVELS],
    /// The style that has the levels in its place.
    style: Option<String>,
}

/// A list of some shape. Lists of one shape count on together.
#[derive(Debug, Default)]
struct List {
    shape: u32,
    starts: [Option<u32>; LEVELS],
    levels: [Option<Level>; LEVELS],
}

#[derive(Clone, Debug)]
struct Level {
    start: u32,
    numeral: Numeral,
    text: String,
    /// Whether something stands between the number and the words.
    spaced: bool,
    /// Whether it never starts anew.
    goes_on: bool,
    /// Whether all numbers in it are decimal.
    decimal: bool,
    /// The style whose paragraphs stand on this level.
    style: Option<String>,
}

impl Default for Level {
    fn default() -> Self {
        Self {
            start: 0,
            numeral: Numeral::Decimal,
            text: String::new(),
            spaced: true,
            goes_on: false,
            decimal: false,
            style: None,
        }
    }
}

impl Numbering {
    /// The lists in the part `text`, as far as it can be read.
    pub(super) fn read(text: &str) -> Self {
        let mut reading = Reading::default();
        let mut xml = Xml::new(text);
        while let Ok((event, _)) = xml.next() {
            match event {
                Event::Open(tag) => reading.open(&tag),
                Event::Close => reading.close(),
                Event::End => break,
                Event::Text | Event::Literal | Event::Reference(_) => {}
            }
        }
        reading.numbering
    }

    /// The number in front of the next paragraph, with what follows it; `None` when it is in no
    /// list. `styled` is the paragraph's style.
    pub(super) fn next(
        &mut self,
        styles: &Styles,
        own: &InList,
        styled: Option<&str>,
    ) -> Option<String> {
        let by_style = styled.and_then(|style| styles.list(style));
        let (list, level) = match own.list {
            Some(0) => return None,
            Some(list) => (list, own.level),
            None => {
                let (list, level, names) = by_style?;
                let linked = self.level_of(styles, list, &names);
                (list, own.level.or(linked).or(level))
            }
        };
        let level = level.unwrap_or(0) as usize;
        let shape = self.shape_of(styles, list)?;
        self.advance(list, shape, level)?;
        self.written(list, shape, level)
    }

    /// The shape of a list, behind the style that may stand in for it.
    fn shape_of(&self, styles: &Styles, list: u32) -> Option<u32> {
        let mut shape = self.lists.get(&list)?.shape;
        for _ in 0..LEVELS {
            let Some(style) = &self.shapes.get(&shape)?.style else {
                return Some(shape);
            };
            let (list, ..) = styles.list(style)?;
            shape = self.lists.get(&list)?.shape;
        }
        None
    }

    /// The level of a list that names one of these styles.
    fn level_of(&self, styles: &Styles, list: u32, names: &[&str]) -> Option<u32> {
        let shape = self.shape_of(styles, list)?;
        let levels = &self.shapes.get(&shape)?.levels;
        names
            .iter()
            .find_map(|name| {
                let is_linked = |level: &Option<Level>| {
                    level.as_ref().and_then(|level| level.style.as_deref()) == Some(name)
                };
                levels.iter().position(is_linked)
            })
            .and_then(|level| u32::try_from(level).ok())
    }

    fn level(&self, list: u32, shape: u32, level: usize) -> Option<&Level> {
        let own = self.lists.get(&list)?.levels.get(level)?.as_ref();
        own.or_else(|| self.shapes.get(&shape)?.levels.get(level)?.as_ref())
    }

    fn start(&self, list: u32, shape: u32, level: usize) -> u32 {
        let own = self
            .lists
            .get(&list)
            .and_then(|list| *list.starts.get(level)?);
        let shaped = || self.level(list, shape, level).map(|level| level.start);
        own.or_else(shaped).unwrap_or(0)
    }

    /// Counts one more paragraph on a level; the levels below start anew.
    fn advance(&mut self, list: u32, shape: u32, level: usize) -> Option<()> {
        let mut counted = self.counted.get(&shape).copied().unwrap_or_default();
        if self.begun.insert(list) {
            let starts = self.lists.get(&list)?.starts;
            for (count, start) in counted.iter_mut().zip(starts) {
                *count = count.filter(|_| start.is_none());
            }
        }
        let start = self.start(list, shape, level);
        let count = counted.get_mut(level)?;
        *count = Some(count.map_or(start, |count| count.saturating_add(1)));
        for below in level + 1..LEVELS {
            let goes_on = self
                .level(list, shape, below)
                .is_some_and(|level| level.goes_on);
            if let Some(count) = counted.get_mut(below).filter(|_| !goes_on) {
                *count = None;
            }
        }
        self.counted.insert(shape, counted);
        Some(())
    }

    /// The number as it stands in front of the paragraph.
    fn written(&self, list: u32, shape: u32, level: usize) -> Option<String> {
        let this = self.level(list, shape, level)?;
        let counted = self.counted.get(&shape)?;
        let mut written = String::new();
        let mut chars = this.text.chars().peekable();
        while let Some(c) = chars.next() {
            let digit = chars.peek().and_then(|c| c.to_digit(10));
            let (true, Some(number @ 1..=9)) = (c == '%', digit) else {
                written.push(c);
                continue;
            };
            chars.next();
            let index = number as usize - 1;
            let numeral = match self.level(list, shape, index) {
                Some(other) if !this.decimal || other.numeral == Numeral::Nothing => other.numeral,
                _ => Numeral::Decimal,
            };
            let start = || self.start(list, shape, index);
            let count = counted.get(index).copied().flatten();
            written.push_str(&numeral.write(count.unwrap_or_else(start)));
        }
        if let Some((end, _)) = written.char_indices().nth(LONGEST) {
            written.truncate(end);
        }
        if this.numeral == Numeral::Bullet {
            written = written.chars().map(sign).collect();
        }
        if this.spaced && !written.is_empty() {
            written.push(' ');
        }
        (!written.is_empty()).then_some(written)
    }
}

/// A bullet: characters of symbol fonts, which say nothing without the font, as a dot.
fn sign(c: char) -> char {
    match c {
        '\u{e000}'..='\u{f8ff}' => '•',
        _ => c,
    }
}

/// What of the part is being read.
#[derive(Debug, Default)]
struct Reading {
    numbering: Numbering,
    depth: u32,
    shape: Option<(u32, Shape)>,
    list: Option<(u32, List)>,
    /// The level in an override or a shape, with its index.
    level: Option<(usize, Level)>,
    overridden: usize,
}

impl Reading {
    fn open(&mut self, tag: &Tag<'_>) {
        self.depth += 1;
        if tag.space != Space::Word {
            return;
        }
        let id = |name| tag.attribute(name).and_then(|id| id.parse().ok());
        match (self.depth, tag.name()) {
            (2, "abstractNum") => {
                self.shape = id("abstractNumId").map(|id| (id, Shape::default()));
            }
            (2, "num") => self.list = id("numId").map(|id| (id, List::default())),
            (_, "lvl") => {
                let index = tag.attribute("ilvl").and_then(|level| level.parse().ok());
                self.level = index.map(|index| (index, Level::default()));
            }
            (_, "lvlOverride") => {
                let index = tag.attribute("ilvl").and_then(|level| level.parse().ok());
                self.overridden = index.unwrap_or(LEVELS);
            }
            (_, "startOverride") => {
                if let Some((_, list)) = &mut self.list
                    && let Some(start) = list.starts.get_mut(self.overridden)
                {
                    *start = tag.number();
                }
            }
            (_, "abstractNumId") => {
                if let (Some((_, list)), Some(id)) = (&mut self.list, tag.number()) {
                    list.shape = id;
                }
            }
            (_, "numStyleLink") => {
                if let Some((_, shape)) = &mut self.shape {
                    shape.style = tag.value();
                }
            }
            (_, name) => {
                if let Some((_, level)) = &mut self.level {
                    level.property(name, tag);
                }
            }
        }
    }

    fn close(&mut self) {
        self.depth = self.depth.saturating_sub(1);
        // A level stands in a shape or in an override of a list.
        let ends = match self.list {
            Some(_) => self.depth <= 3,
            None => self.depth <= 2,
        };
        if ends && let Some((index, level)) = self.level.take() {
            let levels = match (&mut self.shape, &mut self.list) {
                (Some((_, shape)), _) => Some(&mut shape.levels),
                (None, Some((_, list))) => Some(&mut list.levels),
                (None, None) => None,
            };
            if let Some(slot) = levels.and_then(|levels| levels.get_mut(index)) {
                *slot = Some(level);
            }
        }
        if self.depth == 1 {
            if let Some((id, shape)) = self.shape.take()
                && self.numbering.shapes.len() < MOST_LISTS
            {
                self.numbering.shapes.insert(id, shape);
            }
            if let Some((id, list)) = self.list.take()
                && self.numbering.lists.len() < MOST_LISTS
            {
                self.numbering.lists.insert(id, list);
            }
        }
    }
}

impl Level {
    fn property(&mut self, name: &str, tag: &Tag<'_>) {
        match name {
            "start" => self.start = tag.number().unwrap_or(0),
            "numFmt" => self.numeral = Numeral::of(&tag.value().unwrap_or_default()),
            "lvlText" => {
                let text = tag.value().unwrap_or_default();
                self.text = text.chars().take(LONGEST).collect();
            }
            "suff" => self.spaced = tag.value().as_deref() != Some("nothing"),
            "lvlRestart" => self.goes_on = tag.number() == Some(0),
            "isLgl" => self.decimal = tag.is_on(),
            "pStyle" => self.style = tag.value(),
            _ => {}
        }
    }
}
