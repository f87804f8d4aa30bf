//! A checked rule never meets a value of another type at run time: rules are made at random from
//! the fields of the real forms and the functions of the language, checked, and those that the
//! checker accepts are run on whole, damaged and half empty declarations. And the examples of the
//! functions come out as they say.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use jixiao::builtins::{self, Builtin, Kind};
use jixiao::diag::{Outcome, Severity};
use jixiao::form::{Field, FieldKind, Form, Shape};
use jixiao::pack::{self, Compiled};
use jixiao::source::SourceMap;
use jixiao::types::Fault;
use jixiao::types::{Member, RecordTy, Repr, Ty, Unit, WordSet, WordTy};
use jixiao::vfs::MemoryFiles;
use jixiao::workspace::{Book, Selection, judge_text};

use crate::support::{Random, declarations, root};

/// The national pack with these rules in place of its own.
fn files(rules: &str) -> MemoryFiles {
    let mut files = MemoryFiles::default();
    let core = root().join("rules/core");
    for file in ["pack.toml", "interfaces.toml", "lexicon.toml"] {
        files.insert(
            Path::new("core").join(file),
            fs::read(core.join(file)).expect("readable"),
        );
    }
    for entry in fs::read_dir(core.join("forms")).expect("forms") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name");
        files.insert(
            Path::new("core/forms").join(name),
            fs::read(&path).expect("readable"),
        );
    }
    files.insert("core/random.rule", rules);
    files
}

/// Compiles the rules; gives the lines with errors, from one.
fn compile(rules: &str) -> (Compiled, BTreeSet<u32>, Vec<String>) {
    let files = files(rules);
    let mut sources = SourceMap::default();
    let mut diagnostics = Vec::new();
    let loaded = pack::load(&files, Path::new("core"), &mut sources, &mut diagnostics);
    let loaded = loaded.expect("readable").expect("a pack");
    let compiled = pack::compile(&[&loaded], 0, &sources, &mut diagnostics);
    let mut lines = BTreeSet::new();
    let mut words = Vec::new();
    for it in diagnostics
        .iter()
        .filter(|it| it.severity == Severity::Error)
    {
        let span = it.labels.first().expect("a place").span;
        let file = sources.get(span.source).expect("a source");
        assert!(
            file.name().ends_with("random.rule"),
            "{}: {}",
            file.name(),
            it.message
        );
        lines.insert(file.line_column(span.range.start).line);
        words.push(it.message.clone());
    }
    (compiled, lines, words)
}

fn ty(field: &Field) -> Ty {
    match &field.kind {
        FieldKind::Text => Ty::Text,
        FieldKind::Year => Ty::Number(Unit::YEAR),
        FieldKind::Number(unit) => Ty::Number(*unit),
        FieldKind::Ordinal => Ty::PLAIN,
        FieldKind::Date => Ty::Date,
        FieldKind::Choice(choices) => Ty::Word(Arc::new(WordTy {
            name: field.name.clone(),
            set: WordSet::Choice,
            words: choices
                .iter()
                .map(|it| (it.word.clone(), it.word.clone()))
                .collect(),
        })),
        FieldKind::List(list) if list.shape == Shape::Gathered => {
            Ty::list(list.fields.first().map_or(Ty::PLAIN, ty))
        }
        FieldKind::List(list) => {
            let member = |it: &Field| Member {
                zh: it.name.clone(),
                en: it.name.clone(),
                ty: ty(it),
            };
            Ty::list(Ty::Record(Arc::new(RecordTy {
                name: field.name.clone(),
                repr: Repr::Row,
                fields: list.fields.iter().map(member).collect(),
            })))
        }
    }
}

/// Writes expressions of a wanted type, mostly.
struct Writer<'t> {
    random: &'t mut Random,
    /// The names in force.
    names: Vec<(String, Ty)>,
    /// Types worth asking for.
    pool: Vec<Ty>,
    fresh: usize,
    /// Calls being written inside of one another.
    calls: usize,
}

