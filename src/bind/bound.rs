//! Layouts to declarations: the way in.

use std::sync::Arc;

use crate::form::{FieldKind, Shape};
use crate::model::{CellValue, Document, Layout, Page};
use crate::source::{SourceFile, TextRange, offset};

use super::collapsed;
use super::identify::{self, Candidate, Titled};
use super::normalise::Folds;
use super::page::Binder;
use super::plan::Plan;
use super::scan::Part;
use super::tree;

/// What a file was bound to.
#[derive(Clone, Debug)]
pub enum Bound {
    /// The declarations it holds, in order; [`Document::form`] is the index of each one's form.
    Documents(Vec<Declared>),
    /// No known form.
    Unknown(Unknown),
    /// The title and the labels fit several forms equally well.
    Ambiguous(Vec<Candidate>),
    /// The columns of its table run into each other; where the header stands.
    Collapsed(TextRange),
}

/// A declaration and what was noticed on the way.
#[derive(Clone, Debug, Default)]
pub struct Declared {
    /// The declaration.
    pub document: Document,
    /// What could not be placed, with words for the clerk.
    pub problems: Vec<BindProblem>,
}

/// Something in a declaration that belongs to no field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BindProblem {
    /// Where, in the source.
    pub range: TextRange,
    /// What, one phrase.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

/// A file of no known form.
#[derive(Clone, Debug, Default)]
pub struct Unknown {
    /// The titles that were looked for: the first one of each form.
    pub titles: Vec<String>,
    /// What stands where a title would: the first line of the page, or the value of `form`.
    pub stands: TextRange,
    /// The form that comes nearest by its labels, or by its name in a structured file.
    pub nearest: Option<Candidate>,
}

/// Binds a file to whichever of the forms it is.
pub fn bind(plans: &[&Plan], source: &Arc<SourceFile>, layout: &Layout) -> Bound {
    let text = source.text();
    let page = match layout {
        Layout::Page(page) => page,
        Layout::Tree(root) => {
            let forms: Vec<usize> = identify::named(plans, root).collect();
            return match forms.as_slice() {
                [] => Bound::Unknown(tree::unknown(plans, root)),
                [form] => Bound::Documents(
                    plans
                        .get(*form)
                        .map(|plan| tree::bind(plan, *form, source, root))
                        .into_iter()
                        .collect(),
                ),
                _ => {
                    let found = identify::identify(plans, layout, text);
                    settle(plans, source, layout, found)
                }
            };
        }
    };
    let parts = identify::parts(plans, page, text);
    if parts.is_empty() {
        return Bound::Unknown(unknown(plans, page, text));
    }
    let folds = Folds::of(text);
    let mut found = Vec::with_capacity(parts.len());
    for (index, titled) in parts.iter().enumerate() {
        let form = match titled.forms.as_slice() {
            [form] => *form,
            _ => {
                let ranked = identify::ranked(plans, page, text, titled);
                match ranked.as_slice() {
                    [first, second, ..] if equal(first, second) => return Bound::Ambiguous(ranked),
                    [first, ..] => first.form,
                    [] => continue,
                }
            }
        };
        if let Some(plan) = plans.get(form) {
            let part = (parts.len() > 1).then(|| offset(index + 1));
            let declared = page_part(plan, (source, page, &folds), titled, form, part);
            // A text that only speaks of a form has its title and none of its fields.
            if is_filled_in(&declared.document, plan) {
                found.push(declared);
            }
        }
    }
    let tableless = |declared: &Declared, plan: &&Plan| lacks_a_table(&declared.document, plan);
    let mut forms = found
        .iter()
        .filter_map(|it| Some((it, plans.get(it.document.form)?)));
    if (found.is_empty() || forms.any(|(it, plan)| tableless(it, plan)))
        && let Some(header) = collapsed::header(plans, page, text)
    {
        return Bound::Collapsed(header);
    }
    if found.is_empty() {
        return Bound::Unknown(unknown(plans, page, text));
    }
    Bound::Documents(found)
}

