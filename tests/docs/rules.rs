//! Runs the rules in the fenced blocks of a page: every block marked `rule` is a rule file of a pack
//! that builds on `core`; there must be nothing to say about it, and its examples must come out.

use std::fs;
use std::path::{Path, PathBuf};

use jixiao::trial;
use jixiao::vfs::MemoryFiles;
use jixiao::workspace::{LoadError, Workspace};
use jixiao::write::{self, Options};

use super::{fenced, read};
use crate::support::root;

const MANIFEST: &str = r#"
id = "page"
version = "1.0.0"
title = "文档里的例子"
builds-on = { id = "core", version = ">=1.0.0" }
"#;

/// Runs the rules of a page.
pub(super) fn run(path: &str) {
    let mut count = 0;
    for (kind, line, text) in fenced(&read(path)) {
        if kind != "rule" {
            continue;
        }
        count += 1;
        let place = format!("{path}:{line}");
        let mut files = MemoryFiles::default();
        add(&mut files, &root().join("rules/core"), Path::new("core"));
        files.insert("page/pack.toml", MANIFEST);
        files.insert("page/page.rule", text);
        let folders: Vec<PathBuf> = vec!["page".into(), "core".into()];
        let workspace = match Workspace::from_packs(&files, &folders) {
            Ok((workspace, messages)) => {
                let shown = write::messages(&messages, &Options::default());
                assert!(messages.diagnostics.is_empty(), "{place}\n{shown}");
                workspace
            }
            Err(LoadError::Broken(messages)) => {
                panic!(
                    "{place}\n{}",
                    write::messages(&messages, &Options::default())
                )
            }
            Err(error) => panic!("{place}: {error:?}"),
        };
        let trials = trial::run(&workspace, &[], None);
        let trial = trials
            .iter()
            .find(|it| it.pack == "page")
            .expect("the pack");
        assert!(!trial.results.is_empty(), "{place} has no examples");
        for result in &trial.results {
            assert_eq!(result.problem, None, "{place}: {}", result.name);
        }
    }
    assert!(count > 0, "{path} has no rules");
}

fn add(files: &mut MemoryFiles, folder: &Path, name: &Path) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let inside = name.join(path.file_name().expect("a name"));
        if path.is_dir() {
            add(files, &path, &inside);
        } else {
            files.insert(inside, fs::read(&path).expect("a file"));
        }
    }
}
