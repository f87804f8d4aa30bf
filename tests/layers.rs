//! Layers of packs: `tests/data/layers/<case>` holds packs that build on one another, what is said
//! about them stands beside them in `expected.txt`. Without a `national` of its own a case builds on
//! the one beside the cases.
//!
//! The packs are named in every order, which must change nothing. A case that begins with `wrong-`
//! holds mistakes; of the others the origin of every setting is shown, and what the packs say of the
//! declarations (`*.txt`) beside them.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use jixiao::diag::Messages;
use jixiao::ir::OuterSetting;
use jixiao::source::{SourceId, Span, TextRange};
use jixiao::vfs::{DiskFiles, MemoryFiles};
use jixiao::workspace::{LoadError, Workspace};

use crate::cli::run;
use crate::support::{Random, judge_with, root, snapshot};

const FOLDER: &str = "tests/data/layers";
/// The least number of cases, so that none gets lost.
const LEAST: usize = 25;

fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder");
    let mut paths: Vec<PathBuf> = entries.map(|it| it.expect("an entry").path()).collect();
    paths.sort();
    paths
}

fn name(path: &Path) -> String {
    let name = path.file_name().expect("a name");
    name.to_string_lossy().into_owned()
}

/// The packs of a case below the folder of the repository.
fn packs(case: &Path) -> Vec<String> {
    let mut packs: Vec<String> = entries(case)
        .iter()
        .filter(|path| path.is_dir())
        .map(|path| format!("{FOLDER}/{}/{}", name(case), name(path)))
        .collect();
    let own = packs.iter().any(|pack| pack.ends_with("/national"));
    if !own && !case.ends_with("overlay-alone") {
        packs.insert(0, format!("{FOLDER}/national"));
    }
    packs
}

/// A command with these packs, in this order.
fn with(command: &[&str], packs: &[String]) -> String {
    let mut arguments = command.to_vec();
    for pack in packs {
        arguments.extend(["--pack", pack.as_str()]);
    }
    let ran = run(&arguments);
    ran.out + &ran.err
}

/// All orders of so many things.
fn orders(count: usize) -> Vec<Vec<usize>> {
    if count == 0 {
        return vec![Vec::new()];
    }
    let shorter = orders(count - 1);
    let grown = shorter.iter().flat_map(|order| {
        (0..count).map(move |at| {
            let mut order = order.clone();
            order.insert(at, count - 1);
            order
        })
    });
    grown.collect()
}

/// What there is to say about packs that are named in some order.
fn load(packs: &[String], order: &[usize]) -> Result<(Workspace, Messages), LoadError> {
    let paths = order.iter().map(|at| root().join(&packs[*at]));
    Workspace::from_packs(&DiskFiles, &paths.collect::<Vec<_>>())
}

/// What must not depend on the order in which packs are named.
fn essence(loaded: &Result<(Workspace, Messages), LoadError>) -> String {
    match loaded {
        Ok((workspace, _)) => {
            let books = workspace.books.iter().map(|book| {
                let rules = book.engine().rules();
                let levels: Vec<_> = rules
                    .rules
                    .iter()
                    .map(|rule| (&rule.id, rule.severity, rule.off, rule.locked))
                    .collect();
                let layers = (&rules.layers, &rules.params, &rules.terms);
                format!("{}\n{levels:?}\n{layers:?}\n", book.manifest().id)
            });
            books.collect()
        }
        Err(LoadError::Broken(messages)) => {
            // Two rivals are told in the order in which they are named.
            let said = messages.diagnostics.iter().map(|it| it.code);
            format!("{:?}", said.collect::<BTreeSet<_>>())
        }
        Err(other) => format!("{other:?}"),
    }
}

