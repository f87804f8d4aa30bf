//! Which forms a page holds: by their titles, then by their labels.
//!
//! A title may stand behind the name of a unit, an annex number or a year, and before a year in
//! brackets; spaces between its characters do not count. Where several forms have the title, the
//! one with more of its labels on the page comes first.

use std::ops::Range;

use crate::model::{Layout, Node, NodeValue, Page};
use crate::source::{TextRange, offset};
use crate::types::LabelText;

use super::plan::{Plan, Target};
use super::scan::{Hit, Part, What, first_unit, scan};

/// A form that a part of a page may be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Index of the form in the set that was asked about.
    pub form: usize,
    /// Where its title stands; empty when the form was found by its labels only.
    pub title: TextRange,
    /// The lines of its part of the page.
    pub lines: Range<u32>,
    /// How many of its fields have a label there.
    pub found: u32,
    /// How many fields could have one.
    pub of: u32,
    /// The names of the required fields without a label.
    pub missing: Vec<String>,
}

/// The forms that a layout may hold, part by part in the order of the page, the best first; empty
/// when no title is known.
pub fn identify(plans: &[&Plan], layout: &Layout, text: &str) -> Vec<Candidate> {
    match layout {
        Layout::Page(page) => parts(plans, page, text)
            .into_iter()
            .flat_map(|part| ranked(plans, page, text, &part))
            .collect(),
        Layout::Tree(root) => named(plans, root)
            .map(|form| tree(plans, root, form))
            .collect(),
    }
}

/// A part of a page under one title.
#[derive(Clone, Debug)]
pub(super) struct Titled {
    /// The lines, the title's own first.
    pub(super) part: Part,
    /// Where the title stands.
    pub(super) title: TextRange,
    /// The forms with this title.
    pub(super) forms: Vec<usize>,
}

/// The titles of a page with the lines under each.
pub(super) fn parts(plans: &[&Plan], page: &Page, text: &str) -> Vec<Titled> {
    let mut found: Vec<Titled> = Vec::new();
    let lines = offset(page.lines.len());
    for (index, line) in (0u32..).zip(&page.lines) {
        if line.range.len() > 200 {
            continue;
        }
        let end = line.range.end as usize;
        if !text.as_bytes().get(..end).is_some_and(may_be_title) {
            continue;
        }
        let words = line.range.slice(text);
        let mut best: Option<(u32, Titled)> = None;
        for (form, plan) in plans.iter().enumerate() {
            let Some(title) = title(plan, words) else {
                continue;
            };
            let title = title.shifted(line.range.start);
            match &mut best {
                Some((length, titled)) if *length == title.len() => titled.forms.push(form),
                Some((length, _)) if *length > title.len() => {}
                _ => {
                    let part = Part {
                        first: index,
                        end: lines,
                    };
                    let forms = vec![form];
                    best = Some((title.len(), Titled { part, title, forms }));
                }
            }
        }
        found.extend(best.map(|(_, titled)| titled));
    }
    if found.len() > 1 {
        found = merged(plans, page, text, found);
    }
    for titled in &mut found {
        let end = page.ends.iter().find(|end| **end > titled.part.first);
        titled.part.end = end.map_or(titled.part.end, |end| titled.part.end.min(*end));
    }
    found
}

/// Titles that repeat on every page, or stand in running text, open no new part: a part has labels
/// of at least two fields.
fn merged(plans: &[&Plan], page: &Page, text: &str, found: Vec<Titled>) -> Vec<Titled> {
    let ends: Vec<u32> = found
        .iter()
        .skip(1)
        .map(|titled| titled.part.first)
        .collect();
    let last = offset(page.lines.len());
    let mut kept: Vec<Titled> = Vec::new();
    let mut hits = Vec::new();
    for (index, mut titled) in found.into_iter().enumerate() {
        titled.part.end = ends.get(index).copied().unwrap_or(last);
        let best = titled
            .forms
            .iter()
            .filter_map(|&form| plans.get(form))
            .map(|plan| {
                scan(plan, page, text, titled.part, &mut hits);
                labelled(plan, &hits).len()
            });
        let own = best.max().unwrap_or_default() >= 2;
        match kept.last_mut() {
            Some(before) if !own => before.part.end = titled.part.end,
            _ => kept.push(titled),
        }
    }
    kept
}

/// The forms of a part, the best first.
pub(super) fn ranked(plans: &[&Plan], page: &Page, text: &str, titled: &Titled) -> Vec<Candidate> {
    let mut found: Vec<Candidate> = titled
        .forms
        .iter()
        .filter_map(|&form| {
            let plan = plans.get(form)?;
            Some(judged(plan, page, text, titled.part, (form, titled.title)))
        })
        .collect();
    found.sort_by_key(|candidate| {
        // Most labels first; of two forms with as many, the one that asks for fewer others.
        (std::cmp::Reverse(candidate.found), candidate.of)
    });
    found
}

/// How well the labels of a part fit a form.
pub(super) fn judged(
    plan: &Plan,
    page: &Page,
    text: &str,
    part: Part,
    (form, title): (usize, TextRange),
) -> Candidate {
    let mut hits = Vec::new();
    scan(plan, page, text, part, &mut hits);
    let slots = labelled(plan, &hits);
    let fields = (0u16..).zip(&plan.form().fields);
    let missing = fields
        .clone()
        .filter(|(slot, field)| field.required && !field.labels.is_empty() && !slots.contains(slot))
        .map(|(_, field)| field.name.clone())
        .collect();
    Candidate {
        form,
        title,
        lines: part.first..part.end,
        found: offset(slots.len()),
        of: offset(fields.count()),
        missing,
    }
}

