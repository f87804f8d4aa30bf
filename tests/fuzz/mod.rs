//! Changed input of every kind goes the ways of `fuzz/ways.rs`: a little in every run of the tests,
//! and for ten minutes each by `cargo test --release --test main -- --ignored --test-threads 1 fuzz`,
//! or for as many seconds as `FUZZ_SECONDS` says.
//!
//! What is found is printed with the number that makes it again (`FUZZ_SEED`). Once mended, a rule
//! file is kept in `tests/data/fuzz`, which [`kept_findings_stay_mended`] reads.

#![expect(
    clippy::disallowed_types,
    reason = "the long runs end by the clock; what they try depends on the seed alone"
)]

mod archives;
mod documents;
mod forms;
pub(crate) mod packages;
mod rules;
#[path = "../../fuzz/ways.rs"]
mod ways;

use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use crate::support::{Random, root, workspace};

/// The longest that one input may take.
const SLOW: Duration = Duration::from_secs(20);

/// How many inputs every run of the tests tries.
const FEW: u64 = 60;

/// Tries inputs made from one seed after the other, for as long as a long run lasts; none may take
/// longer than this.
pub(crate) fn long(slow: Duration, go: impl Fn(&mut Random)) {
    let number = |name: &str, other: u64| {
        let set = std::env::var(name).ok();
        set.and_then(|it| it.parse().ok()).unwrap_or(other)
    };
    let end = Instant::now() + Duration::from_secs(number("FUZZ_SECONDS", 600));
    let first = number("FUZZ_SEED", 1);
    let mut seed = first;
    while Instant::now() < end {
        let begun = Instant::now();
        let went = catch_unwind(AssertUnwindSafe(|| go(&mut Random(seed))));
        assert!(went.is_ok(), "FUZZ_SEED={seed}");
        assert!(begun.elapsed() < slow, "slow: FUZZ_SEED={seed}");
        seed += 1;
    }
    say(&format!("{} inputs", seed - first));
}

/// Says how much a long run has tried.
pub(crate) fn say(words: &str) {
    let _ = writeln!(std::io::stdout(), "{words}");
}

fn few(go: impl Fn(&mut Random)) {
    (0..FEW).for_each(|seed| go(&mut Random(seed)));
}

/// A changed rule file on its way through the parser.
fn rule_parser() -> impl Fn(&mut Random) {
    let texts = rules::texts();
    move |random| {
        let text = rules::changed(&texts, random);
        shown(&text, || ways::rule_parser(&text));
    }
}

/// A changed rule file on its way through the checks.
fn type_checker() -> impl Fn(&mut Random) {
    let (core, texts) = (ways::core(), rules::texts());
    move |random| {
        let text = rules::changed(&texts, random);
        shown(&text, || ways::type_checker(&core, &text));
    }
}

/// A changed archive; one that is accepted and is not what was built would not be what was signed.
fn pack_archive() -> impl Fn(&mut Random) {
    let built = archives::built();
    move |random| {
        let archive = archives::changed(&built, random);
        if let Some(signed) = ways::pack_archive(&archive)
            && archive != built.bytes
        {
            assert!(signed != built.entries[0].1, "another archive was accepted");
        }
    }
}

/// A changed document on its way into the text view.
fn text_document() -> impl Fn(&mut Random) {
    let samples = documents::texts();
    move |random| {
        let xml = documents::changed(&samples, random);
        shown(&xml, || ways::text_document(&xml));
    }
}

/// A changed declaration on its way through reader, form, rules and outputs.
fn declaration() -> impl Fn(&mut Random) {
    let samples = crate::support::declarations();
    move |random| {
        let (name, bytes) = forms::changed(&samples, random);
        shown(&String::from_utf8_lossy(&bytes), || {
            ways::declaration(workspace(), &name, &bytes);
        });
    }
}

/// A changed workbook on the same way; which it was, the seed tells.
fn workbook() -> impl Fn(&mut Random) {
    let samples = packages::samples();
    move |random| {
        let (name, bytes) = packages::changed(&samples, random);
        ways::declaration(workspace(), &name, &bytes);
    }
}

/// Pieces of XML as a part of a workbook.
fn workbook_part() -> impl Fn(&mut Random) {
    |random| {
        let bytes = packages::pieces(random);
        ways::workbook_part(workspace(), random.below(5), &bytes);
    }
}

/// Shows the input when something goes wrong with it.
fn shown(text: &str, go: impl FnOnce()) {
    let went = catch_unwind(AssertUnwindSafe(go));
    assert!(went.is_ok(), "----\n{text}\n----");
}

#[test]
#[ignore = "runs for ten minutes"]
fn fuzz_rule_parser() {
    long(SLOW, rule_parser());
}

#[test]
#[ignore = "runs for ten minutes"]
fn fuzz_type_checker() {
    long(SLOW, type_checker());
}

#[test]
#[ignore = "runs for ten minutes"]
fn fuzz_pack_archive() {
    long(SLOW, pack_archive());
}

#[test]
#[ignore = "runs for ten minutes"]
fn fuzz_text_document() {
    long(SLOW, text_document());
}

#[test]
fn a_few_changed_documents_are_read() {
    few(text_document());
}

#[test]
#[ignore = "runs for ten minutes"]
fn fuzz_declaration() {
    long(SLOW, declaration());
}

#[test]
#[ignore = "runs for ten minutes"]
fn fuzz_workbook() {
    long(SLOW, workbook());
}

#[test]
#[ignore = "runs for ten minutes"]
fn fuzz_workbook_part() {
    long(SLOW, workbook_part());
}

#[test]
fn a_few_changed_rule_files_go_the_whole_way() {
    few(rule_parser());
    few(type_checker());
}

#[test]
fn a_few_changed_archives_are_answered() {
    few(pack_archive());
    let built = archives::built();
    let signed = ways::pack_archive(&built.bytes);
    assert!(signed.as_ref() == Some(&built.entries[0].1), "not accepted");
}

#[test]
fn a_few_changed_declarations_are_answered() {
    few(declaration());
}

#[test]
fn a_few_changed_workbooks_are_answered() {
    few(workbook());
    few(workbook_part());
}

#[test]
fn kept_findings_stay_mended() {
    let core = ways::core();
    let mut kept = Vec::new();
    rules::collect(&root().join("tests/data/fuzz"), &mut kept);
    for text in kept {
        ways::rule_parser(&text);
        ways::type_checker(&core, &text);
    }
}