impl Writer<'_> {
    fn any(&mut self) -> Ty {
        let simple = [
            Ty::Bool,
            Ty::Text,
            Ty::Date,
            Ty::PLAIN,
            Ty::Number(Unit::TEN_THOUSAND_YUAN),
            Ty::Number(Unit::YUAN),
            Ty::Number(Unit::PERCENT),
            Ty::Number(Unit::YEAR),
            Ty::list(Ty::Text),
            Ty::list(Ty::PLAIN),
            Ty::list(Ty::list(Ty::PLAIN)),
        ];
        match self.random.below(2) {
            0 => self.random.pick(&simple).clone(),
            _ => self.random.pick(&self.pool).clone(),
        }
    }

    /// The type of something in force, or of one of its members.
    fn known(&mut self) -> Ty {
        let mut ty = self.random.pick(&self.names).1.clone();
        for _ in 0..self.random.below(4) {
            let of = match &ty {
                Ty::Record(record) => record.clone(),
                Ty::List(element) => match element.as_ref() {
                    Ty::Record(record) if self.random.below(2) == 0 => record.clone(),
                    element => {
                        ty = element.clone();
                        continue;
                    }
                },
                _ => break,
            };
            if of.fields.is_empty() {
                break;
            }
            ty = self.random.pick(&of.fields).ty.clone();
        }
        ty
    }

    /// A path from a name in force that has this type.
    fn path(&mut self, wanted: &Ty) -> Option<String> {
        let mut found = Vec::new();
        for (name, ty) in &self.names {
            reach(name, ty, wanted, 3, &mut found);
        }
        (!found.is_empty()).then(|| self.random.pick(&found).clone())
    }

    /// A path or the call of a function.
    fn found(&mut self, wanted: &Ty) -> Option<String> {
        if self.random.below(3) > 0
            && let Some(path) = self.path(wanted)
        {
            return Some(path);
        }
        if self.calls > 2 {
            return self.path(wanted);
        }
        self.calls += 1;
        let kept = self.names.len();
        let call = self.call(wanted, 0);
        self.names.truncate(kept);
        self.calls -= 1;
        call.or_else(|| self.path(wanted))
    }

    fn leaf(&mut self, wanted: &Ty) -> String {
        if self.random.below(3) > 0
            && let Some(path) = self.path(wanted)
        {
            return path;
        }
        let text = [
            "\"培训12场\"",
            "\"\"",
            "\"12\"",
            "\"2021年，甲馆30册、乙馆20册，合计50册\"",
            "\"二十\"",
        ];
        match wanted {
            Ty::Bool => {
                // A condition that reads nothing of the document is refused.
                let ty = self.random.pick(&self.names).1.clone();
                let path = self.path(&ty).unwrap_or_else(|| "年度".to_owned());
                let sign = *self.random.pick(&["missing", "present", "unreadable"]);
                format!("({path} is {sign})")
            }
            Ty::Text => (*self.random.pick(&text)).to_owned(),
            Ty::Date => "2021-06-30".to_owned(),
            Ty::Number(unit) => {
                let value = *self
                    .random
                    .pick(&["0", "1", "3", "2.5", "100", "0.01", "2021"]);
                format!("{value} {unit}").trim_end().to_owned()
            }
            Ty::Word(words) => match words.words.is_empty() {
                true => "\"\"".to_owned(),
                false => self.random.pick(&words.words).0.clone(),
            },
            Ty::List(element) => match self.found(wanted) {
                Some(path) => path,
                None if matches!(element.as_ref(), Ty::Record(_)) => "[]".to_owned(),
                None => format!("[{}]", self.leaf(element)),
            },
            Ty::Record(_) => match self.found(wanted) {
                Some(path) => path,
                None => format!("item({}, 1)", self.leaf(&Ty::list(wanted.clone()))),
            },
            Ty::Terms => "用语表".to_owned(),
            Ty::Pattern(_) => "句式".to_owned(),
            Ty::Any | Ty::Unknown => "1".to_owned(),
        }
    }

    fn fresh(&mut self) -> String {
        self.fresh += 1;
        format!("x{}", self.fresh)
    }

    /// A walk over a list: `x in xs`, `x at k in xs where …`, with its names in force.
    fn walk(&mut self, depth: usize) -> String {
        let lists: Vec<Ty> = self
            .pool
            .iter()
            .filter(|it| it.element().is_some())
            .cloned()
            .collect();
        let list = self.random.pick(&lists).clone();
        let source = self.expr(&list, depth);
        let name = self.fresh();
        let element = list.element().cloned().unwrap_or(Ty::Text);
        self.names.push((name.clone(), element));
        let at = if self.random.below(4) == 0 {
            let position = self.fresh();
            self.names.push((position.clone(), Ty::PLAIN));
            format!(" at {position}")
        } else {
            String::new()
        };
        let filter = if self.random.below(3) == 0 {
            format!(" where {}", self.expr(&Ty::Bool, depth))
        } else {
            String::new()
        };
        format!("{name}{at} in {source}{filter}")
    }

    fn expr(&mut self, wanted: &Ty, depth: usize) -> String {
        // Now and then something that does not fit: the checker must see it.
        let other = self.any();
        let wanted = if self.random.below(25) == 0 {
            &other
        } else {
            wanted
        };
        if depth == 0 || self.random.below(5) == 0 {
            return self.leaf(wanted);
        }
        let depth = depth - 1;
        let kept = self.names.len();
        let text = match self.random.below(7) {
            0 => {
                let (yes, no) = (self.expr(wanted, depth), self.expr(wanted, depth));
                let condition = self.expr(&Ty::Bool, depth);
                format!("(if {condition} then {yes} else {no})")
            }
            1 => format!(
                "({} else {})",
                self.expr(wanted, depth),
                self.expr(wanted, depth)
            ),
            2 | 3 => match self.call(wanted, depth) {
                Some(call) => call,
                None => self.special(wanted, depth),
            },
            _ => self.special(wanted, depth),
        };
        self.names.truncate(kept);
        text
    }

    /// What is special to a type.
    fn special(&mut self, wanted: &Ty, depth: usize) -> String {
        match wanted {
            Ty::Bool => self.condition(depth),
            Ty::Number(_) => {
                let plain = Ty::PLAIN;
                match self.random.below(6) {
                    0 => format!("-({})", self.expr(wanted, depth)),
                    1 => format!(
                        "({} * {})",
                        self.expr(wanted, depth),
                        self.expr(&plain, depth)
                    ),
                    2 => format!(
                        "({} / {})",
                        self.expr(wanted, depth),
                        self.expr(&plain, depth)
                    ),
                    3 => {
                        let walk = self.walk(depth);
                        let name = *self.random.pick(&["sum", "min", "max", "average"]);
                        format!("{name}({} for {walk})", self.expr(wanted, depth))
                    }
                    4 => format!(
                        "({} - {})",
                        self.expr(wanted, depth),
                        self.expr(wanted, depth)
                    ),
                    _ => format!(
                        "({} + {})",
                        self.expr(wanted, depth),
                        self.expr(wanted, depth)
                    ),
                }
            }
            Ty::List(element) => {
                let element = element.as_ref().clone();
                match self.random.below(3) {
                    0 => format!(
                        "({} ++ {})",
                        self.expr(wanted, depth),
                        self.expr(wanted, depth)
                    ),
                    1 => {
                        let walk = self.walk(depth);
                        format!("[{} for {walk}]", self.expr(&element, depth))
                    }
                    _ => format!(
                        "[{}, {}]",
                        self.expr(&element, depth),
                        self.expr(&element, depth)
                    ),
                }
            }
            Ty::Record(_) => {
                let list = self.expr(&Ty::list(wanted.clone()), depth);
                let name = self.fresh();
                self.names.push((name.clone(), wanted.clone()));
                let filter = self.expr(&Ty::Bool, depth);
                format!("(first {name} in {list} where {filter})")
            }
            Ty::Text
            | Ty::Date
            | Ty::Word(_)
            | Ty::Terms
            | Ty::Pattern(_)
            | Ty::Any
            | Ty::Unknown => self.leaf(wanted),
        }
    }

    fn condition(&mut self, depth: usize) -> String {
        let some = self.known();
        match self.random.below(9) {
            0 => format!("not ({})", self.expr(&Ty::Bool, depth)),
            1 => {
                let sign = *self.random.pick(&["and", "or"]);
                format!(
                    "({} {sign} {})",
                    self.expr(&Ty::Bool, depth),
                    self.expr(&Ty::Bool, depth)
                )
            }
            2 => {
                let sign = *self
                    .random
                    .pick(&["is missing", "is present", "is unreadable"]);
                format!("({} {sign})", self.leaf(&some))
            }
            3 => {
                let sign = *self.random.pick(&["in", "not in"]);
                let list = Ty::list(some.clone());
                format!(
                    "({} {sign} {})",
                    self.expr(&some, depth),
                    self.expr(&list, depth)
                )
            }
            4 => {
                let text = self.expr(&Ty::Text, depth);
                let sign = *self.random.pick(&[
                    "matches 句式",
                    "contains 用语表",
                    "in 用语表",
                    "contains \"训\"",
                ]);
                format!("({text} {sign})")
            }
            5 => {
                let word = *self.random.pick(&["every", "some", "no"]);
                let walk = self.walk(depth);
                format!("({word} {walk}: {})", self.expr(&Ty::Bool, depth))
            }
            _ => {
                let sign = *self.random.pick(&["==", "!=", "<", "<=", ">", ">="]);
                let within = if self.random.below(4) == 0 {
                    format!(" within {}", self.expr(&some, 0))
                } else {
                    String::new()
                };
                let left = match self.path(&some) {
                    Some(path) if self.random.below(3) > 0 => path,
                    _ => self.expr(&some, depth),
                };
                format!("({left} {sign} {}{within})", self.expr(&some, depth))
            }
        }
    }

    /// A call of a builtin function that may give the wanted type.
    fn call(&mut self, wanted: &Ty, depth: usize) -> Option<String> {
        let all: Vec<&'static Builtin> = builtins::all().collect();
        for _ in 0..30 {
            let builtin = *self.random.pick(&all);
            let types: Vec<Ty> = builtin
                .params
                .iter()
                .map(|it| self.argument(it.kind))
                .collect();
            let mut known = types.clone();
            let keyed = builtin
                .params
                .first()
                .is_some_and(|it| it.kind == Kind::Keyed);
            if keyed {
                known.push(Ty::list(Ty::Text));
            }
            if !(builtin.result)(&known).fits(wanted) {
                continue;
            }
            let name = if self.random.below(2) == 0 {
                builtin.zh
            } else {
                builtin.en
            };
            let mut arguments = Vec::new();
            for ty in &types {
                // What does not fit is where the checker is wanted most.
                let other = self.known();
                let ty = if self.random.below(6) == 0 {
                    &other
                } else {
                    ty
                };
                arguments.push(self.expr(ty, depth));
            }
            if keyed {
                let list = types.first()?;
                self.names.push(("it".to_owned(), list.element()?.clone()));
                let key = self.any();
                let key = self.expr(&key, depth);
                return Some(format!("{name}({} by {key})", arguments.first()?));
            }
            return Some(format!("{name}({})", arguments.join(", ")));
        }
        None
    }

    fn argument(&mut self, kind: Kind) -> Ty {
        match kind {
            Kind::Text => Ty::Text,
            Kind::Texts => self.random.pick(&[Ty::Text, Ty::list(Ty::Text)]).clone(),
            Kind::Number => {
                let unit = *self
                    .random
                    .pick(&[Unit::NONE, Unit::YUAN, Unit::PERCENT, Unit::YEAR]);
                Ty::Number(unit)
            }
            Kind::Date => Ty::Date,
            Kind::List | Kind::Values | Kind::Keyed => {
                let lists: Vec<Ty> = self
                    .pool
                    .iter()
                    .filter(|it| it.element().is_some())
                    .cloned()
                    .collect();
                self.random.pick(&lists).clone()
            }
            Kind::Numbers => Ty::list(Ty::Number(*self.random.pick(&[Unit::NONE, Unit::YUAN]))),
            Kind::Words => self
                .random
                .pick(&[Ty::Text, Ty::list(Ty::Text), Ty::Terms])
                .clone(),
            Kind::Any => self.any(),
        }
    }

    fn rule(&mut self, number: usize, on: &str) -> String {
        let mut rule = format!("rule r{number} \"题\" {{ on {on}\nbasis \"甲\"\nseverity error\n");
        if self.random.below(3) == 0 {
            let ty = self.any();
            let value = self.expr(&ty, 2);
            let name = self.fresh();
            rule.push_str(&format!("let {name} = {value}\n"));
            self.names.push((name, ty));
        }
        for _ in 0..self.random.below(3) {
            let walk = self.walk(1);
            rule.push_str(&format!("for {walk}\n"));
        }
        if self.random.below(4) == 0 {
            rule.push_str(&format!("when {}\n", self.expr(&Ty::Bool, 2)));
        }
        if self.random.below(2) == 0 {
            rule.push_str(&format!("require {}\n", self.expr(&Ty::Bool, 4)));
        } else {
            let walk = self.walk(2);
            rule.push_str(&format!("forbid each {walk}\n"));
        }
        let shown = match self.known() {
            Ty::Bool | Ty::Record(_) | Ty::List(_) | Ty::Any | Ty::Unknown => Ty::Text,
            other => other,
        };
        if let Some(path) = self.path(&shown) {
            rule.push_str(&format!("message \"得 {{{path}}}\"\n"));
        }
        rule.push_str("example pass { 年度 = 2021 年 }\nexample fail { 年度 = 2022 年 }\n}\n");
        // A rule on one line, so that a message about it leads back to it.
        rule.replace('\n', "  ")
    }
}

