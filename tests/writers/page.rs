//! The page that lies beside a file.

use jixiao::write::{Options, PAGE_HEAD};

use super::reports::{hard_places, mixed, render, snapshot};

#[test]
fn a_page_tells_the_gravest_first() {
    let mut documents = mixed();
    documents.truncate(1);
    documents.push(hard_places());
    let out = render("page", &Options::default(), &documents);
    assert!(out.starts_with(PAGE_HEAD));
    snapshot("page.txt", &out);
    let options = Options {
        max_findings: Some(1),
        ..Options::default()
    };
    let out = render("page", &options, &documents);
    assert!(out.contains("另有 9 处没有列出"), "{out}");
}
