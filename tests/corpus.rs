//! Whole declarations with labelled defects (`data/corpus`): what is found, what is missed and what
//! is reported without a cause.
//!
//! Everything about a file stands in `data/corpus/expected.toml`. The figures stand in
//! `data/corpus/README.md`; `UPDATE=1 cargo test corpus` writes it again.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;

use jixiao::diag::{DocumentReport, Finding, Severity};
use jixiao::workspace::{FieldView, ValueView, view};

use crate::expected::{Change, Expected, File, Row, Stray};
use crate::support::{assert_sound, judge, lines, root, snapshot, workspace};

const FOLDER: &str = "tests/data/corpus";

/// A file with what was said about it.
struct Judged {
    file: File,
    bytes: Vec<u8>,
    reports: Vec<DocumentReport>,
}

/// How a defect came out.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Came {
    Found,
    Missed,
    /// No pack has a rule for it.
    NoRule,
}

/// The labels and what the present packs say.
struct Corpus {
    files: Vec<Judged>,
    table: Expected,
    rules: BTreeSet<String>,
    /// How the changes of the table came out.
    changes: Vec<Came>,
}

/// An error or a warning that no label speaks of.
struct Unexplained<'c> {
    file: &'c str,
    line: u32,
    finding: &'c Finding,
}

impl Unexplained<'_> {
    fn words(&self) -> String {
        let Finding { rule, message, .. } = self.finding;
        format!("{}:{} {rule} {message}", self.file, self.line)
    }
}

impl Corpus {
    fn read() -> Corpus {
        let text = fs::read_to_string(root().join(FOLDER).join("expected.toml"));
        let mut table: Expected = toml::from_str(&text.expect("the table")).expect("TOML");
        let files = std::mem::take(&mut table.file).into_iter().map(|file| {
            let path = root().join(FOLDER).join(&file.file);
            let bytes = fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", file.file));
            Judged {
                reports: judge(&file.file, bytes.clone()),
                bytes,
                file,
            }
        });
        let rules = workspace().books.iter();
        let rules = rules.flat_map(|book| &book.engine().rules().rules);
        let mut corpus = Corpus {
            files: files.collect(),
            rules: rules.map(|rule| rule.id.clone()).collect(),
            changes: Vec::new(),
            table,
        };
        let changes = corpus.table.change.iter();
        corpus.changes = changes.map(|change| corpus.came_of(change)).collect();
        corpus
    }

    fn reports(&self, file: &str) -> &[DocumentReport] {
        let judged = self.files.iter().find(|it| it.file.file == file);
        judged.map_or_else(|| panic!("{file} is not in the table"), |it| &it.reports)
    }

    fn came(&self, row: &Row) -> Came {
        if !row.rules().any(|rule| self.rules.contains(rule)) {
            Came::NoRule
        } else if row.is_met(self.reports(&row.file)) {
            Came::Found
        } else {
            Came::Missed
        }
    }

    fn came_of(&self, change: &Change) -> Came {
        let judged = self.files.iter().find(|it| it.file.file == change.file);
        let text = judged.map(|it| String::from_utf8(it.bytes.clone()));
        let text = text.expect("a listed file").expect("UTF-8");
        if !self.rules.contains(&change.rule) {
            Came::NoRule
        } else if change
            .problem(&judge(&change.file, change.apply(&text)))
            .is_none()
        {
            Came::Found
        } else {
            Came::Missed
        }
    }

    /// The changes that came out so.
    fn changed(&self, came: Came) -> impl Iterator<Item = &Change> {
        let changes = self.table.change.iter().zip(&self.changes);
        changes.filter(move |it| *it.1 == came).map(|it| it.0)
    }

    /// The defects that came out so, of a file or of all.
    fn rows(&self, came: Came, file: Option<&str>) -> impl Iterator<Item = &Row> {
        self.table
            .row
            .iter()
            .filter(move |row| file.is_none_or(|file| file == row.file))
            .filter(move |row| self.came(row) == came)
    }

