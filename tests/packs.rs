//! The packs of `rules/`: without messages, their examples and cases as they say, and embedded in
//! the binary as they stand (`UPDATE=1 cargo test` embeds them again).

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::sync::OnceLock;

use jixiao::diag::Messages;
use jixiao::eval::Automata;
use jixiao::facts::Lexicon;
use jixiao::pack::{self, BUNDLED, Bundled, Compiled, PackSource, Packed};
use jixiao::source::SourceMap;
use jixiao::trial;
use jixiao::vfs::DiskFiles;
use jixiao::workspace::Workspace;
use jixiao::write::{self, Options};

use crate::support::{concise, declarations, judge_all, judge_with, root, updating, workspace};

/// The folders of `rules/`.
fn folders() -> BTreeMap<String, PathBuf> {
    fs::read_dir(root().join("rules"))
        .expect("rules")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_dir())
        .map(|path| {
            let name = path
                .file_name()
                .expect("a name")
                .to_string_lossy()
                .into_owned();
            (name, path)
        })
        .collect()
}

/// A pack with what it builds on and what joins them, compiled; there must be nothing to say about
/// it.
fn compiled(id: &str) -> Compiled {
    let mut sources = SourceMap::default();
    let mut diagnostics = Vec::new();
    let mut packs: Vec<PackSource> = Vec::new();
    for (name, folder) in folders() {
        let pack = pack::load(&DiskFiles, &folder, &mut sources, &mut diagnostics)
            .expect("readable")
            .unwrap_or_else(|| panic!("rules/{name} has no manifest"));
        assert_eq!(pack.manifest.id, name, "a pack is called like its folder");
        packs.push(pack);
    }
    let index = packs.iter().position(|pack| pack.manifest.id == id);
    let index = index.unwrap_or_else(|| panic!("no folder rules/{id}"));
    let (chain, judge) = pack::chain(&packs, index);
    let compiled = pack::compile(&chain, judge, &sources, &mut diagnostics);
    let messages = Messages {
        diagnostics,
        sources,
    };
    assert!(
        messages.diagnostics.is_empty(),
        "{}",
        write::messages(&messages, &Options::default())
    );
    compiled
}

/// Whether the program was built with packs that are not those of `rules/`; `UPDATE=1` writes them
/// anew, and the next build has them.
pub(crate) fn embedded_is_stale() -> bool {
    static STALE: OnceLock<bool> = OnceLock::new();
    *STALE.get_or_init(|| {
        BUNDLED.iter().any(|pack| {
            let folder = root().join("rules").join(pack.id);
            let (files, set) =
                pack::embed(&DiskFiles, &folder, judging(pack).as_ref()).expect("made");
            !pack.is_fresh(&files, &set)
        })
    })
}

/// The compiled form of a pack that judges.
fn judging(pack: &Bundled) -> Option<Compiled> {
    let made = compiled(pack.id);
    let manifest = made.top().expect("a manifest");
    let base = manifest.builds_on.as_ref().map(|base| base.id.as_str());
    assert_eq!(
        pack.joins,
        base.filter(|_| manifest.joins),
        "{} joins",
        pack.id
    );
    pack.joins.is_none().then_some(made)
}

#[test]
fn bundled_packs_are_the_folders_of_rules() {
    let judging = BUNDLED.iter().filter(|pack| pack.joins.is_none());
    let judging: Vec<&str> = judging.map(|pack| pack.id).collect();
    let in_force: Vec<&str> = workspace()
        .books
        .iter()
        .map(|book| book.manifest().id.as_str())
        .collect();
    assert_eq!(judging, in_force, "more special packs come first");
    let mut bundled: Vec<&str> = BUNDLED.iter().map(|pack| pack.id).collect();
    bundled.sort_unstable();
    assert_eq!(bundled, folders().into_keys().collect::<Vec<_>>());
}

