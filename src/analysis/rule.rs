//! Rules: their clauses in order become steps, checked once against what they are on and lowered
//! once for every form.

use crate::diag::{Diagnostic, Severity, nearest};
use crate::form::Interface;
use crate::ir::{self, Block, Condition, Requirement, Step, Template, TemplatePart};
use crate::source::StaticStr;
use crate::syntax::ast::{self, Clause, ClauseKind};
use crate::types::Ty;

use super::analyse::{FileInput, FormInput};
use super::diagnostics as messages;
use super::elaborator::Elaborator;
use super::fix::fix;
use super::head::{clean, head, level_of, may_hold};
use super::subject::Subject;
use super::tables::{Tables, span};
use super::{examples, wording};

/// What rules are checked against.
pub(super) struct World<'a> {
    pub forms: &'a [FormInput<'a>],
    pub interfaces: &'a [&'a Interface],
    pub tables: &'a Tables<'a>,
}

/// A rule as written, checked and lowered, with its steps for each form it is for, by index of the
/// form; `None` when it has mistakes.
pub(super) fn rule(
    world: &World<'_>,
    file: &FileInput<'_>,
    rule: &ast::Rule,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<(ir::Rule, Vec<(u16, Block)>)> {
    let before = errors(diagnostics);
    let mut lowered = head(file, rule, diagnostics);
    let mut subjects = subjects(world, file, rule, diagnostics);
    if subjects.is_empty() {
        // The body is looked at all the same, so that its other mistakes are reported.
        subjects.push((Subject::anything(world.forms, world.interfaces), None));
    }
    if let Some((check, _)) = subjects.first() {
        let mut elaborator = Elaborator::new(world.tables, check, file);
        let block = block(&mut elaborator, &rule.clauses);
        if !clean(rule) {
            // What is not used may be used in what could not be read.
            elaborator
                .diagnostics
                .retain(|it| it.code != messages::UNUSED);
        }
        diagnostics.append(&mut elaborator.diagnostics);
        lowered.help = constant_help(&block.steps);
        if !has_requirement(&block.steps) && !may_hold(file, rule, &["require", "forbid"]) {
            diagnostics.push(messages::no_requirement(span(file, rule.id.loc)));
        }
    }
    examples::check(file, rule, &subjects, diagnostics);
    wording::check(file, rule, &lowered, diagnostics);
    if errors(diagnostics) > before {
        return None;
    }
    let mut blocks = Vec::new();
    // Per form: mistakes that show only there, such as an interface filled with another type.
    for (subject, form) in &subjects {
        let Some(form) = form else { continue };
        let mut elaborator = Elaborator::new(world.tables, subject, file);
        elaborator.notes = false;
        let block = block(&mut elaborator, &rule.clauses);
        let mistakes = elaborator.diagnostics.into_iter();
        let new: Vec<Diagnostic> = mistakes
            .filter(|d| d.severity == Severity::Error && !diagnostics.contains(d))
            .collect();
        diagnostics.extend(new);
        blocks.push((*form, block));
    }
    (errors(diagnostics) == before && clean(rule)).then_some((lowered, blocks))
}

/// The forms of this name: where the rule's own pack defines it anew, not the earlier ones, as it may
/// have fields that they lack; what later packs make of it is meant too.
fn forms_named(world: &World<'_>, file: &FileInput<'_>, name: &str) -> Vec<u16> {
    let all = (0u16..).zip(world.forms);
    let named: Vec<_> = all.filter(|(_, form)| form.form.name == name).collect();
    let anew = named.iter().any(|(_, form)| form.pack == file.pack);
    let meant = named
        .iter()
        .filter(|(_, form)| !anew || form.pack >= file.pack);
    meant.map(|(index, _)| *index).collect()
}

fn errors(diagnostics: &[Diagnostic]) -> usize {
    diagnostics
        .iter()
        .filter(|d| d.severity == Severity::Error)
        .count()
}

/// What the rule is checked against: first the check of the rule by itself, then each form it
/// applies to.
fn subjects(
    world: &World<'_>,
    file: &FileInput<'_>,
    rule: &ast::Rule,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<(Subject, Option<u16>)> {
    let names = rule.clauses.iter().find_map(|clause| match &clause.kind {
        ClauseKind::On(names) => Some(names.as_slice()),
        _ => None,
    });
    let mut interfaces: Vec<&Interface> = Vec::new();
    let mut forms: Vec<u16> = Vec::new();
    for name in names.unwrap_or_default() {
        let interface = world.interfaces.iter().find(|it| it.name == name.text);
        let matching = forms_named(world, file, &name.text);
        match interface {
            Some(interface) => interfaces.push(interface),
            None if !matching.is_empty() => forms.extend(matching),
            None => {
                let known = world.interfaces.iter().map(|it| it.name.as_str());
                let known = known.chain(world.forms.iter().map(|it| it.form.name.as_str()));
                let near = nearest(&name.text, known);
                let at = span(file, name.loc);
                diagnostics.push(messages::unknown_subject(&name.text, at, near));
            }
        }
    }
    let everywhere = names.is_none();
    let named = interfaces.clone();
    // Fields that every form has can be named beside those of the interfaces.
    if (everywhere || !named.is_empty()) && !named.iter().any(|it| it.name == BASE) {
        interfaces.extend(world.interfaces.iter().find(|it| it.name == BASE));
    }
    let mut subjects = Vec::new();
    if everywhere || !named.is_empty() {
        let mut check = Subject::of_interfaces(&interfaces);
        check.elsewhere = fields_of(world, None);
        subjects.push((check, None));
        for (index, form) in (0u16..).zip(world.forms) {
            let fills = &form.form.fills;
            let has = |it: &&Interface| fills.iter().any(|fills| fills.interface == it.name);
            if (everywhere || named.iter().any(has)) && !forms.contains(&index) {
                let subject = Subject::of_filled(form.form, &interfaces);
                subjects.push((subject, Some(index)));
            }
        }
        if subjects.len() == 1 && forms.is_empty() {
            diagnostics.push(messages::never_runs(span(file, rule.id.loc)));
        }
    }
    for index in forms {
        if let Some(form) = world.forms.get(usize::from(index)) {
            let mut subject = Subject::of_form(form.form);
            subject.layer = form.pack;
            if subjects.is_empty() {
                let mut check = Subject::of_form(form.form);
                check.elsewhere = fields_of(world, Some(&form.form.name));
                subjects.push((check, None));
            }
            subjects.push((subject, Some(index)));
        }
    }
    subjects
}

/// The fields of all forms but one with the names of the forms.
fn fields_of(world: &World<'_>, but: Option<&str>) -> Vec<(String, String)> {
    let fields = |form: &FormInput<'_>| {
        let named = |field: &crate::form::Field| (field.name.clone(), form.form.name.clone());
        form.form.fields.iter().map(named).collect::<Vec<_>>()
    };
    let others = world.forms.iter();
    let others = others.filter(|form| but != Some(form.form.name.as_str()));
    others.flat_map(fields).collect()
}

/// The interface that every form has.
const BASE: &str = "申报表";

fn has_requirement(steps: &[Step]) -> bool {
    steps.iter().any(|step| match step {
        Step::Require(_) => true,
        Step::For(_, inner) | Step::When(_, inner) => has_requirement(inner),
        Step::Let(..) => false,
    })
}

/// The rule's advice when it has one text only, without values.
fn constant_help(steps: &[Step]) -> Option<StaticStr> {
    fn helps<'s>(steps: &'s [Step], found: &mut Vec<&'s Template>) {
        for step in steps {
            match step {
                Step::Require(requirement) => found.extend(&requirement.help),
                Step::For(_, inner) | Step::When(_, inner) => helps(inner, found),
                Step::Let(..) => {}
            }
        }
    }
    let mut found = Vec::new();
    helps(steps, &mut found);
    let first = found.first()?;
    let [TemplatePart::Text(text)] = first.parts.as_slice() else {
        return None;
    };
    found.iter().all(|help| help == first).then(|| text.clone())
}

