//! Any bytes are read as the archive of a pack.

#![no_main]

#[path = "../ways.rs"]
#[allow(dead_code, reason = "a target goes one of the ways")]
mod ways;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    ways::pack_archive(bytes);
});
