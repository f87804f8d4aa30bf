//! Styles: whether text of a style is hidden, and the list that its paragraphs stand in.

use rustc_hash::FxHashMap;

use super::super::xml::{Event, Space, Tag, Xml};

/// The longest chain of styles that are based on one another.
const LONGEST_CHAIN: usize = 32;

/// The most styles that are read.
const MOST_STYLES: usize = 20_000;

/// The place of a paragraph in a list, as written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct InList {
    /// The list; 0 is none.
    pub(super) list: Option<u32>,
    /// The level from 0.
    pub(super) level: Option<u32>,
}

/// The styles of a document, by id.
#[derive(Debug, Default)]
pub(super) struct Styles {
    styles: FxHashMap<String, Style>,
    /// The style of paragraphs that name none.
    default: Option<String>,
}

#[derive(Debug, Default)]
struct Style {
    base: Option<String>,
    hidden: Option<bool>,
    in_list: InList,
}

impl Styles {
    /// The styles in the part `text`, as far as it can be read.
    pub(super) fn read(text: &str) -> Self {
        let mut styles = Self::default();
        let mut xml = Xml::new(text);
        let mut current: Option<(String, Style)> = None;
        let mut depth = 0u32;
        let mut changed: Option<u32> = None;
        while let Ok((event, _)) = xml.next() {
            match event {
                Event::Open(tag) => {
                    depth += 1;
                    if tag.space != Space::Word || changed.is_some() {
                        continue;
                    }
                    if tag.name().ends_with("Change") {
                        changed = Some(depth);
                    } else if tag.name() == "style" && depth == 2 {
                        current = styles.begin(&tag);
                    } else if let Some((_, style)) = &mut current {
                        style.property(&tag);
                    }
                }
                Event::Close => {
                    if changed == Some(depth) {
                        changed = None;
                    }
                    depth = depth.saturating_sub(1);
                    if depth == 1
                        && let Some((id, style)) = current.take()
                        && styles.styles.len() < MOST_STYLES
                    {
                        styles.styles.insert(id, style);
                    }
                }
                Event::End => break,
                Event::Text | Event::Literal | Event::Reference(_) => {}
            }
        }
        styles
    }

    fn begin(&mut self, tag: &Tag<'_>) -> Option<(String, Style)> {
        let id = tag.attribute("styleId")?;
        let is_default = matches!(
            tag.attribute("default").as_deref(),
            Some("1" | "true" | "on")
        );
        if is_default && tag.attribute("type").as_deref() == Some("paragraph") {
            self.default = Some(id.clone());
        }
        Some((id, Style::default()))
    }

    /// A style and those it is based on, the nearest first.
    fn chain<'a>(&'a self, id: &'a str) -> impl Iterator<Item = (&'a str, &'a Style)> {
        let first = self.styles.get(id).map(|style| (id, style));
        let next = |(_, style): &(&'a str, &'a Style)| {
            let base = style.base.as_deref()?;
            self.styles.get(base).map(|style| (base, style))
        };
        std::iter::successors(first, next).take(LONGEST_CHAIN)
    }

    /// Whether a style says that its text is hidden, or that it is not.
    pub(super) fn hidden(&self, id: &str) -> Option<bool> {
        self.chain(id).find_map(|(_, style)| style.hidden)
    }

    /// The style of a paragraph.
    pub(super) fn of_paragraph<'a>(&'a self, named: Option<&'a str>) -> Option<&'a str> {
        named.or(self.default.as_deref())
    }

    /// The list that a style puts its paragraphs in, the level it says, and the styles that a list
    /// may name as those of one of its levels.
    pub(super) fn list<'a>(&'a self, id: &'a str) -> Option<(u32, Option<u32>, Vec<&'a str>)> {
        let mut named = Vec::new();
        let mut level = None;
        for (id, style) in self.chain(id) {
            named.push(id);
            level = level.or(style.in_list.level);
            if let Some(list) = style.in_list.list {
                return (list > 0).then_some((list, level, named));
            }
        }
        None
    }
}

impl Style {
    fn property(&mut self, tag: &Tag<'_>) {
        match tag.name() {
            "basedOn" => self.base = tag.value(),
            "vanish" => self.hidden = Some(tag.is_on()),
            "numId" => self.in_list.list = tag.number(),
            "ilvl" => self.in_list.level = tag.number(),
            _ => {}
        }
    }
}