/// Clauses that hold for every requirement because they stand before the first one.
#[derive(Default, Clone, Copy)]
struct Defaults<'c> {
    message: Option<&'c ast::Template>,
    help: Option<&'c ast::Template>,
    severities: &'c [Clause],
}

fn block(elaborator: &mut Elaborator<'_>, clauses: &[Clause]) -> Block {
    let first = clauses
        .iter()
        .position(|clause| matches!(clause.kind, ClauseKind::Require(_) | ClauseKind::Forbid(..)));
    let head = clauses
        .get(..first.unwrap_or(clauses.len()))
        .unwrap_or_default();
    let mut defaults = Defaults {
        severities: head,
        ..Defaults::default()
    };
    for clause in head {
        match &clause.kind {
            ClauseKind::Message(it) => defaults.message = Some(it),
            ClauseKind::Help(it) => defaults.help = Some(it),
            ClauseKind::At(_)
            | ClauseKind::Label(..)
            | ClauseKind::Fix(_)
            | ClauseKind::Explains(_) => {
                let span = elaborator.span(clause.loc);
                elaborator.report(
                    messages::misplaced(
                        "at / 位于、label / 标注、fix / 修正、explains / 解释",
                        span,
                    )
                    .with_help("写在它所说的 require / 要求 或 forbid / 禁止 之后"),
                );
            }
            _ => {}
        }
    }
    let steps = steps(elaborator, clauses, defaults);
    Block {
        steps,
        locals: elaborator.slots,
    }
}