/// Binds a file to one form, which the caller has chosen. A page without the form's title is bound
/// as a whole.
pub fn bind_as(
    plan: &Plan,
    form: usize,
    source: &Arc<SourceFile>,
    layout: &Layout,
) -> Vec<Declared> {
    let page = match layout {
        Layout::Page(page) => page,
        Layout::Tree(root) => return vec![tree::bind(plan, form, source, root)],
    };
    let mut parts = identify::parts(&[plan], page, source.text());
    if parts.is_empty() {
        let end = offset(page.lines.len());
        parts.push(Titled {
            part: Part { first: 0, end },
            title: TextRange::empty(page.lines.first().map_or(0, |line| line.range.start)),
            forms: vec![form],
        });
    }
    let folds = Folds::of(source.text());
    let many = parts.len() > 1;
    (1u32..)
        .zip(&parts)
        .map(|(number, titled)| {
            page_part(
                plan,
                (source, page, &folds),
                titled,
                form,
                many.then_some(number),
            )
        })
        .collect()
}

/// Binds the part of a page that `candidate`, given by [`identify::identify`], speaks of.
pub(super) fn bind_candidate(
    plan: &Plan,
    candidate: &Candidate,
    source: &Arc<SourceFile>,
    layout: &Layout,
    part: Option<u32>,
) -> Declared {
    let page = match layout {
        Layout::Page(page) => page,
        Layout::Tree(root) => return tree::bind(plan, candidate.form, source, root),
    };
    let titled = Titled {
        part: Part {
            first: candidate.lines.start,
            end: candidate.lines.end,
        },
        title: candidate.title,
        forms: vec![candidate.form],
    };
    let folds = Folds::of(source.text());
    page_part(plan, (source, page, &folds), &titled, candidate.form, part)
}

/// Whether at least two fields of the form stand on the page.
fn is_filled_in(document: &Document, plan: &Plan) -> bool {
    let fields = document.cells.iter().take(plan.form().fields.len());
    fields
        .filter(|cell| cell.value != CellValue::Absent)
        .count()
        >= 2
}

/// Whether a table of the form is not on the page.
fn lacks_a_table(document: &Document, plan: &Plan) -> bool {
    let is_table = |kind: &FieldKind| matches!(kind, FieldKind::List(list) if matches!(list.shape, Shape::Rows { .. }));
    let fields = plan.form().fields.iter().zip(&document.cells);
    fields
        .filter(|(field, _)| is_table(&field.kind))
        .any(|(_, cell)| cell.value == CellValue::Absent)
}

fn page_part(
    plan: &Plan,
    (source, page, folds): (&Arc<SourceFile>, &Page, &Folds),
    titled: &Titled,
    form: usize,
    part: Option<u32>,
) -> Declared {
    let mut declared = Binder::new(plan, source, page, folds, titled).bind();
    declared.document.form = form;
    declared.document.part = part;
    declared
}

fn equal(a: &Candidate, b: &Candidate) -> bool {
    a.found == b.found && a.of == b.of
}

fn settle(
    plans: &[&Plan],
    source: &Arc<SourceFile>,
    layout: &Layout,
    mut found: Vec<Candidate>,
) -> Bound {
    found.sort_by_key(|candidate| (std::cmp::Reverse(candidate.found), candidate.of));
    match found.as_slice() {
        [first, second, ..] if equal(first, second) => Bound::Ambiguous(found),
        [first, ..] => Bound::Documents(
            plans
                .get(first.form)
                .map(|plan| bind_candidate(plan, first, source, layout, None))
                .into_iter()
                .collect(),
        ),
        [] => Bound::Unknown(Unknown::default()),
    }
}

fn unknown(plans: &[&Plan], page: &Page, text: &str) -> Unknown {
    let stands = page
        .lines
        .first()
        .map(|line| line.range)
        .unwrap_or_default();
    let end = offset(page.lines.len());
    let nearest = plans
        .iter()
        .enumerate()
        .map(|(form, plan)| {
            let title = TextRange::empty(stands.start);
            identify::judged(plan, page, text, Part { first: 0, end }, (form, title))
        })
        .filter(|candidate| candidate.found > 0)
        .max_by_key(|candidate| (candidate.found, std::cmp::Reverse(candidate.of)));
    Unknown {
        titles: titles(plans),
        stands,
        nearest,
    }
}

/// The first title of each form, without repetition.
pub(super) fn titles(plans: &[&Plan]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for plan in plans {
        let form = plan.form();
        let title = form.titles.first().unwrap_or(&form.name);
        if !found.contains(title) {
            found.push(title.clone());
        }
    }
    found
}