/// A type that a parameter of this kind takes.
fn plain_argument(kind: Kind) -> Ty {
    match kind {
        Kind::Text | Kind::Texts | Kind::Words | Kind::Any => Ty::Text,
        Kind::Number => Ty::PLAIN,
        Kind::Date => Ty::Date,
        Kind::List | Kind::Values | Kind::Keyed => Ty::list(Ty::Text),
        Kind::Numbers => Ty::list(Ty::PLAIN),
    }
}

/// All paths from `name` to values of the wanted type, members of members included.
fn reach(name: &str, ty: &Ty, wanted: &Ty, depth: usize, found: &mut Vec<String>) {
    if ty.fits(wanted) {
        found.push(name.to_owned());
    }
    let (record, listed) = match ty {
        Ty::Record(record) => (record, false),
        Ty::List(element) => match element.as_ref() {
            Ty::Record(record) => (record, true),
            _ => return,
        },
        _ => return,
    };
    if depth == 0 {
        return;
    }
    for member in &record.fields {
        let ty = if listed {
            Ty::list(member.ty.clone())
        } else {
            member.ty.clone()
        };
        reach(
            &format!("{name}.{}", member.zh),
            &ty,
            wanted,
            depth - 1,
            found,
        );
    }
}

/// Random rules on the forms of the national pack.
fn rules(forms: &[Form], random: &mut Random, count: usize) -> Vec<String> {
    let mut rules = Vec::new();
    for number in 0..count {
        let form = random.pick(forms);
        let names: Vec<(String, Ty)> = form
            .fields
            .iter()
            .map(|it| (it.name.clone(), ty(it)))
            .collect();
        let mut pool: Vec<Ty> = names.iter().map(|(_, ty)| ty.clone()).collect();
        let elements: Vec<Ty> = pool.iter().filter_map(|it| it.element().cloned()).collect();
        pool.extend(elements);
        for builtin in builtins::all() {
            let mut types: Vec<Ty> = builtin
                .params
                .iter()
                .map(|it| plain_argument(it.kind))
                .collect();
            if builtin
                .params
                .first()
                .is_some_and(|it| it.kind == Kind::Keyed)
            {
                types = vec![Ty::list(Ty::Text), Ty::list(Ty::Text)];
            }
            pool.push((builtin.result)(&types));
        }
        pool.retain(|it| !matches!(it, Ty::Unknown | Ty::Any));
        let mut writer = Writer {
            random,
            names,
            pool,
            fresh: 0,
            calls: 0,
        };
        rules.push(writer.rule(number, &form.name));
    }
    rules
}