fn steps(elaborator: &mut Elaborator<'_>, clauses: &[Clause], defaults: Defaults<'_>) -> Vec<Step> {
    let mark = elaborator.mark();
    let mut steps = Vec::new();
    let mut rest = clauses;
    while let [clause, after @ ..] = rest {
        rest = after;
        match &clause.kind {
            ClauseKind::Let(name, value) => {
                let value = elaborator.expr(value, None);
                let at = elaborator.span(name.loc);
                let slot = elaborator.bind_let(name, value.ty, at);
                steps.push(Step::Let(slot, value.expr));
            }
            ClauseKind::For(each) => {
                let before = elaborator.mark();
                if let Some((lowered, _)) = elaborator.each(each) {
                    elaborator.expect_use(each, before);
                    let each = lowered;
                    let inner = self::steps(elaborator, rest, defaults);
                    steps.push(Step::For(each, inner));
                }
                rest = &[];
            }
            ClauseKind::When(condition) => {
                let condition = elaborator.condition(condition);
                let inner = self::steps(elaborator, rest, defaults);
                steps.push(Step::When(condition, inner));
                rest = &[];
            }
            ClauseKind::Require(condition) => {
                let range = elaborator.range(condition.loc);
                let condition = Condition::Holds(elaborator.condition(condition));
                let words = words_after(rest);
                steps.push(requirement(elaborator, condition, range, words, defaults));
            }
            ClauseKind::Forbid(mode, each) => {
                let inner = elaborator.mark();
                let range = elaborator.range(each.loc);
                if let Some((lowered, _)) = elaborator.each(each) {
                    let condition = match mode {
                        ast::ForbidMode::Each => Condition::ForbidEach(lowered),
                        ast::ForbidMode::First => Condition::ForbidFirst(lowered),
                    };
                    let words = words_after(rest);
                    steps.push(requirement(elaborator, condition, range, words, defaults));
                }
                elaborator.close(inner);
            }
            ClauseKind::Error => elaborator.bind_broken(clause.loc),
            _ => {}
        }
    }
    elaborator.close(mark);
    steps
}

/// The clauses behind a requirement that belong to it.
fn words_after(clauses: &[Clause]) -> &[Clause] {
    let end = clauses.iter().position(|clause| {
        matches!(
            clause.kind,
            ClauseKind::Let(..)
                | ClauseKind::For(_)
                | ClauseKind::When(_)
                | ClauseKind::Require(_)
                | ClauseKind::Forbid(..)
        )
    });
    clauses
        .get(..end.unwrap_or(clauses.len()))
        .unwrap_or_default()
}

fn requirement(
    elaborator: &mut Elaborator<'_>,
    condition: Condition,
    range: crate::source::TextRange,
    words: &[Clause],
    defaults: Defaults<'_>,
) -> Step {
    let mut requirement = Requirement {
        condition,
        message: None,
        at: None,
        labels: Vec::new(),
        help: None,
        fixes: Vec::new(),
        severities: Vec::new(),
        explains: None,
        range,
    };
    let (mut message, mut help) = (defaults.message, defaults.help);
    for clause in defaults.severities.iter().chain(words) {
        match &clause.kind {
            ClauseKind::Severity {
                level,
                when: Some(case),
            } => {
                let case = elaborator.condition(case);
                requirement.severities.push((level_of(*level), case));
            }
            ClauseKind::At(place) => requirement.at = Some(elaborator.expr(place, None).expr),
            ClauseKind::Label(place, text) => {
                let place = elaborator.expr(place, None).expr;
                let text = template(elaborator, text);
                requirement.labels.push((place, text));
            }
            ClauseKind::Fix(it) => requirement.fixes.extend(fix(elaborator, it)),
            _ => {}
        }
    }
    for clause in words {
        match &clause.kind {
            ClauseKind::Message(it) => message = Some(it),
            ClauseKind::Help(it) => help = Some(it),
            ClauseKind::Explains(rules) => {
                let rules = rules.iter().map(|rule| rule.text.clone()).collect();
                requirement.explains = Some(rules);
            }
            _ => {}
        }
    }
    requirement.message = message.map(|it| template(elaborator, it));
    requirement.help = help.map(|it| template(elaborator, it));
    Step::Require(requirement)
}

pub(super) fn template(elaborator: &mut Elaborator<'_>, it: &ast::Template) -> Template {
    let parts = it.parts.iter().map(|part| match part {
        ast::TemplatePart::Text(text) => TemplatePart::Text(text.as_str().into()),
        ast::TemplatePart::Hole(expr) => {
            let typed = elaborator.expr(expr, None);
            if !shown(&typed.ty) {
                let span = elaborator.span(expr.loc);
                elaborator.report(messages::not_shown(&typed.ty, span));
            }
            TemplatePart::Hole(typed.expr)
        }
    });
    Template {
        parts: parts.collect(),
    }
}

/// Whether values of a type can be put into words.
fn shown(ty: &Ty) -> bool {
    match ty {
        Ty::Unknown | Ty::Number(_) | Ty::Text | Ty::Date | Ty::Word(_) => true,
        Ty::List(element) => !matches!(element.as_ref(), Ty::List(_)) && shown(element),
        Ty::Record(_) => true,
        Ty::Any | Ty::Bool | Ty::Terms | Ty::Pattern(_) => false,
    }
}