#[test]
fn layers_of_packs_are_as_they_are_said_to_be() {
    let cases: Vec<PathBuf> = entries(&root().join(FOLDER))
        .into_iter()
        .filter(|path| path.is_dir() && !path.ends_with("national"))
        .collect();
    assert!(cases.len() >= LEAST, "{} cases", cases.len());
    for case in cases {
        let packs = packs(&case);
        let mut shown = with(&["rules", "--origin", "--words"], &packs);
        let wrong = name(&case).starts_with("wrong-");
        let loaded = load(&packs, &(0..packs.len()).collect::<Vec<_>>());
        assert_eq!(wrong, loaded.is_err(), "{}: {shown}", case.display());
        for path in entries(&case) {
            let form =
                path.extension().is_some_and(|it| it == "txt") && !path.ends_with("expected.txt");
            if form {
                let path = format!("{FOLDER}/{}/{}", name(&case), name(&path));
                shown.push('\n');
                shown.push_str(&with(&["check", "--format", "concise", &path], &packs));
            }
        }
        if let Err(LoadError::Broken(messages)) = &loaded {
            for it in &messages.diagnostics {
                assert!(it.help.is_some(), "{}: {}", case.display(), it.message);
            }
        }
        let shown = shown.replace(&format!("{FOLDER}/"), "");
        snapshot(format!("{FOLDER}/{}/expected.txt", name(&case)), &shown);
        let first = essence(&loaded);
        for order in orders(packs.len()) {
            let again = essence(&load(&packs, &order));
            assert_eq!(first, again, "{} in order {order:?}", case.display());
        }
    }
}

#[test]
fn every_message_about_stacks_is_met_in_a_case() {
    let mut met = String::new();
    for case in entries(&root().join(FOLDER)) {
        met.push_str(&fs::read_to_string(case.join("expected.txt")).unwrap_or_default());
    }
    for code in [503, 504, 521, 522, 523, 524] {
        assert!(
            met.contains(&format!("JX{code:04}")),
            "no case gives JX{code:04}"
        );
    }
}

/// What a locked rule has found is not put below a finding of less weight, which would hide it.
#[test]
fn findings_of_locked_rules_are_not_folded_away() {
    let case = root().join(FOLDER).join("folding");
    let packs = packs(&case);
    let order: Vec<usize> = (0..packs.len()).collect();
    let (workspace, _) = load(&packs, &order).expect("a stack");
    let form = fs::read(case.join("city.txt")).expect("readable");
    let reports = judge_with(&workspace, vec![("city.txt".to_owned(), form)], 1);
    let folded: Vec<(&str, bool)> = reports[0]
        .findings
        .iter()
        .map(|it| (it.rule.as_str(), it.caused_by.is_some()))
        .collect();
    let expected = [
        ("task-plain", true),
        ("city-task", false),
        ("no-forbidden-word", false),
    ];
    assert_eq!(folded, expected);
}

#[test]
fn programs_get_the_origin_as_json() {
    let packs = packs(&root().join(FOLDER).join("four-layers"));
    let shown = with(&["rules", "--format", "json"], &packs);
    let mut value: serde_json::Value = serde_json::from_str(&shown).expect("JSON");
    let mut top = value["packs"][0].take();
    for layer in top["layers"].as_array_mut().expect("layers") {
        let digest = layer.as_object_mut().expect("a layer").remove("digest");
        assert!(digest.is_some_and(|it| it.as_str().is_some_and(|it| it.starts_with("sha256:"))));
    }
    snapshot(
        format!("{FOLDER}/four-layers/origin.json"),
        &format!("{top:#}\n"),
    );
}

#[test]
fn a_rule_says_which_layer_has_changed_it() {
    let packs = packs(&root().join(FOLDER).join("four-layers"));
    let shown = with(&["explain", "task-short"], &packs);
    let (head, _) = shown.split_once("依据").expect("a page");
    let expected = "task-short 任务写得简明（必改，national，用于 district）\n\n\
        后面的规则包改过：\n  级别：提示 → 应改（city）\n  锁定（city）\n  级别：应改 → 必改（district）\n\n";
    assert_eq!(head, expected);
}

