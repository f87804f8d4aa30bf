//! One file: read, bound, judged; everything that comes out of it.

use std::sync::Arc;

use crate::bind::{self, Bound, Declared, Plan, Unknown};
use crate::diag::{
    Applicability, DocumentReport, Finding, Outcome, Place, PlaceRole, RuleOutcome, Severity,
    Subject,
};
use crate::eval::{Judge, Verdict};
use crate::form::Form;
use crate::ir::Rule;
use crate::model::{CellValue, Document, Layout};
use crate::read::{self, Problem, Reading, Unreadable, Weight};
use crate::source::{SourceFile, StaticStr, TextRange};

use super::book::Book;
use super::causes::{self, Cause};
use super::select::Selection;

/// Judges files with the books of a workspace.
pub(super) struct FileJudge<'w> {
    pub books: &'w [Book],
    pub selection: &'w Selection,
    /// Whether the packs were named by the user.
    pub named: bool,
    /// Whether the last book judges declarations of any year.
    pub any_year: bool,
}

/// The book that judges a file, and what the file holds.
pub(super) enum Chosen<'w> {
    /// Declarations, each with the index of its form in the book.
    Declared(&'w Book, Vec<(usize, Declared)>),
    /// No declaration; the report says why.
    Refused(Box<DocumentReport>),
}

impl<'w> FileJudge<'w> {
    /// The reports of a file: one for each form that it holds, one for a file that holds none.
    pub(super) fn judge(&self, judge: &mut Judge, name: &str, bytes: &[u8]) -> Vec<DocumentReport> {
        self.judge_reading(judge, name, read::read(name, bytes))
    }

    /// The reports of a file that was read.
    pub(super) fn judge_reading(
        &self,
        judge: &mut Judge,
        name: &str,
        reading: Result<Reading, Unreadable>,
    ) -> Vec<DocumentReport> {
        let reading = match reading {
            Ok(reading) => reading,
            Err(unreadable) => return vec![unreadable_report(name, unreadable)],
        };
        match self.choose(&reading) {
            Chosen::Refused(report) => vec![*report],
            Chosen::Declared(book, declared) => {
                let reports = self.documents(judge, book, &reading, declared);
                match book.is_stale() {
                    true => vec![stale_report(&reading, book)],
                    false => reports,
                }
            }
        }
    }

