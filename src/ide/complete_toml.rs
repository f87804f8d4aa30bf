//! What may be written at the caret of a TOML file: keys and words of packs and settings, fields
//! and units of declarations.

use std::path::Path;

use crate::analysis::CARET;
use crate::form::{Field, FieldKind, Form};
use crate::source::TextRange;
use crate::types::Unit;
use crate::vfs::Overlay;
use crate::workspace::Book;

use super::answer::{Offer, OfferKind};
use super::complete::{ending_at, line_before, line_behind};
use super::place::Problem;
use super::session::{Kind, Session};
use super::studio::{Studio, settings};

/// Where the caret of a TOML file is.
enum Spot<'t> {
    /// At a key, of which this is written, perhaps behind a quote.
    Key(&'t str),
    /// In the value of a key; of a text in quotes this is written.
    Text(&'t str, &'t str),
    /// At the beginning of a value.
    Value,
}

impl Session {
    /// Keys and words: what the reader of the file says may stand there, when it is asked with a
    /// word that it cannot know.
    pub(super) fn key_offers(&mut self, path: &Path, at: u32) -> Option<Vec<Offer>> {
        let text = self.text(path)?;
        let (range, probe, quoted) = match spot(&text, at)? {
            Spot::Key(part) => {
                let has_value = line_behind(&text, at).contains('=');
                let value = if has_value { "" } else { " = 0" };
                (ending_at(at, part.len()), format!("{CARET}{value}"), false)
            }
            Spot::Text(_, part) => (ending_at(at, part.len()), CARET.to_owned(), false),
            Spot::Value => (TextRange::empty(at), format!("\"{CARET}\""), true),
        };
        let mut probed = text.clone();
        probed.replace_range(range.indices(), &probe);
        if matches!(spot(&text, at)?, Spot::Text(..)) && !line_behind(&text, at).contains('"') {
            probed.insert(range.start as usize + CARET.len(), '"');
        }
        let mut open = self.open_copy();
        open.insert(path, probed);
        let files = Overlay::new(&open, self.disk());
        let problems: Vec<Problem> = match self.kind(path) {
            Kind::Pack(folder, _) => {
                let named = self.named_packs();
                Studio::load(self.bases(), &files, named, &folder, None).problems()
            }
            _ => settings(&files, path),
        };
        let words = problems.iter().filter(|it| it.place.path == path);
        let words = words.flat_map(|it| &it.fixes);
        let at_caret = |it: &&(TextRange, String, String)| it.0.start >= range.start;
        let near = words.filter(at_caret).filter(|it| {
            it.0.len() == crate::source::offset(CARET.len()) && it.0.start <= range.start + 1
        });
        let kind = if quoted {
            OfferKind::Word
        } else {
            OfferKind::Key
        };
        Some(
            near.map(|(_, word, _)| Offer {
                label: word.clone(),
                detail: String::new(),
                doc: String::new(),
                kind,
                insert: if quoted {
                    format!("\"{word}\"")
                } else {
                    word.clone()
                },
                range,
            })
            .collect(),
        )
    }

    /// Fields, words of choices and units of a declaration in TOML.
    pub(super) fn declared_offers(&mut self, path: &Path, at: u32) -> Option<Vec<Offer>> {
        if path.extension().is_none_or(|it| it != "toml") {
            return None;
        }
        let text = self.text(path)?;
        let judging = self.ruled(&self.folder_of(path)).1;
        let books = judging.workspace.as_ref()?.books.iter();
        let forms: Vec<&Form> = books.flat_map(Book::forms).collect();
        let named = |form: &&&Form| {
            let mut lines = text.lines().filter_map(|line| line.split_once('='));
            let form_line = lines.find(|(key, _)| key.trim().trim_matches('"') == "form");
            let value = form_line.map(|(_, value)| value.trim().trim_matches('"'));
            value == Some(form.name.as_str()) || value == Some(form.id.as_str())
        };
        let form = forms.iter().find(named).copied();
        let spot = spot(&text, at)?;
        let mut offers = Vec::new();
        match spot {
            Spot::Key(part) => {
                let fields = fields_at(form?, &text, at);
                let mut range = ending_at(at, part.len());
                // An editor may have closed the quotes already.
                if part.starts_with('"') && line_behind(&text, at).starts_with('"') {
                    range.end += 1;
                }
                let is_new = |it: &&Field| !has_key(&text, at, &it.name);
                offers.extend(fields.iter().filter(is_new).map(|it| key_offer(it, range)));
            }
            Spot::Text("form", part) => {
                let range = ending_at(at, part.len());
                let mut names: Vec<&str> = forms.iter().map(|form| form.name.as_str()).collect();
                names.sort_unstable();
                names.dedup();
                offers.extend(names.into_iter().map(|name| word_offer(name, range)));
            }
            Spot::Text(key, part) => {
                let fields = fields_at(form?, &text, at);
                let field = fields.iter().find(|field| field.name == key)?;
                offers = value_offers(field, part, at);
            }
            Spot::Value => {}
        }
        Some(offers)
    }
}

