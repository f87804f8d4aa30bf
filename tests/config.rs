//! Settings, waivers and baselines: each page of `tests/data/config` is a story whose files are
//! written and whose commands are run.

use std::fs;

use crate::docs::console::story;
use crate::support::root;

#[test]
fn stories_come_out_as_told() {
    let folder = "tests/data/config";
    let pages = fs::read_dir(root().join(folder)).expect("the folder");
    let mut names: Vec<String> = pages
        .map(|page| {
            page.expect("a page")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    names.sort();
    assert!(names.len() > 3);
    for name in names {
        story(&format!("{folder}/{name}"));
    }
}
