//! Any bytes stand as a part of a workbook, which one says the first byte.

#![no_main]

use std::sync::LazyLock;

use jixiao::workspace::Workspace;

#[path = "../ways.rs"]
#[allow(dead_code, reason = "a target goes one of the ways")]
mod ways;

static PACKS: LazyLock<Workspace> = LazyLock::new(|| Workspace::bundled().expect("the packs"));

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Some((first, rest)) = bytes.split_first() {
        ways::workbook_part(&PACKS, usize::from(*first), rest);
    }
});