    /// Errors and warnings.
    fn grave(&self, clean: bool) -> impl Iterator<Item = (&Judged, &DocumentReport, &Finding)> {
        self.files
            .iter()
            .filter(move |judged| judged.file.clean == clean)
            .flat_map(|judged| judged.reports.iter().map(move |report| (judged, report)))
            .flat_map(|(judged, report)| report.findings.iter().map(move |it| (judged, report, it)))
            .filter(|(_, _, it)| it.severity < Severity::Hint)
    }

    fn is_explained(&self, file: &str, report: &DocumentReport, finding: &Finding) -> bool {
        let rows = self.table.row.iter().filter(|row| row.file == file);
        let mays = self.table.may.iter().filter(|may| may.file == file);
        let cause = report
            .findings
            .iter()
            .find(|it| Some(&it.fingerprint) == finding.caused_by.as_ref());
        rows.into_iter().any(|row| row.speaks_of(report, finding))
            || mays
                .into_iter()
                .any(|may| may.rules.contains(&finding.rule))
            || cause.is_some_and(|cause| self.is_explained(file, report, cause))
    }

    /// What no label speaks of, on clean or on faulty files.
    fn unexplained(&self, clean: bool) -> impl Iterator<Item = Unexplained<'_>> {
        self.grave(clean)
            .filter(|(judged, report, it)| !self.is_explained(&judged.file.file, report, it))
            .map(|(judged, report, finding)| Unexplained {
                file: &judged.file.file,
                line: finding
                    .places
                    .first()
                    .map_or(0, |place| lines(report, place.range).0),
                finding,
            })
    }

    /// How many defects and changes came out so.
    fn count(&self, came: Came) -> usize {
        self.rows(came, None).count() + self.changed(came).count()
    }

    /// Found defects and changes among those that a rule of the packs is there for, in percent.
    fn recall(&self) -> usize {
        let found = self.count(Came::Found);
        percent(found, found + self.count(Came::Missed))
    }

    /// Errors and warnings with a cause among those on faulty files, in percent.
    fn precision(&self) -> usize {
        let all = self.grave(false).count();
        percent(all - self.unexplained(false).count(), all)
    }

    fn page(&self) -> String {
        let mut page = String::from(
            "# Whole declarations with labelled defects\n\n\
             <!-- generated from expected.toml and what the packs of rules/ say; UPDATE=1 cargo test corpus writes it again -->\n\n\
             Departments, places, events and figures are invented.\n\
             The labels say what a reader of the form finds, not what is reported today.\n\
             A new file is a file of this folder and its rows in `expected.toml`.\n",
        );
        self.figures(&mut page);
        self.by_rule(&mut page);
        self.by_file(&mut page);
        self.lists(&mut page);
        page
    }

    fn figures(&self, page: &mut String) {
        let found = |came| {
            let (defects, changes) = (self.rows(came, None).count(), self.changed(came).count());
            (defects, changes)
        };
        let (defects, changes) = found(Came::Found);
        let (missed, lost) = found(Came::Missed);
        let grave = self.grave(false).count();
        let explained = grave - self.unexplained(false).count();
        let clean = self.files.iter().filter(|it| it.file.clean).count();
        page.push_str("\n## Figures\n\n| what | figure |\n|---|---|\n");
        let rows = [
            (
                "declarations, clean among them",
                format!("{}, {clean}", self.files.len()),
            ),
            (
                "labelled defects that a rule is there for: found of all",
                format!("{defects} of {}", defects + missed),
            ),
            (
                "changed figures and words that a rule is there for: found of all",
                format!("{changes} of {}", changes + lost),
            ),
            ("found of both", format!("{} %", self.recall())),
            (
                "defects and changes without a rule",
                self.count(Came::NoRule).to_string(),
            ),
            (
                "errors and warnings on faulty files: with a label of all",
                format!("{explained} of {grave}: {} %", self.precision()),
            ),
            (
                "errors and warnings on clean files",
                self.grave(true).count().to_string(),
            ),
        ];
        for (what, figure) in rows {
            let _ = writeln!(page, "| {what} | {figure} |");
        }
    }

    fn by_rule(&self, page: &mut String) {
        let mut counts: BTreeMap<&str, [usize; 5]> = BTreeMap::new();
        let mut add = |rule, came| {
            let count: &mut [usize; 5] = counts.entry(rule).or_default();
            count[0] += 1;
            match came {
                Came::Found => count[1] += 1,
                Came::Missed => count[2] += 1,
                Came::NoRule => {}
            }
        };
        for row in &self.table.row {
            // Of several rules the one that is there stands for the row.
            let there = row.rules().find(|rule| self.rules.contains(*rule));
            add(
                there.or(row.rules().next()).expect("a rule"),
                self.came(row),
            );
        }
        for (change, came) in self.table.change.iter().zip(&self.changes) {
            add(&change.rule, *came);
        }
        for (at, clean) in [(3, false), (4, true)] {
            for it in self.unexplained(clean) {
                counts.entry(&it.finding.rule).or_default()[at] += 1;
            }
        }
        page.push_str(
            "\n## Rules\n\n\
             A defect that one of several rules may report stands at the first of them that the packs have.\n\n\
             | rule | defects and changes | found | missed | unexplained | on clean files |\n\
             |---|--:|--:|--:|--:|--:|\n",
        );
        for (rule, [seeded, found, missed, strays, clean]) in counts {
            let (name, came) = if self.rules.contains(rule) {
                (format!("`{rule}`"), format!("{found} | {missed}"))
            } else {
                (format!("`{rule}` (no rule yet)"), "– | –".to_owned())
            };
            let _ = writeln!(page, "| {name} | {seeded} | {came} | {strays} | {clean} |");
        }
    }

    fn by_file(&self, page: &mut String) {
        page.push_str(
            "\n## Files\n\n\
             | file | year | what it shows | defects | found | no rule yet |\n\
             |---|---|---|--:|--:|--:|\n",
        );
        for Judged { file, .. } in &self.files {
            let count = |came| self.rows(came, Some(&file.file)).count();
            let (found, none) = (count(Came::Found), count(Came::NoRule));
            let counts = match (file.clean, count(Came::Missed) + found + none) {
                (true, _) => "clean | |".to_owned(),
                (false, all) => format!("{all} | {found} | {none}"),
            };
            let (name, year, about) = (&file.file, file.year, &file.about);
            let _ = writeln!(page, "| `{name}` | {year} | {about} | {counts} |");
        }
    }

    fn lists(&self, page: &mut String) {
        let rows = |came| {
            let changes = self.changed(came).map(Change::words);
            let rows = self.rows(came, None).map(Row::words);
            rows.chain(changes).collect::<Vec<_>>()
        };
        let unexplained = [true, false]
            .into_iter()
            .flat_map(|clean| self.unexplained(clean))
            .map(|it| it.words());
        let mays = self.table.may.iter();
        let mays = mays.map(|it| format!("{} {}: {}", it.file, it.rules.join("|"), it.why));
        let misread = self.files.iter().filter(|it| it.file.misread);
        let lists = [
            ("Missed", rows(Came::Missed)),
            ("Unexplained", unexplained.collect()),
            ("Misread", misread.map(|it| it.file.file.clone()).collect()),
            ("Follows from another defect", mays.collect()),
            ("No rule yet", rows(Came::NoRule)),
        ];
        for (title, list) in lists {
            let _ = write!(page, "\n## {title}\n\n");
            if list.is_empty() {
                page.push_str("None.\n");
            }
            for line in list {
                let _ = writeln!(page, "- {line}");
            }
        }
    }
}

