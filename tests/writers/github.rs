//! `github`.

use jixiao::diag::{PlaceRole, Severity};
use jixiao::write::Options;

use super::reports::{FORM, at, document, finding, mixed, place, render, snapshot};

#[test]
fn github_is_one_command_each() {
    let mut documents = mixed();
    let mut odd = finding(
        "placeholder-left",
        "不留占位",
        Severity::Hint,
        "写着“100%\n::error::乙\u{1b}[2J”",
    );
    odd.places
        .push(place(PlaceRole::Primary, "", at(FORM, "云泽市")));
    documents.push(document("a,b:c%.txt", FORM, vec![odd]));
    let out = render("github", &Options::default(), &documents);
    let findings: usize = documents.iter().map(|it| it.open().count()).sum();
    assert_eq!(out.lines().count(), findings);
    assert!(out.lines().all(|line| line.starts_with("::")), "{out}");
    snapshot("github.txt", &out);
}
