//! Any text is checked as a rule file of a pack that builds on the national one.

#![no_main]

use std::sync::LazyLock;

use jixiao::pack::PackSource;

#[path = "../ways.rs"]
#[allow(dead_code, reason = "a target goes one of the ways")]
mod ways;

static CORE: LazyLock<PackSource> = LazyLock::new(ways::core);

libfuzzer_sys::fuzz_target!(|text: &str| ways::type_checker(&CORE, text));