    /// Binds a file with the first book whose forms, years and units fit; the last book takes what
    /// no other does.
    pub(super) fn choose(&self, reading: &Reading) -> Chosen<'w> {
        let mut refused = None;
        for (index, book) in self.books.iter().enumerate() {
            let last = index + 1 == self.books.len();
            let tried = self.try_book(book, last, reading);
            if book.is_stale() {
                return Chosen::Refused(Box::new(stale_report(reading, book)));
            }
            match tried {
                Some(chosen @ Chosen::Declared(..)) => return chosen,
                Some(chosen) => refused = Some(chosen),
                None => {}
            }
        }
        refused.unwrap_or_else(|| {
            let source = reading.source.clone();
            Chosen::Refused(Box::new(empty_report(reading.source.name(), source)))
        })
    }

    fn try_book(&self, book: &'w Book, last: bool, reading: &Reading) -> Option<Chosen<'w>> {
        let manifest = book.manifest();
        let judges = &manifest.judges;
        let text = reading.source.text();
        // A look at the text spares the binding when the unit cannot be one of the pack's.
        let names_unit = || judges.units.iter().any(|unit| text.contains(unit.as_str()));
        if !last && !judges.units.is_empty() && !names_unit() {
            return None;
        }
        let plans = book.plans(|form| last || book.is_own(form));
        let only: Vec<&Plan> = plans.iter().map(|(_, plan)| *plan).collect();
        let form_of = |index: usize| plans.get(index).map(|(form, _)| *form).unwrap_or_default();
        match bind::bind(&only, &reading.source, &reading.layout) {
            Bound::Documents(declared) => {
                let declared: Vec<(usize, Declared)> = declared
                    .into_iter()
                    .map(|it| (form_of(it.document.form), it))
                    .collect();
                let fits = |(form, declared): &(usize, Declared)| {
                    let (year, unit) = head(book, *form, &declared.document);
                    manifest.matches(year, unit.as_deref())
                };
                if !last {
                    return declared
                        .iter()
                        .all(fits)
                        .then(|| Chosen::Declared(book, declared));
                }
                let years = declared
                    .iter()
                    .filter_map(|(form, it)| head(book, *form, &it.document).0);
                let unfit = |year: &i32| !self.any_year && !manifest.is_for(*year);
                match years.into_iter().find(unfit) {
                    Some(year) => Some(Chosen::Refused(Box::new(self.year_report(reading, year)))),
                    None => Some(Chosen::Declared(book, declared)),
                }
            }
            Bound::Unknown(unknown) => {
                let form = |it: &crate::bind::Candidate| book.form(form_of(it.form));
                last.then(|| Chosen::Refused(Box::new(unknown_report(reading, &unknown, &form))))
            }
            Bound::Collapsed(header) => {
                last.then(|| Chosen::Refused(Box::new(collapsed_report(reading, header))))
            }
            Bound::Ambiguous(candidates) => {
                let forms = candidates
                    .iter()
                    .filter_map(|it| book.form(form_of(it.form)));
                let names: Vec<String> = forms
                    .map(|form| format!("“{}”（{}）", form.name, form.id))
                    .collect();
                let title = candidates.first().map(|it| it.title).unwrap_or_default();
                let report = || Box::new(ambiguous_report(reading, &names, title));
                last.then(|| Chosen::Refused(report()))
            }
        }
    }

    /// The reports of the declarations of a file, each with the index of its form. A problem of the
    /// file falls to the last one whose title stands before it, else to the first.
    fn documents(
        &self,
        judge: &mut Judge,
        book: &Book,
        reading: &Reading,
        declared: Vec<(usize, Declared)>,
    ) -> Vec<DocumentReport> {
        let title = |it: &Declared| it.document.content.origin(it.document.title).start;
        let titles: Vec<u32> = declared.iter().map(|(_, it)| title(it)).collect();
        let owner = |problem: &Problem| {
            let before = |title: &u32| *title <= problem.range.start;
            titles.iter().rposition(before).unwrap_or(0)
        };
        let of = |number| {
            reading
                .problems
                .iter()
                .filter(move |it| owner(it) == number)
        };
        let numbered = declared.into_iter().enumerate();
        numbered
            .map(|(number, (form, declared))| {
                let problems = of(number).cloned().collect();
                self.document(judge, book, form, reading, (declared, problems))
            })
            .collect()
    }

    fn document(
        &self,
        judge: &mut Judge,
        book: &Book,
        form: usize,
        reading: &Reading,
        (declared, problems): (Declared, Vec<Problem>),
    ) -> DocumentReport {
        let document = &declared.document;
        let (year, unit) = head(book, form, document);
        let mut report = empty_report(reading.source.name(), reading.source.clone());
        report.part = document.part;
        report.year = year;
        report.pack = Some(book.manifest().id.clone());
        report.pack_reason = self.reason(book, year, unit.as_deref());
        report.unit = unit;
        let (Some(definition), Some(program)) = (book.form(form), book.program(form)) else {
            return report;
        };
        report.form = Some(definition.name.clone());
        let of_form = declared.problems.iter().map(|problem| Problem {
            range: problem.range,
            weight: Weight::Problem,
            message: problem.message.clone(),
            help: problem.help.clone(),
        });
        let mut found: Vec<Found> = problems
            .into_iter()
            .chain(of_form)
            .map(|problem| (problem_finding(&problem), None))
            .collect();
        let wanted = |rule: &Rule| self.selection.wants(rule);
        let verdicts = book.engine().evaluate(
            judge,
            &|| book.lexicon(),
            (definition, program),
            document,
            year,
            &wanted,
        );
        for mut verdict in verdicts {
            for finding in &mut verdict.findings {
                write_as_read(reading, finding);
            }
            take(&mut report, &mut found, book, verdict);
        }
        finish(&mut report, found, book);
        report
    }

    pub(super) fn reason(&self, book: &Book, year: Option<i32>, unit: Option<&str>) -> String {
        let judges = &book.manifest().judges;
        if self.named {
            return format!("由用户指定，{}", book.seal().words());
        }
        if !book.manifest().is_special() {
            return "没有本地规则包与标题、年度和单位都相符，按全国通行的要求检查".into();
        }
        let year = year.map(|year| format!("{year} 年度")).unwrap_or_default();
        let part = judges
            .units
            .iter()
            .find(|part| unit.is_some_and(|unit| unit.contains(*part)));
        let part = part
            .map(|part| format!("，单位名称含“{part}”"))
            .unwrap_or_default();
        format!("表的标题相符，{year}{part}")
    }
}