fn percent(part: usize, all: usize) -> usize {
    (part * 100).checked_div(all).unwrap_or(100)
}

/// How many goals and how many items or rows of indicators were read.
fn counts(judged: &Judged) -> (usize, usize) {
    let views = view(workspace(), &judged.file.file, judged.bytes.clone());
    let views = views.unwrap_or_default();
    let fields = || views.iter().flat_map(|view| &view.fields);
    let list = |name: &'static str| {
        fields()
            .filter(move |field| field.name == name)
            .map(elements)
    };
    let goals = list("绩效目标").chain(list("年度目标"));
    let items = fields()
        .filter(|field| field.name == "绩效指标")
        .flat_map(|field| match &field.value {
            ValueView::List(groups) => groups.iter().flatten().collect(),
            _ => Vec::new(),
        })
        .filter(|field| field.name == "条目")
        .map(elements);
    (goals.sum(), items.chain(list("指标行")).sum())
}

fn elements(field: &FieldView) -> usize {
    match &field.value {
        ValueView::List(elements) => elements.len(),
        _ => 0,
    }
}

#[test]
fn files_are_listed_and_understood() {
    let corpus = Corpus::read();
    let mut wrong = Vec::new();
    for entry in fs::read_dir(root().join(FOLDER)).expect("the folder") {
        let name = entry.expect("an entry").file_name();
        let name = name.to_string_lossy();
        let own = ["expected.toml", "README.md"].contains(&&*name);
        if !own && !corpus.files.iter().any(|it| it.file.file == name) {
            wrong.push(format!("{name} is not in the table"));
        }
    }
    for judged in &corpus.files {
        let file = &judged.file;
        judged.reports.iter().for_each(assert_sound);
        let [report] = judged.reports.as_slice() else {
            panic!("{} holds one form", file.file);
        };
        let head = (report.form.as_deref(), report.year, &report.unit);
        if head != (Some(&file.form), Some(file.year), &file.unit) {
            wrong.push(format!("{}: read as {head:?}", file.file));
        }
        let read = counts(judged);
        let right = file.goals.is_none_or(|goals| goals == read.0)
            && file.items.is_none_or(|items| items == read.1);
        match (right, file.misread) {
            (false, false) => wrong.push(format!("{}: goals and items {read:?}", file.file)),
            (true, true) => wrong.push(format!("{} is read well, strike misread", file.file)),
            _ => {}
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn labels_are_met_as_the_table_says() {
    let corpus = Corpus::read();
    let mut wrong = Vec::new();
    for row in &corpus.table.row {
        match (corpus.came(row), row.open) {
            (Came::Missed, false) => wrong.push(format!("not reported: {}", row.words())),
            (Came::Found, true) => wrong.push(format!("reported, strike open: {}", row.words())),
            _ => {}
        }
    }
    for (change, came) in corpus.table.change.iter().zip(&corpus.changes) {
        match (came, change.open) {
            (Came::Missed, false) => wrong.push(format!("not reported: {}", change.words())),
            (Came::Found, true) => wrong.push(format!("reported, strike open: {}", change.words())),
            _ => {}
        }
    }
    for row in &corpus.table.silent {
        wrong.extend(row.broken(corpus.reports(&row.file)));
    }
    for (judged, _, finding) in corpus.grave(true) {
        let (file, rule) = (&judged.file.file, &finding.rule);
        wrong.push(format!("clean: {file} {rule} {}", finding.message));
    }
    let mut strays: Vec<_> = corpus.table.stray.iter().collect();
    for it in corpus.unexplained(false) {
        let same = |stray: &&Stray| {
            (&*stray.file, &stray.rule, stray.line) == (it.file, &it.finding.rule, it.line)
        };
        match strays.iter().position(same) {
            Some(at) => drop(strays.remove(at)),
            None => wrong.push(format!("no label speaks of {}", it.words())),
        }
    }
    for stray in strays {
        let (file, rule, why) = (&stray.file, &stray.rule, &stray.why);
        wrong.push(format!("not reported, strike stray: {file} {rule} {why}"));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn figures_are_above_their_floors() {
    let corpus = Corpus::read();
    let page = corpus.page();
    println!("{page}");
    snapshot(format!("{FOLDER}/README.md"), &page);
    let floors = corpus.table.floors;
    assert!(corpus.recall() >= floors.recall, "{}", corpus.recall());
    assert!(
        corpus.precision() >= floors.precision,
        "{}",
        corpus.precision()
    );
}