/// The slots of fields that have a label, a column or a group on the page.
fn labelled(plan: &Plan, hits: &[Hit]) -> Vec<u16> {
    let mut slots = Vec::new();
    for hit in hits {
        let targets: &[Target] = match hit.what {
            What::Label(label) => plan.targets(label),
            What::Unit | What::Group { .. } => &[],
        };
        for target in targets {
            if let Target::Field(slot) | Target::StandIn(slot) | Target::Column(slot, _) = target
                && !slots.contains(slot)
            {
                slots.push(*slot);
            }
        }
    }
    slots
}

/// A quick look at the text up to the end of a line, whether that may be a title: titles end in 表
/// or in a bracket, or a year.
fn may_be_title(before: &[u8]) -> bool {
    // 表 ） 》 ” 书 元
    matches!(
        before,
        [.., 0xe8, 0xa1, 0xa8]
            | [.., b')']
            | [.., 0xef, 0xbc, 0x89]
            | [.., 0xe3, 0x80, 0x8b]
            | [.., 0xe2, 0x80, 0x9d]
            | [.., 0xe4, 0xb9, 0xa6]
            | [.., 0xe5, 0x85, 0x83]
    )
}

/// The range of the plan's title in a line, if it has one.
fn title(plan: &Plan, words: &str) -> Option<TextRange> {
    let folded = LabelText::new(words);
    if !folded.is_whole() {
        return None;
    }
    let mut text = folded.bytes();
    // 单位：万元 on its right.
    if text.ends_with("元".as_bytes()) {
        text = without_unit(text)?;
    }
    // （2021年度） behind the title, or 《 》 and quotes around it.
    while let Some(inner) = text.strip_suffix(b")") {
        text = inner.get(..inner.iter().rposition(|&byte| byte == b'(')?)?;
    }
    for close in ["》", "”"] {
        text = text.strip_suffix(close.as_bytes()).unwrap_or(text);
    }
    let known = plan.titles.iter().find(|title| {
        text.strip_suffix(title.as_slice())
            .is_some_and(is_before_title)
    })?;
    let start = folded.origin(text.len() - known.len())?;
    let end = match folded.origin(text.len()) {
        Some(end) => words.get(..end)?.trim_end().len(),
        None => words.len(),
    };
    Some(TextRange::of(start..end))
}

/// A line without the unit of its amounts at its end.
fn without_unit(text: &[u8]) -> Option<&[u8]> {
    let colon = text.iter().rposition(|&byte| byte == b':')?;
    first_unit(std::str::from_utf8(text.get(colon + 1..)?).ok()?)?;
    let before = text.get(..colon)?.strip_suffix("单位".as_bytes())?;
    let money = ["金额", "货币", "计量", "资金"];
    let money = money
        .iter()
        .find_map(|word| before.strip_suffix(word.as_bytes()));
    Some(money.unwrap_or(before))
}

/// Whether these words may stand before a title in its line: anything but a sentence.
fn is_before_title(before: &[u8]) -> bool {
    let sentence = ["，", "。", "；", "、", "请", "填"];
    sentence
        .iter()
        .all(|mark| memchr::memmem::find(before, mark.as_bytes()).is_none())
}

/// The forms that a tree's `form` names.
pub(super) fn named<'a>(plans: &'a [&'a Plan], root: &Node) -> impl Iterator<Item = usize> + 'a {
    let wanted = form_name(root);
    plans.iter().enumerate().filter_map(move |(index, plan)| {
        let form = plan.form();
        let wanted = wanted.as_ref()?;
        let title = LabelText::normal(wanted);
        (form.name == *wanted || form.id == *wanted || plan.titles.contains(&title))
            .then_some(index)
    })
}

/// What a tree says its form is.
pub(super) fn form_name(root: &Node) -> Option<String> {
    let NodeValue::Table(entries) = &root.value else {
        return None;
    };
    let (_, node) = entries.iter().find(|(key, _)| key == "form")?;
    match &node.value {
        NodeValue::Text(pieces) => Some(pieces.iter().map(|(text, _)| text.as_str()).collect()),
        NodeValue::Scalar(_) | NodeValue::Bool(_) | NodeValue::List(_) | NodeValue::Table(_) => {
            None
        }
    }
}

pub(super) fn tree(plans: &[&Plan], root: &Node, form: usize) -> Candidate {
    let keys: Vec<&str> = match &root.value {
        NodeValue::Table(entries) => entries.iter().map(|(key, _)| key.as_str()).collect(),
        _ => Vec::new(),
    };
    let fields = plans
        .get(form)
        .map(|plan| plan.form().fields.as_slice())
        .unwrap_or_default();
    let has = |field: &&crate::form::Field| {
        keys.iter()
            .any(|key| *key == field.name || field.labels.iter().any(|label| label == key))
    };
    Candidate {
        form,
        title: root.range,
        lines: 0..0,
        found: offset(fields.iter().filter(has).count()),
        of: offset(fields.len()),
        missing: fields
            .iter()
            .filter(|field| field.required && !has(field))
            .map(|field| field.name.clone())
            .collect(),
    }
}
