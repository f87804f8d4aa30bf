//! Any bytes are judged as a declaration: a text file, or with a first byte that is even, TOML.

#![no_main]

use std::sync::LazyLock;

use jixiao::workspace::Workspace;

#[path = "../ways.rs"]
#[allow(dead_code, reason = "a target goes one of the ways")]
mod ways;

static PACKS: LazyLock<Workspace> = LazyLock::new(|| Workspace::bundled().expect("the packs"));

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Some((first, rest)) = bytes.split_first() else {
        return;
    };
    let name = if first % 2 == 0 { "fuzz.toml" } else { "fuzz.txt" };
    ways::declaration(&PACKS, name, rest);
});