/// Spells the edits of a finding as the file is written. What cannot stand there is only shown.
fn write_as_read(reading: &Reading, finding: &mut Finding) {
    if matches!(reading.layout, Layout::Page(_)) {
        return;
    }
    for fix in &mut finding.fixes {
        for edit in &mut fix.edits {
            let (source, layout) = (&reading.source, &reading.layout);
            match read::rewritten(source, layout, edit.range, &edit.text) {
                Some(text) => edit.text = text,
                None => fix.applicability = Applicability::Display,
            }
        }
    }
}

/// The budget year and the unit's name of a declaration.
pub(super) fn head(book: &Book, form: usize, document: &Document) -> (Option<i32>, Option<String>) {
    let (year, unit) = book.head(form);
    let year = year.and_then(|slot| match document.cell(u32::from(slot)).value {
        CellValue::Number(year, _) => i32::try_from(year).ok(),
        _ => None,
    });
    let unit = unit.and_then(|slot| {
        let cell = document.cell(u32::from(slot));
        (cell.value == CellValue::Text).then(|| document.text(cell.range).to_owned())
    });
    (year, unit)
}

fn take(report: &mut DocumentReport, found: &mut Vec<Found>, book: &Book, mut verdict: Verdict) {
    let Some(rule) = book.engine().rules().rules.get(verdict.rule) else {
        return;
    };
    let outcome = verdict.outcome.unwrap_or(Outcome::NotApplicable);
    let told = matches!(outcome, Outcome::NotApplicable | Outcome::NotEvaluated);
    // A rule that failed in one place and could not be evaluated in another says so too.
    let reason = if told || outcome == Outcome::Failed {
        verdict.reason
    } else {
        None
    };
    let title = match outcome {
        Outcome::NotEvaluated | Outcome::Waived => rule.title.clone(),
        Outcome::Failed | Outcome::Passed | Outcome::NotApplicable => StaticStr::default(),
    };
    report.rules.push(RuleOutcome {
        rule: rule.id.clone(),
        title,
        outcome,
        reason,
    });
    for (index, finding) in verdict.findings.into_iter().enumerate() {
        let explains = verdict.explains.iter_mut().find(|(of, _)| *of == index);
        found.push((finding, explains.map(|(_, rules)| std::mem::take(rules))));
    }
}

/// A finding, and the rules whose findings it explains, if it explains any.
type Found = (Finding, Option<Vec<String>>);

/// Sorts the findings, tells those apart that look alike, and links those of one cause.
fn finish(report: &mut DocumentReport, mut found: Vec<Found>, book: &Book) {
    let place = |finding: &Finding| finding.places.first().map(|place| place.range);
    found.sort_by(|(a, _), (b, _)| {
        (place(a), &a.rule, &a.message).cmp(&(place(b), &b.rule, &b.message))
    });
    let mut seen: rustc_hash::FxHashMap<String, usize> = rustc_hash::FxHashMap::default();
    let mut causes = Vec::new();
    for (mut finding, explains) in found {
        let count = seen.entry(finding.fingerprint.clone()).or_default();
        *count += 1;
        if *count > 1 {
            finding.fingerprint = format!("{}-{count}", finding.fingerprint);
        }
        causes.extend(explains.and_then(|rules| Cause::new(&finding, rules)));
        report.findings.push(finding);
    }
    let rules = &book.engine().rules().rules;
    let locked = |id: &str| rules.iter().any(|rule| rule.locked && rule.id == id);
    causes::link(&mut report.findings, &causes, locked);
}

