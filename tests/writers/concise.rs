//! `concise`.

use jixiao::diag::{PlaceRole, Severity};
use jixiao::write::Options;

use super::reports::{FORM, at, finding, mixed, place, render, render_with, skipped, snapshot};

#[test]
fn concise_is_one_line_each() {
    let mut documents = mixed();
    let mut odd = finding(
        "placeholder-left",
        "不留占位",
        Severity::Hint,
        "写着“甲\n乙\u{1b}[2J”",
    );
    odd.places
        .push(place(PlaceRole::Primary, "", at(FORM, "云泽市")));
    documents[1].findings.push(odd);
    let out = render_with("concise", &Options::default(), &documents, skipped());
    snapshot("concise.txt", &out);
    let options = Options {
        color: true,
        ..Options::default()
    };
    snapshot(
        "concise-color.txt",
        &render("concise", &options, &documents),
    );
}
