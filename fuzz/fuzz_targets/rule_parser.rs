//! Any text is read as a rule file, and what is read is written and read again.

#![no_main]

#[path = "../ways.rs"]
#[allow(dead_code, reason = "a target goes one of the ways")]
mod ways;

libfuzzer_sys::fuzz_target!(|text: &str| ways::rule_parser(text));