pub(super) fn empty_report(path: &str, source: Arc<SourceFile>) -> DocumentReport {
    DocumentReport {
        subject: Subject::default(),
        path: path.to_owned(),
        part: None,
        form: None,
        year: None,
        unit: None,
        pack: None,
        pack_reason: String::new(),
        source,
        findings: Vec::new(),
        baselined: Vec::new(),
        rules: Vec::new(),
    }
}

/// A finding of the tool itself, about a file rather than about what it declares.
pub(super) fn own_finding(rule: &str, title: &str, severity: Severity, message: String) -> Finding {
    Finding {
        rule: rule.to_owned(),
        pack: String::new(),
        title: title.into(),
        severity,
        // What keeps a file from being judged is excused by nobody.
        locked: severity == Severity::Error,
        message,
        help: None,
        basis: Vec::new(),
        places: Vec::new(),
        evaluation: None,
        fixes: Vec::new(),
        within: String::new(),
        fingerprint: rule.to_owned(),
        caused_by: None,
        waiver: None,
    }
}

fn place(range: TextRange, label: &str) -> Place {
    Place {
        role: PlaceRole::Primary,
        label: label.into(),
        range,
        value: None,
        unit: None,
    }
}

fn problem_finding(problem: &Problem) -> Finding {
    let severity = match problem.weight {
        Weight::Problem => Severity::Warning,
        Weight::Note => Severity::Hint,
    };
    let mut finding = own_finding(
        "input-problem",
        "文件内容",
        severity,
        problem.message.clone(),
    );
    finding.help.clone_from(&problem.help);
    finding.places.push(place(problem.range, ""));
    finding
}

pub(super) fn unreadable_report(name: &str, unreadable: Unreadable) -> DocumentReport {
    let source = unreadable
        .source
        .unwrap_or_else(|| Arc::new(SourceFile::new(name, String::new())));
    let mut report = empty_report(name, source);
    let message = unreadable.reason;
    let mut finding = own_finding("input-unreadable", "文件应当能读", Severity::Error, message);
    finding.help = unreadable.help;
    for problem in &unreadable.problems {
        finding.places.push(place(problem.range, &problem.message));
    }
    report.findings.push(finding);
    report
}

fn unknown_report<'f>(
    reading: &Reading,
    unknown: &Unknown,
    form: &dyn Fn(&crate::bind::Candidate) -> Option<&'f Form>,
) -> DocumentReport {
    let mut report = empty_report(reading.source.name(), reading.source.clone());
    let message = "不是认识的申报表".to_owned();
    let mut finding = own_finding("form-unknown", "申报表应当认得出", Severity::Error, message);
    let titles = unknown.titles.join("”“");
    let nearest = unknown.nearest.as_ref().and_then(|candidate| {
        let form = form(candidate)?;
        Some(format!(
            "；最接近的是“{}”，找到它 {} 个栏目中的 {} 个",
            form.name, candidate.of, candidate.found
        ))
    });
    finding.help = Some(format!(
        "找的标题是“{titles}”{}。请核对标题，或用 --pack 指明含有这种表的规则包",
        nearest.unwrap_or_default()
    ));
    let written = reading.source.slice(unknown.stands);
    let stands = match unknown
        .titles
        .iter()
        .any(|title| written.contains(title.as_str()))
    {
        true => "有标题，却没有找到它的栏目",
        false => "这里应当是表的标题",
    };
    finding.places.push(place(unknown.stands, stands));
    report.findings.push(finding);
    report
}