#[test]
fn embedded_packs_are_fresh() {
    for pack in BUNDLED {
        let folder = root().join("rules").join(pack.id);
        let made = judging(pack);
        let (files, set) = pack::embed(&DiskFiles, &folder, made.as_ref()).expect("embedded");
        let again = judging(pack);
        let again = pack::embed(&DiskFiles, &folder, again.as_ref()).expect("embedded");
        assert!(
            again == (files.clone(), set.clone()),
            "the same bytes every time"
        );
        if pack.is_fresh(&files, &set) {
            if let Some(made) = &made {
                assert_read_back(&pack.packed().expect("decoded"), made);
            }
            let (below, _) = pack::embed(&pack.files(), pack.id.as_ref(), None).expect("embedded");
            assert!(below == files, "{} keeps its files", pack.id);
        } else if updating() {
            let target = root().join("src/pack/bundled");
            fs::write(target.join(format!("{}.files", pack.id)), files).expect("written");
            if made.is_some() {
                fs::write(target.join(format!("{}.set", pack.id)), set).expect("written");
            }
        } else {
            panic!(
                "the embedded copy of rules/{} is stale; UPDATE=1 cargo test embeds it again",
                pack.id
            );
        }
    }
}

#[test]
fn embedded_patterns_are_fresh() {
    let sets: Vec<Compiled> = BUNDLED.iter().map(|pack| compiled(pack.id)).collect();
    let made = Automata::of(sets.iter().map(|set| &set.rules));
    if pack::patterns() == made {
        return;
    }
    assert!(
        updating(),
        "the automata of the patterns are stale; UPDATE=1 cargo test makes them again"
    );
    fs::write(root().join("src/pack/bundled/patterns.dfa"), made).expect("written");
}

/// What is taken out of the binary is what was put in.
fn assert_read_back(packed: &Packed, made: &Compiled) {
    assert_eq!(packed.packs(), made.packs);
    // Places in form files are not embedded, so that the bytes are compared.
    let forms = packed.forms().expect("forms");
    let read = postcard::to_stdvec(&forms).expect("encoded");
    let written = postcard::to_stdvec(&(&made.forms, &made.interfaces)).expect("encoded");
    assert!(read == written, "forms and interfaces");
    assert_eq!(packed.rules().as_ref(), Some(&made.rules));
    assert_eq!(packed.form_count(), made.programs.len());
    for (form, program) in made.programs.iter().enumerate() {
        assert_eq!(packed.program(form).as_ref(), Some(program));
    }
    assert_eq!(packed.lexicon(), Some(Lexicon::new(&made.lexicon)));
}

#[test]
fn embedded_packs_judge_as_those_in_folders() {
    if embedded_is_stale() {
        return;
    }
    let bundled = Workspace::bundled().expect("decoded");
    for (name, bytes) in declarations() {
        let input = vec![(name.clone(), bytes)];
        let reports = judge_with(&bundled, input.clone(), 1);
        assert_eq!(concise(&reports), concise(&judge_all(input, 1)), "{name}");
    }
    bundled.complete().expect("all parts");
}

#[test]
fn examples_and_cases_come_out_as_they_say() {
    let workspace = workspace();
    let mut problems = Vec::new();
    let mut tried = 0;
    for trial in trial::run(workspace, &workspace.cases, None) {
        for result in trial.results {
            tried += 1;
            if let Some(problem) = result.problem {
                problems.push(format!("{} {}\n{problem}\n", trial.pack, result.name));
            }
        }
    }
    assert!(tried > 0, "there are examples");
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn every_rule_says_what_it_wants_and_why() {
    for book in &workspace().books {
        for rule in &book.engine().rules().rules {
            let id = &rule.id;
            assert!(!rule.doc.is_empty(), "{id} has no documentation comment");
            assert!(!rule.basis.is_empty(), "{id} has no basis");
            assert!(
                rule.help.is_some() || !rule.doc.is_empty(),
                "{id} has no help"
            );
            for fails in [true, false] {
                let found = rule.examples.iter().any(|it| it.fails == fails);
                assert!(found, "{id} has no example with fails = {fails}");
            }
        }
    }
}

#[test]
fn packs_in_memory_serve_as_those_in_folders() {
    let stale = embedded_is_stale();
    for pack in BUNDLED {
        let loaded = Workspace::from_packs(&pack.files(), &[PathBuf::from(pack.id)]);
        assert!(loaded.is_ok() || stale, "{} does not load", pack.id);
    }
}