const SHARED: &str = "terms 用语表 = [\"培训\", \"进一步提高\"]\npattern 句式 = /(?<数>\\d+)场/\n";

/// Declarations to run rules on: whole, with fields left out, and with other values.
fn documents(random: &mut Random) -> Vec<(String, Vec<u8>)> {
    let mut documents = declarations();
    for (name, bytes) in documents.clone() {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let lines: Vec<&str> = text.lines().collect();
        for _ in 0..2 {
            let mut kept = Vec::new();
            for (at, line) in lines.iter().enumerate() {
                if at > 1 && random.below(8) == 0 {
                    continue;
                }
                kept.push(match random.below(12) {
                    0 => line.replace(|c: char| c.is_ascii_digit(), "9"),
                    1 => line.replace(|c: char| c.is_ascii_digit(), "0"),
                    2 => line.replace(|c: char| c.is_ascii_digit(), "八"),
                    _ => (*line).to_owned(),
                });
            }
            documents.push((name.clone(), kept.join("\n").into_bytes()));
        }
    }
    for form in ["部门整体支出绩效目标申报表", "项目支出绩效目标申报表"] {
        documents.push((
            "empty.toml".into(),
            format!("form = \"{form}\"\n").into_bytes(),
        ));
    }
    documents
}

/// A number from the environment, to try other rules than those of every run.
fn given(name: &str, otherwise: u64) -> u64 {
    let given = std::env::var(name).ok().and_then(|it| it.parse().ok());
    given.unwrap_or(otherwise)
}

