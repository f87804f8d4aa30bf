//! The phase: a set of rules on a document, one outcome for each rule.

use std::cell::OnceCell;

use bumpalo::Bump;

use crate::builtins::Context;
use crate::diag::{Finding, Outcome};
use crate::facts::Lexicon;
use crate::form::Form;
use crate::ir::{Condition, Each, Program, Requirement, Rule, RuleSet, Step};
use crate::model::Document;
use crate::types::{Fault, Stop, Value};

use super::automata::Automata;
use super::judge::{Judge, Worker, share};
use super::run::Run;
use super::search::Searchers;

/// A set of rules ready to judge documents; shared by all threads.
#[derive(Debug)]
pub struct Engine {
    set: RuleSet,
    searchers: Searchers,
}

/// A document to judge.
struct Task<'a> {
    engine: &'a Engine,
    lexicon: &'a (dyn Fn() -> &'a Lexicon + Sync),
    form: &'a Form,
    program: &'a Program,
    document: &'a Document,
    year: Option<i32>,
}

/// What came out for one rule.
#[derive(Debug, Default)]
pub struct Verdict {
    /// The rule, by index in the set.
    pub rule: usize,
    /// Its findings, in the order in which they were found.
    pub findings: Vec<Finding>,
    /// For findings that explain others, by index: the rules named.
    pub explains: Vec<(usize, Vec<String>)>,
    /// Its outcome; `None` when no iteration had any.
    pub outcome: Option<Outcome>,
    /// Why it was not evaluated or is not applicable.
    pub reason: Option<String>,
    /// The rule's fault, when that is the reason.
    pub fault: Option<Fault>,
    /// How many steps it took.
    pub steps: u32,
}

impl Engine {
    /// Makes the rules ready. Patterns and word lists are compiled when first used, except those
    /// patterns that `automata` holds.
    pub fn new(set: RuleSet, automata: Automata) -> Self {
        let searchers = Searchers::new(&set, automata);
        Self { set, searchers }
    }

    /// The rules.
    pub fn rules(&self) -> &RuleSet {
        &self.set
    }

    /// Judges a document of a form by the rules that `wanted` names; the program is what they do on
    /// that form. The verdicts are in the order of the rules and do not depend on the number of
    /// threads.
    pub fn evaluate<'a>(
        &'a self,
        judge: &'a mut Judge,
        lexicon: &'a (dyn Fn() -> &'a Lexicon + Sync),
        (form, program): (&'a Form, &'a Program),
        document: &'a Document,
        year: Option<i32>,
        wanted: &dyn Fn(&Rule) -> bool,
    ) -> Vec<Verdict> {
        let rules = self.set.rules.iter().enumerate();
        let mut rules = rules.filter(|(_, rule)| !rule.off && wanted(rule));
        let task = Task {
            engine: self,
            lexicon,
            form,
            program,
            document,
            year,
        };
        match judge.workers(document.content.source().text().len()) {
            [worker] => task.judge(worker, &mut rules),
            workers => {
                let rules: Vec<(usize, &Rule)> = rules.collect();
                // A rule is judged as a whole by one thread, and comes out the same on any.
                let work = |worker, rules: &mut dyn Iterator<Item = _>| task.judge(worker, rules);
                let mut verdicts = share(workers, &rules, work);
                verdicts.sort_unstable_by_key(|verdict| verdict.rule);
                verdicts
            }
        }
    }
}

impl<'a> Task<'a> {
    /// The verdicts of rules, each given with its index.
    fn judge(
        &self,
        Worker { arena, scratch }: &'a mut Worker,
        rules: &mut dyn Iterator<Item = (usize, &'a Rule)>,
    ) -> Vec<Verdict> {
        let set = &self.engine.set;
        arena.reset();
        let arena: &Bump = arena;
        let context = Context {
            arena,
            rows: &self.document.rows,
            content: &self.document.content,
            lexicon: self.lexicon,
            facts: Default::default(),
            numbers: Default::default(),
        };
        let locator = OnceCell::new();
        let mut locals: Vec<Value<'_>> = Vec::new();
        let mut walked: Vec<Value<'_>> = Vec::new();
        let mut verdicts = Vec::with_capacity(set.rules.len());
        for (index, rule) in rules {
            let mut verdict = Verdict {
                rule: index,
                ..Verdict::default()
            };
            match (self.program.block(index), outside_years(rule, self.year)) {
                (None, _) => {
                    let reason = match rule.on.as_slice() {
                        [] => "本表没有它要看的内容".to_owned(),
                        on => format!("本表没有“{}”", on.join("”“")),
                    };
                    verdict.not_applicable(reason);
                }
                (_, Some(reason)) => verdict.not_applicable(reason),
                (Some(block), None) => {
                    locals.clear();
                    locals.resize(usize::from(block.locals), Value::Bool(false));
                    walked.clear();
                    let mut run = Run {
                        set,
                        searchers: &self.engine.searchers,
                        scratch,
                        rule,
                        form: self.form,
                        document: self.document,
                        context: &context,
                        arena,
                        locator: &locator,
                        locals: &mut locals,
                        walked: &mut walked,
                        steps: 0,
                        fix_steps: 0,
                    };
                    run.steps(&block.steps, &mut verdict);
                    verdict.steps = run.steps;
                    if verdict.outcome.is_none() {
                        verdict.not_applicable("表中没有它要核对的内容".to_owned());
                    }
                }
            }
            verdicts.push(verdict);
        }
        verdicts
    }
}

/// Why a rule is not for this year.
fn outside_years(rule: &Rule, year: Option<i32>) -> Option<String> {
    let year = year?;
    match (rule.since, rule.until) {
        (Some(since), _) if year < since => Some(format!("自 {since} 年起适用")),
        (_, Some(until)) if year > until => Some(format!("至 {until} 年止适用")),
        _ => None,
    }
}

impl Verdict {
    /// Takes the outcome of an iteration in: the first of failed, not evaluated, waived, passed,
    /// not applicable that any iteration has.
    fn take(&mut self, outcome: Outcome) {
        // The reason of an iteration that was not applicable gives way.
        if self.outcome == Some(Outcome::NotApplicable) && outcome != Outcome::NotApplicable {
            self.reason = None;
        }
        self.outcome = Some(self.outcome.map_or(outcome, |before| before.min(outcome)));
    }

