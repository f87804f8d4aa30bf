//! Any text is read as a rule file, and what is read is written and read again.

#![no_main]

use jixiao::source::SourceId;
use jixiao::syntax::{Keywords, Spelling, format_as, parse};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let parsed = parse(SourceId(0), text);
    for label in parsed.diagnostics.iter().flat_map(|it| &it.labels) {
        assert!(text.get(label.span.range.indices()).is_some());
    }
    if !parsed.diagnostics.is_empty() {
        return;
    }
    for keywords in [
        Keywords::AsWritten,
        Keywords::In(Spelling::Chinese),
        Keywords::In(Spelling::English),
    ] {
        let written = format_as(&parsed.file, text, keywords);
        let again = parse(SourceId(0), &written);
        assert!(again.diagnostics.is_empty(), "{written}");
        assert!(again.file.items == parsed.file.items, "{written}");
    }
});