#[test]
fn a_checked_rule_never_meets_a_value_of_another_type() {
    let (plain, _, _) = compile("");
    let forms: Vec<Form> = plain.forms.iter().map(|(form, _)| form.clone()).collect();
    let mut random = Random(given("SEED", 20_210_630));
    let written = rules(&forms, &mut random, given("RULES", 1800) as usize);
    let text = |rules: &[&String]| {
        let mut text = SHARED.to_owned();
        for rule in rules {
            text.push_str(rule);
            text.push('\n');
        }
        text
    };
    let all: Vec<&String> = written.iter().collect();
    let (_, wrong, words) = compile(&text(&all));
    // The rules begin on the third line.
    let good: Vec<&String> = all
        .iter()
        .zip(3..)
        .filter(|(_, line)| !wrong.contains(line))
        .map(|(rule, _)| *rule)
        .collect();
    let mut common: Vec<(usize, &String)> = words
        .iter()
        .collect::<BTreeSet<_>>()
        .into_iter()
        .map(|it| (words.iter().filter(|other| *other == it).count(), it))
        .collect();
    common.sort();
    println!("{} of {} rules are accepted", good.len(), all.len());
    for (count, words) in common.iter().rev().take(12) {
        println!("{count} {words}");
    }
    assert!(
        good.len() * 4 > all.len(),
        "too few rules are accepted to say anything"
    );
    let (compiled, wrong, words) = compile(&text(&good));
    assert!(wrong.is_empty(), "{words:?}");

    let book = Book::new(compiled).expect("a book");
    let mut outcomes = [0usize; 5];
    let mut faults = Vec::new();
    let never = [
        Fault::Type.words(),
        "函数收到了别的类型的值",
        "函数缺少参数",
    ];
    for (name, bytes) in documents(&mut random) {
        for report in judge_text(&book, &Selection::default(), &name, bytes) {
            for it in &report.rules {
                outcomes[it.outcome as usize] += 1;
                let reason = it.reason.as_deref().unwrap_or_default();
                if never.iter().any(|words| reason.starts_with(words)) {
                    let rule = format!("rule {} ", it.rule);
                    let rule = good.iter().find(|text| text.starts_with(&rule));
                    faults.push(format!("{name}: {reason}\n{}", rule.expect("the rule")));
                }
            }
        }
    }
    println!("outcomes: {outcomes:?}");
    let decided = outcomes[Outcome::Failed as usize] + outcomes[Outcome::Passed as usize];
    assert!(
        decided > 2_500,
        "too few rules come to a result: {outcomes:?}"
    );
    faults.sort();
    faults.dedup();
    assert!(
        faults.is_empty(),
        "{} faults\n{}",
        faults.len(),
        faults.join("\n")
    );
}