    fn add(&mut self, finding: Finding, requirement: &Requirement) {
        if let Some(rules) = &requirement.explains {
            self.explains.push((self.findings.len(), rules.clone()));
        }
        self.findings.push(finding);
    }

    fn not_applicable(&mut self, reason: String) {
        self.take(Outcome::NotApplicable);
        if self.outcome == Some(Outcome::NotApplicable) && self.reason.is_none() {
            self.reason = Some(reason);
        }
    }

    fn stopped(&mut self, stop: &Stop<'_>, written: &str) {
        self.take(Outcome::NotEvaluated);
        match stop {
            Stop::Missing(absence) => {
                self.reason.get_or_insert_with(|| absence.words());
            }
            Stop::Fault(fault) => {
                self.fault = Some(**fault);
                // The rule is at fault, not the declaration: its author needs the place, and a
                // field that an earlier iteration missed does not hide it.
                let written: Vec<&str> = written.split_whitespace().collect();
                self.reason = Some(format!("{}：{}", fault.words(), written.join(" ")));
            }
        }
    }
}

impl<'a> Run<'a, '_> {
    fn steps(&mut self, steps: &'a [Step], verdict: &mut Verdict) {
        for step in steps {
            if verdict.fault.is_some() {
                return;
            }
            match step {
                Step::Let(slot, value) => match self.eval_or_missing(value) {
                    Ok(value) => self.set_local(*slot, &value),
                    Err(stop) => verdict.stopped(&stop, self.written(value.range)),
                },
                Step::For(each, inner) => self.walk(each, inner, verdict),
                Step::When(condition, inner) => match self.truth(condition) {
                    Ok(true) => self.steps(inner, verdict),
                    Ok(false) => {
                        let condition = self.written(condition.range);
                        verdict.not_applicable(format!("前提不成立：{condition}"));
                    }
                    Err(stop) => verdict.stopped(&stop, self.written(condition.range)),
                },
                Step::Require(requirement) => self.require(requirement, verdict),
            }
        }
    }

    fn walk(&mut self, each: &'a Each, inner: &'a [Step], verdict: &mut Verdict) {
        let elements = match self.elements(&each.source) {
            Ok(elements) => elements,
            Err(stop) => return verdict.stopped(&stop, self.written(each.source.range)),
        };
        // Stops at the first fault, which is the verdict's.
        let _ = elements.each(|position, element| {
            match self.admits(each, position, element) {
                Ok(true) => {
                    self.walked.push(*element);
                    match inner {
                        // What most walks hold needs no loop of its own.
                        [Step::Require(only)] => self.require(only, verdict),
                        _ => self.steps(inner, verdict),
                    }
                    self.walked.pop();
                }
                Ok(false) => {}
                Err(stop) => verdict.stopped(&stop, self.written(each.source.range)),
            }
            verdict.fault.map_or(Ok(()), |_| Err(()))
        });
    }

    fn require(&mut self, requirement: &'a Requirement, verdict: &mut Verdict) {
        match &requirement.condition {
            Condition::Holds(expr) => match self.truth(expr) {
                Ok(true) => verdict.take(Outcome::Passed),
                Ok(false) => {
                    verdict.take(Outcome::Failed);
                    let finding = self.finding(requirement, Some(expr), None);
                    verdict.add(finding, requirement);
                }
                Err(stop) => verdict.stopped(&stop, self.written(expr.range)),
            },
            Condition::ForbidEach(each) => self.forbid(requirement, each, false, verdict),
            Condition::ForbidFirst(each) => self.forbid(requirement, each, true, verdict),
        }
    }

    fn forbid(
        &mut self,
        requirement: &'a Requirement,
        each: &'a Each,
        only_first: bool,
        verdict: &mut Verdict,
    ) {
        let elements = match self.elements(&each.source) {
            Ok(elements) => elements,
            Err(stop) => return verdict.stopped(&stop, self.written(each.source.range)),
        };
        verdict.take(Outcome::Passed);
        // Stops at the first element if that is the finding, and at the first fault.
        let _ = elements.each(|position, element| {
            match self.admits(each, position, element) {
                Ok(true) => {
                    verdict.take(Outcome::Failed);
                    let filter = each.filter.as_ref();
                    let finding = self.finding(requirement, filter, Some(*element));
                    verdict.add(finding, requirement);
                    if only_first {
                        return Err(());
                    }
                }
                Ok(false) => {}
                Err(stop) => verdict.stopped(&stop, self.written(requirement.range)),
            }
            verdict.fault.map_or(Ok(()), |_| Err(()))
        });
    }
}