/// A table without columns is not judged: nothing on it is certain.
fn collapsed_report(reading: &Reading, header: TextRange) -> DocumentReport {
    let mut report = empty_report(reading.source.name(), reading.source.clone());
    let message = "指标表的各栏连成了一行，分不出哪是哪一栏，没有检查".to_owned();
    let title = "表格应当分得出各栏";
    let mut finding = own_finding("table-collapsed", title, Severity::Error, message);
    finding.help = Some(
        "直接检查 Word、Excel 原文件；要粘贴成文本的，从原表整张复制，各栏之间保留制表符，\
         不要换成空格"
            .into(),
    );
    finding
        .places
        .push(place(header, "这里是表头，各栏之间只有一个空格"));
    report.findings.push(finding);
    report
}

/// A declaration is never judged by half a rule book.
fn stale_report(reading: &Reading, book: &Book) -> DocumentReport {
    let mut report = empty_report(reading.source.name(), reading.source.clone());
    let message = format!("内置规则包“{}”已失效，没有检查", book.manifest().id);
    let title = "规则包应当有效";
    let mut finding = own_finding("pack-stale", title, Severity::Error, message);
    finding.help = Some("重新安装程序，或用 --pack 指明规则包".into());
    report.findings.push(finding);
    report
}

/// No pack is for the year of the declaration: it is judged by none, and says so.
impl FileJudge<'_> {
    fn year_report(&self, reading: &Reading, year: i32) -> DocumentReport {
        let mut report = empty_report(reading.source.name(), reading.source.clone());
        let years = |book: &Book| {
            let manifest = book.manifest();
            format!("{} 管 {}", manifest.id, manifest.years_words())
        };
        let years: Vec<String> = self.books.iter().map(years).collect();
        let message = format!("没有管 {year} 年度的规则包：{}", years.join("，"));
        let title = "规则包应当管这个年度";
        let mut finding = own_finding("pack-year", title, Severity::Error, message);
        finding.help = Some(format!(
            "再指明 {year} 年度的规则包；按全国通行的要求检查的，再指明 core\
             （--pack core，或者写进 jixiao.toml 的 packs）"
        ));
        report.year = Some(year);
        report.findings.push(finding);
        report
    }
}

fn ambiguous_report(reading: &Reading, names: &[String], title: TextRange) -> DocumentReport {
    let mut report = empty_report(reading.source.name(), reading.source.clone());
    let message = format!("它同样像几种申报表：{}", names.join("、"));
    let mut finding = own_finding(
        "form-ambiguous",
        "申报表应当认得出",
        Severity::Error,
        message,
    );
    finding.help = Some("用 --pack 指明规则包".into());
    finding.places.push(place(title, ""));
    report.findings.push(finding);
    report
}

/// Judges a text as a declaration of one form of a book, whichever form it looks like; for examples.
pub fn judge_as(
    book: &Book,
    form: usize,
    selection: &Selection,
    name: &str,
    bytes: Vec<u8>,
) -> Vec<DocumentReport> {
    let reading = match read::read(name, bytes) {
        Ok(reading) => reading,
        Err(unreadable) => return vec![unreadable_report(name, unreadable)],
    };
    let files = FileJudge {
        books: std::slice::from_ref(book),
        selection,
        named: true,
        any_year: false,
    };
    let plans = book.plans(|index| index == form);
    let declared = plans
        .iter()
        .flat_map(|(form, plan)| bind::bind_as(plan, *form, &reading.source, &reading.layout));
    let declared = declared.map(|declared| (form, declared)).collect();
    files.documents(&mut Judge::new(1), book, &reading, declared)
}

/// Judges one text with one book.
pub fn judge_text(
    book: &Book,
    selection: &Selection,
    name: &str,
    bytes: Vec<u8>,
) -> Vec<DocumentReport> {
    let files = FileJudge {
        books: std::slice::from_ref(book),
        selection,
        named: true,
        any_year: false,
    };
    files.judge(&mut Judge::new(1), name, &bytes)
}

/// The report of a file that exists but cannot be opened.
pub(super) fn unreadable_file(name: &str, reason: &str) -> DocumentReport {
    let reason = format!("打不开文件：{reason}");
    unreadable_report(
        name,
        Unreadable {
            reason,
            ..Unreadable::default()
        },
    )
}
