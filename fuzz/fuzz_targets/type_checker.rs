//! Any text is checked as a rule file of a pack that builds on the national one.

#![no_main]

use std::sync::LazyLock;

use jixiao::analysis::{FileInput, FormInput, analyse};
use jixiao::form::Interface;
use jixiao::pack::{self, PackSource, bundled};
use jixiao::source::{SourceFile, SourceMap};
use jixiao::syntax::parse;
use libfuzzer_sys::fuzz_target;

static CORE: LazyLock<PackSource> = LazyLock::new(|| {
    let files = bundled("core").expect("the national pack").files();
    let mut sources = SourceMap::default();
    let core = pack::load(&files, "core".as_ref(), &mut sources, &mut Vec::new());
    core.expect("readable").expect("a pack")
});

fuzz_target!(|text: &str| {
    let mut sources = SourceMap::default();
    let source = sources.add(SourceFile::new("fuzz.rule", text));
    let parsed = parse(source, text);
    let forms: Vec<FormInput<'_>> = CORE.forms.iter().map(|form| FormInput { form, pack: 0 }).collect();
    let interfaces: Vec<&Interface> = CORE.interfaces.iter().collect();
    let file = FileInput {
        source,
        text,
        tree: &parsed.file,
        pack: 0,
        pack_id: "fuzz",
    };
    analyse(&[file], &forms, &interfaces);
});