fn outer(name: &str, value: &str) -> OuterSetting {
    OuterSetting {
        name: name.to_owned(),
        value: value.to_owned(),
        span: Span::new(SourceId(0), TextRange::default()),
    }
}

#[test]
fn settings_from_outside_are_the_last_layer() {
    let packs = packs(&root().join(FOLDER).join("four-layers"));
    let order: Vec<usize> = (0..packs.len()).collect();
    for (parameter, value, code) in [
        ("最多字数", "30 字", None),
        ("最多字数", "40 字", None),
        ("最多字数", "41 字", Some("JX0253")),
        ("最低比例", "0.7", Some("JX0235")),
        ("最低比例", "70%", None),
        ("最低比例", "59%", Some("JX0253")),
        ("提醒金额", "500000 元", None),
        ("提醒金额", "5 个", Some("JX0235")),
        ("提醒金额", "五十万", Some("JX0261")),
        ("提醒金额", "5 万元\nparam y = 3", Some("JX0261")),
        ("容差", "1 万元", Some("JX0254")),
        ("最多字", "30 字", Some("JX0262")),
    ] {
        let (mut workspace, _) = load(&packs, &order).expect("a stack");
        let found = workspace.set_params(&[outer(parameter, value)], "jixiao.toml");
        let codes: BTreeSet<_> = found.iter().map(|it| it.code).collect();
        assert_eq!(
            codes,
            code.into_iter().collect(),
            "{parameter} = {value}: {found:?}"
        );
        assert!(found.iter().all(|it| it.help.is_some()), "{found:?}");
        let rules = workspace.books[0].engine().rules();
        let last = rules.layers.of_param(parameter).last();
        let set = last.is_some_and(|it| it.layer == "jixiao.toml");
        assert_eq!(
            set,
            code.is_none() && value != "40 字",
            "{parameter} = {value}"
        );
    }
}

#[test]
fn settings_from_outside_reach_the_packs_inside_the_binary() {
    let mut workspace = Workspace::bundled().expect("the packs");
    let found = workspace.set_params(&[outer("目标最多字数", "10")], "jixiao.toml");
    assert_eq!(found, []);
    for book in &workspace.books {
        let rules = book.engine().rules();
        let change = rules.layers.of_param("目标最多字数").last();
        assert_eq!(change.expect("a change").layer, "jixiao.toml");
    }
    let form = fs::read(root().join("declarations/water-bureau-2023.txt")).expect("readable");
    let reports = judge_with(&workspace, vec![("form.txt".to_owned(), form)], 1);
    let mut rules = reports[0].findings.iter().map(|it| it.rule.as_str());
    assert!(rules.any(|rule| rule == "text-length"));
}

#[test]
fn one_of_the_packs_inside_the_binary_is_enough_to_take_a_setting() {
    let set = |value| {
        let mut workspace = Workspace::bundled().expect("the packs");
        let found = workspace.set_params(&[outer("目标最多字数", value)], "jixiao.toml");
        let taken = workspace.books.iter().filter(|book| {
            let layers = &book.engine().rules().layers;
            let last = layers.of_param("目标最多字数").last();
            last.is_some_and(|it| it.layer == "jixiao.toml")
        });
        (found.is_empty(), taken.count(), workspace.books.len())
    };
    // One of them has gone down to 800 itself.
    let (accepted, taken, all) = set("900");
    assert!(accepted && 0 < taken && taken < all, "{taken} of {all}");
    assert!(!set("2000").0);
}

/// The clauses that a layer of the property below is made of.
const CHANGES: [&str; 12] = [
    "override a { severity error }",
    "override a { severity warning }",
    "override a { severity hint }",
    "override a { off }",
    "override a { locked }",
    "override a { confidence likely }",
    "override a { confidence sure }",
    "override a { set 上限 = 4 个 }",
    "override a { set 上限 = 6 个 }",
    "override a { set 门槛 = 1 个 }",
    "override a { set 门槛 = 2 个 }",
    "extend 例外 [\"甲\"]",
];

