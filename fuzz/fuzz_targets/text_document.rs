//! Any text is read as the main part of a text document.

#![no_main]

#[path = "../ways.rs"]
#[allow(dead_code, reason = "a target goes one of the ways")]
mod ways;

libfuzzer_sys::fuzz_target!(|text: &str| ways::text_document(text));
