//! `junit`.

use jixiao::diag::{DocumentReport, PlaceRole, Severity};
use jixiao::source::TextRange;
use jixiao::write::Options;
use proptest::prelude::*;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::laws::random_text;
use super::reports::{FORM, document, finding, mixed, place, render, snapshot};

fn junit(documents: &[DocumentReport]) -> String {
    render("junit", &Options::default(), documents)
}

/// An attribute of an element, as a reader of XML understands it.
fn attribute(element: &BytesStart<'_>, name: &str) -> String {
    let found = element.try_get_attribute(name).expect("well-formed");
    let found = found.unwrap_or_else(|| panic!("no {name}"));
    quick_xml::escape::unescape(&found.value)
        .expect("well-formed")
        .into_owned()
}

/// The names of all elements in their order, with the attribute that tells them apart.
fn elements(xml: &str) -> Vec<(String, String)> {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().check_end_names = true;
    let mut found = Vec::new();
    let mut depth = 0;
    loop {
        let event = reader.read_event().unwrap_or_else(|e| panic!("{e}: {xml}"));
        depth += match &event {
            Event::Start(_) => 1,
            Event::End(_) => -1,
            _ => 0,
        };
        match event {
            Event::Start(element) | Event::Empty(element) => {
                let name = element.name().as_ref().to_owned();
                let key = match name.as_str() {
                    "skipped" | "failure" => "message",
                    _ => "name",
                };
                let key = match name.as_str() {
                    "properties" => String::new(),
                    _ => attribute(&element, key),
                };
                found.push((name, key));
            }
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(depth, 0, "{xml}");
    found
}

#[test]
fn junit_names_every_rule_of_every_document() {
    let documents = mixed();
    let out = junit(&documents);
    snapshot("junit.xml", &out);
    let elements = elements(&out);
    let count = |name: &str| elements.iter().filter(|(it, _)| it == name).count();
    assert_eq!(count("testsuite"), documents.len());
    let rules: usize = documents.iter().map(|document| document.rules.len()).sum();
    // Findings of three rules that have no outcome have cases of their own.
    assert_eq!(count("testcase"), rules + 3);
    assert_eq!(junit(&[]).lines().count(), 3);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_gives_well_formed_xml(text in random_text(), more in any::<String>()) {
        let text = format!("{text}{more}<&>]]>\"'\u{0}\u{b}\u{fffe}\u{ffff}");
        let mut found = finding(&text, &text, Severity::Error, &text);
        found.help = Some(text.clone());
        found.places.push(place(PlaceRole::Primary, &text, TextRange::of(0..text.len())));
        let mut odd = document(&text, FORM, vec![found]);
        odd.unit = Some(text.clone());
        odd.rules[1].reason = Some(text.clone());
        let out = junit(&[odd]);
        prop_assert_eq!(elements(&out).iter().filter(|(name, _)| name == "failure").count(), 1);
        let allowed = |c: char| matches!(c, '\n' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
        prop_assert!(out.chars().all(allowed), "{}", out);
    }
}