const BASE: &str = "param 上限 = 5 个 may only fall\nparam 门槛 = 0 个\nterms 例外 = [\"乙\"]\n\
    rule a \"甲\" {\n    basis \"办法\"\n    severity warning\n    \
    require 数 <= 上限 or 数 < 门槛 or 名 in 例外\n    help \"改\"\n    \
    example pass { 数 = 3 个 }\n    example fail { 数 = 9 个  名 = \"丙\" }\n}\n";

const FORM: &str = "id = \"f\"\nname = \"表\"\ntitles = [\"表\"]\nsnippet = \"名\"\n\
    [[field]]\nname = \"数\"\nkind = \"数\"\nunit = \"个\"\n\
    [[field]]\nname = \"名\"\nkind = \"文字\"\n\
    [[fills]]\ninterface = \"申报表\"\n";

const INTERFACE: &str = "[[interface]]\nname = \"申报表\"\n\
    [[interface.field]]\nname = \"数\"\nkind = \"数\"\nunit = \"个\"\n\
    [[interface.field]]\nname = \"名\"\nkind = \"文字\"\n";

/// A stack of these layers over [`BASE`].
fn stack(layers: &[&str]) -> Result<(Workspace, Messages), LoadError> {
    let mut files = MemoryFiles::default();
    let mut paths = Vec::new();
    for number in 0..=layers.len() {
        let folder = format!("p{number}");
        let mut manifest = format!("id = \"p{number}\"\nversion = \"1.0.0\"\ntitle = \"层\"\n");
        match number.checked_sub(1) {
            Some(below) => {
                manifest.push_str(&format!(
                    "builds-on = {{ id = \"p{below}\", version = \"1.0.0\" }}\n"
                ));
                files.insert(format!("{folder}/a.rule"), layers[below]);
            }
            None => {
                files.insert("p0/a.rule", BASE);
                files.insert("p0/forms/f.toml", FORM);
                files.insert("p0/interfaces.toml", INTERFACE);
            }
        }
        files.insert(format!("{folder}/pack.toml"), manifest.as_str());
        paths.push(PathBuf::from(folder));
    }
    Workspace::from_packs(&files, &paths)
}

/// From the layer that locks the rule on, no stack that is accepted ends with the rule looser than
/// it was there, nor with another value or other words of what it reads.
#[test]
fn a_locked_rule_never_ends_looser() {
    let mut random = Random(20_260_201);
    let (mut accepted, mut refused) = (0, 0);
    for _ in 0..600 {
        let count = 2 + random.below(3);
        let layers: Vec<String> = (0..count)
            .map(|_| {
                let count = 1 + random.below(2);
                let some: Vec<&str> = (0..count).map(|_| *random.pick(&CHANGES)).collect();
                some.join("\n")
            })
            .collect();
        let layers: Vec<&str> = layers.iter().map(String::as_str).collect();
        let Some(lock) = layers.iter().position(|it| it.contains("locked")) else {
            continue;
        };
        let Ok((whole, _)) = stack(&layers) else {
            refused += 1;
            continue;
        };
        accepted += 1;
        let (at_lock, _) = stack(&layers[..=lock]).expect("a part of what is right");
        let (before, after) = (
            at_lock.books[0].engine().rules(),
            whole.books[0].engine().rules(),
        );
        let (was, is) = (&before.rules[0], &after.rules[0]);
        assert!(is.locked && is.severity <= was.severity, "{layers:?}");
        assert!(is.confidence <= was.confidence, "{layers:?}");
        assert!(!is.off || was.off, "{layers:?}");
        assert_eq!(before.params[1], after.params[1], "{layers:?}");
        assert_eq!(before.terms, after.terms, "{layers:?}");
        let limit = |rules: &jixiao::ir::RuleSet| rules.params[0].to_string();
        assert!(limit(after) <= limit(before), "{layers:?}");
    }
    assert!(accepted > 20 && refused > 20, "{accepted}, {refused}");
}