fn spot(text: &str, at: u32) -> Option<Spot<'_>> {
    let line = line_before(text, at);
    // What counts stands behind the last bracket or comma that is not in quotes.
    let mut start = 0;
    let mut quoted = false;
    for (index, c) in line.char_indices() {
        match c {
            '"' => quoted = !quoted,
            '#' if !quoted => return None,
            '{' | ',' if !quoted => start = index + 1,
            _ => {}
        }
    }
    let part = line.get(start..)?.trim_start();
    let Some((key, value)) = part.split_once('=') else {
        if quoted && part.starts_with('"') && line.trim_start() != part {
            return None;
        }
        let is_header = part.starts_with('[');
        return (!is_header).then_some(Spot::Key(part));
    };
    let key = key.trim().trim_matches('"');
    let value = value.trim_start();
    match value.rfind('"') {
        Some(open) if quoted => Some(Spot::Text(key, value.get(open + 1..)?)),
        None if value.is_empty() => Some(Spot::Value),
        _ => None,
    }
}

/// The fields of the table that the caret is in: of the form, or of an element of the list whose
/// brackets are open.
fn fields_at<'f>(form: &'f Form, text: &str, at: u32) -> &'f [Field] {
    let before = text.get(..at as usize).unwrap_or_default();
    let mut fields = form.fields.as_slice();
    let mut open: Vec<&str> = Vec::new();
    let (mut quoted, mut key) = (false, 0);
    for (index, c) in before.char_indices() {
        match c {
            '"' => quoted = !quoted,
            _ if quoted => {}
            '\n' | ',' | '{' => key = index + 1,
            '[' => {
                let name = before.get(key..index).unwrap_or_default();
                open.push(
                    name.split('=')
                        .next()
                        .unwrap_or_default()
                        .trim()
                        .trim_matches('"'),
                );
            }
            ']' => drop(open.pop()),
            _ => {}
        }
    }
    for name in header(before).into_iter().chain(open) {
        let list = fields.iter().find(|field| field.name == name);
        if let Some(FieldKind::List(list)) = list.map(|field| &field.kind) {
            fields = list.fields.as_slice();
        }
    }
    fields
}

/// The names of the table that the last header before the caret opens.
fn header(before: &str) -> Vec<&str> {
    let mut headers = before.lines().filter(|line| line.starts_with('['));
    let Some(last) = headers.next_back() else {
        return Vec::new();
    };
    let inner = last.trim_matches(|c: char| matches!(c, '[' | ']') || c.is_whitespace());
    let names = inner.split('.').map(|name| name.trim().trim_matches('"'));
    names.filter(|name| !name.is_empty()).collect()
}

/// Whether a key stands in the same table already: on a line of its own, or between the same braces.
fn has_key(text: &str, at: u32, name: &str) -> bool {
    let before = text.get(..at as usize).unwrap_or_default();
    let brace = before
        .rfind('{')
        .filter(|open| before.rfind('}') < Some(*open));
    let holds = |part: &str| {
        let key = part.split('=').next().unwrap_or_default();
        part.contains('=') && key.trim().trim_matches('"') == name
    };
    match brace {
        Some(open) => before
            .get(open + 1..)
            .unwrap_or_default()
            .split(',')
            .any(holds),
        None => {
            // The table begins at the last header before the caret and ends at the next one.
            let start = before.rfind("\n[").map_or(0, |at| at + 1);
            let table = text.get(start..).unwrap_or_default().lines();
            let ends = |(at, line): &(usize, &str)| *at == 0 || !line.starts_with('[');
            table
                .enumerate()
                .take_while(ends)
                .any(|(_, line)| holds(line))
        }
    }
}

fn key_offer(field: &Field, range: TextRange) -> Offer {
    let (detail, value) = match &field.kind {
        FieldKind::List(_) => ("列表".to_owned(), "[]"),
        FieldKind::Number(unit) => (format!("数（{unit}）"), "\"\""),
        FieldKind::Year => ("年份".to_owned(), ""),
        FieldKind::Ordinal => ("序号".to_owned(), ""),
        FieldKind::Choice(_) => ("选项".to_owned(), "\"\""),
        FieldKind::Date => ("日期".to_owned(), "\"\""),
        FieldKind::Text => ("文字".to_owned(), "\"\""),
    };
    let required = if field.required { "，必填" } else { "" };
    Offer {
        label: field.name.clone(),
        detail: format!("{detail}{required}"),
        doc: field.doc.clone(),
        kind: OfferKind::Field,
        // Bare keys are ASCII.
        insert: format!("\"{}\" = {value}", field.name),
        range,
    }
}

fn word_offer(word: &str, range: TextRange) -> Offer {
    Offer {
        label: word.to_owned(),
        detail: String::new(),
        doc: String::new(),
        kind: OfferKind::Word,
        insert: word.to_owned(),
        range,
    }
}

/// Words of a choice; behind a number, the units that convert to that of the field.
fn value_offers(field: &Field, part: &str, at: u32) -> Vec<Offer> {
    match &field.kind {
        FieldKind::Choice(choices) => {
            let range = ending_at(at, part.len());
            choices
                .iter()
                .map(|it| word_offer(&it.word, range))
                .collect()
        }
        FieldKind::Number(unit) => {
            let written =
                part.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.' || c == ',');
            if written.len() == part.len() {
                return Vec::new();
            }
            let range = ending_at(at, written.trim_start().len());
            let fits =
                |name: &&str| Unit::named(name).is_some_and(|it| it.family() == unit.family());
            let names = Unit::names().filter(fits).filter(|name| !name.is_empty());
            let offer = |name| Offer {
                kind: OfferKind::Unit,
                ..word_offer(name, range)
            };
            names.map(offer).collect()
        }
        FieldKind::Text
        | FieldKind::Year
        | FieldKind::Ordinal
        | FieldKind::Date
        | FieldKind::List(_) => Vec::new(),
    }
}