#[test]
fn examples_of_functions_come_out_as_they_say() {
    let mut text = String::new();
    let mut number = 0;
    for builtin in builtins::all() {
        let (expression, result) = builtin.example;
        let same = if result.starts_with('[') {
            format!("count(a) == count({result}) and every x at k in a: x == item({result}, k)")
        } else {
            format!("a == ({result})")
        };
        number += 1;
        // A field of the form keeps the condition from being constant.
        text.push_str(&format!(
            "rule e{number} \"{}\" {{ on 部门整体支出绩效目标申报表 basis \"甲\" severity error \
             let a = {expression} require 年度 == 2021 年 and {same} \
             example pass {{ 年度 = 2021 年 }} example fail {{ 年度 = 2022 年 }} }}\n",
            builtin.en
        ));
    }
    let (compiled, wrong, words) = compile(&text);
    let lines: Vec<&str> = text.lines().collect();
    let wrong: Vec<&str> = wrong.iter().map(|line| lines[*line as usize - 1]).collect();
    assert!(wrong.is_empty(), "{words:?}\n{}", wrong.join("\n"));
    let book = Book::new(compiled).expect("a book");
    let document = "form = \"部门整体支出绩效目标申报表\"\n\"年度\" = 2021\n";
    let reports = judge_text(&book, &Selection::default(), "a.toml", document.into());
    let rules = &book.engine().rules().rules;
    assert_eq!(reports[0].rules.len(), number);
    for it in &reports[0].rules {
        let rule = rules
            .iter()
            .find(|rule| rule.id == it.rule)
            .expect("the rule");
        let findings = reports[0]
            .findings
            .iter()
            .filter(|finding| finding.rule == it.rule);
        let filled: Vec<_> = findings.filter_map(|it| it.evaluation.clone()).collect();
        assert_eq!(
            it.outcome,
            Outcome::Passed,
            "{} {:?} {filled:?}",
            rule.title,
            it.reason
        );
    }
}
