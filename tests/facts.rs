//! Measures how well passages are read, on labelled sentences in `tests/data/facts`.
//!
//! A new case is a new line of a data file. The table is printed with `--nocapture`; the floors
//! below must hold.

use std::collections::BTreeMap;
use std::path::Path;

use jixiao::facts::{self, Lexicon, LexiconData, Quantities, Role};
use rust_decimal::Decimal;

#[derive(serde::Deserialize)]
struct Case {
    text: String,
    quantities: Vec<String>,
    effect: bool,
    kind: String,
}

/// Right, too much and missing, of one fact.
#[derive(Default)]
struct Score {
    hits: u32,
    extra: u32,
    missed: u32,
}

impl Score {
    fn count(&mut self, expected: bool, found: bool) {
        match (expected, found) {
            (true, true) => self.hits += 1,
            (false, true) => self.extra += 1,
            (true, false) => self.missed += 1,
            (false, false) => {}
        }
    }

    /// Precision, recall and F1 in tenths of a percent.
    fn measure(&self) -> (u32, u32, u32) {
        let part = |hits: u32, all: u32| if all == 0 { 1000 } else { hits * 1000 / all };
        (
            part(self.hits, self.hits + self.extra),
            part(self.hits, self.hits + self.missed),
            part(2 * self.hits, 2 * self.hits + self.extra + self.missed),
        )
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

pub fn lexicon() -> Lexicon {
    let text = std::fs::read_to_string(root().join("rules/core/lexicon.toml")).unwrap();
    let data: LexiconData = toml::from_str(&text).unwrap();
    Lexicon::new(&data)
}

fn cases() -> Vec<(String, Case)> {
    let mut files: Vec<_> = std::fs::read_dir(root().join("tests/data/facts"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "jsonl"))
        .collect();
    files.sort();
    let mut cases = Vec::new();
    for path in files {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        for line in std::fs::read_to_string(&path)
            .unwrap()
            .lines()
            .filter(|l| !l.is_empty())
        {
            let case = serde_json::from_str(line).unwrap_or_else(|e| panic!("{name}: {line}: {e}"));
            cases.push((name.clone(), case));
        }
    }
    cases
}

/// What was read, written as in the data: `ge 50 次`, `range 5~8 场 @scope`.
fn written(text: &str, found: &Quantities, lexicon: &Lexicon) -> Vec<String> {
    let one = |quantity: &facts::Quantity| {
        let high = quantity
            .high
            .map(|high| format!("~{}", high.normalize()))
            .unwrap_or_default();
        let unit = quantity.canonical_unit(text, lexicon);
        let unit = if unit.is_empty() { "-" } else { &unit };
        let role = match quantity.role {
            Role::Target => String::new(),
            role => format!("@{}", role.key()),
        };
        format!(
            "{} {}{high} {unit}{role}",
            quantity.comparator.key(),
            quantity.value.normalize()
        )
    };
    found.found.iter().map(one).collect()
}

/// The same form of a labelled quantity.
fn expected(label: &str, lexicon: &Lexicon) -> String {
    let (label, role) = match label.split_once('@') {
        Some((label, role)) => (label, format!("@{role}")),
        None => (label, String::new()),
    };
    let parts: Vec<&str> = label.split(' ').collect();
    let (comparator, number, unit) = match parts.as_slice() {
        [number, unit] => ("none", *number, *unit),
        [comparator, number, unit] => (*comparator, *number, *unit),
        _ => panic!("label {label}"),
    };
    let decimal = |text: &str| text.parse::<Decimal>().unwrap().normalize().to_string();
    let number = match number.split_once('~') {
        Some((low, high)) => format!("{}~{}", decimal(low), decimal(high)),
        None => decimal(number),
    };
    let (unit, under) = match unit.split_once('/') {
        Some((unit, under))
            if lexicon
                .unit(label.split(' ').next_back().unwrap())
                .is_none() =>
        {
            (unit, format!("/{under}"))
        }
        _ => (unit, String::new()),
    };
    let unit = lexicon
        .unit(unit)
        .map_or(unit, |unit| lexicon.unit_name(unit));
    format!("{comparator} {number} {unit}{under}{role}")
}

fn is_target(label: &str) -> bool {
    !label.contains("@base") && !label.contains("@factor")
}

#[test]
fn passages_are_read_well() {
    let lexicon = lexicon();
    let mut scores: BTreeMap<&str, Score> = BTreeMap::new();
    let mut kinds = (0, 0);
    let cases = cases();
    assert!(cases.len() >= 300);
    let only = std::env::var("FACTS_FILE").ok();
    let cases: Vec<_> = cases
        .into_iter()
        .filter(|(file, _)| only.as_ref().is_none_or(|only| only == file))
        .collect();
    for (file, case) in &cases {
        let found = facts::quantities(&case.text, &lexicon);
        let prose = facts::prose(&case.text, &found, &lexicon);
        let mut wrong = Vec::new();

        let labelled: Vec<String> = case
            .quantities
            .iter()
            .map(|q| expected(q, &lexicon))
            .collect();
        let quantified = labelled.iter().any(|label| is_target(label));
        if quantified != found.is_quantified() {
            wrong.push(format!("quantified {}", found.is_quantified()));
        }
        scores
            .entry("quantified")
            .or_default()
            .count(quantified, found.is_quantified());

        let read = written(&case.text, &found, &lexicon);
        let mut left = read.clone();
        for label in &labelled {
            let place = left.iter().position(|read| read == label);
            place.map(|place| left.remove(place));
            scores
                .entry("quantity")
                .or_default()
                .count(true, place.is_some());
        }
        scores.entry("quantity").or_default().extra += left.len() as u32;
        if read != labelled {
            wrong.push(format!("{read:?} for {labelled:?}"));
        }

        let effect = !prose.effects.is_empty();
        scores
            .entry("effect")
            .or_default()
            .count(case.effect, effect);
        kinds.1 += 1;
        if prose.kind.key() == case.kind {
            kinds.0 += 1;
        } else {
            wrong.push(format!("{} for {}", prose.kind.key(), case.kind));
        }
        if !wrong.is_empty() {
            println!("{file}: {}\n    {}", case.text, wrong.join("; "));
        }
    }
    println!(
        "{:12} precision recall F1 (in thousandths), {} sentences",
        "fact",
        cases.len()
    );
    for (fact, score) in &scores {
        let (precision, recall, f1) = score.measure();
        println!("{fact:12} {precision:9} {recall:6} {f1:4}");
    }
    println!("kind         {:9} right of {}", kinds.0, kinds.1);
    let f1 = |fact: &str| scores[fact].measure().2;
    assert!(f1("quantified") >= 970, "quantified or not");
    assert!(f1("quantity") >= 950, "quantities");
    assert!(f1("effect") >= 900, "effects");
    assert!(kinds.0 * 100 >= kinds.1 * 88, "kinds of item");
}
